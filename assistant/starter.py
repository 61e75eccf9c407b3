"""The starter library: texts of our own in corpus/, added to a library on its first start."""

from collections.abc import Callable
from pathlib import Path

from ingest.files import find_files
from ingest.library import Library, ignore_progress
from ingest.records import Outcome, Progress

STARTER_FILES = Path(__file__).parents[1] / "corpus" / "files"
_ORIGIN = "starter"
_DONE = "starter_added"


def add_starter_library(
    library: Library, progress: Callable[[Progress], None] = ignore_progress, files: Path = STARTER_FILES
) -> tuple[Outcome, ...]:
    """Add the starter texts once; interrupted, the next start goes on. What a user removes later stays removed."""
    if library.registry.meta().get(_DONE):
        return ()
    outcomes = library.add(find_files(files), origin=_ORIGIN, progress=progress)
    library.registry.set_meta({_DONE: "1"})
    return outcomes
