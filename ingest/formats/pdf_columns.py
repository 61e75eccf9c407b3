"""Reading order from geometry: columns one after the other, full-width text between them."""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.formats.pdf_lines import Line, join_row, rows_of
from ingest.formats.pdf_tables import Table

Item = Line | Table

_NUMERIC = re.compile(r"^[\s\d.,;:%€$+()/–-]+$")
# In type sizes. The narrowest gutter seen is 1.8 (Behr 2020); segments are parted at 1.2.
_NARROWEST_GUTTER = 1.0
_WIDE_GUTTER = 6.0
_TAB = 4.0
# The search for gutters is quadratic; no page that people read has more pieces.
_MOST_ITEMS = 1_500


class Notch(Protocol):
    """A box around which a column's lines are set."""

    @property
    def left(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def top(self) -> float: ...


@dataclass(frozen=True)
class Region:
    """A column, or full-width text between columns: its items from top to bottom."""

    items: tuple[Item, ...]
    left: float
    right: float
    notches: tuple[Notch, ...] = ()

    def right_at(self, line: Line) -> float:
        """Return where lines end at the height of this one: a box set into the column makes them shorter."""
        for notch in self.notches:
            if line.right <= notch.left < self.right and _is_beside(line, notch):
                shorter = [item.right for item in self.items if _is_beside(item, notch) and item.right < notch.left]
                return max(shorter, default=notch.left)
        return self.right

    def left_at(self, line: Line) -> float:
        """Return where lines begin at the height of this one, as `right_at` does where they end."""
        for notch in self.notches:
            if self.left < notch.right <= line.left and _is_beside(line, notch):
                later = [item.left for item in self.items if _is_beside(item, notch) and item.left >= notch.right]
                return min(later, default=notch.right)
        return self.left


def _is_beside(item: Item, notch: Notch) -> bool:
    """Return whether the item stands at the box's height, the white around the box (up to a line) included."""
    margin = 0.9 * _size(item)
    return notch.bottom - margin < item.top and item.bottom < notch.top + margin


@dataclass(frozen=True)
class _Gutter:
    """A white strip left of x between items number first and last (counted from the top) of a page."""

    x: float
    first: int
    last: int
    weight: int


def reading_order(items: Sequence[Item]) -> list[Region]:
    """Return a page's pieces as regions in the order in which they are read."""
    if not items:
        return []
    ordered = sorted(items, key=lambda item: -item.top)
    gutter = _best_gutter(ordered) if len(ordered) <= _MOST_ITEMS else None
    if gutter is None:
        return [_region(ordered)]
    inside = ordered[gutter.first : gutter.last + 1]
    left = [item for item in inside if item.left < gutter.x]
    right = [item for item in inside if item.left >= gutter.x]
    above, below = ordered[: gutter.first], ordered[gutter.last + 1 :]
    return [*reading_order(above), *reading_order(left), *reading_order(right), *reading_order(below)]


def _best_gutter(ordered: Sequence[Item]) -> _Gutter | None:
    edges = Counter(round(item.left / 2) for item in ordered)
    first = min(item.left for item in ordered)
    best: _Gutter | None = None
    for edge in edges:
        if edges[edge] + edges[edge + 1] < 2 or edge * 2 < first + 20:
            continue
        x = min(item.left for item in ordered if round(item.left / 2) == edge) - 0.5
        for gutter in _gutters_at(x, ordered):
            if best is None or gutter.weight > best.weight:
                best = gutter
    return best


def _gutters_at(x: float, ordered: Sequence[Item]) -> list[_Gutter]:
    """Return the stretches of the strip left of x that no item crosses, where both sides look like columns."""
    found: list[_Gutter] = []
    left: list[Item] = []
    right: list[Item] = []
    start = 0
    for at, item in enumerate([*ordered, None]):
        if item is not None and item.left >= x:
            right.append(item)
        elif item is not None and item.right <= x - _NARROWEST_GUTTER * _size(item):
            left.append(item)
        else:
            if _are_columns(x, left, right):
                found.append(_Gutter(x, start, at - 1, min(len(left), len(right))))
            left, right, start = [], [], at + 1
    return found


def _are_columns(x: float, left: Sequence[Item], right: Sequence[Item]) -> bool:
    left_lines = [item for item in left if isinstance(item, Line)]
    right_lines = [item for item in right if isinstance(item, Line)]
    if len(left_lines) < 2 or len(right_lines) < 2:
        return False
    width = x - max(item.right for item in left)
    fewest = 2 if width > _WIDE_GUTTER * left_lines[0].size else 4
    right_rows = len(rows_of(right_lines))
    if min(len(rows_of(left_lines)), right_rows) < fewest or not _overlap(left, right):
        return False
    end = max(line.right for line in right_lines)
    starts = sum(abs(item.left - x) < 3 * _size(item) for item in right)
    return starts >= 0.6 * right_rows and _like_a_column(left_lines, x) and _like_a_column(right_lines, end)


def _overlap(left: Sequence[Item], right: Sequence[Item]) -> bool:
    top = min(max(item.top for item in side) for side in (left, right))
    bottom = max(min(item.bottom for item in side) for side in (left, right))
    heights = [max(item.top for item in side) - min(item.bottom for item in side) for side in (left, right)]
    return top - bottom > 0.5 * min(heights)


def _like_a_column(lines: Sequence[Line], right: float) -> bool:
    """Return whether the lines are running text: not mostly numbers, a third of the width filled, some words each."""
    if sum(bool(_NUMERIC.match(line.text)) for line in lines) > 0.4 * len(lines):
        return False
    left = min(line.left for line in lines)
    rows = rows_of(lines)
    filled = statistics.median(row[-1].right - row[0].left for row in rows)
    words = statistics.mean(sum(len(line.text.split()) for line in row) for row in rows)
    return filled > 0.35 * (right - left) and words >= 1.5 and right - left > 8 * lines[0].size


def _region(items: Sequence[Item]) -> Region:
    lines = [item for item in items if isinstance(item, Line)]
    ordered: list[Item] = [item for item in items if isinstance(item, Table)]
    for row in rows_of(lines):
        ordered.extend(_joined(row))
    ordered.sort(key=lambda item: -(item.top if isinstance(item, Table) else item.baseline))
    return Region(tuple(ordered), min(item.left for item in items), max(item.right for item in items))


def _joined(row: list[Line]) -> list[Line]:
    """Return a row as one line, or as several where a wide gap parts texts that have nothing to do with each other."""
    if len(row) > 2 or any(_NUMERIC.match(line.text) for line in row):
        return [join_row(row)]
    parts: list[list[Line]] = [[row[0]]]
    for before, line in itertools.pairwise(row):
        other_type = abs(line.size - before.size) > 0.12 * line.size
        if (line.left - before.right > _TAB * line.size or other_type) and len(before.text) > 3:
            parts.append([line])
        else:
            parts[-1].append(line)
    return [join_row(part) for part in parts]


def _size(item: Item) -> float:
    return item.size if isinstance(item, Line) else 10.0
