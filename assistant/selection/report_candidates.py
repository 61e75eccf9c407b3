"""A candidate in the report: how it stands, its ratings with what proves them, its sheets and forms."""

from collections.abc import Iterator, Mapping

from assistant.selection.records import TOGETHER, Candidate, Criterion, Proof, ProofKind, Rating, Selection
from assistant.selection.report_tables import form_table, ipr_table, told
from assistant.selection.verdicts import mean_rating, standing_in_words
from assistant.selection.weighing import Ranking, Standing
from assistant.selection.words import Words
from assistant.studio.own_words import in_quotation_marks
from assistant.studio.records import Paragraph, Part, Quote, Section, Table

_SAYS: Mapping[ProofKind, str] = {"statement": "says_statement", "document": "says_named", "link": "says_link"}
_MOST_UNSORTED = 10  # candidates shown closely while there is no short list yet


def detailed(ranking: Ranking) -> tuple[Standing, ...]:
    """Return whom the report looks at closely: the short list and the chosen; without one, the first ten."""
    near = tuple(one for one in ranking.standings if one.candidate.stage in ("short_list", "chosen"))
    return near or ranking.standings[:_MOST_UNSORTED]


def candidate_section(standing: Standing, selection: Selection, words: Words) -> Section:
    """Return all that is known of a candidate; ratings of those who have not submitted are left out."""
    quotes: list[Quote] = []
    parts = tuple(_parts(standing, selection, quotes, words))
    return Section(f"candidate-{standing.candidate.id}", told(standing.candidate.name), parts, tuple(quotes))


def _parts(standing: Standing, selection: Selection, quotes: list[Quote], words: Words) -> Iterator[Part]:
    candidate = standing.candidate
    yield Paragraph("proposal", standing_in_words(standing, selection, words))
    if candidate.note:
        yield Paragraph("own", candidate.note)
    counted = {one.id for one in selection.raters if one.submitted} | {TOGETHER}
    ratings = [one for one in selection.ratings if one.candidate == candidate.id and one.rater in counted]
    if ratings:
        yield _ratings(candidate, ratings, selection, words)
    titles = {one.id: one.title.of(words.language) for one in selection.criteria}
    for rating in ratings:
        for proof in rating.proofs:
            yield _proof(proof, titles[rating.criterion], quotes, words)
    for criterion in standing.unproven:
        title = criterion.title.of(words.language)
        yield Paragraph("open", words("open_proof", name=told(candidate.name), criterion=title))
    for form, key in ((candidate.pest, "pest"), (candidate.swot, "swot")):
        if table := form_table(form, key, words(key), words):
            yield table
    yield from _agreements(candidate, selection, words)


def _ratings(candidate: Candidate, ratings: list[Rating], selection: Selection, words: Words) -> Table:
    by_criterion: dict[str, list[Rating]] = {}
    for one in ratings:
        by_criterion.setdefault(one.criterion, []).append(one)
    raters = {one.id: one.name for one in selection.raters}

    def row(criterion: Criterion) -> tuple[str, ...]:
        given = by_criterion[criterion.id]
        mean = words.figure(mean_rating(selection, candidate.id, criterion.id))
        single = "; ".join(
            f"{raters[one.rater]} {'–' if one.score is None else one.score}" for one in given if one.rater in raters
        )
        notes = "\n".join(
            f"{raters[one.rater]}: {one.note}" if one.rater in raters else one.note for one in given if one.note
        )
        cells = (criterion.title.of(words.language), words.figure(criterion.weight), mean)
        return (*cells, single, notes) if raters else (*cells, notes)

    several = ("column_rater",) if raters else ()
    head = (*map(words, ("column_criterion", "short_weight", "column_rating", *several, "column_note")),)
    rows = tuple(row(one) for one in selection.criteria if one.id in by_criterion)
    return Table(words("table_ratings", name=told(candidate.name)), head, rows, numeric=(1, 2))


def _proof(proof: Proof, criterion: str, quotes: list[Quote], words: Words) -> Paragraph:
    if proof.quote is not None:
        quotes.append(proof.quote)
        quoted = in_quotation_marks(proof.quote.text)
        return Paragraph("source", words("says_document", criterion=criterion, quote=quoted, mark=len(quotes)))
    text = " – ".join(filter(None, (told(proof.text), proof.link)))
    if proof.page:
        text = words("at_page", text=text, page=proof.page)
    return Paragraph("own", words(_SAYS[proof.kind], criterion=criterion, text=text))


def _agreements(candidate: Candidate, selection: Selection, words: Words) -> Iterator[Part]:
    """Yield the protocol of a partner or the rules for a project, and for a chosen one what is still to be settled."""
    chosen, name = candidate.stage == "chosen", told(candidate.name)
    if selection.kind == "partners":
        if table := form_table(candidate.protocol, "protocol", words("protocol"), words):
            yield table
        if chosen and (empty := [words(f"protocol_{field}") for field, value in candidate.protocol if not value]):
            yield Paragraph("open", words("open_protocol", name=name, fields=", ".join(empty)))
        return
    if table := ipr_table(candidate.ipr, words):
        yield table
    if not candidate.ipr.missing:
        yield Paragraph("own", words("ipr_ready") + (f" {words('started')}" if candidate.started else ""))
    elif chosen:
        lacking: dict[str, list[str]] = {}
        for rule, field in candidate.ipr.missing:
            lacking.setdefault(rule, []).append(words(f"ipr_field_{field}"))
        for rule, fields in lacking.items():
            yield Paragraph("open", words("open_ipr", name=name, rule=words(f"ipr_{rule}"), fields=", ".join(fields)))
