"""From questions as they were asked to figures, per kind and stage. Pure; the definitions are those of the reviews.

any@k / all@k     one / every evidence is held by the first k passages; in SQuAD sets R@k: the paragraph is among them
MRR               mean of 1 / rank of the first passage that holds an evidence, 0 where none does
cite / cite_all   the citations cover one / every evidence
mc / mc_all       mean share of the required strings in the answer / all of them
valid             of the citations' quotes, those that stand verbatim in a source
refused           of the unanswerable questions;  false_ref  of the answerable ones

Of answers that a language model was asked for:

by_model          answers that are the model's; for the others it gave no usable text
proved_1st        sentences that a quote proves, as it wrote them first;  proved  after it was told once what is wrong.
                  The others are left out: uncited, unknown_mark, contradicted, unsupported, misquoted (proving.py)
first_word_s      mean seconds until the first word;  tok_read, tok_written  mean tokens, where the server says so
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import median
from typing import get_args

import numpy as np

from assistant.answering.proving import FaultKind
from assistant.laboratory.records import Asked, Mode, Row, Share, Written

ALL = "ALL"
ANSWER = "answer"  # the stage of what was written
HITS = "hits"  # the passages the answer was written from, copies left out: what the reviews' scorer looks at
RETRIEVAL_FIGURES: dict[Mode, tuple[str, ...]] = {
    "questions": ("any@1", "any@5", "any@10", "all@5", "all@10", "MRR"),
    "squad": ("R@1", "R@5", "R@10", "MRR"),
}
ANSWER_FIGURES = ("cite", "cite_all", "mc_all", "mc", "valid", "refused", "false_ref")
FAULTS: tuple[str, ...] = get_args(FaultKind)
MODEL_FIGURES = ("by_model", "proved_1st", "proved", *FAULTS, "first_word_s", "tok_read", "tok_written")
SMALLER_IS_BETTER = ("false_ref", *FAULTS, "first_word_s", "tok_read", "tok_written", "median_ms", "p95_ms")
_ONE_SIDED_95 = 1.645


def shares_of(asked: Asked, stages: Sequence[str], mode: Mode) -> dict[str, Share]:
    """Return what one question contributes to each figure, by "stage:figure"."""
    shares: dict[str, Share] = {}
    if asked.answerable:
        for stage in stages:
            ranks = asked.ranks.get(stage, ())  # a stage it did not go through found nothing
            shares |= {f"{stage}:{figure}": _of_ranks(figure, ranks) for figure in RETRIEVAL_FIGURES[mode]}
    if mode == "questions":
        shares |= {f"{ANSWER}:{figure}": share for figure, share in _of_answer(asked).items()}
    return shares


def measure(asked: Sequence[Asked], mode: Mode) -> tuple[Row, ...]:
    """Return the rows: all questions, then by language, then by kind."""
    stages = stages_of(asked)
    groups = [(ALL, list(asked))]
    groups += [(f"lang {name}", [a for a in asked if a.lang == name]) for name in _names(a.lang for a in asked)]
    groups += [(name, [a for a in asked if a.kind == name]) for name in _names(a.kind for a in asked)]
    return tuple(_row(name, some, stages, mode) for name, some in groups)


def stages_of(asked: Iterable[Asked]) -> tuple[str, ...]:
    """Return the stages that any question went through, in the order of the search."""
    return tuple(dict.fromkeys(stage for one in asked for stage in one.ranks))


def low_end(share: Share) -> float:
    """Return the value below which a figure has fallen by more than the noise of a set of this size.

    The lower end of Wilson's one-sided 95 % interval (Wilson 1927): about 1.6 standard errors, and still below 1 when
    every question was right.
    """
    n, p, z = share.of, share.hits / share.of, _ONE_SIDED_95
    return (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def _row(name: str, asked: Sequence[Asked], stages: Sequence[str], mode: Mode) -> Row:
    sums: dict[str, Share] = {}
    for one in asked:
        for key, share in shares_of(one, stages, mode).items():
            so_far = sums.get(key, Share(hits=0, of=0))
            sums[key] = Share(hits=so_far.hits + share.hits, of=so_far.of + share.of)
    times = [one.milliseconds for one in asked]
    return Row(
        name=name,
        questions=len(asked),
        shares=sums,
        median_ms=round(median(times), 2),
        p95_ms=round(float(np.percentile(times, 95)), 2),
    )


def _of_ranks(figure: str, ranks: Sequence[int | None]) -> Share:
    found = [rank for rank in ranks if rank is not None]
    if figure == "MRR":
        return Share(hits=1 / min(found) if found else 0.0, of=1)
    how, limit = figure.split("@")
    within = [rank <= int(limit) for rank in found]
    hit = bool(found) and len(found) == len(ranks) and all(within) if how == "all" else any(within)
    return Share(hits=float(hit), of=1)


def _of_answer(asked: Asked) -> dict[str, Share]:
    written = _of_model(asked.written) if asked.written else {}
    if not asked.answerable:
        return {"refused": Share(hits=float(asked.refused), of=1), **written}
    wanted = len(asked.contains)
    return {
        "cite": Share(hits=float(any(asked.cited)), of=1),
        "cite_all": Share(hits=float(bool(asked.cited) and all(asked.cited)), of=1),
        "mc_all": Share(hits=float(wanted > 0 and all(asked.contains)), of=float(wanted > 0)),
        "mc": Share(hits=sum(asked.contains) / wanted if wanted else 0.0, of=float(wanted > 0)),
        "valid": Share(hits=asked.valid, of=asked.quotes),
        "false_ref": Share(hits=float(asked.refused), of=1),
        **written,
    }


def _of_model(written: Written) -> dict[str, Share]:
    first, last = written.first_sentences, written.sentences
    read, said = written.tokens or (0, 0)
    is_told, has_begun = float(written.tokens is not None), float(written.first_word_after is not None)
    return {
        "by_model": Share(hits=float(written.is_taken), of=1),
        "proved_1st": Share(hits=first - len(written.first_faults), of=first),
        "proved": Share(hits=last - len(written.faults), of=last),
        **{kind: Share(hits=written.faults.count(kind), of=last) for kind in FAULTS},
        "first_word_s": Share(hits=written.first_word_after or 0, of=has_begun),
        "tok_read": Share(hits=read, of=is_told),
        "tok_written": Share(hits=said, of=is_told),
    }


def _names(found: Iterable[str]) -> list[str]:
    return sorted({name for name in found if name})
