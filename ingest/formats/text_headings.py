"""Headings in plain text: marked ones (#, underlined, bold, italic) and short lines above a paragraph; captions."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.formats.text_inline import is_bold, is_italic
from ingest.formats.text_lines import Piece, Sheet, ends_sentence, goes_on, join_text
from ingest.records import Block

_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,}|~{3,})\s*$")
_CAPTION = re.compile(
    r"(?:tab(?:\.|elle)?|table|abb(?:\.|ildung)?|fig(?:\.|ure)?|grafik|schaubild)\s*[\dA-Z]{1,3}(?:[.-]\d{1,2})*[a-z]?"
    r"(?P<stop>[.:])?\s+\S",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"(?:Kapitel|Teil|Abschnitt|Anhang|Anlage|Chapter|Part|Appendix|Annex)\s+(?:\d{1,2}|[A-Z]|[IVX]+)\b"
)
_KNOWN = re.compile(
    r"(?:(?:weiterführende |ausgewählte |weitere )?(?:literatur|quellen)(?:verzeichnis|angaben|hinweise)?"
    r"|einleitung|einführung|vorwort|vorbemerkung|fazit|ausblick|fazit und ausblick|schlussfolgerung(?:en)?"
    r"|schlussbetrachtung|zusammenfassung|kurzfassung|abstract|summary|executive summary|introduction|foreword|preface"
    r"|conclusions?|references|bibliography|further reading|glossary|glossar|abkürzungsverzeichnis|abkürzungen|anhang"
    r"|annex|appendix|impressum|danksagung|acknowledge?ments?|kontakt|contact|contact person|statement|redaktion"
    r"|ansprechpartner(?:[/*:_]?-?in)?(?:nen)?|ansprechperson(?:en)?|herausgeber|autoren)\s?:?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\W\d_][\w-]*\s\d{1,2}\s?:")
_NO_HEADING = re.compile(
    r"https?://|www\.|@|\(at\)|©|\b(?:GmbH|e\. ?V\.|AG|KG|Ltd)\b|[\t|<>{}=;]|,$"
    r"|^(?:Prof|Dr|Tel|Fax|Quelle|Source|Stand|Autor)\b"
)
_STAYS_OPEN = re.compile(
    r"\b(?:der|die|das|den|dem|des|eine?[nmrs]?|und|oder|sowie|in|im|an|am|auf|für|mit|vom?|zu[mr]?|bei|wie|als|aus|nach"
    r"|über|unter|durch|um|ihre?[nmrs]?|unsere?[nmrs]?|sich|wir|the|a|an|and|or|of|for|with|to|on|by|at|from|as)$"
)
_STARTS_UP = re.compile(r"[\"„“»'(]?(?:[A-ZÄÖÜ]|\d{1,4}[.\s])")
# Longest line that can be a heading; the longest italic one measured ("These 2: ...") has 250.
_LONGEST, _LONGEST_ITALIC, _MOST_WORDS = 110, 300, 15
# What a heading stands above is a paragraph: at least this long on one line.
_PARAGRAPH = 120


def find_captions(sheet: Sheet) -> list[Piece]:
    """Return the captions of tables and figures ("Tab. 1 ...", "Abbildung 2: ..."), not sentences that mention one."""
    pieces = []
    for index in sheet.free():
        line = sheet.lines[index]
        match = _CAPTION.match(line.text)
        apart = sheet.is_blank(index - 1) or sheet.is_blank(index + 1)
        if match is None or len(line.text) > 250 or not apart:
            continue
        if match["stop"] is None and (line.text.endswith((".", ":")) or goes_on(line.text[match.end() - 1 :])):
            continue
        end = index + 1
        while sheet.wrapped and sheet.is_free(end) and end < index + 3 and not ends_sentence(sheet.lines[end - 1].text):
            end += 1
        text = join_text(row.text for row in sheet.lines[index:end])
        pieces.append(Piece(index, end, Block("caption", text, page=line.page)))
    return pieces


def find_marked_headings(sheet: Sheet) -> list[Piece]:
    """Return the headings that markup makes: "# ...", underlined lines, lines all in bold or italics."""
    pieces: list[Piece] = []
    for index in sheet.free():
        piece = _hash_heading(sheet, index) or _underlined_heading(sheet, index) or _set_off_heading(sheet, index)
        if piece is not None and (not pieces or pieces[-1].end <= index):
            pieces.append(piece)
    return _level_set_off(sheet, pieces)


def _heading(sheet: Sheet, start: int, end: int, text: str, level: int) -> Piece:
    return Piece(start, end, Block("heading", text, level=level, page=sheet.lines[start].page))


def _hash_heading(sheet: Sheet, index: int) -> Piece | None:
    match = _HASHES.match(sheet.lines[index].raw)
    if match is None or not sheet.lines[index].text.strip("# "):
        return None
    above = index > 0 and _HASHES.match(sheet.lines[index - 1].raw)
    below = index + 1 < len(sheet.lines) and _HASHES.match(sheet.lines[index + 1].raw)
    if above or below:  # a block of "#" lines is a comment of a program or a settings file
        return None
    text = sheet.lines[index].text
    return _heading(sheet, index, index + 1, text.strip("# "), len(match[1]))


def _underlined_heading(sheet: Sheet, index: int) -> Piece | None:
    line = sheet.lines[index]
    below = _UNDERLINE.match(sheet.lines[index + 1].raw) if sheet.is_free(index + 1) else None
    if below is None or not sheet.is_blank(index - 1) or len(line.text) > _LONGEST or _UNDERLINE.match(line.raw):
        return None
    return _heading(sheet, index, index + 2, line.text, 1 if below[1][0] == "=" else 2)


def _set_off_heading(sheet: Sheet, index: int) -> Piece | None:
    """Return a line all in bold or italics between blank lines as a heading; its level is set later (here 0)."""
    line = sheet.lines[index]
    alone = sheet.is_blank(index - 1) and sheet.is_blank(index + 1)
    if not alone or not (is_bold(line.raw) or is_italic(line.raw)):
        return None
    labelled = _LABEL.match(line.text) is not None and len(line.text) <= _LONGEST_ITALIC
    if not labelled and (len(line.text) > 2 * _LONGEST or line.text.endswith((".", ",", ";"))):
        return None
    return _heading(sheet, index, index + 1, line.text, 0)


def _level_set_off(sheet: Sheet, pieces: Sequence[Piece]) -> list[Piece]:
    """Give lines in bold or italics the level of "#" headings in the same type, else one below the last "#" heading."""
    levelled = []
    levels: dict[bool, int] = {}
    last = 0
    for piece in pieces:
        raw = sheet.lines[piece.start].raw.strip().lstrip("# ")
        typed = is_bold(raw) or is_italic(raw)
        level = piece.block.level
        if level and typed:
            levels[is_italic(raw)] = level
        elif level:
            last, levels = level, {key: value for key, value in levels.items() if value > level}
        else:
            level = levels.get(is_italic(raw), last + 1)
        levelled.append(replace(piece, block=replace(piece.block, level=level)))
    return levelled


def is_known_heading(text: str) -> bool:
    """Tell whether a text is what many documents call a section ("Literatur", "Abstract", "Kontakt")."""
    return _KNOWN.match(text) is not None


def find_plain_headings(sheet: Sheet, others: Sequence[Piece]) -> list[Piece]:
    """Return short lines that stand above a paragraph like a heading; in doubt a line stays a paragraph.

    `others` are the marked and numbered headings: a file that marks its headings has no plain ones but the
    well-known ("Literatur"), and below a numbered heading a plain one is a level deeper.
    """
    marked = sum(sheet.lines[piece.start].raw.lstrip().startswith("#") for piece in others) >= 2
    numbered = {piece.start: piece.block.level for piece in others}
    pieces: list[Piece] = []
    level = 0
    for index in range(len(sheet.lines)):
        level = numbered.get(index, level)
        if not sheet.is_free(index) or (pieces and pieces[-1].end > index):
            continue
        known = _is_known(sheet, index)
        end = index + 1 if known or marked else _end_of_plain_heading(sheet, index)
        if known or (end > index and not marked):
            text = join_text(line.text for line in sheet.lines[index:end])
            pieces.append(_heading(sheet, index, end, text, 1 if known else level + 1))
    return pieces


def _is_known(sheet: Sheet, index: int) -> bool:
    text = sheet.lines[index].text
    if not is_known_heading(text) and not (_CHAPTER.match(text) and len(text) <= _LONGEST and not ends_sentence(text)):
        return False
    return sheet.is_blank(index - 1) or (not sheet.wrapped and len(sheet.lines[index - 1].text) <= _PARAGRAPH)


def _end_of_plain_heading(sheet: Sheet, index: int) -> int:
    """Return the line behind the heading that starts here, `index` if none does."""
    above = sheet.lines[index - 1].text if sheet.is_free(index - 1) else ""
    if above and (not ends_sentence(above) or (len(above) < _PARAGRAPH and not sheet.wrapped)):
        return index
    end = index + 1
    if sheet.wrapped and not _is_short_above_full(sheet, index):
        while sheet.is_free(end) and end < index + 2:
            end += 1
        if above or not sheet.is_blank(end):
            return index
    text = join_text(line.text for line in sheet.lines[index:end])
    following = sheet.next_text(end)
    if not _looks_like_heading(text) or not sheet.is_free(following) or not _is_paragraph(sheet, following):
        return index
    return end if following == end or _is_finished(sheet, sheet.last_text(index - 1)) else index


def _is_short_above_full(sheet: Sheet, index: int) -> bool:
    """Tell whether a short line stands directly above a full one: at the start of a paragraph, text fills its lines."""
    line, below = sheet.lines[index].text, sheet.lines[index + 1].text if sheet.is_free(index + 1) else ""
    return len(line) <= 0.6 * sheet.width and len(below) >= 0.85 * sheet.width


def _is_finished(sheet: Sheet, before: int) -> bool:
    """Tell whether the line before a blank one ends a sentence or is no paragraph at all."""
    if before < 0 or before in sheet.taken or ends_sentence(sheet.lines[before].text):
        return True
    return not sheet.wrapped and len(sheet.lines[before].text) < 0.6 * _LONGEST


def _looks_like_heading(text: str) -> bool:
    short = len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS
    if not short or not _STARTS_UP.match(text) or _NO_HEADING.search(text) or _STAYS_OPEN.search(text):
        return False
    closed = not ends_sentence(text) and not text.endswith(("-", "–"))
    letters = sum(char.isalpha() or char == " " for char in text)
    return (closed and letters >= 0.7 * len(text)) or text.endswith(("!", "?"))


def _is_paragraph(sheet: Sheet, index: int) -> bool:
    """Tell whether a paragraph starts on this line, and not in the middle of a sentence."""
    text = sheet.lines[index].text
    if goes_on(text):
        return False
    if sheet.wrapped and sheet.is_free(index + 1):
        return len(text) >= 0.5 * sheet.width and sheet.is_free(index + 1)
    return len(text) >= _PARAGRAPH
