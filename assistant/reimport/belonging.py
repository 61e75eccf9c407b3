"""Whether a file was exported from the strategy that it is to be read back into."""

from collections.abc import Iterator, Sequence

from assistant.reimport.chapters import cluster_of
from assistant.reimport.errors import OtherStrategy
from assistant.reimport.records import Chapter, Known, Typed
from assistant.reimport.titles import titles_of

_HALF = 2
_QUARTER = 4


def check_belongs(name: str, title: str, front: Chapter, chapters: Sequence[Chapter], known: Known) -> None:
    """Raise OtherStrategy where a file has little of a strategy that has sections.

    It must have half of the sections' titles, of as many as both can share, or half of its own texts must be known.
    Strategies made by one outline have the same titles: where a file has another name and does not name the cluster, a
    quarter of what it says of a cluster must be known.
    """
    in_file = {_folded(chapter.title) for chapter in chapters}
    found = sum(not in_file.isdisjoint(map(_folded, titles_of(section, known))) for section in known.sections)
    if not known.sections or not chapters:
        return
    all_texts, own_texts = list(_texts(chapters, own_only=False)), list(_texts(chapters, own_only=True))
    is_alike = found * _HALF >= min(len(chapters), len(known.sections))
    is_alike = is_alike or (bool(all_texts) and _known(all_texts, known) * _HALF >= len(all_texts))
    has_other_title = bool(title and known.title) and _folded(title) != _folded(known.title or "")
    is_elsewhere = has_other_title and _folded(cluster_of(front) or "") != _folded(known.cluster or "?")
    if not is_alike or (is_elsewhere and _known(own_texts, known) * _QUARTER < len(own_texts)):
        raise OtherStrategy(name, title, found, len(known.sections))


def _texts(chapters: Sequence[Chapter], *, own_only: bool) -> Iterator[str]:
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, Typed) and (block.kind == "own" or not own_only):
                yield " ".join(block.text.split())


def _known(texts: Sequence[str], known: Known) -> int:
    there = known.texts
    return sum(text in there for text in texts)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
