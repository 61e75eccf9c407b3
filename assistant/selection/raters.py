"""Several raters: each alone first, nobody on a project of their own, and what they see differently is discussed.

Söllner/Wiese/Wiesner (2018), chapter 5.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assistant.selection.records import BEST, Candidate, Criterion, Rater, Rating, Selection
from assistant.selection.weighing import ratings_of
from ingest.errors import AppError
from ingest.records import Text

WIDE_SPREAD = 100 / BEST  # percent between two raters' scores of a project: as if they differed by one grade throughout


class UnknownRater(AppError):
    """Somebody who does not rate in this selection."""

    code = "unknown_rater"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = ", ".join(known) or "–"
        super().__init__(
            Text(f"{name} bewertet hier nicht.", f"{name} does not rate here."),
            Text(f"Es bewerten: {names}.", f"Those who rate are: {names}."),
        )


class ConflictOfInterest(AppError):
    """A rating of a project by somebody who has an interest in it."""

    code = "conflict_of_interest"

    def __init__(self, rater: str, candidate: str, reason: str) -> None:
        super().__init__(
            Text(
                f"{rater} darf „{candidate}“ nicht bewerten: {reason}.",
                f'{rater} may not rate "{candidate}": {reason}.',
            ),
            Text("Lassen Sie die Bewertung dieses Projekts leer.", "Leave the rating of this project empty."),
        )


@dataclass(frozen=True)
class Divergence:
    """What raters see so differently that it is to be discussed.

    criterion  None where their scores of the whole project lie apart
    spread     in grades for a criterion, in percent for a whole project
    """

    candidate: Candidate
    criterion: Criterion | None
    spread: float
    lowest: tuple[Rater, ...]
    highest: tuple[Rater, ...]


def rater_named(selection: Selection, name: str) -> Rater:
    """Return a rater by id or name; raises UnknownRater."""
    for one in selection.raters:
        if name in (one.id, one.name):
            return one
    raise UnknownRater(name, (one.name for one in selection.raters))


def visible_ratings(selection: Selection, rater_id: str) -> tuple[Rating, ...]:
    """Return what a rater may see: the own ratings, and those of the others who submitted once one has oneself."""
    submitted = {one.id for one in selection.raters if one.submitted}
    seen = {rater_id} | (submitted if rater_id in submitted else set())
    return tuple(one for one in selection.ratings if one.rater in seen)


def with_ratings(selection: Selection, rater_id: str, ratings: Iterable[Rating]) -> Selection:
    """Return the selection with a rater's ratings instead of those before.

    What is changed after submitting keeps the score that was given alone as `first`. Raises UnknownRater,
    ConflictOfInterest; ValidationError for candidates or criteria that are not there.
    """
    rater = rater_named(selection, rater_id)
    before = {one.place: one for one in selection.ratings if one.rater == rater.id}
    made = {one.place: one for one in (Rating(**{**dict(one), "rater": rater.id}) for one in ratings)}
    names = {one.id: one.name for one in selection.candidates}
    reasons = {(one.rater, one.candidate): one.reason for one in selection.conflicts}
    for one in made.values():
        if reason := reasons.get((rater.id, one.candidate)):
            raise ConflictOfInterest(rater.name, names[one.candidate], reason)
    if rater.submitted:
        for place, old in before.items():
            new = made.get(place, Rating(candidate=old.candidate, criterion=old.criterion, rater=rater.id))
            first = old.first if old.first is not None else (old.score if old.score != new.score else None)
            made[place] = Rating(**{**dict(new), "first": first})
    others = tuple(one for one in selection.ratings if one.rater != rater.id)
    return Selection(**{**dict(selection), "ratings": (*others, *made.values())})


def submitted(selection: Selection, rater_id: str) -> Selection:
    """Return the selection with a rater's ratings counted and shown; raises UnknownRater."""
    rater = rater_named(selection, rater_id)
    raters = tuple(Rater(id=one.id, name=one.name, submitted=one.submitted or one == rater) for one in selection.raters)
    return Selection(**{**dict(selection), "raters": raters})


def divergences(selection: Selection) -> tuple[Divergence, ...]:
    """Return where those who submitted lie apart: by criterion from `discuss_from` grades, by project `WIDE_SPREAD`."""
    if selection.kind != "projects" or not selection.criteria or not selection.candidates:
        return ()
    tensor, _ = ratings_of(selection)
    weights = np.array([one.weight for one in selection.criteria])
    rated = ~np.isnan(tensor)
    weighed = rated @ weights
    totals = np.divide(
        100 * (np.nan_to_num(tensor) @ weights), BEST * weighed, out=np.full(weighed.shape, np.nan), where=weighed > 0
    )
    found = []
    for row, candidate in enumerate(selection.candidates):
        if (whole := _apart(selection, totals[:, row], WIDE_SPREAD)) is not None:
            found.append(Divergence(candidate, None, *whole))
        for column, criterion in enumerate(selection.criteria):
            if (apart := _apart(selection, tensor[:, row, column], selection.discuss_from)) is not None:
                found.append(Divergence(candidate, criterion, *apart))
    return tuple(found)


def _apart(
    selection: Selection, values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], least: float
) -> tuple[float, tuple[Rater, ...], tuple[Rater, ...]] | None:
    given = values[~np.isnan(values)]
    if len(given) < 2 or (spread := float(given.max() - given.min())) < least - 1e-9:
        return None
    low, high = (
        tuple(one for one, value in zip(selection.raters, values, strict=True) if value == end)
        for end in (given.min(), given.max())
    )
    return spread, low, high
