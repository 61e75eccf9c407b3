"""A monitoring plan as a workbook (XLSX) to fill in with Excel. What stands in a text stays text, never a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.xlsx_cells import workbook_bytes, write_text
from assistant.monitoring.records import (
    MOST_CHECKINS,
    MOST_ENTRIES,
    CheckIn,
    Goal,
    Indicator,
    Milestone,
    MonitoringPlan,
)
from assistant.monitoring.workbook_layout import (
    CHECKINS,
    DAYS,
    GENERAL,
    GENERAL_ROWS,
    GOALS,
    INDICATORS,
    MILESTONES,
    Sheet,
    direction_word,
    word,
)
from ingest.records import Language

_BOLD = Font("Calibri", 11, bold=True)
_HEAD = PatternFill("solid", fgColor="DDE6EE")
_MADE = datetime(1980, 1, 1)  # the same plan gives the same bytes
Content = str | float | int | None


def plan_workbook(plan: MonitoringPlan, language: Language) -> bytes:
    """Return a plan as a workbook that `read_plan_workbook` reads back the same: a sheet each for goals, indicators,
    milestones and check-ins, with lists to choose from where only certain entries are possible."""
    book = Workbook()
    book.remove(book.worksheets[0])
    general = [{"field": word(key).of(language), "value": getattr(plan, name)} for name, key in GENERAL_ROWS.items()]
    _fill(book, GENERAL, general, language)
    _fill(book, GOALS, map(_fields, plan.goals), language)
    indicators = _fill(book, INDICATORS, [_indicator(one, language) for one in plan.indicators], language)
    _fill(book, MILESTONES, map(_fields, plan.milestones), language)
    checkins = _fill(book, CHECKINS, map(_fields, plan.checkins), language)
    directions = ",".join(direction_word(one).of(language) for one in ("up", "down"))
    _choice(indicators, INDICATORS, "direction", f'"{directions}"', MOST_ENTRIES)
    _choice(checkins, CHECKINS, "indicator", f"'{indicators.title}'!$A$2:$A${MOST_ENTRIES + 1}", MOST_CHECKINS)
    book.active = 2
    book.properties.title, book.properties.creator = plan.title, ""
    book.properties.created = book.properties.modified = _MADE
    return workbook_bytes(book)


def _fields(record: Goal | Milestone | CheckIn) -> Mapping[str, Content]:
    return dict(record)


def _indicator(indicator: Indicator, language: Language) -> Mapping[str, Content]:
    shown = {"direction": direction_word(indicator.direction).of(language), "goals": "; ".join(indicator.goals)}
    return {**dict(indicator), **shown}


def _fill(book: Workbook, sheet: Sheet, rows: Iterable[Mapping[str, Content]], language: Language) -> Worksheet:
    made: Worksheet = book.create_sheet(word(sheet.name).of(language))
    for column, (key, width) in enumerate(zip(sheet.columns.values(), sheet.widths, strict=True), 1):
        head = made.cell(1, column)
        write_text(head, word(key).of(language))
        head.font, head.fill, head.alignment = _BOLD, _HEAD, Alignment(vertical="top", wrap_text=True)
        made.column_dimensions[get_column_letter(column)].width = width
    for at, row in enumerate(rows, 2):
        for column, field in enumerate(sheet.columns, 1):
            _write(made.cell(at, column), field, row[field])
    made.freeze_panes = "A2"
    return made


def _write(cell: Cell | MergedCell, field: str, content: Content) -> None:
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if content is None or content == "":
        return
    if field in DAYS:
        cell.value, cell.number_format = date.fromisoformat(str(content)), "dd.mm.yyyy"
    elif isinstance(content, str):
        write_text(cell, content)
    else:
        cell.value = content


def _choice(made: Worksheet, sheet: Sheet, field: str, source: str, most: int) -> None:
    """Let Excel offer what may stand in a column; what is typed otherwise is still let in, and told when read."""
    letter = get_column_letter(_position(sheet.columns, field))
    choice = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    choice.add(f"{letter}2:{letter}{most + 1}")
    made.add_data_validation(choice)


def _position(columns: Sequence[str] | Mapping[str, str], field: str) -> int:
    return list(columns).index(field) + 1
