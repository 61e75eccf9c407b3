"""The quote gate for prose: a sentence holds only if its numbers, dates, negations and modal verbs are its quotes'.

It looks for contradictions and knows no more than words: what it lets pass is not proved to follow from the quote, but
says nothing else than the quote in any of the ways it checks. The words stand in prompts/gate.toml.

What it does not see: opposites that gate.toml does not list; who does what to whom within one clause; cause and
effect turned round other than by "durch", "wegen" and the like; what a sentence adds or puts in place of something
else, unless it is a name, number or date; the direction of a change that a table only shows by its figures. Each
check speaks up only where it is sure, so that honest sentences are seldom rejected: of free paraphrases
that were not read when it was mended, though their shares were ("author2" of benchmarks/gate.py), it let pass half of
the altered ones and rejected 19 of 100 honest ones. A verdict of "proved" on prose is a filter, not a proof.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.answering.gate.answer import Statement, statements
from assistant.answering.gate.attribution import attribution_contradictions
from assistant.answering.gate.dates import date_contradictions
from assistant.answering.gate.names import name_contradictions, title_readings
from assistant.answering.gate.numbers import number_contradictions
from assistant.answering.gate.polarity import polarity_contradictions
from assistant.answering.gate.quantities import quantities
from assistant.answering.gate.ratings import rating_contradictions, with_signs
from assistant.answering.gate.reading import read
from assistant.answering.gate.records import Contradiction, SentenceState, SentenceVerdict
from assistant.answering.gate.scope import scope_contradictions
from assistant.answering.gate.swaps import swap_contradictions
from assistant.answering.gate.tables import table_contradictions
from assistant.answering.gate.turned import is_turned_round, turned_contradictions
from assistant.answering.gate.verbatim import is_verbatim
from assistant.answering.gate.wording import wording_contradictions

_LONGEST = 1_500  # characters of a statement; one of 4,000 that repeats itself took ten seconds
_CAPTION_UNIT = re.compile(
    r"\bin (?:Tausend|Tsd\.|Mio\.|Millionen|Mrd\.|thousand|million)\s?(?:Euros?\b|€|EUR\b)", re.IGNORECASE
)
_CAPTION_SCALES = {"tausend": 1e3, "thousand": 1e3, "tsd": 1e3, "mio": 1e6, "million": 1e6, "mrd": 1e9}


def contradictions(sentence: str, quotes: Sequence[str], also: Sequence[str] = ()) -> tuple[Contradiction, ...]:
    """Return where a sentence contradicts its quotes, each difference once; () if it agrees with them.

    The sentence may be a paraphrase, about a part of a quote, from several quotes, or in English about a German quote.
    Of a quoted table row the column heads belong to the quote ("DE: ++"), or the order of the cells decides.
    """
    if any(is_verbatim(sentence, source) for source in (*quotes, *also)):
        return ()
    said = read(with_signs(_without_caption_unit(sentence, (*quotes, *also)), quotes))
    sources = [read(quote) for quote in quotes]
    titles = title_readings(also)
    found = [
        *date_contradictions(said, sources, titles),
        *number_contradictions(said, sources, titles),
        *rating_contradictions(said, sources),
        *polarity_contradictions(said, sources),
        *scope_contradictions(said, sources),
        *wording_contradictions(said, sources),
        *name_contradictions(said, sources, titles),
        *attribution_contradictions(said, sources, titles),
        *table_contradictions(said, quotes, also),
        *swap_contradictions(said, sources),
    ]
    if is_turned_round(said, sources):
        found = [one for one in found if one.kind != "rating"]
    return tuple(dict.fromkeys([*found, *turned_contradictions(said, sources)]))


def _without_caption_unit(sentence: str, sources: Sequence[str]) -> str:
    """Return a sentence with its amounts in the unit that a caption gives to bare cells: "45" for "45.000 Euro"."""
    caption = next((found for source in sources if (found := _CAPTION_UNIT.search(source))), None)
    if caption is None:
        return sentence
    length = next(length for word, length in _CAPTION_SCALES.items() if caption.group().lower().find(word) > 0)
    reading = read(sentence)
    written = reading.text
    for amount in reversed(quantities(reading)):
        if amount.unit == "€":
            written = f"{written[: amount.start]}{_spelled(amount.value / length)}{written[amount.end :]}"
    return written


def _spelled(value: float) -> str:
    """Return a number with all its digits; "2.3450" for 2.345, which a German text would read as 2345."""
    whole, _, decimals = f"{value:.6f}".rstrip("0").partition(".")
    return f"{whole}.{decimals:0<4}" if decimals else whole


def examine(
    text: str, quotes: Mapping[int, str], also: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> tuple[SentenceVerdict, ...]:
    """Return the verdict on each sentence, list item and table row of an answer in Markdown, in order.

    quotes are by mark; so is `also`, the texts that count as said besides a quote: its title, headings, the head and
    caption of its table. "uncited": it bears no mark, and is not a sentence of the quote that the next mark of its
    paragraph cites; "unknown_mark": one of its marks has no quote; "contradicted": it says other than its quotes,
    taken together; "too_long": no quote holds it word for word, and it is longer than the gate reads; "proved": it
    does not contradict its quotes.
    """
    return tuple(_verdict(statement, quotes, also) for statement in statements(text))


def _verdict(statement: Statement, quotes: Mapping[int, str], also: Mapping[int, Sequence[str]]) -> SentenceVerdict:
    marks = statement.marks
    found: tuple[Contradiction, ...] = ()
    state: SentenceState = "proved"
    if not marks:
        marks = tuple(mark for mark in statement.following if is_verbatim(statement.words, quotes.get(mark, "")))
        state = "proved" if marks else "uncited"
    elif any(mark not in quotes for mark in marks):
        state = "unknown_mark"
    elif len(statement.words) > _LONGEST and not any(is_verbatim(statement.words, quotes[mark]) for mark in marks):
        state = "too_long"
    else:
        titles = [title for mark in marks for title in also.get(mark, ())]
        found = contradictions(statement.words, [quotes[mark] for mark in marks], titles)
        state = "contradicted" if found else "proved"
    return SentenceVerdict(statement.text, statement.start, statement.end, marks, state, found)
