"""Which pages of a PDF are recognised (OCR), and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.formats.pdf_lines import segments_of
from ingest.formats.pdf_page import Page
from ingest.page_progress import TellPages


@dataclass(frozen=True)
class Recognition:
    """What recognition did, by 1-based page index.

    confidence   of the pages that were recognised, 0 to 100
    failed       pages on which it failed or took too long
    garbled      pages whose text layer is no text and that were not recognised
    missing      pages needed it and there is no Tesseract
    """

    confidence: Mapping[int, float] = field(default_factory=dict)
    failed: Sequence[int] = ()
    garbled: Sequence[int] = ()
    missing: bool = False


def recognise_pages(opened: pdfium.PdfDocument, pages: Sequence[Page], tell: TellPages | None) -> Recognition:
    """Put recognised text in the place of missing or garbled text; `tell` None: only say where it is garbled."""
    from ingest.formats import pdf_ocr  # costs time that only those pay who need it

    garbled = [page for page in pages if page.has_text and pdf_ocr.is_garbled(_text(page))]
    if tell is None:
        return Recognition(garbled=[page.index for page in garbled])
    wanted = [page for page in pages if not page.failed and (page in garbled or _is_drawn(page))]
    if not wanted:
        return Recognition()
    if not pdf_ocr.languages():
        return Recognition(garbled=[page.index for page in garbled], missing=True)
    tell("recognise", 0, len(wanted))
    found = pdf_ocr.recognise(
        opened, [page.index for page in wanted], lambda done: tell("recognise", done, len(wanted))
    )
    for page in wanted:
        text = found.get(page.index)
        if text is not None and text.runs:
            page.height, page.tables, page.quotes = text.height, [], []
            page.lines, page.recognised = segments_of(text.runs, page.index), True
    return Recognition(
        {page.index: found[page.index].confidence for page in wanted if page.recognised},
        [page.index for page in wanted if page.index not in found],
        [page.index for page in garbled if not page.recognised],
    )


def _is_drawn(page: Page) -> bool:
    """Tell whether a page shows something and has no text: a scan, or letters drawn as curves."""
    return not page.has_text and bool(page.drawn.has_image or page.drawn.paths)


def _text(page: Page) -> str:
    return " ".join(line.text for line in page.lines)
