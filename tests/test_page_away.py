"""The program goes while a page is open, and comes back: what is typed stays, and what was clicked is done then."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_driver import free_port, go_to, opened_page
from playwright.sync_api import Browser, expect

from assistant.owner import OWNER
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Section
from assistant.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

PROGRAM = """
import sys
from pathlib import Path
from page_driver import served
from page_fake import FakeAssistant, furnished_library
from assistant.workspace.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
with served(FakeAssistant(furnished_library()), workspace, int(sys.argv[2])) as address:
    print(address, flush=True)
    sys.stdin.read()
"""
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Starts the program for one strategy with one section, as often as the test likes."""
    workspace = Workspace.open(tmp_path)
    strategy = workspace.create(OWNER, "Strategie", Profile(name="LichtNetz"), "de").id
    workspace.add_sections(OWNER, strategy, [Section("summary", "Kurz", (Paragraph("own", "Der alte Text."),))])
    workspace.close()
    started: list[subprocess.Popen[str]] = []

    def start_it() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(port)]
        folders = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=folders)
        started.append(program)
        assert program.stdout is not None
        assert program.stdout.readline().startswith("http")
        return program

    yield start_it
    for program in started:
        program.kill()
        program.communicate()


def test_what_is_typed_while_the_program_is_away_is_saved_when_it_is_back(
    browser: Browser, start: Start, port: int
) -> None:
    program = start()
    with opened_page(browser, f"http://127.0.0.1:{port}/") as page:
        go_to(page, "Strategie")
        page.get_by_role("tab", name="2. Entwurf").click()
        page.locator("#edit").click()
        box = page.locator("#edit-section textarea")
        expect(box).to_be_visible()
        page.wait_for_timeout(700)  # milliseconds; see page_driver.fill_new
        page.evaluate("document.body.dataset.since = 'before'")
        program.kill()
        note = page.locator("#page-note")
        expect(note).to_contain_text("Das Programm antwortet nicht.")
        box.press("Control+End")
        box.press_sequentially(" Getippt ohne Programm.")
        page.locator("#save-section").click()
        expect(page.locator(".toast-wrap")).to_be_hidden()
        start()
        expect(note).to_contain_text("Das Programm antwortet wieder.")
        expect(page.locator("#section-text")).to_contain_text("Der alte Text. Getippt ohne Programm.", timeout=40_000)
        assert page.evaluate("document.body.dataset.since") == "before"  # not loaded anew
