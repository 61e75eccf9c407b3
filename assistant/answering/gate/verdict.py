"""The quote gate for prose: a sentence holds only if its numbers, dates, negations and modal verbs are its quotes'.

It looks for contradictions and knows no more than words: what it lets pass is not proved to follow from the quote, but
says nothing else than the quote in any of the ways it checks. The words stand in prompts/gate.toml.
"""

from collections.abc import Mapping, Sequence

from assistant.answering.gate.answer import Statement, statements
from assistant.answering.gate.dates import date_contradictions
from assistant.answering.gate.numbers import number_contradictions
from assistant.answering.gate.polarity import polarity_contradictions
from assistant.answering.gate.ratings import rating_contradictions
from assistant.answering.gate.reading import read
from assistant.answering.gate.records import Contradiction, SentenceState, SentenceVerdict
from assistant.answering.gate.scope import scope_contradictions
from assistant.answering.gate.wording import wording_contradictions


def contradictions(sentence: str, quotes: Sequence[str]) -> tuple[Contradiction, ...]:
    """Return where a sentence contradicts its quotes, each difference once; () if it agrees with them.

    The sentence may be a paraphrase, about a part of a quote, from several quotes, or in English about a German quote.
    Of a quoted table row the column heads belong to the quote ("DE: ++"), or the order of the cells decides.
    """
    said, sources = read(sentence), [read(quote) for quote in quotes]
    found = [
        *date_contradictions(said, sources),
        *number_contradictions(said, sources),
        *rating_contradictions(said, sources),
        *polarity_contradictions(said, sources),
        *scope_contradictions(said, sources),
        *wording_contradictions(said, sources),
    ]
    return tuple(dict.fromkeys(found))


def examine(text: str, quotes: Mapping[int, str]) -> tuple[SentenceVerdict, ...]:
    """Return the verdict on each sentence, list item and table row of an answer in Markdown, in order.

    quotes are by mark. "uncited": it bears no mark; "unknown_mark": one of its marks has no quote; "contradicted": it
    says other than its quotes, taken together; "proved": it bears marks and does not contradict their quotes.
    """
    return tuple(_verdict(statement, quotes) for statement in statements(text))


def _verdict(statement: Statement, quotes: Mapping[int, str]) -> SentenceVerdict:
    marks = statement.marks
    found: tuple[Contradiction, ...] = ()
    state: SentenceState = "proved"
    if not marks:
        state = "uncited"
    elif any(mark not in quotes for mark in marks):
        state = "unknown_mark"
    else:
        found = contradictions(statement.words, [quotes[mark] for mark in marks])
        state = "contradicted" if found else "proved"
    return SentenceVerdict(statement.text, statement.start, statement.end, marks, state, found)
