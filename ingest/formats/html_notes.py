"""Footnotes of a web page: links to "#fn1" and the notes they lead to."""

import re

from ingest.clean import normalise
from ingest.formats.html_article import Node, remove, text_of
from ingest.records import Block

_TARGET = re.compile(r"#(?:_?ftn|_?edn|fn|foot-?note|end-?note|cite_note|fu(?:ss|ß)note|note|anm(?:erkung)?)[-_:.]?\w*")
_BACK = re.compile(r"ref|back|return|zur(?:ue|ü)ck", re.IGNORECASE)
_MARK = re.compile(r"[\[(]?(\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡]{1,3})[\])]?", re.IGNORECASE)
_PAGE_TAGS = ("html", "body", "article", "main")
_NOTE_TAGS = ("li", "p", "div", "td", "dd", "aside", "section")
_NOTES_TITLE = re.compile(
    r"(?:fu(?:ß|ss)noten?|anmerkungen?|endnoten?|footnotes?|notes|einzelnachweise)?[\s:]*", re.IGNORECASE
)


def take_notes(root: Node) -> dict[Node, Block]:
    """Take the notes out of the tree; return each under the link that calls it first, its mark the link's text."""
    targets = {node.get("id") or node.get("name"): node for node in root.iter() if node.get("id") or node.get("name")}
    notes: dict[Node, Block] = {}
    taken: dict[Node, str] = {}
    for link in [node for node in root.iter("a") if _calls(node)]:
        mark = _MARK.fullmatch(text_of(link))
        target = _note_node(targets.get(link.get("href", "")[1:]))
        if mark is None or target is None or target in link.iterancestors():
            continue
        text = taken.get(target) or _note_text(target, mark.group(1))
        if text:
            notes[link] = Block("footnote", "" if target in taken else text, marker=mark.group(1))
            taken[target] = text
    for node in taken:
        _remove_note(node)
    return notes


def _calls(link: Node) -> bool:
    address = link.get("href", "")
    return bool(_TARGET.fullmatch(address)) and not _BACK.search(address)


def _note_node(target: Node | None) -> Node | None:
    """Return the element that holds the whole note: the target itself, or the paragraph around a mere anchor."""
    if target is None or target.tag in _NOTE_TAGS:
        return target
    return next(target.iterancestors(*_NOTE_TAGS), None)


def _note_text(node: Node, mark: str) -> str:
    for link in list(node.iter("a")):
        if _BACK.search(link.get("href", "")) or text_of(link) in ("↩", "↑", "^", "↩︎", mark, f"[{mark}]"):
            remove(link)
    text = normalise(text_of(node))
    written = (f"[{mark}] ", f"({mark}) ", f"{mark}. ", f"{mark}) ", f"{mark} ")
    return next((text.removeprefix(prefix) for prefix in written if text.startswith(prefix)), text)


def _remove_note(node: Node) -> None:
    """Remove a note and, when it was the last, the section and title around it."""
    parent = node.getparent()
    remove(node)
    while (
        parent is not None and parent.tag not in ("body", "article", "main") and _NOTES_TITLE.fullmatch(text_of(parent))
    ):
        node, parent = parent, parent.getparent()
        remove(node)
