"""How much of a question a text holds: which of its words, in whatever form, and how surely."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.answering.analyse import AskedWord
from ingest.german import fold, terms, terms_of_word, words
from ingest.records import Unit
from ingest.small_words import STOPWORDS

CONTEXT = 0.25  # what a word counts that stands in heading, lead or table head only
_PART = 0.5  # what a word counts of whose compound only parts are there
_ALIKE = 0.6  # share of a word's n-grams that makes another inflection of it
_MISTYPED = 0.5  # ... or a typing error, for a word that the library does not know
_SHORTEST_ALIKE = 6  # letters; a shorter word counts at the beginning or end of another only: "Rat" is in "Strategie"
_AT_AN_END = 0.6
_SHORTEST_AT_AN_END = 3
_NEAR = ((1, 1.0), (2, 0.6), (4, 0.3))  # what a pair of words counts that stand this far apart, in content words


@dataclass(frozen=True)
class Reading:
    """A text made ready to be compared: its index terms, and its words with umlauts folded, a space around each."""

    terms: frozenset[str]
    folded: str


@lru_cache(maxsize=4_000)  # sentences: those of the passages that one question brings up, and of the one before it
def read(text: str, language: str) -> Reading:
    """Return the reading of a text; texts in any language but English are read as German."""
    return Reading(frozenset(terms(text, _analysed(language))), f" {fold(' '.join(words(text)))} ")


def covered(asked: Sequence[AskedWord], reading: Reading) -> dict[str, float]:
    """Return which words of the question a text holds, each with how surely (0..1]."""
    found = {word.word: presence(word, reading) for word in asked}
    return {word: value for word, value in found.items() if value}


class Finder:
    """Looks for a question's words in the texts of one passage, in each text once: its units share their headings."""

    def __init__(self, asked: Sequence[AskedWord], language: str) -> None:
        self._asked = asked
        self._language = language
        self._around: dict[str, dict[str, float]] = {}

    def covered_in_context(self, text: str, unit: Unit) -> dict[str, float]:
        """Return which words a text out of a unit holds; what only the unit's context holds counts less."""
        context = context_of(unit)
        if context not in self._around:
            around = covered(self._asked, read(context, self._language))
            self._around[context] = {word: CONTEXT * value for word, value in around.items()}
        return together(covered(self._asked, read(text, self._language)), self._around[context])


def context_of(unit: Unit) -> str:
    """Return what a unit needs to be understood: its nearest headings, its lead, the caption and heads of its table."""
    return " ".join((*unit.heading_path[-2:], unit.lead, unit.caption, *unit.columns))


def coverage(asked: Sequence[AskedWord], found: Mapping[str, float]) -> float:
    """Return the share of the question's information that is covered, 0..1."""
    total = sum(word.weight for word in asked)
    return sum(word.weight * found.get(word.word, 0.0) for word in asked) / total if total else 0.0


def together(*found: Mapping[str, float]) -> dict[str, float]:
    """Return what several texts cover together."""
    best: dict[str, float] = {}
    for each in found:
        for word, value in each.items():
            best[word] = max(value, best.get(word, 0.0))
    return best


def presence(word: AskedWord, reading: Reading) -> float:
    """Return how surely a text holds a word: as itself, by another word, by its parts, or nearly (a typing error)."""
    if word.stem in reading.terms:
        return 1.0
    same = max((word.alike[term] for term in word.alike.keys() & reading.terms), default=0.0)
    if not same:
        same = max((certainty for phrase, certainty in word.phrases if phrase <= reading.terms), default=0.0)
    by_parts = _PART * sum(part in reading.terms for part in word.parts) / len(word.parts) if word.parts else 0.0
    if same:
        return max(same, by_parts)
    if len(word.word) < _SHORTEST_ALIKE:
        return max(by_parts, _AT_AN_END * _stands_at_an_end(fold(word.word), reading.folded))
    alike = sum(gram in reading.folded for gram in word.grams) / len(word.grams)
    return max(by_parts, alike if alike >= (_ALIKE if word.known else _MISTYPED) else 0.0)


def _stands_at_an_end(word: str, folded: str) -> bool:
    return len(word) >= _SHORTEST_AT_AN_END and (f" {word}" in folded or f"{word} " in folded)


def nearness(asked: Sequence[AskedWord], text: str, language: str) -> float:
    """Return how much of the question's neighbouring words stand near each other in a text too, 0..1."""
    forms = [frozenset((word.stem, *word.parts, *word.alike)) for word in asked]
    wanted = frozenset[str]().union(*forms)
    places: list[list[int]] = [[] for _ in asked]
    for at, found in enumerate(_content(text, _analysed(language))):
        if not wanted.isdisjoint(found):
            for number, form in enumerate(forms):
                if not form.isdisjoint(found):
                    places[number].append(at)
    total = near = 0.0
    for first, second in pairwise(range(len(asked))):
        weight = min(asked[first].weight, asked[second].weight)
        total += weight
        near += weight * _closeness(places[first], places[second])
    return near / total if total else 0.0


@lru_cache(maxsize=1_000)  # passages
def _content(text: str, analysed: str) -> tuple[Collection[str], ...]:
    """Return the index terms of each word of a text that is no small word, in order."""
    return tuple(terms_of_word(spelled, analysed) for spelled in words(text) if spelled not in STOPWORDS)


def _closeness(first: Collection[int], second: Collection[int]) -> float:
    distance = min((abs(a - b) for a in first for b in second if a != b), default=None)
    if distance is None:
        return 0.0
    return next((value for limit, value in _NEAR if distance <= limit), 0.0)


def _analysed(language: str) -> str:
    return "en" if language == "en" else "de"
