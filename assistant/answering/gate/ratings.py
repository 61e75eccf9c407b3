"""Ratings in tables: "++" must stay "++", in the column it stands in."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.reading import Clause, Reading, read
from assistant.answering.gate.records import Contradiction

_SIGN = re.compile(r"(?<![^\s:|,;(=„\"'*])(\+\+|\+/-|--|––|−−|[-+o−])(?![^\s|,;.)\]“\"'*])")
_CLEAR = frozenset(["++", "--", "+/-"])
_IN_CELL = re.compile(r"(?:[:|=(]|\b(?:de|fr|ch)|\b(?:mit|with|als|as|und|and)|\t)\s*$")
_ALL = re.compile(r"\b(?:alle[nr]?|sämtliche[nr]?|überall|beide[nr]?|all|every|both)\b")
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
    by_column: dict[str, set[str]] = {}
    for rating in known:
        by_column.setdefault(rating.column, set()).add(rating.sign)
    anywhere = {rating.sign for rating in known}
    for rating, columns in _with_columns(sentence, said, by_column.keys() - {""}):
        wrong = [column for column in columns if rating.sign not in by_column.get(column, by_column.get("", ()))]
        if wrong or rating.sign not in anywhere or _is_row(said, known):
            label = ", ".join(wrong) or rating.column
            yield Contradiction("rating", f"{label} {rating.sign}".strip(), ", ".join(other.sign for other in known))


def _with_columns(
    sentence: Reading, said: Sequence[Rating], columns: Collection[str]
) -> Iterator[tuple[Rating, Collection[str]]]:
    """Yield each rating of a sentence with the columns that it is said of; () where none is named.

    "A and B ++, C -": the columns before a rating, since the one before. "++ in A and B, - in C": those behind it,
    where its clause begins with the rating. "In all three": every column.
    """
    waiting: list[str] = []
    for clause in sentence.clauses:
        own = [rating for rating in said if clause.start <= rating.start < clause.end]
        named = _columns_named(clause)
        if _ALL.search(clause.text.lower()) and not named:
            waiting = list(columns)
        if own and named and own[0].start < named[0][0]:
            stops = [*(rating.start for rating in own[1:]), clause.end]
            for rating, stop in zip(own, stops, strict=True):
                yield rating, [name for start, name in named if rating.start < start < stop]
            continue
        last = clause.start
        for rating in own:
            waiting += [name for start, name in named if last <= start < rating.start]
            yield rating, [rating.column] if rating.column else waiting
            waiting, last = [], rating.start
        waiting += [name for start, name in named if start >= last] if not own else []


def _columns_named(clause: Clause) -> list[tuple[int, str]]:
    columns = load_lexicon().rating_columns
    words = ((clause.start + word.start(), word.group().lower()) for word in re.finditer(r"\w+", clause.text))
    return [(start, columns[word]) for start, word in words if word in columns]


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
