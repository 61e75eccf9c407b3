"""Uploaded files after they have served: no copy is left behind."""

import contextlib
from collections.abc import Sequence
from pathlib import Path


def discard(paths: Sequence[Path]) -> None:
    """Delete uploaded files and the folders that Gradio made for them; what is gone already is fine."""
    for path in paths:
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # the folder holds another upload of the same content
            path.parent.rmdir()
