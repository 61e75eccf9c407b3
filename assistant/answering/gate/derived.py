"""Numbers that a quote does not spell but that follow from it: sums, differences, spans of years, shares, rounding."""

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from assistant.answering.gate.dates import Day, dates
from assistant.answering.gate.quantities import Quantity
from assistant.answering.gate.reading import Reading

_ROUNDED = 0.08  # "rund die Hälfte" for 48 %, "knapp zwei Drittel" for 64 %
_OPEN_ENDED = 1.35  # "mehr als 100" for 122; for 500 it would be odd
MOST_ITEMS = 20  # a text that enumerates more does not say so in words
_MOST_COMPARED = 8  # figures of a quote of which any two may differ by what a sentence says
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
    r"\b(?:insgesamt|zusammen(?:genommen|gerechnet)?|gesamt\w*|in summe|summe|alles in allem|in total|a total|"
    r"altogether|together|in all)\b"
)
_UNTIL = re.compile(r"\s*(?:[-–—]|bis|to|until)\s*(?:(?:zum|einschließlich|ende|mitte|anfang|the end of)\s){0,2}")
_BETWEEN = re.compile(r"\b(?:zwischen|between)\s$")
_CHANGE = re.compile(r"\b(?:um|by|differenz|unterschied|abstand|difference|gap)(?:\s(?:von|of|rund|etwa|about))?\s$")
# "Der Rest, 30 Prozent", "die übrigen Firmen, also 30 Prozent", "the other 30 percent"; never "unter anderem"
_REST = r"(?:rest|restliche[nrsm]?|übrige[nrsm]?|verbleibende[nrsm]?|remaining|remainder)"
_REST_BEFORE = re.compile(rf"\b(?:{_REST}|the others?|(?:die|der|den) anderen)\b(?:\W+\w+){{0,2}}\W*$")
_REST_BEHIND = re.compile(rf"\W*(?:\w+\W+){{0,2}}(?:{_REST}|übrig)\b")
_REST_REACH = 50  # characters
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


def follows(
    said: Quantity,
    sentence: Reading,
    known: Sequence[Quantity],
    quotes: Sequence[Reading],
    addends: Sequence[Sequence[Quantity]],
) -> bool:
    """Tell whether a number follows from the numbers or years of the quotes.

    As the sum of one of `addends`, each all figures of one kind in a sentence, where the sentence sums up; as a
    difference where it compares; as the time from one year to another; as the share of one in another; an ordinal as
    the number of an item ("die dritte Hypothese" for "H3").
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
    same = [q.value for q in plain if q.unit in (said.unit, "" if said.unit != "pp" else "%")][:_MOST_COMPARED]
    if _IN_ALL.search(sentence.lower) and any(sum(one.value for one in ones) == said.value for ones in addends):
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
    """Tell whether a share is what another one leaves of the whole, and a word right beside it says so."""
    rest = any(quantity.unit == "%" and abs(100 - quantity.value - said.value) < 0.51 for quantity in known)
    before = sentence.lower[max(0, said.start - _REST_REACH) : said.start]
    return rest and bool(_REST_BEFORE.search(before) or _REST_BEHIND.match(sentence.lower, said.end))


def _spans(quotes: Sequence[Reading]) -> set[float]:
    """Return the months from year to year of a range, both counted and not: "2027 bis 2029" are two or three years."""
    return {
        12.0 * (abs(last.year - first.year) + extra)
        for quote in quotes
        for first, last in pairwise(dates(quote))
        if first.year and last.year and _is_range(first, last, quote)
        for extra in (0, 1)
    }


def _is_range(first: Day, last: Day, quote: Reading) -> bool:
    between = quote.lower[first.end : last.start]
    return bool(_UNTIL.fullmatch(between)) or (
        between.strip() in ("und", "and") and bool(_BETWEEN.search(quote.lower, 0, first.start))
    )


def item_counts(quote: Reading) -> set[int]:
    """Return how many things a quote enumerates, by its lines and by the commas of each sentence."""
    lines = [line for line in quote.text.splitlines() if line.strip()]
    counts = {len(lines), len(lines) - 1} if len(lines) > 2 else set()
    counts |= {line.count("|") - 2 for line in lines if line.lstrip().startswith("|")}  # the columns of a table
    for number in {clause.sentence for clause in quote.clauses}:
        clauses = [clause for clause in quote.clauses if clause.sentence == number]
        sentence = quote.lower[clauses[0].start : clauses[-1].end]
        joined = len(re.findall(r"\b(?:und|and|oder|or|sowie)\b", sentence))
        counts |= {sentence.count(",") + 1, sentence.count(",") + 1 + (1 if joined else 0)}
    return {count for count in counts if 1 < count <= MOST_ITEMS}
