"""The reading process: one line of JSON in per file, one line of JSON out. Started by `ingest.reading`."""

import json
import os
import sys
from pathlib import Path
from time import monotonic

from pydantic import TypeAdapter

from ingest.errors import UnreadableSource
from ingest.formats import read
from ingest.page_progress import TellPages
from ingest.records import Document, PageStep

_DOCUMENT = TypeAdapter(Document)
_MEMORY = 2_500_000_000  # bytes of address space; the largest real file of the review took 1.7 GB in pdfium
_FILE_SIZE = 64_000_000  # bytes it may write: nothing it does needs more
_TOLD_SECONDS = 0.1  # a page takes 0.01 s and more: not each of them is told


def main() -> None:
    """Answer requests {"path", "password", "ocr", "plain"} until input ends.

    An answer is {"document"} or {"error": {code, message, hint}}; before it stand lines {"page": [step, done, total]},
    at most ten a second, and one for each page that was recognised: a sign of life.
    """
    _limit_resources()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the answers
    for line in sys.stdin:
        request = json.loads(line)

        def tell(answer: dict[str, object]) -> None:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()

        told = _seldom(lambda step, done, total: tell({"page": [step, done, total]}))
        tell(_answer(Path(request.pop("path")), told, **request))


def _seldom(tell: TellPages) -> TellPages:
    """Return what passes on the pages that are recognised, and of those that are read some."""
    last = monotonic()

    def told(step: PageStep, done: int, total: int) -> None:
        nonlocal last
        if step == "recognise" or monotonic() - last >= _TOLD_SECONDS:
            last = monotonic()
            tell(step, done, total)

    return told


def _answer(path: Path, tell: TellPages, *, password: str, ocr: bool, plain: bool) -> dict[str, object]:
    try:
        document = read(path, password=password, ocr=ocr, plain=plain, tell=tell)
    except UnreadableSource as error:
        return {"error": {"code": error.code, "message": list(error.message), "hint": list(error.hint)}}
    return {"document": _DOCUMENT.dump_python(document, mode="json")}


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_SIZE, _FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
