"""Where two sources of an answer say different things: both are shown, and the reader is told."""

from collections.abc import Sequence
from itertools import combinations

from assistant.answering.analyse import Analysis
from assistant.answering.gate.records import Contradiction
from assistant.answering.gate.verdict import contradictions
from assistant.answering.match import coverage, covered, read
from assistant.records import Citation
from ingest.german import terms

_LEAST_COVERED = 0.6  # of the question, by each of the two quotes: they must speak of the same thing
_DIFFERENT_WORDS = 1  # a number may be spelled
_KINDS = {"number": ("number",), "time": ("date", "number"), "yes_no": ("negation", "modality")}


def disagreement(analysis: Analysis, citations: Sequence[Citation]) -> tuple[Citation, Citation, Contradiction] | None:
    """Return the first two citations of different sources that answer a question differently, and in what.

    Looked for where an answer is short enough to be compared: numbers, times, yes or no.
    """
    kinds = _KINDS.get(analysis.type, ())
    speaking = [citation for citation in citations if kinds and _covers(analysis, citation)]
    for one, other in combinations(speaking, 2):
        if one.source.id != other.source.id and _say_the_same_but_figures(one.quote, other.quote):
            there = _differences(one, other, kinds)
            if there and _differences(other, one, kinds):
                return one, other, there[0]
    return None


def _say_the_same_but_figures(one: str, other: str) -> bool:
    """Tell whether two quotes speak of the same thing: Kiel or Bremen, a month or a year, net or gross are others."""
    if "?" in one + other:
        return False
    first, second = ({term for term in terms(text) if not term[0].isdigit()} for text in (one, other))
    return len(first ^ second) <= _DIFFERENT_WORDS


def _covers(analysis: Analysis, citation: Citation) -> bool:
    found = covered(analysis.words, read(citation.quote, citation.source.details.language))
    return coverage(analysis.words, found) >= _LEAST_COVERED


def _differences(said: Citation, source: Citation, kinds: Sequence[str]) -> list[Contradiction]:
    found = contradictions(said.quote, [source.quote])
    return [one for one in found if one.kind in kinds and one.said and one.source]
