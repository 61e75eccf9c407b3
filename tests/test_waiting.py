"""What was asked for is done, also after a kill, unless it was cancelled."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder

from ingest.config import WAITING_FOLDER, IndexConfig
from ingest.library import Library
from ingest.records import Outcome, Progress, SourceDetails
from ingest.waiting import WaitingFiles

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parents[1]
_ADDING = """
import os, signal, sys
from pathlib import Path
from fakes import HashEmbedder
from ingest.config import IndexConfig, Recipe
from ingest.library import Library
from ingest.records import SourceDetails

def die(progress):
    if (progress.file, progress.step) == (2, "store"):
        os.kill(os.getpid(), signal.SIGKILL)

library = Library.open(IndexConfig(Path(sys.argv[1]), Recipe(embedder="hash")), embedder=HashEmbedder())
paths = [Path(path) for path in sys.argv[3:]]
names = [f"{number}.md" for number, _ in enumerate(paths)]
library.add(paths, names=names, origin=sys.argv[2], details=SourceDetails(publisher="Amt"), progress=die)
"""


def _made(folder: Path, count: int = 4) -> list[Path]:
    for number in range(count):
        (folder / f"{number}.md").write_text(f"# Kapitel\n\nHier steht Wort{number}.\n", encoding="utf-8")
    return sorted(folder.iterdir())


def _states(library: Library) -> list[tuple[str, str, str]]:
    return [(source.file_name, source.details.publisher, source.state) for source in library.sources()]


@pytest.mark.parametrize("origin", ["", "upload"])
def test_what_was_added_when_the_program_was_killed_is_added_at_the_next_start(
    open_library: OpenLibrary, config: IndexConfig, files: Path, embedder: HashEmbedder, origin: str
) -> None:
    paths = _made(files)
    child = subprocess.run(
        [sys.executable, "-c", _ADDING, str(config.data), origin, *map(str, paths)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "tests")])},
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    if origin:
        for path in paths:
            path.unlink()  # uploads lie in a folder that goes
    library = open_library()
    assert [outcome.status for outcome in library.resume()] == ["added"] * 3
    assert _states(library) == [(f"{number}.md", "Amt", "ready") for number in range(4)]
    assert embedder.embedded == 3
    assert not (config.data / WAITING_FOLDER).exists()
    assert library.resume() == ()


def test_nothing_is_left_waiting_when_all_is_done_or_stopped(
    library: Library, config: IndexConfig, files: Path
) -> None:
    paths = _made(files)
    library.add(paths[:2], names=["a.md", "b.md"], origin="upload")
    assert not (config.data / WAITING_FOLDER).exists()
    with pytest.raises(KeyboardInterrupt):
        library.add(paths[2:], progress=_at(1, "embed", _interrupt))
    assert not (config.data / WAITING_FOLDER).exists()


def _at(file: int, step: str, do: Callable[[], None]) -> Callable[[Progress], None]:
    return lambda progress: do() if (progress.file, progress.step) == (file, step) else None


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_cancelling_leaves_out_the_present_file_and_those_after_it_and_says_so(library: Library, files: Path) -> None:
    outcomes = library.add(_made(files), progress=_at(2, "embed", lambda: library.adding()[0].stopped.set()))
    assert [(outcome.status, outcome.code) for outcome in outcomes] == [("added", "")] + [("failed", "cancelled")] * 3
    assert "auf Ihren Wunsch" in outcomes[1].reason.de
    assert [source.file_name for source in library.sources()] == ["0.md"]
    assert [outcome.status for outcome in library.add(_made(files))] == ["unchanged"] + ["added"] * 3


def test_stopping_one_batch_leaves_the_others_alone(library: Library, files: Path) -> None:
    paths, stopped, begun = _made(files), threading.Event(), threading.Event()
    told: list[Outcome] = []

    def wait_for_the_other(progress: Progress) -> None:
        if not begun.is_set():
            begun.set()
            assert _until(lambda: len(library.adding()) == 2)
            assert _until(lambda: len(library.adding()) == 1)  # the other one is stopped while it waits for its turn

    first = threading.Thread(target=lambda: told.extend(library.add(paths[:2], progress=wait_for_the_other)))
    first.start()
    assert begun.wait(20)
    stopper = threading.Thread(target=lambda: _until(lambda: len(library.adding()) == 2) and stopped.set())
    stopper.start()
    assert [outcome.code for outcome in library.add(paths[2:], stopped=stopped)] == ["cancelled"] * 2
    first.join(20)
    assert [outcome.status for outcome in told] == ["added"] * 2
    assert library.adding() == ()


def _until(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
    return is_so()


def test_what_is_being_added_can_be_looked_at(library: Library, files: Path) -> None:
    seen: list[tuple[tuple[str, ...], int]] = []
    library.add(_made(files, 2), progress=lambda _: seen.extend((b.names, b.files_left) for b in library.adding()))
    assert {names for names, _ in seen} == {("0.md", "1.md")}
    assert (seen[0][1], seen[-1][1]) == (2, 0)


def test_what_could_not_be_read_is_tried_again_when_asked(library: Library, files: Path) -> None:
    (path,) = _made(files, 1)
    path.write_bytes(b"%PDF-1.7 nonsense")
    library.add([path])
    assert library.sources()[0].state == "failed"
    path.write_text("Jetzt ist es ein Text.\n", encoding="utf-8")
    assert [outcome.status for outcome in library.retry()] == ["added"]
    assert [source.state for source in library.sources()] == ["ready"]
    assert library.retry() == ()


def test_what_was_said_of_a_file_that_failed_is_kept_for_the_next_try(library: Library, files: Path) -> None:
    (path,) = _made(files, 1)
    path.write_bytes(b"")
    library.add([path], details=SourceDetails(publisher="Amt", year=2020))
    path.write_text("Jetzt ist es ein Text.\n", encoding="utf-8")
    library.retry()
    (source,) = library.sources()
    assert (source.details.title, source.details.publisher, source.details.year) == ("0", "Amt", 2020)


def test_what_failed_and_is_not_at_hand_any_more_is_named_when_all_is_tried_again(
    library: Library, files: Path
) -> None:
    (path,) = _made(files, 1)
    path.write_bytes(b"")
    library.add([path], names=["bericht.pdf"], origin="upload")
    (told,) = library.retry()
    assert (told.file_name, told.code) == ("bericht.pdf", "not_kept")
    assert "behält keine Kopie" in told.reason.de


@pytest.mark.parametrize("ocr", [True, False])
def test_a_ticket_keeps_whether_pages_are_to_be_recognised(tmp_path: Path, ocr: bool) -> None:
    WaitingFiles(tmp_path).put([(tmp_path / "a.pdf", "a.pdf")], "", SourceDetails(), ocr=ocr)
    assert [file.ocr for file in WaitingFiles(tmp_path).left()] == [ocr]


def test_a_ticket_keeps_any_path_and_one_that_was_not_written_whole_is_none(tmp_path: Path) -> None:
    waiting = WaitingFiles(tmp_path)
    odd = tmp_path / os.fsdecode(b"caf\xe9.md")  # no valid text
    waiting.put([(odd, "a.md")], "", SourceDetails(title="A"))
    (tmp_path / "0.ticket").write_text('{"token": "0', encoding="utf-8")
    assert [(file.path, file.name, file.details.title) for file in waiting.left()] == [(odd, "a.md", "A")]
    assert len(list(tmp_path.glob("*.ticket"))) == 1
