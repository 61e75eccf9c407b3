"""What an exported file holds when it is read back (its blocks in order), and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.studio.records import PartKind, Quote, Section
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
    """A file in blocks. Tracked changes are accepted in it; `comments` are counted only."""

    title: str
    blocks: tuple[Block, ...]
    has_changes: bool = False
    comments: int = 0


@dataclass(frozen=True)
class Known:
    """What is known of the strategy that the file was exported from.

    sections   as they are now     quotes   those of older versions, too
    titles     of the outline's sections, by their ids: a title in the other language is known as well
    """

    sections: tuple[Section, ...] = ()
    quotes: tuple[Quote, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadBack:
    """A file read back. Each mark in `sections` stands behind its quote word for word.

    notes   what did not come back as it went out, each with its section and the beginning of the paragraph
    """

    title: str
    language: Language
    sections: tuple[Section, ...]
    notes: tuple[Text, ...]
