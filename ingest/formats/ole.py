"""Old Office files and Outlook messages (OLE containers): what they are, and why they are not read."""

from mmap import mmap
from typing import NoReturn

from ingest.errors import OfficePassword, UnsupportedType
from ingest.records import Text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams that tell the kind; an encrypted DOCX, PPTX or XLSX is an OLE file too.
_STREAMS = (
    ("WordDocument", Text("ein altes Word-Dokument (DOC)", "an old Word document (DOC)")),
    ("Workbook", Text("eine alte Excel-Tabelle (XLS)", "an old Excel workbook (XLS)")),
    ("PowerPoint Document", Text("eine alte PowerPoint-Präsentation (PPT)", "an old PowerPoint presentation (PPT)")),
    ("__properties_version1.0", Text("eine Outlook-Nachricht (MSG)", "an Outlook message (MSG)")),
)
_OLD_OFFICE = Text("ein altes Office-Dokument (DOC, XLS, PPT)", "an old Office document (DOC, XLS, PPT)")


def refuse_ole(name: str, data: mmap | bytes) -> NoReturn:
    """Raise OfficePassword for an encrypted Office file, UnsupportedType with its kind for another OLE file."""
    if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
        raise OfficePassword(name)
    kinds = (kind for stream, kind in _STREAMS if data.find(stream.encode("utf-16-le")) >= 0)
    raise UnsupportedType(name, next(kinds, _OLD_OFFICE))
