"""The library as its users need it: nothing twice, nothing lost, nothing left behind, whole after any interruption."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder

from ingest.check import check_library
from ingest.config import (
    DEFAULT_EMBEDDER,
    ENGLISH_EMBEDDER,
    INDEX_FOLDER,
    REGISTRY_FILE,
    UNFINISHED_FILE,
    IndexConfig,
    Recipe,
    recipe_for,
)
from ingest.derived import DerivedIndexes
from ingest.embed import Vectors
from ingest.errors import AppError, DamagedIndex
from ingest.lexical import WeightedText
from ingest.library import Library
from ingest.lock import LibraryInUse
from ingest.rebuild import bring_up_to_date, rebuild_library
from ingest.records import Progress, SourceDetails
from ingest.registry import Registry
from ingest.registry_errors import UnknownSource
from ingest.vectors import RecipeMismatch

pytestmark = pytest.mark.slow

_PLANTS = [
    "Ahorn",
    "Birke",
    "Eiche",
    "Dahlie",
    "Efeu",
    "Flieder",
    "Ginster",
    "Holunder",
    "Iris",
    "Jasmin",
    "Kamille",
    "Lavendel",
]
_ROOT = Path(__file__).resolve().parents[1]


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _fill(library: Library, folder: Path, count: int = 3) -> list[Path]:
    """Add as many files, each with a word of its own."""
    paths = _plants(folder, count)
    library.add(paths)
    return paths


def _plants(folder: Path, count: int) -> list[Path]:
    return [
        _write(folder, f"{i}.md", f"# Kapitel {i}\n\nHier steht {word} im Text.\n")
        for i, word in enumerate(_PLANTS[:count])
    ]


@pytest.fixture(scope="module")
def filled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed folder of a library with five sources, to be copied: adding them anew takes half a second."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "files").mkdir()
    embedder = HashEmbedder()
    library = Library.open(IndexConfig(folder / "library", Recipe(embedder=embedder.name)), embedder=embedder)
    _fill(library, folder / "files", 5)
    library.finish()
    library.close()
    return folder / "library"


@pytest.fixture
def filled(filled_data: Path, config: IndexConfig) -> IndexConfig:
    """The settings of the test's library, which holds five sources and is closed."""
    shutil.copytree(filled_data, config.data)
    return config


def _by_words(library: Library, question: str) -> set[str]:
    hits = library.lexical.search([WeightedText(question)], limit=50)
    return {library.registry.source(hit.passage_id.split("-")[0]).file_name for hit in hits}


def _by_vectors(library: Library, question: str) -> str:
    found = library.vectors.search(library.embedder.embed_question(question), limit=50)
    best = max(found, key=found.__getitem__)
    return library.registry.source(best.split("-")[0]).file_name


def _by_chroma(config: IndexConfig, question: str) -> str:
    """Return what the closed library finds by vectors when it is too large to be searched exactly."""
    registry = Registry(config.data / REGISTRY_FILE)
    derived = DerivedIndexes(config.data / INDEX_FOLDER, registry, exact_limit=0)
    try:
        assert derived.vectors.count() == registry.window_count()  # else it would be searched exactly
        found = derived.vectors.search(HashEmbedder().embed_question(question), limit=50)
        return registry.source(max(found, key=found.__getitem__).split("-")[0]).file_name
    finally:
        derived.close()
        registry.close()


def _is_whole(library: Library) -> bool:
    report = check_library(library)
    return not report.problems and report.counts["full text"] == report.counts["passages"]


def _states(library: Library) -> list[tuple[str, str]]:
    return [(source.file_name, source.state) for source in library.sources()]


# adding


def test_an_added_file_is_listed_and_found_by_words_and_by_vectors(library: Library, files: Path) -> None:
    outcomes = library.add([_write(files, "a.md", "# Märkte\n\nIn Asien gibt es Löwenzahn zu kaufen.\n")])
    assert [(outcome.file_name, outcome.status) for outcome in outcomes] == [("a.md", "added")]
    (source,) = library.sources()
    assert (source.version, source.state, source.passages, source.details.language) == (1, "ready", 1, "de")
    assert source.id == source.sha256[:16]
    assert _by_words(library, "Löwenzahn") == {"a.md"}
    assert _by_vectors(library, "Asien Löwenzahn") == "a.md"


def test_the_same_file_again_changes_nothing(library: Library, files: Path, embedder: HashEmbedder) -> None:
    paths = _fill(library, files)
    before, embedded, revision = library.sources(), embedder.embedded, library.registry.revision()
    assert [outcome.status for outcome in library.add(paths)] == ["unchanged"] * 3
    assert (library.sources(), embedder.embedded, library.registry.revision()) == (before, embedded, revision)


def test_the_same_content_under_another_name_is_one_source(library: Library, files: Path) -> None:
    (path, *_) = _fill(library, files, 1)
    copy = files / "Kopie.md"
    shutil.copy(path, copy)
    (outcome,) = library.add([copy])
    assert outcome.status == "unchanged"
    assert "schon in der Bibliothek" in outcome.reason.de
    assert _states(library) == [("0.md", "ready")]


def test_a_changed_file_is_a_new_version_and_its_old_passages_are_gone(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "Alt ist der Löwenzahn hier.\n")
    (old,) = [outcome.source for outcome in library.add([path])]
    assert old is not None
    path.write_text("Neu ist die Brennnessel hier.\n", encoding="utf-8")
    (outcome,) = library.add([path])
    assert outcome.status == "replaced"
    (source,) = library.sources()
    assert (source.version, source.file_name) == (2, "a.md")
    assert library.registry.passages_of(old.id) == ()
    assert (_by_words(library, "Löwenzahn"), _by_words(library, "Brennnessel")) == (set(), {"a.md"})
    assert library.vectors.count() == library.lexical.count() == 1


def test_a_file_is_the_same_from_every_working_folder(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(files, "a.md", "Alt.\n")
    library.add([path])
    path.write_text("Neu.\n", encoding="utf-8")
    monkeypatch.chdir(files)
    assert library.add([Path("../files/a.md")])[0].status == "replaced"


def test_a_file_that_takes_the_content_of_another_leaves_nothing_old(library: Library, files: Path) -> None:
    first, second = _write(files, "a.md", "Löwenzahn.\n"), _write(files, "b.md", "Brennnessel.\n")
    library.add([first, second])
    shutil.copy(first, second)
    assert library.add([second])[0].status == "unchanged"
    assert _states(library) == [("a.md", "ready")]
    assert _by_words(library, "Brennnessel") == set()


def test_a_renamed_file_is_not_lost_when_another_takes_its_name(library: Library, files: Path) -> None:
    path = _write(files, "strategie.md", "Löwenzahn.\n")
    library.add([path])
    (known,) = library.sources()
    path.rename(files / "alt_strategie.md")
    _write(files, "strategie.md", "Brennnessel.\n")
    outcomes = library.add(sorted(files.iterdir()))
    assert [outcome.status for outcome in outcomes] == ["unchanged", "added"]
    assert (_by_words(library, "Löwenzahn"), _by_words(library, "Brennnessel")) == (
        {"alt_strategie.md"},
        {"strategie.md"},
    )
    assert replace(library.registry.source(known.id), origin=known.origin, file_name=known.file_name) == known
    path.write_text("Sauerampfer.\n", encoding="utf-8")
    library.add([path])
    assert sorted(_states(library)) == [("alt_strategie.md", "ready"), ("strategie.md", "ready")]
    assert _is_whole(library)


def test_two_files_that_swap_their_names_stay_two_sources(
    library: Library, files: Path, embedder: HashEmbedder
) -> None:
    first, second = _write(files, "a.md", "Löwenzahn.\n"), _write(files, "b.md", "Brennnessel.\n")
    library.add([first, second])
    embedded = embedder.embedded
    first.write_text("Brennnessel.\n", encoding="utf-8")
    second.write_text("Löwenzahn.\n", encoding="utf-8")
    assert [outcome.status for outcome in library.add([first, second])] == ["unchanged"] * 2
    assert (_by_words(library, "Löwenzahn"), _by_words(library, "Brennnessel")) == ({"b.md"}, {"a.md"})
    assert embedder.embedded == embedded
    assert _is_whole(library)


def test_uploads_that_swap_their_names_stay_two_sources(library: Library, files: Path) -> None:
    paths = [_write(files, "tmp1.md", "Löwenzahn.\n"), _write(files, "tmp2.md", "Brennnessel.\n")]
    library.add(paths, names=["a.md", "b.md"], origin="upload")
    library.add(paths, names=["b.md", "a.md"], origin="upload")
    assert (_by_words(library, "Löwenzahn"), _by_words(library, "Brennnessel")) == ({"b.md"}, {"a.md"})


def test_a_changed_file_that_cannot_be_read_keeps_its_old_version(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "Gut ist der Löwenzahn.\n")
    library.add([path])
    path.write_bytes(b"")
    (outcome,) = library.add([path])
    assert (outcome.status, outcome.code) == ("failed", "empty_file")
    assert _states(library) == [("a.md", "ready")]
    assert _by_words(library, "Löwenzahn") == {"a.md"}


def test_a_failed_file_is_listed_with_its_reason_tried_again_and_then_replaced(library: Library, files: Path) -> None:
    path = files / "a.pdf"
    path.write_bytes(b"%PDF-1.7 kaputt")
    library.add([path])
    (listed,) = library.sources()
    assert (listed.state, listed.passages) == ("failed", 0)
    assert "a.pdf" in listed.reason.de
    assert "a.pdf" in listed.reason.en
    assert library.add([path])[0].status == "failed"
    assert len(library.sources()) == 1
    path.write_text("<!doctype html><p>Jetzt ist es ein Text über Löwenzahn.</p>", encoding="utf-8")
    assert library.add([path])[0].status == "added"
    assert _states(library) == [("a.pdf", "ready")]


def test_a_failed_file_whose_content_arrives_elsewhere_is_no_longer_listed(library: Library, files: Path) -> None:
    bad, good = _write(files, "a.md", ""), _write(files, "b.md", "Löwenzahn.\n")
    library.add([bad, good])
    assert dict(_states(library)) == {"a.md": "failed", "b.md": "ready"}
    shutil.copy(good, bad)
    library.add([bad])
    assert _states(library) == [("b.md", "ready")]


def test_bad_files_among_good_ones_cost_nothing_but_themselves(library: Library, files: Path) -> None:
    good = _write(files, "gut.md", "Löwenzahn.\n")
    bad = _write(files, "leer.md", "")
    exe = files / "setup.pdf"
    exe.write_bytes(b"MZ\x90\x00" + b"\0" * 100)
    outcomes = library.add([bad, exe, files / "fehlt.md", good])
    assert [outcome.code for outcome in outcomes] == ["empty_file", "unsupported_type", "missing_path", ""]
    assert [outcome.status for outcome in outcomes] == ["failed", "failed", "failed", "added"]
    assert dict(_states(library)) == {"leer.md": "failed", "setup.pdf": "failed", "gut.md": "ready"}


def test_a_name_that_is_no_valid_text_or_plays_tricks_becomes_readable(library: Library, files: Path) -> None:
    paths = []
    for name, text in ((b"caf\xe9.md", "Eins.\n"), (b"caf\xe8.md", "Zwei.\n"), (b"a\x1b[2J\nb.md", "Drei.\n")):
        path = Path(os.fsdecode(os.fsencode(files) + b"/" + name))
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    assert [outcome.status for outcome in library.add(paths)] == ["added"] * 3
    assert [source.file_name for source in library.sources()] == ["caf.md", "caf.md", "a[2J b.md"]


def test_uploads_are_known_by_their_name_and_not_by_where_they_lie(library: Library, files: Path) -> None:
    first = _write(files, "tmp1.md", "Löwenzahn.\n")
    library.add([first], names=["Bericht.md"], origin="upload")
    first.unlink()
    second = _write(files, "tmp2.md", "Brennnessel.\n")
    (outcome,) = library.add([second], names=["Bericht.md"], origin="upload")
    assert (outcome.status, outcome.file_name) == ("replaced", "Bericht.md")
    assert "tmp" not in repr(library.sources())


def test_data_from_the_command_line_wins_over_that_beside_the_file(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "---\ntitle: aus der Datei\n---\n\nText.\n")
    _write(files, "a.md.toml", 'title = "von daneben"\nyear = 2001\nkind = "study"\n')
    library.add([path], details=SourceDetails(year=2018))
    details = library.sources()[0].details
    assert (details.title, details.year, details.kind) == ("von daneben", 2018, "study")


def test_what_was_edited_survives_a_changed_file(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "---\ntitle: aus der Datei\n---\n\nAlt.\n")
    library.add([path])
    (source,) = library.sources()
    library.edit(source.id, replace(source.details, title="Von Hand", year=2019, kind="study"))
    path.write_text("---\ntitle: aus der Datei\nauthor: A. Muster\n---\n\nNeu.\n", encoding="utf-8")
    library.add([path], details=SourceDetails(year=2024))
    details = library.sources()[0].details
    assert (details.title, details.year, details.kind) == ("Von Hand", 2024, "study")
    assert details.authors == ("A. Muster",)


def test_a_title_that_was_the_file_name_gives_way_to_that_of_a_new_version(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "Alt.\n")
    library.add([path])
    path.write_text("---\ntitle: aus der Datei\n---\n\nNeu.\n", encoding="utf-8")
    library.add([path])
    assert library.sources()[0].details.title == "aus der Datei"


def test_new_data_beside_an_unchanged_file_is_taken(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "Text.\n")
    library.add([path])
    _write(files, "a.md.toml", "year = 2018\n")
    assert library.add([path])[0].status == "unchanged"
    assert library.sources()[0].details.year == 2018


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read, even by root")
def test_a_file_that_the_system_does_not_let_us_read_fails_alone(library: Library, files: Path) -> None:
    locked, good = files / "a.md", _write(files, "b.md", "Löwenzahn.\n")
    locked.symlink_to("/proc/self/mem")
    outcomes = library.add([locked, good])
    assert [(outcome.status, outcome.code) for outcome in outcomes] == [("failed", "out_of_reach"), ("added", "")]
    assert "a.md" in outcomes[0].reason.de
    assert library.remove_missing(files, [locked, good]) == ()


def test_a_file_with_wrong_data_beside_it_is_refused_with_the_reason(library: Library, files: Path) -> None:
    path = _write(files, "a.md", "Text.\n")
    _write(files, "a.md.toml", 'autor = "A"\n')
    (outcome,) = library.add([path])
    assert (outcome.status, outcome.code) == ("failed", "invalid_metadata")
    assert "autor" in outcome.reason.en


def test_what_nobody_says_is_guessed_from_the_file_or_left_open(library: Library, files: Path) -> None:
    page = _write(files, "seite.html", "<!doctype html><p>The cluster has many members and they trade abroad.</p>")
    library.add([page])
    details = library.sources()[0].details
    assert (details.title, details.language, details.kind, details.year) == ("seite", "en", "webpage", None)


def test_progress_names_each_file_and_ends(library: Library, files: Path) -> None:
    seen: list[Progress] = []
    paths = [_write(files, "a.md", "Eins.\n"), _write(files, "b.md", "")]
    library.add(paths, progress=seen.append)
    assert [(step.file_name, step.file, step.step) for step in seen] == [
        ("a.md", 1, "read"),
        ("a.md", 1, "embed"),
        ("a.md", 1, "store"),
        ("a.md", 1, "done"),
        ("b.md", 2, "read"),
        ("b.md", 2, "done"),
    ]
    assert (seen[1].done, seen[1].total, seen[1].files) == (1, 1, 2)


# editing, removing


def test_an_edited_title_is_kept_and_searched_and_nothing_is_embedded(
    library: Library, files: Path, embedder: HashEmbedder
) -> None:
    _fill(library, files)
    embedded = embedder.embedded
    source = library.sources()[0]
    library.edit(source.id, replace(source.details, title="Wollgras", kind="study"))
    assert (library.sources()[0].details.title, library.sources()[0].details.kind) == ("Wollgras", "study")
    assert _by_words(library, "Wollgras") == {"0.md"}
    assert embedder.embedded == embedded
    assert _is_whole(library)


def test_a_removed_source_is_gone_and_the_others_are_not(library: Library, files: Path) -> None:
    _fill(library, files)
    library.remove(library.sources()[1].id)
    assert [name for name, _ in _states(library)] == ["0.md", "2.md"]
    assert (_by_words(library, "Birke"), _by_words(library, "Eiche")) == (set(), {"2.md"})
    assert _is_whole(library)


@pytest.mark.parametrize("closed", [True, False])
def test_a_removed_source_leaves_no_trace_in_any_file(
    library: Library, files: Path, config: IndexConfig, embedder: HashEmbedder, closed: bool
) -> None:
    _fill(library, files, 12)  # enough for tantivy to merge what it has
    path = _write(
        files, "Schachtelhalm.md", "# Sumpfdotterblume\n\nDer Geheimplan heißt Zitronenfalter. Niemand weiß es.\n"
    )
    library.add([path], details=SourceDetails(title="Pfaffenhütchen", authors=("Ackerschmalwand",)))
    library.finish()  # its vectors are in Chroma's files
    source = library.sources()[-1]
    ((_, _, rows),) = library.registry.vectors([source.id])
    markers = {
        word: word.encode()
        for word in ("chachtelhalm", "umpfdotterblum", "itronenfalter", "faffenh", "ckerschmalwand", source.id)
    } | {"vector in Chroma": rows[0].tobytes(), "vector": rows[0].astype(np.float16).tobytes()}
    assert {marker for _, marker in _traces(config.data, markers)} >= {source.id, "vector in Chroma", "vector"}
    library.remove(source.id)
    if closed:
        library.close()
    else:
        library.finish()
    assert _traces(config.data, markers) == []
    assert _deleted_in_full_text(config.data) == 0


def _traces(data: Path, markers: Mapping[str, bytes]) -> list[tuple[str, str]]:
    contents = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    return [
        (str(path), name) for path, content in contents.items() for name, mark in markers.items() if mark in content
    ]


def _deleted_in_full_text(data: Path) -> int:
    """Return how many deleted passages tantivy's segments still hold, whose compressed words no search would see."""
    segments = json.loads((data / "index" / "fulltext" / "meta.json").read_bytes())["segments"]
    return sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])


def test_replaced_content_leaves_no_trace_either(library: Library, files: Path, config: IndexConfig) -> None:
    paths = _fill(library, files, 2)
    library.finish()
    gone = library.sources()[0].id
    paths[0].write_text("# Kapitel 0\n\nHier steht Löwenzahn.\n", encoding="utf-8")
    library.add(paths)
    library.finish()
    assert _traces(config.data, {"id": gone.encode(), "word": b"Ahorn", "stem": b"ahorn"}) == []
    assert _deleted_in_full_text(config.data) == 0
    assert _by_words(library, "Löwenzahn") == {"0.md"}


def test_what_was_not_erased_when_the_program_was_killed_is_erased_at_the_next_start(
    open_library: OpenLibrary, filled: IndexConfig
) -> None:
    registry = Registry(filled.data / REGISTRY_FILE)
    derived = DerivedIndexes(filled.data / INDEX_FOLDER, registry)
    gone = registry.sources()[0].id
    derived.rebuild()  # all in one segment
    with derived.writing:  # and no `catch_up`, as if killed before it
        derived.apply([gone], [])
    registry.close()
    assert _deleted_in_full_text(filled.data) == 1
    library = open_library()
    library.finish()
    assert _deleted_in_full_text(filled.data) == 0
    assert _traces(filled.data, {"id": gone.encode(), "word": b"Ahorn"}) == []
    assert _by_words(library, "Birke") == {"1.md"}


def test_a_removed_source_is_gone_from_an_unfinished_rebuild_too(
    open_library: OpenLibrary, filled: IndexConfig
) -> None:
    with pytest.raises(KeyboardInterrupt):
        rebuild_library(filled, embed_anew=True, embedder=HashEmbedder(), progress=_stop_at_the_last_file)
    library = open_library()
    library.remove(library.sources()[0].id)
    library.finish()
    assert (filled.data / UNFINISHED_FILE).is_file()
    assert _traces(filled.data, {"word": b"Ahorn"}) == []


def _stop_at_the_last_file(progress: Progress) -> None:
    if progress.file == progress.files:
        raise KeyboardInterrupt


def test_closing_does_not_wait_for_a_change_that_is_under_way(open_library: OpenLibrary, filled: IndexConfig) -> None:
    registry = Registry(filled.data / REGISTRY_FILE)
    derived = DerivedIndexes(filled.data / INDEX_FOLDER, registry)
    closing = threading.Thread(target=derived.close)
    with derived.changing():
        derived.apply([registry.sources()[0].id], [])
        closing.start()
        closing.join(timeout=20)
        assert not closing.is_alive()
    registry.close()
    library = open_library()
    library.finish()
    assert not (filled.data / INDEX_FOLDER / "removed").exists()


def test_removing_what_is_not_there_is_an_error(library: Library) -> None:
    with pytest.raises(UnknownSource):
        library.remove("nirgends")


def test_a_removed_file_can_be_added_again(library: Library, files: Path) -> None:
    (path,) = _fill(library, files, 1)
    library.remove(library.sources()[0].id)
    assert library.add([path])[0].status == "added"
    assert _by_words(library, "Ahorn") == {"0.md"}


def test_sources_whose_files_left_the_folder_are_removed_and_renamed_ones_stay(library: Library, files: Path) -> None:
    paths = _fill(library, files)
    paths[0].unlink()
    paths[1].rename(files / "neu.md")
    gone = library.remove_missing(files, [files / "neu.md", paths[2]])
    assert [(outcome.file_name, outcome.status) for outcome in gone] == [("0.md", "removed")]
    assert _by_words(library, "Birke Eiche") == {"1.md", "2.md"}


def test_a_path_that_does_not_exist_is_no_file_of_the_folder(library: Library, files: Path) -> None:
    (path,) = _fill(library, files, 1)
    path.unlink()
    assert [outcome.file_name for outcome in library.remove_missing(files, [path])] == ["0.md"]


# one writer, many readers


def test_a_second_opening_is_refused_at_once_and_names_the_process(library: Library, open_library: OpenLibrary) -> None:
    with pytest.raises(LibraryInUse) as caught:
        open_library()
    assert str(os.getpid()) in caught.value.message.de
    assert str(os.getpid()) in caught.value.message.en


def test_a_reader_beside_the_writer_searches_and_sees_what_changes(
    library: Library, open_library: OpenLibrary, files: Path
) -> None:
    _fill(library, files)
    reader = open_library(write=False)
    assert not reader.writable
    assert _by_words(reader, "Birke") == {"1.md"}
    assert _by_vectors(reader, "Birke Kapitel 1") == "1.md"
    library.add([_write(files, "neu.md", "Ganz frischer Löwenzahn.\n")])
    assert _by_vectors(reader, "Ganz frischer Löwenzahn") == "neu.md"


def test_a_reader_beside_the_writer_cannot_write(library: Library, open_library: OpenLibrary, files: Path) -> None:
    (path,) = _fill(library, files, 1)
    reader = open_library(write=False)
    refused: list[Callable[[], object]] = [
        lambda: reader.add([path]),
        lambda: reader.remove(library.sources()[0].id),
        lambda: reader.edit(library.sources()[0].id, SourceDetails()),
        reader.rebuild,
    ]
    for change in refused:
        with pytest.raises(LibraryInUse) as caught:
            change()
        assert str(os.getpid()) in caught.value.message.en
    assert _states(library) == [("0.md", "ready")]


def test_a_library_opened_in_one_thread_and_closed_in_another_is_free(open_library: OpenLibrary) -> None:
    opened = open_library()
    closing = threading.Thread(target=opened.close)
    closing.start()
    closing.join()
    assert open_library().writable


def test_two_threads_may_add_at_once(library: Library, files: Path) -> None:
    groups = [[_write(files, f"{g}{i}.md", f"Hier steht {g}{i}.\n") for i in range(3)] for g in "ab"]
    threads = [threading.Thread(target=library.add, args=(group,)) for group in groups]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.sources()) == 6
    assert _is_whole(library)


# interruptions and damage

_ADDING = """
import sys
from pathlib import Path
from fakes import HashEmbedder
from ingest.config import IndexConfig, Recipe
from ingest.library import Library

library = Library.open(IndexConfig(Path(sys.argv[1]), Recipe(embedder="hash")), embedder=HashEmbedder())
library.add(sorted(Path(sys.argv[2]).iterdir()), progress=lambda p: print(p.file, p.step, flush=True))
"""


def _killed_while_adding(data: Path, folder: Path, moment: str) -> None:
    """Start adding a folder in another process and kill it when it reports this moment."""
    process = subprocess.Popen(
        [sys.executable, "-c", _ADDING, str(data), str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "tests")])},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert any(line.strip() == moment for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", ["3 store", "3 done"])
def test_a_library_killed_while_adding_opens_whole_and_the_same_command_goes_on(
    open_library: OpenLibrary, config: IndexConfig, files: Path, embedder: HashEmbedder, moment: str
) -> None:
    paths = _plants(files, 6)
    _killed_while_adding(config.data, files, moment)
    library = open_library()
    before = [name for name, _ in _states(library)]
    assert before in [["0.md", "1.md"], ["0.md", "1.md", "2.md"], ["0.md", "1.md", "2.md", "3.md"]]
    assert _is_whole(library)
    assert embedder.embedded == 0
    library.add(paths)
    assert embedder.embedded == 6 - len(before)
    assert _states(library) == [(f"{i}.md", "ready") for i in range(6)]
    assert _by_words(library, "Ahorn Eiche Flieder") == {"0.md", "2.md", "5.md"}
    assert _is_whole(library)


def _stop_at(step: str) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if (progress.file, progress.step) == (2, step):
            raise KeyboardInterrupt

    return stop


@pytest.mark.parametrize("step", ["embed", "store", "done"])
def test_a_library_stopped_by_ctrl_c_keeps_whole_files_and_goes_on(library: Library, files: Path, step: str) -> None:
    paths = [_write(files, f"{i}.md", f"Hier steht {_PLANTS[i]}.\n") for i in range(3)]
    with pytest.raises(KeyboardInterrupt):
        library.add(paths, progress=_stop_at(step))
    assert len(library.sources()) == (2 if step == "done" else 1)
    assert _is_whole(library)
    library.add(paths)
    assert len(library.sources()) == 3
    assert _is_whole(library)


def _truncate(name: str) -> Callable[[Path], object]:
    def truncate(index: Path) -> None:
        (path,) = index.glob(name)
        path.write_bytes(path.read_bytes()[:5000])

    return truncate


def _chroma_folder(index: Path) -> Path:
    (folder,) = index.glob("vectors-*")
    return folder


_DAMAGES: dict[str, Callable[[Path], object]] = {
    "the index is missing": shutil.rmtree,
    "the vectors are missing": lambda index: shutil.rmtree(_chroma_folder(index)),
    "what is known of the vectors is garbage": lambda index: (index / "vectors.json").write_text("[1, 2"),
    "what is known of the vectors is missing": lambda index: (index / "vectors.json").unlink(),
    "the full text is missing": lambda index: shutil.rmtree(index / "fulltext"),
    "the revision is missing": lambda index: (index / "revision").unlink(),
    "the revision is empty": lambda index: (index / "revision").write_text(""),
    "the revision is garbage": lambda index: (index / "revision").write_bytes(b"\xff\xfe\x00sieben"),
    "the revision is an old one": lambda index: (index / "revision").write_text("1"),
    "the revision is a future one": lambda index: (index / "revision").write_text("99"),
    "the vectors' database is cut off": _truncate("vectors-*/chroma.sqlite3"),
    "the vectors' database is gone": lambda index: (_chroma_folder(index) / "chroma.sqlite3").unlink(),
    "the full text's list is cut off": lambda index: (index / "fulltext" / "meta.json").write_text("{"),
}


@pytest.mark.parametrize("damage", _DAMAGES.values(), ids=_DAMAGES.keys())
def test_a_damaged_index_is_made_anew_without_embedding(
    open_library: OpenLibrary,
    filled: IndexConfig,
    embedder: HashEmbedder,
    damage: Callable[[Path], object],
) -> None:
    damage(filled.data / "index")
    library = open_library()
    assert _by_words(library, "Birke") == {"1.md"}
    assert _by_vectors(library, "Birke Kapitel 1") == "1.md"
    assert _is_whole(library)
    assert embedder.embedded == 0
    library.close()
    assert _by_chroma(filled, "Birke Kapitel 1") == "1.md"


@pytest.mark.parametrize("sixth", [0, 2, 5])
def test_zeros_anywhere_in_the_vectors_database_are_made_good(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder, sixth: int
) -> None:
    _zero(_chroma_folder(filled.data / "index") / "chroma.sqlite3", sixth)
    library = open_library()
    assert _by_vectors(library, "Birke Kapitel 1") == "1.md"
    assert _is_whole(library)
    library.close()
    assert _by_chroma(filled, "Birke Kapitel 1") == "1.md"
    _zero(_chroma_folder(filled.data / "index") / "chroma.sqlite3", sixth)
    assert rebuild_library(filled, embedder=embedder).sources == 5
    assert _is_whole(open_library())


def _zero(path: Path, sixth: int) -> None:
    data = bytearray(path.read_bytes())
    start = len(data) * sixth // 6
    data[start : start + 65_536] = bytes(min(65_536, len(data) - start))
    path.write_bytes(data)


def _later(config: IndexConfig) -> IndexConfig:
    return replace(config, recipe=replace(config.recipe, analysis="a later one"))


def test_a_library_of_an_earlier_analysis_is_brought_up_to_date_without_embedding(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder
) -> None:
    before = open_library()
    wanted = [(source, before.registry.passages_of(source.id)) for source in before.sources()]
    before.close()
    bring_up_to_date(_later(filled), embedder=embedder)
    library = open_library(_later(filled))
    assert [(source, library.registry.passages_of(source.id)) for source in library.sources()] == wanted
    assert _by_words(library, "Birke") == {"1.md"}
    assert _by_vectors(library, "Birke Kapitel 1") == "1.md"
    assert _is_whole(library)
    assert embedder.embedded == 0


def test_another_analysis_with_another_passage_size_or_length_of_vectors_embeds_anew(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder
) -> None:
    smaller = replace(_later(filled), recipe=replace(_later(filled).recipe, passage_size=900))
    assert rebuild_library(smaller, embedder=embedder).embedded
    longer = HashEmbedder(dimension=96)
    assert rebuild_library(replace(smaller, recipe=replace(smaller.recipe, analysis="x")), embedder=longer).embedded
    assert (embedder.embedded, longer.embedded) == (5, 5)


class _Interrupting(HashEmbedder):
    """Stops, as if by Ctrl-C, whoever asks for the length of its vectors."""

    @property
    def dimension(self) -> int:
        raise KeyboardInterrupt


def test_a_change_of_analysis_that_is_stopped_before_it_is_noted_can_be_repeated(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder
) -> None:
    with pytest.raises(KeyboardInterrupt):
        rebuild_library(_later(filled), embedder=_Interrupting())
    with pytest.raises(RecipeMismatch):
        open_library(_later(filled))
    open_library().close()
    assert not rebuild_library(_later(filled), embedder=embedder).embedded
    assert _is_whole(open_library(_later(filled)))


@pytest.mark.parametrize("old_index_comes_back", [False, True], ids=["kill", "power cut"])
def test_a_change_of_analysis_that_is_stopped_after_it_was_noted_is_finished_at_the_next_opening(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder, old_index_comes_back: bool
) -> None:
    index, before = filled.data / INDEX_FOLDER, filled.data / "before"
    shutil.copytree(index, before)
    shutil.rmtree(index / "fulltext")
    (index / "fulltext").write_text("in the way")
    with pytest.raises(DamagedIndex):
        rebuild_library(_later(filled), embedder=embedder)
    shutil.rmtree(index)
    if old_index_comes_back:
        before.rename(index)
        old_files = sorted(path.name for path in (index / "fulltext").iterdir())
    library = open_library(_later(filled))
    assert _is_whole(library)
    if old_index_comes_back:
        assert sorted(path.name for path in (index / "fulltext").iterdir()) != old_files
    assert embedder.embedded == 0


def test_a_library_of_the_former_default_embedder_is_brought_up_to_date(
    filled: IndexConfig, embedder: HashEmbedder
) -> None:
    registry = Registry(filled.data / REGISTRY_FILE)
    registry.set_meta({**recipe_for(ENGLISH_EMBEDDER).as_meta(), "window_words": "80"})
    registry.close()
    present = replace(filled, recipe=recipe_for(DEFAULT_EMBEDDER))
    bring_up_to_date(present, embedder=embedder)
    library = Library.open(present, embedder=embedder)
    assert {source.file_name for source in library.sources()} == {f"{number}.md" for number in range(5)}
    library.close()
    assert embedder.embedded > 0


def test_a_library_of_another_embedder_is_left_to_the_user(filled: IndexConfig, embedder: HashEmbedder) -> None:
    other = replace(filled, recipe=replace(filled.recipe, embedder="another"))
    bring_up_to_date(other, embedder=embedder)
    with pytest.raises(RecipeMismatch):
        Library.open(other, embedder=embedder)


def test_an_index_that_is_whole_is_not_made_anew(open_library: OpenLibrary, filled: IndexConfig) -> None:
    before = sorted(path.name for path in (filled.data / "index" / "fulltext").iterdir())
    open_library()
    assert sorted(path.name for path in (filled.data / "index" / "fulltext").iterdir()) == before


def test_a_change_that_the_index_could_not_follow_is_made_up_for_by_the_next(
    library: Library, config: IndexConfig, files: Path
) -> None:
    _fill(library, files, 1)
    shutil.rmtree(config.data / "index" / "fulltext")
    with pytest.raises(AppError):
        library.add([_write(files, "mitte.md", "Löwenzahn.\n")])
    library.add([_write(files, "ende.md", "Brennnessel.\n")])
    assert _by_words(library, "Ahorn Löwenzahn Brennnessel") == {"0.md", "mitte.md", "ende.md"}
    assert _is_whole(library)


def test_check_names_a_library_whose_index_lost_something(library: Library, config: IndexConfig, files: Path) -> None:
    _fill(library, files)
    assert _is_whole(library)
    library.lexical.replace([library.sources()[0].id], [])
    assert [problem.en for problem in check_library(library).problems] == [
        "The indexes do not match the registry: clusterkompass ingest rebuild."
    ]
    library.rebuild()
    assert _is_whole(library)


def test_check_is_not_misled_by_files_that_begin_alike(library: Library, files: Path) -> None:
    notice = "# Hinweis\n\nDieser Hinweis steht in jeder Datei.\n\n"
    library.add([_write(files, f"{i}.md", f"{notice}# Kapitel\n\nInhalt {i}.\n") for i in range(12)])
    assert _is_whole(library)


# other embedders, rebuilding


def _other(config: IndexConfig, name: str = "other") -> IndexConfig:
    return replace(config, recipe=replace(config.recipe, embedder=name))


def test_a_library_made_with_another_embedder_is_refused_and_a_rebuild_repairs_it(
    open_library: OpenLibrary, filled: IndexConfig
) -> None:
    first = open_library()
    first.registry.set_meta({"starter_added": "1"})
    before = first.sources()
    first.close()
    other = HashEmbedder(dimension=48, name="other")
    with pytest.raises(RecipeMismatch) as caught:
        open_library(_other(filled), other)
    assert "embedder = hash" in caught.value.message.de
    assert "other" in caught.value.message.en
    assert "clusterkompass ingest rebuild" in caught.value.hint.de
    rebuilt = rebuild_library(_other(filled), embedder=other)
    assert (rebuilt.sources, rebuilt.passages, rebuilt.embedded) == (5, 5, True)
    library = open_library(_other(filled), other)
    assert library.sources() == before
    assert library.registry.meta()["dimension"] == "48"
    assert library.registry.meta()["starter_added"] == "1"
    assert _by_vectors(library, "Birke Kapitel 1") == "1.md"
    assert _is_whole(library)


def test_a_library_with_another_passage_size_is_refused(open_library: OpenLibrary, config: IndexConfig) -> None:
    open_library().close()
    with pytest.raises(RecipeMismatch) as caught:
        open_library(replace(config, recipe=replace(config.recipe, passage_size=900)))
    assert "passage_size = 2200" in caught.value.message.en


def test_an_embedder_of_the_same_name_and_other_length_is_refused_until_all_is_embedded_anew(
    open_library: OpenLibrary, filled: IndexConfig, files: Path
) -> None:
    longer = HashEmbedder(dimension=96)
    library = open_library(filled, longer)
    with pytest.raises(RecipeMismatch) as caught:
        library.add([_write(files, "neu.md", "Löwenzahn.\n")])
    assert "rebuild --embed" in caught.value.hint.en
    library.close()
    rebuild_library(filled, embedder=longer, embed_anew=True)
    library = open_library(filled, longer)
    assert _by_vectors(library, "Birke Kapitel 1") == "1.md"
    assert _is_whole(library)


def test_a_rebuild_with_the_same_recipe_embeds_nothing(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder
) -> None:
    rebuilt = rebuild_library(filled, embedder=embedder)
    assert (rebuilt.embedded, embedder.embedded) == (False, 0)
    assert _is_whole(open_library())


def test_a_rebuild_is_refused_while_the_library_is_open(library: Library, config: IndexConfig) -> None:
    with pytest.raises(LibraryInUse):
        rebuild_library(_other(config), embedder=HashEmbedder(name="other"))


class _Stopping(HashEmbedder):
    """Stops, as if by Ctrl-C, when it is asked for more texts than it may embed."""

    def __init__(self, name: str, texts: int) -> None:
        super().__init__(name=name)
        self._texts = texts

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        if self.embedded + len(texts) > self._texts:
            raise KeyboardInterrupt
        rows: Vectors = np.asarray(super().embed_passages(texts, on_batch))
        return rows


def test_an_interrupted_rebuild_leaves_the_library_as_it_was_and_goes_on(
    open_library: OpenLibrary, filled: IndexConfig
) -> None:
    with pytest.raises(KeyboardInterrupt):
        rebuild_library(_other(filled), embedder=_Stopping("other", 3))
    old = open_library()
    assert _is_whole(old)
    old.close()
    other = HashEmbedder(name="other")
    rebuild_library(_other(filled), embedder=other)
    assert other.embedded == 2
    library = open_library(_other(filled), other)
    assert len(library.sources()) == 5
    assert _is_whole(library)
    assert [path.name for path in filled.data.glob("*.sqlite3")] == [REGISTRY_FILE]


def test_what_changed_since_an_interrupted_rebuild_is_not_lost(
    open_library: OpenLibrary, config: IndexConfig, files: Path
) -> None:
    first = open_library()
    paths = _fill(first, files)
    first.close()
    with pytest.raises(KeyboardInterrupt):
        rebuild_library(config, embed_anew=True, embedder=_Stopping("hash", 2))
    meanwhile = open_library()
    edited, removed, _ = meanwhile.sources()
    meanwhile.edit(edited.id, replace(edited.details, title="Wollgras"))
    meanwhile.remove(removed.id)
    paths[2].write_text("Jetzt steht hier Löwenzahn.\n", encoding="utf-8")
    meanwhile.add([paths[2]])
    wanted = meanwhile.sources()
    meanwhile.close()
    rebuild_library(config, embed_anew=True, embedder=HashEmbedder())
    library = open_library()
    assert library.sources() == wanted
    assert _by_words(library, "Wollgras Löwenzahn") == {"0.md", "2.md"}
    assert _is_whole(library)
