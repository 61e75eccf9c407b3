"""The audit: which points of the checklist a strategy meets, partly meets or misses, and the statements that prove it.

Without a language model, by the signs of prompts/checklist/: the same strategy always gives the same result.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, groupby
from typing import Literal

from assistant.assess.checklist import Checklist, Facet, Point, Reach, Sign
from assistant.assess.clauses import is_refused
from assistant.assess.statements import Statement
from assistant.assess.words import Spans

Verdict = Literal["met", "partly", "missing", "not_applicable"]
_MOST_QUOTES = 3  # of a facet
_LONGEST_BLOCK = 8  # statements: in a longer paragraph words that stand together by chance


@dataclass(frozen=True)
class Shown:
    """A facet with the statements that show it, the best first; `refusals` speak of it and refuse or postpone it."""

    facet: Facet
    statements: tuple[Statement, ...]
    refusals: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A point with its verdict and its facets."""

    point: Point
    verdict: Verdict
    shown: tuple[Shown, ...]

    @property
    def quotes(self) -> tuple[Statement, ...]:
        """Return the statements that prove the verdict, each once, in reading order."""
        told = {statement: None for one in self.shown for statement in one.statements[:_MOST_QUOTES]}
        if not told:
            told = {statement: None for one in self.shown for statement in one.refusals[:1]}
        return tuple(sorted(told, key=lambda one: one.start))

    @property
    def lacking(self) -> tuple[Facet, ...]:
        """Return the facets that keep the point from being met: those that do not show, and flaws that do."""
        return tuple(one.facet for one in self.shown if bool(one.statements) == one.facet.flaw)


def audit(statements: Sequence[Statement], checklist: Checklist) -> tuple[Judged, ...]:
    """Return every point of the checklist with its verdict; a strategy without statements misses all of them."""
    reading = _Reading(statements, checklist)
    return tuple(_judged(point, reading) for point in checklist.points)


def _judged(point: Point, reading: "_Reading") -> Judged:
    shown = tuple(reading.shown(facet) for facet in point.facets)
    has_core = any(one.statements for one in shown if one.facet.core)
    is_whole = all(bool(one.statements) != one.facet.flaw for one in shown)
    return Judged(point, "missing" if not has_core else "met" if is_whole else "partly", shown)


@dataclass(frozen=True)
class _Spot:
    """Statements within reach of each other, read as one text; `starts` is where each of them begins in it."""

    statements: tuple[Statement, ...]
    text: str
    starts: tuple[int, ...] = (0,)

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> "_Spot":
        """Return the spot of statements that follow each other."""
        starts = accumulate((len(one.text) + 1 for one in statements[:-1]), initial=0)
        return cls(tuple(statements), " ".join(one.text for one in statements), tuple(starts))

    def saying(self, places: Sequence[Spans]) -> tuple[Statement, ...]:
        """Return the statements in which the places lie."""
        told = {bisect_right(self.starts, at) - 1 for spans in places for at, _ in spans}
        return tuple(self.statements[number] for number in sorted(told))


class _Reading:
    """A strategy while it is read: which concepts stand in which text is looked up once."""

    def __init__(self, statements: Sequence[Statement], checklist: Checklist) -> None:
        self._statements = statements
        self._found = cache(checklist.lexicon.found)

    def shown(self, facet: Facet) -> Shown:
        """Return the statements that show a facet, those of its first signs first."""
        showing: dict[Statement, None] = {}
        refusing: dict[Statement, None] = {}
        for sign in facet.signs:
            for spot, places in self._spots(sign):
                polarity = "refused" if is_refused(spot.text, places, self._found(spot.text)) else "affirmed"
                target = showing if sign.polarity in (polarity, "any") else refusing
                target |= dict.fromkeys(spot.saying(places))
        return Shown(facet, tuple(showing), tuple(one for one in refusing if one not in showing))

    def _spots(self, sign: Sign) -> Iterator[tuple[_Spot, Sequence[Spans]]]:
        """Yield where all concepts of a sign stand together, with the places of the words of each."""
        reach = self._reaches[sign.reach]
        holding = [reach.holding(entry) for entry in sign.all_of]
        excluded = set[int]().union(*(reach.holding(entry) for entry in sign.none_of))
        for number in sorted(set.intersection(*holding) - excluded):
            spot = reach.spots[number]
            found = self._found(spot.text)
            yield spot, [_places(entry, found) for entry in sign.all_of]

    @cached_property
    def _reaches(self) -> Mapping[Reach, "_Reach"]:
        single = [_Spot((one,), f"{one.head}: {one.text}" if one.head else one.text) for one in self._statements]
        neighbours = zip(self._statements, self._statements[1:], strict=False)
        pairs = [_Spot.of(pair) for pair in neighbours if pair[0].heading_path == pair[1].heading_path]
        blocks = [list(block) for _, block in groupby(self._statements, key=lambda one: one.block)]
        whole = [_Spot.of(block) for block in blocks if 2 < len(block) <= _LONGEST_BLOCK]
        spots: Mapping[Reach, Sequence[_Spot]] = {
            "statement": single,
            "neighbours": [*single, *pairs],
            "block": [*single, *pairs, *whole],
            "section": [*single, *self._sections()],
        }
        return {name: _Reach(each, self._found) for name, each in spots.items()}

    def _sections(self) -> Iterator[_Spot]:
        """Yield each statement with its heading before it: "Geld: Bis 2028 stehen 600 000 Euro bereit."."""
        for one in self._statements:
            if one.heading_path:
                yield _Spot((one,), ": ".join(filter(None, (one.heading_path[-1], one.head, one.text))))


class _Reach:
    """The spots of one reach, and which concepts each holds."""

    def __init__(self, spots: Sequence[_Spot], found: Callable[[str], Mapping[str, Spans]]) -> None:
        self.spots = spots
        self._holding: dict[str, set[int]] = defaultdict(set)
        for number, spot in enumerate(spots):
            for name in found(spot.text):
                self._holding[name].add(number)

    def holding(self, entry: str) -> set[int]:
        """Return the numbers of the spots that hold one of the concepts "a|b"."""
        return set().union(*(self._holding.get(name, set()) for name in entry.split("|")))


def _places(entry: str, found: Mapping[str, Spans]) -> Spans:
    """Return where one of the concepts "a|b" stands."""
    return tuple(span for name in entry.split("|") for span in found.get(name, ()))
