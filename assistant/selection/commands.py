"""The commands `partners new|rank|convert|report` and `projects new|rank|convert|report|sheets|collect`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.export.citing import CITATION_STYLES
from assistant.export.files import FORMATS, Layout, check_format, write_draft, write_file
from assistant.instruments.record_file import check_ending
from assistant.selection.catalogue import load_catalogue, read_catalogue
from assistant.selection.raters import divergences
from assistant.selection.records import Selection, SelectionKind
from assistant.selection.report import selection_report
from assistant.selection.selection_file import (
    SELECTION_FORMATS,
    read_selection_file,
    selection_bytes,
)
from assistant.selection.verdicts import (
    divergences_in_words,
    raters_in_words,
    shifts_in_words,
    standing_in_words,
    verdict,
)
from assistant.selection.weighing import Ranking, rank
from assistant.selection.words import Words
from assistant.selection.workbook import rater_workbook
from assistant.selection.workbook_reading import read_ratings
from assistant.studio.commands import CitationsOption
from assistant.studio.model_file import check_free
from ingest.console import JsonOption, print_json, reported_errors, terminal_language
from ingest.usage import Commands

partners_cli = typer.Typer(cls=Commands, no_args_is_help=True, help="Choose partners by weighted criteria.")
projects_cli = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Choose projects: several raters, each alone first."
)

_FILES = ", ".join(SELECTION_FORMATS)
FileArgument = Annotated[Path, typer.Argument(help=f"The selection: {_FILES}.")]
OutArgument = Annotated[Path, typer.Argument(help=f"The selection to write: {_FILES}.")]
LanguageOption = Annotated[Literal["de", "en"] | None, typer.Option(help="Language of what is written.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def new(
    context: typer.Context,
    out: OutArgument,
    title: Annotated[str, typer.Option(help="Title of the selection.")] = "",
    catalogue: Annotated[
        Path | None, typer.Option(help="Criteria of your own: a TOML file like those in prompts/criteria/.")
    ] = None,
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a selection to be filled in, with all criteria of the catalogue."""
    kind, language = _kind(context), language or terminal_language()
    with reported_errors(as_json):
        criteria = (read_catalogue(catalogue) if catalogue else load_catalogue(kind)).criteria
        named = title.strip()[:200] or Words(language)(f"{kind}_title")
        _write(Selection(kind=kind, title=named, criteria=criteria), out, language, force=force)
    _done([out], as_json)


def rank_(context: typer.Context, file: FileArgument, as_json: JsonOption = False) -> None:
    """Show the ranking: scores, knock-outs, what is missing, and whether the first place holds."""
    words = Words(terminal_language())
    with reported_errors(as_json):
        selection = read_selection_file(file, _kind(context))
    ranking = rank(selection)
    if as_json:
        print_json(ranking_data(selection, ranking, words))
        return
    of_raters = (*raters_in_words(selection, words), *divergences_in_words(selection, words))
    for sentence in (*verdict(ranking, words), *shifts_in_words(ranking, words), *of_raters):
        typer.secho(sentence, bold=True)
    for one in ranking.standings:
        typer.echo(standing_in_words(one, selection, words))


def convert(
    context: typer.Context,
    file: FileArgument,
    out: OutArgument,
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a selection in the other format, JSON or XLSX; so a filled workbook is checked and taken over."""
    with reported_errors(as_json):
        selection = read_selection_file(file, _kind(context))
        _write(selection, out, language or terminal_language(), force=force)
    _done([out], as_json)


def report(
    context: typer.Context,
    file: FileArgument,
    out: Annotated[Path, typer.Option("--out", help=f"The report to write: {', '.join(FORMATS)}.")],
    language: LanguageOption = None,
    citations: CitationsOption = CITATION_STYLES[0],
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write the report of a selection: ranking, charts, sensitivity, proofs, minutes, forms."""
    with reported_errors(as_json):
        check_format(out)
        check_free(out, force=force)
        selection = read_selection_file(file, _kind(context))
        made = selection_report(selection, language or terminal_language(), date.today().isoformat())
        write_draft(made, out, Layout(style=citations))
    _done([out], as_json)


@projects_cli.command()
def sheets(
    file: FileArgument,
    folder: Annotated[Path, typer.Argument(help="The folder for the workbooks, which exists.")],
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a workbook for each rater, with the projects they may rate and nobody else's ratings."""
    with reported_errors(as_json):
        selection = read_selection_file(file, "projects")
        paths = [folder / f"{file.stem}-{one.id}.xlsx" for one in selection.raters]
        for path in paths:
            check_free(path, force=force)
        for one, path in zip(selection.raters, paths, strict=True):
            write_file(rater_workbook(selection, one.id, language or terminal_language()), path)
    _done(paths, as_json)


@projects_cli.command()
def collect(
    file: FileArgument,
    filled: Annotated[list[Path], typer.Argument(help="The raters' filled workbooks.")],
    out: Annotated[Path, typer.Option("--out", help=f"The selection to write: {_FILES}.")],
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Add the ratings of filled workbooks; who has sent one counts as having submitted."""
    with reported_errors(as_json):
        selection = read_selection_file(file, "projects")
        for path in filled:
            selection = read_ratings(path, selection)
        _write(selection, out, terminal_language(), force=force)
    _done([out], as_json)


for _cli in (partners_cli, projects_cli):
    _cli.command()(new)
    _cli.command("rank")(rank_)
    _cli.command()(convert)
    _cli.command()(report)


def ranking_data(selection: Selection, ranking: Ranking, words: Words) -> dict[str, object]:
    """Return a ranking as data; scores in percent, criteria and candidates by id."""
    return {
        "title": selection.title,
        "verdict": [*verdict(ranking, words), *shifts_in_words(ranking, words)],
        "ranking": [
            {
                "id": one.candidate.id,
                "name": one.candidate.name,
                "rank": one.rank,
                "score": one.score,
                "coverage": one.coverage,
                "lower": one.lower,
                "upper": one.upper,
                "knocked_out": [criterion.id for criterion in one.knocked_out],
                "unproven": [criterion.id for criterion in one.unproven],
                "missing": [criterion.id for criterion in one.missing],
                "explanation": standing_in_words(one, selection, words),
            }
            for one in ranking.standings
        ],
        "sensitivity": [
            {"criterion": one.criterion.id, "change": one.change, "leaders": [each.id for each in one.leaders]}
            for one in ranking.shifts
        ],
        "rivals": [one.candidate.id for one in ranking.rivals],
        "discuss": [
            {
                "candidate": one.candidate.id,
                "criterion": one.criterion.id if one.criterion else None,
                "spread": one.spread,
                "lowest": [rater.id for rater in one.lowest],
                "highest": [rater.id for rater in one.highest],
            }
            for one in divergences(selection)
        ],
    }


def _kind(context: typer.Context) -> SelectionKind:
    group = context.parent.info_name if context.parent else ""
    return "projects" if group == "projects" else "partners"


def _write(selection: Selection, out: Path, language: Literal["de", "en"], *, force: bool) -> None:
    check_ending(out, SELECTION_FORMATS)
    check_free(out, force=force)
    write_file(selection_bytes(selection, out.suffix.lower(), language), out)


def _done(paths: list[Path], as_json: bool) -> None:
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        typer.echo(Words(terminal_language())("written", path=str(path)))
