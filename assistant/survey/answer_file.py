"""A file of answers as a grid of texts: CSV of whatever program, or the first sheet of a workbook (XLSX)."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from assistant.instruments.typed import cleaned
from assistant.instruments.workbook import Row, UnusableWorkbook, Value, opened
from ingest.errors import AppError
from ingest.formats.encoding import decode
from ingest.records import Text

MOST_ROWS = 20_000
_MOST_COLUMNS = 500
_MOST_BYTES = 50_000_000
_LONGEST_CELL = 4000  # characters; csv's own limit is checked by it too
_MOST_NAMED = 10  # rows in one message
_DELIMITERS = ";\t,|"
_ZIP = b"PK\x03\x04"  # how a workbook (XLSX) begins, whatever its name ends in
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # XLS


@dataclass(frozen=True)
class Line:
    """A row of answers; `number` is that of the row in a spreadsheet, the headings being row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Headings, and the rows below that are not empty; every row is as long as `head`."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]


class UnusableAnswers(AppError):
    """A file that holds no answers to this questionnaire. Nothing was taken from it."""

    code = "unusable_answers"

    def __init__(self, name: str, reason: Text, hint: Text) -> None:
        super().__init__(Text(f"{name}: {reason.de}", f"{name}: {reason.en}"), hint)


_SAVE_ANEW = Text("Speichern Sie sie als CSV oder Excel-Datei (.xlsx).", "Save it as CSV or as an Excel file (.xlsx).")


def read_grid(path: Path, name: str, known: Callable[[Sequence[str]], int]) -> Grid:
    """Return the rows of a file by its content, called `name` by its user.

    known   how many of these headings are known: with the right delimiter most of them are

    Raises UnusableAnswers, UnusableWorkbook.
    """
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            most = _MOST_BYTES // 1_000_000
            reason = Text(f"Die Datei ist größer als {most} MB.", f"The file is larger than {most} MB.")
            raise UnusableAnswers(name, reason, Text("Teilen Sie die Datei.", "Divide the file."))
        data = path.read_bytes()
    except OSError as error:
        reason = Text("Die Datei kann nicht gelesen werden.", "The file cannot be read.")
        raise UnusableAnswers(
            name, reason, Text("Prüfen Sie Namen und Ordner.", "Check its name and folder.")
        ) from error
    if data.startswith(_OLD_EXCEL):
        reason = Text("Das alte Format XLS wird nicht gelesen.", "The old format XLS is not read.")
        raise UnusableAnswers(name, reason, _SAVE_ANEW)
    rows = _workbook_rows(path, name) if data.startswith(_ZIP) else _csv_rows(data, name, known)
    return _grid(rows, name)


def _workbook_rows(path: Path, name: str) -> list[tuple[int, Sequence[str]]]:
    sheets = opened(path, name)
    if not sheets.names:
        raise UnusableWorkbook(name, [Text("sie hat kein Blatt", "it has no sheet")])
    sheet, grid = sheets.grid(sheets.names[0])
    sheets.check_solved(sheet)
    return [(number, _texts(sheet, number, cells)) for number, cells in enumerate(grid, 1)]


def _texts(sheet: str, number: int, cells: Sequence[Value]) -> list[str]:
    named: Mapping[str, Value] = {str(at): cell for at, cell in enumerate(cells)}
    row = Row(sheet, number, named, {})
    return [row.text(key) for key in named]


def _csv_rows(data: bytes, name: str, known: Callable[[Sequence[str]], int]) -> list[tuple[int, Sequence[str]]]:
    try:
        text = decode(data)
    except ValueError as error:
        raise UnusableAnswers(name, Text("Das ist keine Textdatei.", "This is no text file."), _SAVE_ANEW) from error
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = whole.lstrip("\n")
    first = 1 + len(whole) - len(lines)
    if lines.casefold().startswith("sep="):  # Excel's own note on the delimiter
        lines = lines.partition("\n")[2]
    try:
        delimiter = max(_DELIMITERS, key=lambda one: _fit(lines, one, known))
        return list(enumerate(csv.reader(StringIO(lines, newline=""), delimiter=delimiter), first))
    except csv.Error as error:
        reason = Text(
            "Eine Zelle ist zu lang; vielleicht fehlt irgendwo ein schließendes Anführungszeichen.",
            "A cell is too long; perhaps a closing quotation mark is missing somewhere.",
        )
        raise UnusableAnswers(name, reason, _SAVE_ANEW) from error


def _fit(lines: str, delimiter: str, known: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    """Return how well a delimiter parts the headings: first how many are known then, then how many there are."""
    head = next(csv.reader(StringIO(lines, newline=""), delimiter=delimiter), [])
    return known(head), len(head)


def _grid(rows: Sequence[tuple[int, Sequence[str]]], name: str) -> Grid:
    filled = [(number, [cleaned(cell) for cell in cells]) for number, cells in rows]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if len(filled) < 2:
        reason = Text("Die Datei enthält keine Antworten.", "The file holds no answers.")
        hint = Text(
            "In der ersten Zeile stehen die Überschriften, darunter je Mitglied eine Zeile.",
            "The first row holds the headings, below stands one row for each member.",
        )
        raise UnusableAnswers(name, reason, hint)
    if len(filled) > MOST_ROWS or len(filled[0][1]) > _MOST_COLUMNS:
        reason = Text(
            f"Es sind mehr als {MOST_ROWS} Zeilen oder {_MOST_COLUMNS} Spalten.",
            f"There are more than {MOST_ROWS} rows or {_MOST_COLUMNS} columns.",
        )
        raise UnusableAnswers(name, reason, Text("Teilen Sie die Datei.", "Divide the file."))
    head = tuple(filled[0][1])
    if longer := [number for number, cells in filled[1:] if any(cells[len(head) :])]:
        raise _shifted(name, longer)
    lines = tuple(
        Line(number, tuple(cell[:_LONGEST_CELL] for cell in [*cells, *[""] * len(head)][: len(head)]))
        for number, cells in filled[1:]
    )
    return Grid(head, lines)


def _shifted(name: str, rows: Sequence[int]) -> UnusableAnswers:
    """Return the error for rows of more cells than there are headings: what stands where would be a guess."""
    numbers = ", ".join(map(str, rows[:_MOST_NAMED])) + (" …" if len(rows) > _MOST_NAMED else "")
    reason = Text(
        f"Diese Zeilen haben mehr Zellen als die Überschriften: {numbers}.",
        f"These rows have more cells than the headings: {numbers}.",
    )
    hint = Text(
        'Mehrere Antworten in einer Zelle stehen in CSV in Anführungszeichen: "A;B". Excel macht das von selbst.',
        'Several answers in one cell stand in quotation marks in CSV: "A;B". Excel does so by itself.',
    )
    return UnusableAnswers(name, reason, hint)
