"""The dictionary: German words by any form and by their parts, glosses for an English embedder, both ways."""

import pytest

from ingest.dictionary import Dictionary, english_gloss, gloss_terms, load_dictionary, reads_german

SMALL = Dictionary(
    [
        "# a comment",
        "Haus\thouse; home",
        "gehen\tgo; walk",
        "Schreiben\tletter; writing",
        "schreiben\twrite",
        "Absichtserklärung\tletter of intent",
        "Ziel\ttarget; goal",
        "Cluster\tcluster",
    ]
)


@pytest.mark.parametrize(
    ("word", "translations"),
    [
        ("Haus", ("house", "home")),
        ("Häuser", ("house", "home")),  # by its base form
        ("ging", ("go", "walk")),
        ("HAUS", ("house", "home")),
        ("schreiben", ("write",)),  # the capital tells the noun from the verb
        ("Schreiben", ("letter", "writing")),
        ("Clusterziele", ("cluster target",)),  # by its parts
        ("Quastenflosser", ()),
    ],
)
def test_a_german_word_is_translated_in_whatever_form(word: str, translations: tuple[str, ...]) -> None:
    assert SMALL.english(word) == translations


def test_an_english_word_or_term_finds_the_german_ones() -> None:
    assert SMALL.german("houses") == ("Haus",)
    assert SMALL.german("letter of intent") == ("Absichtserklärung",)
    assert SMALL.german("lighthouse") == ()


def test_the_usual_translation_comes_before_the_rare_one() -> None:
    both = Dictionary(["Gebäude\tbuilding; house", "Haus\thouse"])
    assert both.german("house") == ("Haus", "Gebäude")


@pytest.mark.parametrize("line", ["Haus", "Haus\t", "\thouse", "Haus\t ; "])
def test_a_line_without_word_or_translation_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        Dictionary(["Ziel\tgoal", line])


def test_a_german_sentence_becomes_english_word_for_word() -> None:
    assert english_gloss("Die Stadt hat 4 Museen.") == "the city has 4 museum ."


def test_names_and_unknown_words_stay_in_a_gloss() -> None:
    assert english_gloss("Frau Krzywicka leitet das Netzwerk.") == "woman Krzywicka lead the network ."


def test_an_english_text_stays_as_it_is() -> None:
    text = "The war of the gift was fast."  # words that are German too
    assert english_gloss(text) == text


@pytest.mark.parametrize(
    ("text", "german"), [("Der Bericht liegt vor", True), ("the report of the year", False), ("Krzywicka", True)]
)
def test_the_language_of_a_text_is_read_off_its_small_words(text: str, german: bool) -> None:
    assert reads_german(text) is german


def test_german_and_english_texts_meet_in_their_gloss_terms() -> None:
    german = gloss_terms("Die Städte fördern den Handel", german=True)
    english = gloss_terms("The cities promote the trade", german=False)
    assert {"citi", "promot", "trade"} <= set(german) & set(english)


def test_the_shipped_dictionary_loads_and_is_large() -> None:
    dictionary = load_dictionary()
    assert len(dictionary) > 15_000
    assert dictionary.english("Bahnhof")[0] == "station"
    assert "Bedarf" in dictionary.german("need")
