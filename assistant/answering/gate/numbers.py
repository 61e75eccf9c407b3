"""Numbers: what a sentence counts must be what its quote counts, with the same unit, noun and bound."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.answering.gate.dates import dates
from assistant.answering.gate.derived import MOST_ITEMS, adds_rate, follows, is_rounded, item_counts
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.quantities import Quantity, quantities
from assistant.answering.gate.reading import Clause, Reading, Word, shares, whole_sentences
from assistant.answering.gate.records import Contradiction
from assistant.answering.gate.scope import bound_of, wide_bounds

_CLOSE = 0.03  # 33 % is a third, "alle zwei Wochen" is 26 times a year
_FURTHEST = 45  # characters between a number and its noun: "32 eingereichte Vorhabenbeschreibungen"
_OWN_NUMBER = re.compile(r"\s*(?:[-*•]\s+)?\d{1,3}[.)]\s")
_CELL_NUMBER = re.compile(r"(?:^|\n|\|)\s*(?:[-*•]\s+)?\d{1,3}[.)]$")
_RANGE = re.compile(r"\s*(?:[-–—]|bis|to|und|and|oder|or)\s*$")
_TIGHT_RANGE = re.compile(r"\s*(?:[-–—]|bis|to)\s*$")
_PAIR = re.compile(r"\s(?:und|oder|and|or|bis)\s(?:(?:höchstens|maximal|zu|at most|up to)\s)?")
_BETWEEN = re.compile(r"\b(?:zwischen|between)\s$")
_NOUN_RUN = re.compile(r"\s+([^\W\d_][\w'’-]*)")
_SMALL_WORDS = frozenset(
    """
    der die das des dem den von vom aus im in am an auf bei mit zu zur zum für nach vor bis und oder sowie ist sind wird
    werden of the from in on at by for to with and or is are was were will
    """.split()  # noqa: SIM905
)
# the quote sums up itself: "insgesamt 500 Euro, davon 300 Euro"
_SUMMED = re.compile(
    r"\b(?:insgesamt|gesamt\w*|davon|darunter|hiervon|in total|a total|total|of which|of whom|among them|including)\b"
)
_PER_PERIOD = {
    "a year": "jahr|jähr|year",
    "a month": "monat|month",
    "a week": "woche|wöch|week",
    "a day": "tag|täg|day",
}


@dataclass(frozen=True)
class Count:
    """A quantity in its place: what it counts, its bound (up, down or none), the place it numbers ("Tabelle").

    is_label: it numbers an item or row. wide_bounds: what words elsewhere in its clause may make its bound.
    """

    quantity: Quantity
    nouns: tuple[Word, ...]
    bound: str
    place: str
    in_range: bool
    is_bare: bool
    is_label: bool
    wide_bounds: frozenset[str]


def number_contradictions(
    sentence: Reading, quotes: Sequence[Reading], also: Sequence[Reading] = ()
) -> Iterator[Contradiction]:
    """Yield the numbers of a sentence that its quotes do not hold, hold of something else, or with another bound.

    What only `also` holds, or follows from the quotes, is held, too.
    """
    known = [count for quote in quotes for count in counts(quote)]
    around = [count for text in also for count in counts(text)]
    for said in counts(sentence):
        if not _is_judged(said, known, sentence, quotes):
            continue
        same = [count for count in known if equal(said, count)]
        if same and adds_rate(said.quantity, sentence, (*quotes, *also)):
            yield Contradiction("number", f"pro {said.quantity.text}", same[0].quantity.text)
            continue
        if not same and _is_derived(said, sentence, known, around, quotes):
            continue
        rivals = [count for count in known if _counts_the_same(said, count)]
        if not same and not _is_backed(said, rivals, known, quotes):
            closest = rivals or [count for count in known if count.quantity.unit == said.quantity.unit] or known
            yield Contradiction(
                "number", said.quantity.text, ", ".join(dict.fromkeys(c.quantity.text for c in closest))
            )
        elif same and rivals and all(count.nouns and count not in rivals for count in same):
            yield Contradiction("number", said.quantity.text, rivals[0].quantity.text)
        elif same and not any(_same_bound(said, count) for count in _preferred(same, rivals)):
            yield Contradiction(
                "scope",
                f"{said.bound} {said.quantity.text}".strip(),
                f"{same[0].bound} {same[0].quantity.text}".strip(),
            )


def _is_derived(
    said: Count, sentence: Reading, known: Sequence[Count], around: Sequence[Count], quotes: Sequence[Reading]
) -> bool:
    """Tell whether a number is one of the quotes' rounded, stands in a caption, or follows from theirs."""
    quantities_known = [count.quantity for count in known]
    return (
        any(is_rounded(said.quantity, quantity, sentence) for quantity in quantities_known)
        or any(equal(said, count) for count in around)
        or follows(said.quantity, sentence, quantities_known, quotes, _addends(said, quotes))
    )


def _addends(said: Count, quotes: Sequence[Reading]) -> list[list[Quantity]]:
    """Return for each sentence of the quotes its figures of the unit said, if they count the same and are no sum."""
    found: list[list[Quantity]] = []
    for quote in quotes:
        for sentence in whole_sentences(quote):
            ones = [
                count
                for count in counts(quote)
                if sentence.start <= count.quantity.start < sentence.end
                and count.quantity.unit in (said.quantity.unit, "")
                and not (count.place or count.quantity.ordinal or count.quantity.label)
            ]
            counted = [count for count in ones if count.nouns]
            if (
                len(ones) > 1
                and not _SUMMED.search(sentence.text)
                and all(_counts_the_same(one, other) for one, other in pairwise(counted))
            ):
                found.append([count.quantity for count in ones])
    return found


def _preferred(same: Sequence[Count], rivals: Sequence[Count]) -> Sequence[Count]:
    return [count for count in same if count in rivals] or same


@lru_cache(maxsize=4096)
def counts(reading: Reading) -> tuple[Count, ...]:
    """Return the quantities of a text in their places, in order."""
    found = list(quantities(reading))
    for index in range(len(found) - 2, -1, -1):  # "sechs bis zwölf Monate": both are months
        here, following = found[index], found[index + 1]
        if not here.unit and following.unit in ("months", "days", "hours", "%", "€") and not here.ordinal:
            between = reading.lower[here.end : following.start]
            if _TIGHT_RANGE.fullmatch(between) or _PAIR.fullmatch(between):
                length = _unit_length(following)
                found[index] = replace(here, unit=following.unit, value=here.value * length)
    return tuple(_count(quantity, number, found, reading) for number, quantity in enumerate(found))


def _unit_length(quantity: Quantity) -> float:
    if quantity.unit not in ("months", "days", "hours"):
        return 1.0
    lengths = {"jahr": 12.0, "year": 12.0, "jähr": 12.0, "quartal": 3.0, "woche": 7.0, "week": 7.0, "wöch": 7.0}
    return next((length for word, length in lengths.items() if word in quantity.text), 1.0)


def _count(quantity: Quantity, number: int, found: Sequence[Quantity], reading: Reading) -> Count:
    around = [clause for clause in reading.clauses if clause.start <= quantity.start < clause.end]
    clause = min(around, key=lambda clause: clause.end - clause.start, default=None)  # brackets lie within a clause
    before = found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    ends_range = before is not None and bool(_TIGHT_RANGE.fullmatch(reading.lower[before.end : quantity.start]))
    between = before is not None and bool(
        _PAIR.fullmatch(reading.lower[before.end : quantity.start]) and _BETWEEN.search(reading.lower, 0, before.start)
    )
    starts_range = after is not None and bool(_TIGHT_RANGE.fullmatch(reading.lower[quantity.end : after.start]))
    return Count(
        quantity=quantity,
        nouns=_nouns(quantity, clause, reading),
        bound="" if ends_range or quantity.ordinal else bound_of(quantity, clause, reading),
        place=_place(quantity, reading),
        in_range=ends_range or starts_range or between or bool(_BETWEEN.search(reading.lower, 0, quantity.start)),
        wide_bounds=wide_bounds(quantity, found, reading),
        is_label=bool(_CELL_NUMBER.search(reading.lower, 0, quantity.end + 1)),
        is_bare=not reading.lower[quantity.end :].lstrip()[:1].isalpha(),
    )


def _nouns(quantity: Quantity, clause: Clause | None, reading: Reading) -> tuple[Word, ...]:
    """Return what a number counts: in German the capitalised word behind it, in English up to three words."""
    if clause is None or quantity.unit or quantity.label:
        return ()
    position = quantity.end
    run: list[re.Match[str]] = []
    while (match := _NOUN_RUN.match(reading.text, position)) and match.end() <= quantity.end + _FURTHEST:
        if (
            run and match.group(1) in ("und", "and") and run[-1].group(1)[0].islower()
        ):  # "kleine und mittlere Unternehmen"
            position = match.end()
            continue
        if match.group(1).lower() in _SMALL_WORDS:
            break
        run.append(match)
        position = match.end()
        if match.group(1)[0].isupper() or len(run) == 3:
            break
    capitals = [match for match in run if match.group(1)[0].isupper()]
    spans = [match.span(1) for match in capitals or (run if reading.language == "en" else [])]
    return tuple(word for word in clause.words for start, end in spans if start <= word.start < end)


def _place(quantity: Quantity, reading: Reading) -> str:
    """Return the word that makes a number the name of a place: "Tabelle" in "Tabelle 2", "S." in "S. 8 und 11"."""
    before = reading.lower[max(0, quantity.start - 30) : quantity.start]
    matches = list(load_lexicon().places.finditer(before))
    if matches and re.fullmatch(r"\s*(?:[\d.]+\s*(?:[-–,]|und|and|bis)\s*)*", before[matches[-1].end() :]):
        return matches[-1].group()
    return ""


def _is_judged(said: Count, known: Sequence[Count], sentence: Reading, quotes: Sequence[Reading]) -> bool:
    """Tell whether a number states something: not that of a list item, of a page or table the quote leaves out."""
    own = _OWN_NUMBER.match(sentence.lower)
    if own and said.quantity.end <= own.end():
        return False
    if said.place:
        return any(count.place == said.place for count in known)
    if said.quantity.ordinal and said.quantity.value == 1.0:
        return any(count.quantity.ordinal and count.quantity.value == 2.0 for count in known)
    if said.quantity.label:
        return not any(said.quantity.text in quote.lower for quote in quotes)
    return not (said.quantity.text.startswith(("beide", "both")) and not any(equal(said, count) for count in known))


def equal(said: Count, known: Count) -> bool:
    """Tell whether two quantities are the same; a bare cell of a table may lack the unit."""
    a, b = said.quantity, known.quantity
    if a.label != b.label:
        return False
    if a.unit != b.unit:
        amounts = ("€", "chf", "$", "")
        bare = (not a.unit and b.unit in amounts) or (not b.unit and known.is_bare)
        if not bare or a.value != b.value:
            return False
    if a.exact and b.exact:
        return abs(a.value - b.value) <= 1e-9 * max(abs(a.value), 1.0)
    return abs(a.value - b.value) <= _CLOSE * abs(b.value)


def _counts_the_same(said: Count, known: Count) -> bool:
    """Tell whether two numbers count the same things: "6 Start-ups" and "8 Start-ups"."""
    return bool(said.nouns) and any(shares(word, known.nouns) for word in said.nouns)


def _is_backed(said: Count, rivals: Sequence[Count], known: Sequence[Count], quotes: Sequence[Reading]) -> bool:
    """Tell whether the quote backs a number that it does not spell: a year, a period, the count of its items."""
    quantity = said.quantity
    if quantity.ordinal and any(day.first % 31 + 1 == quantity.value for quote in quotes for day in dates(quote)):
        return True  # "vom 3. an" for "vom 3. bis 5. Mai"
    if quantity.unit == "times a year":
        return not any(count.quantity.unit == "times a year" for count in known)
    if quantity.text in _PER_PERIOD:
        return any(re.search(_PER_PERIOD[quantity.text], quote.lower) for quote in quotes)
    if not quantity.unit and any(day.text == quantity.text for quote in quotes for day in dates(quote)):
        return True
    small = any(
        1 < count.quantity.value <= MOST_ITEMS and not count.quantity.unit and not count.place and not count.is_label
        for count in known
    )
    return (
        not quantity.unit
        and bool(said.nouns)
        and not rivals
        and not small
        and any(quantity.value in item_counts(q) for q in quotes)
    )


def _same_bound(said: Count, known: Count) -> bool:
    if said.bound == known.bound or said.quantity.ordinal:
        return True
    if said.bound and known.bound:
        return False
    return (
        (known.in_range and not known.bound)
        or (said.in_range and not said.bound)
        or (known.bound in said.wide_bounds if known.bound else said.bound in known.wide_bounds)
    )
