"""Calibrates the judge: from questions with known answers to the weights and thresholds of prompts/refusal.toml."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.analyse import split_question
from assistant.answering.asked_things import asked_thing
from assistant.answering.bearing import Bearing, bearing, unknown_names
from assistant.answering.extract import candidates
from assistant.answering.judge import is_mostly_unknown, lacks_thing
from assistant.answering.refusal import Scale, Scales
from assistant.answering.retrieve import retrieve_all, understand
from assistant.laboratory.questions import LabQuestion
from assistant.laboratory.table import aligned
from ingest.errors import AppError
from ingest.library import Library
from ingest.records import Language, Text

# what each scale weighs, True for questions that ask for a thing; chosen by cross-validation (docs/evaluation.md)
_FEATURES: Mapping[bool, tuple[str, ...]] = {
    True: ("own", "passage", "heavy", "best", "early", "named", "country"),
    False: ("heavy", "passage", "known", "named", "country", "order"),
}
# of the answerable questions of each scale may be refused in cross-validation: more of those that ask for a thing,
# since an invented date harms more than a missing explanation
MOST_FALSE: Mapping[bool, float] = {True: 0.09, False: 0.05}
_CURVE = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1)
_HITS = 10  # passages an answer is written from
_FOLDS = 5
_SHUFFLES = 5
_PULL = 0.01  # of the weights towards 0 (L2): with a few hundred questions, free weights fit single ones
_STEPS = 2_000
_RATE = 0.5
_FEWEST = _FOLDS  # questions of either kind in a scale

_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question with what was found for it: for each part whether it asks for a thing, and how the passages bear.

    Parts for whose kind of thing nothing was found are left out: they are not answered whatever the scales say.

    is_unknown   whether it turns on words the library does not hold: refused whatever the scales say
    """

    kind: str
    answerable: bool
    is_unknown: bool
    parts: tuple[tuple[bool, Bearing], ...]


@dataclass(frozen=True)
class Point:
    """The shares of unanswerable and answerable questions whose score is below a threshold."""

    least: float
    refused: float
    false_ref: float


@dataclass(frozen=True)
class Calibration:
    """The scales fitted on all examples. All figures are cross-validated, "refused" is by kind of question.

    curves   of each scale, True for the one of things, over its own questions (without the rule on unknown words)
    """

    scales: Scales
    curves: Mapping[bool, tuple[Point, ...]]
    refused: Mapping[str, float]
    unanswerable: float
    answerable: float


class TooFewExamples(AppError):
    code = "too_few_examples"

    def __init__(self) -> None:
        super().__init__(
            Text("Zum Kalibrieren sind es zu wenige Fragen.", "There are too few questions to calibrate with."),
            Text(
                f"Nötig sind je {_FEWEST} beantwortbare und nicht beantwortbare (kind: unanswerable), und zwar sowohl "
                "Fragen nach einer Angabe (Datum, Zahl, Ort ...) als auch offene.",
                f"Needed are {_FEWEST} answerable and {_FEWEST} unanswerable ones (kind: unanswerable), both of those "
                "that ask for a thing (date, number, place ...) and of open ones.",
            ),
        )


def examine(
    library: Library, questions: Sequence[LabQuestion], on_done: Callable[[int, int], None]
) -> tuple[Example, ...]:
    """Return the examples of questions as the assistant would search for them; none of one without words or hits."""
    found = []
    for number, question in enumerate(questions, 1):
        found += _example(library, question) if question.question.strip() else []
        on_done(number, len(questions))
    return tuple(found)


def calibrate(
    examples: Sequence[Example], most_false: Mapping[bool, float] = MOST_FALSE, *, weights_of: Scales | None = None
) -> Calibration:
    """Return the scales fitted on examples, with cross-validated figures; raises TooFewExamples.

    `weights_of` are scales whose weights are kept, as fitted on other questions: then only the thresholds are set, and
    the figures are those of the very questions they were set by. Questions refused for a thing that nothing holds
    do not count against `most_false`, which is about the scales.

    A logistic regression for each scale, both classes weighing the same, no weight below 0: more support never makes a
    refusal likelier. The threshold refuses as much as it can with at most the share `most_false` of the answerable
    questions of that scale below it, in five folds, shuffled five times.
    """
    shuffles = [_validated(examples, seed, weights_of) for seed in range(_SHUFFLES)]
    curves, least = {}, {}
    for is_thing in (True, False):
        scored = [
            (max(score for _, score in parts), example.answerable)
            for shuffle in shuffles
            for example, parts in zip(examples, shuffle, strict=True)
            if parts and all(of_thing == is_thing for of_thing, _ in parts)
        ]
        curves[is_thing] = tuple(_point(scored, share) for share in _CURVE)
        least[is_thing] = _point(scored, most_false[is_thing]).least
    refused = np.mean([_refused(examples, shuffle, least) for shuffle in shuffles], axis=0)
    answerable = np.array([example.answerable for example in examples])
    kinds = np.array([example.kind for example in examples])
    return Calibration(
        scales=Scales(
            thing=_scale(examples, True, weights_of).model_copy(update={"least": least[True]}),
            open=_scale(examples, False, weights_of).model_copy(update={"least": least[False]}),
        ),
        curves=curves,
        refused={str(kind): float(refused[kinds == kind].mean()) for kind in np.unique(kinds)},
        unanswerable=float(refused[~answerable].mean()),
        answerable=float(refused[answerable].mean()),
    )


def calibration_text(calibration: Calibration, language: Language) -> str:
    """Return the curves and figures as lines with aligned columns."""
    names = {True: Text("Fragen nach einer Angabe", "questions for a thing"), False: Text("offene Fragen", "open ones")}
    parts = []
    for is_thing, points in calibration.curves.items():
        rows = [[names[is_thing].of(language), "refused", "false_ref"]]
        rows += [[f"{p.least:.2f}", f"{p.refused:.3f}", f"{p.false_ref:.3f}"] for p in dict.fromkeys(points)]
        parts.append(aligned(rows))
    rows = [[Text("kreuzvalidiert", "cross-validated").of(language), "refused"]]
    rows += [[kind or "-", f"{share:.3f}"] for kind, share in calibration.refused.items()]
    parts.append(aligned(rows))
    parts.append(f"refused {calibration.unanswerable:.3f}, false_ref {calibration.answerable:.3f}")
    return "\n\n".join(parts)


def calibration_json(calibration: Calibration) -> dict[str, object]:
    """Return scales, curves and figures as data for JSON."""
    names = {True: "thing", False: "open"}
    return {
        "scales": calibration.scales.model_dump(),
        "curves": {names[of]: [asdict(point) for point in points] for of, points in calibration.curves.items()},
        "refused": dict(calibration.refused),
        "unanswerable": calibration.unanswerable,
        "answerable": calibration.answerable,
    }


def write_scales(path: Path, calibration: Calibration) -> None:
    """Write the scales as the judge loads them, in place of the file's present ones."""
    lines = ["# Written by the laboratory: clusterkompass evaluate QUESTIONS.jsonl --calibrate --write"]
    for name, scale in (("thing", calibration.scales.thing), ("open", calibration.scales.open)):
        lines += ["", f"[{name}]", f"bias = {scale.bias}", f"least = {scale.least}", "", f"[{name}.weights]"]
        lines += [f"{feature} = {weight}" for feature, weight in scale.weights.items()]
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unfinished.replace(path)


def _example(library: Library, question: LabQuestion) -> list[Example]:
    whole = understand(library, question.question.strip(), question.turns)
    split = split_question(whole.question)
    turns = (*question.turns, whole.question)
    parts = [understand(library, part, turns) for part in split] if len(split) > 1 else [whole]
    ranked = candidates(whole, retrieve_all(library, whole, parts, limit=_HITS))
    found = [(part, bearing(part, ranked)) for part in parts if part.words and ranked]
    if not found:
        return []
    weighed = tuple((asked_thing(part.question) is not None, one) for part, one in found if not lacks_thing(part, one))
    is_unknown = bool(unknown_names(whole)) or is_mostly_unknown(whole)
    return [Example(question.kind, question.answerable, is_unknown, weighed)]


def _validated(examples: Sequence[Example], seed: int, kept: Scales | None) -> list[list[tuple[bool, float]]]:
    """Return for each example its parts' scores, by scales fitted without its fold, or by those that are kept."""
    folds = np.random.default_rng(seed).permutation(len(examples)) % _FOLDS
    scores: list[list[tuple[bool, float]]] = [[] for _ in examples]
    for fold in range(_FOLDS):
        known = [example for example, own in zip(examples, folds, strict=True) if own != fold]
        scales = {is_thing: _scale(known, is_thing, kept) for is_thing in (True, False)}
        for at in np.flatnonzero(folds == fold).tolist():
            scores[at] = [(is_thing, scales[is_thing].score(found)) for is_thing, found in examples[at].parts]
    return scores


def _scale(examples: Sequence[Example], is_thing: bool, kept: Scales | None) -> Scale:
    """Return the scale fitted on the parts that ask for a thing, or on those that do not; the kept one if there is."""
    if kept is not None:
        return kept.thing if is_thing else kept.open
    names = _FEATURES[is_thing]
    rows = [
        ([getattr(found, name) for name in names], example.answerable)
        for example in examples
        for of_thing, found in example.parts
        if of_thing == is_thing
    ]
    answerable = np.array([answered for _, answered in rows], dtype=np.float64)
    if min(answerable.sum(), (1 - answerable).sum()) < _FEWEST - 1:  # a fold may take one out
        raise TooFewExamples
    weights, bias = _fit(np.array([row for row, _ in rows], dtype=np.float64), answerable)
    rounded = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return Scale(bias=round(bias, 3), least=0.0, weights=rounded)


def _fit(features: _Array, answerable: _Array) -> tuple[_Array, float]:
    """Return weights (0 or more) and bias of a logistic regression, both classes weighing the same.

    Projected gradient descent on the mean log loss with a quadratic pull on the weights.
    """
    of_each = np.where(answerable == 1, 1 / answerable.sum(), 1 / (1 - answerable).sum()) / 2
    weights, bias = np.zeros(features.shape[1]), 0.0
    for _ in range(_STEPS):
        error = of_each * (1 / (1 + np.exp(-(features @ weights + bias))) - answerable)
        weights = np.maximum(weights - _RATE * (features.T @ error + _PULL * weights), 0.0)
        bias -= _RATE * float(error.sum())
    return weights, bias


def _point(scored: Sequence[tuple[float, bool]], most_false: float) -> Point:
    """Return the lowest threshold that refuses as much as any with at most this share of answerable ones below it."""
    right = np.sort([score for score, answerable in scored if answerable])
    wrong = np.array([score for score, answerable in scored if not answerable])
    if not len(right) or not len(wrong):
        raise TooFewExamples
    limit = right[int(most_false * len(right))]
    refused = wrong[wrong < limit]
    # half-way to the next answerable one: a higher threshold would refuse none but answerable ones
    least = float((refused.max() + right[right > refused.max()].min()) / 2 if len(refused) else right.min())
    return Point(round(least, 3), float(np.mean(wrong < least)), float(np.mean(right < least)))


def _refused(
    examples: Sequence[Example], scores: Sequence[Sequence[tuple[bool, float]]], least: Mapping[bool, float]
) -> list[float]:
    """Return 1 for each example that the judge would refuse: unknown words, or every part left below its threshold."""
    return [
        float(example.is_unknown or all(score < least[is_thing] for is_thing, score in parts))
        for example, parts in zip(examples, scores, strict=True)
    ]
