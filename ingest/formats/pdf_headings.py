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

    def rank(self, lines: Sequence[Line]) -> None:
        """Give the styles of these heading lines, none of which has a bookmark, levels by size and weight."""
        known = dict(self._known)
        new = {_style(line) for line in lines} - known.keys()
        for at, style in enumerate(sorted(new, key=lambda style: (-style[0], not style[1], style[2]))):
            if known:
                larger = [level for other, level in known.items() if other[0] > 1.04 * style[0]]
                self._known[style] = 1 + max(larger, default=0)
            else:
                self._known[style] = min(at + 1, 5)

    def level(self, line: Line) -> int:
        """Return the level of a heading: from its own numbering ("3.1" is 2), else from its style."""
        numbered = _DEPTH.match(line.text)
        if numbered and _style(line) not in self._known:
            return numbered.group(1).count(".") + 1
        return self._known.get(_style(line), 1)


def _style(line: Line) -> tuple[float, bool, bool]:
    return round(line.size, 0), line.bold, line.italic


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
