"""Writing a file that its user is going to fill in: the example profile, the shipped outline."""

from pathlib import Path

from assistant.export.files import DraftNotWritten
from ingest.errors import AppError
from ingest.records import Text


class FileExists(AppError):
    """A file that would be overwritten."""

    code = "file_exists"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path} gibt es schon.", f"{path} exists already."),
            Text(
                "Nennen Sie einen anderen Namen; wo der Befehl es kennt, überschreibt --force die Datei.",
                "Give another name; where the command knows it, --force writes over the file.",
            ),
        )


def check_free(path: Path, *, force: bool = False) -> None:
    """Raise FileExists where a file would be written over: it may hold a person's own words, since last week."""
    if path.exists() and not force:
        raise FileExists(path)


def write_model(model: Path, path: Path) -> None:
    """Write a copy of the model; raises FileExists, DraftNotWritten."""
    check_free(path)
    try:
        path.write_bytes(model.read_bytes())
    except OSError as error:
        raise DraftNotWritten(path, error) from error
