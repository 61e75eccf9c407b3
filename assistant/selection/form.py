"""What is typed into the page's fields, as changes of a selection: criteria, weights, candidates, stages, minutes.

Fields of a table come as cells, by their names: {"market_access.weight": "7,5"}.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from assistant.instruments.typed import BadEntry, cleaned, read_day
from assistant.phrase import Strict
from assistant.selection.records import BEST, Candidate, Criterion, Minutes, Selection, Stage
from assistant.selection.words import text_of
from assistant.selection.workbook_rows import new_id
from assistant.studio.faults import faults_in_words
from assistant.studio.numbers import read_number, read_whole
from ingest.records import Text

Made = TypeVar("Made", bound=Strict)
_MOST_WEIGHT = 10
_NAMES = {"name": "column_candidate", "country": "column_country", "note": "column_note", "title": "column_criterion",
          "question": "column_factor", "day": "column_day", "who": "column_who", "what": "column_what",
          "why": "column_why", "dissent": "column_dissent", "reason": "column_reason", "text": "column_text",
          "link": "column_link", "page": "column_page", "agreed_on": "protocol_agreed_on"}  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What came of several cells: the selection with those that fit, and what does not fit of the others."""

    selection: Selection
    faults: tuple[Text, ...] = ()

    @property
    def told(self) -> BadEntry | None:
        """Return the faults as one message, None where all cells fit."""
        if not self.faults:
            return None
        german, english = ("; ".join(each) for each in zip(*self.faults, strict=True))
        return BadEntry(Text(f"{german}.", f"{english}."))


def changed(selection: Selection, **values: object) -> Selection:
    """Return the selection with other values; raises BadEntry."""
    return checked(Selection, **{**dict(selection), **values})


def checked(record: type[Made], /, **values: object) -> Made:
    """Return a record of these values; raises BadEntry in place of pydantic's error."""
    try:
        return record.model_validate(values)
    except ValidationError as error:
        raise BadEntry(in_words(error)) from error


def in_words(error: ValidationError) -> Text:
    """Return what pydantic found, with the fields' names on the page."""
    return faults_in_words(error, "", {field: text_of(key) for field, key in _NAMES.items()})


def with_criteria(
    selection: Selection, catalogue: Sequence[Criterion], chosen: Sequence[str]
) -> Selection | tuple[Selection, Text]:
    """Return the selection with these criteria of catalogue and selection (ids), and what went with the others."""
    wanted, present = set(chosen), {one.id: one for one in selection.criteria}
    known = {one.id for one in catalogue}
    kept = [present.get(one.id, one) for one in catalogue if one.id in wanted]
    kept += [one for one in selection.criteria if one.id in wanted - known]
    ids = {one.id for one in kept}
    ratings = tuple(one for one in selection.ratings if one.criterion in ids)
    made = changed(selection, criteria=tuple(kept), ratings=ratings)
    lost = len(selection.ratings) - len(ratings)
    return (made, text_of("ratings_gone", count=lost)) if lost else made


def with_own_criterion(selection: Selection, title: str, question: str) -> Selection:
    """Return the selection with a further criterion; raises BadEntry."""
    made = checked(
        Criterion,
        id=new_id(title, {one.id for one in selection.criteria}),
        group={"de": text_of("own_group").de, "en": text_of("own_group").en},
        title=cleaned(title),
        question=cleaned(question) or None,
    )
    return changed(selection, criteria=(*selection.criteria, made))


def with_added(selection: Selection, criteria: Sequence[Criterion]) -> Selection:
    """Return the selection with those of these criteria that it does not have; raises BadEntry."""
    present = {one.id for one in selection.criteria}
    return changed(selection, criteria=(*selection.criteria, *(one for one in criteria if one.id not in present)))


def with_weights(selection: Selection, cells: Mapping[str, str]) -> Done:
    """Return the selection with weights and knock-out limits as they are typed; a cell that does not fit changes
    nothing."""
    faults: list[Text] = []

    def read(one: Criterion, field: str, fault: str, present: float | None) -> float | None:
        typed = cells.get(f"{one.id}.{field}")
        try:
            return present if typed is None else _weight(typed) if field == "weight" else _least(typed)
        except ValueError:
            faults.append(cell_fault(one, f"short_{field}", fault, str(typed)))
            return present

    criteria = tuple(
        Criterion(
            **{
                **dict(one),
                "weight": read(one, "weight", "fault_weight", one.weight),
                "least": read(one, "least", "fault_least", one.least),
            }
        )
        for one in selection.criteria
    )
    return Done(changed(selection, criteria=criteria), tuple(faults))


def cell_fault(criterion: Criterion, column: str, fault: str, typed: str) -> Text:
    """Return what is wrong with a cell, by criterion and column."""
    name, reason = text_of(column), text_of(fault, value=typed[:40])
    return Text(f"„{criterion.title.de}“, {name.de}: {reason.de}", f"“{criterion.title.en}”, {name.en}: {reason.en}")


def with_candidates(selection: Selection, lines: str) -> Selection:
    """Return the selection with further candidates, one a line: name, and after a "|" or a tab the country.

    Raises BadEntry.
    """
    taken = {one.id for one in selection.candidates}
    made: list[Candidate] = []
    for line in filter(str.strip, lines.splitlines()):
        name, _, country = line.replace("\t", "|").partition("|")
        made.append(checked(Candidate, id=new_id(name, taken), name=name, country=country))
        taken.add(made[-1].id)
    if not made:
        raise BadEntry(text_of("fault_no_candidate"))
    return changed(selection, candidates=(*selection.candidates, *made))


def with_candidate_cells(selection: Selection, cells: Mapping[str, str]) -> Done:
    """Return the selection with names, countries and notes as they are typed; a line that does not fit changes
    nothing."""
    faults: list[Text] = []
    for one in selection.candidates:
        typed = {field: cells.get(f"{one.id}.{field}", getattr(one, field)) for field in ("name", "country", "note")}
        # a field of one line shows no line breaks
        values = {field: text for field, text in typed.items() if text.split() != getattr(one, field).split()}
        try:
            selection = with_candidate(selection, one.id, **values) if values else selection
        except BadEntry as error:
            told = error.message
            faults.append(Text(f"„{one.name}“: {told.de.rstrip('.')}", f"“{one.name}”: {told.en.rstrip('.')}"))
    return Done(selection, tuple(faults))


def with_candidate(selection: Selection, candidate: str, **values: object) -> Selection:
    """Return the selection with other values of a candidate; raises BadEntry."""
    present = candidate_of(selection, candidate)
    made = checked(Candidate, **{**dict(present), **values})
    return changed(selection, candidates=tuple(made if one == present else one for one in selection.candidates))


def candidate_of(selection: Selection, candidate: str | None) -> Candidate:
    """Return a candidate by its id; raises BadEntry."""
    for one in selection.candidates:
        if one.id == candidate:
            return one
    raise BadEntry(text_of("fault_choose_candidate"))


def without_candidate(selection: Selection, candidate: str | None) -> Selection:
    """Return the selection without a candidate, its ratings and conflicts of interest; raises BadEntry."""
    gone = candidate_of(selection, candidate).id
    return changed(
        selection,
        candidates=tuple(one for one in selection.candidates if one.id != gone),
        ratings=tuple(one for one in selection.ratings if one.candidate != gone),
        conflicts=tuple(one for one in selection.conflicts if one.candidate != gone),
    )


def with_stage(selection: Selection, stage: Stage, chosen: Sequence[str]) -> Selection:
    """Return the selection with these candidates (ids) at a stage; who else was there is on the long list."""

    def now(one: Candidate) -> Stage:
        return stage if one.id in chosen else "long_list" if one.stage == stage else one.stage

    candidates = tuple(Candidate(**{**dict(one), "stage": now(one)}) for one in selection.candidates)
    return changed(selection, candidates=candidates)


def with_minutes(selection: Selection, day: str, who: str, what: str, why: str, dissent: str) -> Selection:
    """Return the selection with the minutes of a decision; raises BadEntry."""
    made = checked(Minutes, day=typed_day("column_day", day), who=who, what=what, why=why, dissent=dissent)
    return changed(selection, decisions=(*selection.decisions, made))


def without_minutes(selection: Selection, number: int | None) -> Selection:
    """Return the selection without the minutes of this number, from 0; raises BadEntry."""
    if number is None or not 0 <= number < len(selection.decisions):
        raise BadEntry(text_of("fault_choose_minutes"))
    return changed(selection, decisions=(*selection.decisions[:number], *selection.decisions[number + 1 :]))


def typed_day(field: str, typed: str) -> str:
    """Return a day as it is kept, "2027-03-31"; `field` is the key of the field's name. Raises BadEntry."""
    try:
        return read_day(typed)
    except ValueError as error:
        name, fault = text_of(field), text_of("fault_day", value=typed[:40])
        raise BadEntry(Text(f"{name.de}: {fault.de}.", f"{name.en}: {fault.en}.")) from error


def _weight(typed: str) -> float:
    weight = read_number(typed)
    if not 0 <= weight <= _MOST_WEIGHT:
        raise ValueError("out of range")
    return weight


def _least(typed: str) -> int | None:
    if not typed.strip():
        return None
    least = read_whole(typed)
    if not 1 <= least <= BEST:
        raise ValueError("out of range")
    return least
