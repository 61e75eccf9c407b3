"""The DOCX reader: every file is made here, most by python-docx, what it cannot make as raw XML."""

import os
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as DocxFile
from docx.oxml import OxmlElement, parse_xml

from ingest.errors import DamagedFile, EmptyFile, MissingPath, PasswordNeeded, TooLarge, UnsupportedType
from ingest.formats.docx import read_docx
from ingest.formats.docx_numbering import format_number
from ingest.records import Block, Document

SHARED = Path(os.environ.get("CLUSTERKOMPASS_SHARED", Path(__file__).parents[2] / "shared"))
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def raw(path: Path, body: str, **parts: str) -> Document:
    """Read a DOCX of a bare body and further parts ("numbering", "footnotes", ...), given as inner XML."""
    kinds = "".join(
        f'<Relationship Id="r{name}" Type="http://x/{name}" Target="{name}.xml"/>' for name in parts if name != "prolog"
    )
    relations = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{kinds}</Relationships>'
    )
    with zipfile.ZipFile(path / "raw.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        package.writestr("word/_rels/document.xml.rels", relations)
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{xml}</w:{name}>')
    return read_docx(path / "raw.docx")


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def saved(file: DocxFile, folder: Path) -> Document:
    file.save(str(folder / "file.docx"))
    return read_docx(folder / "file.docx")


def kinds_and_texts(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def of_kind(document: Document, kind: str) -> list[Block]:
    return [block for block in document.blocks if block.kind == kind]


# headings


def test_headings_keep_their_level_and_order(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_heading("Ziele", 1)
    file.add_paragraph("Der Cluster wächst.")
    file.add_heading("Partner", 2)
    blocks = saved(file, tmp_path).blocks
    assert [(b.kind, b.level, b.text) for b in blocks] == [
        ("heading", 1, "Ziele"),
        ("paragraph", 0, "Der Cluster wächst."),
        ("heading", 2, "Partner"),
    ]


def test_a_style_based_on_a_heading_is_a_heading(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Kapitel"/>'
        '<w:basedOn w:val="berschrift1"/></w:style>'
    )
    document = raw(tmp_path, p("Fazit", '<w:pStyle w:val="Eigene"/>') + p("Text."), styles=styles)
    assert (document.blocks[0].kind, document.blocks[0].level) == ("heading", 1)


def test_styles_based_on_each_other_end(tmp_path: Path) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    document = raw(tmp_path, p("Text.", '<w:pStyle w:val="A"/>'), styles=styles)
    assert kinds_and_texts(document) == [("paragraph", "Text.")]


HEADING_NUMBERS = (
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
)


def numbered_heading(text: str, level: int) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="{level}"/>')


def test_automatic_heading_numbers_stand_in_the_text(tmp_path: Path) -> None:
    body = "".join(numbered_heading(*pair) for pair in (("A", 0), ("B", 1), ("C", 1), ("D", 0), ("E", 1)))
    document = raw(tmp_path, body, numbering=HEADING_NUMBERS)
    assert [b.text for b in document.blocks] == ["1 A", "1.1 B", "1.2 C", "2 D", "2.1 E"]


def test_a_heading_without_number_between_numbered_ones_does_not_count(tmp_path: Path) -> None:
    plain = p("Vorwort", '<w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="0"/>')
    document = raw(tmp_path, plain + numbered_heading("Ziele", 0), numbering=HEADING_NUMBERS)
    assert [b.text for b in document.blocks] == ["Vorwort", "1 Ziele"]


def test_short_bold_lines_are_headings_where_no_style_says_so(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph().add_run("Wer wird gefördert?").bold = True
    file.add_paragraph("Cluster und Netzwerke.")
    assert kinds_and_texts(saved(file, tmp_path)) == [
        ("heading", "Wer wird gefördert?"),
        ("paragraph", "Cluster und Netzwerke."),
    ]


def test_bold_lines_stay_paragraphs_where_styles_name_headings(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_heading("Ziele", 1)
    file.add_paragraph().add_run("Wichtig").bold = True
    assert kinds_and_texts(saved(file, tmp_path))[1] == ("paragraph", "Wichtig")


@pytest.mark.parametrize(
    ("count", "style", "shown"),
    [
        (4, "lowerRoman", "iv"),
        (49, "upperRoman", "XLIX"),
        (27, "lowerLetter", "aa"),
        (7, "decimalZero", "07"),
        (3, "x", "3"),
    ],
)
def test_numbers_are_written_in_words_formats(count: int, style: str, shown: str) -> None:
    assert format_number(count, style) == shown


# lists


def test_list_items_have_marker_and_level(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("Erstens", style="List Number")
    file.add_paragraph("Zweitens", style="List Number")
    file.add_paragraph("darunter", style="List Bullet 2")
    items = of_kind(saved(file, tmp_path), "list_item")
    assert [(b.marker, b.level, b.text) for b in items] == [
        ("1.", 1, "Erstens"),
        ("2.", 1, "Zweitens"),
        ("•", 2, "darunter"),
    ]


def test_a_definition_that_starts_anew_counts_from_its_start(tmp_path: Path) -> None:
    numbering = HEADING_NUMBERS + (
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    body = p("a", item.format(3)) + p("b", item.format(4)) + p("c", item.format(4))
    assert [b.marker for b in raw(tmp_path, body, numbering=numbering).blocks] == ["1", "5", "6"]


def test_a_typed_bullet_makes_a_list_item(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("•\tMessen besuchen")
    block = saved(file, tmp_path).blocks[0]
    assert (block.kind, block.marker, block.text) == ("list_item", "•", "Messen besuchen")


# text


def test_hyphen_characters_are_read_as_word_shows_them(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>EU</w:t><w:noBreakHyphen/><w:t>Mit</w:t><w:softHyphen/><w:t>tel</w:t></w:r></w:p>"
    assert raw(tmp_path, body).blocks[0].text == "EU-Mittel"


def test_an_empty_line_inside_a_paragraph_parts_it(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>Eins</w:t><w:br/><w:t>zwei</w:t><w:br/><w:br/><w:t>Drei</w:t></w:r></w:p>"
    assert [b.text for b in raw(tmp_path, body).blocks] == ["Eins zwei", "Drei"]


def test_symbols_of_the_symbol_font_are_greek_letters(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/><w:t> = 5 %</w:t></w:r></w:p>'
    assert raw(tmp_path, body).blocks[0].text == "α = 5 %"


def test_a_drop_cap_belongs_to_its_word(tmp_path: Path) -> None:
    body = p("D", '<w:framePr w:dropCap="drop" w:lines="3"/>') + p("er Cluster wächst.")
    assert [b.text for b in raw(tmp_path, body).blocks] == ["Der Cluster wächst."]


def test_content_controls_give_their_text_but_not_their_prompts(tmp_path: Path) -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Ausgefüllt.')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Hier klicken')}</w:sdtContent></w:sdt>"
    )
    assert [b.text for b in raw(tmp_path, body).blocks] == ["Ausgefüllt."]


def test_inserted_text_is_kept_and_deleted_text_dropped_with_a_notice(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Die Frist endet am </w:t></w:r><w:del><w:r><w:delText>3.</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5.</w:t></w:r></w:ins><w:r><w:t> Mai.</w:t></w:r></w:p>"
    )
    document = raw(tmp_path, body)
    assert document.blocks[0].text == "Die Frist endet am 5. Mai."
    assert "Gelöschtes wurde weggelassen" in document.notices[0].de


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    body = p("Erster Teil ", "<w:rPr><w:del/></w:rPr>") + p("zweiter Teil.")
    assert [b.text for b in raw(tmp_path, body).blocks] == ["Erster Teil zweiter Teil."]


def test_a_plain_document_has_no_notices(tmp_path: Path) -> None:
    assert raw(tmp_path, p("Text.")).notices == ()


# contents list


def field(instruction: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_a_contents_field_and_its_title_are_left_out(tmp_path: Path) -> None:
    body = p("Inhalt") + f"<w:p>{field('TOC x', 'Ziele 3')}</w:p>" + p("Ziele")
    assert [b.text for b in raw(tmp_path, body).blocks] == ["Ziele"]


def test_a_contents_field_without_end_hides_nothing(tmp_path: Path) -> None:
    begin = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r></w:p>'
    assert [b.text for b in raw(tmp_path, begin + p("Ziele")).blocks] == ["Ziele"]


def test_other_fields_show_their_result(tmp_path: Path) -> None:
    assert raw(tmp_path, f"<w:p>{field('REF x', 'Kapitel 2')}</w:p>").blocks[0].text == "Kapitel 2"


# notes


NOTES = '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t> Vgl. Meier.</w:t></w:r></w:p></w:footnote>'
CALL = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def test_a_footnote_follows_the_block_that_calls_it(tmp_path: Path) -> None:
    body = f"<w:p><w:r><w:t>Cluster wachsen.</w:t></w:r>{CALL}</w:p>" + p("Danach.")
    document = raw(tmp_path, body, footnotes=NOTES)
    assert kinds_and_texts(document) == [
        ("paragraph", "Cluster wachsen."),
        ("footnote", "Vgl. Meier."),
        ("paragraph", "Danach."),
    ]
    assert document.blocks[1].marker == "1"


def test_a_footnote_in_a_table_follows_its_row(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r>{}</w:p></w:tc>"
    rows = [(("Land", ""), ("Zahl", "")), (("DE", ""), ("5", CALL)), (("FR", ""), ("6", ""))]
    table = "".join(f"<w:tr>{''.join(cell.format(*pair) for pair in row)}</w:tr>" for row in rows)
    document = raw(tmp_path, f"<w:tbl>{table}</w:tbl>", footnotes=NOTES)
    assert [b.kind for b in document.blocks] == ["table_head", "table_row", "footnote", "table_row"]


# tables


def table_of(file: DocxFile, rows: list[list[str]]) -> "docx.table.Table":
    table = file.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def test_a_table_with_a_marked_head_gives_head_and_rows(tmp_path: Path) -> None:
    file = docx.Document()
    table = table_of(file, [["Land", "Note"], ["DE", "++"], ["FR", "-"]])
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    blocks = saved(file, tmp_path).blocks
    assert [(b.kind, b.cells) for b in blocks] == [
        ("table_head", ("Land", "Note")),
        ("table_row", ("DE", "++")),
        ("table_row", ("FR", "-")),
    ]
    assert blocks[1].text == "DE | ++"


def test_a_bold_first_row_is_a_head(tmp_path: Path) -> None:
    file = docx.Document()
    table = table_of(file, [["", ""], ["Messe", "Basel"]])
    for cell, text in zip(table.rows[0].cells, ("Art", "Ort"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    assert [b.kind for b in saved(file, tmp_path).blocks] == ["table_head", "table_row"]


def test_two_columns_of_words_have_no_head(tmp_path: Path) -> None:
    file = docx.Document()
    table_of(file, [["Träger", "Verein"], ["Sitz", "Kehl"]])
    assert [b.kind for b in saved(file, tmp_path).blocks] == ["table_row", "table_row"]


def test_merged_cells_fill_all_their_places(tmp_path: Path) -> None:
    file = docx.Document()
    table = table_of(file, [["Art", "2020", "2021"], ["Messe", "1", "2"], ["", "3", "4"]])
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 1).text = "Jahre"
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    assert [b.cells for b in saved(file, tmp_path).blocks] == [
        ("Art", "Jahre", "Jahre"),
        ("Messe", "1", "2"),
        ("Messe", "3", "4"),
    ]


def test_a_table_of_one_row_is_layout(tmp_path: Path) -> None:
    file = docx.Document()
    table_of(file, [["Ministerium für Bildung", "Projektträger Jülich"]])
    assert [b.kind for b in saved(file, tmp_path).blocks] == ["paragraph", "paragraph"]


def test_a_caption_below_its_table_is_moved_above(tmp_path: Path) -> None:
    file = docx.Document()
    table_of(file, [["Land", "Wert"], ["DE", "5"], ["FR", "6"]])
    file.add_paragraph("Tabelle 1: Werte je Land", style="Caption")
    assert [b.kind for b in saved(file, tmp_path).blocks] == ["caption", "table_head", "table_row", "table_row"]


def test_a_caption_number_comes_from_its_field(tmp_path: Path) -> None:
    body = f"<w:p><w:r><w:t>Tab. </w:t></w:r>{field(' SEQ Tab. ', '4')}<w:r><w:t> Analysen</w:t></w:r></w:p>"
    assert kinds_and_texts(raw(tmp_path, body)) == [("caption", "Tab. 4 Analysen")]


# text boxes


BOX = (
    '<w:r xmlns:w="{w}"><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once_as_pull_quote_after_its_paragraph(tmp_path: Path) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("Der Bedarf wird erhoben.")
    inner = f"<w:txbxContent>{p('„Wir wollen wachsen.“')}{p('(ein Manager)')}</w:txbxContent>"
    paragraph._p.insert(0, parse_xml(BOX.format(w=W, box=inner)))
    assert kinds_and_texts(saved(file, tmp_path)) == [
        ("paragraph", "Der Bedarf wird erhoben."),
        ("pull_quote", "„Wir wollen wachsen.“ (ein Manager)"),
    ]


def test_a_frame_is_a_pull_quote_after_the_paragraph_it_stands_beside(tmp_path: Path) -> None:
    frame = '<w:framePr w:w="3400" w:wrap="around"/>'
    body = p("„Die Kleinen brauchen die Großen.“", frame) + p("(ein Manager)", frame) + p("Der Text läuft.")
    assert kinds_and_texts(raw(tmp_path, body)) == [
        ("paragraph", "Der Text läuft."),
        ("pull_quote", "„Die Kleinen brauchen die Großen.“ (ein Manager)"),
    ]


# details


def test_title_and_authors_come_from_the_properties_and_the_year_does_not(tmp_path: Path) -> None:
    file = docx.Document()
    file.core_properties.title = "Leitfaden"
    file.core_properties.author = "Anna Meier; Bernd Huber"
    file.add_paragraph("Text.")
    details = saved(file, tmp_path).details
    assert (details.title, details.authors, details.year) == ("Leitfaden", ("Anna Meier", "Bernd Huber"), None)


def test_one_author_with_a_comma_stays_one(tmp_path: Path) -> None:
    file = docx.Document()
    file.core_properties.author = "Meier, Anna"
    file.add_paragraph("Text.")
    assert saved(file, tmp_path).details.authors == ("Meier, Anna",)


def test_without_a_title_property_the_title_paragraph_counts(tmp_path: Path) -> None:
    file = docx.Document()
    file.core_properties.title = "Dokument1"
    file.add_paragraph("Strategie des Clusters", style="Title")
    file.add_paragraph("Text.")
    assert saved(file, tmp_path).details.title == "Strategie des Clusters"


# files that are refused


def test_an_encrypted_file_asks_for_a_password(tmp_path: Path) -> None:
    path = tmp_path / "geheim.docx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    with pytest.raises(PasswordNeeded):
        read_docx(path)


def test_an_old_word_file_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "alt.docx"
    path.write_bytes(OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600))
    with pytest.raises(UnsupportedType, match="old Word document"):
        read_docx(path)


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", data)
    return path


def test_a_spreadsheet_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedType, match="Excel"):
        read_docx(zipped(tmp_path / "x.docx", xl__workbook=b"<x/>"))


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        read_docx(zipped(tmp_path / "x.docx", word__document=bytes(2_000_000)))


def test_a_file_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"word__p{number}": b"<x/>" for number in range(5_001)}
    with pytest.raises(TooLarge):
        read_docx(zipped(tmp_path / "x.docx", **parts))


def test_a_document_type_definition_is_refused(tmp_path: Path) -> None:
    data = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>'
    with pytest.raises(DamagedFile):
        read_docx(zipped(tmp_path / "x.docx", word__document=data))


def test_a_cut_file_is_damaged(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("Text.")
    file.save(str(tmp_path / "ganz.docx"))
    data = (tmp_path / "ganz.docx").read_bytes()
    (tmp_path / "halb.docx").write_bytes(data[: len(data) // 2])
    with pytest.raises(DamagedFile):
        read_docx(tmp_path / "halb.docx")


def test_a_document_without_text_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        raw(tmp_path, "<w:p/>")


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        read_docx(tmp_path / "nichts.docx")


# the shared files


def test_the_guideline_keeps_numbers_notes_and_quotes() -> None:
    path = SHARED / "sources/office/interspin-leitfaden-internationalisierungsstrategie.docx"
    if not path.is_file():
        pytest.skip("shared sources are not here")
    document = read_docx(path)
    numbers = [b.text.split()[0] for b in of_kind(document, "heading") if b.text[0].isdigit()]
    third = [f"3.{number}" for number in range(1, 10)]
    expected = ["1", "2", "3", *third, "4", "4.1", "4.2", "4.3", "5", "5.1", "5.2", "5.3", "6", "6.1", "6.2"]
    assert numbers == [*expected, "7", "8", "9", "10"]
    assert [b.marker for b in of_kind(document, "footnote")] == ["1", "2", "3", "4"]
    assert len(of_kind(document, "pull_quote")) == 4
    assert len(of_kind(document, "table_head")) == 3
    assert [b.marker for b in document.blocks if b.kind == "list_item"][-1] == "19."
    assert len(document.details.authors) == 3


def test_the_workshop_paper_keeps_its_ten_tables() -> None:
    path = SHARED / "sources/office/workshop-clustermanagement-basel-2014.docx"
    if not path.is_file():
        pytest.skip("shared sources are not here")
    document = read_docx(path)
    assert [b.cells[1:] for b in of_kind(document, "table_head")] == [("DE", "FR", "CH")] * 10
    assert len(of_kind(document, "table_row")) == 61
    assert {mark for b in of_kind(document, "table_row") for mark in b.cells[1:]} == {"++", "+", "-", "--"}
