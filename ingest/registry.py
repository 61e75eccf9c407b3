"""The truth of a library: sources, texts, passages, vectors, in SQLite. Every other index is derived from it.

Each change is one transaction and raises `revision` by one, so that a derived index knows whether it is current.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, create_engine, delete, event, func, insert, or_, select, update
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import DatabaseError, IntegrityError

from ingest.embed import Vectors
from ingest.errors import AppError
from ingest.records import Block, Passage, Source, SourceDetails
from ingest.registry_errors import BrokenLibrary, UnknownSource
from ingest.registry_tables import (
    PASSAGES,
    SOURCES,
    TABLES,
    VECTORS,
    add_new_columns,
    blocks_column,
    blocks_of,
    next_revision,
    passage_of,
    passage_row,
    source_of,
    source_row,
    store_meta,
    stored_meta,
    stored_revision,
    unit_vectors,
    vectors_by_source,
)

_SCHEMA = "1"
# deleted is gone: overwrite deleted rows in the file; an acknowledged change survives a power cut
_CHECKS = ("integrity_check", "foreign_key_check")
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=5000")


@dataclass(frozen=True)
class Entry:
    """A source ready to be stored: its blocks, text, passages, and per passage an array (windows, dimension)."""

    source: Source
    blocks: tuple[Block, ...] = ()
    text: str = ""
    passages: tuple[Passage, ...] = ()
    vectors: tuple[Vectors, ...] = ()


class Registry:
    """Reads and writes the library's database. Writing is for the process that holds the library's lock.

    Every method raises BrokenLibrary where SQLite cannot do what it is asked: no space, no permission, a damaged file.
    """

    def __init__(self, path: Path) -> None:
        self._engine = _connect(path)
        self._sources: tuple[int, tuple[Source, ...]] = (-1, ())  # as they were at a revision
        try:
            TABLES.create_all(self._engine)
            with self._engine.begin() as connection:
                add_new_columns(connection)
                stored = stored_meta(connection).get("schema")
                if stored is None:
                    store_meta(connection, {"schema": _SCHEMA})
                elif stored != _SCHEMA:
                    raise BrokenLibrary(path, "newer version")
        except AppError:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()

    # the recipe and the revision

    def meta(self) -> dict[str, str]:
        """Return the library's stored settings, the recipe of its index among them."""
        with self._engine.connect() as connection:
            return stored_meta(connection)

    def set_meta(self, values: dict[str, str]) -> None:
        """Store settings of the library."""
        with self._change() as connection:
            store_meta(connection, values)

    def state(self) -> str:
        """Return what tells the present content from any other, also from that of a backup with as many changes."""
        meta = self.meta()
        return f"{meta.get('revision', '0')} {meta.get('change', '')}"

    def revision(self) -> int:
        """Return the number of changes made so far."""
        with self._engine.connect() as connection:
            return stored_revision(connection)

    # writing

    def apply(self, removed: Iterable[str], added: Iterable[Entry]) -> int:
        """Remove sources and add others, whole or not at all; return the new revision."""
        gone = list(removed)
        with self._change() as connection:
            for source_id in gone:
                connection.execute(delete(SOURCES).where(SOURCES.c.id == source_id))
            for entry in added:
                _insert(connection, entry)
            revision = next_revision(connection)
        if gone:
            self.erase()
        return revision

    def erase(self) -> bool:
        """Empty the journal, which still holds what was deleted; False if another process is reading it just now."""
        with self._engine.connect() as connection:
            busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not busy

    def faults(self) -> tuple[str, ...]:
        """Return what SQLite finds wrong with the file, in its own words; nothing for a sound one."""
        with self._engine.connect() as connection:
            rows = [
                str(row[0])
                for check in _CHECKS
                for row in connection.exec_driver_sql(f"PRAGMA {check}")
                if row[0] != "ok"
            ]
        return tuple(rows[:5])

    def move(self, source: Source) -> int:
        """Store where a source's file lies, its name, and whether recognition was on; return the new revision."""
        values = {"origin": source.origin, "file_name": source.file_name, "ocr": source.ocr}
        with self._change() as connection:
            connection.execute(update(SOURCES).where(SOURCES.c.id == source.id).values(**values))
            return next_revision(connection)

    def edit(self, source_id: str, details: SourceDetails) -> int:
        """Store other bibliographic data for a source; return the new revision."""
        values = source_row(replace(self.source(source_id), details=details))
        with self._change() as connection:
            connection.execute(update(SOURCES).where(SOURCES.c.id == source_id).values(details=values["details"]))
            return next_revision(connection)

    # reading

    def sources(self) -> tuple[Source, ...]:
        """Return all sources, the failed ones too, in the order in which they came.

        Every question asks for them: they are read again only when the revision has changed.
        """
        with self._engine.connect() as connection:
            revision = stored_revision(connection)  # first: a change in between is then read again the next time
            if self._sources[0] != revision:
                rows = connection.execute(select(*_SOURCE_COLUMNS).order_by(SOURCES.c.added_at, SOURCES.c.id))
                self._sources = (revision, tuple(source_of(row) for row in rows))
            return self._sources[1]

    def sources_of(self, sha256: str, origin: str) -> tuple[Source, ...]:
        """Return the sources with this content or from this origin, in the order in which they came."""
        query = select(*_SOURCE_COLUMNS).where(or_(SOURCES.c.sha256 == sha256, SOURCES.c.origin == origin))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(SOURCES.c.added_at, SOURCES.c.id))
            return tuple(source_of(row) for row in rows)

    def source(self, source_id: str) -> Source:
        """Return a source; raises UnknownSource."""
        with self._engine.connect() as connection:
            row = connection.execute(select(*_SOURCE_COLUMNS).where(SOURCES.c.id == source_id)).one_or_none()
        if row is None:
            raise UnknownSource(source_id)
        return source_of(row)

    def text(self, source_id: str) -> str:
        """Return the stored text of a source; raises UnknownSource."""
        with self._engine.connect() as connection:
            text = connection.execute(select(SOURCES.c.text).where(SOURCES.c.id == source_id)).scalar_one_or_none()
        if text is None:
            raise UnknownSource(source_id)
        return str(text)

    def blocks(self, source_id: str) -> tuple[Block, ...]:
        """Return the blocks of a source, from which text and passages can be made anew."""
        with self._engine.connect() as connection:
            column = connection.execute(select(SOURCES.c.blocks).where(SOURCES.c.id == source_id)).scalar_one_or_none()
        if column is None:
            raise UnknownSource(source_id)
        return blocks_of(column)

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return the passages with these ids; ids that are gone are left out."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(PASSAGES).where(PASSAGES.c.id.in_(ids)))
            return {row.id: passage_of(row) for row in rows}

    def passages_of(self, source_id: str) -> tuple[Passage, ...]:
        """Return all passages of a source in reading order."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(PASSAGES).where(PASSAGES.c.source_id == source_id).order_by(PASSAGES.c.position)
            )
            return tuple(passage_of(row) for row in rows)

    def vectors(self, source_ids: Sequence[str] | None = None) -> Iterator[tuple[str, list[str], Vectors]]:
        """Yield per source (of these): its id, and row by row the passage id and the unit vector of each window."""
        query = (
            select(PASSAGES.c.source_id, PASSAGES.c.id, VECTORS.c.windows, VECTORS.c.data)
            .join(VECTORS, VECTORS.c.passage_id == PASSAGES.c.id)
            .order_by(PASSAGES.c.source_id, PASSAGES.c.position)
        )
        if source_ids is not None:
            query = query.where(PASSAGES.c.source_id.in_(source_ids))
        with self._engine.connect() as connection:
            yield from vectors_by_source(connection.execute(query))

    def passage_vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the unit vectors of the windows of passages, in their order; unknown ids are left out."""
        query = select(VECTORS.c.passage_id, VECTORS.c.windows, VECTORS.c.data)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(VECTORS.c.passage_id.in_(passage_ids)))
            return {passage_id: unit_vectors(data, count) for passage_id, count, data in rows}

    def window_counts(self) -> dict[str, int]:
        """Return source id -> number of its vectors; takes 0.15 s for 130,000 of them."""
        query = (
            select(PASSAGES.c.source_id, func.sum(VECTORS.c.windows))
            .join(VECTORS, VECTORS.c.passage_id == PASSAGES.c.id)
            .group_by(PASSAGES.c.source_id)
        )
        with self._engine.connect() as connection:
            return {source_id: int(count) for source_id, count in connection.execute(query)}

    def window_count(self) -> int:
        """Return the number of vectors in the library: one per embedded window."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.coalesce(func.sum(VECTORS.c.windows), 0))).scalar_one())

    def passage_count(self) -> int:
        """Return the number of passages in the library."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(PASSAGES)).scalar_one())

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        """One transaction; a full disk or a file that cannot be written raises BrokenLibrary and changes nothing."""
        with self._engine.begin() as connection:
            yield connection


_SOURCE_COLUMNS = [column for column in SOURCES.c if column.name not in ("text", "blocks")]


def _connect(path: Path) -> Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BrokenLibrary(path.parent, error.strerror or "OSError") from error
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _configure(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        if isinstance(context.sqlalchemy_exception, DatabaseError) and not isinstance(
            context.sqlalchemy_exception, IntegrityError
        ):
            raise BrokenLibrary(path, str(context.original_exception)) from context.original_exception

    return engine


def _insert(connection: Connection, entry: Entry) -> None:
    connection.execute(
        insert(SOURCES).values(**source_row(entry.source), text=entry.text, blocks=blocks_column(entry.blocks))
    )
    if not entry.passages:
        return
    connection.execute(insert(PASSAGES), [passage_row(passage) for passage in entry.passages])
    blobs = [
        {"passage_id": passage.id, "windows": len(rows), "data": rows.astype(np.float16).tobytes()}
        for passage, rows in zip(entry.passages, entry.vectors, strict=True)
    ]
    connection.execute(insert(VECTORS), blobs)
