"""The library as its users see it: add, list, edit, remove, rebuild, check. One process writes, others may read."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock

from ingest.clean import normalise
from ingest.config import IndexConfig, Recipe
from ingest.derived import DerivedIndexes, ReaderVectors
from ingest.embed import Embedder
from ingest.embedders import embedder_for
from ingest.errors import FileOutOfReach, MissingPath, UnreadableSource
from ingest.lexical import LexicalIndex
from ingest.lock import LibraryInUse, LibraryLock
from ingest.metadata import details_beside, known_details, merge_details
from ingest.pipeline import Request, entry_of, failed_entry
from ingest.plan import Step, WantedFile, orphans, plan_file
from ingest.reading import FileReader
from ingest.records import Outcome, Progress, Source, SourceDetails, Text
from ingest.registry import BrokenLibrary, Entry, Registry
from ingest.store import RecipeMismatch, VectorIndex

REGISTRY_FILE = "registry.sqlite3"
INDEX_FOLDER = "index"
_NOTHING_KNOWN = SourceDetails()
_ALREADY_THERE = Text("Dieser Inhalt ist schon in der Bibliothek: {}.", "This content is already in the library: {}.")


def ignore_progress(progress: Progress) -> None:
    """Take no notice."""


class Library:
    """An open library. Without the lock (`writable` False) it reads only, and searches vectors exactly."""

    def __init__(self, config: IndexConfig, registry: Registry, embedder: Embedder, lock: LibraryLock | None) -> None:
        self.config = config
        self.registry = registry
        self.embedder = embedder
        self._lock = lock
        self._derived = DerivedIndexes(config.data / INDEX_FOLDER, registry) if lock else None
        self._reader_lexical = None if lock else LexicalIndex(config.data / INDEX_FOLDER / "fulltext")
        self._reader_vectors = ReaderVectors(registry)
        self._writing = RLock()

    # opening and closing

    @classmethod
    def open(cls, config: IndexConfig, *, embedder: Embedder | None = None, write: bool = True) -> "Library":
        """Open or make a library; raises LibraryInUse, RecipeMismatch, BrokenLibrary.

        With write=False, a library that another process holds is opened for reading.
        """
        lock: LibraryLock | None = None
        with ExitStack() as undo:
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
            library = cls(config, registry, embedder or embedder_for(config.recipe), lock)
            undo.pop_all()
        return library

    def close(self) -> None:
        """Let go of all files and of the lock."""
        if self._derived is not None:
            self._derived.close()
        self.registry.close()
        if self._lock is not None:
            self._lock.release()

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
            wanted = [_requested(*file, origin, details) for file in zip(paths, called, strict=True)]
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
        wanted = [WantedFile(_place(path), _content(path)) for path in present if os.path.lexists(path)]
        gone = orphans(_place(folder) + os.sep, wanted, self.sources())
        for source in gone:
            self.remove(source.id)
        return tuple(Outcome(source.file_name, "removed", source) for source in gone)

    def remove(self, source_id: str) -> None:
        """Remove a source and everything made from it; raises UnknownSource."""
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
        if present.origin != request.origin and _has_left(present, batch):
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
        with self._writing:
            yield self._derived


def taken_lock(data: Path) -> LibraryLock:
    """Return the lock of the library in a folder, taken; raises LibraryInUse, BrokenLibrary."""
    lock = LibraryLock(data)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        lock.release()
        raise BrokenLibrary(data, error.strerror or "OSError") from error
    return lock


def _match_recipe(registry: Registry, wanted: Recipe) -> None:
    stored = registry.meta()
    if not any(name in stored for name in wanted.as_meta()):
        registry.set_meta(wanted.as_meta())
        return
    for name, value in wanted.as_meta().items():
        if stored.get(name) != value:
            raise RecipeMismatch(name, stored.get(name, "?"), value)


def _requested(path: Path, name: str, origin: str, details: SourceDetails) -> Request | UnreadableSource:
    """Return the request to add a file, or why it cannot be one."""
    try:
        if not path.is_file():
            return MissingPath(str(path))
        where = f"{origin}:{name}" if origin else _place(path)
        return Request(path, name, where, _sha256(path), merge_details(details_beside(path), details))
    except UnreadableSource as error:
        return error
    except OSError as error:
        return FileOutOfReach(name, error)


def _has_left(source: Source, batch: Mapping[str, str]) -> bool:
    """Tell whether a source's content is no longer where it came from, by the files of the batch or by the disk."""
    if source.origin in batch:
        return batch[source.origin] != source.sha256
    return os.path.isabs(source.origin) and _content(Path(source.origin)) not in (source.sha256, "?")


def _content(path: Path) -> str:
    """Return the sha256 of a file, "" if there is none, "?" if it cannot be read."""
    try:
        return _sha256(path)
    except OSError as error:
        return "" if isinstance(error, FileNotFoundError) else "?"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(path: Path) -> str:
    """Return the absolute path, the same from every working folder; names that are no valid text are escaped."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")
