"""From the paragraphs, lists and tables of an ODT body, in document order, to blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.clean import normalise
from ingest.formats.odt_styles import TEXT, OdtStyles
from ingest.formats.package import Node
from ingest.formats.table_shape import Table, table_blocks
from ingest.records import Block

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MAX_COLUMNS = 63
_MAX_REPEATED = 300  # characters of a merged cell that are worth repeating
_MAX_SPACES = 100
_CHARACTERS = {f"{TEXT}tab": " ", f"{TEXT}line-break": " ", f"{TEXT}soft-page-break": ""}
_SKIPPED = {f"{TEXT}{name}" for name in ("tracked-changes", "table-of-content", "alphabetical-index", "ruby-text")} | {
    f"{TEXT}illustration-index", f"{TEXT}table-index", f"{_OFFICE}annotation", f"{_OFFICE}forms",
}  # fmt: skip
_UNSEEN = {f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"}


def office(name: str) -> str:
    """Return the full tag of a name of the office namespace: office("body")."""
    return f"{_OFFICE}{name}"


@dataclass
class _Inline:
    pieces: list[str] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)


@dataclass
class OdtStory:
    """Reads one document; `title` and `hides_text` are known when its blocks are read."""

    styles: OdtStyles
    title: str = ""
    hides_text: bool = False
    _grounds: list[str] = field(default_factory=list)

    def blocks(self, parent: Node) -> list[Block]:
        """Return the blocks of a text, a section, a cell or a text box."""
        done: list[Block] = []
        for node in parent:
            if node.tag in (f"{TEXT}p", f"{TEXT}h"):
                done += self._paragraph(node)
            elif node.tag == f"{TEXT}list":
                done += self._list(node, 1, node.get(f"{TEXT}style-name", ""))
            elif node.tag == f"{_TABLE}table":
                done += self._table(node)
            elif node.tag == f"{_DRAW}frame":
                done += [block for box in node.iter(f"{_DRAW}text-box") for block in self.blocks(box)]
            elif node.tag not in _SKIPPED and node.get(f"{TEXT}display") != "none":
                done += self.blocks(node)
        return done

    def _paragraph(self, node: Node, item: Block | None = None) -> list[Block]:
        inline = _Inline()
        style = node.get(f"{TEXT}style-name", "")
        self._read(node, inline, [style])
        text = normalise("".join(inline.pieces))
        blocks = [self._text_block(node, text, style, item)] if text else []
        return blocks + inline.notes + [block for box in inline.boxes for block in self.blocks(box)]

    def _text_block(self, node: Node, text: str, style: str, item: Block | None) -> Block:
        names = self.styles.names(style)
        if node.tag == f"{TEXT}h":
            level = node.get(f"{TEXT}outline-level", "1")
            return Block("heading", text, level=int(level) if level.isdecimal() and 0 < int(level) < 10 else 1)
        if "title" in names:
            self.title = self.title or text
            return Block("heading", text, level=1)
        if item is not None:
            return replace(item, text=text)
        return Block("caption" if "caption" in names else "paragraph", text)

    def _read(self, node: Node, inline: _Inline, styles: list[str]) -> None:
        """Collect the text of a paragraph; `styles` are those it stands in, nearest first."""
        unseen = self.styles.is_unseen(styles, self._grounds)
        self._add(node.text, inline, unseen)
        for child in node:
            if child.tag == f"{TEXT}s":
                count = child.get(f"{TEXT}c", "1")
                inline.pieces.append(" " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES))
            elif child.tag in _CHARACTERS:
                inline.pieces.append(_CHARACTERS[child.tag])
            elif child.tag == f"{TEXT}note":
                inline.notes += self._note(child)
            elif child.tag == f"{_DRAW}frame":
                inline.boxes += child.iter(f"{_DRAW}text-box")
            elif child.tag in _UNSEEN:
                self.hides_text = True
            elif child.tag not in _SKIPPED:
                own = child.get(f"{TEXT}style-name")
                self._read(child, inline, [own, *styles] if own else styles)
            self._add(child.tail, inline, unseen)

    def _add(self, text: str | None, inline: _Inline, unseen: bool) -> None:
        if unseen:
            self.hides_text = self.hides_text or bool(text and text.strip())
        else:
            inline.pieces.append(text or "")

    def _note(self, node: Node) -> list[Block]:
        mark = node.find(f"{TEXT}note-citation")
        body = node.find(f"{TEXT}note-body")
        text = " ".join(block.text for block in self.blocks(body)) if body is not None else ""
        return [Block("footnote", text, marker=normalise("".join(mark.itertext())) if mark is not None else "")]

    def _list(self, node: Node, level: int, style: str) -> list[Block]:
        done: list[Block] = []
        numbered = self.styles.is_numbered(style, level)
        number = 0
        for entry in node:
            is_item = entry.tag == f"{TEXT}list-item"
            number += is_item
            item = Block("list_item", "", level=level, marker=f"{number}." if numbered else "•") if is_item else None
            for child in entry:
                if child.tag == f"{TEXT}list":
                    done += self._list(child, level + 1, child.get(f"{TEXT}style-name", style))
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    read = self._paragraph(child, item)
                    done, item = done + read, None if read else item
        return done

    def _table(self, node: Node) -> list[Block]:
        self._grounds.append(node.get(f"{_TABLE}style-name", ""))
        rows: list[list[list[Block]]] = []
        marked: list[bool] = []
        spans: dict[tuple[int, int], list[Block]] = {}
        for row, is_head in _rows(node):
            self._grounds.append(row.get(f"{_TABLE}style-name", ""))
            rows.append(self._row(row, len(rows), spans))
            marked.append(is_head)
            self._grounds.pop()
        self._grounds.pop()
        if _is_layout(rows):
            return [block for row in rows for cell in row for block in cell]
        width = max(map(len, rows))
        cells = [tuple(_line(cell) for cell in row) + ("",) * (width - len(row)) for row in rows]
        notes = [block for row in rows for cell in row for block in cell if block.kind == "footnote"]
        return [block for _, block in table_blocks(Table(cells, marked, [False] * len(cells)))] + notes

    def _row(self, row: Node, number: int, spans: dict[tuple[int, int], list[Block]]) -> list[list[Block]]:
        cells: list[list[Block]] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._grounds.append(cell.get(f"{_TABLE}style-name", ""))
            blocks = self.blocks(cell) if cell.tag == f"{_TABLE}table-cell" else spans.get((number, len(cells)), [])
            self._grounds.pop()
            across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
            if across * down > 1 and len(_line(blocks)) <= _MAX_REPEATED:
                repeated = [block for block in blocks if block.kind != "footnote"]
                places = ((number + y, len(cells) + x) for y in range(down) for x in range(across))
                spans.update((place, repeated) for place in places)
            cells += [blocks] * min(_count(cell, "number-columns-repeated"), _MAX_COLUMNS - len(cells))
        return cells


def _rows(table: Node) -> Iterator[tuple[Node, bool]]:
    """Yield the rows of a table, and whether they are its head; those of tables within it are not among them."""
    for node in table:
        if node.tag == f"{_TABLE}table-row":
            yield node, table.tag == f"{_TABLE}table-header-rows"
        elif node.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _rows(node)


def _is_layout(rows: list[list[list[Block]]]) -> bool:
    filled = [[cell for cell in row if cell] for row in rows]
    filled = [row for row in filled if row]
    kinds = {block.kind for row in filled for cell in row for block in cell}
    return len(filled) < 2 or max(map(len, filled)) < 2 or bool(kinds & {"heading", "table_row"})


def _line(blocks: list[Block]) -> str:
    return " ".join(f"{block.marker} {block.text}".strip() for block in blocks if block.kind != "footnote")


def _count(cell: Node, name: str) -> int:
    said = cell.get(f"{_TABLE}{name}", "1")
    return max(1, min(int(said), _MAX_COLUMNS)) if said.isdecimal() and len(said) < 6 else 1
