"""The commands `profile new|check` and `draft`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.build import build_assistant, build_studio
from assistant.consistency_report import report_inconsistencies
from assistant.export.citing import CITATION_STYLES, CitationStyle
from assistant.export.docx_template import open_template
from assistant.export.files import FORMATS, Layout, check_format, write_draft
from assistant.export.markdown import draft_markdown
from assistant.export.typed_citations import with_typed_citations
from assistant.model.faults import ModelFault
from assistant.starter import add_starter_library
from assistant.studio.consistency.profile_checks import inconsistencies
from assistant.studio.example import EXAMPLE_FILE
from assistant.studio.model_file import check_free, write_model
from assistant.studio.outline import Outline
from assistant.studio.outline_file import parse_outline, read_outline_text
from assistant.studio.own_words import title_of
from assistant.studio.profile import Profile
from assistant.studio.profile_file import read_profile
from assistant.studio.records import Draft
from ingest.config import read_config
from ingest.console import DataOption, JsonOption, print_json, progress_bar, reported_errors, say, terminal_language
from ingest.errors import AppError
from ingest.library import is_library
from ingest.records import Language, Text
from ingest.usage import Commands

_EXPIRED = Text(
    "Achtung: Diese Gliederung galt nur bis {day}. Prüfen Sie, ob es eine neuere gibt.",
    "Note: this outline was valid until {day} only. Check whether there is a newer one.",
)
_EMPTY = Text(
    "Achtung: Die Bibliothek {folder} ist leer, der Entwurf hat keine Belege. Fügen Sie Quellen hinzu "
    "(clusterkompass ingest add ORDNER), oder nennen Sie mit --data einen anderen Ordner.",
    "Note: the library {folder} is empty, the draft has no citations. Add sources "
    "(clusterkompass ingest add FOLDER), or name another folder with --data.",
)
CitationsOption = Annotated[CitationStyle, typer.Option("--citations", help="How citations stand in the text.")]

profile_cli = typer.Typer(cls=Commands, no_args_is_help=True, help="Make and check the profile of a cluster.")


class NoSuchSection(AppError):
    """A section that the outline does not have."""

    code = "no_such_section"

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            Text(f"Den Abschnitt „{name}“ gibt es nicht.", f"There is no section “{name}”."),
            Text(f"Möglich sind: {', '.join(known)}.", f"Possible are: {', '.join(known)}."),
        )


class TemplateNotUsed(AppError):
    """A Word template for a file that is no Word file."""

    code = "template_not_used"

    def __init__(self, out: Path | None) -> None:
        name = Text("die Ausgabe als Markdown", "output as Markdown") if out is None else Text(out.name, out.name)
        super().__init__(
            Text(f"--template gilt nicht für {name.de}.", f"--template does not work for {name.en}."),
            Text(
                "Nennen Sie mit --out eine Word-Datei (.docx), oder lassen Sie --template weg.",
                "Name a Word file (.docx) with --out, or leave --template out.",
            ),
        )


@profile_cli.command()
def new(path: Annotated[Path, typer.Argument(help="The YAML file to write.")], as_json: JsonOption = False) -> None:
    """Write the example profile, with a comment at every field, to be filled in."""
    with reported_errors(as_json):
        write_model(EXAMPLE_FILE, path)
    if as_json:
        print_json({"file": str(path)})
        return
    typer.echo(say(Text(f"{path} geschrieben. Tragen Sie Ihre Angaben ein.", f"Wrote {path}. Fill in your own facts.")))


@profile_cli.command("check")
def check(path: Path, as_json: JsonOption = False) -> None:
    """Check a profile: every field, and whether they fit together. Exit code 1 when it cannot be used."""
    with reported_errors(as_json):
        found = inconsistencies(read_profile(path))
    report_inconsistencies(found, as_json)


def draft(
    path: Annotated[Path, typer.Argument(metavar="PROFILE.yaml", help="The profile (see `profile new`).")],
    out: Annotated[Path | None, typer.Option("--out", help=f"The file to write: {', '.join(FORMATS)}.")] = None,
    section: Annotated[str, typer.Option("--section", help="Only this section of the outline.")] = "",
    language: Annotated[Literal["de", "en"] | None, typer.Option(help="Language of the draft.")] = None,
    outline: Annotated[Path | None, typer.Option("--outline", help="Another outline (see `outline new`).")] = None,
    template: Annotated[Path | None, typer.Option("--template", help="Your own .docx, for its styles.")] = None,
    citations: CitationsOption = CITATION_STYLES[0],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draft a strategy from a profile, with proof from the library. Without --out it is printed as Markdown."""
    with reported_errors(as_json):
        profile = read_profile(path)
        if out is not None:
            check_format(out)
        if template is not None:
            if out is None or out.suffix.lower() != ".docx":
                raise TemplateNotUsed(out)
            open_template(template)  # a bad one is said before any work is done
        if out is not None:
            check_free(out, force=force)
        by = None if outline is None else parse_outline(read_outline_text(outline), outline.name)
        made = _drafted(profile, section, language or terminal_language(), by, data)
        if out is not None:
            write_draft(made, out, Layout(template, citations))
    if by is not None and by.expired(date.today()):
        typer.echo(say(_EXPIRED).format(day=by.valid_until), err=True)
    if out is None and as_json:
        shown = with_typed_citations(made)
        markdown = draft_markdown(shown, citations)
        print_json({"markdown": markdown, "open_points": [point for _, point in shown.open_points]})
    elif out is None:
        typer.echo(draft_markdown(with_typed_citations(made), citations))
    else:
        _say_what_was_made(made, out, as_json)


def _drafted(profile: Profile, only: str, language: Language, outline: Outline | None, data: Path | None) -> Draft:
    config = read_config(data)
    is_new = not is_library(config.data)
    assistant = build_assistant(config, write=is_new)
    try:
        if is_new:  # as the page does: without a library there is nothing to cite
            with progress_bar(shown=True) as show_progress:
                add_starter_library(assistant.library, show_progress)
        if not any(source.state == "ready" for source in assistant.library.sources()):
            typer.echo(say(_EMPTY).format(folder=config.data), err=True)
        studio, faults = build_studio(assistant), list[ModelFault]()
        fluency = studio.fluency and studio.fluency.for_one_run(faults)
        studio = replace(studio, fluency=fluency, outline=outline or studio.outline)
        today = date.today().isoformat()
        if not only:
            made = studio.draft(profile, language=language, made_on=today)
            _say_faults(faults)
            return made
        known = tuple(one.id for one in studio.outline.sections)
        if only not in known:
            raise NoSuchSection(only, known)
        section = studio.section(only, profile, language)
        _say_faults(faults)
        return Draft(title_of(profile, language), profile.name, language, today, (section,))
    finally:
        assistant.library.close()


def _say_faults(faults: Sequence[ModelFault]) -> None:
    for fault in faults:
        typer.echo(say(fault.both()), err=True)


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
