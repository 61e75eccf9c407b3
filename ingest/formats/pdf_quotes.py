"""Pull quotes: text in a box of its own beside or between the paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import join_lines, normalise
from ingest.formats.pdf_glyphs import Run
from ingest.formats.pdf_lines import CAPTION, join_row, rows_of, segments_of
from ingest.formats.pdf_shapes import Shape

_SMALLEST_SIDE = 25.0
_FEWEST_CHARACTERS = 25
# Three boxes with text on one page are a diagram, not quotes.
_MOST_BOXES = 2
_MOST_CANDIDATES = 100


@dataclass(frozen=True)
class PullQuote:
    """The text of a box and where it stands."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


def part_pull_quotes(
    runs: Sequence[Run], shapes: Sequence[Shape], page: int, page_width: float
) -> tuple[list[Run], list[PullQuote]]:
    """Return the runs outside boxes, and the boxes narrower than the text, as pull quotes from top to bottom."""
    if not runs:
        return [], []
    text_width = min(max(run.right for run in runs) - min(run.left for run in runs), page_width)
    boxes: list[tuple[Shape, list[Run]]] = []
    taken: set[int] = set()
    for shape in _candidates(shapes, text_width):
        inside = [run for run in runs if _holds(shape, run)]
        if not inside or taken & {id(run) for run in inside} or not _may_be_quote(inside):
            continue
        if shape.right - shape.left < 0.7 * text_width or _mostly_italic(inside):
            boxes.append((shape, inside))
            taken |= {id(run) for run in inside}
    if not boxes or len(boxes) > _MOST_BOXES:
        return list(runs), []
    if len(taken) > 0.6 * len(runs) and not all(_mostly_italic(inside) for _, inside in boxes):
        return list(runs), []
    quotes = [_quote(shape, inside, page) for shape, inside in sorted(boxes, key=lambda box: -box[0].top)]
    return [run for run in runs if id(run) not in taken], quotes


def _candidates(shapes: Sequence[Shape], text_width: float) -> list[Shape]:
    """Return the shapes that can be boxes around a quote, largest first; none where there are so many (a drawing)."""
    boxes = [
        shape
        for shape in shapes
        if _SMALLEST_SIDE < shape.right - shape.left < 0.95 * text_width and shape.top - shape.bottom > _SMALLEST_SIDE
    ]
    if len(boxes) > _MOST_CANDIDATES:
        return []
    return sorted(boxes, key=lambda shape: -(shape.right - shape.left) * (shape.top - shape.bottom))


def _holds(shape: Shape, run: Run) -> bool:
    return (
        shape.left - 1 <= run.left
        and run.right <= shape.right + 1
        and shape.bottom - 1 <= run.baseline
        and run.top <= shape.top + 3
    )


def _may_be_quote(runs: Sequence[Run]) -> bool:
    """Return whether the box holds a sentence: no caption, not mostly figures."""
    text = "".join(run.text for run in runs)
    if len(text) < _FEWEST_CHARACTERS:
        return False
    letters = sum(character.isalpha() for character in text)
    return letters > 0.6 * len(text) and CAPTION.match(runs[0].text) is None


def _mostly_italic(runs: Sequence[Run]) -> bool:
    return 2 * sum(len(run.text) for run in runs if run.italic) > sum(len(run.text) for run in runs)


def _quote(shape: Shape, runs: Sequence[Run], page: int) -> PullQuote:
    lines = [join_row(row).text for row in rows_of(segments_of(runs, page))]
    return PullQuote(normalise(join_lines(lines)), page, shape.left, shape.bottom, shape.right, shape.top)
