"""The audits that owners keep, with what persons ruled in them."""

from collections.abc import Callable

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.assess.report import AuditReport, Ruling
from assistant.workspace.erasing import note_erasure
from assistant.workspace.errors import UnknownAudit
from assistant.workspace.file import WorkspaceFile
from assistant.workspace.records import StoredAudit
from assistant.workspace.serial import report_json, report_of
from assistant.workspace.tables import AUDITS


class Audits:
    """Audits of all owners. Every method may be called from any thread; another owner's audit is not there."""

    def __init__(self, file: WorkspaceFile, now: Callable[[], str], new_id: Callable[[], str]) -> None:
        self._file, self._now, self._new_id = file, now, new_id

    def add(self, owner: str, report: AuditReport) -> StoredAudit:
        """Keep a report and return how it is listed."""
        kept = StoredAudit(self._new_id(), report.title, self._now())
        values = {"id": kept.id, "owner": owner, "title": kept.title, "made_at": kept.made_at}
        with self._file.writing() as connection:
            connection.execute(insert(AUDITS).values(**values, content=report_json(report)))
        return kept

    def list(self, owner: str) -> tuple[StoredAudit, ...]:
        """Return the owner's audits, the newest first."""
        columns = (AUDITS.c[name] for name in StoredAudit.__dataclass_fields__)
        query = select(*columns).where(AUDITS.c.owner == owner).order_by(AUDITS.c.number.desc())
        with self._file.reading() as connection:
            return tuple(StoredAudit(**row._asdict()) for row in connection.execute(query))

    def report(self, owner: str, audit_id: str) -> AuditReport:
        """Return a report; raises UnknownAudit."""
        with self._file.reading() as connection:
            return _report(connection, owner, audit_id)

    def rule(self, owner: str, audit_id: str, point_id: str, ruling: Ruling | None) -> AuditReport:
        """Store a person's ruling on a point, None to take it back, and return the report. Raises UnknownAudit."""
        with self._file.writing() as connection:
            ruled = _report(connection, owner, audit_id).ruled(point_id, ruling)
            this = (AUDITS.c.owner == owner, AUDITS.c.id == audit_id)
            connection.execute(update(AUDITS).where(*this).values(content=report_json(ruled)))
        return ruled

    def delete(self, owner: str, audit_id: str) -> None:
        """Delete an audit; no words of it stay in the file. Raises UnknownAudit."""
        with self._file.writing() as connection:
            _report(connection, owner, audit_id)
            connection.execute(delete(AUDITS).where(AUDITS.c.owner == owner, AUDITS.c.id == audit_id))
            note_erasure(connection, audit_id)
        self._file.erase()


def _report(connection: Connection, owner: str, audit_id: str) -> AuditReport:
    query = select(AUDITS.c.content).where(AUDITS.c.owner == owner, AUDITS.c.id == audit_id)
    content = connection.execute(query).scalar_one_or_none()
    if content is None:
        raise UnknownAudit(audit_id)
    return report_of(content)
