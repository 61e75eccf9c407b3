"""Uploaded files on their way into the library: progress while they are ingested, and no copy left behind."""

import contextlib
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.ui.contract import Library
from ingest.records import Outcome, Progress, SourceDetails

# The page redraws at most five times a second, however fast passages are embedded.
_REDRAW_SECONDS = 0.2
# An upload lies under another temporary path each time: it is its name that makes it a version of what was there.
_ORIGIN = "upload"


def ingest(
    library: Library, paths: Sequence[Path], details: SourceDetails, password: str, *, ocr: bool
) -> Iterator[Progress | tuple[Outcome, ...]]:
    """Yield how far the files are, and at last what became of them.

    The files are deleted when the library is done with them, also when nobody listens any more (a closed tab).
    Raises what `library.add` raises.
    """
    news: queue.SimpleQueue[Progress | tuple[Outcome, ...] | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            names = [path.name for path in paths]
            told = library.add(
                paths, names=names, origin=_ORIGIN, details=details, password=password, ocr=ocr, progress=news.put
            )
            news.put(told)
        except Exception as error:  # handed to the reader of the queue, who raises it
            news.put(error)
        finally:
            discard(paths)

    threading.Thread(target=work, name="upload", daemon=True).start()
    drawn = 0.0
    while True:
        item = news.get()
        if isinstance(item, Exception):
            raise item
        if isinstance(item, tuple):
            yield item
            return
        if time.monotonic() - drawn >= _REDRAW_SECONDS:
            drawn = time.monotonic()
            yield item


def discard(paths: Sequence[Path]) -> None:
    """Delete uploaded files and the folders that Gradio made for them; what is gone already is fine."""
    for path in paths:
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # the folder holds another upload of the same content
            path.parent.rmdir()
