"""Automatic numbers of a DOCX file: counted as Word counts them, they stand nowhere in the text."""

from dataclasses import dataclass, field

from ingest.formats.docx_markup import Node, number, switch, value, w
from ingest.formats.docx_styles import ListPlace

_LEVELS = 9
# Signs of the Symbol and Wingdings fonts, which live in the private use area
_BULLETS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "➢", "\uf0e0": "→", "\uf076": "❖", "\uf071": "☐",
    "\uf0a8": "☐", "o": "◦", "": "•",
}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Marker:
    """What Word shows before a paragraph: "3.1" or a bullet; `level` 0 is the outermost."""

    text: str
    level: int
    is_bullet: bool


@dataclass(frozen=True)
class _Level:
    format: str
    pattern: str
    start: int
    style: str
    legal: bool


@dataclass
class _List:
    """An abstract numbering with its running counts, shared by all definitions that refer to it."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The number definitions of a document and how far each list has counted. Ask for each paragraph once, in order."""

    def __init__(self, root: Node | None) -> None:
        self._lists: dict[str, _List] = {}
        self._definitions: dict[str, tuple[str, dict[int, int]]] = {}
        self._own_levels: dict[str, dict[int, _Level]] = {}
        self._started: set[str] = set()
        if root is not None:
            self._read(root)

    def marker(self, place: ListPlace) -> Marker | None:
        """Count one paragraph and return its number or bullet; None when the list is not defined or shows nothing."""
        definition = self._definitions.get(place.definition)
        numbered = self._lists.get(definition[0]) if definition else None
        if definition is None or numbered is None:
            return None
        levels = numbered.levels | self._own_levels.get(place.definition, {})
        level = _level_of(place, levels)
        shape = levels.get(level)
        if shape is None:
            return None
        if place.definition not in self._started:
            self._started.add(place.definition)
            for restarted, start in definition[1].items():
                numbered.counts[restarted] = start - 1
        _count(numbered.counts, levels, level)
        if shape.format == "bullet":
            return Marker(_bullet(shape.pattern), level, True)
        return Marker(_shown(shape, levels, numbered.counts), level, False)

    def _read(self, root: Node) -> None:
        links: dict[str, str] = {}
        linked: dict[str, str] = {}
        for node in root.iter(w("abstractNum")):
            name = node.get(w("abstractNumId"), "")
            self._lists[name] = _List(_levels(node))
            style, other = value(node, "styleLink"), value(node, "numStyleLink")
            if style:
                linked[style] = name
            if other:
                links[name] = other
        for name, style in links.items():  # a list that only says "as that list style"
            self._lists[name] = self._lists[linked.get(style, name)]
        for node in root.iter(w("num")):
            self._read_definition(node)

    def _read_definition(self, node: Node) -> None:
        name = node.get(w("numId"), "")
        starts: dict[int, int] = {}
        for override in node.iter(w("lvlOverride")):
            level = number(override.get(w("ilvl")))
            start = number(value(override, "startOverride"))
            if level is not None and start is not None:
                starts[level] = start
            self._own_levels.setdefault(name, {}).update(_levels(override))
        self._definitions[name] = (value(node, "abstractNumId") or "", starts)


def format_number(count: int, style: str) -> str:
    """Return a count in one of Word's formats (decimal, lowerLetter, upperRoman, ...); decimal for unknown ones."""
    if style == "none":
        return ""
    if style in ("lowerLetter", "upperLetter") and 0 < count <= 780:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if style == "lowerLetter" else letters.upper()
    if style in ("lowerRoman", "upperRoman") and 0 < count < 5000:
        roman = _roman(count)
        return roman if style == "lowerRoman" else roman.upper()
    if style == "decimalZero":
        return f"{count:02d}"
    return f"{count}." if style == "ordinal" else str(count)


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN + _ROMAN_ONES:
        text += letters * (count // worth)
        count %= worth
    return text


def _levels(parent: Node) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for node in parent.findall(w("lvl")):
        level = number(node.get(w("ilvl")))
        if level is None or not 0 <= level < _LEVELS:
            continue
        start = number(value(node, "start"))
        levels[level] = _Level(
            format=value(node, "numFmt") or "decimal",
            pattern=value(node, "lvlText") or "",
            start=1 if start is None else start,
            style=value(node, "pStyle") or "",
            legal=switch(node, "isLgl") or False,
        )
    return levels


def _level_of(place: ListPlace, levels: dict[int, _Level]) -> int:
    """Return the level: a list that comes with a style is linked to it level by level, whatever else is written."""
    if place.style:
        by_style = [level for level, shape in levels.items() if shape.style == place.style]
        if by_style:
            return by_style[0]
    return place.level or 0


def _count(counts: dict[int, int], levels: dict[int, _Level], level: int) -> None:
    for higher in range(level):
        if higher in levels:
            counts.setdefault(higher, levels[higher].start)
    counts[level] = counts.get(level, levels[level].start - 1) + 1
    for deeper in [known for known in counts if known > level]:
        del counts[deeper]


def _shown(shape: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    text = shape.pattern
    for level in range(_LEVELS):
        if f"%{level + 1}" in text:
            style = levels[level].format if level in levels else "decimal"
            style = "decimal" if shape.legal or style == "bullet" else style
            text = text.replace(f"%{level + 1}", format_number(counts.get(level, 1), style))
    return text.strip()


def _bullet(pattern: str) -> str:
    mark = pattern.strip()
    if mark in _BULLETS:
        return _BULLETS[mark]
    return "•" if any("\ue000" <= char <= "\uf8ff" for char in mark) else mark
