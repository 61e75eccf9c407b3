"""What is drawn on a PDF page: lines, boxes, pictures. Lengths in points, y grows upwards."""

import itertools
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# Pages with more objects than that are maps and drawings, or made to tire the reader.
_MOST_OBJECTS = 30_000


@dataclass(frozen=True, slots=True)
class Shape:
    """The bounds of something drawn: a line, a border, a filled area, a picture."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """The paths and pictures of a page, without those that cover it or are off it.

    `has_image`: the page has a picture of any size, on its own or within a form.
    """

    paths: list[Shape]
    pictures: list[Shape]
    has_image: bool


class Placement:
    """Turns user space into the page as it is read: origin at the crop box's lower left, /Rotate and `turn` applied."""

    def __init__(self, page: pdfium.PdfPage, turn: int = 0) -> None:
        left, bottom, right, top = page.get_bbox()  # the crop box within the sheet, from the parents too
        self.left, self.bottom = left, bottom
        self.width, self.height = right - left, top - bottom
        self.rotation = (page.get_rotation() + turn) % 360
        upright = self.rotation in (0, 180)
        self.shown_width = self.width if upright else self.height
        self.shown_height = self.height if upright else self.width

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.rotation == 90:
            return y, self.width - x
        if self.rotation == 180:
            return self.width - x, self.height - y
        if self.rotation == 270:
            return self.height - y, x
        return x, y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def read_drawn(page: pdfium.PdfPage, place: Placement) -> Drawn:
    """Return what is drawn among the page's first 30,000 objects; within forms only whether there is a picture."""
    paths: list[Shape] = []
    pictures: list[Shape] = []
    has_image = False
    for item in itertools.islice(page.get_objects(max_depth=2), _MOST_OBJECTS):
        has_image = has_image or item.type == raw.FPDF_PAGEOBJ_IMAGE
        if item.level > 0 or item.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        try:
            shape = Shape(*place.box(*item.get_bounds()))
        except pdfium.PdfiumError:
            continue  # a path without points
        if _is_beside_text(shape, place):
            (paths if item.type == raw.FPDF_PAGEOBJ_PATH else pictures).append(shape)
    return Drawn(paths, pictures, has_image)


def _is_beside_text(shape: Shape, place: Placement) -> bool:
    wide = shape.right - shape.left > 0.95 * place.shown_width
    high = shape.top - shape.bottom > 0.8 * place.shown_height
    return not (wide and high) and shape.right > 0 and shape.left < place.shown_width
