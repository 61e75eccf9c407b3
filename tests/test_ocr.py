"""Text recognition (OCR): pages without a text layer, or with one that is no text. Needs Tesseract."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import OpenLibrary
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.config import WAITING_FOLDER, IndexConfig
from ingest.errors import NoText, OcrMissing, UnreadableSource
from ingest.formats import pdf_ocr
from ingest.formats.pdf import read_pdf
from ingest.library import Library
from ingest.reading import FileReader
from ingest.records import SourceDetails
from ingest.waiting import WaitingFiles

SHARED = Path(os.environ.get("CLUSTERKOMPASS_SHARED", Path(__file__).parents[2] / "shared"))
SCANNED = SHARED / "sources" / "office" / "interspin-leitfaden-scan.pdf"
PRINTED = "interspin-leitfaden-internationalisierungsstrategie.pdf"
needs_tesseract = pytest.mark.skipif("deu" not in pdf_ocr.languages(), reason="Tesseract with German is not installed")
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_font = pytest.mark.skipif(not FONT.is_file(), reason="DejaVu is not installed")
LINES = (
    "Märkte für die Übernahme im Ausland",
    "Der Cluster sucht größere Partner in Südamerika und fördert die",
    "Zusammenarbeit seiner Mitglieder mit Hochschulen und Behörden.",
)


def scan(*, turned: float = 0.0) -> Image.Image:
    """Return a page of 200 dots per inch with three lines, the first set large."""
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    for at, (line, size) in enumerate(zip(LINES, (48, 30, 30), strict=True)):
        pen.text((200, 300 + 110 * at - 40 * (at == 2)), line, font=ImageFont.truetype(str(FONT), size), fill=0)
    return page.rotate(turned, fillcolor=255, resample=Image.Resampling.BICUBIC, expand=abs(turned) == 90)


def pdf(path: Path, *draw: Callable[[Canvas], None]) -> Path:
    canvas = Canvas(str(path))
    for page in draw:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def picture(image: Image.Image) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        wide = image.width > image.height
        canvas.setPageSize((842, 595) if wide else (595, 842))
        canvas.drawImage(ImageReader(image), 0, 0, *((842, 595) if wide else (595, 842)))

    return draw


def words(text: str) -> Callable[[Canvas], None]:
    return lambda canvas: canvas.drawString(72, 700, text)


@pytest.mark.slow
@needs_tesseract
@needs_font
@pytest.mark.parametrize("turned", [0.0, 0.9, -0.9, 90])
def test_a_scan_is_read_and_its_page_marked(tmp_path: Path, turned: float) -> None:
    told: list[tuple[str, int, int]] = []
    path = pdf(tmp_path / "scan.pdf", words("Vorwort."), picture(scan(turned=turned)))
    document = read_pdf(path, ocr=True, tell=lambda *page: told.append(page))

    recognised = [block for block in document.blocks if block.page == 2]
    assert " ".join(block.text for block in recognised) == " ".join(LINES)
    assert {block.page_label for block in recognised} == {"2 (OCR)"}
    assert [block.page_label for block in document.blocks if block.page == 1] == [""]
    assert told == [("read", 1, 2), ("read", 2, 2), ("recognise", 0, 1), ("recognise", 1, 1)]
    (notice,) = document.notices
    assert re.search(r"Mit Texterkennung \(OCR\) gelesen: Seite 2\. Sicherheit im Mittel 9\d %", notice.de)


def garbled(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "Gxr Fkvwhu vxfkw Sdwqwhu lp Dxvkdqg xqg wrpw vfkqhkk ghp Pdrkw qdfk zgf rhjh")


@needs_tesseract
@needs_font
def test_a_text_layer_that_is_no_text_is_replaced(tmp_path: Path) -> None:
    def both(canvas: Canvas) -> None:
        garbled(canvas)
        picture(scan())(canvas)

    path = pdf(tmp_path / "scan.pdf", both)

    assert "Die Textebene ist unlesbar" in read_pdf(path).notices[0].de
    assert read_pdf(path, ocr=True).blocks[0].text == LINES[0]


@needs_tesseract
def test_an_empty_page_stays_without_text(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read_pdf(pdf(tmp_path / "leer.pdf", picture(Image.new("L", (600, 800), 255))), ocr=True)


@pytest.mark.slow
@needs_tesseract
@needs_font
def test_the_reading_process_recognises_when_asked(tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", picture(scan()), picture(scan()))
    told: list[tuple[str, int, int]] = []
    with FileReader() as reader:
        with pytest.raises(UnreadableSource, match="holds no text"):
            reader.read(path, name="scan.pdf")
        document = reader.read(path, name="scan.pdf", ocr=True, tell=lambda *page: told.append(page))
    assert len(document.blocks) >= 2
    assert told[-1] == ("recognise", 2, 2)


@pytest.mark.slow
@needs_tesseract
@needs_font
def test_a_library_keeps_the_mark_of_recognised_pages(open_library: OpenLibrary, tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", picture(scan()))
    library = open_library()
    (failed,) = library.add([path])
    (added,) = library.add([path], ocr=True)

    assert (failed.code, added.status) == ("no_text", "added")
    assert added.source is not None
    assert "Mit Texterkennung" in added.source.notices[0].de
    assert {passage.page_label for passage in library.registry.passages_of(added.source.id)} == {"1 (OCR)"}
    library.close()


@pytest.mark.slow
@needs_tesseract
@needs_font
def test_a_scan_that_was_added_without_recognition_is_read_anew_with_it_once(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", words("Vorwort."), picture(scan()))
    outcomes = [library.add([path], ocr=ocr)[0] for ocr in (False, True, True, False)]

    assert [outcome.status for outcome in outcomes] == ["added", "replaced", "unchanged", "unchanged"]
    (source,) = library.sources()
    assert (source.version, source.ocr) == (2, True)
    assert LINES[2] in library.registry.text(source.id)


@pytest.mark.slow
@needs_tesseract
def test_a_pdf_whose_pages_all_have_text_stays_as_it_is_with_recognition(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path / "text.pdf", words("Vorwort."))
    (first,) = library.add([path])
    (second,) = library.add([path], ocr=True)

    assert (second.status, [source.version for source in library.sources()]) == ("unchanged", [1])
    assert first.source is not None
    assert [(source.id, source.ocr) for source in library.sources()] == [(first.source.id, True)]


@pytest.mark.slow
@needs_tesseract
@needs_font
def test_a_source_that_failed_as_a_scan_is_recognised_when_it_is_tried_again(library: Library, tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", picture(scan()))
    library.add([path])
    assert [source.code for source in library.sources()] == ["no_text"]
    assert [outcome.code for outcome in library.retry()] == ["no_text"]
    assert [outcome.status for outcome in library.retry(ocr=True)] == ["added"]


@pytest.mark.slow
@needs_tesseract
@needs_font
def test_recognition_that_was_asked_for_survives_the_end_of_the_program(
    library: Library, config: IndexConfig, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "scan.pdf", picture(scan()))
    other = pdf(tmp_path / "other.pdf", picture(Image.new("L", (60, 80), 128)))
    waiting = WaitingFiles(config.data / WAITING_FOLDER)
    waiting.put([(path, "scan.pdf")], "", SourceDetails(), ocr=True)
    waiting.put([(other, "other.pdf")], "", SourceDetails())
    assert [(outcome.status, outcome.code) for outcome in library.resume()] == [("added", ""), ("failed", "no_text")]


@needs_tesseract
@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.skipif(not SCANNED.is_file(), reason="the real sources are not here")
def test_the_scanned_guideline_is_read_with_few_errors(tmp_path: Path) -> None:
    writer = PdfWriter()
    for page in PdfReader(SCANNED.with_name(PRINTED)).pages[:6]:
        writer.add_page(page)
    writer.write(tmp_path / "six.pdf")

    wanted = " ".join(block.text for block in read_pdf(tmp_path / "six.pdf").blocks)
    found = " ".join(block.text for block in read_pdf(SCANNED, ocr=True).blocks)

    assert edits(wanted, found) < 0.02 * len(wanted)


def edits(one: str, other: str) -> int:
    """Return the fewest characters to insert, delete or replace (Levenshtein 1966), row by row."""
    across = np.frombuffer(other.encode("utf-32-le"), dtype=np.uint32)
    places = np.arange(len(across) + 1)
    row = places
    for number, sign in enumerate(one, 1):
        below = np.concatenate(([number], np.minimum(row[:-1] + (across != ord(sign)), row[1:] + 1)))
        row = np.minimum.accumulate(below - places) + places
    return int(row[-1])


def test_without_tesseract_the_file_is_refused_with_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_ocr, "languages", lambda: "")
    blank = picture(Image.new("L", (60, 80), 128))
    with pytest.raises(OcrMissing) as refusal:
        read_pdf(pdf(tmp_path / "scan.pdf", blank), ocr=True)
    assert "Tesseract" in refusal.value.hint.de

    document = read_pdf(pdf(tmp_path / "halb.pdf", words("Vorwort."), blank), ocr=True)
    assert [notice.de[:45] for notice in document.notices] == [
        "Ohne Text, nur Bild: Seite 2.",
        "Auf diesem Rechner fehlt die Texterkennung: D",
    ]


def test_a_page_that_takes_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_ocr, "languages", lambda: "deu")
    monkeypatch.setattr(pdf_ocr, "_hocr", _too_slow)
    path = pdf(tmp_path / "halb.pdf", words("Vorwort."), picture(Image.new("L", (60, 80), 128)))

    notices = [notice.de for notice in read_pdf(path, ocr=True).notices]
    assert "Die Texterkennung ist gescheitert: Seite 2." in notices


def _too_slow(image: Image.Image, until: float) -> None:
    raise RuntimeError("Tesseract process timeout")


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (
            "Der Cluster sucht Partner im Ausland und fördert die Zusammenarbeit mit vielen Hochschulen in der Region.",
            False,
        ),
        ("Gxr Fkvwhu vxfkw Sdwqwhu lp Dxvkdqg xqg wrpw vfkqhkk ghp Pdrkw qdfk zgf rhjh", True),
        ("\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009\ue00a Text", True),
        ("12.345,67 89.012,34 56.789,01", False),
        ("Κάθε άνθρωπος δικαιούται", False),
        ("BMBF DLR VDI VDE GmbH", False),
    ],
)
def test_garbled_text_is_told_from_text(text: str, garbled: bool) -> None:
    assert pdf_ocr.is_garbled(text) == garbled
