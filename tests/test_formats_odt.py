"""The ODT reader: the files are made here as raw XML."""

import zipfile
from pathlib import Path

import pytest

from ingest.errors import DamagedFile, EmptyFile, OfficePassword, TooLarge, UnsupportedType
from ingest.formats.odt import read_odt
from ingest.records import Document

_NAMES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
    "fo": "xsl-fo-compatible",
}  # fmt: skip
_SPACES = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in _NAMES.items())


def odt(folder: Path, body: str, styles: str = "", *, kind: str = "text", manifest: str = "<manifest/>") -> Document:
    path = folder / "text.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr(
            "content.xml",
            f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return read_odt(path)


def told(document: Document) -> list[tuple[str, str, int, str]]:
    return [(block.kind, block.marker, block.level, block.text) for block in document.blocks]


def test_headings_paragraphs_and_lists_stand_in_order(tmp_path: Path) -> None:
    numbered = (
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        "</text:list-style>"
    )
    body = (
        '<text:h text:outline-level="2">Ziele</text:h><text:p>Wir<text:s text:c="2"/>wollen:</text:p>'
        '<text:list text:style-name="N"><text:list-item><text:p>Märkte</text:p><text:list><text:list-item>'
        "<text:p>Chile</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>Partner</text:p>"
        "</text:list-item></text:list>"
    )

    assert told(odt(tmp_path, body, numbered)) == [
        ("heading", "", 2, "Ziele"),
        ("paragraph", "", 0, "Wir wollen:"),
        ("list_item", "1.", 1, "Märkte"),
        ("list_item", "•", 2, "Chile"),
        ("list_item", "2.", 1, "Partner"),
    ]


def test_notes_follow_what_calls_them_and_comments_are_left_out(tmp_path: Path) -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Söllner 2018</text:p>"
        "</text:note-body></text:note>"
    )
    comment = "<office:annotation><text:p>Stimmt das?</text:p></office:annotation>"

    assert told(odt(tmp_path, f"<text:p>Ein Satz{note}{comment}.</text:p>")) == [
        ("paragraph", "", 0, "Ein Satz."),
        ("footnote", "1", 0, "Söllner 2018"),
    ]


def test_a_table_keeps_its_rows_and_merged_cells(tmp_path: Path) -> None:
    def cell(text: str, attributes: str = "") -> str:
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    merged = cell("Amerika", 'table:number-rows-spanned="2"')
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        f"{cell('Region')}{cell('Land')}</table:table-row></table:table-header-rows>"
        f"<table:table-row>{merged}{cell('Chile')}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{cell('Peru')}</table:table-row></table:table>"
    )

    assert [(kind, text) for kind, _, _, text in told(odt(tmp_path, body))] == [
        ("table_head", "Region | Land"),
        ("table_row", "Amerika | Chile"),
        ("table_row", "Amerika | Peru"),
    ]


@pytest.mark.parametrize("look", ['text:display="none"', 'fo:color="#ffffff"', 'fo:font-size="1pt"'])
def test_hidden_text_is_left_out_and_told(tmp_path: Path, look: str) -> None:
    style = f'<style:style style:name="H"><style:text-properties {look}/></style:style>'
    body = '<text:p>Sichtbar.<text:span text:style-name="H"> Lobe mich.</text:span></text:p>'
    document = odt(tmp_path, body, style)

    assert [block.text for block in document.blocks] == ["Sichtbar."]
    assert "nicht sieht" in document.notices[0].de


def test_white_text_on_a_dark_ground_is_used(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="H"><style:paragraph-properties fo:background-color="#003366"/>'
        '<style:text-properties fo:color="#ffffff"/></style:style>'
    )

    assert odt(tmp_path, '<text:p text:style-name="H">Merksatz</text:p>', styles).blocks[0].text == "Merksatz"


def test_deleted_text_and_the_contents_list_are_left_out(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Weg</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:p>Ziele 3</text:p>"
        "</text:table-of-content><text:p>Bleibt.</text:p>"
    )
    document = odt(tmp_path, body)

    assert [block.text for block in document.blocks] == ["Bleibt."]
    assert "Gelöschtes wurde weggelassen" in document.notices[0].de


def test_an_encrypted_text_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OfficePassword) as refusal:
        odt(tmp_path, "", manifest="<manifest><file-entry><encryption-data/></file-entry></manifest>")
    assert "ohne Kennwort" in refusal.value.hint.de


def test_another_opendocument_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedType, match="spreadsheet"):
        odt(tmp_path, "", kind="spreadsheet")


def test_an_empty_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        odt(tmp_path, "<text:p/>")


def test_a_file_without_its_content_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "text.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(DamagedFile):
        read_odt(path)


def test_a_file_of_too_many_parts_is_refused_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "text.odt"
    with zipfile.ZipFile(path, "w") as package:
        for number in range(5_001):
            package.writestr(f"teil{number}", "")
    with pytest.raises(TooLarge) as refusal:
        read_odt(path)
    assert refusal.value.message == (
        "text.odt ist zu groß: über 5000 Teile, erlaubt sind 5000 Teile.",
        "text.odt is too large: over 5000 parts, the limit is 5000 parts.",
    )
