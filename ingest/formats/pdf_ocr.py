"""Text recognition (OCR) of PDF pages with Tesseract, in German and English. The one home of pytesseract."""

import os
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from time import monotonic

import pypdfium2 as pdfium
import pytesseract
from lxml import etree
from PIL import Image

from ingest.clean import normalise
from ingest.formats.pdf_glyphs import Run

_WANTED = ("deu", "eng")
_DPI = 300
_POINTS_PER_INCH = 72
_LONGEST_SIDE = 5_000  # pixels; a poster is recognised with fewer dots per inch
_PAGE_SECONDS = 60.0
_FEWEST_SECONDS = 5.0
_MOST_WORKERS = 4
# Tesseract's confidence, 0 to 100: below it, a line is the grain of a picture and no text.
_LEAST_SURE = 50
# Sizes nearer than that are one: Tesseract measures each line on its own.
_SAME_SIZE = 0.15
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_SURE = re.compile(r"x_wconf (\d+)")
_TURNED = re.compile(r"textangle (\d+)")
_LATIN = re.compile(r"[A-Za-zÄÖÜäöüß]")
_VOWEL = re.compile(r"[aeiouäöü]", re.IGNORECASE)
_FEWEST_SIGNS = 10
_FEWEST_LETTERS = 50
_FEWEST_VOWELS = 0.2  # share of the letters; German and English have 0.36 to 0.40, a shifted alphabet 0.1 to 0.2
_MOST_STRANGE = 0.3  # share of the characters


@dataclass(frozen=True)
class Recognised:
    """The text of a page as it is read: runs in points, y upwards, and the height of the page.

    `confidence` is Tesseract's mean for the words, 0 to 100.
    """

    runs: list[Run]
    height: float
    confidence: float


@dataclass(frozen=True)
class _Line:
    """A line of hOCR in pixels, y downwards: words with left and right, `foot` the baseline at `left`."""

    words: list[tuple[str, int, int]]
    confidences: list[int]
    slope: float
    foot: float
    left: int
    size: float


@dataclass(frozen=True)
class _Scan:
    """A page as a picture, and how many points a pixel is."""

    image: Image.Image
    scale: float


@cache
def languages() -> str:
    """Return which of German and English Tesseract knows here, as it wants them: "deu+eng"; "" without Tesseract."""
    try:
        known = pytesseract.get_languages(config="")
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, OSError):
        return ""
    return "+".join(language for language in _WANTED if language in known)


def is_garbled(text: str) -> bool:
    """Tell whether a text layer is no text: signs without meaning, or letters with hardly a vowel (a lost encoding)."""
    signs = [char for char in text if not char.isspace()]
    strange = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or not char.isprintable() for char in signs)
    if len(signs) >= _FEWEST_SIGNS and strange > _MOST_STRANGE * len(signs):
        return True
    letters = len(_LATIN.findall(text))
    return letters >= _FEWEST_LETTERS and len(_VOWEL.findall(text)) < _FEWEST_VOWELS * letters


def recognise(
    opened: pdfium.PdfDocument, pages: Sequence[int], on_page: Callable[[int], None]
) -> dict[int, Recognised]:
    """Return the text of pages by their 1-based indices; those that took over a minute or failed are not among them.

    `on_page` is told how many are done, after each.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"  # one thread a page and pages side by side: faster than the reverse
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    found: dict[int, Recognised] = {}
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(pages), workers):
            batch = pages[start : start + workers]
            scans = [_scan(opened, page) for page in batch]
            for done, (page, recognised) in enumerate(zip(batch, pool.map(_recognise, scans), strict=True), start + 1):
                if recognised is not None:
                    found[page] = recognised
                on_page(done)
    return _with_common_sizes(found)


def _scan(opened: pdfium.PdfDocument, page: int) -> _Scan | None:
    try:
        loaded = opened[page - 1]
        dots = min(_DPI / _POINTS_PER_INCH, _LONGEST_SIDE / max(loaded.get_size()))
        bitmap = loaded.render(scale=dots, grayscale=True)
        image = bitmap.to_pil().copy()
        bitmap.close()
        loaded.close()
    except pdfium.PdfiumError:
        return None
    return _Scan(image, 1 / dots)


def _recognise(scan: _Scan | None) -> Recognised | None:
    """Return the text of a page, None when Tesseract fails or takes too long; a page on its side is turned."""
    if scan is None:
        return None
    until = monotonic() + _PAGE_SECONDS
    try:
        page = _hocr(scan.image, until)
        turn = _turn(page)
        if turn:
            scan = replace(scan, image=scan.image.rotate(-turn, expand=True))
            page = _hocr(scan.image, until)
    except (pytesseract.TesseractError, RuntimeError, OSError, etree.XMLSyntaxError):
        return None
    lines = [line for line in map(_line, page.iter("{*}span")) if line is not None]
    return _recognised(lines, scan)


def _hocr(image: Image.Image, until: float) -> etree._Element:
    data = pytesseract.image_to_pdf_or_hocr(
        image,
        lang=languages(),
        extension="hocr",
        config=f"--psm 1 --dpi {_DPI}",
        timeout=max(_FEWEST_SECONDS, until - monotonic()),
    )
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _turn(page: etree._Element) -> int:
    """Return by how many degrees clockwise most lines are turned from upright."""
    angles = Counter(
        int(found.group(1)) if (found := _TURNED.search(line.get("title", ""))) else 0
        for line in page.iter("{*}span")
        if line.get("class") in ("ocr_line", "ocr_caption", "ocr_header", "ocr_textfloat")
    )
    return angles.most_common(1)[0][0] if angles else 0


def _line(node: etree._Element) -> _Line | None:
    """Return a line of words; None for any other element, and for what Tesseract is not sure of."""
    title = node.get("title", "")
    box, size, baseline = _BOX.search(title), _SIZE.search(title), _BASELINE.search(title)
    if box is None or size is None:
        return None
    words: list[tuple[str, int, int]] = []
    confidences: list[int] = []
    for word in node.iter("{*}span"):
        said, place = _SURE.search(word.get("title", "")), _BOX.search(word.get("title", ""))
        text = normalise("".join(word.itertext()))
        if said and place and text:
            words.append((text, int(place.group(1)), int(place.group(3))))
            confidences.append(int(said.group(1)))
    if not words or statistics.fmean(confidences) < _LEAST_SURE:
        return None
    slope, rise = (float(baseline.group(1)), float(baseline.group(2))) if baseline else (0.0, 0.0)
    return _Line(words, confidences, slope, int(box.group(4)) + rise, int(box.group(1)), float(size.group(1)))


def _recognised(lines: Sequence[_Line], scan: _Scan) -> Recognised:
    """Return the lines set straight: a sheet that lay askew is turned by the slope of most of its lines."""
    height = scan.image.height * scan.scale
    long = [line.slope for line in lines if len(line.words) > 2] or [line.slope for line in lines]
    slope = statistics.median(long) if long else 0.0
    runs = list(_runs(lines, slope, scan))
    confidences = [one for line in lines for one in line.confidences]
    return Recognised(runs, height, statistics.fmean(confidences) if confidences else 0.0)


def _runs(lines: Iterable[_Line], slope: float, scan: _Scan) -> Iterator[Run]:
    """Yield the words of lines, each moved as if the sheet were turned about its middle until the lines are level."""
    order = 0
    middle_x, middle_y = scan.image.width / 2, scan.image.height / 2
    for line in lines:
        foot = line.foot - slope * (line.left - middle_x)
        baseline = (scan.image.height - foot) * scan.scale
        size = line.size * scan.scale
        for text, left, right in line.words:
            aside = slope * (foot - middle_y)
            yield Run(
                text=text,
                left=(left + aside) * scan.scale,
                right=(right + aside) * scan.scale,
                bottom=baseline - 0.25 * size,
                top=baseline + 0.95 * size,
                baseline=baseline,
                size=size,
                bold=False,
                italic=False,
                spaced=True,
                order=order,
            )
            order += 1


def _with_common_sizes(found: Mapping[int, Recognised]) -> dict[int, Recognised]:
    """Return the pages with type sizes that lie close together made one, the most frequent first."""
    weights: Counter[float] = Counter()
    for page in found.values():
        for run in page.runs:
            weights[round(run.size, 1)] += len(run.text)
    common: dict[float, float] = {}
    for size, _ in weights.most_common():
        if size not in common:
            near = [other for other in weights if other not in common and abs(other - size) <= _SAME_SIZE * size]
            common.update(dict.fromkeys(near, size))
    return {
        index: replace(page, runs=[replace(run, size=common[round(run.size, 1)]) for run in page.runs])
        for index, page in found.items()
    }
