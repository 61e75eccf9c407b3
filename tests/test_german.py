"""German analysis: what a person types finds what an author wrote."""

import unicodedata

import pytest

from ingest.german import compound_parts, fold, grams, is_german_word, term_groups, terms, words


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("partnerauswahl", ("partner", "auswahl")),
        ("fördermittelsuche", ("fördermittel", "förder", "mittel", "suche")),
        ("internationalisierungsstrategie", ("internationalisierung", "strategie")),
        ("zielmarktauswahl", ("zielmarkt", "ziel", "markt", "auswahl")),
        ("exportförderung", ("export", "förderung")),
    ],
)
def test_a_compound_is_split_into_its_parts_without_linking_letters(word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word) == parts


@pytest.mark.parametrize("word", ["partner", "haus", "straße", "baden", "xqzzv", ""])
def test_a_word_that_is_no_compound_has_no_parts(word: str) -> None:
    assert compound_parts(word) == ()


def test_a_question_with_a_compound_shares_terms_with_its_words_written_apart() -> None:
    assert {"partn", "auswahl"} <= set(terms("Partnerauswahl")) & set(terms("Auswahl der internationalen Partner"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fördermittel", "Foerdermittel"),
        ("Straße", "Strasse"),
        ("Markt", "Märkte"),
        ("Netzwerk", "Netzwerken"),
        ("Förderung", "Förderungen"),
    ],
)
def test_spellings_and_inflections_of_a_word_share_a_term(one: str, other: str) -> None:
    assert set(terms(one)) & set(terms(other))


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("größe", "grosse"),
        ("groesse", "grosse"),
        ("überführen", "uberfuhren"),
        ("ueberfuehren", "uberfuhren"),
        ("neue", "neue"),  # no umlaut: "ue" behind a vowel
        ("quelle", "quelle"),  # nor behind q
        ("café", "cafe"),
    ],
)
def test_umlauts_and_sharp_s_are_folded(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_grams_are_the_same_for_both_ways_to_write_an_umlaut() -> None:
    assert grams("Größe") == grams("Groesse") == ["gross", "rosse"]


def test_grams_lie_within_words_and_short_words_stand_whole() -> None:
    assert grams("KMU Partner") == ["kmu", "partn", "artne", "rtner"]


def test_words_written_with_combining_marks_are_the_same_words() -> None:
    assert words(unicodedata.normalize("NFD", "Fördermittel für KMU")) == ["fördermittel", "für", "kmu"]


def test_ratings_in_tables_are_words() -> None:
    assert words("Nähe ++ Kosten --") == ["nähe", "++", "kosten", "--"]


@pytest.mark.parametrize("question", ["", "   ", "und oder aber", "What is the", "?!…"])
def test_a_question_of_stopwords_has_no_terms(question: str) -> None:
    assert terms(question) == grams(question) == []


def test_english_words_have_english_stems_and_no_german_parts() -> None:
    assert terms("strategies", "en") == terms("strategy", "en") == ["strategi"]
    assert terms("partnerauswahl", "en") == ["partnerauswahl"]


def test_term_groups_name_each_content_word_once_in_order() -> None:
    groups = term_groups("Die Auswahl der Partner und die Partner")
    assert [word for word, _ in groups] == ["auswahl", "partner"]


def test_the_dictionary_knows_nouns_and_compounds_and_no_noise() -> None:
    assert is_german_word("Partner")
    assert is_german_word("Partnerauswahl")
    assert not is_german_word("Xqzzvk")


@pytest.mark.parametrize("word", ["partner" * 1000, "a" * 100_000, "auswahl" * 12])
def test_an_endless_word_is_no_compound_and_does_no_harm(word: str) -> None:
    assert compound_parts(word) == ()
    assert terms(word)[0].startswith(word[:50])
