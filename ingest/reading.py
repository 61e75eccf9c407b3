"""Reads files in a process of its own: a file that hangs, bursts or crashes its reader costs one file, no library."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import IO

from pydantic import TypeAdapter

from ingest.errors import Cancelled, TooLarge, UnreadableSource
from ingest.formats import is_pdf
from ingest.page_progress import TellPages, ignore_pages
from ingest.records import Document, Text

_DOCUMENT = TypeAdapter(Document)
_ROOT = Path(__file__).parents[1]
_LIMIT_SECONDS = 90.0  # the slowest real file of the review took 31 s
_PAGE_SECONDS = 1.0  # more for each page that is read; they take 0.1 s, and 0.3 s on a busy machine
_LIMIT_BYTES = 50_000_000
_PAGE = '{"page":'  # how the child's lines begin that tell of a page
_LOOK_SECONDS = 0.2  # how often the parent looks whether it is to stop


class ReaderDied(UnreadableSource):
    code = "reader_died"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} hat das Leseprogramm zum Absturz gebracht und wurde übersprungen.",
                f"{name} made the reading program crash and was skipped.",
            ),
            Text("Speichern Sie die Datei in ihrem Programm neu.", "Save the file anew in its program."),
        )


class ReadingTookTooLong(UnreadableSource):
    code = "too_slow"

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            Text(
                f"{name} war nach {seconds:.0f} Sekunden nicht gelesen und wurde übersprungen.",
                f"{name} was not read after {seconds:.0f} seconds and was skipped.",
            ),
            Text("Teilen Sie die Datei oder speichern Sie sie neu.", "Split the file or save it anew."),
        )


class FileReader:
    """Reads one file after another in a child process, which is started when needed and replaced when it dies."""

    def __init__(self, *, limit_seconds: float = _LIMIT_SECONDS, limit_bytes: int = _LIMIT_BYTES) -> None:
        self._limit_seconds = limit_seconds
        self._limit_bytes = limit_bytes
        self._child: subprocess.Popen[str] | None = None
        self._lines: Queue[str] = Queue()

    def __enter__(self) -> "FileReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self,
        path: Path,
        *,
        name: str,
        password: str = "",
        ocr: bool = False,
        tell: TellPages = ignore_pages,
        stopped: Event | None = None,
    ) -> Document:
        """Return the document in a file; raises UnreadableSource. `name` is the file's name as the user knows it.

        With `ocr`, pages of a PDF without text are recognised; each of them may take the limit's seconds. A PDF that
        makes the child crash is read without its layout by the second reader, if that can. `tell` is told the pages,
        some ten a second. Once `stopped` is set, it raises Cancelled within a fraction of a second.
        """
        size = path.stat().st_size if path.is_file() else 0
        if size > self._limit_bytes:
            raise TooLarge(name, f"{size / 1e6:.0f} MB", f"{self._limit_bytes / 1e6:.0f} MB")
        request = {"path": str(path.absolute()), "password": password, "ocr": ocr, "plain": False}
        ask = partial(self._ask, name=name, tell=tell, stopped=stopped or Event())
        try:
            answer = ask(request)
        except ReaderDied:
            if not (path.is_file() and is_pdf(path)):
                raise
            answer = ask({**request, "plain": True})
            if "error" in answer:
                raise
        if "error" in answer:
            raise _error(answer["error"], path.name, name)
        return _DOCUMENT.validate_python(answer["document"])

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            _end(self._child)
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):  # what the dead child did not read
                        stream.close()
            self._child = None

    def _ask(
        self, request: Mapping[str, object], name: str, tell: TellPages, stopped: Event
    ) -> dict[str, dict[str, object]]:
        try:
            self._send(request)
            line = self._answer(tell, stopped)
        except Empty:
            self.close()
            if stopped.is_set():
                raise Cancelled(name) from None
            raise ReadingTookTooLong(name, self._limit_seconds) from None
        except BrokenPipeError:
            line = ""
        if not line:
            self.close()
            raise ReaderDied(name)
        answer: dict[str, dict[str, object]] = json.loads(line)
        return answer

    def _send(self, request: Mapping[str, object]) -> None:
        """Hand a request to the child; one that has just died, of something else, gets a successor."""
        try:
            self._write(request)
        except BrokenPipeError:
            self.close()
            self._write(request)

    def _write(self, request: Mapping[str, object]) -> None:
        stdin = self._started().stdin
        assert stdin is not None
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()

    def _answer(self, tell: TellPages, stopped: Event) -> str:
        """Return the child's answer, "" when it died; each page that is done gives it time for more.

        Raises Empty when its time is over, or when it is to stop.
        """
        until, read = monotonic() + self._limit_seconds, 0
        while True:
            line = self._line(until, stopped)
            if not line.startswith(_PAGE):
                return line
            step, done, total = json.loads(line)["page"]
            if step == "recognise":
                until = monotonic() + self._limit_seconds
            else:
                until, read = until + (done - read) * _PAGE_SECONDS, done
            tell(step, done, total)

    def _line(self, until: float, stopped: Event) -> str:
        while True:
            left = until - monotonic()
            if stopped.is_set() or left <= 0:
                raise Empty
            with suppress(Empty):
                return self._lines.get(timeout=min(left, _LOOK_SECONDS))

    def _started(self) -> "subprocess.Popen[str]":
        if self._child is not None and self._child.poll() is not None:
            self.close()  # it died between two files; the next one is not to blame
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "ingest.formats"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for the parent, which decides
            )
            self._lines = Queue()
            Thread(target=_forward, args=(self._child.stdout, self._lines), daemon=True).start()
        return self._child


def _end(child: "subprocess.Popen[str]") -> None:
    """End a child and, where the system has groups of processes, what it has started (Tesseract)."""
    if hasattr(os, "killpg") and child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()


def _forward(stream: IO[str], lines: "Queue[str]") -> None:
    """Pass lines on; an empty line tells that the child has ended."""
    try:
        for line in stream:
            lines.put(line)
    except ValueError:  # closed by the parent
        pass
    lines.put("")


def _error(data: dict[str, object], child_name: str, name: str) -> UnreadableSource:
    """Return the child's error, with the name the user knows in place of a temporary one."""

    def wording(pair: object) -> Text:
        assert isinstance(pair, list)
        return Text(*(str(part).replace(child_name, name) for part in pair))

    error = UnreadableSource(wording(data["message"]), wording(data["hint"]))
    error.code = str(data["code"])
    return error
