"""The shapes of one slide to blocks, in the order in which they are read: title, then from top to bottom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.clean import normalise
from ingest.formats.package import Node
from ingest.formats.table_shape import Table, table_blocks
from ingest.records import Block

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHAPES = (f"{P}sp", f"{P}graphicFrame", f"{P}pic", f"{P}cxnSp")
_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr", "sldImg")
_LISTED = ("body", "obj", "", "half")  # placeholders whose paragraphs are bullets unless they say otherwise
_NO_PLACE = (0, 0, 0, 0)

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Layout:
    """What a slide takes from its layout: places of its placeholders, by number and by kind."""

    by_number: Mapping[str, Box] = field(default_factory=dict)
    by_kind: Mapping[str, Box] = field(default_factory=dict)


@dataclass(frozen=True)
class SlideText:
    """What stands on a slide; `hides_text`: a shape with text is hidden or beside the slide."""

    title: str
    blocks: tuple[Block, ...]
    hides_text: bool


@dataclass(frozen=True)
class _Shape:
    node: Node
    kind: str | None  # of a placeholder; None for any other shape
    box: Box | None

    @property
    def is_title(self) -> bool:
        return self.kind in _TITLES


def read_layout(root: Node | None) -> Layout:
    """Return the places that a layout gives to placeholders."""
    by_number: dict[str, Box] = {}
    by_kind: dict[str, Box] = {}
    for node in () if root is None else root.iter(f"{P}sp"):
        placeholder = node.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        box = _own_box(node)
        if placeholder is not None and box is not None:
            by_number.setdefault(placeholder.get("idx", "0"), box)
            by_kind.setdefault(placeholder.get("type", ""), box)
    return Layout(by_number, by_kind)


def read_slide(root: Node, layout: Layout, size: tuple[int, int], diagrams: Mapping[str, Node]) -> SlideText:
    """Return the text of a slide; `size` is its width and height, `diagrams` are the drawn lists by relation."""
    shapes = [_shape(node, layout) for node in _shape_nodes(root)]
    hidden = [shape for shape in shapes if _is_hidden(shape, size)]
    shown = [shape for shape in shapes if shape not in hidden and shape.kind not in _FURNITURE]
    title = next((_line(shape.node) for shape in shown if shape.is_title and _line(shape.node)), "")
    blocks: list[Block] = []
    for shape in in_reading_order([shape for shape in shown if not shape.is_title]):
        blocks += _blocks(shape, diagrams)
    return SlideText(title, tuple(blocks), any(_line(shape.node) for shape in hidden))


def in_reading_order(shapes: list[_Shape]) -> list[_Shape]:
    """Return shapes row by row, from left to right; as they are stored where one has no place."""
    if any(shape.box is None for shape in shapes):
        return shapes
    rows: list[list[_Shape]] = []
    for shape in sorted(shapes, key=lambda shape: (shape.box or _NO_PLACE)[1]):
        top = (shape.box or _NO_PLACE)[1]
        if rows and top < _middle(rows[-1][0]):
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda shape: (shape.box or _NO_PLACE)[0])]


def paragraphs_of(body: Node, *, listed: bool) -> Iterator[Block]:
    """Yield the paragraphs of a text body; `listed`: they are bullets unless they say otherwise."""
    counts: dict[int, int] = {}
    for node in body.iter(f"{A}p"):
        text = _text(node)
        properties = node.find(f"{A}pPr")
        level = 0 if properties is None else int(properties.get("lvl", "0")) if _is_digit(properties, "lvl") else 0
        said = "" if properties is None else next((_local(child) for child in properties if "bu" in _local(child)), "")
        numbered = said == "buAutoNum"
        counts = {depth: count for depth, count in counts.items() if depth <= level}
        counts[level] = counts.get(level, 0) + 1 if numbered else 0
        if not text:
            continue
        if numbered:
            yield Block("list_item", text, level=level + 1, marker=f"{counts[level]}.")
        elif said in ("buChar", "buBlip") or (listed and said != "buNone"):
            yield Block("list_item", text, level=level + 1, marker="•")
        else:
            yield Block("paragraph", text)


def _shape_nodes(root: Node) -> Iterator[Node]:
    tree = root.find(f"{P}cSld/{P}spTree")
    yield from () if tree is None else tree.iter(*_SHAPES)


def _shape(node: Node, layout: Layout) -> _Shape:
    placeholder = next(node.iter(f"{P}ph"), None)
    if placeholder is None:
        return _Shape(node, None, _own_box(node) if node.getparent().tag == f"{P}spTree" else _group_box(node))
    kind = placeholder.get("type", "")
    number = placeholder.get("idx", "0")
    return _Shape(node, kind, _own_box(node) or layout.by_number.get(number) or layout.by_kind.get(kind))


def _group_box(node: Node) -> Box | None:
    """Return the box of the outermost group: within a group the numbers are its own."""
    groups = list(node.iterancestors(f"{P}grpSp"))
    return _box(groups[-1].find(f"{P}grpSpPr/{A}xfrm")) if groups else None


def _own_box(node: Node) -> Box | None:
    return _box(next(node.iter(f"{A}xfrm", f"{P}xfrm"), None))


def _box(transform: Node | None) -> Box | None:
    offset = None if transform is None else transform.find(f"{A}off")
    extent = None if transform is None else transform.find(f"{A}ext")
    if offset is None or extent is None:
        return None
    try:
        left, top = int(offset.get("x", "")), int(offset.get("y", ""))
        return left, top, left + int(extent.get("cx", "")), top + int(extent.get("cy", ""))
    except ValueError:
        return None


def _middle(shape: _Shape) -> float:
    _, top, _, bottom = shape.box or _NO_PLACE
    return (top + bottom) / 2


def _is_hidden(shape: _Shape, size: tuple[int, int]) -> bool:
    properties = next(shape.node.iter(f"{P}cNvPr"), None)
    if properties is not None and properties.get("hidden") in ("1", "true"):
        return True
    if shape.box is None or not all(size):
        return False
    left, top, right, bottom = shape.box
    return right <= 0 or bottom <= 0 or left >= size[0] or top >= size[1]


def _blocks(shape: _Shape, diagrams: Mapping[str, Node]) -> Iterator[Block]:
    table = next(shape.node.iter(f"{A}tbl"), None)
    drawn = next(shape.node.iter(f"{DIAGRAM}relIds"), None)
    if table is not None:
        yield from (block for _, block in table_blocks(_table(table)))
    elif drawn is not None and drawn.get(f"{R}dm") in diagrams:
        for point in diagrams[drawn.get(f"{R}dm", "")].iter(f"{DIAGRAM}pt"):
            text = " ".join(filter(None, map(_text, point.iter(f"{A}p"))))
            if text and point.get("type", "node") in ("node", "asst"):
                yield Block("list_item", text, level=1, marker="•")
    else:
        for body in shape.node.iter(f"{P}txBody"):
            yield from paragraphs_of(body, listed=shape.kind in _LISTED)


def _table(node: Node) -> Table:
    properties = node.find(f"{A}tblPr")
    has_head = properties is not None and properties.get("firstRow") in ("1", "true")
    rows: list[tuple[str, ...]] = []
    for row in node.iter(f"{A}tr"):
        cells: list[str] = []
        for column, cell in enumerate(row.iter(f"{A}tc")):
            if cell.get("hMerge") in ("1", "true"):
                cells.append(cells[-1] if cells else "")
            elif cell.get("vMerge") in ("1", "true") and rows and column < len(rows[-1]):
                cells.append(rows[-1][column])
            else:
                cells.append(_line(cell))
        rows.append(tuple(cells))
    width = max(map(len, rows), default=0)
    rows = [row + ("",) * (width - len(row)) for row in rows]
    marked = [has_head and at == 0 for at in range(len(rows))]
    return Table(rows, marked, [False] * len(rows))


def _line(node: Node) -> str:
    """Return all text of a shape or cell on one line."""
    return " ".join(filter(None, map(_text, node.iter(f"{A}p"))))


def _text(paragraph: Node) -> str:
    pieces = []
    for node in paragraph.iter(f"{A}t", f"{A}br"):
        pieces.append(" " if node.tag == f"{A}br" else node.text or "")
    return normalise("".join(pieces))


def _local(node: Node) -> str:
    return str(node.tag).rpartition("}")[2]


def _is_digit(node: Node, name: str) -> bool:
    return node.get(name, "") in tuple("012345678")
