"""Reading a workbook (XLSX) that a person filled in: every fault names its sheet and cell, and nothing is guessed."""

import re
import warnings
import zipfile
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from assistant.instruments.typed import cleaned, figure_text, folded
from assistant.studio.numbers import read_number
from ingest.errors import AppError
from ingest.records import Text

_MOST_ROWS = 20_000  # of a sheet
_MOST_COLUMNS = 500
_MOST_DECLARED = 200_000_000  # bytes, all parts unpacked
_MOST_FAULTS = 10  # named in one message
_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, EOFError, OSError)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # a letter as Excel writes some (ECMA-376, ST_Xstring)
Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class CellFault:
    """What is wrong in a cell: `place` is "Bewertung, C7"."""

    place: Text
    reason: Text


class UnusableWorkbook(AppError):
    """A file that is no workbook of this kind, or cells of it that cannot be read. Nothing was taken from it."""

    code = "unusable_workbook"

    def __init__(self, name: str, faults: Sequence[CellFault | Text]) -> None:
        told = [one if isinstance(one, Text) else _told(one) for one in faults[:_MOST_FAULTS]]
        more = len(faults) - len(told)
        rest = Text(f"; und {more} weitere", f"; and {more} more") if more else Text("", "")
        super().__init__(
            Text(
                f"{name}: {'; '.join(one.de for one in told)}{rest.de}.",
                f"{name}: {'; '.join(one.en for one in told)}{rest.en}.",
            ),
            Text(
                "Nichts wurde übernommen. Berichtigen Sie die Datei, und lesen Sie sie noch einmal ein.",
                "Nothing was taken over. Correct the file and read it again.",
            ),
        )
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its cells by the key of their column; `number` counts from 1 as Excel does."""

    sheet: str
    number: int
    cells: Mapping[str, Value]
    columns: Mapping[str, str]

    def place(self, key: str) -> Text:
        """Return where a cell stands: "Bewertung, C7"."""
        at = f"{self.sheet}, {self.columns[key]}{self.number}"
        return Text(at, at)

    def text(self, key: str) -> str:
        """Return a cell as text: a number as German users write it, a day as "2027-03-31"; "" where it is empty."""
        value = self.cells.get(key)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return value.isoformat()
        return cleaned(_unescaped(value)) if isinstance(value, str) else figure_text(float(value), "de")

    def number_in(self, key: str) -> float | None:
        """Return the number in a cell, also where it was typed as text ("2,5"); None for an empty one.

        Raises CellNotRead.
        """
        value = self.cells.get(key)
        if isinstance(value, bool | date):
            raise CellNotRead(CellFault(self.place(key), _not_a_number(self.text(key))))
        if isinstance(value, int | float):
            return float(value)
        text = self.text(key)
        if not text:
            return None
        try:
            return read_number(text)
        except ValueError as error:
            raise CellNotRead(CellFault(self.place(key), _not_a_number(text))) from error

    @property
    def is_empty(self) -> bool:
        """Return whether nothing stands in any of its known columns."""
        return not any(self.text(key) for key in self.cells)


class CellNotRead(Exception):
    """A cell that holds something else than it must; gather these and raise one UnusableWorkbook."""

    def __init__(self, fault: CellFault) -> None:
        super().__init__(fault.reason.en)
        self.fault = fault


class Sheets:
    """The sheets of a workbook by name. Open one with `opened`.

    unsolved   by sheet, row and column (from 1) of its formulas whose result the file does not hold. They are a fault
               only where they are read: what we wrote ourselves is computed anew, and not every program keeps results.
    """

    def __init__(
        self,
        name: str,
        grids: Mapping[str, Sequence[Sequence[Value]]],
        unsolved: Mapping[str, Collection[tuple[int, int]]] = MappingProxyType({}),
    ) -> None:
        self.name, self._grids, self._unsolved = name, grids, unsolved

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the sheets in their order."""
        return tuple(self._grids)

    def grid(self, *names: str) -> tuple[str, Sequence[Sequence[Value]]]:
        """Return the first sheet that has one of these names, and its name there; raises UnusableWorkbook."""
        wanted = {one.casefold() for one in names}
        for name, grid in self._grids.items():
            if name.strip().casefold() in wanted:
                return name, grid
        lacking = Text(f"das Blatt „{names[0]}“ fehlt", f'the sheet "{names[-1]}" is missing')
        raise UnusableWorkbook(self.name, [lacking])

    def rows(
        self, names: Sequence[str], columns: Mapping[str, Sequence[str]], *, optional: Sequence[str] = (), head: int = 1
    ) -> Iterator[Row]:
        """Yield the rows below the line `head` of a sheet, empty ones left out.

        columns   by key, the headings under which a column may stand (German, English); case and spaces do not matter
        optional  keys of columns that may be missing

        Raises UnusableWorkbook where the sheet or a column is missing, a heading stands there twice, or a formula
        has no result.
        """
        name, grid = self.grid(*names)
        heads = [_folded(cell) for cell in (grid[head - 1] if len(grid) >= head else ())]
        found: dict[str, int] = {}
        faults = []
        for key, headings in columns.items():
            places = [at for at, text in enumerate(heads) if text in {_folded(one) for one in headings}]
            if len(places) > 1:
                twice = Text(f"„{headings[0]}“ steht zweimal", f'"{headings[-1]}" stands there twice')
                faults.append(CellFault(Text(f"{name}, Zeile {head}", f"{name}, row {head}"), twice))
            elif places:
                found[key] = places[0]
            elif key not in optional:
                lacking = Text(f"die Spalte „{headings[0]}“ fehlt", f'the column "{headings[-1]}" is missing')
                faults.append(CellFault(Text(f"{name}, Zeile {head}", f"{name}, row {head}"), lacking))
        if faults:
            raise UnusableWorkbook(self.name, faults)
        self.check_solved(name, head, {place + 1 for place in found.values()})
        letters = {key: get_column_letter(at + 1) for key, at in found.items()}
        for at, line in enumerate(grid[head:], head + 1):
            cells = {key: line[place] if place < len(line) else None for key, place in found.items()}
            row = Row(name, at, cells, letters)
            if not row.is_empty:
                yield row

    def check_solved(self, name: str, head: int = 1, columns: Collection[int] | None = None) -> None:
        """Raise UnusableWorkbook for formulas without a result from the line `head` on, in all columns or in these."""
        unsolved = [
            CellFault(Text(at, at), Text("eine Formel ohne Ergebnis", "a formula without a result"))
            for row, column in self._unsolved.get(name, ())
            if row >= head and (columns is None or column in columns)
            for at in (f"{name}, {get_column_letter(column)}{row}",)
        ]
        if unsolved:
            raise UnusableWorkbook(self.name, unsolved)


@contextmanager
def _understood(name: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of openpyxl, on extensions of Excel that it leaves out
            yield
    except _BROKEN as error:
        raise UnusableWorkbook(
            name, [Text("das ist keine lesbare Excel-Datei (XLSX)", "this is no readable Excel file (XLSX)")]
        ) from error


def opened(path: Path, name: str = "", most_rows: int = _MOST_ROWS) -> Sheets:
    """Return the sheets of a workbook, formulas as their last result. `name` is what its user calls the file.

    most_rows   of a sheet that are read: a wide sheet of 10,000 rows takes a quarter of a minute

    Raises UnusableWorkbook: no workbook, or too large.
    """
    name = name or path.name
    with _understood(name):
        with zipfile.ZipFile(path) as package:
            declared = sum(one.file_size for one in package.infolist())
        if declared > _MOST_DECLARED:
            raise UnusableWorkbook(name, [Text("die Datei ist zu groß", "the file is too large")])
        grids, unsolved = {}, {}
        results, formulas = (load_workbook(path, read_only=True, data_only=only) for only in (True, False))
        try:
            for sheet, written in zip(results.worksheets, formulas.worksheets, strict=True):
                # Closed, because a sheet that is refused midway would keep its file open.
                with closing(_lines(sheet, most_rows)) as values, closing(_lines(written, most_rows)) as texts:
                    grids[sheet.title], unsolved[sheet.title] = _grid(name, sheet.title, values, texts, most_rows)
        finally:
            results.close()
            formulas.close()
    return Sheets(name, grids, unsolved)


def _lines(sheet: object, most_rows: int) -> Generator[tuple[Value, ...]]:
    rows = sheet.iter_rows(max_row=most_rows + 1, max_col=_MOST_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    yield from rows


def _grid(
    file: str, sheet: str, results: Iterator[tuple[Value, ...]], written: Iterator[tuple[Value, ...]], most_rows: int
) -> tuple[list[tuple[Value, ...]], list[tuple[int, int]]]:
    grid, unsolved = [], []
    for number_of_row, (values, texts) in enumerate(zip(results, written, strict=False), 1):
        if number_of_row > most_rows:
            most = Text(f"mehr als {most_rows} Zeilen", f"more than {most_rows} rows")
            raise UnusableWorkbook(file, [CellFault(Text(sheet, sheet), most)])
        for column, (value, text) in enumerate(zip(values, texts, strict=False), 1):
            if value is None and isinstance(text, str) and text.startswith("="):
                unsolved.append((number_of_row, column))
        grid.append(values)
    return grid, unsolved


def _unescaped(text: str) -> str:
    """Return a text as Excel shows it; openpyxl leaves the "_x005F_" that begins a plain "_x0041_"."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _told(fault: CellFault) -> Text:
    return Text(f"{fault.place.de}: {fault.reason.de}", f"{fault.place.en}: {fault.reason.en}")


def _not_a_number(text: str) -> Text:
    return Text(f"„{text[:40]}“ ist keine Zahl", f'"{text[:40]}" is no number')


def _folded(cell: Value) -> str:
    return folded(str(cell)) if cell is not None else ""
