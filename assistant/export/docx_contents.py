"""The list of contents: a field that Word can update, with its entries already in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.export.docx_markup import field, field_end, field_start, paragraph, run
from assistant.export.docx_styles import Styles
from assistant.export.words import word
from ingest.records import Language


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2; `number` counts all headings from 1 and names its bookmark."""

    level: int
    title: str
    number: int

    @property
    def bookmark(self) -> str:
        """Return the name of its bookmark, in the form that Word gives those of its own lists."""
        return f"_Toc{self.number:09}"


def heading_paragraph(heading: Heading, styles: Styles, properties: str = "") -> str:
    """Return the heading in a built-in style, with the bookmark that the list of contents points to."""
    inside = (
        f'<w:bookmarkStart w:id="{heading.number}" w:name="{heading.bookmark}"/>{run(heading.title)}'
        f'<w:bookmarkEnd w:id="{heading.number}"/>'
    )
    return paragraph(styles[f"heading {heading.level}"], inside, properties)


def contents(headings: Sequence[Heading], styles: Styles, language: Language, width: int) -> str:
    """Return the list of contents, `width` twentieths of a point wide.

    Each entry leads to its heading. Its page number is a field that is empty until Word fills it: only Word knows
    where its pages end. `w:updateFields` would do so at once, but makes Word ask a worrying question on opening. So
    the last line of the list says how to fill it in, and vanishes when that is done.
    """
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
    entries = [(styles[f"toc {heading.level}"], _entry(heading)) for heading in headings]
    start = field_start(r'TOC \o "1-2" \h \z \u')
    lines = [
        paragraph(style, (start if position == 0 else "") + entry, tabs)
        for position, (style, entry) in enumerate(entries)
    ]
    hint = run(word("contents_hint", language))
    lines.append(paragraph(styles["CK Note"], ("" if lines else start) + hint + field_end()))
    title = paragraph(styles["TOC Heading"], run(word("contents", language)))
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{title}{''.join(lines)}</w:sdtContent></w:sdt>"
    )


def _entry(heading: Heading) -> str:
    page = field(f"PAGEREF {heading.bookmark} \\h", "")
    tab = "<w:r><w:tab/></w:r>"
    return f'<w:hyperlink w:anchor="{heading.bookmark}" w:history="1">{run(heading.title)}{tab}{page}</w:hyperlink>'
