"""Charts as pictures: bars, stacked bars, lines over days, a radar, a heat map; told apart in grey too."""

import textwrap
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from math import cos, pi, sin
from typing import TYPE_CHECKING

from assistant.studio.records import Chart, Shape
from ingest.records import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 6.5  # inches, about the text width of A4
_DPI = 200
_FONT = 8  # points
_ROW = 0.32  # inches for a bar, a row of a heat map
_LETTERS = 34  # of a label before it goes on in a second line
_LETTERS_AROUND = 20  # ... around a radar
_MOST_LINES = 3  # of a label
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#555555")  # Okabe and Ito 2008
_HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++", "ooo")
_MARKERS = "osD^vPX"
_GRID, _EDGE, _MISSING = "#d9d9d9", "#1a1a1a", "#f0f0f0"
_MOST_DAYS = 8  # texts below the axis of lines
_MOST_AROUND = 20  # series of a radar: more are no longer told apart
_DARK = 0.6  # share of the scale above which a heat map's figures are white


def figure_in_words(value: float | None, language: Language) -> str:
    """Return a figure with at most two decimals, "–" for none: 3, "2,5", "12.500"."""
    if value is None:
        return "–"
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "de" else text


def chart_png(chart: Chart, language: Language) -> bytes:
    """Return the chart as a PNG 6.5 inches wide. Raises ValueError for a chart without figures."""
    if chart.is_empty:
        raise ValueError("a chart without figures")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, 1), layout="constrained")
    FigureCanvasAgg(figure)
    _SHAPES[chart.shape](figure, chart, language)
    if len(chart.series) > 1 and chart.shape != "heat":
        figure.legend(loc="outside lower center", ncols=3, fontsize=_FONT, frameon=False)
    picture = BytesIO()
    with warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; the table and the alternative text have it in full.
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(picture, format="png", dpi=_DPI, metadata={"Software": None})
    return picture.getvalue()


def _bars(figure: "Figure", chart: Chart, language: Language) -> None:
    width = 0.8 / len(chart.series)

    def draw(axes: "Axes") -> None:
        for number, one in enumerate(chart.series):
            places = [row - 0.4 + width * (number + 0.5) for row in range(len(chart.labels))]
            values = [value or 0 for value in one.values]
            bars = axes.barh(places, values, width, label=_plain(one.name), edgecolor=_EDGE, linewidth=0.4)
            _paint(bars, number)
            written = [figure_in_words(value, language) for value in one.values]
            axes.bar_label(bars, written, padding=2, fontsize=_FONT - 1)

    _lying(figure, chart, language, draw, len(chart.labels) * max(1.0, 0.6 * len(chart.series)))


def _stacked(figure: "Figure", chart: Chart, language: Language) -> None:
    def draw(axes: "Axes") -> None:
        left = [0.0] * len(chart.labels)
        for number, one in enumerate(chart.series):
            values = [value or 0 for value in one.values]
            places = range(len(values))
            bars = axes.barh(places, values, 0.6, left=left, label=_plain(one.name), edgecolor=_EDGE, linewidth=0.4)
            _paint(bars, number)
            written = [figure_in_words(value, language) if value else "" for value in values]
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            axes.bar_label(bars, written, label_type="center", fontsize=_FONT - 1, bbox=box) if any(values) else None
            left = [sum(pair) for pair in zip(left, values, strict=True)]

    _lying(figure, chart, language, draw, len(chart.labels))


def _lying(figure: "Figure", chart: Chart, language: Language, draw: Callable[["Axes"], None], rows: float) -> None:
    """Draw bars that lie, the first label on top, its text at the left."""
    legend = 0.25 * ((len(chart.series) + 2) // 3) if len(chart.series) > 1 else 0
    figure.set_size_inches(_WIDTH, rows * _ROW + 0.6 + legend)
    axes = figure.add_subplot()
    draw(axes)
    axes.xaxis.set_major_formatter(_written(language))
    axes.set_yticks(range(len(chart.labels)), [_label(one) for one in chart.labels], fontsize=_FONT, parse_math=False)
    axes.invert_yaxis()
    if chart.most is not None:
        axes.set_xlim(0, chart.most)
    _calm(axes)
    axes.grid(axis="x", color=_GRID, linewidth=0.5)
    axes.tick_params(axis="x", labelsize=_FONT - 1, length=0)
    axes.margins(x=0.08)


def _lines(figure: "Figure", chart: Chart, language: Language) -> None:
    figure.set_size_inches(_WIDTH, 3.0)
    axes = figure.add_subplot()
    days = [date.fromisoformat(label).toordinal() for label in chart.labels]
    for number, one in enumerate(chart.series):
        points = [(day, value) for day, value in zip(days, one.values, strict=True) if value is not None]
        if points:
            colour, marker = _COLOURS[number % len(_COLOURS)], _MARKERS[number % len(_MARKERS)]
            style = "-" if number % 2 == 0 else "--"
            axes.plot(*zip(*points, strict=True), color=colour, marker=marker, markersize=4, linewidth=1.4,
                      linestyle=style, label=_plain(one.name))  # fmt: skip
    shown = days_named(days)
    form = "%d.%m.%Y" if language == "de" else "%d/%m/%Y"
    axes.set_xticks(shown, [date.fromordinal(day).strftime(form) for day in shown], fontsize=_FONT - 1, rotation=20)
    axes.tick_params(axis="y", labelsize=_FONT - 1, length=0)
    axes.yaxis.set_major_formatter(_written(language))
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]), top=chart.most)
    _calm(axes)
    axes.grid(axis="y", color=_GRID, linewidth=0.5)


def days_named(days: Sequence[int]) -> list[int]:
    """Return those of the days, in order, whose texts do not overlap below the axis; the first is always shown."""
    least = (max(days) - min(days)) / _MOST_DAYS
    shown: list[int] = []
    for day in sorted(days):
        if not shown or day - shown[-1] >= least:
            shown.append(day)
    return shown


def _radar(figure: "Figure", chart: Chart, language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    figure.set_size_inches(_WIDTH, 4.6)
    # counted clockwise from the top, as a reader expects the first criterion there
    axes = figure.add_subplot(projection="polar", theta_offset=pi / 2, theta_direction=-1)
    angles = [2 * pi * at / len(chart.labels) for at in range(len(chart.labels))]
    for number, one in enumerate(chart.series[:_MOST_AROUND]):
        values = [value if value is not None else float("nan") for value in one.values]
        colour, marker = _COLOURS[number % len(_COLOURS)], _MARKERS[number % len(_MARKERS)]
        style = "-" if number % 2 == 0 else "--"
        axes.plot([*angles, angles[0]], [*values, values[0]], color=colour, linestyle=style, marker=marker,
                  markersize=4, linewidth=1.4, label=_plain(one.name))  # fmt: skip
    around = [_label(one, _LETTERS_AROUND) for one in chart.labels]
    axes.set_xticks(angles, around, fontsize=_FONT, parse_math=False)
    axes.tick_params(axis="y", labelsize=_FONT - 2)
    axes.yaxis.set_major_formatter(_written(language))
    axes.tick_params(axis="x", pad=4)
    for text, angle in zip(axes.get_xticklabels(), angles, strict=True):  # outwards, so that none reaches the circle
        text.set_horizontalalignment("center" if abs(sin(angle)) < 0.1 else "left" if sin(angle) > 0 else "right")
        text.set_verticalalignment("center" if abs(cos(angle)) < 0.9 else "bottom" if cos(angle) > 0 else "top")
    axes.set_ylim(0, chart.most)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.grid(color=_GRID, linewidth=0.5)


def _heat(figure: "Figure", chart: Chart, language: Language) -> None:
    figure.set_size_inches(_WIDTH, len(chart.series) * _ROW + 1.6)
    axes = figure.add_subplot()
    figures = [value for one in chart.series for value in one.values if value is not None]
    most = chart.most or max(figures) or 1
    grid = [[value if value is not None else float("nan") for value in one.values] for one in chart.series]
    from matplotlib import colormaps

    shades = colormaps["Blues"].with_extremes(bad=_MISSING)
    axes.imshow(grid, cmap=shades, vmin=0, vmax=most, aspect="auto")
    small = len(chart.labels) > 12
    for row, one in enumerate(chart.series):
        for column, value in enumerate(one.values):
            colour = "white" if value is not None and value > _DARK * most else _EDGE
            axes.text(column, row, figure_in_words(value, language), ha="center", va="center", color=colour,
                      fontsize=_FONT - 2 if small else _FONT)  # fmt: skip
    labels = [_label(one) for one in chart.labels]
    axes.set_xticks(range(len(labels)), labels, fontsize=_FONT, rotation=90 if small else 40, parse_math=False,
                    ha="center" if small else "left", rotation_mode="default" if small else "anchor")  # fmt: skip
    names = [_label(one.name) for one in chart.series]
    axes.set_yticks(range(len(names)), names, fontsize=_FONT, parse_math=False)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    for side in axes.spines.values():
        side.set_visible(False)


def _paint(bars: Sequence[object], number: int) -> None:
    """Give bars a colour and a hatch that stay apart when printed in grey."""
    from matplotlib.patches import Patch

    for bar in bars:
        if isinstance(bar, Patch):
            bar.set_facecolor(_COLOURS[number % len(_COLOURS)])
            bar.set_hatch(_HATCHES[number % len(_HATCHES)])


def _written(language: Language) -> Callable[[float, float], str]:
    """Return how the figures of a scale are written."""
    return lambda value, _: figure_in_words(value, language)


def _calm(axes: "Axes") -> None:
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _plain(text: str) -> str:
    """Return a name as the picture writes it: on one line, and a "$" or a leading "_" means nothing."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split()).replace("$", r"\$").lstrip("_") or "–"


def _label(text: str, letters: int = _LETTERS) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return "\n".join(textwrap.wrap(printable, letters, max_lines=_MOST_LINES, placeholder=" …"))


_SHAPES: Mapping[Shape, Callable[["Figure", Chart, Language], None]] = {
    "bars": _bars,
    "stacked": _stacked,
    "lines": _lines,
    "radar": _radar,
    "heat": _heat,
}
