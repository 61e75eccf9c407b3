"""Rows and cells of a selection's workbook, read so that every fault is gathered with its place."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from openpyxl.utils import get_column_letter

from assistant.instruments.typed import folded
from assistant.instruments.workbook import CellFault, CellNotRead, Row, Sheets, UnusableWorkbook
from assistant.selection.records import Criterion
from assistant.selection.words import text_of
from assistant.selection.workbook_layout import CANDIDATES, Column, headings, in_both
from ingest.records import Text

_DEEPEST_HEAD = 10  # rows in which the headings are looked for
_MAY_LACK = frozenset({"id", "origin", "submitted", "quote"})  # columns: hidden ones, and those that only inform
Choice = TypeVar("Choice", bound=str)


class Gatherer:
    """The sheets of one workbook, and the faults found in them so far."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets, self.faults = sheets, list[CellFault]()

    def refuse(self) -> None:
        if self.faults:
            raise UnusableWorkbook(self.sheets.name, self.faults)

    def fault(self, row: Row, key: str, fault: str, **values: str | int) -> None:
        self.faults.append(CellFault(row.place(key), text_of(fault, **values)))

    @contextmanager
    def gathered(self) -> Iterator[None]:
        try:
            yield
        except CellNotRead as error:
            self.faults.append(error.fault)

    def rows(
        self,
        sheet: str,
        columns: tuple[Column, ...],
        most: int,
        more: Sequence[Criterion] = (),
        new: Collection[str] = (),
    ) -> list[Row]:
        name, grid = self.sheets.grid(*in_both(sheet))
        wanted = {folded(one) for one in headings(columns)[columns[1].key]}
        rows = (number for number, line in enumerate(grid[:_DEEPEST_HEAD], 1) if wanted & set(map(_folded, line)))
        head = next(rows, 1)
        known = {**headings(columns), **{column_of(one): (one.title.de, one.title.en) for one in more}}
        optional = [key for key in known if key in _MAY_LACK or key in new]
        found = list(self.sheets.rows((name,), known, optional=optional, head=head))
        if columns is CANDIDATES:
            self._only_known(name, head, grid[head - 1] if grid else (), known)
        if len(found) > most:
            place = found[most].place(columns[1].key)
            raise UnusableWorkbook(self.sheets.name, [CellFault(place, text_of("fault_too_many", most=most))])
        return found

    def _only_known(self, name: str, head: int, line: Sequence[object], known: Mapping[str, Sequence[str]]) -> None:
        titles = {folded(one) for each in known.values() for one in each}
        for number, cell in enumerate(line, 1):
            if _folded(cell) and _folded(cell) not in titles:
                at = f"{name}, {get_column_letter(number)}{head}"
                self.faults.append(CellFault(Text(at, at), text_of("fault_criterion", value=str(cell)[:60])))

    def text(self, row: Row, key: str, most: int) -> str:
        text = row.text(key)
        if len(text) > most:
            self.fault(row, key, "fault_too_long", most=most)
        return text[:most]


def column_of(criterion: Criterion) -> str:
    """Return the key of a criterion's column, apart from those of the other columns."""
    return f"criterion {criterion.id}"


def new_id(name: str, taken: Collection[str]) -> str:
    """Return an id for a name that a person typed, the same for the same name: "Cluster Lyon" is cluster-lyon."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "x"
    number = 1
    while (found := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return found


def choice(row: Row, key: str, choices: Mapping[Choice, tuple[str, str]]) -> Choice | None:
    """Return what was chosen from a list, None for an empty cell; raises CellNotRead."""
    text = row.text(key)
    if not text:
        return None
    for name, words in choices.items():
        if folded(text) in map(folded, words):
            return name
    told = {language: ", ".join(words[at] for words in choices.values()) for at, language in enumerate(("de", "en"))}
    fault = text_of("fault_choice", value=text[:40], choices="{choices}")
    reason = type(fault)(fault.de.replace("{choices}", told["de"]), fault.en.replace("{choices}", told["en"]))
    raise CellNotRead(CellFault(row.place(key), reason))


def whole(row: Row, key: str, fault: str, least: int, most: int) -> int | None:
    """Return the whole number in a cell within these bounds, None for an empty or missing one; raises CellNotRead."""
    if key not in row.cells:
        return None
    value = row.number_in(key)
    if value is None:
        return None
    if value != int(value) or not least <= value <= most:
        raise CellNotRead(CellFault(row.place(key), text_of(fault, value=row.text(key)[:40])))
    return int(value)


def _folded(cell: object) -> str:
    return folded(str(cell)) if cell is not None else ""
