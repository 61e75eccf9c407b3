"""The catalogues of criteria as data, from prompts/criteria/ or a file of the same form that a user wrote.

Söllner/Wiese/Wiesner (2018), chapter 4.1 (69 criteria for partners in seven groups) and 5.2 (projects), in our words.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from assistant.instruments.catalogue_file import read_catalogue_file
from assistant.instruments.typed import Id, Origin
from assistant.phrase import Strict
from assistant.selection.records import Criterion, Said, SelectionKind, check_criteria
from assistant.wording import PROMPTS
from ingest.records import Text

FOLDER = PROMPTS / "criteria"


class Entry(Strict):
    """A criterion of a catalogue; `weight` and `least` are what a new selection starts with."""

    id: Id
    title: Said
    question: Said | None = None
    weight: float = Field(default=5, ge=0, le=10)
    least: int | None = Field(default=None, ge=1, le=4)
    origin: Origin | None = None


class Group(Strict):
    """Criteria that stand together in the catalogue and in a report."""

    id: Id
    title: Said
    criteria: tuple[Entry, ...] = Field(min_length=1)


class Catalogue(Strict):
    """The groups in their order."""

    groups: tuple[Group, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        check_criteria(self.criteria)
        return self

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return all criteria as a selection holds them."""
        return tuple(Criterion(group=group.title, **dict(entry)) for group in self.groups for entry in group.criteria)


@cache
def load_catalogue(kind: SelectionKind) -> Catalogue:
    """Return the shipped catalogue."""
    return read_catalogue(FOLDER / f"{kind}.toml")


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue of a TOML file; raises BadCatalogue."""
    return read_catalogue_file(path, Catalogue, "prompts/criteria/partners.toml", _group_names)


def _group_names(data: Mapping[str, object]) -> dict[str, Text]:
    """Return how the messages call each group: by its number and id."""
    groups, names = data.get("groups"), {}
    for number, group in enumerate(groups if isinstance(groups, list) else ()):
        name = group.get("id") if isinstance(group, dict) else None
        known = f" ({name[:60]})" if isinstance(name, str) else ""
        names[f"groups.{number}"] = Text(f"Gruppe {number + 1}{known}", f"group {number + 1}{known}")
    return names
