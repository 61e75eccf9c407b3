"""The report of a selection as a document of the four kinds, for every format of export.

What people rated, wrote and decided is own data, and so is what is computed of it; the words of a library's document
that prove a rating are sources, what lacks are open points.
"""

from collections.abc import Iterator

from assistant.instruments.typed import day_text
from assistant.selection.raters import divergences
from assistant.selection.records import BEST, Criterion, Selection
from assistant.selection.report_candidates import candidate_section, detailed
from assistant.selection.report_tables import form_table, told
from assistant.selection.verdicts import raters_in_words, shifts_in_words, standing_in_words, verdict
from assistant.selection.weighing import Ranking, group_scores, rank
from assistant.selection.words import Words
from assistant.studio.records import Chart, Draft, Paragraph, Part, Section, Series, Table
from ingest.records import Language

_MOST_COMPARED = 5  # candidates in the radar chart
_MOST_IN_HEAT = 60


def selection_report(selection: Selection, language: Language, made_on: str) -> Draft:
    """Return the report: result, criteria, raters, decisions, and a section for each candidate looked at closely.

    made_on   the day, "2027-03-31"
    """
    words, ranking = Words(language), rank(selection)
    title = f"{words(f'{selection.kind}_title')}: {selection.title}"
    parts = {
        "result": _result(selection, ranking, words),
        "criteria": _criteria(selection, words),
        "raters": _raters(selection, words),
        "decisions": _decisions(selection, words),
        "own_network": _own_network(selection, words),
    }
    sections = [Section(name, words(f"section_{name}"), tuple(made)) for name, made in parts.items()]
    sections += [candidate_section(one, selection, words) for one in detailed(ranking)]
    kept = tuple(one for one in sections if one.parts)
    return Draft(title, selection.title, language, made_on, kept, selection.kind)


def _result(selection: Selection, ranking: Ranking, words: Words) -> Iterator[Part]:
    yield Paragraph("proposal", " ".join(verdict(ranking, words)))
    if ranking.standings:
        yield ranking_table(ranking, words)
    for one in ranking.standings:
        if one.is_out:
            yield Paragraph("own", standing_in_words(one, selection, words))
    yield from _charts(selection, ranking, words)
    if told_shifts := shifts_in_words(ranking, words):
        yield Paragraph("proposal", told_shifts[0])
        head = (*map(words, ("column_criterion", "column_change", "column_leader")),)
        rows = tuple(
            (
                one.criterion.title.of(words.language),
                words("lighter" if one.change < 0 else "heavier"),
                ", ".join(each.name for each in one.leaders),
            )
            for one in ranking.shifts
        )
        yield Table(words("table_sensitivity"), head, rows)
    grades = "; ".join(words(f"score_{grade}") for grade in range(BEST + 1))
    method = (words("scale", grades=grades), words("method"))
    yield Paragraph("own", " ".join((*method, words("method_raters")) if selection.kind == "projects" else method))
    for standing in ranking.standings:
        if standing.missing and not standing.is_out:
            criteria = words.some(standing.missing)
            yield Paragraph("open", words("open_rating", name=told(standing.candidate.name), criteria=criteria))


def ranking_table(ranking: Ranking, words: Words) -> Table:
    """Return the candidates in their order, those who are out at the end."""
    keys = ("rank", "candidate", "country", "stage", "score", "coverage", "bounds")
    rows = tuple(
        (
            "–" if one.rank is None else str(one.rank),
            one.candidate.name,
            one.candidate.country,
            words(f"stage_{one.candidate.stage}"),
            words.figure(one.score),
            words.figure(one.coverage),
            f"{words.figure(one.lower)}–{words.figure(one.upper)}",
        )
        for one in ranking.standings
    )
    return Table(words("table_ranking"), (*(words(f"column_{key}") for key in keys),), rows, numeric=(0, 4, 5))


def _charts(selection: Selection, ranking: Ranking, words: Words) -> Iterator[Part]:
    groups, scores = group_scores(selection)
    labels = tuple(one.of(words.language) for one in groups)
    rated = [one for one in ranking.standings if scores and one.score is not None]
    series = tuple(
        Series(one.candidate.name, tuple(None if value is None else round(value) for value in scores[one.candidate.id]))
        for one in rated
    )
    if series and len(labels) > 1:
        yield Chart(words("chart_heat"), "heat", labels, series[:_MOST_IN_HEAT], most=100)
    ranked = tuple(one for one, standing in zip(series, rated, strict=True) if standing.rank is not None)
    if ranked and len(labels) > 2:
        yield Chart(words("chart_radar"), "radar", labels, ranked[:_MOST_COMPARED], most=100)


def _criteria(selection: Selection, words: Words) -> Iterator[Part]:
    """Yield a table for each group, and where the criteria come from."""
    groups: dict[str, list[Criterion]] = {}
    for one in selection.criteria:
        groups.setdefault(one.group.of(words.language), []).append(one)
    head = (*map(words, ("column_criterion", "short_weight", "short_least")),)
    for group, criteria in groups.items():
        rows = tuple(
            (one.title.of(words.language), words.figure(one.weight), "" if one.least is None else str(one.least))
            for one in criteria
        )
        yield Table(words("table_criteria", group=group), head, rows, numeric=(1, 2))
    origins = {words("origin", **one.origin.model_dump()) for one in selection.criteria if one.origin}
    own = [one for one in selection.criteria if one.origin is None]
    if origins:
        yield Paragraph("own", words("origins", origins="; ".join(sorted(origins))))
    if own:
        yield Paragraph("own", words("own_criteria", criteria=", ".join(one.title.of(words.language) for one in own)))


def _raters(selection: Selection, words: Words) -> Iterator[Part]:
    for sentence in raters_in_words(selection, words):
        yield Paragraph("own", sentence)
    rows = tuple(
        (
            one.candidate.name,
            one.criterion.title.of(words.language) if one.criterion else words("whole"),
            words("spread_grades" if one.criterion else "spread_percent", spread=words.figure(one.spread)),
            *(", ".join(rater.name for rater in side) for side in (one.lowest, one.highest)),
        )
        for one in divergences(selection)
    )
    if rows:
        keys = ("projects_candidate", "column_criterion", "column_spread", "column_lowest", "column_highest")
        yield Table(words("table_discuss"), (*map(words, keys),), rows)


def _decisions(selection: Selection, words: Words) -> Iterator[Part]:
    if not selection.decisions:
        yield Paragraph("open", words("open_decision"))
        return
    keys = ("day", "who", "what", "why", "dissent")
    rows = tuple(
        (day_text(one.day, words.language), one.who, one.what, one.why, one.dissent) for one in selection.decisions
    )
    yield Table(words("table_decisions"), (*(words(f"column_{key}") for key in keys),), rows)


def _own_network(selection: Selection, words: Words) -> Iterator[Part]:
    if table := form_table(selection.own_swot, "swot", words("own_swot"), words):
        yield table
