"""The command `audit`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.assess.checklist import load_checklist
from assistant.assess.report import AuditReport, Finding, audit_report
from assistant.assess.report_draft import counted, report_draft, verdict_word
from assistant.assess.strategy_text import read_strategy
from assistant.build import build_assistant
from assistant.export.citing import CITATION_STYLES
from assistant.export.files import FORMATS, Layout, check_format, write_draft
from assistant.studio.commands import CitationsOption
from assistant.studio.model_file import check_free
from assistant.studio.records import Quote
from ingest.config import read_config
from ingest.console import DataOption, JsonOption, print_json, reported_errors, say, terminal_language


def audit(
    file: Annotated[Path, typer.Argument(help="The strategy: PDF, DOCX, ODT, RTF, HTML, TXT ...")],
    out: Annotated[Path | None, typer.Option("--out", help=f"A report to write: {', '.join(FORMATS)}.")] = None,
    language: Annotated[Literal["de", "en"] | None, typer.Option(help="Language of the report.")] = None,
    citations: CitationsOption = CITATION_STYLES[0],
    password: Annotated[str, typer.Option(help="Of a protected PDF.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a strategy by the guideline's checklist and content elements, with proof, gaps and cited advice."""
    with reported_errors(as_json):
        if out is not None:
            check_format(out)
            check_free(out, force=force)
        strategy = read_strategy(file, password=password)
        assistant = build_assistant(read_config(data), write=False)
        try:
            report = audit_report(strategy, load_checklist(), assistant, made_on=date.today().isoformat())
        finally:
            assistant.library.close()
        if out is not None:
            write_draft(report_draft(report, language or terminal_language()), out, Layout(style=citations))
    if as_json:
        print_json(report_data(report))
    else:
        _print(report)


def report_data(report: AuditReport) -> dict[str, object]:
    """Return a report as data: ids in the guideline's order, quotes at their offsets in the strategy's text."""
    return {
        "title": report.title,
        "made_on": report.made_on,
        "checklist": [_finding_data(one) for one in report.checklist],
        "elements": [_finding_data(one) for one in report.elements],
    }


def _finding_data(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "title": say(finding.title),
        "verdict": finding.verdict,
        "found": finding.found,
        "reason": finding.ruling.reason if finding.ruling else "",
        "quotes": [
            {"text": one.text, "page": one.page, "page_label": one.page_label, "start": one.start, "end": one.end}
            for one in finding.quotes
        ],
        "missing": [say(one) for one in finding.missing],
        "open": list(finding.open),
        "advice": [_advice_data(one) for one in finding.advice],
    }


def _advice_data(quote: Quote) -> dict[str, object]:
    details = quote.details
    return {
        "source": quote.source_id,
        "title": details.title or quote.file_name,
        "year": details.year,
        "page": quote.page,
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
        "attribution": quote.attribution,
    }


def _print(report: AuditReport) -> None:
    for findings, key in ((report.checklist, "counted"), (report.elements, "counted_elements")):
        typer.secho(counted(findings, key, terminal_language()), bold=True)
        for one in findings:
            lacking = " ".join(say(text) for text in one.missing) if one.verdict in ("partly", "missing") else ""
            typer.echo(f"{one.id}  {say(one.title)}: {say(verdict_word(one.verdict))}. {lacking}".rstrip())
        typer.echo("")
