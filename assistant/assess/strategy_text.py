"""A strategy to be judged: a file of any kind that the library reads, or a draft of the studio."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.assess.statements import Statement, statements_of
from assistant.studio.records import Draft, Gantt, Paragraph, Part, Table
from ingest.assemble import assemble
from ingest.errors import AppError
from ingest.reading import FileReader
from ingest.records import Block, Document, Text


class NothingToJudge(AppError):
    """A file that holds no sentence."""

    code = "nothing_to_judge"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"{name} enthält keinen Text, der sich prüfen lässt.", f"{name} holds no text that can be judged."),
            Text(
                "Ein Scan braucht zuerst eine Texterkennung; eine leere Datei einen Inhalt.",
                "A scan needs text recognition first, an empty file some content.",
            ),
        )


@dataclass(frozen=True)
class StrategyText:
    """A strategy as its stored text and its statements, whose offsets point into it.

    open_points   statements of a draft that only say what is still to be decided; they prove nothing
    """

    title: str
    text: str
    statements: tuple[Statement, ...]
    open_points: tuple[Statement, ...] = ()


def read_strategy(path: Path, *, name: str = "", password: str = "") -> StrategyText:
    """Return the strategy in a file, which is read in a process of its own.

    Raises UnreadableSource for a file that cannot be read, and NothingToJudge.
    """
    name = name or path.name
    with FileReader() as reader:
        document = reader.read(path, name=name, password=password)
    return strategy_of(document, name)


def strategy_of(document: Document, name: str) -> StrategyText:
    """Return the strategy in a document that is read; raises NothingToJudge."""
    text, units = assemble(document.blocks)
    statements = statements_of(units)
    if not statements:
        raise NothingToJudge(name)
    return StrategyText(document.details.title or Path(name).stem, text, statements)


def strategy_of_draft(draft: Draft) -> StrategyText:
    """Return a draft's own words: its quotes are what others say, and prove nothing of this strategy."""
    blocks = list(_blocks(draft))
    text, units = assemble([block for block, _ in blocks])
    open_texts = {block.text for block, is_open in blocks if is_open}
    statements = statements_of(units)
    still_open = tuple(one for one in statements if any(one.text in text for text in open_texts))
    return StrategyText(draft.title, text, tuple(one for one in statements if one not in still_open), still_open)


def _blocks(draft: Draft) -> Iterator[tuple[Block, bool]]:
    for section in draft.sections:
        yield Block("heading", section.title, level=1), False
        for part in section.parts:
            yield from _blocks_of(part)


def _blocks_of(part: Part) -> Iterator[tuple[Block, bool]]:
    if isinstance(part, Paragraph):
        if part.kind != "source":
            yield Block("paragraph", " ".join(part.text.split())), part.kind == "open"
        return
    yield Block("caption", part.caption), False
    if isinstance(part, Table):
        yield _row("table_head", part.head), False
        yield from ((_row("table_row", row), False) for row in (*part.rows, *((part.total,) if part.total else ())))
    elif isinstance(part, Gantt):
        yield from ((_row("table_row", (bar.title, bar.start, bar.end, bar.responsible)), False) for bar in part.bars)


def _row(kind: str, cells: tuple[str, ...]) -> Block:
    text = " | ".join(" ".join(cell.split()) for cell in cells)
    return Block("table_head" if kind == "table_head" else "table_row", text, cells=cells)
