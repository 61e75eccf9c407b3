"""What breaks beneath a library: each is mended without embedding, or said in German and English with the way out."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder

from ingest.check import check_library
from ingest.config import INDEX_FOLDER, REGISTRY_FILE, IndexConfig, Recipe
from ingest.errors import AppError
from ingest.lexical import WeightedText
from ingest.library import Library
from ingest.registry import Registry
from ingest.registry_errors import BrokenLibrary, ReadOnlyLibrary

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parents[1]
_WINDOWS = 1_200  # Chroma has its graph on the disk from 1,000
_DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "halved": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "random": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
}
_CHROMA_FILES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "link_lists.bin")
_FULL_TEXT_FILES = ("meta.json", "*.idx", "*.term", "*.store", "*.fast", "*.fieldnorm")


@pytest.fixture(scope="module")
def whole_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed folder of a library of three files with more than a thousand windows, to be copied."""
    folder = tmp_path_factory.mktemp("whole")
    paths = []
    for number, word in enumerate(("Ahorn", "Birke", "Eiche")):
        lines = (f"- {word} Nummer {line} steht hier im Text.\n" for line in range(_WINDOWS // 3 * 12))
        paths.append(folder / f"{number}.md")
        paths[-1].write_text(f"# Kapitel {number}\n\n{''.join(lines)}", encoding="utf-8")
    library = Library.open(_config(folder / "library"), embedder=HashEmbedder())
    library.add(paths)
    library.finish()
    assert library.registry.window_count() > 1_000
    library.close()
    return folder / "library"


@pytest.fixture
def whole(whole_data: Path, config: IndexConfig) -> IndexConfig:
    """The settings of the test's library, a copy of that, closed."""
    shutil.copytree(whole_data, config.data)
    return config


def _config(data: Path) -> IndexConfig:
    return IndexConfig(data, Recipe(embedder="hash"))


def _is_mended(library: Library) -> bool:
    library.finish()
    found = library.lexical.search([WeightedText("Birke")], limit=5)
    return bool(found) and check_library(library).problems == ()


@pytest.mark.parametrize("damage", _DAMAGES.values(), ids=_DAMAGES.keys())
@pytest.mark.parametrize("name", _CHROMA_FILES)
def test_a_damaged_file_of_chroma_is_mended_while_questions_are_answered(
    open_library: OpenLibrary, whole: IndexConfig, embedder: HashEmbedder, name: str, damage: Callable[[Path], object]
) -> None:
    (path,) = (whole.data / INDEX_FOLDER).rglob(name)
    damage(path)
    library = open_library()
    assert library.vectors.search(embedder.embed_question("Birke Nummer 3"), limit=5)
    assert _is_mended(library)
    assert embedder.embedded == 0


@pytest.mark.parametrize("damage", _DAMAGES.values(), ids=_DAMAGES.keys())
@pytest.mark.parametrize("name", _FULL_TEXT_FILES)
def test_a_damaged_file_of_the_full_text_is_mended(
    open_library: OpenLibrary,
    filled_text: IndexConfig,
    embedder: HashEmbedder,
    name: str,
    damage: Callable[[Path], object],
) -> None:
    damage(next((filled_text.data / INDEX_FOLDER / "fulltext").glob(name)))
    library = open_library()
    assert library.lexical.search([WeightedText("Birke")], limit=5)
    assert library.lexical.count() == library.registry.passage_count()
    assert embedder.embedded == 0


_CUT_OFF = """
import os, sys, time
from pathlib import Path
from ingest.assemble import assemble
from ingest.lexical import LexicalIndex
from ingest.passages import cut_passages
from ingest.records import Block

folder = Path(sys.argv[1])
index = LexicalIndex(folder)
time.sleep(0.7)  # by then a thread that looks at the files every half second would have begun to
text, units = assemble([Block("paragraph", f"Birke{number} steht neben Ahorn{number}.") for number in range(800)])
index.replace([], [(passage, "Titel", "de") for passage in cut_passages("a", text, units, size=400)])
for path in folder.glob("*.*"):
    if path.suffix != ".json":
        os.truncate(path, path.stat().st_size // 2)
time.sleep(1.5)
"""


def test_a_full_text_that_is_cut_off_while_it_is_open_ends_no_process(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", _CUT_OFF, tmp_path], capture_output=True, cwd=_ROOT, check=False)
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.fixture
def filled_text(config: IndexConfig, files: Path, embedder: HashEmbedder) -> IndexConfig:
    """The settings of a closed library of one small file."""
    (files / "a.md").write_text("# Kapitel\n\nHier steht Birke im Text.\n", encoding="utf-8")
    library = Library.open(config, embedder=embedder)
    library.add([files / "a.md"])
    library.close()
    embedder.embedded = 0
    return config


def test_a_registry_that_another_program_holds_is_said(open_library: OpenLibrary, filled_text: IndexConfig) -> None:
    library = open_library()
    other = sqlite3.connect(filled_text.data / REGISTRY_FILE)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BrokenLibrary) as caught:
        library.remove(library.sources()[0].id)
    other.rollback()
    other.close()
    assert "database is locked" in caught.value.of("de")
    assert "Beenden Sie es" in caught.value.of("de")
    assert "Close it and try again" in caught.value.of("en")
    library.remove(library.sources()[0].id)
    assert library.sources() == ()


@contextmanager
def _mounted(place: Path) -> Iterator[Path]:
    """A disk of its own of 20 MB, in memory; skips the test where mounting is not allowed."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=20m", "none", str(place)]
    if sys.platform != "linux" or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def read_only(filled_text: IndexConfig, tmp_path: Path) -> Iterator[IndexConfig]:
    """The settings of that library on a disk that is mounted read-only, which binds root, too."""
    with _mounted(tmp_path / "disk") as place:
        shutil.copytree(filled_text.data, place / "library")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        yield replace(filled_text, data=place / "library")


def test_a_library_on_a_read_only_disk_is_searched_and_says_that_nothing_can_be_added(
    open_library: OpenLibrary, read_only: IndexConfig, embedder: HashEmbedder, files: Path
) -> None:
    library = open_library(read_only, write=False)
    assert [source.file_name for source in library.sources()] == ["a.md"]
    assert library.lexical.search([WeightedText("Birke")], limit=5)
    assert library.vectors.search(embedder.embed_question("Birke"), limit=5)
    for change in (lambda: library.add([files / "a.md"]), lambda: open_library(read_only)):
        with pytest.raises(ReadOnlyLibrary) as caught:
            change()
        assert str(read_only.data) in caught.value.of("de")
        assert "Heben Sie den Schreibschutz auf" in caught.value.of("de")
        assert "copy the folder to another place" in caught.value.of("en")


@pytest.mark.parametrize("damage", ["halved", "random"])
def test_a_damaged_registry_is_said_with_the_way_back(filled_text: IndexConfig, damage: str) -> None:
    path = filled_text.data / REGISTRY_FILE
    _DAMAGES[damage](path)
    with pytest.raises(BrokenLibrary) as caught:
        _sources_of(filled_text)
    assert "ingest restore" in caught.value.of("de")
    assert "Restore a backup" in caught.value.of("en")


def _sources_of(config: IndexConfig) -> int:
    with closing(Library.open(config, embedder=HashEmbedder())) as library:
        return len(library.sources())


def test_an_old_registry_put_back_by_hand_is_found_with_its_own_content(
    open_library: OpenLibrary, filled_text: IndexConfig, files: Path, tmp_path: Path
) -> None:
    path = filled_text.data / REGISTRY_FILE
    shutil.copy(path, tmp_path / "old")
    library = open_library()
    library.remove(library.sources()[0].id)
    library.close()
    shutil.copy(tmp_path / "old", path)
    registry = Registry(path)  # as many changes as the indexes were made of, but others
    registry.set_meta({"revision": (filled_text.data / INDEX_FOLDER / "revision").read_text().split()[0]})
    registry.close()
    library = open_library()
    assert library.lexical.search([WeightedText("Birke")], limit=5)
    assert _is_mended(library)


def test_a_clock_that_was_put_back_changes_nothing_but_dates(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (files / f"{name}.md").write_text(f"Hier steht Birke {name} im Text.\n", encoding="utf-8")
    library.add([files / "a.md"])
    monkeypatch.setattr("ingest.pipeline._now", lambda: "1999-12-31T23:59:59.000000+00:00")
    assert library.add([files / "b.md"])[0].status == "added"
    (files / "a.md").write_text("Hier steht anderes.\n", encoding="utf-8")
    assert library.add([files / "a.md"])[0].status == "replaced"
    assert library.add(sorted(files.iterdir()))[0].status == "unchanged"
    assert {source.file_name for source in library.sources()} == {"a.md", "b.md"}
    assert _is_mended(library)


_FILLING_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from fakes import HashEmbedder
from ingest.config import INDEX_FOLDER, REGISTRY_FILE, IndexConfig, Recipe
from ingest.errors import AppError
from ingest.library import Library
from ingest.records import SourceDetails

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open(IndexConfig(Path(sys.argv[1]), Recipe(embedder="hash")), embedder=HashEmbedder())
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    library.add(sorted(Path(sys.argv[2]).iterdir()), details=SourceDetails(language="de"))
except AppError as error:
    print(error.of("de"))
    sys.exit(3)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_disk_that_is_full_is_said_and_what_was_there_stays(
    open_library: OpenLibrary, filled_text: IndexConfig, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    for number in range(3):
        words = " ".join(f"Wort{number}x{i}" for i in range(40_000))
        (more / f"{number}.md").write_text(f"# Kapitel\n\n{words}\n", encoding="utf-8")
    room = (filled_text.data / REGISTRY_FILE).stat().st_size + 400_000
    child = subprocess.run(
        [sys.executable, "-c", _FILLING_THE_DISK, str(filled_text.data), str(more), str(room)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "tests")])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 3, child.stderr
    assert "Platz" in child.stdout
    library = open_library()
    assert library.sources()[0].file_name == "a.md"
    assert _is_mended(library)


def test_a_small_disk_that_is_full_is_said_and_with_space_again_all_goes_on(
    open_library: OpenLibrary, filled_text: IndexConfig, files: Path, tmp_path: Path
) -> None:
    words = " ".join(f"Wort{number}" for number in range(40_000))
    (files / "b.md").write_text(f"# Kapitel\n\n{words}\n", encoding="utf-8")
    with _mounted(tmp_path / "disk") as place:
        shutil.copytree(filled_text.data, place / "library")
        library = open_library(replace(filled_text, data=place / "library"))
        library.finish()
        filler = place / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(place).free - 200_000))
        with pytest.raises(AppError) as caught:
            library.add([files / "b.md"])
        assert "Platz" in caught.value.of("de")
        assert [source.file_name for source in library.sources()] == ["a.md"]
        filler.unlink()
        assert library.add([files / "b.md"])[0].status == "added"
        assert _is_mended(library)
        library.close()


def test_chroma_that_dies_whenever_it_is_started_is_reported_and_questions_go_on(
    open_library: OpenLibrary, filled_text: IndexConfig, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    library = open_library()
    library.rebuild()
    assert library.vectors.search(embedder.embed_question("Birke"), limit=5)
    assert any("ingest rebuild" in problem.de for problem in check_library(library).problems)
