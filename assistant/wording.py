"""Texts for users, from the files in prompts/: German and English side by side, placeholders checked when loaded."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from pydantic import BaseModel, ConfigDict, TypeAdapter

from ingest.records import Text

PROMPTS = Path(__file__).parents[1] / "prompts"


class _Wording(BaseModel):
    model_config = ConfigDict(extra="forbid")

    de: str
    en: str


_TABLE = TypeAdapter(dict[str, _Wording])


@cache
def wordings(file_name: str) -> Mapping[str, Text]:
    """Return the texts of a file in prompts/ by key; raises ValueError where the two languages' placeholders differ."""
    table = _TABLE.validate_python(tomllib.loads((PROMPTS / file_name).read_text(encoding="utf-8")))
    for key, wording in table.items():
        if _placeholders(wording.de) != _placeholders(wording.en):
            raise ValueError(f"{file_name}: placeholders of {key!r} differ between de and en")
    return {key: Text(wording.de, wording.en) for key, wording in table.items()}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
