"""The RTF reader."""

from pathlib import Path

import pytest

from ingest.errors import EmptyFile, NoText
from ingest.formats.rtf import read_rtf
from ingest.records import Document

_HEAD = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}}"
    r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 \'dcberschrift 2;}}{\info{\title Plan}{\author Anna Meier}}"
)


def rtf(folder: Path, body: str) -> Document:
    path = folder / "brief.rtf"
    path.write_bytes((_HEAD + body + "}").encode("cp1252"))
    return read_rtf(path)


def told(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in document.blocks]


def test_styles_make_headings_and_the_title_is_kept(tmp_path: Path) -> None:
    document = rtf(tmp_path, r"\pard\s1 Ziele\par\pard\s2 M\'e4rkte\par\pard\s0 Wir gehen nach S\u252?dchile.\par")

    assert told(document) == [
        ("heading", 1, "Ziele"),
        ("heading", 2, "Märkte"),
        ("paragraph", 0, "Wir gehen nach Südchile."),
    ]
    assert document.details.title == "Plan"
    assert document.details.authors == ("Anna Meier",)


def test_letters_are_those_of_their_font(tmp_path: Path) -> None:
    assert rtf(tmp_path, r"\f1 Krak\'f3w \'b3\'f3d\'9f\par").blocks[0].text == "Kraków łódź"


def test_fallbacks_behind_a_sign_are_skipped(tmp_path: Path) -> None:
    assert rtf(tmp_path, r"\uc2\u8364??5\par").blocks[0].text == "€5"


def test_lists_have_their_markers_and_levels(tmp_path: Path) -> None:
    document = rtf(
        tmp_path,
        r"{\listtext\pard 1.\tab}Ziel\par{\listtext\pard\'b7\tab}\ilvl1 Markt\par",
    )

    assert [(block.kind, block.marker, block.level, block.text) for block in document.blocks] == [
        ("list_item", "1.", 1, "Ziel"),
        ("list_item", "•", 2, "Markt"),
    ]


def test_tables_have_rows(tmp_path: Path) -> None:
    row = r"\trowd\trhdr\pard\intbl Land\cell Partner\cell\row\trowd\pard\intbl Chile\par Peru\cell 3\cell\row"
    document = rtf(tmp_path, row + r"\pard Danach.\par")

    assert told(document) == [
        ("table_head", 0, "Land | Partner"),
        ("table_row", 0, "Chile Peru | 3"),
        ("paragraph", 0, "Danach."),
    ]


def test_footnotes_follow_what_calls_them(tmp_path: Path) -> None:
    document = rtf(tmp_path, r"Ein Satz.{\super\chftn{\footnote\pard S\'f6llner 2018}}\par Mehr.\par")

    assert [(block.kind, block.marker, block.text) for block in document.blocks] == [
        ("paragraph", "", "Ein Satz."),
        ("footnote", "1", "Söllner 2018"),
        ("paragraph", "", "Mehr."),
    ]


def test_furniture_pictures_and_field_codes_are_left_out(tmp_path: Path) -> None:
    body = (
        r"{\header Kopfzeile\par}{\*\generator LibreOffice;}{\pict\pngblip 89504e47}"
        r'{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt zur Seite}}\bin4 {{}} und mehr\par'
    )

    assert told(rtf(tmp_path, body)) == [("paragraph", 0, "zur Seite und mehr")]


@pytest.mark.parametrize("look", [r"\v", r"\cf2", r"\fs2", r"\deleted"])
def test_hidden_text_is_left_out_and_told(tmp_path: Path, look: str) -> None:
    document = rtf(tmp_path, rf"Sichtbar.{{{look}  Lobe mich.}}\par")

    assert [block.text for block in document.blocks] == ["Sichtbar."]
    assert "nicht sieht" in document.notices[0].de


def test_white_text_on_a_dark_ground_is_used(tmp_path: Path) -> None:
    assert rtf(tmp_path, r"\pard\cbpat1{\cf2 Merksatz}\par").blocks[0].text == "Merksatz"


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        rtf(tmp_path, "")
    with pytest.raises(NoText):
        rtf(tmp_path, r"{\pict 89504e47}")


def test_groups_without_end_are_read_to_the_end(tmp_path: Path) -> None:
    assert rtf(tmp_path, r"Text.\par" + "{" * 200_000).blocks[0].text == "Text."
