"""A plan of monitoring: what is to be reached, how it is measured, and what was measured. Nothing in it is invented.

A plan whose goals or indicators are not complete is a plan all the same: `gaps.py` names what it lacks.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from assistant.instruments.typed import CLEANED, Day, Id, Name, Typed, real_day
from assistant.phrase import Strict

Direction = Literal["up", "down"]

MOST_ENTRIES = 200  # goals, indicators, milestones of a plan
MOST_CHECKINS = 5_000
MOST_MONTHS = 60  # between two check-ins
USUAL_MONTHS, USUAL_TOLERANCE = 6, 10.0  # what an indicator begins with, for its author to change
CheckinDay = Annotated[str, Field(min_length=1), AfterValidator(real_day)]
Aim = Annotated[str, Field(min_length=1, max_length=2000), CLEANED]
Figure = Annotated[
    float,
    Field(ge=-1e12, le=1e12, allow_inf_nan=False),
    AfterValidator(lambda value: float(f"{value:.15g}")),  # the digits that a spreadsheet keeps
]


class Goal(Strict):
    """What is to be reached."""

    id: Id
    title: Aim


class Indicator(Strict):
    """How a goal is measured.

    template    id of the catalogue's entry that it was made from, "" for one of its author's own
    direction   "up": more is better, "down": less is better
    baseline    the figure at the beginning, measured on `baseline_day`; None where nobody knows it
    target      the figure to be reached by `target_day`
    goals       ids of the goals that it measures
    every       months between two check-ins, 0 for none before the target's day
    tolerance   per cent of the way from baseline to target by which it may lag behind and still be green
    """

    id: Id
    title: Name
    definition: Typed = ""
    unit: Typed = ""
    direction: Direction = "up"
    baseline: Figure | None = None
    baseline_day: Day = ""
    target: Figure | None = None
    target_day: Day = ""
    goals: Annotated[tuple[str, ...], Field(max_length=MOST_ENTRIES)] = ()
    source: Typed = ""
    responsible: Typed = ""
    every: Annotated[int, Field(ge=0, le=MOST_MONTHS)] = USUAL_MONTHS
    tolerance: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = USUAL_TOLERANCE
    note: Typed = ""
    template: str = ""


class Milestone(Strict):
    """A step with a day by which it is due; `done_on` is "" until it is done."""

    id: Id
    title: Name
    due: Day = ""
    done_on: Day = ""
    responsible: Typed = ""
    note: Typed = ""


class CheckIn(Strict):
    """A figure that someone measured on a day."""

    indicator: str
    day: CheckinDay
    value: Figure
    note: Typed = ""
    who: Typed = ""


class MonitoringPlan(Strict):
    """The whole plan. No id stands twice, none that is named is missing."""

    title: Name
    cluster: Typed = ""
    goals: Annotated[tuple[Goal, ...], Field(max_length=MOST_ENTRIES)] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(max_length=MOST_ENTRIES)] = ()
    milestones: Annotated[tuple[Milestone, ...], Field(max_length=MOST_ENTRIES)] = ()
    checkins: Annotated[tuple[CheckIn, ...], Field(max_length=MOST_CHECKINS)] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        goals, indicators = {one.id for one in self.goals}, {one.id for one in self.indicators}
        for entries in (self.goals, self.indicators, self.milestones):
            _refuse("id_twice", _twice(one.id for one in entries))
        _refuse("unknown_goal", (goal for one in self.indicators for goal in one.goals if goal not in goals))
        _refuse("unknown_indicator", (one.indicator for one in self.checkins if one.indicator not in indicators))
        _refuse("checkin_twice", _twice(f"{one.indicator}, {one.day}" for one in self.checkins))
        return self

    def indicator(self, indicator_id: str) -> Indicator:
        """Return an indicator; raises KeyError."""
        return {one.id: one for one in self.indicators}[indicator_id]

    def checkins_of(self, indicator_id: str) -> tuple[CheckIn, ...]:
        """Return an indicator's check-ins, the earliest first."""
        return tuple(sorted((one for one in self.checkins if one.indicator == indicator_id), key=lambda one: one.day))


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _refuse(fault: str, named: Iterable[str]) -> None:
    if found := list(dict.fromkeys(named)):
        raise ValueError(f"{fault}: {', '.join(found)}")
