"""The thesaurus: words of one group find each other; a malformed file is refused when it is loaded."""

from pathlib import Path

import pytest

from assistant.answering.thesaurus import Thesaurus, load_thesaurus

THESAURUS = Thesaurus(
    [
        {"de": ["Hürde", "Hemmnis"], "en": ["barrier"]},
        {"de": ["Geschäftsstelle"], "en": ["head office", "small and medium-sized office"]},
        {"de": ["Hürde", "Zaun"], "en": ["fence"]},
    ]
)


def test_a_word_finds_its_whole_group_in_both_languages() -> None:
    assert set(THESAURUS.synonyms("Hemmnis", "de")["hemmnis"]) == {"Hürde", "Hemmnis", "barrier"}


def test_an_inflected_word_is_recognised() -> None:
    assert "barrier" in THESAURUS.synonyms("Welche Hemmnisse gibt es?", "de")["hemmnisse"]
    assert "Hemmnis" in THESAURUS.synonyms("Which barriers are there?", "en")["barriers"]


def test_a_word_of_two_groups_finds_both() -> None:
    assert {"barrier", "fence"} <= set(THESAURUS.synonyms("Hürde", "de")["hürde"])


def test_a_term_of_several_words_is_recognised() -> None:
    found = THESAURUS.synonyms("Where is the head office?", "en")
    assert "Geschäftsstelle" in found["head"]
    assert "Geschäftsstelle" in found["office"]


def test_a_part_of_a_term_alone_finds_nothing() -> None:
    assert THESAURUS.synonyms("Who is the head?", "en") == {}


def test_words_outside_the_thesaurus_and_stopwords_find_nothing() -> None:
    assert THESAURUS.synonyms("Wer trinkt Kaffee?", "de") == {}
    assert "and" not in THESAURUS.synonyms("small and medium-sized office", "en")


def test_the_shipped_thesaurus_loads() -> None:
    assert "partner" in {
        word.lower() for word in load_thesaurus().synonyms("Kooperationspartner", "de")["kooperationspartner"]
    }


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "groups = 3",
        'groups = [{ de = ["Hürde"] }]',
        'groups = [{ de = "Hürde", en = ["barrier"] }]',
        'groups = [{ de = ["Hürde"], en = ["barrier"], fr = ["barrière"] }]',
        'groups = [{ de = ["Hürde", 3], en = [] }]',
        "groups = [",
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, malformed: str) -> None:
    path = tmp_path / "thesaurus.toml"
    path.write_text(malformed, encoding="utf-8")
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the library's own
        load_thesaurus(path)
