"""The language of a question: German or English."""

import py3langid

from ingest.german import words
from ingest.records import Language

_GERMAN = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "und",
        "oder",
        "ist",
        "sind",
        "wie",
        "was",
        "wer",
        "wo",
        "welche",
        "welcher",
        "welches",
        "muss",
        "soll",
        "für",
        "mit",
        "von",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "is",
        "are",
        "how",
        "what",
        "who",
        "where",
        "which",
        "must",
        "should",
        "for",
        "with",
        "of",
        "do",
        "does",
        "can",
        "to",
        "in",
    ]
)


def question_language(text: str) -> Language:
    """Return "en" for an English question, "de" otherwise: by its small words, else by language identification."""
    asked = words(text)
    german, english = sum(w in _GERMAN for w in asked), sum(w in _ENGLISH for w in asked)
    if german != english:
        return "de" if german > english else "en"
    if any(letter in text.lower() for letter in "äöüß"):
        return "de"
    ranks: dict[str, float] = dict(py3langid.rank(text))
    return "en" if ranks["en"] > ranks["de"] else "de"
