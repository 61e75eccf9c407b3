"""The library as its users see it: add, list, edit, remove, rebuild, check. One process writes, others may read."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from ingest.clean import normalise
from ingest.config import IndexConfig, Recipe
from ingest.derived import DerivedIndexes, exact_vectors
from ingest.embed import Embedder, SentenceTransformerEmbedder
from ingest.errors import AppError, MissingPath, UnreadableSource
from ingest.lexical import LexicalIndex
from ingest.lock import LibraryInUse, LibraryLock
from ingest.metadata import details_beside, merge_details
from ingest.pipeline import Request, entry_of, failed_entry
from ingest.plan import Step, WantedFile, orphans, plan_file
from ingest.reading import FileReader
from ingest.records import Outcome, Progress, Source, SourceDetails, Text
from ingest.registry import Entry, Registry
from ingest.store import VectorIndex

REGISTRY_FILE = "registry.sqlite3"
_NOTHING_KNOWN = SourceDetails()
_ALREADY_THERE = Text("Dieser Inhalt ist schon in der Bibliothek: {}.", "This content is already in the library: {}.")


class RecipeMismatch(AppError):
    code = "other_recipe"

    def __init__(self, name: str, stored: str, wanted: str) -> None:
        repair = "clusterkompass ingest rebuild" + (" --embed" if name == "dimension" else "")
        super().__init__(
            Text(
                f"Diese Bibliothek wurde mit {name} = {stored} angelegt, eingestellt ist {wanted}.",
                f"This library was made with {name} = {stored}, the setting is {wanted}.",
            ),
            Text(
                f"Stellen Sie die Einstellung zurück oder bauen Sie den Index neu: {repair}.",
                f"Restore the setting or rebuild the index: {repair}.",
            ),
        )


def ignore_progress(progress: Progress) -> None:
    """Take no notice."""


class Library:
    """An open library. Without the lock (`writable` False) it reads only, and searches vectors exactly."""

    def __init__(self, config: IndexConfig, registry: Registry, embedder: Embedder, lock: LibraryLock | None) -> None:
        self.config = config
        self.registry = registry
        self.embedder = embedder
        self._lock = lock
        self._derived = DerivedIndexes(config.data / "index", registry) if lock else None
        self._reader_lexical = None if lock else LexicalIndex(config.data / "index" / "fulltext")
        self._reader_vectors: tuple[int, VectorIndex] | None = None
        self._writing = RLock()

    # opening and closing

    @classmethod
    def open(cls, config: IndexConfig, *, embedder: Embedder | None = None, write: bool = True) -> "Library":
        """Open or make a library; raises LibraryInUse, RecipeMismatch, BrokenLibrary.

        With write=False, a library that another process holds is opened for reading.
        """
        registry = Registry(config.data / REGISTRY_FILE)
        lock: LibraryLock | None = LibraryLock(config.data)
        try:
            assert lock is not None
            try:
                lock.acquire()
            except LibraryInUse:
                if write:
                    raise
                lock = None
            _match_recipe(registry, config.recipe)
            return cls(config, registry, embedder or SentenceTransformerEmbedder(config.recipe.embedder), lock)
        except BaseException:
            registry.close()
            if lock is not None:
                lock.release()
            raise

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
        if self._derived is not None:
            return self._derived.vectors
        revision = self.registry.revision()
        if self._reader_vectors is None or self._reader_vectors[0] != revision:
            self._reader_vectors = (revision, exact_vectors(self.registry))
        return self._reader_vectors[1]

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
        with self._write(), FileReader() as reader:
            for number, path in enumerate(paths, 1):
                name = normalise(names[number - 1] if names else path.name)

                def report(step: str, done: int = 0, total: int = 0, at: int = number, of: str = name) -> None:
                    progress(Progress(of, at, len(paths), step, done, total))  # type: ignore[arg-type]

                report("read")
                outcomes.append(self._add_file(path, name, origin, details, password, reader, report))
                report("done")
        return tuple(outcomes)

    def remove_missing(self, folder: Path, present: Sequence[Path]) -> tuple[Outcome, ...]:
        """Remove the sources that came from a folder and whose files are no longer in it."""
        wanted = [WantedFile(_place(path), _sha256(path)) for path in present]
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
        path: Path,
        name: str,
        origin: str,
        details: SourceDetails,
        password: str,
        reader: FileReader,
        report: Callable[[str, int, int], None],
    ) -> Outcome:
        try:
            request = _request(path, name, origin, details)
        except UnreadableSource as error:
            return Outcome(name, "failed", None, error.both(), error.code)
        step = plan_file(WantedFile(request.origin, request.sha256), self.sources())
        if step.action == "keep" and step.present is not None:
            return self._keep(step.present, name, details, step.outdated)
        try:
            document = reader.read(path, name=name, password=password)
        except UnreadableSource as error:
            return self._fail(request, error, step)
        self._match_dimension()
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
        return Outcome(name, "replaced" if step.present else "added", self.registry.source(entry.source.id))

    def _keep(self, present: Source, name: str, details: SourceDetails, outdated: Sequence[Source]) -> Outcome:
        if outdated:
            self._store([source.id for source in outdated], [])
        merged = merge_details(present.details, details)
        source = present if merged == present.details else self.edit(present.id, merged)
        known_as = Text(*(text.format(source.details.title) for text in _ALREADY_THERE))
        return Outcome(name, "unchanged", source, known_as)

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


def matches_recipe(registry: Registry, wanted: Recipe) -> bool:
    """Tell whether a registry was made with this recipe."""
    stored = registry.meta()
    return all(stored.get(name) == value for name, value in wanted.as_meta().items())


def _match_recipe(registry: Registry, wanted: Recipe) -> None:
    stored = registry.meta()
    if not any(name in stored for name in wanted.as_meta()):
        registry.set_meta(wanted.as_meta())
        return
    for name, value in wanted.as_meta().items():
        if stored.get(name) != value:
            raise RecipeMismatch(name, stored.get(name, "?"), value)


def _request(path: Path, name: str, origin: str, details: SourceDetails) -> Request:
    if not path.is_file():
        raise MissingPath(str(path))
    where = f"{origin}:{name}" if origin else _place(path)
    return Request(path, name, where, _sha256(path), merge_details(details_beside(path), details))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(path: Path) -> str:
    """Return the absolute path, the same from every working folder; names that are no valid text are escaped."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")
