"""The text of one Markdown paragraph or heading, and the footnotes it calls."""

import re
from typing import NamedTuple

from markdown_it.tree import SyntaxTreeNode

from ingest.formats.text_lines import join_text

_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|td|tr)\b", re.IGNORECASE)


class Inline(NamedTuple):
    """Text as it is stored (marks of notes are not part of it) and the ids of the notes called, in order."""

    text: str
    notes: tuple[int, ...] = ()


def read_inline(node: SyntaxTreeNode) -> Inline:
    """Return the text below a node: links keep their text, images and tags go, words broken at line ends are joined."""
    parts: list[str] = []
    notes: list[int] = []
    _collect(node, parts, notes)
    return Inline(join_text("".join(parts).split("\n")), tuple(notes))


def _collect(node: SyntaxTreeNode, parts: list[str], notes: list[int]) -> None:
    for child in node.children:
        if child.type in ("text", "code_inline", "text_special", "math_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline":
            parts.append(" " if _BREAKING_TAG.match(child.content) else "")
        elif child.type == "footnote_ref":
            notes.append(int(child.meta["id"]))
        elif child.type != "image":
            _collect(child, parts, notes)
