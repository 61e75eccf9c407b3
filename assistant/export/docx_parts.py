"""Around the body of a Word document: properties, settings, page numbers, and its bytes."""

import copy
import io
import re
import zipfile
from datetime import date, datetime, time
from textwrap import shorten

from docx.document import Document as DocxFile
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from assistant.export.docx_footnotes import SEPARATORS
from assistant.export.docx_markup import NAMESPACES, field, legal, paragraph, run
from assistant.export.docx_styles import LOCALES, Styles
from assistant.export.words import word, word_about
from assistant.studio.records import Draft
from ingest.records import Language

_LONGEST_PROPERTY = 255  # characters, python-docx refuses more
_LONGEST_HEADER = 70  # characters: a line of A4 in 9 points, with room for "Entwurf"
_EMU = 635  # English metric units in a twentieth of a point
_A4_WIDTH = 9070  # twentieths of a point between margins of 2.5 cm
_LEAST_WIDTH = 2000  # twentieths of a point; a template of narrow columns still gets tables
_PAGE_FIELD = re.compile(rb"<w:instrText[^>]*>\s*PAGE\b|w:instr=\"\s*PAGE\b")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same draft gives the same bytes
# What follows w:footnotePr in the settings (ECMA-376, CT_Settings): it must stand before the first of them.
_AFTER_FOOTNOTES = {
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr",
    *(qn(f"w:{name}") for name in (
        "compat", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures",
        "forceUpgrade", "captions", "readModeInkLockDown", "smartTagType", "shapeDefaults", "doNotEmbedSmartTags",
        "decimalSymbol", "listSeparator",
    )),
}  # fmt: skip


def set_properties(document: DocxFile, draft: Draft) -> None:
    """Set title, subject, language and day; no author: the draft is its user's."""
    properties = document.core_properties
    made = datetime.combine(date.fromisoformat(draft.made_on), time())
    properties.title = _one_line(draft.title)
    properties.subject = _one_line(draft.cluster)
    properties.language = LOCALES[draft.language]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1
    properties.created = properties.modified = made


def set_footnote_settings(document: DocxFile) -> None:
    """Name the separators of the footnotes in the settings, as Word itself does."""
    settings = document.settings.element
    ids = "".join(f'<w:footnote w:id="{number}"/>' for number in SEPARATORS.values())
    node = parse_xml(f"<w:footnotePr {NAMESPACES}>{ids}</w:footnotePr>")
    follows = next((child for child in settings if child.tag in _AFTER_FOOTNOTES), None)
    if follows is None:
        settings.append(node)
    else:
        follows.addprevious(node)


def text_width(document: DocxFile) -> int:
    """Return the width of a line of text, in twentieths of a point."""
    section = document.sections[0]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    if page is None or left is None or right is None:
        return _A4_WIDTH
    columns = section._sectPr.find(qn("w:cols"))
    count = 1 if columns is None else max(1, int(columns.get(qn("w:num"), "1")))
    return max(_LEAST_WIDTH, (page - left - right) // count // _EMU)


def turned_width(document: DocxFile) -> int:
    """Return the width of a line of text on a turned page without columns, in twentieths of a point."""
    section = document.sections[0]
    page, left, right = section.page_height, section.left_margin, section.right_margin
    if page is None or left is None or right is None or (section.page_width or page) >= page:
        return text_width(document)
    return max(_LEAST_WIDTH, (page - left - right) // _EMU)


def set_up_sections(document: DocxFile) -> None:
    """Give all sections of the body the setup of the last one, turned where they are marked as landscape.

    What is for the beginning of a document only (a first page of its own, the first number) stays with the first.
    """
    setup = document.element.body[-1]
    sections = list(document.element.body.iter(qn("w:sectPr")))
    for at, marked in enumerate(sections):
        node = setup if marked is setup else copy.deepcopy(setup)
        if at:
            for name in ("w:titlePg", "w:pgNumType", "w:type"):
                for child in node.findall(qn(name)):
                    node.remove(child)
        if marked.find(qn("w:pgSz")) is not None and marked is not setup:
            _turn(node)
        if marked is not setup:
            marked.getparent().replace(marked, node)


def _turn(setup: BaseOxmlElement) -> None:
    """Turn the page of a setup, unless it is turned already."""
    size = setup.find(qn("w:pgSz"))
    for columns in setup.findall(qn("w:cols")):
        setup.remove(columns)
    if size is not None and int(size.get(qn("w:w"), "0")) < int(size.get(qn("w:h"), "0")):
        width, height = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), height)
        size.set(qn("w:h"), width)
        size.set(qn("w:orient"), "landscape")


def add_header(document: DocxFile, draft: Draft, styles: Styles) -> None:
    """Give a document of ours its header: the title, and that it is a draft."""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{text_width(document)}"/></w:tabs>'
    title = shorten(legal(draft.title), _LONGEST_HEADER, placeholder=" …")
    inside = run(title) + "<w:r><w:tab/></w:r>" + run(word_about(draft, "draft"))
    header = document.sections[0].header
    header.is_linked_to_previous = False
    _fill(header.part.element, paragraph(styles["header"], inside, tabs))


def number_pages(document: DocxFile, language: Language, styles: Styles) -> None:
    """Put "Page 1 of 9" in the footers, unless the template numbers its pages in a header or footer already."""
    margins = [one.target_part for one in document.part.rels.values() if one.reltype in (RT.HEADER, RT.FOOTER)]
    if any(_PAGE_FIELD.search(part.blob) for part in margins):
        return
    before, _, rest = word("page_of", language).partition("{page}")
    between, _, after = rest.partition("{pages}")
    inside = run(before) + field("PAGE", "1") + run(between) + field("NUMPAGES", "1") + run(after)
    line = paragraph(styles["footer"], inside, '<w:jc w:val="right"/>')
    section = document.sections[0]
    footers = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    if document.settings.odd_and_even_pages_header_footer:
        footers.append(section.even_page_footer)
    for footer in footers:
        if footer.is_linked_to_previous:
            footer.is_linked_to_previous = False
            _fill(footer.part.element, line)
        else:
            footer.part.element.append(fragment(line))


def fragment(xml: str) -> BaseOxmlElement:
    """Return the element of a piece of markup that declares no namespaces itself."""
    element: BaseOxmlElement = parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>")[0]
    return element


def document_bytes(document: DocxFile) -> bytes:
    """Return the document as a file; the same document gives the same bytes, whenever it is written."""
    written = io.BytesIO()
    document.save(written)
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _fill(margin: BaseOxmlElement, line: str) -> None:
    for child in list(margin):
        margin.remove(child)
    margin.append(fragment(line))


def _one_line(text: str) -> str:
    return shorten(legal(text), _LONGEST_PROPERTY, placeholder=" …")
