"""Numbers as people write them, in German and English, and as they are shown."""

import re

from ingest.records import Language

_UNIT = re.compile(r"\s*(euro|eur|€|%|prozent|per cent)$|^(euro|eur|€)\s*", re.IGNORECASE)
# 12.500 or 1 200 000, with or without decimals behind the other sign
_GROUPED = re.compile(r"^([1-9]\d{0,2}(?:([.,'\u00a0 ])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?$")
_PLAIN = re.compile(r"^(\d+)(?:[.,](\d+))?$")
_LONGEST = 30  # characters


def read_number(text: str) -> float:
    """Return the number of "12.500", "12.500,50", "12,500.50" or "1 200 Euro"; raises ValueError.

    A single point or comma before exactly three digits parts thousands.
    """
    bare = _UNIT.sub("", text.strip()).strip()
    if len(bare) <= _LONGEST and (grouped := _GROUPED.match(bare)):
        return float(f"{re.sub(r'[^0-9]', '', grouped[1])}.{grouped[3] or 0}")
    if len(bare) <= _LONGEST and (plain := _PLAIN.match(bare)):
        return float(f"{plain[1]}.{plain[2] or 0}")
    raise ValueError(f"no number: {text[:_LONGEST]!r}")


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
