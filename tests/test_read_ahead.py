"""The next file is read while the one before it is embedded; nothing is told of it, or waited for, before its turn."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer

import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder

from ingest.config import IndexConfig
from ingest.embed import Vectors
from ingest.errors import Cancelled
from ingest.page_progress import TellPages, ignore_pages
from ingest.pipeline import Request
from ingest.read_ahead import ReadAhead
from ingest.reading import FileReader
from ingest.records import Block, Document, PageStep, SourceDetails

SECONDS = 10


class OddReader(FileReader):
    """Tells two pages of each file; one named "hangs" is read until it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.go_on = Event()

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
        self.names.append(name)
        tell("read", 1, 2)
        if name == "hangs":
            assert stopped is not None
            assert stopped.wait(SECONDS)
            raise Cancelled(name)
        assert self.go_on.wait(SECONDS)
        tell("read", 2, 2)
        return Document((Block("paragraph", name),), SourceDetails(), 2)


def request(name: str) -> Request:
    return Request(Path(name), name, name, name, SourceDetails())


@pytest.fixture
def reader() -> OddReader:
    return OddReader()


@pytest.fixture
def stopped() -> Event:
    return Event()


@pytest.fixture
def ahead(reader: OddReader, stopped: Event) -> Iterator[ReadAhead]:
    with ReadAhead(reader, "", stopped) as ahead:
        yield ahead


def until_read(reader: OddReader, *names: str) -> None:
    end = time.monotonic() + SECONDS
    while reader.names != [*names]:
        assert time.monotonic() < end, reader.names
        time.sleep(0.01)


def test_a_file_that_was_begun_is_not_read_twice_and_tells_its_pages_once_it_is_asked_for(
    ahead: ReadAhead, reader: OddReader
) -> None:
    told: list[tuple[str, int, int]] = []
    wanted = request("a")
    ahead.begin(wanted)
    until_read(reader, "a")
    Timer(0.3, reader.go_on.set).start()  # by then it is waited for
    assert ahead.document(wanted, lambda *page: told.append(page)).blocks[0].text == "a"
    assert told == [("read", 2, 2)]
    assert reader.names == ["a"]


def test_another_file_than_the_one_begun_is_read_after_it(ahead: ReadAhead, reader: OddReader) -> None:
    reader.go_on.set()
    ahead.begin(request("b"))
    told: list[tuple[str, int, int]] = []
    assert ahead.document(request("a"), lambda *page: told.append(page)).blocks[0].text == "a"
    assert told == [("read", 1, 2), ("read", 2, 2)]
    assert reader.names == ["b", "a"]


@pytest.mark.parametrize("error", [OSError("weg"), KeyboardInterrupt()])
def test_who_asks_for_a_document_gets_the_error_of_its_reading(
    ahead: ReadAhead, reader: OddReader, error: BaseException
) -> None:
    def interrupted(step: PageStep, done: int, total: int) -> None:
        raise error

    with pytest.raises(type(error)):
        ahead.document(request("a"), interrupted)


def test_a_stop_ends_the_reading_that_is_waited_for(ahead: ReadAhead, stopped: Event) -> None:
    stopped.set()
    with pytest.raises(Cancelled):
        ahead.document(request("hangs"), ignore_pages)


def test_whoever_leaves_does_not_wait_for_a_file_that_was_begun(reader: OddReader, stopped: Event) -> None:
    started = time.monotonic()
    with ReadAhead(reader, "", stopped) as ahead:
        ahead.begin(request("hangs"))
        until_read(reader, "hangs")
    assert time.monotonic() - started < SECONDS


def names_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the files that are read from now on."""
    read: list[str] = []
    plain = FileReader.read

    def noted(self: FileReader, path: Path, **named: object) -> Document:
        document = plain(self, path, **named)  # type: ignore[arg-type]
        read.append(path.name)
        return document

    monkeypatch.setattr(FileReader, "read", noted)
    return read


class WaitingEmbedder(HashEmbedder):
    """Embeds a text only after another file has been read."""

    def __init__(self, read: list[str]) -> None:
        super().__init__()
        self._read = read

    def embed_passages(self, texts, on_batch=lambda done: None) -> Vectors:  # type: ignore[no-untyped-def]
        end = time.monotonic() + SECONDS
        while len(self._read) < 2:
            assert time.monotonic() < end, "the second file was not read beside"
            time.sleep(0.01)
        return super().embed_passages(texts, on_batch)


def test_a_library_reads_the_second_file_while_the_first_is_embedded(
    open_library: OpenLibrary, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = names_read(monkeypatch)
    for name in ("a.md", "b.md", "c.md"):
        (files / name).write_text(f"# Kapitel\n\nHier steht {name} im Text.\n", encoding="utf-8")
    library = open_library(embedder=WaitingEmbedder(read))
    outcomes = library.add(sorted(files.iterdir()))
    assert [(one.file_name, one.status) for one in outcomes] == [(name, "added") for name in ("a.md", "b.md", "c.md")]
    assert read == ["a.md", "b.md", "c.md"]


def test_a_copy_of_the_file_before_it_is_not_read(
    open_library: OpenLibrary, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = names_read(monkeypatch)
    for name, text in (("a.md", "Ahorn"), ("b.md", "Ahorn"), ("c.md", "Birke")):
        (files / name).write_text(f"# Kapitel\n\nHier steht {text}.\n", encoding="utf-8")
    outcomes = open_library().add(sorted(files.iterdir()))
    assert [one.status for one in outcomes] == ["added", "unchanged", "added"]
    assert read == ["a.md", "c.md"]


_ENDS_WHILE_ADDING = """
import atexit, sys, time
from pathlib import Path
from threading import Event, Thread
sys.path.insert(0, "tests")
from fakes import HashEmbedder
from ingest.config import IndexConfig, Recipe
from ingest.library import Library
from ingest.reading import FileReader

read, reading = FileReader.read, Event()

def slowly(self, path, **named):
    document = read(self, path, **named)
    reading.set()
    time.sleep(2)
    return document

FileReader.read = slowly
atexit.register(time.sleep, 0.3)
embedder = HashEmbedder()
library = Library.open(IndexConfig(Path(sys.argv[1]), Recipe(embedder=embedder.name)), embedder=embedder)
Thread(target=library.add, args=[sorted(Path(sys.argv[2]).iterdir())], daemon=True).start()
reading.wait(20)
"""


def test_a_program_that_ends_while_a_file_is_read_adds_the_rest_at_the_next_start(
    open_library: OpenLibrary, config: IndexConfig, files: Path
) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (files / name).write_text(f"# Kapitel\n\nHier steht {name} im Text.\n", encoding="utf-8")
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", _ENDS_WHILE_ADDING, config.data, files], cwd=root, check=True, timeout=60)
    outcomes = open_library().resume()
    assert [(one.file_name, one.status) for one in outcomes] == [(name, "added") for name in ("a.md", "b.md", "c.md")]
