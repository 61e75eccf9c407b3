"""A selection as a file: JSON or a workbook; the ending of the name says which."""

from pathlib import Path

from pydantic import ValidationError

from assistant.selection.records import Selection, SelectionKind
from assistant.selection.words import text_of
from assistant.selection.workbook import selection_workbook
from assistant.selection.workbook_reading import read_selection
from assistant.studio.faults import faults_in_words
from ingest.errors import AppError, FileOutOfReach, MissingPath
from ingest.records import Language, Text

SELECTION_FORMATS = (".json", ".xlsx")
_LARGEST = 50_000_000  # bytes of JSON; 50 candidates by 69 criteria with notes are some five million
_SAVE_ANEW = Text(
    "Nichts wurde übernommen. Ein Muster schreibt `clusterkompass partners new` oder `clusterkompass projects new`.",
    "Nothing was taken over. `clusterkompass partners new` or `clusterkompass projects new` writes a model.",
)


class BadSelection(AppError):
    """A file that is no selection of this kind; the message names file and field."""

    code = "bad_selection"


def read_selection_file(path: Path, kind: SelectionKind, name: str = "") -> Selection:
    """Return the selection of a JSON file or a workbook.

    Raises BadSelection, UnusableWorkbook, MissingPath, FileOutOfReach.
    """
    name = name or path.name
    check_selection_format(path)
    if not path.exists():
        raise MissingPath(str(path))
    if path.suffix.lower() == ".xlsx":
        return read_selection(path, kind, name)
    try:
        if path.stat().st_size > _LARGEST:
            raise BadSelection(Text(f"{name} ist zu groß.", f"{name} is too large."), _SAVE_ANEW)
        return parse_selection(path.read_text(encoding="utf-8-sig"), kind, name)
    except OSError as error:
        raise FileOutOfReach(name, error) from error
    except UnicodeDecodeError as error:
        raise BadSelection(Text(f"{name} ist kein UTF-8.", f"{name} is not UTF-8."), _SAVE_ANEW) from error


def parse_selection(text: str, kind: SelectionKind, name: str) -> Selection:
    """Return the selection in a JSON text; `name` stands in the messages. Raises BadSelection."""
    try:
        selection = Selection.model_validate_json(text)
    except ValidationError as error:
        raise BadSelection(faults_in_words(error, name), _SAVE_ANEW) from error
    if selection.kind != kind:
        reason = text_of("fault_kind")
        raise BadSelection(Text(f"{name}: {reason.de}.", f"{name}: {reason.en}."), _SAVE_ANEW)
    return selection


def selection_bytes(selection: Selection, ending: str, language: Language) -> bytes:
    """Return a selection as a file of this ending (one of SELECTION_FORMATS) that `read_selection_file` reads back."""
    if ending == ".xlsx":
        return selection_workbook(selection, language)
    return f"{selection.model_dump_json(indent=2)}\n".encode()


def check_selection_format(path: Path) -> None:
    """Raise BadSelection where a selection is not kept under such a name."""
    if path.suffix.lower() not in SELECTION_FORMATS:
        raise BadSelection(
            Text(
                f"{path.name}: Eine Auswahl ist eine JSON- oder XLSX-Datei.",
                f"{path.name}: a selection is a JSON or XLSX file.",
            ),
            Text("Nennen Sie eine Datei, die auf .json oder .xlsx endet.", "Name a file that ends in .json or .xlsx."),
        )
