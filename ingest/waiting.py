"""The files that were asked for and are not done: kept beside the registry, so that they survive the program's end.

A file is a ticket of its own, written before the first file is read and deleted when its file is done. An upload lies
in a folder that goes with the page, so it is kept here until then. A password is never written down.
"""

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from time import time_ns

from pydantic import TypeAdapter

from ingest.records import SourceDetails

_TICKET = ".ticket"


@dataclass(frozen=True)
class Waiting:
    """A file that was asked for: where it lies, its name as the user knows it, and what was said of it.

    token   names its files in the folder
    ocr     whether pages without text are to be recognised
    kept    whether `path` is our own copy
    """

    token: str
    path: Path
    name: str
    origin: str
    details: SourceDetails
    ocr: bool = False
    kept: bool = False


_WAITING = TypeAdapter(Waiting)


class WaitingFiles:
    """The tickets in a folder, in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(
        self, files: Sequence[tuple[Path, str]], origin: str, details: SourceDetails, *, ocr: bool = False
    ) -> tuple[Waiting, ...]:
        """Note files, path and name, and return their tickets; with an `origin` they lie under passing names.

        Raises OSError (a full disk).
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        batch = f"{time_ns():020}-{token_hex(3)}"
        return tuple(
            self._noted(Waiting(f"{batch}-{number:05}", path.absolute(), name, origin, details, ocr))
            for number, (path, name) in enumerate(files)
        )

    def left(self) -> tuple[Waiting, ...]:
        """Return what an interruption left over; a ticket that was not written whole is deleted."""
        found = []
        for path in sorted(self._folder.glob(f"*{_TICKET}")):
            try:
                found.append(_WAITING.validate_python(json.loads(path.read_bytes())))
            except (OSError, ValueError):
                path.unlink(missing_ok=True)
        return tuple(found)

    def done(self, files: Sequence[Waiting]) -> None:
        """Delete tickets and kept files."""
        for waiting in files:
            if waiting.kept:
                waiting.path.unlink(missing_ok=True)
            (self._folder / f"{waiting.token}{_TICKET}").unlink(missing_ok=True)
        with suppress(OSError):
            self._folder.rmdir()  # the last one

    def _noted(self, waiting: Waiting) -> Waiting:
        if waiting.origin and waiting.path.is_file():
            waiting = self._with_copy(waiting)
        new = self._folder / f"{waiting.token}.part"
        told = {**_WAITING.dump_python(waiting), "path": str(waiting.path)}
        new.write_text(json.dumps(told), encoding="ascii")  # pydantic refuses paths that are no valid text
        os.replace(new, self._folder / f"{waiting.token}{_TICKET}")
        return waiting

    def _with_copy(self, waiting: Waiting) -> Waiting:
        """Keep a file under its own ending, by which some formats are told apart."""
        copy = self._folder / f"{waiting.token}{Path(waiting.name).suffix[:10]}"
        try:
            os.link(waiting.path, copy)
        except OSError:  # on another disk
            shutil.copyfile(waiting.path, copy)
        return replace(waiting, path=copy.absolute(), kept=True)
