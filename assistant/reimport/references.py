"""What an export writes at a citation, compared with what the file says there now."""

import re
from enum import IntEnum

from assistant.export.bibliography import entry_of, footnote, place, reference, work
from assistant.reimport.wording import LANGUAGES
from assistant.studio.records import Quote
from ingest.clean import normalise

_LETTER = re.compile(r"(?<=\b\d{4})[a-z]{1,2}\b|(?<=\bo\. J\.)-[a-z]{1,2}\b|(?<=\bn\.d\.)-[a-z]{1,2}\b")  # "2018a"
_YEAR_IN_BRACKETS = re.compile(r"\((\d{4})\)")
_ENDS = " .,;"
_DATED = re.compile(r"(.*?)\b(\d{4}\b|o\. j\b|n\.d\b)")
_AND_OTHERS = {"u", "a", "et", "al"}
_WORDS = re.compile(r"\w+")


class Naming(IntEnum):
    """How exactly a reference names a quote: not at all, by its page alone, by its source, by source and page."""

    NOTHING = 0
    PAGE = 1
    SOURCE = 2
    PLACE = 3


def naming(said: str, quote: Quote) -> Naming:
    """Return how exactly a reference in either language, of any style of citation, names a quote.

    The letter behind a year does not count ("2018a"). Of a numbered style the source stands for its number.
    """
    plain, entry = _plain(said), entry_of(quote)
    if not plain:
        return Naming.NOTHING
    where = [place(quote, language) for language in LANGUAGES]
    sources = [text for language in LANGUAGES for text in (work(entry, language), reference(entry, language))]
    whole = [footnote(quote, language) for language in LANGUAGES] + [source + at for source in sources for at in where]
    if plain in map(_plain, whole):
        return Naming.PLACE
    if any(name and name in plain for name in map(_plain, (*sources, entry.title))):
        return Naming.SOURCE
    return Naming.PAGE if plain in map(_plain, where) else Naming.NOTHING


def is_entry_of(line: str, quote: Quote) -> bool:
    """Tell whether a line of a list of sources is what an export writes there for the source of a quote."""
    entry = entry_of(quote)
    return _plain(line) in {_plain(reference(entry, language)) for language in LANGUAGES}


def names_line(said: str, line: str) -> bool:
    """Tell whether a line of a list of sources has the year and all names of a reference ("Meier/Huber 2018")."""
    dated, plain = _DATED.match(_plain(said)), _plain(line)
    names = set(_WORDS.findall(dated[1])) - _AND_OTHERS if dated else set()
    return dated is not None and bool(names) and dated[2] in plain and names <= set(_WORDS.findall(plain))


def _plain(text: str) -> str:
    return _YEAR_IN_BRACKETS.sub(r"\1", _LETTER.sub("", normalise(text))).strip(_ENDS).casefold()
