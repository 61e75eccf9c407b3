"""Files that are locked, broken or empty: the right error, never another one."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import (
    DamagedFile,
    EmptyFile,
    MissingPath,
    NoText,
    PasswordNeeded,
    UnreadableSource,
    WrongPassword,
)
from ingest.formats.pdf import _read_page, read_pdf
from ingest.formats.pdf_glyphs import Run
from ingest.formats.pdf_notices import PageReport, notices_of
from ingest.formats.pdf_tables import Table, TableFinder

SENTENCE = "Der Cluster sucht Partner im Ausland."


def make_pdf(path: Path, pages: list[str]) -> Path:
    canvas = Canvas(str(path))
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return path


def lock(path: Path, *, user: str, owner: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")
    locked = path.with_name("locked.pdf")
    writer.write(locked)
    return locked


def test_a_locked_file_asks_for_its_password(tmp_path: Path) -> None:
    locked = lock(make_pdf(tmp_path / "a.pdf", [SENTENCE]), user="cluster", owner="chef")

    with pytest.raises(PasswordNeeded):
        read_pdf(locked)


def test_a_wrong_password_is_said_to_be_wrong(tmp_path: Path) -> None:
    locked = lock(make_pdf(tmp_path / "a.pdf", [SENTENCE]), user="cluster", owner="chef")

    with pytest.raises(WrongPassword):
        read_pdf(locked, password="Cluster")


def test_the_password_opens_the_file(tmp_path: Path) -> None:
    locked = lock(make_pdf(tmp_path / "a.pdf", [SENTENCE]), user="cluster", owner="chef")

    assert [block.text for block in read_pdf(locked, password="cluster").blocks] == [SENTENCE]


def test_a_file_with_only_an_owner_password_opens_without_one(tmp_path: Path) -> None:
    locked = lock(make_pdf(tmp_path / "a.pdf", [SENTENCE]), user="", owner="chef")

    assert [block.text for block in read_pdf(locked).blocks] == [SENTENCE]


def test_a_file_without_text_is_refused(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()

    with pytest.raises(NoText) as refusal:
        read_pdf(tmp_path / "scan.pdf")
    assert "1 Seiten" in refusal.value.message.de


def test_pages_that_are_only_pictures_are_named(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "mixed.pdf"))
    canvas.drawString(72, 700, SENTENCE)
    canvas.showPage()
    canvas.drawInlineImage(Image.new("RGB", (1, 1), "navy"), 100, 100, 300, 300)
    canvas.showPage()
    canvas.save()

    document = read_pdf(tmp_path / "mixed.pdf")

    assert document.pages == 2
    assert [notice.de for notice in document.notices] == ["Ohne Text, nur Bild: Seite 2."]


def test_a_truncated_file_is_damaged(tmp_path: Path) -> None:
    whole = make_pdf(tmp_path / "whole.pdf", [SENTENCE] * 3).read_bytes()
    (tmp_path / "head.pdf").write_bytes(whole[:40])

    with pytest.raises(DamagedFile):
        read_pdf(tmp_path / "head.pdf")


def test_a_file_without_its_end_is_still_read(tmp_path: Path) -> None:
    whole = make_pdf(tmp_path / "whole.pdf", [SENTENCE]).read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: whole.rindex(b"xref")])

    assert [block.text for block in read_pdf(tmp_path / "cut.pdf").blocks] == [SENTENCE]


def test_another_kind_of_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_text("kein PDF", encoding="utf-8")

    with pytest.raises(DamagedFile):
        read_pdf(tmp_path / "note.pdf")


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")

    with pytest.raises(EmptyFile):
        read_pdf(tmp_path / "empty.pdf")


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        read_pdf(tmp_path / "absent.pdf")


def test_one_bad_page_costs_only_itself(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "three.pdf", [f"Text der Seite {page}." for page in (1, 2, 3)])
    writer = PdfWriter(clone_from=PdfReader(path))
    tree = writer.root_object["/Pages"]
    assert isinstance(tree, DictionaryObject)
    kids = tree["/Kids"]
    assert isinstance(kids, ArrayObject)
    tree[NameObject("/Kids")] = ArrayObject([kids[0], writer._add_object(NumberObject(7)), kids[2]])
    broken = io.BytesIO()
    writer.write(broken)
    path.write_bytes(broken.getvalue())

    document = read_pdf(path)

    assert [block.text for block in document.blocks] == ["Text der Seite 1.", "Text der Seite 3."]
    assert [notice.de for notice in document.notices] == ["Nicht lesbar: Seite 2."]


def test_a_page_whose_tables_cannot_be_looked_for_keeps_its_text(tmp_path: Path) -> None:
    path = tmp_path / "kasten.pdf"
    canvas = Canvas(str(path))
    for x, y, text in ((80, 690, "Land"), (210, 690, "Budget"), (80, 660, "Japan"), (210, 660, "12.000")):
        canvas.rect(x - 10, y - 10, 130, 30)
        canvas.drawString(x, y, text)
    canvas.drawString(80, 600, SENTENCE)
    canvas.save()
    assert [block.kind for block in read_pdf(path).blocks] == ["table_head", "table_row", "paragraph"]
    writer = PdfWriter(clone_from=PdfReader(path))
    box = [NumberObject(0), NumberObject(0), NumberObject(595), NameObject("/x"), NumberObject(842)]
    writer.pages[0][NameObject("/MediaBox")] = ArrayObject(box)
    writer.write(path)

    document = read_pdf(path)

    text = " ".join(block.text for block in document.blocks)
    assert all(text.count(part) == 1 for part in ("Land", "Japan", "12.000", SENTENCE))
    assert [notice.de for notice in document.notices] == [
        "Tabellen konnten nicht gesucht werden, ihr Text steht in Zeilen: Seite 1."
    ]


def test_tables_are_not_looked_for_any_more_after_a_page_that_took_too_long(tmp_path: Path) -> None:
    path = tmp_path / "kasten.pdf"
    canvas = Canvas(str(path))
    for _ in range(4):
        for row in range(120):
            canvas.rect(80, 5 * row, 130, 5)
        canvas.showPage()
    canvas.save()
    with TableFinder(path, "", limit_seconds=0.001) as finder:
        assert [finder.find(page, []) for page in (1, 2, 3, 4)] == [[]] * 4
        assert finder.missed == [1, 2, 3, 4]


class FailingFinder(TableFinder):
    def find(self, page: int, runs: Sequence[Run]) -> list[Table]:
        raise OverflowError("a place at infinity")


def test_a_page_that_fails_half_way_keeps_nothing_of_it_and_is_left_to_the_second_reader(tmp_path: Path) -> None:
    path = tmp_path / "kasten.pdf"
    canvas = Canvas(str(path))
    for x in (80, 210):
        for y in (660, 690):
            canvas.rect(x - 10, y - 10, 130, 30)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(80, 600, SENTENCE)
    canvas.save()
    with PdfDocument(path) as opened, TableFinder(path, "") as sound, FailingFinder(path, "") as failing:
        pages = [_read_page(opened, 1, finder) for finder in (sound, failing)]
    assert [(page.failed, page.hides_text, bool(page.drawn.paths)) for page in pages] == [
        (False, True, True),
        (True, False, False),
    ]
    (notice,) = notices_of(PageReport(plain=[1]))
    assert notice.de == "Ohne Überschriften und Tabellen gelesen, verborgener Text ist dabei: Seite 1."


def test_a_file_in_which_tables_cannot_be_looked_for_is_not_held_open(tmp_path: Path) -> None:
    path = tmp_path / "kasten.pdf"
    path.write_bytes(b"kein PDF")
    with TableFinder(path, "") as finder:
        before = len(list(Path("/proc/self/fd").iterdir()))
        assert [finder.find(page, []) for page in range(1, 30)] == [[]] * 29
        assert len(list(Path("/proc/self/fd").iterdir())) <= before


@pytest.mark.parametrize(("pages", "code"), [(2_001, "too_many_pages"), (2_000, "no_text")])
def test_a_pdf_of_more_than_2000_pages_is_refused_with_what_to_do(tmp_path: Path, pages: int, code: str) -> None:
    path = tmp_path / "lang.pdf"
    path.write_bytes(_empty_pages(pages))
    with pytest.raises(UnreadableSource) as refusal:
        read_pdf(path)
    assert refusal.value.code == code
    if code == "too_many_pages":
        assert refusal.value.both() == (
            "lang.pdf hat zu viele Seiten: 2.001, erlaubt sind 2.000. "
            "Teilen Sie die Datei, etwa nach Kapiteln, und fügen Sie die Teile einzeln hinzu.",
            "lang.pdf has too many pages: 2,001, the limit is 2,000. "
            "Split the file, by chapters for example, and add the parts one by one.",
        )


def _empty_pages(count: int) -> bytes:
    """Return a PDF of empty pages without a cross-reference table, which every reader makes itself."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *[page] * count]
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"
