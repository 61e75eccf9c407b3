"""The lines of a plain text file, and what is known of them before anything is recognised."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from ingest.clean import drop_invisible, join_lines, normalise
from ingest.formats.text_inline import plain
from ingest.records import Block

_SENTENCE_END = re.compile(r"[.!?…:][\"“”«»’')\]]*[ ]?(?:\d{1,3}|[⁰¹²³⁴-⁹]{1,3})?$")
_CONTINUES = re.compile(r"[a-zäöüß(\[&/+]")
# Below this share of full lines that end inside a sentence, the lines are paragraphs of their own.
_WRAPPED_SHARE = 0.5
# A wrapped line is rarely longer than this, a paragraph on one line rarely shorter.
_LONGEST_WRAPPED = 130
# What `join_lines` looks at on either side of a line end is shorter than this.
_SEAM = 80
_HYPHENS = ("-", "\u2010", "\u00ac")


@dataclass(frozen=True)
class Line:
    """A line as the file has it (`raw`, without its end) and without markup (`text`, as it would be stored).

    page      1-based page, None when the file has no form feeds.
    dropped   a line was taken out here (a page number, a running head): the text before and after it
              must not become one sentence, because the file does not have it as one.
    """

    raw: str
    text: str
    page: int | None = None
    dropped: bool = False

    @cached_property
    def indent(self) -> int:
        """Columns before the first character, a tab counting as four."""
        expanded = self.raw.expandtabs(4)
        return len(expanded) - len(expanded.lstrip())

    def blanked(self) -> "Line":
        """Return the gap that stays when this line is taken out."""
        return replace(self, raw="", text="", dropped=True)


@dataclass(frozen=True)
class Piece:
    """A block and the lines [start, end) that it comes from."""

    start: int
    end: int
    block: Block
    indent: int = 0


@dataclass(frozen=True)
class Sheet:
    """All lines of a file; `taken` are those that are recognised already.

    wrapped   paragraphs run over several lines of about `width` characters; otherwise one line is one paragraph.
    """

    lines: tuple[Line, ...]
    wrapped: bool
    width: int
    taken: frozenset[int] = frozenset()

    def without(self, pieces: Iterable[Piece]) -> "Sheet":
        """Return the sheet with the lines of these pieces marked as taken."""
        indices = (index for piece in pieces for index in range(piece.start, piece.end))
        return replace(self, taken=self.taken.union(indices))

    def is_blank(self, index: int) -> bool:
        """Tell whether a line is empty or outside the file."""
        return not 0 <= index < len(self.lines) or not self.lines[index].text

    def is_free(self, index: int) -> bool:
        """Tell whether a line has text that nothing has recognised yet."""
        return not self.is_blank(index) and index not in self.taken

    def free(self) -> Iterator[int]:
        """Yield the indices of the lines that nothing has recognised yet."""
        return (index for index in range(len(self.lines)) if self.is_free(index))

    def next_text(self, index: int) -> int:
        """Return the first line with text from `index` on, or the number of lines."""
        while index < len(self.lines) and not self.lines[index].text:
            index += 1
        return index

    def last_text(self, index: int) -> int:
        """Return the last line with text up to `index`, or -1."""
        while index >= 0 and not self.lines[index].text:
            index -= 1
        return index


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text; pages are counted where it has form feeds, and end with a blank line."""
    has_pages = "\f" in text.strip()
    lines = []
    for number, page in enumerate(text.split("\f"), start=1):
        for raw in drop_invisible(page).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            lines.append(Line(raw, plain(raw), number if has_pages else None))
        lines.append(Line("", "", number if has_pages else None))
    return lines


def lay_out(lines: Iterable[Line]) -> Sheet:
    """Return the sheet of these lines; decides whether its paragraphs are hard-wrapped."""
    kept = tuple(lines)
    lengths = [len(line.text) for line in kept if len(line.text) >= 40 and "\t" not in line.raw]
    if not lengths:
        return Sheet(kept, wrapped=False, width=0)
    width = int(median(sorted(lengths)[len(lengths) // 2 :]))
    wrapped = width <= _LONGEST_WRAPPED and _share_of_broken_lines(kept, width) >= _WRAPPED_SHARE
    return Sheet(kept, wrapped, width)


def join_text(lines: Iterable[str]) -> str:
    """Return the lines as one normalised text, words broken at line ends joined.

    Only broken words are given to `join_lines`: line by line, a paragraph of 100,000 lines would take minutes.
    """
    done: list[str] = []
    tail = ""
    for line in filter(None, map(str.strip, lines)):
        joined = _join_at_hyphen(tail, line) if tail.endswith(_HYPHENS) else f"{tail} {line}"
        done.append(joined[:-_SEAM])
        tail = joined[-_SEAM:]
    return normalise("".join([*done, tail]))


def _join_at_hyphen(tail: str, line: str) -> str:
    """Join two lines by `join_lines`; the x keeps white space where the line before was cut off."""
    head, rest = line[:_SEAM], line[_SEAM:]
    seam = join_lines([f"x{tail}" if len(tail) == _SEAM else tail, f"{head}x" if rest else head])
    return seam[len(tail) == _SEAM : len(seam) - bool(rest)] + rest


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends with a full stop, question mark, exclamation mark or colon (a note mark may follow)."""
    return _SENTENCE_END.search(text[-12:]) is not None


def goes_on(text: str) -> bool:
    """Tell whether a text starts as the inside of a sentence does: lower-case or with a bracket."""
    return _CONTINUES.match(text) is not None


def _share_of_broken_lines(lines: tuple[Line, ...], width: int) -> float:
    """Return how many of the longer lines go on in the next line."""
    broken, longer = 0, 0
    for line, following in pairwise(lines):
        if len(line.text) < 0.6 * width or "\t" in line.raw.strip():
            continue
        longer += 1
        broken += bool(following.text) and not ends_sentence(line.text)
    return broken / longer if longer else 0.0
