"""Pure: which of the wanted files are new, changed, or already there, and which sources have lost their file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.records import Source


@dataclass(frozen=True)
class WantedFile:
    """A file that shall be in the library. `origin` names where it comes from, the same for each of its versions."""

    origin: str
    sha256: str


@dataclass(frozen=True)
class Step:
    """What to do for one wanted file. `present` is the source it replaces, or the one that already holds its content."""

    action: Literal["add", "replace", "keep"]
    present: Source | None = None


def plan_file(wanted: WantedFile, present: Iterable[Source]) -> Step:
    """Return the step for a file: content that is already there is kept, a changed origin replaced, the rest added.

    A source that failed before is tried again.
    """
    ready = [source for source in present if source.state == "ready"]
    same_content = [source for source in ready if source.sha256 == wanted.sha256]
    if same_content:
        return Step("keep", same_content[0])
    same_origin = [source for source in ready if source.origin == wanted.origin]
    return Step("replace", same_origin[0]) if same_origin else Step("add")


def orphans(folder: str, wanted: Sequence[WantedFile], present: Iterable[Source]) -> tuple[Source, ...]:
    """Return the sources that came from `folder` (an origin ending in a separator) and whose files are gone."""
    origins = {file.origin for file in wanted}
    return tuple(source for source in present if source.origin.startswith(folder) and source.origin not in origins)
