"""Takes the pictures of the README from a running page that holds the starter library.

python docs/screenshots/make.py http://127.0.0.1:7860/
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from page_driver import ask, go_to, open_mark, opened_page, started_browser  # noqa: E402

GERMAN_QUESTION = "Was muss eine Internationalisierungsstrategie enthalten?"
ENGLISH_QUESTION = "Which methods are there to find out the members' needs?"


def main(address: str) -> None:
    """Take all pictures, each as wide and as high as the README shows it."""
    with started_browser() as browser:
        question_in_german(browser, address)
        library_in_german(browser, address)
        question_in_english(browser, address)


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


def take(page: Page, name: str) -> None:
    """Save what the window shows, once nothing moves or blinks in it any more."""
    page.wait_for_timeout(700)
    page.screenshot(path=str(HERE / name), animations="disabled", caret="hide")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
