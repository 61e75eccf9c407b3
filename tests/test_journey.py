"""The product in a real browser, with the real embedder: ask, read the passage, add a file, ask about it, delete it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_driver import (
    ask,
    delete_source,
    go_to,
    new_tab,
    open_mark,
    served,
    switch_language,
    upload,
    visited,
)
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from assistant.assistant import Assistant
from assistant.starter import STARTER_FILES
from ingest.check import check_library
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.embed import Embedder
from ingest.library import Library

pytestmark = pytest.mark.browser

FILES = ("leitfaden-4-checkliste.md", "beispielstrategie-3-agrar-lebensmitteltechnik.md")
CHECKLIST = "Leitfaden Internationalisierungsstrategie, Teil 4: Checkliste mit 19 Punkten"
QUESTION = "Was sagt die Checkliste zur Kick-Off-Veranstaltung?"
# Every name in it is invented and stands nowhere else.
OWN_TITLE = "Das Quorfellen-Programm"
OWN_TEXT = f"""# {OWN_TITLE}

## Förderung durch Quorfellen

Das Quorfellen-Programm der Region Tirbach fördert Reisen zu Partnerclustern mit 4711 Talern je Mitglied.
Zuständig für das Quorfellen-Programm ist die Zwendamer Stiftung in Brolsheim.
"""
OWN_QUESTION = "Wer ist für das Quorfellen-Programm zuständig?"
# As they stand in the files: the full text keeps folded stems.
OWN_WORDS = (b"uorfell", b"irbach", b"wendam", b"rolsheim", b"4711")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Iterator[Assistant]:
    """The real assistant over a library of two starter files."""
    config = IndexConfig(tmp_path_factory.mktemp("journey") / "library", recipe_for(DEFAULT_EMBEDDER))
    library = Library.open(config, embedder=real_embedder)
    library.add([STARTER_FILES / name for name in FILES], origin="starter")
    yield Assistant(library)
    library.close()


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with served(assistant) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page of a German reader; whatever the test does in it, no other host may be asked for anything."""
    asked: list[str] = []
    with new_tab(browser) as page:
        page.on("request", lambda request: asked.append(request.url))
        yield visited(page, address)
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_a_mark_of_a_german_answer_opens_the_passage_with_exactly_the_cited_quote(
    page: Page, assistant: Assistant
) -> None:
    reply = ask(page, QUESTION)
    expect(reply.locator(".state")).to_have_text("Belegt")
    expect(reply.locator(".answer")).to_contain_text("innerhalb der ersten sechs Monate der Förderphase")
    cited = assistant.ask(QUESTION).citations[0]
    panel = open_mark(page, cited.mark)
    assert panel.locator("mark").text_content() == cited.quote
    assert cited.quote == assistant.library.registry.text(cited.source.id)[cited.start : cited.end]
    expect(panel.locator(".source-title")).to_have_text(CHECKLIST)
    expect(panel.locator(".heading-path")).to_contain_text("Checkliste zur Überprüfung der Internationalisierungsstr")
    expect(panel.locator(".attribution")).to_have_text("nach Söllner/Wiese/Wiesner (2018), Kap. 10")


def test_a_file_is_added_asked_about_deleted_and_then_gone_from_answers_and_disk(
    page: Page, assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "foerderung.md").write_text(OWN_TEXT, encoding="utf-8")
    go_to(page, "Bibliothek")
    expect(upload(page, [tmp_path / "foerderung.md"])).to_contain_text("Hinzugefügt")
    assert words_on_disk(assistant.library) == set(OWN_WORDS)
    go_to(page, "Fragen")
    reply = ask(page, OWN_QUESTION)
    expect(reply.locator(".state")).to_have_text("Belegt")
    expect(reply.locator(".answer")).to_contain_text("Zwendamer Stiftung in Brolsheim")
    expect(open_mark(page, 1).locator(".source-title")).to_have_text(OWN_TITLE)
    go_to(page, "Bibliothek")
    delete_source(page, OWN_TITLE)
    go_to(page, "Fragen")
    reply = ask(page, OWN_QUESTION)
    expect(reply.locator(".state")).to_have_text("Kein Beleg in der Bibliothek")
    expect(reply).not_to_contain_text("Zwendamer")
    assert words_on_disk(assistant.library) == set()


def test_files_that_cannot_be_read_are_told_with_their_reason_and_change_nothing(
    page: Page, assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "programm.pdf").write_bytes(b"MZ\x90\x00" + bytes(500))
    (tmp_path / "leer.txt").write_bytes(b"")
    protected_pdf(tmp_path / "geheim.pdf")
    before = readable(assistant.library)
    go_to(page, "Bibliothek")
    result = upload(page, [tmp_path / name for name in ("programm.pdf", "leer.txt", "geheim.pdf")])
    files = result.locator(".file")
    expect(files.nth(0)).to_contain_text("programm.pdf kann nicht gelesen werden")
    expect(files.nth(1)).to_contain_text("leer.txt ist leer.")
    expect(files.nth(2)).to_contain_text("geheim.pdf ist mit einem Kennwort geschützt.")
    assert readable(assistant.library) == before
    assert check_library(assistant.library).problems == ()


def test_reasons_are_told_in_english_to_an_english_reader(page: Page, tmp_path: Path) -> None:
    (tmp_path / "blank.txt").write_bytes(b"")
    switch_language(page, "English")
    go_to(page, "Library")
    expect(upload(page, [tmp_path / "blank.txt"])).to_contain_text("blank.txt is empty. Save the file anew")


def test_a_protected_pdf_is_read_with_its_password(page: Page, assistant: Assistant, tmp_path: Path) -> None:
    protected_pdf(tmp_path / "tresor.pdf")
    go_to(page, "Bibliothek")
    expect(upload(page, [tmp_path / "tresor.pdf"], password="Sesam")).to_contain_text("Hinzugefügt")
    delete_source(page, "tresor")


def test_a_question_of_10000_characters_is_refused_with_a_reason_and_the_next_one_answered(page: Page) -> None:
    reply = ask(page, "Kick-Off " * 1111 + "?")
    expect(reply).to_contain_text("Die Frage hat 10000 Zeichen, höchstens 4000 sind möglich. Kürzen Sie sie")
    expect(ask(page, QUESTION).locator(".state")).to_have_text("Belegt")


def test_the_english_interface_keeps_the_conversation_and_answers_english_questions(page: Page) -> None:
    first = answer_text(ask(page, QUESTION))
    switch_language(page, "English")
    turns = page.locator("#conversation .turn")
    expect(turns).to_have_count(1)
    expect(turns.first.locator(".state")).to_have_text("Supported")
    assert answer_text(turns.first) == first
    reply = ask(page, "Which goals does AgriFood Kornbeuren want to reach?")
    expect(reply.locator(".answer")).to_have_attribute("lang", "en")
    expect(turns).to_have_count(2)


def answer_text(within: Locator) -> str:
    return within.locator(".answer").inner_text()


def readable(library: Library) -> dict[str, int]:
    """Return the sources that answers may come from, with their passages."""
    return {source.id: source.passages for source in library.sources() if source.state == "ready"}


def words_on_disk(library: Library) -> set[bytes]:
    """Return which words of the test's own file stand in any file of the library's folder."""
    library.finish()  # the last of what was removed goes in the background
    contents = [path.read_bytes() for path in library.config.data.rglob("*") if path.is_file()]
    return {word for word in OWN_WORDS if any(word in content for content in contents)}


def protected_pdf(path: Path) -> None:
    """Write a PDF of one sentence that opens with the password "Sesam"."""
    plain = path.with_name("offen-" + path.name)
    sheet = canvas.Canvas(str(plain))
    sheet.setTitle(path.stem)
    sheet.drawString(72, 700, "Dieser Satz liegt hinter einem Kennwort.")
    sheet.save()
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("Sesam", algorithm="AES-256")
    with path.open("wb") as file:
        writer.write(file)
