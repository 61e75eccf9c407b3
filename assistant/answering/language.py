"""The language of a question: German or English."""

import re

import py3langid

from ingest.german import is_german_word, words
from ingest.records import Language
from ingest.small_words import german_surplus

_SPELLED = re.compile(r"[^\W\d_]{2,}")


def question_language(text: str) -> Language:
    """Return "en" for an English question, "de" otherwise: by its small words, else by language identification."""
    surplus = german_surplus(words(text))
    if surplus:
        return "de" if surplus > 0 else "en"
    asked = _SPELLED.findall(text)
    if any(letter in text.lower() for letter in "äöüß") or (asked and all(_is_german(word) for word in asked)):
        return "de"
    ranks: dict[str, float] = dict(py3langid.rank(text))
    return "en" if ranks["en"] > ranks["de"] else "de"


def _is_german(word: str) -> bool:
    return is_german_word(word) or is_german_word(word.capitalize())
