"""A draft as a Word document: every file is written, opened as the ZIP that it is, and read back."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree
from wide_table import DECADE

from assistant.export.docx import docx_bytes
from assistant.export.docx_template import UnusableTemplate
from assistant.export.files import DraftNotWritten, write_draft
from assistant.export.gantt import gantt_png
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Part, Quote, Section, Table
from ingest.formats.docx import read_docx
from ingest.records import Language, SourceDetails

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
GUIDE = SourceDetails(title="Leitfaden für Cluster", authors=("Söllner, René", "Wiese, Jens"), year=2018)
STUDY = SourceDetails(title="Studie: Märkte & Ziele")
COSTS = Table(
    "Finanzierungsplan",
    ("Posten", "Betrag in €"),
    (("Personal", "120.000"), ("Reisen", "15.500")),
    ("Summe", "135.500"),
    (1,),
)
PLAN = Gantt("Arbeitsplan", (Bar("Marktanalyse", "2027-01", "2027-06"), Bar("Reise", "2028-05", "2028-05", "Büro")))
DECISION = Paragraph("open", "Beschluss des Vorstands einholen.")


def quote(text: str, details: SourceDetails = GUIDE, page: int | None = 12) -> Quote:
    return Quote(details.title, details, f"{details.title}.pdf", text, 0, len(text), page)


ZIELE, MAERKTE = quote("Ziele sind messbar."), quote("Drei Märkte genügen.", STUDY, None)


def draft(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de", title: str = "Ziele") -> Draft:
    return Draft("Strategie 2030", "Leichtbau e. V.", language, "2026-11-28", (Section("s", title, parts, quotes),))


WHOLE = Draft(
    "Strategie 2030",
    "Leichtbau e. V.",
    "de",
    "2026-11-28",
    (
        Section(
            "goals",
            "Ziele und Märkte",
            (
                Paragraph("own", "Das Cluster hat 84 Mitglieder."),
                Paragraph("source", f"Verlangt wird: „{ZIELE.text}“ [1] Ergänzt wird: „{MAERKTE.text}“ [2]"),
                Paragraph("proposal", "Eine Arbeitsgruppe prüft die Ziele."),
                DECISION,
            ),
            (ZIELE, MAERKTE),
        ),
        Section(
            "costs",
            "Finanzierung",
            (COSTS, PLAN, Paragraph("source", f"„{ZIELE.text}“ [1]"), DECISION, Paragraph("open", "Bank nennen.")),
            (ZIELE,),
        ),
    ),
)


class Opened:
    """A written document: its parts, the main one as a tree."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            self.parts = {name: zipped.read(name) for name in zipped.namelist()}
            self.dates = {info.date_time for info in zipped.infolist()}
        self.body = self.tree("word/document.xml")

    def tree(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts[part])

    def paragraphs(self, style: str) -> list[etree._Element]:
        return [
            p
            for p in self.body.iter(f"{W}p")
            if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(f"{W}val") == style
        ]

    def texts(self, style: str) -> list[str]:
        return [text(p) for p in self.paragraphs(style)]

    def table_rows(self, number: int) -> list[list[str]]:
        table = list(self.body.iter(f"{W}tbl"))[number]
        return [[text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]


def text(node: etree._Element) -> str:
    return "".join(node.itertext(f"{W}t"))


def opened(made: Draft, template: Path | None = None) -> Opened:
    return Opened(docx_bytes(made, template=template))


@pytest.fixture(scope="module")
def whole() -> Opened:
    return opened(WHOLE)


# title, headings, contents


def test_the_title_block_names_cluster_day_and_that_it_is_a_draft(whole: Opened) -> None:
    assert whole.texts("Title") == ["Strategie 2030"]
    assert whole.texts("Subtitle") == ["Leichtbau e. V."]
    assert whole.texts("CKDate") == ["Entwurf vom 28. November 2026"]


def test_headings_are_in_the_built_in_styles(whole: Opened) -> None:
    assert whole.texts("Heading1") == ["Ziele und Märkte", "Finanzierung", "Anhang"]
    assert whole.texts("Heading2") == ["Offene Punkte", "Quellenverzeichnis"]
    names = {
        s.get(f"{W}styleId"): s.find(f"{W}name").get(f"{W}val") for s in whole.tree("word/styles.xml").iter(f"{W}style")
    }
    assert (names["Heading1"], names["Heading2"]) == ("heading 1", "heading 2")


def test_the_list_of_contents_is_a_field_with_its_entries_in_place(whole: Opened) -> None:
    [control] = whole.body.iter(f"{W}sdt")
    instructions = [node.text for node in control.iter(f"{W}instrText")]
    assert r' TOC \o "1-2" \h \z \u ' in instructions
    assert whole.texts("Toc1") == ["Ziele und Märkte", "Finanzierung", "Anhang"]
    assert whole.texts("Toc2") == ["Offene Punkte", "Quellenverzeichnis"]


def test_each_entry_of_the_contents_leads_to_a_heading(whole: Opened) -> None:
    bookmarks = {node.get(f"{W}name"): text(node.getparent()) for node in whole.body.iter(f"{W}bookmarkStart")}
    entries = {link.get(f"{W}anchor"): text(link) for link in whole.body.iter(f"{W}hyperlink")}
    assert entries == bookmarks
    assert len(entries) == 5


def test_every_field_that_begins_ends(whole: Opened) -> None:
    kinds = [node.get(f"{W}fldCharType") for node in whole.body.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 5


def test_word_is_not_made_to_ask_on_opening(whole: Opened) -> None:
    assert b"updateFields" not in whole.parts["word/settings.xml"]
    assert b"w:dirty" not in whole.parts["word/document.xml"]


def test_pages_are_numbered_in_the_footer(whole: Opened) -> None:
    footer = whole.tree("word/footer1.xml")
    assert [node.text for node in footer.iter(f"{W}instrText")] == [" PAGE ", " NUMPAGES "]
    assert text(footer) == "Seite 1 von 1"


# footnotes


def test_each_mark_is_a_footnote_with_its_source(whole: Opened) -> None:
    calls = [int(node.get(f"{W}id")) for node in whole.body.iter(f"{W}footnoteReference")]
    notes = {int(note.get(f"{W}id")): text(note).strip() for note in whole.tree("word/footnotes.xml")}
    assert calls == [1, 2, 3]
    assert {number: notes[number] for number in calls} == {
        1: "Söllner/Wiese (2018): Leitfaden für Cluster, S. 12.",
        2: "Studie: Märkte & Ziele (o. J.).",
        3: "Söllner/Wiese (2018): Leitfaden für Cluster, S. 12.",
    }


def test_the_footnotes_are_a_part_with_relationship_content_type_and_separators(whole: Opened) -> None:
    relations = whole.tree("word/_rels/document.xml.rels")
    assert [one.get("Target") for one in relations if one.get("Type") == RT.FOOTNOTES] == ["footnotes.xml"]
    assert b'PartName="/word/footnotes.xml"' in whole.parts["[Content_Types].xml"]
    types = [note.get(f"{W}type") for note in whole.tree("word/footnotes.xml")]
    assert types == ["separator", "continuationSeparator", None, None, None]


def test_the_mark_itself_is_gone_and_one_that_the_source_prints_stays() -> None:
    printed = quote('Laut "Weber" [1] gilt das.')
    made = opened(draft(Paragraph("source", f"„{printed.text}“ [1]"), quotes=(printed,)))
    assert made.texts("CKSource")[-1] == '„Laut "Weber" [1] gilt das.“'
    assert len(list(made.body.iter(f"{W}footnoteReference"))) == 1


def test_a_mark_without_a_quote_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"\[2\]"):
        docx_bytes(draft(Paragraph("source", "„Ziele“ [2]"), quotes=(ZIELE,)))


def test_a_draft_without_quotes_has_no_footnotes() -> None:
    assert "word/footnotes.xml" not in opened(draft(Paragraph("own", "Text"))).parts


# the four kinds


def test_each_kind_has_its_style_and_two_have_a_lead(whole: Opened) -> None:
    assert whole.texts("CKOwnData")[1] == "Das Cluster hat 84 Mitglieder."
    assert whole.texts("CKProposal")[1] == "Vorschlag: Eine Arbeitsgruppe prüft die Ziele."
    assert whole.texts("CKOpenPoint")[1] == "Offener Punkt: Beschluss des Vorstands einholen."


def test_the_legend_shows_each_kind_in_its_own_style(whole: Opened) -> None:
    for style in ("CKSource", "CKOwnData", "CKProposal", "CKOpenPoint"):
        before_contents = whole.paragraphs(style)[0].itersiblings(f"{W}sdt")
        assert next(before_contents, None) is not None


def test_the_kinds_differ_without_colour(whole: Opened) -> None:
    styles = {s.get(f"{W}styleId"): s for s in whole.tree("word/styles.xml").iter(f"{W}style")}
    sides = {name: {one.tag.removeprefix(W) for one in styles[name].iterfind(f"{W}pPr/{W}pBdr/*")} for name in styles}
    assert sides["CKProposal"] == {"left"}
    assert {"left", "right", "top", "bottom"} <= sides["CKOpenPoint"]
    assert sides["CKSource"] == sides["CKOwnData"] == set()


def test_an_english_draft_is_english_throughout() -> None:
    made = opened(draft(Paragraph("proposal", "A"), Paragraph("open", "B"), COSTS, language="en"))
    assert made.texts("CKProposal")[-1] == "Proposal: A"
    assert made.texts("Heading2") == ["Open points", "Sources"]
    assert made.texts("Caption") == ["Table 1: Finanzierungsplan"]
    assert {node.get(f"{W}val") for node in made.tree("word/styles.xml").iter(f"{W}lang")} == {"en-GB"}
    assert text(made.tree("word/footer1.xml")) == "Page 1 of 1"


def test_a_german_document_says_that_it_is_german(whole: Opened) -> None:
    assert {node.get(f"{W}val") for node in whole.tree("word/styles.xml").iter(f"{W}lang")} == {"de-DE"}
    assert b"de-DE" in whole.parts["docProps/core.xml"]


# tables and pictures


def test_a_table_has_a_repeated_head_whole_rows_and_a_bold_total(whole: Opened) -> None:
    table = next(whole.body.iter(f"{W}tbl"))
    rows = list(table.iter(f"{W}tr"))
    assert whole.table_rows(0) == [
        ["Posten", "Betrag in €"],
        ["Personal", "120.000"],
        ["Reisen", "15.500"],
        ["Summe", "135.500"],
    ]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert [next(row.iter(f"{W}b"), None) is not None for row in rows] == [True, False, False, True]


def test_figures_stand_to_the_right(whole: Opened) -> None:
    row = list(next(whole.body.iter(f"{W}tbl")).iter(f"{W}tr"))[1]
    sides = [[jc.get(f"{W}val") for jc in cell.iter(f"{W}jc")] for cell in row.iter(f"{W}tc")]
    assert sides == [[], ["right"]]


def test_columns_fill_the_page_and_a_long_word_is_not_broken() -> None:
    made = opened(draft(Table("T", ("Verantwortlichkeit", "x"), (("a", "b " * 200),))))
    widths = [int(column.get(f"{W}w")) for column in next(made.body.iter(f"{W}tbl")).iter(f"{W}gridCol")]
    assert sum(widths) == 9072
    assert widths[0] > 18 * 100


def test_tables_and_pictures_have_captions(whole: Opened) -> None:
    assert whole.texts("Caption") == ["Tabelle 1: Finanzierungsplan", "Abbildung 1: Arbeitsplan"]


def test_the_work_plan_is_a_picture_with_a_text_for_those_who_do_not_see_it(whole: Opened) -> None:
    [shown] = whole.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert shown.get("descr") == "Balkenplan: Marktanalyse, Januar 2027 bis Juni 2027; Reise, Mai 2028 bis Mai 2028"
    assert whole.parts["word/media/image1.png"].startswith(b"\x89PNG")


def test_the_kind_of_a_table_is_told_in_its_caption() -> None:
    made = opened(draft(Table("Kosten", ("A",), (("b",),), kind="proposal")))
    assert made.texts("Caption") == ["Tabelle 1: Vorschlag: Kosten"]


def test_a_work_plan_without_bars_is_left_out() -> None:
    assert opened(draft(Gantt("Plan", ()))).texts("Caption") == []


def test_a_chart_of_impossible_months_is_a_bug() -> None:
    with pytest.raises(ValueError, match="2027-13"):
        gantt_png(Gantt("Plan", (Bar("A", "2027-13", "2028-01"),)), "de")
    with pytest.raises(ValueError, match="ends before"):
        gantt_png(Gantt("Plan", (Bar("A", "2027-03", "2027-02"),)), "de")


@pytest.mark.parametrize("title", ["$x^2$ und \\frac{1}{2}", "日本への出張", "A" * 300, "", "a\x00b\nc"])
def test_a_chart_takes_any_title(title: str) -> None:
    assert gantt_png(Gantt("Plan", (Bar(title, "2027-03", "2027-03"),)), "de").startswith(b"\x89PNG")


def test_charts_of_the_two_languages_differ_in_their_months() -> None:
    assert gantt_png(PLAN, "de") != gantt_png(PLAN, "en")
    assert gantt_png(PLAN, "de") == gantt_png(PLAN, "de")


# annexes


def test_the_annex_lists_each_open_point_once_with_its_section(whole: Opened) -> None:
    assert whole.table_rows(-1) == [
        ["Nr.", "Abschnitt", "Was zu tun ist", "Verantwortlich", "Bis wann"],
        ["1", "Ziele und Märkte", "Beschluss des Vorstands einholen.", "", ""],
        ["2", "Finanzierung", "Bank nennen.", "", ""],
    ]


def test_the_annex_lists_each_source_once(whole: Opened) -> None:
    assert whole.texts("Bibliography") == [
        "Söllner, René; Wiese, Jens (2018): Leitfaden für Cluster.",
        "Studie: Märkte & Ziele (o. J.).",
    ]


def test_empty_annexes_say_so() -> None:
    said = opened(draft(Paragraph("own", "Text"))).texts("CKOwnData")
    assert said[-2:] == ["Es gibt keine offenen Punkte.", "Es wurde keine Quelle zitiert."]


# the file


def test_the_same_draft_gives_the_same_bytes(whole: Opened) -> None:
    assert docx_bytes(WHOLE) == docx_bytes(WHOLE)
    assert whole.dates == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_tell_title_and_day_and_no_author(whole: Opened) -> None:
    properties = docx.Document(io.BytesIO(docx_bytes(WHOLE))).core_properties
    assert (properties.title, properties.subject) == ("Strategie 2030", "Leichtbau e. V.")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is not None
    assert properties.created.replace(tzinfo=None) == datetime(2026, 11, 28)
    assert b"python-docx" not in b"".join(whole.parts.values())


def test_nothing_points_outside_and_every_relation_has_its_part(whole: Opened) -> None:
    assert b"TargetMode" not in b"".join(data for name, data in whole.parts.items() if name.endswith(".rels"))
    used = set(re.findall(rb'r:(?:id|embed)="(\w+)"', whole.parts["word/document.xml"]))
    there = set(re.findall(rb' Id="(\w+)"', whole.parts["word/_rels/document.xml.rels"]))
    assert used
    assert used <= there


def test_hostile_texts_stay_texts() -> None:
    hostile = "<script>alert(1)</script> </w:t></w:r> &amp; =cmd() https://example.org"
    made = opened(draft(Paragraph("own", hostile), Table(hostile, (hostile,), ((hostile,),)), title=hostile))
    assert made.texts("CKOwnData")[1] == hostile
    assert made.texts("Heading1")[0] == hostile
    assert made.table_rows(0) == [[hostile], [hostile]]
    assert b"TargetMode" not in made.parts["word/_rels/document.xml.rels"]


def test_control_characters_go_and_line_ends_become_breaks() -> None:
    made = opened(draft(Paragraph("own", "a\x00\x0b\x1b\ud800\ufffeb\r\nc\td"), title="Zi\x07ele"))
    last = made.paragraphs("CKOwnData")[1]
    assert text(last) == "abcd"
    assert [len(list(last.iter(f"{W}{tag}"))) for tag in ("br", "tab")] == [1, 1]
    assert made.texts("Heading1")[0] == "Ziele"


def test_very_long_words_and_titles_do_not_stop_it() -> None:
    made = opened(
        draft(Paragraph("own", "x" * 20_000), Table("T", ("a" * 500, "b"), (("c", "d" * 900),)), title="t" * 999)
    )
    assert made.texts("CKOwnData")[1] == "x" * 20_000


def test_a_file_that_cannot_be_written_is_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(DraftNotWritten) as told:
        write_draft(WHOLE, tmp_path / "nowhere" / "draft.docx")
    assert "kann nicht geschrieben werden" in told.value.of("de")
    assert "cannot be written" in told.value.of("en")


def test_our_own_reader_reads_it_back(tmp_path: Path) -> None:
    write_draft(WHOLE, tmp_path / "draft.docx")
    document = read_docx(tmp_path / "draft.docx")
    blocks = [(block.kind, block.text) for block in document.blocks]
    headings = [said for kind, said in blocks if kind == "heading"]
    assert headings[-5:] == ["Ziele und Märkte", "Finanzierung", "Anhang", "Offene Punkte", "Quellenverzeichnis"]
    assert [said for kind, said in blocks if kind == "footnote"] == [
        "Söllner/Wiese (2018): Leitfaden für Cluster, S. 12.",
        "Studie: Märkte & Ziele (o. J.).",
        "Söllner/Wiese (2018): Leitfaden für Cluster, S. 12.",
    ]
    assert ("table_row", "Summe | 135.500") in blocks
    assert ("caption", "Tabelle 1: Finanzierungsplan") in blocks
    assert document.details.title == "Strategie 2030"
    assert document.details.authors == ()


# templates


def template(folder: Path, name: str = "vorlage.docx") -> Path:
    """Write a template: a cover and a body section, own styles, a linked footer, a body with a link, an author."""
    file = docx.Document()
    file.styles["Heading 1"].font.name = "Georgia"
    file.styles["Heading 1"].element.set(qn("w:styleId"), "berschrift1")
    file.core_properties.author = "Erika Musterfrau"
    file.add_paragraph("Geheimer Text der Vorlage")
    section = file.sections[0]
    section.page_width, section.left_margin = Cm(20), Cm(4)
    section.header.paragraphs[0].text = "Kopf der Vorlage"
    footer = section.footer
    link = parse_xml(
        f'<w:hyperlink xmlns:w="{W[1:-1]}" xmlns:r="{R[1:-1]}" '
        f'r:id="{footer.part.relate_to("https://example.org/spur", RT.HYPERLINK, is_external=True)}">'
        "<w:r><w:t>Unsere Seite</w:t></w:r></w:hyperlink>"
    )
    footer.paragraphs[0]._p.append(link)
    file.add_section(WD_SECTION.NEW_PAGE)
    file.part.relate_to("https://example.org/bild.png", RT.IMAGE, is_external=True)
    settings = file.settings.element
    attached = OxmlElement("w:attachedTemplate")
    attached.set(
        qn("r:id"),
        file.part.part_related_by(RT.SETTINGS).relate_to("file:///c:/x.dotm", RT.HYPERLINK, is_external=True),
    )
    settings.append(attached)
    settings.append(OxmlElement("w:updateFields"))
    file.save(str(folder / name))
    return folder / name


def rezipped(path: Path, **changed: bytes) -> Path:
    """Write the file anew with parts added or replaced; "__" in a name stands for "/"."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts |= {name.replace("__", "/") + ".bin": data for name, data in changed.items()}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


def test_a_template_gives_its_styles_page_setup_header_and_footer(tmp_path: Path) -> None:
    made = opened(WHOLE, template(tmp_path))
    assert made.texts("berschrift1") == ["Ziele und Märkte", "Finanzierung", "Anhang"]
    assert b"Georgia" in made.parts["word/styles.xml"]
    [setup] = made.body.iter(f"{W}sectPr")
    assert setup.find(f"{W}pgMar").get(f"{W}left") == "2268"
    margins = {name: text(made.tree(name)) for name in made.parts if re.fullmatch(r"word/(header|footer)\d\.xml", name)}
    assert "Kopf der Vorlage" in margins.values()
    assert "Unsere SeiteSeite 1 von 1" in margins.values()


def test_the_body_the_authors_and_the_ties_of_a_template_are_gone(tmp_path: Path) -> None:
    made = opened(WHOLE, template(tmp_path))
    everything = b"".join(made.parts.values())
    for leftover in (
        b"Geheimer Text",
        b"Musterfrau",
        b"example.org",
        b"TargetMode",
        b"updateFields",
        b"attachedTemplate",
    ):
        assert leftover not in everything


def test_a_template_gets_the_styles_that_it_lacks(tmp_path: Path) -> None:
    made = opened(WHOLE, template(tmp_path))
    names = [node.get(f"{W}val") for node in made.tree("word/styles.xml").iterfind(f"{W}style/{W}name")]
    assert {"CK Proposal", "CK Open point", "toc 1", "footnote text", "footnote reference"} <= set(names)
    assert len(names) == len(set(names))


def test_a_template_that_numbers_its_pages_keeps_its_own_numbers(tmp_path: Path) -> None:
    path = template(tmp_path)
    file = docx.Document(str(path))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    file.sections[0].header.paragraphs[0]._p.append(field)
    file.save(str(path))
    made = opened(WHOLE, path)
    assert b"NUMPAGES" not in b"".join(made.parts.values())


def test_a_word_template_file_is_taken_too(tmp_path: Path) -> None:
    path = template(tmp_path, "vorlage.dotx")
    with zipfile.ZipFile(path) as zipped:
        types = zipped.read("[Content_Types].xml").replace(b"document.main+xml", b"template.main+xml")
        parts = {name: zipped.read(name) for name in zipped.namelist()} | {"[Content_Types].xml": types}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    made = opened(WHOLE, path)
    assert b"template.main+xml" not in made.parts["[Content_Types].xml"]
    assert made.texts("berschrift1")[0] == "Ziele und Märkte"


def test_the_same_template_gives_the_same_bytes(tmp_path: Path) -> None:
    path = template(tmp_path)
    assert docx_bytes(WHOLE, template=path) == docx_bytes(WHOLE, template=path)


def test_a_template_with_macros_is_refused(tmp_path: Path) -> None:
    path = rezipped(template(tmp_path), word__vbaProject=b"x")
    with pytest.raises(UnusableTemplate) as told:
        docx_bytes(WHOLE, template=path)
    assert "vorlage.docx kann nicht als Vorlage dienen: Sie enthält Makros." in told.value.of("de")
    assert "vorlage.docx cannot serve as a template: It holds macros." in told.value.of("en")
    assert "ohne Makros" in told.value.hint.de


@pytest.mark.parametrize(
    ("content", "german", "english"),
    [
        (b"%PDF-1.7", "kein lesbares DOCX", "not a readable DOCX"),
        (b"", "leer", "empty"),
        (b"PK\x03\x04 broken", "kein lesbares DOCX", "not a readable DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "altes Office-Dokument", "old Office document"),
    ],
)
def test_what_is_no_word_document_is_refused_as_a_template(
    tmp_path: Path, content: bytes, german: str, english: str
) -> None:
    path = tmp_path / "vorlage.docx"
    path.write_bytes(content)
    with pytest.raises(UnusableTemplate) as told:
        docx_bytes(WHOLE, template=path)
    assert german in told.value.of("de")
    assert english in told.value.of("en")


def damaged(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Write the file anew with something replaced in one of its parts."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


def test_a_document_of_the_macro_type_is_refused_as_a_template(tmp_path: Path) -> None:
    usual, macros = b"openxmlformats-officedocument.wordprocessingml.document", b"ms-word.document.macroEnabled"
    path = damaged(template(tmp_path, "vorlage.docm"), "[Content_Types].xml", usual, macros)
    with pytest.raises(UnusableTemplate, match="macros"):
        docx_bytes(WHOLE, template=path)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/styles.xml", b"</w:styles>", b"<"),
        ("word/_rels/document.xml.rels", b"styles.xml", b"none.xml"),
        ("word/_rels/document.xml.rels", b"relationships/footer", b"relationships/foot"),
        ("word/document.xml", b"</w:body>", b""),
        ("[Content_Types].xml", b"wordprocessingml.footer+xml", b"unknown"),
    ],
)
def test_a_damaged_template_is_refused(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    with pytest.raises(UnusableTemplate):
        docx_bytes(WHOLE, template=damaged(template(tmp_path), part, old, new))


def test_a_template_whose_bytes_were_changed_is_refused(tmp_path: Path) -> None:
    path = damaged(template(tmp_path), "word/styles.xml", b"Georgia", b"Verdana")  # writes it unpacked
    path.write_bytes(path.read_bytes().replace(b"Verdana", b"Verdena"))
    with pytest.raises(UnusableTemplate) as told:
        docx_bytes(WHOLE, template=path)
    assert "Die Datei ist beschädigt." in told.value.of("de")
    assert "The file is damaged." in told.value.of("en")


def test_a_template_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnusableTemplate) as told:
        docx_bytes(WHOLE, template=tmp_path / "fehlt.docx")
    assert "gibt es nicht" in told.value.of("de")
    assert "does not exist" in told.value.of("en")


# as LibreOffice shows it


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_title_contents_and_footnotes(tmp_path: Path) -> None:
    write_draft(WHOLE, tmp_path / "draft.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "draft.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    document = pypdfium2.PdfDocument(str(tmp_path / "draft.pdf"))
    # On one line: with another font than ours, "Vorstands einholen." stands on two.
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    for shown in (
        "Strategie 2030",
        "Entwurf vom 28. November 2026",
        "Finanzierung",
        "Quellenverzeichnis",
        "Seite 1 von",
    ):
        assert shown in pages[0]
    assert "Leitfaden für Cluster, S. 12." in pages[1]
    assert "Was zu tun ist Verantwortlich Bis wann" in pages[-1]
    assert "Beschluss des Vorstands einholen." in pages[-1]


def test_a_table_of_ten_years_stands_on_a_turned_page_where_its_figures_have_room() -> None:
    made = draft(Paragraph("own", "Davor."), DECADE, Paragraph("own", "Danach."))
    document = docx.Document(io.BytesIO(docx_bytes(made)))
    turned = [(one.page_width or 0) > (one.page_height or 0) for one in document.sections]
    assert turned == [False, True, False]
    assert all(one.start_type == WD_SECTION.NEW_PAGE for one in document.sections)
    digit = 5.3 * 0.7  # points, of Arial in 6.5 points
    (table,) = document.tables
    for cell in table.rows[1].cells[2:12]:
        assert cell.width is not None
        assert cell.width.pt - 9 > 9 * digit + 3 * digit / 2  # "1.200.100,50", less the sides of the cell
    assert {run.font.size.pt for run in table.rows[1].cells[2].paragraphs[0].runs if run.font.size} == {6.5}


def test_only_the_first_section_of_a_template_begins_anew(tmp_path: Path) -> None:
    house = docx.Document()
    house.sections[0].different_first_page_header_footer = True
    house.sections[0].header.paragraphs[0].text = "Haus"
    house.save(tmp_path / "haus.docx")
    document = docx.Document(io.BytesIO(docx_bytes(draft(DECADE), template=tmp_path / "haus.docx")))
    assert [one.different_first_page_header_footer for one in document.sections] == [True, False, False]
    assert [one.header.paragraphs[0].text for one in document.sections] == ["Haus"] * 3
