"""Words of confidential sources in a strategy: a person may have copied or altered them anywhere in it."""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.studio.records import Quote

_RUN = 5  # words in a row that are told by nobody by chance
_WORD = re.compile(r"\w+")

# Returns those of some quotes whose sources are confidential.
Confidential = Callable[[Iterable[Quote]], tuple[Quote, ...]]


def marked(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return the quotes whose sources were confidential when they were quoted."""
    return tuple(quote for quote in quotes if quote.details.confidential)


def repeats(text: str, quotes: Iterable[Quote]) -> bool:
    """Tell whether a text holds five words in a row of one of the quotes, or the whole of a shorter one."""
    said = _folded(text)
    return any(run in said for quote in quotes for run in _runs(quote.text))


def _runs(quote: str) -> Iterable[str]:
    words = _words(quote)
    for begin in range(max(1, len(words) - _RUN + 1) if words else 0):
        yield f" {' '.join(words[begin : begin + _RUN])} "


def _folded(text: str) -> str:
    return f" {' '.join(_words(text))} "


def _words(text: str) -> Sequence[str]:
    return _WORD.findall(text.casefold())
