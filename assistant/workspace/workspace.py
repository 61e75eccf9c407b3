"""The workspace: what users make, in one SQLite file that several threads and processes may use at once.

Each change is one transaction that takes the write lock at its start: what it has read is still true when it writes.
Another owner's strategy is not there: every method that names one raises UnknownStrategy for it.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from assistant.studio.profile import Profile
from assistant.studio.records import Section
from assistant.workspace import sections, strategies
from assistant.workspace.citing import citing
from assistant.workspace.erasing import erase
from assistant.workspace.errors import Conflict, UnknownComment
from assistant.workspace.migrations import STEPS, Step, database_error, migrate
from assistant.workspace.records import Citing, Comment, SectionState, SectionStatus, Strategy, Version
from assistant.workspace.sections import Change
from assistant.workspace.tables import COMMENTS, ERASURES, STRATEGIES, WRITES, connect
from ingest.errors import AppError
from ingest.records import Language

FILE_NAME = "workspace.sqlite"


def utc_now() -> str:
    """Return the time as "2026-11-28T09:30:00.000000+00:00"."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def random_id() -> str:
    """Return 16 random characters."""
    return secrets.token_hex(8)


class Workspace:
    """Strategies of all owners. Make one with `open`; every method may be called from any thread."""

    def __init__(self, path: Path, engine: Engine, now: Callable[[], str], new_id: Callable[[], str]) -> None:
        self._path = path
        self._reading = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._now = now
        self._new_id = new_id

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
        path = folder / FILE_NAME
        migrate(path, steps)
        workspace = cls(path, connect(path), now, new_id)
        try:
            workspace._erase()  # what a kill left unfinished
        except AppError:
            workspace._reading.dispose()
            raise
        return workspace

    def close(self) -> None:
        """Let go of the file."""
        try:
            self._erase()
        finally:
            self._reading.dispose()

    # strategies

    def create(self, owner: str, title: str, profile: Profile, language: Language) -> Strategy:
        """Store a new strategy, without sections, and return it."""
        now = self._now()
        made = Strategy(self._new_id(), owner, title, language, now, now, profile_revision=1)
        with self._transaction(self._writing) as connection:
            strategies.add(connection, made, profile)
        return made

    def strategies(self, owner: str) -> tuple[Strategy, ...]:
        """Return the owner's strategies, the newest first."""
        with self._transaction(self._reading) as connection:
            return strategies.strategies(connection, owner)

    def strategy(self, owner: str, strategy_id: str) -> Strategy:
        """Return a strategy."""
        with self._transaction(self._reading) as connection:
            return strategies.strategy(connection, owner, strategy_id)

    def rename(self, owner: str, strategy_id: str, title: str) -> None:
        """Give a strategy another title."""
        with self._change(owner, strategy_id) as change:
            strategies.change_columns(change, title=title)

    def delete(self, owner: str, strategy_id: str) -> None:
        """Delete a strategy with all that is of it; no words of it stay in the file or in its copies."""
        with self._change(owner, strategy_id) as change:
            change.connection.execute(delete(STRATEGIES).where(STRATEGIES.c.id == strategy_id))
            change.connection.execute(insert(ERASURES).values(id=strategy_id))
        self._erase()

    def profile(self, owner: str, strategy_id: str) -> Profile:
        """Return the profile. Read the strategy first: its `profile_revision` is then never too new to save upon."""
        with self._read(owner, strategy_id) as connection:
            return strategies.profile(connection, strategy_id)

    def save_profile(self, owner: str, strategy_id: str, profile: Profile, based_on: int) -> int:
        """Store the profile and return its revision; raises ProfileConflict when it was saved elsewhere since."""
        with self._change(owner, strategy_id) as change:
            return strategies.save_profile(change, profile, based_on)

    # sections

    def save_draft(self, owner: str, strategy_id: str, draft: Sequence[Section]) -> None:
        """Store a draft's sections in its order; locked ones stay, and those that it lacks stay after it."""
        with self._change(owner, strategy_id) as change:
            sections.save_draft(change, draft)

    def sections(self, owner: str, strategy_id: str) -> tuple[SectionState, ...]:
        """Return the sections in their order."""
        with self._read(owner, strategy_id) as connection:
            return sections.states(connection, strategy_id)

    def save_section(self, owner: str, strategy_id: str, section: Section, based_on: int, note: str = "") -> int:
        """Store a section's text and return its revision; raises Conflict, SectionLocked, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            outcome = sections.save(change, section, based_on, note)
        return _revision_of(outcome)

    def propose(self, owner: str, strategy_id: str, section: Section, based_on: int, instruction: str) -> None:
        """Let a text wait for accept or reject; raises Conflict, SectionLocked, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            conflict = sections.propose(change, section, based_on, instruction)
        if conflict is not None:
            raise conflict

    def accept(self, owner: str, strategy_id: str, section_id: str, *, based_on: int | None = None) -> int:
        """Make the waiting text the section's and return its revision.

        Raises Conflict when the section has moved on since the text was proposed: it goes on waiting, and `based_on`,
        the present revision, says that it may replace that one. Raises NoProposal, SectionLocked, UnknownSection too.
        """
        with self._change(owner, strategy_id) as change:
            outcome = sections.accept(change, section_id, based_on)
        return _revision_of(outcome)

    def reject(self, owner: str, strategy_id: str, section_id: str) -> None:
        """Drop the waiting text; raises NoProposal, UnknownSection."""
        with self._change(owner, strategy_id) as change:
            sections.reject(change, section_id)

    def set_status(self, owner: str, strategy_id: str, section_id: str, status: SectionStatus) -> None:
        """Store what a person says of the text; the next text starts as "draft" (or "open") again."""
        with self._change(owner, strategy_id) as change:
            sections.set_status(change, section_id, status)

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

    def restore(self, owner: str, strategy_id: str, section_id: str, revision: int) -> int:
        """Make a text of the history the section's again, as a new revision; raises SectionLocked, UnknownVersion."""
        with self._change(owner, strategy_id) as change:
            return sections.restore(change, section_id, revision)

    # comments

    def comment(self, owner: str, strategy_id: str, section_id: str, author: str, text: str) -> Comment:
        """Store a remark on a section; raises UnknownSection."""
        with self._change(owner, strategy_id) as change:
            sections.state(change.connection, strategy_id, section_id)
            values = {"id": self._new_id(), "section_id": section_id, "author": author, "text": text}
            row = insert(COMMENTS).values(**values, strategy_id=strategy_id, written_at=change.now)
            change.connection.execute(row)
            return Comment(**values, written_at=change.now)

    def comments(self, owner: str, strategy_id: str, section_id: str) -> tuple[Comment, ...]:
        """Return the remarks on a section, the oldest first; raises UnknownSection."""
        columns = (COMMENTS.c[name] for name in Comment.__dataclass_fields__)
        query = select(*columns).where(COMMENTS.c.strategy_id == strategy_id, COMMENTS.c.section_id == section_id)
        with self._read(owner, strategy_id) as connection:
            sections.state(connection, strategy_id, section_id)
            rows = connection.execute(query.order_by(COMMENTS.c.number))
            return tuple(Comment(**row._asdict()) for row in rows)

    def delete_comment(self, owner: str, strategy_id: str, comment_id: str) -> None:
        """Delete a remark, its words too; raises UnknownComment."""
        this = (COMMENTS.c.strategy_id == strategy_id, COMMENTS.c.id == comment_id)
        with self._change(owner, strategy_id) as change:
            if change.connection.execute(delete(COMMENTS).where(*this)).rowcount == 0:
                raise UnknownComment
            change.connection.execute(insert(ERASURES).values(id=comment_id))
        self._erase()

    # sources that are gone

    def strategies_citing(self, source_id: str) -> tuple[Citing, ...]:
        """Return the strategies, of all owners, in which a present or a waiting text quotes the source."""
        return self.flagged([source_id])

    def flagged(self, source_ids: Collection[str]) -> tuple[Citing, ...]:
        """Return the strategies, of all owners, that quote one of these removed sources."""
        with self._transaction(self._reading) as connection:
            return citing(connection, source_ids)

    def _erase(self) -> None:
        with self._understood():
            erase(self._writing, self._path)

    @contextmanager
    def _read(self, owner: str, strategy_id: str) -> Iterator[Connection]:
        """One state of the file, in which the strategy is there and the owner's."""
        with self._transaction(self._reading) as connection:
            strategies.strategy(connection, owner, strategy_id)
            yield connection

    @contextmanager
    def _change(self, owner: str, strategy_id: str) -> Iterator[Change]:
        """One transaction on a strategy of the owner; an exception inside it changes nothing."""
        with self._transaction(self._writing) as connection:
            strategies.strategy(connection, owner, strategy_id)
            change = Change(connection, strategy_id, self._now())
            strategies.change_columns(change, changed_at=change.now)
            yield change

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with self._understood(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            if (known := database_error(self._path, error.orig)) is None:
                raise
            raise known from error


def _revision_of(outcome: int | Conflict) -> int:
    """Return the revision or raise the conflict, after the transaction that has kept the refused text."""
    if isinstance(outcome, Conflict):
        raise outcome
    return outcome
