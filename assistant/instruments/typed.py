"""What people type into an instrument, and where a catalogue's entry comes from."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from assistant.phrase import Strict

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Return text without what is no text: control characters, marks that turn its direction, halves of pairs."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return _NOT_TEXT.sub("", whole).strip()


# Cleaned before its length is judged: pydantic then says that a text, not a list, is too long.
CLEANED = BeforeValidator(lambda text: cleaned(text) if isinstance(text, str) else text)
Typed = Annotated[str, Field(max_length=4000), CLEANED]
Name = Annotated[str, Field(min_length=1, max_length=200), CLEANED]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class Origin(Strict):
    """Where an entry of a catalogue comes from: "Söllner/Wiese/Wiesner", 2018, "4.1"."""

    author: str = Field(min_length=1)
    year: int = Field(ge=1900, le=2100)
    chapter: str = ""
