"""What does not fit together in a profile, and so would not in its draft: each finding names both places.

Pure, and without a language model: sums, years and names are compared, texts are not interpreted. What a strategy's
texts say otherwise than the profile, or than each other, is found by `strategy_checks.py`.
"""

import re
from collections.abc import Callable, Iterator

from assistant.studio.consistency.findings import HORIZON, Inconsistency, Place, found, in_money
from assistant.studio.facts import folded
from assistant.studio.profile import Profile

COUNTRIES_APART = re.compile(r"\s*(?:[,;/()]|\b(?:und|and|sowie)\b)\s*")  # what parts several in one entry


def inconsistencies(profile: Profile) -> tuple[Inconsistency, ...]:
    """Return everything that does not fit together, in the order of the checks; () when all does."""
    return tuple(one for check in _CHECKS for one in check(profile))


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
                start, end = str(profile.horizon.start), str(profile.horizon.end)
                yield found(code, Place(section, f"{field}, {at}"), HORIZON, name=name, start=start, end=end)


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
        places = Place("work_plan", "milestones"), Place("finance", "budget")
        yield found("costs_above_budget", *places, costs=in_money(costs), budget=in_money(budget))


def _projects_without_partner(profile: Profile) -> Iterator[Inconsistency]:
    known = {folded(one.name) for one in profile.partners}
    for at, one in enumerate(profile.projects, 1):
        if one.partner and known and not any(name in folded(one.partner) for name in known):
            place = Place("projects", f"projects, {at}")
            yield found("project_of_unknown_partner", place, Place("partners", "partners"), name=one.partner)


def _partners_outside_target_countries(profile: Profile) -> Iterator[Inconsistency]:
    countries = {word for one in profile.target_countries for word in COUNTRIES_APART.split(folded(one))}
    for at, one in enumerate(profile.partners, 1):
        if one.country and countries and not countries.intersection(COUNTRIES_APART.split(folded(one.country))):
            place = Place("partners", f"partners, {at}")
            other = Place("partners", "target_countries")
            yield found("partner_outside_target_countries", place, other, name=one.name)


def _goals_without_indicator(profile: Profile) -> Iterator[Inconsistency]:
    measured = {folded(one.goal) for one in profile.indicators}
    for at, one in enumerate(profile.goals, 1):
        if profile.indicators and folded(one.text) not in measured:
            place = Place("vision", f"goals, {at}")
            yield found("goal_without_indicator", place, Place("indicators", "indicators"), name=one.text)


def _indicators_without_goal(profile: Profile) -> Iterator[Inconsistency]:
    goals = {folded(one.text) for one in profile.goals}
    for at, one in enumerate(profile.indicators, 1):
        if one.goal and folded(one.goal) not in goals:
            place = Place("indicators", f"indicators, {at}")
            yield found("indicator_of_unknown_goal", place, Place("vision", "goals"), name=one.goal)


_CHECKS: tuple[Callable[[Profile], Iterator[Inconsistency]], ...] = (
    _outside_horizon,
    _costs_above_budget,
    _projects_without_partner,
    _partners_outside_target_countries,
    _goals_without_indicator,
    _indicators_without_goal,
)
