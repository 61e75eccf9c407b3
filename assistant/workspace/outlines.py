"""The rows of the outlines that owners brought. Every function works inside the caller's transaction."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.studio.outline import Outline
from assistant.studio.outline_file import BadOutline, parse_outline
from assistant.workspace.errors import OutlineInUse, UnknownOutline
from assistant.workspace.tables import OUTLINES, STRATEGIES


def add(connection: Connection, owner: str, outline_id: str, content: str) -> bool:
    """Store an outline in place of the owner's one of the same id; tell whether there was one."""
    this = (OUTLINES.c.owner == owner, OUTLINES.c.id == outline_id)
    is_there = connection.execute(update(OUTLINES).where(*this).values(content=content)).rowcount > 0
    if not is_there:
        connection.execute(insert(OUTLINES).values(owner=owner, id=outline_id, content=content))
    return is_there


def outlines(connection: Connection, owner: str) -> dict[str, Outline | None]:
    """Return the owner's outlines by id in the order in which they came; None for one that can no longer be read."""
    rows = connection.execute(select(OUTLINES).where(OUTLINES.c.owner == owner).order_by(OUTLINES.c.number))
    return {row.id: _readable(row.content, row.id) for row in rows}


def outline(connection: Connection, owner: str, outline_id: str) -> Outline:
    """Return one of them; raises UnknownOutline, and BadOutline where this version of the program cannot read it."""
    return parse_outline(_content(connection, owner, outline_id), outline_id)


def check(connection: Connection, owner: str, outline_id: str) -> None:
    """Raise UnknownOutline for an id that is neither the owner's nor "", the shipped one's."""
    if outline_id:
        _content(connection, owner, outline_id)


def remove(connection: Connection, owner: str, outline_id: str, strategy_id: str) -> None:
    """Delete one of them; the strategy goes back to the shipped one if it is made by it.

    Raises UnknownOutline, and OutlineInUse while another strategy is made by it.
    """
    check(connection, owner, outline_id)
    using = (STRATEGIES.c.owner == owner, STRATEGIES.c.outline_id == outline_id)
    others = select(STRATEGIES.c.title).where(*using, STRATEGIES.c.id != strategy_id)
    if (title := connection.execute(others).scalars().first()) is not None:
        raise OutlineInUse(title)
    connection.execute(update(STRATEGIES).where(*using).values(outline_id=""))
    connection.execute(delete(OUTLINES).where(OUTLINES.c.owner == owner, OUTLINES.c.id == outline_id))


def _content(connection: Connection, owner: str, outline_id: str) -> str:
    query = select(OUTLINES.c.content).where(OUTLINES.c.owner == owner, OUTLINES.c.id == outline_id)
    content = connection.execute(query).scalar_one_or_none()
    if content is None:
        raise UnknownOutline(outline_id)
    return str(content)


def _readable(content: str, outline_id: str) -> Outline | None:
    try:
        return parse_outline(content, outline_id)
    except BadOutline:
        return None
