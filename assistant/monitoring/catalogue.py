"""The catalogue of indicators: templates of prompts/indicators.toml, or of a file like it that a user brings."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from assistant.instruments.catalogue_file import read_catalogue_file
from assistant.instruments.typed import Id, Origin, in_both
from assistant.monitoring.records import Direction
from assistant.phrase import Phrase, Strict
from assistant.wording import PROMPTS

_FILE = "indicators.toml"
Group = Literal["progress", "counts", "growth", "portfolio", "sme_share", "systems", "fund"]
_EitherLanguage = Annotated[Phrase, BeforeValidator(in_both)]


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


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return read_catalogue(PROMPTS / _FILE)


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue of a TOML file; raises BadCatalogue."""
    return read_catalogue_file(path, Catalogue, f"prompts/{_FILE}")
