"""Opposites: "steigt" against "sinkt", "intern" against "extern", "zulässig" against "unzulässig"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.reading import Clause, Word, likeness, shares

_AROUND = 3  # content words to each side that belong to a word: what rises, whose advantage
_ALIKE = 0.5  # of a clause's words in the other one, so that two opposites in them speak of the same
_DENYING = re.compile(r"(?:un|in|im|ir|il|non-?|dis)(?=\w{5})")
_ENDING = 3  # letters that inflection may change: "unzulässige", "zulässig"


@dataclass(frozen=True)
class Opposed:
    """Two words of two clauses that exclude each other."""

    kind: Literal["scope", "rating"]
    said: str
    source: str


@lru_cache(maxsize=8192)
def opposed(said: Clause, source: Clause) -> Opposed | None:
    """Return the opposites in which two clauses that speak of the same differ, None for none or two of them."""
    found = list(_listed(said, source)) or list(_denied(said, source))
    return found[0] if len(found) % 2 else None


def _listed(said: Clause, source: Clause) -> Iterator[Opposed]:
    for number, (mine, theirs) in _sides(said, source).items():
        if len(mine) == 1 and len(theirs) == 1 and mine.keys() != theirs.keys():
            (a,), (b,) = mine.values(), theirs.values()
            if _speak_of_the_same(said, a, source, b):
                kind = load_lexicon().opposites[number].kind
                yield Opposed(kind, said.text[a.start() : a.end()], source.text[b.start() : b.end()])


def _sides(said: Clause, source: Clause) -> dict[int, tuple[dict[str, re.Match[str]], dict[str, re.Match[str]]]]:
    """Return for each pair of opposites that both clauses touch the sides each touches, with the first word found."""
    mine, theirs = _opposites_in(said.text), _opposites_in(source.text)
    return {number: (dict(mine[number]), dict(theirs[number])) for number in mine.keys() & theirs.keys()}


@lru_cache(maxsize=8192)
def _opposites_in(text: str) -> dict[int, tuple[tuple[str, re.Match[str]], ...]]:
    lexicon = load_lexicon()
    if not lexicon.any_opposite.search(text):
        return {}
    found: dict[int, tuple[tuple[str, re.Match[str]], ...]] = {}
    for number, pair in enumerate(lexicon.opposites):
        sides = tuple((name, match) for name, side in (("a", pair.a), ("b", pair.b)) if (match := side.search(text)))
        if sides:
            found[number] = sides
    return found


def _speak_of_the_same(said: Clause, a: re.Match[str], source: Clause, b: re.Match[str]) -> bool:
    mine, theirs = _around(said, a.span()), _around(source, b.span())
    if any(shares(word, theirs) for word in mine):
        return True
    others = [word for word in said.words if word not in _at(said, a.span())]
    return likeness(others, source) >= _ALIKE


def _around(clause: Clause, span: tuple[int, int]) -> Sequence[Word]:
    start, end = clause.start + span[0], clause.start + span[1]
    before = [word for word in clause.words if word.end <= start]
    after = [word for word in clause.words if word.start >= end]
    return [*before[-_AROUND:], *after[:_AROUND]]


def _at(clause: Clause, span: tuple[int, int]) -> Sequence[Word]:
    start, end = clause.start + span[0], clause.start + span[1]
    return [word for word in clause.words if word.start < end and start < word.end]


def _denied(said: Clause, source: Clause) -> Iterator[Opposed]:
    """Yield the words of which one clause holds the denied form only: "abhängig", "unabhängig"."""
    for mine, theirs in ((said, source), (source, said)):
        for word in mine.words:
            prefix = _DENYING.match(word.text)
            if not prefix:
                continue
            plain = word.text[prefix.end() :]
            bare = next((other for other in theirs.words if _same_word(plain, other.text)), None)
            if (
                bare
                and not any(_same_word(word.text, other.text) for other in theirs.words)
                and not any(_same_word(plain, other.text) for other in mine.words)
            ):
                yield Opposed("rating", *((word.text, bare.text) if mine is said else (bare.text, word.text)))


def _same_word(word: str, other: str) -> bool:
    stem = word[: max(5, len(word) - _ENDING)]
    return other.startswith(stem) and len(other) <= len(word) + _ENDING
