"""One reader per file format, each: path -> Document. `read` chooses by content, never by name alone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from ingest.errors import EmptyFile, MissingPath, UnreadableSource, UnsupportedType
from ingest.formats.foreign import foreign_kind, written_kind
from ingest.page_progress import TellPages, ignore_pages
from ingest.records import Document

_TEXT_SUFFIXES = (".html", ".htm", ".txt", ".md", ".markdown")  # their texts may speak of "%PDF-" or begin with "MZ"
_WORD_SUFFIXES = (".docx", ".docm", ".odt", ".rtf")
SUFFIXES = (".pdf", *_WORD_SUFFIXES, ".pptx", ".pptm", ".ppsx", ".xlsx", ".xlsm", ".eml", *_TEXT_SUFFIXES)

_SNIFFED = 4096  # bytes
_OLE = b"\xd0\xcf\x11\xe0"

Read = Callable[..., Document]


def read(
    path: Path, *, password: str = "", ocr: bool = False, plain: bool = False, tell: TellPages = ignore_pages
) -> Document:
    """Return the document in a file; raises an UnreadableSource that names the file and what to do.

    `ocr`: recognise the pages of a PDF that have no text; one may take a minute. `plain`: read a PDF's text without its
    layout. `tell` is told each page of a PDF.
    """
    reader = _reader(path, _head(path))
    if reader.__name__ == "read_pdf":
        reader = partial(reader, ocr=ocr, plain=plain, tell=tell)
    return reader(path, password=password)


def reader_of(path: Path) -> str:
    """Return the name of the reader for a file ("pdf"), or why there is none ("unsupported_type")."""
    try:
        return _reader(path, _head(path)).__name__.removeprefix("read_")
    except UnreadableSource as error:
        return f"({error.code})"


def is_pdf(path: Path) -> bool:
    """Tell whether a file that is there is a PDF, by its beginning."""
    return _is_pdf(path, _head(path))


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise MissingPath(str(path))
    with path.open("rb") as file:
        head = file.read(_SNIFFED)
    if not head:
        raise EmptyFile(path.name)
    return head


def _is_pdf(path: Path, head: bytes) -> bool:
    is_text = path.suffix.lower() in _TEXT_SUFFIXES
    return head.startswith(b"%PDF-") or (not is_text and (head.startswith(b"%PDF") or b"%PDF-" in head[:1024]))


def _reader(path: Path, head: bytes) -> Read:
    """Return the reader for what the file's first bytes are; readers are imported when needed (pypdf costs 0.3 s)."""
    if _is_pdf(path, head):
        from ingest.formats.pdf import read_pdf

        return read_pdf
    if head.startswith(b"PK\x03\x04"):
        return _office_reader(path)
    if head.startswith(b"{\\rtf"):
        from ingest.formats.rtf import read_rtf

        return read_rtf
    if head.startswith(_OLE):
        from ingest.formats.ole import refuse_ole

        refuse_ole(path.name, path.read_bytes())
    found = foreign_kind(head)
    if found is not None:
        raise UnsupportedType(path.name, found)
    return _text_reader(path, head)


def _office_reader(path: Path) -> Read:
    from ingest.formats.docx import read_docx
    from ingest.formats.odt import read_odt
    from ingest.formats.package import Package
    from ingest.formats.pptx import read_pptx
    from ingest.formats.xlsx import read_xlsx

    with Package(path) as package:
        kind = package.kind
    readers: dict[str, Read] = {"DOCX": read_docx, "PPTX": read_pptx, "XLSX": read_xlsx, "ODT": read_odt}
    return readers[kind]


def _text_reader(path: Path, head: bytes) -> Read:
    suffix = path.suffix.lower()
    beginning = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in (".html", ".htm") or beginning.startswith((b"<!doctype html", b"<html")):
        from ingest.formats.html import read_html

        return read_html
    if suffix in (".md", ".markdown"):
        from ingest.formats.markdown import read_markdown

        return read_markdown
    if suffix != ".txt":
        from ingest.formats.eml import is_message, read_eml

        if is_message(head):
            return read_eml
        found = written_kind(beginning)
        if found is not None:
            raise UnsupportedType(path.name, found)
    from ingest.formats.text import read_text

    return read_text
