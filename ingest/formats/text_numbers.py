"""Numbered headings ("3.1 Kick-Off-Veranstaltung"): which numbered lines form the sequence of a document's chapters."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.formats.text_lines import Piece, Sheet, ends_sentence, join_text
from ingest.records import Block

Number = tuple[int, ...]

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)\s+(\S.*)$")
_STARTS_UP = re.compile(r"[\"„“»'(‚]?[^\W\d_]")
_MONTH = re.compile(
    r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Mar|May|Oct|Dec)[a-zä]*\.?(?:\s\d{2,4})?\b|Uhr\b|Prozent\b|Euro\b|Mio"
)
_INNER_END = re.compile(r"(?:\w{4}|[)\]“”])[.!?]\s+[A-ZÄÖÜ]")
# A heading over three printed lines has less than this.
_LONGEST, _MOST_LINES = 160, 3
# A chapter number may be missing (a heading that was not recognised), two in a row hardly.
_LARGEST_STEP = 2


class _Candidate(NamedTuple):
    number: Number
    dotted: bool
    start: int
    end: int
    text: str


def find_numbered_headings(sheet: Sheet) -> list[Piece]:
    """Return the longest sequence of numbered lines that count like chapters; the level is the depth of the number."""
    candidates = (found for index in sheet.free() if (found := _read(sheet, index)) is not None)
    chain = _longest_chain([candidate for candidate in candidates if not _is_list_item(sheet, candidate)])
    if len(chain) == 1 and len(chain[0].number) == 1:
        return []
    return [
        Piece(
            found.start,
            found.end,
            Block("heading", found.text, level=len(found.number), page=sheet.lines[found.start].page),
        )
        for found in chain
    ]


def _read(sheet: Sheet, index: int) -> _Candidate | None:
    """Return the numbered heading that may start on this line."""
    match = _NUMBERED.match(sheet.lines[index].text)
    if match is None or not _STARTS_UP.match(match[3]) or _MONTH.match(match[3]):
        return None
    above = sheet.lines[index - 1].text if sheet.is_free(index - 1) else ""
    if above and not ends_sentence(above):
        return None
    end = _end_of_heading(sheet, index)
    text = join_text(line.text for line in sheet.lines[index:end])
    if (
        len(text) > _LONGEST
        or _INNER_END.search(text)
        or text.endswith((".", ";", ",", ":"))
        or (sheet.wrapped and text.endswith("-"))
    ):
        return None
    number = tuple(int(part) for part in match[1].split("."))
    return _Candidate(number, bool(match[2]), index, end, text)


def _end_of_heading(sheet: Sheet, start: int) -> int:
    """Return the line behind a heading: in wrapped text it may go on, up to a blank line."""
    end = start + 1
    if not sheet.wrapped or len(sheet.lines[start].text) < 0.6 * sheet.width:
        return end
    while sheet.is_free(end) and end < start + _MOST_LINES and _NUMBERED.match(sheet.lines[end].text) is None:
        end += 1
    return end if sheet.is_blank(end) else start + 1


def _is_list_item(sheet: Sheet, candidate: _Candidate) -> bool:
    """Tell whether the item before or behind this one in a list stands next to it, without any text between."""
    if len(candidate.number) > 1:
        return False
    neighbours = ((sheet.last_text(candidate.start - 1), -1), (sheet.next_text(candidate.end), 1))
    for index, step in neighbours:
        match = _NUMBERED.match(sheet.lines[index].text) if sheet.is_free(index) else None
        counted = match is not None and match[1] == str(candidate.number[0] + step)
        if match is not None and counted and bool(match[2]) == candidate.dotted:
            return True
    return False


def _longest_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the longest sequence in which each number may follow the one before.

    For every number that a chain ends with, and every number it lies under, the longest such chain is kept:
    4 may follow 3, 3.2 and 3.2.1 alike. So one pass over the candidates is enough.
    """
    length: list[int] = []
    before: list[int | None] = []
    best: dict[tuple[Number, bool], int] = {}
    for position, candidate in enumerate(candidates):
        steps = [(key, True) for key in _may_precede(candidate.number)] + [(candidate.number[:-1], False)]
        ends = [best[step] for step in steps if step in best and (step[1] or candidate.number[-1] <= _LARGEST_STEP)]
        previous = max(ends, key=lambda end: length[end], default=None)
        before.append(previous)
        length.append(1 if previous is None else length[previous] + 1)
        for depth in range(1, len(candidate.number) + 1):
            _keep_longer(best, (candidate.number[:depth], True), position, length)
        _keep_longer(best, (candidate.number, False), position, length)
    chain: list[_Candidate] = []
    at = max(range(len(length)), key=lambda end: length[end], default=None)
    while at is not None:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _may_precede(number: Number) -> list[Number]:
    """Return the numbers under which the chapter before this one may lie ("3" for "4", "2.1" for "2.2")."""
    return [(*number[:-1], number[-1] - step) for step in range(1, _LARGEST_STEP + 1) if number[-1] >= step]


def _keep_longer(best: dict[tuple[Number, bool], int], key: tuple[Number, bool], at: int, length: list[int]) -> None:
    if key not in best or length[best[key]] < length[at]:
        best[key] = at
