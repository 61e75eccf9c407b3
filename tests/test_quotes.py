"""The quote gate: a citation is made only of what stands in the stored text at its offsets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_library import FILES, assert_quotes_are_verbatim, assistant_over

from assistant.answering.quotes import FalseQuote, cite
from assistant.assistant import Assistant
from ingest.records import Hit

FOOTNOTED = (
    "Vereinschronik\n\nDer Ruderverein zählt 87 Mitglieder.3 Der Bootssteg wurde nach dem Hochwasser erneuert.4 "
    "Die Ruderboote heißen nach Sternen.\n"
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("quotes"), FILES | {"chronik.txt": FOOTNOTED})
    yield made
    made.library.close()


def lighthouse(assistant: Assistant) -> Hit:
    return assistant.search("Wer wartet den Leuchtturm?")[0]


def test_a_citation_holds_the_stored_text_and_says_where_it_stands(assistant: Assistant) -> None:
    hit = lighthouse(assistant)
    (unit,) = hit.passage.units
    citation = cite(7, hit, unit, unit.start, unit.start + 14, stored_text=assistant.library.registry.text)
    assert (citation.mark, citation.quote) == (7, "Der Leuchtturm")
    assert citation.heading_path == ("Notizen aus dem Hafen", "Leuchtturm")
    assert (citation.page, citation.page_label) == (None, "")


def test_a_quote_that_the_stored_text_does_not_hold_is_refused(assistant: Assistant) -> None:
    hit = lighthouse(assistant)
    (unit,) = hit.passage.units
    with pytest.raises(FalseQuote):
        cite(1, hit, unit, unit.start, unit.end, stored_text=lambda source_id: "Etwas ganz anderes. " * 100)


def test_an_empty_quote_is_refused(assistant: Assistant) -> None:
    hit = lighthouse(assistant)
    (unit,) = hit.passage.units
    with pytest.raises(FalseQuote):
        cite(1, hit, unit, unit.start, unit.start, stored_text=assistant.library.registry.text)


@given(start=st.integers(-50, 400), end=st.integers(-50, 400))
def test_whatever_the_offsets_a_citation_is_verbatim_or_refused(assistant: Assistant, start: int, end: int) -> None:
    hit = lighthouse(assistant)
    (unit,) = hit.passage.units
    stored = assistant.library.registry.text
    try:
        citation = cite(1, hit, unit, start, end, stored_text=stored)
    except FalseQuote:
        return
    assert stored(hit.source.id)[start:end] == citation.quote != ""


def test_every_quote_of_every_answer_is_verbatim(assistant: Assistant) -> None:
    questions = (
        "Welche Kriterien gelten für Partner?",
        "Wie hoch ist der Jahresbeitrag eines Großbetriebs?",
        "Wie bereitet die Geschäftsstelle eine Delegationsreise vor?",
        "How often does a mentor meet an apprentice?",
        "Wie viele Mitglieder zählt der Ruderverein?",
    )
    for question in questions:
        answer = assistant.ask(question)
        assert answer.citations, question
        assert_quotes_are_verbatim(assistant, answer)


def test_marks_count_from_one_in_the_order_of_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Wer wartet den Leuchtturm, und was serviert die Kantine?")
    marks = [citation.mark for citation in answer.citations]
    assert marks == list(range(1, len(marks) + 1))
    places = [answer.text.index(f"[{mark}]") for mark in marks]
    assert places == sorted(places)


def test_the_answers_words_before_a_mark_are_its_quote(assistant: Assistant) -> None:
    answer = assistant.ask("Wer ist die Schirmherrin des Netzwerks?")
    (citation,) = answer.citations
    lead, _, body = answer.text.partition("\n\n")
    assert lead == "Dazu steht in der Bibliothek:"
    assert body == f"{citation.quote} [1]"


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Mitglieder zählt der Ruderverein?",
        "Was wurde mit dem Bootssteg?",
        "Wie heißen die Ruderboote?",
        "Ruderverein",
    ],
)
def test_a_footnotes_number_is_never_part_of_a_quote(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    from_chronicle = [c.quote for c in answer.citations if c.source.file_name == "chronik.txt"]
    assert from_chronicle
    for quote in from_chronicle:
        assert "3" not in quote
        assert "4" not in quote


def test_the_context_of_a_quote_is_consecutive_stored_text(assistant: Assistant) -> None:
    (citation,) = assistant.ask("Wer ist die Schirmherrin des Netzwerks?").citations
    stored = assistant.library.registry.text(citation.source.id)
    context = assistant.context(citation, width=60)
    assert context.quote == citation.quote
    assert context.before.startswith("… ")
    assert context.after.endswith(" …")
    assert context.before.removeprefix("… ") + context.quote + context.after.removesuffix(" …") in stored


def test_the_context_at_the_ends_of_a_text_is_not_cut(assistant: Assistant) -> None:
    (citation,) = assistant.ask("Wer wartet den Leuchtturm?").citations
    stored = assistant.library.registry.text(citation.source.id)
    context = assistant.context(citation, width=5_000)
    assert context.before + context.quote + context.after == stored


def test_two_libraries_never_share_a_quote(tmp_path: Path) -> None:
    made = assistant_over(tmp_path, {"anders.md": "# Werft\n\nDie Werft repariert Fischkutter.\n"})
    answer = made.ask("Was repariert die Werft?")
    assert [citation.source.file_name for citation in answer.citations] == ["anders.md"]
    made.library.close()
