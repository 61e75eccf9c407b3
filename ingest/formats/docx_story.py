"""From the paragraphs and tables of a DOCX body, in document order, to blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.formats.docx_inline import Inline, Part, read_inline
from ingest.formats.docx_markup import Node, block_nodes, w
from ingest.formats.docx_notes import Notes
from ingest.formats.docx_numbering import Marker, Numbering
from ingest.formats.docx_styles import Styles
from ingest.formats.docx_tables import Cell, cell_nodes, is_head, place_cells, to_table
from ingest.formats.table_shape import table_blocks
from ingest.records import Block

_LONGEST_HEADING = 250  # characters; whole paragraphs set in a heading style are text
_LONGEST_QUOTE = 700  # characters of a text box that is a pull quote; longer ones are information boxes
_LONGEST_BOLD = 160
_OPENS_QUOTE = re.compile(r"^[„“”\"»«‚‘]")
_QUOTE_STYLES = {"intense quote", "intensives zitat", "pull quote", "pullquote"}
_CAPTION_STYLES = {"caption", "beschriftung", "legende", "image caption", "table caption", "bildunterschrift"}
_TITLE_STYLES = {"title", "titel"}
_TYPED_BULLET = re.compile(r"^\s*([•▪●‣◦○✓➢]|[-–](?=\t))\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!;,]$")


@dataclass
class Story:
    """Reads one document. Paragraphs must be read once and in order: numbers are counted on the way."""

    styles: Styles
    numbering: Numbering
    notes: Notes
    bold_headings: bool = False
    title: str = ""
    _level: int = 0
    _open_tables: int = 0
    _carried: Inline = field(default_factory=Inline)

    def blocks(self, parent: Node) -> list[Block]:
        """Return the blocks of a w:body, w:tc or w:txbxContent."""
        done: list[Block] = []
        framed: list[Node] = []
        for node in block_nodes(parent):
            if node.tag == w("tbl"):
                done += self._table(node)
            elif _is_framed(node):
                framed.append(node)
            else:
                done += self._paragraph(node)
                done += self._frame(framed)
                framed = []
        return done + self._frame(framed) + self._rest()

    def _rest(self) -> list[Block]:
        """Return what waits for a next paragraph that never came."""
        inline, self._carried = self._carried, Inline()
        return [block for part in inline.parts() for block in self._with_notes(Block("paragraph", part.text), part)]

    def _paragraph(self, node: Node) -> list[Block]:
        inline = self._carried
        inline.extend(read_inline(node))
        if _mark_is_deleted(node) or _is_drop_cap(node):
            self._carried = inline
            return []
        self._carried = Inline()
        place = self.styles.list_place(node)
        marker = self.numbering.marker(place) if place else None
        blocks = self._text_blocks(node, inline, marker)
        said = "".join(block.text for block in blocks if block.kind != "heading")
        for box in inline.boxes:
            blocks += _as_quote(self.blocks(box), beside_text=bool(said))
        return blocks

    def _text_blocks(self, node: Node, inline: Inline, marker: Marker | None) -> list[Block]:
        style = self.styles.style_id(node)
        names = set(self.styles.names(style))
        whole = inline.whole()
        level = self.styles.heading_level(node)
        if names & _TITLE_STYLES and not self.title and whole.text:
            self.title = whole.text
            level = 1
        if level:
            self._level = level
        elif self.styles.is_informal_heading(style):
            level = self._level + 1
        if level and whole.text and len(whole.text) <= _LONGEST_HEADING:
            number = marker.text if marker and not marker.is_bullet else ""
            return self._with_notes(Block("heading", f"{number} {whole.text}".strip(), level=level), whole)
        if marker and whole.text:
            depth = max(marker.level + 1, self.styles.list_depth(style))
            return self._with_notes(Block("list_item", whole.text, level=depth, marker=marker.text), whole)
        if names & _CAPTION_STYLES or "SEQ" in _instructions(node):
            return self._with_notes(Block("caption", whole.text), whole)
        if names & _QUOTE_STYLES:
            return self._with_notes(Block("pull_quote", whole.text), whole)
        return self._plain(node, inline, style)

    def _plain(self, node: Node, inline: Inline, style: str) -> list[Block]:
        typed = _TYPED_BULLET.match(inline.text)
        if typed:
            whole = inline.whole()
            text = whole.text.removeprefix(typed.group(1)).lstrip()
            return self._with_notes(Block("list_item", text, level=1, marker=typed.group(1)), whole)
        kind_is_heading = self.bold_headings and not self._open_tables and self._is_bold(node, style)
        blocks: list[Block] = []
        for part in inline.parts():
            is_heading = kind_is_heading and len(part.text) <= _LONGEST_BOLD and not _SENTENCE_END.search(part.text)
            block = Block("heading", part.text, level=1) if is_heading else Block("paragraph", part.text)
            blocks += self._with_notes(block, part)
        return blocks

    def _is_bold(self, node: Node, style: str) -> bool:
        runs = [run for run in node.iter(w("r")) if "".join(run.itertext(w("t"))).strip()]
        return bool(runs) and all(self.styles.is_on(run, style, "b") for run in runs)

    def _with_notes(self, block: Block, part: Part) -> list[Block]:
        notes = [self.notes.block(call) for call in part.notes]
        return [block] * bool(block.text) + [note for note in notes if note]

    def _frame(self, paragraphs: Sequence[Node]) -> list[Block]:
        blocks = [block for node in paragraphs for block in self._paragraph(node)]
        return _as_quote(blocks, beside_text=True)

    def _table(self, node: Node) -> list[Block]:
        rows: list[list[Cell]] = []
        marked: list[bool] = []
        self._open_tables += 1
        for row, nodes in cell_nodes(node):
            cells = place_cells(row, nodes, self.styles)
            for cell, cell_node in zip(cells, nodes, strict=False):
                cell.goes_on = cell.goes_on and bool(rows)  # in the first row there is nothing to go on with
                cell.blocks = [] if cell.goes_on else self.blocks(cell_node)
            rows.append(cells)
            marked.append(is_head(row))
        self._open_tables -= 1
        if _is_layout(rows):
            return [block for row in rows for cell in row for block in cell.blocks]
        return _table_with_notes(rows, marked)


def _is_drop_cap(paragraph: Node) -> bool:
    """Return whether the paragraph is the large first letter of the next one."""
    frame = paragraph.find(f"{w('pPr')}/{w('framePr')}")
    return frame is not None and frame.get(w("dropCap")) in ("drop", "margin")


def _is_framed(paragraph: Node) -> bool:
    return paragraph.find(f"{w('pPr')}/{w('framePr')}") is not None and not _is_drop_cap(paragraph)


def _mark_is_deleted(paragraph: Node) -> bool:
    return paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None


def _instructions(paragraph: Node) -> list[str]:
    """Return the field names in a paragraph: of "SEQ Tab. \\* ARABIC" the word SEQ."""
    texts = [node.text or "" for node in paragraph.iter(w("instrText"))]
    texts += [node.get(w("instr"), "") for node in paragraph.iter(w("fldSimple"))]
    return [text.split(None, 1)[0] for text in texts if text.strip()]


def _as_quote(blocks: list[Block], *, beside_text: bool) -> list[Block]:
    """Return the blocks of a text box or frame as one pull quote where they are one, else as they are.

    A box is a pull quote when it opens with a quotation mark, or is short and stands beside running text.
    """
    if not blocks or any(block.kind not in ("paragraph", "pull_quote") for block in blocks):
        return blocks
    text = " ".join(block.text for block in blocks)
    quoted = _OPENS_QUOTE.match(text) or blocks[0].kind == "pull_quote"
    if len(text) > _LONGEST_QUOTE or not (quoted or beside_text):
        return blocks
    return [Block("pull_quote", text)]


def _is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a table only arranges text: one row or column, or headings and tables in its cells."""
    filled = [[cell for cell in row if cell.blocks] for row in rows]
    filled = [row for row in filled if row]
    if len(filled) < 2 or len({cell.column for row in filled for cell in row}) < 2:
        return True
    kinds = [block.kind for row in filled for cell in row for block in cell.blocks]
    return "heading" in kinds or "table_row" in kinds


def _table_with_notes(rows: list[list[Cell]], marked: list[bool]) -> list[Block]:
    blocks: list[Block] = []
    waiting = [[block for cell in row for block in cell.blocks if block.kind == "footnote"] for row in rows]
    done = 0
    for place, block in table_blocks(to_table(rows, marked)):
        blocks.append(block)
        blocks += [note for notes in waiting[done : place + 1] for note in notes]
        done = place + 1
    return blocks
