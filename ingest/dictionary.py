"""A general German-English dictionary of our own: prompts/dictionary.tsv, most frequent words first.

It lets an embedder that knows English only read German (`english_gloss`), and English questions meet German texts.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from ingest.german import base_form, compound_parts, stem, terms, words
from ingest.small_words import STOPWORDS, german_surplus

GLOSS = "de-en/1"  # stored with the index: change it whenever the dictionary, or what is made of it, changes

_FILE = Path(__file__).parents[1] / "prompts" / "dictionary.tsv"
_TOKEN = re.compile(r"[^\W\d_]+|\d[\d.,]*|[^\w\s]|\S")
_LONGEST_TERM = 3  # words of a translation that is found again from its English side


class Dictionary:
    """Translations of single words, both ways."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read "german<TAB>english; english" lines; raises ValueError naming the line."""
        self._english: dict[str, tuple[str, ...]] = {}
        self._any_case: dict[str, str] = {}
        self._by_stem: dict[str, str] = {}
        self._german: dict[tuple[str, ...], list[tuple[int, int, str]]] = {}
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                german, tab, english = line.rstrip("\n").partition("\t")
                if not tab or not german or not english.strip(" ;"):
                    raise ValueError(f"line {number}: {line!r}")
                self._add(number, german, tuple(text.strip() for text in english.split(";") if text.strip()))

    def __len__(self) -> int:
        """Return the number of German headwords."""
        return len(self._english)

    def _add(self, number: int, german: str, english: tuple[str, ...]) -> None:
        self._english[german] = tuple(dict.fromkeys((*self._english.get(german, ()), *english)))
        self._any_case.setdefault(german.lower(), german)
        self._by_stem.setdefault(stem(german.lower()), german)
        for place, text in enumerate(english):
            key = tuple(stem(word, "en") for word in words(text))
            if 0 < len(key) <= _LONGEST_TERM:
                self._german.setdefault(key, []).append((place, number, german))

    def english(self, word: str) -> tuple[str, ...]:
        """Return the translations of a German word as it is spelled, the most usual first; () for an unknown one.

        An inflected word is looked up by its base form, a compound by its parts ("Clusterziel" -> "cluster goal").
        """
        found = self._listed(word)
        if found:
            return found
        parts = _smallest(compound_parts(word.lower()))
        translated = [self._listed(part.capitalize()) or self._listed(part) for part in parts]
        return (" ".join(t[0] if t else part for t, part in zip(translated, parts, strict=True)),) if parts else ()

    def _listed(self, word: str) -> tuple[str, ...]:
        for spelled in (word, self._any_case.get(word.lower(), "")):
            if spelled in self._english:
                return self._english[spelled]
        base = base_form(word)
        for spelled in (base, self._any_case.get(base.lower(), ""), self._by_stem.get(stem(word.lower()), "")):
            if spelled in self._english:
                return self._english[spelled]
        return ()

    def german(self, term: str) -> tuple[str, ...]:
        """Return the German words for an English word or short term, the most usual first; () for an unknown one."""
        key = tuple(stem(word, "en") for word in words(term))
        return tuple(dict.fromkeys(german for _, _, german in sorted(self._german.get(key, ()))))


@cache
def load_dictionary(path: Path = _FILE) -> Dictionary:
    """Return the dictionary of a TSV file; raises ValueError for a line that is none of it."""
    return Dictionary(path.read_text(encoding="utf-8").split("\n"))


def english_gloss(text: str) -> str:
    """Return a German text word for word in English; unknown words stay, an English text stays as it is."""
    if not reads_german(text):
        return text
    return " ".join(_glossed(token) for token in _TOKEN.findall(text))


def gloss_terms(text: str, *, german: bool) -> list[str]:
    """Return the English index terms of a text, those of a German one by its gloss: two languages meet in them."""
    if not german:
        return terms(text, "en")
    return [term for word in _TOKEN.findall(text) if word.lower() not in STOPWORDS for term in _gloss_terms(word)]


@lru_cache(maxsize=100_000)
def _gloss_terms(word: str) -> tuple[str, ...]:
    return tuple(terms(_glossed(word), "en"))


def reads_german(text: str) -> bool:
    """Tell by its small words whether a text is German; a text without any counts as German."""
    return german_surplus(words(text)) >= 0


@lru_cache(maxsize=100_000)
def _glossed(token: str) -> str:
    return next(iter(load_dictionary().english(token)), token) if len(token) > 1 else token


def _smallest(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a compound that are not put together from other parts."""
    return tuple(part for part in parts if not any(other != part and other in part for other in parts)) or parts
