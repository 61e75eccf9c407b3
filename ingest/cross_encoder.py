"""Pairs of question and passage to scores: a cross-encoder of sentence-transformers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.config import RERANKER_VARIABLE, model_folder, model_settings
from ingest.model_errors import NoReranker, UnknownReranker, own_errors
from ingest.model_loading import load_whole, loading_options, separate_cores
from ingest.side_by_side import side_by_side

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

PairScores = Callable[[Sequence[tuple[str, str]]], NDArray[np.float64]]
_RERANKING = ("ForSequenceClassification", "ForCausalLM")  # ends of the names of architectures that score
_PAIRS = 4  # pairs of texts scored together; their lengths differ, and a long one makes the others as long


def load_cross_encoder(name: str, *, longest: int) -> PairScores:
    """Return the function of a cross-encoder that gives the plain scores of pairs of texts; rows of two for two labels.

    A pair is cut to `longest` tokens. The model comes from a folder or the local cache. Loading and scoring raise
    UnusableModel, OutOfMemory.
    """
    folder = model_folder(name, owner="cross-encoder")
    if folder is None:
        raise UnknownReranker(name, RERANKER_VARIABLE)
    if not _may_be_reranker(folder):
        raise NoReranker(name, RERANKER_VARIABLE)
    with own_errors(name, RERANKER_VARIABLE):
        options = loading_options()
        from sentence_transformers import CrossEncoder

        model = load_whole(lambda: CrossEncoder(str(folder), device="cpu", local_files_only=True, model_kwargs=options))
        model.max_seq_length = min(model.max_seq_length or longest, longest)
    if model.num_labels not in (1, 2):
        raise NoReranker(name, RERANKER_VARIABLE)

    def plain_scores(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        with own_errors(name, RERANKER_VARIABLE):
            return _plain_scores(model, pairs)

    return plain_scores


def _plain_scores(model: "CrossEncoder", pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    scores = np.zeros(len(pairs) if model.num_labels == 1 else (len(pairs), model.num_labels))

    def score(batch: list[int]) -> None:
        # a function that changes nothing: which one a model's settings name, if any, differs from model to model
        scores[batch] = model.predict(
            [pairs[i] for i in batch], activation_fn=lambda plain: plain, batch_size=_PAIRS, show_progress_bar=False
        )

    by_length = sorted(range(len(pairs)), key=lambda i: -len(pairs[i][1]))
    batches = [by_length[start : start + _PAIRS] for start in range(0, len(pairs), _PAIRS)]
    for _ in side_by_side(score, batches, separate_cores()):
        pass
    if not np.isfinite(scores).all():
        raise ValueError("scores that are no numbers")
    return scores


def _may_be_reranker(folder: Path) -> bool:
    """Tell whether a model has the part that scores; one that lacks it would be given random weights for it."""
    architectures = model_settings(folder, "config.json").get("architectures")
    return not isinstance(architectures, list) or any(str(name).endswith(_RERANKING) for name in architectures)
