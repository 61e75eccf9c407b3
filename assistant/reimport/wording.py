"""The texts of reading back: messages of prompts/reimport.toml, and the words that an export puts before a text."""

import re
from functools import cache
from textwrap import shorten

from assistant.export.words import word
from assistant.studio.records import PART_KINDS, PartKind
from assistant.wording import wordings
from ingest.records import Language, Text

LANGUAGES: tuple[Language, ...] = ("de", "en")
_FILE = "reimport.toml"
# Characters of what fills a placeholder: a beginning is there to find a paragraph by, all else is told nowhere else.
_LONGEST = {"beginning": 70}
_LONGEST_OTHER = 1000


def message(key: str, **words: str) -> Text:
    """Return a message of prompts/reimport.toml with its placeholders filled; raises KeyError for an unknown key."""
    filled = {name: shorten(text, _LONGEST.get(name, _LONGEST_OTHER), placeholder=" …") for name, text in words.items()}
    text = wordings(_FILE)[key]
    return Text(text.de.format(**filled), text.en.format(**filled))


def is_word(text: str, key: str) -> bool:
    """Tell whether a text is this word of an export in either language, upper and lower case alike."""
    return " ".join(text.split()).casefold() in {word(key, language).casefold() for language in LANGUAGES}


def lead_of_kind(text: str, kinds: tuple[PartKind, ...] = PART_KINDS) -> tuple[PartKind | None, int]:
    """Return which of these kinds the first word of a text names ("Vorschlag: ..."), and the length of that word."""
    for kind in kinds:
        if found := _lead(kind).match(text):
            return kind, found.end()
    return None, 0


@cache
def _lead(kind: PartKind) -> re.Pattern[str]:
    leads = (re.escape(word(f"lead_{kind}", language)) for language in LANGUAGES)
    return re.compile(rf"\s*(?:{'|'.join(leads)})\s*")
