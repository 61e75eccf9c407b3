"""Paragraphs in plain text: what is left when all else is recognised; torn ones are joined, quotations marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.formats.text_lines import Piece, Sheet, ends_sentence, goes_on, join_text
from ingest.records import Block

_QUOTATION = re.compile(r"[„“\"»«”].*[“”\"»«]$")
_SPEAKER = re.compile(r"(?:\([^()]{3,80}\)|[–—-]\s?[^.!?]{3,80})$")
_OPEN_END = re.compile(r"[\w,)\]…–-]$")
_ADDRESS = re.compile(r"[<>(]*(?:https?://|www\.)")
_BOTH = re.compile(r"([„“\"»«”].*[“”\"»«])\s(\([^()]{3,80}\)|[–—]\s[^.!?]{3,80})$")
# Lines of an address, a title page or a poem are shorter than this; they form one paragraph.
_SHORT_LINE = 100
# Two paragraphs are the halves of one sentence when the first stops inside it and both are of some length.
_TORN_FIRST, _TORN_SECOND, _TORN_SHORT = 150, 100, 40
# What is longer than any paragraph is not made longer still: a hostile file would take minutes.
_LONGEST_TORN = 20_000


def find_paragraphs(sheet: Sheet) -> list[Piece]:
    """Return what is not recognised as anything else, as paragraphs."""
    pieces = []
    start = 0
    for start, end in _groups(sheet):
        text = join_text(line.text for line in sheet.lines[start:end])
        if any(char.isalnum() for char in text):
            pieces.append(Piece(start, end, Block("paragraph", text, page=sheet.lines[start].page)))
    return pieces


def _groups(sheet: Sheet) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(sheet.lines):
        if not sheet.is_free(index):
            index += 1
            continue
        end = index + 1
        while sheet.is_free(end) and not _starts_paragraph(sheet, end):
            end += 1
        yield index, end
        index = end


def _starts_paragraph(sheet: Sheet, index: int) -> bool:
    """Tell whether a line starts a paragraph although no blank line comes before it."""
    above, line = sheet.lines[index - 1], sheet.lines[index]
    if _ADDRESS.match(line.text):
        return False
    if not sheet.wrapped:
        runs_on = goes_on(line.text) and not ends_sentence(above.text)
        return not runs_on and (max(len(above.text), len(line.text)) > _SHORT_LINE or ends_sentence(above.text))
    if not ends_sentence(above.text):
        return False
    indented = line.indent - above.indent >= 2
    return (indented or len(above.text) < 0.75 * sheet.width) and not goes_on(line.text)


def join_torn(sheet: Sheet, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with paragraphs made whole that only blank lines or a page break tear apart.

    Where the file has anything else between the halves, they stay apart: joined, the text would not be in the file.
    """
    joined: list[Piece] = []
    for piece in pieces:
        if joined and _are_halves(sheet, joined[-1], piece):
            first = joined.pop()
            text = join_text([first.block.text, piece.block.text])
            piece = Piece(first.start, piece.end, replace(first.block, text=text))
        joined.append(piece)
    return joined


def _are_halves(sheet: Sheet, first: Piece, second: Piece) -> bool:
    if first.block.kind != "paragraph" or second.block.kind != "paragraph":
        return False
    between = sheet.lines[first.end : second.start]
    above, below = first.block.text, second.block.text
    if not between or any(line.dropped or line.text for line in between) or ends_sentence(above):
        return False
    if len(above) > _LONGEST_TORN:
        return False
    if _QUOTATION.match(above) or _QUOTATION.match(below) or _SPEAKER.match(below) or not _is_open(above):
        return False
    if goes_on(below):
        return len(above) >= _TORN_SHORT
    full = not sheet.wrapped or len(sheet.lines[first.end - 1].text) >= 0.75 * sheet.width
    return full and len(above) >= _TORN_FIRST and len(below) >= _TORN_SECOND


def _is_open(text: str) -> bool:
    """Tell whether a sentence can go on behind this text: it ends with a word, a comma or a hyphen, not an address."""
    last_word = text[-200:].rsplit(" ", 1)[-1]
    return _OPEN_END.search(last_word) is not None and "://" not in last_word


def mark_quotations(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with a quotation and its speaker in the next line as one pull quote."""
    marked: list[Piece] = []
    for piece in pieces:
        block = piece.block
        if block.kind == "paragraph" and _BOTH.match(block.text):
            piece = replace(piece, block=replace(block, kind="pull_quote"))
        elif marked and _is_speaker(marked[-1], block):
            quote = marked.pop()
            text = f"{quote.block.text} {block.text}"
            piece = Piece(quote.start, piece.end, replace(quote.block, kind="pull_quote", text=text))
        marked.append(piece)
    return marked


def _is_speaker(quote: Piece, block: Block) -> bool:
    if quote.block.kind != "paragraph" or block.kind not in ("paragraph", "list_item"):
        return False
    return _QUOTATION.match(quote.block.text) is not None and _SPEAKER.match(block.text) is not None
