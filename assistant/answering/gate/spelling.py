"""One spelling for dates that are written in many ways: "May 14–16, 2014", "14.05. bis 16.05.2014", "2026-09"."""

import re

_MONTH = (
    r"(?:Jan(?:uary|uar)?|Jänner|Feb(?:ruary|ruar)?|March|Mär(?:z)?|Maerz|Mar|Apr(?:il)?|Mai|May|June|Juni|Jun|July|Juli|Jul|"
    r"Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?:0?[1-9]|1[0-2])"  # of a month
_TO = r"(\s?(?:[-–/,&]|bis(?:\szum)?|und|auf den|to|and|until)\s?)"
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelled)
    for pattern, spelled in (
        (rf"\b({_DAY})/({_NUMBER})/({_YEAR})\b", r"\1.\2.\3"),
        (rf"\b({_DAY})\.({_MONTH})", r"\1. \2"),
        (rf"({_MONTH}) (?:of|des Jahres|im Jahr|in) ({_YEAR})\b", r"\1 \2"),
        (rf"\b({_DAY})\.({_NUMBER})\.{_TO}({_DAY}\.{_NUMBER}\.({_YEAR}))", r"\1.\2.\5\3\4"),
        (rf"\b({_DAY})\.{_TO}({_DAY}\.\s?({_NUMBER}\.\s?{_YEAR}))", r"\1.\4\2\3"),
        (rf"\b({_DAY})\.? ({_MONTH}){_TO}({_DAY}\.? {_MONTH} ({_YEAR}))", r"\1. \2 \5\3\4"),
        (rf"\b({_DAY})\.?{_TO}({_DAY}\.? ({_MONTH}(?: {_YEAR})?))", r"\1. \4\2\3"),
        (rf"({_MONTH}) ({_DAY}){_TO}({_DAY}),? ({_YEAR})\b", r"\2. \1 \5\3\4. \1 \5"),
        (rf"({_MONTH}){_TO}({_MONTH} ({_YEAR}))", r"\1 \4\2\3"),
        (rf"(?<![\d.])({_NUMBER})\.({_YEAR})\b", r"\1/\2"),
        (rf"(?<![\d.-])({_YEAR})-(0[1-9]|1[0-2])(?![\d-])", r"\2/\1"),
        (rf"\b({_YEAR})/(\d\d)\b(?!\d)", r"\1/20\2"),
        (rf"\b({_YEAR})[ /]?(Q[1-4])\b", r"\2 \1"),
        (r"\b([12])\. ?Hj\.", r"\1. Halbjahr"),
        (r"\b([1-4])\. ?Qu?\.", r"\1. Quartal"),
        (r"\bJahres(ende|beginn|anfang|mitte)\b", r"\1"),
        (r"\bthe middle of\b", "mid"),
        (r"\b(\d{1,2})[:.](\d\d) ?(Uhr|am|pm|a\.m\.|p\.m\.)(?!\w)", r"\1:\2 \3"),
    )
)
_ROMAN_QUARTER = re.compile(r"\b(I{1,3}|IV)\. Quartal")
_BEFORE_DAY = "|".join(
    rf"(?<=\b{word}\s)" for word in ("am", "im", "ab", "on", "by", "vom", "zum", "bis", "den", "dem", "der")
)
_NO_YEAR = re.compile(rf"(?:{_BEFORE_DAY})({_DAY})\.({_NUMBER})\.(?!\s?\d)")
_NAMES = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
_HAS_DIGIT = re.compile(r"\d|Jahres|middle")


def with_plain_dates(text: str) -> str:
    """Return a text whose dates and ranges of dates are spelled out, each with its month and year."""
    if not _HAS_DIGIT.search(text):
        return text
    text = _NO_YEAR.sub(lambda match: f"{match.group(1)}. {_NAMES[int(match.group(2)) - 1]}", text)
    text = _ROMAN_QUARTER.sub(lambda match: f"{_ROMAN[match.group(1)]}. Quartal", text)
    for pattern, spelled in _RULES:
        text = pattern.sub(spelled, text)
    return text
