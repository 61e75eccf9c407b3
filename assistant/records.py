"""What the assistant hands out: answers with their proof."""

from dataclasses import dataclass
from typing import Literal

from ingest.records import Hit, Language, Passage, Source

AnswerState = Literal["supported", "partly", "no_evidence"]


@dataclass(frozen=True)
class Citation:
    """A verbatim quote: `quote` is stored_text[start:end] of the source, `mark` its number in the answer."""

    mark: int
    passage: Passage
    source: Source
    quote: str
    start: int
    end: int
    page: int | None
    page_label: str
    heading_path: tuple[str, ...]
    attribution: str


@dataclass(frozen=True)
class Answer:
    """A reply to a question. `text` is Markdown whose marks "[1]" number `citations`; `hits` are best first.

    state "no_evidence": the library does not hold the answer; `text` says what was looked for and what is
    missing, `citations` is empty and `hits` are the nearest passages.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    state: AnswerState
    language: Language
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class CitedContext:
    """A quote in its surroundings, to be shown beside the answer: before + quote + after is consecutive stored text."""

    before: str
    quote: str
    after: str
