"""The numbered steps that make or renew the workspace's file, and how they are taken.

`PRAGMA user_version` holds the number of the last step: it is part of the step's transaction, so that a kill at any
moment leaves the file before the step or after it. Never change a step that has been released: add one.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.workspace.errors import DamagedWorkspace, NewerWorkspace, WorkspaceOutOfReach
from ingest.errors import AppError

Step = tuple[int, Sequence[str]]

BUSY_SECONDS = 10  # how long one waits for another process; a change takes some milliseconds
_APPLICATION_ID = 0x436B5750  # "CkWP" in the file's head: another program's database is not taken for ours

# What an erasure names, by table.
_NAMES = {"strategy": "id", "comment": "id", "audit": "id", "dossier": "id", "section": "strategy_id || '/' || id"}

STEPS: tuple[Step, ...] = (
    (
        1,
        (
            """CREATE TABLE strategy (
                number INTEGER PRIMARY KEY,
                id VARCHAR NOT NULL UNIQUE,
                owner VARCHAR NOT NULL,
                title VARCHAR NOT NULL,
                language VARCHAR NOT NULL CHECK (language IN ('de', 'en')),
                created_at VARCHAR NOT NULL,
                changed_at VARCHAR NOT NULL,
                profile VARCHAR NOT NULL,
                profile_revision INTEGER NOT NULL,
                profile_saved_at VARCHAR NOT NULL
            )""",
            "CREATE INDEX strategy_owner ON strategy (owner)",
            """CREATE TABLE section (
                strategy_id VARCHAR NOT NULL REFERENCES strategy (id) ON DELETE CASCADE,
                id VARCHAR NOT NULL,
                position INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                status VARCHAR NOT NULL CHECK (status IN ('open', 'draft', 'reviewed', 'final')),
                locked BOOLEAN NOT NULL CHECK (locked IN (0, 1)),
                proposed VARCHAR,
                proposed_from INTEGER,
                instruction VARCHAR NOT NULL,
                PRIMARY KEY (strategy_id, id)
            )""",
            """CREATE TABLE version (
                strategy_id VARCHAR NOT NULL,
                section_id VARCHAR NOT NULL,
                revision INTEGER NOT NULL,
                saved_at VARCHAR NOT NULL,
                cause VARCHAR NOT NULL CHECK (cause IN ('draft', 'edit', 'proposal', 'restore', 'refused')),
                note VARCHAR NOT NULL,
                content VARCHAR NOT NULL,
                PRIMARY KEY (strategy_id, section_id, revision),
                FOREIGN KEY (strategy_id, section_id) REFERENCES section (strategy_id, id) ON DELETE CASCADE
            )""",
            """CREATE TABLE comment (
                number INTEGER PRIMARY KEY,
                id VARCHAR NOT NULL UNIQUE,
                strategy_id VARCHAR NOT NULL,
                section_id VARCHAR NOT NULL,
                author VARCHAR NOT NULL,
                text VARCHAR NOT NULL,
                written_at VARCHAR NOT NULL,
                FOREIGN KEY (strategy_id, section_id) REFERENCES section (strategy_id, id) ON DELETE CASCADE
            )""",
            "CREATE INDEX comment_section ON comment (strategy_id, section_id)",
            "CREATE TABLE erasure (id VARCHAR NOT NULL PRIMARY KEY)",
        ),
    ),
    (
        2,
        (
            "ALTER TABLE strategy ADD COLUMN outline_id VARCHAR NOT NULL DEFAULT ''",
            "ALTER TABLE strategy ADD COLUMN typed_profile VARCHAR",
            "ALTER TABLE strategy ADD COLUMN typed_from INTEGER",
            "ALTER TABLE section ADD COLUMN unsaved VARCHAR",
            "ALTER TABLE section ADD COLUMN unsaved_from INTEGER",
            """CREATE TABLE outline (
                number INTEGER PRIMARY KEY,
                owner VARCHAR NOT NULL,
                id VARCHAR NOT NULL,
                content VARCHAR NOT NULL,
                UNIQUE (owner, id)
            )""",
            """CREATE TABLE audit (
                number INTEGER PRIMARY KEY,
                id VARCHAR NOT NULL UNIQUE,
                owner VARCHAR NOT NULL,
                title VARCHAR NOT NULL,
                made_at VARCHAR NOT NULL,
                content VARCHAR NOT NULL
            )""",
            "CREATE INDEX audit_owner ON audit (owner)",
            """CREATE TABLE template (
                owner VARCHAR NOT NULL PRIMARY KEY,
                name VARCHAR NOT NULL,
                content BLOB NOT NULL
            )""",
        ),
    ),
    (
        3,
        (
            """CREATE TABLE dossier (
                number INTEGER PRIMARY KEY,
                id VARCHAR NOT NULL UNIQUE,
                owner VARCHAR NOT NULL,
                kind VARCHAR NOT NULL CHECK (kind IN ('partners', 'projects', 'monitoring', 'survey')),
                title VARCHAR NOT NULL,
                revision INTEGER NOT NULL,
                made_at VARCHAR NOT NULL,
                changed_at VARCHAR NOT NULL
            )""",
            "CREATE INDEX dossier_owner ON dossier (owner, kind)",
            """CREATE TABLE dossier_version (
                dossier_id VARCHAR NOT NULL REFERENCES dossier (id) ON DELETE CASCADE,
                revision INTEGER NOT NULL,
                follows INTEGER,
                saved_at VARCHAR NOT NULL,
                content VARCHAR NOT NULL,
                PRIMARY KEY (dossier_id, revision)
            )""",
        ),
    ),
    (
        4,
        (
            """CREATE TABLE unsaved (
                number INTEGER PRIMARY KEY,
                strategy_id VARCHAR NOT NULL REFERENCES strategy (id) ON DELETE CASCADE,
                section_id VARCHAR,
                tab VARCHAR NOT NULL,
                text VARCHAR NOT NULL,
                based_on INTEGER NOT NULL,
                kept_at VARCHAR NOT NULL,
                FOREIGN KEY (strategy_id, section_id) REFERENCES section (strategy_id, id) ON DELETE CASCADE
            )""",
            "CREATE INDEX unsaved_place ON unsaved (strategy_id, section_id)",
            """INSERT INTO unsaved (strategy_id, section_id, tab, text, based_on, kept_at)
                SELECT section.strategy_id, section.id, '', unsaved, coalesce(unsaved_from, revision), changed_at
                FROM section JOIN strategy ON strategy.id = section.strategy_id WHERE unsaved IS NOT NULL""",
            """INSERT INTO unsaved (strategy_id, section_id, tab, text, based_on, kept_at)
                SELECT id, NULL, '', typed_profile, coalesce(typed_from, profile_revision), changed_at
                FROM strategy WHERE typed_profile IS NOT NULL""",
            "ALTER TABLE section DROP COLUMN unsaved",
            "ALTER TABLE section DROP COLUMN unsaved_from",
            "ALTER TABLE strategy DROP COLUMN typed_profile",
            "ALTER TABLE strategy DROP COLUMN typed_from",
        ),
    ),
)


def migrate(path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Bring the file to the newest step, making it where there is none.

    Before a step changes a file that held something, a copy "<name>.before-<step>" is written beside it. Several
    processes may do this at once. Raises NewerWorkspace, DamagedWorkspace, WorkspaceOutOfReach.
    """
    with _understood(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            is_new = _checked_version(connection, path, steps) == 0
            _check_pages(connection, path)
            _use_journal(connection)
            for step in steps:
                _take(connection, path, step, steps, is_new=is_new)


def forget(path: Path, ids: Sequence[str]) -> None:
    """Take what was deleted out of the copies too: strategies, sections, comments. A copy that resists is deleted."""
    with _understood(path):
        for copy in path.parent.glob(f"{path.name}.before-*"):
            try:
                _forget_in(copy, ids)
            except sqlite3.DatabaseError:
                copy.unlink(missing_ok=True)


def database_error(path: Path, error: BaseException | None) -> AppError | None:
    """Return what an exception of SQLite means for users; None when it is a bug of ours."""
    if isinstance(error, sqlite3.OperationalError):
        return WorkspaceOutOfReach(path, str(error))
    if type(error) is sqlite3.DatabaseError:  # its other subclasses are mistakes in statements
        return DamagedWorkspace(path, str(error))
    return None


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if (known := database_error(path, error)) is None:
            raise
        raise known from error
    except OSError as error:
        raise WorkspaceOutOfReach(path, error.strerror or type(error).__name__) from error


def _checked_version(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> int:
    """Return the number of the last step taken, 0 for an empty file; raises NewerWorkspace, DamagedWorkspace."""
    version = _number(connection, "user_version")
    is_empty = _number(connection, "schema_version") == 0
    if not is_empty and _number(connection, "application_id") != _APPLICATION_ID:
        raise DamagedWorkspace(path, "no workspace")
    known = max(number for number, _ in steps)
    if version > known:
        raise NewerWorkspace(path, version, known)
    return version


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Read the whole file once (0.1 s for 100 MB): damage is better found now than in the middle of the work."""
    (problem,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if problem != "ok":
        raise DamagedWorkspace(path, str(problem).splitlines()[-1])


def _use_journal(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log. SQLite does not wait here when another process is doing the same: we do."""
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > patience:
                raise
            time.sleep(0.02)


def _take(connection: sqlite3.Connection, path: Path, step: Step, steps: Sequence[Step], *, is_new: bool) -> None:
    """Take a step unless it is taken. Foreign keys are off in this connection: a step may make a table anew."""
    number, statements = step
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("BEGIN IMMEDIATE")  # another process that opens the file waits here, and then finds it done
    try:
        version = _checked_version(connection, path, steps)
        if version < number:
            if not is_new:
                _copy(path, path.with_name(f"{path.name}.before-{number}"))
            for statement in statements:
                connection.execute(statement)
            if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise DamagedWorkspace(path, f"step {number}: {broken[0]}")
            connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(path: Path, copy: Path) -> None:
    """Write a whole copy or none. We hold the write lock: a second connection reads the last committed state."""
    unfinished = copy.with_name(copy.name + ".part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    os.replace(unfinished, copy)


def _forget_in(copy: Path, ids: Sequence[str]) -> None:
    with closing(sqlite3.connect(copy, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        for pragma in ("foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table, name in _NAMES.items():
            if table in there:  # an older step did not have all of them
                connection.executemany(f"DELETE FROM {table} WHERE {name} = ?", [(each,) for each in ids])
        connection.execute("VACUUM")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
