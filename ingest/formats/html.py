"""Reads web pages (HTML): the article without the furniture around it."""

import re
from pathlib import Path

from lxml import etree

from ingest.clean import normalise
from ingest.errors import DamagedFile, EmptyFile, MissingPath, TooLarge
from ingest.formats.captions import place_captions
from ingest.formats.encoding import decode
from ingest.formats.html_article import Node, find_article, strip_furniture, text_of
from ingest.formats.html_blocks import read_blocks
from ingest.formats.html_details import read_details
from ingest.formats.html_notes import take_notes
from ingest.records import Document

_MAX_BYTES = 5_000_000
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_UNWRITABLE = {  # in XML; a vertical tab is Word's line break
    **dict.fromkeys((*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)),
    **{ord(space): space for space in "\t\n\r"},
    **dict.fromkeys((0x0B, 0x0C), " "),
}
_HEAD_BYTES = 8_192  # browsers look for the declaration in the first 1,024 bytes, some pages put it later


def read_html(path: Path, *, password: str = "") -> Document:
    """Return the article of a web page as blocks, without navigation, cookie notes, sidebars, forms or hidden text.

    `password` is not used. `page` is None throughout. Raises TooLarge above 5 MB, EmptyFile when there is no text,
    DamagedFile for binary data, MissingPath.
    """
    return article_of(_load(path), path.name)


def article_of(page: str, name: str) -> Document:
    """Return the article of a page given as text; raises EmptyFile, in which `name` stands, when there is no text."""
    if not page.strip():
        raise EmptyFile(name)
    root = _parse(page)
    if root is None:  # nothing but a document type
        raise EmptyFile(name)
    headlines = [normalise(text_of(node)) for node in root.iter("h1")]
    notes = take_notes(root)
    strip_furniture(root)
    article = find_article(root)
    blocks = place_captions(read_blocks(article, notes, headline=headlines[0] if len(headlines) == 1 else ""))
    if not any(block.kind != "heading" for block in blocks):
        raise EmptyFile(name)
    return Document(tuple(blocks), read_details(root, article, blocks, headline=next(iter(headlines), "")))


def _load(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise TooLarge(path.name, f"{size / 1_000_000:.1f} MB", f"{_MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPath(str(path)) from error
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    try:
        return decode(data, declared.group(1).decode("ascii", "replace") if declared else "")
    except ValueError as error:
        raise DamagedFile(path.name, "HTML") from error


def _parse(page: str) -> Node | None:
    """Return the root of a page, whose texts lxml would let be put elsewhere: it reads signs that it does not write."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    root: Node | None = etree.fromstring(page.encode("utf-8", "ignore"), parser)
    for node in () if root is None else root.iter():
        for place in ("text", "tail"):
            found = getattr(node, place) or ""
            written = found.translate(_UNWRITABLE)
            if written != found:
                setattr(node, place, written)
    return root
