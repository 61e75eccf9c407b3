"""The files that the page offers: in which formats, and where they are written."""

import os
import re
import tempfile
from pathlib import Path

from assistant.export.files import FORMATS
from assistant.ui.wording import Wording
from ingest.records import Language

_LONGEST_NAME = 120  # bytes; file systems take 255, and 80 letters of four bytes are more


def download_path(title: str, ending: str) -> Path:
    """Return where to write a file that is named after a title, in a folder of its own that goes when the page ends."""
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=os.environ.get("GRADIO_TEMP_DIR")))
    name = re.sub(r"[^\w\- ]+", "", title).strip()
    name = name.encode()[:_LONGEST_NAME].decode(errors="ignore").strip()
    return folder / f"{name or 'Strategie'}{ending}"


def format_choices(wording: Wording, language: Language) -> list[tuple[str, str]]:
    """Return the formats for a dropdown: name in this language, ending."""
    return [(wording.export.formats[one.removeprefix(".")].of(language), one) for one in FORMATS]
