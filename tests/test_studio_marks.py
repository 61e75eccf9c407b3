"""The marks of a section: which numbers in brackets are marks, which quotes they stand for, what they prove."""

import re

import pytest

from assistant.studio.marks import is_quoted, split_marks
from assistant.studio.records import Quote
from ingest.records import SourceDetails


def quote(text: str) -> Quote:
    return Quote("id", SourceDetails(), "a.pdf", text, 0, len(text))


def test_marks_become_quotes_and_the_text_between_them_stays() -> None:
    one, two = quote("Ziele"), quote("Märkte")
    pieces = split_marks("Er verlangt: „Ziele“ [1] Sie ergänzt: „Märkte“[2].", (one, two))
    assert pieces == ("Er verlangt: „Ziele“", one, " Sie ergänzt: „Märkte“", two, ".")


@pytest.mark.parametrize(
    "text", ["„Ziele“ [1]", "“Ziele” [1]", '"Ziele"[1] und so', "»Ziele« [1]", "Ziele sind nötig [1]."]
)
def test_a_mark_stands_behind_a_quotation_mark_or_at_the_end(text: str) -> None:
    assert quote("Ziele") in split_marks(text, (quote("Ziele"),))


def test_several_marks_may_stand_in_a_row() -> None:
    one, two = quote("Ziele"), quote("Märkte")
    assert split_marks("„Ziele“ [1] [2] und", (one, two)) == ("„Ziele“", one, two, " und")
    assert split_marks("Ziele [1][2]", (one, two)) == ("Ziele", one, two)


def test_a_number_in_brackets_that_the_source_prints_is_text() -> None:
    printed = quote('Laut "Weber" [1] und [2] gilt das [3]')
    assert split_marks(f"„{printed.text}“ [1]", (printed,)) == (f"„{printed.text}“", printed)


def test_a_number_in_brackets_in_the_middle_of_a_sentence_is_text() -> None:
    assert split_marks("Siehe [7] und weiter.", ()) == ("Siehe [7] und weiter.",)


def test_a_quote_is_known_again_with_other_white_space() -> None:
    printed = quote('Laut "Weber" [2]\nund anderen')
    assert split_marks('„Laut "Weber" [2] und anderen“ [1]', (printed,))[1:] == (printed,)


def test_a_quote_is_known_again_with_other_quotation_marks() -> None:
    printed = quote('Laut „Weber“ und "Huber" [2] gilt das')
    assert split_marks('„Laut ‚Weber‘ und "Huber" [2] gilt das“ [1]', (printed,))[1:] == (printed,)


@pytest.mark.parametrize("mark", ["[2]", "[0]"])
def test_a_mark_without_a_quote_is_a_bug(mark: str) -> None:
    with pytest.raises(ValueError, match=re.escape(mark)):
        split_marks(f"„Ziele“ {mark}", (quote("Ziele"),))


@pytest.mark.parametrize(
    ("text", "proves"),
    [
        ("Dazu: „Ziele sind nötig.“", True),
        ("Dazu: “Ziele sind\nnötig.” ", True),
        ("Dazu: „Nie: Ziele sind nötig.“", False),
        ("Dazu: „Ziele sind nötig. Nie.“", False),
        ("Dazu: „Ziele sind nötig.“, was falsch ist", False),
        ("Dazu: Ziele sind nötig.", False),
    ],
)
def test_a_mark_proves_only_the_quote_itself_in_quotation_marks(text: str, proves: bool) -> None:
    assert is_quoted(text, quote("Ziele sind nötig.")) is proves
