"""Answers as data: for `ask --json` and for question sets."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answering.explain import Explanation
from assistant.answering.language import question_language
from assistant.answering.reasons import in_words
from assistant.answering.render import plain_text
from assistant.assistant import Assistant
from assistant.records import Answer, Citation, ModelUse
from ingest.errors import AppError, MissingPath
from ingest.records import Hit, Language, Text


class BatchQuestion(BaseModel):
    """A line of a question set. `turns` are the earlier questions of the conversation; other fields are passed over."""

    model_config = ConfigDict(extra="ignore")

    id: str
    question: str
    turns: list[str] = []


class InvalidQuestionSet(AppError):
    code = "invalid_questions"

    def __init__(self, name: str, line: int, problem: str) -> None:
        super().__init__(
            Text(f"{name}, Zeile {line}: {problem}.", f"{name}, line {line}: {problem}."),
            Text(
                'Je Zeile ein JSON-Objekt: {"id": "...", "question": "...", "turns": []}.',
                'One JSON object a line: {"id": "...", "question": "...", "turns": []}.',
            ),
        )


def read_questions(path: Path) -> list[BatchQuestion]:
    """Return the questions of a JSONL file; raises MissingPath, InvalidQuestionSet naming file and line."""
    if not path.is_file():
        raise MissingPath(str(path))
    questions = []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line_number = error.object[: error.start].count(b"\n") + 1
        raise InvalidQuestionSet(path.name, line_number, "not UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):  # splitlines would also cut at U+2028 inside a question
        if line.strip():
            try:
                questions.append(BatchQuestion.model_validate_json(line))
            except ValidationError as error:
                raise InvalidQuestionSet(path.name, number, error.errors()[0]["msg"]) from error
    return questions


def answer_batch(assistant: Assistant, questions: list[BatchQuestion]) -> Iterator[str]:
    """Yield one line of JSON per question; a question that cannot be asked is an abstention with an "error"."""
    for asked in questions:
        start = perf_counter()
        try:
            line = answer_data(assistant.answer(asked.question, turns=asked.turns))
        except AppError as error:
            line = _not_asked(error, question_language(asked.question))
        seconds = round(perf_counter() - start, 4)
        yield json.dumps({"id": asked.id, **line, "seconds": seconds}, ensure_ascii=False)


def _not_asked(error: AppError, language: Language) -> dict[str, object]:
    return {
        "answer": error.of(language),
        "abstained": True,
        "language": language,
        "citations": [],
        "passages": [],
        "error": error.code,
    }


def answer_data(answer: Answer) -> dict[str, object]:
    """Return an answer as JSON values."""
    return {
        "answer": plain_text(answer.text),
        "abstained": answer.state == "no_evidence",
        "language": answer.language,
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [hit_data(hit) for hit in answer.hits],
        **({"model": _model(answer.model)} if answer.model else {}),
        **({"rewritten": answer.rewritten} if answer.rewritten else {}),
    }


def _model(used: ModelUse) -> dict[str, object]:
    """Return what a language model had to do with an answer as JSON values."""
    return {
        "name": used.name,
        "host": used.host,
        "prompt_version": used.prompt_version,
        "dropped": used.dropped,
        "tokens": used.tokens,
        "first_word_after": used.first_word_after,
        "fault": used.fault.en if used.fault else None,
    }


def hit_data(hit: Hit) -> dict[str, object]:
    """Return a found passage as JSON values."""
    return {
        "source": hit.source.file_name,
        "title": hit.source.details.title,
        "page": hit.passage.first_page,
        "heading": " > ".join(hit.passage.heading_path),
        "text": hit.passage.text,
        "score": round(hit.score, 4),
        "found_by": hit.found_by,
    }


def why_data(explanation: Explanation, language: Language) -> dict[str, object]:
    """Return why a passage was found as JSON values, `text` in this language; offsets as those of a citation."""
    return {
        "text": in_words(explanation, language),
        "words": [
            {
                "asked": word.asked,
                "way": word.way,
                "found": word.found,
                "place": word.place,
                "share": round(word.share, 4),
                "start": word.start,
                "end": word.end,
            }
            for word in explanation.words
        ],
        "sentences": [{"text": best.text, "start": best.start, "end": best.end} for best in explanation.sentences],
        "found_by": explanation.found_by,
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "mark": citation.mark,
        "source": citation.source.file_name,
        "title": citation.source.details.title,
        "page": citation.page,
        "page_label": citation.page_label,
        "heading": " > ".join(citation.heading_path),
        "attribution": citation.attribution,
        "quote": citation.quote,
        "passage": citation.passage.text,
        "start": citation.start,
        "end": citation.end,
    }
