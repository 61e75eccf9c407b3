"""Bibliographic data from beside the file: a sidecar "report.pdf.toml" or an entry in the folder's "sources.toml"."""

import os
import tomllib
from dataclasses import fields, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import FileOutOfReach, UnreadableSource
from ingest.records import Source, SourceDetails, SourceKind, Text

SOURCES_FILE = "sources.toml"


class InvalidMetadata(UnreadableSource):
    code = "invalid_metadata"

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            Text(
                f"Die Angaben in {name} sind nicht gültig: {problem}.", f"The data in {name} is not valid: {problem}."
            ),
            Text(
                "Erlaubt: title, authors, publisher, year, kind, language, url, licence, valid_until, confidential.",
                "Allowed: title, authors, publisher, year, kind, language, url, licence, valid_until, confidential.",
            ),
        )


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    year: int | None = None
    kind: SourceKind | None = None
    language: str = ""
    url: str = ""
    licence: str = ""
    valid_until: str = ""
    confidential: bool = False


class _FileEntry(_Entry):
    file: str


def details_beside(path: Path) -> SourceDetails:
    """Return what the sidecar of a file, or else its folder's sources.toml ([[source]] file = "..."), says of it.

    Raises InvalidMetadata, FileOutOfReach.
    """
    sidecar = path.with_name(path.name + ".toml")
    if os.path.isfile(sidecar):  # unlike Path.is_file, False for a name that has become too long
        return _details(_validated(_Entry, _toml(sidecar), sidecar.name))
    listing = path.with_name(SOURCES_FILE)
    if not listing.is_file():
        return SourceDetails()
    entries = _toml(listing).get("source", [])
    if not isinstance(entries, list):
        raise InvalidMetadata(listing.name, "source: [[source]]")
    mine = [entry for entry in entries if isinstance(entry, dict) and entry.get("file") == path.name]
    return _details(_validated(_FileEntry, mine[0], listing.name)) if mine else SourceDetails()


def merge_details(base: SourceDetails, over: SourceDetails) -> SourceDetails:
    """Return `base` with every field that `over` knows taken from `over`."""
    known = {field.name: getattr(over, field.name) for field in fields(over) if getattr(over, field.name)}
    return replace(base, **known)


def known_details(source: Source) -> SourceDetails:
    """Return what is known of a source, for its next version; a title made of the file's name is no knowledge."""
    is_guess = source.details.title in (Path(source.file_name).stem, source.file_name)
    return replace(source.details, title="") if is_guess else source.details


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileOutOfReach(path.name, error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidMetadata(path.name, str(error)) from error


def _validated(model: type[_Entry], data: object, name: str) -> _Entry:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidMetadata(name, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _details(entry: _Entry) -> SourceDetails:
    return SourceDetails(**entry.model_dump(exclude={"file"}))
