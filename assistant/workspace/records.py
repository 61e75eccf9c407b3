"""What the workspace hands out: frozen records. Times are UTC in ISO form ("2026-11-28T09:30:00.000000+00:00")."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar, get_args

from assistant.studio.records import Section
from ingest.records import Language

SectionStatus = Literal["open", "draft", "reviewed", "final"]
SECTION_STATUSES: tuple[SectionStatus, ...] = get_args(SectionStatus)
Cause = Literal["draft", "edit", "proposal", "restore", "refused"]
CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True)
class Strategy:
    """A strategy in the making. `profile_revision` counts the saved profiles: save the next one "based on" it.

    `outline_id` is that of an outline of its owner, "" for the shipped one.
    """

    id: str
    owner: str
    title: str
    language: Language
    created_at: str
    changed_at: str
    profile_revision: int
    outline_id: str = ""


@dataclass(frozen=True)
class UnsavedText:
    """What a tab of the browser has typed and not saved yet, begun upon revision `based_on`.

    `tab` is "" for what was typed before tabs had names. Of a profile `text` is JSON: the texts of its fields by name.
    """

    tab: str
    text: str
    based_on: int
    kept_at: str


@dataclass(frozen=True)
class SectionState:
    """A section as it stands.

    status         open: nothing but open points yet   draft: written   reviewed, final: what a person said of this text
    revision       number of the text; a change of the text gives a higher one, status, lock and place do not
    position       from 0, without gaps
    proposed       a regenerated text that waits for accept or reject, made from revision `proposed_from` as
                   `instruction` asked
    proposal       the waiting text in short, to accept or reject no other one than the one that was seen; "" for none
    comments       their number
    """

    section: Section
    status: SectionStatus
    locked: bool
    revision: int
    saved_at: str
    position: int
    proposed: Section | None = None
    proposed_from: int | None = None
    proposal: str = ""
    instruction: str = ""
    comments: int = 0

    @property
    def is_blank(self) -> bool:
        """Tell whether it has had no text yet: a new section, whose first one may wait."""
        return self.revision == 1 and not self.section.parts


@dataclass(frozen=True)
class Version:
    """A text that a section has or had, or ("refused") that did not become its text.

    Refused is what came from a tab which had not seen the newest text, and a proposal that was rejected or replaced.

    note   of an edit what its author says, of a proposal its instruction, of a restore the number of the old revision
    """

    revision: int
    saved_at: str
    cause: Cause
    note: str
    section: Section


@dataclass(frozen=True)
class Comment:
    """A remark on a section."""

    id: str
    section_id: str
    author: str
    text: str
    written_at: str


@dataclass(frozen=True)
class StoredAudit:
    """An audit that is kept."""

    id: str
    title: str
    made_at: str


Content = TypeVar("Content")
DossierKind = Literal["partners", "projects", "monitoring", "survey"]


@dataclass(frozen=True)
class StoredDossier:
    """A dossier as it is listed."""

    id: str
    title: str
    made_at: str
    changed_at: str


@dataclass(frozen=True)
class Dossier(Generic[Content]):
    """A dossier as it stands; a change of its content says that it is based on this `revision`."""

    id: str
    title: str
    revision: int
    changed_at: str
    content: Content


@dataclass(frozen=True)
class Citing:
    """A strategy and those of its sections that cite certain sources, in their order."""

    owner: str
    strategy_id: str
    title: str
    section_ids: tuple[str, ...]


def moment(saved_at: str) -> str:
    """Return "2026-11-28 10:30" of a stored time, as the clocks of this computer show it."""
    return datetime.fromisoformat(saved_at).astimezone().strftime("%Y-%m-%d %H:%M")
