"""What owners make with an instrument other than a strategy, kept as JSON with the versions before, to be undone.

A dossier is one selection of partners or projects, one monitoring plan, one needs survey. Every change is saved as it
is made and says on which revision it is based, so that two tabs never overwrite each other silently.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from pydantic import ValidationError
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.phrase import Strict
from assistant.workspace.dossier_errors import DossierConflict, UnknownDossier
from assistant.workspace.erasing import note_erasure
from assistant.workspace.errors import DamagedText, NothingToUndo
from assistant.workspace.file import WorkspaceFile
from assistant.workspace.records import Dossier, DossierKind, StoredDossier
from assistant.workspace.tables import DOSSIER_VERSIONS, DOSSIERS

_MOST_VERSIONS = 100  # that can be undone; a selection of 50 candidates is some 300 kB


Content = TypeVar("Content", bound=Strict)


class Shelf:
    """The dossiers of all kinds."""

    def __init__(self, file: WorkspaceFile, now: Callable[[], str], new_id: Callable[[], str]) -> None:
        self._file, self._now, self._new_id = file, now, new_id

    def dossiers(self, kind: DossierKind, content_type: type[Content]) -> "Dossiers[Content]":
        """Return the dossiers of one kind, which hold contents of this type."""
        return Dossiers(self._file, self._now, self._new_id, kind, content_type)


class Dossiers(Generic[Content]):
    """The dossiers of one kind, of all owners; another owner's is not there. Any thread may call every method.

    Methods that name a dossier raise UnknownDossier; those that read one raise DamagedText where it cannot be read.
    """

    def __init__(
        self,
        file: WorkspaceFile,
        now: Callable[[], str],
        new_id: Callable[[], str],
        kind: DossierKind,
        content_type: type[Content],
    ) -> None:
        self._file, self._now, self._new_id = file, now, new_id
        self._kind, self._type = kind, content_type

    def add(self, owner: str, title: str, content: Content) -> StoredDossier:
        """Store a new dossier and return how it is listed."""
        now = self._now()
        made = StoredDossier(self._new_id(), title, now, now)
        values = {"id": made.id, "owner": owner, "kind": self._kind, "title": title, "revision": 1}
        with self._file.writing() as connection:
            connection.execute(insert(DOSSIERS).values(**values, made_at=now, changed_at=now))
            _add_version(connection, made.id, 1, None, content, now)
        return made

    def list(self, owner: str) -> tuple[StoredDossier, ...]:
        """Return the owner's dossiers of this kind, the newest first."""
        columns = (DOSSIERS.c[name] for name in StoredDossier.__dataclass_fields__)
        query = select(*columns).where(DOSSIERS.c.owner == owner, DOSSIERS.c.kind == self._kind)
        with self._file.reading() as connection:
            rows = connection.execute(query.order_by(DOSSIERS.c.number.desc()))
            return tuple(StoredDossier(**row._asdict()) for row in rows)

    def get(self, owner: str, dossier_id: str) -> Dossier[Content]:
        """Return a dossier as it stands."""
        with self._file.reading() as connection:
            return self._read(connection, owner, dossier_id)

    def save(self, owner: str, dossier_id: str, content: Content, based_on: int) -> int:
        """Store a changed content and return its revision; raises DossierConflict when it was changed meanwhile."""
        now = self._now()
        with self._file.writing() as connection:
            present = self._read(connection, owner, dossier_id)
            if present.revision != based_on:
                raise DossierConflict(present.title)
            if present.content == content:
                return based_on
            latest = select(DOSSIER_VERSIONS.c.revision).where(DOSSIER_VERSIONS.c.dossier_id == dossier_id)
            revision = int(max(connection.execute(latest).scalars())) + 1
            _add_version(connection, dossier_id, revision, based_on, content, now)
            self._change(connection, owner, dossier_id, revision=revision, changed_at=now)
            too_old = DOSSIER_VERSIONS.c.revision <= revision - _MOST_VERSIONS
            connection.execute(delete(DOSSIER_VERSIONS).where(DOSSIER_VERSIONS.c.dossier_id == dossier_id, too_old))
        return revision

    def undo(self, owner: str, dossier_id: str) -> Dossier[Content]:
        """Go back to the content before the last change and return it; raises NothingToUndo."""
        with self._file.writing() as connection:
            present = self._read(connection, owner, dossier_id)
            before = _version(connection, dossier_id, present.revision)[0]
            if before is None or not _exists(connection, dossier_id, before):
                raise NothingToUndo(present.title)
            self._change(connection, owner, dossier_id, revision=before, changed_at=self._now())
            return self._read(connection, owner, dossier_id)

    def rename(self, owner: str, dossier_id: str, title: str) -> None:
        """Give a dossier another title."""
        with self._file.writing() as connection:
            self._read(connection, owner, dossier_id)
            self._change(connection, owner, dossier_id, title=title)

    def delete(self, owner: str, dossier_id: str) -> None:
        """Delete a dossier with its versions; no words of it stay in the file."""
        with self._file.writing() as connection:
            if not connection.execute(delete(DOSSIERS).where(*self._this(owner, dossier_id))).rowcount:
                raise UnknownDossier
            note_erasure(connection, dossier_id)
        self._file.erase()

    def _this(self, owner: str, dossier_id: str) -> tuple[ColumnElement[bool], ...]:
        return DOSSIERS.c.owner == owner, DOSSIERS.c.kind == self._kind, DOSSIERS.c.id == dossier_id

    def _change(self, connection: Connection, owner: str, dossier_id: str, **values: str | int) -> None:
        connection.execute(update(DOSSIERS).where(*self._this(owner, dossier_id)).values(**values))

    def _read(self, connection: Connection, owner: str, dossier_id: str) -> Dossier[Content]:
        row = connection.execute(select(DOSSIERS).where(*self._this(owner, dossier_id))).one_or_none()
        if row is None:
            raise UnknownDossier
        text = _version(connection, dossier_id, row.revision)[1]
        try:
            content = self._type.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            raise DamagedText(".".join(map(str, first["loc"])) or self._kind, first["msg"]) from error
        return Dossier(row.id, row.title, row.revision, row.changed_at, content)


def _add_version(
    connection: Connection, dossier_id: str, revision: int, follows: int | None, content: Strict, now: str
) -> None:
    values = {"dossier_id": dossier_id, "revision": revision, "follows": follows, "saved_at": now}
    connection.execute(insert(DOSSIER_VERSIONS).values(**values, content=content.model_dump_json()))


def _exists(connection: Connection, dossier_id: str, revision: int) -> bool:
    found = select(DOSSIER_VERSIONS.c.revision).where(
        DOSSIER_VERSIONS.c.dossier_id == dossier_id, DOSSIER_VERSIONS.c.revision == revision
    )
    return connection.execute(found).first() is not None


def _version(connection: Connection, dossier_id: str, revision: int) -> tuple[int | None, str]:
    """Return which revision a version follows, and its content."""
    this = (DOSSIER_VERSIONS.c.dossier_id == dossier_id, DOSSIER_VERSIONS.c.revision == revision)
    row = connection.execute(select(DOSSIER_VERSIONS.c.follows, DOSSIER_VERSIONS.c.content).where(*this)).one()
    return row.follows, row.content
