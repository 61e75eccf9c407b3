"""Monitoring in a real browser: a plan begun from a strategy, filled in, measured, undone, exported, read again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from page_driver import expect_soon, fill_new, go_to, opened_page, overflows, served, shoot, switch_language
from page_fake import FakeAssistant, furnished_library
from playwright.sync_api import Browser, Page, expect

from assistant.monitoring.records import MonitoringPlan
from assistant.owner import OWNER
from assistant.studio.profile import Goal, Profile
from assistant.workspace.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    workspace.create(OWNER, "Silbergrund", Profile(goals=(Goal(text="Zwei Partner"), Goal(text="Ruhm"))), "de")
    with served(FakeAssistant(furnished_library()), workspace) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, workspace: Workspace) -> Iterator[Page]:
    plans = workspace.shelf.dossiers("monitoring", MonitoringPlan)
    for plan in plans.list(OWNER):
        plans.delete(OWNER, plan.id)
    with opened_page(browser, address) as page:
        go_to(page, "Instrumente")
        go_to(page, "Monitoring")
        yield page


def plan_of(workspace: Workspace) -> MonitoringPlan:
    """Return the plan as it is stored."""
    plans = workspace.shelf.dossiers("monitoring", MonitoringPlan)
    return plans.get(OWNER, plans.list(OWNER)[0].id).content


def pick(page: Page, element: str, option: str) -> None:
    """Choose an option of a list."""
    page.locator(f"{element} input").first.click()
    page.get_by_role("option", name=option).first.click()


def begun(page: Page) -> None:
    """Begin a plan from the strategy and add an indicator of the catalogue."""
    pick(page, "#monitoring-strategy", "Silbergrund")
    page.locator("#monitoring-from-strategy").click()
    expect(page.locator("#monitoring-notice")).to_contain_text("Begonnen: „Monitoring: Silbergrund“")
    expect(page.locator("#monitoring-overview")).to_contain_text("Ziel „Ruhm“: Es hat noch keinen Indikator.")
    page.get_by_role("button", name="Indikatoren hinzufügen").click()
    pick(page, "#monitoring-templates", "Anzahlen: Gemeinsame Messeauftritte")
    page.keyboard.press("Escape")
    page.locator("#monitoring-add").click()
    expect(page.locator("#monitoring-title textarea, #monitoring-title input")).to_have_value(
        "Gemeinsame Messeauftritte"
    )


def fill(page: Page, **fields: str) -> None:
    """Type into fields of the indicator and leave each."""
    for name, text in fields.items():
        fill_new(page.locator(f"#monitoring-{name.replace('_', '-')}").locator("textarea, input").first, text)


def test_a_plan_is_begun_filled_in_measured_and_undone(page: Page, workspace: Workspace) -> None:
    begun(page)
    fill(page, baseline="0", baseline_day="01.01.2026", target="10,5", target_day="31.12.2026", responsible="Ada")
    expect(page.locator("#monitoring-overview .gaps")).not_to_contain_text("Ausgangswert fehlt")
    indicator = plan_of(workspace).indicators[0]
    assert (indicator.baseline, indicator.target, indicator.target_day) == (0, 10.5, "2026-12-31")
    pick(page, "#monitoring-goals", "Zwei Partner")
    expect(page.locator("#monitoring-overview .gaps")).not_to_contain_text("keinem Ziel zugeordnet")
    fill(page, day="02.01.2026", value="viel")
    page.locator("#monitoring-enter").click()
    expect(page.get_by_role("alert")).to_contain_text("Wert: „viel“ ist keine Zahl")
    fill(page, value="10,5")
    page.locator("#monitoring-enter").click()
    expect(page.locator("#monitoring-notice")).to_contain_text("Die Messung ist eingetragen")
    expect(page.locator("#monitoring-overview .light").first).to_have_text("grün")
    expect(page.locator("#monitoring-course img")).to_be_visible()
    assert page.locator("#monitoring-course img").evaluate("image => image.complete && image.naturalWidth > 500")
    shoot(page, "monitoring")
    page.locator("#monitoring-undo").click()
    expect(page.locator("#monitoring-overview .light").first).to_have_text("grau")
    expect_soon(lambda: plan_of(workspace).checkins, ())


def test_who_types_and_clicks_at_once_loses_and_mixes_nothing(page: Page, workspace: Workspace) -> None:
    begun(page)
    for number in (1, 2):
        page.locator("#monitoring-own").locator("textarea, input").first.fill(f"Eigener {number}")
        page.locator("#monitoring-baseline").locator("textarea, input").first.fill(str(number))
        page.locator("#monitoring-add-own").click()  # leaves the field, and adds
        expect(page.locator("#monitoring-title textarea, #monitoring-title input")).to_have_value(f"Eigener {number}")
        page.wait_for_timeout(500)  # milliseconds; a late event would come by then
    kept = [("Gemeinsame Messeauftritte", 1), ("Eigener 1", 2), ("Eigener 2", None)]
    expect_soon(lambda: [(one.title, one.baseline) for one in plan_of(workspace).indicators], kept)


def give(page: Page, path: Path) -> None:
    """Hand a file in to be read."""
    with page.expect_file_chooser() as chooser:
        page.locator("#monitoring-import").click()
    chooser.value.set_files(path)


def test_what_is_exported_is_read_again_with_its_faults_named(page: Page, workspace: Workspace, tmp_path: Path) -> None:
    begun(page)
    for option, ending in [("PDF", ".pdf"), ("Kalender", ".ics"), ("Excel", ".xlsx")]:
        pick(page, "#monitoring-format", option)
        page.locator("#monitoring-export").click()
        with page.expect_download() as download:
            page.locator("#monitoring-file a").first.click()
        assert download.value.suggested_filename.endswith(ending)
    path = tmp_path / "plan.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    book["Indikatoren"]["H2"] = "zwölf"
    book.save(path)
    give(page, path)
    expect(page.get_by_role("alert")).to_contain_text("Indikatoren, H2: „zwölf“ ist keine Zahl")
    book["Indikatoren"]["H2"] = "12"
    book.save(path)
    give(page, path)
    expect(page.locator("#monitoring-notice")).to_contain_text("Eingelesen: plan.xlsx")
    expect_soon(lambda: plan_of(workspace).indicators[0].target, 12)


@pytest.mark.parametrize("width", [390, 1280])
def test_in_english_and_at_any_width_nothing_is_cut_off(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    begun(page)
    fill(
        page, baseline="2", baseline_day="01.01.2026", target="30", target_day="31.12.2027", day="01.06.2026", value="9"
    )
    page.locator("#monitoring-enter").click()
    expect(page.locator("#monitoring-course img")).to_be_visible()
    switch_language(page, "English")
    expect(page.locator("#monitoring-export")).to_have_text("Export")
    expect(page.locator("#monitoring-overview .light").first).to_have_text("green")
    expect(page.locator("#monitoring-baseline-day").locator("textarea, input").first).to_have_value("2026-01-01")
    shoot(page, f"monitoring-{width}")
    assert not overflows(page)
