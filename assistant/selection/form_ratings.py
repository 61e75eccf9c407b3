"""What is typed into the page's tables of ratings, proofs and raters, as changes of a selection."""

from collections.abc import Mapping

from pydantic import ValidationError

from assistant.instruments.typed import BadEntry, cleaned
from assistant.reimport.proof import Proof as Finder
from assistant.selection.form import Done, candidate_of, cell_fault, changed, checked, in_words
from assistant.selection.raters import rater_named, with_ratings
from assistant.selection.records import BEST, TOGETHER, Conflict, Criterion, Proof, ProofKind, Rater, Rating, Selection
from assistant.selection.words import text_of
from assistant.selection.workbook_rows import new_id
from assistant.studio.numbers import read_whole
from ingest.records import Source, Text


def with_rated(selection: Selection, rater: str, candidate: str | None, cells: Mapping[str, str]) -> Done:
    """Return the selection with a rater's scores and notes as they are typed; a cell that does not fit changes nothing.

    Cells are named "<criterion>.score" and "<criterion>.note". Raises BadEntry, UnknownRater, ConflictOfInterest.
    """
    place = candidate_of(selection, candidate).id
    faults: list[Text] = []
    made = []
    given = {one.place: one for one in selection.ratings}
    for criterion in selection.criteria:
        empty = Rating(candidate=place, criterion=criterion.id, rater=rater)
        present = given.get(empty.place, empty)
        score, note = present.score, cells.get(f"{criterion.id}.note", present.note)
        typed = cells.get(f"{criterion.id}.score")
        try:
            score = score if typed is None else _score(typed)
        except ValueError:
            faults.append(cell_fault(criterion, "column_rating", "fault_rating", str(typed)))
        if note.split() == present.note.split():  # a field of one line shows no line breaks
            note = present.note
        made.append(_rating(present, criterion, score, note))
    return Done(_rated(selection, rater, made), tuple(faults))


def rating_of(selection: Selection, rater: str, candidate: str, criterion: str) -> Rating:
    """Return a rating, an empty one where there is none."""
    place = candidate, criterion, rater
    found = (one for one in selection.ratings if one.place == place)
    return next(found, Rating(candidate=candidate, criterion=criterion, rater=rater))


def with_proof(
    selection: Selection, rater: str, candidate: str | None, criterion: str | None, proof: Proof
) -> Selection:
    """Return the selection with a further proof of a rating; raises BadEntry."""
    present = _chosen(selection, rater, candidate, criterion)
    return _with_proofs(selection, present, (*present.proofs, proof))


def without_proof(
    selection: Selection, rater: str, candidate: str | None, criterion: str | None, number: int | None
) -> Selection:
    """Return the selection without the proof of this number, from 0; raises BadEntry."""
    present = _chosen(selection, rater, candidate, criterion)
    if number is None or not 0 <= number < len(present.proofs):
        raise BadEntry(text_of("fault_choose_proof"))
    return _with_proofs(selection, present, (*present.proofs[:number], *present.proofs[number + 1 :]))


def typed_proof(kind: ProofKind, text: str, link: str, page: str, source: Source | None, finder: Finder) -> Proof:
    """Return a proof as it is typed; raises BadEntry.

    For a document, `text` are its words, which `finder` looks up in the library's `source`; without words, or without
    a source, the document is only named.
    """
    values: dict[str, object] = {"kind": kind, "text": cleaned(text), "link": cleaned(link) if kind == "link" else ""}
    if kind == "document":
        values["page"] = cleaned(page)
        if source is not None:
            values |= _of_source(cleaned(text), cleaned(page), source, finder)
    return checked(Proof, **values)


def with_rater(selection: Selection, name: str) -> Selection:
    """Return the selection with somebody more who rates; raises BadEntry."""
    ids = {one.id for one in selection.raters}
    made = checked(Rater, id=new_id(name, ids), name=name)
    return changed(selection, raters=(*selection.raters, made))


def without_rater(selection: Selection, rater: str | None) -> Selection:
    """Return the selection without a rater and all that they rated; raises UnknownRater."""
    gone = rater_named(selection, rater or "–").id
    return changed(
        selection,
        raters=tuple(one for one in selection.raters if one.id != gone),
        ratings=tuple(one for one in selection.ratings if one.rater != gone),
        conflicts=tuple(one for one in selection.conflicts if one.rater != gone),
    )


def with_conflict(selection: Selection, rater: str | None, candidate: str | None, reason: str) -> Selection:
    """Return the selection with a rater excluded from a project, whose ratings of it go; raises BadEntry."""
    excluded, of = rater_named(selection, rater or "–").id, candidate_of(selection, candidate).id
    if not reason.strip():
        raise BadEntry(text_of("fault_reason_first"))
    others = tuple(one for one in selection.conflicts if (one.rater, one.candidate) != (excluded, of))
    ratings = tuple(one for one in selection.ratings if (one.rater, one.candidate) != (excluded, of))
    made = checked(Conflict, rater=excluded, candidate=of, reason=reason)
    return changed(selection, conflicts=(*others, made), ratings=ratings)


def without_conflict(selection: Selection, number: int | None) -> Selection:
    """Return the selection without the conflict of interest of this number, from 0; raises BadEntry."""
    if number is None or not 0 <= number < len(selection.conflicts):
        raise BadEntry(text_of("fault_choose_conflict"))
    return changed(selection, conflicts=(*selection.conflicts[:number], *selection.conflicts[number + 1 :]))


def _rated(selection: Selection, rater: str, made: list[Rating]) -> Selection:
    """Return the selection with ratings in place of those at the same places."""
    places = {one.place for one in made}
    kept = [one for one in selection.ratings if one.place not in places]
    if rater == TOGETHER:
        return changed(selection, ratings=(*kept, *made))
    own = [one for one in (*kept, *made) if one.rater == rater and not one.is_empty]
    return with_ratings(selection, rater, own)


def _rating(present: Rating, criterion: Criterion, score: int | None, note: str) -> Rating:
    try:
        return Rating(**{**dict(present), "score": score, "note": note})
    except ValidationError as error:
        told, title = in_words(error), criterion.title
        raise BadEntry(Text(f"„{title.de}“, {told.de}", f"“{title.en}”, {told.en}")) from error


def _chosen(selection: Selection, rater: str, candidate: str | None, criterion: str | None) -> Rating:
    if criterion not in {one.id for one in selection.criteria}:
        raise BadEntry(text_of("fault_choose_criterion"))
    return rating_of(selection, rater, candidate_of(selection, candidate).id, criterion or "")


def _with_proofs(selection: Selection, present: Rating, proofs: tuple[Proof, ...]) -> Selection:
    made = checked(Rating, **{**dict(present), "proofs": proofs})
    return _rated(selection, present.rater, [made])


def _of_source(words: str, page: str, source: Source, finder: Finder) -> dict[str, object]:
    title = source.details.title or source.file_name
    if not words:
        return {"text": title}
    quote = finder.find(words, f"{title}, {source.details.year or ''}, S. {page}" if page else title)
    if quote is None or quote.source_id != source.id:
        raise BadEntry(text_of("fault_no_quote", title=title))
    return {"text": "", "quote": quote}


def _score(typed: str) -> int | None:
    if not typed.strip():
        return None
    score = read_whole(typed)
    if not 0 <= score <= BEST:
        raise ValueError("out of range")
    return score
