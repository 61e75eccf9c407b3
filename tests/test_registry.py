"""The truth of a library, in real SQLite files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.assemble import assemble
from ingest.derived import ReaderVectors
from ingest.passages import cut_passages
from ingest.records import Block, Source, SourceDetails, Text
from ingest.registry import Entry, Registry
from ingest.registry_errors import BrokenLibrary, UnknownSource

_BLOCKS = (
    Block("heading", "Märkte", level=1, page=2, page_label="ii"),
    Block("paragraph", "Diese Märkte zählen:", page=2, page_label="ii", attribution="Muster 2018, Kap. 3"),
    Block("list_item", "Asien", level=1, marker="1.", page=3, page_label="iii"),
    Block("table_row", "Japan | ++", cells=("Japan", "++"), bbox=(0.0, 1.0, 2.0, 3.5)),
)


def _entry(source_id: str = "a", windows: int = 2) -> Entry:
    text, units = assemble(_BLOCKS)
    passages = cut_passages(source_id, text, units, size=1800)
    source = Source(
        id=source_id,
        details=SourceDetails(title="Titel", authors=("Ä. Muster", "B. Beispiel"), year=2018, kind="study"),
        file_name=f"{source_id}.txt",
        origin=f"/x/{source_id}.txt",
        sha256=source_id * 4,
        version=3,
        state="ready",
        reason=Text("", ""),
        pages=4,
        passages=len(passages),
        characters=len(text),
        added_at=f"2026-01-01T00:00:0{len(source_id)}",
        notices=(Text("Seite 3 ist leer.", "Page 3 is empty."),),
    )
    rows = np.random.default_rng(7).normal(size=(windows, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return Entry(source, _BLOCKS, text, passages, tuple(rows for _ in passages))


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    registry = Registry(tmp_path / "library" / "registry.sqlite3")
    yield registry
    registry.close()


def test_what_was_stored_comes_back_the_same(registry: Registry) -> None:
    entry = _entry()
    registry.apply([], [entry])
    assert registry.sources() == (entry.source,)
    assert registry.source("a") == entry.source
    assert registry.text("a") == entry.text
    assert registry.blocks("a") == _BLOCKS
    assert registry.passages_of("a") == entry.passages
    assert registry.passages([entry.passages[0].id, "gone"]) == {entry.passages[0].id: entry.passages[0]}


def test_a_registry_made_before_there_were_codes_is_read_and_keeps_them_from_now_on(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    former = Registry(path)
    former.apply([], [_entry()])
    former.close()
    with closing(sqlite3.connect(path)) as connection:
        for column in ("code", "ocr"):
            connection.execute(f"ALTER TABLE source DROP COLUMN {column}")
    registry = Registry(path)
    failed = replace(_entry("b").source, state="failed", code="no_text", ocr=True)
    registry.apply([], [Entry(failed)])
    assert registry.source("a") == _entry().source
    assert registry.source("b") == failed
    registry.close()


def test_vectors_come_back_per_source_with_the_passage_of_each_row(registry: Registry) -> None:
    one, other = _entry("a"), _entry("b", windows=1)
    registry.apply([], [one, other])
    (first_id, first_passages, first_rows), (second_id, _, second_rows) = registry.vectors()
    assert (first_id, second_id) == ("a", "b")
    assert first_passages == [one.passages[0].id] * 2
    np.testing.assert_allclose(first_rows, one.vectors[0], atol=1e-3)  # stored with 16 bits
    assert second_rows.shape == (1, 8)
    assert (registry.window_count(), registry.passage_count()) == (3, 2)
    assert registry.window_counts() == {"a": 2, "b": 1}


def test_vectors_of_chosen_passages_come_back_by_passage(registry: Registry) -> None:
    one, other = _entry("a"), _entry("b", windows=1)
    registry.apply([], [one, other])
    found = registry.passage_vectors([one.passages[0].id, "gone"])
    assert list(found) == [one.passages[0].id]
    np.testing.assert_allclose(found[one.passages[0].id], one.vectors[0], atol=1e-3)


def test_vectors_of_chosen_sources_only(registry: Registry) -> None:
    registry.apply([], [_entry("a"), _entry("b"), _entry("c")])
    assert [source_id for source_id, _, _ in registry.vectors(["c", "a", "gone"])] == ["a", "c"]
    assert list(registry.vectors([])) == []


def test_sources_are_read_once_and_again_after_every_change(registry: Registry, tmp_path: Path) -> None:
    registry.apply([], [_entry("a")])
    assert registry.sources() is registry.sources()
    beside = Registry(tmp_path / "library" / "registry.sqlite3")
    beside.edit("a", SourceDetails(title="Neu"))
    assert [source.details.title for source in registry.sources()] == ["Neu"]
    beside.apply(["a"], [_entry("b")])
    assert [source.id for source in registry.sources()] == ["b"]
    beside.close()


def test_a_reader_of_the_vectors_sees_changes_and_reads_only_what_is_new(registry: Registry) -> None:
    registry.apply([], [_entry("a"), _entry("b")])
    reader = ReaderVectors(registry)
    first = reader.current()
    assert reader.current() is first
    registry.apply(["b"], [_entry("c", windows=3)])
    assert set(reader.current().parts) == {"a", "c"}
    assert reader.current().count() == 5
    assert reader.current().parts["a"] is first.parts["a"]


def test_a_reader_of_some_vectors_keeps_theirs_only_and_reads_none_twice(registry: Registry) -> None:
    registry.apply([], [_entry("a"), _entry("b"), _entry("c")])
    reader = ReaderVectors(registry)
    first = reader.current(["a", "gone"])
    assert set(first.parts) == {"a"}
    second = reader.current(["a", "b"])
    assert (set(second.parts), second.parts["a"] is first.parts["a"]) == ({"a", "b"}, True)
    assert reader.current(["b", "a"]) is second
    assert set(reader.current().parts) == {"a", "b", "c"}
    assert reader.current([]).count() == 0


def test_a_reader_counts_the_vectors_of_each_source_as_of_now(registry: Registry) -> None:
    registry.apply([], [_entry("a"), _entry("b", windows=1)])
    reader = ReaderVectors(registry)
    assert reader.window_counts() == {"a": 2, "b": 1}
    registry.apply(["a"], [])
    assert reader.window_counts() == {"b": 1}


def test_a_reader_of_the_vectors_reads_all_anew_after_a_rebuild(registry: Registry) -> None:
    registry.apply([], [_entry("a")])
    reader = ReaderVectors(registry)
    first = reader.current()
    registry.set_meta({"embedder": "another"})
    assert reader.current().parts["a"] is not first.parts["a"]


def test_each_change_raises_the_revision_by_one(registry: Registry) -> None:
    assert registry.revision() == 0
    assert registry.apply([], [_entry()]) == 1
    assert registry.edit("a", SourceDetails(title="Neu")) == 2
    assert registry.apply(["a"], []) == 3
    assert registry.revision() == 3


def test_an_edit_changes_nothing_but_the_details(registry: Registry) -> None:
    entry = _entry()
    registry.apply([], [entry])
    registry.edit("a", SourceDetails(title="Neu", year=2020))
    assert registry.source("a") == replace(entry.source, details=SourceDetails(title="Neu", year=2020))
    assert registry.passages_of("a") == entry.passages


def test_a_removed_source_takes_its_passages_and_vectors_with_it(registry: Registry) -> None:
    registry.apply([], [_entry("a"), _entry("b")])
    registry.apply(["a"], [])
    assert [source.id for source in registry.sources()] == ["b"]
    assert [source_id for source_id, _, _ in registry.vectors()] == ["b"]
    assert registry.passages_of("a") == ()


@pytest.mark.parametrize("method", ["source", "text", "blocks"])
def test_a_source_that_is_not_there_is_named(registry: Registry, method: str) -> None:
    with pytest.raises(UnknownSource) as caught:
        getattr(registry, method)("nirgends")
    assert "nirgends" in caught.value.of("de")
    assert "nirgends" in caught.value.of("en")


def test_editing_a_source_that_is_not_there_is_an_error(registry: Registry) -> None:
    with pytest.raises(UnknownSource):
        registry.edit("nirgends", SourceDetails())


def test_a_change_that_cannot_be_written_changes_nothing(registry: Registry, tmp_path: Path) -> None:
    registry.apply([], [_entry("a")])
    other = sqlite3.connect(tmp_path / "library" / "registry.sqlite3")
    try:
        pages = other.execute("PRAGMA page_count").fetchone()[0]
    finally:
        other.close()
    full = replace(_entry("b"), text="x" * 5_000_000)
    with registry._engine.connect() as connection:  # the pool has one connection: it may grow by one page from here
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(BrokenLibrary) as caught:
        registry.apply(["a"], [full])
    assert "full" in caught.value.of("en")
    assert [source.id for source in registry.sources()] == ["a"]
    assert registry.revision() == 1


def test_an_acknowledged_change_is_seen_by_another_connection(registry: Registry, tmp_path: Path) -> None:
    registry.apply([], [_entry("a")])
    beside = Registry(tmp_path / "library" / "registry.sqlite3")
    assert [source.id for source in beside.sources()] == ["a"]
    beside.close()


def test_a_file_that_is_no_database_is_a_broken_library(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    path.write_bytes(b"kein SQLite" * 500)
    with pytest.raises(BrokenLibrary) as caught:
        Registry(path)
    assert str(path) in caught.value.of("de")
    assert path.read_bytes() == b"kein SQLite" * 500  # nothing was lost


def test_a_library_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    registry = Registry(path)
    registry.set_meta({"schema": "99"})
    registry.close()
    with pytest.raises(BrokenLibrary):
        Registry(path)


def test_a_data_folder_that_is_a_file_is_a_broken_library(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("eine Datei")
    with pytest.raises(BrokenLibrary):
        Registry(tmp_path / "library" / "registry.sqlite3")


def test_the_sources_of_a_content_or_an_origin_are_found(registry: Registry) -> None:
    registry.apply([], [_entry(name) for name in "abc"])
    assert [source.id for source in registry.sources_of("aaaa", "/x/c.txt")] == ["a", "c"]
    assert registry.sources_of("dddd", "/x/d.txt") == ()
