"""Weighted utility analysis: how well candidates do by all criteria, what lacks, and how firm the first place is.

The score of a candidate is 100 * sum(weight * rating) / sum(weight * 4), taken over what is rated: a missing rating is
neither bad nor good. `lower` and `upper` are the scores if all that lacks were rated 0 or 4. The method is Zangemeister
(1970), "Nutzwertanalyse in der Systemtechnik"; the criteria are those of Söllner/Wiese/Wiesner (2018), 4.1 and 5.2.

Of several raters counts the mean, of those who may rate a project and have submitted. Who has not is what lacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.phrase import Phrase
from assistant.selection.records import BEST, TOGETHER, Candidate, Criterion, Selection

SWING = 0.2  # by which part of itself a weight moves
_TIE = 1e-9  # of a score in percent: what differs less differs by rounding only
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """How a candidate stands. Scores and coverage in percent; `rank` is None for one that is out, or has no score.

    coverage     share of the weight that is rated
    knocked_out  knock-out criteria whose least rating it misses
    unproven     knock-out criteria of which it is still open whether it passes them
    missing      criteria by which a rating lacks, the heaviest first
    """

    candidate: Candidate
    rank: int | None
    score: float | None
    coverage: float
    lower: float
    upper: float
    knocked_out: tuple[Criterion, ...]
    unproven: tuple[Criterion, ...]
    missing: tuple[Criterion, ...]

    @property
    def is_out(self) -> bool:
        """Return whether it is no longer in the running, by a knock-out criterion or because it was declined."""
        return bool(self.knocked_out) or self.candidate.stage == "declined"

    @property
    def may_stay(self) -> bool:
        """Return whether it is in the running, or may be again when all raters have rated."""
        return self.candidate.stage != "declined" and set(self.knocked_out) <= set(self.unproven)


@dataclass(frozen=True)
class Shift:
    """A weight at whose change others lead: `change` is -20 or 20 percent, `leaders` lead then."""

    criterion: Criterion
    change: int
    leaders: tuple[Candidate, ...]


@dataclass(frozen=True)
class Ranking:
    """The candidates in order: by score, then as they stand in the selection; those that are out at the end.

    shifts   where the first place does not hold; empty when it holds at every change of a single weight
    rivals   those who could still pass the first, or be passed by it, depending on what lacks
    """

    standings: tuple[Standing, ...]
    shifts: tuple[Shift, ...]
    rivals: tuple[Standing, ...]

    @property
    def leaders(self) -> tuple[Standing, ...]:
        """Return who is first; several are tied."""
        return tuple(one for one in self.standings if one.rank == 1)


def rank(selection: Selection) -> Ranking:
    """Return the ranking of a selection, the same for the same selection."""
    candidates, criteria = selection.candidates, selection.criteria
    if not candidates or not criteria:
        return Ranking(tuple(Standing(one, None, None, 0.0, 0.0, 100.0, (), (), ()) for one in candidates), (), ())
    weights = np.array([one.weight for one in criteria])
    tensor, may_rate = ratings_of(selection)
    given = (~np.isnan(tensor)).sum(axis=0)
    means = _means(tensor)
    scores = _scores(np.nan_to_num(means) @ weights, (given > 0) @ weights)
    cells = _bounds(tensor, may_rate)
    share = given / np.maximum(may_rate.sum(axis=0), 1)[:, None]
    least = np.array([one.least or 0 for one in criteria])
    fallen = (given > 0) & (means < least)
    unproven = (cells[0] < least) & (least <= cells[1]) & (share < 1)
    out = fallen.any(axis=1) | np.array([one.stage == "declined" for one in candidates])
    ranks = _ranks(scores, out)
    heavy = np.argsort(-weights, kind="stable")

    def named(which: NDArray[np.bool_]) -> tuple[Criterion, ...]:
        return tuple(criteria[at] for at in heavy if which[at])

    standings = [
        Standing(
            candidate=one,
            rank=ranks[row],
            score=None if np.isnan(scores[row]) else float(scores[row]),
            coverage=_part(share[row], weights, 0),
            lower=_part(cells[0][row] / BEST, weights, 0),
            upper=_part(cells[1][row] / BEST, weights, 100),
            knocked_out=named(fallen[row]),
            unproven=named(unproven[row]),
            missing=named((share[row] < 1) & (weights > 0)),
        )
        for row, one in enumerate(candidates)
    ]
    ordered = tuple(sorted(standings, key=_place))
    return Ranking(ordered, _shifts(selection, means, weights, ~out & ~np.isnan(scores)), _rivals(ordered))


def group_scores(selection: Selection) -> tuple[tuple[Phrase, ...], Mapping[str, tuple[float | None, ...]]]:
    """Return the groups in their order, and by candidate the score in each, None where nothing rated has weight."""
    groups = tuple(dict.fromkeys(one.group for one in selection.criteria))
    if not groups or not selection.candidates:
        return groups, {}
    means = _means(ratings_of(selection)[0])
    weights = np.array([one.weight for one in selection.criteria])
    columns = []
    for group in groups:
        inside = weights * np.array([one.group == group for one in selection.criteria])
        columns.append(_scores(np.nan_to_num(means) @ inside, ~np.isnan(means) @ inside))
    rows = zip(selection.candidates, np.stack(columns, axis=1), strict=True)
    return groups, {one.id: tuple(None if np.isnan(value) else float(value) for value in row) for one, row in rows}


def ratings_of(selection: Selection) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the ratings that count, raters x candidates x criteria, nan where there is none; and who may rate whom."""
    raters = [one.id for one in selection.raters] if selection.kind == "projects" else [TOGETHER]
    at_rater = {name: at for at, name in enumerate(raters)}
    at_candidate = {one.id: at for at, one in enumerate(selection.candidates)}
    at_criterion = {one.id: at for at, one in enumerate(selection.criteria)}
    silent = {one.id for one in selection.raters if not one.submitted}
    tensor = np.full((max(len(raters), 1), len(at_candidate), len(at_criterion)), np.nan)
    for one in selection.ratings:
        if one.score is not None and one.rater not in silent:
            tensor[at_rater[one.rater], at_candidate[one.candidate], at_criterion[one.criterion]] = one.score
    may_rate = np.ones(tensor.shape[:2], dtype=bool)
    for rater, candidate in selection.barred:
        may_rate[at_rater[rater], at_candidate[candidate]] = False
    return tensor, may_rate


def _means(tensor: Floats) -> Floats:
    given = (~np.isnan(tensor)).sum(axis=0)
    return _divided(np.nansum(tensor, axis=0), given.astype(np.float64))


def _bounds(tensor: Floats, may_rate: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return what each cell's mean comes to at least and at most, when all who may rate will have rated."""
    able = np.maximum(may_rate.sum(axis=0), 1)[:, None]
    sums, given = np.nansum(tensor, axis=0), (~np.isnan(tensor)).sum(axis=0)
    return sums / able, (sums + BEST * (able - given)) / able


def _part(shares: Floats, weights: Floats, without: float) -> float:
    """Return the weighted part in percent; `without` where no criterion has a weight."""
    return float(100 * shares @ weights / weights.sum()) if weights.any() else without


def _scores(sums: Floats, weights: Floats) -> Floats:
    return _divided(100 * sums, BEST * weights)


def _divided(above: Floats, below: Floats) -> Floats:
    """Return the quotients, nan where nothing is below but what rounding left."""
    quotients: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > _TIE)
    return quotients


def _ranks(scores: Floats, out: NDArray[np.bool_]) -> list[int | None]:
    counted = np.where(out | np.isnan(scores), -np.inf, scores)
    return [None if score == -np.inf else 1 + int((counted > score + _TIE).sum()) for score in counted]


def _place(standing: Standing) -> tuple[bool, bool, float]:
    """Return what a ranking is sorted by; equal ones keep the selection's order."""
    return standing.is_out, standing.score is None, -round(standing.score or 0, 9)


def _shifts(selection: Selection, means: Floats, weights: Floats, running: NDArray[np.bool_]) -> tuple[Shift, ...]:
    """Return at which single weights, moved by `SWING`, others than now are first.

    All scores at once: a moved weight adds its change times the rating to the sum, and its change to the weight.
    """
    rows = np.flatnonzero(running)
    if len(rows) < 2:
        return ()
    rated, values = ~np.isnan(means[rows]), np.nan_to_num(means[rows])
    now = _first(_scores(values @ weights, rated @ weights)[:, None])[:, 0]
    found = []
    changed = {}
    for sign in (-1, 1):
        moved = sign * SWING * weights
        sums = (values @ weights)[:, None] + values * moved
        changed[sign] = _first(_scores(sums, (rated @ weights)[:, None] + rated * moved))
    for column, criterion in enumerate(selection.criteria):
        for sign in (-1, 1):
            leaders = changed[sign][:, column]
            if not np.array_equal(leaders, now):
                named = tuple(selection.candidates[row] for row in rows[leaders])
                found.append(Shift(criterion, round(sign * SWING * 100), named))
    return tuple(found)


def _first(scores: Floats) -> NDArray[np.bool_]:
    """Return by column which rows are first."""
    first: NDArray[np.bool_] = scores >= np.nanmax(scores, axis=0) - _TIE
    return first


def _rivals(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    first = [one for one in standings if one.rank == 1]
    if not first:
        return ()
    floor = min(one.lower for one in first)
    open_ties = len(first) > 1 and any(one.missing for one in first)
    return tuple(
        one for one in standings if (open_ties if one.rank == 1 else one.may_stay and one.upper > floor + _TIE)
    )
