"""A quote is found again in the stored text, whatever its white space, hyphenation and marks, and only then."""

import unicodedata
from time import perf_counter

import pytest

from assistant.answering.quotes import locate

STORED = """Vorwort.

Die „Förder-
phase“ be\u00adginnt
   früh – sehr früh. Sie dauert 12 Monate.
Die Mitglieder-
Umfrage folgt."""


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Vorwort.", "Vorwort."),
        ('Die "Förderphase" beginnt früh - sehr früh.', "Die „Förder-\nphase“ be\u00adginnt\n   früh – sehr früh."),
        ("«Förderphase» beginnt", "„Förder-\nphase“ be\u00adginnt"),
        ("Die Mitglieder-Umfrage folgt.", "Die Mitglieder-\nUmfrage folgt."),
        (unicodedata.normalize("NFD", "sehr früh"), "sehr früh"),
        ("  sehr   früh. Sie ", "sehr früh. Sie"),
        ("Förder-\nphase", "Förder-\nphase"),
    ],
)
def test_white_space_hyphenation_and_marks_do_not_matter(quote: str, found: str) -> None:
    span = locate(quote, STORED)
    assert span is not None
    assert STORED[slice(*span)] == found


def test_a_decomposed_text_is_searched_as_it_is_stored() -> None:
    stored = unicodedata.normalize("NFD", "Es ist früh am Tag.")
    span = locate("früh", stored)
    assert span is not None
    assert unicodedata.normalize("NFC", stored[slice(*span)]) == "früh"


@pytest.mark.parametrize(
    "quote", ["2 Monate", "Sie dauert 1", "sie dauert", "früh sehr früh", "dauert 12 Monat", "", "  "]
)
def test_whatever_else_differs_is_not_found(quote: str) -> None:
    assert locate(quote, STORED) is None


def test_of_several_places_the_nearest_is_returned() -> None:
    stored = "Ja. Nein. Ja. Nein. Ja."
    assert locate("Ja.", stored) == (0, 3)
    assert locate("Ja.", stored, near=12) == (10, 13)
    assert locate("Ja.", stored, near=99) == (20, 23)


def test_a_long_text_is_searched_in_a_fraction_of_a_second() -> None:
    stored = "Die Mitglieder treffen sich im Früh-\njahr und im Herbst. " * 20_000 + "Das Ende ist nah."
    begin = perf_counter()
    assert locate("Das Ende ist nah.", stored) == (len(stored) - 17, len(stored))
    assert locate("Die Mitglieder treffen sich im Frühjahr und im Winter.", stored) is None
    assert perf_counter() - begin < 1.0
