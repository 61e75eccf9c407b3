"""Which file is meant when one shall be added: where it lies, what is in it, and what is said of it."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import FileOutOfReach, MissingPath, UnreadableSource
from ingest.metadata import details_beside, merge_details
from ingest.pipeline import Request
from ingest.records import Source, SourceDetails

_HEAD = 1024  # bytes, within which a PDF says that it is one


def requested(
    path: Path, name: str, origin: str, details: SourceDetails, *, ocr: bool = False
) -> Request | UnreadableSource:
    """Return the request to add a file, or why it cannot be one; `ocr` means something for a PDF only."""
    try:
        if not path.is_file():
            return MissingPath(str(path))
        where = f"{origin}:{name}" if origin else place_of(path)
        said = merge_details(details_beside(path), details)
        return Request(path, name, where, _sha256(path), said, ocr and _is_pdf(path))
    except UnreadableSource as error:
        return error
    except OSError as error:
        return FileOutOfReach(name, error)


def has_left(source: Source, batch: Mapping[str, str]) -> bool:
    """Tell whether a source's content is no longer where it came from, by the files of the batch or by the disk."""
    if source.origin in batch:
        return batch[source.origin] != source.sha256
    return os.path.isabs(source.origin) and content_of(Path(source.origin)) not in (source.sha256, "?")


def content_of(path: Path) -> str:
    """Return the sha256 of a file, "" if there is none, "?" if it cannot be read."""
    try:
        return _sha256(path)
    except OSError as error:
        return "" if isinstance(error, FileNotFoundError) else "?"


def file_of(source: Source) -> Path | None:
    """Return where the file of a source still lies; None for an upload, or when it is gone."""
    path = Path(source.origin)
    return path if path.is_absolute() and path.is_file() else None


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF" in file.read(_HEAD)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place_of(path: Path) -> str:
    """Return the absolute path, the same from every working folder; names that are no valid text are escaped."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")
