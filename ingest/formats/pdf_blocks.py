"""Drafts to blocks: footnotes behind the blocks that call them, pull quotes behind their neighbours."""

from collections.abc import Iterable, Mapping, Sequence

from ingest.formats.pdf_drafts import Draft
from ingest.formats.pdf_footnotes import Footnote
from ingest.formats.pdf_lines import Line
from ingest.formats.pdf_quotes import PullQuote
from ingest.formats.pdf_words import Words
from ingest.records import Block


def to_blocks(
    drafts: Sequence[Draft],
    footnotes: Iterable[Footnote],
    quotes: Iterable[PullQuote],
    labels: Mapping[int, str],
    words: Words,
) -> tuple[Block, ...]:
    """Return the blocks of a document; `labels` are the printed page labels by 1-based page index.

    `words` settle hyphens at line ends.
    """
    ordered = _captions_before_tables(list(drafts))
    behind: dict[int, list[Draft]] = {}
    for quote in quotes:
        draft = Draft("pull_quote", text=quote.text, page=quote.page)
        behind.setdefault(_neighbour(ordered, quote), []).append(draft)
    for note in _whole(footnotes):
        draft = Draft("footnote", text=note.text, page=note.page, marker=note.marker)
        behind.setdefault(_caller(ordered, note), []).append(draft)
    blocks = [_block(draft, labels, words) for draft in behind.get(-1, [])]
    for at, draft in enumerate(ordered):
        blocks.append(_block(draft, labels, words))
        blocks.extend(_block(added, labels, words) for added in behind.get(at, []))
    return tuple(block for block in blocks if block.text)


def _captions_before_tables(drafts: list[Draft]) -> list[Draft]:
    """Move a caption that stands right below a table without one above it."""
    ordered = list(drafts)
    for at, draft in enumerate(drafts):
        if draft.kind != "caption" or not at or drafts[at - 1].kind != "table_row":
            continue
        if not draft.lines[0].text.startswith("Tab"):
            continue
        head = next(back for back in range(at - 1, -1, -1) if drafts[back].kind == "table_head")
        above_is_caption = head > 0 and drafts[head - 1].kind == "caption"
        below_is_table = at + 1 < len(drafts) and drafts[at + 1].kind == "table_head"
        if not above_is_caption and not below_is_table:
            ordered.remove(draft)
            ordered.insert(ordered.index(drafts[head]), draft)
    return ordered


def _whole(footnotes: Iterable[Footnote]) -> list[Footnote]:
    """Join the notes that go on from the page before."""
    whole: list[Footnote] = []
    for note in footnotes:
        if note.continues and whole:
            before = whole[-1]
            whole[-1] = Footnote(before.marker, f"{before.text} {note.text}", before.page)
        else:
            whole.append(note)
    return whole


def _caller(drafts: Sequence[Draft], note: Footnote) -> int:
    """Return the number of the draft that calls the note, else of the last one that begins on its page or before."""
    for at, draft in enumerate(drafts):
        if draft.page <= note.page and (note.page, note.marker) in draft.calls():
            return at
    return max((at for at, draft in enumerate(drafts) if draft.page <= note.page), default=-1)


def _neighbour(drafts: Sequence[Draft], quote: PullQuote) -> int:
    """Return the number of the first text that stands at the quote's height, else of the nearest on its page."""
    distances = {
        at: min((_away(line, quote) for line in draft.lines if line.page == quote.page), default=None)
        for at, draft in enumerate(drafts)
        if draft.kind in ("paragraph", "list_item") and draft.page <= quote.page
    }
    near = {at: away for at, away in distances.items() if away is not None}
    if near:
        return min(near, key=lambda at: (near[at], at))
    return max((at for at, draft in enumerate(drafts) if draft.page <= quote.page), default=-1)


def _away(line: Line, quote: PullQuote) -> float:
    """Return the vertical distance in points; 0 where they stand side by side."""
    return max(line.bottom - quote.top, quote.bottom - line.top, 0.0)


def _block(draft: Draft, labels: Mapping[int, str], words: Words) -> Block:
    return Block(
        kind=draft.kind,
        text=draft.full_text(words),
        level=draft.level,
        page=draft.page,
        page_label=labels.get(draft.page, ""),
        cells=draft.cells,
        marker=draft.marker,
        bbox=_bounds(draft),
    )


def _bounds(draft: Draft) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right, top in points of the part that stands on the draft's first page."""
    lines = [line for line in draft.lines if line.page == draft.page]
    if not lines:
        return None
    return (
        round(min(line.left for line in lines), 1),
        round(min(line.bottom for line in lines), 1),
        round(max(line.right for line in lines), 1),
        round(max(line.top for line in lines), 1),
    )
