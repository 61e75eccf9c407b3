"""How a question is understood: its language, its type, its words, several questions in one."""

from math import log

import pytest

from assistant.answering.analyse import Analysis, analyse, split_question, what_is_sought
from assistant.answering.language import question_language
from assistant.answering.thesaurus import Thesaurus
from ingest.dictionary import Dictionary

THESAURUS = Thesaurus([{"de": ["Hürde", "Hemmnis"], "en": ["barrier"]}])
DICTIONARY = Dictionary(["Linse\tlens", "Partner\tfellow", "Kunst\tart"])
COUNTS = {"lins": 3, "partn": 10, "auswahl": 5, "hemmnis": 4}  # stems


def analysed(question: str, *turns: str) -> Analysis:
    return analyse(
        question,
        turns=turns,
        thesaurus=THESAURUS,
        dictionary=DICTIONARY,
        frequency=lambda term: COUNTS.get(term, 0),
        passages=20,
    )


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wer wählt die Partner aus?", "de"),
        ("Who chooses the partners?", "en"),
        ("Partnerauswahl", "de"),
        ("Übungsräume", "de"),
        ("Was ist ein Memorandum of Understanding?", "de"),
        ("What does the Leitfaden say?", "en"),
    ],
)
def test_the_language_of_a_question_is_seen(question: str, language: str) -> None:
    assert question_language(question) == language


@pytest.mark.parametrize("question", ["", "🙂", "???", "1234", "\u200b"])
def test_what_has_no_language_still_gets_one(question: str) -> None:
    assert question_language(question) in ("de", "en")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wie viele Glasschleifer nahmen teil?", "number"),
        ("How many lens makers took part?", "number"),
        ("Wann öffnete die Werkstatt?", "time"),
        ("Wie lange dauert das Amt?", "time"),
        ("When did the workshop open?", "time"),
        ("Was ist ein Qualitätssiegel?", "definition"),
        ("Welche Kriterien gelten für Partner?", "list"),
        ("Which criteria apply?", "list"),
        ("Was unterscheidet Großbetriebe von Kleinbetrieben?", "comparison"),
        ("Wie soll die Reise vorbereitet werden?", "procedure"),
        ("Muss ein Mentor im Ausland gearbeitet haben?", "yes_no"),
        ("Wie wichtig ist eine gemeinsame Arbeitssprache?", "rating"),
        ("Welchen Stellenwert hat die Finanzierung?", "rating"),
        ("How important is a common language?", "rating"),
        ("Welche Bewertungskriterien gibt es?", "list"),  # no rating is asked for
        ("What is the success rate?", "definition"),
        ("Wann findet die Bewertung der Anträge statt?", "time"),
        ("Leuchtturm", "open"),
    ],
)
def test_the_type_of_a_question_is_seen(question: str, kind: str) -> None:
    assert analysed(question).type == kind


def test_stopwords_are_no_words_of_a_question() -> None:
    assert [word.word for word in analysed("Was ist mit der Linse und dem Partner?").words] == ["linse", "partner"]


def test_a_question_of_stopwords_or_signs_alone_has_no_words() -> None:
    assert analysed("und oder aber").words == ()
    assert analysed('?! … "').words == ()


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    counts = {"lins": 3, "partn": 90}
    found = analyse(
        "die Linse und der Partner",
        thesaurus=THESAURUS,
        dictionary=DICTIONARY,
        frequency=lambda term: counts.get(term, 0),
        passages=200,
    )
    rare, common = found.words
    assert rare.weight == pytest.approx(log(1 + 197.5 / 3.5))  # in 3 of 200 passages
    assert common.weight < rare.weight


def test_a_word_that_is_in_every_passage_still_names_the_subject() -> None:
    everywhere = analyse(
        "die Linse", thesaurus=THESAURUS, dictionary=DICTIONARY, frequency=lambda term: 20, passages=20
    )
    assert [word.weight for word in everywhere.words] == [2.0]


def test_a_compound_is_known_by_its_parts() -> None:
    (word,) = analysed("Partnerauswahl").words
    assert word.parts == ("partn", "auswahl")
    assert word.known


def test_a_word_is_known_by_a_synonym() -> None:
    (word,) = analysed("Hürde").words
    assert word.known
    assert word.alike["hemmnis"] == 0.6


def test_an_english_word_is_known_by_its_translation() -> None:
    (word,) = analysed("Which fellows?").words
    assert word.known
    assert word.alike["partn"] == 0.8


def test_a_translation_that_is_a_german_word_too_stands_for_nothing() -> None:
    (word,) = analysed("Wo ist Kunst?").words
    assert "art" not in word.alike


def test_a_word_that_the_library_lacks_is_unknown_and_weighs_most() -> None:
    unknown, known = analysed("Quastenflosser Linse").words
    assert not unknown.known
    assert known.known
    assert unknown.weight > known.weight


def test_a_mistyped_word_that_the_library_nearly_holds_is_known() -> None:
    asked = analyse(
        "Was macht der Linsenschleifr?",
        thesaurus=THESAURUS,
        dictionary=DICTIONARY,
        frequency=lambda term: 0,
        passages=20,
        is_nearly_held=lambda term: term.startswith("linsenschleif"),
    )
    assert {word.word for word in asked.words if word.known} == {"linsenschleifr"}


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("Was gehört laut Leitfaden in den Zeitplan?", "Was gehört in den Zeitplan?"),
        ("was gehört laut dem aufsatz in den zeitplan", "was gehört in den zeitplan"),
        (
            "In welcher Frist soll laut Prüfliste des Leitfadens der Auftakt sein?",
            "In welcher Frist soll der Auftakt sein?",
        ),
        ("Was versteht der Leitfaden unter einer Messe?", "Was versteht unter einer Messe?"),
        ("Wie grenzen die im Leitfaden genannten Ziele Messen ab?", "Wie grenzen die genannten Ziele Messen ab?"),
        ("Which goals are named in the study for lens makers?", "Which goals are named for lens makers?"),
        # asked about, an event, a fee, an industry, a paragraph, one of several
        *[
            (question, question)
            for question in (
                "Was kostet die Studie?",
                "Wer erstellt die Broschüre für die Messe?",
                "Was passiert nach der Studie mit den Daten?",
                "Was muss im Bericht an den Förderer stehen?",
                "Wie hoch ist der Beitrag der Mitglieder?",
                "Wie unterscheiden sich der Leitfaden und das Handbuch voneinander?",
                "Was steht laut Artikel 5 der Satzung an?",
                "Which roles does the paper industry play in the region?",
                "What does the study guide recommend for lens makers?",
                "Welche Art von Studie eignet sich am besten?",
                "Was sagt die Netzwerkstudie von 2007 dazu?",
            )
        ],
    ],
)
def test_the_text_that_is_to_answer_is_not_searched_for(question: str, sought: str) -> None:
    assert what_is_sought(question) == sought


def test_words_of_earlier_questions_count_less_the_older_they_are() -> None:
    now, before, long_ago = (
        analysed(*asked).words[0] for asked in (["die Linse"], ["Und wann?", "Linse"], ["Und?", "Linse", "Und wann?"])
    )
    assert before.weight == pytest.approx(0.4 * now.weight)
    assert long_ago.weight == pytest.approx(0.16 * now.weight)
    assert now.is_new
    assert not before.is_new
    assert not long_ago.is_new


def test_a_word_asked_again_counts_as_new() -> None:
    (word,) = analysed("Linse?", "Linse").words
    assert word.is_new


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Wer wartet den Leuchtturm, und was serviert die Kantine?",
            ("Wer wartet den Leuchtturm", "was serviert die Kantine?"),
        ),
        ("Wann öffnete die Werkstatt? Wer leitet sie heute?", ("Wann öffnete die Werkstatt", "Wer leitet sie heute?")),
        ("Who leads the visits and when do they start?", ("Who leads the visits", "when do they start?")),
    ],
)
def test_two_questions_in_one_sentence_are_told_apart(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    ["Wer wartet den Leuchtturm?", "Welche Kosten und Fristen gelten?", "Warum und wie?", "", "?", "und was"],
)
def test_one_question_stays_whole(question: str) -> None:
    assert split_question(question) == (question,)


def test_a_question_asked_twice_is_asked_once_and_a_page_of_questions_stays_whole() -> None:
    assert split_question("Wer zahlt das Essen? Wer zahlt das Essen? Wann öffnet die Kantine?") == (
        "Wer zahlt das Essen",
        "Wann öffnet die Kantine?",
    )
    page = " ".join(f"Wer wartet Leuchtturm {number}?" for number in range(100))
    assert split_question(page) == (page,)
