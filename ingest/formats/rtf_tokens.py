"""The signs of an RTF file: groups, control words, text (Rich Text Format Specification 1.9.1)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_SIGNS = {b"~": " ", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}"}
_WORDS = {
    "tab": " ", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "page": "\n", "softline": "\n",
}  # fmt: skip


class Token(NamedTuple):
    """One sign. Of `kind` "open" and "close" nothing more; "word" has `text` and `number`; "text" has `text` or `data`.

    `data` are bytes in the code page that holds where they stand.
    """

    kind: str
    text: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(source: bytes) -> Iterator[Token]:
    """Yield the signs of a file in order; pictures in binary are passed over."""
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            return
        place = match.end()
        word, number, escaped, sign, brace, plain = match.groups()
        if word is not None:
            name = word.decode("ascii")
            value = None if number is None else int(number)
            if name == "bin":
                place += max(0, value or 0)
            yield Token("text", _WORDS[name]) if name in _WORDS else Token("word", name, value)
        elif escaped is not None:
            yield Token("text", data=bytes.fromhex(escaped.replace(b"\\'", b"").decode("ascii")))
        elif sign is not None:
            if sign == b"*":
                yield Token("word", "*")
            elif sign in (b"\n", b"\r"):
                yield Token("word", "par")
            else:
                yield Token("text", _SIGNS.get(sign, ""))
        elif brace is not None:
            yield Token("open" if brace == b"{" else "close")
        elif plain is not None:
            yield Token("text", data=plain)
