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


class OtherStrategy(UnreadableDraft):
    """A file that has little of the strategy that it is to be read back into."""

    code = "other_strategy"

    def __init__(self, name: str, title: str, found: int, sections: int) -> None:
        """`found` of the strategy's `sections` stand in the file; where all do, they are about another cluster."""
        few = Text(
            f"Nur {found} von {sections} Abschnitten der Strategie stehen darin.",
            f"Only {found} of {sections} sections of the strategy stand in it.",
        )
        about_another = Text(
            "Sie hat die gleichen Überschriften, handelt aber von einem anderen Cluster.",
            "It has the same headings, but is about another cluster.",
        )
        reason = few if found < sections else about_another
        super().__init__(
            Text(
                f"{name} („{title or '–'}“) passt nicht zu dieser Strategie. {reason.de}",
                f"{name} (“{title or '–'}”) does not fit this strategy. {reason.en}",
            )
        )
        self.hint = Text(
            "Wählen Sie die Strategie, aus der die Datei stammt, oder legen Sie aus der Datei eine neue an.",
            "Choose the strategy that the file was exported from, or make a new one of the file.",
        )


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
