"""The library as its users see it: add, list, edit, remove, rebuild, check. One process writes, others may read."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.clean import normalise
from ingest.config import IndexConfig, Recipe
from ingest.derived import DerivedIndexes, ReaderVectors
from ingest.embed import Embedder
from ingest.embedders import embedder_for
from ingest.errors import FileOutOfReach, UnreadableSource
from ingest.lexical import LexicalIndex
from ingest.lock import LibraryInUse, LibraryLock, taken_lock
from ingest.metadata import known_details, merge_details
from ingest.pipeline import Request, entry_of, failed_entry
from ingest.plan import Step, WantedFile, orphans, plan_file
from ingest.reading import FileReader
from ingest.records import Outcome, Progress, Source, SourceDetails, Text
from ingest.registry import Entry, Registry
from ingest.vectors import RecipeMismatch, VectorIndex
from ingest.wanted import content_of, has_left, place_of, requested

REGISTRY_FILE = "registry.sqlite3"
INDEX_FOLDER = "index"
_NOTHING_KNOWN = SourceDetails()
_ALREADY_THERE = Text("Dieser Inhalt ist schon in der Bibliothek: {}.", "This content is already in the library: {}.")


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
    ) -> None:
        """`opened` holds what is to be let go of when the library is closed."""
        self.config = config
        self.registry = registry
        self.embedder = embedder
        self._lock, self._opened = lock, opened
        self._derived = DerivedIndexes(config.data / INDEX_FOLDER, registry) if lock else None
        self._reader_lexical = None if lock else LexicalIndex(config.data / INDEX_FOLDER / "fulltext")
        self._reader_vectors = ReaderVectors(registry)

    # opening and closing

    @classmethod
    def open(cls, config: IndexConfig, *, embedder: Embedder | None = None, write: bool = True) -> "Library":
        """Open or make a library; raises LibraryInUse, RecipeMismatch, BrokenLibrary.

        With write=False, a library that another process holds is opened for reading, and nothing is made: one that is
        not there is an empty one in a temporary folder.
        """
        lock: LibraryLock | None = None
        with ExitStack() as undo:
            if not write and not is_library(config.data):
                scratch = TemporaryDirectory(prefix="clusterkompass-empty-", ignore_cleanup_errors=True)
                config = replace(config, data=Path(undo.enter_context(scratch)))
            else:
                try:
                    # before the registry, whose file the holder of the lock may be about to put another in the place of
                    lock = taken_lock(config.data)
                    undo.callback(lock.release)
                except LibraryInUse:
                    if write:
                        raise
            registry = Registry(config.data / REGISTRY_FILE)
            undo.callback(registry.close)
            _match_recipe(registry, config.recipe)
            library = cls(config, registry, embedder or embedder_for(config.recipe), lock, undo.pop_all())
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
        origin: str = "",
        progress: Callable[[Progress], None] = ignore_progress,
    ) -> tuple[Outcome, ...]:
        """Add files, one transaction each; a file that cannot be read is an Outcome with its reason.

        `names` are the files' names as the user knows them, for uploads that lie under temporary ones; `origin` is
        then where they come from ("upload", "starter"). What `details` leaves open comes from beside the file or
        from the file. Interrupted, it can be repeated: what is there already is kept.
        """
        outcomes: list[Outcome] = []
        called = [normalise(name) for name in names or [path.name for path in paths]]
        with self._write(), FileReader() as reader:
            wanted = [requested(*file, origin, details) for file in zip(paths, called, strict=True)]
            batch = {file.origin: file.sha256 for file in wanted if isinstance(file, Request)}
            for number, (request, name) in enumerate(zip(wanted, called, strict=True), 1):

                def report(step: str, done: int = 0, total: int = 0, at: int = number, of: str = name) -> None:
                    progress(Progress(of, at, len(paths), step, done, total))  # type: ignore[arg-type]

                report("read")
                outcomes.append(
                    self._add_file(request, batch, password, reader, report)
                    if isinstance(request, Request)
                    else Outcome(name, "failed", None, request.both(), request.code)
                )
                report("done")
        return tuple(outcomes)

    def remove_missing(self, folder: Path, present: Sequence[Path]) -> tuple[Outcome, ...]:
        """Remove the sources that came from a folder and whose files are no longer in it."""
        wanted = [WantedFile(place_of(path), content_of(path)) for path in present if os.path.lexists(path)]
        gone = orphans(place_of(folder) + os.sep, wanted, self.sources())
        if gone:
            self._store([source.id for source in gone], [])
        return tuple(Outcome(source.file_name, "removed", source) for source in gone)

    def remove(self, source_id: str) -> None:
        """Remove a source and everything made from it; raises UnknownSource.

        It is not found any more at once. The last words in the indexes' files go in the background; `finish` waits.
        """
        with self._write():
            self.registry.source(source_id)
            self._store([source_id], [])

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

    def finish(self) -> None:
        """Wait until nothing is left of what was removed, and the indexes' files are up to date."""
        if self._derived is not None:
            self._derived.finish()

    def _add_file(
        self,
        request: Request,
        batch: Mapping[str, str],
        password: str,
        reader: FileReader,
        report: Callable[[str, int, int], None],
    ) -> Outcome:
        step = plan_file(WantedFile(request.origin, request.sha256), self.sources(), frozenset(batch.values()))
        if step.action == "keep" and step.present is not None:
            return self._keep(step.present, request, batch, step.outdated)
        try:
            document = reader.read(request.path, name=request.name, password=password)
        except UnreadableSource as error:
            return self._fail(request, error, step)
        except OSError as error:
            return self._fail(request, FileOutOfReach(request.name, error), step)
        self._match_dimension()
        if step.present is not None:
            request = replace(request, details=merge_details(known_details(step.present), request.details))
        version = step.present.version + 1 if step.present else 1
        entry = entry_of(
            request,
            document,
            version=version,
            recipe=self.config.recipe,
            embedder=self.embedder,
            on_embedded=lambda done, total: report("embed", done, total),
        )
        report("store", 0, 0)
        self._store([source.id for source in step.outdated], [entry])
        return Outcome(request.name, "replaced" if step.present else "added", self.registry.source(entry.source.id))

    def _keep(self, present: Source, request: Request, batch: Mapping[str, str], outdated: Sequence[Source]) -> Outcome:
        if outdated:
            self._store([source.id for source in outdated], [])
        if present.origin != request.origin and has_left(present, batch):
            with self._write() as derived:
                present = derived.move(present, request.origin, request.name)
        merged = merge_details(present.details, request.details)
        source = present if merged == present.details else self.edit(present.id, merged)
        title = source.details.title
        return Outcome(request.name, "unchanged", source, Text(*(text.format(title) for text in _ALREADY_THERE)))

    def _fail(self, request: Request, error: UnreadableSource, step: Step) -> Outcome:
        """List the file with its reason; a version of it that could be read stays in its place."""
        entry = failed_entry(request, error.both())
        if step.action == "add":
            self._store([source.id for source in step.outdated], [entry])
        return Outcome(request.name, "failed", entry.source, error.both(), error.code)

    def _store(self, removed: Sequence[str], added: Sequence[Entry]) -> None:
        with self._write() as derived:
            derived.apply(removed, added)

    def _match_dimension(self) -> None:
        """Note the length of the embedder's vectors, or raise RecipeMismatch if it is not that of the stored ones."""
        stored, wanted = self.registry.meta().get("dimension"), str(self.embedder.dimension)
        if stored is None:
            self.registry.set_meta({"dimension": wanted})
        elif stored != wanted:
            raise RecipeMismatch("dimension", stored, wanted)

    @contextmanager
    def _write(self) -> Iterator[DerivedIndexes]:
        if self._derived is None:
            raise LibraryInUse(self.config.data, LibraryLock(self.config.data).owner())
        with self._derived.writing:
            try:
                yield self._derived
            finally:
                self._derived.catch_up()


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
