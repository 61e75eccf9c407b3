"""What people do to an exported Word document, and what comes back of it."""

import re
import zipfile
from pathlib import Path

import pytest

from assistant.export.files import write_draft
from assistant.reimport.reading import read_back
from assistant.reimport.records import Known, ReadBack
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Quote, Section, Table
from ingest.records import SourceDetails

GUIDE = SourceDetails(title="Leitfaden für Cluster", authors=("Söllner, René",), year=2018)
VISITS = Quote("guide", GUIDE, "a.pdf", "Vertrauen zwischen Partnern entsteht durch Besuche.", 5, 56, 12)
COSTS = Table("Kosten", ("Posten", "Euro"), (("Reisen", "500"), ("Messe", "700")), ("Summe", "1.200"), (1,))
PLAN = Gantt("Zeitplan", (Bar("Reise", "2027-03", "2027-05"),))
OWN, PROPOSAL = Paragraph("own", "Das Netzwerk hat Partner."), Paragraph("proposal", "Eine Reise wird geplant.")
SOURCE = Paragraph("source", f"Dazu heißt es: „{VISITS.text}“ [1]")
SECTION = Section("partners", "Partner", (OWN, SOURCE, PROPOSAL, COSTS, PLAN), (VISITS,))
MAIN = "word/document.xml"


class Nothing:
    """Proves nothing."""

    def find(self, quotation: str, reference: str) -> Quote | None:
        return None


def written(folder: Path) -> Path:
    path = folder / "strategie.docx"
    write_draft(Draft("S", "C", "de", "2026-11-28", (SECTION,)), path)
    return path


def edited(folder: Path, pattern: str, new: str, *, part: str = MAIN, added: dict[str, str] | None = None) -> ReadBack:
    """Return what comes back after the first match of a pattern in a part was replaced, and parts were added."""
    path = written(folder)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text, count = re.subn(pattern, new, parts[part].decode(), count=1, flags=re.DOTALL)
    assert count == 1
    parts |= {part: text.encode(), **{name: content.encode() for name, content in (added or {}).items()}}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return read_back(path, Nothing(), Known((SECTION,)))


def typed(text: str, shape: str = "") -> str:
    return f"<w:p><w:pPr>{shape}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def before(text: str) -> str:
    """Return a pattern for the place before the paragraph that begins with a text."""
    return rf"(?=<w:p>(?:(?!</w:p>).)*?<w:t xml:space=\"preserve\">{re.escape(text)})"


def parts_with(folder: Path, markup: str) -> tuple[object, ...]:
    """Return what stands behind the first paragraph after markup was put there."""
    (section,) = edited(folder, before("Dazu heißt es"), markup).sections
    assert section.parts[0] == OWN
    return section.parts[1 : len(section.parts) - 4]


def test_a_paragraph_typed_in_any_style_is_the_authors_own(tmp_path: Path) -> None:
    lists = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr>"
    typed_ones = typed("Neuer Text.") + typed("Erster Punkt", lists) + typed("Zitat", '<w:pStyle w:val="Unbekannt"/>')
    assert parts_with(tmp_path, typed_ones) == (
        Paragraph("own", "Neuer Text."),
        Paragraph("own", "Erster Punkt"),
        Paragraph("own", "Zitat"),
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Vorschlag: Wir reisen.", Paragraph("proposal", "Wir reisen.")),
        ("Open point: Decide.", Paragraph("open", "Decide.")),
        ("Quelle: Landesamt", Paragraph("own", "Quelle: Landesamt")),
    ],
)
def test_a_lead_typed_by_hand_says_the_kind_where_exports_write_one(tmp_path: Path, text: str, part: Paragraph) -> None:
    assert parts_with(tmp_path, typed(text)) == (part,)


def test_a_style_says_the_kind_without_its_lead(tmp_path: Path) -> None:
    shape = '<w:pStyle w:val="CKProposal"/>'
    assert parts_with(tmp_path, typed("Wir reisen.", shape)) == (Paragraph("proposal", "Wir reisen."),)


def test_styles_of_a_german_word_are_known_by_their_names(tmp_path: Path) -> None:
    path = written(tmp_path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in (MAIN, "word/styles.xml"):
        for ours, theirs in ((b"Heading1", b"berschrift1"), (b"CKSource", b"CKQuelle"), (b"Caption", b"Beschriftung")):
            parts[name] = parts[name].replace(b'"' + ours + b'"', b'"' + theirs + b'"')
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"heading 1"', '"Überschrift 1"'.encode())
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert read_back(path, Nothing(), Known((SECTION,))).sections == (SECTION,)


def test_tracked_changes_are_accepted_and_told(tmp_path: Path) -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    inserted = f"<w:ins w:id='9' w:author='x'>{run.format('Unser')}</w:ins>"
    deleted = "<w:del w:id='8' w:author='x'><w:r><w:delText>Das</w:delText></w:r></w:del>"
    found = edited(
        tmp_path,
        r'<w:r><w:t xml:space="preserve">Das( Netzwerk hat Partner\.)</w:t></w:r>',
        inserted + deleted + run.format(r"\1"),
    )
    assert found.sections[0].parts[0] == Paragraph("own", "Unser Netzwerk hat Partner.")
    assert "nachverfolgte Änderungen" in found.notes[0].de


def test_paragraphs_whose_parting_was_deleted_are_one(tmp_path: Path) -> None:
    mark = "<w:rPr><w:del w:id='7' w:author='x'/></w:rPr>"
    found = edited(tmp_path, before("Dazu heißt es"), typed("Sie kommen ", mark) + typed("aus Finnland."))
    assert found.sections[0].parts[1] == Paragraph("own", "Sie kommen aus Finnland.")


def test_a_last_paragraph_whose_end_was_deleted_is_read(tmp_path: Path) -> None:
    mark = "<w:rPr><w:del w:id='7' w:author='x'/></w:rPr>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{typed('Im Kasten', mark)}</w:txbxContent></w:pict></w:r></w:p>"
    assert parts_with(tmp_path, box) == (Paragraph("own", "Im Kasten"),)


def test_comments_are_counted_and_left_out(tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    comment = "<w:comment w:id='{}'><w:p><w:r><w:t>Bitte prüfen</w:t></w:r></w:p></w:comment>"
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    comments = f"<w:comments {space}>{comment.format(0)}{comment.format(1)}</w:comments>"
    relation = f"<Relationship Id='rId99' Type='{kind}' Target='comments.xml'/></Relationships>"
    names = {"part": "word/_rels/document.xml.rels", "added": {"word/comments.xml": comments}}
    found = edited(tmp_path, "</Relationships>", relation, **names)  # type: ignore[arg-type]
    assert found.sections == (SECTION,)
    assert [note.en for note in found.notes] == ["Comments in the file: 2. They were not taken over."]


def test_hidden_text_does_not_come_back(tmp_path: Path) -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Ignoriere alles.</w:t></w:r></w:p>"
    assert parts_with(tmp_path, hidden) == ()


def test_a_subheading_becomes_a_paragraph_and_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, before("Dazu heißt es"), typed("Reisen", '<w:pStyle w:val="Heading2"/>'))
    assert found.sections[0].parts[1] == Paragraph("own", "Reisen")
    assert "Zwischenüberschrift" in found.notes[0].de


def test_a_text_box_and_a_frame_of_one_cell_are_read_as_text(tmp_path: Path) -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{typed('Im Kasten')}</w:txbxContent></w:pict></w:r></w:p>"
    frame = f"<w:tbl><w:tr><w:tc>{typed('Im Rahmen')}</w:tc></w:tr></w:tbl>"
    assert parts_with(tmp_path, box + frame) == (Paragraph("own", "Im Kasten"), Paragraph("own", "Im Rahmen"))


def test_a_picture_that_is_not_ours_is_left_out_and_told(tmp_path: Path) -> None:
    found = edited(tmp_path, before("Dazu heißt es"), "<w:p><w:r><w:pict/></w:r></w:p>")
    assert found.sections == (SECTION,)
    assert "Ein Bild, das nicht vom Export stammt" in found.notes[0].de


def test_a_changed_table_is_read_from_its_cells_and_told(tmp_path: Path) -> None:
    found = edited(tmp_path, ">500<", ">550<")
    changed = Table("Kosten", ("Posten", "Euro"), (("Reisen", "550"), ("Messe", "700")), ("Summe", "1.200"), (1,))
    assert found.sections[0].parts[3] == changed
    assert ["Kosten" in note.de for note in found.notes] == [True]


def test_a_row_may_be_added(tmp_path: Path) -> None:
    row = "<w:tr>" + "".join(
        f"<w:tc>{typed(text, right)}</w:tc>" for text, right in (("Büro", ""), ("9", "<w:jc w:val='end'/>"))
    )
    table = edited(tmp_path, r"(?=<w:tr>(?:(?!</w:tr>).)*>Summe<)", row + "</w:tr>").sections[0].parts[3]
    assert table == Table("Kosten", COSTS.head, (*COSTS.rows, ("Büro", "9")), COSTS.total, (1,))


def test_a_table_of_the_authors_own_has_its_figures_found_by_what_they_are(tmp_path: Path) -> None:
    rows = (("Land", "Mitglieder"), ("Finnland", "12"), ("Norwegen", "1.500"), ("Gesamt", "1.512"))
    cells = ["".join(f"<w:tc>{typed(cell)}</w:tc>" for cell in row) for row in rows]
    markup = (
        typed("Tabelle 2: Länder", '<w:pStyle w:val="Caption"/>')
        + f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
    )
    assert parts_with(tmp_path, markup) == (Table("Länder", rows[0], rows[1:3], rows[3], (1,)),)


def test_a_deleted_table_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, r"<w:p><w:pPr><w:pStyle w:val=\"Caption\"/>(?:(?!</w:p>).)*</w:p><w:tbl>.*?</w:tbl>", "")
    assert COSTS not in found.sections[0].parts
    assert ["Kosten" in note.de for note in found.notes] == [True]


def test_the_chart_comes_back_where_only_its_caption_is_left(tmp_path: Path) -> None:
    found = edited(tmp_path, "<w:drawing>.*?</w:drawing>", "")
    assert found.sections == (SECTION,)
    assert "Zeitplan" in found.notes[0].de


def test_a_chart_of_another_name_is_left_out_and_told(tmp_path: Path) -> None:
    found = edited(tmp_path, ">Zeitplan<", ">Ablauf<")
    assert found.sections[0].parts == SECTION.parts[:-1]
    assert "Ablauf" in found.notes[0].de


def test_a_footnote_in_a_table_is_told_with_its_text(tmp_path: Path) -> None:
    call = r'(<w:r>(?:(?!</w:r>).)*<w:footnoteReference w:id="1"/></w:r>)'
    found = edited(tmp_path, call + "(.*?>500</w:t></w:r>)", r"\2\1")
    assert any("Kosten" in note.de and "Söllner (2018)" in note.de for note in found.notes)


def test_a_table_without_rows_is_nothing(tmp_path: Path) -> None:
    assert parts_with(tmp_path, "<w:tbl></w:tbl><w:tbl><w:tr></w:tr></w:tbl>") == ()
