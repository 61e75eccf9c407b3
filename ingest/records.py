"""What flows through the product: frozen records, standard library only.

Offsets are in characters and always point into the *stored text* of a source, the text that
`ingest.assemble` builds from the blocks of a document. So a highlight is a look-up, never a search.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

Language = Literal["de", "en"]
SourceKind = Literal["guideline", "study", "strategy", "webpage", "own_material"]
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
SourceState = Literal["ready", "failed"]
BlockKind = Literal["heading", "paragraph", "list_item", "table_head", "table_row", "caption", "footnote", "pull_quote"]
FoundBy = Literal["dense", "lexical", "both"]


class Text(NamedTuple):
    """One wording in the two languages of the interface."""

    de: str
    en: str

    def of(self, language: Language) -> str:
        """Return the wording in this language."""
        return self.de if language == "de" else self.en


NO_TEXT = Text("", "")


@dataclass(frozen=True)
class SourceDetails:
    """Bibliographic data of a source; what is not known is empty or None, never guessed.

    A `confidential` source is never sent to a language model elsewhere, unless its server is on the list of those that
    may read it.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    year: int | None = None
    kind: SourceKind | None = None
    language: str = ""
    url: str = ""
    licence: str = ""
    valid_until: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class Source:
    """A file in the library, one version of it. `id` is derived from the file's content.

    code   why it failed, for programs ("no_text"); "" of one that is ready, or that failed before codes were kept
    ocr    whether pages without text were recognised, had there been any
    """

    id: str
    details: SourceDetails
    file_name: str
    origin: str
    sha256: str
    version: int
    state: SourceState
    reason: Text
    pages: int
    passages: int
    characters: int
    added_at: str
    notices: tuple[Text, ...] = ()
    code: str = ""
    ocr: bool = False


@dataclass(frozen=True)
class Block:
    """A piece of a document in reading order, as a reader emits it.

    text          normalised: one line, words at line ends joined, single spaces, NFC.
                  Of a table row or head: its cells, joined with " | ".
    level         headings: 1 is the highest. List items: nesting depth, 1 is the outermost. Otherwise 0.
    page          1-based index of the page on which the block starts; None where there are no pages.
    page_label    the printed page label ("iii", "12"); "" where there is none.
    cells         table_head and table_row only: the cells from left to right, as many as the table has columns.
    marker        list_item: its bullet or number as printed ("-", "3."). footnote: its mark ("1").
    attribution   whom the section follows, when it is a digest of another work ("Söllner et al. 2018, Kap. 3.2").
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    page_label: str = ""
    cells: tuple[str, ...] = ()
    marker: str = ""
    attribution: str = ""
    bbox: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Document:
    """What a reader gets out of a file.

    Footnotes stand right after the block that calls them. `notices` say what a reader could not do
    (a page without text, a page that failed), in words for users.
    """

    blocks: tuple[Block, ...]
    details: SourceDetails = field(default_factory=SourceDetails)
    pages: int = 0
    notices: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A block at its place in the stored text, with all that is needed to understand it alone.

    lead      list items: the sentence that introduces the list. Footnotes: the text that calls them.
    columns   table rows: the column heads.
    caption   table rows: the table's caption.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    heading_path: tuple[str, ...]
    level: int = 0
    page: int | None = None
    page_label: str = ""
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lead: str = ""
    caption: str = ""
    marker: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class Passage:
    """Consecutive units under one heading: what is embedded, searched and shown. `text` is stored_text[start:end]."""

    id: str
    source_id: str
    position: int
    text: str
    heading_path: tuple[str, ...]
    first_page: int | None
    last_page: int | None
    page_label: str
    start: int
    end: int
    attribution: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Likeness:
    """How like the question a stretch of the stored text is: 0 as the least, 1 as the most of those of all hits."""

    start: int
    end: int
    value: float


@dataclass(frozen=True)
class Hit:
    """A passage that a search found, with its source, a score in 0..1 and the arm that found it.

    likeness   of its windows, by their vectors, in `ask` and `search`; () in their parts
    """

    passage: Passage
    source: Source
    score: float
    found_by: FoundBy
    likeness: tuple[Likeness, ...] = ()


@dataclass(frozen=True)
class Filters:
    """Which sources a search may use; an empty tuple or None means all. None among the kinds: those of unknown kind."""

    kinds: tuple[SourceKind | None, ...] = ()
    languages: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None


OutcomeStatus = Literal["added", "replaced", "unchanged", "removed", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one file of a batch. `reason` says why it failed or stayed as it was."""

    file_name: str
    status: OutcomeStatus
    source: Source | None = None
    reason: Text = NO_TEXT
    code: str = ""


PageStep = Literal["read", "recognise"]
ProgressStep = Literal[PageStep, "embed", "store", "done"]


@dataclass(frozen=True)
class Progress:
    """How far a batch is: file number `file` of `files`, in it `done` of `total`: pages, while embedding passages.

    `total` is 0 while it is not known.
    """

    file_name: str
    file: int
    files: int
    step: ProgressStep
    done: int = 0
    total: int = 0
