"""Turned round: what is compared with what, and what causes what, must stand on the side where the quote has it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.gate.quantities import quantities
from assistant.answering.gate.reading import Clause, Reading, Word, may_mean, nearest
from assistant.answering.gate.records import Contradiction
from ingest.german import compound_parts

# the noun behind these words is what something is compared with, or what causes it
_MARKED = {
    "than": re.compile(r"\b(?:als|than|(?:liegt|liegen|lag|lagen)\s(?:über|unter)|exceeds?|above|below)\b"),
    "because": re.compile(r"\b(?:durch|wegen|aufgrund|dank|infolge|because of|due to|thanks to)\b"),
}
_COMPARES = re.compile(r"\b(?:mehr|weniger|more|less|fewer|\w{3,}er)\b")
_SUFFIXES = ("schaft",)  # "Wirtschaft" and "Wissenschaft" have no head in common
_ABOVE = re.compile(r"l[ia]\w+\s(?:über|unter)|exceeds?|above|below")
_FALLS = re.compile(
    r"\b(?:weniger|less|fewer|geringer\w*|niedriger\w*|kleiner\w*|seltener|schlechter\w*|schwächer\w*|kürzer\w*|langsamer\w*|lower|smaller|"
    r"worse|weaker|shorter|slower|rarer|unter|below)\b"
)
_FEWEST_WORDS = 3
_REACH = 40  # characters between the marking word and its noun


@dataclass(frozen=True)
class _Marked:
    """The noun that something is compared with or caused by; falls: the comparison says "less"."""

    noun: Word
    falls: bool
    compares: bool


def turned_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield the nouns that change places: "A kostet weniger als B" for "B kostet weniger als A"."""
    for mine, theirs, turned in _pairs(sentence, quotes):
        if turned and mine.falls == theirs.falls:
            yield Contradiction("scope", mine.noun.text, theirs.noun.text)
        elif not turned and mine.falls != theirs.falls and mine.compares and theirs.compares:
            yield Contradiction("rating", mine.noun.text, theirs.noun.text)
    yield from _changed_places(sentence, quotes)


def is_turned_round(sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a comparison is turned twice: "B kostet mehr als A" says "A kostet weniger als B"."""
    return any(turned and mine.falls != theirs.falls for mine, theirs, turned in _pairs(sentence, quotes))


def _pairs(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[tuple[_Marked, _Marked, bool]]:
    """Yield what both texts compare with or name as a cause, and whether the other noun stands in its place."""
    for kind in _MARKED:
        for mine in _marked(kind, sentence):
            known = [(marked, quote) for quote in quotes for marked in _marked(kind, quote)]
            same = [theirs for theirs, _ in known if may_mean(mine.noun, [theirs.noun])]
            if same:
                yield mine, same[0], False
                continue
            rest = [word for word in sentence.words if word is not mine.noun]
            for theirs, quote in known:
                elsewhere = [word for word in quote.words if word is not theirs.noun]
                if may_mean(mine.noun, elsewhere) and may_mean(theirs.noun, rest):
                    yield mine, theirs, True


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
            rivals = [rival for rival in rivals if not _is_spelled_out(rival, clause)]
            if rivals:
                yield Contradiction("name", word.text, rivals[0].text)


def _is_spelled_out(compound: Word, clause: Clause) -> bool:
    """Tell whether a clause says a compound in two words: "große Unternehmen" for "Großunternehmen"."""
    return any(compound.text.startswith(word.text[: max(4, len(word.text) - 2)]) for word in clause.words)


def _head(word: Word) -> str:
    parts = compound_parts(word.text)
    return parts[-1] if parts and parts[-1] not in _SUFFIXES else ""


@lru_cache(maxsize=4096)
def _marked(kind: str, reading: Reading) -> tuple[_Marked, ...]:
    found: list[_Marked] = []
    for match in _MARKED[kind].finditer(reading.lower):
        around = reading.lower[max(0, match.start() - _REACH) : match.start()]
        if any(match.end() <= quantity.start <= match.end() + 2 for quantity in quantities(reading)):
            continue  # "mehr als zwei" is a bound
        if kind == "than" and not _ABOVE.fullmatch(match.group()) and not _COMPARES.search(around):
            continue
        behind = [word for word in reading.words if match.end() <= word.start <= match.end() + _REACH]
        nouns = [word for word in behind if reading.text[word.start].isupper() or reading.language == "en"]
        falls = kind == "than" and bool(_FALLS.search(f"{around} {match.group()}"))
        found += [_Marked(noun, falls, kind == "than") for noun in nouns[:1]]
    return tuple(found)
