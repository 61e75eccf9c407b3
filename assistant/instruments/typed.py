"""What people type into an instrument, and where a catalogue's entry comes from."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from assistant.phrase import Strict
from ingest.errors import AppError
from ingest.records import Language, Text

_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")  # a year typed as 0027 or 20277 is a slip
_READS_AS_THOUSANDS = 3  # decimals: "1,234"
_KEPT = Text(
    "Gespeichert bleibt, was vorher dort stand. Was Sie getippt haben, steht noch im Feld.",
    "What stood there before stays saved. What you typed is still in the field.",
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class BadEntry(AppError):
    """Something typed that does not fit; the message names the field, and nothing was changed."""

    code = "bad_entry"

    def __init__(self, told: Text, hint: Text = _KEPT) -> None:
        super().__init__(told, hint)


def cleaned(text: str) -> str:
    """Return text without what is no text: control characters, marks that turn its direction, halves of pairs."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return _NOT_TEXT.sub("", whole).strip()


def in_both(value: object) -> object:
    """Return what a user's catalogue says of both languages: a text alone counts for either."""
    return {"de": value, "en": value} if isinstance(value, str) else value


def folded(text: str) -> str:
    """Return a text as it is compared: case and spaces do not matter."""
    return " ".join(text.split()).casefold()


def real_day(text: str) -> str:
    """Return "2027-03-31" or "", cleaned; raises ValueError for what is no day from 1900 to 2199."""
    text = cleaned(text)
    if text and not _DAY.fullmatch(text):
        raise ValueError("no_day")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise ValueError("no_day") from error


def read_day(text: str) -> str:
    """Return "31.3.2027" or "2027-03-31" as the latter, "" as ""; raises ValueError."""
    if german := _GERMAN_DAY.fullmatch(text.strip()):
        return real_day(f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}")
    return real_day(text)


def day_text(day: str, language: Language) -> str:
    """Return a day as `read_day` reads it: "31.03.2027" in German, "2027-03-31" in English; "" for none."""
    return ".".join(reversed(day.split("-"))) if language == "de" else day


def figure_text(value: float | None, language: Language) -> str:
    """Return a figure as it is read back the same: "2,5", "-1234,5", "1,2340"; "" for none."""
    if value is None:
        return ""
    whole, _, decimals = f"{Decimal(repr(value + 0.0)):f}".partition(".")
    decimals = decimals.rstrip("0")
    if not decimals:
        return whole
    more = "0" if len(decimals) == _READS_AS_THOUSANDS else ""
    return f"{whole}{',' if language == 'de' else '.'}{decimals}{more}"


# Cleaned before its length is judged: pydantic then says that a text, not a list, is too long.
CLEANED = BeforeValidator(lambda text: cleaned(text) if isinstance(text, str) else text)
Typed = Annotated[str, Field(max_length=4000), CLEANED]
Name = Annotated[str, Field(min_length=1, max_length=200), CLEANED]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]
Day = Annotated[str, AfterValidator(real_day)]


class Origin(Strict):
    """Where an entry of a catalogue comes from: "Söllner/Wiese/Wiesner", 2018, "4.1"."""

    author: str = Field(min_length=1)
    year: int = Field(ge=1900, le=2100)
    chapter: str = ""
