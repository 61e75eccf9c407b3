"""How a wide table stays readable: in smaller letters, or on a page that is turned, before any figure breaks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LEAST = 3  # letters: "Nr."
_WORD = 18  # letters of a word that find room: "Mitgliedsbeiträge"; longer ones are hyphenated
# The largest letters that fit are taken, upright if possible: 0.7 of 10 points are still read on paper.
_SCALES = ((1.0, 0.9, 0.8), (1.0, 0.9, 0.8, 0.7))  # upright, turned


@dataclass(frozen=True)
class TableShape:
    """By how much the letters of a table are smaller, and whether its page is turned."""

    scale: float = 1.0
    is_turned: bool = False


def table_shape(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Collection[int],
    *,
    lines: tuple[float, float],
    padding: float,
) -> TableShape:
    """Return the shape in which no figure breaks; the narrowest one where none is narrow enough.

    `lines` are the widths of a line on an upright page and on a turned one, `padding` is that of the sides of a cell,
    all in letters of full size.
    """
    needed = [longest(column, is_figures=at in numeric) for at, column in enumerate(columns(head, rows))]
    letters = sum(one if at in numeric else min(one, _WORD) for at, one in enumerate(needed))
    for is_turned, line in enumerate(lines):
        for scale in _SCALES[is_turned]:
            if letters * scale + padding * len(needed) <= line:
                return TableShape(scale, bool(is_turned))
    return TableShape(_SCALES[1][-1], is_turned=True)


def columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the cells of a table column by column, the head first."""
    return [[name, *(row[at] for row in rows)] for at, name in enumerate(head)]


def longest(column: Sequence[str], *, is_figures: bool) -> float:
    """Return how many letters the longest word of a column is wide; points and commas in figures are half as wide."""
    words = [word for text in column for word in text.split()]
    width = max(
        (len(word) - (0.5 * sum(word.count(sign) for sign in ".,") if is_figures else 0) for word in words), default=0
    )
    return max(width, LEAST)
