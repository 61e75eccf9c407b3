"""Bordered tables of a page: pdfplumber finds the cells, their text comes from our own runs."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pdfplumber
from pdfplumber.pdf import PDF
from pdfplumber.table import Table as FoundTable

from ingest.clean import join_lines, normalise
from ingest.formats.pdf_glyphs import Run
from ingest.formats.pdf_lines import make_line, rows_of, segments_of
from ingest.formats.pdf_shapes import Shape
from ingest.formats.time_limit import TookTooLong, time_limit

# Points: thinner than this, a shape is a ruling line; shorter than this, it is a dash or an ornament.
_THIN = 3.0
_SHORT = 8.0
_SLACK = 1.5
# More lines than that are a drawing, over which pdfplumber takes seconds.
_MOST_RULES = 2_500
_LIMIT_SECONDS = 10.0  # of the processor; a page takes 0.1, pdfminer at a damaged stream byte by byte minutes
_MOST_SLOW = 2
# Of the cells; below it, the lines are decoration and not a grid. The emptiest true table seen fills 0.58.
_FEWEST_FILLED = 0.5


@dataclass(frozen=True, slots=True)
class Table:
    """A bordered table at its place on a page. `bold_head`: the first row is set bold throughout."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    rows: tuple[tuple[str, ...], ...]
    bold_head: bool
    edges: tuple[float, ...]


def has_ruling(shapes: Sequence[Shape]) -> bool:
    """Return whether the shapes can be the borders of a table with at least two columns and two rows."""
    across = sum(s.right - s.left > _SHORT and s.top - s.bottom < _THIN for s in shapes)
    down = sum(s.top - s.bottom > _SHORT and s.right - s.left < _THIN for s in shapes)
    boxes = sum(s.top - s.bottom > _SHORT and s.right - s.left > _SHORT for s in shapes)
    return ((across >= 2 and down >= 2) or boxes >= 4) and across + down + boxes < _MOST_RULES


class TableFinder:
    """Finds tables page by page; opens the file with pdfplumber when first asked. Close after use.

    `missed` are the pages that may hold tables which could not be looked for.
    """

    def __init__(self, path: Path, password: str, *, limit_seconds: float = _LIMIT_SECONDS) -> None:
        """After the second page that took over `limit_seconds` none is looked at any more."""
        self.missed: list[int] = []
        self._path, self._password, self._limit_seconds = path, password, limit_seconds
        self._slow_pages = 0
        self._opened = ExitStack()
        self._file: PDF | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._opened.close()

    def find(self, page: int, runs: Sequence[Run]) -> list[Table]:
        """Return the bordered tables (two columns, two rows or more) of the page (1-based index), top first.

        Where pdfplumber cannot read the page there are none: its text is then read as lines.
        """
        try:
            with time_limit(self._limit_seconds):
                found = self._found(page) if self._slow_pages < _MOST_SLOW else None
        except TookTooLong:
            self._slow_pages, found = self._slow_pages + 1, None
        except Exception:  # pdfminer lets nearly anything out of a damaged page; the text is not lost by it
            found = None
        if found is None:
            self.missed.append(page)
            return []
        tables = [self._table(table, height, page, runs) for table, height in found]
        return [table for table in tables if table is not None]

    def _found(self, page: int) -> list[tuple[FoundTable, float]]:
        if self._file is None:
            with ExitStack() as opening:
                stream = opening.enter_context(self._path.open("rb"))
                self._file = pdfplumber.open(stream, password=self._password)  # closing it parses all once more
                self._opened = opening.pop_all()
        plumbed = self._file.pages[page - 1]
        try:
            return [(table, float(plumbed.height)) for table in plumbed.find_tables()]
        finally:
            plumbed.close()

    def _table(self, found: FoundTable, height: float, page: int, runs: Sequence[Run]) -> Table | None:
        left, top, right, bottom = found.bbox
        inside = [run for run in runs if _within(run, left, height - bottom, right, height - top)]
        grid = [[_runs_in(cell, height, inside) for cell in row.cells] for row in found.rows]
        rows = tuple(tuple(_cell_text(cell, page) for cell in row) for row in grid)
        columns = max((len(row) for row in rows), default=0)
        rows = tuple(row + ("",) * (columns - len(row)) for row in rows)
        filled = [row for row in rows if any(row)]
        if columns < 2 or len(filled) < 2 or not _holds_all(grid, inside):
            return None
        if sum(bool(cell) for row in filled for cell in row) < _FEWEST_FILLED * columns * len(filled):
            return None
        edges = sorted({round(cell[0]) for row in found.rows for cell in row.cells if cell})
        return Table(
            page=page,
            left=left,
            bottom=height - bottom,
            right=right,
            top=height - top,
            rows=tuple(filled),
            bold_head=all(run.bold for cell in grid[0] for run in cell),
            edges=tuple(float(edge) for edge in edges),
        )


def inside_any(run: Run, tables: Sequence[Table]) -> bool:
    """Return whether the run stands in one of the tables."""
    return any(_within(run, table.left, table.bottom, table.right, table.top) for table in tables)


def _holds_all(grid: Sequence[Sequence[Sequence[Run]]], inside: Sequence[Run]) -> bool:
    """Return whether the cells hold all text within the table's bounds: no row label may be lost."""
    held = sum(len(run.text) for row in grid for cell in row for run in cell)
    return held >= sum(len(run.text) for run in inside)


def _within(run: Run, left: float, bottom: float, right: float, top: float) -> bool:
    x, y = (run.left + run.right) / 2, (run.bottom + run.top) / 2
    return left - _SLACK <= x <= right + _SLACK and bottom - _SLACK <= y <= top + _SLACK


def _runs_in(cell: tuple[float, float, float, float] | None, height: float, runs: Sequence[Run]) -> list[Run]:
    if cell is None:  # covered by a neighbour that spans it
        return []
    left, top, right, bottom = cell
    return [
        run
        for run in runs
        if left <= (run.left + run.right) / 2 < right and height - bottom <= (run.bottom + run.top) / 2 < height - top
    ]


def _cell_text(runs: Sequence[Run], page: int) -> str:
    rows = rows_of(segments_of(runs, page))
    lines = [make_line((run for line in row for run in line.runs), page).text for row in rows]
    return normalise(join_lines(lines))
