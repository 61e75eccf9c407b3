"""The tables of a draft, made of the profile, and what they lack as open points. Texts: prompts/studio.toml."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.studio.facts import GOAL_GROUPS, folded
from assistant.studio.numbers import number
from assistant.studio.outline import TableName
from assistant.studio.profile import Profile
from assistant.studio.records import Bar, Gantt, Table
from assistant.wording import wordings
from ingest.records import Language

FILE = "studio.toml"
_NOTHING = "–"


@dataclass(frozen=True)
class Tabled:
    """What a profile gives for a table: the table (and picture), and its gaps as open points."""

    parts: tuple[Table | Gantt, ...] = ()
    gaps: tuple[str, ...] = ()


Making = Callable[[Profile, "_Words"], Tabled]


def tabled(name: TableName, profile: Profile, language: Language) -> Tabled:
    """Return the table of this name with its gaps; nothing where the profile has no data for it."""
    made = _TABLES[name](profile, _Words(language))
    return replace(made, parts=tuple(part for part in made.parts if not isinstance(part, Table) or part.rows))


class _Words:
    """The words of a table in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, name: str = "") -> str:
        return wordings(FILE)[key].of(self.language).format(name=name)

    def head(self, *keys: str) -> tuple[str, ...]:
        return tuple(self(key) for key in keys)

    def figure(self, value: float | None, decimals: int = 2) -> str:
        return _NOTHING if value is None else number(value, self.language, decimals)

    def month(self, value: str) -> str:
        """Return "2027-03" as "03/2027"."""
        return f"{value[5:]}/{value[:4]}" if value else _NOTHING

    def gaps(self, key: str, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(self(key, name) for name in dict.fromkeys(names))


def _finance(profile: Profile, words: _Words) -> Tabled:
    """One row per item and source, one column per year, with sums that add up both ways."""
    years = sorted({one.year for one in profile.budget}, key=lambda year: (year is None, year))
    amounts: dict[tuple[str, str], dict[int | None, float]] = {}
    for one in profile.budget:
        row = amounts.setdefault((one.item, one.source), {})
        row[one.year] = row.get(one.year, 0.0) + one.amount
    sums = {year: sum(row.get(year, 0.0) for row in amounts.values()) for year in years}
    head = [words("finance_no_year") if year is None else str(year) for year in years]
    table = Table(
        caption=words("finance_caption"),
        head=(*words.head("finance_item", "finance_source"), *head, words("sum")),
        rows=tuple(
            (
                item,
                source or _NOTHING,
                *(words.figure(row.get(year)) for year in years),
                words.figure(sum(row.values())),
            )
            for (item, source), row in amounts.items()
        ),
        total=(words("sum"), "", *(words.figure(sums[year]) for year in years), words.figure(sum(sums.values()))),
        numeric=tuple(range(2, 3 + len(years))),
    )
    without_source = words.gaps("finance_gap_source", [one.item for one in profile.budget if not one.source])
    without_year = words.gaps("finance_gap_year", [one.item for one in profile.budget if one.year is None])
    return Tabled((table,), without_source + without_year)


def _work_plan(profile: Profile, words: _Words) -> Tabled:
    steps = sorted(profile.milestones, key=lambda one: (one.start, one.end))
    costs = [one.cost for one in steps if one.cost is not None]
    table = Table(
        caption=words("work_plan_caption"),
        head=words.head("work_plan_step", "work_plan_start", "work_plan_end", "responsible", "cost"),
        rows=tuple(
            (s.title, words.month(s.start), words.month(s.end), s.responsible or _NOTHING, words.figure(s.cost))
            for s in steps
        ),
        total=(words("sum"), "", "", "", words.figure(sum(costs))) if costs else (),
        numeric=(4,),
    )
    bars = tuple(Bar(one.title, one.start, one.end, one.responsible) for one in steps)
    gaps = words.gaps("work_plan_gap_responsible", [one.title for one in steps if not one.responsible])
    gaps += words.gaps("work_plan_gap_cost", [one.title for one in steps if one.cost is None])
    return Tabled((table, *((Gantt(words("gantt_caption"), bars),) if bars else ())), gaps)


def _risks(profile: Profile, words: _Words) -> Tabled:
    rows = tuple((one.risk, one.response or _NOTHING) for one in profile.risks)
    gaps = words.gaps("risks_gap_response", [one.risk for one in profile.risks if not one.response])
    return Tabled((Table(words("risks_caption"), words.head("risk", "response"), rows),), gaps)


def _indicators(profile: Profile, words: _Words) -> Tabled:
    def value(text: str, unit: str) -> str:
        return f"{text} {unit}".strip() if text else _NOTHING

    table = Table(
        caption=words("indicators_caption"),
        head=words.head("indicator", "goal", "baseline", "target", "due", "data_source", "responsible"),
        rows=tuple(
            (
                one.name,
                one.goal or _NOTHING,
                value(one.baseline, one.unit),
                value(one.target, one.unit),
                words.month(one.due),
                one.source or _NOTHING,
                one.responsible or _NOTHING,
            )
            for one in profile.indicators
        ),
    )
    gaps = words.gaps("indicators_gap_baseline", [one.name for one in profile.indicators if not one.baseline])
    gaps += words.gaps("indicators_gap_target", [one.name for one in profile.indicators if not one.target])
    gaps += words.gaps("indicators_gap_responsible", [one.name for one in profile.indicators if not one.responsible])
    measured = {folded(one.goal) for one in profile.indicators}
    gaps += words.gaps("goals_gap_indicator", [one.text for one in profile.goals if folded(one.text) not in measured])
    return Tabled((table,), gaps)


def _partners(profile: Profile, words: _Words) -> Tabled:
    rows = tuple(
        (one.name, one.country or _NOTHING, str(one.since or _NOTHING), one.about or _NOTHING)
        for one in profile.partners
    )
    return Tabled((Table(words("partners_caption"), words.head("partner", "country", "since", "about"), rows),))


def _projects(profile: Profile, words: _Words) -> Tabled:
    rows = tuple((one.title, one.partner or _NOTHING, one.about or _NOTHING) for one in profile.projects)
    gaps = words.gaps("projects_gap_partner", [one.title for one in profile.projects if not one.partner])
    return Tabled((Table(words("projects_caption"), words.head("project", "partner", "about"), rows),), gaps)


def _members(profile: Profile, words: _Words) -> Tabled:
    sme = [one.sme for one in profile.members if one.sme is not None]
    is_complete = bool(profile.members) and len(sme) == len(profile.members)
    total = (
        words("sum"),
        words.figure(sum(one.count for one in profile.members)),
        words.figure(sum(sme)) if is_complete else _NOTHING,
    )
    table = Table(
        caption=words("members_caption"),
        head=words.head("member_type", "member_count", "member_sme"),
        rows=tuple((one.type, words.figure(one.count), words.figure(one.sme)) for one in profile.members),
        total=total,
        numeric=(1, 2),
    )
    return Tabled((table,), words.gaps("members_gap_sme", [one.type for one in profile.members if one.sme is None]))


def _goals(profile: Profile, words: _Words) -> Tabled:
    ordered = sorted(
        profile.goals, key=lambda one: list(GOAL_GROUPS).index(one.group) if one.group else len(GOAL_GROUPS)
    )
    rows = tuple((GOAL_GROUPS[one.group].of(words.language) if one.group else _NOTHING, one.text) for one in ordered)
    return Tabled((Table(words("goals_caption"), words.head("goal_group", "goal"), rows),))


_TABLES: Mapping[TableName, Making] = {
    "finance": _finance,
    "work_plan": _work_plan,
    "risks": _risks,
    "indicators": _indicators,
    "partners": _partners,
    "projects": _projects,
    "members": _members,
    "goals": _goals,
}
