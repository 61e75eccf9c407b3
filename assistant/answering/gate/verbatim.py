"""Whether a sentence stands word for word in a quote, from the beginning of a sentence or item to the end of one."""

import re
import unicodedata
from functools import lru_cache

_NOT_A_WORD = re.compile(r"(?:[^\w%€§+/-]|_|(?<!\S)-(?!\S))+")
_BROKEN_WORD = re.compile(r"\u00ad|(?<=[a-zäöüß])[-\u2010]\s*\n\s*(?=[a-zäöüß])")
_BREAK = re.compile(r"(?<=[.!?:;…])[\"“”»«)\]]*\s+|\s*\n+\s*|\s+(?=[-•✓*]\s)")
_DENIES = re.compile(r"\b(?:nicht|nie|niemals|not|never)\b|(?<=\s)(?:kein\w*|no)\b")  # "keine ..." may be an item
_LEAST_WORDS = 2


def is_verbatim(sentence: str, quote: str) -> bool:
    """Tell whether a sentence is one or several whole sentences, items or lines of a quote, in order and unchanged.

    White space, punctuation and hyphens at line ends count for nothing; words, figures and signs must be the same.
    Part of a sentence is not verbatim: it may have lost its "nicht".
    """
    wanted = _plain(sentence)
    if len(wanted.split()) < _LEAST_WORDS or f" {wanted} " not in f" {_plain(quote)} ":
        return False
    return any(
        f" {wanted} ".startswith(f" {part} ") and _goes_on(wanted, number, quote) for number, part in _parts(quote)
    )


def _goes_on(wanted: str, number: int, quote: str) -> bool:
    """Tell whether consecutive parts of a quote from this one on make up the words wanted."""
    joined = ""
    for position, part in _parts(quote):
        if position < number:
            continue
        joined = f"{joined} {part}".strip()
        if joined == wanted:
            return True
        if not wanted.startswith(joined):
            return False
    return False


@lru_cache(maxsize=1024)
def _parts(quote: str) -> tuple[tuple[int, str], ...]:
    """Return the sentences, items and lines of a quote, numbered; a line that goes on with a "nicht" is none."""
    parts: list[str] = []
    for piece in _BREAK.split(_BROKEN_WORD.sub("", quote)):
        part = _plain(piece)
        if parts and part[:1].islower() and _DENIES.search(part):
            parts[-1] = f"{parts[-1]} {part}"
        elif part:
            parts.append(part)
    return tuple(enumerate(parts))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    text = _BROKEN_WORD.sub("", unicodedata.normalize("NFC", text))
    return _NOT_A_WORD.sub(" ", text).strip()
