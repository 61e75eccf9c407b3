"""A monitoring plan as HTML: lights with their reasons, what is missing, the course of an indicator."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date

from assistant.export.charts import figure_in_words
from assistant.export.pictures import picture_in_words, picture_png
from assistant.monitoring.figures import short_day
from assistant.monitoring.gaps import by_subject, gaps
from assistant.monitoring.lights import Judgement, judge, judgements, light_word
from assistant.monitoring.records import MonitoringPlan
from assistant.monitoring.report_draft import counted_lights, course_chart
from assistant.monitoring.schedule import due_checkins, step_state
from assistant.monitoring.workbook_layout import word
from assistant.ui.markup import element, escape
from ingest.records import Language


def overview_html(plan: MonitoringPlan, today: date, language: Language) -> str:
    """Return the lights, the check-ins that are next, the milestones, and what is missing."""
    judged = judgements(plan, today)
    parts = _lights_html(judged, language) if judged else _hint(word("page_no_indicators").of(language))
    parts += _folded("next_checkins", _next(plan, today, language), language)
    parts += _folded("sheet_milestones", _steps(plan, today, language), language)
    lacking = [escape(text.of(language)) for text in by_subject(gaps(plan, today))]
    return element("div", parts + _folded("gaps", lacking, language, css="gaps", is_open=True), "monitoring")


def course_html(plan: MonitoringPlan, indicator_id: str, today: date, language: Language) -> str:
    """Return an indicator's light, reason and chart; "" where there is no such indicator."""
    if indicator_id not in {one.id for one in plan.indicators}:
        return ""
    indicator = plan.indicator(indicator_id)
    shown = element("ul", _light_html(judge(plan, indicator, today), language), "lights")
    chart = course_chart(plan, indicator, language)
    if chart is not None:
        picture = b64encode(picture_png(chart, language)).decode()
        told = picture_in_words(chart, language)
        shown += element("img", "", "course", src=f"data:image/png;base64,{picture}", alt=told)
    return element("div", shown, "monitoring")


def _lights_html(judged: Sequence[Judgement], language: Language) -> str:
    lights = "".join(_light_html(one, language) for one in judged)
    rule = element(
        "details", element("summary", escape(word("page_rule").of(language))) + _hint(word("rule").of(language))
    )
    return (
        element("p", escape(counted_lights(tuple(judged), language)), "counted")
        + element("ul", lights, "lights")
        + rule
    )


def _light_html(one: Judgement, language: Language) -> str:
    chip = element("span", escape(light_word(one.light).of(language)), f"light {one.light}")
    told = (
        element("strong", escape(one.indicator.title)) + " " + element("span", escape(one.reason.of(language)), "about")
    )
    return element("li", chip + element("span", told, "told"))


def _next(plan: MonitoringPlan, today: date, language: Language) -> list[str]:
    return [
        _dated(one.day.isoformat(), one.indicator.title, "step_overdue" if one.overdue else "", language)
        for one in due_checkins(plan, today)
    ]


def _steps(plan: MonitoringPlan, today: date, language: Language) -> list[str]:
    return [
        _dated(one.done_on or one.due, one.title, f"step_{step_state(one, today)}", language) for one in plan.milestones
    ]


def _dated(day: str, title: str, state: str, language: Language) -> str:
    parts = [short_day(day, language) if day else "", title, word(state).of(language) if state else ""]
    return escape(" · ".join(filter(None, parts)))


def _folded(key: str, items: Sequence[str], language: Language, *, css: str = "", is_open: bool = False) -> str:
    if not items:
        return ""
    head = element("summary", escape(f"{word(key).of(language)} ({len(items)})"))
    listed = element("ul", "".join(element("li", item) for item in items))
    return element("details", head + listed, css, **({"open": "open"} if is_open else {}))


def _hint(text: str) -> str:
    return element("p", escape(text), "hint")


def checkin_choices(plan: MonitoringPlan, indicator_id: str, language: Language) -> list[tuple[str, str]]:
    """Return an indicator's check-ins for a list to choose from, the latest first: its day and figure, its day."""
    return [
        (f"{short_day(one.day, language)}: {figure_in_words(one.value, language)}", one.day)
        for one in reversed(plan.checkins_of(indicator_id))
    ]
