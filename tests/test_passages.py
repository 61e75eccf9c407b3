"""Passages lie in one section, are of even size and tear nothing that belongs together."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.passages import cut_passages, index_text
from ingest.records import Block, BlockKind, Passage

_SENTENCE = "Dieser Satz hat genau fünfzig Zeichen, ohne Zweifel. "
_KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list_item", "table_head", "table_row", "caption", "footnote")


def _cut(blocks: Sequence[Block], size: int = 400) -> tuple[str, tuple[Passage, ...]]:
    text, units = assemble(blocks)
    return text, cut_passages("q", text, units, size=size)


_block = st.builds(
    Block,
    kind=st.sampled_from(_KINDS),
    text=st.integers(min_value=0, max_value=900).map(lambda n: (_SENTENCE * 20)[:n].strip()),
    level=st.integers(min_value=1, max_value=3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_block, max_size=12))
def test_whatever_the_blocks_passages_are_pieces_of_the_text_in_order_and_none_is_too_long(blocks: list[Block]) -> None:
    text, passages = _cut(blocks)
    assert [text[passage.start : passage.end] for passage in passages] == [passage.text for passage in passages]
    assert [passage.position for passage in passages] == list(range(len(passages)))
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(0 < len(passage.text) <= 400 for passage in passages)
    assert all({unit.heading_path for unit in passage.units} == {passage.heading_path} for passage in passages)
    in_passages = "".join(passage.text for passage in passages)
    bodies = "".join(block.text for block in blocks if block.kind != "heading")
    assert "".join(in_passages.split()) == "".join(bodies.split())


def test_a_passage_never_crosses_a_heading() -> None:
    _, passages = _cut([Block("heading", "A", level=1), Block("paragraph", "kurz"), Block("heading", "B", level=1)] * 2)
    assert [(passage.text, passage.heading_path) for passage in passages] == [("kurz", ("A",))] * 2


def test_headings_alone_make_no_passage() -> None:
    assert _cut([Block("heading", "A", level=1), Block("heading", "B", level=2)])[1] == ()


# In both, the evenest cut would fall just behind the introduction or the head.


def test_a_sentence_that_introduces_a_list_stays_with_it() -> None:
    blocks = [
        Block("paragraph", (_SENTENCE * 4).strip()),
        Block("paragraph", "Eine Strategie enthält folgende Teile:"),
        *(Block("list_item", f"der Teil mit der Nummer {i}", level=1) for i in range(9)),
    ]
    _, passages = _cut(blocks)
    assert [len(passage.units) for passage in passages] == [1, 10]
    assert passages[1].text.startswith("Eine Strategie enthält folgende Teile:\n\nder Teil mit der Nummer 0\n")


def test_caption_and_head_of_a_table_stay_with_its_rows() -> None:
    blocks = [
        Block("paragraph", (_SENTENCE * 4).strip()),
        Block("caption", "Tabelle 1: Märkte"),
        Block("table_head", "Land | Note", cells=("Land", "Note")),
        *(Block("table_row", f"Land {i} | recht gut so", cells=(f"Land {i}", "recht gut so")) for i in range(11)),
    ]
    _, passages = _cut(blocks)
    assert [len(passage.units) for passage in passages] == [1, 13]
    assert passages[1].text.startswith("Tabelle 1: Märkte\nLand | Note\nLand 0 | recht gut so\n")


def test_a_list_too_long_for_one_passage_is_indexed_with_its_lead_in_each() -> None:
    items = [Block("list_item", f"{i}: {_SENTENCE.strip()}", level=1) for i in range(20)]
    _, passages = _cut([Block("paragraph", "Zu prüfen ist:"), *items])
    assert len(passages) > 2
    assert all("Zu prüfen ist:" in index_text(passage) for passage in passages)


def test_a_table_too_long_for_one_passage_is_indexed_with_its_head_in_each() -> None:
    rows = [Block("table_row", f"Land {i} | {_SENTENCE.strip()}", cells=(f"Land {i}", "x")) for i in range(20)]
    _, passages = _cut(
        [Block("caption", "Märkte"), Block("table_head", "Land | Urteil", cells=("Land", "Urteil")), *rows]
    )
    assert len(passages) > 2
    assert all("Land" in index_text(passage) and "Urteil" in index_text(passage) for passage in passages)


def test_a_section_a_little_too_long_gives_two_halves_and_no_crumb() -> None:
    _, passages = _cut([Block("paragraph", (_SENTENCE * 2).strip()) for _ in range(5)], size=450)
    lengths = [len(passage.text) for passage in passages]
    assert len(lengths) == 2
    assert min(lengths) > 180


def test_a_paragraph_too_long_is_cut_between_sentences() -> None:
    _, passages = _cut([Block("paragraph", (_SENTENCE * 20).strip())])
    assert len(passages) > 2
    assert all(passage.text.startswith("Dieser Satz") and passage.text.endswith("Zweifel.") for passage in passages)


def test_text_without_sentences_is_cut_hard_and_nothing_is_lost() -> None:
    _, passages = _cut([Block("paragraph", "x" * 1000)])
    assert [len(passage.text) for passage in passages] == [400, 400, 200]


def test_a_passage_knows_its_pages_and_the_label_of_the_first() -> None:
    _, passages = _cut(
        [Block("paragraph", "a", page=3, page_label="iii"), Block("paragraph", "b", page=4, page_label="iv")]
    )
    assert [(p.first_page, p.last_page, p.page_label) for p in passages] == [(3, 4, "iii")]


def test_the_heading_path_is_indexed_with_the_passage() -> None:
    _, passages = _cut(
        [Block("heading", "Märkte", level=1), Block("heading", "Asien", level=2), Block("paragraph", "a")]
    )
    assert index_text(passages[0]) == "Märkte\nAsien\na"


@pytest.mark.slow
@pytest.mark.parametrize("count", [20_000])
def test_a_list_of_twenty_thousand_items_is_cut_in_seconds(count: int) -> None:
    blocks = [Block("list_item", f"Punkt {i} mit etwas Text", level=1) for i in range(count)]
    started = time.perf_counter()
    _, passages = _cut(blocks, size=1800)
    assert sum(len(passage.units) for passage in passages) == count
    assert time.perf_counter() - started < 8.0  # the time must not grow with the square of the items
