"""Reads Word documents (DOCX): headings with their automatic numbers, lists, tables, notes and text boxes in order."""

from pathlib import Path

from ingest.errors import EmptyFile, NoText
from ingest.formats.captions import join_attributions, place_captions
from ingest.formats.docx_cleaning import Dropped, drop_unseen
from ingest.formats.docx_markup import Node, w
from ingest.formats.docx_notes import Notes
from ingest.formats.docx_numbering import Numbering
from ingest.formats.docx_story import Story
from ingest.formats.docx_styles import Styles
from ingest.formats.office_details import core_details
from ingest.formats.package import Package
from ingest.records import Document, Text

_DELETIONS = Text(
    "Das Dokument enthält nachverfolgte Änderungen: Gelöschtes wurde weggelassen, Eingefügtes übernommen.",
    "The document has tracked changes: deletions were left out, insertions were kept.",
)
_HIDDEN = Text(
    "Text, den man nicht sieht (ausgeblendet, weiß auf weiß oder winzig), wurde weggelassen.",
    "Text that cannot be seen (hidden, white on white or tiny) was left out.",
)
_EMBEDDED = Text("Eingebettete Dateien wurden nicht gelesen.", "Embedded files were not read.")


def read_docx(path: Path, *, password: str = "") -> Document:
    """Return the document's blocks in reading order; `page` is None, since DOCX has no fixed pages.

    Tracked deletions, hidden text, comments, page headers and the contents list are left out. `password` is not
    used: encrypted files are refused. Raises PasswordNeeded, TooLarge, UnsupportedType, DamagedFile, EmptyFile,
    MissingPath, or NoText when there are only pictures.
    """
    with Package(path, "DOCX") as package:
        root = package.tree(package.main)
        styles = Styles(package.related("styles"))
        dropped = drop_unseen(root, styles)
        notes = Notes(package.related("footnotes"), package.related("endnotes"), package.related("settings"), root)
        numbering = Numbering(package.related("numbering"))
        properties = package.core_properties()
    story = Story(styles, numbering, notes, bold_headings=not _has_headings(root, styles))
    body = root.find(w("body"))
    blocks = [] if body is None else place_captions(join_attributions(story.blocks(body)))
    if not blocks:
        raise (
            NoText(path.name, 1) if next(root.iter(w("drawing"), w("pict")), None) is not None else EmptyFile(path.name)
        )
    return Document(tuple(blocks), core_details(properties, story.title), notices=_notices(dropped))


def _has_headings(root: Node, styles: Styles) -> bool:
    return any(
        styles.heading_level(paragraph) for paragraph in root.iter(w("p")) if "".join(paragraph.itertext(w("t")))
    )


def _notices(dropped: Dropped) -> tuple[Text, ...]:
    told = ((dropped.deletions, _DELETIONS), (dropped.hidden, _HIDDEN), (dropped.embedded, _EMBEDDED))
    return tuple(notice for applies, notice in told if applies)
