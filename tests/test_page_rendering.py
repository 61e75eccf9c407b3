"""Answers, passages and lists as HTML: what is shown, and that nothing foreign is ever more than text."""

from dataclasses import replace
from pathlib import Path

import pytest
from page_fake import HOSTILE, FakeAssistant, FakeLibrary, furnished_library

from assistant.records import Answer
from assistant.ui.adding_view import outcomes_html, progress_html
from assistant.ui.answers import conversation_html, copy_text
from assistant.ui.conversation import Conversation, Failure
from assistant.ui.downloads import download_path
from assistant.ui.evidence import evidence_html
from assistant.ui.filters import matching
from assistant.ui.library_view import list_html
from assistant.ui.markup import element, escape, growing, markdown_html, shortened, with_marks
from assistant.ui.view import View
from assistant.ui.wording import load_wording
from ingest.records import Filters, Language, Outcome, Progress, ProgressStep, SourceDetails, Text

QUESTION = "Wie entsteht Vertrauen zu entfernten Partnern?"


def view_of(library: FakeLibrary, language: Language = "de") -> View:
    return View.of(library, load_wording(), language)


def answered(library: FakeLibrary, question: str = QUESTION) -> Conversation:
    assistant = FakeAssistant(library)
    answer = assistant.ask(question)
    return Conversation().asking(question).answered(answer, assistant.why(question, answer.hits))


def answer_in(conversation: Conversation) -> Answer:
    reply = conversation.turns[-1].reply
    assert isinstance(reply, Answer)
    return reply


def test_text_is_escaped_and_stays_on_one_line() -> None:
    assert escape('<b>"a" & b</b>\nc') == "&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;&#10;c"


def test_invisible_characters_that_turn_a_file_name_round_are_dropped() -> None:
    assert escape("rechnung\u202efdp.exe\u200b\x00") == "rechnungfdp.exe"


def test_attribute_values_are_escaped() -> None:
    assert element("p", "x", "a", title='"><script>') == '<p class="a" title="&quot;&gt;&lt;script&gt;">x</p>'


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[hier](https://boese.example/x)", "<p>hier (boese.example)</p>"),
        ("![Bild](https://boese.example/x.png)", "<p>Bild</p>"),
        ("[klick](javascript:alert(1))", "<p>[klick](javascript:alert(1))</p>"),
        ("<https://boese.example>", "<p>https://boese.example (boese.example)</p>"),
        ("[1]: https://boese.example", "<p>[1]: https://boese.example</p>"),
        ("- eins\n- zwei", "<ul>&#10;<li>eins</li>&#10;<li>zwei</li>&#10;</ul>"),
    ],
)
def test_markdown_becomes_html_without_foreign_markup_links_or_images(markdown: str, shown: str) -> None:
    assert markdown_html(markdown) == shown


def test_tables_are_shown_as_tables_that_scroll() -> None:
    shown = markdown_html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert shown.startswith('<div class="table"><table>')
    assert "<td>2</td>" in shown


def test_marks_without_a_citation_stay_as_they_are() -> None:
    assert with_marks("<p>A [1] B [7]</p>", {1: "<b>1</b>"}) == "<p>A <b>1</b> B [7]</p>"


def test_an_answer_grows_line_by_line_and_ends_whole() -> None:
    assert growing("a\nb\nc", 7) == ["a", "a\nb", "a\nb\nc"]
    assert growing("a\nb\nc\nd", 2) == ["a\nb", "a\nb\nc\nd"]
    assert growing("", 7) == [""]


def test_a_long_passage_is_shortened_between_words() -> None:
    assert shortened("eins zwei drei", 14) == "eins zwei drei"
    assert shortened("eins zwei drei", 12) == "eins zwei …"


def test_every_mark_of_an_answer_is_a_button_that_opens_its_passage() -> None:
    library = furnished_library()
    conversation = answered(library)
    shown = conversation_html(conversation, view_of(library))
    assert '<button class="mark open-passage" type="button" value="0-c1" title="Beleg 2 öffnen: Leitfaden' in shown
    opening = conversation.open("0-c1")
    assert opening is not None
    assert opening.citation.quote.startswith("Vertrauen zu entfernten Partnern")
    assert (opening.position, opening.total) == (1, 4)


@pytest.mark.parametrize("key", ["", "0", "0-c9", "7-c0", "-1-c0", "x-c0", "99999999999-c0", "0-n0"])
def test_a_key_that_was_not_offered_opens_nothing(key: str) -> None:
    assert answered(furnished_library()).open(key) is None


def test_without_evidence_the_three_nearest_passages_are_offered() -> None:
    library = furnished_library()
    conversation = answered(library, "Was kostet die Mitgliedschaft?")
    shown = conversation_html(conversation, view_of(library))
    assert "Kein Beleg in der Bibliothek" in shown
    assert "Nächstliegende Stellen" in shown
    assert [f'value="0-n{number}"' in shown for number in range(4)] == [True, True, True, False]
    assert "Mit Belegen kopieren" not in shown


def test_the_state_of_an_answer_is_said_in_words() -> None:
    library = furnished_library()
    partly = answered(library, "Was ist die Zielregion?")
    assert "Nur teilweise belegt" in conversation_html(partly, view_of(library))
    assert "Only partly supported" in conversation_html(partly, view_of(library, "en"))


def test_an_expected_error_shows_message_and_hint_in_the_readers_language() -> None:
    conversation = Conversation().asking("x").answered(Failure(Text("Zu lang. Kürzen.", "Too long. Shorten.")))
    assert "Too long. Shorten." in conversation_html(conversation, view_of(furnished_library(), "en"))


def test_a_failed_question_is_not_passed_on_as_context() -> None:
    failed = Conversation().asking("x").answered(Failure(Text("a", "a")))
    assert failed.asking("y").earlier_questions() == ()
    assert answered(furnished_library()).asking("Und wo?").earlier_questions() == (QUESTION,)


def test_the_copied_text_holds_answer_quote_title_year_and_page() -> None:
    library = furnished_library()
    copied = copy_text(answer_in(answered(library)), view_of(library, "en"))
    assert copied.startswith("In der Bibliothek steht dazu:")
    assert "\n\nBelege\n[1] Erika Muster; Max Beispiel: Leitfaden zur Internationalisierung (2018), S. 7, " in copied
    assert "[4] Strategie Musterland (o. J.): „Das Vertrauen der Mitglieder in die Geschäftsstelle ist hoch.“" in copied


def test_a_passage_shows_the_quote_marked_in_its_context_and_its_place() -> None:
    library = furnished_library()
    conversation = answered(library)
    opening = conversation.open("0-c1")
    assert opening is not None
    shown = evidence_html(opening, FakeAssistant(library).context(opening.citation), view_of(library))
    quote = "Vertrauen zu entfernten Partnern entsteht durch regelmäßige Besuche und feste Kontaktbüros vor Ort."
    assert f"&#10;<mark>{quote}</mark>&#10;" in shown
    assert "Seite 2 (gedruckt: 8)" in shown
    assert "Leitfaden › Auswahl der Partner" in shown
    assert "nach Söllner/Wiese/Wiesner (2018), Kap. 3.2" in shown
    assert "Erika Muster, Max Beispiel · 2018 · Leitfaden" in shown


def test_each_reference_says_why_its_passage_was_found() -> None:
    library = furnished_library()
    conversation = answered(library, "Wie entsteht Vertrauen zu fernen Partnern?")
    german = conversation_html(conversation, view_of(library))
    assert 'Warum diese Stelle?</span> <span class="why-count">4 von 4 Wörtern</span></summary>' in german
    assert "Enthält entsteht, Vertrauen, Partnern (wörtlich), entfernten (für: fernen). Auch dem Sinn" in german
    assert "<b>Vertrauen</b> zu <b>entfernten</b> <b>Partnern</b> <b>entsteht</b> durch regelmäßige" in german
    english = conversation_html(conversation, view_of(library, "en"))
    assert 'Why this passage?</span> <span class="why-count">4 of 4 words</span></summary>' in english
    assert "Holds entsteht, Vertrauen, Partnern (literally), entfernten (for: fernen). Also near" in english


def test_a_passage_cited_twice_is_explained_once() -> None:
    library = furnished_library()
    conversation = answered(library)
    answer = answer_in(conversation)
    first = answer.citations[0]
    twice = replace(answer, citations=(first, replace(first, mark=2)))
    assistant = FakeAssistant(library)
    shown = conversation_html(
        Conversation().asking(QUESTION).answered(twice, assistant.why(QUESTION, answer.hits)), view_of(library)
    )
    assert shown.count("<details") == 1


def test_the_reason_of_a_long_sentence_is_cut_around_its_words() -> None:
    library = FakeLibrary()
    library.put("Titel\n" + "Vorrede " * 30 + "Zielregion " + "Nachsatz " * 60, "lang.txt", SourceDetails(kind="study"))
    shown = conversation_html(answered(library, "Was ist die Zielregion?"), view_of(library))
    assert "… Vorrede" in shown
    assert "<b>Zielregion</b> Nachsatz" in shown
    assert "Nachsatz …</li>" in shown


def test_a_removed_source_can_no_longer_be_opened_from_an_older_answer() -> None:
    library = furnished_library()
    conversation = answered(library)
    library.remove(answer_in(conversation).citations[0].source.id)
    shown = conversation_html(conversation, view_of(library))
    assert 'value="0-c0"' not in shown
    assert "Leitfaden zur Internationalisierung" not in shown
    assert shown.count("<details") == 1
    assert 'value="0-c3"' in shown
    assert "Mindestens eine Quelle dieser Antwort ist nicht mehr in der Bibliothek." in shown
    assert "Mit Belegen kopieren" not in shown


def test_a_hostile_source_is_shown_as_text_everywhere() -> None:
    library = FakeLibrary()
    evil = '<img src=x onerror="alert(1)">'
    source = library.put(HOSTILE, evil + ".txt", SourceDetails(title=evil, authors=(evil,), kind="study"), pages=2)
    view = view_of(library)
    conversation = answered(library, f"Welche Formel? {evil}")
    opening = conversation.open("0-c0")
    assert opening is not None
    pages = (
        conversation_html(conversation, view),
        evidence_html(opening, FakeAssistant(library).context(opening.citation), view),
        list_html(view, "", ""),
        outcomes_html([Outcome(evil, "failed", reason=Text(evil, evil)), Outcome(evil, "added", source)], view),
        progress_html([evil], Progress(evil, 1, 1, "embed", 1, 2), view),
    )
    for page in pages:
        assert "<img" not in page
        assert "<script" not in page
        assert "<a " not in page
        assert "\n" not in page


def test_the_list_names_kind_year_pages_passages_version_and_state() -> None:
    shown = list_html(view_of(furnished_library()), "", "")
    for value in ("2 Quellen, 6 Passagen", "Leitfaden", "2018", ">32<", ">4<", "Bereit", "leitfaden.pdf"):
        assert value in shown


def test_the_list_says_why_a_source_is_not_readable() -> None:
    library = furnished_library()
    first = library.sources()[0]
    library.shelf[first.id] = replace(first, state="failed", reason=Text("Die Datei ist ein Scan.", "A scan."))
    shown = list_html(view_of(library), "", "")
    assert "Nicht lesbar" in shown
    assert "Die Datei ist ein Scan." in shown


def test_the_list_can_be_searched_and_says_what_to_do_when_empty() -> None:
    library = furnished_library()
    assert "Strategie Musterland" not in list_html(view_of(library), "muster erika", "")
    assert "Keine Quelle passt dazu." in list_html(view_of(library), "xyz", "")
    assert "Noch keine Dokumente." in list_html(view_of(FakeLibrary()), "", "")


def test_an_upload_shows_each_file_done_running_or_waiting() -> None:
    shown = progress_html(["a.pdf", "b.pdf", "c.pdf"], Progress("b.pdf", 2, 3, "embed", 4, 9), view_of(FakeLibrary()))
    assert "Datei 2 von 3" in shown
    assert '<li class="file done"><span class="file-name">a.pdf</span>' in shown
    assert "Passagen werden erschlossen (4 von 9)" in shown
    assert 'value="4" max="9"' in shown
    assert '<li class="file waiting"><span class="file-name">c.pdf</span>' in shown


@pytest.mark.parametrize(
    ("step", "words"),
    [("read", "wird gelesen: Seite 12 von 156"), ("recognise", "Texterkennung: 12 von 156 Seiten")],
)
def test_an_upload_shows_the_page_that_is_being_read(step: ProgressStep, words: str) -> None:
    shown = progress_html(["a.pdf"], Progress("a.pdf", 1, 1, step, 12, 156), view_of(FakeLibrary()))
    assert words in shown
    assert 'value="12" max="156"' in shown


def test_of_a_long_upload_the_files_around_the_present_one_are_shown() -> None:
    names = [f"{number}.pdf" for number in range(1, 101)]
    shown = progress_html(names, Progress("50.pdf", 50, 100, "read"), view_of(FakeLibrary(), "en"))
    assert "46 more are done" in shown
    named = [name for name in names if f">{name}<" in shown]
    assert (named[0], named[-1]) == ("47.pdf", "58.pdf")
    assert "42 more are waiting" in shown


def test_files_that_were_left_out_are_told_in_one_sentence() -> None:
    outcomes = [Outcome(f"{number}.pdf", "failed", code="cancelled") for number in range(7)]
    shown = outcomes_html(outcomes, view_of(FakeLibrary()))
    assert "Abgebrochen: 7 Dateien wurden weggelassen (0.pdf, 1.pdf, 2.pdf, 3.pdf, 4.pdf …)." in shown
    assert "<li" not in shown


@pytest.mark.parametrize(
    ("is_there", "code", "buttons"),
    [
        (True, "damaged", [("retry-source", "", "Erneut versuchen")]),
        (True, "no_text", [("retry-source", ":ocr", "Mit Texterkennung (OCR) lesen")]),
        (False, "damaged", [("retry-source choose-again", "", "Datei erneut wählen")]),
        (
            False,
            "ocr_missing",
            [("retry-source choose-again", ":ocr", "Datei erneut wählen, mit Texterkennung (OCR)")],
        ),
    ],
)
def test_a_source_that_failed_can_be_tried_again(
    is_there: bool, code: str, buttons: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    library = furnished_library()
    first, path = library.sources()[0], tmp_path / "leitfaden.pdf"
    path.touch()
    origin = str(path) if is_there else "upload:leitfaden.pdf"
    library.shelf[first.id] = replace(first, state="failed", code=code, origin=origin)
    shown = list_html(view_of(library), "", "")
    for css, more, words in buttons:
        assert f'<button class="{css}" type="button" value="{first.id}{more}">{words}</button>' in shown
    assert shown.count("retry-source") == len(buttons)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), 2),
        (Filters(kinds=("strategy",)), 1),
        (Filters(languages=("en",)), 0),
        (Filters(year_from=2018, year_to=2018), 1),
        (Filters(year_from=2019), 0),
    ],
)
def test_the_status_line_counts_the_sources_that_pass_the_filters(filters: Filters, expected: int) -> None:
    assert len(matching(furnished_library().sources(), filters)) == expected


@pytest.mark.parametrize("letter", ["ä", "中", "𝒜"])
def test_a_file_is_named_after_its_title_as_far_as_a_file_system_takes_it(
    letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    path = download_path(letter * 80, ".docx")
    path.write_bytes(b"")
    assert set(path.stem) == {letter}
