"""A draft as PDF: real footnotes, page numbers in the contents. Texts go in as data, none of them becomes markup."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from math import ceil
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.export.citing import Citations, CitationStyle, Note
from assistant.export.docx_markup import legal
from assistant.export.docx_styles import LOCALES
from assistant.export.pictures import picture_in_words, picture_png
from assistant.export.table_shape import LEAST, TableShape, columns, longest, table_shape
from assistant.export.words import day_in_words, word, word_about
from assistant.studio.records import PART_KINDS, Draft, Paragraph, Part, PartKind, Quote, Section, Table
from ingest.records import Language

if TYPE_CHECKING:
    import typst

# What JSON is made of, as the layout reads it.
Json = str | int | float | bool | Sequence["Json"] | dict[str, "Json"]

_LAYOUT = Path(__file__).with_name("draft.typ")
_WORDS = (
    "annex", "contents", "draft", "figure", "legend", "no_open_points", "no_sources", "open_points",
    "open_points_lead", "page_of", "sources", "table",
)  # fmt: skip
_LONGEST_HEADER = 70  # characters: a line of A4 in 9 points, with room for "Entwurf"
_SHARES = (8, 22, 36, 19, 15)  # percent; the last two columns of the open points are to be written in
_POINTS = 10  # of the letters in tables
_LINE, _TURNED_LINE = 86, 132  # letters of 10 points that fit in the text width of 16 cm, and of a turned page
_PADDING = 2  # letters as wide as the sides of a cell
_LONGEST_WORD = 26  # letters that are not broken: "Internationalisierungsziel"
_MOST = 60  # letters beyond which a longer cell asks for no more room


def pdf_bytes(draft: Draft, style: CitationStyle = "footnotes") -> bytes:
    """Return a draft as a PDF; the same draft and style give the same bytes. ValueError: a mark without a quote."""
    import typst

    made = datetime.combine(date.fromisoformat(draft.made_on), time(), UTC)
    return typst.compile(
        _LAYOUT.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"draft": json.dumps(_data(draft, Citations(draft, style)), ensure_ascii=False)},
        timestamp=made,
    )


@cache
def _fonts() -> "typst.Fonts":
    """Return the fonts within typst alone: a draft looks the same on every computer."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _data(draft: Draft, citations: Citations) -> Json:
    """Return all that the layout sets, as it is to be read."""
    language = draft.language
    lang, _, region = LOCALES[language].partition("-")
    day = date.fromisoformat(draft.made_on)
    words: dict[str, Json] = {key: word_about(draft, key) for key in _WORDS}
    words["day"] = word_about(draft, "draft_of").format(day=day_in_words(draft.made_on, language))
    legend = [Paragraph(kind, citations.legend(kind)) for kind in PART_KINDS]
    return {
        "lang": lang,
        "region": region,
        "day": (day.year, day.month, day.day),
        "words": words,
        "title": _line(draft.title),
        "short_title": shorten(_line(draft.title), _LONGEST_HEADER, placeholder=" …"),
        "cluster": _line(draft.cluster),
        "legend": [_paragraph(part, (), language, citations) for part in legend],
        "sections": [_section(section, language, citations) for section in draft.sections],
        "open_points": _open_points(draft),
        "sources": [_line(source) for source in citations.sources],
    }


def _section(section: Section, language: Language, citations: Citations) -> Json:
    shown = [part for part in section.parts if isinstance(part, Paragraph | Table) or not part.is_empty]
    return {"title": _line(section.title), "parts": [_part(part, section, language, citations) for part in shown]}


def _part(part: Part, section: Section, language: Language, citations: Citations) -> Json:
    if isinstance(part, Paragraph):
        return _paragraph(part, section.quotes, language, citations)
    named: dict[str, Json] = {"kind": part.kind, "lead": _lead(part.kind, language), "caption": _line(part.caption)}
    if isinstance(part, Table):
        return {"type": "table", **named, **_table(part.head, part.rows, part.total, part.numeric)}
    png = list(picture_png(part, language))
    return {"type": "picture", **named, "png": png, "alt": _line(picture_in_words(part, language))}


def _paragraph(part: Paragraph, quotes: Sequence[Quote], language: Language, citations: Citations) -> Json:
    pieces: list[Json] = [
        {"note": isinstance(piece, Note), "text": _lines(piece) if isinstance(piece, str) else _line(piece.text)}
        for piece in citations.pieces(part, quotes)
    ]
    return {"type": "text", "kind": part.kind, "lead": _lead(part.kind, language), "pieces": pieces}


def _open_points(draft: Draft) -> Json:
    head = [word(key, draft.language) for key in ("number", "section", "task", "responsible", "done_by")]
    rows = [(str(number), *point, "", "") for number, point in enumerate(draft.open_points, 1)]
    return {**_table(head, rows, (), (0,)), "widths": _SHARES, "points": _POINTS}


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], total: Sequence[str], numeric: Sequence[int]
) -> dict[str, Json]:
    filled = [*rows, total] if total else rows
    shape = table_shape(head, filled, numeric, lines=(_LINE, _TURNED_LINE), padding=_PADDING)
    widths, room = _widths(columns(head, filled), numeric, shape)
    return {
        "points": _POINTS * shape.scale,
        "turned": shape.is_turned,
        "head": [_lines(cell) for cell in head],
        "rows": [[_lines(cell) for cell in row] for row in rows],
        "total": [_lines(cell) for cell in total],
        "numeric": numeric,
        "widths": widths,
        "room": room,
    }


def _widths(texts: Sequence[Sequence[str]], numeric: Sequence[int], shape: TableShape) -> tuple[list[int], int]:
    """Return the shares of the columns, and how many letters of a word have room in each; `texts` are their cells.

    First every longest word finds room, then long cells share the rest. Of many columns those of long words give way,
    and those of figures last.
    """
    line = int((_TURNED_LINE if shape.is_turned else _LINE) / shape.scale)
    words = [ceil(longest(column, is_figures=at in numeric)) for at, column in enumerate(texts)]
    figures = max((word for at, word in enumerate(words) if at in numeric), default=0)
    least: list[int] = []
    for kept in (figures, 0):
        for room in range(_LONGEST_WORD, LEAST - 1, -1):
            rooms = [max(room, kept) if at in numeric else room for at in range(len(words))]
            least = [min(word, most) + _PADDING for word, most in zip(words, rooms, strict=True)]
            if sum(least) <= line:
                return _shared(least, texts, line), max(room, kept)
    return least, LEAST


def _shared(least: Sequence[int], texts: Sequence[Sequence[str]], line: int) -> list[int]:
    """Return the widths of columns that have room, each at least as wide as it must be."""
    longest_cells = [min(max(map(len, column)), _MOST) + _PADDING for column in texts]
    wanted = [max(one, wish) for one, wish in zip(least, longest_cells, strict=True)]
    spare, wishes = line - sum(least), sum(wanted) - sum(least)
    if spare <= 0 or wishes <= spare:
        return list(least if spare <= 0 else wanted)
    # In hundredths of a letter: whole ones would round a small share away.
    pairs = zip(least, wanted, strict=True)
    return [100 * narrow + 100 * spare * (wide - narrow) // wishes for narrow, wide in pairs]


def _lead(kind: PartKind, language: Language) -> str:
    return word(f"lead_{kind}", language)


def _line(text: str) -> str:
    """Return text on one line."""
    return " ".join(legal(text).split())


def _lines(text: str) -> str:
    """Return text with its line ends; the layout makes breaks of them."""
    return legal(text).replace("\t", " ")
