"""Swaps: what a quote keeps together must not be shared out crosswise: "A forscht, B baut" for "B forscht, A baut"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from assistant.answering.gate.dates import dates
from assistant.answering.gate.numbers import counts
from assistant.answering.gate.reading import Reading, Word, shares
from assistant.answering.gate.records import Contradiction

_JOINT = re.compile(
    r"[;:.]\s|,\s|\b(?:und|and|während|while|whereas|wohingegen|aber|but|sowie|dagegen|hingegen|wegen|because|weil|da|deshalb|daher|"
    r"deswegen|therefore|sodass|so that|wodurch|bevor|before|nachdem|after)\b|\n"
)
_FEWEST = 2  # parts, and things in a part


@dataclass(frozen=True)
class _Thing:
    """A content word, number or date at text[start:]."""

    text: str
    start: int
    word: Word | None
    value: tuple[float, str] | None


def swap_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield the first pair of things that two parts of a sentence have exchanged, compared with their quote.

    A part ends at a comma or "und". Two parts of the sentence must each take things of the same two parts of the quote,
    and each thing must stand in one part of either only: honest prose hardly ever mixes parts in this way.
    """
    parts = _parts(sentence)
    for quote in quotes:
        theirs = _parts(quote)
        if len(parts) < _FEWEST or len(theirs) < _FEWEST or "|" in quote.text:
            continue
        origins = [
            [(thing, _only_place(thing, theirs)) for thing in part if _only_place(thing, parts) is not None]
            for part in parts
        ]
        for one, other in combinations(origins, 2):
            crossed = _crossed(one, other)
            if crossed is not None:
                yield Contradiction(
                    "scope", f"{crossed[0].text} … {crossed[1].text}", f"{crossed[0].text} … {crossed[2].text}"
                )
                return


def _crossed(
    one: Sequence[tuple[_Thing, int | None]], other: Sequence[tuple[_Thing, int | None]]
) -> tuple[_Thing, _Thing, _Thing] | None:
    """Return a thing, what now stands with it, and what stood with it, if both parts mix the same two parts."""
    mine = {place: thing for thing, place in reversed(one) if place is not None}
    theirs = {place: thing for thing, place in reversed(other) if place is not None}
    mixed = sorted(mine.keys() & theirs.keys())
    if len(mixed) < _FEWEST or len(mine) > _FEWEST or len(theirs) > _FEWEST:
        return None
    return mine[mixed[0]], mine[mixed[1]], theirs[mixed[0]]


def _only_place(thing: _Thing, parts: Sequence[Sequence[_Thing]]) -> int | None:
    """Return the number of the only part that holds a thing, None for none or several: by itself, else by meaning."""
    for same in (_equal, _shared):
        places = [number for number, part in enumerate(parts) if any(same(thing, other) for other in part)]
        if places:
            return places[0] if len(places) == 1 else None
    return None


def _equal(one: _Thing, other: _Thing) -> bool:
    if one.word is None or other.word is None:
        return one.value is not None and other.value is not None and _same_value(one.value, other.value)
    return one.word.stem == other.word.stem


def _same_value(one: tuple[float, str], other: tuple[float, str]) -> bool:
    """Tell whether two values are the same; the first of "500, Konzerne 2.000 Euro" bears no unit."""
    return one[0] == other[0] and (one[1] == other[1] or not one[1] or not other[1])


def _shared(one: _Thing, other: _Thing) -> bool:
    return one.word is not None and other.word is not None and shares(one.word, [other.word])


@lru_cache(maxsize=4096)
def _parts(reading: Reading) -> tuple[tuple[_Thing, ...], ...]:
    """Return the things of each part of a text that holds any."""
    things = sorted(_things(reading), key=lambda thing: thing.start)
    ends = [match.start() for match in _JOINT.finditer(reading.lower)] + [len(reading.lower)]
    parts: list[tuple[_Thing, ...]] = []
    begin = 0
    for end in ends:
        part = tuple(thing for thing in things if begin <= thing.start < end)
        if part:
            parts.append(part)
        begin = end
    return tuple(parts)


def _things(reading: Reading) -> Iterator[_Thing]:
    taken: list[tuple[int, int]] = []
    for day in dates(reading):
        taken.append((day.start, day.end))
        yield _Thing(day.text, day.start, None, (float(day.first), "date"))
    for count in counts(reading):
        quantity = count.quantity
        if not count.place and not quantity.ordinal:
            taken.append((quantity.start, quantity.end))
            yield _Thing(quantity.text, quantity.start, None, (round(quantity.value, 1), quantity.unit))
    for word in reading.words:
        if all(word.end <= start or end <= word.start for start, end in taken):
            yield _Thing(word.text, word.start, word, None)
