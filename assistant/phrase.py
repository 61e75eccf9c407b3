"""A text in both languages, as the files in prompts/ hold them: checked when loaded."""

import string
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest.clean import drop_invisible
from ingest.records import Language


class Strict(BaseModel):
    """A table of the file: no key may lack, none be unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _only_what_can_be_seen(cls, data: object) -> object:
        # A browser can send half a surrogate pair, TOML and YAML can spell control characters out.
        return {key: _seen(value) for key, value in data.items()} if isinstance(data, dict) else data


class Phrase(Strict):
    """A text in German and English; both have the same {placeholders}."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="after")
    def _same_placeholders(self) -> Self:
        if placeholders(self.de) != placeholders(self.en):
            raise ValueError(f"placeholders_differ: {self.de!r} and {self.en!r}")
        return self

    def of(self, language: Language) -> str:
        """Return the text in this language, placeholders as they stand."""
        return self.de if language == "de" else self.en

    def fill(self, language: Language, **values: str | int) -> str:
        """Return the text in this language with its placeholders filled; KeyError when one is not given."""
        return self.of(language).format_map(values)


def _seen(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_seen(each) for each in value]
    return drop_invisible(value) if isinstance(value, str) else value


def placeholders(text: str) -> frozenset[str]:
    """Return the names that stand in braces in a text; raises ValueError for anything else in braces ("{name:>9}")."""
    try:
        found = [field for field in string.Formatter().parse(text) if field[1] is not None]
    except ValueError as error:  # "{name", "name}"
        raise ValueError(f"lone_brace: {text}") from error
    if odd := [name for _, name, form, conversion in found if form or conversion]:
        raise ValueError(f"braces: {odd[0]}")
    return frozenset(str(name) for _, name, _, _ in found)
