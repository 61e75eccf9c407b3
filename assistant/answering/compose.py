"""From the best candidates to the pieces of an answer: sentences, whole lists, table rows, in a readable order."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answering.analyse import Analysis
from assistant.answering.extract import Candidate
from assistant.answering.match import CONTEXT, together
from ingest.assemble import split_sentences
from ingest.records import Hit, Unit

_LONGEST = 1100  # characters of quotes in an answer; readers stop there, and may open the passage
_LONGEST_OF_SEVERAL = 550  # ... of the first one for each of several questions asked in one: the others need room
_LONGEST_QUOTE = 260  # characters that one mark proves, unless a single sentence is longer
_LONGEST_PARAGRAPH = 600
_WORTH = 0.6  # a further piece must be worth this share of the best one
_NEW = 0.12  # ... or cover this much of the question that no piece before it did
_MOST_PIECES = 8
_CONSIDERED = 60  # candidates
_AGAIN = 0.1  # what a candidate loses for each piece that its passage has given already
_SAME_SOURCE = 0.03  # ... and for each that its source has given
_MOST_ITEMS = 25
_POINTS_BACK = re.compile(
    r"^(dies|diese[rsmn]?|dadurch|dabei|dazu|hierzu|hierbei|hier|daher|deshalb|daraus|damit|dort|denn|"
    r"jedoch|er|sie|es|letztere[sr]?|"
    r"solche[rsn]?|so|vielmehr|demgegenüber|allerdings|this|these|it|they|thus|therefore|however)\b",
    re.IGNORECASE,
)
_CELL_ITEM = re.compile(r"[^\s|•][^•]*[^\s|•]|[^\s|•]")  # a row, or the items of a list within a cell
_GOES_ON = re.compile(
    r"^(außerdem|ausserdem|weiterhin|zudem|ferner|hinzu|ebenso|ebenfalls|auch|darüber hinaus|"
    r"des weiteren|zum (einen|anderen|zweiten)|"
    r"zweitens|drittens|schließlich|andererseits|moreover|furthermore|also|second|finally)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A stretch of stored text that is shown: consecutive sentences of a unit, a list with its introduction, a row.

    items   of a list: its items as units; otherwise ()
    lead    of a list or item: the introducing sentence where it does not stand in the stretch itself
    """

    hit: Hit
    rank: int
    unit: Unit
    start: int
    end: int
    items: tuple[Unit, ...] = ()
    lead: str = ""

    @property
    def length(self) -> int:
        """Return the number of characters the piece shows."""
        return self.end - self.start + len(self.lead)


def compose(analysis: Analysis, ranked: Sequence[Candidate], firsts: Sequence[Candidate] = ()) -> list[Piece]:
    """Return the pieces of the answer, the best first, then by passage and place; [] for no candidates.

    `firsts` are the best candidates for each of several questions asked in one; they come before the others.
    """
    if not ranked:
        return []
    pieces: list[Piece] = []
    covered: dict[str, float] = {}
    waiting = list(ranked[:_CONSIDERED])
    for turn in range(len(firsts) + len(waiting)):
        if len(pieces) >= _MOST_PIECES or sum(piece.length for piece in pieces) >= _LONGEST:
            break
        candidate = firsts[turn] if turn < len(firsts) else waiting.pop(_best_place(waiting, pieces))
        if pieces and candidate not in firsts and not _is_worth(analysis, candidate, ranked[0], covered):
            continue
        if any(_holds(piece, candidate) for piece in pieces):
            continue
        piece = _piece(analysis, candidate, is_best=not pieces and len(firsts) < 2)
        if turn < len(firsts) and piece.length > _LONGEST_OF_SEVERAL:
            piece = _shortened(candidate) or piece
        if pieces and sum(p.length for p in pieces) + piece.length > _LONGEST:
            continue
        pieces = [p for p in pieces if not _inside(p, piece)] + [piece]
        covered = together(covered, candidate.covered)
    return _in_order(pieces)


def _best_place(waiting: Sequence[Candidate], pieces: Sequence[Piece]) -> int:
    """Return where the best candidate stands; one from a passage that has spoken already counts less each time."""
    spoken = Counter(name for piece in pieces for name in (piece.hit.passage.id, piece.hit.source.id))

    def worth(candidate: Candidate) -> float:
        passage, source = spoken[candidate.hit.passage.id], spoken[candidate.hit.source.id]
        return candidate.score - _AGAIN * passage - _SAME_SOURCE * source

    return max(range(len(waiting)), key=lambda i: worth(waiting[i]))


def _is_worth(analysis: Analysis, candidate: Candidate, best: Candidate, covered: dict[str, float]) -> bool:
    if max(candidate.covered.values(), default=0.0) <= CONTEXT:
        return False  # only its heading or lead speaks of what is asked
    if candidate.score >= _WORTH * best.score:
        return True
    total = sum(word.weight for word in analysis.words) or 1.0
    gain = sum(
        word.weight * max(0.0, candidate.covered.get(word.word, 0.0) - covered.get(word.word, 0.0))
        for word in analysis.words
    )
    return gain / total >= _NEW and candidate.score >= 0.5 * best.score


def _piece(analysis: Analysis, candidate: Candidate, *, is_best: bool) -> Piece:
    unit, hit, rank = candidate.unit, candidate.hit, candidate.rank
    listed = _list_around(unit, hit)
    wants_list = analysis.type in ("list", "procedure", "open", "comparison")
    # the title of a group says nothing without its items, whatever is asked
    if listed and (
        unit.kind != "list_item" or wants_list or _has_children(hit.passage.units, hit.passage.units.index(unit))
    ):
        first = listed[0]
        introduced = unit.kind != "list_item" or _introduction(first, hit) is not None
        start = unit.start if unit.kind != "list_item" else _list_start(first, hit)
        return Piece(hit, rank, unit, start, listed[-1].end, listed, "" if introduced else first.lead)
    if unit.kind == "list_item":
        return Piece(hit, rank, unit, unit.start, unit.end, (unit,), unit.lead)
    if unit.kind == "table_row":
        return Piece(hit, rank, unit, unit.start, unit.end)
    start, end = _sentences_around(candidate, whole=is_best and wants_list)
    return Piece(hit, rank, unit, start, end)


def _shortened(candidate: Candidate) -> Piece | None:
    """Return the sentence without the list that it introduces; None for an item or a row."""
    if candidate.unit.kind in ("list_item", "table_row"):
        return None
    return Piece(candidate.hit, candidate.rank, candidate.unit, *_sentences_around(candidate, whole=False))


def _list_around(unit: Unit, hit: Hit) -> tuple[Unit, ...]:
    """Return the items of the list that a unit belongs to or introduces, () if there is none."""
    units = hit.passage.units
    at = units.index(unit)
    if unit.kind != "list_item":
        at += 1
        if at >= len(units) or units[at].kind != "list_item":
            return ()
    first = last = at
    top = min(units[at].level, units[first].level)
    if unit.kind == "list_item" and _has_children(units, at):
        top = unit.level + 1  # a group's title: the group is the list
    else:
        while first > 0 and units[first - 1].kind == "list_item" and units[first - 1].level >= top:
            first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "list_item" and units[last + 1].level >= top:
        last += 1
    return units[first : last + 1]


def _has_children(units: Sequence[Unit], at: int) -> bool:
    return at + 1 < len(units) and units[at + 1].kind == "list_item" and units[at + 1].level > units[at].level


def _introduction(first: Unit, hit: Hit) -> Unit | None:
    units = hit.passage.units
    at = units.index(first)
    before = units[at - 1] if at else None
    return before if before is not None and before.text.endswith((first.lead or "\0")[-80:]) else None


def _list_start(first: Unit, hit: Hit) -> int:
    """Return where the sentence that introduces the list begins, or the list where it stands without one."""
    before = _introduction(first, hit)
    if before is None:
        return first.start
    return before.start + split_sentences(before.text)[-1][0]


def _sentences_around(candidate: Candidate, *, whole: bool) -> tuple[int, int]:
    """Return the stretch to show: the sentence, the one before it where it points back, or a paragraph of fair length.

    It never runs over a footnote's number: the quote would hold a figure that is not its own.
    """
    unit = candidate.unit
    bounds = _sentence_bounds(unit)
    first = last = next(i for i, (start, _) in enumerate(bounds) if start == candidate.start)
    if whole and len(unit.text) <= _LONGEST_PARAGRAPH:
        while first and _adjoin(bounds, first - 1):
            first -= 1
        while last + 1 < len(bounds) and _adjoin(bounds, last):
            last += 1
        return bounds[first][0], bounds[last][1]
    if first and _POINTS_BACK.match(candidate.text) and _adjoin(bounds, first - 1):
        first -= 1
    while (
        last + 1 < len(bounds)
        and _adjoin(bounds, last)
        and bounds[last + 1][1] - bounds[first][0] <= _LONGEST_PARAGRAPH
    ):
        following = unit.text[bounds[last + 1][0] - unit.start :]
        if not (_POINTS_BACK.match(following) or (whole and _GOES_ON.match(following))):
            break
        last += 1
    return bounds[first][0], bounds[last][1]


def _adjoin(bounds: Sequence[tuple[int, int]], at: int) -> bool:
    """Tell whether nothing but a space stands between a sentence and the next."""
    return bounds[at + 1][0] - bounds[at][1] <= 1


def _holds(piece: Piece, candidate: Candidate) -> bool:
    same = piece.hit.passage.id == candidate.hit.passage.id
    return same and piece.start <= candidate.start and candidate.end <= piece.end


def _inside(piece: Piece, other: Piece) -> bool:
    same = piece.hit.passage.id == other.hit.passage.id
    return same and other.start <= piece.start and piece.end <= other.end


def _in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces passage by passage, the best one's passage first, in each by place; neighbours joined."""
    order = {passage_id: i for i, passage_id in enumerate(dict.fromkeys(piece.hit.passage.id for piece in pieces))}
    ordered = sorted(pieces, key=lambda piece: (order[piece.hit.passage.id], piece.start))
    joined: list[Piece] = []
    for _, group in groupby(ordered, key=lambda piece: (piece.hit.passage.id, piece.unit.start)):
        joined += _joined(group)
    return joined


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join sentences of one paragraph that follow each other."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        if last and not last.items and not piece.items and piece.start - last.end <= 1:
            result[-1] = Piece(last.hit, last.rank, last.unit, last.start, piece.end)
        else:
            result.append(piece)
    return result


def stretches(piece: Piece) -> list[tuple[int, int]]:
    """Return the stretches of a piece that are cited one by one: a list or row whole, sentences in short runs.

    A reader who opens a mark shall see the sentence that proves, not half a page.
    """
    if piece.unit.kind == "table_row" and not piece.items:
        return [(piece.start + part.start(), piece.start + part.end()) for part in _CELL_ITEM.finditer(piece.unit.text)]
    if piece.items or piece.unit.kind == "list_item":
        return [(piece.start, piece.end)]
    runs: list[tuple[int, int]] = []
    for start, end in _sentence_bounds(piece.unit):
        if start < piece.start or end > piece.end:
            continue
        if runs and end - runs[-1][0] <= _LONGEST_QUOTE:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _sentence_bounds(unit: Unit) -> list[tuple[int, int]]:
    return [(unit.start + start, unit.start + end) for start, end in split_sentences(unit.text)]


def shown_items(piece: Piece) -> tuple[Unit, ...]:
    """Return the items of a list that are shown; a very long list is cut, and said to be."""
    return piece.items[:_MOST_ITEMS]
