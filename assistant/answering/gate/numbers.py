"""Numbers: what a sentence counts must be what its quote counts, with the same unit, noun and bound."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.answering.gate.dates import dates
from assistant.answering.gate.denial import negated_bound
from assistant.answering.gate.derived import adds_rate, follows, is_rounded
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.quantities import Quantity, quantities
from assistant.answering.gate.reading import Clause, Reading, Word, shares
from assistant.answering.gate.records import Contradiction

_CLOSE = 0.03  # 33 % is a third, "alle zwei Wochen" is 26 times a year
_MOST_ITEMS = 20  # a text that enumerates more does not say so in words
_FURTHEST = 45  # characters between a number and its noun: "32 eingereichte Vorhabenbeschreibungen"
_OWN_NUMBER = re.compile(r"\s*(?:[-*•]\s+)?\d{1,3}[.)]\s")
_CELL_NUMBER = re.compile(r"(?:^|\n|\|)\s*(?:[-*•]\s+)?\d{1,3}[.)]$")
_RANGE = re.compile(r"\s*(?:[-–—]|bis|to|und|and|oder|or)\s*$")
_TIGHT_RANGE = re.compile(r"\s*(?:[-–—]|bis|to)\s*$")
_PAIR = re.compile(r"\s(?:und|oder|and|or|bis)\s(?:(?:höchstens|maximal|zu|at most|up to)\s)?")
_BOUND_REACH = 50  # characters
_BETWEEN = re.compile(r"\b(?:zwischen|between)\s$")
# "verfügt über 64 Mitglieder", "unter den 64 Mitgliedern" bound nothing
_RULED = re.compile(
    r"(?<=verfügt\s)über|(?<=verfügen\s)über|\bverfüg\w+[^,.;]{0,40}\süber\b|\b(?:bericht|entsch|beschl|inform|diskut|abst|erstreck|verteil|sprach|"
    r"sprech|lief|läuft|dauer|zeitraum|laufzeit)\w*[^,.;]{0,40}\süber\b|\bunter\s(?:den|allen|diesen|unseren|ihren|seinen)\b|\bfrom\b|"
    r"\b(?:spread|distribut|extend|decid|report|run|ran)\w*[^,.;]{0,30}\sover\b|\bab(?=\s(?:dem|der)\b)"
)
_FILLER = (
    r"(?:\s+(?:etwa|rund|ca\.|circa|zirka|zur|zum|zu|den|die|der|einem|einer|eine|jeweils|je|a|an|the|of|about|around|some))"
    r"{0,2}\s*"
)
_BEHIND = {
    "up": re.compile(r"\s\w*\s?(?:oder|und|or|and)\s(?:mehr|more|above)\b"),
    "down": re.compile(r"\s\w*\s?(?:oder|or)\s(?:weniger|fewer|less)\b"),
}
_FLIPPED = {"up": "down", "down": "up"}
_NOUN_RUN = re.compile(r"\s+([^\W\d_][\w'’-]*)")
_SMALL_WORDS = frozenset(
    """
    der die das des dem den von vom aus im in am an auf bei mit zu zur zum für nach vor bis und oder sowie ist sind wird
    werden of the from in on at by for to with and or is are was were will
    """.split()  # noqa: SIM905
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
        or follows(said.quantity, sentence, quantities_known, quotes)
    )


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
        bound="" if ends_range or quantity.ordinal else _bound(quantity, clause, reading),
        place=_place(quantity, reading),
        in_range=ends_range or starts_range or between or bool(_BETWEEN.search(reading.lower, 0, quantity.start)),
        wide_bounds=_wide_bounds(quantity, reading),
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


def _bound(quantity: Quantity, clause: Clause | None, reading: Reading) -> str:
    """Return "up" for "mindestens zwei", "down" for "bis zu zwei", also where "mehr als zwei ... nicht" says so."""
    before = _RULED.sub(lambda match: "_" * len(match.group()), reading.lower[: quantity.start])[-40:]
    for name, pattern in load_lexicon().comparison.items():
        for match in pattern.finditer(before):
            lasts = match.group() in ("over", "über") and quantity.unit in ("months", "days", "hours")
            if not lasts and re.fullmatch(_FILLER, before[match.end() :]):
                flipped = clause is not None and negated_bound(clause)
                return _FLIPPED[name] if flipped else name
        if _BEHIND[name].match(reading.lower, quantity.end):
            return name
    return ""


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
        1 < count.quantity.value <= _MOST_ITEMS and not count.quantity.unit and not count.place and not count.is_label
        for count in known
    )
    return (
        not quantity.unit
        and bool(said.nouns)
        and not rivals
        and not small
        and any(quantity.value in _item_counts(q) for q in quotes)
    )


def _item_counts(quote: Reading) -> set[int]:
    """Return how many things a quote enumerates, by its lines and by the commas of each sentence."""
    lines = [line for line in quote.text.splitlines() if line.strip()]
    counts = {len(lines), len(lines) - 1} if len(lines) > 2 else set()
    counts |= {line.count("|") - 2 for line in lines if line.lstrip().startswith("|")}  # the columns of a table
    for number in {clause.sentence for clause in quote.clauses}:
        clauses = [clause for clause in quote.clauses if clause.sentence == number]
        sentence = quote.lower[clauses[0].start : clauses[-1].end]
        joined = len(re.findall(r"\b(?:und|and|oder|or|sowie)\b", sentence))
        counts |= {sentence.count(",") + 1, sentence.count(",") + 1 + (1 if joined else 0)}
    return {count for count in counts if 1 < count <= _MOST_ITEMS}


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


def _wide_bounds(quantity: Quantity, reading: Reading) -> frozenset[str]:
    """Return the bounds that words somewhere around a number may give it: "begrenzt", "das Minimum"."""
    near = reading.lower[max(0, quantity.start - _BOUND_REACH) : quantity.end + _BOUND_REACH]
    return frozenset(name for name, cue in load_lexicon().bounds.items() if cue.search(near))
