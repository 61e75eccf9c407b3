"""Runs of characters of a PDF page, as pdfium sees them. Lengths in points, y grows upwards."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.formats.pdf_hidden import PlacedText, hidden_texts
from ingest.formats.pdf_shapes import Drawn, Placement, read_drawn

# A gap wider than this (in type sizes) may be a gutter between columns; word gaps of justified lines are mostly below.
_WIDE_GAP = 1.2
# The loose box of a character is ascent plus descent; in text faces that is about 1.2 times the type size.
_BOX_TO_SIZE = 0.82
_MOST_CHARACTERS = 200_000
# Of letters and digits; fewer that nobody sees are marks of a program and not worth telling.
_FEWEST_HIDDEN = 3
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|semib|[-,]bd\b|fett", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"ital|obliq|kursiv|slanted|[-,]it\b", re.IGNORECASE)
_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18
# pdfium's marks for a hyphen at a line end, and the bullets of Symbol and Wingdings.
_CHARACTERS = {
    "\x02": "-", "\ufffe": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "➢", "\uf02d": "-",
    "\uf0a8": "◦", "\uf0e0": "→", "\uf06e": "▪", "\uf0be": "–",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style that stand side by side.

    `spaced`: white space stands before it in the text stream; `order`: its number in that stream.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    spaced: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool
    italic: bool
    turn: int


@dataclass(frozen=True, slots=True)
class _Glyph:
    character: str
    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    style: _Style
    spaced: bool
    index: int
    source: int

    @property
    def size(self) -> float:
        return (self.top - self.bottom) * _BOX_TO_SIZE


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page as it is read: runs in stream order and what is drawn.

    `turned`: the sheet must be turned to read it; then its coordinates are not those of the file.
    `hides_text`: text that nobody sees was left out.
    """

    runs: list[Run]
    drawn: Drawn
    height: float
    width: float
    turned: bool
    hides_text: bool


def read_content(page: pdfium.PdfPage) -> PageContent:
    """Return what stands on a page. Where most text runs up or down (a wide table), the page is turned for reading.

    Otherwise turned text (stamps in the margin) is left out. Text that nobody sees, on the page or beside it, is left
    out too. Raises pdfium.PdfiumError when the page's text cannot be loaded.
    """
    textpage = page.get_textpage()
    try:
        place = Placement(page)
        glyphs = list(_glyphs(textpage, place))
        hidden = hidden_texts(page, place, _placed(textpage, glyphs))
        turn = _turn([glyph for glyph in glyphs if glyph.source not in hidden])
        unseen = "".join(glyph.character for glyph in glyphs if glyph.source in hidden)
        if turn:
            place = Placement(page, turn)
            glyphs = list(_glyphs(textpage, place))
    finally:
        textpage.close()
    groups = _grouped([glyph for glyph in glyphs if glyph.source not in hidden])
    runs = [_run(group, order) for order, group in enumerate(groups)]
    on_page = [run for run in runs if _is_on(run, place)]
    unseen += "".join(run.text for run in runs if not _is_on(run, place))
    hides_text = sum(map(str.isalnum, unseen)) >= _FEWEST_HIDDEN
    drawn = read_drawn(page, place)
    return PageContent(on_page, drawn, place.shown_height, place.shown_width, bool(turn), hides_text)


def _placed(textpage: pdfium.PdfTextPage, glyphs: list["_Glyph"]) -> dict[int, PlacedText]:
    """Return the text objects of the page by their addresses, with the bounds of their characters."""
    placed: dict[int, PlacedText] = {}
    for glyph in glyphs:
        known = placed.get(glyph.source)
        if known is not None:
            known.grow(glyph.left, glyph.bottom, glyph.right, glyph.top)
        elif glyph.source:
            handle = raw.FPDFText_GetTextObject(textpage.raw, glyph.index)
            placed[glyph.source] = PlacedText(handle, (glyph.left, glyph.bottom, glyph.right, glyph.top))
    return placed


def _is_on(run: Run, place: Placement) -> bool:
    """Tell whether any of the run is on the page."""
    return run.right > 0 and run.left < place.shown_width and run.top > 0 and run.bottom < place.shown_height


def _turn(glyphs: list["_Glyph"]) -> int:
    """Return by how many degrees clockwise the page must be turned so that most of its text stands upright."""
    upward = sum(glyph.style.turn == 90 for glyph in glyphs)
    downward = sum(glyph.style.turn == 270 for glyph in glyphs)
    if 2 * max(upward, downward) <= len(glyphs):
        return 0
    return 90 if upward > downward else 270


def _glyphs(textpage: pdfium.PdfTextPage, place: Placement) -> Iterator[_Glyph]:
    styles = _Styles(textpage, place.rotation)
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    handle = textpage.raw
    last: _Glyph | None = None
    spaced = True
    for index in range(min(textpage.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(handle, index)
        character = chr(code) if 0 < code < 0x110000 else " "
        if character.isspace():
            spaced = True
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, index, box):
            continue
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        left, bottom, right, top = place.box(box.left, box.bottom, box.right, box.top)
        baseline = place.point(x.value, y.value)[1]
        source, style = styles.of(index)
        if top - bottom < 0.5:
            bottom, top = baseline - 2.0, baseline + 8.0
        character = _CHARACTERS.get(character, character)
        glyph = _Glyph(character, left, right, bottom, top, baseline, style, spaced, index, source)
        if last is not None and _lacks_height(glyph, last):
            glyph = replace(glyph, bottom=last.bottom, top=last.top)
        yield glyph
        last, spaced = glyph, False


def _lacks_height(glyph: _Glyph, last: _Glyph) -> bool:
    """Return whether the glyph's font has no ascent and descent, so that its box hugs the full stop or the capital."""
    height = last.top - last.bottom
    return (
        not glyph.spaced
        and glyph.top - glyph.bottom < 0.7 * height
        and abs(glyph.baseline - last.baseline) < 0.1
        and abs(glyph.left - last.right) < 0.3 * height
    )


class _Styles:
    """Looks up the style of a character; asked of pdfium once for each text object."""

    def __init__(self, textpage: pdfium.PdfTextPage, rotation: int) -> None:
        self._handle = textpage.raw
        self._rotation = rotation
        self._known: dict[int, _Style] = {}
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def of(self, index: int) -> tuple[int, _Style]:
        """Return the address of a character's text object (0 for none) and its style."""
        text_object = raw.FPDFText_GetTextObject(self._handle, index)
        address = ctypes.addressof(text_object.contents) if text_object else 0
        style = self._known.get(address)
        if style is None:
            style = self._known[address] = self._ask(index)
        return address, style

    def _ask(self, index: int) -> _Style:
        self._name.value = b""
        raw.FPDFText_GetFontInfo(self._handle, index, self._name, 256, self._flags)
        name, flags = self._name.value.decode("latin-1"), self._flags.value
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._handle, index, matrix)
        return _Style(
            bold=bool(_BOLD_NAME.search(name) or flags & _BOLD_FLAG),
            italic=bool(_ITALIC_NAME.search(name) or flags & _ITALIC_FLAG),
            turn=self._turn(matrix.a, matrix.b),
        )

    def _turn(self, a: float, b: float) -> int:
        """Return the direction of the text on the page as it is read: 0 (level, or upside down), 90 up, 270 down."""
        direction = 0 if abs(a) >= abs(b) else 90 if b > 0 else 270
        if direction == 0 and a < 0:
            direction = 180
        return {0: 0, 90: 90, 180: 0, 270: 270}[(direction - self._rotation) % 360]


def _grouped(glyphs: list[_Glyph]) -> Iterator[list[_Glyph]]:
    group: list[_Glyph] = []
    for glyph in glyphs:
        if glyph.style.turn:
            continue
        if group and not _continues(group[-1], glyph):
            yield group
            group = []
        group.append(glyph)
    if group:
        yield group


def _continues(previous: _Glyph, glyph: _Glyph) -> bool:
    size = max(previous.size, 1.0)
    gap = glyph.left - previous.right
    return (
        previous.style == glyph.style
        and abs(glyph.size - previous.size) < 0.05 * size
        and abs(glyph.baseline - previous.baseline) < 0.1 * size
        and (-0.6 * size < gap < _WIDE_GAP * size or glyph.left == previous.left)  # a ligature shares one box
    )


def _run(glyphs: list[_Glyph], order: int) -> Run:
    first = glyphs[0]
    text = "".join((" " if glyph.spaced and at else "") + glyph.character for at, glyph in enumerate(glyphs))
    return Run(
        text=text,
        left=min(glyph.left for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        bottom=min(glyph.bottom for glyph in glyphs),
        top=max(glyph.top for glyph in glyphs),
        baseline=first.baseline,
        size=first.size,
        bold=first.style.bold,
        italic=first.style.italic,
        spaced=first.spaced,
        order=order,
    )
