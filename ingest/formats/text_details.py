"""Bibliographic data that a plain text names outright: its title, "Autor: ...", "Stand: ..."."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.formats.text_headings import is_known_heading
from ingest.formats.text_lines import Piece, Sheet, ends_sentence, goes_on
from ingest.records import SourceDetails

_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s")
_TITLE = re.compile(r"(?:Titel|Title)\s*[:=]\s*(\S.*)$")
_AUTHORS = re.compile(r"(?:Autor(?:en|in|innen|:innen)?|Verfasser(?:in|innen)?|Authors?)\s*[:=]\s*(\S.*)$")
_PUBLISHER = re.compile(r"(?:Herausgeber(?:in)?|Publisher)\s*:\s*(\S.*)$")
_YEAR = re.compile(r"(?:Stand|Datum|Date|Erschienen|Published)\s*:.{0,40}?\b((?:19|20)\d{2})\b")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\bund\b|\band\b)\s*")
# A title stands at the top, and it says something: "Thema des Monats" is the name of a column.
_TOP_LINES, _FEWEST_WORDS, _LONGEST_TITLE = 12, 4, 150
_NO_TITLE = re.compile(r"[@|©=<>\\{}$]|://|:\s.*:\s")
_QUOTED = {"„": "“”", '"': '"', "“": "”", "»": "«", "«": "»"}


def find_details(sheet: Sheet, title: str) -> SourceDetails:
    """Return the title and what the first 40 lines state with a label; nothing is guessed."""
    details = SourceDetails(title=title)
    filled = [line.text for line in sheet.lines if line.text][:40]
    for text in filled:
        if match := _AUTHORS.match(text):
            details = replace(details, authors=details.authors or _names(match[1]))
        elif match := _PUBLISHER.match(text):
            details = replace(details, publisher=details.publisher or match[1])
        elif match := _YEAR.match(text):
            details = replace(details, year=details.year or int(match[1]))
        elif match := _TITLE.match(text):
            details = replace(details, title=match[1])
    return details


def mark_title(sheet: Sheet, pieces: Sequence[Piece]) -> tuple[str, list[Piece]]:
    """Return the title ("" if none is certain) and the pieces with it as a heading of level 1.

    Where a text neither numbers nor marks its headings, the others go one level below the title.
    """
    marked = [piece for piece in pieces if piece.block.kind == "heading" and _is_marked(sheet, piece)]
    first = next((piece for piece in marked if piece.block.level == 1 and _is_hashed(sheet, piece)), None)
    if first is not None:
        return unquote(first.block.text), list(pieces)
    place = _find_title(sheet, pieces)
    if place is None:
        return "", list(pieces)
    title = pieces[place]
    levelled = list(pieces) if marked else [*pieces[: place + 1], *_lower(pieces[place + 1 :])]
    levelled[place] = replace(title, block=replace(title.block, kind="heading", level=1))
    return unquote(title.block.text), levelled


def _find_title(sheet: Sheet, pieces: Sequence[Piece]) -> int | None:
    filled, fallback = 0, None
    for place, piece in enumerate(pieces[:-1]):
        block = piece.block
        if filled >= _TOP_LINES or block.kind not in ("heading", "paragraph") or _is_marked(sheet, piece):
            break
        filled += piece.end - piece.start
        if block.kind == "heading" and place == 0 and not is_known_heading(block.text):
            fallback = place
        brief = piece.end - piece.start <= 2
        if brief and _says_something(block.text) and _stands_like_title(sheet, pieces, place):
            return place
    return fallback


def _stands_like_title(sheet: Sheet, pieces: Sequence[Piece], place: int) -> bool:
    """Tell whether a heading, or a line alone before any longer paragraph, is where a title would be."""
    piece = pieces[place]
    if not sheet.is_blank(piece.start - 1):
        return False
    opening = all(len(earlier.block.text) <= _LONGEST_TITLE for earlier in pieces[:place])
    return piece.block.kind == "heading" or (
        opening and sheet.is_blank(piece.end) and not goes_on(pieces[place + 1].block.text)
    )


def _says_something(text: str) -> bool:
    if len(text) > _LONGEST_TITLE or len(text.split()) < _FEWEST_WORDS or is_known_heading(text):
        return False
    starts = text.lstrip("„\"“»«'(")[:1].isupper()
    ended = ends_sentence(text) and not text.endswith(("!", "?"))
    return starts and not ended and not text.endswith((",", ";", "-")) and not _NO_TITLE.search(text)


def _is_marked(sheet: Sheet, piece: Piece) -> bool:
    return _is_hashed(sheet, piece) or _NUMBERED.match(piece.block.text) is not None


def _is_hashed(sheet: Sheet, piece: Piece) -> bool:
    underlined = piece.end - piece.start == 2 and not sheet.lines[piece.end - 1].text.strip("=-~ ")
    return sheet.lines[piece.start].raw.lstrip().startswith("#") or underlined


def _lower(pieces: Iterable[Piece]) -> list[Piece]:
    return [
        replace(piece, block=replace(piece.block, level=piece.block.level + 1))
        if piece.block.kind == "heading"
        else piece
        for piece in pieces
    ]


def unquote(title: str) -> str:
    """Return a title without the quotation marks around all of it."""
    closing = _QUOTED.get(title[:1], "")
    inner = title[1:-1]
    return inner if closing and title[-1] in closing and not set(inner) & {title[0], *closing} else title


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name for name in _BETWEEN_NAMES.split(listed.strip(" .")) if name)
