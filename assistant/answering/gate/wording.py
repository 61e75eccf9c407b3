"""Sentences that keep nearly all of a quote's words: there, each changed word counts for itself."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from assistant.answering.gate.denial import negators, without_apparent
from assistant.answering.gate.duty import modals
from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.opposites import opposites_in
from assistant.answering.gate.quantities import quantities
from assistant.answering.gate.reading import Reading, read
from assistant.answering.gate.records import Contradiction

_KEPT = 0.8  # of the sentence's words, in their order: fewer, and it is a paraphrase
_LONGEST_CUT = 2  # words; who leaves out more than "nicht" leaves out a part of the quote
_TOKEN = re.compile(r"\+\+|--|[^\W_]+(?:[.,]\d+)*")
_PERIOD = re.compile(r"\b(jahr|monat|woche|tag|stunde|quartal|year|month|week|day|hour)(?=[a-zäöü]{0,3}\b)")
_CURRENCY = re.compile(r"€|%|\b(?:euro|prozent|percent|franken|dollar)\b")


def wording_contradictions(sentence: Reading, quotes: Sequence[Reading]) -> Iterator[Contradiction]:
    """Yield the changed words of a nearly verbatim sentence that turn its meaning: not, must, before, high."""
    mine = _TOKEN.findall(sentence.lower)
    if not mine:
        return
    best: tuple[int, SequenceMatcher[str], list[str]] | None = None
    for quote in quotes:
        for theirs in _sentences(quote):
            if len(set(mine) & set(theirs)) < _KEPT * len(set(mine)):
                continue
            matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
            kept = sum(block.size for block in matcher.get_matching_blocks())
            if best is None or kept > best[0]:
                best = kept, matcher, list(theirs)
    if best is not None and best[0] >= _KEPT * len(mine):
        yield from _changes(best[1], best[2], mine)


@lru_cache(maxsize=2048)
def _sentences(quote: Reading) -> tuple[tuple[str, ...], ...]:
    """Return the words of each sentence of a quote, and of the whole quote."""
    spans: dict[int, list[int]] = {}
    for clause in quote.clauses:
        span = spans.setdefault(clause.sentence, [clause.start, clause.end])
        span[:] = [min(span[0], clause.start), max(span[1], clause.end)]
    parts = [quote.lower[start:end] for start, end in spans.values()]
    return tuple(dict.fromkeys(tuple(_TOKEN.findall(part)) for part in (*parts, quote.lower)))


def _changes(matcher: "SequenceMatcher[str]", theirs: Sequence[str], mine: Sequence[str]) -> Iterator[Contradiction]:
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        source, said = " ".join(theirs[a:b]), " ".join(mine[c:d])
        if (b - a) - (d - c) > _LONGEST_CUT:
            continue
        changed = _changed(said, source, theirs[max(0, a - 1) : b + 1], mine[max(0, c - 1) : d + 1])
        if changed is not None:
            yield changed


def _changed(said: str, source: str, theirs: Sequence[str], mine: Sequence[str]) -> Contradiction | None:
    opposite = _opposite(said, source)
    wide_said, wide_source = " ".join(mine), " ".join(theirs)  # "nicht" before "nur" is none
    denied = len(negators(wide_said)) % 2 != len(negators(wide_source)) % 2
    weak = load_lexicon().negation["weak"]
    if denied and opposite is None and not weak.search(said + " " + source) and _is_about(said, source):
        return Contradiction("negation", said, source)
    if opposite is not None and not denied:
        return Contradiction(opposite, said, source)
    mine_binds, theirs_bind = modals(said, False), modals(source, False)
    if mine_binds and theirs_bind and not mine_binds & theirs_bind:
        return Contradiction("modality", said, source)
    if _periods(said) and _periods(source) and _periods(said) != _periods(source) and not _counted(said, source):
        return Contradiction("number", said, source)
    if _values(said) and _values(source) and not _values(said) & _values(source):
        return Contradiction("number", said, source)
    only = load_lexicon().limits["only"]
    if bool(only.search(said)) != bool(only.search(source)) and bool(only.search(without_apparent(wide_said))) != bool(
        only.search(without_apparent(wide_source))
    ):
        return Contradiction("scope", said, source)
    kinds_said, kinds_source = _times(said), _times(source)
    if kinds_said and kinds_source and not kinds_said & kinds_source:
        return Contradiction("scope", said, source)
    return None


def _is_about(said: str, source: str) -> bool:
    """Tell whether the change itself touches a negation, not only the words around it."""
    return len(negators(said)) != len(negators(source))


def _opposite(said: str, source: str) -> Literal["scope", "rating"] | None:
    mine, theirs = opposites_in(said), opposites_in(source)
    for number in mine.keys() & theirs.keys():
        if not {name for name, _ in mine[number]} & {name for name, _ in theirs[number]}:
            return load_lexicon().opposites[number]
    return None


def _periods(text: str) -> set[str]:
    return set(_PERIOD.findall(text)) | set(_CURRENCY.findall(text))


def _counted(said: str, source: str) -> bool:
    return bool(_values(said) or _values(source))


def _values(text: str) -> set[float]:
    """Return the whole numbers of a few words; fractions and rates have too many spellings."""
    return {quantity.value for quantity in quantities(read(text)) if quantity.exact}


def _times(text: str) -> set[str]:
    return {kind for kind, pattern in load_lexicon().time.items() if kind in _TIME_KINDS and pattern.search(text)}


_TIME_KINDS = frozenset(["earlier", "later", "within"])
