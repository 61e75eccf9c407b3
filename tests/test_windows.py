"""Windows: what of a passage is embedded together."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.passages import cut_passages
from ingest.records import Block
from ingest.windows import Window, embedding_windows

_TEN_WORDS = "Der Cluster lädt seine Partner im Mai nach Lyon ein."


def _windows(blocks: Sequence[Block], words: int = 80) -> tuple[str, list[Window]]:
    text, units = assemble(blocks)
    passages = cut_passages("q", text, units, size=2200)
    return text, [window for passage in passages for window in embedding_windows(passage, words=words)]


def test_windows_hold_whole_sentences_and_stand_under_their_heading() -> None:
    _, windows = _windows(
        [Block("heading", "Asien", level=1), Block("paragraph", " ".join([_TEN_WORDS] * 10))], words=45
    )
    assert [window.text for window in windows] == [
        f"Asien: {' '.join([_TEN_WORDS] * 4)}",
        f"Asien: {' '.join([_TEN_WORDS] * 4)}",
        f"Asien: {' '.join([_TEN_WORDS] * 2)}",
    ]


def test_a_sentence_without_end_is_cut_into_even_parts() -> None:
    _, windows = _windows([Block("heading", "Asien", level=1), Block("paragraph", " ".join(map(str, range(101))))])
    assert [len(window.text.split()) - 1 for window in windows] == [51, 50]


def test_a_table_row_is_a_window_of_its_own_with_the_cells_that_are_words() -> None:
    cells = (("2. Synergien erkennen", "++", "-"), ("3. Partner gewinnen", "+", "0"))
    rows = [Block("table_row", "\t".join(row), cells=row) for row in cells]
    text, windows = _windows([Block("paragraph", _TEN_WORDS), *rows])
    assert [window.text for window in windows] == [_TEN_WORDS, "Synergien erkennen", "Partner gewinnen"]
    assert text[windows[1].start : windows[1].end].startswith("2. Synergien")


def test_a_row_that_is_longer_than_a_window_is_embedded_part_by_part() -> None:
    row = (" ".join(f"links{number}" for number in range(70)), " ".join(f"rechts{number}" for number in range(70)))
    _, windows = _windows([Block("table_row", " | ".join(row), cells=row)], words=80)
    assert len(windows) > 1
    assert len({window.text for window in windows}) == len(windows)
    assert all(len(window.text.split()) <= 80 for window in windows)


def test_a_row_without_words_is_embedded_as_it_is() -> None:
    row = ("1", "28", "36")
    _, windows = _windows([Block("table_row", "\t".join(row), cells=row)])
    assert len(windows) == 1
    assert windows[0].text


def test_items_of_a_list_stand_behind_the_sentence_that_introduces_it() -> None:
    items = [Block("list_item", f"Punkt {number} mit sechs weiteren kurzen Wörtern", level=1) for number in range(8)]
    _, windows = _windows([Block("paragraph", "Das gehört in den Plan:"), *items], words=30)
    assert len(windows) > 1
    assert all(window.text.startswith("Das gehört in den Plan:") for window in windows)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(min_value=1, max_value=160), min_size=1, max_size=6), st.integers(min_value=5, max_value=80)
)
def test_windows_follow_each_other_and_leave_no_word_out(lengths: list[int], words: int) -> None:
    blocks = [Block("paragraph", " ".join(f"w{number}" for number in range(length)) + ".") for length in lengths]
    text, windows = _windows(blocks, words)
    assert all(first.end <= second.start for first, second in pairwise(windows))
    assert " ".join(text[window.start : window.end] for window in windows).split() == text.split()
