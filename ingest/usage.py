"""What is wrong with the call of a command, in the terminal's language: typer says it in English only."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from ingest.console import say, terminal_language
from ingest.records import Text

_SEE = Text("Aufruf: {usage}\nAlle Angaben: {command} --help", "Usage: {usage}\nAll options: {command} --help")
_NOT_UNDERSTOOD = "Der Aufruf ist nicht verständlich: {}"
_PERHAPS = " Gemeint ist vielleicht {1}."
# How a message of typer begins, the same in German, and what follows where it names a second thing; the first counts.
_GERMAN = (
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "Die Option {0} gibt es nicht.", _PERHAPS),
    (r"No such command (.+?)\.?(?: Did you mean (.+)\?)?$", "Den Befehl {0} gibt es nicht.", _PERHAPS),
    (r"Missing command", "Es fehlt der Befehl.", ""),
    (r"Missing \w+ (.+?)\.$", "Es fehlt die Angabe {0}.", ""),
    (r"Option (\S+) requires", "Zur Option {0} fehlt die Angabe.", ""),
    (r"Option (\S+) does not take a value", "Die Option {0} steht ohne Angabe.", ""),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "Das ist zu viel: {0}.", ""),
    (r"Invalid value for (.+?): .*is not one of (.+)\.$", "Zu {0} ist nur das möglich: {1}.", ""),
    (r"Invalid value for (.+?): .*valid integer", "Zu {0} gehört eine ganze Zahl.", ""),
    (r"Invalid value for (.+?): .*greater than or equal to (\S+)", "Zu {0} gehört eine Zahl ab {1}.", ""),
    (r"Invalid value for (.+?): .*less than or equal to (\S+)", "Zu {0} gehört eine Zahl bis {1}.", ""),
    (r"Invalid value for (.+?): ", "Die Angabe zu {0} passt nicht.", ""),
)  # fmt: skip


class Commands(TyperGroup):
    """A group of commands that tells what is wrong with a call in the terminal's language; exit code 2."""

    def invoke(self, ctx: Any) -> Any:  # typer's own context, whose module is private
        """Run the command that is named."""
        with _told():
            return super().invoke(ctx)

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the options of the group."""
        with _told():
            return super().make_context(*args, **extra)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except TyperException as error:
        context = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError":  # it holds the help, which was printed
            raise
        message = error.format_message()
        typer.secho(in_german(message) if terminal_language() == "de" else message, fg="red", err=True)
        if context is not None:
            usage = context.get_usage().removeprefix("Usage: ")
            typer.echo(say(_SEE).format(usage=usage, command=context.command_path), err=True)
        raise typer.Exit(2) from error


def in_german(message: str) -> str:
    """Return what typer says of a call in German; what is not known stands in it as it is."""
    for pattern, german, more in _GERMAN:
        if found := re.match(pattern, message):
            parts = [part or "" for part in found.groups()]
            return german.format(*parts) + (more.format(*parts) if len(parts) > 1 and parts[1] else "")
    return _NOT_UNDERSTOOD.format(message)
