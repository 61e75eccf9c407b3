"""The three real PDF files of the shared material, as a cluster agency has them on disk. Skipped where it is absent."""

import os
from functools import cache
from pathlib import Path

import pytest

from ingest.errors import NoText, PasswordNeeded
from ingest.formats.pdf import read_pdf
from ingest.records import Block, Document

SHARED = Path(os.environ.get("CLUSTERKOMPASS_SHARED", Path(__file__).parents[2] / "shared"))
OFFICE = SHARED / "sources" / "office"
GUIDELINE = "interspin-leitfaden-internationalisierungsstrategie.pdf"
WORKSHOP = "workshop-clustermanagement-basel-2014.pdf"
ARTICLE = "behr-2020-internationalisierung-cluster-esw.pdf"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not OFFICE.is_dir(), reason="the shared material is not here"),
]


@cache
def read(name: str) -> Document:
    return read_pdf(OFFICE / name)


def of_kind(name: str, kind: str) -> list[Block]:
    return [block for block in read(name).blocks if block.kind == kind]


def test_the_guideline_has_its_chapters_with_numbers_and_levels() -> None:
    chapters = [
        (block.level, block.text.split()[0]) for block in of_kind(GUIDELINE, "heading") if block.text[0].isdigit()
    ]

    assert chapters == [
        (1, "1"), (1, "2"), (1, "3"), (2, "3.1"), (2, "3.2"), (2, "3.3"), (2, "3.4"), (2, "3.5"), (2, "3.6"),
        (2, "3.7"), (2, "3.8"), (2, "3.9"), (1, "4"), (2, "4.1"), (2, "4.2"), (2, "4.3"), (1, "5"), (2, "5.1"),
        (2, "5.2"), (2, "5.3"), (1, "6"), (2, "6.1"), (2, "6.2"), (1, "7"), (1, "8"), (1, "9"), (1, "10"),
    ]  # fmt: skip


def test_the_guideline_s_pages_carry_their_printed_labels() -> None:
    labels = {block.page: block.page_label for block in read(GUIDELINE).blocks}

    assert (labels[1], labels[2], labels[4], labels[32]) == ("Titel", "ii", "1", "29")


def test_the_guideline_s_checklist_has_nineteen_numbered_items() -> None:
    markers = [block.marker for block in of_kind(GUIDELINE, "list_item") if block.page in (30, 31)]

    assert markers == [f"{number}." for number in range(1, 20)]


def test_the_guideline_s_check_mark_groups_hold_their_bullets() -> None:
    page = [block for block in of_kind(GUIDELINE, "list_item") if block.page == 16]

    assert [(block.marker, block.text) for block in page if block.level == 1] == [
        ("✓", "Partnercluster/-netzwerke allgemein"),
        ("✓", "Struktur der Partnercluster/-netzwerke"),
    ]
    assert {block.marker for block in page if block.level == 2} == {"-"}
    assert page[1].text == "Interesse an und Bereitschaft für Kooperation"


def test_the_guideline_s_pull_quotes_stand_behind_a_whole_paragraph() -> None:
    blocks = read(GUIDELINE).blocks
    quotes = [at for at, block in enumerate(blocks) if block.kind == "pull_quote"]

    assert [blocks[at].page for at in quotes] == [5, 14, 22, 29]
    assert blocks[quotes[0] - 1].text.endswith("8, 11].")


def test_the_guideline_s_tables_have_captions_and_two_columns() -> None:
    blocks = read(GUIDELINE).blocks
    heads = [at for at, block in enumerate(blocks) if block.kind == "table_head"]

    assert [blocks[at - 1].text[:6] for at in heads] == ["Tab. 1", "Tab. 2", "Tab. 3"]
    assert {len(block.cells) for block in blocks if block.kind == "table_row"} == {2}


def test_the_guideline_s_footnotes_follow_their_calls() -> None:
    assert [(block.page, block.marker) for block in of_kind(GUIDELINE, "footnote")] == [
        (19, "1"), (19, "2"), (22, "3"), (26, "4"),
    ]  # fmt: skip


def test_the_guideline_s_running_heads_and_contents_do_not_come_out() -> None:
    texts = [block.text for block in read(GUIDELINE).blocks]

    assert not [text for text in texts if "InterSpiN-Leitfaden" in text or "...." in text]
    assert 3 not in {block.page for block in read(GUIDELINE).blocks}


def test_the_guideline_says_who_wrote_it() -> None:
    details = read(GUIDELINE).details

    assert details.authors == ("Cathrin Söllner", "Jana Wiese", "Nele Wiesner")
    assert details.year == 2018
    assert details.title.startswith("Leitfaden zur Entwicklung einer Internationalisierungsstrategie")


def test_the_workshop_has_ten_tables_with_four_columns() -> None:
    heads = of_kind(WORKSHOP, "table_head")

    assert [block.text.split(":")[0] for block in heads] == [f"Tätigkeitsfeld {number}" for number in range(1, 11)]
    assert {block.cells[1:] for block in heads} == {("DE", "FR", "CH")}
    assert len(of_kind(WORKSHOP, "table_row")) == 61


def test_the_workshop_s_tables_go_on_over_page_ends() -> None:
    tables: list[list[int]] = []
    for block in read(WORKSHOP).blocks:
        if block.kind == "table_head":
            tables.append([])
        elif block.kind == "table_row":
            tables[-1].append(block.page or 0)

    assert [len(rows) for rows in tables] == [5, 6, 7, 8, 9, 8, 4, 5, 4, 5]
    assert [number for number, rows in enumerate(tables, 1) if len(set(rows)) == 2] == [3, 6]


def test_the_workshop_s_marks_are_exact() -> None:
    rows = {block.cells[0].split(" ", 1)[0]: block.cells[1:] for block in of_kind(WORKSHOP, "table_row")[:5]}

    assert rows["3."] == ("--", "++", "+")
    assert rows["4."] == ("+", "+", "--")


def test_the_workshop_opens_with_only_an_owner_password() -> None:
    locked = read("workshop-clustermanagement-basel-2014-nur-besitzerkennwort.pdf")

    assert [block.text for block in locked.blocks] == [block.text for block in read(WORKSHOP).blocks]


def test_the_locked_workshop_opens_with_its_password() -> None:
    path = OFFICE / "workshop-clustermanagement-basel-2014-kennwort.pdf"

    with pytest.raises(PasswordNeeded):
        read_pdf(path)
    assert len(read_pdf(path, password="cluster").blocks) == len(read(WORKSHOP).blocks)


def test_the_article_s_footnotes_are_all_there_in_order() -> None:
    assert [block.marker for block in of_kind(ARTICLE, "footnote")] == [str(number) for number in range(1, 59)]


def test_the_article_s_paragraphs_go_on_over_columns() -> None:
    begun_small = [block.text[:40] for block in of_kind(ARTICLE, "paragraph") if block.text[0].islower()]

    assert begun_small == []
    assert not [block.text for block in of_kind(ARTICLE, "paragraph") if block.text.endswith("-")]


def test_the_article_s_labels_are_those_of_the_journal() -> None:
    labels = [block.page_label for block in read(ARTICLE).blocks]

    assert sorted(set(labels)) == [str(number) for number in range(57, 70)]


def test_the_scan_is_refused() -> None:
    with pytest.raises(NoText):
        read_pdf(OFFICE / "interspin-leitfaden-scan.pdf")
