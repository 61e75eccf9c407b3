"""A Word document as a manuscript: built-in headings, our styles and leads, footnotes where they are called."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.export.words import word
from assistant.reimport.errors import LONGEST, DraftTooLong
from assistant.reimport.records import Block, Grid, Heading, Manuscript, Picture, Typed
from assistant.reimport.wording import LANGUAGES, lead_of_kind
from assistant.studio.records import PartKind
from ingest.clean import drop_invisible
from ingest.formats.docx_cleaning import drop_unseen
from ingest.formats.docx_inline import Inline, read_inline
from ingest.formats.docx_markup import Node, block_nodes, value, w
from ingest.formats.docx_notes import Notes
from ingest.formats.docx_styles import Styles
from ingest.formats.docx_tables import Cell, cell_nodes, place_cells, to_table
from ingest.formats.package import Package
from ingest.records import Block as CellText

_MOST_PARAGRAPHS = 20_000
_KINDS: dict[str, PartKind] = {
    "ck source": "source",
    "ck own data": "own",
    "ck proposal": "proposal",
    "ck open point": "open",
}
_KINDS_WITH_LEAD: tuple[PartKind, ...] = ("proposal", "open")  # Word shows the others by their style alone
_OUR_CELLS = "ck table text"
_TITLES = {"title", "titel"}
_CAPTIONS = {"caption", "beschriftung"}
_LABELS = "|".join(re.escape(word(key, language)) for key in ("table", "figure") for language in LANGUAGES)
_CAPTION = re.compile(rf"\s*(?P<label>{_LABELS})\s+\d+\s*[:.]?\s*")
_FIGURES = {word("figure", language) for language in LANGUAGES}
_PICTURES = (w("drawing"), w("pict"), w("object"))


def read_docx(path: Path) -> Manuscript:
    """Return a Word document as a manuscript: tracked changes are accepted, hidden text and the contents list left out.

    Raises what `Package` raises for a file that is no sound DOCX, and DraftTooLong.
    """
    with Package(path, "DOCX") as package:
        root = package.tree(package.main)
        _refuse_length(root, path.name)
        for node in root.iter(w("t")):
            node.text = drop_invisible(node.text or "")
        styles = Styles(package.related("styles"))
        inserted = next(root.iter(w("ins"), w("moveTo")), None) is not None
        dropped = drop_unseen(root, styles)
        notes = Notes(package.related("footnotes"), package.related("endnotes"), None, root)
        comments = package.related("comments")
    body = root.find(w("body"))
    reader = _Reader(styles, notes)
    blocks = [] if body is None else _with_captions(reader.blocks(body))
    count = 0 if comments is None else len(comments.findall(w("comment")))
    return Manuscript(reader.title, tuple(blocks), dropped.deletions or inserted, count)


def _refuse_length(root: Node, name: str) -> None:
    length = sum(len(node.text or "") for node in root.iter(w("t")))
    if length > LONGEST or sum(1 for _ in root.iter(w("p"))) > _MOST_PARAGRAPHS:
        raise DraftTooLong(name)


class _Reader:
    """Reads one document. Paragraphs must be read once and in order: each footnote is handed out once."""

    def __init__(self, styles: Styles, notes: Notes) -> None:
        self.title = ""
        self._styles, self._notes = styles, notes
        self._carried = Inline()

    def blocks(self, parent: Node) -> Iterator[Block]:
        """Yield the blocks of a w:body or w:txbxContent."""
        for node in block_nodes(parent):
            yield from self._table(node) if node.tag == w("tbl") else self._paragraph(node)
        if self._carried.text.strip():  # the next one never came
            inline, self._carried = self._carried, Inline()
            yield self._typed(inline, [""])

    def _paragraph(self, node: Node) -> Iterator[Block]:
        inline, self._carried = self._carried, Inline()
        inline.extend(read_inline(node))
        if node.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:  # its end is deleted: the next one goes on
            self._carried = inline
            return
        names = self._styles.names(self._styles.style_id(node))
        if inline.text.strip():
            level = self._styles.heading_level(node)
            flowing = " ".join(inline.text.split())
            if names[0] in _TITLES and not self.title:
                self.title = flowing
            else:
                yield Heading(level, flowing) if level else self._typed(inline, names)
        if not inline.boxes and next(node.iter(*_PICTURES), None) is not None:
            yield Picture()
        for box in inline.boxes:
            yield from self.blocks(box)

    def _typed(self, inline: Inline, names: list[str]) -> Typed:
        kind = next((_KINDS[name] for name in names if name in _KINDS), None)
        wanted = _KINDS_WITH_LEAD if kind is None else tuple(one for one in _KINDS_WITH_LEAD if one == kind)
        led, start = lead_of_kind(inline.text, wanted)
        start += len(inline.text[start:]) - len(inline.text[start:].lstrip())
        footnotes = tuple((max(0, at - start), text) for at, text in self._footnotes(inline))
        return Typed(inline.text[start:].rstrip(), kind or led, names[0], footnotes)

    def _footnotes(self, inline: Inline) -> Iterator[tuple[int, str]]:
        for at, call in inline.notes:
            block = self._notes.block(call)
            yield at, block.text if block else ""

    def _table(self, table: Node) -> Iterator[Block]:
        rows = [(row, cells) for row, cells in cell_nodes(table) if cells]
        is_ours = any(_OUR_CELLS in self._styles.names(self._styles.style_id(one)) for one in table.iter(w("p")))
        if is_ours or any(len(cells) > 1 for _, cells in rows):
            yield replace(self._grid(rows), is_ours=is_ours)
            return
        for _, (box,) in rows:  # one column only: a frame around text
            yield from self.blocks(box)

    def _grid(self, table: Sequence[tuple[Node, list[Node]]]) -> Grid:
        rows: list[list[Cell]] = []
        right: list[set[int]] = []
        footnotes: list[str] = []
        for row, nodes in table:
            cells = place_cells(row, nodes, self._styles)
            for cell, node in zip(cells, nodes, strict=False):
                inlines = [read_inline(paragraph) for paragraph in node.iter(w("p"))]
                cell.goes_on = cell.goes_on and bool(rows)  # in the first row there is nothing to go on with
                cell.blocks = [CellText("paragraph", one.text.strip()) for one in inlines if one.text.strip()]
                footnotes += (text for one in inlines for _, text in self._footnotes(one))
            rows.append(cells)
            right.append({cell.column for cell, node in zip(cells, nodes, strict=False) if _is_right(node)})
        shape = to_table(rows, [False] * len(rows))
        columns = sorted({cell.column for cells in rows for cell in cells})
        aligned = set.intersection(*(right[1:] or right))
        return Grid(
            cells=tuple(shape.rows),
            right=frozenset(place for place, column in enumerate(columns) if column in aligned),
            has_total=len(rows) > 1 and shape.set_off[-1] and not (rows[2:] and all(shape.set_off[1:-1])),
            footnotes=tuple(footnotes),
        )


def _is_right(cell: Node) -> bool:
    return any(value(paragraph, "pPr", "jc") in ("right", "end") for paragraph in cell.iter(w("p")))


def _with_captions(blocks: Iterator[Block]) -> list[Block]:
    """Return the blocks with each caption in the table below it, or in the picture above."""
    done: list[Block] = []
    for block in blocks:
        above = done[-1] if done else None
        found = _CAPTION.match(block.text) if isinstance(block, Typed) and block.style in _CAPTIONS else None
        if isinstance(block, Typed) and found and found["label"] in _FIGURES:
            is_below = isinstance(above, Picture) and not above.caption
            if is_below:
                done.pop()
            done.append(Picture(_caption(block)[1], is_there=is_below))
        elif isinstance(block, Grid) and isinstance(above, Typed) and above.style in _CAPTIONS:
            done.pop()
            kind, caption = _caption(above)
            done.append(replace(block, kind=kind, caption=caption))
        else:
            done.append(block)
    return done


def _caption(block: Typed) -> tuple[PartKind, str]:
    """Return the kind and the words of a caption, without "Tabelle 1: "."""
    label = _CAPTION.match(block.text)
    text = block.text[label.end() :] if label else block.text
    kind, end = lead_of_kind(text, _KINDS_WITH_LEAD)
    return kind or "own", text[end:].strip()
