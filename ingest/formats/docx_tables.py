"""Tables of a DOCX file: from cells with spans and merges to rows of equal length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats.docx_markup import Node, number, switch, value, w
from ingest.formats.docx_styles import Styles
from ingest.formats.table_shape import Table
from ingest.records import Block

_MAX_COLUMNS = 63  # as in Word
_MAX_REPEATED = 300  # characters of a merged cell that are worth repeating; a longer one stands in its first place only
_MAX_COPIED = 100_000  # characters in all that merged cells of one table may add
_UNSHADED = {"", "auto", "ffffff", "clear"}


@dataclass
class Cell:
    """A w:tc: where it begins and how many columns it takes, and the blocks in it."""

    column: int
    span: int
    goes_on: bool
    blocks: list[Block] = field(default_factory=list)
    stands_out: bool = False

    def text(self) -> str:
        """Return the text of the cell on one line; list items keep their markers."""
        return " ".join(f"{block.marker} {block.text}".strip() for block in self.blocks if block.kind != "footnote")


def cell_nodes(table: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Yield each w:tr of a w:tbl with its w:tc, also from content controls around them."""
    for row in _unwrapped(table, w("tr")):
        yield row, list(_unwrapped(row, w("tc")))


def place_cells(row: Node, cells: list[Node], styles: Styles) -> list[Cell]:
    """Return the cells of a row at their columns, still without blocks."""
    column = min(number(value(row, "trPr", "gridBefore")) or 0, _MAX_COLUMNS)
    placed: list[Cell] = []
    for node in cells:
        span = max(1, min(number(value(node, "tcPr", "gridSpan")) or 1, _MAX_COLUMNS))
        merge = node.find(f"{w('tcPr')}/{w('vMerge')}")
        goes_on = merge is not None and merge.get(w("val"), "continue") == "continue"
        if column >= _MAX_COLUMNS:
            break
        placed.append(Cell(column, min(span, _MAX_COLUMNS - column), goes_on, stands_out=_stands_out(node, styles)))
        column += span
    return placed


def is_head(row: Node) -> bool:
    """Return whether a row is marked to be repeated on each page."""
    return switch(row.find(w("trPr")), "tblHeader") or False


def to_table(rows: list[list[Cell]], marked: list[bool]) -> Table:
    """Return the table as rows of equal length.

    A cell over several columns fills all of them, one over several rows all of these; columns that no row tells
    apart are one.
    """
    width = max((cell.column + cell.span for row in rows for cell in row), default=0)
    starts = sorted({cell.column for row in rows for cell in row})
    grid: list[list[str]] = []
    copied = 0
    for row in rows:
        above = grid[-1] if grid else [""] * width
        grid.append(_filled(row, above, width, _MAX_REPEATED if copied < _MAX_COPIED else 0))
        copied += sum(map(len, grid[-1])) - sum(len(cell.text()) for cell in row)
    cells = [tuple(line[column] for column in starts) for line in grid]
    bold = [bool(row) and all(cell.stands_out for cell in row if cell.text()) for row in rows]
    return Table(cells, marked, bold)


def _filled(row: list[Cell], above: list[str], width: int, longest: int) -> list[str]:
    line = [""] * width
    for cell in row:
        text = above[cell.column] if cell.goes_on else cell.text()
        repeated = text if len(text) <= longest else ""
        line[cell.column] = repeated if cell.goes_on else text
        for column in range(cell.column + 1, cell.column + cell.span):
            line[column] = repeated
    return line


def _unwrapped(node: Node, tag: str) -> Iterator[Node]:
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in (w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo")):
            yield from _unwrapped(child, tag)


def _stands_out(node: Node, styles: Styles) -> bool:
    """Return whether a cell is shaded, or all its text bold."""
    shading = node.find(f"{w('tcPr')}/{w('shd')}")
    if shading is not None and shading.get(w("fill"), "").lower() not in _UNSHADED:
        return True
    bold = [
        styles.is_on(run, styles.style_id(paragraph), "b")
        for paragraph in node.iter(w("p"))
        for run in paragraph.iter(w("r"))
        if re.search(r"\w", "".join(run.itertext(w("t"))))
    ]
    return bool(bold) and all(bold)
