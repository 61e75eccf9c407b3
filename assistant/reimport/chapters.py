"""The parts of an exported file: what stands before the sections, the sections, and the lists behind them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.language import question_language
from assistant.export.words import word
from assistant.reimport.records import Block, Grid, Heading, Typed
from assistant.reimport.wording import LANGUAGES, is_word, message
from assistant.wording import wordings
from ingest.records import Language, Text

_FRONT_STYLES = {"title", "titel", "subtitle", "untertitel", "ck date", "ck note"}
_LISTS = ("open_points", "sources")
_LISTED = re.compile(r"\[(\d{1,4})\]\s+(.+)", re.DOTALL)
_SAMPLE = 20_000  # characters, more than enough to tell a language
_OPEN_POINT_COLUMNS = 5  # number, section, what to do, and two to be filled in


@dataclass(frozen=True)
class Chapter:
    """A heading of level 1 and what follows it; "" for what stands before the first."""

    title: str
    blocks: tuple[Block, ...]


def chapters_of(blocks: Sequence[Block]) -> tuple[Chapter, ...]:
    """Return the blocks by their headings of level 1; the first chapter is what stands before any of them."""
    titles: list[str] = [""]
    inside: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            titles.append(block.text)
            inside.append([])
        else:
            inside[-1].append(block)
    return tuple(Chapter(title, tuple(below)) for title, below in zip(titles, inside, strict=True))


def is_annex(chapter: Chapter, titles: Collection[str]) -> bool:
    """Tell whether the lists of an export stand here: by both their headings, or by a title that no section has."""
    headings = [block.text for block in chapter.blocks if isinstance(block, Heading)]
    holds_both = all(any(is_word(heading, key) for heading in headings) for key in _LISTS)
    return holds_both or (
        chapter.title not in titles and any(is_word(chapter.title, key) for key in ("annex", *_LISTS))
    )


def language_of(annexes: Sequence[Chapter], chapters: Sequence[Chapter]) -> Language:
    """Return the language of an export by the title of its annex, without one by what stands in the text."""
    for language in LANGUAGES:
        if any(annex.title.casefold() == word("annex", language).casefold() for annex in annexes):
            return language
    texts = [block.text for chapter in chapters for block in chapter.blocks if isinstance(block, Typed)]
    return question_language(" ".join((*(chapter.title for chapter in chapters), *texts))[:_SAMPLE])


def listed_sources(annexes: Sequence[Chapter]) -> dict[str, str]:
    """Return the sources of the file's list by their numbers: {"3": "Meier, Anna (2018): Titel."}.

    A line without a number stands for itself.
    """
    numbered, lines = {}, []
    for annex in annexes:
        heading = annex.title
        for block in annex.blocks:
            heading = block.text if isinstance(block, Heading) else heading
            if isinstance(block, Typed) and (found := _LISTED.fullmatch(block.text)):
                numbered[found[1]] = found[2]
            elif isinstance(block, Typed) and is_word(heading, "sources"):
                lines.append(block.text)
    return {line: line for line in lines} | numbered


def notes_of_front(front: Chapter) -> Iterator[Text]:
    """Yield what stands before the first heading beside title, cluster, day and legend."""
    for block in front.blocks:
        if not (isinstance(block, Typed) and _is_of_export(block)):
            beginning = block.text if isinstance(block, Typed | Heading) else block.caption
            yield message("front", beginning=beginning) if beginning else message("front_picture")


def notes_of_annexes(annexes: Sequence[Chapter]) -> Iterator[Text]:
    """Yield the open points to which someone wrote a name or a day: the list is made anew with each export."""
    for annex in annexes:
        for grid in annex.blocks:
            rows = grid.cells[1:] if isinstance(grid, Grid) and len(grid.cells[0]) == _OPEN_POINT_COLUMNS else ()
            for _, section, task, *filled in rows:
                if any(filled):
                    yield message("annex", section=section, beginning=task, filled=", ".join(filter(None, filled)))


def _is_of_export(block: Typed) -> bool:
    legend = {text for key, texts in wordings("export.toml").items() if key.startswith("legend") for text in texts}
    days = (re.escape(word("draft_of", language)).replace(r"\{day\}", ".+") for language in LANGUAGES)
    is_day = any(re.search(rf"(?:^|\n){day}$", block.text) for day in days)
    return block.style in _FRONT_STYLES or block.text in legend or is_day
