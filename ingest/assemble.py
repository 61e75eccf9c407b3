"""From the blocks of a document to its stored text, and to units: blocks at their offsets, understandable alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sentencex import segment

from ingest.records import Block, Unit

_RUNS_ON = {"list_item", "table_head", "table_row", "caption"}
_LOOKED_BACK = 80  # characters of a sentence's end that tell whether it is one
_LONGEST_LEAD = 400  # characters; an introducing sentence is rarely longer, a whole paragraph would drown the item


_FOOTNOTE_CALL = re.compile(r"(?<=[^\W\d][.!?:;“”\")])\d{1,3}$")

_CALL_WITHIN = re.compile(r"(?<=[^\W\d][.!?”“\")])\d{1,3}(?= [A-ZÄÖÜ„“])")


def assemble(blocks: Sequence[Block]) -> tuple[str, tuple[Unit, ...]]:
    """Return the stored text and its units, in reading order; unit.text == stored_text[unit.start:unit.end]."""
    parts: list[str] = []
    units: list[Unit] = []
    surroundings = _Surroundings()
    length = 0
    previous: Block | None = None
    for block in blocks:
        if not block.text:
            continue
        separator = _separator(previous, block)
        surroundings.enter(block)
        start = length + len(separator)
        units.append(_unit(block, start, surroundings))
        parts += (separator, units[-1].text)
        length = units[-1].end
        previous = block
    return "".join(parts), tuple(units)


@lru_cache(maxsize=4_000)  # paragraphs: a question looks at each of those it brings up several times
def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the start and end offset of each sentence of a German or English text, white space left out.

    The number of a footnote that is glued to a sentence's end ("werden.11") belongs to no sentence.
    """
    bounds: list[tuple[int, int]] = []
    for start, end in _raw_sentences(text):
        if bounds and _goes_on(text[max(bounds[-1][0], bounds[-1][1] - _LOOKED_BACK) : bounds[-1][1]], text[start:end]):
            bounds[-1] = (bounds[-1][0], end)
        else:
            bounds.append((start, end))
    return tuple((start, end - len(_footnote_call(text[start:end]))) for start, end in bounds)


def _raw_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences as the library finds them, and where it overlooks an end: behind "festgelegt.2 Die"."""
    position = 0
    for sentence in segment("de", text):
        stripped = sentence.strip()
        if not stripped:
            continue
        start = text.index(stripped, position)
        position = start + len(stripped)
        for call in _CALL_WITHIN.finditer(text, start, position):
            yield start, call.end()
            start = call.end() + 1
        yield start, position


def _footnote_call(sentence: str) -> str:
    """Return the footnote number at a sentence's end, "" if there is none."""
    call = _FOOTNOTE_CALL.search(sentence)
    return call.group() if call else ""


@dataclass
class _Surroundings:
    """What stands above the block that is being placed."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraph: str = ""
    open_items: list[tuple[int, str]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    caption: str = ""
    caller: str = ""

    def enter(self, block: Block) -> None:
        if block.kind == "heading":
            self.headings = [pair for pair in self.headings if pair[0] < block.level] + [(block.level, block.text)]
            self.paragraph = ""
        if block.kind == "paragraph":
            self.paragraph = block.text
        if block.kind == "list_item":
            self.open_items = [pair for pair in self.open_items if pair[0] < block.level]
        elif block.kind != "footnote":
            self.open_items = []
        if block.kind == "table_head":
            self.columns = block.cells
        elif block.kind not in ("table_row", "footnote"):
            self.columns = ()
            self.caption = block.text if block.kind == "caption" else ""
        if block.kind not in ("footnote", "heading"):
            self.caller = block.text

    def lead_of(self, block: Block) -> str:
        """Return what introduces a list item (and remember it for the items below), or what calls a footnote."""
        if block.kind == "footnote":
            return _calling_sentence(self.caller, block.marker)
        if block.kind != "list_item":
            return ""
        introduction = _last_sentence(self.paragraph)
        lead = " ".join([introduction, *(text for _, text in self.open_items)]).strip()
        self.open_items.append((block.level, block.text))
        return lead


def _unit(block: Block, start: int, around: _Surroundings) -> Unit:
    in_table = block.kind == "table_row"
    text = _numbered(block)
    return Unit(
        kind=block.kind,
        text=text,
        start=start,
        end=start + len(text),
        heading_path=tuple(text for _, text in around.headings),
        level=block.level,
        page=block.page,
        page_label=block.page_label,
        cells=block.cells,
        columns=around.columns if in_table else (),
        lead=around.lead_of(block),
        caption=around.caption if in_table else "",
        marker=block.marker,
        attribution=block.attribution,
    )


def _numbered(block: Block) -> str:
    """Return the text with its number ("3.", "a)", a footnote's mark), part of the wording; bullets are not."""
    return f"{block.marker} {block.text}" if any(sign.isalnum() for sign in block.marker) else block.text


def _separator(previous: Block | None, block: Block) -> str:
    if previous is None:
        return ""
    return "\n" if block.kind in _RUNS_ON and previous.kind in _RUNS_ON else "\n\n"


def _last_sentence(paragraph: str) -> str:
    if not paragraph:
        return ""
    start, end = split_sentences(paragraph)[-1]
    return paragraph[start:end][-_LONGEST_LEAD:]


def _calling_sentence(text: str, marker: str) -> str:
    """Return the sentence that a footnote's mark is glued to, at its end or within it; else the last one."""
    bounds = split_sentences(text) if text else []
    call = re.compile(rf"(?<=[^\s\d]){re.escape(marker)}(?!\w)")
    calling = [(start, end) for start, end in bounds if marker and call.search(text, start, end + len(marker))]
    return next((text[start:end][-_LONGEST_LEAD:] for start, end in (calling or bounds[-1:])), "")


def _goes_on(left: str, right: str) -> bool:
    """Tell whether a split was wrong: after an ordinal ("21. Jahrhundert"), an abbreviation, or before lower case."""
    if _footnote_call(left):
        return False
    last = left.rsplit(None, 1)[-1]
    ordinal = last[:-1].isdigit() and last.endswith(".") and len(last) <= 3 and len(left.split()) > 1
    abbreviated = last.lstrip("([„\"'") in _ABBREVIATIONS
    return ordinal or abbreviated or (right[0].islower() and not left.endswith((":", ";")))


_ABBREVIATIONS = {
    "z.", "Z.", "B.", "u.", "a.", "d.", "h.", "o.", "g.", "i.", "R.", "s.", "S.", "Abb.", "Tab.", "Kap.", "Nr.",
    "vgl.", "Vgl.", "bzw.", "ca.", "etc.", "ggf.", "inkl.", "evtl.", "bspw.", "usw.", "sog.", "Dr.", "Prof.", "Mio.",
    "Mrd.", "Bd.", "Hrsg.", "f.", "e.",
}  # fmt: skip
