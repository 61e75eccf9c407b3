"""Dates in German and English: what a sentence dates must hold what its quote dates, and in the same direction."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.answering.gate.lexicon import Lexicon, load_lexicon
from assistant.answering.gate.reading import Reading
from assistant.answering.gate.records import Contradiction

_MONTHS = (
    "januar|january|jänner|jan",
    "februar|february|feb",
    "märz|march|maerz|mär|mar",
    "april|apr",
    "mai|may",
    "juni|june|jun",
    "juli|july|jul",
    "august|aug",
    "september|sept|sep",
    "oktober|october|okt|oct",
    "november|nov",
    "dezember|december|dez|dec",
)
_MONTH = "(?:" + "|".join(_MONTHS) + r")\b\.?"
_YEAR = r"(?<![\d.,])(?:19|20)\d\d(?![\d%€]|[.,]\d)"
_ORDINAL = {"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
_ORDINALS = "(" + "|".join(_ORDINAL) + r")[nrsm]?|([1-4])\.|([1-4])(?:st|nd|rd|th)"
_PART = (
    r"(?:anfang|beginn|frühjahr|frühling|sommer|mitte|herbst|winter|jahresende|ende|early|beginning of|start of|spring|"
    r"summer|mid|autumn|late|end of)"
)
_PARTS = {  # first and last month of a part of a year; they overlap, as people use them
    "anfang": (1, 4), "beginn": (1, 4), "early": (1, 4), "beginning of": (1, 4), "start of": (1, 4),
    "frühjahr": (3, 6), "frühling": (3, 6), "spring": (3, 6), "sommer": (6, 9), "summer": (6, 9),
    "mitte": (4, 9), "mid": (4, 9), "herbst": (9, 12), "autumn": (9, 12), "winter": (1, 12),
    "ende": (9, 12), "jahresende": (9, 12), "late": (9, 12), "end of": (9, 12),
}  # fmt: skip
_DATE = re.compile(
    rf"(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)\b"
    rf"|\b(?P<d2>\d{{1,2}})\.\s?(?P<m2>\d{{1,2}})\.\s?(?P<y2>(?:19|20)\d\d|\d\d(?=\D|$))"
    rf"|\b(?P<d3>\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?:of\s)?(?P<m3>{_MONTH})(?:,?\s(?P<y3>{_YEAR}))?"
    rf"|\b(?P<m4>{_MONTH})\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y4>{_YEAR}))?"
    rf"|\b(?:(?P<p5>{_PART})[\s-])?(?P<m5>{_MONTH})(?:,?\s(?:des jahres\s)?(?P<y5>{_YEAR}))"
    rf"|(?<![\d/.,])(?P<m10>0?[1-9]|1[0-2])/(?P<y11>(?:19|20)\d\d)\b"
    rf"|\b(?P<m6>{_MONTH})"
    rf"|\b(?:(?P<q7>{_ORDINALS})\s(?:quartals?|quarter)|q(?P<q8>[1-4])|quartal\s(?P<q9>[1-4]))"
    rf"(?:\s|/|,\s|\sof\s|\sdes jahres\s|\sim jahr\s)?(?P<y7>{_YEAR})?"
    rf"|\b(?:(?P<h7>{_ORDINALS})\s(?:halbjahre?s?|jahreshälfte|half of)|h(?P<h8>[12])(?=\s(?:19|20)))"
    rf"(?:\s|/|\sdes jahres\s)?(?P<y8>{_YEAR})?"
    rf"|\b(?P<p9>{_PART})[\s-](?:des jahres\s|the year\s)?(?P<y9>{_YEAR})"
    rf"|(?P<y10>{_YEAR})"
)
_LAST_DAY = 31
_YEAR_LENGTH = 372  # twelve times _LAST_DAY
_DIRECTION = {"until": "until", "earlier": "until", "since": "since", "later": "since"}
_RANGE_BETWEEN = re.compile(r"\s*(?:[-–—/]|bis|to|until|und|and|oder|or)\s*(?:zum\s|einschließlich\s)?$")
_DEADLINE = re.compile(
    r"\b(?:frist\w*|\w*schluss|stichtag|spätestens|fällig|ablauf\w*|deadline|due|closing date|latest|"
    r"end(?:et|en|s)?|läuft)\b"
)
_MONTH_WORD = re.compile(_MONTH)


@dataclass(frozen=True)
class Day:
    """A date or period text[start:end], from the first to the last day; days are year * 372 + month * 31 + day.

    year is 0 where the text names only a month; direction is "until", "since", "range" for an end of a range, or ""
    for a plain date.
    """

    text: str
    start: int
    end: int
    year: int
    first: int
    last: int
    direction: str


def date_contradictions(
    sentence: Reading, quotes: Sequence[Reading], also: Sequence[Reading] = ()
) -> Iterator[Contradiction]:
    """Yield the dates of a sentence that its quotes and `also` do not hold, and those that face the other way."""
    known = [day for quote in quotes for day in dates(quote)]
    around = [day for text in also for day in dates(text)]
    for day in dates(sentence):
        same = [other for other in (*known, *around) if _holds(day, other)]
        if not same and not _is_spelled_apart(day, known):
            yield Contradiction("date", day.text, ", ".join(dict.fromkeys(other.text for other in known)))
        elif same and not any(other in around or _faces_alike(day, other) for other in same):
            if {day.direction, *(other.direction for other in same)} == {"until", ""} and any(
                _DEADLINE.search(quote.lower) for quote in quotes
            ):
                continue  # "bis 30. Juni" for "Einsendeschluss: 30. Juni"
            yield Contradiction("scope", f"{day.direction} {day.text}", same[0].text)


@lru_cache(maxsize=4096)
def dates(reading: Reading) -> tuple[Day, ...]:
    """Return the dates of a text in order."""
    found: list[Day] = []
    for match in _DATE.finditer(reading.lower):
        if _is_date(match, reading):
            found.append(_day(match, reading, found))
    for number, (day, following) in enumerate(pairwise(found)):
        if following.direction == "range":  # "from 2027 to 2029"
            found[number] = replace(day, direction="range")
    return tuple(found)


def _holds(said: Day, known: Day) -> bool:
    """Tell whether a date is that of the quote or a wider period around it ("2027" for "Februar 2027")."""
    if not said.year or not known.year:
        return said.year == known.year and said.first <= known.first and known.last <= said.last
    return (said.first <= known.first and known.last <= said.last) or _is_its_end(said, known)


def _faces_alike(said: Day, known: Day) -> bool:
    """Tell whether two dates may face the same way: the end of a range any, "seit 2011" for "2011"."""
    open_ended = ("", "range") if said.direction == "since" else ("range",)
    return said.direction in ("", "range", known.direction) or known.direction in open_ended


def _is_its_end(said: Day, known: Day) -> bool:
    """Tell whether a day is the deadline that the quote names otherwise: "bis 31.12.2029" for "bis Ende 2029"."""
    begins, ends = known.first % _YEAR_LENGTH < _LAST_DAY, known.last % _YEAR_LENGTH >= _YEAR_LENGTH - 1
    return said.first == said.last and (
        (ends and said.last == known.last and said.direction == known.direction == "until")
        or (begins and said.first == known.first and said.direction == known.direction == "since")
    )


def _is_spelled_apart(day: Day, known: Sequence[Day]) -> bool:
    """Tell whether the quotes name month and year apart: "im März und im April 2026"."""
    if not day.year:
        return any(_yearless(day.first) == _yearless(other.first) for other in known)
    years = {other.year for other in known}
    months = [other for other in known if not other.year]
    return day.year in years and any(_yearless(day.first) == _yearless(other.first) for other in months)


def _yearless(day: int) -> int:
    return day % _YEAR_LENGTH // _LAST_DAY


def _is_date(match: re.Match[str], reading: Reading) -> bool:
    """Tell whether a match is meant as a date: not the verb "may", not "8 Mar" within "8 Markets"."""
    groups = match.groupdict()
    if groups["m6"]:
        return reading.text[match.start()].isupper() and (groups["m6"] not in ("may", "march", "mar", "jan", "dec"))
    return True


def _day(match: re.Match[str], reading: Reading, earlier: Sequence[Day]) -> Day:
    groups = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
    year = int(groups.get("y", "0"))
    year = year + 2000 if 0 < year < 100 else year
    first, last = _months(groups)
    days = (int(groups["d"]), int(groups["d"])) if "d" in groups else (1, _LAST_DAY)
    lexicon = load_lexicon()
    return Day(
        text=match.group().strip(),
        start=match.start(),
        end=match.end(),
        year=year,
        first=year * _YEAR_LENGTH + first * _LAST_DAY + days[0] - 1,
        last=year * _YEAR_LENGTH + last * _LAST_DAY + days[1] - 1,
        direction=_direction(reading, match.start(), earlier, lexicon),
    )


def _months(groups: dict[str, str]) -> tuple[int, int]:
    """Return the first and last month, 0 to 11, that the parts of a date stand for."""
    if "m" in groups:
        month = int(groups["m"]) - 1 if groups["m"].isdigit() else _month(groups["m"])
        return month, month
    for part, length in (("q", 3), ("h", 6)):
        if part in groups:
            number = _ordinal(groups[part])
            return length * (number - 1), length * number - 1
    if "p" in groups:
        begin, end = _PARTS[groups["p"]]
        return begin - 1, end - 1
    return 0, 11


def _month(name: str) -> int:
    return next(number for number, names in enumerate(_MONTHS) if name.rstrip(".") in names.split("|"))


def _ordinal(text: str) -> int:
    digits = re.search(r"\d", text)
    return int(digits.group()) if digits else next(n for word, n in _ORDINAL.items() if text.startswith(word))


def _direction(reading: Reading, start: int, earlier: Sequence[Day], lexicon: Lexicon) -> str:
    """Return where the small word in front of a date points: "bis Ende 2029" until, "ab 2030" since.

    The end of a range is "range": "2027 bis 2029", "von 2027 bis 2029".
    """
    if earlier and earlier[-1].end <= start and _RANGE_BETWEEN.match(reading.lower, earlier[-1].end, start):
        return "range"
    before = reading.lower[max(0, start - 24) : start]
    for name, direction in _DIRECTION.items():
        for match in lexicon.time[name].finditer(before):
            if not _BETWEEN.fullmatch(before[match.end() :]):
                continue
            is_range = match.group() == "from" and re.match(r"\S+\s(to|until)\b", reading.lower[start:])
            return "range" if is_range else direction
    return ""


_BETWEEN = re.compile(
    r"\s+(?:(?:am|zum|zur|dem|der|den|on|the|end of|ende|anfang|mitte|jahr|jahres|year|im|of)\s+){0,3}"
)
