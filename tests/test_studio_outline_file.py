"""An outline of one's own: read, in one language or two, until when it holds, and what is wrong with a faulty one."""

from datetime import date
from pathlib import Path

import pytest

from assistant.studio.outline import SHIPPED, load_outline
from assistant.studio.outline_file import BadOutline, parse_outline, read_outline_text

SMALL = """
id = "small"
title = { de = "Gliederung", en = "Outline" }
valid_until = "2027-12-31"

[[sections]]
id = "partners"
title = { de = "Partner", en = "Partners" }
purpose = { de = "Wer mitmacht.", en = "Who takes part." }
words = [50, 100]
questions = [{ de = "Wer macht mit?", en = "Who takes part?" }]
sentences = [{ de = "Partner: {partners}.", en = "Partners: {partners}." }]
searches = [{ query = "Cluster in {region}", lead = { de = "Dazu:", en = "On this:" } }]
"""


def test_an_outline_of_ones_own_can_be_read() -> None:
    outline = parse_outline(SMALL, "small.toml")
    assert outline.sections[0].sentences[0].needs == {"partners"}
    assert outline.sections[0].title.of("en") == "Partners"


def test_the_shipped_outline_is_a_model_for_it() -> None:
    assert parse_outline(read_outline_text(SHIPPED), "outline.toml") == load_outline()


def test_what_stands_in_one_language_stands_in_both() -> None:
    text = SMALL.replace('{ de = "Gliederung", en = "Outline" }', '"Call"').replace(
        'questions = [{ de = "Wer macht mit?", en = "Who takes part?" }]', 'questions = ["Who takes part in {region}?"]'
    )
    outline = parse_outline(text, "small.toml")
    assert (outline.title.de, outline.title.en) == ("Call", "Call")
    assert outline.sections[0].questions[0].de == "Who takes part in {region}?"


def test_purpose_and_length_may_lack() -> None:
    text = SMALL.replace('purpose = { de = "Wer mitmacht.", en = "Who takes part." }\nwords = [50, 100]\n', "")
    section = parse_outline(text, "small.toml").sections[0]
    assert (section.purpose, section.words) == (None, None)


@pytest.mark.parametrize(
    ("today", "expired"),
    [(date(2027, 12, 30), False), (date(2027, 12, 31), False), (date(2028, 1, 1), True)],
)
def test_an_outline_holds_to_its_last_day(today: date, expired: bool) -> None:
    assert parse_outline(SMALL, "small.toml").expired(today) is expired


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("{partners}", "{friends}", "sentences, 1. Eintrag: diese Angabe hat das Profil nicht: friends"),
        ("{region}", "{planet}", "searches, 1. Eintrag: diese Angabe hat das Profil nicht: planet"),
        ('en = "Partners: {partners}."', 'en = "Partners in {region}."', "1. Eintrag: die Angaben in Klammern sind"),
        ('en = "Who takes part."', 'en = "Who {name} is."', "purpose: die Angaben in Klammern sind auf Deutsch und"),
        ("{partners}", "{partners:>999999999}", "nur der Name einer Angabe"),
        ("{partners}", "{partners.__class__}", "diese Angabe hat das Profil nicht: partners.__class__"),
        ('"2027-12-31"', '"31.12.2027"', "valid_until: erwartet wird ein Tag wie 2027-12-31"),
        ('"2027-12-31"', '"2027-02-30"', "valid_until: erwartet wird ein Tag wie 2027-12-31"),
        ('id = "partners"', 'id = "Our partners"', "Abschnitt 1 (Our partners), id: erlaubt sind Kleinbuchstaben"),
        ('en = "Partners" ', 'en = "" ', "title, en: die Angabe ist leer"),
        ('questions = [{ de = "Wer macht mit?", en = "Who takes part?" }]', "questions = []", "die Liste ist leer"),
        ("words = [50, 100]", "words = [50, 100]\ncolour = 3", "colour: dieses Feld gibt es nicht"),
        ("words = [50, 100]", 'words = [50, 100]\ntables = ["moons"]', "tables, 1. Eintrag: möglich sind: 'finance'"),
        ("words = [50, 100]", 'words = [50, 100]\nchapters = ["moons"]', "(partners), chapters: dieses Kapitel hat"),
        ("words = [50, 100]", 'words = [50, 100]\npoints = ["c99"]', "(partners), points: diesen Punkt hat"),
        ("words = [50, 100]", "words = [100, 50]", "words: erwartet werden zwei Zahlen, die kleinere zuerst"),
        ("{partners}", "{partners", "eine geschweifte Klammer hat kein Gegenstück: „Partner: {partners.“"),
        ("words = [50, 100]", 'words = "some"', "words: erwartet wird eine Liste"),
        ('id = "small"', "id = small", "small.toml, Zeile 2 (id = small): der Wert ist nicht lesbar"),
        ('id = "small"', 'id = "small', "Zeile 2 (id = \"small): ein Text endet nicht mit einem Anführungszeichen"),
        ('id = "small"', 'id = "small"\nid = "big"', "Zeile 3 (id = \"big\"): diese Angabe gibt es schon"),
        ('id = "small"', 'id "small"', "Zeile 2 (id \"small\"): erwartet wird eine Zeile wie"),
        ("searches = [{", "searches = [[{", "am Ende der Datei: Die letzte Angabe ist nicht vollständig"),
    ],
)  # fmt: skip
def test_a_wrong_outline_is_refused_and_the_fault_named(right: str, wrong: str, named: str) -> None:
    assert right in SMALL
    with pytest.raises(BadOutline) as refused:
        parse_outline(SMALL.replace(right, wrong), "small.toml")
    assert refused.value.message.de.startswith("small.toml")
    assert named in refused.value.message.de


def test_two_sections_of_one_id_are_refused_by_name() -> None:
    section = SMALL[SMALL.index("[[sections]]") :]
    with pytest.raises(BadOutline, match=r"^small.toml: several sections have the same id: partners \(1, 2\)\.$"):
        parse_outline(SMALL + section, "small.toml")


def test_the_limit_that_is_named_is_the_one_that_holds() -> None:
    section = SMALL[SMALL.index("[[sections]]") :]
    with pytest.raises(BadOutline, match="sections: at most 60 entries are possible"):
        parse_outline(SMALL + 60 * section, "small.toml")


def test_a_fault_in_an_entry_does_not_make_its_list_an_empty_one() -> None:
    with pytest.raises(BadOutline) as refused:
        parse_outline(SMALL.replace("{partners}", "{friends}"), "small.toml")
    assert "empty" not in refused.value.message.en


def test_a_day_may_stand_without_quotation_marks() -> None:
    assert parse_outline(SMALL.replace('"2027-12-31"', "2027-12-31"), "small.toml").valid_until == "2027-12-31"


def test_an_outline_without_sections_is_refused() -> None:
    with pytest.raises(BadOutline, match="sections: it is missing"):
        parse_outline(SMALL[: SMALL.index("[[sections]]")], "small.toml")


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scan.toml").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "long.toml").write_text("#" * 1_000_001)
    for name, said in (("none", "cannot be read"), ("scan.toml", "cannot be read"), ("long.toml", "is too large")):
        with pytest.raises(BadOutline, match=f"{name} {said}"):
            read_outline_text(tmp_path / name)
