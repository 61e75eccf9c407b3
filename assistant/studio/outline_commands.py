"""The commands `outline new|check`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.studio.model_file import write_model
from assistant.studio.outline import SHIPPED
from assistant.studio.outline_file import parse_outline, read_outline_text
from ingest.console import JsonOption, print_json, reported_errors, say
from ingest.records import Text
from ingest.usage import Commands

outline_cli = typer.Typer(cls=Commands, no_args_is_help=True, help="Make and check an outline of your own.")


@outline_cli.command()
def new(path: Annotated[Path, typer.Argument(help="The TOML file to write.")], as_json: JsonOption = False) -> None:
    """Write the shipped outline as a model for one of your own, a funding call's for example."""
    with reported_errors(as_json):
        write_model(SHIPPED, path)
    if as_json:
        print_json({"file": str(path)})
    else:
        typer.echo(
            say(
                Text(
                    f"{path} geschrieben. Ändern Sie Kennung, Titel und Abschnitte.",
                    f"Wrote {path}. Change id, title and sections.",
                )
            )
        )


@outline_cli.command()
def check(path: Path, as_json: JsonOption = False) -> None:
    """Check an outline: every field, and until when it holds. Exit code 1 when it cannot be used, 2 when expired."""
    with reported_errors(as_json):
        outline = parse_outline(read_outline_text(path), path.name)
    expired, count = outline.expired(date.today()), len(outline.sections)
    if as_json:
        print_json({"id": outline.id, "sections": count, "valid_until": outline.valid_until, "expired": expired})
    elif expired:
        typer.echo(
            say(Text(f"Sie galt nur bis {outline.valid_until}.", f"It was valid until {outline.valid_until} only."))
        )
    else:
        typer.echo(
            say(
                Text(
                    f"Die Gliederung ist in Ordnung: {count} Abschnitte.", f"The outline is in order: {count} sections."
                )
            )
        )
    if expired:
        raise typer.Exit(2)
