"""A strategy as the statements that an audit judges: sentences, list items and rows of tables, at their offsets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.assemble import split_sentences
from ingest.records import Unit

_TAKEN = ("paragraph", "list_item", "table_row", "footnote", "caption")


@dataclass(frozen=True)
class Statement:
    """A statement; `text` is stored_text[start:end].

    block   number of the paragraph, list or table that it is of: neighbours within one belong together
    head    of a table's row: the column heads and the caption, of a list's item: what introduces the list
    """

    text: str
    start: int
    end: int
    block: int
    page: int | None = None
    page_label: str = ""
    heading_path: tuple[str, ...] = ()
    head: str = ""


def statements_of(units: Sequence[Unit]) -> tuple[Statement, ...]:
    """Return the statements of a document's units, in reading order."""
    return tuple(statement for number, unit in enumerate(units) for statement in _of_unit(unit, number))


def _of_unit(unit: Unit, number: int) -> Iterator[Statement]:
    if unit.kind not in _TAKEN:
        return
    head = " | ".join(filter(None, (unit.caption, *unit.columns))) or unit.lead
    bounds = ((0, len(unit.text)),) if unit.kind == "table_row" else split_sentences(unit.text)
    for start, end in bounds:
        yield Statement(
            text=unit.text[start:end],
            start=unit.start + start,
            end=unit.start + end,
            block=number,
            page=unit.page,
            page_label=unit.page_label,
            heading_path=unit.heading_path,
            head=head,
        )
