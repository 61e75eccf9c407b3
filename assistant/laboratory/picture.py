"""Runs and comparisons as a picture, with German labels: grouped bars per kind and stage. Home of matplotlib."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.laboratory.compare import Comparison
from assistant.laboratory.measure import ALL, ANSWER, ANSWER_FIGURES, RETRIEVAL_FIGURES
from assistant.laboratory.records import Run
from ingest.errors import AppError
from ingest.records import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg", ".pdf")
_COLOURS = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#555555",
    "#b8a800",
)  # Okabe and Ito 2008
_GROUP = 0.84  # of a group's place is bars, the rest is room between groups
_LABELLED = 22  # bars up to which each carries its value
_INCHES_PER_PANEL = 3.6
_WIDTH = 13.0  # inches
_KINDS = {
    ALL: "alle",
    "fact": "Fakt",
    "list": "Liste",
    "table": "Tabelle",
    "definition": "Definition",
    "comparison": "Vergleich",
    "procedure": "Vorgehen",
    "multi_document": "mehrere\nQuellen",
    "followup": "Folgefrage",
    "cross_lingual": "englische\nFrage",
    "paraphrase": "Um-\nschreibung",
    "near_miss": "knapp\ndaneben",
    "unanswerable": "ohne\nAntwort",
}
_STAGES = {
    "stems": "Wortstämme",
    "heads": "Überschriften",
    "grams": "Zeichenfolgen",
    "gloss": "englische Glosse",
    "dense": "Vektoren",
    "fused": "Fusion",
    "evidence": "zweiter Blick",
    "reranked": "neu gereiht",
    "hits": "Treffer der Antwort",
}
_FIGURES = {
    "cite": "belegt",
    "cite_all": "alles belegt",
    "mc_all": "alle verlangten\nAngaben",
    "mc": "verlangte\nAngaben",
    "valid": "Zitate\nwörtlich",
    "refused": "zu Recht\nabgelehnt",
    "false_ref": "zu Unrecht\nabgelehnt",
}


@dataclass(frozen=True)
class Panel:
    """Grouped bars: `series` holds for each colour a value per group, None where nothing was measured."""

    title: str
    groups: tuple[str, ...]
    series: Mapping[str, tuple[float | None, ...]]


class PictureNotWritten(AppError):
    code = "picture_not_written"

    def __init__(self, path: Path, reason: Text) -> None:
        super().__init__(
            Text(
                f"Das Bild {path} kann nicht geschrieben werden: {reason.de}.",
                f"The picture {path} cannot be written: {reason.en}.",
            ),
            Text(
                f"Nennen Sie eine Datei mit {', '.join(SUFFIXES)} in einem vorhandenen Ordner.",
                f"Name a file with {', '.join(SUFFIXES)} in a folder that exists.",
            ),
        )


def check_picture(path: Path) -> None:
    """Raise PictureNotWritten for a file that cannot be a picture, before anything is measured."""
    if path.suffix.lower() not in SUFFIXES:
        raise PictureNotWritten(path, Text("unbekannte Endung", "unknown suffix"))
    if not path.absolute().parent.is_dir():
        raise PictureNotWritten(path, Text("den Ordner gibt es nicht", "there is no such folder"))


def run_panels(run: Run) -> tuple[Panel, ...]:
    """Return the panels of one run: stages over all questions; for our own sets also by kind, and the answers."""
    overall = run.rows[0]
    stages = [s for s in dict.fromkeys(key.partition(":")[0] for key in overall.shares) if s != ANSWER]
    figures = RETRIEVAL_FIGURES[run.mode]
    found = {_stage(s): tuple(_value(run, ALL, f"{s}:{f}") for f in figures) for s in stages}
    panels = [Panel("Suche: alle Fragen", figures, found)]
    if run.mode == "squad":
        return tuple(panels)
    counts = {row.name: row.questions for row in run.rows if not row.name.startswith("lang ")}
    kinds = _in_order(counts)
    searched = [kind for kind in kinds if any(_value(run, kind, f"{s}:any@5") is not None for s in stages)]
    by_kind = {_stage(s): tuple(_value(run, kind, f"{s}:any@5") for kind in searched) for s in stages}
    panels.append(Panel("Suche: Beleg unter den ersten fünf Passagen (any@5)", _kinds(searched, counts), by_kind))
    answers = {
        _FIGURES[f].replace("\n", " "): tuple(_value(run, k, f"{ANSWER}:{f}") for k in kinds) for f in ("cite", "mc")
    }
    refused = tuple(_value(run, k, f"{ANSWER}:false_ref") for k in kinds)
    rightly = tuple(_value(run, k, f"{ANSWER}:refused") for k in kinds)
    answers |= {"zu Recht abgelehnt": rightly, "zu Unrecht abgelehnt": refused}
    panels.append(Panel("Antworten", _kinds(kinds, counts), answers))
    return tuple(panels)


def comparison_panels(comparison: Comparison) -> tuple[Panel, ...]:
    """Return the panels of two runs: their stages, their last stage by kind, their answers; * is beyond noise."""
    stages = [c.figure for c in comparison.changes if c.row == ALL and ":" in c.figure]
    names = list(dict.fromkeys(f.partition(":")[0] for f in stages if not f.startswith(f"{ANSWER}:")))
    main = "any@5" if comparison.mode == "questions" else "R@1"
    panels = [_pair(comparison, f"Suche je Stufe ({main})", [(ALL, f"{n}:{main}", _stage(n)) for n in names])]
    figures = RETRIEVAL_FIGURES[comparison.mode]
    last = names[-1] if names else ""
    panels.append(_pair(comparison, f"Suche: {_stage(last)}", [(ALL, f"{last}:{f}", f) for f in figures]))
    if comparison.mode == "questions":
        counts = {change.row: change.questions for change in comparison.changes if change.figure.endswith("_ms")}
        kinds = _in_order(counts)
        labels = zip(kinds, _kinds(kinds, counts), strict=True)
        columns = [(kind, f"{last}:{main}", label) for kind, label in labels]
        panels.append(_pair(comparison, f"Suche je Art der Frage ({_stage(last)}, {main})", columns))
        answers = [(ALL, f"{ANSWER}:{figure}", _FIGURES[figure]) for figure in ANSWER_FIGURES]
        panels.append(_pair(comparison, "Antworten", answers))
    return tuple(panels)


def draw(panels: Sequence[Panel], title: str, path: Path) -> None:
    """Draw the panels one below the other into a file; raises PictureNotWritten."""
    check_picture(path)
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with mpl.rc_context(
        {"font.size": 10, "svg.fonttype": "none", "axes.spines.top": False, "axes.spines.right": False}
    ):
        figure = Figure(
            figsize=(_WIDTH, _INCHES_PER_PANEL * len(panels) + 0.6), layout=ConstrainedLayoutEngine(h_pad=0.12)
        )
        FigureCanvasAgg(figure)
        figure.suptitle(title, fontsize=13, x=0.01, ha="left")
        explained: list[str] = []
        for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
            _draw_panel(axes, panel)
            if list(panel.series) != explained:  # the same colours as in the panel above need no second legend
                explained = list(panel.series)
                axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
        try:
            figure.savefig(path, dpi=130)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise PictureNotWritten(path, Text(reason, reason)) from error


def _draw_panel(axes: "Axes", panel: Panel) -> None:
    width = _GROUP / max(1, len(panel.series))
    few = len(panel.groups) * len(panel.series) <= _LABELLED
    for number, (name, values) in enumerate(panel.series.items()):
        places = [group - _GROUP / 2 + (number + 0.5) * width for group in range(len(panel.groups))]
        measured = [(place, value) for place, value in zip(places, values, strict=True) if value is not None]
        heights = [value for _, value in measured]
        colour = _COLOURS[number % len(_COLOURS)]
        bars = axes.bar([place for place, _ in measured], heights, width * 0.94, label=name, color=colour)
        axes.bar_label(
            bars, [f"{h:.2f}".replace(".", ",") for h in heights] if few else [""] * len(heights), fontsize=8
        )
    axes.set_title(panel.title, loc="left", fontsize=11)
    axes.set_xticks(range(len(panel.groups)), panel.groups)
    axes.set_xlim(-0.6, len(panel.groups) - 0.4)
    axes.set_ylim(0, 1.08)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0,25", "0,5", "0,75", "1"])
    axes.grid(axis="y", color="#dddddd")
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0)


def _pair(comparison: Comparison, title: str, columns: Sequence[tuple[str, str, str]]) -> Panel:
    """Return a panel of both runs; the columns are row, figure and label, those that were not measured are left out."""
    changes = {(change.row, change.figure): change for change in comparison.changes}
    found = [(changes[row, figure], label) for row, figure, label in columns if (row, figure) in changes]
    groups = tuple(f"{label} *" if change.beyond_noise else label for change, label in found)
    before, after = f"A {comparison.before}", f"B {comparison.after}"
    values = [(change.before, change.after) for change, _ in found]
    return Panel(title, groups, {before: tuple(a for a, _ in values), after: tuple(b for _, b in values)})


def _value(run: Run, row: str, key: str) -> float | None:
    share = next(r.shares.get(key) for r in run.rows if r.name == row)
    return share.value if share else None


def _stage(name: str) -> str:
    return _STAGES.get(name, name)


def _in_order(names: Iterable[str]) -> list[str]:
    """Return the known kinds in the order of their labels, then the others."""
    known = list(_KINDS)
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))


def _kinds(names: Sequence[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{_KINDS.get(name, name)}\n({counts[name]})" for name in names)
