"""The profile of a cluster: what its management knows. Every field may be missing; nothing is ever invented for it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from assistant.phrase import Strict
from assistant.studio.numbers import read_number, read_whole

GoalGroup = Literal["networking", "knowledge", "market", "products", "development"]

LONGEST = 2_000  # characters of a field: longer text belongs into a section
MOST = 200  # entries of a list
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Lines = Annotated[tuple[Line, ...], Field(max_length=MOST)]
Optional = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
# Numbers may be typed as people write them: "12.500,50" (BeforeValidator gets the text of YAML or a form).
_Whole = Annotated[int, BeforeValidator(lambda value: read_whole(value) if isinstance(value, str) else value)]
Count = Annotated[_Whole, Field(ge=0, le=1_000_000, strict=True)]
Year = Annotated[_Whole, Field(ge=1900, le=2100, strict=True)]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")]
Amount = Annotated[
    float,
    BeforeValidator(lambda value: read_number(value) if isinstance(value, str) else value),
    Field(ge=0, le=1e12, allow_inf_nan=False),
    AfterValidator(lambda value: round(value, 2)),
]


class Members(Strict):
    """Members of one type: `count` companies, institutes ...; how many of them are SMEs, where that is known."""

    type: Line
    count: Count
    sme: Count | None = None

    @model_validator(mode="after")
    def _no_more_sme_than_members(self) -> "Members":
        if self.sme is not None and self.sme > self.count:
            raise ValueError("sme_above_count")
        return self


class Person(Strict):
    """Someone of the management team."""

    name: Line
    role: Optional = ""


class Partner(Strict):
    """A present partner abroad."""

    name: Line
    country: Optional = ""
    since: Year | None = None
    about: Optional = ""


class Goal(Strict):
    """A goal and the guideline's group of motives that it belongs to (Söllner/Wiese/Wiesner 2018, chapter 8)."""

    text: Line
    group: GoalGroup | None = None


class Needs(Strict):
    """The survey of the members' needs."""

    method: Optional = ""
    date: Optional = ""
    participants: Count | None = None
    results: Lines = ()


class BudgetItem(Strict):
    """An item of the finance plan: euros from one source in one year."""

    item: Line
    amount: Amount
    source: Optional = ""
    year: Year | None = None


class Milestone(Strict):
    """A step of the work plan, from the first day of `start` to the last of `end`."""

    title: Line
    start: Month
    end: Month
    responsible: Optional = ""
    cost: Amount | None = None

    @model_validator(mode="after")
    def _starts_first(self) -> "Milestone":
        if self.end < self.start:
            raise ValueError("ends_before_start")
        return self


class Indicator(Strict):
    """How a goal is measured."""

    name: Line
    goal: Optional = ""
    unit: Optional = ""
    baseline: Optional = ""
    target: Optional = ""
    due: Annotated[str, StringConstraints(pattern=r"^((19|20)\d\d-(0[1-9]|1[0-2]))?$")] = ""
    source: Optional = ""
    responsible: Optional = ""


class Project(Strict):
    """A possible project with a partner abroad."""

    title: Line
    partner: Optional = ""
    about: Optional = ""


class Risk(Strict):
    """A risk and what is done about it."""

    risk: Line
    response: Optional = ""


class Horizon(Strict):
    """The years that the strategy is for."""

    start: Year
    end: Year

    @model_validator(mode="after")
    def _starts_first(self) -> "Horizon":
        if self.end < self.start:
            raise ValueError("ends_before_start")
        return self


class Profile(Strict):
    """What the author knows about the cluster and its plans. `measures` are ids of prompts/measures.toml."""

    name: Optional = ""
    sector: Optional = ""
    region: Optional = ""
    summary: Optional = ""
    vision: Optional = ""
    members: Annotated[tuple[Members, ...], Field(max_length=MOST)] = ()
    management: Annotated[tuple[Person, ...], Field(max_length=MOST)] = ()
    partners: Annotated[tuple[Partner, ...], Field(max_length=MOST)] = ()
    target_countries: Lines = ()
    target_groups: Lines = ()
    goals: Annotated[tuple[Goal, ...], Field(max_length=MOST)] = ()
    competences_offered: Lines = ()
    competences_sought: Lines = ()
    needs: Needs = Needs()
    budget: Annotated[tuple[BudgetItem, ...], Field(max_length=MOST)] = ()
    horizon: Horizon | None = None
    milestones: Annotated[tuple[Milestone, ...], Field(max_length=MOST)] = ()
    projects: Annotated[tuple[Project, ...], Field(max_length=MOST)] = ()
    priorities: Lines = ()
    limits: Lines = ()
    channels: Lines = ()
    indicators: Annotated[tuple[Indicator, ...], Field(max_length=MOST)] = ()
    risks: Annotated[tuple[Risk, ...], Field(max_length=MOST)] = ()
    measures: Lines = ()
    documents: Lines = ()
