"""The tables of the registry and the way from rows to records and back."""

from collections.abc import Iterable, Iterator
from secrets import token_hex
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
)
from sqlalchemy.engine import Connection, Row

from ingest.embed import Vectors
from ingest.records import Block, Passage, Source, SourceDetails, Text, Unit

TABLES = MetaData()

META = Table("meta", TABLES, Column("key", String, primary_key=True), Column("value", String, nullable=False))

SOURCES = Table(
    "source",
    TABLES,
    Column("id", String, primary_key=True),
    Column("details", JSON, nullable=False),
    Column("file_name", String, nullable=False),
    Column("origin", String, nullable=False, index=True),
    Column("sha256", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", JSON, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("added_at", String, nullable=False),
    Column("notices", JSON, nullable=False),
    Column("code", String, nullable=False, server_default=""),
    Column("ocr", Boolean, nullable=False, server_default="0"),
    Column("text", String, nullable=False),
    Column("blocks", JSON, nullable=False),
)

PASSAGES = Table(
    "passage",
    TABLES,
    Column("id", String, primary_key=True),
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("first_page", Integer),
    Column("last_page", Integer),
    Column("page_label", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("attribution", String, nullable=False),
    Column("units", JSON, nullable=False),
)

VECTORS = Table(
    "vector",
    TABLES,
    Column("passage_id", ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("windows", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),  # float16, windows x dimension
)

_DETAILS = TypeAdapter(SourceDetails)
_BLOCKS = TypeAdapter(tuple[Block, ...])
_UNITS = TypeAdapter(tuple[Unit, ...])


# Columns that registries made before November 2026 lack; a program of that time can do without them.
_NEW_COLUMNS = {"code": "VARCHAR NOT NULL DEFAULT ''", "ocr": "BOOLEAN NOT NULL DEFAULT 0"}


def add_new_columns(connection: Connection) -> None:
    """Add to the table of sources the columns that it lacks."""
    present = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(source)")}
    for name, kind in _NEW_COLUMNS.items():
        if name not in present:
            connection.exec_driver_sql(f"ALTER TABLE source ADD COLUMN {name} {kind}")


def stored_meta(connection: Connection) -> dict[str, str]:
    """Return the library's stored settings."""
    return {row.key: row.value for row in connection.execute(select(META))}


def store_meta(connection: Connection, values: dict[str, str]) -> None:
    """Store settings of the library."""
    connection.execute(delete(META).where(META.c.key.in_(list(values))))
    connection.execute(insert(META), [{"key": key, "value": value} for key, value in values.items()])


def stored_revision(connection: Connection) -> int:
    """Return the number of changes made so far."""
    return int(stored_meta(connection).get("revision", "0"))


def next_revision(connection: Connection) -> int:
    """Count a change, give it a name of its own, and return its number."""
    revision = stored_revision(connection) + 1
    store_meta(connection, {"revision": str(revision), "change": token_hex(8)})
    return revision


def source_row(source: Source) -> dict[str, Any]:
    """Return the columns of a source, its text and blocks left out."""
    return {
        "id": source.id,
        "details": _DETAILS.dump_python(source.details, mode="json"),
        "file_name": source.file_name,
        "origin": source.origin,
        "sha256": source.sha256,
        "version": source.version,
        "state": source.state,
        "reason": list(source.reason),
        "pages": source.pages,
        "passages": source.passages,
        "characters": source.characters,
        "added_at": source.added_at,
        "notices": [list(notice) for notice in source.notices],
        "code": source.code,
        "ocr": source.ocr,
    }


def source_of(row: Row[Any]) -> Source:
    """Return the source that a row holds."""
    values = row._asdict()
    return Source(
        **{
            **values,
            "details": _DETAILS.validate_python(values["details"]),
            "reason": Text(*values["reason"]),
            "notices": tuple(Text(*notice) for notice in values["notices"]),
        }
    )


def passage_row(passage: Passage) -> dict[str, Any]:
    """Return the columns of a passage."""
    values = {name: getattr(passage, name) for name in passage.__dataclass_fields__}
    return {
        **values,
        "heading_path": list(passage.heading_path),
        "units": _UNITS.dump_python(passage.units, mode="json", exclude_defaults=True),
    }


def passage_of(row: Row[Any]) -> Passage:
    """Return the passage that a row holds."""
    values = row._asdict()
    return Passage(
        **{
            **values,
            "heading_path": tuple(values["heading_path"]),
            "units": _UNITS.validate_python(values["units"]),
        }
    )


def blocks_column(blocks: tuple[Block, ...]) -> Any:
    """Return blocks as they are stored."""
    return _BLOCKS.dump_python(blocks, mode="json", exclude_defaults=True)


def blocks_of(column: Any) -> tuple[Block, ...]:
    """Return the blocks that a column holds."""
    return _BLOCKS.validate_python(column)


def vectors_by_source(rows: Iterable[Row[str, str, int, bytes]]) -> Iterator[tuple[str, list[str], Vectors]]:
    """Yield per source its id, and row by row the passage id and the unit vector of each window."""
    current, ids, parts = "", list[str](), list[Vectors]()
    for source_id, passage_id, count, data in rows:
        if source_id != current and ids:
            yield current, ids, np.concatenate(parts)
            ids, parts = [], []
        current = source_id
        ids += [passage_id] * count
        parts.append(unit_vectors(data, count))
    if ids:
        yield current, ids, np.concatenate(parts)


def unit_vectors(data: bytes, count: int) -> Vectors:
    """Return the stored vectors of `count` windows, of length 1 again: 16 bits made them up to 0.03 % off."""
    windows = np.frombuffer(data, dtype=np.float16).reshape(count, -1).astype(np.float32)
    unit: Vectors = windows / np.linalg.norm(windows, axis=1, keepdims=True)
    return unit
