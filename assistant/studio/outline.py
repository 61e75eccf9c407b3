"""Outlines of a strategy and the catalogue of measures, from prompts/: data that a strategist edits, checked here."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from assistant.phrase import Phrase, Strict, placeholders
from assistant.studio.facts import FACTS
from assistant.wording import PROMPTS
from ingest.records import SourceKind

STATEMENTS: tuple[SourceKind, ...] = ("guideline", "study", "webpage")  # what backs a section; strategies are examples
TableName = Literal["finance", "work_plan", "risks", "indicators", "partners", "projects", "members", "goals"]


class Sentence(Phrase):
    """A sentence made of the profile's facts, named in braces; `missing` is the open point where one of them lacks.

    A sentence without `missing` is left out in silence where a fact lacks.
    """

    missing: Phrase | None = None

    @model_validator(mode="after")
    def _known_facts(self) -> Self:
        _refuse_unknown_facts(self.needs)
        return self

    @property
    def needs(self) -> frozenset[str]:
        """Return the names of the facts it is made of."""
        return placeholders(self.de)


class Search(Strict):
    """What to look for in the library for a section, and how to introduce what was found.

    The query may name facts in braces; it is left out where one of them lacks. `lead` ends before the quote:
    "Der Leitfaden verlangt dazu:".
    """

    query: str = Field(min_length=1)
    lead: Phrase
    kinds: tuple[SourceKind, ...] = STATEMENTS

    @model_validator(mode="after")
    def _known_facts(self) -> Self:
        _refuse_unknown_facts(placeholders(self.query))
        return self


class OutlineSection(Strict):
    """A content element: what it is for, what to ask the author, and what to draft it from.

    words      typical length, from and to
    tables     the profile's tables that stand in it
    chapters   of the catalogue of measures that feed it
    example    a query to past strategies for how others wrote it, "" for none
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Phrase
    purpose: Phrase
    words: tuple[int, int]
    questions: tuple[Phrase, ...] = Field(min_length=1)
    sentences: tuple[Sentence, ...] = ()
    proposals: tuple[Phrase, ...] = ()
    tables: tuple[TableName, ...] = ()
    chapters: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
    example: str = ""


class Outline(Strict):
    """An outline: whose it is, for what it holds (`scope`) and until when ("2027-12-31"; "" for ever)."""

    id: str
    title: Phrase
    source: str = ""
    scope: Phrase | None = None
    valid_until: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    sections: tuple[OutlineSection, ...] = Field(min_length=1)

    @field_validator("valid_until")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        if value:
            date.fromisoformat(value)
        return value

    @model_validator(mode="after")
    def _each_section_once(self) -> Self:
        ids = [section.id for section in self.sections]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"sections of the same id: {', '.join(twice)}")
        return self

    def expired(self, today: date) -> bool:
        """Tell whether it no longer holds."""
        return bool(self.valid_until) and date.fromisoformat(self.valid_until) < today


class Measure(Strict):
    """A measure that an author may pick: `text` proposes it in one or two sentences, with facts in braces.

    query   what to look for in the library for the reason why
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Phrase
    text: Phrase
    query: str = ""

    @model_validator(mode="after")
    def _known_facts(self) -> Self:
        _refuse_unknown_facts(placeholders(self.text.de))
        return self


class Chapter(Strict):
    """A chapter of the catalogue of measures."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Phrase
    source: str = ""
    measures: tuple[Measure, ...] = Field(min_length=1)


class _Catalogue(Strict):
    chapters: tuple[Chapter, ...]


def _refuse_unknown_facts(names: frozenset[str]) -> None:
    if names - FACTS:
        raise ValueError(f"no such fact of a profile: {', '.join(sorted(names - FACTS))}")


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
