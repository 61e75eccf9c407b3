"""The words of the quote gate, from prompts/gate.toml, which a strategist may edit."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.gate.patterns import OppositeWords, pattern
from assistant.wording import PROMPTS

Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
Modal = Literal["must", "should", "may", "planned", "fact"]

# what each group of gate.toml may mean: "soll" can be advice or a plan, "wichtig" is less than a duty
_MODALS: Mapping[str, frozenset[Modal]] = {
    "must": frozenset(["must"]),
    "must_if_denied": frozenset(["must"]),
    "must_or_should": frozenset(["must", "should"]),
    "should": frozenset(["should"]),
    "should_or_planned": frozenset(["should", "planned"]),
    "may": frozenset(["may"]),
    "optional": frozenset(["may"]),
    "expected": frozenset(["may", "planned"]),
    "planned": frozenset(["planned"]),
    "important": frozenset(["should", "fact"]),
}


_TELLING = ("expected",)  # words of this group carry content, too
_SHORT = 3  # letters; longer names are told from common words by their spelling


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Negation(_Table):
    clause: Words
    local: Words
    weak: Words
    hidden: Words
    apparent: Words


class _Modality(_Table):
    must: Words
    must_if_denied: Words
    must_or_should: Words
    should: Words
    should_or_planned: Words
    may: Words
    optional: Words
    expected: Words
    open: Words
    planned: Words
    important: Words
    negated: Words


class _Comparison(_Table):
    up: Words
    down: Words


class _Bounds(_Table):
    up: Words
    down: Words


class _Time(_Table):
    earlier: Words
    later: Words
    within: Words
    until: Words
    since: Words
    apparent: Words
    heads: Words
    starts: Words
    begins: Words


class _Limits(_Table):
    only: Words
    only_otherwise: Words
    always: Words


class _Opposites(_Table):
    scope: Words
    rating: Words


class _Ratings(_Table):
    signs: Words
    words: Words
    columns: list[Words]


class _Numbers(_Table):
    places: Words


class _Names(_Table):
    places: list[Words]
    actors: list[Words]
    fields: list[Words]


class _Gate(_Table):
    negation: _Negation
    modality: _Modality
    comparison: _Comparison
    bounds: _Bounds
    time: _Time
    limits: _Limits
    opposites: _Opposites
    ratings: _Ratings
    numbers: _Numbers
    names: _Names


@dataclass(frozen=True, eq=False)
class Groups:
    """Words of which those of a group mean the same, and those of two groups different things."""

    any_word: re.Pattern[str]
    groups: tuple[re.Pattern[str], ...]

    def found(self, lower: str, text: str = "") -> dict[int, re.Match[str]]:
        """Return the number of each group that lower-case text names, with the first word that names it.

        Short names ("US", "DE") must be in capitals in the text as it is written, where that is given.
        """
        found: dict[int, re.Match[str]] = {}
        for match in self.any_word.finditer(lower):
            if text and len(match.group()) <= _SHORT and not text[match.start() : match.end()].isupper():
                continue
            for number in self._numbers(match.group()):
                found.setdefault(number, match)
        return found

    @lru_cache(maxsize=5_000)  # noqa: B019 - the lexicon is loaded once
    def _numbers(self, word: str) -> tuple[int, ...]:
        """Return the groups of a word; "deutsch-italienisch" belongs to two."""
        parts = {word, *word.split("-")}
        return tuple(n for n, group in enumerate(self.groups) if any(group.fullmatch(part) for part in parts))


@dataclass(frozen=True)
class Lexicon:
    """The words as patterns over lower-case text; each matches whole words only."""

    negation: Mapping[str, re.Pattern[str]]
    modality: tuple[tuple[re.Pattern[str], frozenset[Modal]], ...]
    any_modal: re.Pattern[str]
    bare_modal: re.Pattern[str]
    if_denied: re.Pattern[str]
    negated_modal: re.Pattern[str]
    open_modal: re.Pattern[str]
    comparison: Mapping[str, re.Pattern[str]]
    bounds: Mapping[str, re.Pattern[str]]
    time: Mapping[str, re.Pattern[str]]
    limits: Mapping[str, re.Pattern[str]]
    only_otherwise: re.Pattern[str]
    opposites: tuple[Literal["scope", "rating"], ...]
    opposite_words: OppositeWords
    rating_signs: frozenset[str]
    rating_words: tuple[tuple[str, re.Pattern[str]], ...]
    rating_columns: Mapping[str, str]
    places: re.Pattern[str]
    names: Groups
    actors: Groups
    fields: Groups


@cache
def load_lexicon(path: Path = PROMPTS / "gate.toml") -> Lexicon:
    """Return the words of a gate file.

    Raises ValueError for an unknown or missing table, an empty word, a word on both sides of a pair of opposites, and
    a word that is an opposite and negates, too (it would count twice).
    """
    gate = _Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    pairs = list(_pairs(gate))
    modality = {name: getattr(gate.modality, name) for name in _MODALS}
    return Lexicon(
        negation={name: pattern(words) for name, words in _lists(gate.negation)},
        modality=tuple((pattern(words), _MODALS[name]) for name, words in modality.items()),
        any_modal=pattern(word for words in modality.values() for word in words),
        bare_modal=pattern(word for name, words in modality.items() if name not in _TELLING for word in words),
        if_denied=pattern(gate.modality.must_if_denied),
        negated_modal=pattern(gate.modality.negated),
        open_modal=pattern(gate.modality.open),
        comparison={name: pattern(words) for name, words in _lists(gate.comparison)},
        bounds={name: pattern(words) for name, words in _lists(gate.bounds)},
        time={name: pattern(words) for name, words in _lists(gate.time)},
        limits={"only": pattern(gate.limits.only), "always": pattern(gate.limits.always)},
        only_otherwise=pattern(gate.limits.only_otherwise),
        opposites=tuple(kind for kind, _, _ in pairs),
        opposite_words=OppositeWords(pairs),
        rating_signs=frozenset(gate.ratings.signs),
        rating_words=tuple((sign.strip(), pattern(words.split(", "))) for sign, words in _ratings(gate)),
        rating_columns={name.lower(): column[0].lower() for column in gate.ratings.columns for name in column},
        places=pattern(gate.numbers.places),
        names=_groups(gate.names.places),
        actors=_groups(gate.names.actors),
        fields=_groups(gate.names.fields),
    )


def _groups(groups: Sequence[Sequence[str]]) -> Groups:
    return Groups(pattern(word for group in groups for word in group), tuple(pattern(group) for group in groups))


def _lists(table: _Table) -> Iterator[tuple[str, Sequence[str]]]:
    yield from table.model_dump().items()


def _ratings(gate: _Gate) -> Iterator[tuple[str, str]]:
    for line in gate.ratings.words:
        sign, stroke, words = line.partition(" | ")
        if not stroke:
            raise ValueError(f"gate.toml: {line!r} has no stroke between sign and words")
        yield sign, words


def _pairs(gate: _Gate) -> Iterator[tuple[Literal["scope", "rating"], Sequence[str], Sequence[str]]]:
    """Yield kind and both sides of each pair of opposites; raises ValueError for a word that may not be one."""
    negating = pattern([*gate.negation.clause, *gate.modality.negated])
    kinds: tuple[tuple[Literal["scope", "rating"], Sequence[str]], ...] = (
        ("scope", gate.opposites.scope),
        ("rating", gate.opposites.rating),
    )
    for kind, lines in kinds:
        for line in lines:
            sides = [[word.strip() for word in side.split(",")] for side in line.split("|")]
            if len(sides) != 2 or not all(word for side in sides for word in side):
                raise ValueError(f"gate.toml: {line!r} has not two sides with a stroke in between")
            both = {word.lower() for word in sides[0]} & {word.lower() for word in sides[1]}
            if both:
                raise ValueError(f"gate.toml: {sorted(both)} stands on both sides of a pair of opposites")
            for word in (*sides[0], *sides[1]):
                if negating.fullmatch(word.rstrip("*").lower()):
                    raise ValueError(f"gate.toml: {word!r} negates and has an opposite: it would count twice")
            yield kind, sides[0], sides[1]
