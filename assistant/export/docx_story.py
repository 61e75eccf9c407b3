"""The body of a Word document as a list of blocks, made of a draft alone; pictures go out through a call."""

from collections.abc import Callable, Sequence
from itertools import count

from assistant.export.citing import Citations, Link, Note
from assistant.export.docx_contents import Heading, heading_paragraph
from assistant.export.docx_footnotes import call_footnote
from assistant.export.docx_markup import attribute, field, paragraph, run
from assistant.export.docx_styles import Styles
from assistant.export.docx_tables import shape_of, table
from assistant.export.pictures import picture_in_words, picture_png
from assistant.export.words import day_in_words, word, word_about
from assistant.studio.records import PART_KINDS, Draft, Paragraph, Part, PartKind, Picture, Quote, Section, Table
from ingest.records import Language

_STYLE_OF: dict[PartKind, str] = {
    "source": "CK Source",
    "own": "CK Own data",
    "proposal": "CK Proposal",
    "open": "CK Open point",
}
_LETTERS_OF_LEAD: dict[PartKind, str] = {"proposal": "<w:i/><w:iCs/>", "open": "<w:b/><w:bCs/>"}
_BOLD = "<w:b/><w:bCs/>"
_KEEP = "<w:keepNext/>"
_EMU = 635  # English metric units in a twentieth of a point
_HIGHEST_PICTURE = 12000  # twentieths of a point; A4 has 14000 between its margins, and the caption needs some

# Percent; the last two columns of the open points are to be written in. "Verantwortlich" fits in wide letters too.
_SHARES = (7, 21, 34, 22, 16)
_GAP = '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>'
# In the last paragraph of a section of the document; `set_up_sections` fills in the setup of the page.
_UPRIGHT = "<w:sectPr/>"
_TURNED = '<w:sectPr><w:pgSz w:orient="landscape"/></w:sectPr>'

# Takes a PNG, returns the id of its relationship, its width and its height in pixels.
AddPicture = Callable[[bytes], tuple[str, int, int]]


class Story:
    """Writes a draft block by block, and remembers the headings, the notes and the links to sources that it wrote."""

    def __init__(
        self, draft: Draft, citations: Citations, styles: Styles, widths: tuple[int, int], add_picture: AddPicture
    ) -> None:
        """`widths` are those of a line of text, upright and on a turned page, in twentieths of a point."""
        self.headings: list[Heading] = []
        self.notes: list[str] = []
        self._linked: set[int] = set()
        self._draft = draft
        self._citations = citations
        self._styles = styles
        self._width, self._turned_width = widths
        self._add_picture = add_picture
        self._tables, self._figures, self._pictures = count(1), count(1), count(1)

    def front(self) -> list[str]:
        """Return title, cluster, day and the legend of the four kinds."""
        draft, language = self._draft, self._draft.language
        day = word_about(draft, "draft_of").format(day=day_in_words(draft.made_on, language))
        blocks = [
            self._plain("Title", draft.title),
            self._plain("Subtitle", draft.cluster),
            self._plain("CK Date", day),
            self._plain("TOC Heading", word_about(draft, "legend")),
        ]
        return blocks + [self._paragraph(Paragraph(kind, self._citations.legend(kind)), ()) for kind in PART_KINDS]

    def sections(self) -> list[str]:
        """Return the sections, the first on a new page."""
        blocks: list[str] = []
        for section in self._draft.sections:
            blocks.append(self._heading(1, section.title, "<w:pageBreakBefore/>" if not blocks else ""))
            for part in section.parts:
                blocks += self._part(part, section)
        return blocks

    def annexes(self) -> list[str]:
        """Return the list of open points and the list of sources, on a new page."""
        language = self._draft.language
        blocks = [
            self._heading(1, word("annex", language), "<w:pageBreakBefore/>"),
            self._heading(2, word("open_points", language)),
        ]
        blocks += self._open_points(language)
        blocks.append(self._heading(2, word("sources", language)))
        blocks += [self._source(number, text) for number, text in enumerate(self._citations.sources, 1)]
        if not self._citations.sources:
            blocks.append(self._plain("CK Own data", word("no_sources", language)))
        return blocks

    def _open_points(self, language: Language) -> list[str]:
        points = self._draft.open_points
        if not points:
            return [self._plain("CK Own data", word("no_open_points", language))]
        head = [word(key, language) for key in ("number", "section", "task", "responsible", "done_by")]
        rows = [(str(number), title, point, "", "") for number, (title, point) in enumerate(points, 1)]
        lead = self._plain("CK Own data", word("open_points_lead", language), _KEEP)
        return [lead, table(head, rows, self._styles, numeric=(0,), width=self._width, shares=_SHARES), self._gap()]

    def _part(self, part: Part, section: Section) -> Sequence[str]:
        if isinstance(part, Table):
            return self._table(part)
        if isinstance(part, Paragraph):
            return (self._paragraph(part, section.quotes),)
        return () if part.is_empty else self._picture(part)

    def _paragraph(self, part: Paragraph, quotes: Sequence[Quote]) -> str:
        inside = self._lead(part.kind)
        for piece in self._citations.pieces(part, quotes):
            if isinstance(piece, Note):
                self.notes.append(piece.text)
                inside += call_footnote(len(self.notes), self._styles)
            elif isinstance(piece, Link):
                self._linked.add(piece.source)
                inside += f'<w:hyperlink w:anchor="{_anchor(piece.source)}">{run(piece.text)}</w:hyperlink>'
            else:
                inside += run(piece)
        return paragraph(self._styles[_STYLE_OF[part.kind]], inside)

    def _source(self, number: int, text: str) -> str:
        """Return an entry of the list of sources, with a bookmark where the text links to it."""
        inside = run(text)
        if number in self._linked:
            bookmark = len(self.headings) + number  # its id: those of the headings are taken
            start = f'<w:bookmarkStart w:id="{bookmark}" w:name="{_anchor(number)}"/>'
            inside = f'{start}{inside}<w:bookmarkEnd w:id="{bookmark}"/>'
        return paragraph(self._styles["Bibliography"], inside)

    def _table(self, part: Table) -> list[str]:
        number = next(self._tables)
        shape = shape_of(part.head, part.rows, part.total, part.numeric, (self._width, self._turned_width))
        body = table(
            part.head,
            part.rows,
            self._styles,
            total=part.total,
            numeric=part.numeric,
            width=self._turned_width if shape.is_turned else self._width,
            scale=shape.scale,
        )
        blocks = [self._caption("table", number, part.caption, part.kind, _KEEP), body]
        if shape.is_turned:  # it stands on pages of its own
            return [self._gap(_UPRIGHT), *blocks, self._gap(_TURNED)]
        return [*blocks, self._gap()]

    def _picture(self, part: Picture) -> list[str]:
        picture, pixels_wide, pixels_high = self._add_picture(picture_png(part, self._draft.language))
        wide = self._width
        high = wide * pixels_high // pixels_wide
        if high > _HIGHEST_PICTURE:
            wide, high = wide * _HIGHEST_PICTURE // high, _HIGHEST_PICTURE
        text = picture_in_words(part, self._draft.language)
        drawing = _drawing(picture, next(self._pictures), (wide * _EMU, high * _EMU), text)
        caption = self._caption("figure", next(self._figures), part.caption, part.kind)
        return [paragraph(self._styles["CK Picture"], drawing), caption]

    def _caption(self, name: str, number: int, text: str, kind: PartKind, properties: str = "") -> str:
        label = word(name, self._draft.language)
        numbered = run(f"{label} ") + field(f"SEQ {label} \\* ARABIC", str(number)) + run(": ")
        return paragraph(self._styles["caption"], numbered + self._lead(kind) + run(text), properties)

    def _lead(self, kind: PartKind) -> str:
        letters = _LETTERS_OF_LEAD.get(kind)
        return run(f"{word(f'lead_{kind}', self._draft.language)} ", letters) if letters else ""

    def _heading(self, level: int, title: str, properties: str = "") -> str:
        heading = Heading(level, " ".join(title.split()), len(self.headings) + 1)
        self.headings.append(heading)
        return heading_paragraph(heading, self._styles, properties)

    def _plain(self, style: str, text: str, properties: str = "") -> str:
        return paragraph(self._styles[style], run(text), properties)

    def _gap(self, properties: str = "") -> str:
        """Return an empty line: a table has no space below it, and two in a row would grow together."""
        return paragraph(self._styles["CK Table text"], "", _GAP + properties)


def _anchor(source: int) -> str:
    """Return the name of the bookmark of a source; Word hides those that begin with a low line."""
    return f"_Source{source}"


def _drawing(relation: str, number: int, size: tuple[int, int], text: str) -> str:
    """Return the run of an inline picture; `size` is in English metric units, `text` is read out instead of it."""
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    name = f'id="{number}" name="Picture {number}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f"<wp:docPr {name} descr={attribute(text)}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
