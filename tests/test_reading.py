"""Reading in a process of its own: whatever a file does to its reader, the next file is read."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from ingest.errors import Cancelled, UnreadableSource
from ingest.reading import FileReader


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader() as reader:
        yield reader


def _good(folder: Path) -> Path:
    path = folder / "gut.txt"
    path.write_text("Dieser Satz ist gut zu lesen.", encoding="utf-8")
    return path


def _pdf(path: Path, text: str = "", *, image: bool = False) -> Path:
    page = canvas.Canvas(str(path))
    if text:
        page.drawString(72, 700, text)
    if image:
        page.drawImage(ImageReader(Image.new("L", (60, 60), 128)), 72, 400, width=200, height=200)
    page.save()
    return path


def _encrypted(path: Path, password: str) -> Path:
    plain = _pdf(path.with_name("offen.pdf"), "Dieser Satz liegt hinter einem Kennwort.")
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt(password, algorithm="AES-256")
    with path.open("wb") as file:
        writer.write(file)
    return path


def _children() -> list[int]:
    """Return the processes that this one has started and that still run."""
    tasks = Path("/proc/self/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def _refusal(reader: FileReader, path: Path, *, name: str = "", password: str = "") -> UnreadableSource:
    with pytest.raises(UnreadableSource) as caught:
        reader.read(path, name=name or path.name, password=password)
    return caught.value


def test_a_good_file_is_read(reader: FileReader, tmp_path: Path) -> None:
    document = reader.read(_good(tmp_path), name="gut.txt")
    assert [block.text for block in document.blocks] == ["Dieser Satz ist gut zu lesen."]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("leer.txt", b"", "empty_file"),
        ("leer.pdf", b"", "empty_file"),
        ("brief.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_type"),
        ("brief.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_type"),
        ("setup.pdf", b"MZ\x90\x00\x03" + b"\0" * 600, "unsupported_type"),
        ("setup.txt", b"MZ\x90\x00\x03" + b"\0" * 600, "unsupported_type"),
        ("leer.rtf", b"{\\rtf1\\ansi }", "empty_file"),
        ("bild.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "unsupported_type"),
        ("daten.xyz", b"\x07\0\x03irgendwas\x01\x02\0\x05", "unsupported_type"),
        ("daten.xyz", b'{"land": "Chile"}', "unsupported_type"),
        ("bild.txt.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_type"),
        ("daten.xml", b"<?xml version='1.0'?><land>Chile</land>", "unsupported_type"),
        ("rest.pdf", b"5 0 obj << /Type /Page >> endobj", "unsupported_type"),
        ("film.docx", b"\0\0\0\x20ftypmp42" + b"\0" * 60, "unsupported_type"),
        ("archiv.odt", b"\x1f\x8b\x08" + b"\0" * 60, "unsupported_type"),
        ("mail.eml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_type"),
        ("kaputt.pdf", b"%PDF-1.7\nnicht mehr", "damaged"),
        ("kaputt.pdf", b"%PDF******\n1 0 obj", "damaged"),
        ("kaputt.docx", b"PK\x03\x04nicht mehr", "damaged"),
    ],
)
def test_a_file_that_is_no_document_is_refused_by_name_in_both_languages(
    reader: FileReader, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = _refusal(reader, path)
    assert error.code == code
    assert name in error.message.de
    assert name in error.message.en
    assert error.hint.de
    assert error.hint.en


@pytest.mark.parametrize("content", [" \n\t\n ", "\ufeff", "\u200b\u200b"])
def test_a_text_of_nothing_but_white_space_is_refused(reader: FileReader, tmp_path: Path, content: str) -> None:
    path = tmp_path / "blank.txt"
    path.write_text(content, encoding="utf-8")
    assert _refusal(reader, path).code in ("empty_file", "no_text")


@pytest.mark.parametrize(
    "text", ["MZ ist das Kürzel für Mainz. Mehr steht hier nicht.", "Jede Datei mit %PDF- am Anfang."]
)
def test_a_text_may_begin_like_another_format(reader: FileReader, tmp_path: Path, text: str) -> None:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    assert reader.read(path, name="text.txt").blocks[0].text == text


@pytest.mark.parametrize("name", ["notiz.doc", "notiz.pdf", "notiz"])
def test_a_text_is_read_whatever_its_name_says(reader: FileReader, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Der Cluster wächst.", encoding="utf-8")
    assert [block.text for block in reader.read(path, name=name).blocks] == ["Der Cluster wächst."]


def test_a_missing_file_is_said(reader: FileReader, tmp_path: Path) -> None:
    assert _refusal(reader, tmp_path / "fehlt.txt").code == "missing_path"


def test_a_scan_is_said_to_hold_no_text(reader: FileReader, tmp_path: Path) -> None:
    error = _refusal(reader, _pdf(tmp_path / "scan.pdf", image=True))
    assert error.code == "no_text"
    assert "OCR" in error.hint.de


def test_a_protected_pdf_asks_for_its_password_and_opens_with_it(reader: FileReader, tmp_path: Path) -> None:
    path = _encrypted(tmp_path / "geheim.pdf", "Sesam öffne")
    assert _refusal(reader, path).code == "password_needed"
    assert _refusal(reader, path, password="falsch").code == "wrong_password"
    document = reader.read(path, name="geheim.pdf", password="Sesam öffne")
    assert "Dieser Satz liegt hinter einem Kennwort." in document.blocks[0].text


def test_an_error_names_the_file_as_the_user_knows_it(reader: FileReader, tmp_path: Path) -> None:
    path = tmp_path / "tmp8x3k2.pdf"
    path.write_bytes(b"")
    error = _refusal(reader, path, name="Bericht 2024.pdf")
    assert "Bericht 2024.pdf" in error.message.de
    assert "tmp8x3k2" not in error.message.de


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with FileReader(limit_bytes=10) as reader:
        assert _refusal(reader, _good(tmp_path)).code == "too_large"


def test_a_file_whose_name_is_no_valid_text_is_read(reader: FileReader, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("Ein Satz steht hier.", encoding="utf-8")
    assert reader.read(path, name="caf.txt").blocks[0].text == "Ein Satz steht hier."


@pytest.mark.slow
def test_a_reader_that_hangs_costs_one_file(tmp_path: Path) -> None:
    path = _good(tmp_path)
    with FileReader(limit_seconds=10) as warm_up:
        warm_up.read(path, name="gut.txt")
    with FileReader(limit_seconds=2) as reader:
        before = set(_children())
        reader.read(path, name="gut.txt")
        (child,) = set(_children()) - before
        os.kill(child, signal.SIGSTOP)
        started = time.monotonic()
        error = _refusal(reader, path)
        assert error.code == "too_slow"
        assert "gut.txt" in error.message.de
        assert time.monotonic() - started < 5
        assert reader.read(path, name="gut.txt").blocks
        assert child not in _children()


@contextmanager
def _killed_while_reading(path: Path) -> Iterator[FileReader]:
    """Give a reader whose process is killed 0.3 s later; it is held until then, so that it is still at the file."""
    with FileReader(limit_seconds=30) as reader:
        before = set(_children())
        reader.read(path, name=path.name)
        (child,) = set(_children()) - before
        os.kill(child, signal.SIGSTOP)
        killer = threading.Timer(0.3, os.kill, (child, signal.SIGKILL))
        killer.start()
        yield reader
        killer.join()


def test_a_reader_killed_in_the_middle_of_a_file_costs_that_file(tmp_path: Path) -> None:
    path = _good(tmp_path)
    with _killed_while_reading(path) as reader:
        error = _refusal(reader, path)
        assert error.code == "reader_died"
        assert "gut.txt" in error.message.en
        assert reader.read(path, name="gut.txt").blocks


def test_a_pdf_that_makes_its_reader_crash_is_read_by_the_second_one_without_layout(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "absturz.pdf", "Dieser Satz ist gut zu lesen.")
    with _killed_while_reading(path) as reader:
        document = reader.read(path, name="absturz.pdf")
    assert [block.text for block in document.blocks] == ["Dieser Satz ist gut zu lesen."]
    assert ["ohne Überschriften und Tabellen" in notice.de for notice in document.notices] == [True]


def test_where_the_second_reader_finds_nothing_the_crash_is_what_is_said(tmp_path: Path) -> None:
    path, scan = _pdf(tmp_path / "absturz.pdf", "Gut zu lesen."), _pdf(tmp_path / "scan.pdf", image=True)
    with _killed_while_reading(path) as reader:
        scan.replace(path)
        assert _refusal(reader, path).code == "reader_died"


def test_a_reader_that_died_between_two_files_costs_none(tmp_path: Path) -> None:
    path = _good(tmp_path)
    with FileReader() as reader:
        before = set(_children())
        reader.read(path, name="gut.txt")
        (child,) = set(_children()) - before
        os.kill(child, signal.SIGKILL)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert reader.read(path, name="gut.txt").blocks


@pytest.mark.slow
def test_each_page_of_a_pdf_that_takes_its_time_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = tmp_path / "lang.pdf"
    page = canvas.Canvas(str(path))
    for _ in range(12):
        for line in range(60):
            page.drawString(72, 800 - 12 * line, "Ein Satz, der eine Zeile füllt, steht hier sechzigmal untereinander.")
        page.showPage()
    page.save()
    with FileReader() as reader:
        reader.read(path, name="lang.pdf", tell=lambda *page: told.append(page))
    assert {(step, total) for step, _, total in told} == {("read", 12)}
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})


def test_a_reader_that_is_stopped_ends_at_once_and_reads_the_next_file(tmp_path: Path) -> None:
    path, stopped = _good(tmp_path), threading.Event()
    with FileReader() as reader:
        before = set(_children())
        reader.read(path, name="gut.txt")
        (child,) = set(_children()) - before
        os.kill(child, signal.SIGSTOP)
        threading.Timer(0.2, stopped.set).start()
        started = time.monotonic()
        with pytest.raises(Cancelled):
            reader.read(path, name="gut.txt", stopped=stopped)
        assert time.monotonic() - started < 5
        assert reader.read(path, name="gut.txt").blocks


def test_a_closed_reader_leaves_no_process(tmp_path: Path) -> None:
    before = set(_children())
    with FileReader() as reader:
        reader.read(_good(tmp_path), name="gut.txt")
    assert set(_children()) <= before
