"""From units to passages: along headings, lists and tables, never over a heading, of even size."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise, takewhile

from ingest.assemble import split_sentences
from ingest.records import Passage, Unit


def cut_passages(source_id: str, text: str, units: Sequence[Unit], *, size: int) -> tuple[Passage, ...]:
    """Return passages of at most about `size` characters; each is text[start:end] and lies in one section.

    A paragraph longer than `size` is cut between sentences. A sentence that introduces a list stays with the
    list, a caption and a head with their table, wherever the size allows it. Headings are not part of a
    passage's text; they stand in its heading path.
    """
    passages: list[Passage] = []
    for section in _sections(units):
        body = [piece for unit in section for piece in _pieces(unit, size)]
        for group in _pack(body, size):
            passages.append(_passage(source_id, len(passages), text, group))
    return tuple(passages)


def index_text(passage: Passage) -> str:
    """Return the passage's text with what it needs to be found: heading path, lead of a cut list, table heads."""
    first = passage.units[0]
    context = [*passage.heading_path, first.lead if first.kind == "list_item" else ""]
    heads = {" ".join((unit.caption, *unit.columns)).strip() for unit in passage.units if unit.kind == "table_row"}
    missing = [text for text in (*context, *sorted(heads)) if text and text not in passage.text]
    return "\n".join((*missing, passage.text))


def _sections(units: Iterable[Unit]) -> Iterable[list[Unit]]:
    for is_heading, section in groupby(units, key=lambda unit: unit.kind == "heading"):
        if not is_heading:
            yield list(section)


def _pieces(unit: Unit, size: int) -> Iterable[Unit]:
    """Yield the unit, or, where it is too long, its parts cut between sentences."""
    if len(unit.text) <= size:
        yield unit
        return
    start = end = 0
    for sentence_start, sentence_end in _bounded(split_sentences(unit.text), size):
        if end > start and sentence_end - start > size:
            yield _part(unit, start, end)
            start = sentence_start
        end = sentence_end
    yield _part(unit, start, end)


def _bounded(sentences: Iterable[tuple[int, int]], size: int) -> Iterable[tuple[int, int]]:
    """Yield the sentences, an endless one (a table dumped as text) cut hard at `size`."""
    for start, end in sentences:
        for cut in range(start, end, size):
            yield cut, min(cut + size, end)


def _part(unit: Unit, start: int, end: int) -> Unit:
    return replace(unit, text=unit.text[start:end], start=unit.start + start, end=unit.start + end)


def _pack(units: Sequence[Unit], size: int) -> Iterable[Sequence[Unit]]:
    """Yield runs of units of at most `size` characters that are even in length and torn where it hurts least.

    A section a little over `size` gives two halves, not one and a crumb.
    """
    if not units:
        return
    total = units[-1].end - units[0].start
    target = total / -(-total // size)
    costs, cuts = [0.0], [0]  # of the best way to pack the first n units; where its last run begins
    for end in range(1, len(units) + 1):
        options = [
            (costs[start] + _length_cost(units[start:end], target) + _tear_cost(units, start), start)
            for start in takewhile(partial(_fits, units, end, size), range(end - 1, -1, -1))
        ]
        cost, start = min(options)
        costs.append(cost)
        cuts.append(start)
    bounds = [len(units)]
    while bounds[-1]:
        bounds.append(cuts[bounds[-1]])
    for start, end in pairwise(reversed(bounds)):
        yield units[start:end]


def _fits(units: Sequence[Unit], end: int, size: int, start: int) -> bool:
    """Tell whether the run from `start` up to `end` is a single unit or short enough."""
    return start == end - 1 or units[end - 1].end - units[start].start <= size


def _length_cost(run: Sequence[Unit], target: float) -> float:
    return ((run[-1].end - run[0].start - target) / target) ** 2


def _tear_cost(units: Sequence[Unit], at: int) -> float:
    """Return what it costs to begin a passage at this unit: much after an introduction, some within a list or table."""
    if at == 0:
        return 0.0
    before, unit = units[at - 1], units[at]
    if _introduces(before) or unit.kind == "footnote":
        return 2.0
    if unit.kind == before.kind == "list_item":
        return 0.5 if unit.level <= 1 and before.level > unit.level else 1.0
    return 0.5 if unit.kind == before.kind == "table_row" else 0.1


def _introduces(unit: Unit) -> bool:
    return unit.kind in ("caption", "table_head") or (unit.kind == "paragraph" and unit.text.endswith(":"))


def _passage(source_id: str, position: int, text: str, units: Sequence[Unit]) -> Passage:
    pages = [unit.page for unit in units if unit.page is not None]
    start, end = units[0].start, units[-1].end
    return Passage(
        id=f"{source_id}-{position:05d}",
        source_id=source_id,
        position=position,
        text=text[start:end],
        heading_path=units[0].heading_path,
        first_page=min(pages, default=None),
        last_page=max(pages, default=None),
        page_label=units[0].page_label,
        start=start,
        end=end,
        attribution=units[0].attribution,
        units=tuple(units),
    )
