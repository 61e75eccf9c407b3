"""A draft as one HTML file that loads nothing and runs nothing. No text of a draft becomes markup."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import count
from pathlib import Path

from assistant.export.citing import Citations, CitationStyle, Link, Note
from assistant.export.docx_markup import legal
from assistant.export.pictures import picture_in_words, picture_png
from assistant.export.words import day_in_words, word, word_about
from assistant.studio.records import PART_KINDS, Draft, Paragraph, Part, PartKind, Picture, Quote, Section, Table

_STYLE_SHEET = Path(__file__).with_name("draft.css")
# A browser that reads the page loads nothing and runs nothing, whatever should ever slip into it.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def draft_html(draft: Draft, style: CitationStyle = "footnotes") -> str:
    """Return a draft as an HTML5 page: each part begins with its kind, footnotes stand at the end, numbered through.

    In the other styles there are none; what names a source in the text leads to its place in the list of sources.

    Raises ValueError for a mark without a quote (see `assistant.studio.marks`).
    """
    writer = _Writer(draft, style)
    main = [*writer.sections(), *writer.annexes(), *writer.footnotes()]
    body = [*writer.front(), *writer.contents(), "<main>", *main, "</main>"]
    return "\n".join([*_head(draft), "<body>", *body, "</body>", "</html>", ""])


def _head(draft: Draft) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="{draft.language}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_line(draft.title)}</title>\n<style>\n{_style_sheet()}</style>\n</head>"


class _Writer:
    """Writes the blocks of a draft in order, and remembers the footnotes that it called."""

    def __init__(self, draft: Draft, style: CitationStyle) -> None:
        self._draft = draft
        self._language = draft.language
        self._citations = Citations(draft, style)
        self._notes: list[str] = []
        self._tables, self._figures = count(1), count(1)

    def front(self) -> Iterator[str]:
        """Yield title, cluster, day and the legend of the four kinds."""
        day = word_about(self._draft, "draft_of").format(day=day_in_words(self._draft.made_on, self._language))
        yield f"<header>\n<h1>{_line(self._draft.title)}</h1>"
        yield f'<p class="cluster">{_line(self._draft.cluster)}</p>\n<p class="day">{_line(day)}</p>'
        yield f'<section aria-labelledby="legend">\n<h2 id="legend">{_line(word_about(self._draft, "legend"))}</h2>'
        for kind in PART_KINDS:
            yield self._paragraph(Paragraph(kind, self._citations.legend(kind)), ())
        yield "</section>\n</header>"

    def contents(self) -> Iterator[str]:
        """Yield the list of contents, with the footnotes if any were called so far."""
        yield f'<nav aria-labelledby="contents">\n<h2 id="contents">{self._word("contents")}</h2>\n<ol>'
        for number, section in enumerate(self._draft.sections, 1):
            yield f'<li><a href="#section-{number}">{_line(section.title)}</a></li>'
        yield f'<li><a href="#annex">{self._word("annex")}</a>\n<ol>'
        for key in ("open_points", "sources"):
            yield f'<li><a href="#{key}">{self._word(key)}</a></li>'
        yield "</ol></li>"
        if self._notes:
            yield f'<li><a href="#notes">{self._word("notes")}</a></li>'
        yield "</ol>\n</nav>"

    def sections(self) -> Iterator[str]:
        """Yield the sections with their parts."""
        for number, section in enumerate(self._draft.sections, 1):
            yield f'<section id="section-{number}">\n<h2>{_line(section.title)}</h2>'
            for part in section.parts:
                yield from self._part(part, section)
            yield "</section>"

    def annexes(self) -> Iterator[str]:
        """Yield the list of open points and the list of sources."""
        yield f'<section id="annex">\n<h2>{self._word("annex")}</h2>'
        yield f'<h3 id="open_points">{self._word("open_points")}</h3>'
        points = [(str(number), *point, "", "") for number, point in enumerate(self._draft.open_points, 1)]
        head = [word(key, self._language) for key in ("number", "section", "task", "responsible", "done_by")]
        listed = Table(word("open_points_lead", self._language), tuple(head), tuple(points), numeric=(0,))
        yield _table(listed, _line(listed.caption)) if points else f"<p>{self._word('no_open_points')}</p>"
        yield f'<h3 id="sources">{self._word("sources")}</h3>'
        sources = enumerate(self._citations.sources, 1)
        items = [f'<li id="source-{number}">{_line(text)}</li>' for number, text in sources]
        yield _listed(items) if items else f"<p>{self._word('no_sources')}</p>"
        yield "</section>"

    def footnotes(self) -> Iterator[str]:
        """Yield the footnotes that were called so far, each with a link back to its mark."""
        if not self._notes:
            return
        yield '<section id="notes" class="notes" role="doc-endnotes" aria-labelledby="notes-title">'
        yield f'<h2 id="notes-title">{self._word("notes")}</h2>\n<ol>'
        for number, note in enumerate(self._notes, 1):
            label = _line(word("back_to_mark", self._language).format(number=number))
            back = f'<a href="#mark-{number}" role="doc-backlink" aria-label="{label}">↑</a>'
            yield f'<li id="note-{number}">{_line(note)} {back}</li>'
        yield "</ol>\n</section>"

    def _part(self, part: Part, section: Section) -> Iterator[str]:
        if isinstance(part, Paragraph):
            yield self._paragraph(part, section.quotes)
        elif isinstance(part, Table):
            yield _table(part, self._caption("table", next(self._tables), part))
        elif not part.is_empty:
            picture = b64encode(picture_png(part, self._language)).decode("ascii")
            text = _line(picture_in_words(part, self._language))
            caption = self._caption("figure", next(self._figures), part)
            yield f'<figure>\n<img src="data:image/png;base64,{picture}" alt="{text}">'
            yield f"<figcaption>{caption}</figcaption>\n</figure>"

    def _paragraph(self, part: Paragraph, quotes: Sequence[Quote]) -> str:
        inside = ""
        for piece in self._citations.pieces(part, quotes):
            if isinstance(piece, Note):
                inside += self._call(piece)
            elif isinstance(piece, Link):
                inside += f'<a href="#source-{piece.source}" role="doc-biblioref">{_line(piece.text)}</a>'
            else:
                inside += _lines(piece)
        return f'<p class="{part.kind}">{self._lead(part.kind)}{inside}</p>'

    def _call(self, note: Note) -> str:
        self._notes.append(note.text)
        number = len(self._notes)
        label = _line(word("note_number", self._language).format(number=number))
        link = f'<a id="mark-{number}" href="#note-{number}" role="doc-noteref" aria-label="{label}">[{number}]</a>'
        return f"<sup>{link}</sup>"

    def _caption(self, name: str, number: int, part: Table | Picture) -> str:
        return f"{self._word(name)} {number}: {self._lead(part.kind)}{_line(part.caption)}"

    def _lead(self, kind: PartKind) -> str:
        return f'<strong class="kind">{self._word(f"lead_{kind}")}</strong> '

    def _word(self, key: str) -> str:
        return _line(word(key, self._language))


def _table(part: Table, caption: str) -> str:
    """Return a table; `caption` is markup. A wide one scrolls within the page, also by the keyboard."""
    lines = [f'<div class="table" role="region" tabindex="0" aria-label="{_line(part.caption)}">\n<table>']
    head = "".join(
        f'<th scope="col"{_shape(part, column)}>{_lines(name)}</th>' for column, name in enumerate(part.head)
    )
    lines += [f"<caption>{caption}</caption>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>"]
    lines += [*(_row(part, row) for row in part.rows), "</tbody>"]
    if part.total:
        lines.append(f"<tfoot>\n{_row(part, part.total)}\n</tfoot>")
    return "\n".join([*lines, "</table>\n</div>"])


def _row(part: Table, cells: Sequence[str]) -> str:
    """Return a row, its first cell being what the row is about."""
    inside = ""
    for column, cell in enumerate(cells):
        tag, scope = ("td", "") if column else ("th", ' scope="row"')
        inside += f"<{tag}{scope}{_shape(part, column)}>{_lines(cell)}</{tag}>"
    return f"<tr>{inside}</tr>"


def _shape(part: Table, column: int) -> str:
    return ' class="figure"' if column in part.numeric else ""


def _listed(items: Sequence[str]) -> str:
    return "\n".join(['<ul class="sources">', *items, "</ul>"])


def _line(text: str) -> str:
    """Return text escaped, on one line, for between two tags and for a quoted attribute alike."""
    return escape(" ".join(legal(text).split()))


def _lines(text: str) -> str:
    """Return text escaped, its line ends as breaks; a space at either end stays, a mark may stand there."""
    return escape(legal(text)).replace("\n", "<br>")


@cache
def _style_sheet() -> str:
    return _STYLE_SHEET.read_text(encoding="utf-8")
