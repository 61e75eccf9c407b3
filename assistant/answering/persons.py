"""Whether a text names a person."""

import re

from ingest.german import is_german_word

_INTRODUCED = re.compile(
    r"(?:·|\b(?:ist|heißt|hieß|war|is|was|named|called|by|Frau|Herrn?|Mrs|Mr)) [A-ZÄÖÜ][^\W\d_]+ [A-ZÄÖÜ][\w’'-]+"
)
_TITLED = re.compile(r"\b(Dr|Prof)\.")
_CAPITALISED_PAIR = re.compile(
    r"(?<![.!?:] )(?<!^)\b([A-ZÄÖÜ][^\W\d_]{2,})(?= (?:(?:von|zu|de|van) )*([A-ZÄÖÜ][^\W\d_]+(?:[’'-][^\W\d_]+)*))"
)


def names_person(text: str) -> bool:
    """Tell whether a text names a person: a title, or two capitalised words in a row, not both in a dictionary."""
    if _TITLED.search(text):
        return True
    pairs = (match.group(1, 2) for match in _CAPITALISED_PAIR.finditer(text))
    return any(not (is_german_word(first) and is_german_word(last)) for first, last in pairs) or bool(
        _INTRODUCED.search(text)
    )
