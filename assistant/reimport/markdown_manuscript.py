"""A Markdown file as a manuscript: `##` begins a section, a paragraph's kind stands before it in bold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from assistant.reimport.errors import LONGEST, DraftTooLong
from assistant.reimport.records import Block, Grid, Heading, Manuscript, Picture, Typed
from assistant.reimport.wording import lead_of_kind
from ingest.clean import drop_invisible
from ingest.formats.text_file import load_text

_DEEPEST = 50  # lists and block quotes in one another
# Every open bracket makes the parser read on to the end of its paragraph: 20 before 450 kB take ten seconds, as often
# as they are open at once. This is characters times brackets, several times what the longest strategy can have.
_MOST_READ_AGAIN = 2_000_000
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^\w\s])")
_GAP = re.compile(r"\n[ \t]*\n")
_BRACKET = re.compile(r"[\[\]]")
_LONGEST_CAPTION = 200  # characters; a longer paragraph above a table is text
_TEXTS = ("text", "text_special", "code_inline")
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def read_markdown(path: Path) -> Manuscript:
    """Return a Markdown file as a manuscript; HTML in it is text, links keep their words.

    Raises UnsupportedType (no text), EmptyFile, TooLarge or DraftTooLong.
    """
    text = drop_invisible(load_text(path))
    if len(text) > LONGEST or sum(map(_read_again, _GAP.split(text))) > _MOST_READ_AGAIN:
        raise DraftTooLong(path.name)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST, "html": False}).enable("table").use(footnote_plugin)
    found: dict[str, dict[str, dict[str, int]]] = {}
    reader = _Reader(SyntaxTreeNode(parser.parse(text, found)))
    blocks = tuple(reader.blocks())
    numbers = found.get("footnotes", {}).get("refs", {})  # ":1" is the name of "[^1]", its value -1 where none calls it
    notes = {name: said for name, said in _NOTE.findall(text) if numbers.get(f":{name}", 0) < 0}
    return Manuscript(reader.title, blocks, lost_notes=tuple(_ESCAPED.sub(r"\1", said) for said in notes.values()))


def _read_again(paragraph: str) -> int:
    """Return the characters of a paragraph times its square brackets that are open at once, at most."""
    most = now = 0
    for bracket in _BRACKET.findall(paragraph):
        now = now + 1 if bracket == "[" else max(0, now - 1)  # what closes before it opens closes nothing
        most = max(most, now)
    return most * len(paragraph)


@dataclass
class _Words:
    """The text below a node while it is collected, and what stands in it beside text."""

    text: str = ""
    footnotes: list[tuple[int, str]] = field(default_factory=list)
    pictures: int = 0


class _Reader:
    """Walks the tree of one file."""

    def __init__(self, root: SyntaxTreeNode) -> None:
        self.title = ""
        self._root = root
        self._notes: dict[int, str] = {}  # a footnote may call another one
        self._notes = {
            int(note.meta["id"]): " ".join(self._words(part).text for part in note.walk() if part.type == "inline")
            for block in root.children
            if block.type == "footnote_block"
            for note in block.children
        }

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the file; a table takes the paragraph above it as its caption."""
        above: Typed | None = None
        for block in self._below(self._root):
            if isinstance(block, Grid) and above and _may_be_caption(above):
                kind = above.kind or "own"
                block, above = replace(block, is_ours=above.kind is not None, caption=above.text, kind=kind), None
            if above:
                yield above
            above = block if isinstance(block, Typed) else None
            if not above:
                yield block
        if above:
            yield above

    def _below(self, parent: SyntaxTreeNode) -> Iterator[Block]:
        for node in parent.children:
            if node.type == "heading":
                yield from self._heading(node)
            elif node.type == "paragraph":
                yield from self._paragraph(node)
            elif node.type == "table":
                yield self._grid(node)
            elif node.type in ("fence", "code_block"):
                yield Typed(node.content.strip())
            elif node.type != "footnote_block":
                yield from self._below(node)

    def _heading(self, node: SyntaxTreeNode) -> Iterator[Heading]:
        text = " ".join(self._words(node).text.split())
        level = int(node.tag[1:])
        if level == 1 and not self.title:
            self.title = text
        elif text:
            yield Heading(max(1, level - 1), text)

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Typed | Picture]:
        words = self._words(node)
        first = next((one for one in node.children[0].children if one.type != "text" or one.content), None)
        bold = self._words(first).text if first and first.type == "strong" else ""
        kind, start = lead_of_kind(bold)
        start += len(words.text[start:]) - len(words.text[start:].lstrip())
        if kind or words.text.strip():
            footnotes = tuple((max(0, at - start), text) for at, text in words.footnotes)
            yield Typed(words.text[start:].rstrip(), kind, footnotes=footnotes)
        yield from [Picture()] * words.pictures

    def _grid(self, node: SyntaxTreeNode) -> Grid:
        rows = [row.children for part in node.children for row in part.children]
        words = [[self._words(cell) for cell in row] for row in rows]
        return Grid(
            cells=tuple(tuple(cell.text.strip() for cell in row) for row in words),
            right=frozenset(at for at, cell in enumerate(rows[0]) if "right" in str(cell.attrs.get("style", ""))),
            has_total=len(rows) > 1 and all(map(_is_bold_or_empty, rows[-1])) and any(one.text for one in words[-1]),
            footnotes=tuple(text for row in words for cell in row for _, text in cell.footnotes),
        )

    def _words(self, node: SyntaxTreeNode) -> _Words:
        found = _Words()
        self._collect(node, found)
        return found

    def _collect(self, node: SyntaxTreeNode, found: _Words) -> None:
        for child in node.children:
            if child.type in _TEXTS:
                found.text += child.content
            elif child.type in _BREAKS:
                found.text += _BREAKS[child.type]
            elif child.type == "footnote_ref":
                found.footnotes.append((len(found.text), self._notes.get(int(child.meta["id"]), "")))
            elif child.type == "image":
                found.pictures += 1
            else:
                self._collect(child, found)


def _may_be_caption(above: Typed) -> bool:
    is_of_a_table = above.kind not in ("source", "open") and not above.footnotes
    return is_of_a_table and len(above.text) <= _LONGEST_CAPTION


def _is_bold_or_empty(cell: SyntaxTreeNode) -> bool:
    inside = [one for inline in cell.children for one in inline.children]
    return all(one.type == "strong" or not (one.type != "text" or one.content) for one in inside)
