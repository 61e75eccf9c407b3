"""The catalogue of indicators: templates of prompts/indicators.toml, or of a file like it that a user brings."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from assistant.instruments.typed import Id, Origin
from assistant.monitoring.records import Direction
from assistant.phrase import Phrase, Strict
from assistant.studio.faults import faults_in_words
from assistant.wording import PROMPTS
from ingest.errors import AppError
from ingest.records import Text

_FILE = "indicators.toml"
_LARGEST = 1_000_000  # bytes
Group = Literal["progress", "counts", "growth", "portfolio", "sme_share", "systems", "fund"]
# What stands in one language only is the same in both.
_EitherLanguage = Annotated[
    Phrase, BeforeValidator(lambda one: {"de": one, "en": one} if isinstance(one, str) else one)
]


class Template(Strict):
    """An indicator of the catalogue. It brings no figure: baseline and target are the cluster's own.

    definition   how it is counted      source   where the figures usually come from
    """

    id: Id
    group: Group
    direction: Direction
    title: _EitherLanguage
    definition: _EitherLanguage
    unit: _EitherLanguage
    source: _EitherLanguage
    origin: Origin


class Catalogue(Strict):
    """Templates by group, no id twice."""

    indicators: tuple[Template, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _no_id_twice(self) -> Self:
        ids = [one.id for one in self.indicators]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"id_twice: {', '.join(twice)}")
        return self

    def template(self, template_id: str) -> Template:
        """Return a template; raises KeyError."""
        return {one.id: one for one in self.indicators}[template_id]


class BadCatalogue(AppError):
    """A file that is no catalogue of indicators; the message names file and field, or the line."""

    code = "bad_catalogue"


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return Catalogue.model_validate(tomllib.loads((PROMPTS / _FILE).read_text(encoding="utf-8")))


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue of a user's TOML file; raises BadCatalogue."""
    model = Text(f"So sieht eine aus: prompts/{_FILE}.", f"This is what one looks like: prompts/{_FILE}.")
    try:
        if path.stat().st_size > _LARGEST:
            raise BadCatalogue(Text(f"{path.name} ist zu groß.", f"{path.name} is too large."), model)
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadCatalogue(
            Text(f"{path.name} ist nicht lesbar.", f"{path.name} cannot be read."),
            Text("Prüfen Sie den Namen; gespeichert wird als UTF-8.", "Check the name, and save it as UTF-8."),
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadCatalogue(
            Text(f"{path.name} ist kein gültiges TOML ({error}).", f"{path.name} is no valid TOML ({error})."), model
        ) from error
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        raise BadCatalogue(faults_in_words(error, path.name), model) from error
