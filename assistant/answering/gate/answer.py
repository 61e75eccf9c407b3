"""From an answer in Markdown to its statements: sentences, list items and table rows, with the marks each bears."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.render import plain_text
from ingest.assemble import split_sentences

_MARK = re.compile(r"(?<!\\)\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\](?!\()")
_LEADING_MARKS = re.compile(rf"(?:\s*{_MARK.pattern})+[.,;]?")
_HEADING = re.compile(r"\s*#{1,6}\s")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}[\s|:-]*$")
_EMPHASIS = re.compile(r"(?<![\\\w+])(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Statement:
    """text[start:end] of an answer; `words` is it without marks, bullets and Markdown's signs.

    following   the marks of the next sentence of its paragraph that bears some: they may cite several sentences
    """

    text: str
    start: int
    end: int
    words: str
    marks: tuple[int, ...]
    following: tuple[int, ...] = ()


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of an answer in order; headings and the head of a table are none.

    Marks behind the full stop belong to the sentence before. An item without marks bears those of the line that
    introduces its list, if that ends with a mark or a colon.
    """
    introduction: tuple[int, ...] = ()
    for start, end, is_item in _blocks(text):
        found = list(_sentences(text, start, end))
        inherited = introduction if is_item and not any(marks for _, _, marks in found) else ()
        for number, (a, b, marks) in enumerate(found):
            following = next((later for _, _, later in found[number + 1 :] if later), ())
            yield Statement(text[a:b], a, b, _words(text[a:b], is_item), marks or inherited, following)
        if not is_item:
            introduction = found[-1][2] if found and _introduces(text[start:end]) else ()


def _introduces(block: str) -> bool:
    return block.rstrip().endswith((":", "]"))


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether it is a list item or table row, for each block; lines of a paragraph are one."""
    lines = list(re.finditer(r"[^\n]+", text))
    paragraph: tuple[int, int] | None = None
    for number, line in enumerate(lines):
        following = lines[number + 1].group() if number + 1 < len(lines) else ""
        is_row, is_item = bool(_ROW.match(line.group())), bool(_ITEM.match(line.group()))
        skipped = _HEADING.match(line.group()) or _RULE.match(line.group()) or (is_row and _RULE.match(following))
        gap = paragraph is not None and "\n\n" in text[paragraph[1] : line.start()].replace(" ", "")
        if paragraph and (gap or is_row or is_item or skipped):
            yield *paragraph, False
            paragraph = None
        if is_row or is_item:
            if not skipped:
                yield line.start(), line.end(), True
        elif not skipped:
            paragraph = (paragraph[0] if paragraph else line.start(), line.end())
    if paragraph:
        yield *paragraph, False


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield start, end and marks of each sentence of a block; a table row is one."""
    block = text[start:end]
    bounds = [(0, len(block))] if _ROW.match(block) else split_sentences(block)
    joined: list[tuple[int, int]] = []
    for number, (a, _) in enumerate(bounds):
        b = bounds[number + 1][0] if number + 1 < len(bounds) else len(block)
        leading = _LEADING_MARKS.match(block, a, b) if joined else None
        if leading:
            joined[-1] = (joined[-1][0], leading.end())
            a = leading.end()
        if joined and not _LETTER.search(block[slice(*joined[-1])]):  # "1." in front of an item
            joined[-1] = (joined[-1][0], b)
        elif _LETTER.search(_MARK.sub("", block[a:b])) or not joined:
            joined.append((a, b))
        else:
            joined[-1] = (joined[-1][0], b)
    for a, b in joined:
        piece = block[a:b]
        left, right = a + len(piece) - len(piece.lstrip()), a + len(piece.rstrip())
        if left < right:
            yield start + left, start + right, _marks(piece)


def _marks(text: str) -> tuple[int, ...]:
    numbers = [int(number) for match in _MARK.finditer(text) for number in re.findall(r"\d+", match.group(1))]
    return tuple(dict.fromkeys(numbers))


def _words(text: str, is_item: bool) -> str:
    bare = _MARK.sub("", _ITEM.sub("", text, count=1) if is_item else text)
    return plain_text(_EMPHASIS.sub(r"\2", bare)).strip()
