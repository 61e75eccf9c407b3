"""The styles of an exported document: a template's own where it has them, ours where it lacks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from docx.document import Document as DocxFile
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from assistant.export.docx_markup import NAMESPACES, attribute
from ingest.records import Language

LOCALES: Mapping[Language, str] = {"de": "de-DE", "en": "en-GB"}
_GREY = '<w:color w:val="595959"/>'
_KEEP = "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>"


@dataclass(frozen=True)
class _Style:
    """A style: `shape` is the inside of w:pPr (of w:tblPr for a table), `letters` that of w:rPr."""

    name: str
    shape: str = ""
    letters: str = ""
    kind: Literal["paragraph", "character", "table"] = "paragraph"
    text_follows: bool = False


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _borders(tag: str, sides: str, size: int, space: int, colour: str) -> str:
    lines = (f'<w:{s} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>' for s in sides.split())
    return f"<w:{tag}>{''.join(lines)}</w:{tag}>"


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _level(number: int) -> str:
    return f'<w:outlineLvl w:val="{number}"/>'


_BAR = _borders("pBdr", "left", 24, 8, "7F7F7F")
_BOX = _borders("pBdr", "top left bottom right between", 6, 4, "404040")
_GRID = _borders("tblBorders", "top left bottom right insideH insideV", 4, 0, "A6A6A6")
_CELL = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'

_BOLD = "<w:b/><w:bCs/>"
_SINGLE = '<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>'

# Names of built-in styles are those of the file format: Word shows "heading 1" as "Überschrift 1" or "Heading 1".
_STYLES = (
    _Style("heading 1", _KEEP + _space(420, 140) + _level(0), _BOLD + _size(16), text_follows=True),
    _Style("heading 2", _KEEP + _space(300, 120) + _level(1), _BOLD + _size(13), text_follows=True),
    _Style("Title", _KEEP + _space(0, 80), _BOLD + _size(24), text_follows=True),
    _Style("Subtitle", _space(0, 60), _size(14), text_follows=True),
    _Style("caption", "<w:keepLines/>" + _space(160, 80), _BOLD + _size(9.5), text_follows=True),
    _Style("TOC Heading", _KEEP + _space(300, 100), _BOLD + _size(13), text_follows=True),
    _Style("toc 1", _space(0, 50)),
    _Style("toc 2", _space(0, 50) + '<w:ind w:left="284"/>'),
    _Style("header", _space(0, 0), _GREY + _size(9)),
    _Style("footer", _space(0, 0), _GREY + _size(9)),
    _Style("footnote text", _SINGLE.format(before=0, after=20), _size(9)),
    _Style("footnote reference", letters='<w:vertAlign w:val="superscript"/>', kind="character"),
    _Style("Bibliography", "<w:keepLines/>" + _space(0, 100) + '<w:ind w:left="567" w:hanging="567"/>'),
    _Style("CK Source"),
    _Style("CK Own data"),
    _Style("CK Proposal", _BAR + '<w:ind w:left="284"/>'),
    _Style(
        "CK Open point",
        "<w:keepLines/>" + _BOX + _SHADE + _space(120, 160) + '<w:ind w:left="113" w:right="113"/>',
    ),
    _Style("CK Date", _space(0, 240), _GREY),
    _Style("CK Note", _space(40, 80), "<w:i/><w:iCs/>" + _GREY + _size(9)),
    _Style("CK Picture", "<w:keepNext/>" + _space(120, 0) + '<w:jc w:val="center"/>'),
    _Style("CK Table text", _SINGLE.format(before=40, after=40), _size(9.5)),
    _Style("CK Table", _GRID + _CELL, kind="table"),
)
_DEFAULTS = (
    '<w:docDefaults {ns}><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial"'
    ' w:cs="Arial"/>{size}<w:lang w:val="en-GB" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
)


class Styles:
    """The ids of a document's styles by the names of the file format, upper and lower case alike."""

    def __init__(self, document: DocxFile) -> None:
        self._root = document.styles.element
        self._ids: dict[str, str] = {}
        self.text = ""  # the id of the style of paragraphs that name none
        for style in self._root.findall(qn("w:style")):
            name, style_id = style.find(qn("w:name")), style.get(qn("w:styleId"), "")
            if name is not None:
                self._ids.setdefault(name.get(qn("w:val"), "").casefold(), style_id)
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
                self.text = style_id

    def __getitem__(self, name: str) -> str:
        return self._ids[name.casefold()]

    def add_missing(self) -> None:
        """Add those of our styles that the document lacks."""
        for style in _STYLES:
            if style.name.casefold() not in self._ids:
                style_id = self._free_id(style.name)
                self._root.append(parse_xml(_markup(style, style_id, self.text)))
                self._ids[style.name.casefold()] = style_id

    def _free_id(self, name: str) -> str:
        style_id = "".join(word[0].upper() + word[1:] for word in name.split())
        while style_id in self._ids.values():
            style_id += "X"
        return style_id


def clear_styles(document: DocxFile) -> None:
    """Leave of python-docx's own template the default styles only, set in Arial, a font that every computer has."""
    root = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1":
            root.remove(style)
    old = root.find(qn("w:docDefaults"))
    if old is not None:
        root.replace(old, parse_xml(_DEFAULTS.format(ns=NAMESPACES, size=_size(10.5))))


def prepare_styles(document: DocxFile, language: Language) -> Styles:
    """Return the styles of a document, after those of ours that it lacks were added and its language was set."""
    styles = Styles(document)
    styles.add_missing()
    for found in list(document.styles.element.iter(qn("w:lang"))):
        found.set(qn("w:val"), LOCALES[language])
    if next(document.styles.element.iter(qn("w:lang")), None) is None:
        _set_default_language(document, language)
    return styles


def _markup(style: _Style, style_id: str, text: str) -> str:
    own = "" if style.name[0].islower() or not style.name.startswith("CK ") else ' w:customStyle="1"'
    based = f"<w:basedOn w:val={attribute(text)}/>" if text and style.kind == "paragraph" else ""
    then = f"<w:next w:val={attribute(text)}/>" if text and style.text_follows else ""
    shape = "tblPr" if style.kind == "table" else "pPr"
    return (
        f'<w:style {NAMESPACES} w:type="{style.kind}"{own} w:styleId={attribute(style_id)}>'
        f"<w:name w:val={attribute(style.name)}/>{based}{then}<w:qFormat/>"
        + (f"<w:{shape}>{style.shape}</w:{shape}>" if style.shape and shape == "pPr" else "")
        + (f"<w:rPr>{style.letters}</w:rPr>" if style.letters else "")
        + (f"<w:{shape}>{style.shape}</w:{shape}>" if style.shape and shape == "tblPr" else "")
        + "</w:style>"
    )


def _set_default_language(document: DocxFile, language: Language) -> None:
    """Set the language in the defaults of a template that names none anywhere."""
    root = document.styles.element
    place = root
    for position, tag in enumerate(("w:docDefaults", "w:rPrDefault", "w:rPr")):
        found = place.find(qn(tag))
        if found is None:
            found = parse_xml(f"<{tag} {NAMESPACES}/>")
            place.insert(0, found) if position < 2 else place.append(found)
        place = found
    place.append(parse_xml(f'<w:lang {NAMESPACES} w:val="{LOCALES[language]}"/>'))
