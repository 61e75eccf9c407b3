"""Footnotes at the foot of a page or column: smaller type below the body, each beginning with a number or mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import join_lines, normalise
from ingest.formats.pdf_lines import Line, join_row, rows_of
from ingest.formats.pdf_shapes import Shape

_SMALLER = 0.94
_NOTE = re.compile(r"^(\d{1,3}(?!\d)|[*†‡]{1,3})[.)]?\s*(?=\S)")


@dataclass(frozen=True)
class Footnote:
    """A footnote; `continues` is set where its beginning stands on the page before."""

    marker: str
    text: str
    page: int
    continues: bool = False


def part_footnotes(
    lines: Sequence[Line], shapes: Sequence[Shape], body_size: float
) -> tuple[list[Line], list[Footnote]]:
    """Return the lines above the footnotes and the footnotes at the foot of these lines, from top to bottom."""
    rows = rows_of(lines)
    start = len(rows)
    while start and all(line.size < _SMALLER * body_size for line in rows[start - 1]):
        start -= 1
    first = _first_note(rows, start, shapes)
    if first is None:
        return list(lines), []
    foot = {id(line) for row in rows[first:] for line in row}
    return [line for line in lines if id(line) not in foot], _notes([join_row(row) for row in rows[first:]])


def _first_note(rows: Sequence[Sequence[Line]], start: int, shapes: Sequence[Shape]) -> int | None:
    """Return the row at which the notes begin: under a rule, or the first that begins with a mark."""
    marked = [at for at in range(start, len(rows)) if _mark(join_row(rows[at]), None)]
    if not marked:
        return None
    top, above = rows[start][0].top, rows[start - 1][0].bottom if start else rows[start][0].top + 40
    ruled = any(s.top - s.bottom < 2 and s.right - s.left > 30 and top - 2 < s.top < above + 2 for s in shapes)
    if ruled and marked[0] > start:
        return start
    return marked[0] if _is_first_mark(join_row(rows[marked[0]])) or ruled else None


def _is_first_mark(line: Line) -> bool:
    """Return whether the mark is raised, or a number followed by text; "3. Quartal" in a caption is neither rare."""
    return bool(line.calls) or line.text_left > line.left


def _notes(lines: Sequence[Line]) -> list[Footnote]:
    notes: list[tuple[str, list[str], int]] = []
    for line in lines:
        mark = _mark(line, notes[-1][0] if notes else None)
        if mark:
            notes.append((mark, [_NOTE.sub("", line.text, count=1)], line.page))
        elif notes:
            notes[-1][1].append(line.text)
        else:
            notes.append(("", [line.text], line.page))
    return [Footnote(mark, normalise(join_lines(texts)), page, continues=not mark) for mark, texts, page in notes]


def _mark(line: Line, previous: str | None) -> str:
    """Return the mark with which a note begins here, "" if none does: numbers count on from the previous one."""
    found = _NOTE.match(line.text)
    if found is None:
        return ""
    mark = found.group(1)
    if previous and previous.isdigit() and mark.isdigit() and int(mark) != int(previous) + 1:
        return ""
    return mark
