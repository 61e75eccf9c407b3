"""Plain text of pages that pdfium cannot read, with pypdf: no layout, but no page lost that still has text."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pypdf

from ingest.clean import join_lines, normalise

# pypdf reports every oddity of a file as a warning; what matters to users is in the notices.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def page_texts(
    path: Path,
    password: str,
    pages: Sequence[int] | None = None,
    of: int | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> dict[int, tuple[str, ...]]:
    """Return the paragraphs of the pages (1-based indices; None: of all) that pypdf can read; {} if it reads none.

    `of` is the number of pages that the file is known to have: pypdf may skip a damaged page and count otherwise.
    `tell` is told how many pages have been tried.
    """
    texts: dict[int, tuple[str, ...]] = {}
    try:
        reader = _opened(path, password)
        if of is not None and len(reader.pages) != of:
            return {}
        wanted = range(1, len(reader.pages) + 1) if pages is None else pages
    except Exception:  # pypdf lets nearly anything out of a damaged file
        return {}
    for done, page in enumerate(wanted, 1):
        with suppress(Exception):  # as above, of one page
            texts[page] = _paragraphs(reader.pages[page - 1].extract_text())
        tell(done)
    return texts


def page_count(path: Path, password: str) -> int:
    """Return the number of pages as pypdf finds them, 0 if it finds none."""
    try:
        return len(_opened(path, password).pages)
    except Exception:  # as above
        return 0


def _opened(path: Path, password: str) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(path, strict=False)
    if reader.is_encrypted:
        reader.decrypt(password)
    return reader


def _paragraphs(text: str) -> tuple[str, ...]:
    parts = text.replace("\r", "").split("\n\n")
    paragraphs = (normalise(join_lines(part.split("\n"))) for part in parts)
    return tuple(paragraph for paragraph in paragraphs if paragraph)
