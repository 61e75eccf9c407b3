"""What keeps a file from being read back."""

from ingest.errors import AppError
from ingest.records import Text

_HINT = Text(
    "Gelesen werden Entwürfe, wie der Export sie schreibt: Word-Dokumente (.docx) ohne Kennwort und Markdown (.md),"
    " ein Abschnitt je Überschrift der obersten Ebene.",
    "What the export writes can be read: Word documents (.docx) without a password and Markdown (.md),"
    " a section for each heading of the highest level.",
)


LONGEST = 500_000  # characters: some 200 pages, several times the longest strategy
MOST_CITATIONS = 1_000  # a draft has some fifty; a thousand that are nowhere to be found take ten seconds


class UnreadableDraft(AppError):
    """A file that cannot be read back as a draft; the message names it and says why."""

    code = "unreadable_draft"

    def __init__(self, message: Text) -> None:
        super().__init__(message, _HINT)


class NoSections(UnreadableDraft):
    """A document without a heading that a section could begin with."""

    code = "no_sections"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} hat keine Abschnitte: Es fehlen Überschriften.", f"{name} has no sections: it lacks headings."
            )
        )


class DraftTooLong(UnreadableDraft):
    """A document far longer than any strategy, or with far more citations."""

    code = "draft_too_long"

    def __init__(self, name: str) -> None:
        limits = Text(
            f"{LONGEST:_} Zeichen und {MOST_CITATIONS:_} Belege".replace("_", "."),
            f"{LONGEST:,} characters and {MOST_CITATIONS:,} citations",
        )
        super().__init__(
            Text(
                f"{name} ist länger als jede Strategie: erlaubt sind {limits.de}.",
                f"{name} is longer than any strategy: the limits are {limits.en}.",
            )
        )
