"""Reading the best passages again, each together with the question: a cross-encoder, if the settings name one."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.config import IndexConfig
from ingest.cross_encoder import PairScores, load_cross_encoder
from ingest.passages import index_text
from ingest.records import Hit

# What the cross-encoder's score counts beside the fused one. Not measured: no trained cross-encoder is there offline.
# It decides between what it takes for relevant and for irrelevant; among what it finds alike, the search does.
WEIGHT = 0.7
DEPTH = 20  # passages that are read again: each costs a pass through the model (docs/models.md)
_LONGEST = 512  # tokens of question and passage together: most cross-encoders were trained on no more


class Reranker(Protocol):
    """Tells how well each text answers a question, having read both together."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score in 0..1 for each text, higher for a better one; raises UnusableModel, OutOfMemory."""
        ...


def reranker_for(config: IndexConfig) -> Reranker | None:
    """Return the reranker that the settings name, None if they name none. It is loaded at first use."""
    return CrossEncoderReranker(config.reranker) if config.reranker else None


def read_again(question: str, hits: Sequence[Hit], reranker: Reranker, *, depth: int = DEPTH) -> tuple[Hit, ...]:
    """Return the hits in a better order, having read the first `depth` of them; one not read counts as irrelevant.

    Raises UnusableModel, OutOfMemory.
    """
    scores = reranker.scores(question, [index_text(hit.passage) for hit in hits[:depth]])
    return reranked(hits, [*scores, *[0.0] * len(hits[depth:])])


def reranked(hits: Sequence[Hit], scores: Sequence[float], *, weight: float = WEIGHT) -> tuple[Hit, ...]:
    """Return the hits in the order of (1 - weight) * their score + weight * scores[i], which becomes their score.

    With scores in 0..1 the new ones are, too. Equal ones keep their order.
    """
    mixed = [
        replace(hit, score=(1 - weight) * hit.score + weight * score) for hit, score in zip(hits, scores, strict=True)
    ]
    return tuple(sorted(mixed, key=lambda hit: -hit.score))


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers: a folder, or a model already in the local cache.

    It is loaded at first use; nothing is downloaded, and no code that a model brings along is run.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._loaded: PairScores | None = None
        self._loading = Lock()

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        with self._loading:
            if self._loaded is None:
                self._loaded = load_cross_encoder(self.name, longest=_LONGEST)
        return _probabilities(self._loaded([(question, text) for text in texts]))


def _probabilities(plain: NDArray[np.float64]) -> list[float]:
    """Return the logistic function of each score; of two, for "not relevant" and "relevant", of their difference."""
    logits = plain[:, 1] - plain[:, 0] if plain.ndim == 2 else plain
    return [float(value) for value in (1 + np.tanh(logits / 2)) / 2]
