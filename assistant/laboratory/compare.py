"""Two runs side by side, question by question: which figures differ beyond noise, and which questions moved. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from assistant.laboratory.measure import ALL, ANSWER, SMALLER_IS_BETTER, shares_of, stages_of
from assistant.laboratory.records import Asked, Mode, Run, Share
from ingest.errors import AppError
from ingest.records import Text

LEVEL = 0.05  # differences less likely than this by chance count as beyond noise
_SAMPLES = 4_000
_SEED = 20261122
_TIMES = ("median_ms", "p95_ms")

Pairs = Sequence[tuple[Share, Share]]


@dataclass(frozen=True)
class Change:
    """A figure in both runs.

    `chance` is the probability of such a difference if the two were equally good; None of times, which depend on what
    else the machine was doing, and not on the questions.
    """

    row: str
    figure: str
    questions: int
    before: float
    after: float
    chance: float | None

    @property
    def difference(self) -> float:
        """Return how much the figure rose."""
        return self.after - self.before

    @property
    def beyond_noise(self) -> bool:
        """Tell whether the difference is unlikely to be chance. Of twenty equal figures one will say so."""
        return self.chance is not None and self.chance < LEVEL


@dataclass(frozen=True)
class Moved:
    """A question whose figures differ: "figure before -> after". `verdict` is better, worse or mixed."""

    id: str
    kind: str
    question: str
    verdict: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The figures of the questions that both runs asked, and the questions that moved; `left_out` asked by one only."""

    before: str
    after: str
    mode: Mode
    questions: int
    left_out: int
    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]


class NothingInCommon(AppError):
    code = "nothing_in_common"

    def __init__(self) -> None:
        super().__init__(
            Text("Die beiden Läufe haben keine Frage gemeinsam.", "The two runs have no question in common."),
            Text("Vergleichen Sie Läufe derselben Fragen.", "Compare runs of the same questions."),
        )


def compare(before: Run, after: Run) -> Comparison:
    """Return the comparison over the questions that both runs asked; raises NothingInCommon.

    Questions are the same by id and wording; those of SQuAD sets by id, so that languages can be compared.
    """
    later = {_identity(asked, after.mode): asked for asked in after.asked}
    keys = [(asked, _identity(asked, before.mode)) for asked in before.asked]
    pairs = [(asked, later[key]) for asked, key in keys if key in later]
    if not pairs or before.mode != after.mode:
        raise NothingInCommon
    stages = stages_of(before.asked), stages_of(after.asked)
    common = [stage for stage in stages[1] if stage in stages[0]]
    shares = [(shares_of(a, common, before.mode), shares_of(b, common, before.mode)) for a, b in pairs]
    return Comparison(
        before=_label(before),
        after=_label(after),
        mode=before.mode,
        questions=len(pairs),
        left_out=len(before.asked) + len(after.asked) - 2 * len(pairs),
        changes=tuple(_changes(pairs, shares)),
        moved=tuple(_moved(pairs, shares, common[-1:], before.mode)),
    )


def sign_test(better: int, worse: int) -> float:
    """Return the two-sided probability of so uneven a split if better and worse were equally likely (exact)."""
    total = better + worse
    tail = sum(comb(total, k) for k in range(min(better, worse) + 1)) / 2**total
    return min(1.0, 2.0 * float(tail))


def bootstrap(before: NDArray[np.float64], after: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the two-sided probability that a difference of weighted means is chance, by paired resampling.

    Rows of `weights` are the questions, its two columns their weight before and after. The seed is fixed: the same
    runs give the same answer.
    """
    chosen = np.random.default_rng(_SEED).integers(0, len(before), (_SAMPLES, len(before)))
    sums = [np.take(column, chosen).sum(axis=1) for column in (before, after, weights[:, 0], weights[:, 1])]
    with np.errstate(divide="ignore", invalid="ignore"):
        differences = np.nan_to_num(sums[1] / sums[3] - sums[0] / sums[2])
    below, above = int((differences <= 0).sum()), int((differences >= 0).sum())
    return min(1.0, 2 * (min(below, above) + 1) / (_SAMPLES + 1))


def _changes(
    pairs: Sequence[tuple[Asked, Asked]], shares: Sequence[tuple[Mapping[str, Share], Mapping[str, Share]]]
) -> list[Change]:
    changes = []
    kinds = sorted({before.kind for before, _ in pairs if before.kind})
    for row in (ALL, *kinds):
        chosen = [i for i, (before, _) in enumerate(pairs) if row in (ALL, before.kind)]
        figures = dict.fromkeys(key for i in chosen for key in shares[i][0])
        for figure in figures:
            measured = [(shares[i][0][figure], shares[i][1][figure]) for i in chosen if figure in shares[i][0]]
            change = _change(row, figure, measured)
            if change is not None:
                changes.append(change)
        changes += _time_changes(row, [pairs[i] for i in chosen])
    return changes


def _change(row: str, figure: str, pairs: Pairs) -> Change | None:
    """Return the change of a figure, None where one of the runs has nothing to measure it by."""
    totals = [(sum(pair[side].hits for pair in pairs), sum(pair[side].of for pair in pairs)) for side in (0, 1)]
    if not totals[0][1] or not totals[1][1]:
        return None
    before, after = (hits / of for hits, of in totals)
    return Change(row, figure, len(pairs), before, after, _chance(pairs))


def _chance(pairs: Pairs) -> float:
    """Return the probability that the difference is chance: sign test of yes-or-no figures, bootstrap of all others.

    Where few questions moved the bootstrap is too sure; it is never surer than the sign test with all on one side.
    """
    moved = sum(before != after for before, after in pairs)
    if all(share.of == 1 and share.hits in (0, 1) for pair in pairs for share in pair):
        better = sum(after.hits > before.hits for before, after in pairs)
        return sign_test(better, moved - better)
    columns = np.array([(before.hits, after.hits, before.of, after.of) for before, after in pairs], dtype=np.float64)
    return max(sign_test(moved, 0), bootstrap(columns[:, 0], columns[:, 1], columns[:, 2:])) if moved else 1.0


def _time_changes(row: str, pairs: Sequence[tuple[Asked, Asked]]) -> list[Change]:
    times = np.array([(before.milliseconds, after.milliseconds) for before, after in pairs], dtype=np.float64)
    percentiles = [np.percentile(times, percent, axis=0) for percent in (50, 95)]
    return [
        Change(row, figure, len(times), float(before), float(after), None)
        for figure, (before, after) in zip(_TIMES, percentiles, strict=True)
    ]


def _moved(
    pairs: Sequence[tuple[Asked, Asked]],
    shares: Sequence[tuple[Mapping[str, Share], Mapping[str, Share]]],
    last_stage: Sequence[str],
    mode: Mode,
) -> list[Moved]:
    """Return the questions that moved in what users see: the last stage's first five, and the answer."""
    found = {"questions": ("any@5",), "squad": ("R@1", "R@5", "R@10")}[mode]
    watched = [f"{stage}:{figure}" for stage in last_stage for figure in found]
    watched += [
        f"{ANSWER}:{figure}" for figure in ("cite", "cite_all", "mc", "valid", "refused", "false_ref", "proved")
    ]
    moved = []
    for (before, _), (old, new) in zip(pairs, shares, strict=True):
        steps = [(key, old[key].value, new[key].value) for key in watched if key in old and key in new]
        differing = [(key, a, b) for key, a, b in steps if a is not None and b is not None and a != b]
        if differing:
            rises = {(b > a) != key.endswith(SMALLER_IS_BETTER) for key, a, b in differing}
            verdict = "mixed" if len(rises) == 2 else ("better" if rises == {True} else "worse")
            texts = tuple(f"{key} {a:.2f} -> {b:.2f}" for key, a, b in differing)
            moved.append(Moved(before.id, before.kind, before.question, verdict, texts))
    return moved


def _identity(asked: Asked, mode: Mode) -> tuple[str, str]:
    return asked.id, asked.question if mode == "questions" else ""


def _label(run: Run) -> str:
    return f"{run.name} ({run.id})" if run.name else run.id
