"""A language model in a real browser: chosen and tested in the settings, streamed, cut off, failing; no key."""

import re
import threading
from collections.abc import Iterator

import pytest
from model_server import Messages, ModelServer, closed_address, hangs, pauses, refuses, running_model_server, says
from page_driver import (
    ask,
    expect_soon,
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

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

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


def fields(page: Page, **texts: str) -> None:
    """Fill in fields of the settings' form: model, url, key."""
    for name, text in texts.items():
        page.locator(f"#model-{name} :is(input, textarea)").fill(text)


def probed(page: Page) -> Locator:
    """Test the connection and return what is told."""
    page.locator("#model-test").click()
    return page.locator("#model-notice")


def test_the_test_of_the_connection_says_what_is_wrong(page: Page, server: ModelServer, workbench: Workbench) -> None:
    server.key = KEY
    go_to(page, "Einstellungen")
    fields(page, key="falsch")
    expect(probed(page)).to_contain_text("nimmt den Schlüssel nicht an")
    fields(page, key=KEY, name="anderes")
    expect(probed(page)).to_contain_text("kennt das Sprachmodell „anderes“ nicht")
    fields(page, url=f"{server.url}/anderswo")
    expect(probed(page)).to_contain_text("antwortet kein Sprachmodell")
    fields(page, url=closed_address())
    expect(probed(page)).to_contain_text("ist nicht erreichbar")
    switch_language(page, "English")  # what is typed stays
    fields(page, url="ftp://wo")
    page.locator("#model-save").click()
    expect(page.locator("#model-notice")).to_contain_text('"ftp://wo" is no address')
    fields(page, url=server.url, name="modell")
    expect(probed(page)).to_contain_text("on this computer, first word after")
    assert workbench.model.settings == server.settings("openai")
    assert server.asked[-1].headers["authorization"] == f"Bearer {KEY}"


def test_a_model_is_chosen_and_its_key_comes_back_nowhere(
    browser: Browser, address: str, server: ModelServer, workbench: Workbench
) -> None:
    workbench.model.choose(ModelSettings())
    server.script, server.key = [says(cited)], KEY
    with opened_page(browser, address) as page:
        go_to(page, "Einstellungen")
        page.locator("#model-provider").get_by_text("Ein Server, der wie OpenAI spricht").click()
        fields(page, name="modell", url=f"{server.url}/v1", key=KEY)
        page.locator("#model-save").click()
        told = "modell auf diesem Rechner formuliert. Nichts verlässt ihn."
        expect(page.locator("#model-notice")).to_contain_text(told)
        expect(page.locator("#model-key input")).to_have_value("")
        shoot(page, "settings-wide")
        expect(probed(page)).to_contain_text("erstes Wort nach")  # with the key that is in use
        go_to(page, "Fragen")
        expect(ask(page, QUESTION).locator(".by-model")).to_contain_text("Formuliert von modell")
    assert server.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    with opened_page(browser, address) as page:
        go_to(page, "Einstellungen")
        expect(page.locator("#model-name :is(input, textarea)")).to_have_value("modell")
        assert page.locator("#model-key input").input_value() == ""
        assert KEY not in page.content()
    assert KEY not in (workbench.model._data / FILE_NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize(("locale", "name"), [("de-DE", "Einstellungen"), ("en-GB", "Settings")])
def test_the_settings_fit_a_telephone(browser: Browser, address: str, locale: str, name: str) -> None:
    with opened_page(browser, address, locale=locale, width=390, height=800) as page:
        page.locator("#tabs .overflow-menu > button").click()
        page.locator("#tabs .overflow-dropdown").get_by_text(name).click()
        expect(page.locator("#model-save")).to_be_visible()
        shoot(page, f"settings-narrow-{locale[:2]}")
        assert not overflows(page)


def test_an_answer_is_streamed_and_its_marks_open_the_quotes(page: Page, server: ModelServer) -> None:
    seen = threading.Event()
    server.script = [pauses(cited, after=30, until=seen)]
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    writing = page.locator("#conversation .answer.writing")
    expect(writing).to_contain_text("Der Vorstand prüft")
    assert "Jahr" not in writing.inner_text()  # it is still written
    seen.set()
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
    elsewhere = server.url.replace(
        "127.0.0.1", "127.1"
    )  # the same server, under a name that is not known as this computer's
    go_to(page, "Einstellungen")
    fields(page, url=elsewhere)
    page.locator("#model-save").click()
    expect(page.locator("#model-notice")).to_contain_text(
        "modell auf 127.1 formuliert. Dieser Server sieht Ihre Fragen"
    )
    go_to(page, "Fragen")
    ask(page, question)
    assert server.asked
    assert not any("aus Ruritanien nie" in one["content"] for asked in server.asked for one in asked.messages)


@pytest.mark.parametrize("begins", ["", "Der Vorstand prüft "])
def test_a_new_conversation_lets_go_of_the_server(page: Page, server: ModelServer, begins: str) -> None:
    ask(page, QUESTION)
    server.script, server.asked = [hangs(begins)], []
    page.locator("#question textarea").fill("Wie oft prüft der Vorstand?")
    page.keyboard.press("Enter")
    expect_soon(lambda: bool(server.asked))
    page.locator("#new-conversation").click()
    expect_soon(server.asked[0].left.is_set, seconds=3)
    expect(page.locator("#conversation .turn")).to_have_count(0)
    expect_soon(lambda: any(one.name == THREAD for one in threading.enumerate()), False)
    page.wait_for_timeout(500)  # milliseconds; nothing comes back
    expect(page.locator("#conversation .turn")).to_have_count(0)
    assert len(server.asked) == 1
    server.script = [says(cited)]
    expect(ask(page, QUESTION).locator(".by-model")).to_be_visible()


def test_a_page_that_is_closed_lets_go_of_the_server(page: Page, server: ModelServer) -> None:
    server.script = [hangs()]
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect_soon(lambda: bool(server.asked))
    page.close()
    expect_soon(server.asked[0].left.is_set, seconds=10)


def begin_a_draft(page: Page, server: ModelServer, workbench: Workbench) -> None:
    """Begin a draft whose first section waits for a server that writes no word."""
    workbench.workspace.create(OWNER, "Strategie", example_profile(), "de")
    server.script = [hangs()]
    page.reload()
    go_to(page, "Strategie")
    page.get_by_role("tab", name="2. Entwurf").click()
    page.locator("#write-draft").click()
    expect_soon(lambda: bool(server.asked), seconds=30)


def test_a_draft_by_a_slow_model_stops_while_it_is_waited_for(
    page: Page, server: ModelServer, workbench: Workbench
) -> None:
    begin_a_draft(page, server, workbench)
    page.locator("#stop-draft").click()
    expect(page.locator("#draft-notice")).to_contain_text("Angehalten nach", timeout=20_000)
    assert server.asked[0].left.wait(5)
    shoot(page, "draft-stopped")


def test_a_draft_whose_page_is_loaded_anew_lets_go_of_the_server_and_the_page_says_where_it_ended(
    page: Page, server: ModelServer, workbench: Workbench
) -> None:
    begin_a_draft(page, server, workbench)
    page.reload()
    assert server.asked[0].left.wait(10)
    go_to(page, "Strategie")
    page.get_by_role("tab", name="2. Entwurf").click(timeout=60_000)
    told = re.compile(r"Bei „.+“ \(\d+ von 10\) wurde die Seite geschlossen oder neu geladen")
    expect(page.locator("#draft-notice")).to_contain_text(told, timeout=20_000)
    shoot(page, "draft-broken-off")
