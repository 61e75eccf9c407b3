"""An outline that a user wrote, a funding call's for example: a TOML file, read with messages that name the field.

It looks like prompts/outline.toml. What stands there in German and English may stand in one language only: the text
is then the same in both.
"""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from assistant.studio.faults import faults_in_words
from assistant.studio.outline import Outline
from ingest.errors import AppError
from ingest.records import Text

_LARGEST = 1_000_000  # bytes
_PHRASES = ("title", "purpose", "scope", "lead", "missing")
_LISTS_OF_PHRASES = ("questions", "sentences", "proposals")


class BadOutline(AppError):
    """A file that is no outline; the message names file, section and field."""

    code = "bad_outline"


def read_outline_text(path: Path) -> str:
    """Return the text of an outline's file; raises BadOutline. What it says is checked by `parse_outline`."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadOutline(
                Text(f"{path.name} ist zu groß für eine Gliederung.", f"{path.name} is too large for an outline."),
                Text("Höchstens ein Megabyte ist möglich.", "At most one megabyte is possible."),
            )
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadOutline(
            Text(f"{path.name} ist nicht lesbar.", f"{path.name} cannot be read."),
            Text(
                "Prüfen Sie den Namen, und speichern Sie die Datei als UTF-8.", "Check the name, and save it as UTF-8."
            ),
        ) from error


def parse_outline(text: str, name: str) -> Outline:
    """Return the outline in a TOML text; `name` stands in the messages. Raises BadOutline."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadOutline(
            Text(f"{name} ist kein gültiges TOML ({error}).", f"{name} is no valid TOML ({error})."),
            Text("Ein Muster schreibt `clusterkompass outline new`.", "`clusterkompass outline new` writes a model."),
        ) from error
    try:
        return Outline.model_validate(_in_both_languages(data))
    except ValidationError as error:
        raise BadOutline(
            faults_in_words(error, name),
            Text("Berichtigen Sie die genannten Stellen der Gliederung.", "Correct the named places of the outline."),
        ) from error


def _in_both_languages(data: object, field: str = "") -> object:
    if isinstance(data, dict):
        return {key: _in_both_languages(value, key) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_both_languages(each, field if field in _LISTS_OF_PHRASES else "") for each in data]
    is_phrase = isinstance(data, str) and field in (*_PHRASES, *_LISTS_OF_PHRASES)
    return {"de": data, "en": data} if is_phrase else data
