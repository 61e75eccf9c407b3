"""Reading a catalogue: a TOML file in prompts/, or one of the same form that a user wrote."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from assistant.phrase import Strict
from assistant.studio.faults import faults_in_words
from assistant.studio.outline_file import syntax_fault
from ingest.errors import AppError
from ingest.records import Text

_LARGEST = 1_000_000  # bytes
Read = TypeVar("Read", bound=Strict)


class BadCatalogue(AppError):
    """A file that is no catalogue of its kind; the message names file and field, or the line."""

    code = "bad_catalogue"


def read_catalogue_file(
    path: Path,
    kind: type[Read],
    model: str,
    names: Callable[[Mapping[str, object]], Mapping[str, Text]] = lambda data: {},
) -> Read:
    """Return the catalogue of a TOML file (UTF-8, at most one megabyte); raises BadCatalogue.

    model   a file that comes with the program and shows how one looks: "prompts/indicators.toml"
    names   how the messages call the parts of the file
    """
    hint = Text(f"Berichtigen Sie die Datei; ein Muster ist {model}.", f"Correct the file; a model is {model}.")
    name = path.name
    try:
        if path.stat().st_size > _LARGEST:
            raise BadCatalogue(
                Text(f"{name} ist größer als ein Megabyte.", f"{name} is larger than one megabyte."), hint
            )
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCatalogue(
            Text(f"{name} ist nicht lesbar.", f"{name} cannot be read."),
            Text("Prüfen Sie den Namen; gespeichert wird als UTF-8.", "Check the name, and save it as UTF-8."),
        ) from error
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadCatalogue(syntax_fault(str(error), text, name), hint) from error
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise BadCatalogue(faults_in_words(error, name, names(data)), hint) from error
