"""What an owner brings to all strategies: outlines, and the Word template of the house."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from assistant.studio.outline import Outline, load_outline
from assistant.studio.outline_file import parse_outline
from assistant.workspace import outlines
from assistant.workspace.file import WorkspaceFile
from assistant.workspace.tables import TEMPLATES


@dataclass(frozen=True)
class Template:
    """A Word file whose styles an owner's exports take on."""

    name: str
    content: bytes


class House:
    """Outlines and templates of all owners. Every method may be called from any thread."""

    def __init__(self, file: WorkspaceFile) -> None:
        self._file = file

    def add_outline(self, owner: str, content: str, name: str) -> tuple[Outline, bool]:
        """Store an outline (TOML), in place of the owner's one of the same id; return it, and whether there was one.

        Raises BadOutline, naming the file.
        """
        outline = parse_outline(content, name)
        with self._file.writing() as connection:
            return outline, outlines.add(connection, owner, outline.id, content)

    def outlines(self, owner: str) -> dict[str, Outline | None]:
        """Return the outlines that the owner brought, by id; None for one that can no longer be read."""
        with self._file.reading() as connection:
            return outlines.outlines(connection, owner)

    def outline(self, owner: str, outline_id: str) -> Outline:
        """Return one of them, the shipped one for ""; raises UnknownOutline."""
        if not outline_id:
            return load_outline()
        with self._file.reading() as connection:
            return outlines.outline(connection, owner, outline_id)

    def delete_outline(self, owner: str, outline_id: str, *, of: str = "") -> None:
        """Delete one of them; the strategy `of` goes back to the shipped one.

        Raises UnknownOutline, and OutlineInUse while another strategy is made by it: then nothing has changed.
        """
        with self._file.writing() as connection:
            outlines.remove(connection, owner, outline_id, of)

    def set_template(self, owner: str, template: Template | None) -> None:
        """Store the owner's template in place of the one before; None for none."""
        with self._file.writing() as connection:
            connection.execute(delete(TEMPLATES).where(TEMPLATES.c.owner == owner))
            if template is not None:
                values = {"owner": owner, "name": template.name, "content": template.content}
                connection.execute(insert(TEMPLATES).values(**values))

    def template(self, owner: str) -> Template | None:
        """Return the owner's template."""
        query = select(TEMPLATES.c.name, TEMPLATES.c.content).where(TEMPLATES.c.owner == owner)
        with self._file.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Template(row.name, row.content)
