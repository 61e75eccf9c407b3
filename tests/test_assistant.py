"""Asking and searching as callers see it: languages, follow-ups, the limits of a question, whatever is typed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_library import FILES, assert_quotes_are_verbatim, assistant_over

from assistant.assistant import LONGEST_QUESTION, Assistant, EmptyQuestion, QuestionTooLong
from ingest.errors import AppError
from ingest.records import Filters


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("assistant"), FILES)
    yield made
    made.library.close()


def test_an_answer_carries_the_question_and_its_hits(assistant: Assistant) -> None:
    answer = assistant.ask("  Wer wartet den Leuchtturm?  ")
    assert answer.question == "Wer wartet den Leuchtturm?"
    assert 1 <= len(answer.hits) <= 10
    assert answer.citations[0].source.file_name == "notizen.md"


def test_warming_up_keeps_quiet_whatever_the_state_of_the_library(tmp_path: Path) -> None:
    empty = assistant_over(tmp_path, {})
    empty.warm_up()
    empty.library.close()
    empty.warm_up()


def test_an_english_question_over_a_german_source_gets_an_english_frame_and_german_quotes(assistant: Assistant) -> None:
    answer = assistant.ask("Which criteria must partners meet in the Auswahl?", filters=Filters(languages=("de",)))
    assert answer.language == "en"
    assert answer.text.startswith("The library says (quoted from the sources):")
    assert "gesicherte Finanzierung" in answer.text
    assert_quotes_are_verbatim(assistant, answer)


def test_a_german_question_over_an_english_source_gets_a_german_frame_and_english_quotes(assistant: Assistant) -> None:
    answer = assistant.ask("Wie oft trifft ein Mentor den Apprentice?", filters=Filters(languages=("en",)))
    assert answer.language == "de"
    assert "A mentor meets every apprentice once a fortnight." in answer.text


def test_the_language_may_be_given(assistant: Assistant) -> None:
    answer = assistant.ask("Leuchtturm", language="en")
    assert answer.language == "en"
    assert answer.text.startswith("The library says")


def test_a_follow_up_question_is_understood_from_the_turn_before(assistant: Assistant) -> None:
    answer = assistant.ask("Und wann öffnete sie?", turns=["Was ist über die Werkstatt bekannt?"])
    assert "1987" in answer.text
    assert answer.citations[0].heading_path[-1] == "Werkstatt"


def test_a_follow_up_question_after_a_change_of_subject_is_not_misled(assistant: Assistant) -> None:
    answer = assistant.ask("Wer ist die Schirmherrin des Netzwerks?", turns=["Was gibt es in der Kantine?"])
    assert "Paula Sternthal" in answer.text
    assert "Linsensuppe" not in answer.text


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    assert assistant.ask("Welche Kriterien gelten für Partner?") == assistant.ask(
        "Welche Kriterien gelten für Partner?"
    )


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u00a0"])
def test_an_empty_question_is_an_error_with_a_hint(assistant: Assistant, question: str) -> None:
    with pytest.raises(EmptyQuestion) as error:
        assistant.ask(question)
    assert error.value.message.de == "Die Frage ist leer."
    assert error.value.hint.en == "Write what you want to know."
    with pytest.raises(EmptyQuestion):
        assistant.search(question)


def test_a_question_of_10000_characters_is_an_error_that_names_the_limit(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLong) as error:
        assistant.ask("Wer wartet den Leuchtturm? " * 371)
    assert "10017" in error.value.message.en
    assert str(LONGEST_QUESTION) in error.value.message.de
    assert error.value.hint.de
    with pytest.raises(QuestionTooLong):
        assistant.search("x" * 10_000)


@pytest.mark.slow
def test_a_question_as_long_as_is_allowed_is_answered(assistant: Assistant) -> None:
    question = ("Wer wartet den Leuchtturm? " * 150)[:LONGEST_QUESTION]
    assert assistant.ask(question.ljust(LONGEST_QUESTION, "?")).hits


STRANGE = {
    "only stopwords": "und oder aber wenn",
    "only punctuation": "?!… --- ;:",
    "one emoji": "🙂",
    "one letter": "x",
    "one word without end": "a" * LONGEST_QUESTION,
    "one compound without end": "Linsensuppe" * 363,
    "no spaces, many commas": "Linse," * 600,
    "tantivy": '"Linse" AND (+Suppe -Brot) title:"x"~3^2 {a TO b} [a TO b] * ?',
    "regular expression": r"(?P<x>.*)+\b[^a-z]{1,9}$|(((((",
    "SQL": "'; DROP TABLE sources; --",
    "SQL wildcard": "%_%",
    "format string": "{searched} {0} %s %(x)s {",
    "template": "{{7*7}} ${7*7}",
    "path": "../../etc/passwd",
    "control characters": "Leucht\x00turm\x07\x1b[31m",
    "right to left": "\u202eLeuchtturm\u202c",
    "lone combining signs": "\u0301\u0308",
    "letters with many signs": "L" + "\u0308" * 500,
    "Arabic, Chinese, Cyrillic": "منارة 灯塔 маяк",
    "lone surrogate": "Leuchtturm \ud800",
    "question signs": "?" * 500,
    "and and": "und was " * 400,
}


@pytest.mark.slow
@pytest.mark.parametrize("question", STRANGE.values(), ids=STRANGE.keys())
def test_whatever_is_typed_gets_an_answer_or_a_clear_error(assistant: Assistant, question: str) -> None:
    for turns in ([], [question]):
        try:
            answer = assistant.ask(question, turns=turns)
        except AppError:
            continue
        assert answer.text
        assert_quotes_are_verbatim(assistant, answer)


@pytest.mark.parametrize("question", ["und oder aber", "?!…", "🙂"])
def test_a_question_that_asks_for_nothing_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.state == "no_evidence"
    assert answer.citations == ()


PIECES = st.sampled_from(
    [
        "Leuchtturm",
        "Kriterien",
        "welche",
        "wie viele",
        "wann",
        "und was",
        "?",
        "[1]",
        "*",
        '"',
        "ä",
        "\n",
        "2017",
        "Euro",
        "DSGVO",
        "🙂",
    ]
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join)),
    turns=st.lists(st.text(max_size=20), max_size=2),
)
def test_any_text_gets_an_answer_with_verbatim_quotes_or_an_expected_error(
    assistant: Assistant, question: str, turns: list[str]
) -> None:
    try:
        answer = assistant.ask(question, turns=turns)
    except AppError:
        return
    assert answer.text
    assert (answer.state == "no_evidence") == (not answer.citations)
    assert_quotes_are_verbatim(assistant, answer)


def test_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    empty = assistant_over(tmp_path, {})
    german, english = empty.ask("Wer wartet den Leuchtturm?"), empty.ask("Who looks after the lighthouse?")
    empty.library.close()
    assert (german.state, german.hits) == ("no_evidence", ())
    assert "Fügen Sie der Bibliothek Dokumente hinzu" in german.text
    assert "Add documents to the library" in english.text


def test_filters_that_leave_no_source_say_so(assistant: Assistant) -> None:
    answer = assistant.ask("Wer wartet den Leuchtturm?", filters=Filters(year_from=2050))
    assert answer.state == "no_evidence"
    assert "nehmen Sie Filter heraus" in answer.text


def test_a_library_of_failed_sources_only_is_like_an_empty_one(tmp_path: Path) -> None:
    made = assistant_over(tmp_path, {})
    (tmp_path / "leer.txt").write_text("", encoding="utf-8")
    assert [outcome.status for outcome in made.library.add([tmp_path / "leer.txt"])] == ["failed"]
    assert made.ask("Wer wartet den Leuchtturm?").state == "no_evidence"
    made.library.close()


@pytest.mark.slow
def test_what_is_added_is_answered_and_what_is_removed_is_not(tmp_path: Path) -> None:
    made = assistant_over(tmp_path, {"studie.md": FILES["studie.md"]})
    question = "Wer wartet den Leuchtturm?"
    assert "Ehrenamtlichen" not in made.ask(question).text
    (tmp_path / "notizen.md").write_text(FILES["notizen.md"], encoding="utf-8")
    (added,) = made.library.add([tmp_path / "notizen.md"])
    assert "Ehrenamtlichen" in made.ask(question).text
    assert added.source is not None
    made.library.remove(added.source.id)
    assert made.ask(question).state == "no_evidence"
    made.library.close()
