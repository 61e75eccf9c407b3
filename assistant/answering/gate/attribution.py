"""Whose value it is: a number, date or name must belong to the row, item or clause that the sentence tells of."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.gate.dates import Day, dates
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.numbers import Count, counts, equal
from assistant.answering.gate.opposites import opposites_in
from assistant.answering.gate.reading import Clause, Reading, Word, homes, likeness, whole_sentences
from assistant.answering.gate.records import Contradiction, ContradictionKind

_LEAST = 0.45  # of the words around a value that its true home must hold
_MARGIN, _MARGIN_OF_NUMBERS = 0.3, 0.45  # by which the true home must hold more of them than any home of the value said
_FEWEST_WORDS = 2


@dataclass(frozen=True)
class _Value:
    """A value of the sentence, where it stands, which homes hold it, and which hold another of its kind."""

    kind: ContradictionKind
    text: str
    start: int
    end: int
    holds: Callable[[Clause, Reading], bool]
    rivals: Callable[[Clause, Reading], bool]


def attribution_contradictions(
    sentence: Reading, quotes: Sequence[Reading], also: Sequence[Reading] = ()
) -> Iterator[Contradiction]:
    """Yield the values that the quotes hold of something else: the number of another row, the date of another event.

    What a title in `also` names belongs to all of its text.
    """
    clauses = [(home, quote) for quote in quotes for home in homes(quote) if home.words]
    whole = [(home, quote) for quote in quotes for home in whole_sentences(quote) if home.words]
    if len(clauses) < 2:
        return
    values = list(_values(sentence))
    for value in values:
        places = whole if value.kind == "name" else clauses
        around = _around(value, values, sentence)
        if len(around) < _FEWEST_WORDS or any(value.text in title.lower for title in also):
            continue
        own = [likeness(around, home) for home, quote in places if value.holds(home, quote)]
        others = [
            (likeness(around, home), home)
            for home, quote in places
            if not value.holds(home, quote) and value.rivals(home, quote)
        ]
        if not own or not others:
            continue
        best, home = max(others, key=lambda pair: pair[0])
        if best >= _LEAST and best >= max(own) + (_MARGIN_OF_NUMBERS if value.kind == "number" else _MARGIN):
            yield Contradiction(value.kind, value.text, home.text.strip())


def _around(value: _Value, values: Sequence[_Value], sentence: Reading) -> Sequence[Word]:
    """Return the content words of the clause that holds a value, without the values; few: those of the sentence."""
    taken = [(other.start, other.end) for other in values]
    for clause in sentence.clauses:
        if clause.start <= value.start < clause.end:
            words = _free(clause.words, taken)
            if len(words) > _FEWEST_WORDS:
                return words
    return _free(sentence.words, taken)


def _free(words: Sequence[Word], taken: Sequence[tuple[int, int]]) -> Sequence[Word]:
    return [word for word in words if all(word.end <= start or end <= word.start for start, end in taken)]


def _values(sentence: Reading) -> Iterator[_Value]:
    for count in counts(sentence):
        alone = sum(other.quantity.unit == count.quantity.unit for other in counts(sentence)) == 1
        if not count.place and not count.quantity.ordinal and (alone or not count.nouns):
            yield _number(count)
    for day in dates(sentence):
        yield _date(day)
    for number, match in load_lexicon().names.found(sentence.lower, sentence.text).items():
        yield _name(number, match)
    for pair, sides in opposites_in(sentence.lower).items():
        if len(sides) == 1:
            yield _opposite(pair, *sides[0])


def _opposite(pair: int, side: str, match: re.Match[str]) -> _Value:
    def holds(home: Clause, quote: Reading) -> bool:
        return any(name == side for name, _ in opposites_in(home.text).get(pair, ()))

    def rivals(home: Clause, quote: Reading) -> bool:
        return bool(opposites_in(home.text).get(pair))

    return _Value(load_lexicon().opposites[pair], match.group(), match.start(), match.end(), holds, rivals)


def _number(said: Count) -> _Value:
    def holds(home: Clause, quote: Reading) -> bool:
        return any(equal(said, count) for count in _inside(home, quote))

    def rivals(home: Clause, quote: Reading) -> bool:
        return any(count.quantity.unit == said.quantity.unit or count.is_bare for count in _inside(home, quote))

    quantity = said.quantity
    return _Value("number", quantity.text, quantity.start, quantity.end, holds, rivals)


def _inside(home: Clause, quote: Reading) -> list[Count]:
    return [
        count
        for count in counts(quote)
        if home.start <= count.quantity.start < home.end and not count.place and not count.quantity.ordinal
    ]


def _date(said: Day) -> _Value:
    def holds(home: Clause, quote: Reading) -> bool:
        return any(said.first <= day.first and day.last <= said.last for day in _days(home, quote))

    def rivals(home: Clause, quote: Reading) -> bool:
        return bool(_days(home, quote))

    return _Value("date", said.text, said.start, said.end, holds, rivals)


def _days(home: Clause, quote: Reading) -> list[Day]:
    return [day for day in dates(quote) if home.start <= day.start < home.end]


def _name(number: int, match: re.Match[str]) -> _Value:
    names = load_lexicon().names

    def holds(home: Clause, quote: Reading) -> bool:
        return number in names.found(home.text)

    def rivals(home: Clause, quote: Reading) -> bool:
        return bool(names.found(home.text))

    return _Value("name", match.group(), match.start(), match.end(), holds, rivals)
