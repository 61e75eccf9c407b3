"""What the quote gate hands out: contradictions, and the verdict on each sentence of an answer."""

from dataclasses import dataclass
from typing import Literal

ContradictionKind = Literal["number", "date", "negation", "modality", "rating", "scope", "name"]
SentenceState = Literal["proved", "contradicted", "uncited", "unknown_mark", "too_long"]


@dataclass(frozen=True)
class Contradiction:
    """What a sentence says against its quotes.

    said     the words of the sentence; "" where it leaves out what the quote says ("nicht")
    source   the words of the quote; "" where it holds nothing of the kind
    """

    kind: ContradictionKind
    said: str
    source: str


@dataclass(frozen=True)
class SentenceVerdict:
    """The verdict on text[start:end], a sentence, list item or table row of an answer.

    marks            the marks it bears, or, for a list item without any, those of the line that introduces the list
    contradictions   empty unless state is "contradicted"
    """

    text: str
    start: int
    end: int
    marks: tuple[int, ...]
    state: SentenceState
    contradictions: tuple[Contradiction, ...] = ()
