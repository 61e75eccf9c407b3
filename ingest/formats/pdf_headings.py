"""Headings: bookmarks found again among the lines, else what is set larger or bolder than the body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pdf_lines import Line, without_calls

_LARGER = 1.12
_MOST_LINES = 6
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|[IVX]{1,5}\.)\s+")
_SECTION_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+[A-ZÄÖÜ]")
_WORDS = re.compile(r"^[^<{]*[^\W\d_]{3}")
_DATE = re.compile(r"^(?:\w+, (?:den )?)?\d{1,2}\. \w+ \d{4}$")
_DEPTH = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s")


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: its level (1 is the highest) and the page (1-based index) it leads to, if any."""

    title: str
    level: int
    page: int | None


class Bookmarks:
    """The outline, whose entries are crossed off as their lines are found."""

    def __init__(self, entries: Sequence[Bookmark]) -> None:
        self._by_page: dict[int, list[tuple[str, str, int]]] = {}
        for entry in entries:
            key, bare = _letters(entry.title), _letters(_NUMBERING.sub("", entry.title))
            if key and entry.page is not None:
                self._by_page.setdefault(entry.page, []).append((key, bare, entry.level))

    def match(self, lines: Sequence[Line]) -> tuple[int, int] | None:
        """Return how many of the first lines are the title of a bookmark to about this page, and its level."""
        page = lines[0].page
        open_entries = [(at, entry) for at in (page, page - 1, page + 1) for entry in self._by_page.get(at, [])]
        if not open_entries:
            return None
        joined = ""
        for count, line in enumerate(lines[:_MOST_LINES], start=1):
            joined += _letters(without_calls(line))
            bare = _letters(_NUMBERING.sub("", lines[0].text)) + joined[len(_letters(without_calls(lines[0]))) :]
            for at, entry in open_entries:
                if joined == entry[0] or bare == entry[1]:
                    self._by_page[at].remove(entry)
                    return count, entry[2]
            if not any(entry[0].startswith(joined) or entry[1].startswith(bare) for _, entry in open_entries):
                return None
        return None


class HeadingStyles:
    """Ranks heading styles: by the levels that bookmarks gave them, else by size and weight."""

    def __init__(self, body_size: float, body_bold: bool) -> None:
        self._body_size, self._body_bold = body_size, body_bold
        self._known: dict[tuple[float, bool, bool], int] = {}
        self._learned: set[tuple[float, bool, bool]] = set()

    def stands_out(self, lines: Sequence[Line]) -> bool:
        """Return whether a paragraph of these lines is set like a heading."""
        text = " ".join(line.text for line in lines)
        if len(lines) > 4 or len(text) > 160 or not _WORDS.search(text) or _DATE.match(text):
            return False
        if len(lines) == 1 and _SECTION_NUMBER.match(text) and text[-1].isalnum():
            return True
        if text.rstrip().endswith((".", ",", ";", ":")) and not _DEPTH.match(text):
            return False
        larger = all(line.size >= _LARGER * self._body_size for line in lines)
        bolder = not self._body_bold and all(run.bold for line in lines for run in line.runs)
        return larger or (bolder and all(line.size > 0.8 * self._body_size for line in lines))

    def learn(self, line: Line, level: int) -> None:
        """Remember that a bookmark of this level leads to a line set like this one."""
        style = _style(line)
        self._known[style] = min(level, self._known.get(style, level))
        self._learned.add(style)

    def rank(self, lines: Sequence[Line]) -> None:
        """Give the styles of these heading lines, none of which has a bookmark, levels by number, size and weight."""
        numbered = {_style(line): _depth(line) for line in reversed(lines) if _depth(line)}
        new = {_style(line) for line in lines} - self._known.keys()
        self._known |= {style: numbered[style] for style in new & numbered.keys()}
        known = dict(self._known)
        unnumbered = sorted(new - numbered.keys(), key=lambda style: (-style[0], not style[1], style[2]))
        for at, style in enumerate(unnumbered):
            above = [level for other, level in known.items() if other[0] > 1.04 * style[0]]
            above += [level for other, level in numbered.items() if other[0] == style[0]]
            self._known[style] = 1 + max(above, default=0) if known else min(at + 1, 5)

    def level(self, line: Line) -> int:
        """Return the level of a heading: from its own numbering ("3.1" is 2), else from its style."""
        learned = _style(line) in self._learned
        return self._known.get(_style(line), 1) if learned or not _depth(line) else _depth(line)


def _depth(line: Line) -> int:
    """Return the depth of the section number with which the line begins, 0 without one."""
    numbered = _DEPTH.match(line.text)
    return numbered.group(1).count(".") + 1 if numbered else 0


def _style(line: Line) -> tuple[float, bool, bool]:
    return round(line.size, 0), line.bold, line.italic


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
