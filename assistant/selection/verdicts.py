"""The results of a selection in words: why somebody leads, how firm that is, what lacks, what is to be discussed."""

from collections.abc import Iterator

from assistant.selection.raters import divergences
from assistant.selection.records import TOGETHER, Criterion, Selection
from assistant.selection.weighing import Ranking, Standing
from assistant.selection.words import Words


def verdict(ranking: Ranking, words: Words) -> tuple[str, ...]:
    """Return what the ranking says as a whole: who leads, whether what lacks and each weight could change that."""
    return tuple(_verdict(ranking, words))


def _verdict(ranking: Ranking, words: Words) -> Iterator[str]:
    leaders = ranking.leaders
    if not leaders:
        yield words("nobody_leads")
        return
    score = words.figure(leaders[0].score)
    if len(leaders) > 1:
        yield words("tied", score=score, names=", ".join(one.candidate.name for one in leaders))
    else:
        yield words("leads", score=score, name=leaders[0].candidate.name)
    running = [one for one in ranking.standings if not one.is_out]
    if ranking.rivals:
        yield words("undecided", rivals=", ".join(one.candidate.name for one in ranking.rivals))
    elif not any(one.missing for one in running):
        yield words("complete")
    elif not any(one.unproven for one in leaders):
        yield words("decided")
    for one in leaders:
        if one.unproven:
            yield words("leader_unproven", name=one.candidate.name, criteria=words.some(one.unproven))
    if len(running) == 1:
        yield words("alone", name=leaders[0].candidate.name)
    elif not ranking.shifts:
        yield words("holds")


def shifts_in_words(ranking: Ranking, words: Words) -> tuple[str, ...]:
    """Return at which weights the first place does not hold, and who leads then; nothing where it holds."""
    if not ranking.shifts:
        return ()
    count = len({one.criterion.id for one in ranking.shifts})
    told = [words("shifts_one") if count == 1 else words("shifts", count=count)]
    for shift in ranking.shifts:
        key = "shift_down" if shift.change < 0 else "shift_up"
        names = ", ".join(one.name for one in shift.leaders)
        told.append(words(key, criterion=shift.criterion.title.of(words.language), names=names))
    return tuple(told)


def standing_in_words(standing: Standing, selection: Selection, words: Words) -> str:
    """Return where a candidate stands and why, in a few sentences."""
    return " ".join(_standing(standing, selection, words))


def _standing(standing: Standing, selection: Selection, words: Words) -> Iterator[str]:
    name = standing.candidate.name
    reasons = [_reason(standing, criterion, selection, words) for criterion in standing.knocked_out]
    if reasons:
        yield words("standing_out", name=name, reasons="; ".join(reasons))
    if standing.candidate.stage == "declined":
        yield words("standing_declined", name=name)
    if not standing.may_stay:
        return
    if standing.score is None:
        yield words("standing_unrated", name=name)
        return
    if standing.rank is not None:
        figures = {"score": words.figure(standing.score), "coverage": words.figure(standing.coverage)}
        yield words("standing", name=name, rank=standing.rank, **figures)
    if standing.missing:
        lower, upper = words.figure(standing.lower), words.figure(standing.upper)
        yield words("standing_bounds", lower=lower, upper=upper)
        yield words("standing_missing", criteria=words.some(standing.missing))
    for criterion in standing.unproven:
        yield words("standing_unproven", criterion=criterion.title.of(words.language))


def _reason(standing: Standing, criterion: Criterion, selection: Selection, words: Words) -> str:
    given = words.figure(mean_rating(selection, standing.candidate.id, criterion.id))
    title = criterion.title.of(words.language)
    return words("standing_reason", criterion=title, score=given, least=criterion.least or 0)


def mean_rating(selection: Selection, candidate: str, criterion: str) -> float | None:
    """Return the mean of the ratings that count, None where there is none."""
    counted = {one.id for one in selection.raters if one.submitted} | {TOGETHER}
    scores = [
        one.score
        for one in selection.ratings
        if (one.candidate, one.criterion) == (candidate, criterion) and one.rater in counted and one.score is not None
    ]
    return sum(scores) / len(scores) if scores else None


def raters_in_words(selection: Selection, words: Words) -> tuple[str, ...]:
    """Return who has not submitted, who has no say where, and what was changed after a discussion."""
    return tuple(_raters(selection, words))


def _raters(selection: Selection, words: Words) -> Iterator[str]:
    raters = {one.id: one.name for one in selection.raters}
    candidates = {one.id: one.name for one in selection.candidates}
    titles = {one.id: one.title.of(words.language) for one in selection.criteria}
    if waiting := [one.name for one in selection.raters if not one.submitted]:
        yield words("waiting", names=", ".join(waiting))
    for conflict in selection.conflicts:
        named = {"rater": raters[conflict.rater], "name": candidates[conflict.candidate]}
        yield words("barred", **named, reason=conflict.reason)
    for rating in selection.ratings:
        if rating.first is not None:
            named = {"rater": raters[rating.rater], "name": candidates[rating.candidate]}
            score = words("no_score") if rating.score is None else str(rating.score)
            yield words("changed_later", **named, criterion=titles[rating.criterion], first=rating.first, score=score)


def divergences_in_words(selection: Selection, words: Words) -> tuple[str, ...]:
    """Return what raters see so differently that it is to be discussed."""
    found = []
    for one in divergences(selection):
        low, high = (", ".join(rater.name for rater in side) for side in (one.lowest, one.highest))
        told = {"name": one.candidate.name, "low": low, "high": high, "spread": words.figure(one.spread)}
        if one.criterion is None:
            found.append(words("divergence_whole", **told))
        else:
            found.append(words("divergence", **told, criterion=one.criterion.title.of(words.language)))
    return tuple(found)
