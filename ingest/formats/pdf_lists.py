"""List items in lines: which line begins one, with which marker, how deep."""

import re
from dataclasses import dataclass, field

from ingest.formats.pdf_lines import Line

_BULLET = re.compile(r"^([•▪■●○◦‣⁃∙·◆◇❖✓✔☑☐□➢➤►▶→*o–—−-])\s+(?=\S)|^([•▪■●◦‣✓✔☑☐□➢➤►▶])(?=\w)")
_NUMBER = re.compile(r"^(\d{1,2}[.)]|\(?[a-z]\)|\(\d{1,2}\)|[ivx]{1,4}[.)])\s+(?=\S)")
_SURE = frozenset("•▪■●○◦‣⁃∙◆◇❖✓✔☑☐□➢➤►▶")
_SAME_INDENT = 3.0


@dataclass(frozen=True, slots=True)
class Marker:
    """A bullet or number as printed, and the text behind it."""

    mark: str
    rest: str

    @property
    def sure(self) -> bool:
        """Whether the mark is a bullet wherever it stands; a dash or a number may also begin a line of prose."""
        return self.mark in _SURE

    @property
    def numbered(self) -> bool:
        """Whether the mark is a number or letter; "1. Einleitung" may then be a heading."""
        return any(character.isalnum() for character in self.mark) and self.mark != "o"


def marker_of(line: Line) -> Marker | None:
    """Return the list marker with which the line begins, if any."""
    found = _BULLET.match(line.text) or _NUMBER.match(line.text)
    if found is None:
        return None
    mark = next(group for group in found.groups() if group)
    return Marker(mark, line.text[found.end() :])


def follows(mark: str, previous: str) -> bool:
    """Return whether a list can go on with `mark` after `previous`: the same bullet, or the next number or letter."""
    if mark == previous:
        return not mark[:1].isdigit()
    before, now = previous.strip("().").lower(), mark.strip("().").lower()
    if before.isdigit() and now.isdigit():
        return int(now) == int(before) + 1
    return len(before) == len(now) == 1 and ord(now) == ord(before) + 1


def begins(mark: str) -> bool:
    """Return whether a list can begin with this mark."""
    core = mark.strip("().").lower()
    return not core.isalnum() or core in {"1", "a", "i"} or mark == "o"


@dataclass
class Indents:
    """The indents of the open list, outermost first, from which the depth of an item follows."""

    lefts: list[float] = field(default_factory=list)

    def level(self, left: float) -> int:
        """Return the depth (1 is the outermost) of an item whose marker stands `left` points into its column."""
        while self.lefts and left < self.lefts[-1] - _SAME_INDENT:
            self.lefts.pop()
        if not self.lefts or left > self.lefts[-1] + _SAME_INDENT:
            self.lefts.append(left)
        return len(self.lefts)

    def close(self) -> None:
        """Forget the list: other text stands between it and what follows."""
        self.lefts.clear()
