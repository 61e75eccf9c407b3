"""Exact vector search, in memory, over the vectors that the registry keeps; and what every vector search promises."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from ingest.embed import Vectors
from ingest.errors import AppError
from ingest.records import Text


class RecipeMismatch(AppError):
    code = "other_recipe"

    def __init__(self, name: str, stored: str, wanted: str) -> None:
        self.stored, self.wanted = stored, wanted
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


class ExactVectors:
    """Exact search over vectors held in memory, 1,500 bytes each: 11 ms for 130,000 of them."""

    def __init__(self, parts: Mapping[str, tuple[Sequence[str], Vectors]]) -> None:
        """Take per source the passage id and the vector of each window, row by row."""
        self.parts = parts

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        if self.parts:
            match_length(vector, next(iter(self.parts.values()))[1].shape[1])
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
        return best_per_passage(best)

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


def match_length(vector: Vectors, stored: int) -> None:
    """Raise RecipeMismatch for a vector that is not as long as the stored ones; 0 means that there are none."""
    if stored and len(vector) != stored:
        raise RecipeMismatch("dimension", str(stored), str(len(vector)))


def best_per_passage(windows: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return passage id -> the highest score of its windows, whose ids are "<passage id>#<window>"."""
    best: dict[str, float] = {}
    for window_id, score in windows:
        passage_id = window_id.rsplit("#", 1)[0]
        best[passage_id] = max(score, best.get(passage_id, -1.0))
    return best
