"""Asks the questions of a set, one after the other, and notes what each stage found and what the answer proves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from assistant.answering.language import question_language
from assistant.answering.render import plain_text
from assistant.assistant import Assistant
from assistant.laboratory.matching import Evidence, fold, says
from assistant.laboratory.measure import HITS
from assistant.laboratory.questions import LabQuestion
from assistant.laboratory.records import Asked, Written
from assistant.records import Answer, Examined, ModelUse
from ingest.errors import AppError
from ingest.records import Passage

READ_SO_FAR = 1_200  # characters of an answer within which a required string must stand

OnAsked = Callable[[int, int], None]


def ask_all(
    assistant: Assistant, questions: Sequence[LabQuestion], sources: Sequence[str], on_asked: OnAsked
) -> tuple[Asked, ...]:
    """Ask every question and return what came of each; `sources` are the folded texts that quotes must stand in."""
    bench = _Bench(assistant)
    assistant.library.embedder.embed_question("warm")  # loading the model is not the first question's time
    asked = []
    for number, question in enumerate(questions, 1):
        asked.append(_asked(bench, question, sources))
        on_asked(number, len(questions))
    return tuple(asked)


def search_all(assistant: Assistant, questions: Sequence[LabQuestion], on_asked: OnAsked) -> tuple[Asked, ...]:
    """Search for every question and return the ranks; nothing is written, and the time is that of the search."""
    bench = _Bench(assistant)
    assistant.library.embedder.embed_question("warm")
    asked = []
    for number, question in enumerate(questions, 1):
        start = perf_counter()
        found = bench.stages(question)
        seconds = perf_counter() - start
        ranks = {name: bench.ranks(question, ids) for name, ids in found.items()}
        asked.append(_record(question, ranks).model_copy(update={"milliseconds": round(seconds * 1000, 2)}))
        on_asked(number, len(questions))
    return tuple(asked)


@dataclass
class _Bench:
    """The assistant with the texts of its passages, folded once."""

    assistant: Assistant
    _folded: dict[str, str] = field(default_factory=dict)
    _source_of: dict[str, str] = field(default_factory=dict)
    _file_names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._file_names = {source.id: source.file_name for source in self.assistant.library.sources()}

    def stages(self, question: LabQuestion) -> Mapping[str, Sequence[str]]:
        """Return the passage ids that each stage ranks; an empty question goes through none."""
        text = question.question.strip()
        return self.assistant.stages(text, turns=question.turns) if text else {}

    def ranks(self, question: LabQuestion, passage_ids: Sequence[str]) -> tuple[int | None, ...]:
        """Return for each evidence, or else for the source, the rank of the first passage that holds it."""
        missing = [passage_id for passage_id in passage_ids if passage_id not in self._folded]
        self.know(self.assistant.library.registry.passages(missing).values())
        if not question.evidence and question.source:
            return (_first(self._source_of.get(i) == question.source for i in passage_ids),)
        wanted = [Evidence.of(quoted.quote) for quoted in question.evidence or ()]
        return tuple(_first(one.stands_in(self._folded.get(i, "")) for i in passage_ids) for one in wanted)

    def know(self, passages: Iterable[Passage]) -> None:
        """Fold the texts of passages, for `ranks`."""
        for passage in passages:
            self._folded[passage.id] = fold(passage.text)
            self._source_of[passage.id] = self._file_names.get(passage.source_id, "")


def _asked(bench: _Bench, question: LabQuestion, sources: Sequence[str]) -> Asked:
    start = perf_counter()
    try:
        answer = bench.assistant.answer(question.question, turns=question.turns)
    except AppError as error:
        said = error.of(question_language(question.question))
        return _record(question, {}).model_copy(
            update={"state": error.code, "refused": True, "contains": _contains(question, said)}
        )
    seconds = perf_counter() - start
    ranks = {name: bench.ranks(question, ids) for name, ids in bench.stages(question).items()}
    bench.know(hit.passage for hit in answer.hits)
    ranks[HITS] = bench.ranks(question, [hit.passage.id for hit in answer.hits])
    quotes = [fold(citation.quote) for citation in answer.citations]
    return _record(question, ranks).model_copy(
        update={
            "state": answer.state,
            "refused": answer.state == "no_evidence",
            "cited": _cited(question, answer),
            "contains": _contains(question, plain_text(answer.text)),
            "quotes": len(quotes),
            "valid": sum(any(quote in source for source in sources) for quote in quotes),
            "milliseconds": round(seconds * 1000, 2),
            "written": _written(answer.model),
        }
    )


def _written(used: ModelUse | None) -> Written | None:
    if used is None:
        return None
    first, last = used.first or Examined(0), used.last or Examined(0)
    return Written(
        is_taken=used.fault is None,
        sentences=last.sentences,
        faults=last.faults,
        first_sentences=first.sentences,
        first_faults=first.faults,
        tokens=used.tokens,
        first_word_after=used.first_word_after,
    )


def _record(question: LabQuestion, ranks: Mapping[str, tuple[int | None, ...]]) -> Asked:
    return Asked(
        id=question.id,
        question=question.question,
        kind=question.kind,
        lang=question.lang,
        answerable=question.answerable,
        ranks=dict(ranks),
    )


def _cited(question: LabQuestion, answer: Answer) -> tuple[bool, ...]:
    if not question.evidence and question.source:
        return (any(citation.source.file_name == question.source for citation in answer.citations),)
    pairs = [(citation.quote, fold(citation.passage.text or citation.quote)) for citation in answer.citations]
    wanted = [Evidence.of(quoted.quote) for quoted in question.evidence or ()]
    return tuple(any(one.is_cited_by(*pair) for pair in pairs) for one in wanted)


def _contains(question: LabQuestion, said: str) -> tuple[bool, ...]:
    read = said[:READ_SO_FAR]
    folded = fold(read)
    return tuple(says(folded, read, wanted) for wanted in question.must_contain or ())


def _first(matches: Iterable[bool]) -> int | None:
    return next((rank for rank, match in enumerate(matches, 1) if match), None)
