"""Question sets: our JSONL lines with evidence, and SQuAD files, whose paragraphs are the documents."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import AppError, FileOutOfReach, MissingPath
from ingest.records import Text

_SQUAD_SHAPE = '{"data": [{"paragraphs": [{"context": "...", "qas": [{"id": "...", "question": "..."}]}]}]}'


class Quoted(BaseModel):
    """A verbatim quote that proves the right answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    quote: str


class LabQuestion(BaseModel):
    """A question with what a right answer rests on; other fields of a line are passed over.

    kind           one of the set's own names; "unanswerable" is to be refused, every other is to be answered
    evidence       quotes that retrieval must find and the answer must cite
    source         where there is no evidence: the file name of a source that holds the answer
    must_contain   strings that a right answer holds
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    question: str
    turns: tuple[str, ...] = ()
    kind: str = ""
    lang: str = ""
    evidence: tuple[Quoted, ...] | None = None
    source: str = ""
    must_contain: tuple[str, ...] | None = None

    @property
    def answerable(self) -> bool:
        """Tell whether the sources hold an answer."""
        return self.kind != "unanswerable"


@dataclass(frozen=True)
class SquadSet:
    """Paragraphs, file name -> text, and questions whose `source` is the file name of their paragraph."""

    paragraphs: dict[str, str]
    questions: tuple[LabQuestion, ...]


class InvalidQuestions(AppError):
    code = "invalid_questions"

    def __init__(self, name: str, line: int, problem: Text) -> None:
        super().__init__(
            Text(f"{name}, Zeile {line}: {problem.de}.", f"{name}, line {line}: {problem.en}."),
            Text(
                'Je Zeile ein JSON-Objekt: {"id": "...", "kind": "fact", "question": "...", "turns": [], '
                '"evidence": [{"quote": "..."}], "must_contain": ["..."]}.',
                'One JSON object a line: {"id": "...", "kind": "fact", "question": "...", "turns": [], '
                '"evidence": [{"quote": "..."}], "must_contain": ["..."]}.',
            ),
        )


class InvalidSquad(AppError):
    code = "invalid_squad"

    def __init__(self, name: str, problem: Text) -> None:
        super().__init__(
            Text(
                f"{name} ist keine Datei im SQuAD-Format: {problem.de}.",
                f"{name} is not in SQuAD format: {problem.en}.",
            ),
            Text(f"Erwartet wird {_SQUAD_SHAPE}.", f"Expected: {_SQUAD_SHAPE}."),
        )


class MismatchedQuestions(AppError):
    code = "mismatched_questions"

    def __init__(self, paragraphs: str, known: int, questions: str, asked: int) -> None:
        super().__init__(
            Text(
                f"{questions} enthält {asked} Fragen, {paragraphs} aber {known}.",
                f"{questions} holds {asked} questions, but {paragraphs} {known}.",
            ),
            Text(
                "Beide Dateien müssen dieselben Fragen in derselben Reihenfolge enthalten.",
                "Both files must hold the same questions in the same order.",
            ),
        )


class NoQuestions(AppError):
    code = "no_questions"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"{name} enthält keine Fragen.", f"{name} holds no questions."),
            Text("Nennen Sie eine Datei mit mindestens einer Frage.", "Name a file with at least one question."),
        )


def read_question_set(path: Path) -> tuple[LabQuestion, ...]:
    """Return the questions of a JSONL file; raises MissingPath, InvalidQuestions (file and line), NoQuestions."""
    questions: list[LabQuestion] = []
    seen: set[str] = set()
    for number, line in enumerate(_text(path).split("\n"), 1):  # splitlines would also cut at U+2028 inside a question
        if not line.strip():
            continue
        try:
            question = LabQuestion.model_validate_json(line)
        except ValidationError as error:
            raise InvalidQuestions(path.name, number, _first_problem(error)) from error
        if question.id in seen:
            twice = Text(f"die Kennung „{question.id}“ gibt es schon", f'the id "{question.id}" is there already')
            raise InvalidQuestions(path.name, number, twice)
        seen.add(question.id)
        questions.append(question)
    if not questions:
        raise NoQuestions(path.name)
    return tuple(questions)


def read_squad(path: Path, ask: Path | None = None, limit: int | None = None) -> SquadSet:
    """Return all paragraphs of a SQuAD file and its first `limit` questions.

    With `ask`, question by question the wording of that file is asked, in the same order. Raises MissingPath,
    InvalidSquad, MismatchedQuestions, NoQuestions.
    """
    known = list(_questions_of(_squad(path)))
    asked = known if ask is None else list(_questions_of(_squad(ask)))
    if ask is not None and len(asked) != len(known):
        raise MismatchedQuestions(path.name, len(known), ask.name, len(asked))
    if not known:
        raise NoQuestions(path.name)
    twice = [name for name, count in Counter(qa.id for _, qa in asked).items() if count > 1]
    if twice:
        raise InvalidSquad((ask or path).name, Text(f"die Kennung „{twice[0]}“ doppelt", f'the id "{twice[0]}" twice'))
    pairs = list(zip(known, asked, strict=True))[:limit]
    questions = [
        LabQuestion(id=wording.id, question=wording.question, source=_file_name(context))
        for (context, _), (_, wording) in pairs
    ]
    contexts = [paragraph.context for article in _squad(path).data for paragraph in article.paragraphs]
    return SquadSet({_file_name(context): context for context in contexts}, tuple(questions))


class _Qa(BaseModel):
    id: str
    question: str


class _Paragraph(BaseModel):
    context: str
    qas: list[_Qa]


class _Article(BaseModel):
    paragraphs: list[_Paragraph]


class _Squad(BaseModel):
    data: list[_Article]


def _squad(path: Path) -> _Squad:
    try:
        return _Squad.model_validate_json(_text(path))
    except ValidationError as error:
        raise InvalidSquad(path.name, _first_problem(error)) from error


def _questions_of(squad: _Squad) -> Iterator[tuple[str, _Qa]]:
    for article in squad.data:
        for paragraph in article.paragraphs:
            for qa in paragraph.qas:
                yield paragraph.context, qa


def _file_name(context: str) -> str:
    """Return a name by content: a paragraph that occurs twice is one document, and its title tells nothing."""
    return f"p{sha256(context.encode()).hexdigest()[:16]}.txt"


def _text(path: Path) -> str:
    if not path.is_file():
        raise MissingPath(str(path))
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileOutOfReach(str(path), error) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InvalidQuestions(path.name, line, Text("kein UTF-8", "not UTF-8")) from error


def _first_problem(error: ValidationError) -> Text:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    message = f"{where}: {first['msg']}" if where else first["msg"]
    return Text(message, message)
