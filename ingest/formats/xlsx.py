"""Reads workbooks (XLSX): of each sheet its name as heading, then texts and tables from top to bottom."""

import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.errors import DamagedFile, EmptyFile, TooLarge
from ingest.formats.office_details import core_details
from ingest.formats.package import Package
from ingest.formats.table_shape import Table, table_blocks
from ingest.formats.xlsx_values import shown
from ingest.records import Block, Document, Text
from ingest.small_words import german_surplus

_MAX_SHEETS_XML = 30_000_000  # bytes: openpyxl takes some ten times as much memory
_MAX_COLUMNS = 200
_MAX_MERGED = 10_000  # cells that a merged one fills
_MAX_REPEATED = 300  # characters of a merged cell that are worth repeating
_LONGEST_LABEL = 250  # characters; what stands alone in its row and is longer is text
_HIDDEN = Text(
    "Ausgeblendete Blätter, Zeilen oder Spalten wurden weggelassen: {}.",
    "Hidden sheets, rows or columns were left out: {}.",
)
_UNCOMPUTED = Text(
    "Formeln ohne gespeichertes Ergebnis fehlen: {}. Öffnen und speichern Sie die Datei in Excel.",
    "Formulas without a stored result are missing: {}. Open and save the file in Excel.",
)
_NO_RESULT = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")

Row = tuple[str, ...]


def read_xlsx(path: Path, *, password: str = "") -> Document:
    """Return the sheets' text; rows that follow each other without an empty one are a table, `page` is None.

    Values stand as the sheet shows them, dates as 31.12.2025, a decimal comma in a German workbook. Hidden sheets,
    rows and columns are left out and named. `password` is not used. Raises UnsupportedType, OfficePassword, TooLarge,
    DamagedFile, EmptyFile or MissingPath.
    """
    with Package(path, "XLSX") as package:
        parts = [one.target for one in package.relations.values() if one.kind == "worksheet"]
        parts = [part for part in parts if package.holds(part)]
        size = sum(package.size(part) for part in parts)
        if size > _MAX_SHEETS_XML:
            raise TooLarge(path.name, f"{size // 1_000_000} MB", f"{_MAX_SHEETS_XML // 1_000_000} MB")
        lacks_results = any(_NO_RESULT.search(package.read(part)) for part in parts)
        properties = package.core_properties()
    book = _opened(path)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    german = _is_german(visible)
    blocks = tuple(block for sheet in visible for block in _sheet_blocks(sheet, german))
    if not blocks:
        raise EmptyFile(path.name)
    hidden = [sheet.title for sheet in book.worksheets if sheet not in visible or _hides_cells(sheet)]
    told = [(_HIDDEN, ", ".join(hidden)), (_UNCOMPUTED, path.name if lacks_results else "")]
    notices = tuple(Text(*(text.format(names) for text in wording)) for wording, names in told if names)
    return Document(blocks, core_details(properties, ""), notices=notices)


def _opened(path: Path) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep when it writes
            return openpyxl.load_workbook(path, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl lets nearly anything out of a damaged file
        raise DamagedFile(path.name, "XLSX") from error


def _is_german(sheets: Sequence[Worksheet]) -> bool:
    """Tell by the small words of the cells; a workbook that has none of either language counts as German."""
    texts = (cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))
    return german_surplus(word for text in texts for word in text.lower().split()) >= 0


def _sheet_blocks(sheet: Worksheet, german: bool) -> Iterator[Block]:
    rows = list(_rows(sheet, german))
    if not any(any(row) for row, _ in rows):
        return
    yield Block("heading", sheet.title, level=1)
    group: list[tuple[Row, bool]] = []
    for row, bold in [*rows, ((), False)]:
        if any(row):
            group.append((row, bold))
        else:
            yield from _group_blocks(group)
            group = []


def _group_blocks(group: list[tuple[Row, bool]]) -> Iterator[Block]:
    """Yield the blocks of rows without an empty one between them: lines of one cell, then the table below them."""
    while group and sum(map(bool, group[0][0])) == 1:
        text = next(filter(None, group[0][0]))
        is_heading = group[0][1] and len(text) <= _LONGEST_LABEL
        yield Block("heading", text, level=2) if is_heading else Block("paragraph", text)
        group = group[1:]
    if group:
        rows = [row for row, _ in group]
        table = Table(rows, [False] * len(rows), [bold for _, bold in group])
        yield from (block for _, block in table_blocks(table))


def _rows(sheet: Worksheet, german: bool) -> Iterator[tuple[Row, bool]]:
    """Yield the visible rows with the texts of their visible cells, and whether all of these are bold."""
    hidden = _hidden_columns(sheet)
    merged = dict(_merged(sheet, german))
    width = min(sheet.max_column, _MAX_COLUMNS)
    for number, row in enumerate(sheet.iter_rows(max_col=width), 1):
        if number in sheet.row_dimensions and sheet.row_dimensions[number].hidden:
            continue
        cells = [cell for cell in row if not hidden or cell.column not in hidden]
        texts = tuple(merged.get(cell.coordinate, "") or shown(cell, german) for cell in cells)
        filled = [cell for cell in cells if isinstance(cell, Cell) and cell.value is not None]
        yield texts, bool(filled) and all(cell.font.b for cell in filled)


def _merged(sheet: Worksheet, german: bool) -> Iterator[tuple[str, str]]:
    """Yield the cells that a merged cell fills, with its text; a merged line over the sheet stays one cell."""
    left = _MAX_MERGED
    for area in sheet.merged_cells.ranges:
        alone = area.size["rows"] == 1 and area.size["columns"] > 1 and _is_alone(sheet, area.min_row)
        left -= area.size["rows"] * area.size["columns"]
        if alone or left < 0:
            continue
        text = shown(sheet.cell(area.min_row, area.min_col), german)
        if len(text) <= _MAX_REPEATED:
            rows = sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col)
            yield from ((cell.coordinate, text) for row in rows for cell in row)


def _is_alone(sheet: Worksheet, row: int) -> bool:
    cells = sheet[row]
    return sum(cell.value is not None for cell in cells if not isinstance(cell, MergedCell)) == 1


def _hidden_columns(sheet: Worksheet) -> set[int]:
    hidden = [column for column in sheet.column_dimensions.values() if column.hidden]
    return {number for column in hidden for number in range(column.min or 1, min(column.max or 1, _MAX_COLUMNS) + 1)}


def _hides_cells(sheet: Worksheet) -> bool:
    return bool(_hidden_columns(sheet)) or any(row.hidden for row in sheet.row_dimensions.values())
