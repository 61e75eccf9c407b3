"""Where a block ends and the next begins, judged from gaps, indents, short lines and the words themselves."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from ingest.formats.pdf_columns import Region
from ingest.formats.pdf_drafts import Draft
from ingest.formats.pdf_lines import Line, is_tabular
from ingest.formats.pdf_lists import marker_of

_ENDED = re.compile(r"[.!?:;…][\"“”’)\]»›]*[\d*†]*$")
# Of the usual distance of baselines. The narrowest paragraph spacing seen is 1.3 (LibreOffice, 4 pt after 13.8 pt).
_PARAGRAPH_GAP = 1.22
_MOST_CAPTION_LINES = 4


def leadings(pages: Sequence[Sequence[Region]]) -> dict[int, float]:
    """Return the usual distance of baselines for each type size (rounded), in points."""
    distances: dict[int, Counter[float]] = {}
    every_region = itertools.chain.from_iterable(pages)
    for before, line in itertools.chain.from_iterable(map(_neighbours, every_region)):
        distance = before.baseline - line.baseline
        if 0.8 * line.size < distance < 2.6 * line.size and abs(before.size - line.size) < 0.5:
            distances.setdefault(round(line.size), Counter())[round(distance * 2) / 2] += 1
    return {size: counter.most_common(1)[0][0] for size, counter in distances.items()}


def begins_block(line: Line, previous: Line, draft: Draft, region: Region, leading: float) -> bool:
    """Return whether a new block begins with this line, which stands below `previous`, the last one of the draft."""
    distance = previous.baseline - line.baseline
    if abs(line.size - previous.size) > 0.08 * previous.size:
        return True
    if distance > _PARAGRAPH_GAP * leading + 0.5:
        return not (draft.kind == "paragraph" and distance < 2 * leading and _is_mid_sentence(line, previous))
    if line.left > previous.right or line.right < previous.left:
        return True
    if is_tabular(line) and is_tabular(previous):
        return True
    if draft.kind == "caption":
        return len(draft.lines) >= _MOST_CAPTION_LINES
    if draft.kind == "list_item":
        return _leaves_item(line, previous, draft)
    if _hangs(region):
        return abs(line.left - region.left) < 0.5 * line.size and (
            previous.left > line.left + line.size or _after_short(line, previous, region)
        )
    return _is_indented(line, previous, draft, region) or _after_short(line, previous, region)


def begins_item(line: Line, previous: Line, draft: Draft) -> bool:
    """Return whether a line that begins with a dash or number, inside a list item, is an item of its own."""
    same = marker_of(draft.lines[0])
    mark = marker_of(line)
    level = same is not None and mark is not None and abs(line.left - draft.lines[0].left) < 3
    outside = abs(line.left - draft.lines[0].text_left) > 2 and abs(line.left - previous.left) > 2
    return level or outside or _ENDED.search(previous.text) is not None


def goes_on(draft: Draft, line: Line) -> bool:
    """Return whether a draft goes on with this line, the first of a column or page or after a table."""
    last = draft.lines[-1]
    marker = marker_of(line)
    if (marker is not None and (marker.sure or draft.kind == "list_item")) or _ENDED.search(last.text):
        return False
    if line.text[:1].islower() or last.text.endswith("-"):
        return True
    right = draft.region.right_at(last) if draft.region else last.right
    return last.right > right - 4 * last.size and line.page - last.page <= 1


def _is_mid_sentence(line: Line, previous: Line) -> bool:
    return line.text[:1].islower() and _ENDED.search(previous.text) is None and marker_of(line) is None


def _leaves_item(line: Line, previous: Line, draft: Draft) -> bool:
    if line.left > draft.lines[0].text_left - 0.5 * line.size:
        return False
    hung = len(draft.lines) > 1 and previous.left > line.left + line.size
    return hung or _ENDED.search(previous.text) is not None


def _is_indented(line: Line, previous: Line, draft: Draft, region: Region) -> bool:
    indent, left = 0.7 * line.size, region.left_at(line)
    return (
        line.left > left + indent
        and line.left > previous.left + indent
        and line.left < left + 4 * line.size
        and (len(draft.lines) > 1 or _ENDED.search(previous.text) is not None)
    )


def _after_short(line: Line, previous: Line, region: Region) -> bool:
    """Return whether the previous line ends although the first word of this one would have fitted on it."""
    right = region.right_at(previous)
    first_word = line.text.split(" ", 1)[0]
    per_character = (line.right - line.left) / max(len(line.text), 1)
    spare = right - previous.right - per_character * (len(first_word) + 1)
    if spare < 1.5 * line.size:
        return False
    if all(run.bold for run in previous.runs) and not all(run.bold for run in line.runs):
        return True
    if line.text[:1].islower() or previous.text.endswith("-"):
        return False
    return spare > 0.3 * (right - region.left) or _ENDED.search(previous.text) is not None


def _hangs(region: Region) -> bool:
    """Return whether paragraphs begin at the region's left edge and go on indented, as references do."""
    out = hanging = 0
    for before, line in _neighbours(region):
        if before.baseline - line.baseline > 2.2 * line.size or marker_of(before):
            continue
        if abs(before.left - region.left) < 0.3 * line.size and region.left + line.size < line.left:
            hanging += before.right > region.right - 6 * line.size
        if before.left > region.left + line.size and abs(line.left - region.left) < 0.3 * line.size:
            out += before.right > region.right - 6 * line.size
    return hanging >= 2 and hanging > 2 * out


def _neighbours(region: Region) -> list[tuple[Line, Line]]:
    lines = [item for item in region.items if isinstance(item, Line)]
    return list(itertools.pairwise(lines))
