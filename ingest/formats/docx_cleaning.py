"""Takes out of a DOCX tree what a reader of the document does not see, before its text is read."""

import re
from dataclasses import dataclass

from ingest.formats.docx_hidden import drop_hidden
from ingest.formats.docx_markup import MC, Node, switch, value, w
from ingest.formats.docx_styles import Styles

_TEXT_TAGS = [w(name) for name in ("t", "sym", "tab", "br", "cr", "noBreakHyphen", "drawing", "pict")]
_CONTENTS_FIELD = re.compile(r"^\s*(?:TOC|INDEX|TOA)\b")
_CONTENTS_TITLE = re.compile(
    r"(?:inhalt|inhaltsverzeichnis|inhaltsübersicht|(?:table of )?contents|(?:abbildungs|tabellen)verzeichnis"
    r"|list of (?:figures|tables)|sommaire|table des matières)\s*:?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dropped:
    """What was taken out and has to be told to the user."""

    deletions: bool
    hidden: bool
    embedded: bool


def drop_unseen(root: Node, styles: Styles) -> Dropped:
    """Remove second copies of drawings, tracked deletions, hidden text, placeholders and contents lists from root."""
    _keep_one_alternative(root)
    deletions = _drop_deletions(root)
    hidden = drop_hidden(root, styles)
    _drop_placeholders(root)
    _drop_contents(root, styles)
    embedded = root.find(f".//{w('altChunk')}") is not None
    return Dropped(deletions, hidden, embedded)


def _remove(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _keep_one_alternative(root: Node) -> None:
    """Of the copies of a drawing for newer and older programs keep the newer, unless only the older holds text."""
    for alternatives in list(root.iter(f"{{{MC}}}AlternateContent")):
        copies = list(alternatives)
        with_text = [copy for copy in copies if next(copy.iter(w("txbxContent"), w("t")), None) is not None]
        kept = (with_text or copies)[:1]
        for copy in copies:
            if copy not in kept:
                alternatives.remove(copy)


def _drop_deletions(root: Node) -> bool:
    """Remove tracked deletions; a deleted paragraph mark stays: it joins two paragraphs."""
    deleted = [node for node in root.iter(w("del"), w("moveFrom")) if node.getparent().tag != w("rPr")]
    for node in deleted:
        parent = node.getparent()
        _remove(parent.getparent() if parent is not None and parent.tag == w("trPr") else node)
    return bool(deleted)


def _drop_placeholders(root: Node) -> None:
    """Remove prompts such as "click here to enter text" from content controls that nobody filled in."""
    for control in list(root.iter(w("sdt"))):
        if switch(control.find(w("sdtPr")), "showingPlcHdr"):
            _remove(control)


def _drop_contents(root: Node, styles: Styles) -> None:
    for control in list(root.iter(w("sdt"))):
        if value(control, "sdtPr", "docPartObj", "docPartGallery") == "Table of Contents":
            _drop_title_before(control)
            _remove(control)
    for simple in list(root.iter(w("fldSimple"))):
        if _CONTENTS_FIELD.match(simple.get(w("instr"), "")):
            _remove(simple)
    _drop_contents_fields(root)
    for paragraph in list(root.iter(w("p"))):
        if styles.is_contents(styles.style_id(paragraph)):
            _drop_title_before(paragraph)
            _remove(paragraph)


def _drop_title_before(node: Node) -> None:
    """Remove the paragraph "Inhalt" before a contents list; a list without a heading is left alone."""
    before = node.getprevious()
    if before is not None and before.tag == w("p"):
        text = "".join(before.itertext(w("t"))).strip()
        if _CONTENTS_TITLE.fullmatch(text):
            _remove(before)


@dataclass
class _Field:
    """A field code: begin, instruction, separator, result, end. `nodes` are what stands between begin and end."""

    nodes: list[Node]
    instruction: str = ""
    results_from: int | None = None


def _drop_contents_fields(root: Node) -> None:
    """Remove the results of contents fields, and text inside instructions of any field.

    A field that never ends is left as it is: else all the rest of the document would count as its result.
    """
    open_fields: list[_Field] = []
    dropped: list[Node] = []
    for node in root.iter(w("fldChar"), w("instrText"), *_TEXT_TAGS):
        kind = node.get(w("fldCharType")) if node.tag == w("fldChar") else ""
        if kind == "begin":
            open_fields.append(_Field([]))
        elif not open_fields:
            continue
        elif kind == "separate":
            open_fields[-1].results_from = len(open_fields[-1].nodes)
        elif kind == "end":
            dropped += _close(open_fields)
        elif node.tag == w("instrText"):
            open_fields[-1].instruction += node.text or ""
        else:
            open_fields[-1].nodes.append(node)
    _drop_with_titles(dropped)


def _close(open_fields: list[_Field]) -> list[Node]:
    """End the innermost field; return what is to be dropped of it and hand the rest to the field around it."""
    ended = open_fields.pop()
    is_contents = _CONTENTS_FIELD.match(ended.instruction) is not None
    results_from = len(ended.nodes) if is_contents else (ended.results_from or 0)
    if open_fields:
        open_fields[-1].nodes += ended.nodes[results_from:]
    return ended.nodes[:results_from]


def _drop_with_titles(nodes: list[Node]) -> None:
    for node in nodes:
        paragraph = next(node.iterancestors(w("p")), None)
        if paragraph is not None:
            _drop_title_before(paragraph)
        _remove(node)
