"""What many tests need: a library of their own in a temporary folder, the real embedder once, the shared material."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import HashEmbedder
from filelock import FileLock

from assistant.starter import add_starter_library
from assistant.workspace.workspace import Workspace
from ingest import embed
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, Recipe, recipe_for
from ingest.embed import Embedder
from ingest.embedders import embedder_for
from ingest.library import Library

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OpenLibrary = Callable[..., Library]


@pytest.fixture
def embedder() -> HashEmbedder:
    """The fake embedder of the test's library; its `embedded` counts the texts."""
    return HashEmbedder()


@pytest.fixture
def config(tmp_path: Path, embedder: HashEmbedder) -> IndexConfig:
    """The settings of the test's library, made with the fake embedder."""
    return IndexConfig(data=tmp_path / "library", recipe=Recipe(embedder=embedder.name))


@pytest.fixture
def open_library(config: IndexConfig, embedder: HashEmbedder) -> Iterator[OpenLibrary]:
    """Opens the test's library, any number of times; what is still open is closed at the end."""
    opened: list[Library] = []

    def open_(config: IndexConfig = config, embedder: Embedder = embedder, *, write: bool = True) -> Library:
        opened.append(Library.open(config, embedder=embedder, write=write))
        return opened[-1]

    yield open_
    for library in reversed(opened):
        library.close()


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    """An empty library with the fake embedder, open for writing."""
    return open_library()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder for the files that a test makes and adds."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session", autouse=True)
def default_model_loaded_once() -> Iterator[None]:
    """Keeps the default model once it is loaded: every command that a test runs would take 2 s to load it again."""
    load = embed._load_embedder
    default = cache(lambda: load(DEFAULT_EMBEDDER))
    embed._load_embedder = lambda name: default() if name == DEFAULT_EMBEDDER else load(name)
    yield
    embed._load_embedder = load


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A headless Chromium for the tests of one file."""
    from page_driver import started_browser

    with started_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace for the page of one file's tests, empty at first."""
    return Workspace.open(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="session")
def real_embedder() -> Embedder:
    """The default embedder, loaded once (about 5 s)."""
    return embedder_for(recipe_for(DEFAULT_EMBEDDER))


@pytest.fixture(scope="session")
def starter_folder(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Path:
    """A folder with the starter library, made once (some 40 s) for all processes that run tests; to be copied."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "starter"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.is_dir():
            unfinished = folder.with_suffix(".part")
            library = Library.open(IndexConfig(unfinished, recipe_for(DEFAULT_EMBEDDER)), embedder=real_embedder)
            add_starter_library(library)
            library.close()
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="module")
def starter_library(
    starter_folder: Path, tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder
) -> Iterator[Library]:
    """The starter library, for the tests of one file."""
    copy = tmp_path_factory.mktemp("starter") / "library"
    shutil.copytree(starter_folder, copy)
    library = Library.open(IndexConfig(copy, recipe_for(DEFAULT_EMBEDDER)), embedder=real_embedder)
    yield library
    library.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository: CLUSTERKOMPASS_SHARED or ../shared; without it the test is skipped."""
    folder = Path(os.environ.get("CLUSTERKOMPASS_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("needs the folder ../shared or CLUSTERKOMPASS_SHARED")
    return folder
