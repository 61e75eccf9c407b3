"""Text of a DOCX file that nobody sees: marked as hidden, white on white, or tiny."""

from collections.abc import Iterator

from ingest.formats.docx_markup import Node, number, value, w
from ingest.formats.docx_styles import Styles

_TINY = 4  # half points
_LIGHT = 0xF0  # in each colour
_PLAIN = {"", "auto", "clear", "none", "ffffff"}
_BEHIND = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_BEFORE = 40  # paragraphs: a picture behind the text reaches over no more than a page


def drop_hidden(root: Node, styles: Styles) -> bool:
    """Remove the runs that nobody sees, and return whether one of them held text."""
    found = False
    pages_are_plain = _is_plain(root.find(w("background")), w("color"))
    since_picture = _BEFORE
    for paragraph in root.iter(w("p")):
        since_picture = 0 if _holds_picture_behind(paragraph) else since_picture + 1
        style = styles.style_id(paragraph)
        on_white = pages_are_plain and since_picture >= _BEFORE
        for run in list(paragraph.iter(w("r"))):
            if styles.is_on(run, style, "vanish") or _is_tiny(run, style, styles):
                hidden = True
            else:
                hidden = on_white and _is_white(run, style, styles) and not _has_ground(run, style, styles)
            if hidden:
                found = found or run.find(w("t")) is not None
                run.getparent().remove(run)
    return found


def _is_tiny(run: Node, style: str, styles: Styles) -> bool:
    size = styles.run_property(run, style, "sz")
    said = number(None if size is None else size.get(w("val")))
    return said is not None and said < _TINY


def _is_white(run: Node, style: str, styles: Styles) -> bool:
    colour = styles.run_property(run, style, "color")
    said = "" if colour is None else colour.get(w("val"), "")
    if len(said) != 6:
        return False
    try:
        return min(bytes.fromhex(said)) >= _LIGHT
    except ValueError:
        return False


def _has_ground(run: Node, style: str, styles: Styles) -> bool:
    """Tell whether something darker is or may be behind a run: shading, a table with a style, a drawn box."""
    if styles.run_property(run, style, "highlight") is not None:
        return True
    if not _is_plain(styles.run_property(run, style, "shd")):
        return True
    return any(_is_ground(node, styles) for node in _around(run))


def _around(run: Node) -> Iterator[Node]:
    yield from run.iterancestors(w("p"), w("tc"), w("tr"), w("tbl"), w("txbxContent"))


def _is_ground(node: Node, styles: Styles) -> bool:
    if node.tag == w("txbxContent"):
        return True
    if node.tag == w("tbl") and value(node, "tblPr", "tblStyle"):
        return styles.has_shading(value(node, "tblPr", "tblStyle") or "")
    if node.tag == w("p") and styles.has_shading(styles.style_id(node)):
        return True
    properties = node.find(w({"p": "pPr", "tc": "tcPr", "tr": "trPr", "tbl": "tblPr"}[node.tag.rpartition("}")[2]]))
    return properties is not None and not _is_plain(properties.find(w("shd")))


def _is_plain(shading: Node | None, name: str = "") -> bool:
    if shading is None:
        return True
    theme = shading.get(w("themeFill")) or shading.get(w("themeColor"))
    return (shading.get(name or w("fill")) or "").lower() in _PLAIN and theme in (None, "background1")


def _holds_picture_behind(paragraph: Node) -> bool:
    return any(anchor.get("behindDoc") in ("1", "true") for anchor in paragraph.iter(_BEHIND))
