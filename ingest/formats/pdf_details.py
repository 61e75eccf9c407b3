"""What a PDF says about itself: outline, page labels, title, authors, year."""

import itertools
import re
from collections.abc import Sequence

import pypdfium2 as pdfium

from ingest.clean import join_lines, normalise
from ingest.formats.pdf_headings import Bookmark
from ingest.formats.pdf_lines import Line
from ingest.records import SourceDetails

_YEAR = re.compile(r"(?<![\d.,/-])(?:19[5-9]\d|20\d\d)(?![\d.,-])")
_CREATED = re.compile(r"D:((?:19[89]|20\d)\d)")
# What programs write where nobody gave a title: file names, "Microsoft Word - ...", scanner numbers.
_NO_TITLE = re.compile(
    r"(?i)^(?:untitled|unbenannt|ohne titel|microsoft word - .*|scan[\W_\d].*|"
    r".*\.(?:docx?|pdf|indd|odt|tex|qxd|pptx?))$"
)
_NO_AUTHOR = re.compile(r"(?i)^(?:user|admin|administrator|unknown|unbekannt|anonymous|root|[a-z]*\d+)$")
_PUBLISHER_HEAD = re.compile(r"(?i)^(?:herausgeber(?:in)?|herausgegeben von|publisher|published by)\s*:?$")
_MOST_BOOKMARKS = 5_000


def read_bookmarks(document: pdfium.PdfDocument) -> list[Bookmark]:
    """Return the outline in its order; entries whose target cannot be found have no page."""
    found = []
    try:
        for entry in document.get_toc(max_depth=8):
            target = entry.get_dest()
            index = target.get_index() if target else None
            found.append(Bookmark(normalise(entry.get_title()), entry.level + 1, None if index is None else index + 1))
            if len(found) >= _MOST_BOOKMARKS:
                break
    except (pdfium.PdfiumError, UnicodeError):
        return found
    return found


def read_label(document: pdfium.PdfDocument, page: int) -> str:
    """Return the printed label of a page (1-based index), "" where the file gives none."""
    try:
        return normalise(document.get_page_label(page - 1))
    except (pdfium.PdfiumError, UnicodeError):
        return ""


def read_details(document: pdfium.PdfDocument, first_pages: Sequence[Sequence[Line]]) -> SourceDetails:
    """Return title, authors and year from the metadata and the first pages; nothing is guessed.

    title      the metadata's, else what is set largest on the first page.
    authors    the metadata's, parted at commas and semicolons.
    year       the only year on the first page, else that of the file's making.
    publisher  what stands under the head "Herausgeber" on one of the first pages.
    """
    try:
        metadata = document.get_metadata_dict()
    except (pdfium.PdfiumError, UnicodeError):
        metadata = {}
    title = normalise(metadata.get("Title", ""))
    if not title or _NO_TITLE.match(title):
        title = _largest(first_pages[0]) if first_pages else ""
    return SourceDetails(
        title=title,
        authors=_authors(normalise(metadata.get("Author", ""))),
        year=_year(first_pages[0] if first_pages else (), metadata.get("CreationDate", "")),
        publisher=_publisher(first_pages),
    )


def _authors(text: str) -> tuple[str, ...]:
    names = (name.strip() for name in re.split(r"[,;]| & ", text))
    return tuple(name for name in names if name and not _NO_AUTHOR.match(name))


def _year(cover: Sequence[Line], created: str) -> int | None:
    years = {int(year) for line in cover for year in _YEAR.findall(line.text)}
    if len(years) == 1:
        return years.pop()
    made = _CREATED.search(created)
    return int(made.group(1)) if made else None


def _largest(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    largest = max(line.size for line in lines)
    title = normalise(join_lines(line.text for line in lines if line.size > 0.8 * largest))
    return title if len(title) <= 200 else ""


def _publisher(pages: Sequence[Sequence[Line]]) -> str:
    for page in pages:
        for line, following in itertools.pairwise(page):
            if _PUBLISHER_HEAD.match(line.text):
                return normalise(following.text.removeprefix("©"))
    return ""
