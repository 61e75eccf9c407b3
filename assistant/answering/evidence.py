"""The second look at the best passages: how much of the question each holds, as a whole and within two sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.analyse import Analysis
from assistant.answering.match import Finder, coverage, covered, nearness, read, together
from ingest.assemble import split_sentences
from ingest.passages import index_text
from ingest.records import Passage, Source, Unit


@dataclass(frozen=True)
class Evidence:
    """What a passage holds of the question, each 0..1.

    whole    of its information, anywhere in the passage
    nearest  of its information, in the best two neighbouring sentences, items or rows
    order    of its neighbouring words, near each other in the passage too
    """

    whole: float
    nearest: float
    order: float


def evidence(analysis: Analysis, passage: Passage, source: Source) -> Evidence:
    """Return what a passage holds of a question."""
    asked, language = analysis.words, source.details.language
    text = index_text(passage)
    whole = covered(asked, read(text, language))
    here = [word for word in asked if word.word in whole]  # no sentence holds a word that the whole does not
    finder = Finder(here, language)
    singles = [finder.covered_in_context(text, unit) for unit, text in _sentences(passage)]
    pairs = [together(first, second) for first, second in pairwise(singles)] or singles
    return Evidence(
        whole=coverage(asked, whole),
        nearest=max((coverage(asked, pair) for pair in pairs), default=0.0),
        order=nearness(asked, text, language),
    )


def _sentences(passage: Passage) -> Iterator[tuple[Unit, str]]:
    """Yield the sentences, items and rows of a passage, each with its unit."""
    for unit in passage.units:
        if unit.kind == "paragraph":
            yield from ((unit, unit.text[start:end]) for start, end in split_sentences(unit.text))
        else:
            yield unit, unit.text
