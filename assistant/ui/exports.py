"""The files that the page offers for download."""

import os
import re
import tempfile
from datetime import date
from pathlib import Path

from assistant.export.files import FORMATS, write_draft
from assistant.studio.draft import Studio
from assistant.ui.owner import OWNER
from assistant.workspace.workspace import Workspace


def export_files(studio: Studio, workspace: Workspace, strategy: str) -> list[Path]:
    """Return the draft as it stands as a file of each format, Word first; none where there is no draft yet.

    They lie in the page's own temporary folder, which goes when the page ends. Raises UnknownStrategy, DraftNotWritten.
    """
    stored, states = workspace.strategy(OWNER, strategy), workspace.sections(OWNER, strategy)
    if not states:
        return []
    sections = tuple(state.section for state in states)
    profile, today = workspace.profile(OWNER, strategy), date.today().isoformat()
    made = studio.draft_of(profile, sections, language=stored.language, made_on=today)
    folder = tempfile.mkdtemp(prefix="export-", dir=os.environ.get("GRADIO_TEMP_DIR"))
    paths = [Path(folder) / f"{_file_name(made.title)}{ending}" for ending in FORMATS]
    for path in paths:
        write_draft(made, path)
    return paths


def _file_name(title: str) -> str:
    """Return a title as the name of a file on any system."""
    return re.sub(r"[^\w\- ]+", "", title).strip()[:80] or "Strategie"
