"""Tables in plain text: tab-separated lines, aligned columns, Markdown pipes, HTML fragments."""

import re
from collections.abc import Iterator, Sequence

from ingest.formats.text_inline import is_bold, plain
from ingest.formats.text_lines import Line, Piece, Sheet
from ingest.records import Block, BlockKind

_PIPE_ROW = re.compile(r"\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_HTML_ROW = re.compile(r"<tr\b[^<>]*>", re.IGNORECASE)
_HTML_CELL = re.compile(r"<(t[dh])\b[^<>]*>", re.IGNORECASE)
_TABLE_CAPTION = re.compile(r"tab", re.IGNORECASE)
_GAP = re.compile(r"\s{2,}")
_CELL = re.compile(r"\S+(?: \S+)*")
# Column heads that repeat are short ("DE", "FR", "CH").
_LONGEST_REPEATED_HEAD = 20
_WIDEST_ALIGNED_CELL = 60


def unfold_tables(text: str) -> str:
    """Return text with every row of an HTML or Markdown table as a line with tabs between the cells."""
    lines = _unfold_html(text).split("\n")
    return "\n".join(row for line in lines if (row := _unfold_pipes(line)) is not None)


def _unfold_html(text: str) -> str:
    lowered = text.lower() if "<" in text else ""
    if len(lowered) != len(text):  # a capital whose small form has two characters would shift the places
        return text
    parts, position = [], 0
    while (start := lowered.find("<table", position)) >= 0 and (end := lowered.find("</table>", start)) >= 0:
        rows = _HTML_ROW.split(text[start:end])[1:]
        parts += [text[position:start], "\n", *(f"{_row_from_html(row)}\n" for row in rows)]
        position = end + len("</table>")
    return "".join([*parts, text[position:]])


def _row_from_html(row: str) -> str:
    _, *cells = _HTML_CELL.split(row.replace("\n", " ").replace("\t", " "))
    texts = []
    for tag, cell in zip(cells[::2], cells[1::2], strict=True):
        texts.append(f"<b>{plain(cell)}</b>" if tag.lower() == "th" and plain(cell) else plain(cell))
    return "\t".join(texts)


def _unfold_pipes(raw: str) -> str | None:
    """Return a Markdown table row with tabs for its pipes, None for the rule below its head."""
    if raw.count("|") < 2 or not _PIPE_ROW.match(raw):
        return raw
    if _PIPE_RULE.match(raw):
        return None
    cells = raw.strip()[1:-1].replace("\\|", "\0").split("|")
    return "\t".join(cell.strip().replace("\0", "|") for cell in cells)


def place_captions(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with a caption that stands below its table moved above the table's head."""
    placed = list(pieces)
    head: int | None = None
    for place, piece in enumerate(placed):
        kind = piece.block.kind
        if kind == "table_head":
            head = place
        elif kind == "caption" and head is not None and _TABLE_CAPTION.match(piece.block.text):
            follows_table = place + 1 < len(placed) and placed[place + 1].block.kind == "table_head"
            has_caption = head > 0 and placed[head - 1].block.kind == "caption"
            if not follows_table and not has_caption:
                placed.insert(head, placed.pop(place))
            head = None
        elif kind != "table_row":
            head = None
    return placed


def find_tables(sheet: Sheet) -> list[Piece]:
    """Return the rows of all tables; the first of each table is its head, also where tables follow each other."""
    pieces: list[Piece] = []
    for start, end in _tabbed_runs(sheet):
        rows = [(index, _split_at_tabs(sheet.lines[index])) for index in range(start, end) if not sheet.is_blank(index)]
        pieces += _as_pieces(sheet, rows)
    for start, end in _aligned_runs(sheet.without(pieces)):
        pieces += _as_pieces(sheet, [(index, _split_at_gaps(sheet.lines[index])) for index in range(start, end)])
    return pieces


def _as_pieces(sheet: Sheet, rows: Sequence[tuple[int, list[str]]]) -> Iterator[Piece]:
    columns = max(len(cells) for _, cells in rows)
    head: list[str] = []
    for index, raw_cells in rows:
        padded = raw_cells + [""] * (columns - len(raw_cells))
        cells = [plain(cell) for cell in padded]
        is_head = not head or _is_new_head(padded, cells, head)
        head = cells if is_head else head
        text = " | ".join(cells)
        kind: BlockKind = "table_head" if is_head else "table_row"
        block = Block(kind, text, page=sheet.lines[index].page, cells=tuple(cells))
        yield Piece(index, index + 1, block)


def _is_new_head(raw_cells: list[str], cells: list[str], head: list[str]) -> bool:
    if sum(map(bool, cells)) >= 2 and all(is_bold(raw) for raw in raw_cells if raw.strip()):
        return True
    repeated = cells[1:] == head[1:] and all(cells[1:])
    return repeated and all(len(cell) <= _LONGEST_REPEATED_HEAD for cell in cells[1:]) and cells[0] != head[0]


def _split_at_tabs(line: Line) -> list[str]:
    return line.raw.split("\t")


def _split_at_gaps(line: Line) -> list[str]:
    return _GAP.split(line.raw.strip())


def _tabbed_runs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the line ranges with the same number of tabs, at least two rows long; blank lines may lie between."""
    index = 0
    while index < len(sheet.lines):
        tabs = _inner_tabs(sheet, index)
        if not tabs:
            index += 1
            continue
        end = _end_of_run(sheet, index, tabs)
        if sum(_inner_tabs(sheet, row) > 0 for row in range(index, end)) >= 2:
            yield index, end
        index = end


def _end_of_run(sheet: Sheet, start: int, tabs: int) -> int:
    end = start + 1
    while True:
        following = sheet.next_text(end)
        if following >= len(sheet.lines) or not sheet.is_free(following):
            return end
        line = sheet.lines[following]
        if line.raw.count("\t") == tabs:
            end = following + 1
        elif following == end and _trimmed_row(sheet, following, tabs):
            end += 1
        else:
            return end


def _trimmed_row(sheet: Sheet, index: int, tabs: int) -> bool:
    """Tell whether an editor cut off the empty cells at the end of this row: a full row follows directly."""
    following = index + 1
    fewer = sheet.lines[index].raw.count("\t") < tabs
    return fewer and sheet.is_free(following) and sheet.lines[following].raw.count("\t") == tabs


def _inner_tabs(sheet: Sheet, index: int) -> int:
    """Return the number of tabs of a line that has one behind text, else 0."""
    line = sheet.lines[index]
    return line.raw.count("\t") if sheet.is_free(index) and "\t" in line.raw.lstrip() else 0


def _aligned_runs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the line ranges, at least three rows long, whose cells stand below each other."""
    index = 0
    while index < len(sheet.lines):
        end = index
        shape = _cell_edges(sheet, index)
        while shape and (following := _cell_edges(sheet, end + 1)) and _stand_below(shape, following):
            shape, end = following, end + 1
        if end - index >= 2:
            yield index, end + 1
        index = end + 1


def _cell_edges(sheet: Sheet, index: int) -> list[tuple[int, int]]:
    """Return the first and last column of each cell, or nothing for a line that is no row."""
    if not sheet.is_free(index):
        return []
    raw = sheet.lines[index].raw
    if "  " not in raw.strip():
        return []
    edges = [match.span() for match in _CELL.finditer(raw)]
    narrow = all(end - start <= _WIDEST_ALIGNED_CELL for start, end in edges)
    return edges if len(edges) >= 2 and narrow else []


def _stand_below(upper: list[tuple[int, int]], lower: list[tuple[int, int]]) -> bool:
    if len(upper) != len(lower):
        return False
    pairs = zip(upper[1:], lower[1:], strict=True)
    return all(abs(above[0] - below[0]) <= 1 or abs(above[1] - below[1]) <= 1 for above, below in pairs)
