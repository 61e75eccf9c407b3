"""What does not fit together in a profile, and so would not in its draft: each finding names both places.

Pure, and without a language model: sums, years and names are compared, texts are not interpreted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.studio.facts import folded
from assistant.studio.numbers import money
from assistant.studio.profile import Profile
from assistant.wording import wordings
from ingest.records import Text

_FILE = "consistency.toml"
_COUNTRY = re.compile(r"\s*(?:[,;/()]|\b(?:und|and|sowie)\b)\s*")  # what parts several in one entry


@dataclass(frozen=True)
class Place:
    """Where something stands: the section of the outline and the field of the profile ("budget, 2")."""

    section: str
    field: str


@dataclass(frozen=True)
class Inconsistency:
    """Two places that do not fit together; `code` is stable and machine-readable."""

    code: str
    message: Text
    places: tuple[Place, Place]


def inconsistencies(profile: Profile) -> tuple[Inconsistency, ...]:
    """Return everything that does not fit together, in the order of the checks; () when all does."""
    return tuple(found for check in _CHECKS for found in check(profile))


def _outside_horizon(profile: Profile) -> Iterator[Inconsistency]:
    if profile.horizon is None:
        return
    for code, section, field, entries in _dated(profile):
        for at, (name, first, last) in enumerate(entries, 1):
            if (
                first is not None
                and last is not None
                and not profile.horizon.start <= first <= last <= profile.horizon.end
            ):
                yield _found(code, profile, (section, f"{field}, {at}"), _HORIZON, name)


def _dated(profile: Profile) -> Iterator[tuple[str, str, str, list[tuple[str, int | None, int | None]]]]:
    """Yield code, section, field and entries of what has years: an entry's name, its first and last year."""
    steps = [(one.title, int(one.start[:4]), int(one.end[:4])) for one in profile.milestones]
    yield "milestone_outside_horizon", "work_plan", "milestones", [*steps]
    yield "budget_outside_horizon", "finance", "budget", [(one.item, one.year, one.year) for one in profile.budget]
    due = [(one.name, int(one.due[:4]) if one.due else None) for one in profile.indicators]
    yield "indicator_outside_horizon", "indicators", "indicators", [(name, year, year) for name, year in due]


def _costs_above_budget(profile: Profile) -> Iterator[Inconsistency]:
    """Compare the work plan's cost with the budget, to the cent."""
    if not profile.budget:
        return
    costs = round(sum(one.cost or 0.0 for one in profile.milestones), 2)
    budget = round(sum(one.amount for one in profile.budget), 2)
    if costs > budget:
        yield _sums("costs_above_budget", costs, budget)


def _projects_without_partner(profile: Profile) -> Iterator[Inconsistency]:
    known = {folded(one.name) for one in profile.partners}
    for at, one in enumerate(profile.projects, 1):
        if one.partner and known and not any(name in folded(one.partner) for name in known):
            other = ("partners", "partners")
            yield _found("project_of_unknown_partner", profile, ("projects", f"projects, {at}"), other, one.partner)


def _partners_outside_target_countries(profile: Profile) -> Iterator[Inconsistency]:
    countries = {word for one in profile.target_countries for word in _COUNTRY.split(folded(one))}
    for at, one in enumerate(profile.partners, 1):
        if one.country and countries and not countries.intersection(_COUNTRY.split(folded(one.country))):
            other = ("partners", "target_countries")
            yield _found("partner_outside_target_countries", profile, ("partners", f"partners, {at}"), other, one.name)


def _goals_without_indicator(profile: Profile) -> Iterator[Inconsistency]:
    measured = {folded(one.goal) for one in profile.indicators}
    for at, one in enumerate(profile.goals, 1):
        if profile.indicators and folded(one.text) not in measured:
            other = ("indicators", "indicators")
            yield _found("goal_without_indicator", profile, ("vision", f"goals, {at}"), other, one.text)


def _indicators_without_goal(profile: Profile) -> Iterator[Inconsistency]:
    goals = {folded(one.text) for one in profile.goals}
    for at, one in enumerate(profile.indicators, 1):
        if one.goal and folded(one.goal) not in goals:
            place = ("indicators", f"indicators, {at}")
            yield _found("indicator_of_unknown_goal", profile, place, ("vision", "goals"), one.goal)


_HORIZON = ("work_plan", "horizon")
_CHECKS: tuple[Callable[[Profile], Iterator[Inconsistency]], ...] = (
    _outside_horizon,
    _costs_above_budget,
    _projects_without_partner,
    _partners_outside_target_countries,
    _goals_without_indicator,
    _indicators_without_goal,
)


def _found(code: str, profile: Profile, one: tuple[str, str], other: tuple[str, str], name: str) -> Inconsistency:
    years = (str(profile.horizon.start), str(profile.horizon.end)) if profile.horizon else ("", "")
    german, english = (text.format(name=name, start=years[0], end=years[1]) for text in wordings(_FILE)[code])
    return Inconsistency(code, Text(german, english), (Place(*one), Place(*other)))


def _sums(code: str, costs: float, budget: float) -> Inconsistency:
    texts = wordings(_FILE)[code]
    german = texts.de.format(costs=money(costs, "de"), budget=money(budget, "de"))
    english = texts.en.format(costs=money(costs, "en"), budget=money(budget, "en"))
    return Inconsistency(code, Text(german, english), (Place("work_plan", "milestones"), Place("finance", "budget")))
