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
_ALL = re.compile(r"\b(?:alle[nr]?|sämtliche[nr]?|überall|all|every)\b(?!.*\b(?:außer|bis auf|except|but)\b)")
_BOTH = re.compile(r"\b(?:beide[nr]?|both)\b")
_UNLIKE = re.compile(r"\b(?:anders als|im gegensatz zu|im unterschied zu|außer|unlike|except)\b[^,;]*")
_LONG = 4  # letters of a label that a word may inflect
_DENIES = re.compile(r"\b(?:nicht|keineswegs|not|never)\s$")
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
    for rating, columns in _with_columns(sentence, said, by_column.keys()):
        wrong = [column for column in columns if rating.sign not in by_column.get(column, by_column.get("", ()))]
        if wrong or rating.sign not in anywhere or _is_row(said, known):
            label = ", ".join(wrong) or rating.column
            yield Contradiction("rating", f"{label} {rating.sign}".strip(), ", ".join(other.sign for other in known))


def _with_columns(
    sentence: Reading, said: Sequence[Rating], labels: Collection[str]
) -> Iterator[tuple[Rating, Collection[str]]]:
    """Yield each rating of a sentence with the columns that it is said of; () where none is named.

    "A and B ++, C -": the columns before a rating, since the one before. "++ in A and B, - in C": those behind it,
    where its clause begins with the rating. "In all three": every column. "Unlike A": not A.
    """
    waiting: list[str] = []
    for clause in sentence.clauses:
        own = [rating for rating in said if clause.start <= rating.start < clause.end]
        named = _columns_named(clause, labels)
        if not named and (_ALL.search(clause.text.lower()) or (len(labels) == 2 and _BOTH.search(clause.text.lower()))):
            waiting = [label for label in labels if label]
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


def _columns_named(clause: Clause, labels: Collection[str]) -> list[tuple[int, str]]:
    """Return the columns a clause names, each with its place: by a label of the quotes, or by another name of one."""
    aliases = load_lexicon().rating_columns
    text = _UNLIKE.sub(lambda match: " " * len(match.group()), clause.text.lower())
    found: list[tuple[int, str]] = []
    for match in re.finditer(r"\w+", text):
        word = match.group()
        column = aliases.get(word, word)
        inflected = (label for label in labels if len(label) >= _LONG and word.startswith(label))
        name = column if column in labels or ("" in labels and word in aliases) else next(inflected, "")
        if name:
            found.append((clause.start + match.start(), name))
    return found


def with_signs(sentence: str, sources: Sequence[str]) -> str:
    """Return a sentence with the signs of ratings behind the words for them, where the sources hold such signs."""
    if ratings(read(sentence)) or not any(ratings(read(source)) for source in sources):
        return sentence
    lexicon = load_lexicon()
    taken: dict[int, str] = {}
    masked = sentence.lower()
    found = [(match, sign) for sign, words in lexicon.rating_words for match in words.finditer(masked)]
    for match, sign in sorted(found, key=lambda pair: -len(pair[0].group())):
        if masked[match.start() : match.end()].strip("_") and not _DENIES.search(masked[: match.start()]):
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
