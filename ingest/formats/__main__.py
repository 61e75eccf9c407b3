"""The reading process: one line of JSON in per file, one line of JSON out. Started by `ingest.reading`."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter

from ingest.errors import UnreadableSource
from ingest.formats import read
from ingest.records import Document

_DOCUMENT = TypeAdapter(Document)
_MEMORY = 2_500_000_000  # bytes of address space; the largest real file of the review took 1.7 GB in pdfium
_FILE_SIZE = 64_000_000  # bytes it may write: nothing it does needs more


def main() -> None:
    """Answer requests {"path", "password", "ocr"} until input ends.

    An answer is {"document"} or {"error": {code, message, hint}}; before it stands a line {"page"} for each page that
    was recognised: a sign of life.
    """
    _limit_resources()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the answers
    for line in sys.stdin:
        request = json.loads(line)

        def tell(answer: dict[str, object]) -> None:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()

        on_page = (lambda page: tell({"page": page})) if request["ocr"] else None
        tell(_answer(Path(request["path"]), request["password"], on_page))


def _answer(path: Path, password: str, on_page: Callable[[int], None] | None) -> dict[str, object]:
    try:
        document = read(path, password=password, on_page=on_page)
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
