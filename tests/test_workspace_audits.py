"""Audits are kept per owner, with a person's rulings, and go without a trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assess.report import AuditReport, Finding, Proof, Ruling
from assistant.studio.records import Quote
from assistant.workspace.errors import UnknownAudit
from assistant.workspace.workspace import Workspace
from ingest.records import SourceDetails, Text

ADVICE = Quote("a", SourceDetails(title="Leitfaden", year=2018), "a.pdf", "Fragt die Mitglieder.", 3, 24, 7)
FINDING = Finding(
    id="c01",
    title=Text("Bedarf", "Needs"),
    demand=Text("Erst fragen.", "Ask first."),
    chapter="2",
    found="partly",
    quotes=(Proof("Wir fragten Zitronenfalter.", 10, 37, 2, "ii", "Stand"),),
    missing=(Text("Wann?", "When?"),),
    advice=(ADVICE,),
    open=("Wen noch?",),
)
REPORT = AuditReport("Strategie Auental", "2026-11-29", (FINDING,))
RULING = Ruling("met", "Steht im Anhang.", "2026-11-29T10:00:00+00:00")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(tmp_path)
    yield workspace
    workspace.close()


def test_an_audit_comes_back_as_it_was_kept(workspace: Workspace) -> None:
    kept = workspace.audits.add("anna", REPORT)
    assert workspace.audits.report("anna", kept.id) == REPORT
    assert [one.title for one in workspace.audits.list("anna")] == ["Strategie Auental"]


def test_another_owner_s_audit_is_not_there(workspace: Workspace) -> None:
    kept = workspace.audits.add("anna", REPORT)
    assert workspace.audits.list("ben") == ()
    for attempt in (workspace.audits.report, workspace.audits.delete):
        with pytest.raises(UnknownAudit):
            attempt("ben", kept.id)
    with pytest.raises(UnknownAudit):
        workspace.audits.rule("ben", kept.id, "c01", RULING)


def test_a_person_s_ruling_stands_beside_the_audit_s_own_verdict(workspace: Workspace) -> None:
    kept = workspace.audits.add("anna", REPORT)
    ruled = workspace.audits.rule("anna", kept.id, "c01", RULING)
    assert (ruled.findings[0].verdict, ruled.findings[0].found) == ("met", "partly")
    assert workspace.audits.report("anna", kept.id) == ruled
    assert workspace.audits.rule("anna", kept.id, "c01", None) == REPORT


def test_a_deleted_audit_leaves_no_word(workspace: Workspace, tmp_path: Path) -> None:
    kept = workspace.audits.add("anna", REPORT)
    workspace.audits.delete("anna", kept.id)
    workspace.close()
    assert [path.name for path in tmp_path.iterdir() if b"Zitronenfalter" in path.read_bytes()] == []
