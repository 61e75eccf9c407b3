"""A selection as a file: JSON or a workbook; the ending of the name says which."""

from pathlib import Path

from assistant.instruments.record_file import BadInstrumentFile, check_ending, read_record, record_bytes
from assistant.selection.records import Selection, SelectionKind
from assistant.selection.words import text_of
from assistant.selection.workbook import selection_workbook
from assistant.selection.workbook_reading import read_selection
from ingest.records import Language, Text

SELECTION_FORMATS = (".json", ".xlsx")
_SAVE_ANEW = Text(
    "Nichts wurde übernommen. Ein Muster schreibt `clusterkompass partners new` oder `clusterkompass projects new`.",
    "Nothing was taken over. `clusterkompass partners new` or `clusterkompass projects new` writes a model.",
)


def read_selection_file(path: Path, kind: SelectionKind, name: str = "") -> Selection:
    """Return the selection of a JSON file or a workbook.

    Raises BadInstrumentFile, also for a selection of the other kind, UnusableWorkbook, MissingPath, FileOutOfReach.
    """
    name = name or path.name
    check_ending(path, SELECTION_FORMATS)
    if path.suffix.lower() == ".xlsx":
        return read_selection(path, kind, name)
    selection = read_record(path, Selection, _SAVE_ANEW, name=name)
    if selection.kind != kind:
        reason = text_of("fault_kind")
        raise BadInstrumentFile(Text(f"{name}: {reason.de}.", f"{name}: {reason.en}."), _SAVE_ANEW)
    return selection


def selection_bytes(selection: Selection, ending: str, language: Language) -> bytes:
    """Return a selection as a file of this ending (one of SELECTION_FORMATS) that `read_selection_file` reads back."""
    return selection_workbook(selection, language) if ending == ".xlsx" else record_bytes(selection)
