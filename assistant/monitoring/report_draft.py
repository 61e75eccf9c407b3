"""The report on a monitoring plan for the board, as a document of the four kinds for every format of export.

What people entered is own data, what the program makes of it by the stated rule a proposal, and what lacks an open
point, which the annex lists as tasks.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from assistant.export.charts import figure_in_words
from assistant.monitoring.figures import short_day
from assistant.monitoring.gaps import by_subject, gaps
from assistant.monitoring.lights import LIGHTS, Judgement, expected_value, judgements, light_word
from assistant.monitoring.records import Indicator, MonitoringPlan
from assistant.monitoring.schedule import due_checkins, step_state
from assistant.monitoring.workbook_layout import direction_word, word
from assistant.studio.records import Chart, Draft, Paragraph, Part, Section, Series, Table
from ingest.records import Language

_NONE = "–"


def monitoring_report(plan: MonitoringPlan, today: date, language: Language) -> Draft:
    """Return the report as of today: overview with lights, goals, indicators, courses, milestones, gaps."""
    writing = _Writing(plan, today, language)
    sections = (
        Section("summary", writing("overview"), tuple(writing.overview())),
        Section("goals", writing("sheet_goals"), tuple(writing.goals())),
        Section("indicators", writing("sheet_indicators"), tuple(writing.indicators())),
        Section("courses", writing("courses"), tuple(writing.courses())),
        Section("milestones", writing("sheet_milestones"), tuple(writing.milestones())),
        Section("checkins", writing("next_checkins"), tuple(writing.next_checkins())),
        Section("gaps", writing("gaps"), tuple(writing.gaps())),
    )
    filled = tuple(one for one in sections if one.parts)
    title = writing("report_title").format(title=plan.title)
    return Draft(title, plan.cluster, language, today.isoformat(), filled, "monitoring")


def counted_lights(found: tuple[Judgement, ...], language: Language) -> str:
    """Return how many indicators have which light, in a sentence."""
    lights = Counter(one.light for one in found)
    return word("counted").of(language).format(**{light: lights[light] for light in LIGHTS})


def course_chart(plan: MonitoringPlan, indicator: Indicator, language: Language) -> Chart | None:
    """Return an indicator's figures over time beside the way to its target; None before the first check-in."""
    measured = {one.day: one.value for one in plan.checkins_of(indicator.id)}
    if not measured:
        return None
    if indicator.baseline is not None and indicator.baseline_day:
        measured.setdefault(indicator.baseline_day, indicator.baseline)
    ends = (indicator.baseline_day, indicator.target_day)
    days = tuple(sorted({*measured, *filter(None, ends)}))
    way = tuple(_aimed_at(indicator, day) for day in days)
    series = [Series(word("measured").of(language), tuple(measured.get(day) for day in days))]
    if any(value is not None for value in way):
        series.append(Series(word("aimed_at").of(language), way))
    unit = f" ({indicator.unit})" if indicator.unit else ""
    return Chart(f"{indicator.title}{unit}", "lines", days, tuple(series))


def _aimed_at(indicator: Indicator, day: str) -> float | None:
    expected = expected_value(indicator, day)
    return indicator.target if expected is None else expected


def _stacked(*texts: str) -> str:
    return "\n".join(filter(None, texts)) or _NONE


class _Writing:
    def __init__(self, plan: MonitoringPlan, today: date, language: Language) -> None:
        self._plan, self._today, self._language = plan, today, language
        self._judged = judgements(plan, today)

    def __call__(self, key: str) -> str:
        return word(key).of(self._language)

    def overview(self) -> Iterator[Part]:
        if not self._judged:
            yield Paragraph("own", self("no_indicators_yet"))
            return
        yield Paragraph("proposal", counted_lights(self._judged, self._language))
        yield Paragraph("own", self("rule"))
        head = ("col_indicator", "light", "latest", "expected", "col_target")
        rows = tuple(
            (
                one.indicator.title,
                light_word(one.light).of(self._language),
                self._dated(one.value, one.day),
                self._figure(one.expected),
                self._dated(one.indicator.target, one.indicator.target_day),
            )
            for one in self._judged
        )
        yield Table(self("lights"), tuple(map(self, head)), rows)

    def goals(self) -> Iterator[Part]:
        lights = {one.indicator.id: light_word(one.light).of(self._language) for one in self._judged}
        rows = []
        for goal in self._plan.goals:
            measuring = [one for one in self._plan.indicators if goal.id in one.goals]
            told = "\n".join(f"{one.title}: {lights[one.id]}" for one in measuring)
            rows.append((goal.title, told or self("goal_without")))
        if rows:
            yield Table(self("goals_lights"), (self("col_goal"), self("goal_measured")), tuple(rows))

    def indicators(self) -> Iterator[Part]:
        if not self._plan.indicators:
            return
        rows = tuple(
            (
                _stacked(one.title, self._counted(one)),
                self._dated(one.baseline, one.baseline_day),
                _stacked(one.source, one.responsible),
            )
            for one in self._plan.indicators
        )
        head = ("indicator_counted", "col_baseline", "source_and_person")
        yield Table(self("how_counted"), tuple(map(self, head)), rows)

    def courses(self) -> Iterator[Part]:
        for one in self._judged:
            light = light_word(one.light).of(self._language)
            told = self("judged").format(title=one.indicator.title, light=light, reason=one.reason.of(self._language))
            yield Paragraph("proposal", told)
            for checkin in self._plan.checkins_of(one.indicator.id)[-1:]:
                if checkin.note:
                    yield Paragraph("own", self("noted").format(day=self._day(checkin.day), note=checkin.note))
            if chart := course_chart(self._plan, one.indicator, self._language):
                yield chart

    def milestones(self) -> Iterator[Part]:
        rows = tuple(
            (
                one.title,
                self._day(one.due),
                self(f"step_{step_state(one, self._today)}"),
                self._day(one.done_on),
                one.responsible or _NONE,
            )
            for one in self._plan.milestones
        )
        if rows:
            head = ("col_milestone", "col_due", "col_state", "col_done_on", "col_responsible")
            yield Table(self("sheet_milestones"), tuple(map(self, head)), rows)

    def next_checkins(self) -> Iterator[Part]:
        rows = tuple(
            (
                self._day(one.day.isoformat()),
                one.indicator.title,
                one.indicator.responsible or _NONE,
                self("step_overdue" if one.overdue else "step_due"),
            )
            for one in due_checkins(self._plan, self._today)
        )
        if rows:
            head = ("col_due", "col_indicator", "col_responsible", "col_state")
            yield Table(self("next_checkins"), tuple(map(self, head)), rows)

    def gaps(self) -> Iterator[Part]:
        found = gaps(self._plan, self._today)
        for text in by_subject(found):
            yield Paragraph("open", text.of(self._language))
        if not found:
            yield Paragraph("own", self("no_gaps"))

    def _counted(self, one: Indicator) -> str:
        unit = f"{one.unit}, " if one.unit else ""
        return f"{one.definition} ({unit}{direction_word(one.direction).of(self._language)})".strip()

    def _dated(self, value: float | None, day: str) -> str:
        return f"{self._figure(value)} ({self._day(day)})" if value is not None and day else self._figure(value)

    def _figure(self, value: float | None) -> str:
        return figure_in_words(value, self._language)

    def _day(self, day: str) -> str:
        return short_day(day, self._language) if day else _NONE
