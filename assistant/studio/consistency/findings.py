"""A finding of the check: what does not fit together, and the two places where it stands."""

from dataclasses import dataclass

from assistant.studio.numbers import money
from assistant.wording import wordings
from ingest.records import Text

_FILE = "consistency.toml"


@dataclass(frozen=True)
class Place:
    """Where something stands: a section of the outline, and there a field of the profile ("budget, 2") or an excerpt.

    excerpt   exactly as it stands in a paragraph, caption or cell of the section; a place with neither is the section
              as a whole, which lacks something
    """

    section: str
    field: str = ""
    excerpt: str = ""


@dataclass(frozen=True)
class Inconsistency:
    """Two places that do not fit together; `code` is stable and machine-readable."""

    code: str
    message: Text
    places: tuple[Place, Place]


HORIZON = Place("work_plan", "horizon")


def found(code: str, one: Place, other: Place, /, **words: str | Text) -> Inconsistency:
    """Return what does not fit together, said in the words of prompts/consistency.toml, its placeholders filled."""
    texts = wordings(_FILE)[code]
    german = texts.de.format(**{key: word.de if isinstance(word, Text) else word for key, word in words.items()})
    english = texts.en.format(**{key: word.en if isinstance(word, Text) else word for key, word in words.items()})
    return Inconsistency(code, Text(german, english), (one, other))


def in_money(amount: float) -> Text:
    """Return an amount of euros in both languages."""
    return Text(money(amount, "de"), money(amount, "en"))
