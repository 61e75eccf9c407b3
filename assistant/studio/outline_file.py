"""An outline that a user wrote, a funding call's for example: a TOML file, read with messages that name the field.

It looks like prompts/outline.toml. What stands there in German and English may stand in one language only: the text
is then the same in both.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from textwrap import shorten

from pydantic import ValidationError

from assistant.studio.faults import faults_in_words
from assistant.studio.outline import Outline
from ingest.errors import AppError
from ingest.records import Text

_LARGEST = 1_000_000  # bytes
_PHRASES = ("title", "purpose", "scope", "lead", "missing")
_LISTS_OF_PHRASES = ("questions", "sentences", "proposals")
_LONGEST_SHOWN = 60  # characters of a line or a name in a message
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_SYNTAX = {  # by how tomllib's messages begin
    "Illegal character|Unterminated": Text(
        "ein Text endet nicht mit einem Anführungszeichen", "a text does not end with a quotation mark"
    ),
    "Unescaped": Text("in Texten steht \\\\ statt \\", "in texts, \\\\ stands for \\"),
    "Unclosed": Text("eine Klammer ist nicht geschlossen", "a bracket is not closed"),
    "Cannot|Duplicate": Text("diese Angabe gibt es schon weiter oben", "this is said further up already"),
    "Invalid value|Invalid date": Text(
        "der Wert ist nicht lesbar; Texte stehen in Anführungszeichen",
        "the value cannot be read; texts stand in quotation marks",
    ),
    "": Text(
        'erwartet wird eine Zeile wie title = "Text" oder [[sections]]',
        'a line such as title = "Text" or [[sections]] is expected',
    ),
}


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
    except IsADirectoryError as error:
        raise BadOutline(
            Text(f"{path} ist ein Ordner.", f"{path} is a folder."),
            Text("Nennen Sie eine einzelne Datei (.toml).", "Name a single file (.toml)."),
        ) from error
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
            syntax_fault(str(error), text, name),
            Text("Ein Muster schreibt `clusterkompass outline new`.", "`clusterkompass outline new` writes a model."),
        ) from error
    try:
        return Outline.model_validate(_in_both_languages(data))
    except ValidationError as error:
        raise BadOutline(
            faults_in_words(error, name, _section_names(data)),
            Text("Berichtigen Sie die genannten Stellen der Gliederung.", "Correct the named places of the outline."),
        ) from error


def syntax_fault(said: str, text: str, name: str) -> Text:
    """Return what tomllib says of a text, with the line that it names."""
    if not (found := _LINE.search(said)):
        return Text(
            f"{name}, am Ende der Datei: Die letzte Angabe ist nicht vollständig.",
            f"{name}, at the end of the file: what stands there last is not complete.",
        )
    reason = next(reason for beginning, reason in _SYNTAX.items() if re.match(beginning, said))
    number = int(found[1])
    line = shorten(text.split("\n")[number - 1], _LONGEST_SHOWN, placeholder=" …")
    return Text(
        f"{name}, Zeile {number} ({line}): {reason.de}.",
        f"{name}, line {number} ({line}): {reason.en}.",
    )


def _section_names(data: dict[str, object]) -> dict[str, Text]:
    """Return how the messages call each section: by its number and id."""
    sections = data.get("sections")
    names = {}
    for number, section in enumerate(sections if isinstance(sections, list) else ()):
        name = section.get("id") if isinstance(section, dict) else None
        known = f" ({name[:_LONGEST_SHOWN]})" if isinstance(name, str) else ""
        names[f"sections.{number}"] = Text(f"Abschnitt {number + 1}{known}", f"section {number + 1}{known}")
    return names


def _in_both_languages(data: object, field: str = "") -> object:
    if type(data) is date:  # valid_until = 2027-12-31, without quotation marks
        return data.isoformat()
    if isinstance(data, dict):
        return {key: _in_both_languages(value, key) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_both_languages(each, field if field in _LISTS_OF_PHRASES else "") for each in data]
    is_phrase = isinstance(data, str) and field in (*_PHRASES, *_LISTS_OF_PHRASES)
    return {"de": data, "en": data} if is_phrase else data
