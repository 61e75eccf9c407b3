"""Texts for users, from the files in prompts/: German and English side by side, placeholders checked when loaded."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from assistant.phrase import Phrase
from ingest.records import Text

PROMPTS = Path(__file__).parents[1] / "prompts"


_TABLE = TypeAdapter(dict[str, Phrase])


@cache
def wordings(file_name: str) -> Mapping[str, Text]:
    """Return the texts of a file in prompts/ by key; raises ValueError where the two languages' placeholders differ."""
    table = _TABLE.validate_python(tomllib.loads((PROMPTS / file_name).read_text(encoding="utf-8")))
    return {key: Text(phrase.de, phrase.en) for key, phrase in table.items()}


def said(file_name: str, key: str, **values: str | int) -> Text:
    """Return a text of a file in prompts/ with its placeholders filled; raises KeyError for what is not there."""
    text = wordings(file_name)[key]
    return Text(text.de.format_map(values), text.en.format_map(values))
