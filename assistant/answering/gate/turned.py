"""Turned round: what is compared with what, and what causes what, must stand on the side where the quote has it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.gate.reading import Reading, Word, nearest, shares
from assistant.answering.gate.records import Contradiction
from ingest.german import compound_parts

# the noun behind these words is what something is compared with, or what causes it
_MARKED = {
    "than": re.compile(r"\b(?:als|than)\b"),
    "because": re.compile(r"\b(?:durch|wegen|aufgrund|dank|infolge|because of|due to|thanks to)\b"),
}
_COMPARES = re.compile(r"\b(?:mehr|weniger|more|less|fewer|\w{3,}er)\b")
_FEWEST_WORDS = 3
_REACH = 40  # characters between the marking word and its noun


def turned_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield the nouns that change places: "A kostet weniger als B" for "B kostet weniger als A"."""
    for kind in _MARKED:
        known = [word for quote in quotes for word in _marked(kind, quote)]
        said = _marked(kind, sentence)
        elsewhere = [word for quote in quotes for word in quote.words if word not in known]
        rest = [word for word in sentence.words if word not in said]
        for word in said:
            if any(shares(word, [other]) for other in known) or not any(word.stem == o.stem for o in elsewhere):
                continue
            turned = [other for other in known if any(other.stem == mine.stem for mine in rest)]
            if turned:
                yield Contradiction("scope", word.text, turned[0].text)
    yield from _changed_places(sentence, quotes)


def without_turned_comparison(found: Sequence[Contradiction], turned: Sequence[Contradiction]) -> list[Contradiction]:
    """Return what contradicts after all: "B kostet mehr als A" is turned twice and says "A kostet weniger als B"."""
    opposites = [one for one in found if one.kind == "rating" and _COMPARES.match(one.said)]
    if opposites and any(one.kind == "scope" for one in turned):
        return [one for one in found if one not in opposites]
    return [*found, *turned]


def _changed_places(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield a compound where the quote has another of the same head: "Dienstleistungscluster" for "Produktionscluster".

    Only where the quote holds both, each in a clause of its own.
    """
    for clause in sentence.clauses:
        best = nearest(clause, quotes)[:1] if len(clause.words) >= _FEWEST_WORDS else []
        for word in clause.words if best else ():
            head = _head(word)
            if (
                not head
                or word.stem in best[0].heads
                or not any(word.stem in c.heads for q in quotes for c in q.clauses)
            ):
                continue
            rivals = [r for r in best[0].words if _head(r) == head and r.stem not in clause.heads]
            if rivals:
                yield Contradiction("name", word.text, rivals[0].text)


def _head(word: Word) -> str:
    parts = compound_parts(word.text)
    return parts[-1] if parts else ""


@lru_cache(maxsize=4096)
def _marked(kind: str, reading: Reading) -> tuple[Word, ...]:
    found: list[Word] = []
    for match in _MARKED[kind].finditer(reading.lower):
        if kind == "than" and not _COMPARES.search(reading.lower, max(0, match.start() - _REACH), match.start()):
            continue
        behind = [word for word in reading.words if match.end() <= word.start <= match.end() + _REACH]
        nouns = [word for word in behind if reading.text[word.start].isupper() or reading.language == "en"]
        found += nouns[:1]
    return tuple(found)
