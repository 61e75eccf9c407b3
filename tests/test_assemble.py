"""From blocks to the stored text, and units that can be understood alone."""

import time

import pytest

from ingest.assemble import assemble, split_sentences
from ingest.records import Block, Unit


def _only(units: tuple[Unit, ...], kind: str) -> list[Unit]:
    return [unit for unit in units if unit.kind == kind]


def test_each_unit_is_its_piece_of_the_stored_text() -> None:
    text, units = assemble(
        [
            Block("heading", "Ziele", level=1),
            Block("paragraph", "Ein Satz."),
            Block("list_item", "erstens", level=1, marker="-"),
            Block("list_item", "zweitens", level=1, marker="2."),
        ]
    )
    assert text == "Ziele\n\nEin Satz.\n\nerstens\n2. zweitens"
    assert [text[unit.start : unit.end] for unit in units] == [unit.text for unit in units]


def test_blocks_without_text_leave_no_trace() -> None:
    assert assemble([Block("paragraph", ""), Block("paragraph", "a"), Block("table_row", "")])[0] == "a"


def test_nothing_gives_an_empty_text() -> None:
    assert assemble([]) == ("", ())


def test_the_heading_path_follows_levels_and_forgets_siblings() -> None:
    _, units = assemble(
        [
            Block("heading", "A", level=1),
            Block("heading", "A.1", level=2),
            Block("paragraph", "im Unterkapitel"),
            Block("heading", "A.2", level=2),
            Block("paragraph", "im nächsten"),
            Block("heading", "B", level=1),
            Block("paragraph", "im zweiten"),
        ]
    )
    assert [unit.heading_path for unit in _only(units, "paragraph")] == [("A", "A.1"), ("A", "A.2"), ("B",)]


def test_a_list_item_knows_the_sentence_that_introduces_it() -> None:
    _, units = assemble(
        [
            Block("paragraph", "Davor steht etwas anderes. Eine Strategie enthält:"),
            Block("list_item", "Ziele", level=1),
            Block("list_item", "Märkte", level=1),
        ]
    )
    assert [unit.lead for unit in _only(units, "list_item")] == ["Eine Strategie enthält:"] * 2


def test_a_nested_list_item_knows_the_item_above_it() -> None:
    _, units = assemble(
        [
            Block("paragraph", "Es gibt:"),
            Block("list_item", "Märkte", level=1),
            Block("list_item", "Asien", level=2),
            Block("list_item", "Partner", level=1),
            Block("list_item", "Hochschulen", level=2),
        ]
    )
    leads = {unit.text: unit.lead for unit in _only(units, "list_item")}
    assert leads == {
        "Märkte": "Es gibt:",
        "Asien": "Es gibt: Märkte",
        "Partner": "Es gibt:",
        "Hochschulen": "Es gibt: Partner",
    }


def test_a_heading_ends_what_introduces_a_list() -> None:
    _, units = assemble([Block("paragraph", "Es gibt:"), Block("heading", "Neu", level=1), Block("list_item", "x")])
    assert _only(units, "list_item")[0].lead == ""


def test_a_table_row_knows_its_columns_and_caption() -> None:
    _, units = assemble(
        [
            Block("caption", "Tabelle 1: Märkte"),
            Block("table_head", "Land | Note", cells=("Land", "Note")),
            Block("table_row", "Japan | ++", cells=("Japan", "++")),
            Block("paragraph", "Danach."),
            Block("table_row", "ohne | Kopf", cells=("ohne", "Kopf")),
        ]
    )
    first, second = _only(units, "table_row")
    assert (first.columns, first.caption) == (("Land", "Note"), "Tabelle 1: Märkte")
    assert (second.columns, second.caption) == ((), "")


@pytest.mark.parametrize(
    ("marker", "lead"),
    [
        ("1", "Der erste Satz."),
        ("12", "Der zweite nennt Japan."),
        ("3", "Im dritten steht Korea3 mitten im Satz."),
        ("9", "Im dritten steht Korea3 mitten im Satz."),  # called nowhere: the last sentence
    ],
)
def test_a_footnote_knows_the_sentence_that_calls_it(marker: str, lead: str) -> None:
    caller = "Der erste Satz.1 Der zweite nennt Japan.12 Im dritten steht Korea3 mitten im Satz."
    text, units = assemble([Block("paragraph", caller), Block("footnote", "Quelle.", marker=marker)])
    assert units[-1].lead == lead
    assert text.endswith(f"{marker} Quelle.")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ein Satz. Noch einer!", ["Ein Satz.", "Noch einer!"]),
        ("Im 21. Jahrhundert ist das so. Ja.", ["Im 21. Jahrhundert ist das so.", "Ja."]),
        ("Das gilt z. B. für Messen. Gut.", ["Das gilt z. B. für Messen.", "Gut."]),
        ("Rund 5 Mio. Euro flossen. Gut.", ["Rund 5 Mio. Euro flossen.", "Gut."]),
        ("Das wurde festgelegt.2 Die Ziele stehen fest.11", ["Das wurde festgelegt.", "Die Ziele stehen fest."]),
        ("", []),
        ("   ", []),
        ("ohne Punkt", ["ohne Punkt"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_a_text_of_a_quarter_million_characters_is_split_in_a_second() -> None:
    text = "Dies ist ein Satz über Cluster und ihre Ziele im Ausland. " * 4000
    started = time.perf_counter()
    assert len(split_sentences(text)) == 4000
    assert time.perf_counter() - started < 1.0  # took 9 s when every sentence looked at all before it
