"""Plans that begin and grow: from a strategy's profile, from templates, by goals, milestones and check-ins."""

from calendar import monthrange
from collections.abc import Iterable
from itertools import count

from assistant.instruments.typed import folded
from assistant.monitoring.catalogue import Template
from assistant.monitoring.figures import signed_number
from assistant.monitoring.records import CheckIn, Goal, Indicator, Milestone, MonitoringPlan
from assistant.phrase import Strict
from assistant.studio import profile as studio
from assistant.studio.profile import Profile
from assistant.wording import wordings
from ingest.records import Language

_LONGEST_NAME = 200  # characters of an indicator's or milestone's name


def plan_of_profile(profile: Profile, title: str, language: Language) -> MonitoringPlan:
    """Return a plan with a profile's goals, indicators and milestones, each month as its last day.

    A profile gives no day of a baseline. What it says of baseline and target and is no number stands in the note.
    """
    goals = tuple(Goal(id=f"g{at:02}", title=one.text) for at, one in enumerate(profile.goals, 1))
    ids = {folded(one.title): one.id for one in reversed(goals)}
    indicators = tuple(_indicator(one, f"i{at:02}", ids, language) for at, one in enumerate(profile.indicators, 1))
    milestones = tuple(
        Milestone(
            id=f"m{at:02}",
            title=one.title[:_LONGEST_NAME],
            due=last_day(one.end),
            responsible=one.responsible,
            note=one.title if len(one.title) > _LONGEST_NAME else "",
        )
        for at, one in enumerate(profile.milestones, 1)
    )
    return MonitoringPlan(title=title, cluster=profile.name, goals=goals, indicators=indicators, milestones=milestones)


def with_templates(plan: MonitoringPlan, templates: Iterable[Template], language: Language) -> MonitoringPlan:
    """Return the plan with an indicator made of each template; one that the plan has already is left out."""
    present = {one.template for one in plan.indicators if one.template}
    added: list[Indicator] = []
    for template in templates:
        if template.id not in present:
            taken = {one.id for one in (*plan.indicators, *added)}
            added.append(_of_template(template, _free(template.id, taken), language))
            present.add(template.id)
    return changed(plan, indicators=(*plan.indicators, *added))


def with_checkin(plan: MonitoringPlan, checkin: CheckIn) -> MonitoringPlan:
    """Return the plan with a check-in, in the place of one of the same day; raises ValidationError as a plan does."""
    others = (one for one in plan.checkins if (one.indicator, one.day) != (checkin.indicator, checkin.day))
    ordered: list[CheckIn] = sorted([*others, checkin], key=lambda one: one.day)
    return changed(plan, checkins=tuple(ordered))


def changed(plan: MonitoringPlan, **fields: str | tuple[Strict, ...]) -> MonitoringPlan:
    """Return the plan with other fields, checked anew; raises ValidationError."""
    return MonitoringPlan.model_validate({**dict(plan), **fields})


def new_id(letter: str, taken: Iterable[str]) -> str:
    """Return the first of "g01", "g02" ... that is not taken."""
    used = set(taken)
    return next(name for name in (f"{letter}{at:02}" for at in count(1)) if name not in used)


def last_day(month: str) -> str:
    """Return the last day of "2027-02" as "2027-02-28"."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]:02}"


def _indicator(stated: studio.Indicator, own_id: str, goals: dict[str, str], language: Language) -> Indicator:
    words, notes = wordings("monitoring.toml"), []
    figures: dict[str, float | None] = {}
    for field, text in (("baseline", stated.baseline), ("target", stated.target)):
        try:
            figures[field] = signed_number(text) if text else None
        except ValueError:
            figures[field] = None
            notes.append(words[f"stated_{field}"].of(language).format(text=text))
    baseline, target = figures["baseline"], figures["target"]
    goal = goals.get(folded(stated.goal))
    if stated.goal and goal is None:
        notes.append(words["stated_goal"].of(language).format(text=stated.goal))
    return Indicator(
        id=own_id,
        title=stated.name[:_LONGEST_NAME],
        definition=stated.name if len(stated.name) > _LONGEST_NAME else "",
        unit=stated.unit,
        direction="down" if baseline is not None and target is not None and target < baseline else "up",
        baseline=baseline,
        target=target,
        target_day=last_day(stated.due) if stated.due else "",
        goals=(goal,) if goal else (),
        source=stated.source,
        responsible=stated.responsible,
        note="\n".join(notes),
    )


def _of_template(template: Template, own_id: str, language: Language) -> Indicator:
    return Indicator(
        id=own_id,
        title=template.title.of(language),
        definition=template.definition.of(language),
        unit=template.unit.of(language),
        direction=template.direction,
        source=template.source.of(language),
        template=template.id,
    )


def _free(wanted: str, taken: set[str]) -> str:
    return next(name for name in (wanted, *(f"{wanted[:50]}_{at}" for at in range(2, 1000))) if name not in taken)
