"""Lines in reading order to blocks: headings, paragraphs, list items, captions, tables."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.clean import join_lines, normalise
from ingest.formats.pdf_columns import Region
from ingest.formats.pdf_headings import Bookmarks, HeadingStyles
from ingest.formats.pdf_lines import Line
from ingest.formats.pdf_lists import Indents, begins, follows, marker_of
from ingest.formats.pdf_tables import Table
from ingest.records import BlockKind

_CAPTION = re.compile(
    r"^(?:Tab(?:elle|\.)|Abb(?:ildung|\.)|Table|Fig(?:ure|\.)|Übersicht|Diagramm|Grafik)\s*\d+(?:[.:]\d*)?(?=\W|$)"
)
_ENDED = re.compile(r"[.!?:;…][\"“”’)\]»›]*[\d*†]*$")
_PARAGRAPH_GAP = 1.22
_MOST_CAPTION_LINES = 4


@dataclass
class Draft:
    """A block while it is being built from lines. Of tables: `rows`, and whether their first is the head."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    marker: str = ""
    text: str = ""
    cells: tuple[str, ...] = ()
    page: int = 0
    edges: tuple[float, ...] = ()
    region: Region | None = None

    def full_text(self) -> str:
        """Return the block's text, normalised, without its list marker."""
        if self.cells:
            return " | ".join(self.cells)
        if not self.lines:
            return self.text
        texts = [line.text for line in self.lines]
        if self.kind == "list_item":
            first = marker_of(self.lines[0])
            texts[0] = first.rest if first else texts[0]
        return normalise(join_lines(texts))

    def calls(self) -> set[tuple[int, str]]:
        """Return the footnote marks in the text, each with its page."""
        return {(line.page, call) for line in self.lines for call in line.calls}


def compose(pages: Sequence[Sequence[Region]], bookmarks: Bookmarks, styles: HeadingStyles) -> list[Draft]:
    """Return the drafts of all blocks that stand in the text's flow, in reading order."""
    composer = _Composer(bookmarks, styles, _leadings(pages))
    for regions in pages:
        for region in regions:
            composer.add(region)
    return composer.drafts


def promote_headings(drafts: Sequence[Draft], styles: HeadingStyles, body_size: float) -> None:
    """Turn paragraphs that are set like headings into headings; a cover's lines stay paragraphs."""
    cover = 0 if _is_running_text(drafts, 1, body_size) else 1
    outstanding = [
        draft
        for draft in drafts
        if draft.kind == "paragraph" and draft.page > cover and draft.lines and styles.stands_out(draft.lines)
    ]
    styles.rank([draft.lines[0] for draft in outstanding])
    for draft in outstanding:
        draft.kind, draft.level = "heading", styles.level(draft.lines[0])


def _is_running_text(drafts: Sequence[Draft], page: int, body_size: float) -> bool:
    """Return whether the page has a bookmarked heading or a paragraph of at least three lines of body type."""
    return any(
        draft.page == page
        and (draft.kind == "heading" or len(draft.lines) >= 3 and abs(draft.lines[0].size - body_size) < 0.1 * body_size)
        for draft in drafts
    )


def with_rescued(drafts: Sequence[Draft], rescued: Mapping[int, Sequence[str]]) -> list[Draft]:
    """Return the drafts with the paragraphs of pages (1-based index) that were read without layout."""
    added = [Draft("paragraph", text=text, page=page) for page, texts in rescued.items() for text in texts]
    return sorted([*drafts, *added], key=lambda draft: draft.page) if added else list(drafts)


class _Composer:
    def __init__(self, bookmarks: Bookmarks, styles: HeadingStyles, leadings: dict[int, float]) -> None:
        self.drafts: list[Draft] = []
        self._bookmarks, self._styles, self._leadings = bookmarks, styles, leadings
        self._indents = Indents()
        self._last_mark: dict[int, str] = {}

    def add(self, region: Region) -> None:
        """Append a region's items to the drafts."""
        previous: Line | None = None
        at = 0
        while at < len(region.items):
            item = region.items[at]
            if isinstance(item, Table):
                self._add_table(item)
                previous, at = None, at + 1
                continue
            rest = [line for line in region.items[at : at + 8] if isinstance(line, Line)]
            heading = self._bookmarks.match(rest)
            if heading is not None:
                count, level = heading
                self._styles.learn(rest[0], level)
                self._append(Draft("heading", rest[:count], level, region=region))
                previous, at = None, at + count
                continue
            self._add_line(item, previous, region)
            previous, at = item, at + 1

    def _append(self, draft: Draft) -> None:
        draft.page = draft.page or draft.lines[0].page
        if draft.kind != "list_item":
            self._indents.close()
            self._last_mark.clear()
        self.drafts.append(draft)

    def _add_line(self, line: Line, previous: Line | None, region: Region) -> None:
        fresh = self._is_fresh(line, previous, region)
        marker = marker_of(line)
        if marker is not None and self._is_item(line, marker.mark, fresh or marker.sure, region):
            level = self._indents.level(line.left - region.left if len(region.items) > 3 else line.left - region.left)
            self._last_mark[level] = marker.mark
            self._append(Draft("list_item", [line], level, marker.mark, region=region))
        elif not fresh and self.drafts:
            self._open_draft(line, previous).lines.append(line)
        elif _CAPTION.match(line.text):
            self._append(Draft("caption", [line], region=region))
        else:
            self._append(Draft("paragraph", [line], region=region))

    def _is_item(self, line: Line, mark: str, fresh: bool, region: Region) -> bool:
        if not fresh:
            return False
        if begins(mark):
            return True
        return any(follows(mark, last) for last in self._last_mark.values())

    def _open_draft(self, line: Line, previous: Line | None) -> Draft:
        if previous is not None:
            return self.drafts[-1]
        return self._unfinished(line) or self.drafts[-1]

    def _is_fresh(self, line: Line, previous: Line | None, region: Region) -> bool:
        """Return whether a new block begins with this line."""
        if previous is None:
            return self._unfinished(line) is None
        draft = self.drafts[-1]
        distance = previous.baseline - line.baseline
        leading = self._leadings.get(round(line.size), 1.2 * line.size)
        if distance > _PARAGRAPH_GAP * leading + 0.5 or abs(line.size - previous.size) > 0.08 * previous.size:
            return True
        if draft.kind == "caption" and len(draft.lines) >= _MOST_CAPTION_LINES:
            return True
        if draft.kind == "list_item":
            return self._leaves_item(line, previous, draft, region)
        return self._indented(line, previous, draft, region) or self._after_short(line, previous, region)

    def _leaves_item(self, line: Line, previous: Line, draft: Draft, region: Region) -> bool:
        hanging = draft.lines[0].text_left
        if line.left > hanging - 0.5 * line.size:
            return False
        return len(draft.lines) > 1 and draft.lines[-1].left > line.left + line.size or _ENDED.search(previous.text) is not None

    def _indented(self, line: Line, previous: Line, draft: Draft, region: Region) -> bool:
        indent = 0.7 * line.size
        return (
            line.left > region.left + indent
            and line.left > previous.left + indent
            and line.left < region.left + 4 * line.size
            and (len(draft.lines) > 1 or _ENDED.search(previous.text) is not None)
        )

    def _after_short(self, line: Line, previous: Line, region: Region) -> bool:
        width = region.right - region.left
        first_word = line.text.split(" ", 1)[0]
        per_character = (line.right - line.left) / max(len(line.text), 1)
        spare = region.right - previous.right - per_character * (len(first_word) + 1)
        bold_ends = all(run.bold for run in previous.runs) and not all(run.bold for run in line.runs)
        if spare < 1.5 * line.size:
            return False
        return bold_ends or spare > 0.3 * width or (_ENDED.search(previous.text) is not None and not line.text[:1].islower())

    def _unfinished(self, line: Line) -> Draft | None:
        """Return the block that goes on with this line, the first of a column or page or after a table."""
        for draft in reversed(self.drafts[-12:]):
            if draft.kind == "heading":
                return None
            if draft.kind not in ("paragraph", "list_item") or not draft.lines:
                continue
            last = draft.lines[-1]
            if abs(last.size - line.size) > 0.06 * last.size or last.bold != line.bold:
                continue
            return draft if self._goes_on(draft, last, line) else None
        return None

    def _goes_on(self, draft: Draft, last: Line, line: Line) -> bool:
        marker = marker_of(line)
        if (marker is not None and (marker.sure or draft.kind == "list_item")) or _ENDED.search(last.text):
            return False
        if line.text[:1].islower() or last.text.endswith("-"):
            return True
        right = draft.region.right if draft.region else last.right
        return last.right > right - 4 * last.size and line.page - last.page <= 1

    def _add_table(self, table: Table) -> None:
        head, *rows = table.rows
        before = self.drafts[-1] if self.drafts else None
        goes_on = before is not None and before.kind == "table_row" and before.page == table.page - 1
        if goes_on and before is not None and _same_edges(before.edges, table.edges):
            if head == self._head():
                rows = list(table.rows[1:])
            elif not table.bold_head:
                rows = list(table.rows)
            else:
                goes_on = False
        else:
            goes_on = False
        if not goes_on:
            self._append(Draft("table_head", cells=head, page=table.page, edges=table.edges))
        for row in rows:
            self._append(Draft("table_row", cells=row, page=table.page, edges=table.edges))

    def _head(self) -> tuple[str, ...]:
        return next((draft.cells for draft in reversed(self.drafts) if draft.kind == "table_head"), ())


def _same_edges(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    return len(left) == len(right) and all(abs(a - b) < 4 for a, b in zip(left, right, strict=True))


def _leadings(pages: Sequence[Sequence[Region]]) -> dict[int, float]:
    """Return the usual distance of baselines for each type size (rounded)."""
    distances: dict[int, Counter[float]] = {}
    for regions in pages:
        for region in regions:
            lines = [item for item in region.items if isinstance(item, Line)]
            for before, line in zip(lines, lines[1:], strict=False):
                distance = before.baseline - line.baseline
                if 0.8 * line.size < distance < 2.6 * line.size and abs(before.size - line.size) < 0.5:
                    distances.setdefault(round(line.size), Counter())[round(distance * 2) / 2] += 1
    return {size: counter.most_common(1)[0][0] for size, counter in distances.items()}
