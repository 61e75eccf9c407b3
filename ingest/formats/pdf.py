"""Reads PDF files: text in reading order with headings, lists, tables, footnotes and printed page labels."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import (
    DamagedFile,
    EmptyFile,
    MissingPath,
    NoText,
    OcrMissing,
    OnlyHiddenText,
    PasswordNeeded,
    TooManyPages,
    UnreadableSource,
    WrongPassword,
)
from ingest.formats.pdf_blocks import to_blocks
from ingest.formats.pdf_columns import Region, reading_order
from ingest.formats.pdf_details import read_bookmarks, read_details, read_label
from ingest.formats.pdf_fallback import page_count, page_texts
from ingest.formats.pdf_footnotes import Footnote, part_footnotes
from ingest.formats.pdf_furniture import body_size, printed_labels, without_contents, without_running_lines
from ingest.formats.pdf_glyphs import read_content
from ingest.formats.pdf_headings import Bookmarks, HeadingStyles
from ingest.formats.pdf_lines import Line, segments_of
from ingest.formats.pdf_notices import PageReport, notices_of
from ingest.formats.pdf_page import Page
from ingest.formats.pdf_quotes import part_pull_quotes
from ingest.formats.pdf_recognition import Recognition, recognise_pages
from ingest.formats.pdf_shapes import Shape
from ingest.formats.pdf_structure import compose, promote_headings, with_rescued
from ingest.formats.pdf_tables import Table, TableFinder, has_ruling, inside_any
from ingest.formats.pdf_words import Words
from ingest.page_progress import TellPages, ignore_pages
from ingest.records import Block, Document, Text

_MOST_PAGES = 2_000


def read_pdf(
    path: Path, *, password: str = "", ocr: bool = False, plain: bool = False, tell: TellPages = ignore_pages
) -> Document:
    """Return the document in a PDF file, its blocks in reading order and without page furniture.

    With `ocr`, pages whose text is missing or garbled are recognised, marked in their label and named in the notices.
    With `plain`, for a file that made pdfium crash, its text is read by pypdf only.
    `tell` is told each page when it is done. Pages without text, pages that could not be read and pages that hide text
    are named in the notices; a bad page costs only itself.
    Raises MissingPath, EmptyFile, DamagedFile, PasswordNeeded, WrongPassword, TooManyPages (over 2,000), or when no
    page has text NoText, OnlyHiddenText or OcrMissing.
    """
    if not path.is_file():
        raise MissingPath(path.name)
    if path.stat().st_size == 0:
        raise EmptyFile(path.name)
    if plain:
        return _without_layout(path, password, tell)
    try:
        opened, used = _open(path, password)
    except DamagedFile:
        return _without_layout(path, password, tell)
    with opened:
        _refuse_too_many(path.name, len(opened))
        return _read(opened, path, used, ocr, tell)


def _open(path: Path, password: str) -> tuple[pdfium.PdfDocument, str]:
    """Return the open file and the password that opened it: the empty one where that will do."""
    for tried in dict.fromkeys(("", password)):
        try:
            opened = pdfium.PdfDocument(path, password=tried)
            if len(opened):
                return opened, tried
            opened.close()
            raise DamagedFile(path.name, "PDF")
        except pdfium.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise DamagedFile(path.name, "PDF") from error
    raise WrongPassword(path.name) if password else PasswordNeeded(path.name)


def _refuse_too_many(name: str, pages: int) -> None:
    if pages > _MOST_PAGES:
        raise TooManyPages(name, pages, _MOST_PAGES)


def _read(opened: pdfium.PdfDocument, path: Path, password: str, ocr: bool, tell: TellPages) -> Document:
    pages = []
    with TableFinder(path, password) as finder:
        for at in range(1, len(opened) + 1):
            pages.append(_read_page(opened, at, finder))
            tell("read", at, len(opened))
    recognition = recognise_pages(opened, pages, tell if ocr else None)
    failed = [page.index for page in pages if page.failed]
    rescued = page_texts(path, password, failed, len(pages)) if failed else {}
    if not any(page.has_text for page in pages) and not any(rescued.values()):
        raise _no_text(path.name, pages, recognition)
    details = read_details(opened, [page.lines for page in pages[:4]])
    _complete_labels(pages)
    heights, labels = [page.height for page in pages], [page.label for page in pages]
    for page, lines in zip(pages, without_running_lines([page.lines for page in pages], heights, labels), strict=True):
        page.lines = lines
    silent = [page.index for page in pages if page.drawn.has_image and not page.has_text]
    blocks = _blocks(pages, rescued, Bookmarks(read_bookmarks(opened)), details.authors)
    if not blocks:
        raise _no_text(path.name, pages, recognition)
    lost = [page for page in failed if not rescued.get(page)]
    hiding = [page.index for page in pages if page.hides_text]
    plain = [page for page in failed if rescued.get(page)]
    report = PageReport(
        lost=lost, plain=plain, untabled=finder.missed, silent=silent, hiding=hiding, recognition=recognition
    )
    return Document(blocks, details, len(pages), notices_of(report))


def _no_text(name: str, pages: Sequence[Page], recognition: Recognition) -> UnreadableSource:
    if recognition.missing:
        return OcrMissing(name, len(pages))
    return OnlyHiddenText(name) if any(page.hides_text for page in pages) else NoText(name, len(pages))


def _read_page(opened: pdfium.PdfDocument, index: int, finder: TableFinder) -> Page:
    label = read_label(opened, index)
    try:
        with closing(opened[index - 1]) as loaded:
            return _filled(Page(index, label), loaded, finder)
    except Exception:  # whatever a damaged page leads to costs this page, and pypdf may still read it
        return Page(index, label, failed=True)


def _filled(page: Page, loaded: pdfium.PdfPage, finder: TableFinder) -> Page:
    content = read_content(loaded)
    runs, page.height, page.drawn = content.runs, content.height, content.drawn
    page.hides_text = content.hides_text
    if has_ruling(page.drawn.paths) and not content.turned:
        page.tables = finder.find(page.index, runs)
        runs = [run for run in runs if not inside_any(run, page.tables)]
    runs, page.quotes = part_pull_quotes(runs, page.drawn.paths, page.index, content.width)
    page.lines = segments_of(runs, page.index)
    return page


def _complete_labels(pages: Sequence[Page]) -> None:
    """Where the file gives no page labels, take the page numbers that are printed."""
    if not any(page.label for page in pages):
        printed = printed_labels([page.lines for page in pages], [page.height for page in pages])
        for page, label in zip(pages, printed, strict=True):
            page.label = label


def _blocks(
    pages: Sequence[Page], rescued: Mapping[int, Sequence[str]], bookmarks: Bookmarks, authors: Sequence[str]
) -> tuple[Block, ...]:
    """Understand the document as a whole. The pages' lines are already without running heads."""
    size = body_size([page.lines for page in pages])
    footnotes: list[Footnote] = []
    laid_out: list[list[Region]] = []
    for page, lines in zip(pages, without_contents([page.lines for page in pages]), strict=True):
        body, notes = part_footnotes(lines, page.drawn.paths, size)
        regions = []
        for region in reading_order([*body, *page.tables]):
            kept, more = _without_footnotes(region, page.drawn.paths, size)
            regions.append(replace(kept, notches=(*page.quotes, *page.drawn.pictures)))
            notes.extend(more)
        laid_out.append(regions)
        footnotes.extend(notes)
    words = Words(line.text for page in pages for line in page.lines)
    styles = HeadingStyles(size, body_bold=_mostly_bold(pages))
    drafts = compose(laid_out, bookmarks, styles)
    promote_headings(drafts, styles, size, authors, words)
    quotes = [quote for page in pages for quote in page.quotes]
    labels = {page.index: page.shown_label for page in pages}
    return to_blocks(with_rescued(drafts, rescued), footnotes, quotes, labels, words)


def _without_footnotes(region: Region, shapes: Sequence[Shape], size: float) -> tuple[Region, list[Footnote]]:
    lines = [item for item in region.items if isinstance(item, Line)]
    body, notes = part_footnotes(lines, shapes, size)
    if not notes:
        return region, []
    kept = {id(line) for line in body}
    items = tuple(item for item in region.items if isinstance(item, Table) or id(item) in kept)
    return replace(region, items=items), notes


def _mostly_bold(pages: Sequence[Page]) -> bool:
    lines = [line for page in pages for line in page.lines]
    return 2 * sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines)


def _without_layout(path: Path, password: str, tell: TellPages) -> Document:
    """Read a file that pdfium cannot open, or not without crashing."""
    pages = page_count(path, password)
    _refuse_too_many(path.name, pages)
    texts = page_texts(path, password, tell=lambda done: tell("read", done, pages))
    if not texts:
        raise DamagedFile(path.name, "PDF")
    blocks = tuple(Block("paragraph", text, page=page) for page, found in texts.items() for text in found)
    if not blocks:
        raise NoText(path.name, len(texts))
    lost = [page for page in range(1, pages + 1) if page not in texts]
    notice = Text(
        "Die Datei ließ sich nicht mit ihrem Aufbau lesen: Der Text ist ohne Überschriften und Tabellen, verborgener "
        "Text ist dabei.",
        "The file could not be read with its layout: its text is without headings and tables, hidden text is in it.",
    )
    return Document(blocks, pages=pages, notices=(notice, *notices_of(PageReport(lost=lost))))
