"""Names and small readings of WordprocessingML (ECMA-376 part 1, chapter 17), for all modules of the DOCX reader."""

from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from lxml import etree

Node: TypeAlias = etree._Element
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


@cache
def w(name: str) -> str:
    """Return the full tag or attribute name of a WordprocessingML name: w("p")."""
    return f"{{{W}}}{name}"


def value(node: Node | None, *path: str) -> str | None:
    """Return the w:val of the first child reached along path, None where a step or the attribute is missing."""
    for name in path:
        if node is None:
            return None
        node = node.find(w(name))
    found = None if node is None else node.get(w("val"))
    return None if found is None else str(found)


def number(text: str | None) -> int | None:
    """Return a whole number written in an attribute, None when it is not one or absurdly long."""
    if text is None or len(text) > 12:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def switch(node: Node | None, name: str) -> bool | None:
    """Return whether an on/off property such as w:b is on in node (a w:rPr or w:pPr); None when it is not said."""
    found = None if node is None else node.find(w(name))
    if found is None:
        return None
    return found.get(w("val"), "true") not in ("0", "false", "off")


def block_nodes(parent: Node) -> Iterator[Node]:
    """Yield the paragraphs and tables of a part in order, those within content controls and other wrappers too."""
    for child in parent:
        if child.tag in (w("p"), w("tbl")):
            yield child
        elif child.tag in _WRAPPERS:
            yield from block_nodes(child)


_WRAPPERS = {w(name) for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")} | {
    f"{{{MC}}}AlternateContent", f"{{{MC}}}Choice", f"{{{MC}}}Fallback",
}  # fmt: skip
