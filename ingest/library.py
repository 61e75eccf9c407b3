"""The library as its users see it: add, list, edit, remove, rebuild, check. One process writes, others may read."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from ingest.config import IndexConfig, Recipe
from ingest.derived import DerivedIndexes, exact_vectors
from ingest.embed import Embedder, SentenceTransformerEmbedder
from ingest.errors import AppError, MissingPath, UnreadableSource
from ingest.lexical import LexicalIndex
from ingest.lock import LibraryInUse, LibraryLock
from ingest.metadata import details_beside, merge_details
from ingest.pipeline import Request, entry_of, failed_entry
from ingest.plan import WantedFile, orphans, plan_file
from ingest.reading import FileReader
from ingest.records import Outcome, Progress, Source, SourceDetails, Text
from ingest.registry import Entry, Registry
from ingest.store import VectorIndex

REGISTRY_FILE = "registry.sqlite3"
_ALREADY_THERE = Text("Dieser Inhalt ist schon in der Bibliothek: {}.", "This content is already in the library: {}.")


class RecipeMismatch(AppError):
    code = "other_recipe"

    def __init__(self, name: str, stored: str, wanted: str) -> None:
        super().__init__(
            Text(
                f"Diese Bibliothek wurde mit {name} = {stored} angelegt, eingestellt ist {wanted}.",
                f"This library was made with {name} = {stored}, the setting is {wanted}.",
            ),
            Text(
                "Stellen Sie die Einstellung zurück oder bauen Sie den Index neu: clusterkompass ingest rebuild.",
                "Restore the setting or rebuild the index: clusterkompass ingest rebuild.",
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
        details: SourceDetails = SourceDetails(),
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
                name = names[number - 1] if names else path.name

                def report(step: str, done: int = 0, total: int = 0, at: int = number, of: str = name) -> None:
                    progress(Progress(of, at, len(paths), step, done, total))  # type: ignore[arg-type]

                report("read")
                outcomes.append(self._add_file(path, name, origin, details, password, reader, report))
                report("done")
        return tuple(outcomes)

    def remove_missing(self, folder: Path, present: Sequence[Path]) -> tuple[Outcome, ...]:
        """Remove the sources that came from a folder and whose files are no longer in it."""
        wanted = [WantedFile(str(path.absolute()), "") for path in present]
        gone = orphans(str(folder.absolute()) + "/", wanted, self.sources())
        for source in gone:
            self.remove(source.id)
        return tuple(Outcome(source.file_name, "removed", source) for source in gone)

    def remove(self, source_id: str) -> None:
        """Remove a source and everything made from it; raises UnknownSource."""
        with self._write() as derived:
            self.registry.source(source_id)
            derived.replace([source_id], [], self.registry.apply([source_id], []))

    def edit(self, source_id: str, details: SourceDetails) -> Source:
        """Store other bibliographic data for a source and return it; raises UnknownSource."""
        with self._write() as derived:
            derived.retitle(source_id, self.registry.edit(source_id, details))
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
        present = self.sources()
        step = plan_file(WantedFile(request.origin, request.sha256), present)
        if step.action == "keep" and step.present is not None:
            return self._keep(step.present, name, details)
        try:
            document = reader.read(path, name=name, password=password)
        except UnreadableSource as error:
            return self._fail(request, error, present)
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
        self.registry.set_meta({"dimension": str(self.embedder.dimension)})
        self._store(entry, [step.present] if step.present else [], present)
        return Outcome(name, "replaced" if step.present else "added", self.registry.source(entry.source.id))

    def _keep(self, present: Source, name: str, details: SourceDetails) -> Outcome:
        merged = merge_details(present.details, details)
        source = present if merged == present.details else self.edit(present.id, merged)
        known_as = Text(*(text.format(source.details.title) for text in _ALREADY_THERE))
        return Outcome(name, "unchanged", source, known_as)

    def _fail(self, request: Request, error: UnreadableSource, present: Sequence[Source]) -> Outcome:
        entry = failed_entry(request, error.both())
        if not any(source.origin == request.origin and source.state == "ready" for source in present):
            self._store(entry, [], present)
        return Outcome(request.name, "failed", entry.source, error.both(), error.code)

    def _store(self, entry: Entry, replaced: Sequence[Source], present: Sequence[Source]) -> None:
        """Store an entry in place of the sources it replaces and of failed tries at the same file or content."""
        failed = [
            source
            for source in present
            if source.state == "failed" and (source.origin == entry.source.origin or source.id == entry.source.id)
        ]
        removed = [source.id for source in (*replaced, *failed)]
        with self._write() as derived:
            derived.replace(removed, [entry], self.registry.apply(removed, [entry]))

    @contextmanager
    def _write(self) -> Iterator[DerivedIndexes]:
        if self._derived is None:
            raise LibraryInUse(self.config.data, "?")
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
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    where = f"{origin}:{name}" if origin else str(path.absolute())
    return Request(path, name, where, sha256, merge_details(details_beside(path), details))
