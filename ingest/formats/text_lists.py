"""List items in plain text: their marks, their continuation lines, their depth."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.formats.text_lines import Piece, Sheet, ends_sentence, goes_on, join_text
from ingest.records import Block

_BULLET = re.compile(r"([-–—•·▪■□●○◦‣⁃➢➤►→✓✔☑✗✘☐]|\*(?=\s)|\+(?=\s+\D))\s+(?=\S)|([•▪■●✓✔➢►])(?=\w)")
_LETTER_O = re.compile(r"(o)\s+(?=\S)")
_NUMBER = re.compile(r"(\(?\d{1,3}[.)]|\(?(?:[a-z]|[ivx]{1,4})\))\s+(?=\S)")
_COUNT = re.compile(r"\d+|[a-z]+")
# Indentation differs by a column where a converter set it; two columns are meant.
_DEEPER = 2


def find_items(sheet: Sheet) -> list[Piece]:
    """Return the list items with their depth; the text is without the mark, which is kept as `marker`."""
    pieces: list[Piece] = []
    index = 0
    while index < len(sheet.lines):
        item = _read_item(sheet, index, pieces)
        if item is None:
            index += 1
            continue
        pieces.append(item)
        index = item.end
    return pieces


def _read_item(sheet: Sheet, index: int, before: Sequence[Piece]) -> Piece | None:
    if not sheet.is_free(index):
        return None
    line = sheet.lines[index]
    marker, text = _split_marker(sheet, index)
    if not marker or (not _may_start(sheet, index, before) and not line.indent):
        return None
    if marker[-1] in ".)" and not _counts_on(marker, before):
        return None
    end = _end_of_item(sheet, index)
    joined = join_text([text, *(sheet.lines[row].text for row in range(index + 1, end))])
    block = Block("list_item", joined, level=1, page=line.page, marker=marker)
    return Piece(index, end, block, line.indent)


def _split_marker(sheet: Sheet, index: int) -> tuple[str, str]:
    """Return mark and text of a line, ("", text) without a mark; of two marks ("- ✓ ...") the inner one counts."""
    text = sheet.lines[index].text
    marker = ""
    while match := _BULLET.match(text):
        marker, text = match[1] or match[2], text[match.end() :]
    if marker:
        return marker, text
    match = _NUMBER.match(text)
    if match is None and sheet.lines[index].indent:
        match = _LETTER_O.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def _may_start(sheet: Sheet, index: int, before: Sequence[Piece]) -> bool:
    """Tell whether a mark at the start of this line can be one: inside a sentence it is a dash or a date."""
    if not sheet.is_free(index - 1) or (before and before[-1].end == index) or not sheet.wrapped:
        return True
    above = sheet.lines[index - 1].text
    return ends_sentence(above) or len(above) < 0.6 * sheet.width


def _counts_on(marker: str, before: Sequence[Piece]) -> bool:
    """Tell whether a number starts a list or follows the last number of its kind."""
    count = _COUNT.findall(marker)[0]
    if count in ("1", "a", "i"):
        return True
    for piece in reversed(before[-200:]):
        earlier = piece.block.marker
        if _marker_class(earlier) == _marker_class(marker) or (count == "v" and earlier.startswith("iv")):
            return _value(count) - _value(_COUNT.findall(earlier)[0]) == 1 or _value_roman(marker, earlier)
    return False


def _value(count: str) -> int:
    return int(count) if count.isdigit() else ord(count[0]) if len(count) == 1 else 0


def _value_roman(marker: str, earlier: str) -> bool:
    order = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
    now, then = _COUNT.findall(marker)[0], _COUNT.findall(earlier)[0]
    return now in order and then in order and order.index(now) == order.index(then) + 1


def _end_of_item(sheet: Sheet, start: int) -> int:
    """Return the line behind an item: indented lines belong to it, in wrapped text all up to the next mark."""
    indent = sheet.lines[start].indent
    end = start + 1
    while sheet.is_free(end) and not _split_marker(sheet, end)[0]:
        above, line = sheet.lines[end - 1], sheet.lines[end]
        hangs = line.indent >= indent + _DEEPER
        runs_on = goes_on(line.text) and not ends_sentence(above.text)
        full = sheet.wrapped and len(above.text) >= 0.7 * sheet.width and not ends_sentence(above.text)
        if not (hangs or runs_on or full):
            break
        end += 1
    return end


def set_levels(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with the depth of each list item: deeper by indentation or by a new kind of mark.

    A list ends with any other block but a footnote.
    """
    levelled: list[Piece] = []
    stack: list[tuple[str, int]] = []
    for piece in pieces:
        if piece.block.kind == "list_item":
            stack = _descend(stack, (_marker_class(piece.block.marker), piece.indent))
            piece = replace(piece, block=replace(piece.block, level=len(stack)))
        elif piece.block.kind != "footnote":
            stack = []
        levelled.append(piece)
    return levelled


def _descend(stack: list[tuple[str, int]], item: tuple[str, int]) -> list[tuple[str, int]]:
    """Return the open levels once this item is read."""
    marker, indent = item
    for depth, (open_marker, open_indent) in enumerate(stack):
        if open_marker == marker and abs(open_indent - indent) < _DEEPER:
            return stack[: depth + 1]
    while stack and stack[-1][1] >= indent + _DEEPER:
        stack = stack[:-1]
    return [*stack, item]


def _marker_class(marker: str) -> str:
    """Return what a mark has in common with its siblings: "1." and "12." are one class, "-" and "–" another."""
    if marker[-1:] in (".", ")"):
        kind = "1" if any(char.isdigit() for char in marker) else "a"
        return kind + marker[-1] + marker[0] * (marker[0] == "(")
    return "-" if marker in "-–—" else marker
