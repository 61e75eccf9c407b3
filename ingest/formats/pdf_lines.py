"""Runs of characters to lines of text: what stands on one baseline, with the superscript marks that belong to it."""

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.pdf_glyphs import Run

# In type sizes: wider gaps part a row into segments (a gutter, a tab), narrower ones are word gaps.
_SEGMENT_GAP = 1.2
_WORD_GAP = 0.15
# How the caption of a table or figure begins; "Abbildung 1 zeigt" is a sentence.
CAPTION = re.compile(
    r"^(?:Tab(?:elle|\.)|Abb(?:ildung|\.)|Table|Fig(?:ure|\.)|Übersicht|Diagramm|Grafik)\s*\d+(?:\.\d+)?"
    r"(?:\s*[:.–|-]|\s+[A-ZÄÖÜ„“\"(]|$)"
)
_FOOTNOTE_CALL = re.compile(r"^[\d*†‡]{1,4}(?:[,;]\s?\d{1,3})*$")
_MOST_RAISED = 1_000
_NUMBER = re.compile(r"^[-–+(]?[\d.,]*\d[\d.,]*[)%€]?$|^[-–]$")
_MARKER_WORD = re.compile(r"^\S{1,6}\s")


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one baseline. `text_left` is where the text behind its first word begins; `calls` are footnote marks."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    text_left: float
    calls: tuple[str, ...]
    runs: tuple[Run, ...]


def segments_of(runs: Sequence[Run], page: int) -> list[Line]:
    """Return the runs of a page (1-based index) as pieces of lines, parted where a gap may be a gutter."""
    raised = [run for run in runs if _FOOTNOTE_CALL.match(run.text)][:_MOST_RAISED]
    beside = {id(run) for run in raised}
    rows = _rows([run for run in runs if id(run) not in beside])
    _attach_raised(rows, raised)
    return [make_line(piece, page) for row in rows for piece in _parted(row)]


def make_line(runs: Iterable[Run], page: int) -> Line:
    """Return the runs, from left to right, as one line; its style is that of most of its characters."""
    ordered = sorted(runs, key=lambda run: run.left)
    lengths: Counter[tuple[float, bool, bool, float]] = Counter()
    for run in ordered:
        lengths[run.size, run.bold, run.italic, run.baseline] += len(run.text)
    (size, bold, italic, baseline), _ = lengths.most_common(1)[0]
    return Line(
        text=_text(ordered),
        page=page,
        left=ordered[0].left,
        right=max(run.right for run in ordered),
        bottom=min(run.bottom for run in ordered),
        top=max(run.top for run in ordered),
        baseline=baseline,
        size=size,
        bold=bold,
        italic=italic,
        text_left=_text_left(ordered),
        calls=tuple(_calls(ordered, size, baseline)),
        runs=tuple(ordered),
    )


def join_row(lines: Sequence[Line]) -> Line:
    """Return the pieces of one row as one line."""
    if len(lines) == 1:
        return lines[0]
    return make_line((run for line in lines for run in line.runs), lines[0].page)


def without_calls(line: Line) -> str:
    """Return the line's text without footnote marks at its end."""
    text = line.text
    for call in reversed(line.calls):
        text = text.removesuffix(call).rstrip(" ,")
    return text


def is_tabular(line: Line) -> bool:
    """Return whether the line ends in a number that stands apart, like the row of a table without borders."""
    if len(line.runs) < 2 or not _NUMBER.match(line.runs[-1].text):
        return False
    return line.runs[-1].left - line.runs[-2].right > 1.5 * line.size


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Return lines grouped by baseline, from top to bottom, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.baseline):
        if rows and abs(rows[-1][0].baseline - line.baseline) < 0.25 * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        if rows and abs(rows[-1][0].baseline - run.baseline) < 0.25 * min(rows[-1][0].size, run.size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _attach_raised(rows: list[list[Run]], raised: Iterable[Run]) -> None:
    """Put raised and lowered digits ("CO2") and marks into the row of the run they stand beside; else on their own."""
    baselines = [-row[0].baseline for row in rows]
    own: list[Run] = []
    for mark in raised:
        first = bisect.bisect_left(baselines, -mark.baseline - 0.8 * mark.size)
        last = bisect.bisect_right(baselines, -mark.baseline + 1.6 * mark.size)
        beside = [row for row in rows[first:last] if any(_stands_beside(mark, run) for run in row)]
        if beside:
            min(beside, key=lambda row: abs(row[0].baseline - mark.baseline)).append(mark)
        else:
            own.append(mark)
    rows.extend(_merged_into(rows, own))


def _merged_into(rows: list[list[Run]], loose: Iterable[Run]) -> list[list[Run]]:
    new: list[list[Run]] = []
    by_baseline = sorted(rows, key=lambda row: row[0].baseline)
    keys = [row[0].baseline for row in by_baseline]
    for run in _rows(loose):
        at = bisect.bisect_left(keys, run[0].baseline - 0.25 * run[0].size)
        if at < len(keys) and keys[at] - run[0].baseline < 0.25 * run[0].size:
            by_baseline[at].extend(run)
        else:
            new.append(run)
    return new


def _stands_beside(mark: Run, run: Run) -> bool:
    gap = max(mark.left - run.right, run.left - mark.right)
    middle = (mark.bottom + mark.top) / 2
    return gap < 0.6 * run.size and run.bottom < middle < run.top + 0.3 * run.size


def _parted(row: list[Run]) -> list[list[Run]]:
    parts: list[list[Run]] = []
    right = 0.0
    for run in sorted(row, key=lambda run: run.left):
        if parts and run.left - right < _SEGMENT_GAP * min(run.size, parts[-1][-1].size):
            parts[-1].append(run)
            right = max(right, run.right)
        else:
            parts.append([run])
            right = run.right
    return parts


def _text(runs: Sequence[Run]) -> str:
    text = runs[0].text
    for left, run in itertools.pairwise(runs):
        text += (" " if _are_words(left, run) else "") + run.text
    return text[:-1] + "-" if text.endswith("\u00ad") else text


def _are_words(left: Run, right: Run) -> bool:
    """Return whether white space parts two neighbours: pdfium knows it for text that was written in one go."""
    gap, size = right.left - left.right, max(left.size, right.size)
    if right.order == left.order + 1 and not right.spaced:
        return gap > 0.6 * size
    return gap > _WORD_GAP * size or (right.spaced and gap > 0.08 * size)


def _text_left(runs: Sequence[Run]) -> float:
    first = runs[0]
    if len(first.text) <= 6 and len(runs) > 1 and " " not in first.text:
        return runs[1].left
    marker = _MARKER_WORD.match(first.text)
    if marker is None:
        return first.left
    return first.left + (first.right - first.left) * marker.end() / len(first.text)


def _calls(runs: Sequence[Run], size: float, baseline: float) -> Iterable[str]:
    for run in runs:
        if _FOOTNOTE_CALL.match(run.text) and run.size < 0.88 * size and run.baseline > baseline + 0.12 * size:
            yield from re.findall(r"\d+|[*†‡]+", run.text)
