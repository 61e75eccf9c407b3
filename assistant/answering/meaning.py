"""Other words for those of a question: of the same meaning (thesaurus) or of the other language (dictionary)."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answering.thesaurus import Thesaurus
from ingest.dictionary import Dictionary
from ingest.german import STOPWORDS, words
from ingest.records import Language

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
            translated = dictionary.german(word) if language == "en" else dictionary.english(word)
            for place, term in enumerate(translated[:_SENSES]):
                certainty = _TRANSLATED if place < _FIRST_SENSES else _SECOND_SENSE
                known = found.setdefault(word, {})
                known[term, foreign] = max(certainty, known.get((term, foreign), 0.0))
    return {
        word: tuple(Meaning(text, certainty, of) for (text, of), certainty in _surest_first(known))
        for word, known in found.items()
    }


def _surest_first(known: Mapping[tuple[str, Language], float]) -> list[tuple[tuple[str, Language], float]]:
    return sorted(known.items(), key=lambda item: -item[1])
