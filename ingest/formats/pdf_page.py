"""One page of a PDF while it is read."""

from dataclasses import dataclass, field

from ingest.formats.pdf_lines import Line
from ingest.formats.pdf_quotes import PullQuote
from ingest.formats.pdf_shapes import Drawn
from ingest.formats.pdf_tables import Table


@dataclass
class Page:
    """What a page holds, before the document as a whole is understood."""

    index: int
    label: str
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    quotes: list[PullQuote] = field(default_factory=list)
    drawn: Drawn = field(default_factory=lambda: Drawn([], [], False))
    failed: bool = False
    hides_text: bool = False
    recognised: bool = False

    @property
    def has_text(self) -> bool:
        """Tell whether any text was found."""
        return bool(self.lines or self.tables or self.quotes)

    @property
    def shown_label(self) -> str:
        """Return the printed label, and behind it that the text comes from recognition: it may have errors."""
        return f"{self.label or self.index} (OCR)" if self.recognised else self.label
