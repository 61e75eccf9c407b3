"""The rows of the outlines that owners brought. Every function works inside the caller's transaction."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.studio.outline import Outline
from assistant.studio.outline_file import parse_outline
from assistant.workspace.errors import OutlineInUse, UnknownOutline
from assistant.workspace.tables import OUTLINES, STRATEGIES


def add(connection: Connection, owner: str, outline_id: str, content: str) -> None:
    """Store an outline in place of the owner's one of the same id."""
    this = (OUTLINES.c.owner == owner, OUTLINES.c.id == outline_id)
    if connection.execute(update(OUTLINES).where(*this).values(content=content)).rowcount == 0:
        connection.execute(insert(OUTLINES).values(owner=owner, id=outline_id, content=content))


def outlines(connection: Connection, owner: str) -> tuple[Outline, ...]:
    """Return the owner's outlines in the order in which they came."""
    rows = connection.execute(select(OUTLINES).where(OUTLINES.c.owner == owner).order_by(OUTLINES.c.number))
    return tuple(parse_outline(row.content, row.id) for row in rows)


def outline(connection: Connection, owner: str, outline_id: str) -> Outline:
    """Return one of them; raises UnknownOutline, and BadOutline where this version of the program cannot read it."""
    query = select(OUTLINES.c.content).where(OUTLINES.c.owner == owner, OUTLINES.c.id == outline_id)
    content = connection.execute(query).scalar_one_or_none()
    if content is None:
        raise UnknownOutline(outline_id)
    return parse_outline(content, outline_id)


def check(connection: Connection, owner: str, outline_id: str) -> None:
    """Raise UnknownOutline for an id that is neither the owner's nor "", the shipped one's."""
    if outline_id:
        outline(connection, owner, outline_id)


def remove(connection: Connection, owner: str, outline_id: str) -> None:
    """Delete one of them; raises UnknownOutline, and OutlineInUse while a strategy is made by it."""
    outline(connection, owner, outline_id)
    used = select(STRATEGIES.c.title).where(STRATEGIES.c.owner == owner, STRATEGIES.c.outline_id == outline_id)
    if (title := connection.execute(used).scalars().first()) is not None:
        raise OutlineInUse(title)
    connection.execute(delete(OUTLINES).where(OUTLINES.c.owner == owner, OUTLINES.c.id == outline_id))
