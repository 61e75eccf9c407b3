"""The assistant: search and ask over a library."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from threading import Event

from assistant.answering.analyse import Analysis, AskedWord, split_question
from assistant.answering.answer import write_answer
from assistant.answering.explain import Explanation, explain_all
from assistant.answering.extract import candidates
from assistant.answering.model_answer import Writing
from assistant.answering.model_question import Rewriter
from assistant.answering.model_quotes import evidence
from assistant.answering.rerank import DEPTH, Reranker, read_again
from assistant.answering.retrieve import EVERYTHING, retrieve_all, stages, understand
from assistant.model.faults import ModelFault, NothingToShow
from assistant.model.llm import LanguageModel
from assistant.records import Answer, Citation, CitedContext
from ingest.errors import AppError
from ingest.library import Library
from ingest.records import Filters, Hit, Language, Text
from ingest.registry_errors import UnknownSource

LONGEST_QUESTION = 4_000  # characters
_HITS = 10
_TURNS = 3
_ANY_QUESTION = "Wie findet ein Cluster Partner im Ausland?"


class EmptyQuestion(AppError):
    code = "empty_question"

    def __init__(self) -> None:
        super().__init__(
            Text("Die Frage ist leer.", "The question is empty."),
            Text("Schreiben Sie, was Sie wissen möchten.", "Write what you want to know."),
        )


class QuestionTooLong(AppError):
    code = "question_too_long"

    def __init__(self, length: int) -> None:
        super().__init__(
            Text(
                f"Die Frage hat {length} Zeichen, höchstens {LONGEST_QUESTION} sind möglich.",
                f"The question has {length} characters, at most {LONGEST_QUESTION} are possible.",
            ),
            Text(
                "Kürzen Sie sie, oder fügen Sie den Text als Datei zur Bibliothek hinzu.",
                "Shorten it, or add the text to the library as a file.",
            ),
        )


class Assistant:
    """Answers questions from a library, with citations."""

    def __init__(self, library: Library, reranker: Reranker | None = None, model: LanguageModel | None = None) -> None:
        """Answer from an open library; a reranker, if there is one, reads the best passages again.

        `model` puts answers into words, if there is one; another may take its place at any time.
        """
        self.library = library
        self.model = model
        self._reranker = reranker
        self._rewriter = Rewriter()

    def search(
        self, query: str, *, limit: int = _HITS, turns: Sequence[str] = (), filters: Filters = EVERYTHING
    ) -> tuple[Hit, ...]:
        """Return the best passages, best first.

        Raises EmptyQuestion, QuestionTooLong; UnusableModel, OutOfMemory if a reranker is set.
        """
        analysis = understand(self.library, _checked(query), _recent(turns))
        return self._found(analysis, [analysis], limit, filters)

    def ask(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        filters: Filters = EVERYTHING,
        language: Language | None = None,
    ) -> Answer:
        """Return the answer to a question; `turns` are the conversation's earlier questions, oldest first.

        Raises EmptyQuestion, QuestionTooLong; UnusableModel, OutOfMemory if a reranker is set.
        """
        analysis = self._analysis(_checked(question), _recent(turns), language)
        return self._asked(analysis, filters, language)

    def write(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        filters: Filters = EVERYTHING,
        language: Language | None = None,
        stopped: Event | None = None,
    ) -> Iterator[str | Answer]:
        """Yield the answer as the language model writes it, not examined yet, and last the answer itself.

        Without a model, where the library holds no answer, and where the model fails, that is the one of `ask`; in the
        last case it says why. `stopped` ends the model's writing at once, from any thread. Raises as `ask`.
        """
        question, turns, model, stopped = _checked(question), _recent(turns), self.model, stopped or Event()
        rewritten = self._rewriter.standalone(question, turns, model, stopped)
        analysis = self._analysis(question, turns, language, rewritten.text)
        plain = replace(self._asked(analysis, filters, language), rewritten=rewritten.text)
        if model is None or plain.state == "no_evidence":
            yield plain
            return

        def may_read(citation: Citation) -> bool:
            return model.settings.may_read_confidential or not citation.source.details.confidential

        quotes = evidence(
            plain, candidates(analysis, plain.hits), may_read,
            stored_text=cache(self.library.registry.text), room=model.settings.room,
        )  # fmt: skip
        writing = Writing(analysis, plain, quotes, model, self.words_of, stopped)
        writing.count(rewritten.tokens)
        try:
            if not quotes:
                raise NothingToShow(model.settings)
            yield from writing
            yield writing.answer
        except ModelFault as fault:
            yield replace(plain, model=writing.use(fault.both()))

    def answer(self, question: str, *, turns: Sequence[str] = (), filters: Filters = EVERYTHING) -> Answer:
        """Return the answer that `write` yields last; raises as `ask`."""
        *_, last = self.write(question, turns=turns, filters=filters)
        assert isinstance(last, Answer)
        return last

    def words_of(self, sentence: str) -> Sequence[AskedWord]:
        """Return the words of a sentence with what they weigh in this library, and what may stand for them."""
        return understand(self.library, sentence, ()).words

    def warm_up(self) -> None:
        """Load all that the first question would have to wait for; whatever goes wrong, that question will tell."""
        with suppress(Exception):  # the library may also be closed meanwhile
            self.search(_ANY_QUESTION)

    def stages(self, question: str, *, turns: Sequence[str] = ()) -> dict[str, list[str]]:
        """Return for each stage of a search, in order, the passage ids it ranks, best first; raises as `search`."""
        analysis = understand(self.library, _checked(question), _recent(turns))
        found = stages(self.library, analysis)
        if self._reranker is not None:
            found["reranked"] = [hit.passage.id for hit in self._found(analysis, [analysis], _HITS, EVERYTHING)]
        return found

    def why(
        self, question: str, hits: Sequence[Hit], *, turns: Sequence[str] = (), rewritten: str = ""
    ) -> tuple[Explanation, ...]:
        """Return for each hit of a search or an answer why it was found; raises EmptyQuestion, QuestionTooLong.

        `rewritten` is the answer's, where a language model has put the question so that it is understood alone.
        """
        return explain_all(understand(self.library, _checked(question), _recent(turns), rewritten), hits)

    def context(self, citation: Citation, *, width: int = 700) -> CitedContext:
        """Return a quote in its surroundings, up to `width` characters to either side, cut between words."""
        text = self.library.registry.text(citation.source.id)
        before, after = text[max(0, citation.start - width) : citation.start], text[citation.end : citation.end + width]
        if citation.start > width:
            before = "… " + before.partition(" ")[2]
        if citation.end + width < len(text):
            after = after.rpartition(" ")[0] + " …"
        return CitedContext(before, citation.quote, after)

    def _asked(self, analysis: Analysis, filters: Filters, language: Language | None) -> Answer:
        """Return the answer to an analysed question, of which each part may be a question of its own."""
        split, turns = split_question(analysis.question), (*analysis.turns, analysis.question)
        parts = [self._analysis(part, turns, language) for part in split] if len(split) > 1 else [analysis]
        try:
            return self._answer(analysis, parts, filters)
        except UnknownSource:  # another thread or process removed one between the search and the quote
            return self._answer(analysis, parts, filters)

    def _answer(self, analysis: Analysis, parts: Sequence[Analysis], filters: Filters) -> Answer:
        hits = self._found(analysis, parts, _HITS, filters)
        # several citations of one source read its text once
        return write_answer(analysis, parts, hits, stored_text=cache(self.library.registry.text))

    def _found(self, analysis: Analysis, parts: Sequence[Analysis], limit: int, filters: Filters) -> tuple[Hit, ...]:
        if self._reranker is None:
            return retrieve_all(self.library, analysis, parts, limit=limit, filters=filters)
        hits = retrieve_all(self.library, analysis, parts, limit=max(limit, DEPTH), filters=filters)
        return read_again(analysis.question, hits, self._reranker)[:limit]

    def _analysis(
        self, question: str, turns: Sequence[str], language: Language | None, rewritten: str = ""
    ) -> Analysis:
        found = understand(self.library, question, turns, rewritten)
        return found if language is None else replace(found, language=language)


def _recent(turns: Sequence[str]) -> tuple[str, ...]:
    """Return the last questions of a conversation: older ones weigh next to nothing."""
    return tuple(turn[:LONGEST_QUESTION] for turn in turns[-_TURNS:])


def _checked(question: str) -> str:
    if not question.strip():
        raise EmptyQuestion
    if len(question) > LONGEST_QUESTION:
        raise QuestionTooLong(len(question))
    return question.strip()
