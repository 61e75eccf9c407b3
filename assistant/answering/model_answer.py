"""An answer in a language model's own sentences, each proved by the quotes whose marks it bears.

The model gets numbered quotes and nothing else of the library. What it writes is examined sentence by sentence; what
cannot stay it may mend once; what still cannot stay is left out, and said to be.
"""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from threading import Event

from assistant.answering.analyse import Analysis, AskedWord
from assistant.answering.gate.answer import statements
from assistant.answering.language import question_language
from assistant.answering.model_quotes import on_one_line, proof_of, told
from assistant.answering.model_text import as_answer
from assistant.answering.proving import Fault, Proof, faults, with_marks_found, without
from assistant.answering.render import plain_text
from assistant.model.faults import ContextTooLong, ModelFault, NothingProved
from assistant.model.llm import LanguageModel, Message, Reply
from assistant.model.prompts import prompt, prompt_version
from assistant.records import Answer, Citation, Examined, ModelUse
from ingest.records import Text

_WORDS = 180  # of an answer
_MOST_FAULTS = 8  # named when the model may mend its text
_GROWN = 1.02  # a text is shown anew when it has grown by so much; a long one is not read a thousand times
_LONGEST_SENTENCE = 300  # characters of one that is named
_TURNS = 3
_MARKS = re.compile(r"\[(\d[\d\s,;]*)\]")


@dataclass(frozen=True)
class _Attempt:
    text: str
    faults: tuple[Fault, ...]
    is_foreign: bool

    @property
    def examined(self) -> Examined:
        """Return what came of it."""
        return Examined(len(tuple(statements(self.text))), tuple(fault.kind for fault in self.faults))


class Writing:
    """A text in the making: iterate over it for the text so far (not examined yet), then take the `answer`."""

    def __init__(
        self, analysis: Analysis, plain: Answer, quotes: Sequence[Citation], model: LanguageModel,
        asked_words: Callable[[str], Sequence[AskedWord]], stopped: Event,
    ) -> None:  # fmt: skip
        self._analysis, self._plain, self._model = analysis, plain, model
        self._quotes, self._asked_words, self._stopped = list(quotes), asked_words, stopped
        self._tokens: tuple[int, int] | None = None
        self._first_word_after: float | None = None
        self._first: Examined | None = None
        self._last: Examined | None = None
        self.answer = plain

    def __iter__(self) -> Iterator[str]:
        """Yield the text so far, again and again; raises ModelFault where the model gives no usable text."""
        rules = prompt("answer_rules", self._analysis.language, words=_WORDS)
        try:
            first = yield from self._attempt([Message("system", rules), Message("user", self._question())])
        except ContextTooLong:
            if len(self._quotes) < 2:
                raise
            del self._quotes[len(self._quotes) // 2 :]
            first = yield from self._attempt([Message("system", rules), Message("user", self._question())])
        best = first
        if first.faults or first.is_foreign:
            talk = [
                Message("system", rules),
                Message("user", self._question()),
                Message("assistant", plain_text(first.text)),
                Message("user", prompt("answer_again", self._analysis.language, faults=self._faults(first))),
            ]
            try:
                second = yield from self._attempt(talk)
                best = min(second, first, key=lambda one: (one.is_foreign, len(one.faults)))
            except ModelFault:
                if first.is_foreign:
                    raise
        self._first, self._last = first.examined, best.examined
        self.answer = self._finished(best)

    def count(self, tokens: tuple[int, int] | None) -> None:
        """Add tokens (read, written) that the model has read and written for this answer before."""
        self._tokens = _sum(self._tokens, tokens)

    def use(self, fault: Text | None = None) -> ModelUse:
        """Return what the model had to do with it so far, and the fault for which it is not taken."""
        return ModelUse(
            name=self._model.settings.name,
            host=self._model.settings.reader,
            prompt_version=prompt_version(),
            first=self._first,
            last=self._last,
            tokens=self._tokens,
            first_word_after=self._first_word_after,
            fault=fault,
        )

    def _attempt(self, talk: Sequence[Message]) -> Generator[str, None, _Attempt]:
        reply: Reply = self._model.write(talk)
        reply.end_with(self._stopped)
        text, shown = "", 0.0
        for piece in reply:
            text += piece
            if len(text) < shown:
                continue
            shown = len(text) * _GROWN
            yield as_answer(text, self._proofs())
        self._tokens = _sum(self._tokens, reply.tokens)
        self._first_word_after = self._first_word_after or reply.first_word_after
        written = with_marks_found(as_answer(text, self._proofs()), self._proofs(), self._asked_words)
        found = faults(written, self._proofs(), self._asked_words)
        return _Attempt(written, found, question_language(written) != self._analysis.language)

    def _proofs(self) -> dict[int, Proof]:
        return {one.mark: proof_of(one) for one in self._quotes}

    def _question(self) -> str:
        language = self._analysis.language
        earlier = "\n".join(f"- {on_one_line(one)}" for one in self._analysis.turns[-_TURNS:])
        turns = prompt("answer_turns", language, questions=earlier) if earlier else ""
        quotes = "\n".join(told(one) for one in self._quotes)
        return prompt("answer_question", language, quotes=quotes, turns=turns, question=self._analysis.question)

    def _faults(self, attempt: _Attempt) -> str:
        language = self._analysis.language
        told = [prompt(f"fault_{one.kind}", language, **_filled(one)) for one in attempt.faults[:_MOST_FAULTS]]
        return "\n".join([*told, *([prompt("fault_language", language)] if attempt.is_foreign else [])])

    def _finished(self, attempt: _Attempt) -> Answer:
        """Return it without what cannot stay, its marks numbered anew; raises NothingProved if nothing is left."""
        text = "" if attempt.is_foreign else without(attempt.text, attempt.faults)
        used = list(dict.fromkeys(int(one) for group in _MARKS.findall(text) for one in re.findall(r"\d+", group)))
        if not used:
            raise NothingProved
        numbers = {mark: number for number, mark in enumerate(used, 1)}
        cited = {one.mark: one for one in self._quotes}
        return replace(
            self._plain,
            text=_MARKS.sub(lambda found: _renumbered(found.group(1), numbers), text),
            citations=tuple(replace(cited[mark], mark=numbers[mark]) for mark in used),
            model=self.use(),
        )


def _filled(fault: Fault) -> dict[str, str]:
    """Return what the sentence about a fault needs; a sentence that goes on for pages is told by its beginning."""
    sentence = shorten(plain_text(fault.sentence), _LONGEST_SENTENCE, placeholder=" …")
    return {"sentence": sentence, "said": fault.said, "source": fault.source}


def _renumbered(group: str, numbers: dict[int, int]) -> str:
    return "".join(f"[{numbers[int(one)]}]" for one in re.findall(r"\d+", group))


def _sum(before: tuple[int, int] | None, more: tuple[int, int] | None) -> tuple[int, int] | None:
    if before is None or more is None:
        return more or before
    return before[0] + more[0], before[1] + more[1]
