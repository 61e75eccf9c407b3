"""A draft as PDF: real footnotes, page numbers in the contents. Texts go in as data, none of them becomes markup."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.export.citing import Citations, CitationStyle, Note
from assistant.export.docx_markup import legal
from assistant.export.docx_styles import LOCALES
from assistant.export.gantt import gantt_png
from assistant.export.gantt_words import gantt_in_words
from assistant.export.words import day_in_words, word, word_about
from assistant.studio.records import PART_KINDS, Draft, Gantt, Paragraph, Part, PartKind, Quote, Section, Table
from ingest.records import Language

if TYPE_CHECKING:
    import typst

# What JSON is made of, as the layout reads it.
Json = str | int | bool | Sequence["Json"] | dict[str, "Json"]

_LAYOUT = Path(__file__).with_name("draft.typ")
_WORDS = (
    "annex", "contents", "draft", "figure", "legend", "no_open_points", "no_sources", "open_points",
    "open_points_lead", "page_of", "sources", "table",
)  # fmt: skip
_LONGEST_HEADER = 70  # characters: a line of A4 in 9 points, with room for "Entwurf"
_SHARES = (8, 22, 36, 19, 15)  # percent; the last two columns of the open points are to be written in
_LINE = 86  # letters of 10 points that fit in the text width of 16 cm
_PADDING = 2  # letters as wide as the sides of a cell
_LEAST = 3  # letters: "Nr."
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
    shown = [part for part in section.parts if not isinstance(part, Gantt) or part.bars]
    return {"title": _line(section.title), "parts": [_part(part, section, language, citations) for part in shown]}


def _part(part: Part, section: Section, language: Language, citations: Citations) -> Json:
    if isinstance(part, Paragraph):
        return _paragraph(part, section.quotes, language, citations)
    named: dict[str, Json] = {"kind": part.kind, "lead": _lead(part.kind, language), "caption": _line(part.caption)}
    if isinstance(part, Table):
        return {"type": "table", **named, **_table(part.head, part.rows, part.total, part.numeric)}
    png = list(gantt_png(part, language))
    return {"type": "picture", **named, "png": png, "alt": _line(gantt_in_words(part, language))}


def _paragraph(part: Paragraph, quotes: Sequence[Quote], language: Language, citations: Citations) -> Json:
    pieces: list[Json] = [
        {"note": isinstance(piece, Note), "text": _lines(piece) if isinstance(piece, str) else _line(piece.text)}
        for piece in citations.pieces(part, quotes)
    ]
    return {"type": "text", "kind": part.kind, "lead": _lead(part.kind, language), "pieces": pieces}


def _open_points(draft: Draft) -> Json:
    head = [word(key, draft.language) for key in ("number", "section", "task", "responsible", "done_by")]
    rows = [(str(number), *point, "", "") for number, point in enumerate(draft.open_points, 1)]
    return {**_table(head, rows, (), (0,)), "widths": _SHARES}


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], total: Sequence[str], numeric: Sequence[int]
) -> dict[str, Json]:
    widths, room = _widths(head, [*rows, total] if total else rows)
    return {
        "head": [_lines(cell) for cell in head],
        "rows": [[_lines(cell) for cell in row] for row in rows],
        "total": [_lines(cell) for cell in total],
        "numeric": numeric,
        "widths": widths,
        "room": room,
    }


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[int], int]:
    """Return the shares of the columns, and how many letters of a word have room in each.

    First every longest word finds room, then long cells share the rest. Of many columns those of long words give way.
    """
    texts = [[name, *(row[column] for row in rows)] for column, name in enumerate(head)]
    words = [max((len(word) for text in column for word in text.split()), default=0) for column in texts]
    least: list[int] = []
    room = _LONGEST_WORD
    for room in range(_LONGEST_WORD, _LEAST - 1, -1):
        least = [min(max(one, _LEAST), room) + _PADDING for one in words]
        if sum(least) <= _LINE:
            break
    longest = [min(max(map(len, column)), _MOST) + _PADDING for column in texts]
    wanted = [max(one, wish) for one, wish in zip(least, longest, strict=True)]
    spare, wishes = _LINE - sum(least), sum(wanted) - sum(least)
    if spare <= 0 or wishes <= spare:
        return (least if spare <= 0 else wanted), room
    # In hundredths of a letter: whole ones would round a small share away.
    pairs = zip(least, wanted, strict=True)
    return [100 * narrow + 100 * spare * (wide - narrow) // wishes for narrow, wide in pairs], room


def _lead(kind: PartKind, language: Language) -> str:
    return word(f"lead_{kind}", language)


def _line(text: str) -> str:
    """Return text on one line."""
    return " ".join(legal(text).split())


def _lines(text: str) -> str:
    """Return text with its line ends; the layout makes breaks of them."""
    return legal(text).replace("\t", " ")
