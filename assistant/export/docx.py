"""A draft as a Word document: built-in headings, real footnotes, a list of contents, the four kinds told apart."""

from io import BytesIO
from pathlib import Path

from docx.document import Document as DocxFile
from docx.oxml import parse_xml

from assistant.export.citing import Citations, CitationStyle
from assistant.export.docx_contents import contents
from assistant.export.docx_footnotes import add_footnotes
from assistant.export.docx_markup import NAMESPACES
from assistant.export.docx_parts import (
    add_header,
    document_bytes,
    number_pages,
    set_footnote_settings,
    set_properties,
    set_up_sections,
    text_width,
    turned_width,
)
from assistant.export.docx_story import Story
from assistant.export.docx_styles import prepare_styles
from assistant.export.docx_template import blank_page, open_template
from assistant.studio.records import Draft


def docx_bytes(draft: Draft, *, template: Path | None = None, style: CitationStyle = "footnotes") -> bytes:
    """Return a draft as a Word document (.docx); the same draft, template and style give the same bytes.

    Of a template the styles, page setup, headers and footers are used. Raises UnusableTemplate, and ValueError for a
    mark without a quote (see `assistant.studio.marks`).
    """
    document = blank_page() if template is None else open_template(template)
    styles = prepare_styles(document, draft.language)

    def add_picture(png: bytes) -> tuple[str, int, int]:
        relation, image = document.part.get_or_add_image(BytesIO(png))
        return relation, image.px_width, image.px_height

    width = text_width(document)
    story = Story(draft, Citations(draft, style), styles, (width, turned_width(document)), add_picture)
    front, text = story.front(), [*story.sections(), *story.annexes()]
    _fill(document, [*front, contents(story.headings, styles, draft.language, width), *text])
    set_up_sections(document)
    if template is None:
        add_header(document, draft, styles)
    number_pages(document, draft.language, styles)
    add_footnotes(document, story.notes, styles)
    if story.notes:
        set_footnote_settings(document)
    set_properties(document, draft)
    return document_bytes(document)


def _fill(document: DocxFile, blocks: list[str]) -> None:
    body = document.element.body
    setup = body[-1]  # the page setup is all that the body holds
    for block in list(parse_xml(f"<w:body {NAMESPACES}>{''.join(blocks)}</w:body>")):
        setup.addprevious(block)
