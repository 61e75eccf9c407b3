"""From the pieces of an answer to Markdown with marks."""

import re
from collections.abc import Sequence
from textwrap import shorten

from assistant.answering.compose import Piece, shown_items
from assistant.records import Citation
from assistant.wording import wordings
from ingest.records import Language, Unit

_LONGEST_TABLE_NAME = 60  # characters of a caption or head shown behind a row
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~$])")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~$.)+-])")
_LIST_MARKER = re.compile(r"^(\d{1,9}(?=[.)]\s)|(?=[-+]\s|---))")  # "3. Punkt": Markdown would number it anew


def escape_markdown(text: str) -> str:
    """Return a source's text so that Markdown shows it as it stands: no link, image, markup or HTML comes to life."""
    return _LIST_MARKER.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", text))


def plain_text(markdown: str) -> str:
    """Return an answer's Markdown without the signs that `escape_markdown` put in, for a terminal or the clipboard."""
    return _ESCAPED.sub(r"\1", markdown)


def render_piece(piece: Piece, citations: Sequence[Citation], language: Language) -> str:
    """Return a piece as Markdown, each mark behind what it proves."""
    first = citations[0]
    if piece.unit.kind == "table_row" and not piece.items:
        return f"{_row(piece.unit)} " + " ".join(f"[{citation.mark}]" for citation in citations)
    if len(piece.items) > 1:
        return _list(piece, f"[{first.mark}]", first.quote, language)
    lead = f"{escape_markdown(piece.lead)} " if piece.items and piece.lead else ""
    return lead + " ".join(f"{escape_markdown(' '.join(c.quote.split()))} [{c.mark}]" for c in citations)


def _list(piece: Piece, mark: str, quote: str, language: Language) -> str:
    introduction = (
        quote[: piece.items[0].start - piece.start].strip() or piece.lead or " – ".join(piece.unit.heading_path[-1:])
    )
    items = shown_items(piece)
    outermost = min(item.level for item in items)
    lines = [f"{'    ' * (item.level - outermost)}- {escape_markdown(item.text)}" for item in items]
    if len(items) < len(piece.items):
        lines.append(
            "- " + wordings("answer.toml")["more_items"].of(language).format(count=len(piece.items) - len(items))
        )
    return f"{escape_markdown(' '.join(introduction.split()))} {mark}\n\n" + "\n".join(lines)


def _row(row: Unit) -> str:
    """Return a table row with its column heads: "Synergien erkennen – DE: +, FR: ++, CH: ++ (Tätigkeitsfeld 2)"."""
    heads = row.columns if len(row.columns) == len(row.cells) else ("",) * len(row.cells)
    first, *rest = [(head, cell) for head, cell in zip(heads, row.cells, strict=True)]
    values = ", ".join(
        f"{escape_markdown(head)}: {escape_markdown(cell)}" if head else escape_markdown(cell)
        for head, cell in rest
        if cell
    )
    table = ". ".join(shorten(part, _LONGEST_TABLE_NAME, placeholder=" …") for part in (row.caption, first[0]) if part)
    where = f" ({escape_markdown(table)})" if table else ""
    return f"{escape_markdown(first[1])} – {values}{where}" if values else f"{escape_markdown(first[1])}{where}"
