"""What the styles of a DOCX file say of a paragraph: names, heading level, list, hidden, bold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.formats.docx_markup import Node, number, switch, value, w

_HEADING_NAME = re.compile(r"^(?:heading|überschrift|titre|título|titolo)\s*([1-9])\b")
_CONTENTS_NAME = re.compile(r"^(?:toc|verzeichnis|inhaltsverzeichnis|contents|tm)\s*(?:\d|heading|überschrift)")
_LISTED_CONTENTS = {"table of figures", "abbildungsverzeichnis", "toa heading", "index heading"}
_INFORMAL_HEADING = re.compile(r"(?:überschrift|heading)$")
_OF_SOMETHING_ELSE = re.compile(r"tab|abb|fig|bild|verzeichnis|inhalt|toc|note")
_LIST_NAME = re.compile(r"^(?:list (?:bullet|number)|aufzählungszeichen|listennummer)\s*([2-5])?$")
_MAX_CHAIN = 20  # a style based on itself, directly or in a circle, would never end


@dataclass(frozen=True)
class ListPlace:
    """A paragraph's number definition and level (0 is the outermost), as its w:numPr or its style gives it."""

    definition: str
    level: int | None
    style: str = ""


class Styles:
    """The styles of one document. Ids are localised ("berschrift1"), names mostly are not ("heading 1")."""

    def __init__(self, root: Node | None) -> None:
        nodes = [] if root is None else root.iter(w("style"))
        self._nodes: dict[str, Node] = {}
        self._default = ""
        for node in nodes:
            self._nodes[node.get(w("styleId"), "")] = node
            if node.get(w("type")) == "paragraph" and node.get(w("default")) in ("1", "true"):
                self._default = node.get(w("styleId"), "")

    def style_id(self, paragraph: Node) -> str:
        """Return the id of the paragraph's style, the default style's when it names none."""
        return value(paragraph, "pPr", "pStyle") or self._default

    def names(self, style: str) -> list[str]:
        """Return the lower-case names of a style and of those it is based on, nearest first."""
        names = [(value(node, "name") or node.get(w("styleId"), "")).lower() for node in self._chain(style)]
        return names or [style.lower()]

    def heading_level(self, paragraph: Node) -> int:
        """Return a paragraph's outline level, 1 to 9, by itself, its style or its style's name; 0 for body text."""
        said = number(value(paragraph, "pPr", "outlineLvl"))
        style = self.style_id(paragraph)
        for node in self._chain(style):
            said = number(value(node, "pPr", "outlineLvl")) if said is None else said
        if said is not None:
            return said + 1 if 0 <= said < 9 else 0
        matches = (_HEADING_NAME.match(name) for name in self.names(style))
        return next((int(match.group(1)) for match in matches if match), 0)

    def is_informal_heading(self, style: str) -> bool:
        """Return whether a style is called a heading without an outline level ("Impressum Überschrift")."""
        name = self.names(style)[0]
        return bool(_INFORMAL_HEADING.search(name)) and not _OF_SOMETHING_ELSE.search(name)

    def is_contents(self, style: str) -> bool:
        """Return whether the style is one of a contents list or its heading."""
        name = self.names(style)[0]
        return bool(_CONTENTS_NAME.match(name)) or name in _LISTED_CONTENTS

    def list_place(self, paragraph: Node) -> ListPlace | None:
        """Return where the paragraph stands in a numbered or bulleted list, None when in none."""
        own = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        definition, level = value(own, "numId"), number(value(own, "ilvl"))
        if definition is not None:
            return None if definition == "0" else ListPlace(definition, level)
        for node in self._chain(self.style_id(paragraph)):
            numbering = node.find(f"{w('pPr')}/{w('numPr')}")
            definition = value(numbering, "numId")
            if definition is None:
                continue
            level = number(value(numbering, "ilvl")) if level is None else level
            return None if definition == "0" else ListPlace(definition, level, node.get(w("styleId"), ""))
        return None

    def list_depth(self, style: str) -> int:
        """Return the depth that a built-in list style names ("List Bullet 2": 2), 0 for another style."""
        match = _LIST_NAME.match(self.names(style)[0])
        return int(match.group(1) or 1) if match else 0

    def is_on(self, run: Node | None, paragraph_style: str, name: str) -> bool:
        """Return whether a run property ("vanish", "b") is on: by the run, its style or the paragraph's style."""
        said = (switch(properties, name) for properties in self._run_properties(run, paragraph_style))
        return next((on for on in said if on is not None), False)

    def run_property(self, run: Node, paragraph_style: str, name: str) -> Node | None:
        """Return what says a run property ("color", "sz"): the run, its style or the paragraph's style; else None."""
        found = (properties.find(w(name)) for properties in self._run_properties(run, paragraph_style))
        return next((node for node in found if node is not None), None)

    def has_shading(self, style: str) -> bool:
        """Return whether a style, or one it is based on, shades anything: a paragraph, a table's first row."""
        return any(next(node.iter(w("shd")), None) is not None for node in self._chain(style))

    def _run_properties(self, run: Node | None, paragraph_style: str) -> Iterator[Node]:
        own = None if run is None else run.find(w("rPr"))
        if own is not None:
            yield own
        for style in (value(own, "rStyle") or "", paragraph_style):
            for node in self._chain(style):
                properties = node.find(w("rPr"))
                if properties is not None:
                    yield properties

    def _chain(self, style: str) -> Iterator[Node]:
        for _ in range(_MAX_CHAIN):
            node = self._nodes.get(style)
            if node is None:
                return
            yield node
            style = value(node, "basedOn") or ""
