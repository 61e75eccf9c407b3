"""Which passages a search finds: word forms, compounds, typing errors, filters, copies, earlier questions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_library import FILES, assistant_over

from assistant.answering.retrieve import retrieve_all, understand
from assistant.assistant import Assistant
from ingest.records import Filters, Hit

NOTICE = """# Hausordnung

Im Lesesaal gilt Ruhe. Taschen bleiben im Schließfach, Getränke sind nur in geschlossenen Flaschen erlaubt.
"""
COPY = "Hausordnung\n\n" + NOTICE.partition("\n\n")[2]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    files = FILES | {"hausordnung.md": NOTICE, "hausordnung.txt": COPY}
    made = assistant_over(tmp_path_factory.mktemp("retrieve"), files)
    yield made
    made.library.close()


def headings(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.passage.heading_path[-1] if hit.passage.heading_path else "" for hit in hits]


def files(hits: tuple[Hit, ...]) -> set[str]:
    return {hit.source.file_name for hit in hits}


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("Partnerauswahl", "Auswahl der internationalen Partner"),  # the parts of a compound, in another order
        ("Auswahl eines Partners", "Auswahl der internationalen Partner"),  # inflected
        ("Uebungsraeume", "Übungsräume"),  # umlauts written out
        ("ubungsraume", "Übungsräume"),  # umlauts left out
        ("Schweisser an der Strasse", "Übungsräume"),  # ss for ß
        ("Kantiene", "Kantine"),  # a typing error
        ("Gltasschleifer Hemnisse", "Hemmnisse"),  # two
        ("apprentices", "Mentors"),  # an English plural
        ("LEUCHTTURM", "Leuchtturm"),  # capitals
    ],
)
def test_a_word_is_found_in_whatever_way_it_is_written(assistant: Assistant, query: str, heading: str) -> None:
    assert headings(assistant.search(query))[0] == heading


def test_a_synonym_of_the_thesaurus_finds_the_passage(assistant: Assistant) -> None:
    assert headings(assistant.search("Welche Hürden gibt es?"))[0] == "Hemmnisse"


def test_hits_are_best_first_with_scores_between_0_and_1(assistant: Assistant) -> None:
    scores = [hit.score for hit in assistant.search("Wer wartet den Leuchtturm?")]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_a_hit_says_which_arm_found_it(assistant: Assistant) -> None:
    hits = assistant.search("Leuchtturm")
    assert hits[0].found_by == "both"
    assert {hit.found_by for hit in hits} <= {"dense", "lexical", "both"}


def test_no_more_hits_than_asked_for(assistant: Assistant) -> None:
    assert len(assistant.search("Linsen", limit=3)) == 3


def test_a_search_may_be_limited_to_a_kind_of_source(assistant: Assistant) -> None:
    assert files(assistant.search("Linsen", filters=Filters(kinds=("study",)))) == {"studie.md", "mentoring.md"}


def test_a_search_may_be_limited_to_a_language(assistant: Assistant) -> None:
    assert files(assistant.search("Linsen", filters=Filters(languages=("en",)))) == {"mentoring.md"}


def test_a_search_may_be_limited_to_years_both_ends_included(assistant: Assistant) -> None:
    assert files(assistant.search("Linsen", filters=Filters(year_from=2018, year_to=2021))) == {
        "studie.md",
        "leitfaden.md",
    }


def test_a_source_without_a_year_is_left_out_where_years_are_asked_for(assistant: Assistant) -> None:
    assert "hausordnung.md" not in files(assistant.search("Lesesaal Ruhe", filters=Filters(year_from=1900)))


def test_a_search_may_be_limited_to_named_sources(assistant: Assistant) -> None:
    (wanted,) = [source for source in assistant.library.sources() if source.file_name == "notizen.md"]
    assert files(assistant.search("Glasschleifer", filters=Filters(source_ids=(wanted.id,)))) == {"notizen.md"}


def test_filters_hold_together_and_may_leave_nothing(assistant: Assistant) -> None:
    assert assistant.search("Linsen", filters=Filters(kinds=("guideline",), languages=("en",))) == ()
    assert assistant.search("Linsen", filters=Filters(source_ids=("gibt es nicht",))) == ()


def test_copies_of_a_text_appear_once(assistant: Assistant) -> None:
    found = [hit for hit in assistant.search("Lesesaal Schließfach") if "Lesesaal" in hit.passage.text]
    assert len(found) == 1


def test_an_earlier_question_helps_to_understand_the_next_one(assistant: Assistant) -> None:
    after_the_workshop = assistant.search("Und seit welchem Jahr?", turns=["Was ist mit der Werkstatt?"])
    assert headings(after_the_workshop)[0] == "Werkstatt"


def test_the_present_question_counts_more_than_an_earlier_one(assistant: Assistant) -> None:
    assert (
        headings(assistant.search("Wer wartet den Leuchtturm?", turns=["Was gibt es in der Kantine?"]))[0]
        == "Leuchtturm"
    )


def test_two_questions_in_one_find_the_passages_of_both(assistant: Assistant) -> None:
    question = "Wer wartet den Leuchtturm, und was serviert die Kantine?"
    parts = ("Wer wartet den Leuchtturm", "was serviert die Kantine?")
    asked = [understand(assistant.library, text) for text in (question, *parts)]
    assert set(headings(retrieve_all(assistant.library, asked[0], asked[1:]))[:2]) == {"Leuchtturm", "Kantine"}


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    empty = assistant_over(tmp_path, {})
    assert empty.search("Linsen") == ()
    empty.library.close()


def test_a_removed_source_is_found_no_more(tmp_path: Path) -> None:
    made = assistant_over(tmp_path, {"notizen.md": FILES["notizen.md"], "studie.md": FILES["studie.md"]})
    (notes,) = [source for source in made.library.sources() if source.file_name == "notizen.md"]
    assert headings(made.search("Leuchtturm"))[0] == "Leuchtturm"
    made.library.remove(notes.id)
    assert files(made.search("Leuchtturm")) == {"studie.md"}
    made.library.close()
