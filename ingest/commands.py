"""The commands `ingest add|list|show|remove|rebuild|check`, and those of other modules put beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

from ingest.backup_commands import backup_library, restore_library
from ingest.check import check_library
from ingest.config import read_config
from ingest.console import (
    STOPPED,
    STOPPED_CODE,
    Aftermath,
    DataOption,
    JsonOption,
    open_library,
    print_json,
    progress_bar,
    reported_errors,
    say,
    stopped_by_ctrl_c,
)
from ingest.errors import Cancelled, NoDocuments, NoLibrary, TitleForMany
from ingest.files import find_files
from ingest.library import Library, is_library
from ingest.rebuild import rebuild_library
from ingest.records import Outcome, Source, SourceDetails, SourceKind, Text
from ingest.usage import Commands

cli = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Add, list, show, remove sources; rebuild and check the index."
)

cli.command("backup")(backup_library)
cli.command("restore")(restore_library)

_SOURCE = TypeAdapter(Source)
NOTHING_TO_TRY = Text("Es gibt nichts, was noch einmal zu versuchen wäre.", "There is nothing to try again.")
_NAMED = 5  # of the files that were left out
_STATUS = {
    "added": Text("neu", "added"),
    "replaced": Text("ersetzt", "replaced"),
    "unchanged": Text("unverändert", "unchanged"),
    "removed": Text("entfernt", "removed"),
    "failed": Text("NICHT GELESEN", "NOT READ"),
}


@cli.command()
def add(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    title: Annotated[str, typer.Option(help="Title; only for a single file.")] = "",
    author: Annotated[list[str] | None, typer.Option(help="Author; repeat for several.")] = None,
    publisher: Annotated[str, typer.Option()] = "",
    year: Annotated[int | None, typer.Option(help="Year of publication.")] = None,
    kind: Annotated[SourceKind | None, typer.Option()] = None,
    language: Annotated[str, typer.Option(help="Two letters: de, en ...")] = "",
    url: Annotated[str, typer.Option()] = "",
    licence: Annotated[str, typer.Option()] = "",
    confidential: Annotated[bool, typer.Option("--confidential", help="Never sent to a model elsewhere.")] = False,
    password: Annotated[str, typer.Option(help="Password of protected files.")] = "",
    ocr: Annotated[bool, typer.Option("--ocr", help="Recognise scanned pages; slow.")] = False,
    sync: Annotated[bool, typer.Option("--sync", help="Also remove sources whose files left these folders.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add files and folders. What is there already is kept; a changed file becomes a new version."""
    details = SourceDetails(title, tuple(author or ()), publisher, year, kind, language, url, licence, "", confidential)
    with reported_errors(as_json):
        files = _files(paths)
        if title and len(files) > 1:
            raise TitleForMany(len(files))
        if not files and not sync:
            raise NoDocuments(", ".join(map(str, paths)))
        opened, bar, stopping = open_library(data, write=True), progress_bar(not as_json), stopped_by_ctrl_c()
        with opened as library, bar as show, stopping as stopped:
            outcomes = library.resume(show, stopped=stopped)  # what a kill left over
            outcomes += library.add(files, details=details, password=password, ocr=ocr, progress=show, stopped=stopped)
            if sync and not stopped.is_set():
                folders = [path for path in paths if path.is_dir()]
                outcomes += tuple(gone for folder in folders for gone in library.remove_missing(folder, files))
            library.finish(stopped)
        _tell_aftermath(context, data, outcomes)
    _report(outcomes, as_json)


@cli.command()
def retry(
    password: Annotated[str, typer.Option(help="Password of protected files.")] = "",
    ocr: Annotated[bool, typer.Option("--ocr", help="Recognise scanned pages; slow.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add what an interruption left over, and try the files again that could not be read."""
    with reported_errors(as_json):
        opened, bar, stopping = _present_library(data), progress_bar(not as_json), stopped_by_ctrl_c()
        with opened as library, bar as show, stopping as stopped:
            outcomes = library.resume(show, stopped=stopped)
            outcomes += library.retry(show, password=password, ocr=ocr, stopped=stopped)
            library.finish(stopped)
    if not outcomes and not as_json:
        typer.echo(say(NOTHING_TO_TRY))
    _report(outcomes, as_json)


@cli.command("list")
def list_sources(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the sources with kind, pages, passages, state and reason."""
    with reported_errors(as_json), open_library(data, write=False) as library:
        sources = library.sources()
    if as_json:
        print_json([_SOURCE.dump_python(source, mode="json") for source in sources])
        return
    for source in sources:
        typer.echo(_line(source))
    if not sources:
        typer.echo(
            say(
                Text(
                    "Die Bibliothek ist leer: clusterkompass ingest add ORDNER",
                    "The library is empty: clusterkompass ingest add FOLDER",
                )
            )
        )


@cli.command()
def show(
    source_id: Annotated[str, typer.Argument(help="A source's id, as `list` shows it.")],
    passages: Annotated[bool, typer.Option("--passages", help="Also the passages.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a source: its data, its notices and, on demand, its passages."""
    with reported_errors(as_json), open_library(data, write=False) as library:
        source = library.registry.source(source_id)
        cut = library.registry.passages_of(source_id) if passages else ()
    shown = _SOURCE.dump_python(source, mode="json")
    parts = [
        {
            "id": p.id,
            "page": p.first_page,
            "heading": list(p.heading_path),
            "start": p.start,
            "end": p.end,
            "text": p.text,
        }
        for p in cut
    ]
    if as_json:
        print_json({**shown, "passage_list": parts} if passages else shown)
        return
    for key, value in shown.items():
        typer.echo(f"{key:12} {value}")
    for p in cut:
        typer.echo(f"\n--- {p.id} | {' > '.join(p.heading_path)} | {p.page_label or p.first_page or ''}\n{p.text}")


@cli.command()
def remove(
    context: typer.Context,
    source_ids: Annotated[list[str], typer.Argument(help="Ids, as `list` shows them.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove sources and everything made from them."""
    with reported_errors(as_json):
        with _present_library(data) as library:
            gone = [library.registry.source(source_id) for source_id in source_ids]
            for source in gone:
                library.remove(source.id)
        outcomes = tuple(Outcome(source.file_name, "removed", source) for source in gone)
        _tell_aftermath(context, data, outcomes)
    _report(outcomes, as_json)


@cli.command()
def rebuild(
    embed: Annotated[bool, typer.Option("--embed", help="Also embed anew, even with the same embedder.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the indexes anew: from stored vectors, or, when the settings have changed, by embedding again."""
    with reported_errors(as_json), progress_bar(not as_json) as bar:
        config = read_config(data)
        if not is_library(config.data):
            raise NoLibrary(str(config.data))
        rebuilt = rebuild_library(config, embed_anew=embed, progress=bar)
    if as_json:
        print_json({"sources": rebuilt.sources, "passages": rebuilt.passages, "embedded": rebuilt.embedded})
    else:
        typer.echo(
            say(
                Text(
                    f"Neu gebaut: {rebuilt.sources} Quellen, {rebuilt.passages} Passagen.",
                    f"Rebuilt: {rebuilt.sources} sources, {rebuilt.passages} passages.",
                )
            )
        )


@cli.command()
def check(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Prove that registry, vectors and full text agree; exit code 1 if they do not."""
    with reported_errors(as_json), _present_library(data) as library:
        report = check_library(library)
    if as_json:
        print_json({"ok": not report.problems, "counts": report.counts, "problems": [say(p) for p in report.problems]})
    else:
        typer.echo(", ".join(f"{name}: {count}" for name, count in report.counts.items()))
        for problem in report.problems:
            typer.secho(say(problem), fg="red")
        if not report.problems:
            typer.echo("ok")
    if report.problems:
        raise typer.Exit(1)


@contextmanager
def _present_library(data: Path | None) -> Iterator[Library]:
    """Open a library for writing that is there already; raises NoLibrary."""
    folder = read_config(data).data
    if not is_library(folder):
        raise NoLibrary(str(folder))
    with open_library(data, write=True) as library:
        yield library


def _tell_aftermath(context: typer.Context, data: Path | None, outcomes: tuple[Outcome, ...]) -> None:
    """Say on standard error what else the sources that were removed are missing from."""
    aftermath = context.find_object(Aftermath)
    removed = [outcome.source for outcome in outcomes if outcome.status == "removed" and outcome.source]
    if aftermath and removed:
        for told in aftermath.of_removal(read_config(data), removed):
            typer.echo(say(told), err=True)


def _files(paths: list[Path]) -> list[Path]:
    """Return the files that are meant; a path that does not exist is among them, to be reported like the others."""
    return [file for path in paths for file in (find_files(path) if path.exists() else [path])]


def _report(outcomes: tuple[Outcome, ...], as_json: bool) -> None:
    """Print what became of each file; exit code 1 if one could not be read, 130 if it was stopped."""
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    left_out = [outcome for outcome in failed if outcome.code == Cancelled.code]
    if as_json:
        print_json([_outcome(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            if outcome.code == Cancelled.code:
                continue
            passages = f", {outcome.source.passages} " + say(Text("Passagen", "passages")) if outcome.source else ""
            reason = say(outcome.reason)
            typer.echo(
                f"{say(_STATUS[outcome.status])}: {outcome.file_name}{passages if not reason else ''} {reason}".rstrip()
            )
            for notice in outcome.source.notices if outcome.source and outcome.status != "unchanged" else ():
                typer.echo(f"    {say(notice)}")
    if left_out:
        names = ", ".join(outcome.file_name for outcome in left_out[:_NAMED]) + (" …" if left_out[_NAMED:] else "")
        count = len(left_out)
        typer.echo(say(Text(f"Nicht mehr aufgenommen ({count}): {names}", f"Left out ({count}): {names}")), err=True)
        typer.echo(say(STOPPED), err=True)
        raise typer.Exit(STOPPED_CODE)
    if failed:
        raise typer.Exit(1)


def _outcome(outcome: Outcome) -> dict[str, object]:
    source = _SOURCE.dump_python(outcome.source, mode="json") if outcome.source else None
    return {
        "file": outcome.file_name,
        "status": outcome.status,
        "code": outcome.code,
        "reason": say(outcome.reason),
        "source": source,
    }


def _line(source: Source) -> str:
    details = source.details
    facts = [details.kind or "-", str(details.year or "-"), f"{source.passages} " + say(Text("Passagen", "passages"))]
    if source.pages:
        facts.append(f"{source.pages} " + say(Text("Seiten", "pages")))
    if source.version > 1:
        facts.append(f"v{source.version}")
    if source.state == "failed":
        facts = [say(_STATUS["failed"]), say(source.reason)]
    return f"{source.id}  {details.title}  ({', '.join(facts)})"
