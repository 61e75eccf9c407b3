"""The indexes made from the registry, vectors and full text, and whether they are current.

A file beside the full text holds the registry's state that it was made of. It is written last, so after a kill at any
moment the two differ and the full text is made anew from the registry. Chroma has a file of its own (`chroma_keeper`).

What was removed is gone when `finish` returns: until then the file `removed` says that words of it may be left in the
full text or in the registry's journal. Chroma's files are deleted at once.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, RLock

from ingest.background import Background
from ingest.chroma_keeper import HELD_FILE, KeptChroma
from ingest.config import UNFINISHED_FILE
from ingest.embed import Vectors
from ingest.errors import AppError, DamagedIndex
from ingest.lexical import LexicalIndex, is_intact, remove_lexical_index
from ingest.records import Passage, Source, SourceDetails
from ingest.registry import Entry, Registry
from ingest.vectors import ExactVectors, VectorIndex

EXACT_LIMIT = 300_000  # windows: 460 MB of memory with 384 dimensions; by what 131,794 took, 25 ms a search
_REMOVED = "removed"
_TURN_SECONDS = 0.2
_CALM_SECONDS = 3.0  # without a change before Chroma's process is started, which takes a core for 2 s


class DerivedIndexes:
    """Keeps Chroma and tantivy equal to the registry. For the process that holds the library's lock.

    Whoever changes something does so within `changing`, one thread at a time.
    """

    def __init__(self, folder: Path, registry: Registry, *, exact_limit: int = EXACT_LIMIT) -> None:
        """Open the indexes, or make them anew; up to `exact_limit` windows are searched exactly, more by Chroma."""
        self.writing = RLock()
        self._folder = folder
        self._registry = registry
        self._exact = ReaderVectors(registry)
        self._exact_limit = exact_limit
        self.lexical = self._opened() or self._made_anew()
        self._chroma = KeptChroma(folder, registry, self._exact.window_counts)
        self._behind = Background(self._catch_up)
        self._closing = False
        self._awaited = Event()  # somebody waits for Chroma, or for the end

    @property
    def vectors(self) -> "LibraryVectors":
        """Return the vector search."""
        return LibraryVectors(self._chroma, self._exact, self._exact_limit)

    @contextmanager
    def changing(self) -> Iterator["DerivedIndexes"]:
        """Hold off other threads' changes; afterwards what was removed is erased, and Chroma brought up to date.

        Raises DamagedIndex when the indexes' files cannot be written; the next change or opening makes good for it.
        """
        with self.writing:
            try:
                yield self
            except OSError as error:
                raise DamagedIndex(str(self._folder)) from error
            finally:
                self.catch_up()

    def apply(self, removed: Sequence[str], added: Sequence[Entry]) -> None:
        """Remove sources and add others, in the registry and then in the indexes."""
        current = self._is_current()
        counts = self._exact.window_counts() if removed else {}  # counting takes longer than adding a short source
        forgetting = any(source_id in counts for source_id in removed)
        if forgetting:
            (self._folder / _REMOVED).touch()
        self._registry.apply(removed, added)
        if forgetting:
            self._chroma.forget()
            _forget_in(self._folder.parent / UNFINISHED_FILE, removed)
        if not current:
            self.lexical = self._made_anew()
            return
        self.lexical.replace(removed, [titled for entry in added for titled in _titled(entry.source, entry.passages)])
        self._mark()

    def edit(self, source_id: str, details: SourceDetails) -> None:
        """Store other bibliographic data for a source, whose title is searched too; raises UnknownSource."""
        current = self._is_current()
        self._registry.edit(source_id, details)
        if not current:
            self.lexical = self._made_anew()
            return
        source = self._registry.source(source_id)
        self.lexical.replace([source_id], _titled(source, self._registry.passages_of(source_id)))
        self._mark()

    def move(self, source: Source, origin: str, file_name: str) -> Source:
        """Note where the content of a source lies now and return it; all that was made from it stays the same."""
        current = self._is_current()
        moved = replace(source, origin=origin, file_name=file_name)
        self._registry.move(moved)
        if current:
            self._mark()
        return moved

    def rebuild(self) -> None:
        """Make both indexes anew from the registry, Chroma when there is time for it."""
        self._chroma.forget()
        self.lexical = self._made_anew()

    def catch_up(self) -> None:
        """Have what was removed erased, and Chroma brought up to date, in the background."""
        self._behind.wake()

    def finish(self, stopped: Event | None = None) -> None:
        """Wait until nothing is left of what was removed, and Chroma is up to date, or until `stopped` is set."""
        self._awaited.set()
        self._behind.wake()
        self._behind.finish(stopped)
        if not self._closing:
            self._awaited.clear()

    def close(self) -> None:
        """Let go of the index files, when nothing is left of what was removed or a change is still under way."""
        self._closing = True
        self._awaited.set()
        self._chroma.close()
        if self._is_to_be_erased():
            self._behind.wake()
        self._behind.finish()

    def _catch_up(self) -> None:
        # a full disk: `check` says it, the next opening tries again
        with suppress(AppError, OSError):
            self._erase_removed()
        with suppress(AppError, OSError):
            needed = self._registry.window_count() > self._exact_limit
            calm = needed or self._closing or self._awaited.wait(_CALM_SECONDS)
            if not calm and self._behind.is_due:
                return  # more has changed meanwhile
            self._chroma.bring_up_to_date()
            if not needed:
                self._chroma.rest()

    def _erase_removed(self) -> None:
        if not self._is_to_be_erased():
            return
        while not self.writing.acquire(timeout=_TURN_SECONDS):
            if self._closing:
                return  # in the midst of a batch: the next opening goes on
        try:
            if self._is_current():
                self.lexical.rewrite()
                if self._registry.erase():
                    (self._folder / _REMOVED).unlink(missing_ok=True)
        finally:
            self.writing.release()

    def _is_to_be_erased(self) -> bool:
        return (self._folder / _REMOVED).is_file()

    def _opened(self) -> LexicalIndex | None:
        """Return the full text on the disk, None if it is not current or not whole."""
        folder = self._folder / "fulltext"
        if not self._is_current() or not is_intact(folder):
            return None
        with suppress(DamagedIndex):
            lexical = LexicalIndex(folder)
            # a lost folder is silently opened as an empty index
            if lexical.count() == self._registry.passage_count():
                return lexical
        return None

    def _made_anew(self) -> LexicalIndex:
        (self._folder / "revision").unlink(missing_ok=True)
        remove_lexical_index(self._folder / "fulltext")
        lexical = LexicalIndex(self._folder / "fulltext")
        sources = self._registry.sources()
        lexical.replace((), (titled for s in sources for titled in _titled(s, self._registry.passages_of(s.id))))
        self._mark()
        return lexical

    def _is_current(self) -> bool:
        """Tell whether the full text holds all that was registered; a change whose writing failed is missing."""
        try:
            return (self._folder / "revision").read_text("ascii") == self._registry.state()
        except (OSError, ValueError):
            return False

    def _mark(self) -> None:
        new = self._folder / "revision.new"
        with new.open("w") as file:
            file.write(self._registry.state())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / "revision")


def forget_indexes(folder: Path) -> None:
    """Have the indexes in a folder made anew at their next opening, which then does not touch the old files."""
    for name in ("revision", HELD_FILE):
        (folder / name).unlink(missing_ok=True)


def _forget_in(path: Path, source_ids: Sequence[str]) -> None:
    """Remove sources from a registry that an interrupted rebuild has begun to fill."""
    if path.is_file():
        with closing(Registry(path)) as unfinished:
            unfinished.apply(source_ids, [])


def _titled(source: Source, passages: Sequence[Passage]) -> list[tuple[Passage, str, str]]:
    return [(passage, source.details.title, source.details.language) for passage in passages]


class LibraryVectors:
    """Vector search of the process that holds the library: exact where that is possible, by Chroma where it is not.

    What a question may use, the library or the sources of a filter, is searched exactly as long as it has no more than
    `exact_limit` windows, and by Chroma above that.

    Why: Chroma's graph comes to pieces where many windows have the same vector. Among 131,794 windows, most of them of
    a web documentation whose stubs repeat (one vector stands there 8,733 times), it found 67 % of the ten nearest and
    none of them for 39 of 200 questions; with three times the neighbours, twice the effort to build and four times
    that to search, 84 %. Among 104,124 of them it found 59 %, among as many without copies 95 %. How many copies a
    library has is not known beforehand. Exact search finds all in 11 ms, and in less with a filter, where Chroma takes
    60 to 280 ms. While Chroma is being brought up to date, or cannot be, all is searched exactly.
    """

    def __init__(self, chroma: VectorIndex, exact: "ReaderVectors", exact_limit: int) -> None:
        self._chroma = chroma
        self._exact = exact
        self._limit = exact_limit

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        counts = self._exact.window_counts()
        if sum(counts.values()) <= self._limit:
            return self._exact.current().search(vector, limit=limit, source_ids=source_ids)
        if source_ids is not None and sum(counts.get(name, 0) for name in set(source_ids)) <= self._limit:
            return self._exact.current(source_ids).search(vector, limit=limit)
        try:
            return self._chroma.search(vector, limit=limit, source_ids=source_ids)
        except DamagedIndex:
            return self._exact.current().search(vector, limit=limit, source_ids=source_ids)

    def count(self) -> int:
        """Return the number of vectors in Chroma, which must be that in the registry."""
        return self._chroma.count()

    def close(self) -> None:
        """Nothing of its own is held open."""


class ReaderVectors:
    """Exact search over the registry's own vectors, kept in memory; any process may use it, from several threads."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._read: tuple[dict[str, str], frozenset[str] | None, ExactVectors] | None = None
        self._counted: tuple[int, dict[str, int]] = (-1, {})  # as they were at a revision
        self._reading = Lock()  # two threads that read everything at once would need twice the memory

    def current(self, source_ids: Sequence[str] | None = None) -> ExactVectors:
        """Return the search over these sources, or all, as of now; what it returned last is kept in memory.

        After a change, or for other sources, only those that it does not hold yet are read; after a rebuild, all.
        """
        names = None if source_ids is None else frozenset(source_ids)
        with self._reading:
            meta = self._registry.meta()
            known_meta, known_names, known = self._read or ({}, None, ExactVectors({}))
            if (known_meta, known_names) != (meta, names):
                usable = known if _recipe(known_meta) == _recipe(meta) else ExactVectors({})
                known = _exact_vectors(self._registry, names, usable)
                self._read = (meta, names, known)
            return known

    def window_counts(self) -> dict[str, int]:
        """Return source id -> number of its vectors, as of now."""
        revision = self._registry.revision()
        if self._counted[0] != revision:
            self._counted = (revision, self._registry.window_counts())
        return self._counted[1]


def _exact_vectors(registry: Registry, names: frozenset[str] | None, known: ExactVectors) -> ExactVectors:
    """Return a search over these sources' vectors, or all; what `known` holds of the same sources is not read again."""
    present = [source.id for source in registry.sources() if source.passages and (names is None or source.id in names)]
    kept = {name: known.parts[name] for name in present if name in known.parts}
    missing = [name for name in present if name not in kept]
    wanted = missing if kept or names is not None else None  # all, but not by name: SQLite takes 32,766 names at most
    read = {name: (ids, rows) for name, ids, rows in registry.vectors(wanted)} if missing else {}
    return ExactVectors({**kept, **read})


def _recipe(meta: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in meta.items() if name not in ("revision", "change")}
