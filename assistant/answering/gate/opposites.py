"""Opposites: "steigt" against "sinkt", "intern" against "extern", "zulässig" against "unzulässig"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from assistant.answering.gate.denial import negators
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.reading import Clause, Reading, Word, likeness, may_mean, shares

_SHORT = 1  # content words of a clause that cannot be aligned by them
_AROUND = 3  # content words to each side that belong to a word: what rises, whose advantage
_ALIKE = 0.5  # of a clause's words in the other one, so that two opposites in them speak of the same
_DENYING = re.compile(r"(?:un|in|im|ir|il|non-?|dis)(?=\w{5})")
_IN_COMMON = 0.25  # of the other words of a clause in the one with the opposite
_JOINT = re.compile(r"\b(?:und|and|sowie|aber|but|oder|or)\b")
_NOUN_BEHIND = re.compile(r"[)\s]+")
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
    found = {(one.said, one.source): one for one in _listed(said, source)}  # a word may belong to several pairs
    found = found or {(one.said, one.source): one for one in _denied(said, source)}
    return next(iter(found.values())) if len(found) % 2 else None


def exclusive_opposites(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Opposed]:
    """Yield the opposites of which the sentence holds one side only, and the quotes the other one only.

    Where one of both clauses denies they mean the same; where they share no other word they tell of different things.
    """
    mine = opposites_in(sentence.lower)
    theirs = [(quote, opposites_in(quote.lower)) for quote in quotes]
    for number, sides in mine.items():
        others = [(quote, *side) for quote, found in theirs for side in found.get(number, ())]
        if len(sides) != 1 or not others or any(name == sides[0][0] for _, name, _ in others):
            continue
        (_, said), (quote, _, source) = sides[0], others[0]
        clause, other = _clause_at(said.start(), sentence), _clause_at(source.start(), quote)
        if clause and other and _is_denied(clause, said) == _is_denied(other, source):
            rest, context = _without(clause, said), _without(other, source)
            shared = sum(may_mean(word, context) for word in rest)
            if len(rest) <= _SHORT or shared >= _IN_COMMON * len(rest):
                yield Opposed(load_lexicon().opposites[number], said.group(), source.group())


def _is_denied(clause: Clause, match: re.Match[str]) -> bool:
    """Tell whether a word of a clause stands with a "nicht" between the same "und"s."""
    place = match.start() - clause.start
    joints = [0, *(joint.end() for joint in _JOINT.finditer(clause.text)), len(clause.text)]
    around = next(clause.text[a:b] for a, b in pairwise(joints) if a <= place < b or b == joints[-1])
    return len(negators(around)) % 2 == 1


def _clause_at(place: int, reading: Reading) -> Clause | None:
    return next((clause for clause in reading.clauses if clause.start <= place < clause.end), None)


def _without(clause: Clause, match: re.Match[str]) -> Sequence[Word]:
    return [word for word in clause.words if word.end <= match.start() or match.end() <= word.start]


def opposites_of_one_noun(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Opposed]:
    """Yield the opposites in front of the same noun: "einiger Mitglieder" for "aller Mitglieder"."""
    known = {pair for quote in quotes for pair in _before_nouns(quote)}
    for number, name, word, noun in _before_nouns(sentence):
        of_noun = {(side, other) for n, side, other, following in known if n == number and following == noun}
        if of_noun and all(side != name for side, _ in of_noun):
            yield Opposed(load_lexicon().opposites[number], f"{word} {noun}", f"{min(of_noun)[1]} {noun}")


@lru_cache(maxsize=4096)
def _before_nouns(reading: Reading) -> frozenset[tuple[int, str, str, str]]:
    """Return pair, side and spelling of each opposite right in front of a noun, with the noun's stem."""
    found: set[tuple[int, str, str, str]] = set()
    stems = {word.start: word.stem for word in reading.words if reading.text[word.start].isupper()}
    for match, sides in load_lexicon().opposite_words.found(reading.lower):
        behind = _NOUN_BEHIND.match(reading.lower, match.end())
        noun = stems.get(behind.end()) if behind else None
        for number, name in sides if noun else ():
            found.add((number, name, match.group(), noun or ""))
    return frozenset(found)


def _listed(said: Clause, source: Clause) -> Iterator[Opposed]:
    for number, (mine, theirs) in _sides(said, source).items():
        if len(mine) == 1 and len(theirs) == 1 and mine.keys() != theirs.keys():
            (a,), (b,) = mine.values(), theirs.values()
            if _speak_of_the_same(said, a, source, b):
                kind = load_lexicon().opposites[number]
                yield Opposed(kind, said.text[a.start() : a.end()], source.text[b.start() : b.end()])


def _sides(said: Clause, source: Clause) -> dict[int, tuple[dict[str, re.Match[str]], dict[str, re.Match[str]]]]:
    """Return for each pair of opposites that both clauses touch the sides each touches, with the first word found."""
    mine, theirs = opposites_in(said.text), opposites_in(source.text)
    return {number: (dict(mine[number]), dict(theirs[number])) for number in mine.keys() & theirs.keys()}


@lru_cache(maxsize=8192)
def opposites_in(text: str) -> dict[int, tuple[tuple[str, re.Match[str]], ...]]:
    """Return for each pair of opposites that lower-case text touches its sides, with the first word of each."""
    found: dict[int, dict[str, re.Match[str]]] = {}
    for match, sides_of_word in load_lexicon().opposite_words.found(text):
        for number, name in sides_of_word:
            found.setdefault(number, {}).setdefault(name, match)
    return {number: tuple(sorted(sides.items(), key=lambda side: side[0])) for number, sides in found.items()}


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
