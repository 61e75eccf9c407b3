"""The workspace's tables as the queries see them (migrations.py makes them), and the engine that reaches them."""

from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection, Dialect

from assistant.workspace.migrations import BUSY_SECONDS
from ingest.clean import drop_invisible

# FULL: what was acknowledged survives a power cut, not only a kill; a change is a click, so its fsync is not felt.
_PRAGMAS = (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
WRITES = "writes"  # the engine's option: transactions take the write lock at their start


class Wording(TypeDecorator[str]):
    """Text that a person typed, stored without what cannot be seen: half a surrogate pair has no UTF-8."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text as SQLite takes it."""
        return None if value is None else drop_invisible(value)


TABLES = MetaData()

STRATEGIES = Table(
    "strategy",
    TABLES,
    Column("number", Integer, primary_key=True),  # their order
    Column("id", String, nullable=False, unique=True),
    Column("owner", Wording, nullable=False, index=True),
    Column("title", Wording, nullable=False),
    Column("language", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("profile", String, nullable=False),  # JSON
    Column("profile_revision", Integer, nullable=False),
    Column("profile_saved_at", String, nullable=False),
    Column("outline_id", Wording, nullable=False),
)

SECTIONS = Table(
    "section",
    TABLES,
    Column("strategy_id", ForeignKey("strategy.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Wording, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),  # its text is this version's
    Column("status", String, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("proposed", String),  # JSON
    Column("proposed_from", Integer),
    Column("instruction", Wording, nullable=False),
)

VERSIONS = Table(
    "version",
    TABLES,
    Column("strategy_id", String, primary_key=True),
    Column("section_id", Wording, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("saved_at", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("note", Wording, nullable=False),
    Column("content", String, nullable=False),  # JSON
    ForeignKeyConstraint(["strategy_id", "section_id"], ["section.strategy_id", "section.id"], ondelete="CASCADE"),
)

COMMENTS = Table(
    "comment",
    TABLES,
    Column("number", Integer, primary_key=True),  # their order
    Column("id", String, nullable=False, unique=True),
    Column("strategy_id", String, nullable=False),
    Column("section_id", Wording, nullable=False),
    Column("author", Wording, nullable=False),
    Column("text", Wording, nullable=False),
    Column("written_at", String, nullable=False),
    ForeignKeyConstraint(["strategy_id", "section_id"], ["section.strategy_id", "section.id"], ondelete="CASCADE"),
)

# What a tab of the browser has typed and not saved, in a section or, where that is NULL, in the profile (JSON).
UNSAVED = Table(
    "unsaved",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("strategy_id", ForeignKey("strategy.id", ondelete="CASCADE"), nullable=False),
    Column("section_id", Wording),
    Column("tab", Wording, nullable=False),
    Column("text", Wording, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("kept_at", String, nullable=False),
    ForeignKeyConstraint(["strategy_id", "section_id"], ["section.strategy_id", "section.id"], ondelete="CASCADE"),
)

OUTLINES = Table(
    "outline",
    TABLES,
    Column("number", Integer, primary_key=True),  # their order
    Column("owner", Wording, nullable=False),
    Column("id", Wording, nullable=False),
    Column("content", Wording, nullable=False),  # TOML
)

AUDITS = Table(
    "audit",
    TABLES,
    Column("number", Integer, primary_key=True),  # their order
    Column("id", String, nullable=False, unique=True),
    Column("owner", Wording, nullable=False, index=True),
    Column("title", Wording, nullable=False),
    Column("made_at", String, nullable=False),
    Column("content", String, nullable=False),  # JSON
)

# The table `dossier` says which of a dossier's versions stands: `revision`.
DOSSIERS = Table(
    "dossier",
    TABLES,
    Column("number", Integer, primary_key=True),  # their order
    Column("id", String, nullable=False, unique=True),
    Column("owner", Wording, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("title", Wording, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_at", String, nullable=False),
    Column("changed_at", String, nullable=False),
)

DOSSIER_VERSIONS = Table(
    "dossier_version",
    TABLES,
    Column("dossier_id", ForeignKey("dossier.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("follows", Integer),  # the revision before the change, None for the first one
    Column("saved_at", String, nullable=False),
    Column("content", Wording, nullable=False),  # JSON
)

TEMPLATES = Table(
    "template",
    TABLES,
    Column("owner", Wording, primary_key=True),
    Column("name", Wording, nullable=False),
    Column("content", LargeBinary, nullable=False),  # DOCX
)

# What is deleted and of which the file's free space or its copies may still hold words.
ERASURES = Table("erasure", TABLES, Column("id", String, primary_key=True))


def connect(path: Path) -> Engine:
    """Return the engine of a migrated file. Any thread may use it; each connection sees one state of the file."""
    engine = create_engine(f"sqlite:///{path}", max_overflow=-1)  # many threads may wait for the write lock

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: sqlite3 would say it only before the first write
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
