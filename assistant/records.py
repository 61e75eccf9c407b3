"""What the assistant hands out: answers with their proof."""

from dataclasses import dataclass
from typing import Literal

from ingest.records import Hit, Language, Passage, Source, Text

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
class Examined:
    """How many sentences a model's text had, and what was wrong with those that no quote proves, in order."""

    sentences: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelUse:
    """What a language model had to do with an answer.

    first, last        its text as it was written first, and as it was taken, perhaps mended; None where none came
    tokens             read and written, where the server says so
    first_word_after   seconds
    fault              why the answer is written without it, None where it is not
    """

    name: str
    host: str
    prompt_version: str = ""
    first: Examined | None = None
    last: Examined | None = None
    tokens: tuple[int, int] | None = None
    first_word_after: float | None = None
    fault: Text | None = None

    @property
    def dropped(self) -> int:
        """Return how many sentences were left out because no quote proves them."""
        return len(self.last.faults) if self.last else 0


@dataclass(frozen=True)
class Answer:
    """A reply to a question. `text` is Markdown whose marks "[1]" number `citations`; `hits` are best first.

    state "no_evidence": the library does not hold the answer; `text` says what was looked for and what is
    missing, `citations` is empty and `hits` are the nearest passages.
    `model` says whether a language model has put it into words, or why it could not; `rewritten` is what was searched
    for besides the question, where a model has put a follow-up so that it is understood alone.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    state: AnswerState
    language: Language
    hits: tuple[Hit, ...]
    model: ModelUse | None = None
    rewritten: str = ""


@dataclass(frozen=True)
class CitedContext:
    """A quote in its surroundings, to be shown beside the answer: before + quote + after is consecutive stored text."""

    before: str
    quote: str
    after: str
