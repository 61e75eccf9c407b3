"""The page in a real browser, on a small assistant: ask, read the evidence, keep the library, switch the language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_driver import (
    ask,
    delete_source,
    fill_new,
    go_to,
    open_mark,
    opened_page,
    overflows,
    pick_source,
    served,
    shown_passage,
    switch_language,
    upload,
    visited,
)
from page_fake import HOSTILE, FakeAssistant, FakeLibrary, furnished_library
from playwright.sync_api import Browser, Page, expect

from ingest.records import SourceDetails

pytestmark = pytest.mark.browser

QUESTION = "Wie entsteht Vertrauen zu entfernten Partnern?"


@pytest.fixture(scope="module")
def site(browser: Browser) -> Iterator[tuple[str, FakeAssistant]]:
    assistant = FakeAssistant(FakeLibrary())
    with served(assistant) as address:
        yield address, assistant


@pytest.fixture
def address(site: tuple[str, FakeAssistant]) -> str:
    return site[0]


@pytest.fixture
def assistant(site: tuple[str, FakeAssistant]) -> FakeAssistant:
    """The assistant behind the page, with its library furnished anew."""
    library, fresh = site[1].library, furnished_library()
    library.shelf, library.texts, library.received, library.to_recognise = fresh.shelf, fresh.texts, [], []
    library.hurry.clear()
    library.seconds_per_file = site[1].seconds_per_answer = 0.0
    site[1].asked.clear()
    return site[1]


@pytest.fixture
def page(browser: Browser, address: str, assistant: FakeAssistant) -> Iterator[Page]:
    with opened_page(browser, address) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield page


def test_a_mark_opens_the_passage_with_the_quote_highlighted(page: Page) -> None:
    reply = ask(page, QUESTION)
    expect(reply.locator(".state")).to_have_text("Belegt")
    panel = open_mark(page, 2)
    quote = "Vertrauen zu entfernten Partnern entsteht durch regelmäßige Besuche und feste Kontaktbüros vor Ort."
    expect(panel.locator("mark")).to_have_text(quote)
    expect(panel.locator(".context")).to_contain_text("Die Zielregion wird vor den Partnern festgelegt")
    expect(panel.locator(".source-title")).to_have_text("Leitfaden zur Internationalisierung")
    expect(panel.locator(".page")).to_have_text("Seite 2 (gedruckt: 8)")
    expect(panel.locator(".heading-path")).to_contain_text("Leitfaden › Auswahl der Partner")
    expect(panel.locator(".attribution")).to_have_text("nach Söllner/Wiese/Wiesner (2018), Kap. 3.2")
    expect(page.locator("#conversation .answer .mark.opened")).to_have_text("2")


def test_while_it_searches_it_says_in_how_many_sources(page: Page, assistant: FakeAssistant) -> None:
    assistant.seconds_per_answer = 1.0
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .answer.writing")).to_have_text("Suche in 2 Quellen …")
    expect(page.locator("#conversation .reply .state")).to_have_text("Belegt")


def test_a_mark_of_an_older_answer_still_opens_and_the_next_question_knows_the_first(
    page: Page, assistant: FakeAssistant
) -> None:
    ask(page, QUESTION)
    ask(page, "Was ist die Zielregion?")
    assert assistant.asked[-1][:2] == ("Was ist die Zielregion?", (QUESTION,))
    panel = open_mark(page, 4, turn=0)
    expect(panel.locator(".source-title")).to_have_text("Strategie Musterland")
    panel.get_by_role("button", name="Vorheriger Beleg").click()
    expect(shown_passage(page, "0-c2").locator("mark")).to_contain_text("Die Zielregion")


def test_marks_work_from_the_keyboard_and_lead_back_to_the_answer(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("#conversation .answer .mark").nth(2).focus()
    page.keyboard.press("Enter")
    panel = shown_passage(page, "0-c2")
    expect(panel.locator(".source-title")).to_be_focused()
    panel.get_by_role("button", name="Zurück zur Antwort").press("Enter")
    expect(page.locator("#conversation .answer .mark").nth(2)).to_be_focused()


def test_why_a_passage_was_found_opens_from_the_keyboard_and_stays_open(page: Page) -> None:
    ask(page, QUESTION)
    reasons = page.locator("#conversation details.why")
    expect(reasons).to_have_count(4)
    reasons.nth(1).locator("summary").press("Enter")
    expect(reasons.nth(1).locator(".why-body")).to_contain_text("Enthält entsteht, Vertrauen, entfernten, Partnern")
    switch_language(page, "English")
    expect(reasons.nth(1).locator(".why-body")).to_contain_text("Holds entsteht, Vertrauen, entfernten, Partnern")
    ask(page, "Was ist die Zielregion?")
    expect(page.locator("#conversation details.why[open]")).to_have_count(1)
    expect(reasons.nth(1)).to_have_attribute("open", "")
    reasons.nth(1).locator("summary").press("Enter")
    expect(page.locator("#conversation details.why[open]")).to_have_count(0)


def test_shift_enter_makes_a_line_and_enter_sends(page: Page, assistant: FakeAssistant) -> None:
    field = page.locator("#question textarea")
    field.press_sequentially("Erste Zeile")
    field.press("Shift+Enter")
    field.press_sequentially("zweite Zeile")
    assert assistant.asked == []
    field.press("Enter")
    expect(page.locator("#conversation .reply .state")).to_be_visible()
    assert assistant.asked[0][0] == "Erste Zeile\nzweite Zeile"


def test_an_example_question_is_asked_with_one_click_and_a_new_conversation_clears(page: Page) -> None:
    page.get_by_role("button", name="Wie entsteht Vertrauen zu weit entfernten Partnern?").click()
    expect(page.locator("#conversation .reply .state")).to_have_text("Belegt")
    expect(page.locator("#welcome")).to_be_hidden()
    open_mark(page, 1)
    page.get_by_role("button", name="Neues Gespräch").click()
    expect(page.locator("#conversation .turn")).to_have_count(0)
    expect(page.locator("#evidence .evidence.empty")).to_be_visible()
    expect(page.locator("#welcome")).to_be_visible()


def test_without_evidence_the_page_says_so_and_the_nearest_passages_open(page: Page) -> None:
    reply = ask(page, "Was kostet die Mitgliedschaft?")
    expect(reply.locator(".state")).to_have_text("Kein Beleg in der Bibliothek")
    expect(reply.locator(".reference")).to_have_count(3)
    reply.locator(".reference").nth(1).click()
    expect(shown_passage(page, "0-n1").locator("mark")).to_contain_text("feste Kontaktbüros")


def test_filters_narrow_the_search(page: Page, assistant: FakeAssistant) -> None:
    page.get_by_role("button", name="Suche eingrenzen").click()
    page.get_by_label("Strategie", exact=True).check()
    expect(page.get_by_role("button", name="Suche eingrenzen (aktiv: 1 von 2 Quellen)")).to_be_visible()
    ask(page, QUESTION)
    assert assistant.asked[-1][2].kinds == ("strategy",)
    page.get_by_role("button", name="Eingrenzung aufheben").click()
    expect(page.get_by_role("button", name="aktiv: 1 von 2")).to_have_count(0)  # what is chosen before would be lost
    page.get_by_label("Nur diese Quellen").click()
    page.get_by_role("option", name="Leitfaden zur Internationalisierung (2018)").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Suche eingrenzen (aktiv: 1 von 2 Quellen)")).to_be_visible()
    ask(page, QUESTION)
    assert [len(assistant.asked[-1][2].source_ids), assistant.asked[-1][2].kinds] == [1, ()]
    page.get_by_label("Jahr ab").fill("zwanzig")
    page.locator("#question textarea").fill("Noch eine Frage?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("zwischen 1000 und 2100")
    assert len(assistant.asked) == 2


def test_an_empty_question_only_gives_a_hint(page: Page, assistant: FakeAssistant) -> None:
    page.locator("#question textarea").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Geben Sie zuerst eine Frage ein.")
    assert assistant.asked == []


def test_errors_are_said_calmly_in_the_interfaces_language_and_logged(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    reply = ask(page, "x" * 10_000)
    expect(reply).to_contain_text("Die Frage ist zu lang. Kürzen Sie sie auf 4.000 Zeichen.")
    assert not overflows(page)
    reply = ask(page, "Absturz")
    expect(reply).to_contain_text("Das hat leider nicht geklappt.")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    expect(page.locator("body")).not_to_contain_text("a bug in the assistant")
    assert "RuntimeError: a bug in the assistant" in caplog.text


def test_the_answer_is_copied_with_its_references(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Mit Belegen kopieren").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("In der Bibliothek steht dazu:")
    assert "[4] Strategie Musterland (o. J.): „Das Vertrauen der Mitglieder" in copied


def test_files_are_added_one_by_one_with_a_reason_for_each_that_is_not(
    page: Page, assistant: FakeAssistant, tmp_path: Path
) -> None:
    (tmp_path / "Messe Bericht.md").write_text("Messe\nDie Messebeteiligung brachte zwölf Kontakte.", encoding="utf-8")
    (tmp_path / "leer.txt").write_text("", encoding="utf-8")
    (tmp_path / "geheim.pdf").write_text("x\ny", encoding="utf-8")
    assistant.library.seconds_per_file = 2.0
    go_to(page, "Bibliothek")
    files = [tmp_path / name for name in ("Messe Bericht.md", "leer.txt", "geheim.pdf")]
    page.locator("#files input[type=file]").set_input_files(files)
    expect(page.locator("#files table")).to_be_visible()
    page.locator("#add-files").click()
    expect(page.locator("#upload-result")).to_contain_text("Datei 2 von 3")
    result = page.locator("#upload-result .upload-result")
    expect(result.locator(".file").nth(0)).to_contain_text("Hinzugefügt")
    expect(result.locator(".file").nth(1)).to_contain_text("leer.txt ist leer.")
    expect(result.locator(".file").nth(2)).to_contain_text("geheim.pdf ist mit einem Kennwort geschützt.")
    expect(page.locator("#source-list")).to_contain_text("3 Quellen")
    page.locator("#leave-locked").click()
    expect(page.locator("#locked")).to_be_hidden()
    assert [path.exists() for path in assistant.library.received] == [False, False, False]
    go_to(page, "Fragen")
    expect(ask(page, "Was brachte die Messebeteiligung?")).to_contain_text("zwölf Kontakte")


def test_a_password_opens_a_protected_file(page: Page, tmp_path: Path) -> None:
    (tmp_path / "geheim.pdf").write_text("Kapitel\nDer geheime Inhalt.", encoding="utf-8")
    go_to(page, "Bibliothek")
    result = upload(page, [tmp_path / "geheim.pdf"], password="cluster")
    expect(result).to_contain_text("Hinzugefügt")


def test_a_protected_file_is_asked_its_password_and_not_to_be_chosen_again(page: Page, tmp_path: Path) -> None:
    (tmp_path / "geheim.pdf").write_text("Kapitel\nDer geheime Inhalt.", encoding="utf-8")
    go_to(page, "Bibliothek")
    upload(page, [tmp_path / "geheim.pdf"])
    expect(page.locator("#locked")).to_contain_text("geheim.pdf ist mit einem Kennwort geschützt.")
    for password in ("falsch", "cluster"):
        fill_new(page.locator("#locked-password input"), password)
        page.locator("#unlock").click()
        if password == "falsch":
            expect(page.locator("#locked")).to_contain_text("Das Kennwort passt nicht zu geheim.pdf.")
    expect(page.locator("#upload-result")).to_contain_text("Hinzugefügt")
    expect(page.locator("#locked")).to_be_hidden()


def test_adding_goes_on_when_the_page_is_loaded_anew_and_can_be_stopped(
    page: Page, assistant: FakeAssistant, tmp_path: Path
) -> None:
    names = ("a.md", "b.md")
    for name in names:
        (tmp_path / name).write_text(f"Kapitel\n{name} ist eine Datei.", encoding="utf-8")
    assistant.library.seconds_per_file = 90
    go_to(page, "Bibliothek")
    page.locator("#files input[type=file]").set_input_files([tmp_path / name for name in names])
    expect(page.locator("#files table")).to_be_visible()
    page.locator("#add-files").click()
    expect(page.locator("#upload-result")).to_contain_text("wird gelesen: Seite 4 von 9")
    page.reload()
    go_to(page, "Bibliothek")
    expect(page.locator("#upload-result")).to_contain_text("Datei 1 von 2")
    pick_source(page, "Strategie Musterland")
    page.locator("#save").click()
    expect(page.locator("#editor-notice")).to_contain_text("die Änderung folgt, sobald sie fertig sind")
    page.locator("#cancel-adding").click()
    expect(page.locator("#cancel-adding")).to_have_text("Wird abgebrochen …")
    assistant.library.hurry.set()
    expect(page.locator("#upload-result")).to_contain_text("Abgebrochen: 2 Dateien wurden weggelassen (a.md, b.md).")
    expect(page.locator("#cancel-adding")).to_be_hidden()
    expect(page.locator("#editor-notice")).to_contain_text("Gespeichert: Strategie Musterland")


def test_a_file_that_is_done_is_listed_while_the_next_one_is_added(
    page: Page, assistant: FakeAssistant, tmp_path: Path
) -> None:
    for name in ("Ahorn", "Birke"):
        (tmp_path / f"{name}.md").write_text(f"Kapitel\n{name} ist eine Datei.", encoding="utf-8")
    assistant.library.seconds_per_file = 8
    go_to(page, "Bibliothek")
    page.locator("#files input[type=file]").set_input_files([tmp_path / "Ahorn.md", tmp_path / "Birke.md"])
    expect(page.locator("#files table")).to_be_visible()
    page.locator("#add-files").click()
    expect(page.locator("#source-list")).to_contain_text("Ahorn")
    expect(page.locator("#source-list")).not_to_contain_text("Birke")
    expect(page.locator("#upload-result")).to_contain_text("Datei 2 von 2")
    assistant.library.hurry.set()
    expect(page.locator("#source-list")).to_contain_text("Birke")


def test_a_scan_that_lies_where_it_lay_is_recognised_at_a_click(
    page: Page, assistant: FakeAssistant, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_text("Kapitel\nEin gescannter Satz.", encoding="utf-8")
    assistant.library.add([path], names=["scan.pdf"])
    go_to(page, "Bibliothek")
    page.get_by_role("button", name="Mit Texterkennung (OCR) lesen").click()
    expect(page.locator("#upload-result")).to_contain_text("Hinzugefügt")
    expect(page.locator("#source-list .source-state.failed")).to_have_count(0)
    assert path.exists()


def test_scans_are_recognised_where_the_box_is_ticked(page: Page, assistant: FakeAssistant, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_text("Kapitel\nEin gescannter Satz.", encoding="utf-8")
    go_to(page, "Bibliothek")
    page.locator("#upload-details button").first.click()
    page.get_by_label("Gescannte Seiten mit Texterkennung (OCR) lesen").check()
    expect(upload(page, [tmp_path / "scan.pdf"])).to_contain_text("Hinzugefügt")
    assert assistant.library.to_recognise == ["scan.pdf"]


def test_adding_nothing_gives_a_hint(page: Page) -> None:
    go_to(page, "Bibliothek")
    page.locator("#add-files").click()
    expect(page.get_by_role("alert")).to_have_text("Wählen Sie zuerst eine oder mehrere Dateien aus.")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    with (tmp_path / "riesig.pdf").open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    go_to(page, "Bibliothek")
    page.locator("#files input[type=file]").set_input_files(tmp_path / "riesig.pdf")
    expect(page.get_by_role("alert")).to_contain_text("riesig.pdf ist zu groß: Erlaubt sind 50 MB je Datei.")
    expect(page.locator("#files table")).to_have_count(0)


def test_edited_details_are_shown_in_list_and_answers(page: Page) -> None:
    ask(page, QUESTION)
    go_to(page, "Bibliothek")
    form = pick_source(page, "Strategie Musterland")
    page.locator("#edit-title textarea").fill("Strategie Neuland")
    form.get_by_label("Jahr").fill("20x")
    form.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("zwischen 1000 und 2100")
    form.get_by_label("Jahr").fill("2021")
    form.get_by_role("button", name="Speichern").click()
    expect(page.locator("#editor-notice")).to_contain_text("Gespeichert: Strategie Neuland")
    expect(page.locator("#source-list")).to_contain_text("Strategie Neuland")
    go_to(page, "Fragen")
    expect(page.locator("#conversation .references")).to_contain_text("Strategie Neuland (2021)")


def test_a_deleted_source_is_gone_from_list_answers_and_filters(page: Page) -> None:
    ask(page, QUESTION)
    open_mark(page, 1)
    go_to(page, "Bibliothek")
    pick_source(page, "Leitfaden zur Internationalisierung")
    page.locator("#delete").click()
    expect(page.locator("#confirm-text")).to_contain_text("„Leitfaden zur Internationalisierung“ endgültig löschen?")
    page.get_by_role("button", name="Abbrechen").click()
    expect(page.locator("#confirmation")).to_be_hidden()
    page.locator("#close-editor").click()
    expect(page.locator("#editor")).to_be_hidden()
    delete_source(page, "Leitfaden zur Internationalisierung")
    go_to(page, "Fragen")
    expect(page.locator("#evidence")).not_to_contain_text("Kontaktbüros")
    expect(page.locator("#conversation .references")).not_to_contain_text("Leitfaden zur Internationalisierung")
    page.get_by_role("button", name="Suche eingrenzen").click()
    page.get_by_label("Nur diese Quellen").click()
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(ask(page, "Wozu dienen Kontaktbüros?").locator(".state")).to_have_text("Kein Beleg in der Bibliothek")


def test_the_language_is_switched_without_losing_the_conversation(page: Page) -> None:
    ask(page, QUESTION)
    open_mark(page, 2)
    switch_language(page, "English")
    expect(page.get_by_role("tab", name="Ask")).to_be_visible()
    expect(page.locator("#conversation .state")).to_have_text("Supported")
    expect(page.locator("#evidence .page")).to_have_text("Page 2 (printed: 8)")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "Type a question …")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Narrow the search")).to_be_visible()
    go_to(page, "Library")
    expect(page.locator("#files button").first).to_have_attribute(
        "aria-label", "Drop files here, or click to choose them"
    )
    page.reload()
    expect(page.get_by_role("tab", name="Ask")).to_be_visible()
    expect(page.locator(".greeting h2")).to_have_text("What would you like to know?")


def test_the_browsers_language_comes_first(browser: Browser, address: str, assistant: FakeAssistant) -> None:
    with opened_page(browser, address, locale="en-GB") as page:
        expect(page.locator(".greeting h2")).to_have_text("What would you like to know?")
        expect(page.get_by_role("button", name="How should a cluster choose")).to_be_visible()


# The bodies of what the page asks of the program; connection.js sends them as streams, which the driver cannot read.
NOTE_WHAT_IS_ASKED = """
const send = window.fetch;
window.asked = [];
window.fetch = (input, init) => {
  if (String(input.url || input).includes("/queue/join")) {
    const body = input instanceof Request ? input.clone().text() : Promise.resolve(init.body);
    body.then((text) => window.asked.push(JSON.parse(text).data));
  }
  return send(input, init);
};
"""


def test_nothing_asks_for_german_texts_while_the_browsers_language_is_on_its_way(
    browser: Browser, address: str, assistant: FakeAssistant
) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.add_init_script(NOTE_WHAT_IS_ASKED)
    visited(page, address)
    expect(page.locator(".greeting h2")).to_have_text("What would you like to know?")
    page.wait_for_timeout(500)  # milliseconds; what the page sends on arrival, it sends at once
    asked = page.evaluate("window.asked")
    assert asked
    assert not [values for values in asked if "de" in values]
    context.close()


def test_changing_the_tab_shows_what_the_library_holds_by_then(page: Page, assistant: FakeAssistant) -> None:
    assistant.library.put("Titel\nText", "nachgereicht.pdf", SourceDetails(title="Nachgereichte Studie"))
    go_to(page, "Bibliothek")
    expect(page.locator("#source-list .pick-source", has_text="Nachgereichte Studie")).to_be_visible()
    assistant.library.shelf = {}
    go_to(page, "Fragen")
    expect(page.locator(".greeting")).to_contain_text("Die Bibliothek ist noch leer.")


def test_an_empty_library_says_what_to_do(browser: Browser, address: str, assistant: FakeAssistant) -> None:
    assistant.library.shelf = {}
    with opened_page(browser, address) as page:
        expect(page.locator(".greeting")).to_contain_text("Die Bibliothek ist noch leer.")
        go_to(page, "Bibliothek")
        expect(page.locator("#source-list")).to_contain_text("Noch keine Dokumente.")


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_a_narrow_screen(
    browser: Browser, address: str, assistant: FakeAssistant, dark: bool
) -> None:
    assistant.library.put("Titel\nText", "W" * 90 + ".pdf", SourceDetails(title="Donaudampfschifffahrt" * 5))
    with opened_page(browser, address, width=400, height=800, dark=dark) as page:
        assert not overflows(page)
        ask(page, QUESTION)
        expect(open_mark(page, 2).locator("mark")).to_be_in_viewport()
        assert not overflows(page)
        page.locator("#conversation details.why summary").first.click()
        assert not overflows(page)
        go_to(page, "Bibliothek")
        pick_source(page, "Strategie Musterland")
        assert not overflows(page)


def test_a_hostile_source_runs_nothing_and_no_other_host_is_asked(
    page: Page, address: str, assistant: FakeAssistant
) -> None:
    evil = '"><img src="http://boese.example/t.png" onerror="document.title=1">'
    assistant.library.put(HOSTILE, evil, SourceDetails(title=evil, kind="study"), pages=1)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.reload()
    ask(page, f"Welche Formel? {evil}")
    panel = open_mark(page, 1)
    expect(panel.locator("mark")).to_contain_text("{{7*7}} ${7*7} **fett** $$x^2$$")
    go_to(page, "Bibliothek")
    pick_source(page, evil)
    expect(page).to_have_title("Clusterkompass")
    expect(page.locator("img[src*=boese]")).to_have_count(0)
    assert asked
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)
    assert [complaint for complaint in complaints if "Content Security Policy" in complaint] == []
