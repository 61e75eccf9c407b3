"""Months of work on a strategy in a real browser: kept while typed, undone, moved, checked, by another outline."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_driver import fill_new, go_to, opened_page, served, visited
from page_fake import FakeAssistant, furnished_library
from playwright.sync_api import Browser, Page, expect
from test_page_strategy import choose, edit_section, exported, written

from assistant.owner import OWNER
from assistant.studio.draft import Studio
from assistant.studio.example import example_profile
from assistant.studio.outline import load_chapters, load_outline
from assistant.studio.records import Section
from assistant.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

CALL = """
id = "call"
title = "Förderaufruf 2020"
scope = "Er gilt für Cluster des Landes."
valid_until = "2020-06-30"

[[sections]]
id = "idea"
title = "Die Idee"
purpose = "Worum es geht."
questions = ["Was ist neu daran?"]
sentences = ["Antragsteller: {name}."]
"""


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant(furnished_library())


@pytest.fixture(scope="module")
def site(workspace: Workspace, assistant: FakeAssistant) -> Iterator[str]:
    with served(assistant, workspace) as address:
        yield address


@pytest.fixture(scope="module")
def sections() -> tuple[Section, ...]:
    """The draft of the example profile."""
    assistant = FakeAssistant(furnished_library())
    studio = Studio(load_outline(), load_chapters(), assistant)
    return tuple(studio.sections(example_profile(), "de"))


@pytest.fixture
def page(browser: Browser, site: str, workspace: Workspace) -> Iterator[Page]:
    """The page with a fresh strategy of the example profile, not drafted yet."""
    begun(workspace)
    with opened_page(browser, site) as page:
        go_to(page, "Strategie")
        yield page


@pytest.fixture
def draft(browser: Browser, site: str, workspace: Workspace, sections: tuple[Section, ...]) -> Iterator[Page]:
    """The page with the draft of a fresh strategy."""
    workspace.add_sections(OWNER, begun(workspace), sections)
    with opened_page(browser, site) as page:
        go_to(page, "Strategie")
        page.get_by_role("tab", name="2. Entwurf").click()
        expect(page.locator("#section-text h2")).to_be_visible()
        yield page


def begun(workspace: Workspace) -> str:
    """Empty the workspace, begin a strategy and return its id."""
    for strategy in workspace.strategies(OWNER):
        workspace.delete(OWNER, strategy.id)
    return workspace.create(OWNER, "Internationalisierungsstrategie", example_profile(), "de").id


def reload(page: Page, tab: str) -> None:
    """Load the page anew, as after a power cut, and go to a pane of the strategy."""
    visited(page, page.url)
    go_to(page, "Strategie")
    page.get_by_role("tab", name=tab).click()


def test_what_is_typed_into_a_section_is_there_again_after_a_reload(draft: Page) -> None:
    draft.locator("#edit").click()
    box = draft.locator("#edit-section textarea")
    expect(box).to_be_visible()
    box.press("Control+End")
    box.press_sequentially(" Getippt, nicht gespeichert.")
    expect(draft.locator("#kept")).to_contain_text("wird laufend aufgehoben")
    draft.wait_for_timeout(1000)  # milliseconds: the last letters are on their way
    reload(draft, "2. Entwurf")
    expect(draft.locator("#kept")).to_contain_text("Hier ist wieder")
    assert box.input_value().endswith("Getippt, nicht gespeichert.")
    draft.locator("#save-section").click()
    expect(draft.locator("#section-text")).to_contain_text("Getippt, nicht gespeichert.")
    expect(draft.locator("#outline label").first).not_to_contain_text("nicht gespeichert")


def test_what_is_discarded_is_gone_after_a_reload_too(draft: Page) -> None:
    draft.locator("#edit").click()
    box = draft.locator("#edit-section textarea")
    expect(box).to_be_visible()
    box.fill("Weg damit.")
    draft.locator("#discard-section").click()
    expect(box).to_be_hidden()
    reload(draft, "2. Entwurf")
    expect(draft.locator("#section-text h2")).to_be_visible()
    expect(box).to_be_hidden()


def test_what_is_typed_into_the_profile_is_there_again_after_a_reload(page: Page) -> None:
    name = page.locator("#profile-name input, #profile-name textarea")
    name.press("Control+a")
    name.press_sequentially("StromTakt Süd")
    page.wait_for_timeout(1500)  # milliseconds: the last letters are on their way
    reload(page, "1. Profil")
    expect(page.locator("#profile-notice")).to_contain_text("Hier ist wieder")
    expect(name).to_have_value("StromTakt Süd")
    page.locator("#save-profile").click()
    expect(page.locator("#profile-notice")).to_contain_text("Profil gespeichert.")
    reload(page, "1. Profil")
    expect(name).to_have_value("StromTakt Süd")
    expect(page.locator("#profile-notice")).not_to_contain_text("Hier ist wieder")


def test_undo_brings_the_text_before_back(draft: Page) -> None:
    edit_section(draft, "\n\nEin Satz zu viel.")
    expect(draft.locator("#section-text")).to_contain_text("Ein Satz zu viel.")
    draft.locator("#undo").click()
    expect(draft.locator("#section-text")).not_to_contain_text("Ein Satz zu viel.")
    draft.locator("#undo").click()
    expect(draft.get_by_role("alert")).to_contain_text("keinen anderen")


def test_sections_are_moved_added_and_deleted(draft: Page) -> None:
    outline = draft.locator("#outline label")
    choose(draft, "Finanzierungsplan")
    draft.locator("#move-up").click()
    expect(outline.first).to_contain_text("1. Finanzierungsplan")
    draft.locator("#new-section textarea, #new-section input").fill("Grußwort")
    draft.locator("#add-section").click()
    expect(draft.locator("#section-text h2")).to_have_text("Grußwort")
    expect(outline.last).to_contain_text("11. Grußwort")
    edit_section(draft, "Liebe Leserinnen und Leser.")
    draft.locator("#rewrite").click()
    expect(draft.locator("#draft-notice")).to_contain_text("steht nicht in der Gliederung")
    draft.locator("#delete-section").click()
    draft.locator("#confirm-delete-section").click()
    expect(draft.locator("#draft-notice")).to_contain_text("Gelöscht: Grußwort")
    expect(outline).to_have_count(10)


def test_a_comment_is_added_and_deleted(draft: Page) -> None:
    fill_new(draft.locator("#comment textarea, #comment input"), "Bitte prüfen")
    draft.locator("#add-comment").click()
    expect(draft.locator("#comments li")).to_contain_text("Bitte prüfen")
    draft.locator("#comments .delete-comment").click()
    expect(draft.locator("#comments li")).to_have_count(0)


def test_the_author_is_told_what_a_section_is_for(draft: Page) -> None:
    choose(draft, "Finanzierungsplan")
    expect(draft.locator("#guidance")).to_contain_text("was die Umsetzung kostet")
    expect(draft.locator("#guidance")).to_contain_text("Üblich sind 150 bis 400 Wörter")
    draft.locator("#guidance summary").click()
    expect(draft.locator("#guidance li").first).to_be_visible()


def test_an_outline_of_ones_own_makes_the_next_draft_and_warns_when_it_has_expired(page: Page, tmp_path: Path) -> None:
    (tmp_path / "call.toml").write_text(CALL, encoding="utf-8")
    page.locator("#settings > button").click()
    upload_outline(page, tmp_path / "call.toml")
    expect(page.locator("#strategy-notice")).to_contain_text("Gliederung: Förderaufruf 2020")
    expect(page.locator("#outline-about")).to_contain_text("Er gilt für Cluster des Landes.")
    expect(page.locator("#outline-about [role=alert]")).to_contain_text("galt nur bis 2020-06-30")
    written(page)
    expect(page.locator("#outline label")).to_have_count(1)
    expect(page.locator("#section-text")).to_contain_text("Antragsteller: StromTakt Silbergrund.")


def test_a_faulty_outline_is_refused_with_the_place(page: Page, tmp_path: Path) -> None:
    (tmp_path / "call.toml").write_text(CALL.replace("{name}", "{planet}"), encoding="utf-8")
    page.locator("#settings > button").click()
    upload_outline(page, tmp_path / "call.toml")
    expect(page.get_by_role("alert")).to_contain_text("call.toml: Abschnitt 1 (idea), sentences, 1. Eintrag")


def upload_outline(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#upload-outline").click()
    chooser.value.set_files(path)


def test_an_outline_is_replaced_or_deleted_only_after_a_yes_and_told_from_its_namesake(
    page: Page, workspace: Workspace, tmp_path: Path
) -> None:
    for name, text in {
        "call.toml": CALL,
        "same.toml": CALL.replace('id = "call"', 'id = "call_two"'),
        "later.toml": CALL.replace("2020-06-30", "2031-06-30"),
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page.locator("#settings > button").click()
    about, question = page.locator("#outline-about"), page.locator("#confirm-outline [role=alert]")
    upload_outline(page, tmp_path / "same.toml")
    expect(page.locator("#outline-choice input")).to_have_value(
        "Förderaufruf 2020 (Kennung call_two, gültig bis 2020-06-30)"
    )
    upload_outline(page, tmp_path / "call.toml")
    expect(page.locator("#outline-choice input")).to_have_value(
        "Förderaufruf 2020 (Kennung call, gültig bis 2020-06-30)"
    )
    upload_outline(page, tmp_path / "later.toml")
    expect(question).to_contain_text("hat dieselbe Kennung wie die in later.toml")
    expect(question).to_contain_text("Nach ihr sind gemacht: Internationalisierungsstrategie.")
    page.locator("#outline-no").click()
    expect(question).to_be_hidden()
    expect(about).to_contain_text("2020-06-30")
    upload_outline(page, tmp_path / "later.toml")
    page.locator("#outline-yes").click()
    expect(about).to_contain_text("Gültig bis 2031-06-30.")
    page.locator("#delete-outline").click()
    expect(question).to_contain_text("(Kennung call, gültig bis 2031-06-30)“ endgültig löschen?")
    assert {*workspace.house.outlines(OWNER)} == {"call_two", "call"}
    page.locator("#outline-yes").click()
    expect(page.locator("#strategy-notice")).to_contain_text("Gelöscht: Förderaufruf 2020 (Kennung call")
    assert [*workspace.house.outlines(OWNER)] == ["call_two"]


def test_a_file_of_a_wrong_type_or_too_large_is_refused_in_the_readers_language(page: Page, tmp_path: Path) -> None:
    note = page.locator("#page-note")
    for name in ("vorlage.docm", "zurück.toml", "gliederung.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with (tmp_path / "groß.docx").open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    page.locator("#settings > button").click()
    upload_outline(page, tmp_path / "gliederung.md")
    expect(note).to_have_text(
        "gliederung.md passt hier nicht: Angenommen werden Dateien mit der Endung .toml, bis 50 MB."
    )
    page.get_by_role("tab", name="4. Export").click()
    load_template(page, tmp_path / "vorlage.docm")
    expect(note).to_contain_text("vorlage.docm passt hier nicht: Angenommen werden Dateien mit der Endung .docx, .dotx")
    give_back(page, tmp_path / "groß.docx")
    expect(note).to_contain_text("groß.docx ist zu groß: Erlaubt sind 50 MB je Datei.")
    go_to(page, "Prüfung")
    with page.expect_file_chooser() as chooser:
        page.locator("#audit-file").click()
    chooser.value.set_files(tmp_path / "groß.docx")
    expect(note).to_contain_text("groß.docx ist zu groß")
    assert page.locator("[data-testid=toast-body]").count() == 0


def test_a_stopped_draft_says_so_and_can_be_written_again(
    page: Page, workspace: Workspace, assistant: FakeAssistant
) -> None:
    assistant.seconds_per_answer = 0.2
    page.get_by_role("tab", name="2. Entwurf").click()
    page.locator("#write-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("(2 von 10)")
    page.locator("#stop-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Angehalten nach 1 von 10 Abschnitten")
    expect(page.locator("#draft-notice")).to_contain_text("Noch nicht geschrieben: Finanzierungsplan")
    expect(page.locator("#write-draft")).to_be_visible()
    expect(page.locator("#stop-draft")).to_be_hidden()
    assistant.seconds_per_answer = 0
    written(page)
    expect(page.locator("#outline label")).to_have_count(10)


def test_a_long_outline_goes_on_below_and_not_beside_itself(
    browser: Browser, site: str, workspace: Workspace, sections: tuple[Section, ...]
) -> None:
    own = [Section(f"own_{number}", f"Eigener Abschnitt {number}", ()) for number in range(5)]
    workspace.add_sections(OWNER, begun(workspace), [*sections, *own])
    with opened_page(browser, site, width=1366, height=768) as page:
        go_to(page, "Strategie")
        page.get_by_role("tab", name="2. Entwurf").click()
        expect(page.locator("#outline label")).to_have_count(15)
        column = page.locator("#draft-outline")
        assert column.evaluate("it => it.scrollWidth <= it.clientWidth")
        assert column.evaluate("it => it.scrollHeight > it.clientHeight")


def test_a_strategy_is_renamed(page: Page) -> None:
    page.locator("#settings > button").click()
    title = page.locator("#strategy-title textarea, #strategy-title input")
    page.wait_for_timeout(1000)  # milliseconds; see page_driver.fill_new
    title.fill("Strategie 2030")
    page.locator("#rename").click()
    expect(page.locator("#strategy-notice")).to_contain_text("Der Titel ist jetzt: Strategie 2030")
    expect(page.locator("#strategies input")).to_have_value("Strategie 2030")


def test_what_does_not_fit_together_is_named_and_a_click_goes_there(draft: Page) -> None:
    choose(draft, "Finanzierungsplan")
    edit_section(draft, "\n\nDas Netzwerk hat 44 Mitglieder.")
    draft.get_by_role("tab", name="3. Prüfen").click()
    finding = draft.locator("#check-found li", has_text="44")
    expect(finding).to_be_visible()
    finding.locator(".go-to", has_text="Finanzierungsplan").click()
    expect(draft.locator("#section-text h2")).to_have_text("Finanzierungsplan")
    expect(draft.locator("#section-text h2")).to_be_visible()


def test_the_version_for_the_partner_is_english_with_the_original_quotes(draft: Page, tmp_path: Path) -> None:
    edit_section(draft, "\n\nDer Vorstand berät im März.")
    draft.get_by_role("tab", name="4. Export").click()
    draft.locator("#export-language input").click()
    draft.get_by_role("option", name="Englisch").click()
    document = exported(draft, tmp_path / "partner.docx")
    expect(draft.locator("#export-notice")).to_contain_text("1 Stellen sind selbst geschrieben")
    assert "The strategy in brief" in document
    assert "Der Vorstand berät im März." in document


def test_a_template_is_kept_for_the_next_exports_and_a_bad_one_refused(draft: Page, tmp_path: Path) -> None:
    draft.get_by_role("tab", name="4. Export").click()
    (tmp_path / "bad.docx").write_bytes(b"no Word file")
    load_template(draft, tmp_path / "bad.docx")
    expect(draft.get_by_role("alert")).to_contain_text("bad.docx kann nicht als Vorlage dienen")
    exported(draft, tmp_path / "haus.docx")
    load_template(draft, tmp_path / "haus.docx")
    expect(draft.locator("#template")).to_contain_text("Word-Vorlage des Hauses: haus.docx")
    reload(draft, "4. Export")
    expect(draft.locator("#template")).to_contain_text("haus.docx")
    draft.locator("#remove-template").click()
    expect(draft.locator("#template")).to_contain_text("Ohne eigene Word-Vorlage")


def load_template(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#upload-template").click()
    chooser.value.set_files(path)


def test_a_file_that_comes_back_changed_waits_as_a_proposal(draft: Page, tmp_path: Path) -> None:
    draft.get_by_role("tab", name="4. Export").click()
    draft.locator("#export-format input").click()
    draft.get_by_role("option", name="Markdown").click()
    draft.locator("#export-draft").click()
    with draft.expect_download() as download:
        draft.locator("#exported a").first.click()
    path = tmp_path / "zurück.md"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("## Finanzierungsplan\n", "## Finanzierungsplan\n\nDer Vorstand prüft das.\n"), "utf-8"
    )
    give_back(draft, path)
    expect(draft.locator("#strategy-notice")).to_contain_text("Als Vorschlag liegt vor: Finanzierungsplan.")
    draft.get_by_role("tab", name="2. Entwurf").click()
    choose(draft, "Finanzierungsplan")
    expect(draft.locator("#difference ins")).to_contain_text("Der Vorstand prüft das.")
    expect(draft.locator("#section-text")).not_to_contain_text("Der Vorstand prüft das.")


def test_a_file_that_is_no_draft_is_refused_by_name(draft: Page, tmp_path: Path) -> None:
    draft.get_by_role("tab", name="4. Export").click()
    (tmp_path / "leer.md").write_text("")
    give_back(draft, tmp_path / "leer.md")
    expect(draft.get_by_role("alert")).to_contain_text("leer.md")


def give_back(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#take-back").click()
    chooser.value.set_files(path)
