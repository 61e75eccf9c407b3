"""Words that mean the same, in German and English, from prompts/thesaurus.toml, which a strategist may edit."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.wording import PROMPTS
from ingest.german import stem, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

_LONGEST_TERM = 5  # words of a term: "small and medium-sized enterprise"


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")

    de: list[str]
    en: list[str]


class Thesaurus:
    """Finds for the words of a question the other words of their groups."""

    def __init__(self, groups: Sequence[Mapping[Language, Sequence[str]]]) -> None:
        self._groups = groups
        self._by_term: dict[tuple[str, ...], list[int]] = {}
        for number, group in enumerate(groups):
            for language, terms in group.items():
                for term in terms:
                    spelled = words(term)
                    for key in {(language, "as spelled", *spelled), (language, *_stems(spelled, language))}:
                        self._by_term.setdefault(key, []).append(number)

    def synonyms(self, text: str, language: Language) -> dict[str, tuple[str, ...]]:
        """Return for each word of the text that stands in the thesaurus, alone or in a term, what means the same."""
        found = self.synonyms_with_language(text, language)
        return {word: tuple(dict.fromkeys(term for term, _ in others)) for word, others in found.items()}

    def synonyms_with_language(self, text: str, language: Language) -> dict[str, tuple[tuple[str, Language], ...]]:
        """Return the same, each term with its language."""
        spelled = words(text)
        found: dict[str, list[tuple[str, Language]]] = {}
        for start in range(len(spelled)):
            for end in range(min(len(spelled), start + _LONGEST_TERM), start, -1):
                groups = self._groups_of(spelled[start:end], language)
                others = [
                    (term, of) for number in groups for of, terms in self._groups[number].items() for term in terms
                ]
                for word in spelled[start:end] if others else ():
                    if word not in STOPWORDS:
                        found.setdefault(word, []).extend(others)
        return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}

    def _groups_of(self, spelled: Sequence[str], language: Language) -> Sequence[int]:
        """Return the groups of a term: as it is spelled, else inflected ("Messe" is not "messen"), else as foreign."""
        foreign: Language = "de" if language == "en" else "en"
        keys = (
            (language, "as spelled", *spelled),
            (language, *_stems(spelled, language)),
            (foreign, "as spelled", *spelled),
        )
        return next((self._by_term[key] for key in keys if key in self._by_term), ())


@cache
def load_thesaurus(path: Path = PROMPTS / "thesaurus.toml") -> Thesaurus:
    """Return the thesaurus of a TOML file, groups = [{de = [...], en = [...]}, ...]; raises ValueError."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = TypeAdapter(list[_Group]).validate_python(data.get("groups"))
    return Thesaurus([{"de": group.de, "en": group.en} for group in groups])


def _stems(spelled: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(stem(word, language) for word in spelled)
