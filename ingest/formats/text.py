"""Plain text files as people have them: pasted, converted, wrapped or not, with some Markdown or HTML in them."""

from pathlib import Path

from ingest.errors import EmptyFile
from ingest.formats.text_details import find_details, mark_title
from ingest.formats.text_file import load_text
from ingest.formats.text_footnotes import find_footnotes, place_footnotes
from ingest.formats.text_front_matter import merge_details, read_front_matter, split_front_matter
from ingest.formats.text_furniture import drop_furniture
from ingest.formats.text_headings import find_captions, find_marked_headings, find_plain_headings
from ingest.formats.text_lines import Piece, Sheet, lay_out, split_lines
from ingest.formats.text_lists import find_items, set_levels
from ingest.formats.text_numbers import find_numbered_headings
from ingest.formats.text_paragraphs import find_paragraphs, join_torn, mark_quotations
from ingest.formats.text_tables import find_tables, place_captions, unfold_tables
from ingest.records import Block, Document


def read_text(path: Path, *, password: str = "") -> Document:
    """Return the headings, paragraphs, lists, tables and footnotes of a plain text file.

    Words are never changed, and whatever stands between two pieces of text in the file keeps them apart.
    Pages are counted by form feeds. `password` has no meaning here.
    Raises EmptyFile, TooLarge (over 5 MB) or UnsupportedType (not a text).
    """
    front_matter, text = split_front_matter(load_text(path))
    stated, notices = read_front_matter(front_matter)
    sheet = lay_out(drop_furniture(split_lines(unfold_tables(text))))
    title, pieces = mark_title(sheet, recognise(sheet))
    blocks = place_footnotes([piece.block for piece in pieces])
    if not blocks:
        raise EmptyFile(path.name)
    pages = max((line.page or 0 for line in sheet.lines if line.text), default=0)
    return Document(tuple(blocks), merge_details(stated, find_details(sheet, title)), pages, notices)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text that is no file of its own: the body of an e-mail."""
    return tuple(place_footnotes([piece.block for piece in recognise(lay_out(split_lines(text)))]))


def recognise(sheet: Sheet) -> list[Piece]:
    """Return the pieces of a text in reading order: the surest kinds first, what is left are paragraphs."""
    pieces: list[Piece] = []
    for find in (find_footnotes, find_tables, find_captions, find_marked_headings, find_numbered_headings, find_items):
        pieces += find(sheet.without(pieces))
    headings = [piece for piece in pieces if piece.block.kind == "heading"]
    pieces += find_plain_headings(sheet.without(pieces), headings)
    pieces += find_paragraphs(sheet.without(pieces))
    pieces.sort(key=lambda piece: piece.start)
    return set_levels(mark_quotations(join_torn(sheet, place_captions(pieces))))
