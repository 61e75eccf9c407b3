"""German text analysis for the full-text index: words, stems, compound parts, character n-grams.

The same analysis is applied to passages and to questions. English texts pass through it with their own stemmer.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from ingest.small_words import STOPWORDS

ANALYSIS = "de-stem-compound-gram5-gloss/3"  # stored with the index: change it whenever the terms change

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|\+\+|--")
_GRAM = 5  # characters; measured best within words by the review of 2026-11-22 (eval/README)
_STEMMING = Lock()
_SHORTEST_PART = 4
_LONGEST_PART = 22
_LONGEST_COMPOUND = 80  # characters; the longest word of German law has 67, an endless one would exhaust the stack
_LINKS = ("", "s", "es", "n", "en", "er", "e", "ns", "ens")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "à": "a", "ç": "c", "ô": "o"})
_WRITTEN_UMLAUT = re.compile(r"(?<![aeouq])([aou])e")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, in order; "++" and "--" count as words (ratings in tables)."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def terms(text: str, language: str = "de") -> list[str]:
    """Return the index terms of a text: per word its stem and, in German, the stems of its compound parts."""
    found: list[str] = []
    for word in words(text):
        if word not in STOPWORDS:
            found += terms_of_word(word, language)
    return found


def term_groups(text: str, language: str = "de") -> list[tuple[str, tuple[str, ...]]]:
    """Return (word, its index terms) for each content word of a text, each word once, in order."""
    content = dict.fromkeys(word for word in words(text) if word not in STOPWORDS)
    return [(word, terms_of_word(word, language)) for word in content]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "de") -> str:
    """Return the stem of a lower-case word."""
    with _STEMMING:  # a stemmer keeps the word it works on: two threads would spoil each other's
        return str(_stemmer("english" if language == "en" else "german").stemWord(word))


def grams(text: str) -> list[str]:
    """Return the character 5-grams within the words of a text, umlauts folded; short words stand whole."""
    found: list[str] = []
    for word in words(text):
        if word not in STOPWORDS:
            found += _grams_of_word(word)
    return found


def fold(word: str) -> str:
    """Return a lower-case word with ä, ae -> a and ß -> ss, so that typing habits do not matter."""
    return _WRITTEN_UMLAUT.sub(r"\1", word.translate(_UMLAUTS))


def compound_parts(word: str) -> tuple[str, ...]:
    """Return the parts of a lower-case German compound in order, linking letters removed; () if it is none.

    "partnerauswahl" -> ("partner", "auswahl"); "fördermittelsuche" -> ("fördermittel", "förder", "mittel", "suche")
    """
    return _split(word) if len(word) <= _LONGEST_COMPOUND else ()


def is_german_word(word: str) -> bool:
    """Tell whether the dictionary lists a word, or all parts of a compound."""
    return word in _entries() or word.lower() in _entries() or bool(compound_parts(word.lower()))


def base_form(word: str) -> str:
    """Return the form under which a dictionary lists a German word ("Häuser" -> "Haus"); unknown words as they are."""
    spellings = (word, word.lower(), word.capitalize())
    return next((_entries()[spelled] for spelled in spellings if spelled in _entries()), word)


@lru_cache(maxsize=50_000)
def terms_of_word(word: str, language: str = "de") -> tuple[str, ...]:
    """Return the index terms of one lower-case word: its stem and, in German, those of its compound parts."""
    parts = () if language == "en" else compound_parts(word)
    return tuple(dict.fromkeys(stem(part, language) for part in (word, *parts)))


@lru_cache(maxsize=20_000)
def _grams_of_word(word: str) -> tuple[str, ...]:
    folded = fold(word)
    if len(folded) <= _GRAM:
        return (folded,)
    return tuple(folded[i : i + _GRAM] for i in range(len(folded) - _GRAM + 1))


@cache
def _stemmer(algorithm: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(algorithm)


@lru_cache(maxsize=50_000)
def _split(word: str) -> tuple[str, ...]:
    """Return the parts of a compound down to the smallest ones, halves of longer parts included; () if it is none."""
    halves = [
        (min(len(front), len(word) - cut), front, word[cut:])
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        if _is_part(word[cut:]) and (front := _without_link(word[:cut]))
    ]
    if not halves:
        return ()
    _, front, head = max(halves)  # the most even split: "förder|mittel|datenbank" falls at "datenbank", not at "bank"
    return tuple(dict.fromkeys((front, *_split(front), head, *_split(head))))


def _without_link(front: str) -> str:
    """Return the first part without its linking letters ("forschungs" -> "forschung"); "" if it is no word."""
    for link in _LINKS:
        stem = front.removesuffix(link)
        if (not link or stem != front) and _is_part(stem):
            return stem
    return next((stem for link in _LINKS if (stem := front.removesuffix(link)) and _split(stem)), "")


def _is_part(text: str) -> bool:
    return _SHORTEST_PART <= len(text) <= _LONGEST_PART and (text in _EXTRA_PARTS or _is_noun(text))


def _is_noun(text: str) -> bool:
    """Tell whether simplemma's German word list has a lower-case word as a noun."""
    noun = text.capitalize()
    return noun in _entries() and noun[0].isupper() and noun[1:].islower() and noun.lower() == text


@cache
def _entries() -> Mapping[str, str]:
    """Return simplemma's German word list in its frugal form: 15 MB instead of 100; a word is found in 6 µs."""
    return StreamDictionaryFactory().get_dictionary("de")


# first parts that are no nouns but common in this field's compounds
_FIRST_PARTS = """
    auslands elektro extern förder gesamt global haupt innen intern international national ober privat regional
    sozial teil weiter zentral zusammen
"""
_EXTRA_PARTS = frozenset(_FIRST_PARTS.split())
