"""Reads RTF documents: headings by their styles, lists, tables and footnotes in document order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.clean import normalise
from ingest.errors import EmptyFile, MissingPath, NoText
from ingest.formats.captions import join_attributions, place_captions
from ingest.formats.rtf_tables import RtfTables
from ingest.formats.rtf_tokens import Token, tokens
from ingest.formats.table_shape import Table, table_blocks
from ingest.records import Block, Document, SourceDetails, Text

_HIDDEN = Text(
    "Text, den man nicht sieht (ausgeblendet, weiß auf weiß oder winzig), wurde weggelassen.",
    "Text that cannot be seen (hidden, white on white or tiny) was left out.",
)
_TABLES = {"fonttbl", "colortbl", "stylesheet", "title", "author"}
_SKIPPED = {
    "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
    "fldinst", "annotation", "atnid", "atnauthor", "ftnsep", "ftnsepc", "xe", "tc", "rxe", "nonshppict", "objdata",
    "subject", "operator", "keywords", "comment", "doccomm", "creatim", "revtim", "printim", "company",
}  # fmt: skip
_SHOWN_THOUGH_MARKED = {"shppict", "listtext", "pntext", "shptxt", "footnote"}  # behind \* and yet not to be skipped
_HEADING = re.compile(r"^(?:heading|überschrift|titre|titolo)\s*([1-9])\b")
_TINY = 4  # half points
_MOST_OPEN = 10_000  # groups; a file that opens more was made to tire the reader


@dataclass(frozen=True)
class _Look:
    """How text stands in a group; a group takes over what holds around it."""

    place: str = "body"  # or a table, "skip", "footnote", "marker"
    font: int = 0
    fallbacks: int = 1
    colour: int = 0
    size: int = 24
    hidden: bool = False
    grounded: bool = False
    starred: bool = False


@dataclass
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    marker: str = ""
    style: int = 0
    outline: int | None = None
    level: int = 0
    in_table: bool = False
    shaded: bool = False


@dataclass
class _Reader:
    tables: RtfTables = field(default_factory=RtfTables)
    blocks: list[Block] = field(default_factory=list)
    hides_text: bool = False
    _look: _Look = field(default_factory=_Look)
    _open: list[_Look] = field(default_factory=list)
    _now: _Paragraph = field(default_factory=_Paragraph)
    _note: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _in_cell: list[str] = field(default_factory=list)
    _rows: list[tuple[str, ...]] = field(default_factory=list)
    _heads: list[bool] = field(default_factory=list)
    _is_head: bool = False
    _to_skip: int = 0

    def read(self, found: Iterable[Token]) -> None:
        for token in found:
            if token.kind == "open":
                if len(self._open) >= _MOST_OPEN:
                    break
                self._open.append(self._look)
            elif token.kind == "close":
                self._close()
            elif token.kind == "word":
                self._word(token.text, token.number)
            else:
                self._text(token.text or self.tables.decode(self._unskipped(token.data), self._look.font))
        self._paragraph()
        self._table()

    def _close(self) -> None:
        ended = self._look
        self._look = self._open.pop() if self._open else _Look()
        if ended.place == "footnote" and self._look.place != "footnote":
            text = normalise("".join(self._note))
            self._now.notes += [Block("footnote", text)] if text else []
            self._note = []

    def _unskipped(self, data: bytes) -> bytes:
        """Return data without the fallback characters behind a \\u."""
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        return data[skipped:]

    def _text(self, text: str) -> None:
        look = self._look
        if look.place in _TABLES:
            self.tables.text(look.place, text)
        elif look.place == "marker":
            self._now.marker += text
        elif look.place != "skip":
            if self._is_unseen(look):
                self.hides_text = self.hides_text or bool(text.strip())
            else:
                (self._note if look.place == "footnote" else self._now.pieces).append(text)

    def _is_unseen(self, look: _Look) -> bool:
        on_white = not (look.grounded or self._now.shaded or self._now.in_table)
        return look.hidden or look.size < _TINY or (on_white and self.tables.is_light(look.colour))

    def _word(self, name: str, number: int | None) -> None:
        look = self._look
        if name == "*":
            self._look = replace(look, starred=True)
        elif name in _TABLES or name in _SKIPPED or look.starred:
            self._enter(name)
        elif name in ("footnote", "listtext", "pntext"):
            self._look = replace(look, place="footnote" if name == "footnote" else "marker")
        elif look.place in _TABLES:
            self.tables.word(look.place, name, number)
        elif name == "u" and number is not None:
            self._text(chr(number % 0x10000))
            self._to_skip = look.fallbacks
        elif name == "ansicpg":
            self.tables.set_page(number)
        elif not self._set_look(name, number) and look.place == "body":
            self._set_paragraph(name, number)

    def _enter(self, name: str) -> None:
        """Enter a destination; one that is marked to be skipped by who does not know it is skipped."""
        place = name if name in _TABLES else "skip"
        if self._look.starred and name in _SHOWN_THOUGH_MARKED:
            place = {"listtext": "marker", "pntext": "marker", "footnote": "footnote"}.get(name, self._look.place)
        if self._look.place == "skip":
            place = "skip"
        self._look = replace(self._look, place=place, starred=False)

    def _set_look(self, name: str, number: int | None) -> bool:
        on = number != 0
        changes: dict[str, _Look] = {
            "f": replace(self._look, font=number or 0),
            "uc": replace(self._look, fallbacks=1 if number is None else number),
            "cf": replace(self._look, colour=number or 0),
            "fs": replace(self._look, size=24 if number is None else number),
            "v": replace(self._look, hidden=on),
            "deleted": replace(self._look, hidden=on),
            "highlight": replace(self._look, grounded=on),
            "cb": replace(self._look, grounded=on),
            "chcbpat": replace(self._look, grounded=on),
            "plain": replace(self._look, colour=0, size=24, hidden=False, grounded=False),
        }
        self._look = changes.get(name, self._look)
        return name in changes

    def _set_paragraph(self, name: str, number: int | None) -> None:
        now = self._now
        if name in ("par", "sect"):
            self._paragraph()
        elif name == "pard":
            self._now = _Paragraph(now.pieces, now.notes, now.marker)
        elif name in ("cell", "nestcell"):
            self._cells.append(normalise(" ".join([*self._in_cell, self._line()])))
            self._in_cell = []
        elif name == "row":
            self._rows.append(tuple(self._cells))
            self._heads.append(self._is_head)
            self._cells, self._is_head = [], False
        elif name == "trhdr":
            self._is_head = True
        elif name == "s":
            now.style = number or 0
        elif name == "outlinelevel":
            now.outline = number
        elif name == "ilvl":
            now.level = number or 0
        elif name == "intbl":
            now.in_table = True
        elif name in ("cbpat", "shading"):
            now.shaded = True

    def _line(self) -> str:
        text = normalise("".join(self._now.pieces))
        self._now = replace(self._now, pieces=[], marker="")
        return text

    def _paragraph(self) -> None:
        now = self._now
        text = normalise("".join(now.pieces))
        self._now = replace(now, pieces=[], notes=[], marker="")
        if now.in_table and text:
            self._in_cell.append(text)
            return
        if not now.in_table:
            self._table()
        if text:
            self.blocks.append(self._block(now, text))
        self.blocks += now.notes

    def _block(self, now: _Paragraph, text: str) -> Block:
        name = self.tables.style(now.style)
        heading = _HEADING.match(name)
        if name in ("title", "titel"):
            return Block("heading", text, level=1)
        if heading or (now.outline is not None and 0 <= now.outline < 9):
            return Block("heading", text, level=int(heading.group(1)) if heading else (now.outline or 0) + 1)
        marker = normalise(now.marker)
        if marker:
            return Block("list_item", text, level=now.level + 1, marker="•" if marker in "·§" else marker)
        return Block("paragraph", text)

    def _table(self) -> None:
        rows, heads = self._rows, self._heads
        self._rows, self._heads = [], []
        width = max(map(len, rows), default=0)
        if width == 1 or len(rows) == 1:
            self.blocks += [Block("paragraph", cell) for row in rows for cell in row if cell]
        elif rows:
            cells = [row + ("",) * (width - len(row)) for row in rows]
            self.blocks += [block for _, block in table_blocks(Table(cells, heads, [False] * len(cells)))]


def read_rtf(path: Path, *, password: str = "") -> Document:
    """Return the document's blocks in reading order; `page` is None, since RTF has no fixed pages.

    Page headers, comments, deletions and hidden text are left out. `password` has no meaning here. Raises EmptyFile,
    NoText when there are only pictures, or MissingPath.
    """
    try:
        source = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPath(str(path)) from error
    reader = _Reader()
    reader.read(tokens(source))
    blocks = place_captions(join_attributions(list(_numbered(reader.blocks))))
    if not blocks:
        raise NoText(path.name, 1) if b"\\pict" in source else EmptyFile(path.name)
    info = {name: normalise(text) for name, text in reader.tables.info.items()}
    title = info.get("title", "") or (blocks[0].text if blocks[0].kind == "heading" else "")
    details = SourceDetails(title=title, authors=tuple(filter(None, [info.get("author", "")])))
    return Document(tuple(blocks), details, notices=(_HIDDEN,) if reader.hides_text else ())


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, footnotes with the numbers that RTF leaves to the program."""
    number = 0
    for block in blocks:
        number += block.kind == "footnote"
        yield replace(block, marker=str(number)) if block.kind == "footnote" else block
