"""What a needs survey is made of: questions of five kinds, the questionnaire, and how a survey is kept."""

from collections import Counter
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from assistant.instruments.typed import Day, Id, Name, Origin, Typed, cleaned, folded, in_both
from assistant.phrase import Strict
from assistant.survey.results import Evaluation
from ingest.records import Language

QuestionKind = Literal["single", "multiple", "scale", "number", "text"]
Theme = Literal["organisation", "today", "goals", "support", "obstacles", "contribution", "partners", "closing"]
MethodName = Literal["meeting", "telephone", "survey"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
THEMES: tuple[Theme, ...] = get_args(Theme)
SCALE = (1, 2, 3, 4, 5)
PARTING = ";"  # what stands between several choices in one cell
MOST_QUESTIONS = 100
MOST_OPTIONS = 40
_CHOOSING: tuple[QuestionKind, ...] = ("single", "multiple")


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


Line = Annotated[str, AfterValidator(_one_line), Field(min_length=1, max_length=300)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]


class Words(Strict):
    """A text in both languages that a person may have typed: without placeholders, on one line."""

    de: Line
    en: Line

    @model_validator(mode="before")
    @classmethod
    def _in_one_language(cls, value: object) -> object:
        return in_both(value)

    def of(self, language: Language) -> str:
        """Return the text in this language."""
        return self.de if language == "de" else self.en


class Option(Strict):
    """A choice; its text holds no semicolon, which parts several choices in a cell. `none` is "nothing of this"."""

    code: Id
    text: Words
    none: bool = False

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if PARTING in self.text.de + self.text.en:
            raise ValueError("semicolon")
        return self


class Question(Strict):
    """A question. `code` heads its column in files of answers.

    low, high   what the ends of a scale from 1 to 5 mean
    unit        of a number: "Stunden im Jahr"
    need        its choices, or the scale itself, are needs and go into their ranking
    group       its choices are the types of members by which is evaluated
    suggested   stands in a new questionnaire
    origin      of a question of the catalogue, None for one of the user's own
    """

    code: Code
    kind: QuestionKind
    theme: Theme
    text: Words
    options: tuple[Option, ...] = Field(default=(), max_length=MOST_OPTIONS)
    low: Words | None = None
    high: Words | None = None
    unit: Words | None = None
    need: bool = False
    group: bool = False
    suggested: bool = False
    origin: Origin | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind in _CHOOSING) != (len(self.options) > 1):
            raise ValueError("options_do_not_fit")
        told = [text for one in self.options for text in {*map(folded, (one.code, one.text.de, one.text.en))}]
        if twice := [text for text, times in Counter(told).items() if times > 1]:
            raise ValueError(f"option_twice: {twice[0]}")
        if self.group and self.kind != "single":
            raise ValueError("group_is_no_choice")
        return self


class Survey(Strict):
    """A needs survey as it is kept: the answers themselves are not, only what was made of them.

    members, invited   how many there are, and were asked; None where nobody has said
    """

    title: Name
    language: Language = "de"
    members: int | None = Field(default=None, ge=1, le=100_000)
    invited: int | None = Field(default=None, ge=1, le=100_000)
    method: MethodName = "survey"
    until: Day = ""
    contact: Typed = ""
    introduction: Typed = ""
    questions: tuple[Question, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    evaluation: Evaluation | None = None

    @model_validator(mode="after")
    def _each_question_once(self) -> Self:
        codes = Counter(one.code for one in self.questions)
        if twice := [code for code, times in codes.items() if times > 1]:
            raise ValueError(f"question_twice: {twice[0]}")
        if sum(one.group for one in self.questions) > 1:
            raise ValueError("group_twice")
        return self
