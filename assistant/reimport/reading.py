"""The story of reading back: a file becomes a manuscript, the manuscript sections, each citation proved anew."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.export.typed_citations import is_of_typed_citations
from assistant.reimport.annex import (
    listed_sources,
    notes_of_annex,
    notes_of_sources,
    read_annex,
    with_additions,
)
from assistant.reimport.belonging import check_belongs
from assistant.reimport.chapters import annexes_of, chapters_of, language_of, notes_of_front
from assistant.reimport.citations import Prover, most_calls
from assistant.reimport.docx_manuscript import read_docx
from assistant.reimport.errors import MOST_CITATIONS, DraftTooLong, NoSections, UnreadableDraft
from assistant.reimport.markdown_manuscript import read_markdown
from assistant.reimport.paragraphs import Paragraphs
from assistant.reimport.proof import Proof
from assistant.reimport.records import Block, Chapter, Grid, Heading, Known, Manuscript, ReadBack, Typed
from assistant.reimport.references import Naming, naming
from assistant.reimport.tables import read_grid, read_picture
from assistant.reimport.titles import section_ids
from assistant.reimport.wording import message
from assistant.studio.records import Gantt, Paragraph, Part, Section, Table
from ingest.errors import MissingPath, UnreadableSource
from ingest.records import Language, Text

FORMATS = (".docx", ".md")


def read_back(path: Path, proof: Proof, known: Known) -> ReadBack:
    """Return the sections of an exported draft as a file has them now: a Word document or Markdown.

    An export that nobody changed gives the sections it was made from, and no notes. A citation is believed only where
    its quote stands before it word for word; the text of any other becomes the author's own. Raises UnreadableDraft,
    OtherStrategy.
    """
    manuscript = _manuscript(path)
    if sum(most_calls(block) for block in manuscript.blocks if isinstance(block, Typed)) > MOST_CITATIONS:
        raise DraftTooLong(path.name)
    front, *chapters = chapters_of([block for block in manuscript.blocks if not _is_made_anew(block)])
    annexes = annexes_of(chapters, {" ".join(section.title.split()) for section in known.sections})
    chapters = [chapter for chapter in chapters if not any(chapter is annex for annex in annexes)]
    if not chapters:
        raise NoSections(path.name)
    check_belongs(path.name, manuscript.title, front, chapters, known)
    language, annex = language_of(annexes, chapters), read_annex(annexes)
    addendum, points = message("addendum").of(language), _open_points(chapters, known)
    notes = [
        *_notes_of_file(manuscript, known),
        *notes_of_front(front, manuscript.title, known),
        *notes_of_annex(annex, addendum, points),
    ]
    chapters = with_additions(chapters, annex, addendum, points)
    reader = _Sections(known, Prover(known.all_quotes, proof), listed_sources(annex), language)
    ids = section_ids([chapter.title for chapter in chapters], known, [_words_of(chapter) for chapter in chapters])
    sections = tuple(reader.section(name, chapter) for name, chapter in zip(ids, chapters, strict=True))
    quoted = [*known.all_quotes, *(quote for section in sections for quote in section.quotes)]
    missing = (*_notes_of_missing(known, ids, reader.captions), *notes_of_sources(annex, quoted, reader.unproved))
    return ReadBack(
        manuscript.title, language, sections, (*notes, *_notes_of_order(known, ids), *reader.notes, *missing)
    )


def _is_made_anew(block: Block) -> bool:
    return isinstance(block, Typed) and block.kind == "open" and is_of_typed_citations(block.text)


def _open_points(chapters: Sequence[Chapter], known: Known) -> frozenset[str]:
    """Return the open points that an export lists: those of the strategy and those of the file."""
    blocks = (block for chapter in chapters for block in chapter.blocks)
    typed = (" ".join(block.text.split()) for block in blocks if isinstance(block, Typed) and block.kind == "open")
    return known.texts.union(typed)


def _words_of(chapter: Chapter) -> str:
    return " ".join(block.text for block in chapter.blocks if isinstance(block, Typed))


def _manuscript(path: Path) -> Manuscript:
    try:
        if not path.is_file():
            raise MissingPath(path.name)
        if path.suffix.lower() not in FORMATS:
            raise UnreadableDraft(message("format", name=path.name, formats=", ".join(FORMATS)))
        return (read_docx if path.suffix.lower() == ".docx" else read_markdown)(path)
    except UnreadableSource as error:
        raise UnreadableDraft(error.message) from error
    except OSError as error:
        raise UnreadableDraft(message("out_of_reach", name=path.name)) from error


class _Sections:
    """Makes sections of chapters; collects what is to be told, and the captions that it met."""

    def __init__(self, known: Known, prover: Prover, listed: Mapping[str, str], language: Language) -> None:
        self.notes: list[Text] = []
        self.captions: set[str] = set()
        self.unproved: list[str] = []
        self._known, self._prover = known, prover
        self._listed, self._language = listed, language

    def section(self, name: str, chapter: Chapter) -> Section:
        present = next((one for one in self._known.sections if one.id == name), Section(name, chapter.title, ()))
        paragraphs = Paragraphs(chapter.title, present, self._prover, self._listed, self._language)
        others = [section for section in self._known.sections if section.id != name]
        known = [part for section in (present, *others) for part in section.parts if isinstance(part, Table | Gantt)]
        parts = tuple(part for block in chapter.blocks for part in self._parts(block, paragraphs, known))
        self.notes += paragraphs.notes
        self.unproved += paragraphs.unproved
        return Section(name, chapter.title, parts, tuple(paragraphs.quotes))

    def _parts(self, block: Block, paragraphs: Paragraphs, known: Sequence[Table | Gantt]) -> Iterator[Part]:
        if isinstance(block, Heading):
            paragraphs.tell("subheading", block.text)
            yield Paragraph("own", block.text)
            return
        if isinstance(block, Typed):
            yield from paragraphs.read(block)
            return
        self.captions.add(block.caption)
        read = read_grid(block, known) if isinstance(block, Grid) else read_picture(block, known)
        if read.told:
            paragraphs.tell(read.told, block.caption)
        for reference in block.footnotes if isinstance(block, Grid) else ():
            paragraphs.tell("unproved", block.caption, reference=reference or "–")
        if read.part:
            yield read.part


def _notes_of_file(manuscript: Manuscript, known: Known) -> Iterator[Text]:
    if manuscript.has_changes:
        yield message("changes")
    if manuscript.comments:
        yield message("comments", count=str(manuscript.comments))
    for said in manuscript.lost_notes:  # the quote that called one may be gone: then it says nothing new
        if not any(naming(said, quote) is Naming.PLACE for quote in known.all_quotes):
            yield message("footnote", beginning=said)


def _notes_of_order(known: Known, ids: Sequence[str]) -> Iterator[Text]:
    """Yield a note where the sections that the strategy has stand in another order in the file."""
    order = [section.id for section in known.sections]
    if [name for name in ids if name in order] != [name for name in order if name in ids]:
        yield message("order")


def _notes_of_missing(known: Known, ids: Sequence[str], captions: Collection[str]) -> Iterator[Text]:
    """Yield the sections of the strategy that the file lacks, and of the others the tables and charts."""
    for section in known.sections:
        if section.id not in ids:
            yield message("section_missing", section=section.title)
            continue
        for part in section.parts:
            if isinstance(part, Paragraph) or (isinstance(part, Gantt) and not part.bars):
                continue
            if " ".join(part.caption.split()) not in captions:
                yield message("part_missing", section=section.title, beginning=part.caption)
