"""Numbers that a quote does not spell but that follow from it: sums, differences, spans of years, shares, rounding."""

import re
from collections.abc import Sequence
from itertools import combinations

from assistant.answering.gate.dates import dates
from assistant.answering.gate.quantities import Quantity
from assistant.answering.gate.reading import Reading

_ROUNDED = 0.08  # "rund die Hälfte" for 48 %, "knapp zwei Drittel" for 64 %
_OPEN_ENDED = 1.35  # "mehr als 100" for 122; for 500 it would be odd
_MOST_SUMMED = 8  # figures of a quote that are added up
_ARTICLE = r"(?:\s(?:eine?[nrms]?|der|die|das|dem|den|a|the))?\s$"
_ABOUT = re.compile(
    r"\b(?:rund|etwa|ca\.?|circa|zirka|ungefähr|annähernd|um die|schätzungsweise|about|around|roughly|approximately|"
    rf"some){_ARTICLE}"
)
_HARDLY = re.compile(rf"\b(?:knapp(?:e[nrms]?)?|fast|nahezu|beinahe|nearly|almost|just under){_ARTICLE}")
_GOOD = re.compile(rf"\b(?:gut(?:e[nrms]?)?|just over|a good){_ARTICLE}")
_MORE = re.compile(r"\b(?:mehr als|über|more than|over)(?:\s(?:die|der|das|den|a|the))?\s$")
_LESS = re.compile(r"\b(?:weniger als|unter|less than|fewer than|under)(?:\s(?:die|der|das|den|a|the))?\s$")
_IN_ALL = re.compile(
    r"\b(?:insgesamt|zusammen\w*|gesamt\w*|in summe|summe|alles in allem|in total|a total|altogether|together|all)\b"
)
_CHANGE = re.compile(r"\b(?:um|by|differenz|unterschied|abstand|difference|gap)(?:\s(?:von|of|rund|etwa|about))?\s$")
_MORE_BY = re.compile(r"\s(?:[^\W\d_]+\s)?(?:mehr|weniger|more|fewer|less)\b")

# "kostet pro Jahr 710.000 Euro": an amount a year, not in all
_RATE = re.compile(
    r"\b(?:(?:pro|je|jedes|jeden|im|per|a|each|every)\s(?:jahr|monat|woche|tag|quartal|year|month|week|day)|"
    r"(?:all|viertel|halb)?jährlich\w*|monatlich\w*|annual\w*|yearly|monthly)\b"
)
_RATE_SAID = re.compile(
    rf"{_RATE.pattern}|\bp\.\s?a\.|\b(?:jahres|monats)[a-zäöü]+|\bper annum\b|\b(?:in|im jahr|für|for)\s20\d\d\b"
)
_RATE_REACH = 30  # characters between an amount and "pro Jahr"


def adds_rate(said: Quantity, sentence: Reading, known: Sequence[Reading]) -> bool:
    """Tell whether a sentence makes an amount one a year or month, and the texts it cites speak of no such period."""
    around = sentence.lower[max(0, said.start - _RATE_REACH) : said.end + _RATE_REACH]
    is_rate = said.unit in ("€", "chf", "$") and bool(_RATE.search(around))
    return is_rate and not any(_RATE_SAID.search(text.lower) for text in known)


def is_rounded(said: Quantity, known: Quantity, sentence: Reading) -> bool:
    """Tell whether a number is the other one rounded as the words in front of it say: "knapp", "gut", "mehr als"."""
    if said.unit != known.unit or not said.value or not known.value or said.label or known.label or said.ordinal:
        return False
    before = sentence.lower[max(0, said.start - 30) : said.start]
    ratio = known.value / said.value
    if _HARDLY.search(before):
        return 1 - _ROUNDED <= ratio <= 1
    if _GOOD.search(before):
        return 1 <= ratio <= 1 + _ROUNDED
    if _MORE.search(before):
        return 1 < ratio <= (2 if said.unit == "%" and not said.exact else _OPEN_ENDED)
    if _LESS.search(before):
        return (0 if said.unit == "%" and not said.exact else 1 / _OPEN_ENDED) <= ratio < 1
    return bool(_ABOUT.search(before)) and abs(ratio - 1) <= _ROUNDED


def follows(said: Quantity, sentence: Reading, known: Sequence[Quantity], quotes: Sequence[Reading]) -> bool:
    """Tell whether a number follows from the numbers or years of the quotes.

    As their sum where the sentence sums up, as a difference where it compares, as the time between two years, as the
    share of one in another; an ordinal as the number of an item ("die dritte Hypothese" for "H3").
    """
    if said.ordinal:
        return any(quantity.value == said.value for quantity in known)
    plain = [quantity for quantity in known if not quantity.ordinal and not quantity.label]
    if said.unit == "%" and (_is_share(said, plain) or _is_rest(said, plain, sentence)):
        return True
    if said.unit == "months" and said.value in _spans(quotes):
        return True
    if not said.unit and re.match(r"\s(?:folge)?jahre?n?\b|\syears?\b", sentence.lower[said.end :]):
        return said.value * 12 in _spans(quotes)
    same = [q.value for q in plain if q.unit in (said.unit, "" if said.unit != "pp" else "%")][:_MOST_SUMMED]
    if _IN_ALL.search(sentence.lower) and any(
        sum(chosen) == said.value for size in range(2, len(same) + 1) for chosen in combinations(same, size)
    ):
        return True
    differs = {abs(a - b) for a, b in combinations(same, 2)}
    changes = _CHANGE.search(sentence.lower, 0, said.start) or _MORE_BY.match(sentence.lower, said.end)
    return (said.unit == "pp" or bool(changes)) and said.value in differs


def _is_share(said: Quantity, known: Sequence[Quantity]) -> bool:
    """Tell whether a share is that of one bare number in another: "more than half" of "64 members, 38 of them KMU"."""
    if any(quantity.unit == "%" for quantity in known) or said.exact:
        return False
    pairs = [(a.value, b.value) for a, b in combinations(known, 2) if a.unit in (b.unit, "") and a.value and b.value]
    shares = [100 * min(pair) / max(pair) for pair in pairs]
    return any(abs(share - said.value) <= _ROUNDED * said.value for share in shares)


def _is_rest(said: Quantity, known: Sequence[Quantity], sentence: Reading) -> bool:
    rest = any(quantity.unit == "%" and abs(100 - quantity.value - said.value) < 0.51 for quantity in known)
    return rest and bool(re.search(r"\b(?:rest\w*|übrig\w*|ander\w*|remain\w*|other\w*|rest)\b", sentence.lower))


def _spans(quotes: Sequence[Reading]) -> set[float]:
    """Return the months between two years of a quote, both counted and not: "2027 bis 2029" are two or three years."""
    years = {day.year for quote in quotes for day in dates(quote) if day.year}
    return {12.0 * (abs(a - b) + extra) for a, b in combinations(sorted(years), 2) for extra in (0, 1)}
