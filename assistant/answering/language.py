"""The language of a question: German or English."""

import py3langid

from ingest.german import words
from ingest.records import Language
from ingest.small_words import german_surplus


def question_language(text: str) -> Language:
    """Return "en" for an English question, "de" otherwise: by its small words, else by language identification."""
    surplus = german_surplus(words(text))
    if surplus:
        return "de" if surplus > 0 else "en"
    if any(letter in text.lower() for letter in "äöüß"):
        return "de"
    ranks: dict[str, float] = dict(py3langid.rank(text))
    return "en" if ranks["en"] > ranks["de"] else "de"
