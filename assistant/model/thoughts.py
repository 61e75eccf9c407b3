"""What a model thinks to itself before it writes, "<think>...</think>": taken out while the words come."""

import re

_OPEN, _CLOSE = "<think>", "</think>"
# Their template opens the thoughts for them, so that only the end is written.
_THINKERS = re.compile(r"\br1\b|qwq|thinking|reason|magistral", re.IGNORECASE)


def opens_with_thoughts(model: str) -> bool:
    """Tell by a model's name whether its text may begin inside thoughts that were never opened."""
    return _THINKERS.search(model) is not None


class Thoughts:
    """Takes the thoughts out of pieces of text, also where a tag is torn between two pieces.

    With `is_inside` the text is held back until the thoughts end; if they never do, it was no thought.
    """

    def __init__(self, *, is_inside: bool = False) -> None:
        self._is_inside = is_inside
        self._was_opened = False
        self._has_begun = False
        self._held = ""

    def without(self, piece: str) -> str:
        """Return what can be said of the piece and of what was held back before it; a text begins with a word."""
        self._held += piece
        said = ""
        while True:
            before, tag, after = self._held.partition(_CLOSE if self._is_inside else _OPEN)
            if not tag:
                break
            said += "" if self._is_inside else before
            self._held = after
            self._is_inside = self._was_opened = not self._is_inside
        if not self._is_inside:
            whole = len(self._held) - _torn(self._held)
            said, self._held = said + self._held[:whole], self._held[whole:]
        return self._begun(said)

    def rest(self) -> str:
        """Return what is still held back when the text has ended."""
        return "" if self._is_inside and self._was_opened else self._begun(self._held)

    def _begun(self, said: str) -> str:
        said = said if self._has_begun else said.lstrip()
        self._has_begun = self._has_begun or bool(said)
        return said


def _torn(text: str) -> int:
    """Return how many characters at the end may be the beginning of a tag."""
    return next((length for length in range(len(_OPEN) - 1, 0, -1) if text.endswith(_OPEN[:length])), 0)
