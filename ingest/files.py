"""Which files of a folder are meant when the folder is added."""

from pathlib import Path

from ingest.errors import MissingPath
from ingest.formats import SUFFIXES

# documents people expect to be read: they are reported with a reason; pictures, scripts and styles are passed over
_REPORTED = {".doc", ".ppt", ".xls", ".xlsb", ".ods", ".odp", ".msg", ".epub", ".pages", ".exe"}
_PARTS_OF_A_PAGE = ("-Dateien", "_files", "-files")


def find_files(path: Path) -> list[Path]:
    """Return the file itself, or a folder's documents in all its folders, sorted; raises MissingPath."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise MissingPath(str(path))
    found = (file for file in path.rglob("*") if file.suffix.lower() in {*SUFFIXES, *_REPORTED} and file.is_file())
    return sorted(file for file in found if not _is_hidden(file.relative_to(path)))


def _is_hidden(relative: Path) -> bool:
    folders = relative.parts[:-1]
    return any(part.startswith((".", "~$")) for part in relative.parts) or any(
        folder.endswith(_PARTS_OF_A_PAGE) for folder in folders
    )
