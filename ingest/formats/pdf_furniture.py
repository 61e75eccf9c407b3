"""What is printed on a page and is not its text: running heads and feet, page numbers, contents lists."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.formats.pdf_lines import Line, join_row, rows_of

# Shares of the page's height in which running heads and feet stand.
_MARGIN = 0.13
_SAME_HEIGHT = 1.5
_PAGE_NUMBER = re.compile(
    r"^[-–—|\s]*(?:(?:seite|page|s\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|von|of)\s*\d+)?[-–—|\s]*$", re.IGNORECASE
)
_PLAIN_NUMBER = re.compile(r"^[-–—|\s]*\d{1,4}[-–—|\s]*$")
_LEADER = re.compile(r"(?:[.·_]\s?|…\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?\s*$", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(r"\D\s\d{1,4}$")
_CONTENTS_HEADS = frozenset(
    {"inhalt", "inhaltsverzeichnis", "inhaltsübersicht", "contents", "tableofcontents", "abbildungsverzeichnis",
     "tabellenverzeichnis"}
)  # fmt: skip


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the type size in which most characters are set; 10.0 without text."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def without_running_lines(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], labels: Sequence[str]
) -> list[list[Line]]:
    """Return the pages' pieces without running heads and feet and page numbers; all, if most pages held no more.

    A piece in the page's upper or lower margin is running if its text, the page number aside, stands at the same height
    on at least three pages (in a document of up to four pages: two), or shares its row with such a piece.
    """
    margins = [_in_margins(page, height) for page, height in zip(pages, heights, strict=True)]
    own_numbers = [frozenset({label.lower(), str(index)}) for index, label in enumerate(labels, start=1)]
    places = _places(margins, own_numbers)
    fewest = 2 if len(pages) <= 4 else 3
    kept = []
    for at, (page, margin) in enumerate(zip(pages, margins, strict=True)):
        running = {
            round(line.baseline)
            for line, distance in margin
            if _pages_alike(line.text, distance, places, own_numbers[at]) >= fewest
            or _is_own_number(line, page, own_numbers[at])
        }
        running |= {round(line.baseline) for line, distance in margin if _in_running_row(distance, places, len(pages))}
        in_margin = {id(line) for line, _ in margin}
        kept.append([line for line in page if id(line) not in in_margin or not _near(line.baseline, running)])
    emptied = sum(bool(page) and not rest for page, rest in zip(pages, kept, strict=True))
    return [list(page) for page in pages] if 2 * emptied > sum(map(bool, pages)) else kept


def printed_labels(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[str]:
    """Return the page numbers printed in the margins, "" where there is none.

    They count only if they rise with the pages, by the same difference on most numbered pages and on three at least.
    """
    numbers = [
        {int(line.text.strip("-–—| ")) for line, _ in _in_margins(page, height) if _PLAIN_NUMBER.match(line.text)}
        for page, height in zip(pages, heights, strict=True)
    ]
    differences = Counter(number - index for index, found in enumerate(numbers, start=1) for number in found)
    difference, count = differences.most_common(1)[0] if differences else (0, 0)
    if count < 3 or 2 * count < sum(map(bool, numbers)):
        return [""] * len(pages)
    return [str(index + difference) if index + difference in found else "" for index, found in enumerate(numbers, 1)]


def without_contents(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages' pieces without lists of contents: rows with dotted leaders, or headed "Inhalt"."""
    kept: list[list[Line]] = []
    in_contents = False
    for page in pages:
        rows = rows_of(page)
        texts = [join_row(row).text for row in rows]
        leaders = [bool(_LEADER.search(text)) for text in texts]
        numbered = sum(bool(_ENDS_IN_NUMBER.search(text)) for text in texts)
        head = next((at for at, text in enumerate(texts) if _letters(text) in _CONTENTS_HEADS), None)
        mostly = sum(leaders) >= 3 and sum(leaders) >= 0.35 * len(rows)
        share = 0.6 if head is None else 0.2
        plain = (head is not None or in_contents) and numbered >= 3 and numbered >= share * len(rows[head or 0 :])
        in_contents = mostly or plain
        if in_contents:
            kept.append([line for row in rows[: head or 0] for line in row])
        elif sum(leaders) >= 2:
            kept.append(_without_leader_rows(rows, texts, leaders))
        else:
            kept.append(list(page))
    return kept


def _without_leader_rows(rows: list[list[Line]], texts: list[str], leaders: list[bool]) -> list[Line]:
    dropped = [leader or _letters(text) in _CONTENTS_HEADS for text, leader in zip(texts, leaders, strict=True)]
    return [line for row, drop in zip(rows, dropped, strict=True) if not drop for line in row]


def _in_margins(page: Sequence[Line], height: float) -> list[tuple[Line, float]]:
    """Return the pieces in the margins with their distance from the page's edge; negative from the lower one."""
    found = []
    for line in page:
        if line.baseline > (1 - _MARGIN) * height:
            found.append((line, height - line.baseline))
        elif line.baseline < _MARGIN * height:
            found.append((line, -line.baseline))
    return found


class _Place:
    """What stands at one distance from the edge, over all pages."""

    def __init__(self) -> None:
        self.pages: set[int] = set()
        self.texts: dict[str, set[int]] = {}

    def add(self, text: str, page: int) -> None:
        self.pages.add(page)
        self.texts.setdefault(text, set()).add(page)


def _places(
    margins: Sequence[Sequence[tuple[Line, float]]], own_numbers: Sequence[frozenset[str]]
) -> dict[int, _Place]:
    places: dict[int, _Place] = {}
    for at, margin in enumerate(margins):
        for line, distance in margin:
            for key in {round(distance - _SAME_HEIGHT), round(distance), round(distance + _SAME_HEIGHT)}:
                places.setdefault(key, _Place()).add(_folded(line.text, own_numbers[at]), at)
    return places


def _pages_alike(text: str, distance: float, places: dict[int, _Place], own: frozenset[str]) -> int:
    return len(places[round(distance)].texts.get(_folded(text, own), ()))


def _in_running_row(distance: float, places: dict[int, _Place], count: int) -> bool:
    """Return whether most pages have something at this height, and mostly what other pages have there too."""
    place = places[round(distance)]
    shared = set().union(*(pages for pages in place.texts.values() if len(pages) > 1), set())
    return count > 4 and len(place.pages) >= 0.5 * count and len(shared) >= 0.6 * len(place.pages)


def _is_own_number(line: Line, page: Sequence[Line], own: frozenset[str]) -> bool:
    if not _PAGE_NUMBER.match(line.text):
        return False
    known = line.text.strip("-–—| ").lower() in own
    edge = line.baseline <= min(other.baseline for other in page) + 1
    return known and (edge or line.baseline >= max(other.baseline for other in page) - 1)


def _near(baseline: float, rows: set[int]) -> bool:
    at = round(baseline)
    return bool(rows & {at - 1, at, at + 1})


def _folded(text: str, own: frozenset[str]) -> str:
    """Return the text without white space and case, "#" for the page's own number."""
    if _PAGE_NUMBER.match(text):
        return "#"
    words = ("#" if word in own else word for word in re.split(r"(\d+|\s+)", text.lower()))
    return "".join(word for word in words if not word.isspace())


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalpha())
