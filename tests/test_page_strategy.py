"""The tab "Strategy" in a real browser: profile, draft, edit, write anew, reject, accept, export, open the file."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from page_driver import fill_new, go_to, opened_page, overflows, pick_source, served, switch_language, visited
from page_fake import FakeAssistant, FakeLibrary, furnished_library
from playwright.sync_api import Browser, Page, expect

from assistant.owner import OWNER
from assistant.workspace.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture(scope="module")
def site(library: FakeLibrary, workspace: Workspace) -> Iterator[str]:
    with served(FakeAssistant(library), workspace) as address:
        yield address


@pytest.fixture
def address(site: str, library: FakeLibrary, workspace: Workspace) -> str:
    """The page's address, its library furnished anew and its workspace emptied."""
    fresh = furnished_library()
    library.shelf, library.texts = fresh.shelf, fresh.texts
    for strategy in workspace.strategies(OWNER):
        workspace.delete(OWNER, strategy.id)
    return site


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened_page(browser, address) as page:
        go_to(page, "Strategie")
        yield page


def begin(page: Page, *, example: bool = True) -> None:
    """Begin a strategy and wait until it is there."""
    page.locator("#example-strategy" if example else "#new-strategy").click()
    expect(page.locator("#strategy-notice")).to_contain_text("Angelegt")


def written(page: Page) -> None:
    """Write the whole draft."""
    page.get_by_role("tab", name="2. Entwurf").click()
    page.locator("#write-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Entwurf fertig", timeout=60_000)
    expect(page.locator("#section-text h2")).to_be_visible()


def choose(page: Page, title: str) -> None:
    """Choose a section of the outline."""
    page.locator("#outline label", has_text=title).click()
    expect(page.locator("#section-text h2")).to_have_text(title)


def test_from_the_profile_to_the_word_file(page: Page, tmp_path: Path) -> None:
    begin(page)
    name = page.locator("#profile-name input, #profile-name textarea")
    expect(name).to_have_value("StromTakt Silbergrund")
    name.fill("StromTakt Nord")
    page.locator("#save-profile").click()
    expect(page.locator("#profile-notice")).to_contain_text("Profil gespeichert.")
    expect(page.locator("#profile-notice")).to_contain_text("Die Angaben passen zueinander.")
    written(page)
    expect(page.locator("#outline label")).to_have_count(10)
    expect(page.locator("#section-text")).to_contain_text("StromTakt Nord")
    choose(page, "Finanzierungsplan")
    expect(page.locator("#section-text tr.total")).to_contain_text("355.000")
    edit_section(page, "\n\nDer Vorstand berät im März.")
    expect(page.locator("#section-text .part.own").last).to_contain_text("Der Vorstand berät im März.")
    document = exported(page, tmp_path / "strategie.docx")
    assert "Der Vorstand berät im März." in document
    assert "StromTakt Nord" in document


def exported(page: Page, path: Path) -> str:
    """Export the strategy as it is chosen on the tab, save it, and return the text of the Word file."""
    page.get_by_role("tab", name="4. Export").click()
    page.locator("#export-draft").click()
    with page.expect_download() as download:
        page.locator("#exported a").first.click()
    download.value.save_as(path)
    with ZipFile(path) as parts:
        return parts.read("word/document.xml").decode()


def edit_section(page: Page, added: str) -> None:
    page.locator("#edit").click()
    box = page.locator("#edit-section textarea")
    expect(box).to_be_visible()
    box.fill(box.input_value() + added)
    page.locator("#save-section").click()
    expect(page.locator("#draft-notice")).to_contain_text("Gespeichert")


def test_a_section_written_anew_is_a_proposal_that_may_be_rejected_or_accepted(page: Page) -> None:
    begin(page)
    written(page)
    edit_section(page, "\n\nNur hier steht das.")
    page.locator("#rewrite").click()
    expect(page.locator("#difference del")).to_contain_text("Nur hier steht das.")
    expect(page.locator("#section-text")).to_contain_text("Nur hier steht das.")
    page.locator("#reject").click()
    expect(page.locator("#draft-notice")).to_contain_text("abgelehnt")
    expect(page.locator("#section-text")).to_contain_text("Nur hier steht das.")
    page.locator("#rewrite").click()
    expect(page.locator("#difference del")).to_be_visible()
    page.locator("#accept").click()
    expect(page.locator("#draft-notice")).to_contain_text("übernommen")
    expect(page.locator("#section-text")).not_to_contain_text("Nur hier steht das.")
    page.locator("#versions input").click()
    page.get_by_role("option", name="Fassung 2 ").click()
    page.locator("#restore").click()
    expect(page.locator("#section-text")).to_contain_text("Nur hier steht das.")


def test_a_second_draft_leaves_the_texts_alone_and_proposes(page: Page) -> None:
    begin(page)
    written(page)
    edit_section(page, "\n\nNur hier steht das.")
    page.locator("#write-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Als Vorschlag wartende Abschnitte: 1", timeout=60_000)
    expect(page.locator("#section-text")).to_contain_text("Nur hier steht das.")


def test_an_empty_profile_gives_questions(page: Page) -> None:
    begin(page, example=False)
    written(page)
    expect(page.locator("#section-text .part.open").first).to_be_visible()
    expect(page.locator("#section-text .part:not(.open)")).to_have_count(0)
    expect(page.locator("#outline label").first).to_contain_text("offen")


def test_what_cannot_be_read_in_the_profile_is_named_and_stays_typed(page: Page) -> None:
    begin(page, example=False)
    page.get_by_role("button", name="Finanzen, Arbeitsplan, Risiken").click()
    budget = page.locator("#profile-budget textarea")
    expect(budget).to_be_visible()
    page.wait_for_timeout(1000)  # milliseconds; see page_driver.fill_new
    budget.fill("Reisen | Land | 2027 | viel")
    page.locator("#save-profile").click()
    expect(page.get_by_role("alert")).to_contain_text("Finanzierungsplan, Zeile 1: „viel“: erwartet wird ein Betrag")
    expect(budget).to_have_value("Reisen | Land | 2027 | viel")


def test_a_wrong_profile_file_is_refused_with_the_field(page: Page, tmp_path: Path) -> None:
    begin(page, example=False)
    (tmp_path / "profil.yaml").write_text("nmae: LichtNetz\n", encoding="utf-8")
    load_profile(page, tmp_path / "profil.yaml")
    expect(page.get_by_role("alert")).to_contain_text("profil.yaml: nmae: dieses Feld gibt es nicht.")
    (tmp_path / "profil.yaml").write_text("name: LichtNetz\n", encoding="utf-8")
    load_profile(page, tmp_path / "profil.yaml")
    expect(page.locator("#profile-name input, #profile-name textarea")).to_have_value("LichtNetz")


def load_profile(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#upload-profile").click()
    chooser.value.set_files(path)


def test_an_altered_quote_is_refused_and_the_text_stays_in_the_editor(page: Page) -> None:
    begin(page)
    written(page)
    page.locator("#edit").click()
    box = page.locator("#edit-section textarea")
    expect(box).to_be_visible()
    text = box.input_value()
    assert "[Quelle]" in text
    start = text.index("„", text.index("[Quelle]"))
    altered = f"{text[: start + 1]}Niemals {text[start + 1 :]}"
    box.fill(altered.replace("regelmäßige Besuche", "seltene Besuche"))
    page.locator("#save-section").click()
    expect(page.get_by_role("alert")).to_contain_text("steht so nicht in der Quelle")
    expect(box).to_have_value(altered.replace("regelmäßige Besuche", "seltene Besuche"))


def test_two_tabs_do_not_overwrite_each_other_silently(browser: Browser, page: Page, address: str) -> None:
    begin(page)
    written(page)
    with opened_page(browser, address) as other:
        go_to(other, "Strategie")
        other.get_by_role("tab", name="2. Entwurf").click()
        expect(other.locator("#section-text h2")).to_be_visible()
        edit_section(page, "\n\nAus dem ersten Fenster.")
        other.locator("#edit").click()
        box = other.locator("#edit-section textarea")
        expect(box).to_be_visible()
        box.fill(box.input_value() + "\n\nAus dem zweiten Fenster.")
        other.locator("#save-section").click()
        expect(other.get_by_role("alert")).to_contain_text("inzwischen an anderer Stelle geändert")
        expect(other.locator("#section-text")).to_contain_text("Aus dem ersten Fenster.")
        expect(box).to_have_value("".join((box.input_value().split("\n\nAus")[0], "\n\nAus dem zweiten Fenster.")))


def test_an_unsaved_text_stays_when_anything_else_is_done(page: Page) -> None:
    begin(page)
    written(page)
    page.locator("#edit").click()
    box = page.locator("#edit-section textarea")
    expect(box).to_be_visible()
    typed = box.input_value() + "\n\nNoch nicht gespeichert."
    box.fill(typed)
    choose(page, "Finanzierungsplan")
    expect(box).to_be_hidden()
    expect(page.locator("#outline label").first).to_contain_text("nicht gespeichert")
    choose(page, "Die Strategie in Kürze")
    expect(box).to_have_value(typed)
    fill_new(page.locator("#comment textarea, #comment input"), "Bitte prüfen")
    page.locator("#add-comment").click()
    expect(page.locator("#comments")).to_contain_text("Bitte prüfen")
    switch_language(page, "English")
    expect(page.locator("#save-section")).to_have_text("Save")
    expect(box).to_have_value(typed)
    page.locator("#save-section").click()
    expect(page.locator("#section-text")).to_contain_text("Noch nicht gespeichert.")


def test_a_profile_typed_and_not_saved_survives_another_language(page: Page) -> None:
    begin(page, example=False)
    name = page.locator("#profile-name input, #profile-name textarea")
    name.fill("LichtNetz")
    switch_language(page, "English")
    expect(page.locator("#save-profile")).to_have_text("Save profile")
    expect(name).to_have_value("LichtNetz")


def test_a_strategy_deleted_in_another_tab_is_said_to_be_gone(browser: Browser, page: Page, address: str) -> None:
    begin(page)
    written(page)
    with opened_page(browser, address) as other:
        go_to(other, "Strategie")
        other.locator("#delete-strategy").click()
        other.locator("#confirm-delete-strategy").click()
        expect(other.locator("#strategy-notice")).to_contain_text("Gelöscht")
    page.locator("#rewrite").click()
    expect(page.get_by_role("alert").first).to_contain_text("gibt es nicht")


def test_a_quote_of_a_source_that_was_removed_is_flagged(page: Page) -> None:
    begin(page)
    written(page)
    cited = page.locator("#quotes li .about").first.inner_text().partition(" (")[0]
    expect(page.locator("#quotes .gone")).to_have_count(0)
    go_to(page, "Bibliothek")
    pick_source(page, cited)
    page.locator("#delete").click()
    in_strategy = "„Internationalisierungsstrategie StromTakt Silbergrund“: Die Strategie in Kürze"
    expect(page.locator("#confirm-text")).to_contain_text(in_strategy)
    page.locator("#confirm-delete").click()
    expect(page.locator("#editor-notice")).to_contain_text(f"Gelöscht: {cited}")
    expect(page.locator("#editor-notice")).to_contain_text(in_strategy)
    go_to(page, "Strategie")
    choose(page, "Finanzierungsplan")
    choose(page, "Die Strategie in Kürze")
    expect(page.locator("#quotes .gone").first).to_have_text("Diese Quelle ist nicht mehr in der Bibliothek.")


def test_a_locked_section_is_not_changed(page: Page) -> None:
    begin(page)
    written(page)
    page.locator("#locked input").check()
    expect(page.locator("#outline label").first).to_contain_text("gesperrt")
    page.locator("#rewrite").click()
    expect(page.get_by_role("alert")).to_contain_text("ist gesperrt")


def test_a_strategy_is_still_there_after_a_reload_and_gone_when_deleted(page: Page, address: str) -> None:
    begin(page)
    written(page)
    visited(page, address)
    go_to(page, "Strategie")
    page.get_by_role("tab", name="2. Entwurf").click()
    expect(page.locator("#section-text h2")).to_be_visible()
    page.locator("#delete-strategy").click()
    expect(page.get_by_role("alert")).to_contain_text("endgültig löschen?")
    page.locator("#confirm-delete-strategy").click()
    expect(page.locator("#strategy-notice")).to_contain_text("Gelöscht")
    expect(page.locator("#strategy-work")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_in_english_and_at_any_width_nothing_is_cut_off(browser: Browser, address: str, width: int) -> None:
    with opened_page(browser, address, width=width) as page:
        go_to(page, "Strategie")
        begin(page)
        written(page)
        switch_language(page, "English")
        expect(page.locator("#write-draft")).to_have_text("Write the draft")
        expect(page.locator("#section-text .kind").first).to_have_text("Own data")
        assert not overflows(page)
