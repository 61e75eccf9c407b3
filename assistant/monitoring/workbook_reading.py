"""A filled-in workbook becomes a monitoring plan again; every fault names its cell, and then nothing is taken over."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from assistant.instruments.typed import folded, read_day
from assistant.instruments.workbook import CellFault, Row, Sheets, UnusableWorkbook, opened
from assistant.monitoring.figures import signed_number
from assistant.monitoring.planning import new_id
from assistant.monitoring.records import CheckIn, Goal, Indicator, Milestone, MonitoringPlan
from assistant.monitoring.workbook_layout import (
    CHECKINS,
    DAYS,
    FIGURES,
    GENERAL,
    GENERAL_ROWS,
    GOALS,
    INDICATORS,
    MILESTONES,
    Sheet,
    direction_word,
    word,
)
from assistant.phrase import Strict
from assistant.studio.faults import faults_in_words
from ingest.records import Text

_SHEETS = {field: word(f"sheet_{field}") for field in ("goals", "indicators", "milestones", "checkins")}
Entry = TypeVar("Entry", bound=Strict)
_Fields = dict[str, object]


def read_plan_workbook(path: Path, name: str = "") -> MonitoringPlan:
    """Return the plan in a workbook; `name` is what its user calls the file. Goals and indicators may be named by id
    or by title; a row without an id gets one. Raises UnusableWorkbook, its message naming the cells."""
    sheets = opened(path, name or path.name)
    reading = _Reading(sheets)
    general = reading.general()
    goals, goal_ids = reading.entries(GOALS, Goal, "g")
    indicators, indicator_ids = reading.entries(INDICATORS, Indicator, "i", goal_ids)
    milestones, _ = reading.entries(MILESTONES, Milestone, "m")
    checkins = reading.checkins(indicator_ids)
    if reading.faults:
        raise UnusableWorkbook(sheets.name, reading.faults)
    fields = {"goals": goals, "indicators": indicators, "milestones": milestones, "checkins": checkins}
    try:
        return MonitoringPlan.model_validate({"title": Path(sheets.name).stem[:200], **general, **fields})
    except ValidationError as error:
        raise UnusableWorkbook(sheets.name, [_in_words(error, _SHEETS)]) from error


class _Reading:
    """Reads sheet by sheet and gathers the faults."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self.faults: list[CellFault | Text] = []

    def general(self) -> dict[str, str]:
        """Return title and cluster, those that stand there."""
        found = {}
        names = {folded(text): field for field, key in GENERAL_ROWS.items() for text in word(key)}
        for row in self._rows(GENERAL):
            field, text = names.get(folded(row.text("field"))), row.text("value")
            if field and text:
                found[field] = text
        return found

    def entries(
        self, sheet: Sheet, kind: Callable[..., Entry], letter: str, goals: Mapping[str, str] | None = None
    ) -> tuple[list[Entry], dict[str, str]]:
        """Return the goals, indicators or milestones of a sheet, and their ids by id and by title."""
        rows = list(self._rows(sheet))
        taken = {row.text("id") for row in rows} - {""}
        made: list[Entry] = []
        ids: dict[str, str] = {}
        seen: set[str] = set()
        for row in rows:
            own_id = row.text("id")
            if own_id and own_id in seen:
                self._fault(row, "id", Text(f"„{own_id}“ steht zweimal", f'"{own_id}" stands there twice'))
            if not own_id:
                own_id = new_id(letter, taken)
                taken.add(own_id)
            seen.add(own_id)
            fields = {**self._fields(row, sheet), "id": own_id}
            if goals is not None:
                fields |= self._of_indicator(row, goals)
            self._add(made, kind, row, fields, sheet)
            ids.setdefault(folded(row.text("title")), own_id)
        return made, ids | {folded(one): one for one in taken}

    def checkins(self, indicators: Mapping[str, str]) -> list[CheckIn]:
        """Return the check-ins, none of an indicator that is not there, and one of a day."""
        made: list[CheckIn] = []
        seen: set[tuple[object, object]] = set()
        for row in self._rows(CHECKINS):
            fields = self._fields(row, CHECKINS)
            named = row.text("indicator")
            fields["indicator"] = indicator = indicators.get(folded(named), "")
            if not indicator:
                unknown = Text(f"den Indikator „{named}“ gibt es nicht", f'there is no indicator "{named}"')
                self._fault(row, "indicator", unknown)
            for field in ("day", "value"):
                if not row.text(field):
                    self._fault(row, field, Text("die Angabe fehlt", "it is missing"))
            if indicator and (key := (indicator, fields.get("day"))) in seen:
                twice = Text("dieser Tag hat schon einen Wert", "this day has a figure already")
                self._fault(row, "day", twice)
            elif indicator:
                seen.add(key)
            if row.text("day") and row.text("value"):
                self._add(made, CheckIn, row, fields, CHECKINS)
        return made

    def _rows(self, sheet: Sheet) -> Iterator[Row]:
        return self._sheets.rows(word(sheet.name), sheet.headings())

    def _add(self, made: list[Entry], kind: Callable[..., Entry], row: Row, fields: _Fields, sheet: Sheet) -> None:
        try:
            made.append(kind(**fields))
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            headings = sheet.headings()
            self._fault(row, field if field in headings else next(iter(headings)), _in_words(error, headings))

    def _fields(self, row: Row, sheet: Sheet) -> _Fields:
        """Return what stands in a row by field, without what is empty; numbers and days are read."""
        found: _Fields = {}
        for field in sheet.columns:
            text = row.text(field)
            if not text:
                continue
            try:
                found[field] = _number(row, field) if field in FIGURES else read_day(text) if field in DAYS else text
            except ValueError:
                told = f"„{text[:40]}“", f'"{text[:40]}"'
                wanted = ("kein Tag wie 31.03.2027", "no day such as 31.03.2027") if field in DAYS else (
                    "keine Zahl", "no number")  # fmt: skip
                self._fault(row, field, Text(f"{told[0]} ist {wanted[0]}", f"{told[1]} is {wanted[1]}"))
        return found

    def _of_indicator(self, row: Row, goals: Mapping[str, str]) -> _Fields:
        """Return direction and goals of an indicator's row."""
        directions = {folded(text): one for one in ("up", "down") for text in (*direction_word(one), one)}
        named = row.text("direction")
        direction = directions.get(folded(named), "up")
        if named and folded(named) not in directions:
            up, down = direction_word("up"), direction_word("down")
            possible = Text(f"möglich sind „{up.de}“ und „{down.de}“", f'possible are "{up.en}" and "{down.en}"')
            self._fault(row, "direction", possible)
        whole = row.text("goals")
        wanted = [whole] if folded(whole) in goals else [one for one in map(str.strip, whole.split(";")) if one]
        for one in wanted:
            if folded(one) not in goals:
                self._fault(row, "goals", Text(f"das Ziel „{one}“ gibt es nicht", f'there is no goal "{one}"'))
        ids = dict.fromkeys(goals[folded(one)] for one in wanted if folded(one) in goals)
        return {"direction": direction, "goals": tuple(ids)}

    def _fault(self, row: Row, field: str, reason: Text) -> None:
        self.faults.append(CellFault(row.place(field), reason))


def _number(row: Row, field: str) -> float | int:
    text = row.text(field)
    value = signed_number(text) if isinstance(row.cells[field], str) else row.number_in(field)
    if value is None:
        raise ValueError(text)
    return int(value) if field == "every" and value == int(value) else value


def _in_words(error: ValidationError, names: Mapping[str, Text] = MappingProxyType({})) -> Text:
    told = faults_in_words(error, "", names)
    return Text(told.de.rstrip("."), told.en.rstrip("."))
