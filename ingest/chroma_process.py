"""Chroma in a process of its own: a damaged file kills that one, and no text ever lies in memory that Chroma writes.

Requests and answers are pickled, one after another, over the pipes. The process ends when its input does.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Lock, Thread, Timer
from typing import TYPE_CHECKING, Any, cast

from ingest.embed import Vectors
from ingest.errors import DamagedIndex
from ingest.vectors import RecipeMismatch

if TYPE_CHECKING:
    from ingest.store import ChromaVectors

_ROOT = Path(__file__).parents[1]
_ROWS = 500  # windows of a request: it cannot be interrupted and takes up to a second
_LIMIT_SECONDS = 120.0  # of a request; opening 130,000 windows takes 10 s at most
_FILE_SIZE = 16_000_000_000  # bytes: a damaged graph once grew to 534 GB; 1,000,000 windows take 2 GB


class ChromaProcess:
    """A Chroma index in a folder, opened by a child process; every method raises DamagedIndex if that fails or dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asking = Lock()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ingest.chroma_process", str(folder)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the parent, which decides
        )

    def add(self, source_id: str, passage_ids: Sequence[str], vectors: Vectors) -> None:
        """Add the windows of a source: row i of `vectors` belongs to passage_ids[i]."""
        start = 0
        while start < len(passage_ids):
            end = min(start + _ROWS, len(passage_ids))
            while end < len(passage_ids) and passage_ids[end] == passage_ids[end - 1]:
                end += 1  # the windows of a passage are numbered together
            self._ask("add", source_id, list(passage_ids[start:end]), vectors[start:end])
            start = end

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        """Return passage id -> similarity; raises RecipeMismatch for a vector of another length."""
        return cast(dict[str, float], self._ask("search", vector, limit, source_ids))

    def count(self) -> int:
        """Return the number of vectors."""
        return cast(int, self._ask("count"))

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.close()

    def _ask(self, *request: object) -> object:
        with self._asking:
            too_long = Timer(_LIMIT_SECONDS, self._child.kill)
            too_long.start()
            try:
                assert self._child.stdin is not None
                assert self._child.stdout is not None
                pickle.dump(request, self._child.stdin)
                self._child.stdin.flush()
                status, *answer = pickle.load(self._child.stdout)
            except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
                raise DamagedIndex(str(self._folder)) from error
            finally:
                too_long.cancel()
        if status == "dimension":
            raise RecipeMismatch("dimension", *answer)
        if status == "damaged":
            raise DamagedIndex(str(self._folder))
        return answer[0]


def main(folder: Path) -> None:
    """Answer requests until the input ends; then end at once, for a new process may be waiting for the folder."""
    _limit_resources()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the answers
    requests: Queue[tuple[Any, ...]] = Queue()
    Thread(target=_listen, args=(requests,), daemon=True).start()
    index: ChromaVectors | None = None
    while True:
        request = requests.get()
        answer: tuple[object, ...]
        try:
            index = index or _opened(folder)
            answer = ("ok", _answer(index, *request))
        except RecipeMismatch as error:
            answer = ("dimension", error.stored, error.wanted)
        except DamagedIndex:
            answer = ("damaged",)
        pickle.dump(answer, answers)
        answers.flush()


def _opened(folder: Path) -> "ChromaVectors":
    from ingest.store import ChromaVectors  # the parent, who starts this module's class, does not need Chroma

    return ChromaVectors(folder)


def _answer(index: "ChromaVectors", what: str, *arguments: Any) -> object:
    if what == "add":
        index.add(*arguments)
        return None
    if what == "search":
        vector, limit, source_ids = arguments
        return index.search(vector, limit=limit, source_ids=source_ids)
    return index.count()


def _listen(requests: "Queue[tuple[Any, ...]]") -> None:
    """Pass requests on; when the parent is gone, end the process without waiting for what it does."""
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            requests.put(pickle.load(sys.stdin.buffer))
    os._exit(0)


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_SIZE, _FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
