"""The workspace's SQLite file: opened, read and changed in transactions, written anew after something was deleted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from assistant.workspace.erasing import erase
from assistant.workspace.migrations import Step, database_error, migrate
from assistant.workspace.tables import WRITES, connect
from ingest.errors import AppError


class WorkspaceFile:
    """A file of the newest step. Make one with `open`; every method may be called from any thread."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._reading = engine
        self._writing = engine.execution_options(**{WRITES: True})

    @classmethod
    def open(cls, path: Path, steps: Sequence[Step]) -> "WorkspaceFile":
        """Return the file, made or renewed where needed.

        Raises NewerWorkspace, DamagedWorkspace, WorkspaceOutOfReach.
        """
        migrate(path, steps)
        file = cls(path, connect(path))
        try:
            file.erase()  # what a kill left unfinished
        except AppError:
            file._reading.dispose()
            raise
        return file

    def close(self) -> None:
        """Let go of the file."""
        try:
            self.erase()
        finally:
            self._reading.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the file."""
        with self._understood(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, which holds the write lock from its start; an exception inside it changes nothing."""
        with self._understood(), self._writing.begin() as connection:
            yield connection

    def erase(self) -> None:
        """Let no words stay of what was deleted; see erasing.py."""
        with self._understood():
            erase(self._writing, self._path)

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            if (known := database_error(self._path, error.orig)) is None:
                raise
            raise known from error
