"""Plain text as people have it on disk: what is a heading, a paragraph, a list, a table, a footnote."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clean import join_lines, normalise
from ingest.errors import EmptyFile, TooLarge, UnsupportedType
from ingest.formats.text import read_text
from ingest.formats.text_lines import join_text
from ingest.records import Block, BlockKind, Document

_PARAGRAPH = (
    "Der Verbund hat im vergangenen Jahr drei Reisen nach Norden unternommen und dabei viele Betriebe besucht, die "
    "selbst Partner suchen. Daraus sind zwei Vorhaben entstanden."
)

Read = Callable[[str], Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_string(text: str) -> Document:
        path = tmp_path / "probe.txt"
        path.write_bytes(text.encode())
        return read_text(path)

    return read_string


def _texts(document: Document, kind: BlockKind) -> list[str]:
    return [block.text for block in document.blocks if block.kind == kind]


def _outline(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in document.blocks if block.kind == "heading"]


def _kinds(document: Document) -> list[BlockKind]:
    return [block.kind for block in document.blocks]


# Paragraphs


def test_each_long_line_is_a_paragraph(read: Read) -> None:
    document = read(f"{_PARAGRAPH}\n{_PARAGRAPH}\n")
    assert _texts(document, "paragraph") == [_PARAGRAPH, _PARAGRAPH]


def test_wrapped_lines_become_one_paragraph_and_broken_words_are_joined(read: Read) -> None:
    document = read(
        "Der Verbund hat im vergangenen Jahr drei Reisen nach Norden unter-\n"
        "nommen und dabei viele Betriebe besucht, die selbst Partner suchen\n"
        "und ihre Forschungs- und Entwicklungsarbeit öffnen wollen.\n"
        "\n"
        "Daraus sind zwei Vorhaben entstanden, die im nächsten Jahr mit dem\n"
        "Geld des Landes beginnen sollen und drei Jahre dauern.\n"
    )
    assert _texts(document, "paragraph") == [
        "Der Verbund hat im vergangenen Jahr drei Reisen nach Norden unternommen und dabei viele Betriebe besucht, "
        "die selbst Partner suchen und ihre Forschungs- und Entwicklungsarbeit öffnen wollen.",
        "Daraus sind zwei Vorhaben entstanden, die im nächsten Jahr mit dem Geld des Landes beginnen sollen und drei "
        "Jahre dauern.",
    ]


def test_a_blank_line_inside_a_sentence_does_not_end_the_paragraph(read: Read) -> None:
    document = read(f"{_PARAGRAPH} Sie sind mit den Mitgliedern\n\nabgestimmt worden. {_PARAGRAPH}\n")
    assert _texts(document, "paragraph") == [
        f"{_PARAGRAPH} Sie sind mit den Mitgliedern abgestimmt worden. {_PARAGRAPH}"
    ]


def test_form_feeds_count_pages_and_a_sentence_goes_on_over_them(read: Read) -> None:
    document = read(f"{_PARAGRAPH} Sie sind mit den\n\fMitgliedern abgestimmt. {_PARAGRAPH}\n\n{_PARAGRAPH}\n")
    assert document.pages == 2
    assert [block.page for block in document.blocks] == [1, 2]


def test_a_text_without_form_feeds_has_no_pages(read: Read) -> None:
    document = read(_PARAGRAPH)
    assert (document.pages, document.blocks[0].page) == (0, None)


def test_halves_with_a_page_number_between_them_stay_apart(read: Read) -> None:
    document = read(f"{_PARAGRAPH} Sie sind mit den\n\n7\n\nMitgliedern abgestimmt.\n\n8\n\n{_PARAGRAPH}\n")
    assert _texts(document, "paragraph") == [f"{_PARAGRAPH} Sie sind mit den", "Mitgliedern abgestimmt.", _PARAGRAPH]


def test_the_short_lines_of_an_address_are_one_paragraph(read: Read) -> None:
    document = read(f"{_PARAGRAPH}\n\nVerbund Nord\nHafenstraße 1\n12345 Hafen\n+ 49 1 22\n")
    assert _texts(document, "paragraph") == [_PARAGRAPH, "Verbund Nord Hafenstraße 1 12345 Hafen + 49 1 22"]


def test_markup_goes_and_words_stay(read: Read) -> None:
    document = read("Ein **fetter** und *schräger* Text<sup>1</sup> mit <b>Tags</b>, ![Bild](b.png)snake_case_name.\n")
    assert document.blocks[0].text == "Ein fetter und schräger Text1 mit Tags, snake_case_name."


def test_a_gender_star_is_no_emphasis(read: Read) -> None:
    document = read("Die Mitarbeiter*innen und Partner*innen kommen.\n")
    assert document.blocks[0].text == "Die Mitarbeiter*innen und Partner*innen kommen."


def test_a_link_keeps_its_address_so_that_the_sentence_is_found_in_the_file(read: Read) -> None:
    document = read("Mehr steht auf [der Seite](https://example.org/a) des Verbunds.\n")
    assert document.blocks[0].text == "Mehr steht auf der Seite (https://example.org/a) des Verbunds."


def test_a_quotation_and_its_speaker_are_a_pull_quote(read: Read) -> None:
    document = read(f"{_PARAGRAPH}\n\n„Wir wollen sichtbar sein.“\n(eine Managerin)\n\n{_PARAGRAPH}\n")
    assert _texts(document, "pull_quote") == ["„Wir wollen sichtbar sein.“ (eine Managerin)"]


# Headings


def test_hashes_make_headings_with_their_level(read: Read) -> None:
    document = read(f"# Bericht\n\n## Ziele\n\n{_PARAGRAPH}\n\n### *These 1: Es geht*\n\n{_PARAGRAPH}\n")
    assert _outline(document) == [(1, "Bericht"), (2, "Ziele"), (3, "These 1: Es geht")]


def test_lines_in_italics_are_headings_beside_those_in_italics_with_hashes(read: Read) -> None:
    document = read(f"## Ziele\n\n### *These 1: Es geht*\n\n{_PARAGRAPH}\n\n*These 2: Es geht nicht*\n\n{_PARAGRAPH}\n")
    assert _outline(document) == [(2, "Ziele"), (3, "These 1: Es geht"), (3, "These 2: Es geht nicht")]


def test_numbered_headings_have_the_level_of_their_number(read: Read) -> None:
    document = read(
        f"1 Einleitung\n\n{_PARAGRAPH}\n\n2 Partner\n\n2.1 Auswahl\n\n{_PARAGRAPH}\n\n2.2. Austausch\n\n{_PARAGRAPH}\n"
    )
    assert _outline(document) == [(1, "1 Einleitung"), (1, "2 Partner"), (2, "2.1 Auswahl"), (2, "2.2. Austausch")]


def test_a_numbered_heading_in_wrapped_text_may_go_on_in_the_next_line(read: Read) -> None:
    body = "Der Verbund hat im vergangenen Jahr drei Reisen unternommen und dabei\nviele Betriebe besucht.\n"
    document = read(
        f"{body}{body}{body}\n1. Anfang\n\n{body}\n"
        f"2. Was die Reisen den beteiligten Betrieben im Norden gebracht haben und wei-\n     terhin bringen\n\n{body}"
    )
    assert _outline(document) == [
        (1, "1. Anfang"),
        (1, "2. Was die Reisen den beteiligten Betrieben im Norden gebracht haben und weiterhin bringen"),
    ]


def test_items_of_a_numbered_list_are_no_headings(read: Read) -> None:
    document = read(f"1 Checkliste\n\n1. Bedarf klären\n2. Partner suchen\n3. Geld finden\n\n2 Fazit\n\n{_PARAGRAPH}\n")
    assert _outline(document) == [(1, "1 Checkliste"), (1, "2 Fazit")]
    assert _texts(document, "list_item") == ["Bedarf klären", "Partner suchen", "Geld finden"]


def test_a_short_line_above_a_paragraph_is_a_heading_below_the_title(read: Read) -> None:
    document = read(
        f"Neue Wege zu Partnern im Norden\n\n{_PARAGRAPH}\n\nErfahrungen anderer nutzen\n{_PARAGRAPH}\n\n"
        "Literatur\n\nX.\n"
    )
    assert _outline(document) == [
        (1, "Neue Wege zu Partnern im Norden"),
        (2, "Erfahrungen anderer nutzen"),
        (2, "Literatur"),
    ]
    assert document.details.title == "Neue Wege zu Partnern im Norden"


def test_the_first_half_of_a_torn_sentence_is_no_heading(read: Read) -> None:
    document = read(f"{_PARAGRAPH}\n\nFahrt noch mehr Betriebe\n\neingeladen, wie es hieß. {_PARAGRAPH}\n")
    assert "heading" not in _kinds(document)


def test_a_block_of_comment_lines_is_no_heading(read: Read) -> None:
    assert "heading" not in _kinds(read("# Licence of this file\n# is given below\n# and elsewhere\n\nkey = value\n"))


# Furniture


def test_a_contents_list_goes(read: Read) -> None:
    document = read(
        f"Inhalt\n\n1\tZiele.....\t3\n2\tPartner\t4\n2.1\tAuswahl.....\t4\n\n1 Ziele\n\n{_PARAGRAPH}\n\n2 Partner\n\n"
        f"2.1 Auswahl\n\n{_PARAGRAPH}\n"
    )
    assert _kinds(document) == ["heading", "paragraph", "heading", "heading", "paragraph"]


def test_running_heads_go(read: Read) -> None:
    page = f"Bericht des Verbunds\n\n{_PARAGRAPH}\n\nSeite {{}}\n"
    document = read("\f".join(page.format(number) for number in (1, 2, 3, 4)))
    assert {block.text for block in document.blocks} == {_PARAGRAPH}


# Lists


def test_items_below_another_mark_are_a_level_deeper(read: Read) -> None:
    document = read("✓ **Technik**\n\n- gleiches Niveau\n - Schwerpunkte\n- ✓ **Markt**\n - Größe\n")
    assert [(block.level, block.marker, block.text) for block in document.blocks] == [
        (1, "✓", "Technik"),
        (2, "-", "gleiches Niveau"),
        (2, "-", "Schwerpunkte"),
        (1, "✓", "Markt"),
        (2, "-", "Größe"),
    ]


def test_items_are_nested_by_indentation(read: Read) -> None:
    document = read("* a\n  * b\n    * c\n* d\n")
    assert [(block.level, block.text) for block in document.blocks] == [(1, "a"), (2, "b"), (3, "c"), (1, "d")]


def test_an_item_goes_on_in_indented_lines(read: Read) -> None:
    document = read("- Austausch mit Part-\n  nern im Ausland\n- Messen\nDanach folgt Text.\n")
    assert _texts(document, "list_item") == ["Austausch mit Partnern im Ausland", "Messen"]
    assert _texts(document, "paragraph") == ["Danach folgt Text."]


def test_numbers_stay_as_marks_over_a_page_break(read: Read) -> None:
    document = read("9. Neun fehlt hier.\n\n1. Bedarf\n2. Partner\n\n\n3. Geld\n")
    assert [(block.marker, block.text) for block in document.blocks if block.kind == "list_item"] == [
        ("1.", "Bedarf"),
        ("2.", "Partner"),
        ("3.", "Geld"),
    ]


def test_a_date_at_the_start_of_a_wrapped_line_is_no_item(read: Read) -> None:
    document = read(
        "Der Verbund hat im vergangenen Jahr drei Reisen unternommen und am\n"
        "1. Mai dabei viele Betriebe besucht, die selbst Partner suchen und\n"
        "– so hieß es – ihre Entwicklungsarbeit öffnen wollen.\n"
    )
    assert _kinds(document) == ["paragraph"]


# Tables


def test_tabs_make_a_table_with_a_caption_and_empty_cells(read: Read) -> None:
    document = read(
        "Tab. 1 Mögliche Studien\n\nAnalysen\tStudien\nMarkt\ttechnische\nBedarf\t\n\tUmfeld\n\nQuelle: selbst\n"
    )
    assert [(block.kind, block.cells or block.text) for block in document.blocks] == [
        ("caption", "Tab. 1 Mögliche Studien"),
        ("table_head", ("Analysen", "Studien")),
        ("table_row", ("Markt", "technische")),
        ("table_row", ("Bedarf", "")),
        ("table_row", ("", "Umfeld")),
        ("paragraph", "Quelle: selbst"),
    ]


def test_tables_that_follow_each_other_have_their_own_heads(read: Read) -> None:
    document = read(
        "<b>Feld 1</b>\t<b>DE</b>\t<b>FR</b>\n1. Planen\t++\t--\n2. Prüfen\t+\t-\nFeld 2\tDE\tFR\n\n1. Werben\t-\t++\n"
    )
    assert [(block.kind, block.cells) for block in document.blocks] == [
        ("table_head", ("Feld 1", "DE", "FR")),
        ("table_row", ("1. Planen", "++", "--")),
        ("table_row", ("2. Prüfen", "+", "-")),
        ("table_head", ("Feld 2", "DE", "FR")),
        ("table_row", ("1. Werben", "-", "++")),
    ]
    assert document.blocks[1].text == "1. Planen | ++ | --"


def test_tags_in_a_cell_go_and_its_items_stay(read: Read) -> None:
    document = read(
        "Art\tInhalt\nStudie\t<ul><li>Markt</li><li>Recht</li></ul>\nBericht\t<ul style='x'> • eins • zwei\n"
    )
    assert [block.cells[1] for block in document.blocks] == ["Inhalt", "Markt; Recht", "• eins • zwei"]


def test_html_and_pipe_tables_are_tables(read: Read) -> None:
    html = read("<table><tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td>x<br>y</td></tr></table>\n")
    pipes = read("| A | B |\n|---|:-:|\n| 1 | x y |\n")
    assert [block.cells for block in html.blocks] == [("A", "B"), ("1", "x y")]
    assert [block.cells for block in pipes.blocks] == [("A", "B"), ("1", "x y")]


def test_aligned_columns_are_a_table(read: Read) -> None:
    document = read("Land         Reisen   Messen\nNorwegen     3        1\nFinnland     2        4\n")
    assert [block.cells for block in document.blocks] == [
        ("Land", "Reisen", "Messen"),
        ("Norwegen", "3", "1"),
        ("Finnland", "2", "4"),
    ]


def test_justified_text_is_no_table(read: Read) -> None:
    document = read(
        "An  der  Küste  wird  der  Fang jeden Morgen in den Hallen auf\n"
        "lange  Tische  gelegt  und  dort von Händlern gekauft, obwohl es\n"
        "nur noch wenige Boote gibt und das Wetter im Winter schlecht ist.\n"
    )
    assert _kinds(document) == ["paragraph"]


# Footnotes


def test_footnotes_stand_behind_the_block_that_calls_them(read: Read) -> None:
    document = read(
        "Verbünde sind ein Mittel der Politik.1 Sie öffnen Märkte und sie\n"
        "verbinden Betriebe über Grenzen hinweg, wie viele Arbeiten zeigen.\n"
        "\n"
        "Die Reisen nach Norden haben sich nach der Auffassung vieler sehr\n"
        "gelohnt2, auch wenn sie mehr gekostet haben als zuerst geplant war.\n"
        "\n"
        "1.\tVgl. Nord 2011.\n"
        "\n"
        "2.\tVgl. Süd 2012, S. 4.\n"
        " Danach beginnt die nächste Seite mit einem neuen Satz, der auch hier\n"
        "weit über die Zeile hinaus geht und dann endet.\n"
    )
    assert [(block.kind, block.marker) for block in document.blocks] == [
        ("paragraph", ""),
        ("footnote", "1"),
        ("paragraph", ""),
        ("footnote", "2"),
        ("paragraph", ""),
    ]
    assert _texts(document, "footnote") == ["Vgl. Nord 2011.", "Vgl. Süd 2012, S. 4."]


def test_halves_of_a_paragraph_with_a_footnote_between_them_stay_apart(read: Read) -> None:
    document = read(
        f"{_PARAGRAPH}<sup>1</sup> Gründe sind fehlendes Geld,\n\n---\n\n1. Siehe den Bericht.\n\n"
        f"Personal) und Zeit. {_PARAGRAPH}\n"
    )
    assert _kinds(document) == ["paragraph", "footnote", "paragraph"]
    assert document.blocks[2].text == f"Personal) und Zeit. {_PARAGRAPH}"


def test_a_heading_loses_the_raised_mark_of_its_footnote(read: Read) -> None:
    document = read(f"1 Ziele\n\n{_PARAGRAPH}\n\n2 Austausch¹\n\n{_PARAGRAPH}\n\n¹ Siehe dort.\n")
    assert [(block.kind, block.text) for block in document.blocks[2:4]] == [
        ("heading", "2 Austausch"),
        ("footnote", "Siehe dort."),
    ]


# Details and refusals


def test_labelled_lines_give_details(read: Read) -> None:
    document = read(f"Wege zu Partnern im Norden\n\nAutorin: Ada Nord, Bo Süd\nStand: Oktober 2018\n\n{_PARAGRAPH}\n")
    details = document.details
    assert (details.title, details.authors, details.year) == (
        "Wege zu Partnern im Norden",
        ("Ada Nord", "Bo Süd"),
        2018,
    )


def test_no_title_is_guessed(read: Read) -> None:
    assert read(f"Abstract\n\n{_PARAGRAPH}\n").details.title == ""


@pytest.mark.parametrize("content", [b"", b" \n\t\f\n", "\ufeff\n".encode()])
def test_a_file_without_text_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "leer.txt"
    path.write_bytes(content)
    with pytest.raises(EmptyFile):
        read_text(path)


def test_binary_data_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bild.txt"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(UnsupportedType):
        read_text(path)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"a\n" * 2_600_000)
    with pytest.raises(TooLarge):
        read_text(path)


# Nothing gets lost

_WORD = st.text("abcdefghijklmnopqrstuvwxyzäöü", min_size=2, max_size=12)
_SENTENCE = st.lists(_WORD, min_size=2, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")
_GROUP = st.one_of(
    st.lists(_SENTENCE, min_size=1, max_size=4).map(" ".join),
    st.lists(_SENTENCE, min_size=2, max_size=5).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(st.tuples(_WORD, _WORD), min_size=2, max_size=4).map(
        lambda rows: "\n".join("\t".join(row) for row in rows)
    ),
    _WORD.map(lambda word: f"## {word}"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_GROUP, min_size=1, max_size=8))
def test_no_word_of_a_text_gets_lost_or_moves(tmp_path: Path, groups: list[str]) -> None:
    path = tmp_path / "zufall.txt"
    text = "\n\n".join(groups)
    path.write_text(text, encoding="utf-8")
    read_words = [word for block in read_text(path).blocks for word in re.findall(r"\w+", block.text)]
    assert read_words == re.findall(r"\w+", text)


@given(st.lists(st.text("ab -ÄE", max_size=100), max_size=6))
def test_lines_are_joined_as_clean_joins_them(lines: list[str]) -> None:
    assert join_text(lines) == normalise(join_lines(lines))


# The five texts the product was conceived from


def _shared() -> Path:
    return Path(os.environ.get("CLUSTERKOMPASS_SHARED", Path(__file__).parents[2] / "shared")) / "sources" / "txt"


needs_shared = pytest.mark.skipif(not _shared().is_dir(), reason="the shared sources are not here")


def _fold(text: str) -> str:
    return re.sub(r"[^0-9a-zäöüßàâçèéêëîïôû+%€]", "", unicodedata.normalize("NFKC", text).lower().replace("\u00ad", ""))


def _shared_document(number: str) -> tuple[str, Document]:
    path = next(_shared().glob(f"{number}_*.txt"))
    return path.read_text(encoding="utf-8"), read_text(path)


def _quotable(document: Document) -> Iterator[Block]:
    return (block for block in document.blocks if block.kind not in ("table_head", "table_row"))


@needs_shared
@pytest.mark.parametrize("number", ["000", "001", "002", "004"])
def test_every_block_of_the_shared_texts_is_verbatim_in_its_file(number: str) -> None:
    text, document = _shared_document(number)
    folded = _fold(text)
    assert [block.text for block in _quotable(document) if _fold(block.text) not in folded] == []


@needs_shared
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("000", {"heading": 10, "list_item": 7}),
        ("001", {"heading": 4, "list_item": 5}),
        ("002", {"heading": 31, "list_item": 213, "table_head": 3, "table_row": 16, "footnote": 4, "pull_quote": 4}),
        ("003", {"heading": 26, "list_item": 2, "table_head": 10, "table_row": 61, "footnote": 2, "caption": 2}),
        ("004", {"heading": 13, "footnote": 58}),
    ],
)
def test_the_shared_texts_have_as_many_blocks_of_a_kind_as_a_reader_counts(
    number: str, expected: dict[BlockKind, int]
) -> None:
    _, document = _shared_document(number)
    assert {kind: _kinds(document).count(kind) for kind in expected} == expected


@needs_shared
def test_every_footnote_of_the_shared_essay_stands_behind_its_mark() -> None:
    _, document = _shared_document("004")
    caller = ""
    for block in document.blocks:
        if block.kind != "footnote":
            caller = block.text
        else:
            assert re.search(rf"\D{block.marker}(?!\d)", caller), block
    assert [block.marker for block in document.blocks if block.kind == "footnote"] == [str(n) for n in range(1, 59)]


@needs_shared
def test_the_ratings_of_the_shared_workshop_are_exact() -> None:
    text, document = _shared_document("003")
    rows = [line.split("\t") for line in text.split("\n") if line.count("\t") == 3]
    cells = [block.cells for block in document.blocks if block.kind in ("table_head", "table_row")]
    assert cells == [tuple(re.sub(r"</?b>", "", cell) for cell in row) for row in rows]
