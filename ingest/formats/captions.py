"""Puts captions where they belong and joins a quotation with the name below it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.records import Block

_TABLE_CAPTION = re.compile(r"^(?:Tab\.|Tabelle|Table|Übersicht)\s*[\dA-Z]")
_CAPTION = re.compile(r"^(?:Tab\.|Tabelle|Table|Abb\.|Abbildung|Fig\.|Figure|Übersicht)\s*\d+(?:[.-]\d+)*\s*[:.–|]\s")
_LONGEST_CAPTION = 250  # characters
_ATTRIBUTION = re.compile(r"^(?:\([^()]{3,120}\)|[–—-]\s.{3,120})$")
_IN_TABLE = ("table_head", "table_row")


def place_captions(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with captions told from paragraphs, and each table's caption directly before the table."""
    told = [_as_caption(block, following) for block, following in zip(blocks, [*blocks, None][1:], strict=True)]
    placed: list[Block] = []
    for block, following in zip(told, [*told, None][1:], strict=True):
        if _belongs_above(block, following):
            start = _table_start(placed)
            has_one = start > 0 and placed[start - 1].kind == "caption"
            placed.insert(len(placed) if has_one else start, block)
        else:
            placed.append(block)
    return placed


def join_attributions(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with "(a cluster manager)" below a pull quote made part of the quote."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.kind == block.kind == "pull_quote" and _ATTRIBUTION.match(block.text):
            joined[-1] = replace(last, text=f"{last.text} {block.text}")
        else:
            joined.append(block)
    return joined


def _as_caption(block: Block, following: Block | None) -> Block:
    if block.kind != "paragraph" or len(block.text) > _LONGEST_CAPTION:
        return block
    above_table = following is not None and following.kind in _IN_TABLE and _TABLE_CAPTION.match(block.text)
    return replace(block, kind="caption") if above_table or _CAPTION.match(block.text) else block


def _belongs_above(block: Block, following: Block | None) -> bool:
    """Return whether a table's caption may stand below its table: no other table follows that it could introduce."""
    if block.kind != "caption" or not _TABLE_CAPTION.match(block.text):
        return False
    return following is None or following.kind not in _IN_TABLE


def _table_start(blocks: Sequence[Block]) -> int:
    """Return where the table that ends the blocks begins, len(blocks) when they do not end with one."""
    start = len(blocks)
    while start and blocks[start - 1].kind in _IN_TABLE:
        start -= 1
        if blocks[start].kind == "table_head":
            break
    return start
