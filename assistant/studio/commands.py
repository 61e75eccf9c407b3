"""The commands `profile new|check`, `draft` and `consistency`."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.build import build_assistant, build_studio
from assistant.export.docx import DraftNotWritten, write_docx
from assistant.export.markdown import draft_markdown
from assistant.starter import add_starter_library
from assistant.studio.consistency import Inconsistency, inconsistencies
from assistant.studio.example import EXAMPLE_FILE
from assistant.studio.profile import Profile
from assistant.studio.profile_file import read_profile
from assistant.studio.records import Draft
from ingest.config import read_config
from ingest.console import DataOption, JsonOption, print_json, progress_bar, reported_errors, say, terminal_language
from ingest.errors import AppError
from ingest.records import Language, Text

profile_cli = typer.Typer(no_args_is_help=True, help="Make and check the profile of a cluster.")


class FileExists(AppError):
    """A file that would be overwritten."""

    code = "file_exists"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path} gibt es schon.", f"{path} exists already."),
            Text("Nennen Sie einen anderen Namen.", "Give another name."),
        )


class NoSuchSection(AppError):
    """A section that the outline does not have."""

    code = "no_such_section"

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            Text(f"Den Abschnitt „{name}“ gibt es nicht.", f"There is no section “{name}”."),
            Text(f"Möglich sind: {', '.join(known)}.", f"Possible are: {', '.join(known)}."),
        )


class NoSuchFormat(AppError):
    """A file name whose ending names no format of export."""

    code = "no_such_format"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path.name}: dieses Format kann nicht geschrieben werden.", f"{path.name}: this cannot be written."),
            Text("Möglich sind .docx und .md.", "Possible are .docx and .md."),
        )


@profile_cli.command()
def new(path: Annotated[Path, typer.Argument(help="The YAML file to write.")], as_json: JsonOption = False) -> None:
    """Write the example profile, with a comment at every field, to be filled in."""
    with reported_errors(as_json):
        if path.exists():
            raise FileExists(path)
        _written(path, lambda: path.write_bytes(EXAMPLE_FILE.read_bytes()))
    typer.echo(say(Text(f"{path} geschrieben. Tragen Sie Ihre Angaben ein.", f"Wrote {path}. Fill in your own facts.")))


@profile_cli.command("check")
def check(path: Path, as_json: JsonOption = False) -> None:
    """Check a profile: every field, and whether they fit together. Exit code 1 when it cannot be used."""
    with reported_errors(as_json):
        found = inconsistencies(read_profile(path))
    _report(found, as_json)


def consistency(path: Path, as_json: JsonOption = False) -> None:
    """Name what does not fit together in a profile, with both places. Exit code 2 when something does not."""
    with reported_errors(as_json):
        found = inconsistencies(read_profile(path))
    _report(found, as_json)
    if found:
        raise typer.Exit(2)


def draft(
    path: Annotated[Path, typer.Argument(metavar="PROFILE.yaml", help="The profile (see `profile new`).")],
    out: Annotated[Path | None, typer.Option("--out", help="The file to write: .docx or .md.")] = None,
    section: Annotated[str, typer.Option("--section", help="Only this section of the outline.")] = "",
    language: Annotated[Literal["de", "en"] | None, typer.Option(help="Language of the draft.")] = None,
    template: Annotated[Path | None, typer.Option("--template", help="Your own .docx, for its styles.")] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draft a strategy from a profile, with proof from the library. Without --out it is printed as Markdown."""
    with reported_errors(as_json):
        profile = read_profile(path)
        write = _writer(out, template)
        made = _drafted(profile, section, language or terminal_language(), data)
        if out is not None:
            _written(out, lambda: write(made, out))
    if out is None:
        typer.echo(draft_markdown(made))
    else:
        _say_what_was_made(made, out, as_json)


def _drafted(profile: Profile, only: str, language: Language, data: Path | None) -> Draft:
    config = read_config(data)
    is_new = not config.data.exists()
    assistant = build_assistant(config, write=is_new)
    try:
        if is_new:  # as the page does: without a library there is nothing to cite
            with progress_bar(shown=True) as show_progress:
                add_starter_library(assistant.library, show_progress)
        studio = build_studio(assistant)
        today = date.today().isoformat()
        if not only:
            return studio.draft(profile, language=language, made_on=today)
        known = tuple(one.id for one in studio.outline.sections)
        if only not in known:
            raise NoSuchSection(only, known)
        return studio.draft_of(profile, (studio.section(only, profile, language),), language=language, made_on=today)
    finally:
        assistant.library.close()


def _writer(out: Path | None, template: Path | None) -> Callable[[Draft, Path], None]:
    """Return what writes the format that a file's name ends in, before any work is done for it."""
    writers: Mapping[str, Callable[[Draft, Path], None]] = {
        ".docx": lambda made, path: write_docx(made, path, template=template),
        ".md": lambda made, path: _write_text(path, draft_markdown(made)),
    }
    if out is None:
        return writers[".md"]
    if out.suffix.lower() not in writers:
        raise NoSuchFormat(out)
    return writers[out.suffix.lower()]


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _written(path: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except OSError as error:
        raise DraftNotWritten(path, error) from error


def _say_what_was_made(made: Draft, out: Path, as_json: bool) -> None:
    quotes = [quote for section in made.sections for quote in section.quotes]
    sources = {quote.source_id for quote in quotes}
    if as_json:
        counts = {"sections": len(made.sections), "citations": len(quotes), "sources": len(sources)}
        print_json({"file": str(out), **counts, "open_points": [point for _, point in made.open_points]})
        return
    german = f"{out}: {len(made.sections)} Abschnitte, {len(quotes)} Belege aus {len(sources)} Quellen, "
    english = f"{out}: {len(made.sections)} sections, {len(quotes)} citations from {len(sources)} sources, "
    points = len(made.open_points)
    typer.echo(say(Text(f"{german}{points} offene Punkte.", f"{english}{points} open points.")))


def _report(found: tuple[Inconsistency, ...], as_json: bool) -> None:
    if as_json:
        print_json([_data(one) for one in found])
        return
    for one in found:
        typer.echo(f"- {say(one.message)}  [{' / '.join(place.field for place in one.places)}]")
    if not found:
        typer.echo(say(Text("Das Profil ist in Ordnung.", "The profile is in order.")))


def _data(one: Inconsistency) -> dict[str, object]:
    places = [{"section": place.section, "field": place.field} for place in one.places]
    return {"code": one.code, "message": say(one.message), "places": places}
