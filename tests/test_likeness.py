"""How like a question the windows of a hit are, and what that, ratings and missing things do to an answer."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from small_library import FILES, assistant_over

from assistant.answering.bearing import bearing
from assistant.answering.extract import candidates
from assistant.answering.judge import lacks_thing
from assistant.answering.retrieve import LEXICAL_FIRST, retrieve, retrieve_all, understand
from assistant.assistant import Assistant

RATINGS = """# Umfrage

Die Aufgaben der Werkstattleitung wurden in drei Orten bewertet.
Gesellen einstellen ist überall wichtig, sagt die Leitung.

| Aufgabe | Nord | Süd |
| --- | --- | --- |
| 1. Linsen schleifen | -- | + |
| 2. Gesellen einstellen | ++ | - |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("likeness"), FILES | {"umfrage.md": RATINGS})
    yield made
    made.library.close()


def test_every_window_of_every_hit_has_a_likeness_between_the_least_and_the_most(assistant: Assistant) -> None:
    hits = assistant.search("Welche Kriterien gelten für Partner?")
    values = [near.value for hit in hits for near in hit.likeness]
    assert min(values) == 0.0
    assert max(values) == 1.0
    for hit in hits:
        assert all(hit.passage.start <= near.start < near.end <= hit.passage.end for near in hit.likeness)
        assert hit.likeness


def test_a_candidate_counts_more_in_a_window_that_is_more_like_the_question(assistant: Assistant) -> None:
    analysis = understand(assistant.library, "Wann öffnete die Werkstatt?")
    hits = retrieve_all(assistant.library, analysis, [analysis])
    scores = {candidate.text: candidate.score for candidate in candidates(analysis, hits)}
    without = candidates(analysis, [replace(hit, likeness=()) for hit in hits])
    assert all(scores[candidate.text] >= candidate.score for candidate in without)
    assert any(scores[candidate.text] > candidate.score for candidate in without)


@pytest.mark.parametrize(
    "question", ["Wie wichtig ist es, Gesellen einzustellen?", "How important is it to hire Gesellen?"]
)
def test_asked_for_a_rating_the_rated_row_answers_with_its_columns(assistant: Assistant, question: str) -> None:
    assert "Nord: ++" in assistant.ask(question).text


def test_a_question_for_a_thing_that_no_sentence_holds_lacks_it(assistant: Assistant) -> None:
    def lacks(question: str) -> bool:
        analysis = understand(assistant.library, question)
        return lacks_thing(analysis, bearing(analysis, candidates(analysis, retrieve(assistant.library, analysis))))

    assert lacks("Wie lautet die Telefonnummer der Werkstatt?")
    assert not lacks("Wann öffnete die Werkstatt?")
    assert not lacks("Welche Kriterien gelten für Partner?")  # asks for no single thing


def test_a_few_words_without_a_question_mark_are_searched_for_as_words(assistant: Assistant) -> None:
    assert understand(assistant.library, "leuchtturm wartung").is_keywords
    assert not understand(assistant.library, "Wer wartet den Leuchtturm?").is_keywords
    assert LEXICAL_FIRST["de"].stems > LEXICAL_FIRST["de"].heads
