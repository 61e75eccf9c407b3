"""How a text names a partner: in full, or by words that no other name has."""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.answering.places import countries

_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = """
    cluster network netzwerk netz alliance allianz association verband verein verbund group gruppe partner
    initiative region institut institute university universität hochschule center centre zentrum agency agentur
    foundation stiftung company firma gmbh technology technologie industry industrie international european the of
    for der die das und and für
"""  # words that many names have, or many texts


@lru_cache(maxsize=1000)
def full_name(name: str) -> re.Pattern[str]:
    """Return a pattern that finds a name in full, whatever its case, white space and ending."""
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())), re.IGNORECASE)


def own_words(name: str, others: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds a name in full or one of the words that tell it from the others: "Maasveld"."""
    taken = {word.casefold() for other in (_COMMON, *others) if other != name for word in _WORD.findall(other)}
    words = [
        word
        for word in _WORD.findall(name)
        if word[0].isupper() and word.casefold() not in taken and not countries(word)
    ]
    alternatives = "|".join([full_name(name).pattern, *(rf"(?<!\w){re.escape(word)}" for word in words)])
    return re.compile(alternatives, re.IGNORECASE)
