"""From a passage to the pieces of it that are embedded: whole sentences and list items, each table row by itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.assemble import split_sentences
from ingest.records import Passage, Unit

_OWN_NUMBER = re.compile(r"^\s*\d+[.)]\s*")
_SPELLED = re.compile(r"[^\W\d_]{3,}")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Window:
    """What is embedded together, and where in the stored text it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Piece:
    unit: Unit
    start: int
    end: int
    words: int

    @property
    def text(self) -> str:
        return self.unit.text[self.start - self.unit.start : self.end - self.unit.start]


def embedding_windows(passage: Passage, *, words: int) -> tuple[Window, ...]:
    """Return the passage's text in windows of at most about `words` words, each headed by its nearest heading.

    Items of a list that is cut have the sentence that introduces it before them. A table row is embedded by itself,
    and only the cells that say something in words: among nine other rows, or behind caption, column heads and
    ratings, it is not found (docs/evaluation.md).
    """
    heading = passage.heading_path[-1] if passage.heading_path else ""
    windows = (Window(_text(heading, run), run[0].start, run[-1].end) for run in _runs(passage, words))
    return tuple(windows) or (Window(passage.text, passage.start, passage.end),)


def _runs(passage: Passage, words: int) -> Iterator[list[_Piece]]:
    """Yield runs of pieces that are embedded together."""
    run: list[_Piece] = []
    length = 0
    for piece in _pieces(passage, words):
        alone = piece.unit.kind == "table_row" or (run and run[-1].unit.kind == "table_row")
        if run and (alone or length + piece.words > words):
            yield run
            run, length = [], 0
        run.append(piece)
        length += piece.words
    if run:
        yield run


def _pieces(passage: Passage, words: int) -> Iterator[_Piece]:
    """Yield sentences, list items and table rows, one that is too long in parts of even length."""
    for unit in passage.units:
        if unit.kind in ("heading", "table_head"):
            continue
        is_prose = unit.kind in ("paragraph", "footnote", "caption")
        spans: Iterable[tuple[int, int]] = split_sentences(unit.text) if is_prose else [(0, len(unit.text))]
        for start, end in spans:
            spelled = list(_WORD.finditer(unit.text, start, end))
            parts = max(1, -(-len(spelled) // words))
            for part in _batches(spelled, -(-len(spelled) // parts)):
                yield _Piece(unit, unit.start + part[0].start(), unit.start + part[-1].end(), len(part))


def _batches(spelled: list[re.Match[str]], size: int) -> Iterator[list[re.Match[str]]]:
    rest = iter(spelled)
    while part := list(islice(rest, size)):
        yield part


def _text(heading: str, run: list[_Piece]) -> str:
    first = run[0]
    if first.unit.kind == "table_row":
        is_whole = (first.start, first.end) == (first.unit.start, first.unit.end)
        return (_in_words(first.unit) if is_whole else "") or first.text
    lead = first.unit.lead if first.unit.kind == "list_item" and first.unit.lead not in first.text else ""
    before = "".join(f"{text.rstrip(':')}: " for text in (heading, lead) if text.strip())
    return before + " ".join(" ".join(piece.text.split()) for piece in run)


def _in_words(row: Unit) -> str:
    """Return the cells of a table row that hold words, without their numbers."""
    cells = (_OWN_NUMBER.sub("", cell).strip() for cell in row.cells)
    return ", ".join(cell for cell in cells if _SPELLED.search(cell))
