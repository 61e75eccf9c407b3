"""Vector search: by Chroma, embedded, and exactly, in memory. Both are made from the registry, which keeps the vectors.

Chroma is not crash-safe and breaks silently when two processes share its folder. So only the process that holds the
library's lock uses it; a second, reading process searches exactly. Chroma's graph also comes to pieces where many
windows have the same vector (`derived.LibraryVectors` says what that costs, and which of the two is asked when).
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings

from ingest.embed import Vectors
from ingest.errors import AppError, DamagedIndex
from ingest.records import Text

_COLLECTION = "windows"
_STOPPING = (KeyboardInterrupt, SystemExit, GeneratorExit)  # not about the index
# ef_search 800: finds 99 % of the ten nearest among 104,124 windows without copies, in 4 ms; 200 finds 95 %, in 2 ms.
# sync_threshold: what is not yet in the graph's files is inserted anew at every opening. 10,000 made opening take 4 to
# 9 s; 1,000 makes it 0.3 s, and adding 130,000 windows takes no longer (120 s).
_HNSW = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 800, "sync_threshold": 1_000}}


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


class VectorIndex(Protocol):
    """Finds the passages nearest to a vector."""

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        """Return passage id -> cosine similarity of its nearest window, at most `limit` windows looked at.

        Raises RecipeMismatch for a vector that is not as long as the stored ones.
        """
        ...

    def count(self) -> int:
        """Return the number of vectors."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...


class ChromaVectors:
    """One row per embedding window, its id "<passage id>#<window>"."""

    def __init__(self, folder: Path) -> None:
        """Open or make the index in a folder; raises DamagedIndex."""
        self._folder = folder
        self._dimension = 0  # not known, or none: nothing is stored
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            self._rows = self._client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration=_HNSW,  # type: ignore[arg-type]
            )
            self._batch = self._client.get_max_batch_size()
        except _STOPPING:
            raise
        except BaseException as error:  # Chroma's own, SQLite's, and panics of its Rust, which are no Exception
            SharedSystemClient.clear_system_cache()  # else the folder cannot be used again in this process
            raise DamagedIndex(str(folder)) from error

    def add(self, source_id: str, passage_ids: Sequence[str], vectors: Vectors) -> None:
        """Add the windows of a source: row i of `vectors` belongs to passage_ids[i]; raises DamagedIndex."""
        ids = _window_ids(passage_ids)
        with self._own_errors():
            for start in range(0, len(ids), self._batch):
                part = slice(start, start + self._batch)
                self._rows.upsert(
                    ids=ids[part],
                    embeddings=np.ascontiguousarray(vectors[part]),
                    metadatas=[{"source": source_id}] * len(ids[part]),
                )

    def remove(self, windows: Mapping[str, int]) -> None:
        """Remove passages, given the number of windows of each; raises DamagedIndex.

        By their ids, not by their source: the first `delete(where=...)` after 4,000 additions took 13 s, ids 0.1 s.
        """
        ids = _window_ids([passage_id for passage_id, count in windows.items() for _ in range(count)])
        self._dimension = 0  # these may have been all
        with self._own_errors():
            for start in range(0, len(ids), self._batch):
                self._rows.delete(ids=ids[start : start + self._batch])

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        stored = self._stored_length()
        if not stored or (source_ids is not None and not source_ids):
            return {}
        _match_length(vector, stored)
        where = None if source_ids is None else {"source": {"$in": list(source_ids)}}
        with self._own_errors():
            found = self._rows.query(
                query_embeddings=[vector],  # type: ignore[arg-type]
                n_results=limit,
                where=where,  # type: ignore[arg-type]
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return _best_per_passage(zip(found["ids"][0], (1.0 - d for d in distances[0]), strict=True))

    def count(self) -> int:
        with self._own_errors():
            return int(self._rows.count())

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]

    def _stored_length(self) -> int:
        """Return the length of the stored vectors, 0 if there are none.

        Asked once: Chroma takes 2 ms to count its rows, and longer the more there are.
        """
        if not self._dimension:
            with self._own_errors():
                one = self._rows.get(limit=1, include=["embeddings"])["embeddings"]
            self._dimension = len(one[0]) if one is not None and len(one) else 0
        return self._dimension

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except _STOPPING:
            raise
        except BaseException as error:
            raise DamagedIndex(str(self._folder)) from error


class ExactVectors:
    """Exact search over vectors held in memory, 1,500 bytes each: 11 ms for 130,000 of them."""

    def __init__(self, parts: Mapping[str, tuple[Sequence[str], Vectors]]) -> None:
        """Take per source the passage id and the vector of each window, row by row."""
        self.parts = parts

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        if self.parts:
            _match_length(vector, next(iter(self.parts.values()))[1].shape[1])
        names = list(self.parts) if source_ids is None else sorted(self.parts.keys() & set(source_ids))
        if not names:
            return {}
        scores = np.concatenate([self.parts[name][1] @ vector for name in names])
        ends = np.cumsum([len(self.parts[name][0]) for name in names])
        best: list[tuple[str, float]] = []
        for row in _highest(scores, limit):
            part = int(np.searchsorted(ends, row, side="right"))
            ids = self.parts[names[part]][0]
            best.append((ids[row - ends[part]] + "#", float(scores[row])))  # counted from the end of its source
        return _best_per_passage(best)

    def count(self) -> int:
        return sum(len(ids) for ids, _ in self.parts.values())

    def close(self) -> None:
        """Nothing is held open."""


def _highest(scores: Vectors, limit: int) -> Iterable[int]:
    """Return where the `limit` highest scores stand, the highest first, equal ones in their order."""
    if limit >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
    among = np.flatnonzero(scores >= least)
    return among[np.argsort(-scores[among], kind="stable")][:limit]


def remove_vector_index(folder: Path) -> None:
    """Delete the index files without opening them: a damaged one can kill the process that does."""
    shutil.rmtree(folder, ignore_errors=True)


def _match_length(vector: Vectors, stored: int) -> None:
    if stored and len(vector) != stored:
        raise RecipeMismatch("dimension", str(stored), str(len(vector)))


def _window_ids(passage_ids: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    ids = []
    for passage_id in passage_ids:
        seen[passage_id] = seen.get(passage_id, 0) + 1
        ids.append(f"{passage_id}#{seen[passage_id]}")
    return ids


def _best_per_passage(windows: Iterable[tuple[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for window_id, score in windows:
        passage_id = window_id.rsplit("#", 1)[0]
        best[passage_id] = max(score, best.get(passage_id, -1.0))
    return best
