"""A language model in a real browser: chosen and tested in the settings, streamed, cut off, failing, never told the key."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_server import Messages, ModelServer, closed_address, hangs, refuses, running_model_server, says
from page_driver import (
    ask,
    fill_new,
    go_to,
    open_mark,
    opened_page,
    overflows,
    serving,
    shoot,
    switch_language,
)
from playwright.sync_api import Browser, Locator, Page, expect
from small_library import FILES, assistant_over

from assistant.build import build_workbench
from assistant.model.llm import THREAD
from assistant.model.settings import FILE_NAME, ModelSettings
from assistant.owner import OWNER
from assistant.studio.example import example_profile
from assistant.ui.contract import Workbench
from assistant.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

KEY = "sk-geheim-4711"
QUESTION = "Wie oft prüft der Vorstand die Vorschläge?"
ANSWERED = "Der Vorstand prüft jeden Vorschlag zweimal im Jahr"
SECRET = "---\ntitle: Geheim\nconfidential: true\n---\n\n# Plan\n\nDer Vorstand prüft Vorschläge aus Ruritanien nie.\n"


def cited(messages: Messages) -> str:
    """Answer with the quote that the question is about."""
    read = "\n".join(one["content"] for one in messages)
    found = re.search(r"^(\[\d+\]).*zweimal im Jahr", read, re.MULTILINE)
    return f"{ANSWERED} {found[1]}. Bananen wachsen in Ecuador {found[1]}." if found else "ja"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with running_model_server() as server:
        yield server


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("model-page")
    assistant = assistant_over(folder, FILES | {"geheim.md": SECRET})
    workspace = Workspace.open(folder / "workspace")
    yield build_workbench(assistant, workspace)
    workspace.close()
    assistant.library.close()


@pytest.fixture(scope="module")
def address(workbench: Workbench) -> Iterator[str]:
    with serving(workbench) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, workbench: Workbench, server: ModelServer) -> Iterator[Page]:
    """The page, with the server's model chosen; the server knows its part by heart, and nothing of before."""
    server.script, server.key, server.asked = [says(cited, pause=0.02)], "", []
    workbench.model.choose(server.settings("openai"))
    with opened_page(browser, address) as page:
        yield page


def chosen(page: Page, server: ModelServer, *, url: str = "", name: str = "modell", key: str = "") -> None:
    """Fill in the settings' form for a server that speaks like OpenAI."""
    go_to(page, "Einstellungen")
    page.locator("#model-provider").get_by_text("OpenAI", exact=False).first.click()
    for field, text in (("name", name), ("url", url or f"{server.url}/v1"), ("key", key)):
        page.locator(f"#model-{field} input, #model-{field} textarea").first.fill(text)


def probed(page: Page) -> Locator:
    """Test the connection and return what is told."""
    page.locator("#model-test").click()
    return page.locator("#model-notice")


def until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait until something is so, and tell whether it came."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_the_test_of_the_connection_says_what_is_wrong_and_the_key_never_comes_back(
    page: Page, server: ModelServer, workbench: Workbench
) -> None:
    workbench.model.choose(ModelSettings())
    page.reload()
    server.key = KEY
    chosen(page, server, key="falsch")
    expect(probed(page)).to_contain_text("nimmt den Schlüssel nicht an")
    chosen(page, server, key=KEY, name="anderes")
    expect(probed(page)).to_contain_text("kennt das Sprachmodell „anderes“ nicht")
    chosen(page, server, key=KEY, url=f"{server.url}/anderswo")
    expect(probed(page)).to_contain_text("antwortet kein Sprachmodell")
    chosen(page, server, key=KEY, url=closed_address())
    expect(probed(page)).to_contain_text("ist nicht erreichbar")
    chosen(page, server, key=KEY, url="ftp://wo")
    page.locator("#model-save").click()
    expect(page.locator("#model-notice")).to_contain_text("„ftp://wo“ ist keine Adresse")
    assert workbench.model.settings.model == ""
    chosen(page, server, key=KEY)
    expect(probed(page)).to_contain_text("auf diesem Computer, erstes Wort nach")
    page.locator("#model-save").click()
    notice = page.locator("#model-notice")
    expect(notice).to_contain_text("modell")
    expect(page.locator("#model-key input")).to_have_value("")
    expect(probed(page)).to_contain_text("erstes Wort nach")  # with the key that is in use
    shoot(page, "settings-wide")
    assert not overflows(page)
    ask_tab(page)
    expect(ask(page, QUESTION).locator(".by-model")).to_contain_text("modell")
    page.reload()
    go_to(page, "Einstellungen")
    expect(page.locator("#model-name input, #model-name textarea").first).to_have_value("modell")
    assert KEY not in page.content()
    assert KEY not in (workbench.model._data / FILE_NAME).read_text(encoding="utf-8")
    assert all(one.headers.get("authorization") == f"Bearer {KEY}" for one in server.asked[-2:])


def ask_tab(page: Page) -> None:
    go_to(page, "Fragen")


def test_the_settings_fit_a_telephone_in_both_languages(browser: Browser, address: str) -> None:
    for locale, name in (("de-DE", "Einstellungen"), ("en-GB", "Settings")):
        with opened_page(browser, address, locale=locale, width=390, height=800) as page:
            go_to(page, name)
            expect(page.locator("#model-save")).to_be_visible()
            shoot(page, f"settings-narrow-{locale[:2]}")
            assert not overflows(page)


def test_an_answer_is_streamed_and_its_marks_open_the_quotes(page: Page, server: ModelServer) -> None:
    server.script = [says(cited, size=6, pause=0.1)]
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    writing = page.locator("#conversation .answer.writing")
    expect(writing).to_contain_text("Der Vorstand prüft")
    assert "Jahr" not in writing.inner_text()  # it is still written
    reply = page.locator("#conversation .reply")
    expect(reply.locator(".by-model")).to_be_visible(timeout=30_000)
    expect(reply.locator(".answer")).to_have_text(re.compile(f"^{ANSWERED} 1\\.$"))
    told = "Formuliert von modell auf 127.0.0.1; jeder Satz wurde mit seinem Zitat verglichen."
    expect(reply.locator(".by-model")).to_contain_text(f"{told} Sätze ohne Beleg, die weggelassen wurden: 1.")
    expect(reply.locator(".by-model")).to_contain_text("Token: 14 gelesen, 10 geschrieben.")
    shoot(page, "answer-by-model")
    expect(open_mark(page, 1).locator("mark")).to_have_text(f"{ANSWERED}.")


def test_a_server_that_fails_costs_nothing_but_a_notice(page: Page, server: ModelServer) -> None:
    server.script = [refuses(500)]
    reply = ask(page, QUESTION)
    expect(reply.locator(".answer")).to_contain_text(ANSWERED)
    expect(reply.locator(".warning")).to_contain_text("meldet einen Fehler (500). Es geht ohne Sprachmodell weiter.")
    shoot(page, "answer-without")
    switch_language(page, "English")
    told = "reports an error (500). It goes on without a language model."
    expect(page.locator("#conversation .reply .warning")).to_contain_text(told)


def test_a_confidential_source_is_left_out_elsewhere(page: Page, server: ModelServer) -> None:
    question = "Prüft der Vorstand Vorschläge aus Ruritanien?"
    ask(page, question)
    assert any("aus Ruritanien nie" in one["content"] for one in server.asked[0].messages)
    server.asked = []
    elsewhere = server.url.replace("127.0.0.1", "127.1")  # the same server, under a name that is not known as this computer's
    chosen(page, server, url=elsewhere)
    page.locator("#model-save").click()
    expect(page.locator("#model-notice")).to_contain_text("modell auf 127.1 formuliert. Dieser Server sieht Ihre Fragen")
    ask_tab(page)
    ask(page, question)
    assert server.asked
    assert not any("aus Ruritanien nie" in one["content"] for asked in server.asked for one in asked.messages)


@pytest.mark.parametrize("begins", ["", "Der Vorstand prüft "])
def test_a_new_conversation_lets_go_of_the_server(page: Page, server: ModelServer, begins: str) -> None:
    ask(page, QUESTION)
    server.script, server.asked = [hangs(begins)], []
    page.locator("#question textarea").fill("Wie oft prüft der Vorstand?")
    page.keyboard.press("Enter")
    assert until(lambda: bool(server.asked))
    page.locator("#new-conversation").click()
    assert until(server.asked[0].left.is_set, 3)
    expect(page.locator("#conversation .turn")).to_have_count(0)
    assert until(lambda: not any(one.name == THREAD for one in threading.enumerate()))
    page.wait_for_timeout(500)  # milliseconds; nothing comes back
    expect(page.locator("#conversation .turn")).to_have_count(0)
    assert len(server.asked) == 1
    server.script = [says(cited)]
    expect(ask(page, QUESTION).locator(".by-model")).to_be_visible()


def test_a_page_that_is_closed_lets_go_of_the_server(page: Page, server: ModelServer) -> None:
    server.script = [hangs()]
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    assert until(lambda: bool(server.asked))
    page.close()
    assert until(server.asked[0].left.is_set, 10)


def test_a_draft_by_a_slow_model_stops_within_two_seconds(
    page: Page, server: ModelServer, workbench: Workbench, tmp_path: Path
) -> None:
    workbench.workspace.create(OWNER, "Strategie", example_profile(), "de")
    server.script = [hangs()]
    page.reload()
    go_to(page, "Strategie")
    page.get_by_role("tab", name="2. Entwurf").click()
    page.locator("#write-draft").click()
    assert until(lambda: bool(server.asked), 30)
    begun = time.monotonic()
    page.locator("#stop-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Angehalten nach", timeout=10_000)
    assert time.monotonic() - begun < 2
    assert server.asked[0].left.wait(2)
    shoot(page, "draft-stopped")
