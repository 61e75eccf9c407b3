"""A library in a folder that cannot be written, on a read-only disk or without the rights: it is read from a copy.

SQLite and tantivy write beside what they read, if only their locks. The copy goes into a temporary folder and holds
what questions need; Chroma's files are left out, for vectors are searched exactly.
"""

import shutil
from pathlib import Path

from ingest.config import INDEX_FOLDER, REGISTRY_FILE
from ingest.registry_errors import BrokenLibrary


def copy_for_reading(data: Path, target: Path) -> None:
    """Copy registry, its journal and full text; raises BrokenLibrary where they cannot be read or there is no room."""
    full_text = data / INDEX_FOLDER / "fulltext"
    files = [data / REGISTRY_FILE, data / f"{REGISTRY_FILE}-wal", *full_text.glob("*")]
    try:
        for path in files:
            if path.is_file():
                copy = target / path.relative_to(data)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)  # without its rights, which may forbid writing
    except OSError as error:
        raise BrokenLibrary(target, error.strerror or "OSError") from error
