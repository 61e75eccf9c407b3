"""The remarks on the sections of one strategy. Every function works inside the caller's transaction."""

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from assistant.workspace import sections
from assistant.workspace.erasing import note_erasure
from assistant.workspace.errors import UnknownComment
from assistant.workspace.records import Comment
from assistant.workspace.tables import COMMENTS
from assistant.workspace.versions import Change


def add(change: Change, comment_id: str, section_id: str, author: str, text: str) -> Comment:
    """Store a remark and return it; raises UnknownSection."""
    sections.state(change.connection, change.strategy_id, section_id)
    values = {"id": comment_id, "section_id": section_id, "author": author, "text": text}
    row = insert(COMMENTS).values(**values, strategy_id=change.strategy_id, written_at=change.now)
    change.connection.execute(row)
    return Comment(**values, written_at=change.now)


def comments(connection: Connection, strategy_id: str, section_id: str) -> tuple[Comment, ...]:
    """Return the remarks on a section, the oldest first; raises UnknownSection."""
    sections.state(connection, strategy_id, section_id)
    columns = (COMMENTS.c[name] for name in Comment.__dataclass_fields__)
    query = select(*columns).where(COMMENTS.c.strategy_id == strategy_id, COMMENTS.c.section_id == section_id)
    return tuple(Comment(**row._asdict()) for row in connection.execute(query.order_by(COMMENTS.c.number)))


def remove(change: Change, comment_id: str) -> None:
    """Delete a remark; raises UnknownComment."""
    this = (COMMENTS.c.strategy_id == change.strategy_id, COMMENTS.c.id == comment_id)
    if change.connection.execute(delete(COMMENTS).where(*this)).rowcount == 0:
        raise UnknownComment
    note_erasure(change.connection, comment_id)
