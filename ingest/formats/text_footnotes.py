"""Footnotes in plain text: which lines they are, and which block calls them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.formats.text_lines import Piece, Sheet, ends_sentence, join_text
from ingest.records import Block

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "0123456789")
_RAISED_NOTE = re.compile(rf"([{_RAISED}]{{1,3}})\s*(\S.*)$")
_NUMBERED_NOTE = re.compile(r"(\d{1,3})(?:[.)]\s+|\s*\t\s*|\]\s+)(\S.*)$")
_BRACKETED_NOTE = re.compile(r"\[\^?(\d{1,3})\]:?\s+(\S.*)$")
_GLUED_NOTE = re.compile(r"(\d{1,3})([^\W\d_a-z].*)$")
_NOTES_HEAD = re.compile(r"[#*_ ]*(?:fußnoten|anmerkungen|endnoten|footnotes|endnotes|notes)[:*_ ]*$", re.IGNORECASE)
# A mark is raised ("Austausch²"), in brackets ("[1]"), or digits glued to a word or its closing sign ("werden.11",
# "KMU)6"); after a closing quotation mark a space may have come in ("[…]“ 3 unterstützt").
_MARK = re.compile(
    rf"\[\^?(?P<bracketed>\d{{1,3}})\](?!\()|(?<=\S)(?P<raised>[{_RAISED}]{{1,3}})"
    r"|(?:[^\W\d_]{2}|[)\]“”\"»«’…])[.,;:!?…)\]“”\"»«’]{0,3}(?P<glued>\d{1,3})(?![\w%])(?![.,]\d)"
    r"|[“”\"»«]\s(?P<apart>\d{1,3})(?=\s[a-zäöü])"
)
# How many blocks back the caller of a note is looked for: a long chapter's worth of them.
_FARTHEST_CALLER = 400


@dataclass
class _Search:
    """How far the search has come: the last note's number, the marks since the last notes, whether notes run on."""

    last: int = 0
    in_run: bool = False
    under_head: bool = False
    marks: set[int] = field(default_factory=set)


def find_footnotes(sheet: Sheet) -> list[Piece]:
    """Return the footnotes: numbered lines whose mark stands in the text before, and those that follow them in turn."""
    pieces: list[Piece] = []
    search = _Search()
    index = 0
    while (index := sheet.next_text(index)) < len(sheet.lines):
        note = _read_note(sheet, index, search)
        if note is None:
            _pass_over(sheet.lines[index].text, search)
            index += 1
            continue
        number, first_line = note
        end = _end_of_note(sheet, index)
        text = join_text([first_line, *(sheet.lines[row].text for row in range(index + 1, end))])
        block = Block("footnote", text, page=sheet.lines[index].page, marker=str(number))
        pieces.append(Piece(index, end, block))
        search.last, search.in_run = number, True
        index = end
    return pieces


def _read_note(sheet: Sheet, index: int, search: _Search) -> tuple[int, str] | None:
    """Return number and text of the note that starts on this line."""
    line = sheet.lines[index]
    raised = _RAISED_NOTE.match(line.text)
    if raised is not None:
        number = int(raised[1].translate(_LOWERED))
        return (number, raised[2]) if number in search.marks or number == search.last + 1 else None
    plain = _NUMBERED_NOTE.match(line.raw.strip()) or _BRACKETED_NOTE.match(line.text) or _GLUED_NOTE.match(line.text)
    if plain is None:
        return None
    number = int(plain[1])
    first = number == 1 or "\t" in line.raw
    called = number in search.marks and (first or 0 < search.last < number <= search.last + 2)
    in_turn = (search.in_run or search.under_head) and number == search.last + 1
    if not in_turn and (not called or _is_listed(sheet, index, number)):
        return None
    return number, line.text[len(str(number)) :].lstrip(" .)]:[^") if plain.re is _NUMBERED_NOTE else plain[2]


def _is_listed(sheet: Sheet, index: int, number: int) -> bool:
    """Tell whether the line is an item of a numbered list: the text before it announces one, or the item before."""
    line, before = sheet.lines[index], sheet.last_text(index - 1)
    after_rule = any(row.dropped for row in sheet.lines[before + 1 : index])
    if before < 0 or "\t" in line.raw or after_rule:
        return False
    return sheet.lines[before].text.endswith(":") or sheet.lines[before].text.startswith(f"{number - 1}.")


def _pass_over(text: str, search: _Search) -> None:
    """Note what a line that is no footnote says about those to come."""
    search.under_head = _NOTES_HEAD.match(text) is not None
    if search.in_run:
        search.in_run, search.marks = False, set()
    if search.under_head:
        search.last = 0
    search.marks.update(marks_in(text))


def marks_in(text: str) -> Iterator[int]:
    """Yield the numbers in a text that may call a footnote."""
    for match in _MARK.finditer(text):
        digits = match["bracketed"] or match["raised"] or match["glued"] or match["apart"]
        yield int(digits.translate(_LOWERED))


def _end_of_note(sheet: Sheet, start: int) -> int:
    """Return the line behind a note; the text of the next page may follow it without a blank line."""
    end = start + 1
    while sheet.wrapped and sheet.is_free(end) and _NUMBERED_NOTE.match(sheet.lines[end].raw.strip()) is None:
        before, line = sheet.lines[end - 1], sheet.lines[end]
        if ends_sentence(before.text) or before.page != line.page or _RAISED_NOTE.match(line.text):
            break
        end += 1
    return end


def place_footnotes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each footnote behind the block that calls it, headings without the mark they call with."""
    body: list[Block] = []
    notes: dict[int, list[Block]] = {}
    caller = 0
    for block in blocks:
        if block.kind != "footnote":
            body.append(block)
            continue
        caller = _find_caller(body, int(block.marker), caller)
        notes.setdefault(caller, []).append(block)
    placed = []
    for index, block in enumerate(body):
        placed += [_without_mark(block, notes.get(index, [])), *notes.get(index, [])]
    return placed or list(blocks)


def _find_caller(body: Sequence[Block], number: int, last_caller: int) -> int:
    """Return the first block from the last caller on that holds the mark; without one, the block before the note."""
    first = max(last_caller, len(body) - _FARTHEST_CALLER)
    for index in range(first, len(body)):
        if number in marks_in(body[index].text):
            return index
    return max(len(body) - 1, 0)


def _without_mark(block: Block, notes: Sequence[Block]) -> Block:
    if block.kind != "heading" or not notes:
        return block
    return replace(block, text=block.text.rstrip(_RAISED).rstrip())
