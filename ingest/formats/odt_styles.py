"""What the styles of an ODT file say: is a text hidden, is a list numbered, is a paragraph a title or a caption."""

from collections.abc import Iterator, Sequence

from ingest.formats.package import Node

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_LIGHT = 0xF0  # in each colour
_TINY = 2.0  # points
_UNSHADED = {"", "transparent", "#ffffff"}
_MAX_CHAIN = 20  # a style based on itself, directly or in a circle, would never end


class OdtStyles:
    """The styles of one document: those of its text and those of its style sheet."""

    def __init__(self, roots: Sequence[Node | None]) -> None:
        known = [root for root in roots if root is not None]
        self._styles = {node.get(f"{STYLE}name", ""): node for root in known for node in root.iter(f"{STYLE}style")}
        self._lists = {node.get(f"{STYLE}name", ""): node for root in known for node in root.iter(f"{TEXT}list-style")}

    def names(self, style: str) -> list[str]:
        """Return the lower-case names of a style and of those it is based on, spaces written out."""
        names = [style, *(node.get(f"{STYLE}parent-style-name", "") for node in self._chain(style))]
        return [name.replace("_20_", " ").lower() for name in names if name]

    def is_unseen(self, styles: Sequence[str], grounds: Sequence[str]) -> bool:
        """Tell whether text in these styles, nearest first, is hidden, tiny, or white with nothing darker behind it.

        `grounds` are the styles of the cells, tables and frames around it.
        """
        if self._first(styles, f"{TEXT}display") == "none":
            return True
        size = self._first(styles, f"{FO}font-size")
        if size.endswith("pt") and _number(size[:-2]) < _TINY:
            return True
        if not _is_light(self._first(styles, f"{FO}color")):
            return False
        return all(value in _UNSHADED for style in (*styles, *grounds) for value in self._all(style))

    def is_numbered(self, list_style: str, level: int) -> bool:
        """Tell whether a list has numbers at a level; 1 is the outermost."""
        node = self._lists.get(list_style)
        levels = () if node is None else node.iter(f"{TEXT}list-level-style-number")
        return any(one.get(f"{TEXT}level") == str(level) and one.get(f"{STYLE}num-format") for one in levels)

    def _first(self, styles: Sequence[str], name: str) -> str:
        for style in styles:
            for node in self._chain(style):
                for properties in node.iter(f"{STYLE}text-properties"):
                    if properties.get(name) is not None:
                        return str(properties.get(name))
        return ""

    def _all(self, style: str) -> Iterator[str]:
        """Yield all grounds that a style and those it is based on give."""
        for node in self._chain(style):
            for properties in node:
                yield properties.get(f"{FO}background-color", "")
                yield "picture" if properties.get(f"{STYLE}background-image") else ""

    def _chain(self, style: str) -> Iterator[Node]:
        for _ in range(_MAX_CHAIN):
            node = self._styles.get(style)
            if node is None:
                return
            yield node
            style = node.get(f"{STYLE}parent-style-name", "")


def _is_light(colour: str) -> bool:
    try:
        return len(colour) == 7 and min(bytes.fromhex(colour[1:])) >= _LIGHT
    except ValueError:
        return False


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return _TINY
