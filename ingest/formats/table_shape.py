"""What the DOCX and the HTML reader share about tables: which rows are the head, and the blocks that rows become."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.records import Block

_LONGEST_HEAD_CELL = 120  # characters; a longer first row is text, not a head


@dataclass(frozen=True)
class Table:
    """A table as rows of equal length; of each row, whether it is marked as head and whether it is bold or shaded."""

    rows: Sequence[tuple[str, ...]]
    marked: Sequence[bool]
    set_off: Sequence[bool]


def head_rows(table: Table) -> int:
    """Return how many rows at the top are the head: those marked, else the first if it looks like one, else none."""
    count = 0
    while count < len(table.rows) - 1 and table.marked[count]:
        count += 1
    return count or int(_looks_like_head(table))


def table_blocks(table: Table) -> Iterator[tuple[int, Block]]:
    """Yield each block of a table with the number of the row it comes from; rows and columns without text are left out.

    A head of several rows becomes one: its cells are joined column by column ("2021" over "Umsatz": "2021 Umsatz").
    """
    columns = [place for place, cells in enumerate(zip(*table.rows, strict=True)) if any(cells)]
    rows = [tuple(row[place] for place in columns) for row in table.rows]
    heads = head_rows(table)
    if heads:
        yield heads - 1, _row_block("table_head", tuple(_joined(cells) for cells in zip(*rows[:heads], strict=True)))
    for place, row in enumerate(rows[heads:], start=heads):
        if any(row):
            yield place, _row_block("table_row", row)


def _looks_like_head(table: Table) -> bool:
    if len(table.rows) < 2 or len(table.rows[0]) < 2:
        return False
    first, others = table.rows[0], table.rows[1:]
    filled = [cell for cell in first if cell]
    if len(filled) < max(2, len(first) - 1) or len(set(filled)) < 2 or max(map(len, filled)) > _LONGEST_HEAD_CELL:
        return False
    if table.set_off[0]:
        return not all(table.set_off)
    has_digits = [any(re.search(r"\d", cell) for cell in row[1:]) for row in others]
    return not any(re.search(r"\d", cell) for cell in first) and sum(has_digits) > len(others) / 2


def _joined(cells: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(cell for cell in cells if cell))


def _row_block(kind: str, cells: tuple[str, ...]) -> Block:
    return Block("table_head" if kind == "table_head" else "table_row", " | ".join(cells), cells=cells)
