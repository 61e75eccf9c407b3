"""Takes the pictures of the README from a running page that holds the starter library.

python docs/screenshots/make.py http://127.0.0.1:7860/
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "tests")]

from page_driver import ask, go_to, open_mark, opened_page, started_browser  # noqa: E402

from assistant.selection.catalogue import load_catalogue  # noqa: E402
from assistant.selection.records import Candidate, Rating, Selection  # noqa: E402

GERMAN_QUESTION = "Was muss eine Internationalisierungsstrategie enthalten?"
STRATEGY = HERE.parents[1] / "corpus" / "files" / "beispielstrategie-2-holz-leichtbau.md"
ENGLISH_QUESTION = "Which methods are there to find out the members' needs?"


def main(address: str) -> None:
    """Take all pictures, each as wide and as high as the README shows it."""
    with started_browser() as browser:
        question_in_german(browser, address)
        library_in_german(browser, address)
        question_in_english(browser, address)
        section_of_a_strategy(browser, address)
        audit_of_a_strategy(browser, address)
        ranking_of_partners(browser, address)


def question_in_german(browser: Browser, address: str) -> None:
    """An answer with the passage of its first mark beside it, in a wide window."""
    with opened_page(browser, address, height=860) as page:
        ask(page, GERMAN_QUESTION)
        open_mark(page, 1)
        take(page, "fragen-de.png")


def library_in_german(browser: Browser, address: str) -> None:
    """The list of sources beside the form that adds files."""
    with opened_page(browser, address, height=860) as page:
        go_to(page, "Bibliothek")
        page.locator("#source-list .pick-source").first.wait_for()
        take(page, "bibliothek-de.png")


def question_in_english(browser: Browser, address: str) -> None:
    """An answer on a telephone's screen, dark."""
    with opened_page(browser, address, locale="en-GB", width=400, height=860, dark=True) as page:
        ask(page, ENGLISH_QUESTION)
        take(page, "ask-en-narrow.png")


def section_of_a_strategy(browser: Browser, address: str) -> None:
    """The finance plan of the example's draft, with outline and citations; the strategy is deleted again."""
    with opened_page(browser, address, height=1000) as page:
        go_to(page, "Strategie")
        page.locator("#example-strategy").click()
        page.get_by_role("tab", name="2. Entwurf").click()
        page.locator("#write-draft").click()
        page.locator("#draft-notice", has_text="Entwurf fertig").wait_for(timeout=90_000)
        page.locator("#outline label", has_text="Finanzierungsplan").click()
        page.locator("#section-text h2", has_text="Finanzierungsplan").wait_for()
        page.evaluate("document.querySelector('#strategy-tabs').scrollIntoView()")
        take(page, "strategie-de.png")
        page.locator("#delete-strategy").click()
        page.locator("#confirm-delete-strategy").click()
        page.locator("#strategy-notice", has_text="Gelöscht").wait_for()


def audit_of_a_strategy(browser: Browser, address: str) -> None:
    """The audit of an invented strategy, a point opened; it is deleted again."""
    with opened_page(browser, address, height=1000) as page:
        go_to(page, "Prüfung")
        with page.expect_file_chooser() as chooser:
            page.locator("#audit-file").click()
        chooser.value.set_files(STRATEGY)
        page.locator("#audit-notice", has_text="Geprüft").wait_for(timeout=90_000)
        page.locator(".finding summary").nth(1).click()
        page.evaluate("document.querySelector('#audit-summary').scrollIntoView()")
        take(page, "pruefung-de.png")
        page.locator("#delete-audit").click()
        page.locator("#audit-notice", has_text="Gelöscht").wait_for()


def ranking_of_partners(browser: Browser, address: str) -> None:
    """The ranking of three invented partners by every fifth criterion; the selection is deleted again."""
    criteria = load_catalogue("partners").criteria[::5]
    names = {
        "Maasveld Drive Cluster": "Niederlande",
        "Kaarna Power Network": "Finnland",
        "Pôle Mobilité Auvergne": "Frankreich",
    }
    candidates = tuple(Candidate(id=f"c{at}", name=name, country=names[name]) for at, name in enumerate(names))
    ratings = tuple(
        Rating(candidate=one.id, criterion=criterion.id, score=(3 * at + 2 * row + at // 4) % 5)
        for at, criterion in enumerate(criteria)
        for row, one in enumerate(candidates)
        if (row, at) != (1, 5)
    )
    selection = Selection(
        kind="partners", title="Partner im Norden", criteria=criteria, candidates=candidates, ratings=ratings
    )
    with TemporaryDirectory() as folder, opened_page(browser, address, height=1100) as page:
        file = Path(folder) / "partner.json"
        file.write_text(selection.model_dump_json(), encoding="utf-8")
        go_to(page, "Instrumente")
        page.get_by_role("tab", name="Partnerauswahl").click()
        with page.expect_file_chooser() as chooser:
            page.locator("#partners-from-file").click()
        chooser.value.set_files(file)
        page.get_by_role("tab", name="4 Ergebnis").click()
        page.locator("#partners-result table").first.wait_for()
        take(page, "partnerauswahl-de.png")
        page.locator("#partners-settings button").first.click()
        page.locator("#partners-delete").click()
        page.locator("#partners-confirm-delete").click()
        page.locator("#partners-notice", has_text="ist gelöscht").wait_for()


def take(page: Page, name: str) -> None:
    """Save what the window shows, once nothing moves or blinks in it any more."""
    page.wait_for_timeout(700)
    page.screenshot(path=str(HERE / name), animations="disabled", caret="hide")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
