"""Tables and charts made from the profile that say otherwise than it does now: each by its first difference."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from assistant.studio.consistency.findings import Inconsistency, Place, found
from assistant.studio.facts import folded
from assistant.studio.numbers import read_number
from assistant.studio.outline import TableName
from assistant.studio.profile import Profile
from assistant.studio.records import Gantt, Section, Table
from assistant.studio.tables import FILE, tabled
from assistant.wording import wordings
from ingest.records import Language

_NOTHING = ("", "–", "-", "—")
_FIGURE = re.compile(r"\d+")
_ALIKE = 0.5  # rows that share half their cells, or the first, are the same row with another word
_Row = tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """Where a table comes from: the section of the shipped outline, the field of the profile, its entries' names.

    column   which column of the table, from 0, holds these names
    """

    section: str
    field: str
    names: Callable[[Profile], list[str]]
    column: int = 0

    def place(self, profile: Profile, name: str) -> Place:
        """Return the place of the entry of this name, of the field where there is none."""
        known = [folded(one) for one in self.names(profile)]
        at = f", {known.index(folded(name)) + 1}" if folded(name) in known else ""
        return Place(self.section, f"{self.field}{at}")


ORIGINS: Mapping[TableName, Origin] = {
    "finance": Origin("finance", "budget", lambda profile: [one.item for one in profile.budget]),
    "work_plan": Origin("work_plan", "milestones", lambda profile: [one.title for one in profile.milestones]),
    "risks": Origin("priorities", "risks", lambda profile: [one.risk for one in profile.risks]),
    "indicators": Origin("indicators", "indicators", lambda profile: [one.name for one in profile.indicators]),
    "partners": Origin("partners", "partners", lambda profile: [one.name for one in profile.partners]),
    "projects": Origin("projects", "projects", lambda profile: [one.title for one in profile.projects]),
    "members": Origin("target_group", "members", lambda profile: [one.type for one in profile.members]),
    "goals": Origin("vision", "goals", lambda profile: [one.text for one in profile.goals], column=1),
}


def caption_of(name: TableName, language: Language) -> str:
    """Return the caption of a table that is made from the profile."""
    return wordings(FILE)[f"{name}_caption"].of(language)


def outdated_tables(
    sections: Sequence[Section], profile: Profile, language: Language, *, is_translated: bool
) -> Iterator[Inconsistency]:
    """Yield the first difference of each table, and of its chart where the table has none.

    Rows may stand in another order, and headings in other words. What the profile says nothing of is not compared,
    and of a strategy in another language than its profile's only the figures are.
    """
    read = _figures if is_translated else _value
    for name in get_args(TableName):
        made = [_as_table(part, language) for part in tabled(name, profile, language).parts]
        for section in sections:
            shown = [_as_table(part, language) for part in section.parts if isinstance(part, Table | Gantt)]
            comparisons = (
                _Comparison(section, here, there, ORIGINS[name], profile, read)
                for here in shown
                for there in made
                if here.caption == there.caption and here.kind == "own"
            )
            first = next((one for comparison in comparisons if (one := comparison.difference())), None)
            if first:
                yield first


def _as_table(part: Table | Gantt, language: Language) -> Table:
    """Return a work plan as a table of its bars."""
    if isinstance(part, Table):
        return part
    head = ("work_plan_step", "work_plan_start", "work_plan_end", "responsible")
    rows = tuple((bar.title, bar.start, bar.end, bar.responsible) for bar in part.bars)
    return Table(part.caption, tuple(wordings(FILE)[key].of(language) for key in head), rows, kind=part.kind)


def is_empty(cell: str) -> bool:
    """Tell whether a cell says nothing: a dash stands for that."""
    return cell.strip() in _NOTHING


def _value(cell: str) -> str:
    """Return what a cell says, however it is written: "45.000" and "45 000 Euro", "–" and ""."""
    if is_empty(cell):
        return ""
    try:
        return str(read_number(cell))
    except ValueError:
        return folded(cell)


def _figures(cell: str) -> str:
    """Return the figures of a cell, "" for words: a translated cell has others."""
    return " ".join(_FIGURE.findall(_value(cell)))


@dataclass(frozen=True)
class _Comparison:
    """A table of a section beside what the profile gives for it; `read` tells which cells are equal."""

    section: Section
    here: Table
    there: Table
    origin: Origin
    profile: Profile
    read: Callable[[str], str]

    def difference(self) -> Inconsistency | None:
        """Return the first difference in the years of the head, the rows, or the sums; None where there is none."""
        years, known = ([head for head in table.head if _FIGURE.search(head)] for table in (self.here, self.there))
        if years != known:
            return self._found("table_columns_differ", here=", ".join(years) or "–", there=", ".join(known) or "–")
        if self.origin.column not in [at for _, at in self._columns]:
            return None  # the rows have no names any more
        rows, known_rows = self._rows(0, self.here.rows), self._rows(1, self.there.rows)
        unknown, missing = self._without(rows, known_rows), self._without(known_rows, rows)
        if unknown:
            rival = max(missing, key=lambda other: self._likeness(unknown[0], other), default=())
            if rival and max(self._likeness(unknown[0], rival)) >= _ALIKE:
                return self._cell(unknown[0], rival)
            return self._found("table_row_unknown", unknown[0], row=self._name(unknown[0]))
        if missing:
            return self._found("table_row_missing", missing[0], row=self._name(missing[0]))
        totals, known_totals = self._rows(0, (self.here.total,)), self._rows(1, (self.there.total,))
        differ = totals and known_totals and self._without(totals, known_totals)
        return self._cell(totals[0], known_totals[0]) if differ else None

    @cached_property
    def _columns(self) -> list[tuple[int, int]]:
        """Return which columns are the same, here and there: all, or those of the same heading."""
        if len(self.here.head) == len(self.there.head):
            return [(at, at) for at in range(len(self.here.head))]
        known = [folded(head) for head in self.there.head]
        return [(at, known.index(folded(head))) for at, head in enumerate(self.here.head) if folded(head) in known]

    def _rows(self, side: Literal[0, 1], rows: Sequence[_Row]) -> list[_Row]:
        """Return the rows that are there, with the shared columns only."""
        return [tuple(row[columns[side]] for columns in self._columns) for row in rows if row]

    def _without(self, rows: Sequence[_Row], others: Sequence[_Row]) -> list[_Row]:
        """Return the rows that are not among the others."""
        known = Counter(tuple(map(self.read, row)) for row in others)
        unknown = []
        for row in rows:
            cells = tuple(map(self.read, row))
            known[cells] -= 1
            if known[cells] < 0:
                unknown.append(row)
        return unknown

    def _likeness(self, row: _Row, other: _Row) -> tuple[float, float]:
        """Return whether two rows have the same first cell, and the share of their cells that are equal."""
        equal = [self.read(a) == self.read(b) for a, b in zip(row, other, strict=True)]
        return float(equal[0]), sum(equal) / len(equal)

    def _name(self, row: _Row) -> str:
        return row[[at for _, at in self._columns].index(self.origin.column)]

    def _cell(self, row: _Row, rival: _Row) -> Inconsistency:
        at = next(at for at, (a, b) in enumerate(zip(row, rival, strict=True)) if self.read(a) != self.read(b))
        words = {"row": self._name(row), "column": self.here.head[self._columns[at][0]]}
        return self._found("table_cell_differs", rival, **words, here=row[at] or "–", there=rival[at] or "–")

    def _found(self, code: str, entry: _Row = (), **words: str) -> Inconsistency:
        place = self.origin.place(self.profile, self._name(entry) if entry else "")
        words |= {"section": self.section.title, "caption": self.here.caption}
        return found(code, Place(self.section.id, excerpt=self.here.caption), place, **words)
