"""The words of exported drafts: texts of prompts/export.toml, months and days without the system's locale."""

from collections.abc import Mapping
from datetime import date

from assistant.studio.records import Draft
from assistant.wording import wordings
from ingest.records import Language

_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
        "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip


def word(key: str, language: Language) -> str:
    """Return a text of prompts/export.toml, its placeholders still in braces; raises KeyError for an unknown key."""
    return wordings("export.toml")[key].of(language)


def word_about(draft: Draft, key: str) -> str:
    """Return what a draft says about itself: a text of its nature ("audit_legend"), else the one of a strategy."""
    own = f"{draft.nature}_{key}"
    return word(own if own in wordings("export.toml") else key, draft.language)


def day_in_words(day: str, language: Language) -> str:
    """Return "2026-11-28" as "28. November 2026" or "28 November 2026"; raises ValueError for no such day."""
    when = date.fromisoformat(day)
    dot = "." if language == "de" else ""
    return f"{when.day}{dot} {_MONTHS[language][when.month - 1]} {when.year}"


def month_in_words(month: str, language: Language) -> str:
    """Return "2027-03" as "März 2027" or "March 2027"; raises ValueError for no such month."""
    when = date.fromisoformat(f"{month}-01")
    return f"{_MONTHS[language][when.month - 1]} {when.year}"


def short_month(month: int, language: Language) -> str:
    """Return the first three letters of a month from 1 to 12: "Mär", "Mar"."""
    return _MONTHS[language][month - 1][:3]
