"""The catalogue of questions, from prompts/survey/questions.toml, checked when loaded."""

from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from assistant.instruments.catalogue_file import read_catalogue_file
from assistant.phrase import Strict
from assistant.survey.records import Question, Survey
from assistant.wording import PROMPTS
from ingest.records import Language

FOLDER = PROMPTS / "survey"


class Catalogue(Strict):
    """All questions in their order."""

    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once_and_with_origin(self) -> Self:
        Survey(title="-", questions=self.questions)  # each code once, one question for the type of members
        if lacking := [one.code for one in self.questions if one.origin is None]:
            raise ValueError(f"origin_lacks: {', '.join(lacking)}")
        return self


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue of a TOML file; raises BadCatalogue."""
    return read_catalogue_file(path, Catalogue, "prompts/survey/questions.toml")


@cache
def load_catalogue() -> Catalogue:
    """Return the shipped catalogue."""
    return read_catalogue(FOLDER / "questions.toml")


def new_survey(title: str, language: Language) -> Survey:
    """Return a survey of the questions that the catalogue suggests."""
    suggested = tuple(one for one in load_catalogue().questions if one.suggested)
    return Survey(title=title, language=language, questions=suggested)
