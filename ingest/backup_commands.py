"""The commands `ingest backup` and `ingest restore`."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.backup import Contents, back_up, restore
from ingest.config import read_config
from ingest.console import DataOption, JsonOption, print_json, reported_errors, say
from ingest.errors import NoLibrary
from ingest.library import is_library
from ingest.lock import taken_lock
from ingest.records import Text


def backup_library(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file if it exists.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write library, workspace and settings into one file; also while they are in use."""
    with reported_errors(as_json):
        folder = read_config(data).data
        if not is_library(folder):
            raise NoLibrary(str(folder))
        contents = back_up(folder, file, replace=replace)
    _tell(contents, Text("Gesichert", "Backed up"), as_json)


def restore_library(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the library that is there.")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put back what a backup holds, after checking it; the indexes are made anew at the next start."""
    with reported_errors(as_json):
        folder = read_config(data).data
        lock = taken_lock(folder)
        try:
            contents = restore(file, folder, replace=replace)
        finally:
            lock.release()
    _tell(contents, Text("Wiederhergestellt", "Restored"), as_json)


def _tell(contents: Contents, done: Text, as_json: bool) -> None:
    if as_json:
        print_json({"made": contents.made, "sources": contents.sources, "files": sorted(contents.files)})
        return
    files = len(contents.files)
    told = Text(
        f"{done.de}: {contents.sources} Quellen, {files} Dateien, Stand {contents.made}.",
        f"{done.en}: {contents.sources} sources, {files} files, as of {contents.made}.",
    )
    typer.echo(say(told))
