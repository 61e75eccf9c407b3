"""Markdown files: headings, nested lists, tables, footnotes, quotations; the home of markdown-it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from ingest.clean import normalise
from ingest.errors import EmptyFile
from ingest.formats.text import recognise
from ingest.formats.text_file import load_text
from ingest.formats.text_front_matter import merge_details, read_front_matter, split_front_matter
from ingest.formats.text_lines import lay_out, split_lines
from ingest.formats.text_markdown_html import drop_unseen, find_attribution
from ingest.formats.text_markdown_inline import Inline, read_inline
from ingest.formats.text_tables import unfold_tables
from ingest.records import Block, BlockKind, Document, SourceDetails

_TABLE_CAPTION = re.compile(r"(?:Tab\.|Tabelle|Table)\s?\S")
_CAPTION = re.compile(r"(?:Tab\.|Tabelle|Table|Abb\.|Abbildung|Figure|Fig\.)\s?\d{1,3}[a-z]?[.:]?\s+(?![a-zäöü])\S")
_SPEAKER = re.compile(r"(?:[—–]|--)\s*\S[^.!?]{2,79}$|\([^()]{3,80}\)$")
# Lists of 50 levels are not written by people; a hostile file has thousands.
_DEEPEST = 100
# Every open bracket makes the parser look for its end: 20 kB of "![" take four seconds. No text has so many.
_MOST_OPEN_BRACKETS = 1000


def read_markdown(path: Path, *, password: str = "") -> Document:
    """Return the blocks of a Markdown file, its YAML front matter as details, footnotes behind their callers.

    A comment `<!-- nach: ... -->` directly below a heading is the attribution of that section; sections below it
    inherit it. One at the top of the file applies wherever no other does. Images are dropped, links keep their text.
    `password` has no meaning here. Raises EmptyFile, TooLarge (over 5 MB) or UnsupportedType (not a text).
    """
    front_matter, text = split_front_matter(load_text(path))
    stated, notices = read_front_matter(front_matter)
    blocks = _Reader(_parse(text)).read()
    if not blocks:
        raise EmptyFile(path.name)
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    return Document(tuple(blocks), merge_details(stated, SourceDetails(title=title)), notices=notices)


def _parse(text: str) -> SyntaxTreeNode:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"]).use(footnote_plugin)
    if text.count("[") > text.count("]") + _MOST_OPEN_BRACKETS:
        parser.disable(["link", "image", "footnote_ref", "footnote_inline"])
    return SyntaxTreeNode(parser.parse(text))


class _Reader:
    """Walks the tree of one file; remembers the notes and whom the current section follows."""

    def __init__(self, root: SyntaxTreeNode) -> None:
        self._root = root
        self._notes = dict(_read_notes(root))
        self._open_sections: list[tuple[int, str]] = [(0, "")]

    def read(self) -> list[Block]:
        nodes = [node for node in self._root.children if node.type != "footnote_block"]
        self._open_sections = [(0, _attribution_above_all(nodes))]
        blocks: list[Block] = []
        for index, node in enumerate(nodes):
            following = nodes[index + 1] if index + 1 < len(nodes) else None
            if node.type == "heading":
                self._open_section(int(node.tag[1:]), following)
            attribution = self._open_sections[-1][1]
            blocks += (replace(block, attribution=attribution) for block in self._read_node(node, 0, following))
        unread = [Block("footnote", text, marker=marker) for marker, text in self._notes.values() if text]
        return blocks + unread

    def _open_section(self, level: int, following: SyntaxTreeNode | None) -> None:
        """Close the sections that end with this heading; the new one follows its own source or that of its parent."""
        while self._open_sections[-1][0] >= level:
            self._open_sections.pop()
        own = find_attribution(following.content) if following is not None and following.type == "html_block" else ""
        self._open_sections.append((level, own or self._open_sections[-1][1]))

    def _read_node(self, node: SyntaxTreeNode, depth: int, following: SyntaxTreeNode | None = None) -> Iterator[Block]:
        """Yield the blocks of a node; `depth` is the number of lists around it, `following` its next sibling."""
        if node.type == "heading":
            yield from self._with_notes(Block("heading", "", level=int(node.tag[1:])), read_inline(node))
        elif node.type == "paragraph":
            inline = read_inline(node)
            yield from self._with_notes(Block(_paragraph_kind(inline.text, following), ""), inline)
        elif node.type in ("bullet_list", "ordered_list"):
            for item in node.children:
                yield from self._read_item(item, depth + 1)
        elif node.type == "blockquote":
            yield from self._read_quotation(node, depth)
        elif node.type == "table":
            yield from self._read_table(node)
        elif node.type in ("fence", "code_block"):
            yield from self._with_notes(Block("paragraph", ""), Inline(normalise(node.content)))
        elif node.type == "html_block":
            yield from _read_html(node.content)
        else:
            for child in node.children:
                yield from self._read_node(child, depth)

    def _with_notes(self, block: Block, inline: Inline) -> Iterator[Block]:
        """Yield the block with this text, if there is any, and the notes it calls for the first time."""
        if inline.text:
            yield replace(block, text=inline.text)
        for number in inline.notes:
            marker, text = self._notes.pop(number, ("", ""))
            if text:
                yield Block("footnote", text, marker=marker)

    def _read_item(self, item: SyntaxTreeNode, depth: int) -> Iterator[Block]:
        marker = f"{item.info}{item.markup}" if item.info else item.markup
        children = item.children
        if children and children[0].type == "paragraph":
            yield from self._with_notes(Block("list_item", "", level=depth, marker=marker), read_inline(children[0]))
            children = children[1:]
        for child in children:
            yield from self._read_node(child, depth)

    def _read_quotation(self, node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
        """Yield a quotation and who said it as one pull quote, any other block quote as what is in it."""
        inlines = [read_inline(child) for child in node.children if child.type == "paragraph"]
        spoken = inlines and len(inlines) == len(node.children) <= 2 and _names_speaker(node.children[-1])
        if spoken:
            whole = Inline(
                " ".join(inline.text for inline in inlines), tuple(n for inline in inlines for n in inline.notes)
            )
            yield from self._with_notes(Block("pull_quote", ""), whole)
            return
        for child in node.children:
            yield from self._read_node(child, depth)

    def _read_table(self, node: SyntaxTreeNode) -> Iterator[Block]:
        notes: list[int] = []
        for part in node.children:
            for row in part.children:
                inlines = [read_inline(cell) for cell in row.children]
                cells = tuple(inline.text for inline in inlines)
                notes += (number for inline in inlines for number in inline.notes)
                if any(cells):
                    kind: BlockKind = "table_head" if part.type == "thead" else "table_row"
                    yield Block(kind, " | ".join(cells), cells=cells)
        yield from self._with_notes(Block("paragraph", ""), Inline("", tuple(notes)))


def _read_notes(root: SyntaxTreeNode) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the id of each footnote with its mark and text."""
    for block in root.children:
        if block.type != "footnote_block":
            continue
        for note in block.children:
            number = int(note.meta["id"])
            label = str(note.meta.get("label") or number + 1)
            texts = (read_inline(part).text for part in note.walk() if part.type == "inline")
            yield number, (label, " ".join(filter(None, texts)))


def _attribution_above_all(nodes: Sequence[SyntaxTreeNode]) -> str:
    """Return whom a comment before the first heading names."""
    for node in nodes:
        if node.type == "heading":
            return ""
        if node.type == "html_block" and (found := find_attribution(node.content)):
            return found
    return ""


def _paragraph_kind(text: str, following: SyntaxTreeNode | None) -> BlockKind:
    above_table = following is not None and following.type == "table" and _TABLE_CAPTION.match(text)
    figure = len(text) <= 250 and _CAPTION.match(text) and not text.endswith(".")
    return "caption" if above_table or figure else "paragraph"


def _names_speaker(paragraph: SyntaxTreeNode) -> bool:
    """Tell whether the last line of a block quote says whose words it has."""
    last = _SPEAKER.search(paragraph.children[0].content.rsplit("\n", 1)[-1].strip("*_ "))
    return last is not None and last.start() == 0


def _read_html(content: str) -> list[Block]:
    """Return what raw HTML shows, its tables as tables."""
    seen = drop_unseen(content)
    return [piece.block for piece in recognise(lay_out(split_lines(unfold_tables(seen))))] if seen.strip() else []
