"""What an exported document starts from: an A4 page of our own, or a template without its body and its ties."""

import io
import zipfile
import zlib
from pathlib import Path

import docx
from docx.document import Document as DocxFile
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import OpcError
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

from assistant.export.docx_markup import NAMESPACES
from assistant.export.docx_styles import clear_styles, prepare_styles
from ingest.errors import AppError
from ingest.formats.package import Package
from ingest.records import Text

_KEPT = {RT.STYLES, RT.SETTINGS, RT.FONT_TABLE, RT.THEME, RT.NUMBERING, RT.HEADER, RT.FOOTER}
_HARMLESS = {RT.IMAGE, RT.FONT}
_TEMPLATE_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Of the settings: what asks questions, protects, points outside, or tells who worked on the template.
_UNWANTED_SETTINGS = (
    "updateFields", "attachedTemplate", "mailMerge", "documentProtection", "writeProtection", "trackRevisions",
    "docVars", "rsids", "footnotePr", "endnotePr", "attachedSchema",
)  # fmt: skip
_COMPATIBILITY = (
    f'<w:compat {NAMESPACES}><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
_LINKS = tuple(qn(f"r:{name}") for name in ("id", "link", "embed", "pict", "href", "dm", "lo", "qs", "cs"))

_DAMAGED = Text("Die Datei ist beschädigt.", "The file is damaged.")
_MACROS = Text("Sie enthält Makros.", "It holds macros.")


class UnusableTemplate(AppError):
    """A file that cannot be the template of a Word document."""

    code = "unusable_template"

    def __init__(self, name: str, reason: Text) -> None:
        super().__init__(
            Text(
                f"{name} kann nicht als Vorlage dienen: {reason.de}",
                f"{name} cannot serve as a template: {reason.en}",
            ),
            Text(
                "Öffnen Sie die Vorlage in Word und speichern Sie sie als Word-Dokument (.docx) ohne Makros.",
                "Open the template in Word and save it as a Word document (.docx) without macros.",
            ),
        )


def blank_page() -> DocxFile:
    """Return an empty A4 document with the default styles only."""
    document = docx.Document()
    clear_styles(document)
    _keep_only_page_setup(document)
    for key in [key for key, one in document.part.rels.items() if one.reltype == RT.NUMBERING]:
        del document.part.rels[key]  # it numbers the styles that are gone
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    settings.append(parse_xml(f'<w:defaultTabStop {NAMESPACES} w:val="709"/>'))
    settings.append(parse_xml(f"<w:autoHyphenation {NAMESPACES}/>"))  # German words in columns of tables
    settings.append(parse_xml(_COMPATIBILITY))
    return document


def open_template(path: Path) -> DocxFile:
    """Return a template with its styles, page setup, headers and footers, everything else removed.

    Word's own template format (.dotx) is taken too. Links to the outside are cut and never followed. Raises
    UnusableTemplate for a file that is missing, damaged, no Word document, or holds macros.
    """
    _refuse_by_content(path)
    try:
        document = docx.Document(_as_document(path))
        _keep_only_page_setup(document)
        _try_out(document)
    except (*_BROKEN_ZIP, OpcError, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        # lxml's XMLSyntaxError is a SyntaxError; python-docx has no error of its own for a part that is not there
        raise UnusableTemplate(path.name, _DAMAGED) from error
    return document


def _refuse_by_content(path: Path) -> None:
    try:
        with Package(path, "DOCX") as package:
            package.tree(package.main)
        with zipfile.ZipFile(path) as zipped:
            names = [name.casefold() for name in zipped.namelist()]
            types = zipped.read("[Content_Types].xml")
    except AppError as error:
        raise UnusableTemplate(path.name, error.message) from error
    except (*_BROKEN_ZIP, KeyError) as error:
        raise UnusableTemplate(path.name, _DAMAGED) from error
    if b"macroenabled" in types.lower() or any("vbaproject" in name for name in names):
        raise UnusableTemplate(path.name, _MACROS)


def _as_document(path: Path) -> io.BytesIO:
    """Return the file with the content type of a document where it has that of a template (.dotx)."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys(source.namelist()):
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
            target.writestr(name, data)
    copy.seek(0)
    return copy


def _keep_only_page_setup(document: DocxFile) -> None:
    body = document.element.body
    setup = _page_setup(body)
    for child in list(body):
        body.remove(child)
    body.append(setup)
    used = {node.get(qn("r:id")) for node in setup.iter(qn("w:headerReference"), qn("w:footerReference"))}
    for key, relation in list(document.part.rels.items()):
        is_margin = relation.reltype in (RT.HEADER, RT.FOOTER)
        if relation.is_external or relation.reltype not in _KEPT or (is_margin and key not in used):
            del document.part.rels[key]
    for background in list(document.element.findall(qn("w:background"))):
        document.element.remove(background)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype != RT.OFFICE_DOCUMENT:
            del package.rels[key]  # properties, thumbnail, signatures: they tell of the template and its authors
    settings = document.settings.element
    for name in _UNWANTED_SETTINGS:
        for node in list(settings.iter(qn(f"w:{name}"))):
            settings.remove(node)
    for relation in list(document.part.rels.values()):
        _cut_ties(relation.target_part)


def _try_out(document: DocxFile) -> None:
    """Raise whatever python-docx raises for a header or footer that is not there, or parts that cannot be written."""
    for node in document.element.body[-1].iter(qn("w:headerReference"), qn("w:footerReference")):
        if not isinstance(document.part.rels[node.get(qn("r:id"))].target_part, XmlPart):
            raise ValueError("a header or footer of another content type")
    prepare_styles(document, "de")
    document.save(io.BytesIO())


def _page_setup(body: BaseOxmlElement) -> BaseOxmlElement:
    """Return the setup of the last section, with the headers and footers that it takes over from those before it."""
    setups = list(body.iter(qn("w:sectPr")))
    last = setups[-1] if setups else parse_xml(f"<w:sectPr {NAMESPACES}/>")
    for kind in ("w:footerReference", "w:headerReference"):
        for earlier in reversed(setups[:-1]):
            own = {node.get(qn("w:type")) for node in last.findall(qn(kind))}
            for node in earlier.findall(qn(kind)):
                if node.get(qn("w:type")) not in own:
                    last.insert(0, node)
    for node in list(last.findall(qn("w:sectPrChange"))):
        last.remove(node)
    return last


def _cut_ties(part: Part) -> None:
    """Leave a header or footer, or a list of fonts, its pictures and fonts only.

    Relations to the outside go, embedded programs and data too, with what uses them; the text of a link stays.
    """
    for key, relation in list(part.rels.items()):
        if not relation.is_external and relation.reltype in _HARMLESS:
            continue
        if isinstance(part, XmlPart):
            for node in [node for node in part.element.iter() if key in (node.get(name) for name in _LINKS)]:
                _unlink(node)
        del part.rels[key]


def _unlink(node: BaseOxmlElement) -> None:
    if node.tag == qn("w:hyperlink"):
        for child in list(node):
            node.addprevious(child)
    else:
        node = next(node.iterancestors(qn("w:drawing"), qn("w:pict"), qn("w:object")), node)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
