"""Outlines of a strategy and the catalogue of measures, from prompts/: data that a strategist edits, checked here."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assistant.studio.facts import FACTS
from assistant.wording import PROMPTS
from ingest.records import Language, SourceKind, Text

TableName = Literal["finance", "work_plan", "risks", "indicators", "partners", "projects", "members", "goals"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Strict):
    """A text in both languages, with the same placeholders."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="after")
    def _same_placeholders(self) -> "Wording":
        if placeholders(self.de) != placeholders(self.en):
            raise ValueError(f"the placeholders of {self.de!r} and {self.en!r} differ")
        return self

    def of(self, language: Language) -> str:
        """Return the text in this language."""
        return self.de if language == "de" else self.en

    @property
    def text(self) -> Text:
        """Return it as a text of the interface."""
        return Text(self.de, self.en)


class Sentence(_Strict):
    """A sentence made of the profile's facts, named in braces; `missing` is the open point where one of them lacks.

    A sentence without `missing` is left out in silence where a fact lacks.
    """

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)
    missing: Wording | None = None

    @model_validator(mode="after")
    def _known_facts(self) -> "Sentence":
        if placeholders(self.de) != placeholders(self.en):
            raise ValueError(f"the placeholders of {self.de!r} and {self.en!r} differ")
        unknown = self.needs - FACTS
        if unknown:
            raise ValueError(f"no such fact of a profile: {', '.join(sorted(unknown))}")
        return self

    @property
    def needs(self) -> frozenset[str]:
        """Return the names of the facts it is made of."""
        return placeholders(self.de)

    def of(self, language: Language) -> str:
        """Return the sentence in this language, its facts still in braces."""
        return self.de if language == "de" else self.en


class Search(_Strict):
    """What to look for in the library for a section, and how to introduce what was found.

    The query may name facts in braces; it is left out where one of them lacks. `lead` ends before the quote:
    "Der Leitfaden verlangt dazu:".
    """

    query: str = Field(min_length=1)
    lead: Wording
    kinds: tuple[SourceKind, ...] = ("guideline", "study", "webpage")

    @model_validator(mode="after")
    def _known_facts(self) -> "Search":
        unknown = placeholders(self.query) - FACTS
        if unknown:
            raise ValueError(f"no such fact of a profile: {', '.join(sorted(unknown))}")
        return self


class OutlineSection(_Strict):
    """A content element: what it is for, what to ask the author, and what to draft it from.

    words      typical length, from and to
    tables     the profile's tables that stand in it
    chapters   of the catalogue of measures that feed it
    example    a query to past strategies for how others wrote it, "" for none
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Wording
    purpose: Wording
    words: tuple[int, int]
    questions: tuple[Wording, ...] = Field(min_length=1)
    sentences: tuple[Sentence, ...] = ()
    proposals: tuple[Wording, ...] = ()
    tables: tuple[TableName, ...] = ()
    chapters: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
    example: str = ""


class Outline(_Strict):
    """An outline: whose it is, for what it holds (`scope`) and until when ("2027-12-31"; "" for ever)."""

    id: str
    title: Wording
    source: str = ""
    scope: Wording | None = None
    valid_until: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    sections: tuple[OutlineSection, ...] = Field(min_length=1)

    @field_validator("valid_until")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        if value:
            date.fromisoformat(value)
        return value

    @model_validator(mode="after")
    def _each_section_once(self) -> "Outline":
        ids = [section.id for section in self.sections]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"sections of the same id: {', '.join(twice)}")
        return self

    def expired(self, today: date) -> bool:
        """Tell whether it no longer holds."""
        return bool(self.valid_until) and date.fromisoformat(self.valid_until) < today


class Measure(_Strict):
    """A measure that an author may pick: `text` proposes it in one or two sentences, with facts in braces.

    query   what to look for in the library for the reason why
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Wording
    text: Wording
    query: str = ""

    @model_validator(mode="after")
    def _known_facts(self) -> "Measure":
        unknown = placeholders(self.text.de) - FACTS
        if unknown:
            raise ValueError(f"no such fact of a profile: {', '.join(sorted(unknown))}")
        return self


class Chapter(_Strict):
    """A chapter of the catalogue of measures."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Wording
    source: str = ""
    measures: tuple[Measure, ...] = Field(min_length=1)


class _Catalogue(_Strict):
    chapters: tuple[Chapter, ...]


def placeholders(text: str) -> frozenset[str]:
    """Return the names that stand in braces in a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def read_outline(path: Path) -> Outline:
    """Return the outline of a TOML file; raises ValueError that says what is wrong with it."""
    return Outline.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def load_outline() -> Outline:
    """Return the shipped outline: the ten elements of the guideline (Söllner/Wiese/Wiesner 2018, chapter 8)."""
    return read_outline(PROMPTS / "outline.toml")


@cache
def load_chapters() -> Mapping[str, Chapter]:
    """Return the catalogue of measures by the ids of its chapters, in order."""
    text = (PROMPTS / "measures.toml").read_text(encoding="utf-8")
    return {chapter.id: chapter for chapter in _Catalogue.model_validate(tomllib.loads(text)).chapters}
