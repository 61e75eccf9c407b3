"""Forty ways to make a page fetch something or run a script, in a source, a model's answer and a section: none does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import Messages, ModelServer, running_model_server, says
from page_driver import go_to, opened_page, serving
from playwright.sync_api import Browser, Page, Route, expect
from small_library import assistant_over

from assistant.build import build_workbench
from assistant.owner import OWNER
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Section
from assistant.workspace.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

HOST = "boese.example"
RUNS = "document.title='getroffen'"
PAYLOADS = (
    f"![Bild](http://{HOST}/1.png)",
    f"![Bild](//{HOST}/2.png)",
    f"![Bild][ref3]\n\n[ref3]: http://{HOST}/3.png",
    f"[![Bild](http://{HOST}/4.png)](http://{HOST}/4)",
    f"[Klick](http://{HOST}/5)",
    f"[Klick][ref6]\n\n[ref6]: http://{HOST}/6 \"Titel\"",
    f"<http://{HOST}/7>",
    f"http://{HOST}/8 und www.{HOST}/8",
    f"[Klick](javascript:{RUNS})",
    f"[Klick](data:text/html,<script>{RUNS}</script>)",
    f"![Bild](data:image/svg+xml,<svg onload=\"{RUNS}\"/>)",
    f"<script>{RUNS}</script>",
    f"<script src=http://{HOST}/13.js></script>",
    f"<img src=http://{HOST}/14.png>",
    f"<img src=x onerror=\"{RUNS}\">",
    f"<img srcset='http://{HOST}/16.png 2x'>",
    f"<picture><source srcset=http://{HOST}/17.png><img></picture>",
    f"<svg onload=\"{RUNS}\"><image href=http://{HOST}/18.png /></svg>",
    f"<svg><use href='http://{HOST}/19.svg#a'/></svg>",
    f"<svg><style>@import url(http://{HOST}/20.css)</style></svg>",
    f"<style>body{{background:url(http://{HOST}/21.png)}}</style>",
    f"<div style=\"background:url(http://{HOST}/22.png)\">x</div>",
    f"<link rel=stylesheet href=http://{HOST}/23.css>",
    f"<link rel=prefetch href=http://{HOST}/24>",
    f"<iframe src=http://{HOST}/25></iframe>",
    f"<iframe srcdoc=\"<script>parent.{RUNS}</script>\"></iframe>",
    f"<object data=http://{HOST}/27></object>",
    f"<embed src=http://{HOST}/28>",
    f"<meta http-equiv=refresh content='0;url=http://{HOST}/29'>",
    f"<base href=http://{HOST}/30/>",
    f"<video src=http://{HOST}/31.mp4 poster=http://{HOST}/31.png autoplay></video>",
    f"<audio src=http://{HOST}/32.mp3 autoplay></audio>",
    f"<form action=http://{HOST}/33><button autofocus onfocus=\"{RUNS}\">x</button></form>",
    f"<!-- <img src=http://{HOST}/34.png> --> <![CDATA[<img src=http://{HOST}/34.png>]]>",
    f"Fußnote[^a35]\n\n[^a35]: ![Bild](http://{HOST}/35.png)",
    f"| Kopf |\n| --- |\n| <img src=http://{HOST}/36.png> ![b](http://{HOST}/36b.png) |",
    f"$$\\href{{http://{HOST}/37}}{{x}}\\includegraphics{{http://{HOST}/37.png}}$$ \\(\\url{{http://{HOST}}}\\)",
    f":tada: &lt;img src=http://{HOST}/38.png onerror={RUNS}&gt; &#60;script&#62;{RUNS}&#60;/script&#62;",
    f"<details open ontoggle=\"{RUNS}\"><summary>x</summary><body background=http://{HOST}/39.png></details>",
    f"```mermaid\ngraph TD; A[\"<img src=http://{HOST}/40.png>\"]\n```\n<math href=http://{HOST}/40>x</math>",
)  # fmt: skip
WORDS = "Der Vorstand prüft jeden Vorschlag zweimal im Jahr"
SOURCE = "# Prüfung der Vorschläge\n\n" + "\n\n".join(f"{WORDS}, Fall {at}: {one}" for at, one in enumerate(PAYLOADS))


def with_payloads(messages: Messages) -> str:
    """Answer with a sentence that is proved for each payload, and the payload in it and beside it."""
    return "\n\n".join(f"{WORDS} {one} [{at % 9 + 1}].\n\n{one}" for at, one in enumerate(PAYLOADS))


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with running_model_server() as server:
        server.script = [says(with_payloads, size=400, pause=0.3)]
        yield server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, server: ModelServer) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("payloads")
    assistant = assistant_over(folder, {"quelle.txt": SOURCE})
    workspace = Workspace.open(folder / "workspace")
    workbench = build_workbench(assistant, workspace)
    workbench.model.choose(server.settings("openai"))
    strategy = workspace.create(OWNER, "Strategie", Profile(name=PAYLOADS[14]), "de").id
    parts = tuple(Paragraph("own" if at % 2 else "proposal", one) for at, one in enumerate(PAYLOADS))
    workspace.add_sections(OWNER, strategy, [Section("summary", PAYLOADS[13], parts)])
    with serving(workbench) as address:
        yield address
    workspace.close()
    assistant.library.close()


def watched(page: Page, address: str) -> list[str]:
    """Return the list of what the page asks others for, kept from now on; nobody else gets an answer."""
    outside: list[str] = []

    def look(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page.context.route("**/*", look)
    return outside


def test_no_payload_fetches_anything_or_runs(browser: Browser, address: str) -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 40
    with opened_page(browser, address) as page:
        outside = watched(page, address)
        page.locator("#question textarea").fill("Wie oft prüft der Vorstand Vorschläge?")
        page.keyboard.press("Enter")
        expect(page.locator("#conversation .answer.writing")).to_contain_text("boese.example", timeout=60_000)
        expect(page.locator("#conversation .reply .state")).to_be_visible(timeout=60_000)
        page.locator("#conversation .answer .mark").first.click()
        expect(page.locator("#evidence mark")).to_be_visible()
        go_to(page, "Strategie")
        page.get_by_role("tab", name="2. Entwurf").click()
        expect(page.locator("#section-text")).to_contain_text("includegraphics")
        page.wait_for_timeout(500)  # milliseconds, for what comes late
        assert outside == []
        expect(page).to_have_title("Clusterkompass")
        foreign = "iframe, object, embed, base, video, audio, svg use, meta[http-equiv=refresh]"
        shown = page.locator(
            f":is(#conversation, #evidence, #section-text) :is({foreign}, img, a[href*='{HOST}'], script)"
        )
        assert shown.evaluate_all("all => all.map(one => one.outerHTML)") == []
