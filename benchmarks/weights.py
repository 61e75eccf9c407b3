"""Fits the weights of the search: of its arms and of the evidence within a passage (assistant/answering/retrieve.py).

Each question's candidates are what the arms find; right ones hold an evidence quote. A multinomial logistic regression
over all sets, no weight below 0, makes the right ones likeliest; each set counts by its number of questions, a SQuAD
set's question by a quarter, as there are many of them and they are about one kind of text. Printed are the weights and
any@1, any@5 and any@10 of each set with them and with those in use. Left-out sets show what the fit is worth:

    python -m benchmarks.weights QUESTIONS.jsonl=SOURCES... [--squad PARAGRAPHS.json] [--leave-out NAME] [--language de]
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.evidence import evidence
from assistant.answering.retrieve import WEIGHTS, Weights, find_arms, understand
from assistant.laboratory.matching import Evidence, fold
from assistant.laboratory.own_library import source_files, write_paragraphs
from assistant.laboratory.questions import LabQuestion, read_question_set, read_squad
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.library import Library

Array = NDArray[np.float64]
_NAMES = tuple(field.name for field in fields(Weights))
_ARMS = _NAMES[:5]
_POOL = 70  # candidates a question
_SQUAD = 0.25
_PULL = 1e-4  # towards 0, of the squared weights
_STEPS = 3_000
_RATE = 0.3


def main() -> None:
    """Print the fitted weights and what they find."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", help="QUESTIONS.jsonl=FOLDER of its sources")
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--leave-out", default="", help="the name of a question file that is not fitted on")
    parser.add_argument("--language", default="de", choices=["de", "en"])
    arguments = parser.parse_args()
    known: dict[str, list[tuple[Array, NDArray[np.bool_]]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for number, one in enumerate(arguments.sets):
            path, _, sources = one.partition("=")
            files = source_files([Path(sources)])
            known[Path(path).name] = _rows(
                Path(temporary, str(number)), files, read_question_set(Path(path)), arguments
            )
        if arguments.squad:
            squad = read_squad(arguments.squad)
            files = write_paragraphs(Path(temporary, "paragraphs"), squad.paragraphs)
            known[arguments.squad.name] = _rows(Path(temporary, "squad"), files, squad.questions, arguments)
    counted = [
        (x, y, _SQUAD if arguments.squad and name == arguments.squad.name else 1.0)
        for name, rows in known.items()
        if name != arguments.leave_out
        for x, y in rows
        if y.any()
    ]
    fitted, in_use = _fit(counted), np.array(astuple(WEIGHTS[arguments.language]))
    print({name: round(float(weight), 2) for name, weight in zip(_NAMES, fitted / fitted.max() * 3.3, strict=True)})
    for name, rows in known.items():
        print(
            name,
            len(rows),
            "fitted",
            _found(rows, fitted),
            "in use",
            _found(rows, in_use),
        )


def _rows(
    place: Path, files: Sequence[Path], questions: Sequence[LabQuestion], arguments: argparse.Namespace
) -> list[tuple[Array, NDArray[np.bool_]]]:
    """Return for each answerable question of the language what its candidates have, and which of them are right."""
    library = Library.open(IndexConfig(place, recipe_for(DEFAULT_EMBEDDER)))
    try:
        library.add(files)
        asked = [question for question in questions if question.answerable]
        rows = [_row(library, question, arguments.language) for question in asked]
        return [row for row in rows if row is not None]
    finally:
        library.close()


def _row(library: Library, question: LabQuestion, language: str) -> tuple[Array, NDArray[np.bool_]] | None:
    analysis = understand(library, question.question, question.turns)
    if analysis.language != language:
        return None
    arms = find_arms(library, analysis, None)
    in_use = WEIGHTS[analysis.language]
    total = {
        i: sum(getattr(in_use, name) * found.get(i, 0.0) for name, found in arms.items())
        for f in arms.values()
        for i in f
    }
    best = sorted(total, key=lambda i: -total[i])[:_POOL]
    if not best:
        return None
    passages, sources = library.registry.passages(best), {source.id: source for source in library.sources()}
    wanted = [Evidence.of(quoted.quote) for quoted in question.evidence or ()]
    values, right = [], []
    for i in best:
        source = sources[passages[i].source_id]
        values.append([*(arms[name].get(i, 0.0) for name in _ARMS), *astuple(evidence(analysis, passages[i], source))])
        folded = fold(passages[i].text)
        right.append(
            source.file_name == question.source if not wanted else any(one.stands_in(folded) for one in wanted)
        )
    return np.array(values), np.array(right)


def _fit(rows: Sequence[tuple[Array, NDArray[np.bool_], float]]) -> Array:
    """Return the weights, by projected gradient descent."""
    weights, everything = np.ones(len(_NAMES)), sum(share for _, _, share in rows)
    for _ in range(_STEPS):
        gradient = _PULL * weights
        for values, right, share in rows:
            likely = np.exp(values @ weights - (values @ weights).max())
            likely /= likely.sum()
            of_right = np.where(right, likely, 0.0) / likely[right].sum()
            gradient -= share / everything * values.T @ (of_right - likely)
        weights = np.maximum(weights - _RATE * gradient, 0.0)
    return weights


def _found(rows: Sequence[tuple[Array, NDArray[np.bool_]]], weights: Array) -> dict[str, float]:
    """Return the share of questions with a right passage among the first 1, 5 and 10."""
    ranks = [
        int(((values @ weights) > (values @ weights)[right].max()).sum()) if right.any() else _POOL
        for values, right in rows
    ]
    return {f"any@{k}": round(float(np.mean([rank < k for rank in ranks])), 3) for k in (1, 5, 10)}


if __name__ == "__main__":
    main()
