"""Where a text holds words of a question: as they are, within or as parts of compounds, by other words, nearly."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from assistant.answering.analyse import SPELLED_WORD, Analysis, AskedWord
from assistant.answering.thesaurus import load_thesaurus
from ingest.german import fold, grams, terms, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

Means = Literal["literal", "compound", "other", "part", "similar"]

_TOKEN = re.compile(rf"{SPELLED_WORD.pattern}|\+\+|--")  # what `ingest.german.words` takes for a word
_COMPOUND = 0.95  # what the word within a longer one counts: the word alone goes before it
_PHRASE = 0.6  # a term of several words of the thesaurus, as sure as its single words are
_PART = 0.5  # as in the second look at the passages (match.py)
_ALIKE = 0.6  # share of a word's n-grams that makes another inflection or spelling of it
_SLIP = 0.6
_SHORTEST_END = 6  # letters; no "Messe" is in "Messenger"
_SHORTEST_WITH_A_SLIP = 8  # letters; "Export" and "Expert", one letter apart, are two words


class Match(NamedTuple):
    """A spot, in characters from the text's beginning, that holds the question's word with this number.

    means     literal: the word itself, in whatever form; compound: within a longer word ("Auswahl" in
              "Partnerauswahl"); other: another word or term of that meaning; part: a part of it only ("Auswahl" of
              "Partnerauswahl"); similar: nearly (a typing error, an inflection unknown to the stemmer)
    strength  how surely it stands for the word, 0..1
    """

    number: int
    means: Means
    strength: float
    start: int
    end: int


class _Form(NamedTuple):
    number: int
    means: Means
    strength: float


class _Phrase(NamedTuple):
    number: int
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Sought:
    """A question made ready to be looked for: its words, all index terms that stand for them, phrases by first stem."""

    words: tuple[AskedWord, ...]
    by_term: Mapping[str, Sequence[_Form]]
    by_phrase: Mapping[str, Sequence[_Phrase]]


def seek(analysis: Analysis) -> Sought:
    """Return a question made ready to be looked for in any number of texts."""
    by_term: dict[str, list[_Form]] = {}
    by_phrase: dict[str, list[_Phrase]] = {}
    phrases = [_phrases(text, analysis.language) for text in (analysis.question, *analysis.turns)]
    for number, word in enumerate(analysis.words):
        for term, means, strength in _terms_for(word):
            by_term.setdefault(term, []).append(_Form(number, means, strength))
        for phrase in {phrase for known in phrases for phrase in known.get(word.word, ())}:
            by_phrase.setdefault(phrase[0], []).append(_Phrase(number, phrase))
    return Sought(analysis.words, by_term, by_phrase)


def matches(sought: Sought, text: str, language: Language) -> list[Match]:
    """Return all spots of a text in this language that hold words of a question."""
    tokens = [
        _Token(found.start(), found.end(), found.group().lower())
        for found in _TOKEN.finditer(text)
        if found.group().lower() not in STOPWORDS
    ]
    found = [match for token in tokens for match in _by_terms(sought, token, language)]
    found += _by_phrases(sought, tokens, language)
    missing = set(range(len(sought.words))) - {match.number for match in found}
    return found + list(_by_spelling(sought, tokens, missing)) if missing else found


class _Token(NamedTuple):
    start: int
    end: int
    word: str


def _terms_for(word: AskedWord) -> Iterator[tuple[str, Means, float]]:
    """Yield the index terms that stand for a word."""
    yield word.stem, "literal", 1.0
    own = {_stem(word.word, "de"), _stem(word.word, "en")}
    for term, certainty in word.alike.items():
        if term != word.stem:
            yield term, "literal" if term in own else "other", certainty
    for part in word.parts:
        if part != word.stem and part not in word.alike:
            yield part, "part", _PART / len(word.parts)


@lru_cache(maxsize=64)
def _phrases(text: str, language: Language) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return for the words of a text the terms of several words with their meaning, as stems of their content words."""
    found = load_thesaurus().synonyms_with_language(text, language)
    phrases = {
        word: {
            tuple(_stem(part, of) for part in words(term) if part not in STOPWORDS)
            for term, of in others
            if " " in term
        }
        for word, others in found.items()
    }
    return {word: tuple(phrase for phrase in known if len(phrase) > 1) for word, known in phrases.items()}


def _by_terms(sought: Sought, token: _Token, language: Language) -> Iterator[Match]:
    own, *parts = _terms(token.word, language) or ("",)
    for form in sought.by_term.get(own, ()):
        yield Match(*form, token.start, token.end)
    for part in parts:
        for number, means, strength in sought.by_term.get(part, ()):
            inside: Means = "compound" if means == "literal" else means
            yield Match(number, inside, strength * _COMPOUND, token.start, token.end)


def _by_phrases(sought: Sought, tokens: Sequence[_Token], language: Language) -> Iterator[Match]:
    if not sought.by_phrase:
        return
    stems = [_stem(token.word, language) for token in tokens]
    for at, first in enumerate(stems):
        for number, phrase in sought.by_phrase.get(first, ()):
            end = at + len(phrase)
            if tuple(stems[at:end]) == phrase:
                yield Match(number, "other", _PHRASE, tokens[at].start, tokens[end - 1].end)


def _by_spelling(sought: Sought, tokens: Sequence[_Token], missing: Collection[int]) -> Iterator[Match]:
    """Yield the best token for each missing word that is spelled nearly like it."""
    by_gram: dict[str, list[_Token]] = {}
    for token in {token.word: token for token in reversed(tokens)}.values():
        for gram in _grams(token.word):
            by_gram.setdefault(gram, []).append(token)
    for number in missing:
        word = sought.words[number]
        shared = Counter(token for gram in word.grams for token in by_gram.get(gram, ()))
        for token, count in shared.most_common(1):
            means, strength = _likeness(word, token.word, count)
            if strength:
                yield Match(number, means, strength, token.start, token.end)


def _likeness(word: AskedWord, other: str, shared: int) -> tuple[Means, float]:
    """Return how a token is like a word that shares n-grams with it; strength 0 if it is not."""
    mine, theirs = fold(word.word), fold(other)
    if mine == theirs:
        return "literal", 1.0
    if len(mine) >= _SHORTEST_END and (theirs.startswith(mine) or theirs.endswith(mine)):
        return "compound", _COMPOUND
    if shared >= _ALIKE * len(word.grams):
        return "similar", shared / len(word.grams)
    return "similar", _SLIP if _one_slip(mine, theirs) else 0.0


def _one_slip(first: str, second: str) -> bool:
    """Tell whether one letter more, less or other, or two swapped, make one word of the other; short words differ."""
    if min(len(first), len(second)) < _SHORTEST_WITH_A_SLIP or abs(len(first) - len(second)) > 1:
        return False
    before = _common(first, second)
    left, right = first[before:], second[before:]
    after = _common(left[::-1], right[::-1])
    left, right = left[: len(left) - after], right[: len(right) - after]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _common(first: str, second: str) -> int:
    """Return with how many letters both words begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _stem(word: str, language: Language) -> str:
    return next(iter(_terms(word, language)), word)


@lru_cache(maxsize=50_000)
def _terms(word: str, language: Language) -> tuple[str, ...]:
    return tuple(terms(word, language))


@lru_cache(maxsize=50_000)
def _grams(word: str) -> tuple[str, ...]:
    return tuple(grams(word))
