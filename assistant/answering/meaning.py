"""Other words for those of a question: of the same meaning (thesaurus) or of the other language (dictionary)."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answering.thesaurus import Thesaurus
from ingest.dictionary import Dictionary
from ingest.german import is_german_word, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

_BY_THESAURUS = 0.6
_TRANSLATED = 0.8  # by the first translations of a dictionary; the further ones are rarer senses
_SECOND_SENSE = 0.5
_SENSES = 4
_FIRST_SENSES = 2


@dataclass(frozen=True)
class Meaning:
    """A word or term that may stand for a word of the question, and how surely, 0..1."""

    text: str
    certainty: float
    language: Language


def other_words(
    question: str, language: Language, thesaurus: Thesaurus, dictionary: Dictionary
) -> Mapping[str, tuple[Meaning, ...]]:
    """Return for the words of a question, in lower case, what may stand in a source instead, the surest first."""
    foreign: Language = "de" if language == "en" else "en"
    found: dict[str, dict[tuple[str, Language], float]] = {}
    for word, terms in thesaurus.synonyms_with_language(question, language).items():
        found.setdefault(word, {}).update(dict.fromkeys(terms, _BY_THESAURUS))
    for word in dict.fromkeys(words(question)):
        if word not in STOPWORDS and len(word) > 1:
            for place, term in enumerate(_translated(word, language, dictionary)[:_SENSES]):
                certainty = _TRANSLATED if place < _FIRST_SENSES else _SECOND_SENSE
                known = found.setdefault(word, {})
                known[term, foreign] = max(certainty, known.get((term, foreign), 0.0))
    return {
        word: tuple(Meaning(text, certainty, of) for (text, of), certainty in _surest_first(known))
        for word, known in found.items()
    }


def _translated(word: str, language: Language, dictionary: Dictionary) -> tuple[str, ...]:
    """Return the translations of a word, but no English one that is a German word too: "Kunst" is no "Art"."""
    if language == "en":
        return dictionary.german(word)
    return tuple(
        term for term in dictionary.english(word) if not (is_german_word(term) or is_german_word(term.capitalize()))
    )


def _surest_first(known: Mapping[tuple[str, Language], float]) -> list[tuple[tuple[str, Language], float]]:
    return sorted(known.items(), key=lambda item: -item[1])
