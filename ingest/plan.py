"""Pure: which of the wanted files are new, changed, or already there, and which sources have lost their file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.records import Source


@dataclass(frozen=True)
class WantedFile:
    """A file that shall be in the library. `origin` names where it comes from, the same for each of its versions.

    ocr   whether its pages without text are to be recognised
    """

    origin: str
    sha256: str
    ocr: bool = False


@dataclass(frozen=True)
class Step:
    """What to do for one wanted file; "recognise": read it anew, and replace what is present if another text comes out.

    present    the source it replaces, or the one that already holds its content
    outdated   the sources to remove: other content of the same origin, and failed tries at the same content
    """

    action: Literal["add", "replace", "keep", "recognise"]
    present: Source | None = None
    outdated: tuple[Source, ...] = ()


def plan_file(wanted: WantedFile, present: Iterable[Source], claimed: Collection[str] = ()) -> Step:
    """Return the step for a file: content that is there is kept, a changed origin replaced, the rest added.

    A source that failed before is tried again. `claimed` are the sha256 of all files of the batch: a source with one
    of these belongs to that file, and is neither replaced nor outdated because it once came from this one's origin.
    """
    related = [
        source
        for source in present
        if wanted.sha256 == source.sha256 or (wanted.origin == source.origin and source.sha256 not in claimed)
    ]
    ready = [source for source in related if source.state == "ready"]
    kept = next((source for source in ready if source.sha256 == wanted.sha256), None)
    if kept is not None:
        action: Literal["keep", "recognise"] = "recognise" if wanted.ocr and not kept.ocr else "keep"
        return Step(action, kept, tuple(source for source in related if source != kept))
    replaced = next((source for source in ready if source.origin == wanted.origin), None)
    return Step("replace" if replaced else "add", replaced, tuple(related))


def orphans(folder: str, wanted: Sequence[WantedFile], present: Iterable[Source]) -> tuple[Source, ...]:
    """Return the sources that came from `folder` (an origin ending in a separator) and whose files are gone.

    A file that only got another name is not gone.
    """
    origins = {file.origin for file in wanted}
    contents = {file.sha256 for file in wanted}
    gone = (source for source in present if source.origin.startswith(folder) and source.origin not in origins)
    return tuple(source for source in gone if source.sha256 not in contents)
