"""How fast a ranking with sensitivity is: `python benchmarks/selection.py [--candidates 50] [--rounds 20]`.

Ranked is a full selection of partners by all 69 criteria with a tenth of the ratings missing, and one of projects by
five raters. Printed are the median seconds, and the ratio to sorting the same number of ratings in Python, which says
the same on a slow machine and a fast one. The demand is one second for 50 candidates.
"""

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.selection.catalogue import load_catalogue
from assistant.selection.raters import divergences
from assistant.selection.records import (
    TOGETHER,
    Candidate,
    Rater,
    Rating,
    Selection,
    SelectionKind,
)
from assistant.selection.verdicts import shifts_in_words, standing_in_words, verdict
from assistant.selection.weighing import rank
from assistant.selection.words import Words
from assistant.selection.workbook import selection_workbook


def made_up(kind: SelectionKind, candidates: int, raters: int) -> Selection:
    """Return a selection with random ratings, always the same ones."""
    chance = random.Random(2018)
    names = [f"r{number}" for number in range(raters)] if kind == "projects" else [TOGETHER]
    criteria = load_catalogue(kind).criteria
    those = tuple(Candidate(id=f"k{number}", name=f"Cluster {number}") for number in range(candidates))
    ratings = tuple(
        Rating(candidate=one.id, criterion=criterion.id, rater=name, score=chance.randint(0, 4))
        for one in those
        for criterion in criteria
        for name in names
        if chance.random() < 0.9
    )
    people = tuple(Rater(id=name, name=name, submitted=True) for name in names) if kind == "projects" else ()
    return Selection(kind=kind, title="–", criteria=criteria, candidates=those, ratings=ratings, raters=people)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of some rounds."""
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def explained(selection: Selection) -> None:
    """Rank a selection and put every verdict into words."""
    ranking, words = rank(selection), Words("de")
    verdict(ranking, words)
    shifts_in_words(ranking, words)
    for one in ranking.standings:
        standing_in_words(one, selection, words)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    for kind in ("partners", "projects"):
        selection = made_up(kind, arguments.candidates, raters=5)
        keys = [(one.score or 0, one.place) for one in selection.ratings]
        unit = seconds(lambda keys=keys: sorted(keys), arguments.rounds)  # type: ignore[misc]
        print(f"{kind}: {arguments.candidates} candidates x {len(selection.criteria)} criteria, {len(keys)} ratings")
        jobs: dict[str, Callable[[], object]] = {
            "ranking with sensitivity": lambda selection=selection: rank(selection),
            "with every verdict in words": lambda selection=selection: explained(selection),
            "divergences": lambda selection=selection: divergences(selection),
            "workbook": lambda selection=selection: selection_workbook(selection, "de"),
        }
        for name, job in jobs.items():
            taken = seconds(job, arguments.rounds if name != "workbook" else 3)
            print(f"  {name:28} {taken:8.4f} s   {taken / unit:8.1f} x sorting")


if __name__ == "__main__":
    main()
