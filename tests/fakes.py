"""Stand-ins that keep the contracts of `ingest` without a model: fast, deterministic, countable."""

import re
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from ingest.embed import Vectors

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Keeps the protocol `ingest.embed.Embedder`: hashed bags of words, so texts that share words are near.

    `embedded` counts the texts that were embedded as passages. `name` is what the library's recipe must say.
    """

    def __init__(self, dimension: int = 64, name: str = "hash") -> None:
        self.name = name
        self.embedded = 0
        self._dimension = dimension

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for number, text in enumerate(texts):
            rows[number] = self.embed_question(text)
            self.embedded += 1
            on_batch(number + 1)
        return rows

    def embed_question(self, text: str) -> Vectors:
        counts = np.zeros(self._dimension, dtype=np.float32)
        for word in _WORD.findall(text.lower()) or ["-"]:
            counts[crc32(word.encode()) % self._dimension] += 1
        return counts / np.float32(np.linalg.norm(counts))
