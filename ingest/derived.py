"""The indexes made from the registry, vectors and full text, and whether they are current.

A file beside them holds the registry's revision they were made of. It is written last, so after a kill at any moment
the numbers differ and both indexes are made anew from the registry, without embedding again and without opening the
old files.
"""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np

from ingest.embed import Vectors
from ingest.errors import DamagedIndex
from ingest.lexical import LexicalIndex, remove_lexical_index
from ingest.records import Passage, Source, SourceDetails
from ingest.registry import Entry, Registry
from ingest.store import ChromaVectors, ExactVectors, remove_vector_index

EXACT_LIMIT = 300_000  # windows: 460 MB of memory with 384 dimensions; by what 131,794 took, 25 ms a search


class DerivedIndexes:
    """Keeps Chroma and tantivy equal to the registry. For the process that holds the library's lock."""

    def __init__(self, folder: Path, registry: Registry, *, exact_limit: int = EXACT_LIMIT) -> None:
        """Open the indexes, or make them anew; up to `exact_limit` windows are searched exactly, more by Chroma."""
        self._folder = folder
        self._registry = registry
        self._chroma, self.lexical = self._opened() or self._made_anew()
        self._exact_limit = exact_limit
        self._exact = ReaderVectors(registry)

    @property
    def vectors(self) -> "LibraryVectors":
        """Return the vector search."""
        return LibraryVectors(self._chroma, self._exact, self._exact_limit)

    def apply(self, removed: Sequence[str], added: Sequence[Entry]) -> None:
        """Remove sources and add others, in the registry and then in the indexes."""
        windows = Counter(passage_id for _, ids, _ in self._registry.vectors(removed) for passage_id in ids)
        revision = self._registry.apply(removed, added)
        if not self._follows(revision):
            self.rebuild()
            return
        self._chroma.remove(windows)
        for entry in added:
            if entry.passages:
                ids = [p.id for p, rows in zip(entry.passages, entry.vectors, strict=True) for _ in rows]
                self._chroma.add(entry.source.id, ids, np.concatenate(entry.vectors))
        self.lexical.replace(removed, [titled for entry in added for titled in _titled(entry.source, entry.passages)])
        self._mark(revision)

    def edit(self, source_id: str, details: SourceDetails) -> None:
        """Store other bibliographic data for a source, whose title is searched too; raises UnknownSource."""
        revision = self._registry.edit(source_id, details)
        if not self._follows(revision):
            self.rebuild()
            return
        source = self._registry.source(source_id)
        self.lexical.replace([source_id], _titled(source, self._registry.passages_of(source_id)))
        self._mark(revision)

    def move(self, source: Source, origin: str, file_name: str) -> Source:
        """Note where the content of a source lies now and return it; all that was made from it stays the same."""
        registry = self._registry
        moved = replace(source, origin=origin, file_name=file_name)
        passages = registry.passages_of(source.id)
        ids, rows = next(((ids, rows) for _, ids, rows in registry.vectors([source.id])), ([], None))
        starts = [ids.index(passage.id) for passage in passages]
        vectors = () if rows is None else tuple(np.split(rows, starts[1:]))
        entry = Entry(moved, registry.blocks(source.id), registry.text(source.id), passages, vectors)
        self.apply([source.id], [entry])
        return moved

    def rebuild(self) -> None:
        """Make both indexes anew from the registry."""
        self.close()
        self._chroma, self.lexical = self._made_anew()

    def close(self) -> None:
        """Let go of the index files."""
        self._chroma.close()

    def _opened(self) -> tuple[ChromaVectors, LexicalIndex] | None:
        """Return the indexes on the disk, None if they are not current or not whole."""
        if self._marked() != self._registry.revision():
            return None
        try:
            vectors = ChromaVectors(self._folder / "vectors")
        except DamagedIndex:
            return None
        with suppress(DamagedIndex):
            lexical = LexicalIndex(self._folder / "fulltext")
            if self._hold_everything(vectors, lexical):
                return vectors, lexical
        vectors.close()
        return None

    def _hold_everything(self, vectors: ChromaVectors, lexical: LexicalIndex) -> bool:
        """Tell whether as much is indexed as is registered: a lost folder is silently opened as an empty index."""
        registry = self._registry
        return vectors.count() == registry.window_count() and lexical.count() == registry.passage_count()

    def _made_anew(self) -> tuple[ChromaVectors, LexicalIndex]:
        self._clear()
        vectors = ChromaVectors(self._folder / "vectors")
        lexical = LexicalIndex(self._folder / "fulltext")
        for source_id, passage_ids, rows in self._registry.vectors():
            vectors.add(source_id, passage_ids, rows)
        sources = self._registry.sources()
        lexical.replace((), (titled for s in sources for titled in _titled(s, self._registry.passages_of(s.id))))
        self._mark(self._registry.revision())
        return vectors, lexical

    def _follows(self, revision: int) -> bool:
        """Tell whether the indexes hold all that came before `revision`; a change whose writing failed is missing."""
        return self._marked() == revision - 1

    def _marked(self) -> int:
        """Return the revision that the indexes were made of, -1 if that is not known."""
        try:
            return int((self._folder / "revision").read_bytes())
        except (OSError, ValueError):
            return -1

    def _mark(self, revision: int) -> None:
        new = self._folder / "revision.new"
        with new.open("w") as file:
            file.write(str(revision))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / "revision")

    def _clear(self) -> None:
        forget_indexes(self._folder)
        remove_vector_index(self._folder / "vectors")
        remove_lexical_index(self._folder / "fulltext")


def forget_indexes(folder: Path) -> None:
    """Have the indexes in a folder made anew at their next opening, which then does not touch the old files."""
    (folder / "revision").unlink(missing_ok=True)


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
    60 to 280 ms.
    """

    def __init__(self, chroma: ChromaVectors, exact: "ReaderVectors", exact_limit: int) -> None:
        self._chroma = chroma
        self._exact = exact
        self._limit = exact_limit

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        counts = self._exact.window_counts()
        if sum(counts.values()) <= self._limit:
            return self._exact.current().search(vector, limit=limit, source_ids=source_ids)
        if source_ids is not None and sum(counts.get(name, 0) for name in set(source_ids)) <= self._limit:
            return self._exact.current(source_ids).search(vector, limit=limit)
        return self._chroma.search(vector, limit=limit, source_ids=source_ids)

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
    return {name: value for name, value in meta.items() if name != "revision"}
