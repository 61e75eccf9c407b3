"""A plan as the fields of a form: what people type becomes goals, indicators, milestones and check-ins."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from pydantic import ValidationError

from assistant.instruments.typed import BadEntry, day_text, figure_text, read_day
from assistant.monitoring.figures import signed_number
from assistant.monitoring.planning import changed, new_id, with_checkin
from assistant.monitoring.records import CheckIn, Goal, Indicator, Milestone, MonitoringPlan
from assistant.monitoring.workbook_layout import DAYS, FIGURES, word
from assistant.studio.faults import faults_in_words
from ingest.records import Language, Text

# The fields of an indicator in the order of the form; `goals` holds ids, `direction` "up" or "down".
FIELDS = ("title", "definition", "unit", "direction", "baseline", "baseline_day", "target", "target_day", "goals",
          "source", "responsible", "every", "tolerance", "note")  # fmt: skip
_COLUMNS = ("title", "due", "done_on", "responsible")  # of a milestone's line
_PART = "|"
_NAMES = {
    **{field: f"col_{field}" for field in FIELDS},
    "title": "col_indicator",
    "due": "col_due",
    "done_on": "col_done_on",
    "day": "col_day",
    "value": "col_figure",
    "who": "col_who",
}
Value = str | Sequence[str]
Made = TypeVar("Made")


def indicator_values(indicator: Indicator | None, language: Language) -> list[Value]:
    """Return the values of the form in the order of FIELDS; empty ones for no indicator."""
    if indicator is None:
        return [[] if field == "goals" else "up" if field == "direction" else "" for field in FIELDS]
    shown = dict(indicator)
    return [_shown(field, shown[field], language) for field in FIELDS]


def with_indicator(plan: MonitoringPlan, indicator_id: str, values: Sequence[Value]) -> MonitoringPlan:
    """Return the plan with an indicator as it is typed; raises BadEntry."""
    if indicator_id not in {one.id for one in plan.indicators}:
        raise BadEntry(word("choose_indicator"))
    present = plan.indicator(indicator_id)
    typed = {field: _read(field, value) for field, value in zip(FIELDS, values, strict=True)}
    made = checked(lambda: Indicator.model_validate({**dict(present), **_stated(typed)}))
    return changed(plan, indicators=tuple(made if one.id == indicator_id else one for one in plan.indicators))


def with_own_indicator(plan: MonitoringPlan, title: str) -> MonitoringPlan:
    """Return the plan with a further indicator of this title; raises BadEntry."""
    own_id = new_id("i", (one.id for one in plan.indicators))
    made = checked(lambda: Indicator(id=own_id, title=title))
    return checked(lambda: changed(plan, indicators=(*plan.indicators, made)))


def without_indicator(plan: MonitoringPlan, indicator_id: str) -> MonitoringPlan:
    """Return the plan without an indicator and its check-ins."""
    indicators = tuple(one for one in plan.indicators if one.id != indicator_id)
    checkins = tuple(one for one in plan.checkins if one.indicator != indicator_id)
    return changed(plan, indicators=indicators, checkins=checkins)


def with_measured(plan: MonitoringPlan, indicator_id: str, day: str, value: str, note: str, who: str) -> MonitoringPlan:
    """Return the plan with a check-in as it is typed; raises BadEntry."""
    if indicator_id not in {one.id for one in plan.indicators}:
        raise BadEntry(word("choose_indicator"))
    if not day.strip() or not value.strip():
        raise BadEntry(word("day_and_value"))
    typed = {"day": _read("day", day), "value": _read("value", value), "note": note, "who": who}
    made = checked(lambda: CheckIn.model_validate({"indicator": indicator_id, **typed}))
    return checked(lambda: with_checkin(plan, made))


def without_checkin(plan: MonitoringPlan, indicator_id: str, day: str) -> MonitoringPlan:
    """Return the plan without the check-in of a day."""
    return changed(
        plan, checkins=tuple(one for one in plan.checkins if (one.indicator, one.day) != (indicator_id, day))
    )


def goal_lines(plan: MonitoringPlan) -> str:
    """Return the goals, one a line."""
    return "\n".join(" ".join(one.title.split()) for one in plan.goals)


def with_goal_lines(plan: MonitoringPlan, text: str) -> MonitoringPlan:
    """Return the plan with these goals, one a line; a reworded line stays the goal that its indicators measure.

    Raises BadEntry.
    """
    lines = [line for line in map(_one_line, text.splitlines()) if line]
    ids = _same(lines, [(one.id, _one_line(one.title)) for one in plan.goals], "g")
    goals = checked(lambda: tuple(Goal(id=own, title=line) for own, line in zip(ids, lines, strict=True)))
    kept = set(ids)
    indicators = tuple(
        one.model_copy(update={"goals": tuple(goal for goal in one.goals if goal in kept)}) for one in plan.indicators
    )
    return checked(lambda: changed(plan, goals=goals, indicators=indicators))


def milestone_lines(plan: MonitoringPlan, language: Language) -> str:
    """Return the milestones, one a line: title | due | done on | responsible."""
    lines = []
    for one in plan.milestones:
        days = day_text(one.due, language), day_text(one.done_on, language)
        parts = [_one_line(one.title).replace(_PART, "/"), *days, _one_line(one.responsible)]
        while not parts[-1]:
            parts.pop()
        lines.append(f" {_PART} ".join(parts))
    return "\n".join(lines)


def with_milestone_lines(plan: MonitoringPlan, text: str) -> MonitoringPlan:
    """Return the plan with these milestones, one a line; a reworded line keeps its note. Raises BadEntry."""
    rows = [line.split(_PART) for line in text.splitlines() if line.strip()]
    titles = [_one_line(row[0]) for row in rows]
    ids = _same(titles, [(one.id, _one_line(one.title)) for one in plan.milestones], "m")
    notes = {one.id: one.note for one in plan.milestones}
    made = []
    for own, row in zip(ids, rows, strict=True):
        if len(row) > len(_COLUMNS):
            raise BadEntry(word("too_many_parts"))
        typed = {field: _read(field, part.strip()) for field, part in zip(_COLUMNS, row, strict=False)}
        record = {**_stated(typed), "id": own, "note": notes.get(own, "")}
        made.append(checked(lambda record=record: Milestone.model_validate(record)))  # type: ignore[misc]
    return checked(lambda: changed(plan, milestones=tuple(made)))


def checked(make: Callable[[], Made]) -> Made:
    """Return what is made; raises BadEntry in place of pydantic's error."""
    try:
        return make()
    except ValidationError as error:
        names: Mapping[str, Text] = {field: word(key) for field, key in _NAMES.items()}
        raise BadEntry(faults_in_words(error, "", names)) from error


def _shown(field: str, value: object, language: Language) -> Value:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, int | float):
        return figure_text(float(value), language)
    return day_text(str(value), language) if field in DAYS and value else str(value or "")


def _read(field: str, value: Value) -> object:
    """Return what a field holds, None for nothing; raises BadEntry."""
    if not isinstance(value, str):
        return tuple(value)
    if not value.strip():
        return None
    named = word(_NAMES[field])
    try:
        if field in FIGURES:
            figure = signed_number(value)
            return int(figure) if figure == int(figure) else figure
        return read_day(value) if field in DAYS else value
    except ValueError as error:
        fault = word("no_day" if field in DAYS else "no_number")
        raise BadEntry(
            Text(f"{named.de}: {fault.de.format(text=value[:40])}", f"{named.en}: {fault.en.format(text=value[:40])}")
        ) from error


def _stated(typed: Mapping[str, object]) -> dict[str, object]:
    """Return the fields with what an empty one stands for: no figure, no text, no interval."""
    empty = {"baseline": None, "target": None, "every": 0, "tolerance": 0, "goals": ()}
    return {field: empty.get(field, "") if value is None else value for field, value in typed.items()}


def _same(lines: Sequence[str], present: Sequence[tuple[str, str]], letter: str) -> list[str]:
    """Return an id for each line: of the entry that reads the same, else of the one in the same place that is free."""
    free = dict(present)
    ids: list[str] = []
    for line in lines:
        ids.append(next((own for own, title in free.items() if title == line), ""))
        free.pop(ids[-1], None)
    if len(lines) == len(present):  # reworded, none added or taken away
        ids = [own or (there if there in free else "") for own, (there, _) in zip(ids, present, strict=True)]
    taken = {own for own, _ in present}
    for at, own in enumerate(ids):
        if not own:
            ids[at] = new_id(letter, taken)
            taken.add(ids[at])
    return ids


def _one_line(text: str) -> str:
    return " ".join(text.split())
