"""Drives the page as a reader does; for the journeys on the fake and on the real assistant alike."""

import os
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from assistant.desk import Desk
from assistant.model.choice import ModelChoice
from assistant.owner import OWNER
from assistant.reimport.proof import KnownQuotes
from assistant.studio.draft import Studio
from assistant.studio.outline import load_chapters, load_outline
from assistant.ui.contract import Assistant, Workbench
from assistant.workspace.workspace import Workspace

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_CONTEXTS: WeakKeyDictionary[Browser, dict[tuple[str, int, int, bool], BrowserContext]] = WeakKeyDictionary()
START_SECONDS = 30
SOON_SECONDS = 20  # a machine that also runs something else draws a page in more than the usual 5 s
expect.set_options(timeout=SOON_SECONDS * 1000)


def chromium_path() -> str:
    """Return the browser to drive; skip the test when there is none, except in CI, where that is a failure."""
    names = ("chromium-headless-shell", "chromium")  # the first takes a third less of the processor
    found = (path for name in names if (path := shutil.which(name)))
    path = os.environ.get("CHROMIUM") or next(found, "/usr/bin/chromium")
    if not Path(path).exists():
        message = f"no Chromium at {path}: install it or name it in the environment variable CHROMIUM"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return path


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Yield a headless Chromium."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def served(assistant: Assistant, workspace: Workspace | None = None, port: int = 0) -> Iterator[str]:
    """Serve the page for an assistant on a port (0: a free one) and yield its address; it ends with the test process.

    Strategies are kept in the workspace, or in an empty one of its own.
    """
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    workspace = workspace or Workspace.open(Path(folder.name))
    studio = Studio(load_outline(), load_chapters(), assistant)
    no_model = ModelChoice(Path(folder.name), lambda model: None)
    with serving(Workbench(assistant, studio, Desk(OWNER, workspace), KnownQuotes(()), no_model), port) as address:
        yield address
    workspace.close()
    folder.cleanup()


@contextmanager
def serving(workbench: Workbench, port: int = 0) -> Iterator[str]:
    """Serve the page for a workbench on a port (0: a free one) and yield its address; it ends with the test process."""
    from assistant.ui.page import serve

    ready, address = threading.Event(), []

    def on_ready(url: str) -> None:
        address.append(url)
        ready.set()

    arguments = (workbench, "127.0.0.1", port or free_port(), on_ready)
    threading.Thread(target=serve, args=arguments, daemon=True).start()
    assert ready.wait(START_SECONDS), "the page did not start"
    yield address[0]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened_page(
    browser: Browser,
    address: str,
    *,
    locale: str = "de-DE",
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
) -> Iterator[Page]:
    """Yield the page as a new reader sees it, once it can be used."""
    with new_tab(browser, locale=locale, width=width, height=height, dark=dark) as page:
        yield visited(page, address)


@contextmanager
def new_tab(
    browser: Browser, *, locale: str = "de-DE", width: int = 1280, height: int = 900, dark: bool = False
) -> Iterator[Page]:
    """Yield an empty tab of a reader whose browser knows nothing of the page but its files.

    Those it keeps for all tabs of one look: a page then takes a third of the time that it takes a new browser.
    """
    look = (locale, width, height, dark)
    contexts = _CONTEXTS.setdefault(browser, {})
    if look not in contexts:
        contexts[look] = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
    contexts[look].clear_cookies()
    page = contexts[look].new_page()
    try:
        yield page
    finally:
        page.close()


def visited(page: Page, address: str) -> Page:
    """Return the browser's page once ours is shown in it and can be used."""
    page.set_default_timeout(15_000)  # milliseconds; a busy machine took more than 8 s for a page
    page.goto(address, timeout=30_000)
    expect(page.locator(".brand h1")).to_be_visible(timeout=30_000)
    return page


def ask(page: Page, question: str) -> Locator:
    """Ask a question and return the reply once it is complete."""
    before = page.locator("#conversation .turn").count()
    field = page.locator("#question textarea")
    field.fill(question)
    field.press("Enter")
    reply = page.locator("#conversation .turn").nth(before).locator(".reply")
    expect(reply.locator(".state")).to_be_visible(timeout=20000)
    return reply


def open_mark(page: Page, number: int, *, turn: int = -1) -> Locator:
    """Click a mark in an answer (the last one unless told) and return the passage that it opens."""
    turns = page.locator("#conversation .turn")
    chosen = turns.nth(turns.count() - 1 if turn < 0 else turn)
    mark = chosen.locator(".answer .mark", has_text=re.compile(f"^{number}$"))
    key = mark.first.get_attribute("value")
    mark.first.click()
    return shown_passage(page, key or "")


def shown_passage(page: Page, key: str) -> Locator:
    """Return the evidence panel once it shows the passage with this key."""
    panel = page.locator("#evidence .evidence.shown")
    expect(panel.locator(f'.back[value="{key}"]')).to_be_visible()
    return panel


def go_to(page: Page, name: str) -> None:
    """Change to the tab with this name; where a narrow page has no room for it, it stands in a menu."""
    tab, menu = page.get_by_role("tab", name=name), page.locator(".overflow-menu > button:visible")
    expect(tab.or_(menu).first).to_be_visible()
    if not tab.first.is_visible():
        menu.first.click()
        tab = page.locator(".overflow-dropdown button", has_text=name)
    tab.click()


def upload(page: Page, files: Sequence[Path], *, password: str = "", seconds: float = 60) -> Locator:
    """Add files in the library tab and return the list of results."""
    page.locator("#files input[type=file]").set_input_files(list(files))
    expect(page.locator("#files .file-preview, #files table").first).to_be_visible()
    if password:
        if not page.locator("#upload-password input").is_visible():
            page.locator("#upload-details button").first.click()
        fill_new(page.locator("#upload-password input"), password)
    page.locator("#add-files").click()
    result = page.locator("#upload-result .upload-result")
    expect(result).to_be_visible(timeout=seconds * 1000)
    return result


def expect_soon(read: Callable[[], object], wanted: object = True, *, seconds: float = SOON_SECONDS) -> None:
    """Read what the page does not show until it is as wanted: what was typed is on its way for a while."""
    end = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    assert found == wanted


def fill_new(field: Locator, text: str) -> None:
    """Fill a field that was drawn a moment ago, such as one behind a line just opened.

    Gradio gives such a field its first value once more some 0.1 s after it is drawn: sooner than anyone types, but on
    a busy machine not sooner than a test (1 of 35 were emptied at a load of 5).
    """
    for _ in range(5):
        field.fill(text)
        field.blur()
        field.page.wait_for_timeout(500)  # milliseconds
        if field.input_value() == text:
            return
    expect(field).to_have_value(text)


def pick_source(page: Page, title: str) -> Locator:
    """Open a source of the list for editing and return the form."""
    page.locator("#source-list .pick-source", has_text=title).click()
    form = page.locator("#editor")
    expect(form).to_be_visible()
    expect(page.locator("#edit-title textarea")).to_have_value(title)
    return form


def delete_source(page: Page, title: str) -> None:
    """Delete a source, confirming it, and wait until it is no longer listed."""
    pick_source(page, title)
    page.locator("#delete").click()
    expect(page.locator("#confirm-text")).to_contain_text(title)
    page.locator("#confirm-delete").click()
    expect(page.locator("#source-list .pick-source", has_text=title)).to_have_count(0)


def switch_language(page: Page, name: str) -> None:
    """Switch the interface to "Deutsch" or "English" and wait until the page has followed."""
    page.locator("#language").get_by_text(name, exact=True).click()
    code = {"Deutsch": "de", "English": "en"}[name]
    expect(page.locator(".brand")).to_have_attribute("lang", code)


def overflows(page: Page) -> bool:
    """Return whether the page can be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def shoot(page: Page, name: str) -> None:
    """Save a picture of the whole page when the environment variable SHOTS names a folder for it."""
    folder = os.environ.get("SHOTS")
    if folder:
        time.sleep(0.3)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
