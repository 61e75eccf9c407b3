"""The text of one DOCX paragraph, the notes it calls and the text boxes anchored in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.clean import join_lines, normalise
from ingest.formats.docx_markup import MATH, Node, w

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_MAX_LINES = 300  # joining takes time that grows with the square of the lines
_SKIPPED = {w(name) for name in ("pPr", "rPr", "instrText", "delText", "del", "moveFrom", "rt", "sdtPr", "fldData")}
_TEXT = (w("t"), f"{{{MATH}}}t")
_NOTE_CALLS = (w("footnoteReference"), w("endnoteReference"))
_DRAWINGS = (w("drawing"), w("pict"), w("object"))
_CHARACTERS = {
    w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-", w("softHyphen"): "",
}  # fmt: skip
# The Symbol font puts Greek letters where ASCII has Latin ones; a few signs of it and of Wingdings occur in text.
_SYMBOL_LATIN = "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz"
_SYMBOL_GREEK = "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ"
_SYMBOLS = dict(zip(_SYMBOL_LATIN, _SYMBOL_GREEK, strict=True)) | {"\xb3": "≥", "\xa3": "≤", "\xb7": "•", "\xae": "→"}
_WINGDINGS = {"\xe0": "→", "\xfc": "✓", "\xd8": "➢", "\xa7": "▪", "\xf0": "⇨", "\xa8": "☐", "\xfe": "☑", "\x4a": "☺"}


@dataclass(frozen=True)
class NoteCall:
    """A place that calls a footnote or endnote; `mark` is what the author wrote instead of a number, or ""."""

    kind: str
    id: str
    mark: str


@dataclass(frozen=True)
class Part:
    """A paragraph as the page shows it: normalised text and the notes called in it."""

    text: str
    notes: tuple[NoteCall, ...]


@dataclass
class Inline:
    """The content of a w:p while it is read; tabs and line breaks still stand in `text`."""

    notes: list[tuple[int, NoteCall]] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    length: int = 0
    _pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return what was added so far."""
        self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    def add(self, text: str) -> None:
        """Append text."""
        self._pieces.append(text)
        self.length += len(text)

    def call(self, note: NoteCall) -> None:
        """Note that a footnote or endnote is called here."""
        self.notes.append((self.length, note))

    def parts(self) -> list[Part]:
        """Return the paragraphs that the content makes: one, or several where an empty line stands in it."""
        text = self.text
        bounds = [match.span() for match in _PARAGRAPH_BREAK.finditer(text)]
        starts = [0, *(end for _, end in bounds)]
        ends = [*(start for start, _ in bounds), len(text)]
        return [part for start, end in zip(starts, ends, strict=True) for part in self._part(text, start, end)]

    def whole(self) -> Part:
        """Return the content as one paragraph."""
        return Part(_flow(self.text), tuple(call for _, call in self.notes))

    def extend(self, other: "Inline") -> None:
        """Append what another paragraph holds."""
        self.notes += [(self.length + place, call) for place, call in other.notes]
        self.add(other.text)
        self.boxes += other.boxes

    def _part(self, text: str, start: int, end: int) -> Iterator[Part]:
        flowing = _flow(text[start:end])
        # a call at the very end of a part is called by it, one between two parts by the one before
        notes = tuple(call for place, call in self.notes if start <= place <= end)
        self.notes = [(place, call) for place, call in self.notes if place > end]
        if flowing or notes:
            yield Part(flowing, notes)


def read_inline(paragraph: Node) -> Inline:
    """Return the content of a w:p that was cleaned of what is unseen."""
    inline = Inline()
    _read_children(paragraph, inline)
    return inline


def _flow(text: str) -> str:
    """Return text on one line; so many lines that they are no paragraph are joined without a look at hyphens."""
    lines = text.split("\n")
    return normalise(join_lines(lines) if len(lines) <= _MAX_LINES else " ".join(lines))


def _read_children(node: Node, inline: Inline) -> None:
    for child in node:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag in _TEXT:
            inline.add(child.text or "")
        elif tag in _CHARACTERS:
            inline.add(_CHARACTERS[tag])
        elif tag == w("sym"):
            inline.add(_symbol(child))
        elif tag in _NOTE_CALLS:
            if _read_call(child, inline):
                return
        elif tag in _DRAWINGS:
            inline.boxes += _outermost_boxes(child)
        else:
            _read_children(child, inline)


def _read_call(reference: Node, inline: Inline) -> bool:
    """Note a call; return whether the rest of its run is the mark, which is not part of the text."""
    kind = "footnote" if reference.tag == w("footnoteReference") else "endnote"
    custom = reference.get(w("customMarkFollows")) in ("1", "true", "on")
    mark = "".join(text for sibling in reference.itersiblings() for text in sibling.itertext()) if custom else ""
    inline.call(NoteCall(kind, reference.get(w("id"), ""), normalise(mark)))
    return custom


def _outermost_boxes(node: Node) -> list[Node]:
    boxes: list[Node] = []
    for child in node:
        boxes += [child] if child.tag == w("txbxContent") else _outermost_boxes(child)
    return boxes


def _symbol(node: Node) -> str:
    """Return the sign of a w:sym: its code is that of a font, in the private use area or below 256."""
    try:
        code = int(node.get(w("char"), ""), 16)
    except ValueError:
        return ""
    char = chr(code & 0xFF) if 0xF000 <= code <= 0xF0FF or code < 256 else ""
    font = node.get(w("font"), "").lower()
    if font.startswith("wingdings"):
        return _WINGDINGS.get(char, "")
    if font == "symbol":
        return _SYMBOLS.get(char, char)
    return char or (chr(code) if code < 0xD800 else "")
