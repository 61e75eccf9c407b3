"""Reads OpenDocument texts (ODT): headings, lists, tables, notes and text boxes in document order."""

from pathlib import Path

from ingest.clean import normalise
from ingest.errors import EmptyFile, NoText, OfficePassword
from ingest.formats.captions import join_attributions, place_captions
from ingest.formats.odt_story import OdtStory, office
from ingest.formats.odt_styles import OdtStyles
from ingest.formats.package import Node, Package
from ingest.records import Block, Document, SourceDetails, Text

_HIDDEN = Text(
    "Text, den man nicht sieht (ausgeblendet, weiß auf weiß oder winzig), wurde weggelassen.",
    "Text that cannot be seen (hidden, white on white or tiny) was left out.",
)
_DELETIONS = Text(
    "Das Dokument enthält nachverfolgte Änderungen: Gelöschtes wurde weggelassen, Eingefügtes übernommen.",
    "The document has tracked changes: deletions were left out, insertions were kept.",
)
_CORE = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"


def read_odt(path: Path, *, password: str = "") -> Document:
    """Return the document's blocks in reading order; `page` is None, since ODT has no fixed pages.

    Tracked deletions, hidden text, comments and the contents list are left out. `password` is not used: encrypted
    files are refused. Raises OfficePassword, TooLarge, UnsupportedType, DamagedFile, EmptyFile, MissingPath, NoText.
    """
    with Package(path, "ODT") as package:
        manifest = package.tree_if_sound("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            raise OfficePassword(path.name)
        root = package.tree(package.main)
        styles = OdtStyles([root, package.tree_if_sound("styles.xml")])
        meta = package.tree_if_sound("meta.xml")
    body = root.find(f"{office('body')}/{office('text')}")
    story = OdtStory(styles)
    blocks = [] if body is None else place_captions(join_attributions(story.blocks(body)))
    if not blocks:
        has_picture = next(root.iter("{*}image"), None) is not None
        raise NoText(path.name, 1) if has_picture else EmptyFile(path.name)
    has_deletions = next(root.iter("{*}deletion"), None) is not None
    told = ((has_deletions, _DELETIONS), (story.hides_text, _HIDDEN))
    notices = tuple(notice for applies, notice in told if applies)
    return Document(tuple(blocks), _details(meta, story.title or _first_heading(blocks)), notices=notices)


def _first_heading(blocks: list[Block]) -> str:
    return blocks[0].text if blocks[0].kind == "heading" else ""


def _details(meta: Node | None, title: str) -> SourceDetails:
    author = _said(meta, f"{_META}initial-creator") or _said(meta, f"{_CORE}creator")
    return SourceDetails(
        title=_said(meta, f"{_CORE}title") or title,
        authors=(author,) if author else (),
        language=_said(meta, f"{_CORE}language")[:2].lower(),
    )


def _said(meta: Node | None, tag: str) -> str:
    node = None if meta is None else next(meta.iter(tag), None)
    return "" if node is None else normalise("".join(node.itertext()))
