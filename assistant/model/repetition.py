"""Small models can fall into saying the same for ever: noticed while they write."""

import re

_TAIL = 2000  # characters looked at for a stretch
_LONGEST = 300  # characters of what is repeated
_TIMES = 6
# Characters that a repeated stretch fills at least. A row of a table says "nein | " twenty times; lines and dots of
# leaders, which hold no word, are longer still.
_FILLED, _FILLED_WITHOUT_WORDS = 200, 900
_RECENT = 6000  # characters looked at for sentences
_SENTENCE = re.compile(r"[^.!?\n]{20,}[.!?]")  # no line of a list or a table: their heads come back rightly
_SENTENCES, _DIFFERENT = 24, 8  # of so many sentences, no more are different
_WORD = re.compile(r"[^\W\d_]{2}")


def repeats_itself(text: str) -> bool:
    """Tell whether a text ends in the same stretch over and over, or goes round among the same few sentences."""
    tail = text[-_TAIL:]
    return any(_ends_in(tail, length) for length in range(1, _LONGEST + 1)) or _goes_round(text[-_RECENT:])


def _ends_in(tail: str, length: int) -> bool:
    stretch = tail[-length:]
    if not tail.endswith(stretch * 2):
        return False
    filled = _FILLED if _WORD.search(stretch + stretch) else _FILLED_WITHOUT_WORDS
    return bool(stretch.strip()) and tail.endswith(stretch * max(_TIMES, -(-filled // length)))


def _goes_round(recent: str) -> bool:
    sentences = [" ".join(one.split()) for one in _SENTENCE.findall(recent)[-_SENTENCES:]]
    return len(sentences) == _SENTENCES and len(set(sentences)) <= _DIFFERENT
