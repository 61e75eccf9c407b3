"""The sections of one strategy: what a change does to them. Every function works inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.engine import Connection, Row

from assistant.studio.records import Paragraph, Section
from assistant.workspace.errors import (
    Conflict,
    LateProposal,
    NoProposal,
    NothingToUndo,
    OtherProposal,
    SectionLocked,
    UnknownSection,
    UnknownVersion,
    UnseenText,
)
from assistant.workspace.records import Cause, SectionState, SectionStatus, Version
from assistant.workspace.serial import cleaned, section_json, section_of
from assistant.workspace.tables import COMMENTS, SECTIONS, VERSIONS
from assistant.workspace.versions import Change, keep, keep_refused, versions_of


def states(connection: Connection, strategy_id: str) -> tuple[SectionState, ...]:
    """Return the sections in their order."""
    rows = connection.execute(_STATES.where(SECTIONS.c.strategy_id == strategy_id).order_by(SECTIONS.c.position))
    return tuple(_state_of(row) for row in rows)


def state(connection: Connection, strategy_id: str, section_id: str) -> SectionState:
    """Return a section; raises UnknownSection."""
    query = _STATES.where(SECTIONS.c.strategy_id == strategy_id, SECTIONS.c.id == section_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownSection(section_id)
    return _state_of(row)


def add(change: Change, sections: Sequence[Section]) -> None:
    """Store new sections, behind those that are there; those that are there already stay as they are."""
    present = [each.section.id for each in states(change.connection, change.strategy_id)]
    new = [section for section in map(cleaned, sections) if section.id not in present]
    for section in new:
        _insert(change, section)
    _order(change, [*present, *(section.id for section in new)])


def remove(change: Change, section_id: str) -> None:
    """Delete a section with its versions and comments; raises SectionLocked, UnknownSection."""
    _unlocked(change, section_id)
    this = (SECTIONS.c.strategy_id == change.strategy_id, SECTIONS.c.id == section_id)
    change.connection.execute(delete(SECTIONS).where(*this))
    _order(change, [each.section.id for each in states(change.connection, change.strategy_id)])


def save(change: Change, section: Section, based_on: int, note: str) -> int | Conflict:
    """Store another text and return its revision; the same text again, as a repeated request sends it, changes nothing.

    When `based_on` is no longer the revision, the text goes into the history and the Conflict says so.
    """
    section = cleaned(section)
    found = _unlocked(change, section.id)
    if found.section != section and found.revision != based_on:
        return _refuse(change, found, section, note)
    return found.revision if found.section == section else _write(change, section, "edit", note)


def propose(change: Change, section: Section, based_on: int, instruction: str) -> Conflict | None:
    """Let a text wait for accept or reject; another one that waits already goes into the history as refused."""
    section = cleaned(section)
    found = _unlocked(change, section.id)
    if found.revision != based_on:
        return _refuse(change, found, section, instruction, LateProposal)
    if found.proposed not in (None, section):
        keep_refused(change, found.proposed, found.instruction)
    _set(change, section.id, proposed=section_json(section), proposed_from=based_on, instruction=instruction)
    return None


def accept(change: Change, section_id: str, based_on: int | None, proposal: str | None) -> int | Conflict:
    """Make the waiting text the section's; `based_on` is the revision that it may replace, or None for its own."""
    found = _unlocked(change, section_id)
    proposed = _seen_proposal(found, proposal)
    if found.revision != (found.proposed_from if based_on is None else based_on):
        return _refuse(change, found, proposed, found.instruction, LateProposal)
    _withdraw(change, section_id)
    return _write(change, proposed, "proposal", found.instruction)


def reject(change: Change, section_id: str, proposal: str | None) -> None:
    """Let the waiting text go into the history as refused; raises NoProposal, OtherProposal."""
    found = state(change.connection, change.strategy_id, section_id)
    keep_refused(change, _seen_proposal(found, proposal), found.instruction)
    _withdraw(change, section_id)


def set_status(change: Change, section_id: str, status: SectionStatus, based_on: int | None) -> None:
    """Store what a person says of the text; raises UnseenText."""
    _check_seen(change, state(change.connection, change.strategy_id, section_id), based_on)
    _set(change, section_id, status=status)


def set_locked(change: Change, section_id: str, locked: bool) -> None:
    """Lock or unlock the text."""
    state(change.connection, change.strategy_id, section_id)
    _set(change, section_id, locked=locked)


def move(change: Change, section_id: str, position: int) -> None:
    """Put the section at a position from 0; beyond the ends means at the end."""
    state(change.connection, change.strategy_id, section_id)
    ids = [each.section.id for each in states(change.connection, change.strategy_id)]
    ids.remove(section_id)
    ids.insert(max(0, position), section_id)
    _order(change, ids)


def history(connection: Connection, strategy_id: str, section_id: str) -> tuple[Version, ...]:
    """Return all versions of a section, the newest first; raises UnknownSection."""
    state(connection, strategy_id, section_id)
    return versions_of(connection, strategy_id, section_id)


def restore(change: Change, section_id: str, revision: int, based_on: int | None) -> int:
    """Make a text of the history the section's again, as a new revision; raises UnknownVersion, UnseenText."""
    found = _unlocked(change, section_id)
    _check_seen(change, found, based_on)
    versions = history(change.connection, change.strategy_id, section_id)
    old = next((each.section for each in versions if each.revision == revision), None)
    if old is None:
        raise UnknownVersion(found.section.title, revision)
    return found.revision if old == found.section else _write(change, old, "restore", str(revision))


def undo(change: Change, section_id: str, based_on: int | None) -> int:
    """Make the text before the present one the section's again; what was undone is not come back to by another one.

    Raises NothingToUndo, UnseenText.
    """
    found = _unlocked(change, section_id)
    _check_seen(change, found, based_on)
    versions = {each.revision: each for each in history(change.connection, change.strategy_id, section_id)}
    at = found.revision
    while versions[at].cause == "restore":  # it stands for the version that it restored
        at = int(versions[at].note)
    before = [number for number, each in versions.items() if number < at and each.cause != "refused"]
    if not before:
        raise NothingToUndo(found.section.title)
    return _write(change, versions[max(before)].section, "restore", str(max(before)))


def _state_of(row: Row[*tuple[Any, ...]]) -> SectionState:
    return SectionState(
        section=section_of(row.content),
        status=row.status,
        locked=row.locked,
        revision=row.revision,
        saved_at=row.saved_at,
        position=row.position,
        proposed=None if row.proposed is None else section_of(row.proposed),
        proposed_from=row.proposed_from,
        proposal="" if row.proposed is None else sha256(row.proposed.encode()).hexdigest()[:16],
        instruction=row.instruction,
        comments=row.comments,
    )


def _unlocked(change: Change, section_id: str) -> SectionState:
    found = state(change.connection, change.strategy_id, section_id)
    if found.locked:
        raise SectionLocked(found.section.title)
    return found


def _check_seen(change: Change, found: SectionState, based_on: int | None) -> None:
    """Raise UnseenText when another text than that of revision `based_on` stands; None means whichever stands."""
    if based_on is None or based_on == found.revision:
        return
    versions = history(change.connection, change.strategy_id, found.section.id)
    seen = next((each.section for each in versions if each.revision == based_on), found.section)
    raise UnseenText(
        theirs=found.section, mine=seen, saved_at=found.saved_at, revision=found.revision, kept_as=based_on
    )


def _seen_proposal(found: SectionState, proposal: str | None) -> Section:
    """Return the waiting text; raises NoProposal, and OtherProposal when it is not the one named (None: any)."""
    if found.proposed is None:
        raise NoProposal(found.section.title)
    if proposal not in (None, found.proposal):
        raise OtherProposal(found.section.title)
    return found.proposed


def _insert(change: Change, section: Section) -> None:
    values = {"strategy_id": change.strategy_id, "id": section.id, "position": 0, "revision": 0}
    empty = {"status": "open", "locked": False, "instruction": ""}
    change.connection.execute(insert(SECTIONS).values(**values, **empty))
    _write(change, section, "draft", "")


def _write(change: Change, section: Section, cause: Cause, note: str) -> int:
    """Store a text as the section's. What was said of the old one ("reviewed") is no longer true."""
    revision = keep(change, section, cause, note)
    _set(change, section.id, revision=revision, status=_status_of(section))
    return revision


def _refuse(
    change: Change, found: SectionState, mine: Section, note: str, conflict: type[Conflict] = Conflict
) -> Conflict:
    """Keep a text that comes too late in the history and return the Conflict to raise."""
    kept = keep_refused(change, mine, note)
    return conflict(theirs=found.section, mine=mine, saved_at=found.saved_at, revision=found.revision, kept_as=kept)


def _withdraw(change: Change, section_id: str) -> None:
    _set(change, section_id, proposed=None, proposed_from=None, instruction="")


def _set(change: Change, section_id: str, **values: str | int | None) -> None:
    """Change columns of one section, and of no other."""
    this = (SECTIONS.c.strategy_id == change.strategy_id, SECTIONS.c.id == section_id)
    change.connection.execute(update(SECTIONS).where(*this).values(**values))


def _order(change: Change, ids: Iterable[str]) -> None:
    for position, section_id in enumerate(ids):
        _set(change, section_id, position=position)


def _status_of(section: Section) -> SectionStatus:
    """Return what can be said of a text that nobody has reviewed."""
    only_open = all(isinstance(part, Paragraph) and part.kind == "open" for part in section.parts)
    return "open" if only_open else "draft"


_STATES = select(
    SECTIONS,
    VERSIONS.c.saved_at,
    VERSIONS.c.content,
    select(func.count())
    .select_from(COMMENTS)
    .where(COMMENTS.c.strategy_id == SECTIONS.c.strategy_id, COMMENTS.c.section_id == SECTIONS.c.id)
    .scalar_subquery()
    .label("comments"),
).join(
    VERSIONS,
    and_(
        VERSIONS.c.strategy_id == SECTIONS.c.strategy_id,
        VERSIONS.c.section_id == SECTIONS.c.id,
        VERSIONS.c.revision == SECTIONS.c.revision,
    ),
)
