"""Text of a PDF page that nobody sees: invisible, tiny, in the colour of what is behind it, or covered."""

import ctypes
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.formats.pdf_shapes import Placement

_MOST_OBJECTS = 30_000
_DEPTH = 5
_TINY = 2.0  # points, on a page as large as A4 or larger
_A4_HEIGHT = 842.0
_LIGHT = 225  # of 255 in each colour: lighter text needs something behind it to be seen
_FAINT = 16  # a difference of colour, of 255, that hardly anyone sees
_CLEAR = 240  # opacity, of 255, from which something covers
_SCAN = 0.5  # share of the page: more of it under pictures is a scan, whose invisible text is its own OCR layer
_LONGEST_SIDE = 1_200  # pixels of the picture in which suspects are looked for
_FILL, _STROKE, _INVISIBLE, _CLIP = 0, 1, 3, 7  # text rendering modes, ISO 32000-1, 9.3.6
_PAINTED = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)

Boxes = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int, int]


@dataclass
class PlacedText:
    """A text object of a page as its characters stand: left, bottom, right, top in points, and their number."""

    handle: Any  # pdfium's own pointer
    box: Box
    characters: int = 1

    def grow(self, left: float, bottom: float, right: float, top: float) -> None:
        """Take in another character."""
        a, b, c, d = self.box
        self.box = min(a, left), min(b, bottom), max(c, right), max(d, top)
        self.characters += 1


@dataclass(frozen=True)
class _Painted:
    """What else is painted on the page, in order: kind, bounds, and the colour of paths (None: unknown)."""

    orders: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    boxes: Boxes
    colours: list[Colour | None]
    order_of: dict[int, int]

    def behind(self, text: PlacedText, order: int) -> int | None:
        """Return the number of the last thing painted under the middle of a text, None when there is none."""
        x, y = (text.box[0] + text.box[2]) / 2, (text.box[1] + text.box[3]) / 2
        left, bottom, right, top = self.boxes.T
        found = np.flatnonzero((self.orders < order) & (left <= x) & (x <= right) & (bottom <= y) & (y <= top))
        return int(found[-1]) if found.size else None

    def before(self, text: PlacedText, order: int) -> npt.NDArray[np.int64]:
        """Return the numbers of what is painted later and holds the whole text within its bounds."""
        left, bottom, right, top = self.boxes.T
        a, b, c, d = text.box
        inside = (left <= a + 1) & (right >= c - 1) & (bottom <= b + 1) & (top >= d - 1)
        return np.flatnonzero((self.orders > order) & inside)

    def is_scan(self, place: Placement) -> bool:
        """Tell whether pictures take most of the page."""
        limits = [place.shown_width, place.shown_height] * 2
        left, bottom, right, top = np.clip(self.boxes, 0, limits)[self.kinds == raw.FPDF_PAGEOBJ_IMAGE].T
        return bool(((right - left) * (top - bottom)).sum() > _SCAN * place.shown_width * place.shown_height)


def hidden_texts(page: pdfium.PdfPage, place: Placement, texts: Mapping[int, PlacedText]) -> set[int]:
    """Return which text objects, by their addresses, are not to be seen on the page as `place` shows it.

    Invisible text over or under a scan is the scan's own text layer, and is not hidden. What is light, transparent
    or painted over is hidden when the page looks the same without it.
    """
    hidden = {key for key, text in texts.items() if _is_tiny(text, place)}
    painted = _painted(page, place)
    is_scan = painted.is_scan(place)
    suspects: dict[int, PlacedText] = {}
    for key, text in texts.items():
        mode = raw.FPDFTextObj_GetTextRenderMode(text.handle)
        if key in hidden or (is_scan and mode in (_INVISIBLE, _CLIP)):
            continue
        order = painted.order_of.get(key, _MOST_OBJECTS + 1)
        if mode in (_INVISIBLE, _CLIP):
            behind = painted.behind(text, order)
            if behind is None or painted.kinds[behind] != raw.FPDF_PAGEOBJ_IMAGE:
                hidden.add(key)
        elif _is_suspect(text, mode, order, painted, is_scan):
            suspects[key] = text
    return hidden | _unseen(page, place, suspects)


def _is_tiny(text: PlacedText, place: Placement) -> bool:
    """Tell by the type size, the height and the width: a font without measures may lie about one of them."""
    limit = _TINY * min(1.0, max(place.shown_width, place.shown_height) / _A4_HEIGHT)
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(text.handle, size)
    raw.FPDFPageObj_GetMatrix(text.handle, matrix)
    scale = max(abs(matrix.c) + abs(matrix.d), abs(matrix.a) + abs(matrix.b))
    left, bottom, right, top = text.box
    extent = max(right - left, top - bottom) / text.characters
    return bool(abs(size.value) * scale < limit and extent < limit and min(right - left, top - bottom) < 1.5 * limit)


def _is_suspect(text: PlacedText, mode: int, order: int, painted: _Painted, is_scan: bool) -> bool:
    colour = _colour(text.handle, stroke=mode == _STROKE)
    if colour is None:
        return False
    covers = painted.before(text, order)
    if any(_covers(painted.kinds[at], painted.colours[at], is_scan) for at in covers):
        return True
    if colour[3] <= _FAINT:
        return True
    under = painted.behind(text, order)
    if under is None:
        return min(colour[:3]) >= _LIGHT
    behind = painted.colours[under]
    if behind is None or behind[3] < _CLEAR:
        return min(colour[:3]) >= _LIGHT
    return all(abs(one - other) <= _FAINT for one, other in zip(colour[:3], behind[:3], strict=True))


def _covers(kind: int, colour: Colour | None, is_scan: bool) -> bool:
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        return not is_scan
    return colour is None or colour[3] >= _CLEAR


def _unseen(page: pdfium.PdfPage, place: Placement, suspects: Mapping[int, PlacedText]) -> set[int]:
    """Return the suspects without which the page looks the same."""
    width, height = page.get_size()
    if not suspects or abs(width - place.shown_width) > 1 or abs(height - place.shown_height) > 1:
        return set()
    scale = min(2.0, _LONGEST_SIDE / max(width, height))
    with_them = _pixels(page, scale)
    for text in suspects.values():
        raw.FPDFPageObj_SetIsActive(text.handle, False)
    without = _pixels(page, scale)
    for text in suspects.values():
        raw.FPDFPageObj_SetIsActive(text.handle, True)
    changed = np.abs(with_them - without).max(axis=2) > _FAINT
    return {key for key, text in suspects.items() if not _cut(changed, text.box, height, scale).any()}


def _pixels(page: pdfium.PdfPage, scale: float) -> npt.NDArray[np.int16]:
    bitmap = page.render(scale=scale)
    try:
        return np.asarray(bitmap.to_numpy()[:, :, :3], dtype=np.int16)
    finally:
        bitmap.close()


def _cut(pixels: npt.NDArray[np.bool_], box: Box, height: float, scale: float) -> npt.NDArray[np.bool_]:
    left, bottom, right, top = box
    rows = slice(max(0, int((height - top) * scale) - 1), max(0, int((height - bottom) * scale) + 2))
    return pixels[rows, max(0, int(left * scale) - 1) : max(0, int(right * scale) + 2)]


def _painted(page: pdfium.PdfPage, place: Placement) -> _Painted:
    """Return what is painted; what stands in a form has the bounds of the outermost one."""
    found: list[tuple[int, int, Box, Colour | None]] = []
    order_of: dict[int, int] = {}
    form: Box | None = None
    for order, item in enumerate(itertools.islice(page.get_objects(max_depth=_DEPTH), _MOST_OBJECTS)):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            order_of[ctypes.addressof(item.raw.contents)] = order
            continue
        box = form if item.level else _bounds(item, place)
        if item.level == 0 and item.type == raw.FPDF_PAGEOBJ_FORM:
            form = box
        elif box is not None and item.type in _PAINTED:
            found.extend((order, item.type, box, colour) for colour in _fills(item))
    return _Painted(
        np.array([order for order, _, _, _ in found], dtype=np.int64),
        np.array([kind for _, kind, _, _ in found], dtype=np.int64),
        np.array([box for _, _, box, _ in found], dtype=np.float64).reshape(-1, 4),
        [colour for _, _, _, colour in found],
        order_of,
    )


def _bounds(item: pdfium.PdfObject, place: Placement) -> Box | None:
    try:
        return place.box(*item.get_bounds())
    except pdfium.PdfiumError:
        return None  # a path without points


def _fills(item: pdfium.PdfObject) -> Iterator[Colour | None]:
    """Yield the colour that a thing is filled with, None where it has many; nothing for mere lines."""
    if item.type != raw.FPDF_PAGEOBJ_PATH:
        yield None
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if raw.FPDFPath_GetDrawMode(item.raw, fill, stroke) and fill.value:
        yield _colour(item.raw, stroke=False)


def _colour(handle: Any, *, stroke: bool) -> Colour | None:
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    ask = raw.FPDFPageObj_GetStrokeColor if stroke else raw.FPDFPageObj_GetFillColor
    if not ask(handle, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value
