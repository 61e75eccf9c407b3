"""Lines in reading order to blocks: headings, paragraphs, list items, captions, tables."""

import re
from collections.abc import Mapping, Sequence

from ingest.formats.pdf_columns import Region
from ingest.formats.pdf_drafts import Draft
from ingest.formats.pdf_headings import Bookmarks, HeadingStyles
from ingest.formats.pdf_lines import CAPTION, Line
from ingest.formats.pdf_lists import Indents, Marker, begins, follows, marker_of
from ingest.formats.pdf_paragraphs import begins_block, begins_item, goes_on, leadings
from ingest.formats.pdf_tables import Table
from ingest.formats.pdf_words import Words

_ORNAMENT = re.compile(r"^[-–—*•_·~\s]+$")


def compose(pages: Sequence[Sequence[Region]], bookmarks: Bookmarks, styles: HeadingStyles) -> list[Draft]:
    """Return the drafts of all blocks that stand in the text's flow, in reading order."""
    composer = _Composer(bookmarks, styles, leadings(pages))
    for regions in pages:
        for region in regions:
            composer.add(region)
    return composer.drafts


def promote_headings(
    drafts: Sequence[Draft], styles: HeadingStyles, body_size: float, authors: Sequence[str], words: Words
) -> None:
    """Turn paragraphs that are set like headings into headings; a cover's lines and the authors stay paragraphs."""
    names = {_letters(name) for name in (*authors, "".join(authors))}
    cover = 0 if _is_running_text(drafts, 1, body_size) else 1
    outstanding = [
        draft
        for draft in drafts
        if draft.kind == "paragraph" and draft.page > cover and draft.lines
        if styles.stands_out(draft.lines) and _letters(draft.full_text(words)) not in names
    ]
    styles.rank([draft.lines[0] for draft in outstanding])
    for draft in outstanding:
        draft.kind, draft.level = "heading", styles.level(draft.lines[0])


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())


def _is_running_text(drafts: Sequence[Draft], page: int, body_size: float) -> bool:
    """Return whether the page has a bookmarked heading or a paragraph of at least three lines of body type."""
    on_page = [draft for draft in drafts if draft.page == page]
    return any(
        draft.kind == "heading" or (len(draft.lines) >= 3 and abs(draft.lines[0].size - body_size) < 0.1 * body_size)
        for draft in on_page
    )


def with_rescued(drafts: Sequence[Draft], rescued: Mapping[int, Sequence[str]]) -> list[Draft]:
    """Return the drafts with the paragraphs of pages (1-based index) that were read without layout."""
    added = [Draft("paragraph", text=text, page=page) for page, texts in rescued.items() for text in texts]
    return sorted([*drafts, *added], key=lambda draft: draft.page) if added else list(drafts)


class _Composer:
    def __init__(self, bookmarks: Bookmarks, styles: HeadingStyles, usual: Mapping[int, float]) -> None:
        self.drafts: list[Draft] = []
        self._bookmarks, self._styles, self._leadings = bookmarks, styles, usual
        self._indents = Indents()
        self._last_marks: dict[int, str] = {}

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
            heading = self._heading(region, at)
            if heading is not None:
                self._append(heading)
                previous, at = None, at + len(heading.lines)
                continue
            if not _ORNAMENT.match(item.text):
                self._add_line(item, previous, region)
            previous, at = item, at + 1

    def _heading(self, region: Region, at: int) -> Draft | None:
        lines = [item for item in region.items[at : at + 8] if isinstance(item, Line)]
        found = self._bookmarks.match(lines)
        if found is None:
            return None
        count, level = found
        self._styles.learn(lines[0], level)
        return Draft("heading", lines[:count], level, region=region)

    def _append(self, draft: Draft) -> None:
        draft.page = draft.page or draft.lines[0].page
        if draft.kind != "list_item":
            self._indents.close()
            self._last_marks.clear()
        self.drafts.append(draft)

    def _add_line(self, line: Line, previous: Line | None, region: Region) -> None:
        open_draft = self._open_draft(line, previous, region)
        marker = marker_of(line)
        if marker is not None and self._is_item(line, previous, marker, open_draft):
            level = self._indents.level(line.left - region.left)
            self._last_marks[level] = marker.mark
            self._append(Draft("list_item", [line], level, marker.mark, region=region))
        elif open_draft is not None:
            open_draft.lines.append(line)
        elif CAPTION.match(line.text):
            self._append(Draft("caption", [line], region=region))
        else:
            self._append(Draft("paragraph", [line], region=region))

    def _open_draft(self, line: Line, previous: Line | None, region: Region) -> Draft | None:
        """Return the draft that this line goes on with; None where a new one begins."""
        if previous is None or not self.drafts or previous not in self.drafts[-1].lines[-1:]:
            return None if CAPTION.match(line.text) else self._unfinished(line)
        leading = self._leadings.get(round(line.size), 1.2 * line.size)
        last = self.drafts[-1]
        if not begins_block(line, previous, last, region, leading):
            return last
        return self._unfinished(line) if last.kind == "caption" and line.text[:1].islower() else None

    def _is_item(self, line: Line, previous: Line | None, marker: Marker, open_draft: Draft | None) -> bool:
        known = any(follows(marker.mark, last) for last in self._last_marks.values())
        if marker.sure:
            return True
        if open_draft is None:
            return known or (begins(marker.mark) and not (marker.numbered and self._styles.stands_out([line])))
        if open_draft.kind != "list_item" or previous is None:
            return False
        return (known or begins(marker.mark)) and begins_item(line, previous, open_draft)

    def _unfinished(self, line: Line) -> Draft | None:
        """Return the block that goes on with this line, the first of a column or page or after a table."""
        if self._styles.stands_out([line]):
            return None  # set like a heading: it begins something
        for draft in reversed(self.drafts[-12:]):
            if draft.kind == "heading":
                return None
            if draft.kind not in ("paragraph", "list_item") or not draft.lines:
                continue
            last = draft.lines[-1]
            if abs(last.size - line.size) < 0.06 * last.size and last.bold == line.bold:
                return draft if goes_on(draft, line) else None
        return None

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
