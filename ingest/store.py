"""Vector search by Chroma, embedded. Made from the registry, which keeps the vectors.

Chroma is not crash-safe, breaks silently when two processes share its folder, holds Python's lock while it writes, and
writes memory that it never set into its files. So it runs in a process of its own (`chroma_process`), which knows ids
and vectors and no text. What is removed stays in its files, so `chroma_keeper` has them written anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings

from ingest.embed import Vectors
from ingest.errors import DamagedIndex
from ingest.vectors import best_per_passage, match_length

_COLLECTION = "windows"
_STOPPING = (KeyboardInterrupt, SystemExit, GeneratorExit)  # not about the index
# ef_search 800: finds 99 % of the ten nearest among 104,124 windows without copies, in 4 ms; 200 finds 95 %, in 2 ms.
# sync_threshold: what is not yet in the graph's files is inserted anew at every opening. 10,000 made opening take 4 to
# 9 s; 1,000 makes it 0.3 s, and adding 130,000 windows takes no longer (120 s).
_HNSW = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 800, "sync_threshold": 1_000}}


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

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        stored = self._stored_length()
        if not stored or (source_ids is not None and not source_ids):
            return {}
        match_length(vector, stored)
        where = None if source_ids is None else {"source": {"$in": list(source_ids)}}
        with self._own_errors():
            found = self._rows.query(
                query_embeddings=[vector],  # type: ignore[arg-type]
                n_results=limit,
                where=where,  # type: ignore[arg-type]
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return best_per_passage(zip(found["ids"][0], (1.0 - d for d in distances[0]), strict=True))

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


def _window_ids(passage_ids: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    ids = []
    for passage_id in passage_ids:
        seen[passage_id] = seen.get(passage_id, 0) + 1
        ids.append(f"{passage_id}#{seen[passage_id]}")
    return ids
