"""The tab "Audit" in a real browser: a file and a strategy judged, overruled, compared, exported; bad files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_driver import fill_new, go_to, opened_page, overflows, served, switch_language
from page_fake import FakeAssistant, furnished_library
from playwright.sync_api import Browser, Page, expect

from assistant.owner import OWNER
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Section
from assistant.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

STRATEGY = """# Auslandsstrategie Lichttal

## Ausgangslage

Bevor wir irgendeine Maßnahme geplant haben, hat die Geschäftsstelle alle Mitglieder nach ihrem Bedarf befragt.

## Partner

Ein Abkommen mit den Partnern halten wir für überflüssig.
"""


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    with served(FakeAssistant(furnished_library()), workspace) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, workspace: Workspace) -> Iterator[Page]:
    for audit in workspace.audits.list(OWNER):
        workspace.audits.delete(OWNER, audit.id)
    with opened_page(browser, address) as page:
        go_to(page, "Prüfung")
        yield page


def judge(page: Page, path: Path) -> None:
    """Upload a strategy to be judged."""
    with page.expect_file_chooser() as chooser:
        page.locator("#audit-file").click()
    chooser.value.set_files(path)


def judged(page: Page, folder: Path, place: str = "Lichttal") -> None:
    """Judge the example, of this place, and wait for the report."""
    (folder / f"{place}.md").write_text(STRATEGY.replace("Lichttal", place), encoding="utf-8")
    judge(page, folder / f"{place}.md")
    expect(page.locator("#audit-notice")).to_contain_text(f"Geprüft: Auslandsstrategie {place}", timeout=60_000)


def test_a_strategy_is_judged_with_proof_gaps_and_advice(page: Page, tmp_path: Path) -> None:
    judged(page, tmp_path)
    expect(page.locator(".finding")).to_have_count(29)
    expect(page.locator("#audit-summary")).to_contain_text("Von 19 Punkten der Checkliste")
    first = page.locator(".finding").first
    first.locator("summary").click()
    expect(first.locator("q").first).to_contain_text("alle Mitglieder nach ihrem Bedarf befragt")
    refused = page.locator(".finding", has_text="c13")
    expect(refused.locator("summary .verdict")).to_have_text("fehlt")
    refused.locator("summary").click()
    expect(refused).to_contain_text("Das fehlt")


def test_a_person_overrules_compares_and_exports(page: Page, tmp_path: Path) -> None:
    judged(page, tmp_path)
    judged(page, tmp_path, "Auental")
    page.get_by_role("button", name="Ein Urteil ändern").click()
    page.locator("#ruling-point input").click()
    page.get_by_role("option", name="c13").click()
    page.locator("#rule").click()
    expect(page.get_by_role("alert")).to_contain_text("geben Sie eine Begründung an")
    fill_new(page.locator("#ruling-reason textarea, #ruling-reason input"), "Das Abkommen liegt als Anlage bei.")
    page.locator("#rule").click()
    expect(page.locator("#audit-notice")).to_contain_text("Festgelegt")
    finding = page.locator(".finding", has_text="c13")
    expect(finding.locator("summary .verdict")).to_have_text("erfüllt")
    finding.locator("summary").click()
    expect(finding).to_contain_text("Das Abkommen liegt als Anlage bei. Das Urteil nach den Regeln war: fehlt.")
    page.get_by_role("button", name="Mit einer früheren Prüfung vergleichen").click()
    page.locator("#earlier-audit input").click()
    page.get_by_role("option", name="Auslandsstrategie Lichttal").first.click()
    expect(page.locator("#audit-moved .better")).to_contain_text("c13")
    page.locator("#export-audit").click()
    with page.expect_download() as download:
        page.locator("#exported-audit a").first.click()
    assert download.value.suggested_filename.endswith(".docx")


def test_a_strategy_of_the_studio_is_judged_too(page: Page, workspace: Workspace, address: str) -> None:
    made = workspace.create(OWNER, "Aus dem Studio", Profile(), "de")
    own = Paragraph("own", "Bevor wir planten, wurden alle Mitglieder nach ihrem Bedarf befragt.")
    workspace.add_sections(OWNER, made.id, [Section("needs", "Bedarf", (own,))])
    page.goto(address)
    go_to(page, "Prüfung")
    page.locator("#audit-judge").click()
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie eine Strategie")
    page.locator("#audit-strategy input").click()
    page.get_by_role("option", name="Aus dem Studio").click()
    page.locator("#audit-judge").click()
    expect(page.locator("#audit-notice")).to_contain_text("Geprüft: Aus dem Studio", timeout=60_000)


@pytest.mark.parametrize(("name", "content"), [("leer.md", b""), ("bild.png", b"\x89PNG"), ("kaputt.pdf", b"%PDF-1.7")])
def test_a_file_that_cannot_be_judged_is_named(page: Page, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    judge(page, tmp_path / name)
    expect(page.get_by_role("alert")).to_contain_text(name, timeout=60_000)


def test_an_audit_is_deleted(page: Page, tmp_path: Path) -> None:
    judged(page, tmp_path)
    page.locator("#delete-audit").click()
    expect(page.locator("#audit-notice")).to_contain_text("Gelöscht")
    expect(page.locator("#audit-work")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_in_english_and_at_any_width_nothing_is_cut_off(page: Page, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    judged(page, tmp_path)
    switch_language(page, "English")
    expect(page.locator("#export-audit")).to_have_text("Export the report")
    expect(page.locator(".finding summary .verdict").first).not_to_contain_text("erfüllt")
    assert not overflows(page)
