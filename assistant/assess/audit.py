"""The audit: which points of the checklist a strategy meets, partly meets or misses, and the statements that prove it.

Without a language model, by the signs of prompts/checklist/: the same strategy always gives the same result.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from assistant.assess.checklist import Checklist, Facet, Point, Sign
from assistant.assess.clauses import is_refused
from assistant.assess.statements import Statement
from assistant.assess.words import Spans

Verdict = Literal["met", "partly", "missing", "not_applicable"]
_MOST_QUOTES = 3  # of a facet


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
    """Statements within reach of each other, read as one text: two neighbours, or one with what stands above it."""

    statements: tuple[Statement, ...]
    text: str

    def is_spread(self, spans: Spans) -> bool:
        """Tell whether these places lie in all its statements: otherwise one of them alone shows as much."""
        border = len(self.statements[0].text)
        return len(self.statements) == 1 or len({at < border for at, _ in spans}) == 2


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
            for spot, spans in self._spots(sign):
                polarity = "refused" if is_refused(spot.text, spans, self._found(spot.text)) else "affirmed"
                target = showing if sign.polarity in (polarity, "any") else refusing
                target |= dict.fromkeys(spot.statements)
        return Shown(facet, tuple(showing), tuple(one for one in refusing if one not in showing))

    def _spots(self, sign: Sign) -> Iterator[tuple[_Spot, Spans]]:
        """Yield where all concepts of a sign stand together, each with the places of its words."""
        for spot in self._reaches[sign.reach]:
            found = self._found(spot.text)
            if any(_places(entry, found) for entry in sign.none_of):
                continue
            places = [_places(entry, found) for entry in sign.all_of]
            spans = tuple(span for one in places for span in one)
            if all(places) and spot.is_spread(spans):
                yield spot, spans

    @cached_property
    def _reaches(self) -> Mapping[str, Sequence[_Spot]]:
        single = [_Spot((one,), f"{one.head}: {one.text}" if one.head else one.text) for one in self._statements]
        pairs = [
            _Spot((one, other), f"{one.text} {other.text}")
            for one, other in zip(self._statements, self._statements[1:], strict=False)
            if one.heading_path == other.heading_path
        ]
        return {"statement": single, "neighbours": [*single, *pairs], "section": [*single, *self._sections()]}

    def _sections(self) -> Iterator[_Spot]:
        """Yield each statement with its heading before it: "Geld: Bis 2028 stehen 600 000 Euro bereit."."""
        for one in self._statements:
            if one.heading_path:
                yield _Spot((one,), ": ".join(filter(None, (one.heading_path[-1], one.head, one.text))))


def _places(entry: str, found: Mapping[str, Spans]) -> Spans:
    """Return where one of the concepts "a|b" stands."""
    return tuple(span for name in entry.split("|") for span in found.get(name, ()))
