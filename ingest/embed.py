"""Texts to vectors: sentence-transformers behind a small protocol. Also the only place that loads its models."""

import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from errno import ENOMEM
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.config import DEFAULT_EMBEDDER, EMBEDDER_VARIABLE, Prompts, Recipe, model_folder
from ingest.dictionary import english_gloss
from ingest.errors import AppError
from ingest.records import Text

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Model = TypeVar("Model")
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


def embedder_for(recipe: Recipe) -> Embedder:
    """Return the embedder that a recipe names, with its prompts, reading German through a gloss if it says so."""
    embedder = SentenceTransformerEmbedder(recipe.embedder, Prompts(recipe.query_prompt, recipe.passage_prompt))
    return GlossingEmbedder(embedder) if recipe.gloss else embedder
