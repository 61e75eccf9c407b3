"""Markdown: its structure, its front matter, and whom a section follows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import EmptyFile
from ingest.formats.markdown import read_markdown
from ingest.records import Document, SourceDetails

Read = Callable[[str], Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_string(text: str) -> Document:
        path = tmp_path / "probe.md"
        path.write_bytes(text.encode())
        return read_markdown(path)

    return read_string


def _pairs(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def test_headings_have_their_level_and_the_first_is_the_title(read: Read) -> None:
    document = read("# Wege *nach* Norden\n\n## Ziele\n\nUnterstrichen\n---\n")
    assert [(block.level, block.text) for block in document.blocks] == [
        (1, "Wege nach Norden"),
        (2, "Ziele"),
        (2, "Unterstrichen"),
    ]
    assert document.details == SourceDetails(title="Wege nach Norden")


def test_a_wrapped_paragraph_is_one_line_without_links_addresses_and_images(read: Read) -> None:
    document = read(
        "Der [Verbund](https://example.org) plant ![Bild](x.png)\nInterna-\ntionales<sup>2</sup> und `Code`.\n"
    )
    assert _pairs(document) == [("paragraph", "Der Verbund plant Internationales2 und Code.")]


def test_lists_are_nested_and_keep_their_marks(read: Read) -> None:
    document = read("- a\n  - b\n    geht weiter\n- c\n\n3. drei\n4. vier\n   * tief\n")
    assert [(block.level, block.marker, block.text) for block in document.blocks] == [
        (1, "-", "a"),
        (2, "-", "b geht weiter"),
        (1, "-", "c"),
        (1, "3.", "drei"),
        (1, "4.", "vier"),
        (2, "*", "tief"),
    ]


def test_a_table_has_head_rows_and_the_caption_above_it(read: Read) -> None:
    document = read("Tab. 1: Einschätzung\n\n| Fertigkeit | DE |\n|---|---|\n| planen | ++ |\n| a\\|b<br>c | |\n")
    assert [(block.kind, block.cells or block.text) for block in document.blocks] == [
        ("caption", "Tab. 1: Einschätzung"),
        ("table_head", ("Fertigkeit", "DE")),
        ("table_row", ("planen", "++")),
        ("table_row", ("a|b c", "")),
    ]
    assert document.blocks[2].text == "planen | ++"


def test_footnotes_stand_behind_their_callers(read: Read) -> None:
    document = read("Eins[^a] hier.\n\nZwei[^2] dort.\n\n[^2]: Note zwei.\n[^a]: Note *eins*.\n")
    assert [(block.kind, block.marker, block.text) for block in document.blocks] == [
        ("paragraph", "", "Eins hier."),
        ("footnote", "a", "Note eins."),
        ("paragraph", "", "Zwei dort."),
        ("footnote", "2", "Note zwei."),
    ]


def test_a_block_quote_with_a_speaker_is_a_pull_quote(read: Read) -> None:
    document = read("> „Wir wollen sichtbar sein.“\n> (eine Managerin)\n\n> Nur ein Hinweis.\n")
    assert _pairs(document) == [
        ("pull_quote", "„Wir wollen sichtbar sein.“ (eine Managerin)"),
        ("paragraph", "Nur ein Hinweis."),
    ]


def test_code_and_html_keep_their_words_and_scripts_go(read: Read) -> None:
    document = read(
        "```\nx =  1\n```\n\n<div>Ein <b>Wort</b></div>\n\n<script>\nalert(1)\n</script>\n\n<!-- still -->\n"
    )
    assert _pairs(document) == [("paragraph", "x = 1"), ("paragraph", "Ein Wort")]


def test_an_html_table_is_a_table(read: Read) -> None:
    document = read("<table><tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td>2</td></tr></table>\n")
    assert [(block.kind, block.cells) for block in document.blocks] == [
        ("table_head", ("A", "B")),
        ("table_row", ("1", "2")),
    ]


def test_a_comment_below_a_heading_says_whom_the_section_and_those_below_it_follow(read: Read) -> None:
    document = read(
        "# Titel\n\nFrei.\n\n## Ziele\n<!-- nach: Nord/Süd (2018), Kap. 3.2 -->\n\nText.\n\n### Unterziele\n\n"
        "- Punkt\n\n### Anderes\n<!-- after: West (2020) -->\nText.\n\n## Schluss\n\nFrei.\n"
    )
    assert [(block.text, block.attribution) for block in document.blocks] == [
        ("Titel", ""),
        ("Frei.", ""),
        ("Ziele", "Nord/Süd (2018), Kap. 3.2"),
        ("Text.", "Nord/Süd (2018), Kap. 3.2"),
        ("Unterziele", "Nord/Süd (2018), Kap. 3.2"),
        ("Punkt", "Nord/Süd (2018), Kap. 3.2"),
        ("Anderes", "West (2020)"),
        ("Text.", "West (2020)"),
        ("Schluss", ""),
        ("Frei.", ""),
    ]


def test_a_comment_at_the_top_applies_where_no_other_does(read: Read) -> None:
    document = read("<!-- nach: Ost (2010) -->\n\n# A\n\n# B\n<!-- nach: West (2020) -->\n\n# C\n")
    assert [block.attribution for block in document.blocks] == ["Ost (2010)", "West (2020)", "Ost (2010)"]


def test_front_matter_gives_details(read: Read) -> None:
    document = read(
        "---\ntitle: Wege\nauthors: [Ada Nord, Bo Süd]\npublisher: Verbund\nyear: 2018\nkind: guideline\nlanguage: de\n"
        "url: https://example.org\nlicence: CC BY\nvalid_until: 2027-01-31\ntags: [x]\n---\n\n# Anderer Titel\n"
    )
    assert document.details == SourceDetails(
        title="Wege",
        authors=("Ada Nord", "Bo Süd"),
        publisher="Verbund",
        year=2018,
        kind="guideline",
        language="de",
        url="https://example.org",
        licence="CC BY",
        valid_until="2027-01-31",
    )
    assert document.notices == ()


def test_a_wrong_value_in_the_front_matter_is_said_and_the_others_count(read: Read) -> None:
    document = read("---\nauthor: Ada Nord\nyear: bald\nkind: roman\n---\n\nText.\n")
    assert document.details == SourceDetails(authors=("Ada Nord",))
    assert ["„year“" in document.notices[0].de, '"kind"' in document.notices[1].en] == [True, True]


def test_front_matter_that_is_no_yaml_is_said(read: Read) -> None:
    document = read("---\ntitle: [offen\n---\n\nText.\n")
    assert (len(document.notices), _pairs(document)) == (1, [("paragraph", "Text.")])


def test_a_rule_at_the_top_is_no_front_matter(read: Read) -> None:
    document = read("---\nHinweis: Das ist Text.\n\n---\n")
    assert _pairs(document) == [("paragraph", "Hinweis: Das ist Text.")]


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- nur ein Kommentar -->\n", "![nur ein Bild](a.png)\n"])
def test_a_file_that_shows_no_text_is_empty(read: Read, text: str) -> None:
    with pytest.raises(EmptyFile):
        read(text)
