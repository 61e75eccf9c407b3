"""The thesaurus: words of one group find each other; a malformed file is refused when it is loaded."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from assistant.answering.thesaurus import Thesaurus, load_thesaurus
from assistant.wording import PROMPTS
from ingest.german import stem, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

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


def test_the_shipped_thesaurus_holds_more_than_1100_groups() -> None:
    assert len(_shipped_groups()) > 1100


def test_no_shipped_group_is_empty_in_a_language() -> None:
    assert [group for group in _shipped_groups() if not group["de"] or not group["en"]] == []


def test_no_shipped_group_stands_twice() -> None:
    counts = Counter((_stemmed(group["de"], "de"), _stemmed(group["en"], "en")) for group in _shipped_groups())
    assert [group for group, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_shipped_term_stands_in_more_than_three_groups(language: Language) -> None:
    counts = Counter(term for group in _shipped_groups() for term in _stemmed(group[language], language))
    assert {" ".join(term): count for term, count in counts.items() if count > 3} == {}


def test_every_shipped_term_can_be_found_in_a_question() -> None:
    terms = {term for group in _shipped_groups() for terms in group.values() for term in terms}
    assert {term for term in terms if len(words(term)) > 5 or STOPWORDS.issuperset(words(term))} == set()


@pytest.mark.parametrize(
    ("question", "language", "word", "expected"),
    [
        ("Was bringt uns das?", "de", "bringt", "Mehrwert"),
        ("Wie kriegen wir das hin?", "de", "kriegen", "realisieren"),
        ("Müssen wir Klinken putzen?", "de", "klinken", "Akquise"),
        ("Wer hat das Sagen?", "de", "sagen", "Entscheidungsbefugnis"),
        ("Wie weit sind wir?", "de", "weit", "Zwischenstand"),
        ("Wer stellt das auf die Beine?", "de", "beine", "aufbauen"),
        ("Was tun, wenn es Zoff gibt?", "de", "zoff", "Konflikt"),
        ("Wer schreibt die Traktandenliste?", "de", "traktandenliste", "Tagesordnung"),
        ("Brauchen wir eine Offerte?", "de", "offerte", "Kostenvoranschlag"),
        ("Who calls the shots?", "en", "shots", "Entscheidungsbefugnis"),
        ("What's in it for us?", "en", "what's", "Mehrwert"),
        ("How do we raise money?", "en", "raise", "Mitteleinwerbung"),
    ],
)
def test_everyday_words_find_the_words_of_guidelines(
    question: str, language: Language, word: str, expected: str
) -> None:
    assert expected in load_thesaurus().synonyms(question, language)[word]


@pytest.mark.parametrize(
    ("question", "language"),
    [("Was machen die anderen gerade so?", "de"), ("What do we do in order to go there?", "en")],
)
def test_a_question_of_common_words_is_not_widened(question: str, language: Language) -> None:
    assert load_thesaurus().synonyms(question, language) == {}


def test_the_direction_of_a_group_does_not_matter() -> None:
    assert "Papierkram" in load_thesaurus().synonyms("Bürokratie", "de")["bürokratie"]
    assert "Bürokratie" in load_thesaurus().synonyms("Papierkram", "de")["papierkram"]


@pytest.mark.parametrize(
    ("question", "word", "foreign"),
    [
        ("Estland", "estland", "Lettland"),
        ("dezentral", "dezentral", "zentralisieren"),
        ("Bürgschaft", "bürgschaft", "Schulden"),
        ("Medizintechnik", "medizintechnik", "Gesundheitswesen"),
    ],
)
def test_what_is_related_but_not_the_same_stays_apart(question: str, word: str, foreign: str) -> None:
    assert foreign not in load_thesaurus().synonyms(question, "de")[word]


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


def _shipped_groups() -> list[dict[Language, list[str]]]:
    text = (PROMPTS / "thesaurus.toml").read_text(encoding="utf-8")
    groups: list[dict[Language, list[str]]] = tomllib.loads(text)["groups"]
    return groups


def _stemmed(terms: list[str], language: Language) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(stem(word, language) for word in words(term)) for term in terms)
