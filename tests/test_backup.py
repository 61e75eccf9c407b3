"""A backup holds everything, is whole or refused, and a restore that is killed is finished at the next start."""

import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder

from assistant.workspace.workspace import Workspace
from ingest.backup import AlreadyThere, BadBackup, back_up, finish_restore, restore
from ingest.check import check_library
from ingest.config import REGISTRY_FILE, IndexConfig
from ingest.library import Library

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(config: IndexConfig, files: Path, embedder: HashEmbedder) -> IndexConfig:
    """The settings of a closed library of two files, with a workspace and a setting beside it."""
    for name in ("Ahorn", "Birke"):
        (files / f"{name}.md").write_text(f"# Kapitel\n\nHier steht {name} im Text.\n", encoding="utf-8")
    library = Library.open(config, embedder=embedder)
    library.add(sorted(files.iterdir()))
    library.close()
    Workspace.open(config.data / "workspace").close()
    (config.data / "model.json").write_text("{}", encoding="utf-8")
    return config


def _names(library: Library) -> list[str]:
    return [source.file_name for source in library.sources()]


def test_what_was_backed_up_while_in_use_comes_back_elsewhere(
    open_library: OpenLibrary, filled: IndexConfig, embedder: HashEmbedder, tmp_path: Path
) -> None:
    used = open_library()
    with closing(sqlite3.connect(filled.data / REGISTRY_FILE)) as other:  # someone is writing
        other.execute("BEGIN IMMEDIATE")
        contents = back_up(filled.data, tmp_path / "b.zip")
        other.rollback()
    assert contents.sources == 2
    assert {REGISTRY_FILE, "workspace/workspace.sqlite", "model.json"} <= set(contents.files)
    assert not any(name.startswith("index") for name in contents.files)
    elsewhere = IndexConfig(tmp_path / "elsewhere", filled.recipe)
    assert restore(tmp_path / "b.zip", elsewhere.data) == contents
    embedder.embedded = 0
    library = open_library(elsewhere)
    assert _names(library) == _names(used)
    assert check_library(library).problems == ()
    assert embedder.embedded == 0


def test_a_restore_takes_the_place_of_a_library_only_when_asked(
    open_library: OpenLibrary, filled: IndexConfig, tmp_path: Path
) -> None:
    back_up(filled.data, tmp_path / "b.zip")
    library = open_library()
    library.remove(library.sources()[0].id)
    library.close()
    (filled.data / "workspace" / "later").write_text("made after the backup", encoding="utf-8")
    with pytest.raises(AlreadyThere):
        restore(tmp_path / "b.zip", filled.data)
    restore(tmp_path / "b.zip", filled.data, replace=True)
    library = open_library()
    assert _names(library) == ["Ahorn.md", "Birke.md"]
    assert check_library(library).problems == ()
    assert not (filled.data / "workspace" / "later").exists()


def test_a_backup_is_not_written_over_unless_asked(filled: IndexConfig, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("something else", encoding="utf-8")
    with pytest.raises(AlreadyThere):
        back_up(filled.data, tmp_path / "b.zip")
    assert back_up(filled.data, tmp_path / "b.zip", replace=True).sources == 2


def _changed(path: Path, name: str, content: bytes) -> None:
    """Put another content under a name of the backup, with a checksum of the ZIP that is right."""
    with zipfile.ZipFile(path) as old:
        members = {each: old.read(each) for each in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for each, value in (members | {name: content}).items():
            new.writestr(each, value)


_SPOILT: dict[str, Callable[[Path], object]] = {
    "halved": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_text("Hallo", encoding="utf-8"),
    "a bit of it": lambda path: path.write_bytes(path.read_bytes()[:2000] + bytes(200) + path.read_bytes()[2200:]),
    "another registry": lambda path: _changed(path, REGISTRY_FILE, b"SQLite format 3\0" + bytes(5000)),
    "a later format": lambda path: _changed(
        path, "clusterkompass.json", b'{"format": 2, "made": "", "sources": 0, "files": {}}'
    ),
    "a name that leads outside": lambda path: _changed(
        path,
        "clusterkompass.json",
        b'{"format": 1, "made": "", "sources": 0, "files": {"../x": "", "registry.sqlite3": ""}}',
    ),
}


@pytest.mark.parametrize("spoil", _SPOILT.values(), ids=_SPOILT.keys())
def test_a_spoilt_backup_is_refused_and_the_library_stays(
    open_library: OpenLibrary, filled: IndexConfig, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    back_up(filled.data, tmp_path / "b.zip")
    spoil(tmp_path / "b.zip")
    with pytest.raises(BadBackup) as caught:
        restore(tmp_path / "b.zip", filled.data, replace=True)
    assert "nichts geändert" in caught.value.of("de")
    assert len(open_library().sources()) == 2


def _kill_after(times: int) -> Callable[[Path, Path], None]:
    left, move = iter(range(times)), os.replace

    def moving(old: Path, new: Path) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        move(old, new)

    return moving


@pytest.mark.parametrize("moved", range(4))
def test_a_restore_that_is_killed_is_finished_at_the_next_start(
    open_library: OpenLibrary, filled: IndexConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    back_up(filled.data, tmp_path / "b.zip")
    library = open_library()
    library.remove(library.sources()[0].id)
    library.close()
    with monkeypatch.context() as patched:
        patched.setattr("os.replace", _kill_after(moved))
        patched.setattr("shutil.rmtree", lambda *_, **__: None)  # a kill cleans nothing up
        with suppress(KeyboardInterrupt):
            restore(tmp_path / "b.zip", filled.data, replace=True)
    library = open_library()
    assert _names(library) == ["Ahorn.md", "Birke.md"]
    assert check_library(library).problems == ()
    assert (filled.data / "model.json").is_file()
    finish_restore(filled.data)
    assert not list(filled.data.glob("restore*"))
