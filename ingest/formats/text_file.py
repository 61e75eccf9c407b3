"""Opening a text file: size, encoding, refusals. Shared by the plain text and the Markdown reader."""

from pathlib import Path

from ingest.errors import EmptyFile, TooLarge, UnsupportedType
from ingest.formats.encoding import decode
from ingest.records import Text

# The longest book of the trade has about 3 MB of text; what is larger is a log or a data dump.
_LARGEST = 5_000_000


def load_text(path: Path) -> str:
    """Return the text of a file, whatever its encoding.

    Raises TooLarge (over 5 MB), UnsupportedType (binary data) or EmptyFile (nothing but white space).
    """
    size = path.stat().st_size
    if size > _LARGEST:
        raise TooLarge(path.name, f"{size / 1_000_000:.1f} MB", "5 MB")
    try:
        text = decode(path.read_bytes())
    except ValueError as error:
        raise UnsupportedType(path.name, Text("keine Textdatei", "not a text file")) from error
    if not text.strip("\ufeff\0 \t\r\n\f\v\u00a0\u200b"):
        raise EmptyFile(path.name)
    return text
