"""The words of the quote gate, from prompts/gate.toml, which a strategist may edit."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

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
    "planned": frozenset(["planned"]),
    "important": frozenset(["should", "fact"]),
}


_SHORT = 3  # letters; longer names are told from common words by their spelling


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Negation(_Table):
    clause: Words
    local: Words
    weak: Words
    apparent: Words


class _Modality(_Table):
    must: Words
    must_if_denied: Words
    must_or_should: Words
    should: Words
    should_or_planned: Words
    may: Words
    optional: Words
    planned: Words
    important: Words
    negated: Words


class _Comparison(_Table):
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
    always: Words


class _Opposites(_Table):
    kind: Literal["scope", "rating"]
    a: Words
    b: Words


class _Ratings(_Table):
    signs: Words
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
    time: _Time
    limits: _Limits
    opposites: list[_Opposites]
    ratings: _Ratings
    numbers: _Numbers
    names: _Names


@dataclass(frozen=True)
class Opposites:
    """Two groups of words that exclude each other."""

    kind: Literal["scope", "rating"]
    a: re.Pattern[str]
    b: re.Pattern[str]


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
    if_denied: re.Pattern[str]
    negated_modal: re.Pattern[str]
    comparison: Mapping[str, re.Pattern[str]]
    time: Mapping[str, re.Pattern[str]]
    limits: Mapping[str, re.Pattern[str]]
    opposites: tuple[Opposites, ...]
    any_opposite: re.Pattern[str]
    rating_signs: frozenset[str]
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
    _check(gate)
    modality = {name: getattr(gate.modality, name) for name in _MODALS}
    return Lexicon(
        negation={name: pattern(words) for name, words in _lists(gate.negation)},
        modality=tuple((pattern(words), _MODALS[name]) for name, words in modality.items()),
        any_modal=pattern(word for words in modality.values() for word in words),
        if_denied=pattern(gate.modality.must_if_denied),
        negated_modal=pattern(gate.modality.negated),
        comparison={name: pattern(words) for name, words in _lists(gate.comparison)},
        time={name: pattern(words) for name, words in _lists(gate.time)},
        limits={name: pattern(words) for name, words in _lists(gate.limits)},
        opposites=tuple(Opposites(pair.kind, pattern(pair.a), pattern(pair.b)) for pair in gate.opposites),
        any_opposite=pattern(word for pair in gate.opposites for word in (*pair.a, *pair.b)),
        rating_signs=frozenset(gate.ratings.signs),
        rating_columns={name.lower(): column[0].lower() for column in gate.ratings.columns for name in column},
        places=pattern(gate.numbers.places),
        names=_groups(gate.names.places),
        actors=_groups(gate.names.actors),
        fields=_groups(gate.names.fields),
    )


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these words in lower-case text, the longest first; "*" ends a beginning."""
    spelled = sorted({word.lower() for word in words}, key=lambda word: (-len(word), word))
    return re.compile(r"(?<![\w'’])(?:" + "|".join(_spelled(word) for word in spelled) + r")(?!\w)")


def _groups(groups: Sequence[Sequence[str]]) -> Groups:
    return Groups(pattern(word for group in groups for word in group), tuple(pattern(group) for group in groups))


def _spelled(word: str) -> str:
    """Return one word or phrase as a pattern: any white space between its words, any ending behind "*"."""
    return r"\s+".join(re.escape(part).replace(r"\*", r"[\w-]*") for part in word.split()).replace("'", "['’]")


def _lists(table: _Table) -> Iterator[tuple[str, Sequence[str]]]:
    yield from table.model_dump().items()


def _check(gate: _Gate) -> None:
    negating = pattern([*gate.negation.clause, *gate.modality.negated])
    for pair in gate.opposites:
        both = {word.lower() for word in pair.a} & {word.lower() for word in pair.b}
        if both:
            raise ValueError(f"gate.toml: {sorted(both)} stands on both sides of a pair of opposites")
        for word in (*pair.a, *pair.b):
            if negating.fullmatch(word.rstrip("*").lower()):
                raise ValueError(f"gate.toml: {word!r} negates and has an opposite: it would count twice")
