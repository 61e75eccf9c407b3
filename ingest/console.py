"""What all commands share: the language of the terminal, JSON or text, errors with exit code 1."""

import json
import locale
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ingest.config import DATA_VARIABLE, IndexConfig, read_config
from ingest.errors import AppError
from ingest.library import Library
from ingest.records import Language, Source, Text
from ingest.records import Progress as Step

DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help=f"The library's folder (or environment {DATA_VARIABLE}).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_STEPS = {
    "read": Text("lese", "reading"),
    "recognise": Text("erkenne Text", "recognising text"),
    "embed": Text("bette ein", "embedding"),
    "store": Text("speichere", "storing"),
    "done": Text("fertig", "done"),
}
_COUNTED = {
    "read": Text("Seite {} von {}", "page {} of {}"),
    "recognise": Text("{} von {} Seiten", "{} of {} pages"),
    "embed": Text("Passage {} von {}", "passage {} of {}"),
}
# Of a file's part of the bar: where a step begins, and how much it takes.
_SHARES = {"read": (0.0, 0.2), "recognise": (0.2, 0.3), "embed": (0.5, 0.5)}

STOPPED = Text(
    "Abgebrochen. Fertige Dateien bleiben in der Bibliothek, die angefangene nicht; derselbe Befehl macht weiter.",
    "Stopped. Finished files stay in the library, the one begun does not; the same command goes on.",
)
STOPPED_CODE = 130  # of a program that Ctrl-C ended


@dataclass(frozen=True)
class Aftermath:
    """What the removal of sources means beyond the library: the program around it puts one into typer's context."""

    of_removal: Callable[[IndexConfig, Sequence[Source]], Sequence[Text]]


@cache
def terminal_language() -> Language:
    """Return German for a German locale, else English."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0]
    return "de" if (name or "").lower().startswith(("de", "german")) else "en"


def say(text: Text) -> str:
    """Return the wording in the terminal's language."""
    return text.of(terminal_language())


def print_json(value: object) -> None:
    """Print a value as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def open_library(data: Path | None, *, write: bool) -> Iterator[Library]:
    """Open the library that the options name, and close it."""
    library = Library.open(read_config(data), write=write)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def reported_errors(as_json: bool) -> Iterator[None]:
    """Turn an expected error, or Ctrl-C, into a message and an exit code."""
    try:
        yield
    except AppError as error:
        if as_json:
            print_json({"error": {"code": error.code, "message": say(error.message), "hint": say(error.hint)}})
        else:
            typer.secho(say(error.message), fg="red", err=True)
            typer.echo(say(error.hint), err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        typer.echo(say(STOPPED), err=True)
        raise typer.Exit(STOPPED_CODE) from error


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Event]:
    """Yield an event that Ctrl-C sets, so that what is begun can be ended in order; a second Ctrl-C ends it at once."""
    stopped = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    former = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def progress_bar(shown: bool) -> Iterator[Callable[[Step], None]]:
    """Draw a bar on standard error: files, and of the present one the pages or passages that are done."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not shown or not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0)

        def show(step: Step) -> None:
            bar.update(
                task, description=progress_label(step), total=step.files, completed=step.file - 1 + progress_part(step)
            )

        yield show


def progress_label(step: Step) -> str:
    """Return which file it is and what is done with it: "1/3 report.pdf – reading, page 12 of 156"."""
    counted = f", {say(_COUNTED[step.step]).format(step.done, step.total)}" if step.total else ""
    return f"{step.file}/{step.files} {step.file_name[:40]} – {say(_STEPS[step.step])}{counted}"


def progress_part(step: Step) -> float:
    """Return how much of the present file is done, 0 to 1."""
    begins, takes = _SHARES.get(step.step, (1.0, 0.0))
    return begins + takes * (step.done / step.total if step.total else 0.0)
