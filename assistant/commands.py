"""The command line: search, ask and doctor; the other commands stand with what they command."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.answering.reasons import in_words as reason_in_words
from assistant.answering.render import plain_text
from assistant.assess.commands import audit
from assistant.batch import answer_batch, answer_data, hit_data, read_questions, why_data
from assistant.build import build_assistant
from assistant.desk_commands import consistency, export, import_, strategies, told_where_cited
from assistant.doctor import examine
from assistant.laboratory.commands import evaluate
from assistant.model.use import in_words
from assistant.monitoring.commands import monitoring_cli
from assistant.records import Answer
from assistant.selection.commands import partners_cli, projects_cli
from assistant.studio.commands import draft, profile_cli
from assistant.studio.outline_commands import outline_cli
from assistant.survey.commands import survey_cli
from ingest.commands import cli as ingest_cli
from ingest.config import read_config
from ingest.console import Aftermath, DataOption, JsonOption, print_json, reported_errors, say, terminal_language
from ingest.errors import AppError
from ingest.records import SOURCE_KINDS, Filters, Hit, Text
from ingest.usage import Commands

_NEAREST = 3  # passages shown below a refusal

cli = typer.Typer(
    cls=Commands,
    context_settings={"obj": Aftermath(told_where_cited)},
    no_args_is_help=True,
    help="Clusterkompass: cited answers about cluster internationalisation.",
)
cli.add_typer(ingest_cli, name="ingest")
cli.command()(evaluate)
cli.add_typer(profile_cli, name="profile")
cli.add_typer(outline_cli, name="outline")
cli.command()(draft)
cli.command()(strategies)
cli.command()(export)
cli.command("import")(import_)
cli.command()(consistency)
cli.command()(audit)
cli.add_typer(survey_cli, name="survey")
cli.add_typer(monitoring_cli, name="monitoring")
cli.add_typer(partners_cli, name="partners")
cli.add_typer(projects_cli, name="projects")


class KindName(StrEnum):
    """The kinds of sources (`SOURCE_KINDS`), because typer takes no list of literals."""

    guideline = "guideline"
    study = "study"
    strategy = "strategy"
    webpage = "webpage"
    own_material = "own_material"


KindOption = Annotated[list[KindName] | None, typer.Option("--kind", help="Only sources of this kind; repeatable.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="Only this source (its id); repeatable.")]
LanguageOption = Annotated[list[str] | None, typer.Option("--language", help="Only sources in this language (de, en).")]
FromOption = Annotated[int | None, typer.Option("--year-from", help="Only sources of this year or later.")]
ToOption = Annotated[int | None, typer.Option("--year-to", help="Only sources of this year or earlier.")]


@cli.command()
def search(
    query: str,
    limit: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    kind: KindOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    year_from: FromOption = None,
    year_to: ToOption = None,
    why: Annotated[bool, typer.Option("--why", help="Say of each passage why it was found.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that fit a query best."""
    filters = _filters(kind, language, source, year_from, year_to)
    with reported_errors(as_json):
        assistant = build_assistant(read_config(data), write=False)
        try:
            hits = assistant.search(query, limit=limit, filters=filters)
            reasons = assistant.why(query, hits) if why else ()
        finally:
            assistant.library.close()
    if as_json:
        explained = [{"why": why_data(reason, terminal_language())} for reason in reasons] or [{}] * len(hits)
        print_json([{**hit_data(hit), **added} for hit, added in zip(hits, explained, strict=True)])
        return
    _print_hits(hits, [reason_in_words(reason, terminal_language()) for reason in reasons])
    if not hits:
        typer.echo(say(Text("Nichts gefunden.", "Nothing found.")))


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; left out with --batch.")] = "",
    batch: Annotated[Path | None, typer.Option(help="Questions, one JSON object a line.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers to --batch go.")] = None,
    kind: KindOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    year_from: FromOption = None,
    year_to: ToOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with citations, or a whole set with --batch IN --out OUT."""
    filters = _filters(kind, language, source, year_from, year_to)
    with reported_errors(as_json):
        questions = read_questions(batch) if batch else []
        if batch and out is None:
            raise _OutMissing
        assistant = build_assistant(read_config(data), write=False)
        try:
            if batch and out:
                _write_lines(out, answer_batch(assistant, questions))
                return
            answer = assistant.answer(question, filters=filters)
        finally:
            assistant.library.close()
    if as_json:
        print_json(answer_data(answer))
    else:
        _print_answer(answer)


@cli.command()
def doctor(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Say what is installed, which model and which library are used, and what is missing."""
    with reported_errors(as_json):
        findings = examine(read_config(data))
    if as_json:
        print_json([{"name": f.name, "ok": f.ok, "value": say(f.value)} for f in findings])
    else:
        for finding in findings:
            typer.secho(f"{'ok ' if finding.ok else '!! '} ", fg="green" if finding.ok else "red", nl=False)
            typer.echo(f"{finding.name:14} {say(finding.value)}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _filters(
    kinds: list[KindName] | None,
    languages: list[str] | None,
    source_ids: list[str] | None,
    year_from: int | None,
    year_to: int | None,
) -> Filters:
    named = tuple(kind for kind in SOURCE_KINDS if kind in (kinds or ()))
    return Filters(named, tuple(languages or ()), tuple(source_ids or ()), year_from, year_to)


class _OutMissing(AppError):
    code = "out_missing"

    def __init__(self) -> None:
        super().__init__(
            Text("Zu --batch fehlt --out.", "--batch needs --out."),
            Text("Nennen Sie die Datei für die Antworten.", "Name the file for the answers."),
        )


class _OutNotWritable(AppError):
    code = "out_not_writable"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            Text(f"{path} kann nicht geschrieben werden: {reason}.", f"{path} cannot be written: {reason}."),
            Text("Nennen Sie eine Datei in einem vorhandenen Ordner.", "Name a file in a folder that exists."),
        )


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
    except OSError as error:
        raise _OutNotWritable(path, error.strerror or str(error)) from error


def _print_hits(hits: Sequence[Hit], reasons: Sequence[str] = ()) -> None:
    for number, hit in enumerate(hits, 1):
        page = hit.passage.page_label or hit.passage.first_page or ""
        where = f"{hit.source.details.title} | {' > '.join(hit.passage.heading_path)} | {page}"
        typer.secho(f"{number}. {where} ({hit.score:.2f}, {hit.found_by})", bold=True)
        typer.echo(hit.passage.text)
        typer.echo(f"-> {reasons[number - 1]}\n" if reasons else "")


def _print_answer(answer: Answer) -> None:
    typer.echo(plain_text(answer.text))
    if answer.model:
        typer.echo(f"\n{say(in_words(answer.model))}")
    if answer.state == "no_evidence":
        typer.echo("")
        _print_hits(answer.hits[:_NEAREST])
    if answer.citations:
        typer.echo("")
    for citation in answer.citations:
        page = citation.page_label or (str(citation.page) if citation.page else "")
        place = ", ".join(
            part
            for part in (
                citation.source.details.title,
                str(citation.source.details.year or ""),
                citation.attribution,
                say(Text(f"S. {page}", f"p. {page}")) if page else "",
                " > ".join(citation.heading_path),
            )
            if part
        )
        typer.echo(f"[{citation.mark}] {place}\n    „{' '.join(citation.quote.split())}“")
