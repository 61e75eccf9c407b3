"""Ratings in tables: "++" must stay "++", in the column it stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.reading import Reading, read
from assistant.answering.gate.records import Contradiction

_SIGN = re.compile(r"(?<![^\s:|,;(=„\"'*])(\+\+|\+/-|--|––|−−|[-+o−])(?![^\s|,;.)\]“\"'*])")
_CLEAR = frozenset(["++", "--", "+/-"])
_IN_CELL = re.compile(r"(?:[:|=(]|\b(?:de|fr|ch)|\b(?:mit|with|als|as|und|and)|\t)\s*$")
_LABEL = re.compile(r"([\w/-]+)\s*:\s*$|\b(de|fr|ch)\s$")


@dataclass(frozen=True)
class Rating:
    """A rating at text[start:], and the label in front of it ("DE: ++"), "" without."""

    sign: str
    column: str
    start: int


def rating_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield the ratings that differ from those of the quotes: by column where both name it, else in their order."""
    said = ratings(sentence)
    known = [rating for quote in quotes for rating in ratings(quote)]
    if not said or _in_order(said, known):
        return
    for rating in said:
        column = rating.column or _named_column(_part_around(rating, sentence)) or _named_column(sentence.lower)
        source = [other.sign for other in known if other.column == column] if column else []
        source = source or [other.sign for other in known if not other.column]
        if rating.sign not in source or _is_row(said, known):
            yield Contradiction(
                "rating", f"{rating.column} {rating.sign}".strip(), ", ".join(other.sign for other in known)
            )


def with_signs(sentence: str, sources: Sequence[str]) -> str:
    """Return a sentence with the signs of ratings behind the words for them, where the sources hold such signs."""
    if ratings(read(sentence)) or not any(ratings(read(source)) for source in sources):
        return sentence
    lexicon = load_lexicon()
    taken: dict[int, str] = {}
    masked = sentence.lower()
    found = [(match, sign) for sign, words in lexicon.rating_words for match in words.finditer(masked)]
    for match, sign in sorted(found, key=lambda pair: -len(pair[0].group())):
        if masked[match.start() : match.end()].strip("_"):
            taken[match.end()] = sign
            masked = masked[: match.start()] + "_" * len(match.group()) + masked[match.end() :]
    for end in sorted(taken, reverse=True):
        sentence = f"{sentence[:end]} ({taken[end]}){sentence[end:]}"
    return sentence


def _name_of(label: re.Match[str] | None) -> str:
    return (label.group(1) or label.group(2)) if label else ""


def _in_order(said: Sequence[Rating], known: Sequence[Rating]) -> bool:
    """Tell whether a sentence gives the ratings of a row whose columns the quote does not name, in their order."""
    return not any(r.column for r in known) and [r.sign for r in said] == [r.sign for r in known]


def _is_row(said: Sequence[Rating], known: Sequence[Rating]) -> bool:
    return len(said) > 1 and len(said) == len(known) and not any(rating.column for rating in known)


def _part_around(rating: Rating, sentence: Reading) -> str:
    return next((c.text for c in sentence.clauses if c.start <= rating.start <= c.end), sentence.lower)


def _named_column(text: str) -> str:
    columns = load_lexicon().rating_columns
    named = {columns[word] for word in re.findall(r"\w+", text) if word in columns}
    return named.pop() if len(named) == 1 else ""


@lru_cache(maxsize=4096)
def ratings(reading: Reading) -> tuple[Rating, ...]:
    """Return the ratings of a text; a lone "-", "+" or "o" is one only in a cell, behind a colon or behind "mit"."""
    lexicon = load_lexicon()
    found: list[Rating] = []
    for match in _SIGN.finditer(reading.lower):
        sign = match.group().replace("−", "-").replace("–", "-")
        before = reading.lower[: match.start()]
        if sign not in lexicon.rating_signs or (sign not in _CLEAR and not _IN_CELL.search(before)):
            continue
        label = _LABEL.search(before)
        column = lexicon.rating_columns.get(name, name) if (name := _name_of(label)) else ""
        found.append(Rating(sign, column, match.start()))
    return tuple(found)
