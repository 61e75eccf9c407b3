"""The open points of a draft as a list of tasks, also as CSV for any task tool."""

import csv
import re
from io import StringIO

from assistant.export.docx_markup import legal
from assistant.export.words import word
from assistant.studio.records import Draft, Table

# What a spreadsheet may run on opening the file (OWASP, CSV Injection), the full-width signs of East Asia among it.
_FORMULA = re.compile(r"[\t\n]|\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_HEAD = ("number", "section", "task", "responsible", "done_by")


def task_list(draft: Draft) -> Table:
    """Return every open point once, numbered, with its section; who does it and by when is left to be filled in."""
    rows = tuple((str(number), *point, "", "") for number, point in enumerate(draft.open_points, 1))
    head = tuple(word(key, draft.language) for key in _HEAD)
    return Table(word("open_points", draft.language), head, rows, numeric=(0,))


def tasks_csv(draft: Draft) -> bytes:
    """Return the list of tasks as CSV (UTF-8 with a byte order mark), parted by ";" in German and "," in English.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    tasks = task_list(draft)
    written = StringIO()
    writer = csv.writer(written, delimiter=";" if draft.language == "de" else ",", lineterminator="\r\n")
    writer.writerows([harmless_cell(cell) for cell in row] for row in (tasks.head, *tasks.rows))
    return written.getvalue().encode("utf-8-sig")


def harmless_cell(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula: one that it would begins with an "'"."""
    text = legal(cell)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
