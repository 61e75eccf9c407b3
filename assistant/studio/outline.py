"""Outlines of a strategy and the catalogue of measures, from prompts/: data that a strategist edits, checked here."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from assistant.assess.checklist import load_checklist
from assistant.phrase import Phrase, Strict, placeholders
from assistant.studio.facts import FACTS
from assistant.wording import PROMPTS
from ingest.records import SourceKind

# What backs a section; strategies are examples. None: of most files that are uploaded nobody says the kind.
STATEMENTS: tuple[SourceKind | None, ...] = ("guideline", "study", "webpage", None)
TableName = Literal["finance", "work_plan", "risks", "indicators", "partners", "projects", "members", "goals"]


SHIPPED = PROMPTS / "outline.toml"
MOST_SECTIONS = 60
_ID = r"^[a-z][a-z0-9_]*$"


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
    kinds: tuple[SourceKind | None, ...] = STATEMENTS

    @model_validator(mode="after")
    def _known_facts(self) -> Self:
        _refuse_unknown_facts(placeholders(self.query))
        return self


class OutlineSection(Strict):
    """A content element: what it is for, what to ask the author, and what to draft it from.

    words      typical length, from and to; None where nothing is said of it
    tables     the profile's tables that stand in it
    chapters   of the catalogue of measures that feed it
    example    a query to past strategies for how others wrote it, "" for none
    points     of the checklist that belong here: what they still ask becomes an open point
    """

    id: str = Field(pattern=_ID)
    title: Phrase
    purpose: Phrase | None = None
    words: tuple[int, int] | None = None
    questions: tuple[Phrase, ...] = Field(min_length=1)
    sentences: tuple[Sentence, ...] = ()
    proposals: tuple[Phrase, ...] = ()
    tables: tuple[TableName, ...] = ()
    chapters: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
    example: str = ""
    points: tuple[str, ...] = ()

    @field_validator("words")
    @classmethod
    def _from_least_to_most(cls, value: tuple[int, int] | None) -> tuple[int, int] | None:
        if value and not 0 <= value[0] <= value[1]:
            raise ValueError("words_reversed")
        return value

    @field_validator("chapters")
    @classmethod
    def _known_chapters(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - load_chapters().keys():
            raise ValueError(f"unknown_chapter: {', '.join(sorted(unknown))}")
        return value

    @field_validator("points")
    @classmethod
    def _known_points(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - {point.id for point in load_checklist().points}:
            raise ValueError(f"unknown_point: {', '.join(sorted(unknown))}")
        return value


class Outline(Strict):
    """An outline: whose it is, for what it holds (`scope`) and until when ("2027-12-31"; "" for ever)."""

    id: str = Field(pattern=_ID)
    title: Phrase
    source: str = ""
    scope: Phrase | None = None
    valid_until: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    sections: tuple[OutlineSection, ...] = Field(min_length=1, max_length=MOST_SECTIONS)

    @field_validator("valid_until")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        try:
            date.fromisoformat(value or "2000-01-01")
        except ValueError as error:
            raise ValueError("no_day") from error
        return value

    @model_validator(mode="after")
    def _each_section_once(self) -> Self:
        places: dict[str, list[str]] = {}
        for number, section in enumerate(self.sections, 1):
            places.setdefault(section.id, []).append(str(number))
        twice = [f"{name} ({', '.join(numbers)})" for name, numbers in places.items() if len(numbers) > 1]
        if twice:
            raise ValueError(f"section_twice: {', '.join(twice)}")
        return self

    def expired(self, today: date) -> bool:
        """Tell whether it no longer holds."""
        return bool(self.valid_until) and date.fromisoformat(self.valid_until) < today


class Measure(Strict):
    """A measure that an author may pick: `text` proposes it in one or two sentences, with facts in braces.

    query   what to look for in the library for the reason why
    """

    id: str = Field(pattern=_ID)
    title: Phrase
    text: Phrase
    query: str = ""

    @model_validator(mode="after")
    def _known_facts(self) -> Self:
        _refuse_unknown_facts(placeholders(self.text.de))
        return self


class Chapter(Strict):
    """A chapter of the catalogue of measures."""

    id: str = Field(pattern=_ID)
    title: Phrase
    source: str = ""
    measures: tuple[Measure, ...] = Field(min_length=1)


class _Catalogue(Strict):
    chapters: tuple[Chapter, ...]


def _refuse_unknown_facts(names: frozenset[str]) -> None:
    if names - FACTS:
        raise ValueError(f"unknown_fact: {', '.join(sorted(names - FACTS))}")


@cache
def load_outline() -> Outline:
    """Return the shipped outline: the ten elements of the guideline (Söllner/Wiese/Wiesner 2018, chapter 8)."""
    return Outline.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


@cache
def load_chapters() -> Mapping[str, Chapter]:
    """Return the catalogue of measures by the ids of its chapters, in order."""
    text = (PROMPTS / "measures.toml").read_text(encoding="utf-8")
    return {chapter.id: chapter for chapter in _Catalogue.model_validate(tomllib.loads(text)).chapters}
