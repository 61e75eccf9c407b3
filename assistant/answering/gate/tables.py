"""Tables in Markdown: a figure or rating must stand in the row and column that the sentence names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.numbers import counts, equal
from assistant.answering.gate.ratings import ratings
from assistant.answering.gate.reading import Reading, likeness, read
from assistant.answering.gate.records import Contradiction
from ingest.german import stem

_ROW = re.compile(r"^[ \t]*\|?([^|\n]+(?:\|[^|\n]*)+?)\|?[ \t]*$", re.MULTILINE)  # with or without outer strokes
_IN_CAPTION = re.compile(r"\(([A-Z]{2,4})\)")  # "... in Deutschland (DE), Frankreich (FR)": the columns in order
_RULE = re.compile(r"[\s|:-]+")
_LEAST = 0.5  # of the words of a row's first cell that the sentence must hold
_ENOUGH = 4  # words
_BEHIND_VALUE = re.compile(r"(?:\d|%)\s$")  # "33 Nennungen (70 %)": the column of 33, not of 70
_IN_BRACKETS = re.compile(r"[^\w(]{0,3}\(\s*$")


@dataclass(frozen=True)
class Row:
    """A row: what it is about, and its other cells, each with the head of its column ("" where none is given)."""

    label: Reading
    cells: tuple[tuple[str, str], ...]


def table_contradictions(sentence: Reading, quotes: Sequence[str], also: Sequence[str]) -> Iterator[Contradiction]:
    """Yield the figures and ratings of a sentence that stand in another column or row than it names.

    `also` may hold the head of the table as a row "| Kriterium | DE | FR |".
    """
    rows = [row for quote in quotes for row in table_rows(quote, tuple(also))]
    scored = sorted(((_overlap(row, sentence), number) for number, row in enumerate(rows)), reverse=True)
    alone = len(rows) == 1 and any(head for head, _ in rows[0].cells)
    if not scored or (scored[0][0] < _LEAST and not alone) or (len(scored) > 1 and scored[1][0] >= scored[0][0]):
        return
    row = rows[scored[0][1]]
    columns = _columns(sentence, row)
    for start, end, text, cells in _values(sentence, row):
        column = _column_of(start, end, columns, sentence)
        if cells and (column is None or column in cells):
            continue
        if cells or any(_holding(sentence, start, other) for other in rows if other is not row):
            yield Contradiction("rating" if set(text) <= set("+-o") else "number", text, _shown(row))


def _shown(row: Row) -> str:
    return ", ".join(f"{head}: {cell}" if head else cell for head, cell in row.cells)


@lru_cache(maxsize=1024)
def table_rows(quote: str, also: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of the tables of a quote, the heads of their columns taken from it or from `also`."""
    lines = [_cells(match.group(1)) for match in _ROW.finditer(quote)]
    heads: Sequence[str] = next(
        (cells for text in also for m in _ROW.finditer(text) if (cells := _cells(m.group(1)))), ()
    ) or next((["", *names] for text in also if len(names := _IN_CAPTION.findall(text)) > 1), [])
    rows: list[Row] = []
    for number, cells in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else []
        if _is_rule(cells) or (following and _is_rule(following)):
            heads = heads if _is_rule(cells) else cells
            continue
        named = heads if len(heads) == len(cells) else [""] * len(cells)
        rows.append(Row(read(cells[0]), tuple(zip(named[1:], cells[1:], strict=True))))
    return tuple(rows)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def _is_rule(cells: Sequence[str]) -> bool:
    return any(len(cell) > 2 or ":" in cell for cell in cells) and bool(_RULE.fullmatch("".join(cells)))


def _overlap(row: Row, sentence: Reading) -> float:
    """Return how much a sentence holds of a row's first cell, about 0..1; four words of a long one are enough."""
    words = row.label.words
    if not words:
        return 0.0
    held = sum(
        max((likeness([word], clause, translated=False) for clause in sentence.clauses), default=0.0) for word in words
    )
    return min(held / min(len(words), _ENOUGH), 1.0) + held / 100  # of equals, the one that shares more words


def _columns(sentence: Reading, row: Row) -> list[tuple[int, int, int]]:
    """Return (start, end, number of the column) for each head that a sentence names by a word no other head holds."""
    aliases = load_lexicon().rating_columns
    keys = [_keys(head) for head, _ in row.cells]
    found: list[tuple[int, int, int]] = []
    for match in re.finditer(r"\w+", sentence.lower):
        word = match.group()
        key = aliases.get(word) or stem(word, sentence.language or "de")
        holding = [number for number, own in enumerate(keys) if key in own]
        if len(holding) == 1:
            found.append((match.start(), match.end(), holding[0]))
    return found


@lru_cache(maxsize=4096)
def _keys(head: str) -> frozenset[str]:
    """Return the stems of a column head, or the name of a rating column that it is another word for."""
    aliases = load_lexicon().rating_columns
    return frozenset(aliases.get(word) or stem(word) for word in re.findall(r"\w+", head.lower()))


def _column_of(start: int, end: int, columns: Sequence[tuple[int, int, int]], sentence: Reading) -> int | None:
    """Return the column a value is said to stand in: "9 (2026)", else the last one named before it, else the next."""
    named = [column for column in columns if not (column[0] >= start and column[1] <= end)]
    named = [
        column
        for column in named
        if column[0] - end in (1, 2) or not _BEHIND_VALUE.search(sentence.lower, 0, column[0])
    ]
    clause = next((clause for clause in sentence.clauses if clause.start <= start < clause.end), None)
    inside = {number for a, _, number in named if clause and clause.start <= a < clause.end}
    if len(inside) == 1:
        return inside.pop()
    for a, _, number in named:
        if a >= end and _IN_BRACKETS.fullmatch(sentence.text[end:a]):
            return number
    before = [number for _, b, number in named if b <= start]
    after = [number for a, _, number in named if a >= end]
    return before[-1] if before else after[0] if after else None


def _values(sentence: Reading, row: Row) -> Iterator[tuple[int, int, str, set[int]]]:
    """Yield start, end and text of each figure and rating of a sentence, with the columns of a row that hold it."""
    for count in counts(sentence):
        if not count.place and not count.quantity.ordinal:
            held = {n for n, (_, cell) in enumerate(row.cells) if any(equal(count, c) for c in counts(read(cell)))}
            yield count.quantity.start, count.quantity.end, count.quantity.text, held
    for rating in ratings(sentence):
        held = {n for n, (_, cell) in enumerate(row.cells) if cell == rating.sign}
        yield rating.start, rating.start + len(rating.sign), rating.sign, held


def _holding(sentence: Reading, start: int, row: Row) -> set[int]:
    return next((cells for a, _, _, cells in _values(sentence, row) if a == start), set())
