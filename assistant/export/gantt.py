"""The work plan as a picture: one bar a row over months, in greys that print. Home of matplotlib in the export."""

import textwrap
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from assistant.export.words import short_month
from assistant.studio.records import Bar, Gantt
from ingest.records import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH = 6.5  # inches, about the text width of A4
_TITLES = 2.5  # inches left of the chart
_RIGHT = 0.15  # inches
_LETTERS_PER_LINE = 38  # of a title at 8 points within _TITLES, with room for wide letters
_MOST_LINES = 4  # of a title
_LINE = 0.15  # inches
_GAP = 0.14  # inches between rows
_AXIS = 0.5  # inches for the months and years above the rows
_DPI = 200
_FONT = 8  # points
_STEPS = ((14, 1), (30, 2), (48, 3), (96, 6))  # up to so many months: a label every so many; above: each year
_DIAMOND_FROM = 12  # months: in a chart of more, a bar of one month is too narrow to be seen
_BAR, _EDGE, _GRID, _YEAR = "#6b6b6b", "#1a1a1a", "#d9d9d9", "#8c8c8c"


def gantt_png(gantt: Gantt, language: Language) -> bytes:
    """Return the chart as a PNG 6.5 inches wide; in a long plan a bar of one month is a diamond, too big to miss.

    Raises ValueError for a chart without bars, no such month, or a bar that ends before it starts.
    """
    if not gantt.bars:
        raise ValueError("a Gantt chart without bars")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    titles = [_title(bar) for bar in gantt.bars]
    heights = [_LINE * len(lines) + _GAP for lines in titles]
    height = sum(heights) + _AXIS + 0.08
    figure = Figure(figsize=(_WIDTH, height))
    FigureCanvasAgg(figure)
    axes = figure.add_axes(
        (_TITLES / _WIDTH, 0.08 / height, (_WIDTH - _TITLES - _RIGHT) / _WIDTH, sum(heights) / height)
    )
    months = _draw_months(axes, gantt, language)
    top = sum(heights)
    for bar, lines, room in zip(gantt.bars, titles, heights, strict=True):
        _draw_bar(axes, bar, lines, (top - room / 2, room), months)
        top -= room
    axes.set_ylim(0, sum(heights))
    picture = BytesIO()
    with warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; the table and the alternative text have it in full.
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(picture, format="png", dpi=_DPI, metadata={"Software": None})
    return picture.getvalue()


def _title(bar: Bar) -> list[str]:
    name = f"{bar.title} ({bar.responsible})" if bar.responsible else bar.title
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return textwrap.wrap(printable, _LETTERS_PER_LINE, max_lines=_MOST_LINES, placeholder=" …") or [""]


def _month(text: str) -> int:
    """Return the number of a month, "0000-01" being 0."""
    year, _, month = text.partition("-")
    if not 1 <= int(month) <= 12:
        raise ValueError(f"no such month: {text!r}")
    return int(year) * 12 + int(month) - 1


def _draw_bar(axes: "Axes", bar: Bar, lines: list[str], place: tuple[float, float], months: int) -> None:
    """Draw a row; `place` is its middle and its height, `months` the length of the whole chart."""
    middle, room = place
    start, end = _month(bar.start), _month(bar.end) + 1
    if end <= start:
        raise ValueError(f"{bar.title!r} ends before it starts")
    if end - start == 1 and months > _DIAMOND_FROM:
        axes.plot([start + 0.5], [middle], marker="D", markersize=7, color=_EDGE, zorder=4, clip_on=False)
    else:
        axes.barh(middle, end - start, left=start, height=0.16, color=_BAR, edgecolor=_EDGE, linewidth=0.6, zorder=3)
    axes.axhline(middle - room / 2, color=_GRID, linewidth=0.5, zorder=1)
    beside = axes.get_yaxis_transform()
    axes.text(
        -0.02, middle, "\n".join(lines), transform=beside, ha="right", va="center", fontsize=_FONT, parse_math=False
    )


def _draw_months(axes: "Axes", gantt: Gantt, language: Language) -> int:
    """Draw the months and years, and return how many months there are."""
    first = min(_month(bar.start) for bar in gantt.bars)
    last = max(_month(bar.end) for bar in gantt.bars) + 1
    last = max(last, first + 3)  # a single month would fill the picture
    step = next((step for most, step in _STEPS if last - first <= most), 12)
    axes.set_xlim(first, last)
    labelled = [month for month in range(first, last) if month % step == 0]
    axes.set_xticks([month + 0.5 for month in labelled], [short_month(month % 12 + 1, language) for month in labelled])
    axes.tick_params(axis="x", length=0, labelsize=7, labeltop=True, labelbottom=False, pad=1)
    axes.set_yticks([])
    for month in range(first, last + 1):
        if month % 12 == 0:
            axes.axvline(month, color=_YEAR, linewidth=1, zorder=2)
        elif month % step == 0:
            axes.axvline(month, color=_GRID, linewidth=0.5, zorder=1)
    above = axes.get_xaxis_transform()
    for year in range(first // 12, (last - 1) // 12 + 1):
        shown = min(last, year * 12 + 12) - max(first, year * 12)
        if shown * 30 >= last - first:  # a narrower stretch has no room for four digits
            middle = max(first, year * 12) + shown / 2
            axes.annotate(
                str(year), (middle, 1), (0, 13), xycoords=above, textcoords="offset points", ha="center",
                fontsize=_FONT, fontweight="bold",
            )  # fmt: skip
    for side in ("left", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return last - first
