"""Where files that the page offers are written: its own temporary folder, which goes when the page ends."""

import os
import re
import tempfile
from pathlib import Path


def download_path(title: str, ending: str) -> Path:
    """Return where to write a file that is named after a title, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=os.environ.get("GRADIO_TEMP_DIR")))
    name = re.sub(r"[^\w\- ]+", "", title).strip()[:80]
    return folder / f"{name or 'Strategie'}{ending}"
