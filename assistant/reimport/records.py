"""What an exported file holds when it is read back (its blocks in order), and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.studio.records import Paragraph, PartKind, Quote, Section
from ingest.records import Language, Text


@dataclass(frozen=True)
class Heading:
    """A heading; sections have level 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Typed:
    """A paragraph as the file has it, without the word that says its kind ("Vorschlag:").

    kind        None: it does not say, a person typed it     style   the name of its style in lower case, "" in Markdown
    footnotes   the offset in `text` at which each is called, and what it says
    """

    text: str
    kind: PartKind | None = None
    style: str = ""
    footnotes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table as the file has it; all rows are of one length.

    right      columns (from 0) set to the right     has_total   the last row stands out, as a row of sums does
    is_ours    it looks as we write tables: then `right` holds, otherwise the cells may say more
    """

    cells: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    has_total: bool = False
    is_ours: bool = True
    caption: str = ""
    kind: PartKind = "own"
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture with its caption, "" for none; `is_there` is False where only the caption is left."""

    caption: str = ""
    is_there: bool = True


Block = Heading | Typed | Grid | Picture


@dataclass(frozen=True)
class Manuscript:
    """A file in blocks. Tracked changes are accepted in it; `comments` are counted only.

    lost_notes   the texts of footnotes that are called nowhere
    """

    title: str
    blocks: tuple[Block, ...]
    has_changes: bool = False
    comments: int = 0
    lost_notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """A heading of level 1 and what follows it; "" for what stands before the first."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Known:
    """What is known of the strategy that the file was exported from.

    sections   as they are now     quotes, earlier   those of older versions, and their sections
    titles     of the outline's sections, by their ids: a title in the other language is known as well
    title, cluster   as an export writes them at its beginning; None where that is not known
    """

    sections: tuple[Section, ...] = ()
    quotes: tuple[Quote, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)
    earlier: tuple[Section, ...] = ()
    title: str | None = None
    cluster: str | None = None

    @property
    def all_quotes(self) -> tuple[Quote, ...]:
        """Return the quotes of now and before, each once."""
        return tuple(dict.fromkeys([*(quote for section in self.sections for quote in section.quotes), *self.quotes]))

    @property
    def texts(self) -> frozenset[str]:
        """Return on one line each the texts of now and before that no citation is woven into."""
        parts = (part for section in (*self.sections, *self.earlier) for part in section.parts)
        return frozenset(
            " ".join(part.text.split()) for part in parts if isinstance(part, Paragraph) and part.kind != "source"
        )


@dataclass(frozen=True)
class ReadBack:
    """A file read back. Each mark in `sections` stands behind its quote word for word.

    notes   what did not come back as it went out, each with its section and the beginning of the paragraph
    """

    title: str
    language: Language
    sections: tuple[Section, ...]
    notes: tuple[Text, ...]
