"""Choosing the questions of a survey: each function returns the survey as it is afterwards."""

from collections.abc import Sequence

from pydantic import ValidationError

from assistant.instruments.typed import folded
from assistant.studio.faults import faults_in_words
from assistant.survey.catalogue import load_catalogue
from assistant.survey.records import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    THEMES,
    Option,
    Question,
    QuestionKind,
    Survey,
    Theme,
    Words,
)
from ingest.errors import AppError
from ingest.records import Text


class UnusableQuestion(AppError):
    """A question that cannot stand in a questionnaire."""

    code = "unusable_question"

    def __init__(self, reason: Text, hint: Text) -> None:
        super().__init__(
            Text(f"So ist die Frage nicht möglich: {reason.de}", f"The question cannot be like this: {reason.en}"),
            hint,
        )


def with_questions(survey: Survey, codes: Sequence[str], own: Sequence[Question] = ()) -> Survey:
    """Return the survey with exactly these questions: those it has keep their order, others join their theme.

    They come from the user's own catalogue first, then from the one that comes with the program. Raises
    UnusableQuestion where they do not go together.
    """
    questions = [one for one in survey.questions if one.code in codes]
    known = {one.code for one in questions}
    for question in of_catalogues(own):
        if question.code in codes and question.code not in known:
            _insert(questions, question)
    return _with(survey, questions)


def of_catalogues(own: Sequence[Question] = ()) -> tuple[Question, ...]:
    """Return the questions of a user's own catalogue, then those of ours that it does not have."""
    codes = {one.code for one in own}
    return (*own, *(one for one in load_catalogue().questions if one.code not in codes))


def moved(survey: Survey, code: str, steps: int) -> Survey:
    """Return the survey with a question some places further down (up where `steps` is below 0), as far as it goes."""
    questions = list(survey.questions)
    at = next((place for place, one in enumerate(questions) if one.code == code), None)
    if at is None:
        return survey
    question = questions.pop(at)
    questions.insert(min(max(at + steps, 0), len(questions)), question)
    return _with(survey, questions)


def with_own(survey: Survey, *, kind: QuestionKind, theme: Theme, text: str, options: str, need: bool) -> Survey:
    """Return the survey with a question of the user's own at the end of its theme; `options` stand one a line.

    Raises UnusableQuestion, which says what does not fit.
    """
    lines = [line for line in options.splitlines() if line.strip()] if kind in ("single", "multiple") else []
    _refuse(survey, kind, text, lines)
    taken = {one.code for one in (*survey.questions, *load_catalogue().questions)}
    code = next(f"own_{number}" for number in range(1, MOST_QUESTIONS + 2) if f"own_{number}" not in taken)
    try:
        question = Question(
            code=code,
            kind=kind,
            theme=theme,
            text=Words(de=text, en=text),
            options=tuple(Option(code=f"o{number}", text=Words(de=one, en=one)) for number, one in enumerate(lines, 1)),
            need=need and kind in ("multiple", "scale"),
        )
    except ValidationError as error:
        raise _unusable(error) from error
    questions = list(survey.questions)
    _insert(questions, question)
    return _with(survey, questions)


def _insert(questions: list[Question], question: Question) -> None:
    """Put a question behind the last one of its theme, or before the first of a later theme."""
    same = [at for at, one in enumerate(questions, 1) if one.theme == question.theme]
    later = [at for at, one in enumerate(questions) if THEMES.index(one.theme) > THEMES.index(question.theme)]
    questions.insert(same[-1] if same else later[0] if later else len(questions), question)


def _refuse(survey: Survey, kind: QuestionKind, text: str, lines: Sequence[str]) -> None:
    again = Text("Geben Sie jede Antwort in eine eigene Zeile ein.", "Enter each answer on a line of its own.")
    if not text.strip():
        raise UnusableQuestion(
            Text("Ihr Wortlaut fehlt.", "it has no wording."),
            Text("Geben Sie die Frage ein, wie die Mitglieder sie lesen.", "Enter the question as members read it."),
        )
    if len(survey.questions) >= MOST_QUESTIONS:
        raise UnusableQuestion(
            Text(f"Es sind schon {MOST_QUESTIONS} Fragen.", f"there are {MOST_QUESTIONS} questions already."),
            Text("Nehmen Sie erst eine heraus.", "Take one out first."),
        )
    if kind in ("single", "multiple") and not 2 <= len(lines) <= MOST_OPTIONS:
        reason = Text(f"Sie braucht 2 bis {MOST_OPTIONS} Antworten.", f"it needs 2 to {MOST_OPTIONS} answers.")
        raise UnusableQuestion(reason, again)
    if any(";" in line for line in lines):
        raise UnusableQuestion(
            Text("Eine Antwort enthält ein Semikolon.", "an answer holds a semicolon."),
            Text("Ersetzen Sie es: Es trennt mehrere Antworten.", "Replace it: it parts several answers."),
        )
    if len(set(map(folded, lines))) < len(lines):
        raise UnusableQuestion(Text("Zwei Antworten sind gleich.", "two answers are the same."), again)


def _with(survey: Survey, questions: Sequence[Question]) -> Survey:
    try:
        return Survey(**{**dict(survey), "questions": tuple(questions)})
    except ValidationError as error:
        raise _unusable(error) from error


def _unusable(error: ValidationError) -> UnusableQuestion:
    return UnusableQuestion(faults_in_words(error, ""), Text("Berichtigen Sie die Angabe.", "Correct what you typed."))
