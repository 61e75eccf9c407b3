"""The tables of a draft as a workbook (XLSX) to calculate on. Whatever stands in a text stays text, never a formula."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from math import fsum, isclose

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.bibliography import alphabetical, entry_of
from assistant.export.docx_markup import legal
from assistant.export.pictures import chart_table
from assistant.export.tasks_csv import task_list
from assistant.export.words import word
from assistant.export.xlsx_cells import RESERVED_NAME, sheet_name, workbook_bytes, write_text
from assistant.studio.numbers import read_number
from assistant.studio.records import Chart, Draft, Gantt, Table
from assistant.wording import wordings
from ingest.records import Language

_MOST_DIGITS = 15  # that a number of a spreadsheet keeps
_ROUNDING = 1e-12  # of a sum of binary fractions, far below the last of 15 digits
_NARROWEST, _WIDEST = 8, 60  # of a column, in characters
_ROOM = 3  # characters beside the longest line, for the arrow of the filter
_FIGURE = re.compile(r"([^\d\n\t]*)(\d(?:[\d.,'\u00a0 ]*\d)?)([^\d\n\t]*)")  # "EUR 12,500.50", "12.500 Euro"
_LOCALE: Mapping[Language, str] = {"de": "[$-407]", "en": "[$-809]"}  # Windows' numbers of de-DE and en-GB
_BOLD = Font("Calibri", 11, bold=True)


@dataclass(frozen=True)
class _Figure:
    """A number and the format that shows it as the draft does."""

    value: float
    format: str


def xlsx_bytes(draft: Draft) -> bytes:
    """Return a draft's tables, work plan, open points and sources as a workbook, a sheet each.

    Figures that can be read exactly are numbers, totals that add up are sums; all else is text. The same draft gives
    the same bytes. Raises ValueError for a mark without a quote (see `assistant.studio.marks`).
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    names = {RESERVED_NAME}
    results: dict[str, Mapping[str, float]] = {}
    for number, table in enumerate(_tables(draft), 1):
        name = sheet_name(table.caption, names)
        names.add(name.casefold())
        results[f"xl/worksheets/sheet{number}.xml"] = _fill(book.create_sheet(name), table, draft.language)
    made = datetime.combine(date.fromisoformat(draft.made_on), time())
    book.properties.title = " ".join(legal(draft.title).split())
    book.properties.creator = ""  # the draft is its user's
    book.properties.created = book.properties.modified = made
    return workbook_bytes(book, results)


def _tables(draft: Draft) -> Iterator[Table]:
    for section in draft.sections:
        for part in section.parts:
            if isinstance(part, Table):
                yield part
            elif isinstance(part, Gantt) and part.bars:
                yield _work_plan(part, draft.language)
            elif isinstance(part, Chart) and not part.is_empty:
                yield chart_table(part, draft.language)
    yield task_list(draft)
    yield _sources(draft)


def _work_plan(gantt: Gantt, language: Language) -> Table:
    """Return the bars of a chart; months as "2027-03", which a filter puts in order."""
    head = tuple(word(key, language) for key in ("measure", "start", "end", "responsible"))
    return Table(gantt.caption, head, tuple((bar.title, bar.start, bar.end, bar.responsible) for bar in gantt.bars))


def _sources(draft: Draft) -> Table:
    citations = Counter(entry_of(quote).key for section in draft.sections for quote in section.quotes)
    rows = tuple(
        (
            "; ".join(entry.details.authors),
            "" if entry.details.year is None else str(entry.details.year),
            entry.title,
            entry.details.publisher,
            entry.details.url,
            str(citations[entry.key]),
        )
        for entry in alphabetical(draft)
    )
    words = wordings("tables.toml")
    head = tuple(
        words[key].of(draft.language) for key in ("authors", "year", "title", "publisher", "address", "citations")
    )
    return Table(word("sources", draft.language), head, rows, numeric=(1, 5))


def _fill(sheet: Worksheet, table: Table, language: Language) -> Mapping[str, float]:
    """Write a table into an empty sheet, and return the results of its formulas."""
    width, last = len(table.head), len(table.rows) + 1
    lines = (table.head, *table.rows, *((table.total,) if table.total else ()))
    for row, (cells, line) in enumerate(zip(sheet.iter_rows(max_row=len(lines), max_col=width), lines, strict=True)):
        for column, (cell, text) in enumerate(zip(cells, line, strict=True)):
            is_numeric = column in table.numeric
            _write(cell, _content(text, language) if is_numeric and row else text)
            cell.alignment = Alignment("right" if is_numeric else None, "top", wrap_text=True)
            if row in (0, last):
                cell.font = _BOLD
    for column in range(width):
        longest = max(len(part) for line in lines for part in legal(line[column]).split("\n"))
        fitting = min(max(longest + _ROOM, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(column + 1)].width = fitting
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(width)}{last}"
    return _add_up(sheet, len(lines)) if table.total else {}


def _write(cell: Cell | MergedCell, content: _Figure | str) -> None:
    if isinstance(content, _Figure):
        cell.value, cell.number_format = content.value, content.format
    else:
        write_text(cell, content)


def _content(text: str, language: Language) -> _Figure | str:
    """Return a text as a figure where the figure shows all that the text says, otherwise the text."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return text
    try:
        value = read_number(text)
    except ValueError:
        return text
    before, digits, after = found.groups()
    whole, _, decimals = digits.partition("," if language == "de" else ".")
    plain = re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")
    if f"{value:.{len(decimals)}f}" != plain or len(plain) > _MOST_DIGITS:
        return text  # "1,234" and "007"
    shape = "0" if whole.isdigit() and value >= 1000 else "#,##0"
    zeros = f".{'0' * len(decimals)}" if decimals else ""
    unit_before, unit_after = (f'"{unit}"' if unit else "" for unit in (before, after))
    return _Figure(value, f"{_LOCALE[language]}{unit_before}{shape}{zeros}{unit_after}")


def _add_up(sheet: Worksheet, total: int) -> Mapping[str, float]:
    """Make formulas of the figures in the row `total` that the numbers above add up to, and return their results."""
    results = {}
    for *above, cell in sheet.iter_cols(min_row=2, max_row=total):
        numbers = [one.value for one in above if isinstance(one.value, float)]
        if numbers and isinstance(cell.value, float) and isclose(fsum(numbers), cell.value, rel_tol=_ROUNDING):
            letter = cell.column_letter
            formula = f"SUM({letter}2:{letter}{total - 1})"
            results[formula] = cell.value
            cell.value = f"={formula}"
    return results
