"""The marks of a section, "[1]", and the quotes they stand for."""

import re
from collections.abc import Sequence

from assistant.studio.records import Quote

_MARK = re.compile(r"\[(\d+)\]")
_BEHIND_A_QUOTE = re.compile(r"[“”\"«»]\s?$")
_QUOTATION = re.compile("[\"'„“”»«‚‘’›‹]")
_BEHIND_A_MARK = re.compile(r"\s?")
_ONLY_MARKS_FOLLOW = re.compile(r"(?:\s?\[\d+\])*[.:;,]?\s*")


def split_marks(text: str, quotes: Sequence[Quote]) -> tuple[str | Quote, ...]:
    """Return the text of a source paragraph in pieces, each mark replaced by its quote, no piece empty.

    "[n]" is a mark where it stands after a closing quotation mark (“ ” " « », with at most one space between), after
    another mark, or at the end of the paragraph (at most one punctuation mark may follow). What a source itself
    prints is none: within the verbatim text of one of the quotes nothing is a mark. White space before a mark goes.
    Raises ValueError for a mark without a quote: whatever made the draft has a bug.
    """
    verbatim = [
        found.span() for quote in quotes if (wording := _loosely(quote.text)) for found in wording.finditer(text)
    ]
    pieces: list[str | Quote] = []
    done = 0
    for match in _MARK.finditer(text):
        if any(start <= match.start() and match.end() <= end for start, end in verbatim):
            continue
        behind_a_mark = done > 0 and _BEHIND_A_MARK.fullmatch(text, done, match.start())
        behind_a_quote = _BEHIND_A_QUOTE.search(text, 0, match.start())
        if not (behind_a_mark or behind_a_quote or _ONLY_MARKS_FOLLOW.fullmatch(text, match.end())):
            continue
        number = int(match[1])
        if not 1 <= number <= len(quotes):
            raise ValueError(f"mark [{number}] has no quote, the section has {len(quotes)}: {text!r}")
        pieces += [text[done : match.start()].rstrip(), quotes[number - 1]]
        done = match.end()
    return tuple(piece for piece in (*pieces, text[done:]) if piece)


def is_quoted(text: str, quote: Quote) -> bool:
    """Tell whether a text ends with exactly this quote in quotation marks: that is what a mark behind it proves."""
    return lead_of(text, quote) != text


def lead_of(text: str, quote: Quote) -> str:
    """Return what stands before the quote in its quotation marks at the end of a text; the text if it is not there."""
    wording = _loosely(quote.text)
    return re.sub(rf"[„“\"»«]{wording.pattern}[“”\"«»]\s?$", "", text) if wording else text


def _loosely(quote: str) -> re.Pattern[str] | None:
    """Return a pattern for a quote with any white space and any quotation marks; None for a quote of nothing.

    A draft sets those within a quote otherwise: „Laut ‚Weber‘ …“.
    """
    words = [_QUOTATION.sub(_QUOTATION.pattern, re.escape(word)) for word in quote.split()]
    return re.compile(r"\s+".join(words)) if words else None
