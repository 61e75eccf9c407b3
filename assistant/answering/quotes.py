"""The quote gate: a citation holds only if its quote stands verbatim at its offsets in the stored text."""

from collections.abc import Callable

from assistant.records import Citation
from ingest.records import Hit, Unit


class FalseQuote(Exception):
    """A quote that is not in its source. A bug in whatever made it: it must never be shown."""


def cite(mark: int, hit: Hit, unit: Unit, start: int, end: int, *, stored_text: Callable[[str], str]) -> Citation:
    """Return the citation of stored_text[start:end]; raises FalseQuote where the passage says otherwise."""
    passage = hit.passage
    quote = passage.text[start - passage.start : end - passage.start]
    if not quote or stored_text(hit.source.id)[start:end] != quote:
        raise FalseQuote(f"{hit.source.id} {start}-{end}")
    return Citation(
        mark=mark,
        passage=passage,
        source=hit.source,
        quote=quote,
        start=start,
        end=end,
        page=unit.page if unit.page is not None else passage.first_page,
        page_label=unit.page_label or passage.page_label,
        heading_path=unit.heading_path,
        attribution=unit.attribution,
    )
