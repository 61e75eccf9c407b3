"""What an Office file says about itself: title, authors, language. Shared by the readers of DOCX, PPTX and XLSX."""

import re

from ingest.clean import normalise
from ingest.formats.package import Node
from ingest.records import SourceDetails

_PROGRAM_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|powerpoint[- ]präsentation|powerpoint presentation|word[- ]dokument"
    r"|do[ck]ument ?\d*|präsentation ?\d*|presentation ?\d*|mappe ?\d*|book ?\d*|untitled|unbenannt)",
    re.IGNORECASE,
)
_PROGRAM_AUTHORS = {"python-docx", "administrator", "admin", "user", "benutzer", "unknown", "microsoft office user"} | {
    "windows user", "windows-benutzer", "docx", "apache poi", "openpyxl", "steve canny",
}  # fmt: skip


def core_details(properties: Node | None, title: str) -> SourceDetails:
    """Return what the core properties say, `title` where they give none.

    The year of the file is not the year of publication: it stays None.
    """
    said = _property(properties, "title")
    language = _property(properties, "language")[:2].lower()
    return SourceDetails(
        title=said if said and not _PROGRAM_TITLE.fullmatch(said) else title,
        authors=_authors(_property(properties, "creator")),
        language=language if language.isalpha() else "",
    )


def _property(properties: Node | None, name: str) -> str:
    if properties is None:
        return ""
    found = next(properties.iter(f"{{*}}{name}"), None)
    return "" if found is None else normalise("".join(found.itertext()))


def _authors(creator: str) -> tuple[str, ...]:
    """Return the names in a creator property: "A. Meier; B. Huber" or "Anna Meier, Bernd Huber", not "Meier, Anna"."""
    names = [name.strip() for name in creator.split(";")]
    parts = [part.strip() for part in creator.split(",")]
    if len(names) == 1 and len(parts) > 1 and all(len(part.split()) in (2, 3) for part in parts):
        names = parts
    return tuple(name for name in names if name and name.lower() not in _PROGRAM_AUTHORS)
