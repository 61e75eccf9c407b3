"""The rows of strategies and their profiles. Every function works inside the caller's transaction."""

import json

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from assistant.studio.profile import Profile
from assistant.studio.profile_file import checked_profile
from assistant.workspace.errors import ProfileConflict, UnknownStrategy
from assistant.workspace.records import Strategy
from assistant.workspace.tables import STRATEGIES
from assistant.workspace.versions import Change


def add(connection: Connection, made: Strategy, profile: Profile) -> None:
    """Store a new strategy."""
    values = {name: getattr(made, name) for name in made.__dataclass_fields__}
    row = insert(STRATEGIES).values(**values, profile=profile.model_dump_json(), profile_saved_at=made.created_at)
    connection.execute(row)


def strategies(connection: Connection, owner: str) -> tuple[Strategy, ...]:
    """Return the owner's strategies, the newest first."""
    rows = connection.execute(_STRATEGIES.where(STRATEGIES.c.owner == owner).order_by(STRATEGIES.c.number.desc()))
    return tuple(Strategy(**row._asdict()) for row in rows)


def strategy(connection: Connection, owner: str, strategy_id: str) -> Strategy:
    """Return the owner's strategy; raises UnknownStrategy, for another owner's too."""
    query = _STRATEGIES.where(STRATEGIES.c.id == strategy_id, STRATEGIES.c.owner == owner)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownStrategy(strategy_id)
    return Strategy(**row._asdict())


def change_columns(change: Change, **values: str | int | None) -> None:
    """Change columns of the strategy, and of no other."""
    change.connection.execute(update(STRATEGIES).where(STRATEGIES.c.id == change.strategy_id).values(**values))


def profile(connection: Connection, strategy_id: str) -> Profile:
    """Return the profile; raises BadProfile when this version of the program cannot read it."""
    query = select(STRATEGIES.c.profile, STRATEGIES.c.title).where(STRATEGIES.c.id == strategy_id)
    row = connection.execute(query).one()
    return checked_profile(json.loads(row.profile), row.title)


def save_profile(change: Change, mine: Profile, based_on: int) -> int:
    """Store the profile and return its revision; raises ProfileConflict when `based_on` is no longer the present one.

    The same profile again, as a repeated request sends it, changes nothing.
    """
    query = select(STRATEGIES.c.profile_revision, STRATEGIES.c.profile_saved_at)
    row = change.connection.execute(query.where(STRATEGIES.c.id == change.strategy_id)).one()
    revision = int(row.profile_revision)
    theirs = profile(change.connection, change.strategy_id)
    if theirs != mine and revision != based_on:
        raise ProfileConflict(theirs=theirs, mine=mine, saved_at=row.profile_saved_at, revision=revision)
    if theirs == mine:
        return revision
    stored = mine.model_dump_json()
    change_columns(change, profile=stored, profile_revision=revision + 1, profile_saved_at=change.now)
    return revision + 1


_STRATEGIES = select(*(STRATEGIES.c[name] for name in Strategy.__dataclass_fields__))
