"""From a file or a draft to a report: proof at its offsets, gaps, cited advice, rulings, comparison, documents."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_fake import FakeAssistant, furnished_library
from typer.testing import CliRunner

from assistant.assess.checklist import load_checklist
from assistant.assess.comparison import compare
from assistant.assess.report import AuditReport, Ruling, audit_report
from assistant.assess.report_draft import report_draft
from assistant.assess.strategy_text import NothingToJudge, read_strategy, strategy_of_draft
from assistant.commands import cli
from assistant.export.files import FORMATS, write_draft
from assistant.export.markdown import draft_markdown
from assistant.studio.records import Chart, Draft, Paragraph, Quote, Section, Table
from ingest.console import terminal_language
from ingest.errors import UnreadableSource
from ingest.records import SourceDetails

pytestmark = pytest.mark.slow

STRATEGY = """# Auslandsstrategie Lichttal

## Ausgangslage

Bevor wir irgendeine Maßnahme geplant haben, hat die Geschäftsstelle alle Mitglieder nach ihrem Bedarf befragt.

## Partner

Ein Abkommen mit den Partnern halten wir für überflüssig.
"""
LIBRARY = FakeAssistant(furnished_library())
RULING = Ruling("met", "Steht im Anhang.", "2026-11-29T10:00:00+00:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strategie.md"
    path.write_text(STRATEGY, encoding="utf-8")
    return path


@pytest.fixture
def report(file: Path) -> AuditReport:
    return audit_report(read_strategy(file), load_checklist(), LIBRARY, made_on="2026-11-29")


def test_the_report_holds_the_nineteen_points_and_the_ten_elements_in_order(report: AuditReport) -> None:
    assert [one.id for one in report.checklist] == [f"c{number:02}" for number in range(1, 20)]
    assert [one.id for one in report.elements] == [f"e{number:02}" for number in range(1, 11)]


def test_a_quote_is_the_strategy_s_text_at_its_offsets(file: Path, report: AuditReport) -> None:
    text = read_strategy(file).text
    quotes = [quote for finding in report.findings for quote in finding.quotes]
    assert quotes
    assert [text[one.start : one.end] for one in quotes] == [one.text for one in quotes]


def test_what_is_asked_first_is_seen_and_what_is_refused_is_not(report: AuditReport) -> None:
    verdicts = {one.id: one.verdict for one in report.findings}
    assert (verdicts["c01"] != "missing", verdicts["c13"]) == (True, "missing")


def test_what_is_not_met_says_what_lacks_and_what_the_library_advises(report: AuditReport) -> None:
    poor = [one for one in report.findings if one.verdict != "met"]
    assert [one.id for one in poor if not one.missing] == []
    advised = [one for one in poor if one.advice]
    assert advised
    assert all(quote.source_id for one in advised for quote in one.advice)
    assert [one.id for one in report.findings if one.verdict == "met" and one.advice] == []


def test_the_same_strategy_gives_the_same_report(file: Path, report: AuditReport) -> None:
    assert audit_report(read_strategy(file), load_checklist(), LIBRARY, made_on="2026-11-29") == report


def test_a_person_overrules_with_a_reason_and_both_are_kept(report: AuditReport) -> None:
    ruled = report.ruled("c13", RULING)
    finding = next(one for one in ruled.findings if one.id == "c13")
    assert (finding.verdict, finding.found) == ("met", "missing")
    text = draft_markdown(report_draft(ruled, "de"))
    assert "Urteil: fehlt." in text
    assert "Von einer Person festgelegt: erfüllt. Begründung: Steht im Anhang." in text
    with pytest.raises(KeyError):
        report.ruled("c99", RULING)


def test_two_audits_are_compared(report: AuditReport) -> None:
    better = report.ruled("c13", RULING)
    assert [(one.after.id, one.change) for one in compare(report, better)] == [("c13", "better")]
    assert [(one.after.id, one.change) for one in compare(better, report)] == [("c13", "worse")]
    not_here = report.ruled("c03", Ruling("not_applicable", "Ohne Förderung.", RULING.made_at))
    assert [(one.after.id, one.change) for one in compare(report, not_here)] == [("c03", "other")]
    assert compare(report, report) == ()


def test_the_report_is_written_in_every_format_and_both_languages(report: AuditReport, tmp_path: Path) -> None:
    for ending in FORMATS:
        write_draft(report_draft(report, "de"), tmp_path / f"bericht{ending}")
        assert (tmp_path / f"bericht{ending}").stat().st_size > 100
    english = draft_markdown(report_draft(report, "en"))
    assert "Audit of 29 November 2026" in english
    assert "The strategy says:" in english


def test_the_report_begins_with_a_picture_of_the_points_by_chapter(report: AuditReport) -> None:
    picture = report_draft(report, "de").sections[0].parts[0]
    assert isinstance(picture, Chart)
    assert picture.labels[0] == "Kapitel 2"
    assert sum(value or 0 for one in picture.series for value in one.values) == 29


def test_what_lacks_stands_in_the_annex_as_a_task(report: AuditReport) -> None:
    annex = draft_markdown(report_draft(report, "de")).partition("### Offene Punkte")[2]
    lacking = next(one for one in report.findings if one.id == "c13").missing[0].de
    assert lacking in annex


def test_of_a_draft_own_words_count_and_quotes_of_others_do_not() -> None:
    quote = Quote("a", SourceDetails(title="Leitfaden"), "a.pdf", "Fragen Sie die Mitglieder nach dem Bedarf.", 0, 42)
    parts = (
        Paragraph("own", "Wir haben 40 Mitglieder."),
        Paragraph("source", "Dazu: „Fragen Sie die Mitglieder nach dem Bedarf.“ [1]"),
        Paragraph("open", "Wie wurde der Bedarf erhoben?"),
        Table("Kosten", ("Posten", "Euro"), (("Reisen", "10"),), ("Summe", "10")),
    )
    text = strategy_of_draft(
        Draft("Strategie", "Lichttal", "de", "2026-11-29", (Section("s", "Stand", parts, (quote,)),))
    )
    assert [one.text for one in text.statements] == ["Wir haben 40 Mitglieder.", "Kosten", "Reisen | 10", "Summe | 10"]
    assert [one.text for one in text.open_points] == ["Wie wurde der Bedarf erhoben?"]


@pytest.mark.parametrize(
    ("name", "content"), [("leer.md", b""), ("nur-titel.md", b"# Titel\n"), ("bild.png", b"\x89PNG")]
)
def test_a_file_without_text_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((NothingToJudge, UnreadableSource)) as refused:
        read_strategy(tmp_path / name)
    assert name in refused.value.message.de


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    terminal_language.cache_clear()
    yield
    terminal_language.cache_clear()


@pytest.mark.usefixtures("german")
def test_the_command_prints_json_and_writes_a_report(file: Path, tmp_path: Path) -> None:
    data, out = tmp_path / "library", tmp_path / "bericht.docx"
    arguments = ["audit", str(file), "--data", str(data), "--out", str(out), "--json"]
    result = CliRunner().invoke(cli, arguments)
    told = json.loads(result.output)
    assert [one["id"] for one in told["checklist"]][:2] == ["c01", "c02"]
    quote = told["checklist"][0]["quotes"][0]
    assert read_strategy(file).text[quote["start"] : quote["end"]] == quote["text"]
    assert out.exists()
    again = CliRunner().invoke(cli, arguments[:-1])
    assert (again.exit_code, "gibt es schon" in again.output) == (1, True)
    missing = CliRunner().invoke(cli, ["audit", str(tmp_path / "nirgends.pdf"), "--data", str(data)])
    assert (missing.exit_code, "nirgends.pdf" in missing.output) == (1, True)
