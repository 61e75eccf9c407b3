"""The indexes made from the registry, vectors and full text, and whether they are current.

A file beside them holds the registry's revision they were made of. It is written last, so after a kill at any moment
the numbers differ and both indexes are made anew from the registry, without embedding again and without opening the
old files.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from ingest.errors import DamagedIndex
from ingest.lexical import LexicalIndex, remove_lexical_index
from ingest.records import Passage, Source, SourceDetails
from ingest.registry import Entry, Registry
from ingest.store import ChromaVectors, ExactVectors, remove_vector_index


class DerivedIndexes:
    """Keeps Chroma and tantivy equal to the registry. For the process that holds the library's lock."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self._folder = folder
        self._registry = registry
        self.vectors, self.lexical = self._opened() or self._made_anew()

    def apply(self, removed: Sequence[str], added: Sequence[Entry]) -> None:
        """Remove sources and add others, in the registry and then in the indexes."""
        windows = self._registry.windows_of(removed)
        revision = self._registry.apply(removed, added)
        if not self._follows(revision):
            self.rebuild()
            return
        self.vectors.remove(windows)
        for entry in added:
            if entry.passages:
                ids = [p.id for p, rows in zip(entry.passages, entry.vectors, strict=True) for _ in rows]
                self.vectors.add(entry.source.id, ids, np.concatenate(entry.vectors))
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
        self.vectors, self.lexical = self._made_anew()

    def close(self) -> None:
        """Let go of the index files."""
        self.vectors.close()

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


class ReaderVectors:
    """Exact search over the registry's own vectors, for a process that must not touch Chroma's files."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._read: tuple[dict[str, str], ExactVectors] | None = None

    def current(self) -> ExactVectors:
        """Return the search as of now. After a change only new sources are read; after a rebuild, all."""
        meta = self._registry.meta()
        known_meta, known = self._read or ({}, None)
        if known is None or known_meta != meta:
            known = exact_vectors(self._registry, known if _recipe(known_meta) == _recipe(meta) else None)
            self._read = (meta, known)
        return known


def exact_vectors(registry: Registry, known: ExactVectors | None = None) -> ExactVectors:
    """Return a search over the registry's own vectors; what `known` holds of the same sources is not read again."""
    present = [source.id for source in registry.sources() if source.passages]
    kept = {} if known is None else {name: known.parts[name] for name in present if name in known.parts}
    missing = [name for name in present if name not in kept]
    read = {name: (ids, rows) for name, ids, rows in registry.vectors(missing if kept else None)} if missing else {}
    return ExactVectors({**kept, **read})


def _recipe(meta: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in meta.items() if name != "revision"}
