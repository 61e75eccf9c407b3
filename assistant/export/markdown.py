"""A draft as Markdown, with the footnotes of GitHub and Pandoc. Nothing in a draft becomes markup."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.render import escape_markdown
from assistant.export.citing import Citations, CitationStyle, Link, Note
from assistant.export.docx_markup import legal
from assistant.export.pictures import chart_table
from assistant.export.words import day_in_words, month_in_words, word, word_about
from assistant.studio.records import PART_KINDS, Chart, Draft, Gantt, Paragraph, Part, PartKind, Quote, Section, Table
from ingest.records import Language

_ENTITY = re.compile(r"&(?=#?\w+;)")
_UNDERLINE = re.compile(r"^=")  # "===" below a line would make a heading of it


def draft_markdown(draft: Draft, style: CitationStyle = "footnotes") -> str:
    """Return a draft as Markdown: each part begins with its kind in bold, footnotes are numbered through.

    Raises ValueError for a mark without a quote (see `assistant.studio.marks`).
    """
    writer = _Writer(draft, style)
    blocks = [*writer.front(), *writer.sections(), *writer.annexes(), *writer.footnotes()]
    return "\n\n".join(blocks) + "\n"


class _Writer:
    """Writes the blocks of a draft in order, and remembers the footnotes that it called."""

    def __init__(self, draft: Draft, style: CitationStyle) -> None:
        self._draft = draft
        self._language: Language = draft.language
        self._citations = Citations(draft, style)
        self._notes: list[str] = []

    def front(self) -> Iterator[str]:
        """Yield title, cluster, day and the legend of the four kinds."""
        day = word_about(self._draft, "draft_of").format(day=day_in_words(self._draft.made_on, self._language))
        yield f"# {_line(self._draft.title)}"
        yield f"{_line(self._draft.cluster)}\\\n{_line(day)}"
        yield "\n".join(f"- {self._lead(kind)}{_line(self._citations.legend(kind))}" for kind in PART_KINDS)

    def sections(self) -> Iterator[str]:
        """Yield the sections with their parts."""
        for section in self._draft.sections:
            yield f"## {_line(section.title)}"
            for part in section.parts:
                yield from self._part(part, section)

    def annexes(self) -> Iterator[str]:
        """Yield the list of open points and the list of sources."""
        yield f"## {self._word('annex')}"
        yield f"### {self._word('open_points')}"
        points = [(str(number), *point, "", "") for number, point in enumerate(self._draft.open_points, 1)]
        head = [self._word(key) for key in ("number", "section", "task", "responsible", "done_by")]
        yield _table(head, points, numeric=(0,)) if points else self._word("no_open_points")
        yield f"### {self._word('sources')}"
        yield "\n".join(f"- {_line(text)}" for text in self._citations.sources) or self._word("no_sources")

    def footnotes(self) -> Iterator[str]:
        """Yield the footnotes that were called so far."""
        for number, note in enumerate(self._notes, 1):
            yield f"[^{number}]: {_line(note)}"

    def _part(self, part: Part, section: Section) -> Iterator[str]:
        if isinstance(part, Paragraph):
            yield self._lead(part.kind) + self._text(part, section.quotes)
            return
        if not isinstance(part, Table) and part.is_empty:
            return
        yield f"{self._lead(part.kind)}{_line(part.caption)}"
        if isinstance(part, Gantt):
            yield self._gantt(part)
        else:
            yield _data_table(chart_table(part, self._language) if isinstance(part, Chart) else part)

    def _text(self, part: Paragraph, quotes: Sequence[Quote]) -> str:
        text = ""
        for piece in self._citations.pieces(part, quotes):
            if isinstance(piece, Note):
                self._notes.append(piece.text)
                text += f"[^{len(self._notes)}]"
            else:
                text += _lines(piece.text if isinstance(piece, Link) else piece)
        return text

    def _gantt(self, part: Gantt) -> str:
        head = [self._word(key) for key in ("measure", "start", "end", "responsible")]
        months = [
            (bar.title, *(month_in_words(month, self._language) for month in (bar.start, bar.end)), bar.responsible)
            for bar in part.bars
        ]
        return _table(head, months)

    def _lead(self, kind: PartKind) -> str:
        return f"**{self._word(f'lead_{kind}')}** "

    def _word(self, key: str) -> str:
        return word(key, self._language)


def _data_table(part: Table) -> str:
    return _table(part.head, part.rows, part.total, part.numeric)


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], total: Sequence[str] = (), numeric: Sequence[int] = ()
) -> str:
    rule = ["---:" if column in numeric else "---" for column in range(len(head))]
    lines = [[_line(cell) for cell in head], rule, *([_line(cell) for cell in row] for row in rows)]
    if total:
        lines.append([f"**{cell}**" if cell else "" for cell in map(_line, total)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(text: str) -> str:
    """Return text escaped, on one line."""
    plain = escape_markdown(" ".join(legal(text).split()))
    return _UNDERLINE.sub(r"\\=", _ENTITY.sub(r"\\&", plain))


def _lines(text: str) -> str:
    """Return text escaped, its line ends as hard breaks; a space at either end stays, a mark may stand there."""
    lines = [_line(line) for line in legal(text).split("\n")]
    first, last = text[:1].isspace(), text[-1:].isspace()
    return (" " if first else "") + "\\\n".join(line for line in lines if line) + (" " if last else "")
