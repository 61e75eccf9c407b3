"""A block while it is being built from lines."""

from dataclasses import dataclass, field

from ingest.clean import normalise
from ingest.formats.pdf_columns import Region
from ingest.formats.pdf_lines import Line, without_calls
from ingest.formats.pdf_lists import marker_of
from ingest.formats.pdf_words import Words
from ingest.records import BlockKind


@dataclass
class Draft:
    """A block in the making: from `lines` that stand in `region`, or of tables `cells`, or `text` as it is.

    `page` is the 1-based index of the page on which it begins, `edges` are the left edges of a table's columns.
    """

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    marker: str = ""
    text: str = ""
    cells: tuple[str, ...] = ()
    page: int = 0
    edges: tuple[float, ...] = ()
    region: Region | None = None

    def full_text(self, words: Words) -> str:
        """Return the block's text, normalised: list items without their marker, headings without footnote marks."""
        if self.cells:
            return " | ".join(self.cells)
        if not self.lines:
            return self.text
        texts = [without_calls(line) if self.kind == "heading" else line.text for line in self.lines]
        if self.kind == "list_item":
            first = marker_of(self.lines[0])
            texts[0] = first.rest if first else texts[0]
        return normalise(words.join(texts))

    def calls(self) -> set[tuple[int, str]]:
        """Return the footnote marks in the text, each with its page."""
        return {(line.page, call) for line in self.lines for call in line.calls}
