"""How the passages that were found bear on a question: a handful of features, each 0..1, that the judge weighs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answering.extract import Candidate
from assistant.answering.match import together

_ABBREVIATION = re.compile(r"^(?=.*[A-ZÄÖÜ].*[A-ZÄÖÜ])[A-ZÄÖÜ0-9]{2,}s?$")
_YEAR = re.compile(r"^(19|20)\d\d$")
_ENGLISH_CAPITALS = frozenset(["i", "european", "german", "english"])
_AS_GOOD = 0.8
_BEFORE = 4


@dataclass(frozen=True)
class Spot:
    """A sentence, item or row: what it covers of the question, what it and its neighbours do, what its passage does."""

    text: str
    own: Mapping[str, float]
    around: Mapping[str, float]
    passage: Mapping[str, float]


def spots(ranked: Sequence[Candidate]) -> list[Spot]:
    """Return the spots of all candidates."""
    found: list[Spot] = []
    for _, group in groupby(sorted(ranked, key=lambda c: (c.rank, c.start)), key=lambda c: c.rank):
        some = list(group)
        whole = together(*(one.covered for one in some))
        for at, one in enumerate(some):
            near = some[max(0, at - 1) : at + 2]
            found.append(
                Spot(
                    " ".join((one.text, *one.unit.columns)),
                    one.covered,
                    together(*(each.covered for each in near)),
                    whole,
                )
            )
    return found
