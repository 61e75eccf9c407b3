"""The library as its users see it: add, list, edit, remove, rebuild, check. One process writes, others may read."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TypeVar

from ingest.adding import Adder
from ingest.backup import finish_restore
from ingest.batches import Batch
from ingest.clean import normalise
from ingest.config import INDEX_FOLDER, REGISTRY_FILE, IndexConfig, Recipe
from ingest.derived import DerivedIndexes, ReaderVectors
from ingest.embed import Embedder
from ingest.embedders import embedder_for
from ingest.errors import NotKept
from ingest.lexical import LexicalIndex
from ingest.lock import LibraryInUse, LibraryLock, taken_lock
from ingest.plan import WantedFile, orphans
from ingest.read_only import copy_for_reading
from ingest.records import Outcome, Progress, Source, SourceDetails
from ingest.registry import Registry
from ingest.registry_errors import ReadOnlyLibrary
from ingest.vectors import RecipeMismatch, VectorIndex
from ingest.wanted import content_of, file_of, place_of

_NOTHING_KNOWN = SourceDetails()
_Part = TypeVar("_Part")


def ignore_progress(progress: Progress) -> None:
    """Take no notice."""


class Library:
    """An open library. Without the lock (`writable` False) it reads only, and searches vectors exactly."""

    def __init__(
        self,
        config: IndexConfig,
        registry: Registry,
        embedder: Embedder,
        lock: LibraryLock | None,
        opened: ExitStack,
        refusal: ReadOnlyLibrary | None = None,
    ) -> None:
        """`opened` holds what is to be let go of when the library is closed; `refusal` says that it is read-only."""
        self.config = config
        self.registry = registry
        self.embedder = embedder
        self._lock, self._opened, self._refusal = lock, opened, refusal
        self._derived = DerivedIndexes(config.data / INDEX_FOLDER, registry) if lock else None
        self._reader_lexical = None if lock else LexicalIndex(config.data / INDEX_FOLDER / "fulltext", follows=True)
        self._reader_vectors = ReaderVectors(registry)
        self._adder = Adder(config, registry, embedder, self._derived) if self._derived else None

    # opening and closing

    @classmethod
    def open(cls, config: IndexConfig, *, embedder: Embedder | None = None, write: bool = True) -> "Library":
        """Open or make a library; raises LibraryInUse, RecipeMismatch, ReadOnlyLibrary, BrokenLibrary.

        With write=False, a library that another process holds is opened for reading, one on a read-only disk is read
        from a copy, and nothing is made: one that is not there is an empty one in a temporary folder.
        """
        lock: LibraryLock | None = None
        refusal: ReadOnlyLibrary | None = None
        with ExitStack() as undo:
            if not write and not is_library(config.data):
                config = replace(config, data=_scratch(undo))
            else:
                try:
                    # before the registry, whose file the holder of the lock may be about to put another in the place of
                    lock = taken_lock(config.data)
                    undo.callback(lock.release)
                    finish_restore(config.data)
                except LibraryInUse:
                    if write:
                        raise
                except ReadOnlyLibrary as error:
                    if write:
                        raise
                    refusal, data = error, config.data
                    config = replace(config, data=_scratch(undo))
                    copy_for_reading(data, config.data)
            registry = Registry(config.data / REGISTRY_FILE)
            undo.callback(registry.close)
            _match_recipe(registry, config.recipe)
            library = cls(config, registry, embedder or embedder_for(config.recipe), lock, undo.pop_all(), refusal)
        if write and library._derived is not None:
            library._derived.catch_up()
        return library

    def close(self) -> None:
        """Let go of all files and of the lock."""
        if self._derived is not None:
            self._derived.close()
        self._opened.close()

    @property
    def writable(self) -> bool:
        """Tell whether this process holds the library's lock."""
        return self._lock is not None

    @property
    def read_only(self) -> bool:
        """Tell whether the library's folder cannot be written; who reads it then has a copy."""
        return self._refusal is not None

    # the indexes, for the assistant

    @property
    def vectors(self) -> VectorIndex:
        """Return the vector search, current with the registry."""
        return self._reader_vectors.current() if self._derived is None else self._derived.vectors

    @property
    def lexical(self) -> LexicalIndex:
        """Return the full-text search."""
        index = self._derived.lexical if self._derived is not None else self._reader_lexical
        assert index is not None
        return index

    # what users do

    def sources(self) -> tuple[Source, ...]:
        """Return all sources, the failed ones with their reason, in the order in which they came."""
        return self.registry.sources()

    def add(
        self,
        paths: Sequence[Path],
        *,
        names: Sequence[str] = (),
        details: SourceDetails = _NOTHING_KNOWN,
        password: str = "",
        ocr: bool = False,
        origin: str = "",
        progress: Callable[[Progress], None] = ignore_progress,
        stopped: Event | None = None,
    ) -> tuple[Outcome, ...]:
        """Add files, one transaction each; a file that cannot be read is an Outcome with its reason.

        `names` are the files' names as the user knows them, for uploads that lie under temporary ones; `origin` is
        then where they come from ("upload", "starter"). What `details` leaves open comes from beside the file or
        from the file. `ocr`: recognise the pages of a PDF that have no text; what was added without is then read anew.
        Once `stopped` is set, the present file is left out, and those after it. Interrupted, it can be repeated: what
        is there already is kept.
        """
        called = [normalise(name) for name in names or [path.name for path in paths]]
        files = list(zip(paths, called, strict=True))
        adder = self._required(self._adder)
        return adder.add(files, origin, details, password, progress, ocr=ocr, stopped=stopped)

    def resume(
        self, progress: Callable[[Progress], None] = ignore_progress, *, stopped: Event | None = None
    ) -> tuple[Outcome, ...]:
        """Add the files that were asked for before the program was killed; nothing where there are none."""
        return self._required(self._adder).resume(progress, stopped)

    def retry(
        self,
        progress: Callable[[Progress], None] = ignore_progress,
        *,
        password: str = "",
        ocr: bool = False,
        stopped: Event | None = None,
    ) -> tuple[Outcome, ...]:
        """Try again to add the files that could not be read and still lie where they lay; of others it says why not."""
        failed = [source for source in self.sources() if source.state == "failed"]
        found = [path for source in failed if (path := file_of(source)) is not None]
        tried = self.add(found, password=password, ocr=ocr, progress=progress, stopped=stopped)
        lost = [(source, NotKept(source.file_name)) for source in failed if file_of(source) is None]
        return (*tried, *(Outcome(source.file_name, "failed", source, e.both(), e.code) for source, e in lost))

    def adding(self) -> tuple[Batch, ...]:
        """Return what is being added at the moment, by whomever; each batch can be stopped."""
        return self._adder.under_way() if self._adder is not None else ()

    def remove_missing(self, folder: Path, present: Sequence[Path]) -> tuple[Outcome, ...]:
        """Remove the sources that came from a folder and whose files are no longer in it."""
        wanted = [WantedFile(place_of(path), content_of(path)) for path in present if os.path.lexists(path)]
        gone = orphans(place_of(folder) + os.sep, wanted, self.sources())
        if gone:
            with self._write() as derived:
                derived.apply([source.id for source in gone], [])
        return tuple(Outcome(source.file_name, "removed", source) for source in gone)

    def remove(self, source_id: str) -> None:
        """Remove a source and everything made from it; raises UnknownSource.

        It is not found any more at once. The last words in the indexes' files go in the background; `finish` waits.
        """
        with self._write() as derived:
            self.registry.source(source_id)
            derived.apply([source_id], [])

    def edit(self, source_id: str, details: SourceDetails) -> Source:
        """Store other bibliographic data for a source and return it; raises UnknownSource."""
        with self._write() as derived:
            derived.edit(source_id, details)
            return self.registry.source(source_id)

    def rebuild(self) -> None:
        """Make the vector and full-text indexes anew from the registry."""
        with self._write() as derived:
            derived.rebuild()
        derived.finish()

    def finish(self, stopped: Event | None = None) -> None:
        """Wait until nothing is left of what was removed, and the indexes' files are up to date; or until `stopped`."""
        if self._derived is not None:
            self._derived.finish(stopped)

    @contextmanager
    def _write(self) -> Iterator[DerivedIndexes]:
        with self._required(self._derived).changing() as derived:
            yield derived

    def _required(self, part: _Part | None) -> _Part:
        """Return what only the holder of the lock has; raises LibraryInUse, ReadOnlyLibrary."""
        if part is None:
            raise self._refusal or LibraryInUse(self.config.data, LibraryLock(self.config.data).owner())
        return part


def _scratch(undo: ExitStack) -> Path:
    """Return a new temporary folder, which goes with `undo`."""
    return Path(undo.enter_context(TemporaryDirectory(prefix="clusterkompass-read-", ignore_cleanup_errors=True)))


def is_library(folder: Path) -> bool:
    """Tell whether a library is kept in a folder."""
    return (folder / REGISTRY_FILE).is_file()


def _match_recipe(registry: Registry, wanted: Recipe) -> None:
    stored = registry.meta()
    if not any(name in stored for name in wanted.as_meta()):
        registry.set_meta(wanted.as_meta())
        return
    for name, value in wanted.as_meta().items():
        if stored.get(name) != value:
            raise RecipeMismatch(name, stored.get(name, "?"), value)
