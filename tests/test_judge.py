"""Whether the library holds the answer: names, figures, dates, prices, addresses that are not there are refused."""

from collections.abc import Iterator

import pytest
from small_library import FILES, assistant_over

from assistant.answering.asked_things import asked_thing, holds
from assistant.answering.retrieve import understand
from assistant.assistant import Assistant
from ingest.records import Filters


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("judge"), FILES)
    yield made
    made.library.close()


@pytest.mark.parametrize(
    "question",
    [
        "Was sagt Professor Quendelmann über die Linsenfertigung?",  # a name
        "Gilt die DSGVO für die Geschäftsstelle?",  # an abbreviation
        "What did Quendelmann write about mentors?",  # a name in English
        "Wie viele Sitze hat die Kantine?",  # a number
        "Wie viel Prozent der Glasschleifer sprechen Englisch?",  # a share
        "Was kostet die Linsensuppe in der Kantine?",  # a price
        "Wie hoch ist das Gehalt eines Gesellen?",  # an amount
        "Wie lautet die Telefonnummer der Geschäftsstelle?",  # a contact
        "Wie ist die E-Mail-Adresse der Schirmherrin?",  # another
        "Wann wurde der Leuchtturm gebaut?",  # a date
        "Wie lange brennt die Lampe im Leuchtturm?",  # a duration
        "Wie backt man einen Apfelkuchen mit Zimt und Rosinen?",  # off topic
        "Wer leitet die Feuerwehr?",  # off topic
        "How do I bake an apple pie with cinnamon?",  # English, and not one word known
        "Wie lange dauert eine Delegationsreise?",  # the duration of something else, with the same verb
    ],
)
def test_what_the_library_does_not_hold_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.state == "no_evidence"
    assert answer.citations == ()


def test_a_typing_error_is_no_unknown_word(assistant: Assistant) -> None:
    assert assistant.ask("Wie bereitet man eine Delegationsreiße vor?").state == "supported"


@pytest.mark.xfail(reason="known weakness: not seen as missing")
@pytest.mark.parametrize(
    "question",
    [
        "In welchem Jahr begannen die Hafenbesuche?",  # the year of something else
        "Wie viele Glasschleifer wohnen in Rostock?",  # a place that the German dictionary lists
        "Wer gewann die Fußballweltmeisterschaft?",  # "schaft" counts as a known part of the compound
    ],
)
def test_what_is_not_yet_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).state == "no_evidence"


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Wie viele Glasschleifer nahmen an der Befragung teil?", "212"),
        ("Wie viele Gesellen beschäftigt die Werkstatt?", "45"),
        ("Wann öffnete die Werkstatt?", "1987"),
        ("Wie lange dauert das Amt der Schirmherrin?", "vier Jahre"),
        ("Was kostet die Mitgliedschaft einen Kleinbetrieb an Jahresbeitrag?", "300 Euro"),
        ("Wer ist die Schirmherrin?", "Paula Sternthal"),
        ("Was ist ein Qualitätssiegel?", "Prüfzeichen"),
        ("Welches Hemmnis nannten die Glasschleifer?", "Sprachkenntnisse"),
        ("How often does a mentor meet an apprentice?", "once a fortnight"),
        ("How many years must the mentor have worked abroad?", "six years"),
        ("leuchtturm wartung", "Ehrenamtlichen"),
        ("What is the office of Paula Sternthal?", "Schirmherrin"),  # a German name in an English question
        ("Who is the Schirmherrin's Astronomin?", "Paula Sternthal"),  # ... in the genitive
        ("Who looks after the Übungsräume of the Schweißer?", "Güterbahnhof"),
    ],
)
def test_what_the_library_holds_is_not_refused(assistant: Assistant, question: str, holds: str) -> None:
    answer = assistant.ask(question)
    assert answer.state == "supported"
    assert holds in answer.text


def test_a_refusal_says_what_was_looked_for_and_what_is_missing(assistant: Assistant) -> None:
    text = assistant.ask("Was sagt Professor Quendelmann über die Linsenfertigung?").text
    assert text.startswith("Dazu steht nichts in der Bibliothek. Gesucht wurde nach:")
    assert "Quendelmann" in text.partition("Nicht gefunden:")[2]
    assert "Linsenfertigung" not in text.partition("Nicht gefunden:")[2]


def test_a_refusal_says_which_kind_of_thing_is_missing(assistant: Assistant) -> None:
    text = assistant.ask("Was kostet die Linsensuppe in der Kantine?").text
    assert "Es fehlt ein Betrag zu: Linsensuppe, Kantine." in text
    assert "Missing is a telephone number on: mentor." in assistant.ask("What is the phone number of the mentor?").text


def test_a_refusal_in_a_follow_up_names_the_subject_of_the_question_before(assistant: Assistant) -> None:
    answer = assistant.ask("Und was kostet das?", turns=["Was serviert die Kantine mittwochs?"])
    assert answer.state == "no_evidence"
    assert "Kantine" in answer.text


def test_a_refusal_offers_the_nearest_passages(assistant: Assistant) -> None:
    answer = assistant.ask("Was kostet die Linsensuppe in der Kantine?")
    assert answer.text.endswith("Am nächsten liegen diese Stellen, sie beantworten die Frage aber nicht:")
    assert answer.hits[0].passage.heading_path[-1] == "Kantine"


def test_a_refusal_speaks_the_language_of_the_question(assistant: Assistant) -> None:
    assert assistant.ask("What did Quendelmann write about mentors?").text.startswith(
        "The library holds nothing on this."
    )


def test_one_of_two_questions_answered_is_partly(assistant: Assistant) -> None:
    answer = assistant.ask("Wer wartet den Leuchtturm, und was kostet die Linsensuppe?")
    assert answer.state == "partly"
    assert answer.text.startswith("Nicht beantwortet wird: „was kostet die Linsensuppe?“ Es fehlt ein Betrag zu:")
    assert "zwei Ehrenamtlichen" in answer.text


def test_both_of_two_questions_answered_is_supported(assistant: Assistant) -> None:
    assert assistant.ask("Wer wartet den Leuchtturm, und wann öffnete die Werkstatt?").state == "supported"


def test_neither_of_two_questions_answered_is_no_evidence(assistant: Assistant) -> None:
    answer = assistant.ask("Was kostet die Linsensuppe, und wie lautet die Telefonnummer der Kantine?")
    assert answer.state == "no_evidence"


def test_refusal_is_decided_again_on_every_turn(assistant: Assistant) -> None:
    first = "Wer wartet den Leuchtturm?"
    refused = "Was kostet die Lampe?"
    assert assistant.ask(first).state == "supported"
    assert assistant.ask(refused, turns=[first]).state == "no_evidence"
    assert assistant.ask("Wie oft wird die Lampe geprüft?", turns=[first, refused]).state == "supported"


def test_a_name_the_library_lacks_in_an_earlier_question_does_not_spoil_the_next(assistant: Assistant) -> None:
    turns = ["Was sagt Professor Quendelmann dazu?"]
    assert assistant.ask("Wer ist die Schirmherrin?", turns=turns).state == "supported"


def test_a_filter_that_hides_the_answer_leads_to_a_refusal(assistant: Assistant) -> None:
    question = "Wie viele Glasschleifer nahmen an der Befragung teil?"
    assert assistant.ask(question, filters=Filters(kinds=("webpage",))).state == "no_evidence"


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Wie lautet die Telefonnummer?", "phone"),
        ("Wie lautet die E-Mail-Adresse?", "mail"),
        ("Auf welcher Internetseite steht das?", "web"),
        ("What is the address of the office?", "address"),
        ("Bis wann läuft das Projekt?", "deadline"),
        ("An welchem Tag beginnt es?", "day"),
        ("Wann sollte man damit beginnen?", "moment"),
        ("Wie heißt dort die Geschäftsführerin?", "person"),
        ("Mit wie vielen Gesellen arbeitet sie?", "number"),
        ("In welcher Stadt liegt der Hafen?", "place"),
        ("Aus welchen Ländern kamen die Gäste?", "country"),
        ("Warum wurde er gebaut?", "reason"),
        ("Welcher Betrieb ist am ältesten?", "extreme"),
        ("Was kostet das?", "amount"),
        ("Welches Eintrittsgeld wird verlangt?", "amount"),
        ("Innerhalb welcher Lieferzeit kommt das Holz?", "duration"),
        ("Wie viel Zeit bleibt dafür?", "duration"),
        ("In welcher Region liegt der Hafen?", "place"),
        ("How much money is needed?", "amount"),
        ("Wie hoch ist der Anteil?", "share"),
        ("How many years does it take?", "duration"),
        ("Wie lange dauert es?", "duration"),
        ("Wann beginnt es?", "date"),
        ("When does it start?", "date"),
        ("Wie viele Mitglieder gibt es?", "number"),
        ("How many members are there?", "number"),
    ],
)
def test_the_kind_of_thing_asked_for_is_seen(question: str, thing: str) -> None:
    found = asked_thing(question)
    assert found is not None
    assert found.name == thing


@pytest.mark.parametrize(
    "question",
    [
        "Wie arbeiten Cluster zusammen?",
        "Wie viel liegt den Gesellen an der Werkstatt?",
        "Welchen Beitrag leisten Universitäten zum Cluster?",
        "Auf welche Weise kann der Cluster selbst etwas zu den Kosten beitragen?",
    ],
)
def test_a_question_for_an_explanation_asks_for_no_figure(question: str) -> None:
    assert asked_thing(question) is None


@pytest.mark.parametrize(
    ("question", "text", "is_held"),
    [
        ("Bis wann muss das geklärt sein?", "Das ist noch vor Projektbeginn zu klären.", True),
        ("Bis zu welchem Stichtag muss das geklärt sein?", "Das ist noch vor Projektbeginn zu klären.", False),
    ],
)
def test_an_event_answers_until_when_but_is_no_closing_date(
    assistant: Assistant, question: str, text: str, is_held: bool
) -> None:
    thing = asked_thing(question)
    assert thing is not None
    assert holds(thing, understand(assistant.library, question), text) is is_held
