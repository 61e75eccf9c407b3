"""From the elements of an article, in reading order, to blocks. No recursion: pages nest as deep as they like."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.clean import join_lines, normalise
from ingest.formats.docx_numbering import format_number
from ingest.formats.html_article import Node, name_words, text_of
from ingest.formats.html_tables import is_layout, read_table
from ingest.formats.table_shape import table_blocks
from ingest.records import Block, BlockKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = set(_HEADINGS) | {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "ul", "ol", "li", "dl", "dt", "dd",
    "blockquote", "figure", "figcaption", "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th",
    "pre", "address", "hr", "fieldset", "legend", "details", "summary", "center", "body", "html", "form",
    "hgroup", "noscript", "nav", "dir",
}  # fmt: skip
_LISTS = ("ul", "ol", "dir", "menu")
_LONGEST_HEADING = 250  # characters
_LONGEST_QUOTE = 700
_MAX_LINES = 300  # joining takes time that grows with the square of the lines
_LONGEST_TERM = 60
_FEWEST_ALT_WORDS = 3  # "Symbolbild" or "Logo Stadt" says nothing
_OPENS_QUOTE = re.compile(r"^[„“”\"»«‚‘]")
_QUOTE_WORDS = {"zitat", "quote", "pullquote", "blockquote", "testimonial", "statement"}
_NUMBER_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read_blocks(article: Node, notes: Mapping[Node, Block], *, headline: str = "") -> list[Block]:
    """Return the blocks of an article; heading levels begin at 1; notes stand after the block that calls them.

    `headline` is the page's h1; it comes first when it stands outside the article.
    """
    writer = _Writer(notes)
    if headline and next(article.iter("h1"), None) is None:
        writer.blocks.append(Block("heading", headline, level=1))
    walk = etree.iterwalk(article, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            writer.leave(node)
        elif writer.enter(node):
            walk.skip_subtree()
    writer.flush()
    return list(_levelled(writer.blocks))


@dataclass
class _Writer:
    """Collects text until a block begins or ends, then writes it as what the open elements say."""

    notes: Mapping[Node, Block]
    blocks: list[Block] = field(default_factory=list)
    _open: list[Node] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _called: list[Block] = field(default_factory=list)
    _marker: str = ""
    _term: str = ""
    _skipped: Node | None = None
    _counts: dict[Node, int] = field(default_factory=dict)

    def enter(self, node: Node) -> bool:
        """Take an element's beginning; return whether its content is done already or to be left out."""
        if node in self.notes:
            self._called.append(self.notes[node])
            self._skipped = node
            return True
        if node.tag == "br":
            self._pieces.append("\n")
        elif node.tag in _BLOCKS:
            self.flush()
            if self._whole(node):
                self._skipped = node
                return True
            self._open.append(node)
            self._begin(node)
        self._add(node.text)
        return False

    def leave(self, node: Node) -> None:
        """Take an element's end and the text that follows it."""
        if node is self._skipped:
            self._skipped = None
        elif node.tag in _BLOCKS:
            self.flush()
            self._open.pop()
        if self._open or node.tag not in _BLOCKS:
            self._add(node.tail)

    def flush(self) -> None:
        """Write the collected text; an empty line in it parts paragraphs, as in pages made of line breaks."""
        collected = "".join(self._pieces)
        self._pieces = []
        parts = [collected] if self._kind() != "paragraph" else re.split(r"\n\s*\n", collected)
        for part in parts:
            lines = part.split("\n")
            text = normalise(join_lines(lines) if len(lines) <= _MAX_LINES else " ".join(lines))
            if text:
                self._write(text)
        self.blocks += [note for note in self._called if note.text]
        self._called = []

    def _add(self, text: str | None) -> None:
        if text and any(node.tag == "pre" for node in self._open):
            self._pieces.append(text)
        elif text:
            self._pieces.append(re.sub(r"\s+", " ", text))

    def _kind(self) -> BlockKind:
        for node in reversed(self._open):
            if node.tag in _HEADINGS:
                return "heading"
            if node.tag in ("figcaption", "caption"):
                return "caption"
            if node.tag == "li":
                return "list_item" if self._marker else "paragraph"
            if node.tag in ("td", "th", "section", "article"):
                break
        return "paragraph"

    def _write(self, text: str) -> None:
        kind = self._kind()
        if kind == "heading" and len(text) <= _LONGEST_HEADING:
            level = next(_HEADINGS[node.tag] for node in reversed(self._open) if node.tag in _HEADINGS)
            self.blocks.append(Block("heading", text, level=level))
        elif kind == "list_item":
            depth = sum(node.tag in _LISTS for node in self._open)
            self.blocks.append(Block("list_item", text, level=max(1, depth), marker=self._marker))
            self._marker = ""
        elif kind == "caption":
            self.blocks.append(Block("caption", text))
        else:
            self._write_paragraph(text)

    def _write_paragraph(self, text: str) -> None:
        """Write a paragraph; a short term of a definition list ("Telefon") waits for its definition."""
        tag = self._open[-1].tag if self._open else ""
        if tag == "dt" and len(text) <= _LONGEST_TERM:
            self._term = f"{self._term} {text}".strip()
            return
        term, self._term = self._term, ""
        if term and tag == "dd":
            text = f"{term} {text}" if term.endswith((":", ".")) else f"{term}: {text}"
        elif term:
            self.blocks.append(Block("paragraph", term))
        self.blocks.append(Block("paragraph", text))

    def _whole(self, node: Node) -> bool:
        """Write an element that is one thing: a data table, a pull quote. Return whether it was."""
        if node.tag == "table" and not is_layout(node):
            self.blocks += _table(node, self.notes)
            return True
        if node.tag == "blockquote" and _is_pull_quote(node) and not any(link in self.notes for link in node.iter("a")):
            parts = [normalise(text) for text in node.itertext()]
            self.blocks.append(Block("pull_quote", " ".join(part for part in parts if part)))
            return True
        return False

    def _begin(self, node: Node) -> None:
        """Remember a list item's marker; of a figure write what its image says to those who do not see it."""
        if node.tag == "li":
            self._marker = self._number(node)
        elif node.tag == "figure":
            texts = (normalise(image.get("alt", "")) for image in node.iter("img"))
            self.blocks += [Block("caption", text) for text in texts if len(text.split()) >= _FEWEST_ALT_WORDS]

    def _number(self, item: Node) -> str:
        """Return the bullet or number that a browser shows before a list item."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "•"
        count = self._counts.get(parent, _whole_number(parent.get("start"), 1) - 1) + 1
        self._counts[parent] = count = _whole_number(item.get("value"), count)
        return format_number(count, _NUMBER_TYPES.get(parent.get("type", ""), "decimal")) + "."


def _table(node: Node, notes: Mapping[Node, Block]) -> Iterator[Block]:
    called = [notes[link] for link in node.iter("a") if link in notes]
    for link in node.iter("a"):
        if link in notes:
            link.text = ""
    caption = node.find("caption")
    if caption is not None and text_of(caption):
        yield Block("caption", normalise(text_of(caption)))
    yield from (block for _, block in table_blocks(read_table(node)))
    yield from (note for note in called if note.text)


def _is_pull_quote(node: Node) -> bool:
    text = text_of(node)
    named = any(name_words(near) & _QUOTE_WORDS for near in (node, node.getparent()) if near is not None)
    framed = node.getparent() is not None and node.getparent().tag == "figure"
    return 0 < len(text) <= _LONGEST_QUOTE and (named or framed or bool(_OPENS_QUOTE.match(text)))


def _whole_number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _levelled(blocks: list[Block]) -> Iterator[Block]:
    highest = min((block.level for block in blocks if block.kind == "heading"), default=1)
    for block in blocks:
        yield replace(block, level=block.level - highest + 1) if block.kind == "heading" else block
