"""What tabs of the browser have asked to be added: it goes on without them, and each stops its own."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from page_fake import FakeLibrary

from assistant.ui.adding import Adding, Order
from assistant.ui.adding_view import adding_html
from assistant.ui.view import View
from assistant.ui.wording import load_wording
from ingest.records import Language


@pytest.fixture
def library() -> FakeLibrary:
    """A library in which a file takes its time, until it is told to hurry."""
    return FakeLibrary(seconds_per_file=60)


@pytest.fixture
def adding(library: FakeLibrary) -> Adding:
    return Adding(library)


def _order(folder: Path, *names: str) -> Order:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"Kapitel\n{name} ist eine Datei.", encoding="utf-8")
    return Order(tuple(folder / name for name in names))


def _until(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
    return is_so()


def _finished(adding: Adding, library: FakeLibrary, tab: str) -> list[str]:
    """Return what became of the files of a tab, once that is known."""
    library.hurry.set()
    assert _until(lambda: all(job.is_done for job in adding.jobs(tab)))
    return [outcome.code or outcome.status for job in adding.jobs(tab) for outcome in job.outcomes or ()]


def test_a_tab_stops_what_it_asked_for_and_nothing_of_another(
    adding: Adding, library: FakeLibrary, tmp_path: Path
) -> None:
    adding.start("one", _order(tmp_path / "1", "a.md", "b.md"))
    adding.start("two", _order(tmp_path / "2", "c.md"))
    assert _until(lambda: len(library.adding()) == 2)
    adding.stop("one")
    assert _finished(adding, library, "one") == ["cancelled", "cancelled"]
    assert _finished(adding, library, "two") == ["added"]


def test_a_tab_that_adds_nothing_stops_what_no_tab_can_stop_any_more(
    adding: Adding, library: FakeLibrary, tmp_path: Path
) -> None:
    adding.start("closed", _order(tmp_path / "1", "a.md"))
    assert _until(lambda: bool(adding.others("open")))
    adding.stop("open")
    assert _finished(adding, library, "closed") == ["cancelled"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Es wird noch hinzugefügt: 2 Dateien, die in einem anderen Fenster"),
        ("en", "Still being added: 2 files that were chosen in another window"),
    ],
)
def test_a_tab_is_told_what_others_add(
    adding: Adding, library: FakeLibrary, tmp_path: Path, language: Language, words: str
) -> None:
    adding.start("other", _order(tmp_path / "1", "a.md", "b.md"))
    assert _until(lambda: any(batch.latest for batch in adding.others("mine")))
    shown = adding_html(adding.jobs("mine"), adding.others("mine"), View.of(library, load_wording(), language))
    assert words in shown
    assert "a.md" in shown
    assert (
        adding_html(adding.jobs("other"), adding.others("other"), View.of(library, load_wording(), language)) != shown
    )
    _finished(adding, library, "other")


def test_uploads_are_deleted_when_they_are_done_but_for_those_that_wait_for_a_password(
    adding: Adding, library: FakeLibrary, tmp_path: Path
) -> None:
    order = _order(tmp_path / "1", "a.md", "geheim.pdf")
    adding.start("tab", order)
    assert _finished(adding, library, "tab") == ["added", "password_needed"]
    assert _until(lambda: [path.exists() for path in order.paths] == [False, True])
    assert adding.locked("tab") == (("geheim.pdf",), False)

    adding.unlock("tab", "falsch")
    assert _finished(adding, library, "tab") == ["wrong_password"]
    assert adding.locked("tab") == (("geheim.pdf",), True)

    adding.leave_out("tab")
    assert not order.paths[1].exists()
    assert adding.unlock("tab", "cluster") == ()


def test_a_file_of_the_users_own_is_never_deleted(adding: Adding, library: FakeLibrary, tmp_path: Path) -> None:
    order = _order(tmp_path / "1", "a.md")
    adding.start("tab", Order(order.paths, uploaded=False))
    assert _finished(adding, library, "tab") == ["added"]
    assert order.paths[0].exists()


def test_what_became_of_the_files_is_there_after_a_reload_until_more_are_added(
    adding: Adding, library: FakeLibrary, tmp_path: Path
) -> None:
    adding.start("tab", _order(tmp_path / "1", "a.md"))
    assert _finished(adding, library, "tab") == ["added"]
    assert [job.order.names for job in adding.jobs("tab")] == [("a.md",)]
    adding.start("tab", _order(tmp_path / "2", "b.md"))
    assert [job.order.names for job in adding.jobs("tab")] == [("b.md",)]
    _finished(adding, library, "tab")


def test_only_the_last_event_that_follows_a_tab_changes_the_page(adding: Adding) -> None:
    first = adding.follow("tab")
    assert first()
    second = adding.follow("tab")
    assert (first(), second()) == (False, True)
