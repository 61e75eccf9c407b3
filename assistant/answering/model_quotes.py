"""The quotes that a language model may write from, as it reads them: numbered, each on a line, and nothing but text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.extract import Candidate
from assistant.answering.instructions import speaks_to_a_model
from assistant.answering.proving import Proof
from assistant.answering.quotes import cite
from assistant.records import Answer, Citation
from ingest.records import Unit

_MOST_QUOTES = 14
_CONSIDERED = 60  # candidates
_SHORTEST, _LONGEST = 30, 700  # characters of a quote
_MARKS = re.compile(r"\[(\d[\d\s,;]*)\]")  # in a document: it would read as a mark of ours
_INNER = str.maketrans({"„": "‚", "“": "‘", "”": "’"})  # else a quotation in a quote would end it


def evidence(
    answer: Answer,
    ranked: Sequence[Candidate],
    may_use: Callable[[Citation], bool],
    *,
    stored_text: Callable[[str], str],
    room: int,
) -> tuple[Citation, ...]:
    """Return the quotes that a model may write from, numbered from 1: those of the answer without a model come first.

    What speaks to a model is not among them. `room` is how many characters the model can be shown; the best quotes
    stay where not all find room.
    """
    more = (
        cite(0, one.hit, one.unit, one.start, one.end, stored_text=stored_text)
        for one in ranked[:_CONSIDERED]
        if _SHORTEST <= one.end - one.start <= _LONGEST
    )
    chosen: list[Citation] = []
    for one in (*answer.citations, *more):
        if len(chosen) == _MOST_QUOTES or not may_use(one) or any(_overlap(one, each) for each in chosen):
            continue
        read = (one.quote, *(unit.text for unit in one.passage.units if _stands_in(one, unit)))
        if any(map(speaks_to_a_model, read)):
            continue
        room -= len(told(one))
        if room >= 0:
            chosen.append(one)
    return tuple(replace(one, mark=number) for number, one in enumerate(chosen, 1))


def told(citation: Citation) -> str:
    """Return a quote as the model reads it: "[3] (Leitfaden, S. 5, Partner) „…“"."""
    title, *headings = _around(citation)
    page = citation.page_label or ("" if citation.page is None else str(citation.page))
    places = (title, f"S. {page}" if page else "", *headings[-1:])
    where = ", ".join(on_one_line(one) for one in places if one)
    return f"[{citation.mark}] ({where}) „{on_one_line(citation.quote)}“"


def proof_of(citation: Citation) -> Proof:
    """Return a citation as what proves a sentence; its title and headings count as said besides."""
    return Proof(citation.quote, citation.source.details.language, _around(citation))


def _around(citation: Citation) -> tuple[str, ...]:
    """Return title and headings, an empty text for one that speaks to a model: they are text of a document as well."""
    title = citation.source.details.title or citation.source.file_name
    return tuple("" if speaks_to_a_model(one) else one for one in (title, *citation.heading_path))


def on_one_line(text: str) -> str:
    """Return text of a document without line ends, and without what looks like a mark or a quotation's end."""
    return _MARKS.sub(r"(\1)", " ".join(text.split())).translate(_INNER)


def _overlap(one: Citation, other: Citation) -> bool:
    return one.source.id == other.source.id and one.start < other.end and other.start < one.end


def _stands_in(citation: Citation, unit: Unit) -> bool:
    return unit.start < citation.end and citation.start < unit.end
