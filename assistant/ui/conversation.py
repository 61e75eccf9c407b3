"""A conversation as the page keeps it: what was asked, what came back, which passage a key opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.explain import Explanation
from assistant.records import Answer, Citation
from ingest.records import Hit, Text

NEAREST_SHOWN = 3


@dataclass(frozen=True)
class Failure:
    """A question that could not be answered, with the reason in both languages."""

    reason: Text


@dataclass(frozen=True)
class Turn:
    """A question and its reply (None while the search runs), and by passage id why its passages were found."""

    question: str
    reply: Answer | Failure | None = None
    why: Mapping[str, Explanation] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    """A passage that a reader opened: the citation, its place among the answer's citations, and how many there are."""

    key: str
    citation: Citation
    position: int
    total: int
    is_nearest: bool


@dataclass(frozen=True)
class Conversation:
    """The turns of one reader, oldest first."""

    turns: tuple[Turn, ...] = ()

    def asking(self, question: str) -> "Conversation":
        """Return the conversation with a new, still unanswered turn."""
        return Conversation((*self.turns, Turn(question)))

    def answered(self, reply: Answer | Failure, why: Sequence[Explanation] = ()) -> "Conversation":
        """Return the conversation with the last turn answered."""
        explained = {explanation.passage_id: explanation for explanation in why}
        return Conversation((*self.turns[:-1], replace(self.turns[-1], reply=reply, why=explained)))

    def earlier_questions(self) -> tuple[str, ...]:
        """Return the questions that were answered: what a follow-up question builds on."""
        return tuple(turn.question for turn in self.turns if isinstance(turn.reply, Answer))

    def open(self, key: str) -> Opening | None:
        """Return what a key opens, or None when this conversation has no such passage (a stale or forged key)."""
        return next((opening for opening in self._openings(key) if opening.key == key), None)

    def _openings(self, key: str) -> tuple[Opening, ...]:
        number = key.partition("-")[0]
        if not number.isdecimal() or len(number) > 6 or int(number) >= len(self.turns):
            return ()
        reply = self.turns[int(number)].reply
        return openings(int(number), reply) if isinstance(reply, Answer) else ()


def openings(turn: int, answer: Answer) -> tuple[Opening, ...]:
    """Return the passages that an answer offers to open.

    Its citations in the order of the answer; when there is no evidence, the nearest passages instead.
    Keys: "2-c0" is the first citation of the third turn, "2-n0" its nearest passage.
    """
    if answer.citations:
        total = len(answer.citations)
        return tuple(
            Opening(f"{turn}-c{position}", citation, position, total, is_nearest=False)
            for position, citation in enumerate(answer.citations)
        )
    if answer.state != "no_evidence":
        return ()
    nearest = answer.hits[:NEAREST_SHOWN]
    return tuple(
        Opening(f"{turn}-n{position}", _citation_of(hit, position), position, len(nearest), is_nearest=True)
        for position, hit in enumerate(nearest)
    )


def _citation_of(hit: Hit, position: int) -> Citation:
    """Return a hit as a citation of its whole passage, so that it opens in the same way."""
    passage = hit.passage
    return Citation(
        mark=position + 1,
        passage=passage,
        source=hit.source,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.first_page,
        page_label=passage.page_label,
        heading_path=passage.heading_path,
        attribution=passage.attribution,
    )
