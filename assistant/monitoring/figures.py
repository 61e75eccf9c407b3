"""Figures and days as people type them, and as they are shown to be typed over."""

import re
from datetime import date
from decimal import Decimal

from assistant.export.words import short_month
from assistant.monitoring.records import real_day
from assistant.studio.numbers import read_number
from ingest.records import Language

_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_READS_AS_THOUSANDS = 3  # decimals: "1,234"


def signed_number(text: str) -> float:
    """Return the number that a text holds, "-2,5" too; raises ValueError."""
    bare = text.strip().replace("\u2212", "-")
    return -read_number(bare[1:]) if bare.startswith("-") else read_number(bare)


def figure_text(value: float | None, language: Language) -> str:
    """Return a figure as `signed_number` reads it back the same: "2,5", "-1234,5", "1,2340"; "" for none."""
    if value is None:
        return ""
    whole, _, decimals = f"{Decimal(repr(value + 0.0)):f}".partition(".")
    decimals = decimals.rstrip("0")
    if not decimals:
        return whole
    more = "0" if len(decimals) == _READS_AS_THOUSANDS else ""
    return f"{whole}{',' if language == 'de' else '.'}{decimals}{more}"


def read_day(text: str) -> str:
    """Return "31.3.2027" or "2027-03-31" as the latter, "" as ""; raises ValueError."""
    if german := _GERMAN_DAY.fullmatch(text.strip()):
        return real_day(f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}")
    return real_day(text)


def day_text(day: str, language: Language) -> str:
    """Return a day as `read_day` reads it: "31.03.2027" in German, "2027-03-31" in English; "" for none."""
    return ".".join(reversed(day.split("-"))) if language == "de" else day


def short_day(day: str, language: Language) -> str:
    """Return a day as a narrow column shows it: "31.03.2027", "31 Mar 2027"."""
    when = date.fromisoformat(day)
    return day_text(day, "de") if language == "de" else f"{when.day} {short_month(when.month, language)} {when.year}"
