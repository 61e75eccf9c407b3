"""Reads the quantities of a German or English text: digits, number words, fractions, ordinals, units, frequencies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from assistant.answering.gate.dates import dates
from assistant.answering.gate.reading import Reading

Unit = Literal["", "pp", "%", "€", "chf", "$", "months", "days", "hours", "times a year"]

_DE_ONES = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
            "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")  # fmt: skip
_DE_TENS = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_EN_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DE_ORDINALS = (
    "erst", "zweit", "dritt", "viert", "fünft", "sechst",
    "siebt", "acht", "neunt", "zehnt", "elft", "zwölft",
)  # fmt: skip
_EN_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
_SCALES = {
    "mio": 1e6, "mill": 1e6, "million": 1e6, "millionen": 1e6, "millions": 1e6, "mrd": 1e9, "milliarde": 1e9,
    "milliarden": 1e9, "billion": 1e9, "bn": 1e9, "mn": 1e6, "tsd": 1e3, "tausend": 1e3, "thousand": 1e3,
    "hundert": 1e2, "hundred": 1e2,
    "dutzend": 12.0, "dozen": 12.0, "t": 1e3, "k": 1e3, "m": 1e6,
}  # fmt: skip
_FRACTIONS = {
    "hälfte": 50.0, "half": 50.0, "drittel": 100 / 3, "third": 100 / 3, "thirds": 100 / 3, "viertel": 25.0,
    "quarter": 25.0, "quarters": 25.0, "fünftel": 20.0, "zehntel": 10.0, "dreiviertel": 75.0, "zweidrittel": 200 / 3,
}  # fmt: skip
_TIMES: dict[str, tuple[Unit, float]] = {
    "jahr": ("months", 12.0), "year": ("months", 12.0), "monat": ("months", 1.0), "month": ("months", 1.0),
    "quartal": ("months", 3.0), "halbjahr": ("months", 6.0), "woche": ("days", 7.0), "week": ("days", 7.0),
    "tag": ("days", 1.0), "day": ("days", 1.0), "stunde": ("hours", 1.0), "hour": ("hours", 1.0),
    "minute": ("hours", 1 / 60), "jähr": ("months", 12.0), "wöch": ("days", 7.0), "täg": ("days", 1.0),
    "minüt": ("hours", 1 / 60), "stünd": ("hours", 1.0),
}  # fmt: skip
_TIME = r"(jahr|year|monat|month|quartal|halbjahr|woche|week|tag|day|stunde|hour|minute|jähr|wöch|täg|minüt|stünd)"
_TIME_UNIT = re.compile(
    rf"[\s-]*(?:volle[nr]?\s|ganze[nr]?\s|calendar\s)?{_TIME}(?:es|e|en|n|s|lich\w*|ig\w*)?(?![a-zäöüß])"
)
_UNITS: tuple[tuple[Unit, re.Pattern[str]], ...] = (
    ("pp", re.compile(r"\s*(?:-?prozent-?punkte?n?\b|%-punkte?n?\b|pp\b|percentage[ -]points?\b)")),
    ("%", re.compile(r"\s*(?:%|-?prozent|percent|per cent)")),
    ("€", re.compile(r"\s*(?:€|euros?\b|eur\b)")),
    ("chf", re.compile(r"\s*(?:chf\b|franken\b)")),
    ("$", re.compile(r"\s*(?:\$|dollars?\b)")),
)
_CURRENCIES: dict[str, Unit] = {"€": "€", "eur": "€", "euro": "€", "chf": "chf", "$": "$", "usd": "$"}
_CURRENCY_BEFORE = re.compile(r"(€|\$|\b(?:eur|euro|chf|usd))\s?$")
_PERIODS = {
    "halbjährlich": 2.0, "jährlich": 1.0, "alljährlich": 1.0, "annually": 1.0, "annual": 1.0, "yearly": 1.0,
    "monatlich": 12.0, "monthly": 12.0, "vierteljährlich": 4.0, "quartalsweise": 4.0, "quarterly": 4.0,
    "wöchentlich": 52.0, "weekly": 52.0, "täglich": 365.0, "daily": 365.0, "zweiwöchentlich": 26.0,
    "vierzehntäglich": 26.0, "vierzehntägig": 26.0, "zweiwöchig": 26.0,
}  # fmt: skip
_PER_YEAR = {
    "jahr": 1.0, "year": 1.0, "halbjahr": 2.0, "quartal": 4.0, "quarter": 4.0, "monat": 12.0, "month": 12.0,
    "woche": 52.0, "week": 52.0, "tag": 365.0, "day": 365.0,
}  # fmt: skip
_EACH = r"(?:im|pro|je|jede[snrm]?|in der|a|per|each|every|in jedem)"
_PERIOD = r"(halbjahr|jahr|year|quartal|quarter|monat|month|woche|week|tag|day)(?:e?s|e)?\b"
_ONCE = (
    r"(einmal|zweimal|dreimal|viermal|fünfmal|sechsmal|once|twice|three times|four times|(\d+)[\s-]?mal|(\d+) times)"
)
_ONCE_VALUES = {"einmal": 1.0, "once": 1.0, "zweimal": 2.0, "twice": 2.0, "dreimal": 3.0, "three times": 3.0,
                "viermal": 4.0, "four times": 4.0, "fünfmal": 5.0, "sechsmal": 6.0}  # fmt: skip
_FREQUENCY = re.compile(
    rf"\b{_ONCE}\s(?:{_EACH}\s{_PERIOD}|(jährlich|monatlich|wöchentlich|täglich))"
    rf"|\b(?:alle|every)\s([a-zäöüß]+|\d+)\s{_TIME}(?:e|en|n|s)?\b"
    rf"|\b(?:jede[snr]?|every|each|pro|per)\s{_PERIOD}"
    rf"|\b(?:({'|'.join(sorted(_PERIODS, key=len, reverse=True))})(?:e[nrsm]?)?)\b"
)
_SMALL = r"(\d{1,2}|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|two|three|four|five|six|seven|eight|nine|ten)"
_LARGEST_WHOLE = 10.0  # "4 von 64 Mitgliedern" is a count
_SHARE = re.compile(
    r"\b(?:jede[rsnm]?|every)\s((?:zweit|dritt|viert|fünft|zehnt)e[nrsm]?|second|third|fourth|fifth|tenth)\b"
    rf"|\b{_SMALL}\s(?:von|der|out of|in|of)\s{_SMALL}\b(?!\s(?:jahr|monat|woche|tag|year|month|week|day))"
    rf"|\bvon\s{_SMALL}\s[a-zäöüß-]+(?:\s[a-zäöüß-]+)?\s{_SMALL}(?=[.,;]|$)"
    rf"|\b(?:one|1)\sin\s{_SMALL}\b"
)
_DIGITS = re.compile(r"(?<![\w.,])(\d+(?:[.,’']\d+)*(?: \d{3}(?!\d))*)(?:(st|nd|rd|th)\b|(\.)(?=\s[a-zäöü]))?")
_FULL_HOUR = re.compile(r"(?<=\d):00\b")  # "14:00 Uhr" is 14 o'clock
_LABEL = re.compile(r"\b(?!q[1-4]\b)([a-zäöü]{1,4})(\d{1,4})\b")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit: text[start:end] of a reading; `exact` is False for a third, which is 33 or 33.3 percent.

    label   the letters of a name such as "H1", "" for numbers
    """

    text: str
    start: int
    end: int
    value: float
    unit: Unit
    ordinal: bool = False
    exact: bool = True
    label: str = ""


@lru_cache(maxsize=4096)
def quantities(reading: Reading) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order, without those that belong to its dates."""
    taken = [(day.start, day.end) for day in dates(reading)]
    found: list[Quantity] = []
    for reader in (_shares, _frequencies, _labels, _figures, _words):
        for quantity in reader(reading):
            if all(quantity.end <= start or end <= quantity.start for start, end in taken):
                found.append(quantity)
                taken.append((quantity.start, quantity.end))
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _frequencies(reading: Reading) -> Iterator[Quantity]:
    """Yield how often a year something happens: "einmal im Quartal", "alle drei Monate", "quarterly" are 4."""
    for match in _FREQUENCY.finditer(reading.lower):
        once, figure, times, period, adverb, count, unit, every, single = match.groups()
        if once:
            each = _ONCE_VALUES.get(once) or float(figure or times)
            rate = each * (_PER_YEAR[period] if period else _PERIODS[adverb])
        elif count:
            number = _word_values().get(count) or (float(count) if count.isdigit() else 0.0)
            if not number:
                continue
            dimension, length = _TIMES[unit]
            rate = (12.0 if dimension == "months" else 365.0 if dimension == "days" else 8760.0) / (number * length)
        else:
            rate = _PER_YEAR[every] if every else _PERIODS[single]
        yield Quantity(match.group(), match.start(), match.end(), rate, "times a year", exact=False)


def _shares(reading: Reading) -> Iterator[Quantity]:
    """Yield "jeder Zweite", "vier von zehn", "von zehn Firmen vier" and "one in five" as what they are in percent."""
    for match in _SHARE.finditer(reading.lower):
        nth, part, whole, earlier_whole, later_part, one = match.groups()
        of = _ordinal_value(nth) if nth else _small_value(whole or earlier_whole or one)
        some = _small_value(part or later_part or "1")
        if 0 < some < of <= _LARGEST_WHOLE:
            yield Quantity(match.group(), match.start(), match.end(), 100 * some / of, "%", exact=False)


def _small_value(word: str) -> float:
    return float(word) if word.isdigit() else _word_values().get(word, 0.0)


def _labels(reading: Reading) -> Iterator[Quantity]:
    for match in _LABEL.finditer(reading.lower):
        yield Quantity(match.group(), match.start(), match.end(), float(match.group(2)), "", label=match.group(1))


def _figures(reading: Reading) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(reading.lower):
        if _FULL_HOUR.match(reading.lower, match.start() - 1):
            continue
        for start, digits in _split_at_spaces(match, reading):
            ordinal = bool(match.group(2) or match.group(3)) and start + len(digits) == match.end(1)
            quantity = Quantity(digits, start, start + len(digits), _value(digits, reading.language), "", ordinal)
            yield quantity if ordinal else _with_unit(quantity, reading)


def _split_at_spaces(match: re.Match[str], reading: Reading) -> list[tuple[int, str]]:
    """Return "710 000" as one number in front of a unit or noun, as two where it may be two cells of a table."""
    digits = match.group(1)
    if " " not in digits or re.match(r"\s?(?:€|%|euro|[A-Za-zÄÖÜäöü])", reading.text[match.end(1) :]):
        return [(match.start(1), digits)]
    return [(match.start(1) + part.start(), part.group()) for part in re.finditer(r"\S+", digits)]


def _value(digits: str, language: str | None) -> float:
    """Return what digits stand for: "1.200,50" and "1,200.50" are the same number."""
    digits = re.sub(r"[\s’']", "", digits)
    separators = re.findall(r"[.,]", digits)
    if not separators:
        return float(digits)
    *groups, last = re.split(r"[.,]", digits)
    grouped = all(len(group) == 3 for group in [*groups[1:], last])
    if len(set(separators)) == 1 and grouped and (len(separators) > 1 or _groups(separators[0], language)):
        return float("".join([*groups, last]))
    return float("".join(groups) + "." + last)


def _groups(separator: str, language: str | None) -> bool:
    """Tell whether a separator groups thousands: the dot in German, the comma in English, both where neither shows."""
    return language is None or separator == ("." if language == "de" else ",")


def _words(reading: Reading) -> Iterator[Quantity]:
    for match in _word_pattern().finditer(reading.lower):
        quantity = _word_quantity(match, reading)
        if quantity is not None:
            yield quantity


def _word_quantity(match: re.Match[str], reading: Reading) -> Quantity | None:
    word = match.group()
    if match.lastgroup == "fraction":
        if _ORDINAL_BEFORE.search(reading.lower, 0, match.start()):
            return None  # "in der zweiten Hälfte"
        number = _word_values().get((match.group("count") or "").strip(" -"), 1.0)
        value = number * _FRACTIONS[match.group("part")]
        return Quantity(word, match.start(), match.end(), value, "%", exact=False)
    if match.lastgroup == "ordinal":
        return Quantity(word, match.start(), match.end(), _ordinal_value(word), "", ordinal=True)
    value = _word_values()[match.group("number")]
    quantity = Quantity(word, match.start(), match.end(), value, "")
    if match.group("number") in ("acht", "sieben") and re.search(
        r"\b(außer|in|sich in)\s$", reading.lower[: match.start()]
    ):
        return None
    quantity = _with_unit(quantity, reading)
    is_article = match.group("number") in _ARTICLES and not _BOUND_BEFORE.search(reading.lower, 0, match.start())
    return (
        None
        if is_article and quantity.unit not in ("months", "days", "hours") and quantity.value == value
        else quantity
    )


def _with_unit(quantity: Quantity, reading: Reading) -> Quantity:
    """Return a quantity with the scale and unit that follow: "0,71 Mio. €" is 710000 euros, "36 Monate" 36 months."""
    scale = _SCALE.match(reading.lower, quantity.end)
    if scale:
        value = quantity.value * _SCALES[scale.group(1)]
        quantity = replace(quantity, value=value, end=scale.end(), text=reading.lower[quantity.start : scale.end()])
    currency = _CURRENCY_BEFORE.search(reading.lower, max(0, quantity.start - 6), quantity.start)
    if currency:
        return replace(quantity, unit=_CURRENCIES[currency.group(1)])
    for unit, pattern in _UNITS:
        match = pattern.match(reading.lower, quantity.end)
        if match:
            return replace(quantity, unit=unit, end=match.end(), text=reading.lower[quantity.start : match.end()])
    time = _TIME_UNIT.match(reading.lower, quantity.end)
    if time:
        dimension, length = _TIMES[time.group(1)]
        text = reading.lower[quantity.start : time.end()]
        return replace(quantity, unit=dimension, value=quantity.value * length, end=time.end(), text=text)
    return quantity


def _ordinal_value(word: str) -> float:
    names = _DE_ORDINALS if any(word.startswith(name) for name in _DE_ORDINALS) else _EN_ORDINALS
    return 1.0 + next(number for number, name in enumerate(names) if word.startswith(name))


@cache
def _word_values() -> dict[str, float]:
    """Return the number words of both languages up to 999, and the words for one, half and both."""
    values: dict[str, float] = {"null": 0.0, "zero": 0.0, "zwo": 2.0, "beide": 2.0, "beiden": 2.0, "beider": 2.0,
                                "both": 2.0,
                                "anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "halbe": 0.5, "halben": 0.5,
                                "halbes": 0.5, "half a": 0.5, "zweier": 2.0, "dreier": 3.0, "dutzend": 12.0,
                                "dozen": 12.0, "hundert": 100.0, "tausend": 1000.0, "a hundred": 100.0,
                                "a thousand": 1000.0, "hundred": 100.0, "thousand": 1000.0}  # fmt: skip
    values |= {word: float(number) for number, word in enumerate(_DE_ONES) if word}
    values |= {word: float(number) for number, word in enumerate(_EN_ONES) if word}
    for place, (german, english) in enumerate(zip(_DE_TENS, _EN_TENS, strict=True), 2):
        values |= {german: 10.0 * place, english: 10.0 * place}
        for one in range(1, 10):
            values[f"{_DE_ONES[one]}und{german}"] = values[f"{english}-{_EN_ONES[one]}"] = 10.0 * place + one
    below = {word: number for word, number in values.items() if 0 < number < 100 and number == int(number)}
    for hundreds in range(1, 10):
        for prefix in (f"{_DE_ONES[hundreds]}hundert", *(["hundert"] if hundreds == 1 else [])):
            values[prefix] = 100.0 * hundreds
            values |= {prefix + word: 100.0 * hundreds + number for word, number in below.items() if word.isalpha()}
        values[f"{_EN_ONES[hundreds]} hundred"] = 100.0 * hundreds
    return values | {f"{_DE_ONES[n]}tausend": 1000.0 * n for n in range(1, 13)} | dict.fromkeys(_ARTICLES, 1.0)


@cache
def _word_pattern() -> re.Pattern[str]:
    begins = "|".join(sorted({word[:2] for word in (*_word_values(), *_FRACTIONS, *_DE_ORDINALS, *_EN_ORDINALS)}))
    counts = "|".join(re.escape(word) for word in sorted(_word_values(), key=len, reverse=True))
    fractions = "|".join(sorted(_FRACTIONS, key=len, reverse=True))
    german = "|".join(_DE_ORDINALS)
    english = "|".join(_EN_ORDINALS)
    return re.compile(
        rf"\b(?=(?:{begins}))(?:"  # a quick look first: nearly a thousand words follow
        rf"(?P<fraction>(?<!\bthe )(?P<count>(?:{counts})[\s-])?(?P<part>{fractions})n?\b"
        rf"(?!\sof\s(?:19|20)\d\d)(?!\s?jahr|stund))"
        rf"|(?P<ordinal>(?:{german})(?:e[nrsm]?)\b|(?:{english})\b)"
        rf"|(?P<number>{counts})(?=\b|monat|jähr|wöch|täg|stünd|prozent))"
    )


_BOUND_BEFORE = re.compile(
    r"(?:\b(?:mindestens|wenigstens|höchstens|maximal|at least|at most)|\b(?:mind|max|min)\.)\s(?:je\s|jeweils\s)?$"
)
_ORDINAL_BEFORE = re.compile(r"\b(?:erste|zweite|letzte|andere)[nrs]?\s$|\b(?:first|second|last|latter|other)\s$")
_ARTICLES = frozenset(["ein", "eine", "einen", "einem", "einer", "eines", "one", "a", "an"])
_SCALE = re.compile(rf"\s?({'|'.join(sorted(_SCALES, key=len, reverse=True))})\b\.?")
