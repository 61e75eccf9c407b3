"""How every model of sentence-transformers is loaded: quiet, offline, whole, and fast on this processor."""

import logging
import os
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import torch

Model = TypeVar("Model")
_SEPARATING = Lock()  # a second thread would find one core


def loading_options() -> "dict[str, torch.dtype]":
    """Import what loads models, quiet and offline; return the number format that the processor is fastest with."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")  # of 1,024: one for each length of texts, 40 MB
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1")
    separate_cores()
    import torch
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # the bar of loading weights, not ours
    # processors with bfloat16 embed 2.5 times as fast in it; the vectors stay within cosine 0.998 (docs/evaluation.md)
    return {"dtype": torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32}


def separate_cores() -> int:
    """Have torch compute each piece of work on one core, in the whole program; return how many pieces side by side.

    Two threads at one piece wait for each other at every step: 1.2 to 1.5 times the time, and beside any busy process a
    question takes a second instead of 10 ms (docs/evaluation.md).
    """
    with _SEPARATING:
        return _separated()


@cache
def _separated() -> int:
    import torch

    number = torch.get_num_threads()
    torch.set_num_threads(1)
    return number


def load_whole(load: Callable[[], Model]) -> Model:
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
