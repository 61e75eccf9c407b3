"""The quote gate for prose: a sentence holds only if its numbers, dates, negations and modal verbs are its quotes'.

It looks for contradictions and knows no more than words: what it lets pass is not proved to follow from the quote, but
says nothing else than the quote in any of the ways it checks. The words stand in prompts/gate.toml.

What it does not see: opposites that gate.toml does not list, and verbs torn apart ("gab ... ab"); who does what to
whom where all words stand in the quote and nothing in their clause tells them apart; cause and effect turned round
other than by "durch", "wegen" and the like; the direction of a change that a table only shows by its figures. Of free
paraphrases by other authors it let pass 40 of 100 altered ones and rejected 31 to 44 of 100 honest ones
(benchmarks/gate.py): a verdict of "proved" on prose is a filter for quotes repeated with a change, not a proof.
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
from assistant.answering.gate.ratings import rating_contradictions
from assistant.answering.gate.reading import read
from assistant.answering.gate.records import Contradiction, SentenceState, SentenceVerdict
from assistant.answering.gate.scope import scope_contradictions
from assistant.answering.gate.tables import table_contradictions
from assistant.answering.gate.turned import turned_contradictions, without_turned_comparison
from assistant.answering.gate.verbatim import is_verbatim
from assistant.answering.gate.wording import wording_contradictions

_CAPTION_UNIT = re.compile(r"\bin ((?:Tausend|Tsd\.|Mio\.|Millionen|Mrd\.)\s?(?:Euro|€))")


def contradictions(sentence: str, quotes: Sequence[str], also: Sequence[str] = ()) -> tuple[Contradiction, ...]:
    """Return where a sentence contradicts its quotes, each difference once; () if it agrees with them.

    The sentence may be a paraphrase, about a part of a quote, from several quotes, or in English about a German quote.
    Of a quoted table row the column heads belong to the quote ("DE: ++"), or the order of the cells decides.
    """
    if any(is_verbatim(sentence, source) for source in (*quotes, *also)):
        return ()
    said, sources = read(_without_caption_unit(sentence, (*quotes, *also))), [read(quote) for quote in quotes]
    titles = title_readings(also)
    found = [
        *date_contradictions(said, sources),
        *number_contradictions(said, sources),
        *rating_contradictions(said, sources),
        *polarity_contradictions(said, sources),
        *scope_contradictions(said, sources),
        *wording_contradictions(said, sources),
        *name_contradictions(said, sources, titles),
        *attribution_contradictions(said, sources),
        *table_contradictions(said, quotes, also),
    ]
    turned = list(turned_contradictions(said, sources))
    return tuple(dict.fromkeys(without_turned_comparison(found, turned)))


def _without_caption_unit(sentence: str, sources: Sequence[str]) -> str:
    """Return a sentence without the unit that a caption gives to bare cells: "45" for "45 Tausend Euro"."""
    for source in sources:
        unit = _CAPTION_UNIT.search(source)
        if unit:
            sentence = sentence.replace(unit.group(1), "")
    return sentence


def examine(
    text: str, quotes: Mapping[int, str], also: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> tuple[SentenceVerdict, ...]:
    """Return the verdict on each sentence, list item and table row of an answer in Markdown, in order.

    quotes are by mark; so is `also`, the texts that count as said besides a quote: its title, headings, the head and
    caption of its table. "uncited": it bears no mark, and is not a sentence of the quote that the next mark of its
    paragraph cites; "unknown_mark": one of its marks has no quote; "contradicted": it says other than its quotes,
    taken together; "proved": it does not contradict them.
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
    else:
        titles = [title for mark in marks for title in also.get(mark, ())]
        found = contradictions(statement.words, [quotes[mark] for mark in marks], titles)
        state = "contradicted" if found else "proved"
    return SentenceVerdict(statement.text, statement.start, statement.end, marks, state, found)
