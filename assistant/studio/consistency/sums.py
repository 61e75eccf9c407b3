"""Sums of tables, whoever made them, that do not add up: down the columns and along the rows."""

import math
import re
from collections.abc import Iterator, Sequence

from assistant.studio.consistency.findings import Inconsistency, Place, found
from assistant.studio.consistency.tables import is_empty
from assistant.studio.numbers import number, read_number
from assistant.studio.records import Section, Table
from ingest.records import Text

_SUM = re.compile(r"^(?:summe|gesamt\w*|insgesamt|total|sum)\b", re.IGNORECASE)
_PARTIAL = re.compile(r"\b(?:davon|darunter|zwischensumme|subtotal|of which|thereof)\b", re.IGNORECASE)
_ROUNDED = re.compile(
    r"%|\b(?:prozent|per ?cent|tausend|tsd|t€|mio|millionen|thousand|million|k€)(?!\w)", re.IGNORECASE
)
_CENT = 0.005


def wrong_sums(sections: Sequence[Section]) -> Iterator[Inconsistency]:
    """Yield the sums that do not add up, of every table; a column with a cell that is no figure is left alone.

    Figures that are rounded, in per cent or thousands, may miss their sum by as much as rounding makes likely.
    """
    for section in sections:
        for table in section.parts:
            if isinstance(table, Table) and not any(_PARTIAL.search(row[0]) for row in table.rows):
                yield from _wrong_columns(section, table)
                yield from _wrong_rows(section, table)


def _wrong_columns(section: Section, table: Table) -> Iterator[Inconsistency]:
    """Yield what is wrong in the total row."""
    for at, said in enumerate(table.total):
        addends = [_figure(row[at]) for row in table.rows]
        if not is_empty(said) and not _adds_up(addends, said, table, at):
            yield _found("column_does_not_add_up", section, table, table.head[at], addends, said)


def _wrong_rows(section: Section, table: Table) -> Iterator[Inconsistency]:
    """Yield the rows that miss the last column, where that is headed as a sum and most rows do add up to it."""
    *columns, last = table.numeric or (0,)
    if not columns or not _SUM.search(table.head[last]):
        return
    rows = [row for row in (*table.rows, table.total) if row and not is_empty(row[last])]
    wrong = [row for row in rows if not _adds_up([_figure(row[at]) for at in columns], row[last], table, last)]
    if len(wrong) <= len(rows) / 2:
        for row in wrong:
            addends = [_figure(row[at]) for at in columns]
            yield _found("row_does_not_add_up", section, table, row[0], addends, row[last])


def _adds_up(addends: Sequence[float | None], said: str, table: Table, column: int) -> bool:
    """Tell whether a sum is right, or may be: one that cannot be read is."""
    total, known = _figure(said), [addend for addend in addends if addend is not None]
    if total is None or len(known) < len(addends) or not known:
        return True
    is_rounded = _ROUNDED.search(" ".join((table.caption, table.head[column], said)))
    return abs(sum(known) - total) <= (math.sqrt(len(known)) if is_rounded else _CENT)


def _figure(cell: str) -> float | None:
    """Return the figure of a cell, 0 of an empty one, None where it holds words."""
    try:
        return 0.0 if is_empty(cell) else read_number(cell)
    except ValueError:
        return None


def _found(
    code: str, section: Section, table: Table, name: str, addends: Sequence[float | None], said: str
) -> Inconsistency:
    total = sum(addend or 0.0 for addend in addends)
    words = {"section": section.title, "caption": table.caption, "name": name, "said": said}
    one, other = Place(section.id, excerpt=table.caption), Place(section.id, excerpt=said)
    return found(code, one, other, **words, total=Text(number(total, "de", 2), number(total, "en", 2)))
