"""The workspace: what users make, in one SQLite file that several threads and processes may use at once.

Each change is one transaction that takes the write lock at its start: what it has read is still true when it writes.
Another owner's strategy is not there: every method that names one raises UnknownStrategy for it.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from assistant.studio.profile import Profile
from assistant.studio.records import Section
from assistant.workspace import comments, outlines, sections, strategies
from assistant.workspace.audits import Audits
from assistant.workspace.citing import citing
from assistant.workspace.dossiers import Shelf
from assistant.workspace.erasing import note_erasure
from assistant.workspace.errors import Conflict
from assistant.workspace.file import WorkspaceFile
from assistant.workspace.house import House
from assistant.workspace.migrations import STEPS, Step
from assistant.workspace.records import Citing, Comment, SectionState, SectionStatus, Strategy, Version
from assistant.workspace.tables import STRATEGIES
from assistant.workspace.unsaved import UnsavedTexts
from assistant.workspace.versions import Change
from ingest.records import Language

FILE_NAME = "workspace.sqlite"


def utc_now() -> str:
    """Return the time as "2026-11-28T09:30:00.000000+00:00"."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def random_id() -> str:
    """Return 16 random characters."""
    return secrets.token_hex(8)


class Workspace:
    """Strategies of all owners; `audits` holds their audits, `shelf` their dossiers, `house` what each brings to all,
    and `unsaved` what is typed and not saved yet.

    Make one with `open`; every method may be called from any thread.
    """

    def __init__(self, file: WorkspaceFile, now: Callable[[], str], new_id: Callable[[], str]) -> None:
        self._file, self._now, self._new_id = file, now, new_id
        self.house = House(file)
        self.audits = Audits(file, now, new_id)
        self.unsaved = UnsavedTexts(file, now)
        self.shelf = Shelf(file, now, new_id)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        now: Callable[[], str] = utc_now,
        new_id: Callable[[], str] = random_id,
        steps: Sequence[Step] = STEPS,
    ) -> "Workspace":
        """Return the workspace in this folder, made or renewed where needed.

        Raises NewerWorkspace, DamagedWorkspace, WorkspaceOutOfReach.
        """
        return cls(WorkspaceFile.open(folder / FILE_NAME, steps), now, new_id)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    # strategies

    def create(self, owner: str, title: str, profile: Profile, language: Language, outline_id: str = "") -> Strategy:
        """Store a new strategy, without sections, and return it; raises UnknownOutline."""
        now = self._now()
        made = Strategy(self._new_id(), owner, title, language, now, now, 1, outline_id)
        with self._file.writing() as connection:
            outlines.check(connection, owner, outline_id)
            strategies.add(connection, made, profile)
        return made

    def strategies(self, owner: str) -> tuple[Strategy, ...]:
        """Return the owner's strategies, the newest first."""
        with self._file.reading() as connection:
            return strategies.strategies(connection, owner)

    def strategy(self, owner: str, strategy_id: str) -> Strategy:
        """Return a strategy."""
        with self._file.reading() as connection:
            return strategies.strategy(connection, owner, strategy_id)

    def rename(self, owner: str, strategy_id: str, title: str) -> None:
        """Give a strategy another title."""
        with self._change(owner, strategy_id) as change:
            strategies.change_columns(change, title=title)

    def delete(self, owner: str, strategy_id: str) -> None:
        """Delete a strategy with all that is of it; no words of it stay in the file or in its copies."""
        with self._change(owner, strategy_id) as change:
            change.connection.execute(delete(STRATEGIES).where(STRATEGIES.c.id == strategy_id))
            note_erasure(change.connection, strategy_id)
        self._file.erase()

    def set_outline(self, owner: str, strategy_id: str, outline_id: str) -> None:
        """Let a strategy be made by another outline, "" for the shipped one; raises UnknownOutline."""
        with self._change(owner, strategy_id) as change:
            outlines.check(change.connection, owner, outline_id)
            strategies.change_columns(change, outline_id=outline_id)

    def profile(self, owner: str, strategy_id: str) -> Profile:
        """Return the profile. Read the strategy first: its `profile_revision` is then never too new to save upon."""
        with self._read(owner, strategy_id) as connection:
            return strategies.profile(connection, strategy_id)

    def save_profile(self, owner: str, strategy_id: str, profile: Profile, based_on: int) -> int:
        """Store the profile and return its revision; raises ProfileConflict when it was saved elsewhere since."""
        with self._change(owner, strategy_id) as change:
            return strategies.save_profile(change, profile, based_on)

    # sections

    def add_sections(self, owner: str, strategy_id: str, new: Sequence[Section]) -> None:
        """Store the sections that are not there yet behind those that are, which stay as they are."""
        with self._change(owner, strategy_id) as change:
            sections.add(change, new)

    def delete_section(self, owner: str, strategy_id: str, section_id: str) -> None:
        """Delete a section and all that was written of it for good. Raises SectionLocked, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            sections.remove(change, section_id)
            note_erasure(change.connection, f"{strategy_id}/{section_id}")
        self._file.erase()

    def sections(self, owner: str, strategy_id: str) -> tuple[SectionState, ...]:
        """Return the sections in their order."""
        with self._read(owner, strategy_id) as connection:
            return sections.states(connection, strategy_id)

    def save_section(self, owner: str, strategy_id: str, section: Section, based_on: int, note: str = "") -> int:
        """Store a text and return its revision; raises Conflict, SectionLocked, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            outcome = sections.save(change, section, based_on, note)
        return _revision_of(outcome)

    def propose(self, owner: str, strategy_id: str, section: Section, based_on: int, instruction: str) -> None:
        """Let a text wait in place of another one, which is then refused; Conflict, SectionLocked, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            conflict = sections.propose(change, section, based_on, instruction)
        if conflict is not None:
            raise conflict

    def accept(
        self, owner: str, strategy_id: str, section_id: str, *, based_on: int | None = None, proposal: str | None = None
    ) -> int:
        """Make the waiting text, the `proposal` that was seen, the section's and return its revision.

        Raises Conflict when the section has moved on since the text was proposed: it goes on waiting, and `based_on`,
        the present revision, says that it may replace that one. Raises OtherProposal when another one waits than
        `proposal` (None: any); NoProposal, SectionLocked, UnknownSection too.
        """
        with self._change(owner, strategy_id) as change:
            outcome = sections.accept(change, section_id, based_on, proposal)
        return _revision_of(outcome)

    def reject(self, owner: str, strategy_id: str, section_id: str, *, proposal: str | None = None) -> None:
        """Let the waiting text go into the history as refused; raises NoProposal, OtherProposal, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            sections.reject(change, section_id, proposal)

    def set_status(
        self, owner: str, strategy_id: str, section_id: str, status: SectionStatus, *, based_on: int | None = None
    ) -> None:
        """Store what a person says of the text; the next text starts as "draft" (or "open") again.

        Raises UnseenText, as `restore` and `undo` do, when another revision stands than `based_on`, which was seen.
        """
        with self._change(owner, strategy_id) as change:
            sections.set_status(change, section_id, status, based_on)

    def lock(self, owner: str, strategy_id: str, section_id: str) -> None:
        """Refuse other texts for the section until it is unlocked."""
        with self._change(owner, strategy_id) as change:
            sections.set_locked(change, section_id, True)

    def unlock(self, owner: str, strategy_id: str, section_id: str) -> None:
        """Allow other texts again."""
        with self._change(owner, strategy_id) as change:
            sections.set_locked(change, section_id, False)

    def move(self, owner: str, strategy_id: str, section_id: str, position: int) -> None:
        """Put the section at a position from 0; beyond the ends means at the end."""
        with self._change(owner, strategy_id) as change:
            sections.move(change, section_id, position)

    def history(self, owner: str, strategy_id: str, section_id: str) -> tuple[Version, ...]:
        """Return all versions of a section, the newest first, refused ones too."""
        with self._read(owner, strategy_id) as connection:
            return sections.history(connection, strategy_id, section_id)

    def restore(
        self, owner: str, strategy_id: str, section_id: str, revision: int, *, based_on: int | None = None
    ) -> int:
        """Make a text of the history the section's again, as a new revision.

        Raises UnseenText, SectionLocked, UnknownVersion.
        """
        with self._change(owner, strategy_id) as change:
            return sections.restore(change, section_id, revision, based_on)

    def undo(self, owner: str, strategy_id: str, section_id: str, *, based_on: int | None = None) -> int:
        """Make the text before the present one the section's again; done once more it goes one further back.

        Returns the new revision; raises UnseenText, NothingToUndo, SectionLocked, UnknownSection.
        """
        with self._change(owner, strategy_id) as change:
            return sections.undo(change, section_id, based_on)

    # comments

    def comment(self, owner: str, strategy_id: str, section_id: str, author: str, text: str) -> Comment:
        """Store a remark on a section; raises UnknownSection."""
        with self._change(owner, strategy_id) as change:
            return comments.add(change, self._new_id(), section_id, author, text)

    def comments(self, owner: str, strategy_id: str, section_id: str) -> tuple[Comment, ...]:
        """Return the remarks on a section, the oldest first; raises UnknownSection."""
        with self._read(owner, strategy_id) as connection:
            return comments.comments(connection, strategy_id, section_id)

    def delete_comment(self, owner: str, strategy_id: str, comment_id: str) -> None:
        """Delete a remark, its words too; raises UnknownComment."""
        with self._change(owner, strategy_id) as change:
            comments.remove(change, comment_id)
        self._file.erase()

    # sources that are gone

    def strategies_citing(self, source_ids: Collection[str]) -> tuple[Citing, ...]:
        """Return the strategies, of all owners, in which a present or a waiting text quotes one of the sources."""
        with self._file.reading() as connection:
            return citing(connection, source_ids)

    @contextmanager
    def _read(self, owner: str, strategy_id: str) -> Iterator[Connection]:
        """One state of the file, in which the strategy is there and the owner's."""
        with self._file.reading() as connection:
            strategies.strategy(connection, owner, strategy_id)
            yield connection

    @contextmanager
    def _change(self, owner: str, strategy_id: str) -> Iterator[Change]:
        """One transaction on a strategy of the owner; an exception inside it changes nothing."""
        with self._file.writing() as connection:
            strategies.strategy(connection, owner, strategy_id)
            change = Change(connection, strategy_id, self._now())
            strategies.change_columns(change, changed_at=change.now)
            yield change


def _revision_of(outcome: int | Conflict) -> int:
    """Return the revision or raise the conflict, after the transaction that has kept the refused text."""
    if isinstance(outcome, Conflict):
        raise outcome
    return outcome
