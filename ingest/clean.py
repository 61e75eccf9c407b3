"""Named steps from raw to stored text, each str -> str or lines -> str. Wording and punctuation are never changed."""

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
_LIGATURE_TABLE = str.maketrans(_LIGATURES)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters except tab, line feed, form feed, return
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"  # soft hyphen, zero width, bidi marks
    "\ud800-\udfff"
    "\U000e0000-\U000e007f]"  # tag characters: a way to hide instructions
)
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BROKEN_AT_END = re.compile(r"(\w+)[-\u2010\u00ac\u00ad]\s*$")
_SUSPENDED_BEFORE = re.compile(r"^(und|oder|bzw\.?|sowie|als|bis|noch|wie|statt|and|or)\b")
_KEEPS_HYPHEN = re.compile(r"^(?:[A-ZÄÖÜ0-9]{1,5}|[EUe])$")


def drop_invisible(text: str) -> str:
    """Return text without control, zero-width, bidi and tag characters and lone surrogates."""
    return _INVISIBLE.sub("", text)


def expand_ligatures(text: str) -> str:
    """Return text with typographic ligatures ("ﬁ") written as letters."""
    return text.translate(_LIGATURE_TABLE)


def squeeze_spaces(text: str) -> str:
    """Return text on one line with single spaces and none at the ends."""
    return _SPACES.sub(" ", text).strip()


def join_lines(lines: Iterable[str]) -> str:
    """Return the lines as one, words broken at line ends joined; suspended hyphens ("Forschungs- und ...") stay.

    A hyphen stays, without a space, before a capital or a digit ("Baden-" + "Württemberg") and after an
    abbreviation ("EU-" + "weit").
    """
    parts: list[str] = []
    for line in (line.strip() for line in lines):
        if line and parts:
            parts[-1], line = _joint(parts[-1], line)
        if line:
            parts.append(line)
    return "".join(parts)


def _joint(left: str, right: str) -> tuple[str, str]:
    """Return two lines as they stand one behind the other: with a space between, or without hyphen or space."""
    broken = _BROKEN_AT_END.search(left)
    if broken is None or _SUSPENDED_BEFORE.match(right):
        return left, f" {right}"
    stem = left[: broken.end(1)]
    if not right[0].islower() or _KEEPS_HYPHEN.match(broken.group(1)):
        return (f"{stem}-", right) if right[0].isalnum() else (left, f" {right}")
    return stem, right


def normalise(text: str) -> str:
    """Return text as it is stored: NFC, no ligatures, nothing invisible, one line, single spaces."""
    return squeeze_spaces(unicodedata.normalize("NFC", expand_ligatures(drop_invisible(text))))
