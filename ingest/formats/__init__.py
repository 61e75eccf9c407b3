"""One reader per file format, each: path -> Document. `read` chooses by content, never by name alone."""

from collections.abc import Callable
from pathlib import Path

from ingest.errors import EmptyFile, MissingPath, UnsupportedType
from ingest.records import Document, Text

_TEXT_SUFFIXES = (".html", ".htm", ".txt", ".md", ".markdown")  # their texts may speak of "%PDF-" or begin with "MZ"
SUFFIXES = (".pdf", ".docx", *_TEXT_SUFFIXES)

_SNIFFED = 4096  # bytes
_FOREIGN = (
    (b"MZ", Text("ein Programm (EXE)", "a program (EXE)")),
    (b"\x7fELF", Text("ein Programm", "a program")),
    (b"\xd0\xcf\x11\xe0", Text("ein altes Office-Dokument (DOC, XLS, PPT)", "an old Office document (DOC, XLS, PPT)")),
    (b"{\\rtf", Text("ein RTF-Dokument", "an RTF document")),
    (b"\x89PNG", Text("ein Bild", "an image")),
    (b"\xff\xd8\xff", Text("ein Bild", "an image")),
    (b"GIF8", Text("ein Bild", "an image")),
    (b"\x1f\x8b", Text("ein Archiv", "an archive")),
    (b"7z\xbc\xaf", Text("ein Archiv", "an archive")),
    (b"Rar!", Text("ein Archiv", "an archive")),
    (b"SQLite format 3", Text("eine Datenbank", "a database")),
)
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")

Read = Callable[..., Document]


def read(path: Path, *, password: str = "") -> Document:
    """Return the document in a file; raises an UnreadableSource that names the file and what to do."""
    if not path.is_file():
        raise MissingPath(str(path))
    with path.open("rb") as file:
        head = file.read(_SNIFFED)
    if not head:
        raise EmptyFile(path.name)
    return _reader(path, head)(path, password=password)


def _reader(path: Path, head: bytes) -> Read:
    """Return the reader for what the file's first bytes are; readers are imported when needed (pypdf costs 0.3 s)."""
    if head.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and path.suffix.lower() not in _TEXT_SUFFIXES):
        from ingest.formats.pdf import read_pdf

        return read_pdf
    if head.startswith(b"PK\x03\x04") or _is_encrypted_office(path, head):
        from ingest.formats.docx import read_docx

        return read_docx
    for magic, found in _FOREIGN:
        if head.startswith(magic) and (not magic.isalnum() or b"\0" in head):
            raise UnsupportedType(path.name, found)
    return _text_reader(path, head)


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
        raise UnsupportedType(path.name, Text("von unbekannter Art", "of an unknown kind"))
    from ingest.formats.text import read_text

    return read_text


def _is_encrypted_office(path: Path, head: bytes) -> bool:
    """Tell whether this is a DOCX with a password: an OLE container that holds an "EncryptedPackage"."""
    return head.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED_OFFICE in path.read_bytes()
