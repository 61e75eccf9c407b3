"""What a plan of monitoring lacks, named one by one. Pure: `today` is an argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.export.words import day_in_words
from assistant.monitoring.lights import ends_before_it_begins, goes_backwards
from assistant.monitoring.records import Indicator, MonitoringPlan
from assistant.monitoring.schedule import due_checkins, step_state
from assistant.wording import wordings
from ingest.records import NO_TEXT, Language, Text

LANGUAGES: tuple[Language, ...] = ("de", "en")
GapKind = Literal[
    "no_goals", "no_indicators", "goal_unmeasured", "no_baseline", "no_baseline_day", "no_target", "no_target_day",
    "no_responsible", "no_goal", "dates_reversed", "backwards", "checkin_overdue", "checkin_ahead",
    "milestone_overdue", "milestone_undated",
]  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """Something that lacks: `about` is the id of the goal, indicator or milestone, "" for the whole plan.

    subject   how that is called, "" for the whole plan      reason   what it lacks, in a sentence
    """

    kind: GapKind
    about: str
    subject: Text
    reason: Text

    @property
    def text(self) -> Text:
        """Return subject and reason."""
        return told_together((self,))


def gaps(plan: MonitoringPlan, today: date) -> tuple[Gap, ...]:
    """Return the gaps of the goals, then those of the indicators, check-ins and milestones."""
    return (*_of_goals(plan), *_of_indicators(plan), *_of_checkins(plan, today), *_of_milestones(plan, today))


def told_together(found: Sequence[Gap]) -> Text:
    """Return gaps of one subject as one text."""
    german, english = (" ".join(one.reason.of(language) for one in found) for language in LANGUAGES)
    subject = found[0].subject
    return Text(f"{subject.de}: {german}", f"{subject.en}: {english}") if subject.de else Text(german, english)


def by_subject(found: Sequence[Gap]) -> tuple[Text, ...]:
    """Return the gaps as texts, one for each subject, in the order in which the subjects first come."""
    subjects: dict[tuple[str, Text], list[Gap]] = {}
    for one in found:
        subjects.setdefault((one.about, one.subject), []).append(one)
    return tuple(part for (_, subject), group in subjects.items() for part in _texts(group, subject))


def _texts(group: Sequence[Gap], subject: Text) -> Iterator[Text]:
    yield from (told_together(group),) if subject.de else (one.reason for one in group)


def _of_goals(plan: MonitoringPlan) -> Iterator[Gap]:
    if not plan.goals:
        yield _gap("no_goals", "")
    if not plan.indicators:
        yield _gap("no_indicators", "")
    measured = {goal for one in plan.indicators for goal in one.goals}
    for goal in plan.goals:
        if goal.id not in measured:
            yield _gap("goal_unmeasured", goal.id, title=goal.title, called="called_goal")


def _of_indicators(plan: MonitoringPlan) -> Iterator[Gap]:
    for one in plan.indicators:
        for kind in _lacking(one):
            yield _gap(kind, one.id, title=one.title)


def _lacking(indicator: Indicator) -> Iterator[GapKind]:
    if indicator.baseline is None:
        yield "no_baseline"
    elif not indicator.baseline_day:
        yield "no_baseline_day"
    if indicator.target is None:
        yield "no_target"
    elif not indicator.target_day:
        yield "no_target_day"
    if not indicator.responsible:
        yield "no_responsible"
    if not indicator.goals:
        yield "no_goal"
    if ends_before_it_begins(indicator):
        yield "dates_reversed"
    if goes_backwards(indicator):
        yield "backwards"


def _of_checkins(plan: MonitoringPlan, today: date) -> Iterator[Gap]:
    for due in due_checkins(plan, today):
        if due.overdue:
            yield _gap("checkin_overdue", due.indicator.id, day=due.day.isoformat(), title=due.indicator.title)
    for checkin in plan.checkins:
        if checkin.day > today.isoformat():
            title = plan.indicator(checkin.indicator).title
            yield _gap("checkin_ahead", checkin.indicator, day=checkin.day, title=title)


def _of_milestones(plan: MonitoringPlan, today: date) -> Iterator[Gap]:
    for one in plan.milestones:
        state = step_state(one, today)
        if state == "overdue":
            yield _gap("milestone_overdue", one.id, day=one.due, title=one.title, called="called_milestone")
        elif state == "undated":
            yield _gap("milestone_undated", one.id, title=one.title, called="called_milestone")


def _gap(kind: GapKind, about: str, *, day: str = "", title: str = "", called: str = "called") -> Gap:
    words = wordings("monitoring.toml")
    german, english = (
        words[f"gap_{kind}"].of(language).format(day=day_in_words(day, language) if day else "")
        for language in LANGUAGES
    )
    subject = Text(*(words[called].of(language).format(title=title) for language in LANGUAGES)) if title else NO_TEXT
    return Gap(kind, about, subject, Text(german, english))
