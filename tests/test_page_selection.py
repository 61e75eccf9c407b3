"""Selection of partners and projects in a real browser: criteria, ratings typed and pasted, result, decision, files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from page_driver import expect_soon, fill_new, go_to, opened_page, overflows, served, shoot, switch_language
from page_fake import FakeAssistant, furnished_library
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.owner import OWNER
from assistant.selection.records import Selection, SelectionKind
from assistant.studio.profile import Partner, Profile, Project
from assistant.workspace.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PROFILE = Profile(
    partners=(Partner(name="Optikpark", country="Frankreich"),),
    target_countries=("Frankreich", "Italien"),
    projects=(Project(title="Lichtwerk"), Project(title="Sensorik")),
)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    workspace.create(OWNER, "Silbergrund", PROFILE, "de")
    with served(FakeAssistant(furnished_library()), workspace) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, workspace: Workspace) -> Iterator[Page]:
    kinds: tuple[SelectionKind, ...] = ("partners", "projects")
    for kind in kinds:
        selections = workspace.shelf.dossiers(kind, Selection)
        for one in selections.list(OWNER):
            selections.delete(OWNER, one.id)
    with opened_page(browser, address, width=1440) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        # the first drawing of all tabs takes long on a busy machine
        page.get_by_role("tab", name="Instrumente").click(timeout=60_000)
        yield page


def stored(workspace: Workspace, kind: SelectionKind) -> Selection:
    """Return the selection as it is stored."""
    selections = workspace.shelf.dossiers(kind, Selection)
    return selections.get(OWNER, selections.list(OWNER)[0].id).content


def scores_of_first(selection: Selection) -> list[float | None]:
    """Return the ratings of the first candidate by each criterion."""
    first = selection.candidates[0].id
    rated = {one.criterion: one.score for one in selection.ratings if one.candidate == first}
    return [rated.get(one.id) for one in selection.criteria]


def pick(page: Page, element: str, option: str) -> None:
    """Choose an option of a list."""
    page.locator(f"{element} input").first.click()
    page.get_by_role("option", name=option).first.click()


def begun(page: Page, kind: str, group: str, wanted: tuple[int, ...] = (1, 2, 3)) -> None:
    """Begin from the strategy and tick criteria of a group, one at once after the other."""
    go_to(page, "Partnerauswahl" if kind == "partners" else "Projektauswahl")
    pick(page, f"#{kind}-strategy", "Silbergrund")
    page.locator(f"#{kind}-from-strategy").click()
    expect(page.locator(f"#{kind}-notice")).to_contain_text("Begonnen: „")
    tick(page, f"#{kind}-group-{group}", wanted)
    expect(page.locator(f"#{kind}-count")).to_contain_text(f"{len(wanted)} Kriterien gewählt")


def tick(page: Page, fold: str, wanted: tuple[int, ...]) -> None:
    page.locator(f"{fold} button").first.click()
    for number in wanted:
        page.locator(f"{fold} input[type=checkbox]").nth(number).check()


def cells(page: Page, table: str) -> Locator:
    return page.locator(f"{table} td input")


def field(page: Page, element: str) -> Locator:
    return page.locator(element).locator("textarea, input").first


def test_partners_are_weighed_rated_proved_ranked_and_decided(page: Page, workspace: Workspace, tmp_path: Path) -> None:
    begun(page, "partners", "general")
    tick(page, "#partners-group-sector", (1,))
    tick(page, "#partners-group-country", (1,))
    expect(page.locator("#partners-count")).to_contain_text("5 Kriterien gewählt")
    weights = cells(page, "#partners-weights")
    weights.nth(1).fill("9")
    weights.nth(1).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("K.-o. unter: „9“ ist keine Grenze; möglich sind 1 bis 4")
    expect(weights.nth(1)).to_have_value("9")
    weights.nth(1).fill("2")
    weights.nth(1).press("Tab")
    expect(page.locator("#partners-notice")).to_be_empty()
    expect_soon(lambda: stored(workspace, "partners").criteria[0].least, 2)
    shoot(page, "partners-criteria")

    go_to(page, "2 Kandidaten")
    fill_new(field(page, "#partners-new-names"), "=HYPERLINK(1) | Polen")
    page.locator("#partners-add-names").click()
    expect(cells(page, "#partners-names").nth(6)).to_have_value("=HYPERLINK(1)")
    shoot(page, "partners-candidates")

    rate_partners(page, workspace)
    go_to(page, "4 Ergebnis")
    result = page.locator("#partners-result")
    expect(result).to_contain_text("Optikpark führt mit")
    expect(result.locator(".heat .h4").first).to_be_visible()
    assert result.locator("figure img").evaluate("image => image.complete && image.naturalWidth > 500")
    shoot(page, "partners-result")

    go_to(page, "5 Analyse")
    fill_new(field(page, "#partners-analysis-pest-political"), "Stabile Förderung")
    go_to(page, "6 Entscheidung")
    pick(page, "#partners-short-list", "Optikpark")
    page.keyboard.press("Escape")
    fill_new(field(page, "#partners-minutes-day"), "gestern")
    fill_new(field(page, "#partners-minutes-what"), "Optikpark wird Partner")
    page.locator("#partners-minutes-add").click()
    expect(page.get_by_role("alert")).to_contain_text("Tag: „gestern“ ist kein Tag")
    expect(field(page, "#partners-minutes-what")).to_have_value("Optikpark wird Partner")
    fill_new(field(page, "#partners-minutes-day"), "31.03.2027")
    page.locator("#partners-minutes-add").click()
    expect(page.locator("#partners-minutes")).to_contain_text("2027-03-31")
    shoot(page, "partners-decision")
    go_to(page, "7 Vereinbarung")
    fill_new(field(page, "#partners-agreement-protocol-languages"), "Englisch")
    expect_soon(lambda: stored(workspace, "partners").candidates[0].protocol.languages, "Englisch")
    candidate = stored(workspace, "partners").candidates[0]
    assert (candidate.stage, candidate.pest.political) == ("short_list", "Stabile Förderung")
    files_come_back(page, workspace, tmp_path)


def rate_partners(page: Page, workspace: Workspace) -> None:
    """Rate by keys and by pasting, one cell wrong; prove a rating; step back."""
    go_to(page, "3 Bewerten")
    ratings = cells(page, "#partners-ratings")
    ratings.nth(0).click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.type("Besuch im Mai")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("„7“ ist keine Bewertung; möglich sind 0 bis 4")
    expect(ratings.nth(2)).to_have_value("7")
    expect_soon(lambda: {one.note for one in stored(workspace, "partners").ratings}, {"", "Besuch im Mai"})
    page.evaluate("navigator.clipboard.writeText('4\\n4\\tgut\\n4\\n')")
    ratings.nth(2).click()
    page.keyboard.press("Control+v")
    expect(page.locator("#partners-standing")).to_contain_text("Platz 1 mit")
    expect(page.locator("#partners-notice")).to_be_empty()
    expect_soon(lambda: scores_of_first(stored(workspace, "partners")), [3, 4, 4, 4, None])

    page.locator("#partners-proofs button").first.click()
    pick(page, "#partners-proof-criterion", stored(workspace, "partners").criteria[0].title.de)
    page.locator("#partners-proof-kind").get_by_text("Link", exact=True).click()
    fill_new(field(page, "#partners-proof-link"), "https://optik.example/ziele")
    page.locator("#partners-proof-add").click()
    expect(page.locator("#partners-proof-list")).to_contain_text("Link: https://optik.example/ziele")
    expect(field(page, "#partners-proof-link")).to_have_value("")
    shoot(page, "partners-rating")
    page.locator("#partners-undo").click()
    expect(page.locator("#partners-notice")).to_contain_text("zurückgenommen")
    expect_soon(lambda: [one for one in stored(workspace, "partners").ratings if one.proofs], [])

    page.locator("#partners-next").click()
    expect(ratings.nth(0)).to_have_value("")
    ratings.nth(0).fill("1")
    ratings.nth(0).press("Enter")
    expect(page.locator("#partners-standing")).to_contain_text("scheidet aus")
    assert page.locator("#partners-rated input").input_value() == "Noch zu finden: Italien"


def files_come_back(page: Page, workspace: Workspace, folder: Path) -> None:
    """Export the workbook, spoil a rating, mend it, read it back."""
    pick(page, "#partners-format", "Excel zum Ausfüllen")
    page.locator("#partners-export").click()
    with page.expect_download() as download:
        page.locator("#partners-file a").first.click()
    path = folder / "auswahl.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    sheet = book["Bewertung"]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 3 and cell.column > 4)
    place.value = "viel"
    book.save(path)
    give(page, "#partners-import", path)
    expect(page.get_by_role("alert")).to_contain_text(f"{place.coordinate}: „viel“ ist keine Zahl")
    place.value = 4
    book.save(path)
    give(page, "#partners-import", path)
    expect(page.locator("#partners-notice")).to_contain_text("Eingelesen: auswahl.xlsx")
    assert stored(workspace, "partners").ratings[0].score is not None
    assert 3 not in {one.score for one in stored(workspace, "partners").ratings}


def give(page: Page, button: str, path: Path) -> None:
    """Hand a file in to be read."""
    with page.expect_file_chooser() as chooser:
        page.locator(button).click()
    chooser.value.set_files(path)


def rate_project(page: Page, rater: str, scores: str) -> None:
    pick(page, "#projects-rater", rater)
    ratings = cells(page, "#projects-ratings")
    expect(ratings.nth(0)).to_have_value("")
    ratings.nth(0).click()
    for score in scores:
        page.keyboard.type(score)
        page.keyboard.press("Enter")
    expect(page.locator("#projects-standing")).to_contain_text("3 von 3 Kriterien bewertet")
    page.locator("#projects-submit").click()
    expect(page.locator("#projects-notice")).to_contain_text("Abgegeben")


def test_projects_are_rated_alone_first_and_start_with_all_rules(page: Page, workspace: Workspace) -> None:
    begun(page, "projects", "topic")
    go_to(page, "3 Bewertende")
    for name in ("Ada", "Bo"):
        field(page, "#projects-rater-name").fill(name)
        page.locator("#projects-rater-add").click()
        expect(page.locator("#projects-raters")).to_contain_text(name)
    pick(page, "#projects-conflict-who", "Bo")
    pick(page, "#projects-conflict-where", "Sensorik")
    fill_new(field(page, "#projects-conflict-why"), "Gesellschafter")
    page.locator("#projects-conflict-add").click()
    expect(page.locator("#projects-raters")).to_contain_text("Bo bewertet „Sensorik“ nicht. Grund: Gesellschafter")
    shoot(page, "projects-raters")

    go_to(page, "4 Bewerten")
    rate_project(page, "Ada", "444")
    pick(page, "#projects-rater", "Bo")
    expect(page.locator("#projects-ratings .told")).to_have_count(0)
    go_to(page, "5 Ergebnis")
    expect(page.locator("#projects-result")).to_contain_text("Es fehlen: Bo")
    go_to(page, "4 Bewerten")
    rate_project(page, "Bo", "144")
    expect(page.locator("#projects-ratings .told").first).to_have_text("Ada: 4")
    page.locator("#projects-next").click()
    expect(page.locator("#projects-standing")).to_contain_text("Interessenkonflikt")
    expect(cells(page, "#projects-ratings")).to_have_count(0)
    go_to(page, "5 Ergebnis")
    expect(page.locator("#projects-result")).to_contain_text("Ada liegen um 3 Stufen auseinander. Bitte besprechen.")
    shoot(page, "projects-result")

    go_to(page, "7 Rechte und Start")
    page.locator("#projects-rights-start").click()
    expect(page.get_by_role("alert")).to_contain_text("„Lichtwerk“ kann noch nicht beginnen")
    boxes = page.locator("#projects-work .sheet:visible :is(textarea, input)")
    for at in range(boxes.count()):
        boxes.nth(at).fill("31.03.2027" if at % 4 == 2 else "geregelt")
    boxes.nth(0).focus()
    expect(page.locator("#projects-rights-told")).to_contain_text("vollständig")
    page.locator("#projects-rights-start").click()
    expect(page.locator("#projects-rights-told")).to_contain_text("Das Projekt ist begonnen")
    expect_soon(lambda: bool(stored(workspace, "projects").candidates[0].started), True)
    shoot(page, "projects-rights")


def test_in_english_on_a_phone_nothing_is_cut_off(page: Page) -> None:
    begun(page, "partners", "general")
    go_to(page, "3 Bewerten")
    ratings = cells(page, "#partners-ratings")
    ratings.nth(0).fill("4")
    ratings.nth(0).press("Enter")
    expect(page.locator("#partners-standing")).to_contain_text("Platz 1")
    switch_language(page, "English")
    expect(page.locator("#partners-standing")).to_contain_text("Optikpark: rank 1 with 100 %")
    expect(ratings.nth(0)).to_have_value("4")
    for step in ("rating", "result", "criteria", "candidates", "decision"):
        page.set_viewport_size({"width": 1280, "height": 844})
        page.locator(f"[data-tab-id=partners-{step}]:visible").first.click()
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(600)  # milliseconds; the step is drawn
        shoot(page, f"partners-390-{step}")
        assert not overflows(page), step
