"""The story of reading back: a file becomes a manuscript, the manuscript sections, each citation proved anew."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.reimport.chapters import (
    Chapter,
    chapters_of,
    is_annex,
    language_of,
    listed_sources,
    notes_of_annexes,
    notes_of_front,
)
from assistant.reimport.citations import Prover, most_calls
from assistant.reimport.docx_manuscript import read_docx
from assistant.reimport.errors import MOST_CITATIONS, DraftTooLong, NoSections, UnreadableDraft
from assistant.reimport.markdown_manuscript import read_markdown
from assistant.reimport.paragraphs import Paragraphs
from assistant.reimport.proof import Proof
from assistant.reimport.records import Block, Grid, Heading, Known, Manuscript, ReadBack, Typed
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
    its quote stands before it word for word; the text of any other becomes the author's own. Raises UnreadableDraft.
    """
    manuscript = _manuscript(path)
    if sum(most_calls(block) for block in manuscript.blocks if isinstance(block, Typed)) > MOST_CITATIONS:
        raise DraftTooLong(path.name)
    front, *chapters = chapters_of(manuscript.blocks)
    titles = {" ".join(section.title.split()) for section in known.sections}
    annexes = [chapter for chapter in chapters if is_annex(chapter, titles)]
    chapters = [chapter for chapter in chapters if chapter not in annexes]
    if not chapters:
        raise NoSections(path.name)
    quotes = tuple(dict.fromkeys([*(one for section in known.sections for one in section.quotes), *known.quotes]))
    language = language_of(annexes, chapters)
    reader = _Sections(known, Prover(quotes, proof), listed_sources(annexes), language)
    ids = section_ids([chapter.title for chapter in chapters], known)
    sections = tuple(reader.section(name, chapter) for name, chapter in zip(ids, chapters, strict=True))
    around = (*_notes_of_file(manuscript), *notes_of_front(front), *notes_of_annexes(annexes))
    missing = _notes_of_missing(known, ids, reader.captions)
    return ReadBack(
        manuscript.title, language, sections, (*around, *_notes_of_order(known, ids), *reader.notes, *missing)
    )


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
        self._known, self._prover = known, prover
        self._listed, self._language = listed, language

    def section(self, name: str, chapter: Chapter) -> Section:
        present = next((one for one in self._known.sections if one.id == name), Section(name, chapter.title, ()))
        paragraphs = Paragraphs(chapter.title, present, self._prover, self._listed, self._language)
        others = [section for section in self._known.sections if section.id != name]
        known = [part for section in (present, *others) for part in section.parts if isinstance(part, Table | Gantt)]
        parts = tuple(part for block in chapter.blocks for part in self._parts(block, paragraphs, known))
        self.notes += paragraphs.notes
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


def _notes_of_file(manuscript: Manuscript) -> Iterator[Text]:
    if manuscript.has_changes:
        yield message("changes")
    if manuscript.comments:
        yield message("comments", count=str(manuscript.comments))


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
