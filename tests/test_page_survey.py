"""The needs survey in a real browser: methods, questions, questionnaire, answers, the result in report and library."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_driver import expect_soon, fill_new, go_to, opened_page, overflows, served, shoot, switch_language
from page_fake import FakeAssistant, FakeLibrary, furnished_library
from playwright.sync_api import Browser, Page, expect

from assistant.instruments.record_file import record_bytes
from assistant.instruments.typed import Origin
from assistant.owner import OWNER
from assistant.survey.records import Question, Survey, Words
from assistant.workspace.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def library() -> FakeLibrary:
    return furnished_library()


@pytest.fixture(scope="module")
def address(workspace: Workspace, library: FakeLibrary) -> Iterator[str]:
    with served(FakeAssistant(library), workspace) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, workspace: Workspace) -> Iterator[Page]:
    surveys = workspace.shelf.dossiers("survey", Survey)
    for one in surveys.list(OWNER):
        surveys.delete(OWNER, one.id)
    with opened_page(browser, address) as page:
        go_to(page, "Instrumente")
        go_to(page, "Bedarfsumfrage")
        page.locator("#survey-new").click()
        expect(page.locator("#survey-methods")).to_contain_text("Bei 60 Mitgliedern")
        yield page


def answers(folder: Path) -> Path:
    """Thirteen answers as a German Excel writes them, one of them with a word where a number belongs."""
    path = folder / "antworten.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["id", "Name", "member_type", "support", "hours"])
        for number in range(13):
            kind = "Hochschule" if number < 6 else "Großunternehmen"
            wish = "funding;law" if number % 2 else "funding"
            writer.writerow([number, "Muster", kind, wish, "12,5" if number else "viel"])
    return path


def upload(page: Page, selector: str, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(selector).click()
    chooser.value.set_files(path)


def saved(workspace: Workspace) -> Survey:
    surveys = workspace.shelf.dossiers("survey", Survey)
    return surveys.get(OWNER, surveys.list(OWNER)[0].id).content


def test_a_survey_goes_from_the_method_to_own_material(
    page: Page, workspace: Workspace, library: FakeLibrary, tmp_path: Path
) -> None:
    page.locator("#survey-members input").fill("100")
    page.locator("#survey-members input").press("Tab")
    expect(page.locator("#survey-methods")).to_contain_text("Bei 100 Mitgliedern")

    page.locator("#survey-step-questions button").first.click()
    page.get_by_label("Wie viele Menschen arbeiten bei Ihnen").check()
    expect(page.locator("#survey-questions")).to_contain_text("19 gewählt")
    page.locator("#survey-own button").first.click()
    fill_new(page.locator("#survey-own-text textarea, #survey-own-text input"), "Was {noch}?")
    fill_new(page.locator("#survey-own-options textarea"), "Nur eine")
    page.locator("#survey-own-add").click()
    expect(page.locator("#survey-notice")).to_contain_text("Sie braucht 2 bis 40 Antworten")
    page.locator("#survey-own-options textarea").fill("Eine\nNoch eine")
    page.locator("#survey-own-add").click()
    expect(page.locator("#survey-questions")).to_contain_text("Was {noch}?")
    page.locator("#survey-undo").click()
    expect(page.locator("#survey-questions")).not_to_contain_text("Was {noch}?")
    expect_soon(lambda: (saved(workspace).members, len(saved(workspace).questions)), (100, 19))
    shoot(page, "survey-questions")

    page.locator("#survey-step-form button").first.click()
    page.locator("#survey-until textarea, #survey-until input").fill("31.3.2027")
    page.locator("#survey-until textarea, #survey-until input").press("Tab")
    page.locator("#survey-get-form").click()
    expect(page.locator("#survey-form-file")).to_contain_text(".docx")
    expect_soon(lambda: saved(workspace).until, "2027-03-31")

    upload(page, "#survey-answers", answers(tmp_path))
    expect(page.locator("#survey-notice")).to_contain_text("13 Antworten gelesen")
    expect(page.locator("#survey-notice")).to_contain_text("Angaben zu Personen wurden weggelassen: Name")
    expect(page.locator("#survey-notice")).to_contain_text("Zeile 2, Spalte „hours“: „viel“ ist keine Zahl")
    page.locator("#survey-invited input").fill("20")
    page.locator("#survey-invited input").press("Tab")
    expect(page.locator("#survey-result")).to_contain_text("13 von 20 befragten Mitgliedern")
    page.locator("#survey-question input").click()
    page.get_by_role("option", name="Wobei soll das Clustermanagement").click()
    expect(page.locator("#survey-detail img")).to_have_count(2)
    expect(page.locator("#survey-detail")).to_contain_text("nach Art des Mitglieds")
    shoot(page, "survey-result")

    page.locator("#survey-export").click()
    expect(page.locator("#survey-file")).to_contain_text(".docx", timeout=60_000)
    page.locator("#survey-take").click()
    expect(page.locator("#survey-taken")).to_contain_text("In der Bibliothek steht jetzt", timeout=60_000)
    own = [one for one in library.sources() if one.details.kind == "own_material" and "Stand" in one.details.title]
    assert len(own) == 1

    switch_language(page, "English")
    expect(page.locator("#survey-result")).to_contain_text("13 of 20 members asked")
    page.set_viewport_size({"width": 400, "height": 900})
    shoot(page, "survey-narrow")
    assert not overflows(page)


def test_a_file_that_does_not_fit_changes_nothing(page: Page, workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Farbe;Form\nrot;rund\n")
    upload(page, "#survey-answers", tmp_path / "x.csv")
    expect(page.get_by_role("alert")).to_contain_text("Keine Spalte gehört zu einer Frage")
    expect(page.locator("#survey-result")).to_contain_text("noch keine Auswertung")
    assert saved(workspace).evaluation is None


def test_a_survey_begins_from_a_file_with_questions_of_another_catalogue(
    page: Page, workspace: Workspace, tmp_path: Path
) -> None:
    fair = Question(
        code="fair",
        kind="text",
        theme="support",
        text=Words(de="Auf welche Messe?", en="Which fair?"),
        origin=Origin(author="Cluster Silbergrund", year=2026),
    )
    (tmp_path / "messe.json").write_bytes(record_bytes(Survey(title="Messe", questions=(fair,))))
    beginning, work = page.locator("#survey-load").bounding_box(), page.locator("#survey-work").bounding_box()
    assert beginning is not None
    assert work is not None
    assert beginning["y"] < work["y"]
    upload(page, "#survey-load", tmp_path / "messe.json")
    expect(page.locator("#survey-dossiers input")).to_have_value("Messe")
    page.locator("#survey-step-questions button").first.click()
    expect(page.get_by_label("Auf welche Messe?")).to_be_checked()
    page.get_by_label("Wie viele Menschen arbeiten bei Ihnen").check()
    expect(page.locator("#survey-questions")).to_contain_text("2 gewählt")
