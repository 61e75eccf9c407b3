"""An instrument's record (a plan, a selection, a survey) as a JSON file: whatever is wrong with it is said in words."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from assistant.phrase import Strict
from assistant.studio.faults import faults_in_words
from ingest.errors import AppError, FileOutOfReach, MissingPath
from ingest.records import Text

# bytes: a survey of 10,000 answers in full, or 50 candidates rated by 69 criteria with notes, are some five million
_LARGEST = 50_000_000
_NO_NAMES: Mapping[str, Text] = MappingProxyType({})

Record = TypeVar("Record", bound=Strict)


class BadInstrumentFile(AppError):
    """A file that does not hold such a record; the message names file and field, the hint what writes a valid one."""

    code = "bad_instrument_file"


def read_record(
    path: Path, kind: type[Record], hint: Text, *, name: str = "", names: Mapping[str, Text] = _NO_NAMES
) -> Record:
    """Return the record of a JSON file, called `name` by its user; `names` are its fields' in the messages.

    Raises BadInstrumentFile, with the hint, MissingPath, FileOutOfReach.
    """
    name = name or path.name
    if not path.exists():
        raise MissingPath(str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInstrumentFile(Text(f"{name} ist zu groß.", f"{name} is too large."), hint)
        text = path.read_bytes().removeprefix(BOM_UTF8).decode("utf-8")  # Windows writes the mark
    except OSError as error:
        raise FileOutOfReach(name, error) from error
    except UnicodeDecodeError as error:
        raise BadInstrumentFile(Text(f"{name} ist kein UTF-8.", f"{name} is not UTF-8."), hint) from error
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise BadInstrumentFile(faults_in_words(error, name, names), hint) from error


def record_bytes(record: Strict) -> bytes:
    """Return a record as JSON that `read_record` reads back the same."""
    return f"{record.model_dump_json(indent=2)}\n".encode()


def check_ending(path: Path, endings: tuple[str, ...]) -> None:
    """Raise BadInstrumentFile where no instrument is kept under such a name."""
    if path.suffix.lower() not in endings:
        german, english = (f" {word} ".join(endings) for word in ("oder", "or"))
        raise BadInstrumentFile(
            Text(f"{path.name} endet auf keine der möglichen Endungen.", f"{path.name} has none of the endings."),
            Text(f"Nennen Sie eine Datei, die auf {german} endet.", f"Name a file that ends in {english}."),
        )
