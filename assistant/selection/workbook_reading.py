"""A selection from a workbook that a person filled in. Each fault names its sheet and cell; with one, nothing is taken.

Rows are known by the id in their hidden column, or by their name where that lacks; a row without either is new. What no
sheet shows (PEST and SWOT, protocols, minutes) comes from the hidden sheet.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from assistant.instruments.typed import cleaned, folded
from assistant.instruments.workbook import CellFault, CellNotRead, Row, Sheets, UnusableWorkbook, opened
from assistant.phrase import Phrase
from assistant.selection.catalogue import load_catalogue
from assistant.selection.raters import submitted, with_ratings
from assistant.selection.records import (
    BEST,
    MOST_CANDIDATES,
    MOST_CRITERIA,
    MOST_RATERS,
    STAGES,
    TOGETHER,
    Candidate,
    Conflict,
    Criterion,
    Rater,
    Rating,
    Selection,
    SelectionKind,
)
from assistant.selection.words import text_of
from assistant.selection.workbook_layout import (
    CANDIDATES,
    CONFLICTS,
    CRITERIA,
    DATA_SHEET,
    PROOFS,
    RATERS,
    Carried,
    in_both,
)
from assistant.selection.workbook_proofs import said_in
from assistant.selection.workbook_rows import Gatherer, choice, column_of, new_id, whole
from assistant.studio.faults import faults_in_words
from ingest.records import Text

_LONGEST_NAME, _LONGEST_QUESTION, _LONGEST_TEXT = 200, 500, 4000
_MOST_ROWS = 5000  # of a sheet: 50 candidates by 69 criteria with a note each are 3,450 lines of proofs


def read_selection(path: Path, kind: SelectionKind, name: str = "") -> Selection:
    """Return the selection in a workbook; `name` is what its user calls the file. Raises UnusableWorkbook."""
    sheets = opened(path, name, _MOST_ROWS)
    carried = _carried(sheets)
    if carried is not None and carried.rater:
        raise UnusableWorkbook(sheets.name, [text_of("fault_rater_file")])
    base = carried.selection if carried else Selection(kind=kind, title=Path(sheets.name).stem[:_LONGEST_NAME] or "–")
    if base.kind != kind:
        raise UnusableWorkbook(sheets.name, [text_of("fault_kind")])
    return _Reader(sheets, base).everything()


def read_ratings(path: Path, selection: Selection, name: str = "") -> Selection:
    """Return the selection of projects with the ratings that a rater's workbook holds, which count as submitted.

    Raises UnusableWorkbook, UnknownRater, ConflictOfInterest.
    """
    sheets = opened(path, name, _MOST_ROWS)
    carried = _carried(sheets)
    known = {one.id for one in selection.raters}
    if carried is None or carried.rater not in known or selection.kind != "projects":
        raise UnusableWorkbook(sheets.name, [text_of("fault_other_selection")])
    ratings = _Reader(sheets, selection).ratings(carried.rater)
    return submitted(with_ratings(selection, carried.rater, ratings), carried.rater)


def _carried(sheets: Sheets) -> Carried | None:
    if DATA_SHEET not in (one.casefold() for one in sheets.names):
        return None
    data = "".join(str(line[0]) for line in sheets.grid(DATA_SHEET)[1] if line and line[0] is not None)
    try:
        return Carried.model_validate_json(data)
    except ValidationError as error:
        raise UnusableWorkbook(sheets.name, [text_of("fault_data")]) from error


class _Reader(Gatherer):
    """Reads a selection, on the ground of what the hidden sheet or the caller knows of it."""

    def __init__(self, sheets: Sheets, base: Selection) -> None:
        super().__init__(sheets)
        self.base = base

    def everything(self) -> Selection:
        """Return the selection; raises UnusableWorkbook."""
        criteria = self._criteria()
        parts: dict[str, object] = {"criteria": criteria}
        if self.base.kind == "partners":
            rows = self._candidate_rows("sheet_ratings", criteria)
            named = self._candidates(rows)
            parts["ratings"] = self._rated(named, criteria, TOGETHER)
            parts["candidates"] = tuple(one for _, one in named)
        else:
            named = self._candidates(self._candidate_rows("sheet_projects", ()))
            parts |= self._raters([one for _, one in named], criteria)
            parts["candidates"] = tuple(one for _, one in named)
        self.refuse()
        try:
            return Selection(**{**dict(self.base), **parts})
        except ValidationError as error:
            raise UnusableWorkbook(
                self.sheets.name, [Text(*(one.rstrip(".") for one in faults_in_words(error, "")))]
            ) from error

    def ratings(self, rater: str) -> tuple[Rating, ...]:
        """Return the ratings of a rater's workbook, whose criteria and projects are those of the base."""
        rows = self._candidate_rows("sheet_ratings", self.base.criteria)
        by_id, by_name = _by_id_and_name(self.base.candidates)
        named = []
        for row in rows:
            one = by_id.get(row.text("id")) or by_name.get(folded(row.text("name")))
            if one is None:
                self.fault(row, "name", "fault_candidate", value=row.text("name"))
            elif (rater, one.id) in self.base.barred:
                self.fault(row, "name", "fault_barred")
            else:
                named.append((row, one))
        ratings = self._rated(named, self.base.criteria, rater)
        self.refuse()
        return ratings

    def _criteria(self) -> tuple[Criterion, ...]:
        known = (*self.base.criteria, *load_catalogue(self.base.kind).criteria)
        by_id, by_title = {one.id: one for one in reversed(known)}, _by_title(known)
        groups = {folded(title): one.group for one in known for title in (one.group.de, one.group.en)}
        made: list[Criterion] = []
        rows_of: dict[str, int] = {}
        taken: set[str] = set()
        for row in self.rows("sheet_criteria", CRITERIA, MOST_CRITERIA):
            title = self.text(row, "title", _LONGEST_NAME)
            if not title:
                self.fault(row, "title", "fault_no_name")
            elif folded(title) in rows_of:
                self.fault(row, "title", "fault_criterion_twice", value=title, line=rows_of[folded(title)])
            else:
                rows_of[folded(title)] = row.number
                before = by_id.get(row.text("id")) or by_title.get(folded(title))
                before = None if before and before.id in taken else before
                name = before.id if before else new_id(title, taken | by_id.keys())
                taken.add(name)
                weight, least = 0.0, None
                with self.gathered():
                    weight = _weight(row)
                with self.gathered():
                    least = whole(row, "least", "fault_least", 1, BEST)
                made.append(
                    _criterion(row, name, title, before, groups).model_copy(update={"weight": weight, "least": least})
                )
        return tuple(made)

    def _candidate_rows(self, sheet: str, criteria: Sequence[Criterion]) -> list[Row]:
        before = {one.id for one in self.base.criteria}
        new = [column_of(one) for one in criteria if one.id not in before]  # written in by hand, without a column yet
        return self.rows(sheet, CANDIDATES, MOST_CANDIDATES, criteria, new)

    def _candidates(self, rows: Sequence[Row]) -> list[tuple[Row, Candidate]]:
        by_id, by_name = _by_id_and_name(self.base.candidates)
        made: list[tuple[Row, Candidate]] = []
        rows_of: dict[str, int] = {}
        taken: set[str] = set()
        for row in rows:
            name = self.text(row, "name", _LONGEST_NAME)
            if not name:
                if any(row.text(key) for key in row.cells if key not in ("id", "stage")):
                    self.fault(row, "name", "fault_no_name")
            elif folded(name) in rows_of:
                self.fault(row, "name", "fault_candidate_twice", value=name, line=rows_of[folded(name)])
            else:
                rows_of[folded(name)] = row.number
                before = by_id.get(row.text("id")) or by_name.get(folded(name))
                before = None if before and before.id in taken else before
                given = dict(before) if before else {"id": new_id(name, taken | by_id.keys())}
                taken.add(str(given["id"]))
                country, note = (self.text(row, key, _LONGEST_TEXT) for key in ("country", "note"))
                with self.gathered():
                    stage = choice(row, "stage", {one: in_both(f"stage_{one}") for one in STAGES}) or STAGES[0]
                    seen = {"name": name, "country": country, "note": note, "stage": stage}
                    made.append((row, Candidate.model_validate({**given, **seen})))
        return made

    def _rated(
        self, named: Sequence[tuple[Row, Candidate]], criteria: Sequence[Criterion], rater: str
    ) -> tuple[Rating, ...]:
        scores: dict[tuple[str, str], int] = {}
        for row, candidate in named:
            for criterion in criteria:
                with self.gathered():
                    if (score := whole(row, column_of(criterion), "fault_rating", 0, BEST)) is not None:
                        scores[candidate.id, criterion.id] = score
        candidates = {folded(one.name): one.id for _, one in named}
        titles = {title: one.id for title, one in _by_title(criteria).items()}
        proofs = self.rows("sheet_proofs", PROOFS, _MOST_ROWS)
        said, faults = said_in(proofs, candidates, titles)
        self.faults += faults
        ratings = []
        for candidate_id, criterion_id in {**scores, **said}:
            note, proven = said.get((candidate_id, criterion_id), ("", ()))
            score = scores.get((candidate_id, criterion_id))
            ratings.append(
                Rating(
                    candidate=candidate_id, criterion=criterion_id, rater=rater, score=score, note=note, proofs=proven
                )
            )
        return tuple(ratings)

    def _raters(self, candidates: Sequence[Candidate], criteria: Sequence[Criterion]) -> dict[str, object]:
        """Return the raters, their conflicts of interest, and the ratings that are kept of those before."""
        by_id, by_name = _by_id_and_name(self.base.raters)
        raters: dict[str, Rater] = {}
        rows_of: dict[str, int] = {}
        for row in self.rows("sheet_raters", RATERS, MOST_RATERS):
            name = self.text(row, "name", _LONGEST_NAME)
            if not name:
                continue
            if folded(name) in raters:
                self.fault(row, "name", "fault_candidate_twice", value=name, line=rows_of[folded(name)])
                continue
            rows_of[folded(name)] = row.number
            before = by_id.get(row.text("id")) or by_name.get(folded(name))
            taken = {one.id for one in raters.values()}
            before = None if before and before.id in taken else before
            name_of = before.id if before else new_id(name, taken | by_id.keys())
            raters[folded(name)] = Rater(id=name_of, name=name, submitted=before.submitted if before else False)
        conflicts = self._conflicts({key: one.id for key, one in raters.items()}, candidates)
        barred = {(one.rater, one.candidate) for one in conflicts}
        known = tuple({one.id for one in group} for group in (candidates, criteria, tuple(raters.values())))
        kept = tuple(
            one
            for one in self.base.ratings
            if all(name in names for name, names in zip(one.place, known, strict=True))
            and (one.rater, one.candidate) not in barred
        )
        return {"raters": tuple(raters.values()), "conflicts": conflicts, "ratings": kept}

    def _conflicts(self, raters: Mapping[str, str], candidates: Sequence[Candidate]) -> tuple[Conflict, ...]:
        ids = {folded(one.name): one.id for one in candidates}
        made = []
        for row in self.rows("sheet_conflicts", CONFLICTS, _MOST_ROWS):
            rater, candidate = raters.get(folded(row.text("rater"))), ids.get(folded(row.text("name")))
            reason = self.text(row, "reason", _LONGEST_TEXT)
            for key, found in (("rater", rater), ("name", candidate)):
                if found is None:
                    self.fault(row, key, "fault_candidate", value=row.text(key))
            if not reason:
                self.fault(row, "reason", "fault_no_reason")
            elif rater and candidate:
                made.append(Conflict(rater=rater, candidate=candidate, reason=reason))
        return tuple(made)


def _criterion(row: Row, name: str, title: str, before: Criterion | None, groups: Mapping[str, Phrase]) -> Criterion:
    question, group = row.text("question")[:_LONGEST_QUESTION], row.text("group")[:_LONGEST_NAME]
    same = before is not None and title in (cleaned(before.title.de), cleaned(before.title.en))
    return Criterion(
        id=name,
        group=groups.get(folded(group)) or _phrase(None, group) or Phrase(**text_of("own_criterion")._asdict()),
        title=before.title if before and same else Phrase(de=title, en=title),
        question=_phrase(before.question if before else None, question),
        origin=before.origin if before and same else None,
    )


def _weight(row: Row) -> float:
    weight = row.number_in("weight") or 0.0
    if not 0 <= weight <= 10:
        raise CellNotRead(CellFault(row.place("weight"), text_of("fault_weight", value=row.text("weight")[:40])))
    return weight


def _phrase(before: Phrase | None, text: str) -> Phrase | None:
    if before is not None and text in (cleaned(before.de), cleaned(before.en)):
        return before
    return Phrase(de=text, en=text) if text else None


def _by_title(criteria: Sequence[Criterion]) -> dict[str, Criterion]:
    return {folded(title): one for one in reversed(criteria) for title in (one.title.de, one.title.en)}


Named = TypeVar("Named", Candidate, Rater)


def _by_id_and_name(those: Sequence[Named]) -> tuple[dict[str, Named], dict[str, Named]]:
    return {one.id: one for one in those}, {folded(one.name): one for one in those}
