"""Figures and days as people type them, and as they are shown to be typed over."""

from datetime import date

from assistant.export.words import short_month
from assistant.instruments.typed import day_text
from assistant.studio.numbers import read_number
from ingest.records import Language


def signed_number(text: str) -> float:
    """Return the number that a text holds, "-2,5" too; raises ValueError."""
    bare = text.strip().replace("\u2212", "-")
    return -read_number(bare[1:]) if bare.startswith("-") else read_number(bare)


def short_day(day: str, language: Language) -> str:
    """Return a day as a narrow column shows it: "31.03.2027", "31 Mar 2027"."""
    when = date.fromisoformat(day)
    return day_text(day, "de") if language == "de" else f"{when.day} {short_month(when.month, language)} {when.year}"
