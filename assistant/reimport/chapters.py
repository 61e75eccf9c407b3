"""The parts of an exported file: what stands before the sections, the sections, and the lists behind them."""

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.answering.language import question_language
from assistant.export.words import word
from assistant.reimport.annex import LISTS, holds_list
from assistant.reimport.records import Block, Chapter, Heading, Known, Typed
from assistant.reimport.wording import LANGUAGES, is_word, message
from assistant.wording import wordings
from ingest.records import Language, Text

_SAMPLE = 20_000  # characters, more than enough to tell a language
_CLUSTER_STYLES = {"subtitle", "untertitel"}


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


def annexes_of(chapters: Sequence[Chapter], titles: Collection[str]) -> list[Chapter]:
    """Return the chapters in which an export's own lists stand: the last one that has the headings of both.

    Where none has, someone has taken the annex apart: those that are called like it or its lists, hold what an export
    writes there, and have a title that no section has. A section that someone calls "Anhang" is none.
    """
    whole = [chapter for chapter in chapters if all(_has_heading(chapter, key) for key in LISTS)]
    if whole:
        return whole[-1:]
    named = (one for one in chapters if one.title not in titles)
    return [one for one in named if any(is_word(one.title, key) for key in ("annex", *LISTS)) and holds_list(one)]


def language_of(annexes: Sequence[Chapter], chapters: Sequence[Chapter]) -> Language:
    """Return the language of an export by the title of its annex, without one by what stands in the text."""
    for language in LANGUAGES:
        if any(annex.title.casefold() == word("annex", language).casefold() for annex in annexes):
            return language
    texts = [block.text for chapter in chapters for block in chapter.blocks if isinstance(block, Typed)]
    return question_language(" ".join((*(chapter.title for chapter in chapters), *texts))[:_SAMPLE])


def cluster_of(front: Chapter) -> str | None:
    """Return the cluster that an export names below its title; None where nothing is said of it."""
    for block in front.blocks:
        if isinstance(block, Typed) and block.style in _CLUSTER_STYLES:
            return " ".join(block.text.split())
        if isinstance(block, Typed) and not block.style and (day := _DAY.search(block.text)):
            return " ".join(block.text[: day.start()].split())
    return None


def notes_of_front(front: Chapter, title: str, known: Known) -> Iterator[Text]:
    """Yield another title or cluster than the strategy's, and all that an export does not write before the sections."""
    if known.title is not None and title.split() != known.title.split():
        yield message("title", beginning=title or "–", kept=known.title)
    cluster = cluster_of(front)
    if cluster is not None and known.cluster is not None and cluster.split() != known.cluster.split():
        yield message("cluster", beginning=cluster or "–", kept=known.cluster or "–")
    named = False
    for block in front.blocks:
        if isinstance(block, Typed) and block.style in _CLUSTER_STYLES and not named:
            named = True
        elif not (isinstance(block, Typed) and _is_of_export(block.text)):
            beginning = block.text if isinstance(block, Typed | Heading) else block.caption
            yield message("front", beginning=beginning) if beginning else message("front_picture")


def _has_heading(chapter: Chapter, key: str) -> bool:
    return any(isinstance(block, Heading) and is_word(block.text, key) for block in chapter.blocks)


def _is_of_export(text: str) -> bool:
    legend = {text for key, texts in wordings("export.toml").items() if key.startswith("legend") for text in texts}
    return text in legend or is_word(text, "contents") or is_word(text, "contents_hint") or bool(_DAY.search(text))


_DAYS = "|".join(re.escape(word("draft_of", language)).replace(r"\{day\}", ".+") for language in LANGUAGES)
_DAY = re.compile(rf"(?:^|\n)(?:{_DAYS})$")
