"""Deleted is gone: not even the file's free space, its log or its copies hold words of what was deleted.

`secure_delete` alone is not enough: when SQLite moves rows between pages, it leaves bytes of them behind (of 60 files
with random changes, 4 still held words of a deleted row). VACUUM writes the file anew, without them.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.engine import Connection

from assistant.workspace.errors import WorkspaceOutOfReach
from assistant.workspace.migrations import BUSY_SECONDS, forget
from assistant.workspace.tables import ERASURES


def note_erasure(connection: Connection, erased_id: str) -> None:
    """Let the next `erase` take out what this transaction deletes; noted twice, while it has to wait, is noted once."""
    connection.execute(insert(ERASURES).prefix_with("OR IGNORE").values(id=erased_id))


def erase(engine: Engine, path: Path) -> None:
    """Finish what the table of erasures names, which the deleting transaction has filled.

    When the file is busy, or the process is killed meanwhile, the next call does it: opening and closing make one.
    """
    with engine.connect() as connection:
        ids = list(connection.execute(select(ERASURES.c.id)).scalars())
    if not ids:
        return
    try:
        forget(path, ids)
        is_done = _write_anew(engine)
    except (sqlite3.OperationalError, WorkspaceOutOfReach):
        return
    if is_done:
        with engine.begin() as connection:
            connection.execute(delete(ERASURES).where(ERASURES.c.id.in_(ids)))


def _write_anew(engine: Engine) -> bool:
    """Write the file without its free space and empty its log; False when someone went on reading the log."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA busy_timeout=1000")  # it keeps other writers waiting while it waits for readers
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        result = cursor.fetchone()  # (is busy, pages in the log, pages moved)
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        cursor.close()
    return result is not None and result[0] == 0
