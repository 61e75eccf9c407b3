"""Names: a country, person, project or organisation that a sentence names must stand in what it cites."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from assistant.answering.gate.dates import dates
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.quantities import quantities
from assistant.answering.gate.ratings import ratings
from assistant.answering.gate.reading import Clause, Reading, nearest, read
from assistant.answering.gate.records import Contradiction
from assistant.answering.thesaurus import load_thesaurus
from ingest.dictionary import load_dictionary
from ingest.german import fold, is_german_word, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

Kind = Literal["names", "actors", "fields"]

_NAME = re.compile(r"\b[A-ZÄÖÜ][\w’']*[A-Za-zÄÖÜäöüß](?:-[A-ZÄÖÜ][\w’']*)*")
_ACRONYM = re.compile(r"[A-ZÄÖÜ&]{2,}[a-z]?|[A-ZÄÖÜ][a-z]?[A-ZÄÖÜ]{1,5}")
_PRONOUN = re.compile(r"\s*(?:er|sie|es|dieser|diese|dieses|he|she|it|they)\b")
_SHORTEST = 3  # letters of a name that is no acronym
_STEM = 4  # letters by which two spellings of a name must begin alike: "Grashof", "Grashofs"
_ENDINGS = ("s", "er", "ern", "en", "e", "ische", "ischen", "ischer", "isch", "’", "'")


def name_contradictions(
    sentence: Reading, quotes: Sequence[Reading], also: Sequence[Reading]
) -> Iterator[Contradiction]:
    """Yield the names of a sentence that stand neither in its quotes nor in `also`, and the wrong actors.

    A name is a place of gate.toml, or a capitalised word that no dictionary knows. An actor ("der Beirat") is wrong
    where the quote has another one do the same ("der Vorstand").
    """
    known = [*quotes, *also]
    yield from _places(sentence, quotes, known)
    yield from _unknown(sentence, known)
    yield from _in_place_of(sentence, quotes, known)
    yield from _replaced("actors", sentence, quotes, known)
    yield from _replaced("fields", sentence, quotes, known)


def _places(sentence: Reading, quotes: Sequence[Reading], known: Sequence[Reading]) -> Iterator[Contradiction]:
    there = {number for reading in known for number in _found("names", reading)}
    columns = _unnamed_columns(quotes)
    for number, match in _found("names", sentence).items():
        if number in there or match.group() in columns:
            continue
        if sentence.text[match.start()].isupper() or _is_adjective(match):
            yield Contradiction("name", sentence.text[match.start() : match.end()], _spelled("names", quotes))


def _unnamed_columns(quotes: Sequence[Reading]) -> Collection[str]:
    """Return the names of rating columns where the quotes are rows without their heads: the gate trusts the caller."""
    rows = [rating for quote in quotes for rating in ratings(quote)]
    return load_lexicon().rating_columns if rows and not any(rating.column for rating in rows) else ()


def _is_adjective(match: re.Match[str]) -> bool:
    return "isch" in match.group() or match.group().startswith("deutsch")


@lru_cache(maxsize=8192)
def _found(kind: Kind, reading: Reading) -> dict[int, re.Match[str]]:
    lexicon = load_lexicon()
    groups = {"names": lexicon.names, "actors": lexicon.actors, "fields": lexicon.fields}[kind]
    return groups.found(reading.lower, reading.text)


def _spelled(kind: Kind, readings: Iterable[Reading]) -> str:
    return ", ".join(dict.fromkeys(match.group() for reading in readings for match in _found(kind, reading).values()))


def _unknown(sentence: Reading, known: Sequence[Reading]) -> Iterator[Contradiction]:
    taken = [(day.start, day.end) for day in dates(sentence)] + [(q.start, q.end) for q in quantities(sentence)]
    for match in _NAME.finditer(sentence.text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        for part in match.group().split("-"):
            if not _is_name(part, sentence, match.start()):
                continue
            if not any(_holds(part, reading, sentence.language or "de") for reading in known):
                yield Contradiction("name", part, "")


@lru_cache(maxsize=20_000)
def _is_word(word: str) -> bool:
    return is_german_word(word) or is_german_word(word.lower())


def _is_name(word: str, sentence: Reading, start: int) -> bool:
    """Tell whether a capitalised word is a name: an acronym, or unknown; English ones count only within a sentence."""
    if word.lower() in STOPWORDS or load_lexicon().names.any_word.fullmatch(word.lower()):
        return False
    if _ACRONYM.fullmatch(word):
        return True
    if len(word) < _SHORTEST:
        return False
    if sentence.language == "en":
        return start > 0 and not re.search(r"[.!?:\n]\s*$", sentence.text[:start]) and not _has_meaning(word, "en")
    return not _is_word(word) and not _has_meaning(word, "de") and not _has_meaning(word, "en")


def _has_meaning(word: str, language: Language) -> bool:
    known = bool(load_thesaurus().synonyms(word.lower(), language))
    return known or (language == "en" and bool(load_dictionary().german(word.lower())))


@lru_cache(maxsize=20_000)
def _holds(word: str, reading: Reading, language: Language) -> bool:
    """Tell whether a text holds a name: in another case, in a compound, or spelled out ("KMU", "FuE")."""
    wanted = fold(word.lower())
    plain = fold(reading.lower)
    if re.search(rf"\b{re.escape(wanted)}", plain) or (len(wanted) >= _STEM and wanted in plain):
        return True
    for ending in _ENDINGS:
        stem = wanted.removesuffix(ending)
        if stem != wanted and len(stem) >= _STEM and re.search(rf"\b{re.escape(stem)}", plain):
            return True
    if not _ACRONYM.fullmatch(word):
        return False
    return _spells_out(word, reading) or _means(word, plain, language)


def _spells_out(acronym: str, reading: Reading) -> bool:
    """Tell whether words of a text, or the parts of compounds, begin with the letters of an acronym."""
    letters = [letter.lower() for letter in acronym.removesuffix("s") if letter.isalpha()]
    spelled = words(reading.text)
    initials = "".join(word[0] for word in spelled)
    content = "".join(word[0] for word in spelled if word not in STOPWORDS)
    wanted = "".join(letters)
    return wanted in initials or wanted in content or (wanted.replace("u", "") in content and "u" in wanted)


def _means(acronym: str, plain: str, language: Language) -> bool:
    synonyms = load_thesaurus().synonyms(acronym.lower(), language).get(acronym.lower(), ())
    return any(fold(other.lower())[:12] in plain for other in synonyms if len(other) > 1)


def _with_next(best: Sequence[Clause], quote: Reading) -> Iterator[Clause]:
    """Yield the clauses of a quote among these, those that follow them, and those that their pronoun stands for."""
    for number, clause in enumerate(quote.clauses):
        before = quote.clauses[number - 1] if number else None
        following = next((c for c in quote.clauses if c.sentence == clause.sentence + 1), None)
        follows = before is not None and before in best and before.sentence == clause.sentence
        named = following is not None and following in best and bool(_PRONOUN.match(following.text))
        if clause in best or follows or named:
            yield clause


def _replaced(
    kind: Kind, sentence: Reading, quotes: Sequence[Reading], known: Sequence[Reading]
) -> Iterator[Contradiction]:
    there = {number for reading in known for number in _found(kind, reading)}
    said = _found(kind, sentence)
    for number, match in said.items():
        if number in there:
            continue
        clause = next((c for c in sentence.clauses if c.start <= match.start() < c.end), None)
        best = nearest(clause, quotes)[:1] if clause else []
        rivals = [
            other.group()
            for quote in quotes
            for group, other in _found(kind, quote).items()
            if group not in said and any(c.start <= other.start() < c.end for c in _with_next(best, quote))
        ]
        if rivals:
            yield Contradiction("name", match.group(), rivals[0])


def _in_place_of(sentence: Reading, quotes: Sequence[Reading], known: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield a capitalised word that stands in the place of a name: "konnte Porter nicht" for "konnte Behr nicht"."""
    for quote in quotes:
        for match in _NAME.finditer(quote.text):
            if "-" in match.group() or not _is_name(match.group(), quote, match.start()) or len(match.group()) < _STEM:
                continue
            if _holds(match.group(), sentence, "de"):
                continue
            before, after = quote.text[: match.start()].split()[-1:], quote.text[match.end() :].split()[:1]
            if not before or not after:
                continue
            pattern = rf"(?<!\w){re.escape(before[0])}\s([A-ZÄÖÜ]\w{{2,}})\s{re.escape(after[0])}(?!\w)"
            other = re.search(pattern, sentence.text)
            if other and not any(_holds(other.group(1), reading, "de") for reading in known):
                yield Contradiction("name", other.group(1), match.group())


def title_readings(also: Sequence[str]) -> list[Reading]:
    """Return the readings of what counts as said besides the quotes: headings, titles, table heads."""
    return [read(text) for text in also if text]
