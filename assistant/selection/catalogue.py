"""The catalogues of criteria as data, from prompts/criteria/ or a file of the same form that a user wrote.

Söllner/Wiese/Wiesner (2018), chapter 4.1 (69 criteria for partners in seven groups) and 5.2 (projects), in our words.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from assistant.instruments.typed import Id, Origin
from assistant.phrase import Strict
from assistant.selection.records import Criterion, Said, SelectionKind, check_criteria
from assistant.studio.faults import faults_in_words
from assistant.studio.outline_file import syntax_fault
from assistant.wording import PROMPTS
from ingest.errors import AppError
from ingest.records import Text

FOLDER = PROMPTS / "criteria"
_LARGEST = 1_000_000  # bytes


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


class BadCatalogue(AppError):
    """A file that is no catalogue; the message names file, group, entry and field."""

    code = "bad_catalogue"


@cache
def load_catalogue(kind: SelectionKind) -> Catalogue:
    """Return the shipped catalogue."""
    return read_catalogue(FOLDER / f"{kind}.toml")


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue of a TOML file; raises BadCatalogue."""
    try:
        if path.stat().st_size > _LARGEST:
            raise _bad(Text(f"{path.name} ist größer als ein Megabyte.", f"{path.name} is larger than one megabyte."))
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(Text(f"{path.name} ist nicht lesbar.", f"{path.name} cannot be read.")) from error
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad(syntax_fault(str(error), text, path.name)) from error
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        raise _bad(faults_in_words(error, path.name, _group_names(data))) from error


def _bad(message: Text) -> BadCatalogue:
    return BadCatalogue(
        message,
        Text(
            "Berichtigen Sie die Datei; Muster sind die Dateien in prompts/criteria/.",
            "Correct the file; the files in prompts/criteria/ are models.",
        ),
    )


def _group_names(data: dict[str, object]) -> dict[str, Text]:
    """Return how the messages call each group: by its number and id."""
    groups, names = data.get("groups"), {}
    for number, group in enumerate(groups if isinstance(groups, list) else ()):
        name = group.get("id") if isinstance(group, dict) else None
        known = f" ({name[:60]})" if isinstance(name, str) else ""
        names[f"groups.{number}"] = Text(f"Gruppe {number + 1}{known}", f"group {number + 1}{known}")
    return names
