"""Tables and charts of a file: the very ones that the strategy has where nothing was changed in them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.export.words import month_in_words, word
from assistant.reimport.records import Grid, Picture
from assistant.reimport.wording import LANGUAGES
from assistant.studio.numbers import read_number
from assistant.studio.records import Gantt, Table
from ingest.records import Language

_CHART_HEAD = ("measure", "start", "end", "responsible")
_TOTALS = {"summe", "gesamt", "gesamtsumme", "sum", "total"}
_NOTHING = {"", "–", "-"}

Cells = tuple[tuple[str, ...], ...]


class ReadPart(NamedTuple):
    """The part that comes back, None for none, and the key of what is to be told of it, "" for nothing."""

    part: Table | Gantt | None
    told: str = ""


def read_grid(grid: Grid, known: Sequence[Table | Gantt]) -> ReadPart:
    """Return the known table or chart with this caption and these cells; a table that was changed is read anew.

    A chart, which Markdown shows as a table, is made of the profile: a changed one comes back as it was.
    """
    cells = _plain(grid.cells)
    alike = [part for part in known if _is_same(part.caption, grid.caption)]
    for part in alike:
        if any(cells == _plain(shown) for shown in _cells_of(part)):
            return ReadPart(part)
    if any(cells[0] == tuple(word(key, language) for key in _CHART_HEAD) for language in LANGUAGES):
        chart = next((part for part in alike if isinstance(part, Gantt)), None)
        return ReadPart(chart, "chart_changed" if chart else "chart_unknown")
    return ReadPart(_table(grid), "table_changed" if any(isinstance(part, Table) for part in alike) else "")


def read_picture(picture: Picture, known: Sequence[Table | Gantt]) -> ReadPart:
    """Return the known chart with this caption: a picture cannot be read."""
    chart = next((one for one in known if isinstance(one, Gantt) and _is_same(one.caption, picture.caption)), None)
    if not picture.caption:
        return ReadPart(None, "picture")
    if chart is None:
        return ReadPart(None, "chart_unknown")
    return ReadPart(chart, "" if picture.is_there else "chart_without_picture")


def _cells_of(part: Table | Gantt) -> Iterator[Cells]:
    """Yield the cells that an export shows for a table, or in Markdown for a chart in each language."""
    if isinstance(part, Table):
        yield (part.head, *part.rows, part.total) if part.total else (part.head, *part.rows)
        return
    for language in LANGUAGES:
        yield tuple(word(key, language) for key in _CHART_HEAD), *_months(part, language)


def _months(chart: Gantt, language: Language) -> Iterator[tuple[str, ...]]:
    for bar in chart.bars:
        yield bar.title, month_in_words(bar.start, language), month_in_words(bar.end, language), bar.responsible


def _table(grid: Grid) -> Table:
    head, *rows = grid.cells
    has_total = bool(rows) and (grid.has_total or rows[-1][0].strip(" :").casefold() in _TOTALS)
    total = rows.pop() if has_total else ()
    numeric = grid.right or (frozenset() if grid.is_ours else _columns_of_figures(rows))
    return Table(grid.caption, head, tuple(rows), total, tuple(sorted(numeric)), grid.kind)


def _columns_of_figures(rows: Sequence[tuple[str, ...]]) -> frozenset[int]:
    columns = [[cell for cell in column if cell not in _NOTHING] for column in zip(*rows, strict=True)]
    return frozenset(at for at, cells in enumerate(columns) if cells and all(map(_is_figure, cells)))


def _is_figure(cell: str) -> bool:
    try:
        read_number(cell)
    except ValueError:
        return False
    return True


def _plain(cells: Cells) -> Cells:
    return tuple(tuple(" ".join(cell.split()) for cell in row) for row in cells)


def _is_same(one: str, other: str) -> bool:
    return one.split() == other.split()
