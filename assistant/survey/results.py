"""What an evaluation of answers holds: counts, shares, means, by type of member where that gives nobody away."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from assistant.phrase import Strict
from assistant.survey.groups import LEAST
from ingest.records import Language

Result = Literal["single", "multiple", "scale", "number", "text"]


class Told(Strict):
    """A text in both languages, as it stood when the answers were evaluated."""

    de: str
    en: str

    def of(self, language: Language) -> str:
        """Return the text in this language."""
        return self.de if language == "de" else self.en


class Count(Strict):
    """How often a choice was made; `share` is that of the answers that fit (0..1)."""

    code: str
    text: Told
    count: int
    share: float


class GroupResult(Strict):
    """What one type of members answered, or several together that are too few alone.

    counts   of the choices, in the order of the question's own
    """

    types: tuple[Told, ...] = Field(min_length=1)
    answered: int = Field(ge=LEAST)
    counts: tuple[int, ...] = ()
    mean: float | None = None
    median: float | None = None


class QuestionResult(Strict):
    """What was answered to one question.

    answered   answers that fit      invalid   "keine gültige Angabe"      missing   no answer, or no column of it
    hidden     fewer than five answered: then nothing more is told, and `answered` is 0
    texts      free texts in the order of the alphabet, so that no row can be told from them
    """

    code: str
    theme: str
    kind: Result
    text: Told
    unit: Told | None = None
    need: bool = False
    answered: int = 0
    invalid: int = 0
    missing: int = 0
    hidden: bool = False
    counts: tuple[Count, ...] = ()
    mean: float | None = None
    median: float | None = None
    texts: tuple[str, ...] = ()
    more_texts: int = 0
    by_group: tuple[GroupResult, ...] = ()

    @model_validator(mode="after")
    def _groups_chose_the_same(self) -> Self:
        if any(len(one.counts) != len(self.counts) for one in self.by_group):
            raise ValueError("counts_differ")
        return self


class Need(Strict):
    """A need with its place in the ranking; places are shared where the shares are equal.

    count, answered   how many named it, or rated it 4 or 5, of how many
    """

    place: int
    question: Told
    text: Told
    theme: str
    count: int
    answered: int
    share: float
    strength: Literal["strong", "middle", "weak"]


class Evaluation(Strict):
    """The evaluation of a survey; `made_on` is its day.

    respondents   who answered anything      invited   who was asked, None where nobody has said
    rate          of response, None where it cannot be told
    too_few       fewer than five answered at all: nothing else is told
    lacking       codes of questions of which the file had no column
    """

    title: str
    made_on: str
    method: Literal["meeting", "telephone", "survey"] = "survey"
    respondents: int
    invited: int | None = None
    rate: float | None = None
    too_few: bool = False
    questions: tuple[QuestionResult, ...] = ()
    needs: tuple[Need, ...] = ()
    lacking: tuple[str, ...] = ()

    @field_validator("made_on")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("no_day") from error
        return value
