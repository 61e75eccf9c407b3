"""Tables of a web page: from cells with spans to rows of equal length."""

from collections.abc import Iterator

from ingest.clean import normalise
from ingest.formats.html_article import Node, text_of
from ingest.formats.table_shape import Table

_MAX_COLUMNS = 100
_MAX_ROWSPAN = 1_000
_MAX_REPEATED = 300  # characters of a merged cell that are worth repeating
_MAX_COPIED = 100_000  # characters in all that merged cells of one table may add
_LONGEST_CELL = 800  # characters; in a table without heads a longer cell is an article, the table its frame
_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "table")


def is_layout(table: Node) -> bool:
    """Tell whether a table only arranges the page: one row or column, or headings, tables, long texts in cells."""
    if table.get("role", "").lower() in ("presentation", "none"):
        return True
    if any(next(cell.iter(*_BLOCKS), None) is not None for row in _rows(table) for cell in _cells(row)):
        return True
    filled = [[cell for cell in _cells(row) if text_of(cell)] for row in _rows(table)]
    filled = [row for row in filled if row]
    if len(filled) < 2 or max(map(len, filled)) < 2:
        return True
    has_heads = any(cell.tag == "th" for row in filled for cell in row)
    return not has_heads and any(len(text_of(cell)) > _LONGEST_CELL for row in filled for cell in row)


def read_table(table: Node) -> Table:
    """Return a data table; a cell over several columns or rows fills all of them."""
    grid: list[list[str]] = []
    marked: list[bool] = []
    set_off: list[bool] = []
    below: dict[int, tuple[int, str]] = {}
    copied = 0
    for row in _rows(table):
        cells = list(_cells(row))
        grid.append(_line(cells, below, _MAX_REPEATED if copied < _MAX_COPIED else 0))
        copied += sum(map(len, grid[-1])) - sum(len(text_of(cell)) for cell in cells) + len(grid[-1]) - len(cells)
        heads = [cell.tag == "th" for cell in cells]
        marked.append(row.getparent().tag == "thead" or (len(heads) > 1 and all(heads)))
        set_off.append(any(heads) or all(_is_bold(cell) for cell in cells))
    width = max(map(len, grid), default=0)
    return Table([tuple(line + [""] * (width - len(line))) for line in grid], marked, set_off)


def cell_text(cell: Node) -> str:
    """Return the text of a cell on one line; blocks and line breaks in it are told apart by a space."""
    for node in cell.iter("br", "p", "div", "li", "ul", "ol"):
        node.tail = " " + (node.tail or "")
        node.text = (" " if node.tag != "br" else "") + (node.text or "")
    return normalise("".join(cell.itertext()))


def _line(cells: list[Node], below: dict[int, tuple[int, str]], longest: int) -> list[str]:
    """Return one row; `below` says for a column how many more rows a cell above fills, and with what.

    A text of more than `longest` characters is not repeated; 0 means that spans are not followed at all.
    """
    line: list[str] = []
    for cell in [*cells, None]:
        while len(line) in below:
            rows, text = below.pop(len(line))
            if rows > 1:
                below[len(line)] = (rows - 1, text)
            line.append(text)
        if cell is None or len(line) >= _MAX_COLUMNS:
            break
        text = cell_text(cell)
        repeated = text if len(text) <= longest else ""
        for place in range(min(_span(cell, "colspan") if longest else 1, _MAX_COLUMNS - len(line))):
            if _span(cell, "rowspan") > 1 and longest:
                below[len(line)] = (_span(cell, "rowspan") - 1, repeated)
            line.append(repeated if place else text)
    return line


def _rows(table: Node) -> Iterator[Node]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _cells(row: Node) -> Iterator[Node]:
    return (cell for cell in row if cell.tag in ("td", "th"))


def _span(cell: Node, name: str) -> int:
    said = cell.get(name, "1").strip()
    return max(1, min(int(said), _MAX_ROWSPAN)) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _is_bold(cell: Node) -> bool:
    whole = text_of(cell)
    return bool(whole) and any(text_of(bold) == whole for bold in cell.iter("b", "strong"))
