"""Where a library says a quotation: the stored words with their place, and nothing that is not there."""

from pathlib import Path

import pytest
from small_library import FILES, assistant_over

from assistant.assistant import Assistant
from assistant.export.bibliography import footnote
from assistant.reimport.proof import KnownQuotes, LibraryProof
from assistant.studio.draft import quote_of
from assistant.studio.records import Quote

TWICE = """---
title: Zweimal
---

# Zweimal

## Anfang

Ein Besuch im Jahr hält die Verbindung. Er „kostet“ wenig. Das ‚Amt‘ hilft.

## Ende

Ein Besuch im Jahr hält die Verbindung.
"""
LITTLE = """---
title: Wenig
---

# Kosten

Das Amt trägt die Kosten. Wer trägt sie sonst? Das Netzwerk selbst!
"""
ELSEWHERE = TWICE.replace("Zweimal", "Anderswo")
VISIT = "Ein Besuch im Jahr hält die Verbindung."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(
        tmp_path_factory.mktemp("proof"), {**FILES, "zweimal.md": TWICE, "anderswo.md": ELSEWHERE, "wenig.md": LITTLE}
    )


@pytest.fixture(scope="module")
def proof(assistant: Assistant) -> LibraryProof:
    return LibraryProof(assistant.library)


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Glasschleifer nahmen an der Befragung teil?",
        "Wie oft meets a mentor every apprentice?",
        "Was ist ein Qualitätssiegel?",
    ],
)
def test_a_quote_is_found_as_the_answer_gave_it(assistant: Assistant, proof: LibraryProof, question: str) -> None:
    citations = assistant.ask(question).citations
    assert citations
    for quote in map(quote_of, citations):
        assert proof.find(" ".join(quote.text.split()), footnote(quote, "de")) == quote


def test_the_reference_says_which_of_two_places_is_meant(proof: LibraryProof) -> None:
    first, second = (proof.find(VISIT, f"Zweimal (o. J.), Abschnitt „{heading}“.") for heading in ("Anfang", "Ende"))
    assert first is not None
    assert second is not None
    assert (first.heading_path[-1], second.heading_path[-1]) == ("Anfang", "Ende")
    assert first.start < second.start


def test_a_reference_in_english_or_in_brackets_says_it_as_well(proof: LibraryProof) -> None:
    for reference in (
        "Zweimal (n.d.), section “Ende”.",
        "Zweimal o. J., Abschnitt „Ende“",
        "Zweimal o. J.-b, Abschnitt „Ende“",
    ):
        found = proof.find(VISIT, reference)
        assert found is not None
        assert found.heading_path[-1] == "Ende"


@pytest.mark.parametrize("title", ["Zweimal", "Anderswo"])
def test_a_reference_to_another_place_still_says_the_source(proof: LibraryProof, title: str) -> None:
    found = proof.find(VISIT, f"{title} (o. J.), S. 99.")
    assert found is not None
    assert (found.details.title, found.heading_path[-1]) == (title, "Anfang")


def test_without_a_reference_the_first_place_counts(proof: LibraryProof) -> None:
    found = proof.find(VISIT, "")
    assert found is not None
    assert found.heading_path[-1] == "Anfang"


@pytest.mark.parametrize(
    "quotation", ["Er ‚kostet‘ wenig.", "Er\n»kostet« wenig.", 'Er "kostet" wenig.', "Das „Amt“ hilft."]
)
def test_white_space_and_quotation_marks_do_not_count(
    assistant: Assistant, proof: LibraryProof, quotation: str
) -> None:
    found = proof.find(quotation, "")
    assert found is not None
    assert found.text in ("Er „kostet“ wenig.", "Das ‚Amt‘ hilft.")
    assert assistant.library.registry.text(found.source_id)[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "quotation", ["Ein Besuch im Monat hält die Verbindung.", "in Besuch im Jahr", "", "…", "Er kostet wenig."]
)
def test_what_no_source_says_is_not_found(proof: LibraryProof, quotation: str) -> None:
    assert proof.find(quotation, "Zweimal (o. J.), Abschnitt „Ende“.") is None


@pytest.mark.parametrize("quotation", ["Kosten", "Kosten.", "trägt die Kosten.", "Das Amt", "Das Amt trägt die Kosten"])
def test_a_few_words_out_of_a_sentence_prove_nothing(proof: LibraryProof, quotation: str) -> None:
    assert proof.find(quotation, "Wenig (o. J.), Abschnitt „Kosten“.") is None


@pytest.mark.parametrize("quotation", ["Das Amt trägt die Kosten.", "Wer trägt sie sonst? Das Netzwerk selbst!"])
def test_short_sentences_are_found_as_a_whole(proof: LibraryProof, quotation: str) -> None:
    found = proof.find(quotation, "")
    assert found is not None
    assert found.text == quotation


def test_a_source_that_was_removed_proves_nothing(tmp_path: Path) -> None:
    library = assistant_over(tmp_path, {"zweimal.md": TWICE}).library
    proof = LibraryProof(library)
    assert proof.find(VISIT, "")
    library.remove(library.sources()[0].id)
    assert proof.find(VISIT, "") is None


def test_a_known_quote_is_found_as_a_whole_only(proof: LibraryProof) -> None:
    quote = proof.find(VISIT, "")
    assert isinstance(quote, Quote)
    known = KnownQuotes([quote])
    assert known.find(VISIT, "") == quote
    assert known.find("Ein Besuch im Jahr", "") is None
