"""A draft as a file: the ending of its name says which format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.export.bibliography import alphabetical
from assistant.export.citing import CitationStyle
from assistant.export.docx import docx_bytes
from assistant.export.html import draft_html
from assistant.export.markdown import draft_markdown
from assistant.export.pdf import pdf_bytes
from assistant.export.reference_files import to_bibtex, to_csl_json, to_ris
from assistant.export.tables_xlsx import xlsx_bytes
from assistant.export.tasks_csv import tasks_csv
from assistant.export.typed_citations import with_typed_citations
from assistant.studio.records import Draft
from ingest.errors import AppError
from ingest.records import Text


@dataclass(frozen=True)
class Layout:
    """How a draft is to look, where its format knows such a thing.

    template   lends a Word file its styles     style   how a citation stands in the text
    """

    template: Path | None = None
    style: CitationStyle = "footnotes"


_FORMATS: Mapping[str, Callable[[Draft, Layout], bytes]] = {
    ".docx": lambda draft, layout: docx_bytes(draft, template=layout.template, style=layout.style),
    ".pdf": lambda draft, layout: pdf_bytes(draft, layout.style),
    ".html": lambda draft, layout: draft_html(draft, layout.style).encode(),
    ".md": lambda draft, layout: draft_markdown(draft, layout.style).encode(),
    ".xlsx": lambda draft, layout: xlsx_bytes(draft),
    ".csv": lambda draft, layout: tasks_csv(draft),
    ".bib": lambda draft, layout: to_bibtex(alphabetical(draft)).encode(),
    ".ris": lambda draft, layout: to_ris(alphabetical(draft)).encode(),
    ".json": lambda draft, layout: to_csl_json(alphabetical(draft)).encode(),
}
FORMATS = tuple(_FORMATS)


class NoSuchFormat(AppError):
    """A file name whose ending names no format of export."""

    code = "no_such_format"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path.name}: dieses Format kann nicht geschrieben werden.", f"{path.name}: this cannot be written."),
            Text(f"Möglich sind {', '.join(FORMATS)}.", f"Possible are {', '.join(FORMATS)}."),
        )


class DraftNotWritten(AppError):
    """A file that the system does not let us write."""

    code = "draft_not_written"

    def __init__(self, path: Path, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        super().__init__(
            Text(f"{path} kann nicht geschrieben werden ({reason}).", f"{path} cannot be written ({reason})."),
            Text(
                "Schließen Sie die Datei, und prüfen Sie, ob es den Ordner gibt und Platz frei ist.",
                "Close the file where it is open, and check that the folder exists and has free space.",
            ),
        )


def check_format(path: Path) -> None:
    """Raise NoSuchFormat where a draft cannot be written under this name."""
    if path.suffix.lower() not in FORMATS:
        raise NoSuchFormat(path)


def write_draft(draft: Draft, path: Path, layout: Layout = Layout()) -> None:
    """Write a draft in the format that the ending of the file's name says.

    What someone typed like a citation is followed by an open point: no quote proves it (see `with_typed_citations`).
    Raises NoSuchFormat, UnusableTemplate, DraftNotWritten, and ValueError for a mark without a quote.
    """
    check_format(path)
    write_file(_FORMATS[path.suffix.lower()](with_typed_citations(draft), layout), path)


def write_file(content: bytes, path: Path) -> None:
    """Write a file; raises DraftNotWritten."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise DraftNotWritten(path, error) from error
