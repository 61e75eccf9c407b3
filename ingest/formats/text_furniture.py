"""What a page carries besides its text: contents lists, page numbers, running heads, rules. All of it is taken out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from ingest.formats.text_lines import Line

_CONTENTS_HEAD = re.compile(
    r"(?:[#*_ ]*)(?:inhalt|inhaltsverzeichnis|inhaltsübersicht|gliederung|contents|table of contents"
    r"|(?:tabellen|abbildungs|anlagen)verzeichnis|list of (?:tables|figures))[¹²³1]?[:*_ #]*$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"\.{3,}|(?:\. ){3,}|…{2,}|_{5,}")
_ENTRY_NUMBER = re.compile(r"(?:[\s.…_]|(?<=[.…_]))(?:\d{1,4}|[ivxlc]{1,7})$")
_HEADING_NUMBER = re.compile(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[IVX]{1,5}|[A-Z])[.)]?\s")
_PAGE_NUMBER = re.compile(
    r"[-–—|\[( ]*(?:(?:Seite|Page|S\.|p\.)\s*)?(\d{1,4})(?:\s*(?:von|of|/)\s*\d{1,4})?[-–—|\]) ]*$"
)
_NAMED_PAGE = re.compile(r"[-–—|\[( ]*(?:(?:Seite|Page)\s*\d{1,4}\b|[-–—]\s*\d{1,4}\s*[-–—])", re.IGNORECASE)
_RULE = re.compile(r"[^\w+%€$§&]+$")
_UNDERLINE = re.compile(r"(?:=+|-{2,}|~{3,})$")
_DIGITS = re.compile(r"\d+")
# An entry of a contents list is a heading with a page number: two lines in print. A running head is shorter still.
_LONGEST_ENTRY = 160


def drop_furniture(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with contents lists, page numbers, running heads and rules blanked."""
    kept = list(lines)
    for find in (_running_heads, _page_numbers, _contents, _rules):
        for index in find(kept):
            kept[index] = kept[index].blanked()
    return kept


def _contents(lines: list[Line]) -> set[int]:
    """Return contents lists: entries under a heading that names one, and runs of lines with dotted leaders."""
    found: set[int] = set()
    places: defaultdict[str, int] = defaultdict(int)
    for index, line in enumerate(lines):
        places[_without_page(line.text)] = index
    for index, line in enumerate(lines):
        if index not in found and _CONTENTS_HEAD.match(line.text):
            entries = _entries_below(lines, index, places)
            if entries:
                found.update((index, *entries))
        elif index not in found and _has_leader(line.text) and _has_leader(_near(lines, index)):
            found.add(index)
    return found


def _entries_below(lines: list[Line], head: int, places: dict[str, int]) -> list[int]:
    entries: list[int] = []
    index = head + 1
    while index < len(lines):
        text = lines[index].text
        follower = lines[index + 1].text if index + 1 < len(lines) else ""
        repeated = text and not _is_long(text) and places[_without_page(text)] > index
        half = text and follower and len(text) + len(follower) < _LONGEST_ENTRY and _is_entry(follower)
        if _is_entry(text) or repeated or half:
            entries.append(index)
        elif text:
            break
        index += 1
    numbered = sum(_is_entry(lines[entry].text) for entry in entries)
    # "Inhalt" can also head a section that opens with a short line; one entry is not a list.
    return entries if len(entries) >= 2 and (numbered or len(entries) >= 4) else []


def _is_entry(text: str) -> bool:
    if not text or _is_long(text) or not _ENTRY_NUMBER.search(text):
        return False
    return _LEADER.search(text) is not None or not text.endswith(".")


def _has_leader(text: str) -> bool:
    return not _is_long(text) and _LEADER.search(text) is not None and _ENTRY_NUMBER.search(text) is not None


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST_ENTRY


def _near(lines: list[Line], index: int) -> str:
    """Return the next line with text, or at the end of the list the one before."""
    after = next((line.text for line in lines[index + 1 : index + 4] if line.text), "")
    if _has_leader(after):
        return after
    return next((line.text for line in reversed(lines[max(0, index - 3) : index]) if line.text), "")


def _without_page(text: str) -> str:
    """Return an entry without leader and page number and without the number of its chapter."""
    return _HEADING_NUMBER.sub("", _LEADER.split(text)[0].strip(), count=1).strip(" #*_").lower()


def _page_numbers(lines: list[Line]) -> set[int]:
    """Return lines that only number a page: "Seite 3" anywhere, plain numbers between blank lines if they only grow."""
    named: set[int] = set()
    bare: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        match = _PAGE_NUMBER.match(line.text) if line.text else None
        if match is None:
            continue
        if _NAMED_PAGE.match(line.text):
            named.add(index)
        elif _stands_alone(lines, index):
            bare.append((index, int(match[1])))
    grows = all(left[1] < right[1] for left, right in pairwise(bare))
    if grows and (len(bare) >= 2 or (bare and lines[bare[0][0]].page is not None)):
        named.update(index for index, _ in bare)
    return named


def _stands_alone(lines: list[Line], index: int) -> bool:
    before, after = lines[index - 1 : index], lines[index + 1 : index + 2]
    alone_before = not before or not before[0].text or before[0].page != lines[index].page
    return alone_before and (not after or not after[0].text or after[0].page != lines[index].page)


def _running_heads(lines: list[Line]) -> set[int]:
    """Return first and last lines that come back on at least three pages, whatever their digits."""
    by_page: defaultdict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.page is not None and line.text and not _is_long(line.text):
            by_page[line.page].append(index)
    edges = [index for page in by_page.values() for index in {*page[:3], *page[-3:]}]
    counts = Counter(_DIGITS.sub("0", lines[index].text) for index in edges)
    often = max(3, len(by_page) // 3)
    return {index for index in edges if counts[_DIGITS.sub("0", lines[index].text)] >= often}


def _rules(lines: list[Line]) -> set[int]:
    """Return lines without letters or digits, except an underline directly below a heading and rows of a table."""
    found = set()
    for index, line in enumerate(lines):
        if not line.text or not _RULE.match(line.text) or "\t" in line.raw:
            continue
        above = lines[index - 1].text if index else ""
        if not (above and _UNDERLINE.match(line.text) and not _RULE.match(above)):
            found.add(index)
    return found
