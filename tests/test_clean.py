"""The steps from raw to stored text."""

import pytest

from ingest.clean import drop_invisible, expand_ligatures, join_lines, normalise, squeeze_spaces


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Part-", "ner"], "Partner"),
        (["Inter-  ", "  nationalisierung des", "Clusters"], "Internationalisierung des Clusters"),
        (["über¬", "geben"], "übergeben"),
        (["Förder\u2010", "mittel"], "Fördermittel"),
        (["Förder\u00ad", "mittel"], "Fördermittel"),
        (["ein Satz", "geht weiter"], "ein Satz geht weiter"),
        (["a", "", "  ", "b"], "a b"),
        ([], ""),
    ],
)
def test_words_broken_at_line_ends_are_joined(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Informations-", "und Kommunikationstechnik"], "Informations- und Kommunikationstechnik"),
        (["Import-", "oder Exportgeschäft"], "Import- oder Exportgeschäft"),
        (["Forschungs-", "bzw. Transferprojekte"], "Forschungs- bzw. Transferprojekte"),
        (["Vor-", "sowie Nachteile"], "Vor- sowie Nachteile"),
    ],
)
def test_a_suspended_hyphen_stays_with_its_space(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Baden-", "Württemberg"], "Baden-Württemberg"),
        (["2018-", "2020"], "2018-2020"),
        (["EU-", "weit"], "EU-weit"),
        (["KMU-", "gerecht"], "KMU-gerecht"),
        (["E-", "mail"], "E-mail"),
    ],
)
def test_a_hyphen_that_belongs_to_the_word_stays_without_a_space(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_a_word_that_begins_like_a_conjunction_is_joined() -> None:
    assert join_lines(["Lebens-", "undichte"]) == "Lebensundichte"


def test_a_dash_is_no_hyphen() -> None:
    assert join_lines(["Ziel –", "eins"]) == "Ziel – eins"
    assert join_lines(["-", "Punkt"]) == "- Punkt"


def test_invisible_and_hidden_characters_are_dropped() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    assert drop_invisible(f"A\x00B\u200b\u202eC\ud800{hidden}\ufeff") == "ABC"


def test_ligatures_become_letters() -> None:
    assert expand_ligatures("Eﬀizienz, oﬃziell, ﬂießen") == "Effizienz, offiziell, fließen"


def test_white_space_of_all_kinds_becomes_one_space() -> None:
    assert squeeze_spaces("\u2003a\u00a0 \t b\r\nc\u202f ") == "a b c"


def test_normalised_text_is_composed_and_stays_so() -> None:
    once = normalise("Fo\u0308rder\u00admittel\u00a0 ﬁndet\x00")
    assert once == "Fördermittel findet"
    assert normalise(once) == once
