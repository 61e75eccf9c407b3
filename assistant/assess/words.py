"""Groups of words by which an audit recognises what a statement is about: "mitglied*", "*umfrage*", "noch ehe".

Some ten thousand words are looked for at once: each word of a text is looked up, not each pattern searched for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Spans = tuple[tuple[int, int], ...]

_TOKEN = re.compile(r"\d[\d.,]*\d|\w+|[^\w\s]")
_PIECE = re.compile(r"(?:[\d#]+[.,])+[\d#*]+|[\w*#]+|[^\w\s]")  # of a pattern, as a text is taken apart
_KNOWN_TOKENS = 50_000  # kept with what they match


@dataclass(frozen=True)
class Concept:
    """Words that stand for one thing. Case does not matter; "*" stands for the rest of a word, "#" for a number.

    Within a word "#" stands for digits: "201#", "#.#.20#".

    but_not   words that look like them and mean something else ("kommunikationstechnik*")
    """

    name: str
    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()


def concepts(groups: Mapping[str, Sequence[str]], but_not: Mapping[str, Sequence[str]]) -> dict[str, Concept]:
    """Return the concepts of a file by name."""
    return {name: Concept(name, tuple(words), tuple(but_not.get(name, ()))) for name, words in groups.items()}


@dataclass(frozen=True)
class _Pattern:
    """Pieces that follow each other, and what they stand for."""

    pieces: tuple[str, ...]
    concept: str
    is_other: bool  # one of the concept's `but_not`


class Lexicon:
    """Finds the words of many concepts in a text at once."""

    def __init__(self, known: Iterable[Concept]) -> None:
        self._by_first: dict[str, list[_Pattern]] = defaultdict(list)
        for concept in known:
            for is_other, words in ((False, concept.words), (True, concept.but_not)):
                for word in words:
                    pieces = tuple(_PIECE.findall(word.lower()))
                    self._by_first[pieces[0]].append(_Pattern(pieces, concept.name, is_other))
        self._pieces = _Pieces(
            piece for patterns in self._by_first.values() for one in patterns for piece in one.pieces
        )

    def found(self, text: str) -> Mapping[str, Spans]:
        """Return where the words of each concept stand in a text, start and end of each; concepts found only."""
        tokens = [(token[0].lower(), *token.span()) for token in _TOKEN.finditer(text)]
        matching = [self._pieces.matching(token) for token, _, _ in tokens]
        said: dict[str, list[tuple[int, int]]] = defaultdict(list)
        other: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, first in enumerate(matching):
            for pattern in (one for piece in first for one in self._by_first.get(piece, ())):
                last = at + len(pattern.pieces) - 1
                if last < len(tokens) and all(
                    piece in matching[at + step] for step, piece in enumerate(pattern.pieces) if step
                ):
                    (other if pattern.is_other else said)[pattern.concept].append((tokens[at][1], tokens[last][2]))
        return {name: kept for name, spans in said.items() if (kept := tuple(_apart(spans, other[name])))}


class _Pieces:
    """All pieces of the patterns, by how they match."""

    def __init__(self, pieces: Iterable[str]) -> None:
        every = set(pieces)
        self._has_numbers = "#" in every
        stars = {piece for piece in every - {"#"} if "*" in piece or "#" in piece}
        self._whole = every - stars - {"#"}
        open_ones = {piece for piece in stars if "#" not in piece}
        self._begins = {piece[:-1]: piece for piece in open_ones if piece.find("*") == len(piece) - 1}
        self._ends = {piece[1:]: piece for piece in open_ones if piece.rfind("*") == 0 and len(piece) > 1}
        simple = {*self._begins.values(), *self._ends.values()}
        self._within = {piece: _expression(piece) for piece in stars - simple}
        self.matching = lru_cache(_KNOWN_TOKENS)(self._matching)

    def _matching(self, token: str) -> frozenset[str]:
        """Return the pieces that a word of a text matches."""
        found = {token} & self._whole
        found |= {self._begins[start] for end in range(len(token) + 1) if (start := token[:end]) in self._begins}
        found |= {self._ends[rest] for start in range(len(token)) if (rest := token[start:]) in self._ends}
        found |= {piece for piece, expression in self._within.items() if expression.fullmatch(token)}
        return frozenset(found | {"#"} if self._has_numbers and token[0].isdigit() else found)


def _expression(piece: str) -> re.Pattern[str]:
    return re.compile("".join(_SIGNS.get(letter, re.escape(letter)) for letter in piece))


_SIGNS = {"*": r"\w*", "#": r"\d+"}


def _apart(spans: Iterable[tuple[int, int]], others: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that none of the others touches."""
    for start, end in spans:
        if not any(start < other_end and other_start < end for other_start, other_end in others):
            yield start, end
