"""The commands on the strategies that the page keeps: `strategies`, `export`, `import`, `consistency`."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from assistant.build import build_workspace, is_workspace
from assistant.cited import where_cited
from assistant.consistency_report import report_inconsistencies
from assistant.desk import Desk
from assistant.export.citing import CITATION_STYLES
from assistant.export.files import FORMATS, check_format
from assistant.owner import OWNER
from assistant.reimport.proof import LibraryProof
from assistant.studio.commands import CitationsOption
from assistant.studio.consistency.profile_checks import inconsistencies
from assistant.studio.consistency.strategy_checks import strategy_inconsistencies
from assistant.studio.model_file import check_free
from assistant.studio.profile_file import read_profile
from assistant.workspace.errors import UnknownStrategy
from assistant.workspace.records import Strategy, moment
from ingest.config import IndexConfig, read_config
from ingest.console import DataOption, JsonOption, print_json, reported_errors, say
from ingest.errors import AppError
from ingest.library import Library
from ingest.records import Source, Text


class AmbiguousTitle(AppError):
    """A title that several strategies have."""

    code = "ambiguous_title"

    def __init__(self, title: str, ids: Sequence[str]) -> None:
        super().__init__(
            Text(f"„{title}“ heißen mehrere Strategien.", f"Several strategies are called “{title}”."),
            Text(f"Nennen Sie eine dieser Kennungen: {', '.join(ids)}.", f"Name one of these ids: {', '.join(ids)}."),
        )


class NothingNamed(AppError):
    """A check without anything to check."""

    code = "nothing_named"

    def __init__(self) -> None:
        super().__init__(
            Text("Es ist nicht gesagt, was geprüft werden soll.", "It is not said what to check."),
            Text("Nennen Sie ein PROFIL.yaml oder --strategy.", "Name a PROFILE.yaml or --strategy."),
        )


class TwoNamed(AppError):
    """A check of a profile's file and of a strategy at once."""

    code = "two_named"

    def __init__(self) -> None:
        super().__init__(
            Text("Es sind ein Profil und eine Strategie genannt.", "Both a profile and a strategy are named."),
            Text(
                "Nennen Sie nur eines: PROFIL.yaml oder --strategy; eine Strategie hat ihr eigenes Profil.",
                "Name one only: PROFILE.yaml or --strategy; a strategy is checked with its own profile.",
            ),
        )


class FolderNamed(AppError):
    """A folder where a single file is read."""

    code = "folder_named"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path} ist ein Ordner.", f"{path} is a folder."),
            Text(
                "Nennen Sie eine einzelne Datei (.docx oder .md), wie der Export sie schreibt.",
                "Name a single file (.docx or .md), as the export writes it.",
            ),
        )


StrategyArgument = Annotated[str, typer.Argument(help="Its id or its title (see `strategies`).")]


def strategies(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the strategies of the page, the newest first."""
    with reported_errors(as_json), open_desk(data) as desk:
        listed = [(one, len(desk.workspace.sections(OWNER, one.id))) for one in desk.workspace.strategies(OWNER)]
    if as_json:
        print_json([_data(one, sections) for one, sections in listed])
        return
    for one, sections in listed:
        counted = Text(f"{sections} Abschnitte", f"{sections} sections")
        typer.echo(f"{one.id}  {one.title}  ({one.language}, {say(counted)}, {moment(one.changed_at)})")
    if not listed:
        typer.echo(say(Text("Noch keine Strategie.", "No strategy yet.")))


def export(
    strategy: StrategyArgument,
    out: Annotated[Path, typer.Option("--out", help=f"The file to write: {', '.join(FORMATS)}.")],
    language: Annotated[Literal["de", "en"] | None, typer.Option(help="Its own language, or the other one.")] = None,
    citations: CitationsOption = CITATION_STYLES[0],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a strategy of the page as a file; a Word file by the template that was loaded in the page."""
    with reported_errors(as_json), open_desk(data) as desk:
        check_format(out)
        check_free(out, force=force)
        chosen = find_strategy(desk, strategy)
        untranslated = desk.export(chosen.id, out, citations, language or chosen.language)
    if as_json:
        print_json({"file": str(out), "untranslated": untranslated})
        return
    left = Text(
        f" {untranslated} selbst geschriebene Stellen sind nicht übersetzt." * bool(untranslated),
        f" {untranslated} passages of your own are not translated." * bool(untranslated),
    )
    typer.echo(f"{out}.{say(left)}")


def import_(
    file: Annotated[Path, typer.Argument(help="A Word or Markdown file that was exported and perhaps changed since.")],
    strategy: Annotated[str, typer.Option("--strategy", help="Into this one (id or title); else a new one.")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read an exported strategy back: changes become proposals, citations stay where the quote is still verbatim."""
    with reported_errors(as_json):
        if file.is_dir():
            raise FolderNamed(file)
        with (
            open_desk(data, write=not strategy) as desk,
            closing(Library.open(read_config(data), write=False)) as library,
        ):
            proof = LibraryProof(library)
            known = find_strategy(desk, strategy).id if strategy else ""
            taken = desk.take_back(known, file, proof) if known else desk.create_from(file, proof)
    notes = [say(note) for note in taken.notes]
    if as_json:
        lists = {"proposed": taken.proposed, "added": taken.added, "locked": taken.locked}
        print_json({"strategy": taken.strategy.id, **lists, "notes": notes})
        return
    proposed, added, locked = len(taken.proposed), len(taken.added), len(taken.locked)
    counted = Text(
        f"{proposed} Vorschläge, {added} neue Abschnitte, {locked} gesperrte.",
        f"{proposed} proposals, {added} new sections, {locked} locked ones.",
    )
    typer.echo(f"{taken.strategy.id}  {taken.strategy.title}: {say(counted)}")
    for note in notes:
        typer.echo(f"- {note}")


def consistency(
    profile: Annotated[Path | None, typer.Argument(metavar="PROFILE.yaml", help="A profile, or --strategy.")] = None,
    strategy: Annotated[str, typer.Option("--strategy", help="A strategy of the page: its id or its title.")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name what does not fit together in a profile or a strategy, with both places; exit code 2 if anything."""
    with reported_errors(as_json):
        if profile is not None and strategy:
            raise TwoNamed
        if profile is None and not strategy:
            raise NothingNamed
        if profile is not None:
            found = inconsistencies(read_profile(profile))
        else:
            with open_desk(data) as desk:
                chosen = find_strategy(desk, strategy)
                sections = [state.section for state in desk.workspace.sections(OWNER, chosen.id)]
                kept = desk.workspace.profile(OWNER, chosen.id)
                found = strategy_inconsistencies(sections, kept, chosen.language)
    report_inconsistencies(found, as_json)
    if found:
        raise typer.Exit(2)


def told_where_cited(config: IndexConfig, removed: Sequence[Source]) -> Sequence[Text]:
    """Return which strategies cite sources that were removed from the library."""
    with _desk(config, write=False) as desk:
        return where_cited(desk.workspace, OWNER, [source.id for source in removed])


@contextmanager
def open_desk(data: Path | None, *, write: bool = False) -> Iterator[Desk]:
    """The strategies of this computer's user; page and commands may work on them at the same time.

    With write=False nothing is made: where there are none, they are those of an empty temporary folder.
    """
    with _desk(read_config(data), write=write) as desk:
        yield desk


@contextmanager
def _desk(config: IndexConfig, *, write: bool) -> Iterator[Desk]:
    with ExitStack() as opened:
        if not write and not is_workspace(config):
            scratch = TemporaryDirectory(prefix="clusterkompass-empty-", ignore_cleanup_errors=True)
            config = replace(config, data=Path(opened.enter_context(scratch)))
        yield Desk(OWNER, opened.enter_context(closing(build_workspace(config))))


def find_strategy(desk: Desk, named: str) -> Strategy:
    """Return the strategy of this id or title; raises UnknownStrategy, AmbiguousTitle."""
    found = [one for one in desk.workspace.strategies(OWNER) if named in (one.id, one.title)]
    if not found:
        raise UnknownStrategy(named)
    if len(found) > 1:
        raise AmbiguousTitle(named, [one.id for one in found])
    return found[0]


def _data(one: Strategy, sections: int) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "language": one.language,
        "sections": sections,
        "changed_at": one.changed_at,
    }
