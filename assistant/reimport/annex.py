"""The annex of an exported file: its lists are made anew with each export, what someone wrote there is not lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.export.typed_citations import is_of_typed_citations
from assistant.reimport.records import Block, Chapter, Grid, Heading, Typed
from assistant.reimport.references import is_entry_of, names_line
from assistant.reimport.wording import is_word, message
from assistant.studio.records import Quote
from ingest.records import Text

LISTS = ("open_points", "sources")
_LISTED = re.compile(r"\[(\d{1,4})\]\s+(.+)", re.DOTALL)
_SOURCE = re.compile(r".+\((?:\d{4}[a-z]{0,2}|(?:o\. J\.|n\.d\.)(?:-[a-z]{1,2})?)\)[.:]", re.DOTALL)
_SOURCE_STYLES = {"bibliography", "literaturverzeichnis"}
_OPEN_POINT_COLUMNS = 5  # number, section, what to do, and two to be filled in
_OUR_WORDS = ("open_points_lead", "no_open_points", "no_sources")


@dataclass
class Annex:
    """What stands in the lists of an export, and beside them.

    sources   the lines of the list of sources     rows      those of the open points
    beside    what no export writes there, each under the subheading that someone set above it, "" for none
    """

    sources: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    beside: list[tuple[str, Block]] = field(default_factory=list)


def holds_list(chapter: Chapter) -> bool:
    """Tell whether something stands in a chapter that an export writes into its annex."""
    found = read_annex([chapter])
    ours = [block for block in chapter.blocks if isinstance(block, Typed) and _is_our_word(block.text)]
    return bool(found.sources or found.rows or ours)


def read_annex(chapters: Sequence[Chapter]) -> Annex:
    """Return what the chapters of an annex hold."""
    found = Annex()
    for chapter in chapters:
        above, place = chapter.title, ""
        for block in chapter.blocks:
            if isinstance(block, Heading):
                above = block.text
                place = "" if any(is_word(above, key) for key in LISTS) else above
            elif place or not _is_listed(block, above, found):
                found.beside.append((place, block))
    return found


def listed_sources(annex: Annex) -> dict[str, str]:
    """Return the sources of the file's list by their numbers: {"3": "Meier, Anna (2018): Titel."}.

    A line without a number stands for itself.
    """
    return {found[1] if (found := _LISTED.fullmatch(line)) else line: _unnumbered(line) for line in annex.sources}


def with_additions(chapters: Sequence[Chapter], annex: Annex, addendum: str, points: frozenset[str]) -> list[Chapter]:
    """Return the chapters with what someone wrote into the annex.

    A new row of the open points goes to the section that it names. What stands under a subheading of its own becomes a
    section, all else one that is called `addendum`. `points` are the open points that an export lists.
    """
    done = list(chapters)
    for _, section, task, *_ in _new_rows(annex, points):
        titles = [chapter.title for chapter in done]
        at = titles.index(section) if section in titles else _place(done, addendum)
        done[at] = replace(done[at], blocks=(*done[at].blocks, Typed(task, "open")))
    for title, block in annex.beside:
        at = _place(done, title or addendum)
        done[at] = replace(done[at], blocks=(*done[at].blocks, block))
    return done


def notes_of_annex(annex: Annex, addendum: str, points: frozenset[str]) -> Iterator[Text]:
    """Yield what became of what someone wrote into the annex."""
    for _, section, task, *filled in annex.rows:
        if any(filled):
            yield message("annex", section=section, beginning=task, filled=", ".join(filter(None, filled)))
    for _, section, task, *_ in _new_rows(annex, points):
        yield message("annex_row", section=section or addendum, beginning=task)
    for title, block in annex.beside:
        beginning = block.text if isinstance(block, Typed | Heading) else block.caption
        yield message("annex_beside", beginning=beginning or "…", section=title or addendum)


def notes_of_sources(annex: Annex, quotes: Sequence[Quote], unproved: Sequence[str]) -> Iterator[Text]:
    """Yield the lines of the list of sources that an export writes for none of the quotes.

    Those that an `unproved` citation names go with it: that one was told of.
    """
    for line in annex.sources:
        plain = _unnumbered(line)
        is_of_quote = any(is_entry_of(plain, quote) for quote in quotes)
        if not is_of_quote and not any(names_line(reference, plain) for reference in unproved):
            yield message("annex_source", beginning=line)


def _is_listed(block: Block, above: str, found: Annex) -> bool:
    """Tell whether an export writes such a block below this heading, and keep what it lists."""
    if isinstance(block, Grid) and len(block.cells[0]) == _OPEN_POINT_COLUMNS and not is_word(above, "sources"):
        found.rows += block.cells[1:]
        if block.caption and not is_word(block.caption, "open_points_lead"):
            found.beside.append(("", Typed(block.caption, None if block.kind == "own" else block.kind)))
        return True
    if not isinstance(block, Typed) or block.kind == "open":
        return False
    if not is_word(above, "open_points") and _is_source(block):
        found.sources.append(block.text)
        return True
    return _is_our_word(block.text)


def _is_source(block: Typed) -> bool:
    is_styled = not block.style or block.style in _SOURCE_STYLES
    return is_styled and bool(_LISTED.fullmatch(block.text) or _SOURCE.match(block.text))


def _is_our_word(text: str) -> bool:
    return any(is_word(text, key) for key in _OUR_WORDS)


def _new_rows(annex: Annex, points: frozenset[str]) -> list[tuple[str, ...]]:
    tasks = {" ".join(row[2].split()): row for row in annex.rows}
    return [row for task, row in tasks.items() if task and task not in points and not is_of_typed_citations(task)]


def _place(chapters: list[Chapter], title: str) -> int:
    """Return where the chapter of this title stands, behind the others where there was none."""
    titles = [chapter.title for chapter in chapters]
    if title not in titles:
        chapters.append(Chapter(title, ()))
        return len(chapters) - 1
    return titles.index(title)


def _unnumbered(line: str) -> str:
    found = _LISTED.fullmatch(line)
    return found[2] if found else line
