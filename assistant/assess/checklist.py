"""The checklist and the content elements as data, from prompts/checklist/: what each point asks, and how it shows.

Söllner/Wiese/Wiesner (2018): the 19 points of the checklist (c01-c19) and the ten elements of chapter 8 (e01-e10), in
our own words. A point has facets; a facet shows itself by signs: sets of concepts that stand together in a statement.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.assess.words import Concept, Lexicon, concepts
from assistant.phrase import Phrase, Strict
from assistant.wording import PROMPTS

FOLDER = PROMPTS / "checklist"
_SHARED = "concepts.toml"
Polarity = Literal["affirmed", "refused", "any"]
Reach = Literal["statement", "neighbours", "block", "section"]


class Sign(Strict):
    """Concepts that show a facet when they all stand within reach.

    reach     one statement with what stands above it in a table or list, two neighbours, a paragraph ("block"), or a
              statement with the heading of its section

    all_of    names of concepts; "a|b" is one of several
    none_of   names of concepts of which none may stand there
    polarity  whether it shows by being affirmed, by being refused or put off, or either way
    """

    all_of: tuple[str, ...] = Field(min_length=1)
    none_of: tuple[str, ...] = ()
    reach: Reach = "statement"
    polarity: Polarity = "affirmed"


class Facet(Strict):
    """A part of a point. A point is met when all its facets show, missing when none of its `core` does.

    flaw     it speaks against the point when it shows ("erst nach Ende der Förderung"): then the point is met in part
    lacks    what to say when it does not show, of a flaw when it does
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    lacks: Phrase
    signs: tuple[Sign, ...] = Field(min_length=1)
    core: bool = False
    flaw: bool = False


class Point(Strict):
    """A point of the checklist or a content element.

    demand    what is asked, in our own words      chapter   of the guideline
    advice    a question to the library on how to meet it
    funded    it is tied to a funding programme and may not apply
    """

    id: str = Field(pattern=r"^[ce]\d\d$")
    title: Phrase
    demand: Phrase
    chapter: str
    advice: str
    funded: bool = False
    facets: tuple[Facet, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_a_core(self) -> Self:
        if not any(facet.core for facet in self.facets):
            raise ValueError(f"{self.id} has no facet that is core")
        return self


class _File(Strict):
    concepts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    but_not: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    points: tuple[Point, ...] = ()


class Checklist(Strict, arbitrary_types_allowed=True):
    """All points in order, and the concepts that their signs name."""

    points: tuple[Point, ...]
    concepts: Mapping[str, Concept]

    @cached_property
    def lexicon(self) -> Lexicon:
        """Return what finds the words of all concepts."""
        return Lexicon(self.concepts.values())

    @model_validator(mode="after")
    def _known_concepts(self) -> Self:
        signs = [sign for point in self.points for facet in point.facets for sign in facet.signs]
        named = {name for sign in signs for entry in (*sign.all_of, *sign.none_of) for name in entry.split("|")}
        if unknown := named - self.concepts.keys():
            raise ValueError(f"no such concept: {', '.join(sorted(unknown))}")
        return self


def read_checklist(folder: Path) -> Checklist:
    """Return the checklist of a folder of TOML files; raises ValueError that says what is wrong with it.

    A file's concepts are its own; those of concepts.toml are everybody's.
    """
    shared, *others = (_read(path) for path in [folder / _SHARED, *sorted(_points_files(folder))])
    points: list[Point] = []
    known: dict[str, Concept] = concepts(shared.concepts, shared.but_not)
    for file in others:
        if again := known.keys() & file.concepts.keys():
            raise ValueError(f"concepts of the same name: {', '.join(sorted(again))}")
        known |= concepts(file.concepts, file.but_not)
        points += file.points
    return Checklist(points=tuple(sorted(points, key=lambda point: point.id)), concepts=known)


@cache
def load_checklist() -> Checklist:
    """Return the shipped checklist."""
    return read_checklist(FOLDER)


def _points_files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.glob("*.toml") if path.name != _SHARED]


def _read(path: Path) -> _File:
    return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
