"""A selection as HTML: candidates, ranking with its reasons, how well each group of criteria is met, minutes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.selection.raters import visible_ratings
from assistant.selection.records import TOGETHER, Proof, Selection
from assistant.selection.report import ranking_table
from assistant.selection.verdicts import (
    divergences_in_words,
    raters_in_words,
    shifts_in_words,
    standing_in_words,
    verdict,
)
from assistant.selection.weighing import Ranking, group_scores, rank
from assistant.selection.words import Words
from assistant.studio.records import Chart, Series
from assistant.ui.markup import element, escape
from assistant.ui.section_view import picture_html
from assistant.ui.selection_words import said
from ingest.records import Language

_MOST_COMPARED = 5  # in the radar chart


def hint_html(text: str) -> str:
    """Return a sentence that helps on."""
    return element("p", escape(text), "hint")


def candidates_html(selection: Selection, language: Language) -> str:
    """Return who is under consideration, with country, stage and how much is rated."""
    words = Words(language)
    if not selection.candidates:
        return hint_html(said(f"no_candidates_{selection.kind}").of(language))
    coverage = {one.candidate.id: one.coverage for one in rank(selection).standings}
    head = [words(f"column_{key}") for key in ("candidate", "country", "stage", "coverage", "note")]
    rows = [
        (one.name, one.country, words(f"stage_{one.stage}"), words.figure(coverage[one.id]), one.note)
        for one in selection.candidates
    ]
    return element("div", _table_html("", head, rows, (3,)), "selection")


def result_html(selection: Selection, language: Language) -> str:
    """Return the ranking with its reasons, how firm it is, the heat map, and the leading ones compared."""
    words = Words(language)
    if not selection.criteria or not selection.candidates:
        return hint_html(said("no_result").of(language))
    ranking = rank(selection)
    first, *further = verdict(ranking, words)
    parts = element("p", element("strong", escape(first)), "said")
    parts += "".join(element("p", escape(one), "said") for one in further)
    parts += _list_html(shifts_in_words(ranking, words))
    parts += _discussion_html(selection, words)
    table = ranking_table(ranking, words)
    parts += _table_html(table.caption, table.head, table.rows, table.numeric)
    reasons = [standing_in_words(one, selection, words) for one in ranking.standings]
    parts += _folded(said("why_so").of(language), reasons)
    parts += _charts_html(selection, ranking, words)
    method = " ".join([words("method")] + [words("method_raters")] * (selection.kind == "projects"))
    return element("div", parts + hint_html(method), "selection")


def standing_html(selection: Selection, candidate: str | None, rater: str, language: Language) -> str:
    """Return how a candidate stands; of a project what its rater has done, as the others' ratings are not to be seen
    before the own are submitted."""
    words = Words(language)
    if not selection.criteria or candidate is None:
        return hint_html(said("rate_first").of(language))
    reasons = [one.reason for one in selection.conflicts if (one.rater, one.candidate) == (rater, candidate)]
    if reasons:
        told = said("barred_here", reason=reasons[0]).of(language)
        return element("p", escape(told), "warning", role="status")
    if rater == TOGETHER:
        told = next(
            standing_in_words(one, selection, words)
            for one in rank(selection).standings
            if one.candidate.id == candidate
        )
    else:
        own = [one for one in visible_ratings(selection, rater) if (one.candidate, one.rater) == (candidate, rater)]
        rated = sum(one.score is not None for one in own)
        told = said("rated_of", count=rated, all=len(selection.criteria)).of(language)
    return element("p", escape(told), "standing")


def proofs_html(proofs: Sequence[Proof], language: Language) -> str:
    """Return the proofs of one rating, "" for none."""
    return (
        element("ol", "".join(element("li", escape(proof_line(one, language))) for one in proofs), "proofs")
        if proofs
        else ""
    )


def proof_line(proof: Proof, language: Language) -> str:
    """Return a proof on one line: its kind, what it says, where."""
    words = Words(language)
    quoted = proof.quote
    title = (quoted.details.title or quoted.file_name) if quoted else ""
    page = (quoted.page_label or str(quoted.page or "")) if quoted else proof.page
    place = said("at_page_short", page=page).of(language) if page else ""
    text = f"„{' '.join(quoted.text.split())}“" if quoted else proof.text
    return f"{words(f'proof_{proof.kind}')}: " + ", ".join(filter(None, (text, title, proof.link, place)))


def minutes_html(selection: Selection, language: Language) -> str:
    """Return the decisions, the latest last."""
    if not selection.decisions:
        return hint_html(said("no_minutes").of(language))
    keys = ("day", "who", "what", "why", "dissent")
    head = [Words(language)(f"column_{key}") for key in keys]
    rows = [[str(getattr(one, key)) for key in keys] for one in selection.decisions]
    return element("div", _table_html("", head, rows, ()), "selection")


def raters_html(selection: Selection, language: Language) -> str:
    """Return who rates and has submitted, and who has no say where."""
    words = Words(language)
    if not selection.raters:
        return hint_html(said("no_raters").of(language))
    rated: dict[str, int] = {}
    for one in selection.ratings:
        rated[one.rater] = rated.get(one.rater, 0) + (one.score is not None)
    barred = [one.rater for one in selection.conflicts]
    head = [words("column_rater"), said("column_given").of(language), words("column_submitted")]
    rows = [
        (
            one.name,
            said("rated_of", count=rated.get(one.id, 0), all=_to_rate(selection, barred.count(one.id))).of(language),
            words("yes" if one.submitted else "no"),
        )
        for one in selection.raters
    ]
    names = {one.id: one.name for one in selection.raters} | {one.id: one.name for one in selection.candidates}
    conflicts = [
        words("barred", rater=names[one.rater], name=names[one.candidate], reason=one.reason)
        for one in selection.conflicts
    ]
    return element("div", _table_html("", head, rows, ()) + _list_html(conflicts), "selection")


def _to_rate(selection: Selection, barred: int) -> int:
    return len(selection.criteria) * (len(selection.candidates) - barred)


def _discussion_html(selection: Selection, words: Words) -> str:
    lines = (*raters_in_words(selection, words), *divergences_in_words(selection, words))
    if not lines:
        return ""
    return element("h4", escape(said("discussion").of(words.language))) + _list_html(lines)


def _charts_html(selection: Selection, ranking: Ranking, words: Words) -> str:
    """Return the heat map as a table, which 50 candidates do not slow down, and the first ones as a picture."""
    groups, scores = group_scores(selection)
    labels = tuple(one.of(words.language) for one in groups)
    rated = [one for one in ranking.standings if one.score is not None]
    if not rated or len(labels) < 2:
        return ""
    shown = _heat_html(
        words("chart_heat"), labels, [(one.candidate.name, scores[one.candidate.id]) for one in rated], words
    )
    ranked = [one for one in rated if one.rank is not None][:_MOST_COMPARED]
    if ranked and len(labels) > 2:
        series = tuple(
            Series(
                one.candidate.name, tuple(None if each is None else round(each) for each in scores[one.candidate.id])
            )
            for one in ranked
        )
        caption = words("chart_radar")
        picture = _picture_html(Chart(caption, "radar", labels, series, most=100), words.language)
        shown += element("figure", element("figcaption", escape(caption)) + picture)
    return shown


@lru_cache(maxsize=32)
def _picture_html(chart: Chart, language: Language) -> str:
    return picture_html(chart, language)


def _heat_html(
    caption: str, labels: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]], words: Words
) -> str:
    head = "".join(element("th", escape(one), scope="col") for one in ("", *labels))
    body = "".join(
        element("tr", element("th", escape(name), scope="row") + "".join(_heat_cells(values, words)))
        for name, values in rows
    )
    content = element("caption", escape(caption)) + element("thead", element("tr", head)) + element("tbody", body)
    return element("div", element("table", content, "heat"), "table")


def _heat_cells(values: Sequence[float | None], words: Words) -> Iterator[str]:
    for value in values:
        grade = "none" if value is None else f"h{min(4, int(value // 20))}"
        yield element("td", escape("–" if value is None else words.figure(round(value))), f"figure {grade}")


def _folded(title: str, lines: Sequence[str]) -> str:
    return element("details", element("summary", escape(title)) + _list_html(lines)) if lines else ""


def _list_html(lines: Sequence[str]) -> str:
    return element("ul", "".join(element("li", escape(one)) for one in lines)) if lines else ""


def _table_html(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int]) -> str:
    names = "".join(element("th", escape(one), scope="col") for one in head)
    body = "".join(
        element(
            "tr", "".join(element("td", escape(one), "figure" if at in numeric else "") for at, one in enumerate(row))
        )
        for row in rows
    )
    top = element("caption", escape(caption)) if caption else ""
    table = element("table", top + element("thead", element("tr", names)) + element("tbody", body))
    return element("div", table, "table")
