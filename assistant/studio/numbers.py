"""Numbers as people write them, in German and English, and as they are shown."""

import re

from ingest.records import Language

_THOUSANDS = re.compile(r"^\d{1,3}([.,'\u00a0 ]\d{3})+$")
_UNIT = re.compile(r"\s*(euro|eur|€|%|prozent|per cent)\s*", re.IGNORECASE)
_PARTING = re.compile(r"[.,'\s]")
_PLAIN = re.compile(r"^\d+(\.\d+)?$")


def read_number(text: str) -> float:
    """Return the number of "12.500", "12.500,50", "12,500.50" or "1 200 Euro"; raises ValueError.

    A single point or comma before exactly three digits parts thousands.
    """
    bare = _UNIT.sub("", text).strip()
    if _THOUSANDS.match(bare):
        return float(re.sub(r"\D", "", bare))
    last = max(bare.rfind(","), bare.rfind("."))
    whole, part = (bare, "0") if last < 0 else (bare[:last], bare[last + 1 :])
    plain = f"{_PARTING.sub('', whole)}.{part}"
    if not _PLAIN.match(plain):
        raise ValueError(f"no number: {text!r}")
    return float(plain)


def read_whole(text: str) -> int:
    """Return the whole number that a text holds; raises ValueError."""
    value = read_number(text)
    if value != int(value):
        raise ValueError(f"no whole number: {text!r}")
    return int(value)


def number(value: float, language: Language, decimals: int = 0) -> str:
    """Return 12345.6 as "12.345,60" in German and "12,345.60" in English; a whole number without decimals."""
    rounded = round(value, decimals)
    english = f"{rounded:,.{0 if rounded == int(rounded) else decimals}f}"
    return english.translate(str.maketrans(",.", ".,")) if language == "de" else english


def money(value: float, language: Language) -> str:
    """Return an amount with its unit: "12.345 Euro", "EUR 12,345"; cents only where there are some."""
    return f"{number(value, 'de', 2)} Euro" if language == "de" else f"EUR {number(value, 'en', 2)}"
