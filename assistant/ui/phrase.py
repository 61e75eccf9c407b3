"""One text of the interface in both languages, checked when loaded."""

import string
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest.records import Language


class Strict(BaseModel):
    """A table of the file: no key may lack, none be unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Phrase(Strict):
    """One text of the interface in both languages; both have the same {placeholders}."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="after")
    def _same_placeholders(self) -> Self:
        if _placeholders(self.de) != _placeholders(self.en):
            raise ValueError(f"the placeholders differ: {self.de!r} and {self.en!r}")
        return self

    def of(self, language: Language) -> str:
        """Return the text in this language, placeholders as they stand."""
        return self.de if language == "de" else self.en

    def fill(self, language: Language, **values: str | int) -> str:
        """Return the text in this language with its placeholders filled; KeyError when one is not given."""
        return self.of(language).format_map(values)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
