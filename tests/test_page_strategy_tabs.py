"""One strategy in two browser tabs: neither loses what the other typed, nor acts on a text that it has not seen."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from page_driver import expect_soon, go_to, opened_page, served, switch_language, visited
from page_fake import FakeAssistant, furnished_library
from playwright.sync_api import Browser, Locator, Page, expect
from test_page_strategy import choose

from assistant.owner import OWNER
from assistant.studio.outline import load_outline
from assistant.studio.profile import Horizon, Members, Profile
from assistant.studio.records import Paragraph, Quote, Section
from assistant.workspace.records import SectionState
from assistant.workspace.workspace import Workspace
from ingest.records import SourceDetails

pytestmark = pytest.mark.browser


def section(text: str, name: str = "summary", title: str = "Kurz") -> Section:
    return Section(name, title, (Paragraph("own", text),))


@pytest.fixture(scope="module")
def site(workspace: Workspace) -> Iterator[str]:
    with served(FakeAssistant(furnished_library()), workspace) as address:
        yield address


@pytest.fixture
def strategy(workspace: Workspace) -> str:
    """The id of the only strategy, with two sections; what the test does with it itself is the other tab."""
    for one in workspace.strategies(OWNER):
        workspace.delete(OWNER, one.id)
    made = workspace.create(OWNER, "Strategie", Profile(name="LichtNetz"), "de").id
    workspace.add_sections(OWNER, made, [section("Der alte Text."), section("Viel Geld.", "finance", "Geld")])
    return made


@pytest.fixture
def page(browser: Browser, site: str, strategy: str) -> Iterator[Page]:
    """The page with the draft."""
    with opened_page(browser, site) as page:
        to_draft(page)
        yield page


def to_draft(page: Page) -> None:
    go_to(page, "Strategie")
    page.get_by_role("tab", name="2. Entwurf").click()
    expect(page.locator("#section-text h2")).to_be_visible()


def state(workspace: Workspace, strategy: str, name: str = "summary") -> SectionState:
    return next(one for one in workspace.sections(OWNER, strategy) if one.section.id == name)


def unsaved(workspace: Workspace, strategy: str, place: str | None = "summary") -> list[str]:
    """Return what is typed there and not saved, the newest first."""
    return [one.text for one in workspace.unsaved.texts(OWNER, strategy, place)]


def pasted(page: Page, box: Locator, text: str) -> None:
    """Paste with the mouse: the browser tells of an input, and of no key."""
    box.focus()
    page.keyboard.insert_text(text)


def typed_into_editor(page: Page, text: str, workspace: Workspace, strategy: str) -> Locator:
    """Type behind the text of the section and return the box once all that is typed is kept."""
    page.locator("#edit").click()
    box = page.locator("#edit-section textarea")
    expect(box).to_be_visible()
    page.wait_for_timeout(500)  # milliseconds; see page_driver.fill_new
    box.press("Control+End")
    box.press_sequentially(text)
    expect(page.locator("#kept")).to_contain_text("wird laufend aufgehoben")
    expect_soon(lambda: any(one.endswith(text) for one in unsaved(workspace, strategy)))
    page.wait_for_timeout(300)  # milliseconds: what was kept is told to the page
    return box


def comment_box(page: Page) -> Locator:
    return page.locator("#comment textarea, #comment input")


def test_a_profile_typed_upon_an_older_one_does_not_overwrite_the_newer_one_silently(
    browser: Browser, site: str, workspace: Workspace, strategy: str
) -> None:
    with opened_page(browser, site) as page:
        go_to(page, "Strategie")
        name = page.locator("#profile-name input, #profile-name textarea")
        expect(name).to_have_value("LichtNetz")
        page.wait_for_timeout(700)  # milliseconds; see page_driver.fill_new
        name.press("End")
        name.press_sequentially(" Süd")
        workspace.save_profile(OWNER, strategy, Profile(name="LichtNetz", sector="Photonik"), based_on=1)
        name.press_sequentially("!")
        page.wait_for_timeout(1000)  # milliseconds: the last letters are on their way
        visited(page, site)
        go_to(page, "Strategie")
        expect(name).to_have_value("LichtNetz Süd!")
        page.locator("#save-profile").click()
        expect(page.get_by_role("alert")).to_contain_text("inzwischen an anderer Stelle geändert")
        rows = page.locator("#profile-notice .side-by-side tbody tr")
        expect(rows).to_have_text([re.compile("LichtNetz.*LichtNetz Süd!"), re.compile("Photonik.*–")])
        assert workspace.profile(OWNER, strategy).sector == "Photonik"
        page.locator("#save-profile").click()  # knowingly
        expect(page.locator("#profile-notice")).to_contain_text("Profil gespeichert.")
        expect_soon(lambda: unsaved(workspace, strategy, None), [])


def test_the_text_of_a_section_that_was_deleted_elsewhere_stays_in_the_editor(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    box = typed_into_editor(page, " Eine Stunde Arbeit.", workspace, strategy)
    workspace.delete_section(OWNER, strategy, "summary")
    for act in (page.locator("#save-section"), page.locator("#outline label").nth(1), page.locator("#move-down")):
        act.click()
        expect(page.get_by_role("alert").first).to_contain_text("hat diese Strategie nicht")
        expect(box).to_have_value("[Eigene Angabe] Der alte Text. Eine Stunde Arbeit.")
    expect(box).to_be_visible()
    page.locator("#discard-section").click()
    expect(page.locator("#section-text h2")).to_have_text("Geld")
    expect(box).to_be_hidden()


def test_the_text_of_a_strategy_that_was_deleted_elsewhere_stays_in_the_editor(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    box = typed_into_editor(page, " Eine Stunde Arbeit.", workspace, strategy)
    workspace.delete(OWNER, strategy)
    page.locator("#save-section").click()
    expect(page.get_by_role("alert").first).to_contain_text("gibt es nicht")
    expect(box).to_have_value("[Eigene Angabe] Der alte Text. Eine Stunde Arbeit.")


def test_two_tabs_in_one_section_each_keep_their_own_text(
    browser: Browser, site: str, page: Page, workspace: Workspace, strategy: str
) -> None:
    typed_into_editor(page, " Aus dem ersten.", workspace, strategy)
    with opened_page(browser, site) as other:
        to_draft(other)
        box = other.locator("#edit-section textarea")
        expect(other.locator("#offered-section")).to_contain_text("In einem anderen Fenster wurde an diesem Abschnitt")
        expect(box).to_be_hidden()
        typed_into_editor(other, " Aus dem zweiten.", workspace, strategy)
        expect_soon(lambda: len(unsaved(workspace, strategy)), 2)
        visited(other, site)
        to_draft(other)
        expect(box).to_have_value("[Eigene Angabe] Der alte Text. Aus dem zweiten.")
        other.locator("#discard-section").click()
        expect(box).to_be_hidden()
        expect_soon(lambda: unsaved(workspace, strategy), ["[Eigene Angabe] Der alte Text. Aus dem ersten."])
        other.locator("#offered-section-take").click()
        expect(box).to_have_value("[Eigene Angabe] Der alte Text. Aus dem ersten.")
        other.locator("#save-section").click()
        expect(other.locator("#section-text")).to_contain_text("Aus dem ersten.")
        expect_soon(lambda: unsaved(workspace, strategy), [])


def test_text_that_is_pasted_or_cut_is_kept_and_stays_wherever_one_goes(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    workspace.save_section(OWNER, strategy, section("Das Netzwerk hat 44 Mitglieder.", "finance", "Geld"), 1)
    workspace.save_profile(OWNER, strategy, Profile(name="LichtNetz", members=MEMBERS), 1)
    workspace.create(OWNER, "Die andere", Profile(name="Andere"), "de")
    visited(page, page.url)
    choose_strategy(page, "Strategie")
    page.get_by_role("tab", name="2. Entwurf").click()
    box = typed_into_editor(page, " Getippt.", workspace, strategy)
    pasted(page, box, " Eingefügt.")
    expect_soon(lambda: unsaved(workspace, strategy)[0].endswith("Getippt. Eingefügt."))
    box.evaluate("field => { field.select(); document.execCommand('delete'); }")
    expect_soon(lambda: unsaved(workspace, strategy), [""])
    pasted(page, box, "Alles neu.")
    page.get_by_role("tab", name="3. Prüfen").click()
    page.locator("#check-found .go-to", has_text="Geld").first.click()
    expect(page.locator("#section-text h2")).to_have_text("Geld")
    page.get_by_role("tab", name="1. Profil").click()
    pasted(page, page.locator("#profile-region textarea, #profile-region input"), "Thüringen")
    choose_strategy(page, "Die andere")
    expect(page.locator("#profile-name input, #profile-name textarea")).to_have_value("Andere")
    expect(page.locator("#page-note, .toast-body")).to_have_count(0)
    choose_strategy(page, "Strategie")
    expect(page.locator("#profile-region textarea, #profile-region input")).to_have_value("Thüringen")
    expect_soon(lambda: unsaved(workspace, strategy), ["Alles neu."])


MEMBERS = (Members(type="KMU", count=12),)


def choose_strategy(page: Page, title: str, tab: str = "Strategie") -> None:
    go_to(page, tab)
    page.locator("#strategies input").click()
    page.get_by_role("option", name=title, exact=True).click()
    expect(page.locator("#strategies input")).to_have_value(title)


def test_a_finding_opens_the_folded_group_of_its_field(page: Page, workspace: Workspace, strategy: str) -> None:
    workspace.save_section(OWNER, strategy, section("Die Strategie gilt von 2026 bis 2031.", "finance", "Geld"), 1)
    workspace.save_profile(OWNER, strategy, Profile(name="LichtNetz", horizon=Horizon(start=2027, end=2030)), 1)
    page.get_by_role("tab", name="3. Prüfen").click()
    page.locator('#check-found .go-to[value^="profile/horizon"]').first.click()
    field = page.locator("#profile-horizon-start textarea, #profile-horizon-start input")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()


def test_the_draft_is_written_of_the_profile_as_it_is_typed(page: Page, workspace: Workspace, strategy: str) -> None:
    page.get_by_role("tab", name="1. Profil").click()
    pasted(page, page.locator("#profile-sector textarea, #profile-sector input"), "Photonik")
    page.get_by_role("tab", name="2. Entwurf").click()
    page.locator("#write-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Entwurf fertig", timeout=60_000)
    assert workspace.profile(OWNER, strategy).sector == "Photonik"
    page.get_by_role("tab", name="1. Profil").click()
    page.get_by_role("button", name="Ziele und Zeitraum").click()
    start = page.locator("#profile-horizon-start textarea, #profile-horizon-start input")
    expect(start).to_be_visible()
    page.wait_for_timeout(1000)  # milliseconds; see page_driver.fill_new
    pasted(page, start, "bald")
    page.get_by_role("tab", name="2. Entwurf").click()
    page.locator("#write-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Der Entwurf ist noch nicht geschrieben")
    expect(page.locator("#draft-notice")).to_contain_text("Erstes Jahr")


def test_a_version_says_where_it_came_from_and_can_be_looked_at(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    workspace.save_section(OWNER, strategy, section("Aus dem anderen Tab."), 1)
    page.locator("#rewrite").click()
    expect(page.get_by_role("alert")).to_contain_text("Der vorgeschlagene Text ist als Fassung 3 aufgehoben")
    page.locator("#versions input").click()
    expect(page.get_by_role("option", name="Fassung 2 ")).to_contain_text(": bearbeitet")
    page.get_by_role("option", name="Fassung 1 ").click()
    expect(page.locator("#version-difference del")).to_contain_text("Aus dem anderen Tab.")
    expect(page.locator("#version-difference ins")).to_contain_text("Der alte Text.")
    assert state(workspace, strategy).section == section("Aus dem anderen Tab.")


def test_what_is_typed_and_saved_at_once_is_not_kept_any_more(page: Page, workspace: Workspace, strategy: str) -> None:
    page.locator("#edit").click()
    box = page.locator("#edit-section textarea")
    expect(box).to_be_visible()
    page.wait_for_timeout(500)  # milliseconds; see page_driver.fill_new
    box.press("Control+End")
    box.press_sequentially(" Schnell getippter Satz.", delay=15)
    page.locator("#save-section").click()
    expect(page.locator("#draft-notice")).to_contain_text("Gespeichert")
    page.wait_for_timeout(1000)  # milliseconds: what is still on its way
    assert state(workspace, strategy).section == section("Der alte Text. Schnell getippter Satz.")
    expect_soon(lambda: unsaved(workspace, strategy), [])


def test_a_proposal_that_was_not_seen_is_shown_before_it_can_be_accepted(
    browser: Browser, site: str, workspace: Workspace, strategy: str
) -> None:
    workspace.propose(OWNER, strategy, section("Vorschlag eins."), 1, "")
    with opened_page(browser, site) as page:
        to_draft(page)
        expect(page.locator("#difference ins")).to_contain_text("Vorschlag eins.")
        workspace.propose(OWNER, strategy, section("Vorschlag zwei."), 1, "")
        page.locator("#accept").click()
        expect(page.get_by_role("alert")).to_contain_text("ein anderer Vorschlag")
        expect(page.locator("#difference ins")).to_contain_text("Vorschlag zwei.")
        assert state(workspace, strategy).section == section("Der alte Text.")
        page.locator("#accept").click()
        expect(page.locator("#section-text")).to_contain_text("Vorschlag zwei.")


def test_a_draft_does_not_replace_a_proposal_that_came_with_a_file(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    workspace.propose(OWNER, strategy, section("Text der Kollegin."), 1, "kollegin.docx")
    page.locator("#write-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("1 wartende Vorschläge", timeout=60_000)
    assert state(workspace, strategy).proposed == section("Text der Kollegin.")
    assert len(workspace.sections(OWNER, strategy)) >= len(load_outline().sections)


@pytest.mark.parametrize("button", ["#undo", "#restore"])
def test_a_text_that_was_not_seen_is_shown_before_it_can_be_undone(
    page: Page, workspace: Workspace, strategy: str, button: str
) -> None:
    workspace.save_section(OWNER, strategy, section("Aus dem anderen Tab."), 1)
    page.locator(button).click()
    expect(page.get_by_role("alert")).to_contain_text("Sie hatten Fassung 1 vor sich.")
    expect(page.locator("#section-text")).to_contain_text("Aus dem anderen Tab.")
    page.locator("#undo").click()
    expect(page.locator("#section-text")).to_contain_text("Der alte Text.")


def test_a_status_is_not_given_to_a_text_that_was_not_seen(page: Page, workspace: Workspace, strategy: str) -> None:
    workspace.save_section(OWNER, strategy, section("Aus dem anderen Tab."), 1)
    page.locator("#status input").click()
    page.get_by_role("option", name="fertig").click()
    expect(page.get_by_role("alert")).to_contain_text("Sie hatten Fassung 1 vor sich.")
    assert state(workspace, strategy).status == "draft"


def test_while_a_text_is_edited_no_other_one_takes_its_place(
    browser: Browser, site: str, workspace: Workspace, strategy: str
) -> None:
    workspace.save_section(OWNER, strategy, section("Der neue Text."), 1)
    workspace.propose(OWNER, strategy, section("Der vorgeschlagene Text."), 2, "")
    with opened_page(browser, site) as page:
        to_draft(page)
        box = typed_into_editor(page, " Getippt.", workspace, strategy)
        for button in ("#undo", "#restore", "#accept"):
            page.locator(button).click()
            expect(page.get_by_role("alert")).to_contain_text("Speichern oder verwerfen Sie zuerst")
            page.locator("#move-down").click()
            expect(page.get_by_role("alert")).to_have_count(0)
        assert state(workspace, strategy).section == section("Der neue Text.")
        expect(box).to_have_value("[Eigene Angabe] Der neue Text. Getippt.")
        page.locator("#save-section").click()
        expect(page.locator("#section-text")).to_contain_text("Der neue Text. Getippt.")


def test_another_language_after_the_strategy_was_deleted_elsewhere_shows_what_there_is(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    workspace.delete(OWNER, strategy)
    other = workspace.create(OWNER, "Die andere", Profile(), "de").id
    workspace.add_sections(OWNER, other, [section("Ein anderer Text.")])
    switch_language(page, "English")
    expect(page.locator("#section-text")).to_contain_text("Ein anderer Text.")
    expect(page.locator("#strategies input")).to_have_value("Die andere")


def test_a_section_for_a_strategy_that_was_deleted_elsewhere_is_refused_with_the_reason(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    workspace.delete(OWNER, strategy)
    page.locator("#new-section textarea, #new-section input").fill("Grußwort")
    page.locator("#add-section").click()
    expect(page.get_by_role("alert").first).to_contain_text("gibt es nicht")


def test_a_section_of_ones_own_never_takes_the_place_of_a_deleted_one(
    page: Page, workspace: Workspace, strategy: str
) -> None:
    ids = set()
    for _ in range(2):
        page.locator("#new-section textarea, #new-section input").fill("Grußwort")
        page.locator("#add-section").click()
        expect(page.locator("#section-text h2")).to_have_text("Grußwort")
        ids.add(workspace.sections(OWNER, strategy)[-1].section.id)
        page.locator("#delete-section").click()
        page.locator("#confirm-delete-section").click()
        expect(page.locator("#draft-notice")).to_contain_text("Gelöscht: Grußwort")
    assert len(ids) == 2


def test_after_a_conflict_the_text_keeps_its_own_quotes(
    browser: Browser, site: str, workspace: Workspace, strategy: str
) -> None:
    mine, theirs = (Quote("s", SourceDetails("Leitfaden"), "l.pdf", text, 0, 5) for text in ("Meins.", "Ihres."))
    cited = Section("summary", "Kurz", (Paragraph("source", "Dazu: „Meins.“ [1]"),), (mine,))
    workspace.save_section(OWNER, strategy, cited, 1)
    with opened_page(browser, site) as page:
        to_draft(page)
        typed_into_editor(page, "\n\nMein Satz.", workspace, strategy)
        other = replace(cited, parts=(Paragraph("source", "Dazu: „Ihres.“ [1]"),), quotes=(theirs,))
        workspace.save_section(OWNER, strategy, other, 2)
        page.locator("#save-section").click()
        expect(page.get_by_role("alert")).to_contain_text("inzwischen an anderer Stelle geändert")
        page.locator("#save-section").click()
        expect(page.locator("#draft-notice")).to_contain_text("Gespeichert")
        saved = replace(cited, parts=(*cited.parts, Paragraph("own", "Mein Satz.")))
        expect_soon(lambda: state(workspace, strategy).section, saved)


def test_a_comment_that_cannot_be_stored_stays_typed(page: Page, workspace: Workspace, strategy: str) -> None:
    comment_box(page).fill("Ein langer Kommentar")
    workspace.delete_section(OWNER, strategy, "summary")
    page.locator("#add-comment").click()
    expect(page.get_by_role("alert")).to_contain_text("hat diese Strategie nicht")
    expect(comment_box(page)).to_have_value("Ein langer Kommentar")


def test_what_is_begun_at_one_section_stays_with_it(page: Page) -> None:
    instruction = page.locator("#instruction textarea, #instruction input")
    for box in (comment_box(page), instruction):
        box.fill("Zu diesem Abschnitt")
    page.locator("#locked input").check()
    expect(page.locator("#outline label").first).to_contain_text("gesperrt")
    switch_language(page, "English")
    expect(page.locator("#save-profile")).to_have_text("Save profile")
    page.wait_for_timeout(500)  # milliseconds: what is still on its way
    for box in (comment_box(page), instruction):
        expect(box).to_have_value("Zu diesem Abschnitt")
    choose(page, "Geld")
    for box in (comment_box(page), instruction):
        expect(box).to_have_value("")
    comment_box(page).fill("Zum Geld")
    choose(page, "Kurz")
    for box in (comment_box(page), instruction):
        expect(box).to_have_value("Zu diesem Abschnitt")
    choose(page, "Geld")
    expect(comment_box(page)).to_have_value("Zum Geld")
    expect(instruction).to_have_value("")
    page.locator("#new-strategy").click()
    expect(page.locator("#strategy-notice")).to_contain_text("Created")
    choose_strategy(page, "Strategie", tab="Strategy")
    page.get_by_role("tab", name="2. Draft").click()
    choose(page, "Geld")
    expect(comment_box(page)).to_have_value("Zum Geld")
