"""The versions of one section: kept and told. Every function works inside the caller's transaction."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from assistant.studio.records import Section
from assistant.workspace.records import Cause, Version
from assistant.workspace.serial import section_json, section_of
from assistant.workspace.tables import VERSIONS


@dataclass(frozen=True)
class Change:
    """One transaction on a strategy that is there and the owner's, and its time."""

    connection: Connection
    strategy_id: str
    now: str


def versions_of(connection: Connection, strategy_id: str, section_id: str) -> tuple[Version, ...]:
    """Return all versions of a section that is there, the newest first."""
    query = select(VERSIONS).where(VERSIONS.c.strategy_id == strategy_id, VERSIONS.c.section_id == section_id)
    rows = connection.execute(query.order_by(VERSIONS.c.revision.desc()))
    return tuple(Version(row.revision, row.saved_at, row.cause, row.note, section_of(row.content)) for row in rows)


def keep_refused(change: Change, section: Section, note: str) -> int:
    """Add a text that does not become the section's to the history, once, and return its number."""
    kept_ones = versions_of(change.connection, change.strategy_id, section.id)
    kept = next((each.revision for each in kept_ones if each.cause == "refused" and each.section == section), None)
    return keep(change, section, "refused", note) if kept is None else kept


def keep(change: Change, section: Section, cause: Cause, note: str) -> int:
    """Add a version to the history and return its number."""
    of_section = (VERSIONS.c.strategy_id == change.strategy_id, VERSIONS.c.section_id == section.id)
    last = change.connection.execute(select(func.max(VERSIONS.c.revision)).where(*of_section)).scalar_one()
    revision = (last or 0) + 1
    change.connection.execute(
        insert(VERSIONS).values(
            strategy_id=change.strategy_id,
            section_id=section.id,
            revision=revision,
            saved_at=change.now,
            cause=cause,
            note=note,
            content=section_json(section),
        )
    )
    return revision
