"""What an answer is made of: sentences, whole lists with their introduction, groups of nested lists, table rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_library import FILES, assert_quotes_are_verbatim, assistant_over

from assistant.answering.extract import answers_type, candidates
from assistant.answering.retrieve import understand
from assistant.assistant import Assistant

MORE = (
    """# Jahrbuch

## Sternwarte

Die Sternwarte steht auf dem Ziegenberg. Sie wurde von Schülern gebaut. Ein Förderverein bezahlt den Strom.

## Aufgaben des Fördervereins

1. Spenden sammeln
2. Führungen anbieten
3. Kuppel streichen

## Regale

Im Regal stehen viele Gläser: """
    + ", ".join(f"Glas {number}" for number in range(1, 40))
    + """.

## Nachlass

Der Nachlass des Sternguckers umfasst vierzig Kisten mit Zeichnungen, von denen die ältesten, wie das Verzeichnis des

Der Nachlass des Sternguckers liegt im Keller.

## Inventur

Bei der Inventur der Holzkisten wurde gezählt:

"""
    + "\n".join(f"- Kiste {number} mit Schrauben und Muttern" for number in range(1, 41))
    + "\n"
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("compose"), FILES | {"jahrbuch.md": MORE})
    yield made
    made.library.close()


def test_a_list_comes_whole_with_its_introduction_and_its_mark(assistant: Assistant) -> None:
    answer = assistant.ask("Welche Kriterien gelten für Partner?")
    mark = next(citation.mark for citation in answer.citations if citation.quote.startswith("Für Partner gelten"))
    assert answer.text.endswith(
        f"Für Partner gelten diese Kriterien: [{mark}]\n\n"
        "- fachliche Nähe zur Linsenfertigung\n"
        "- gemeinsame Arbeitssprache\n"
        "- gesicherte Finanzierung"
    )
    assert answer.citations[mark - 1].quote.endswith("gesicherte Finanzierung")


def test_asked_with_a_word_of_one_item_the_list_still_comes_whole(assistant: Assistant) -> None:
    text = assistant.ask("Welche Kriterien neben der gemeinsamen Arbeitssprache gibt es?").text
    assert "- fachliche Nähe zur Linsenfertigung" in text
    assert "- gesicherte Finanzierung" in text


def test_a_numbered_list_under_a_heading_comes_whole(assistant: Assistant) -> None:
    text = assistant.ask("Welche Aufgaben hat der Förderverein?").text
    assert "- 1\\. Spenden sammeln\n- 2\\. Führungen anbieten\n- 3\\. Kuppel streichen" in text


def test_a_nested_list_comes_with_its_levels(assistant: Assistant) -> None:
    text = assistant.ask("Wie bereitet die Geschäftsstelle jede Delegationsreise vor?").text
    assert "- Vor der Abfahrt\n    - Visum beantragen\n    - Gastgeschenke besorgen\n- Nach der Rückkehr\n" in text


@pytest.mark.parametrize("question", ["Welche Schritte folgen nach der Rückkehr?", "Was ist nach der Rückkehr zu tun?"])
def test_of_a_nested_list_only_the_group_asked_for_comes(assistant: Assistant, question: str) -> None:
    text = assistant.ask(question).text
    assert "Bericht schreiben" in text
    assert "Visitenkarten erfassen" in text
    assert "Visum" not in text
    assert "Gastgeschenke" not in text


def test_a_very_long_list_is_cut_and_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("Welche Holzkisten wurden bei der Inventur gezählt?")
    assert "- Kiste 25 mit Schrauben" in answer.text
    assert "Kiste 26" not in answer.text
    assert "- … und 15 weitere Punkte in der Quelle" in answer.text


def test_a_table_answer_names_row_and_columns(assistant: Assistant) -> None:
    text = assistant.ask("Wie hoch ist der Jahresbeitrag eines Großbetriebs?").text
    assert "Großbetrieb – Jahresbeitrag: 2.400 Euro, Stimmen: drei" in text
    assert "Tabelle 1: Jahresbeiträge nach Betriebsgröße" in text


def test_the_row_asked_for_comes_before_the_others(assistant: Assistant) -> None:
    quotes = [c.quote for c in assistant.ask("Wie viel Jahresbeitrag zahlt ein Kleinbetrieb?").citations]
    rows = [quote for quote in quotes if "Euro" in quote]
    assert "Kleinbetrieb | 300 Euro | eine" in rows


def test_a_sentence_that_points_back_comes_with_the_one_before_it(assistant: Assistant) -> None:
    text = assistant.ask("Wurde die Sternwarte von Schülern gebaut?").text
    assert "Die Sternwarte steht auf dem Ziegenberg. Sie wurde von Schülern gebaut." in text


def test_a_fact_comes_without_the_rest_of_its_paragraph(assistant: Assistant) -> None:
    text = assistant.ask("Wie viele Glasschleifer nahmen an der Befragung teil?").text
    assert "An der Befragung nahmen 212 Glasschleifer teil." in text
    assert "Zoll" not in text


def test_a_sentence_that_lacks_its_end_comes_after_a_whole_one(assistant: Assistant) -> None:
    first, *_ = assistant.ask("Wo liegt der Nachlass des Sternguckers?").citations
    ranked = candidates(
        understand(assistant.library, "Was ist mit dem Nachlass des Sternguckers?", ()),
        assistant.search("Was ist mit dem Nachlass des Sternguckers?"),
    )
    assert first.quote == "Der Nachlass des Sternguckers liegt im Keller."
    assert ranked[0].text == first.quote


def test_an_answer_stays_short_enough_to_be_read(assistant: Assistant) -> None:
    for question in ("Was steht im Jahrbuch?", "Was stand im Regal?", "Wie arbeitet das Netzwerk?"):
        shown = sum(len(citation.quote) for citation in assistant.ask(question).citations)
        assert shown <= 1_800, question


def test_both_of_two_questions_in_one_are_answered(assistant: Assistant) -> None:
    text = assistant.ask("Wer wartet den Leuchtturm, und wann öffnete die Werkstatt?").text
    assert "zwei Ehrenamtlichen" in text
    assert "1987" in text


def test_an_answer_may_draw_on_several_sources(assistant: Assistant) -> None:
    answer = assistant.ask("Wer wartet den Leuchtturm, und wie viele Glasschleifer nahmen an der Befragung teil?")
    assert {citation.source.file_name for citation in answer.citations} >= {"notizen.md", "studie.md"}


def test_no_text_is_shown_twice(assistant: Assistant) -> None:
    for question in ("Sternwarte", "Welche Kriterien gelten für Partner?", "Wer bezahlt den Strom der Sternwarte?"):
        quotes = [citation.quote for citation in assistant.ask(question).citations]
        assert len(quotes) == len(set(quotes))
        assert not any(one in other for one in quotes for other in quotes if one is not other)


def test_a_paragraph_of_one_endless_sentence_is_quoted_verbatim(tmp_path: Path) -> None:
    endless = "Der Kran hebt " + ", ".join(f"Last {number}" for number in range(900)) + " und ruht dann"
    made = assistant_over(tmp_path, {"kran.txt": "Der Kran\n\n" + endless})
    answer = made.ask("Was hebt der Kran?")
    assert answer.citations
    assert_quotes_are_verbatim(made, answer)
    made.library.close()


@pytest.mark.parametrize(
    ("kind", "text", "holds"),
    [
        ("number", "Es kamen 14 Gäste.", True),
        ("number", "Es kamen zwölf Gäste.", True),
        ("number", "Es kamen Gäste.", False),
        ("time", "Das war im März.", True),
        ("time", "Das war 1987.", True),
        ("time", "Das war schön.", False),
        ("definition", "Ein Siegel ist ein Zeichen.", True),
        ("open", "Irgendetwas", True),
    ],
)
def test_a_text_is_known_to_hold_what_a_type_of_question_asks_for(kind: str, text: str, holds: bool) -> None:
    assert answers_type(kind, text) is holds  # type: ignore[arg-type]


def test_a_long_list_leaves_room_for_the_second_of_two_questions(assistant: Assistant) -> None:
    answer = assistant.ask("Was geschah bei der Inventur der Holzkisten, und wer bezahlt der Sternwarte den Strom?")
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "Bei der Inventur der Holzkisten wurde gezählt" in quotes
    assert "Ein Förderverein bezahlt den Strom" in quotes
