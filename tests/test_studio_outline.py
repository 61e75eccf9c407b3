"""The outline of a strategy: the shipped one is whole and in order; a wrong one is refused and told what is wrong."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from assistant.studio.facts import FACTS
from assistant.studio.outline import Outline, TableName, load_outline, placeholders, read_outline

CHAPTERS = {
    *("needs", "kick_off", "finance", "analyses", "governance", "databases", "workshops", "services", "staff"),
    *("partners", "cooperation", "projects", "ipr", "communication", "monitoring"),
}
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


def test_the_shipped_outline_holds_the_ten_elements_of_the_guideline_in_order() -> None:
    outline = load_outline()
    assert outline.id == "guideline"
    assert [section.id for section in outline.sections] == [
        *("summary", "finance", "vision", "target_group", "partners"),
        *("projects", "priorities", "work_plan", "communication", "indicators"),
    ]


def test_the_shipped_outline_names_its_source_and_its_scope() -> None:
    outline = load_outline()
    assert outline.source == "Söllner/Wiese/Wiesner (2018), Kap. 8"
    assert outline.scope is not None
    assert "BMBF" in outline.scope.de


def test_the_shipped_outline_never_expires() -> None:
    assert not load_outline().expired(date(2100, 1, 1))


def test_every_chapter_of_the_catalogue_feeds_a_section() -> None:
    assert {chapter for section in load_outline().sections for chapter in section.chapters} == CHAPTERS


def test_no_chapter_feeds_two_sections() -> None:
    assert _twice(chapter for section in load_outline().sections for chapter in section.chapters) == set()


def test_every_table_of_the_profile_stands_in_one_section() -> None:
    tables = [table for section in load_outline().sections for table in section.tables]
    assert sorted(tables) == sorted(get_args(TableName))


def test_every_fact_named_in_a_sentence_or_a_search_exists() -> None:
    sections = load_outline().sections
    named = {name for section in sections for sentence in section.sentences for name in sentence.needs}
    searched = {name for section in sections for one in section.searches for name in placeholders(one.query)}
    assert {"goals", "partners"} <= named
    assert (named | searched) - FACTS == set()


def test_texts_other_than_sentences_name_no_facts() -> None:
    texts = [
        text
        for section in load_outline().sections
        for text in (section.title, section.purpose, *section.questions, *section.proposals)
    ]
    assert {name for text in texts for name in placeholders(text.de)} == set()


def test_every_sentence_is_made_of_facts() -> None:
    sections = load_outline().sections
    assert [one.de for section in sections for one in section.sentences if not one.needs] == []


def test_every_section_asks_for_what_it_cannot_do_without() -> None:
    sections = load_outline().sections
    assert [one.id for one in sections if not any(sentence.missing for sentence in one.sentences)] == []


def test_no_open_point_occurs_twice() -> None:
    points = [one.missing for section in load_outline().sections for one in section.sentences if one.missing]
    assert _twice(point.de for point in points) == set()
    assert _twice(point.en for point in points) == set()


def test_no_fact_is_asked_for_in_two_sentences() -> None:
    sections = load_outline().sections
    assert (
        _twice(name for section in sections for one in section.sentences if one.missing for name in one.needs) == set()
    )


def test_every_section_has_three_to_five_searches_and_an_example() -> None:
    sections = load_outline().sections
    assert {len(section.searches) for section in sections} <= {3, 4, 5}
    assert [section.id for section in sections if not section.example] == []


def test_no_search_is_introduced_or_made_twice() -> None:
    searches = [search for section in load_outline().sections for search in section.searches]
    assert _twice(search.query for search in searches) == set()
    assert _twice(search.lead.de for search in searches) == set()


def test_every_lead_ends_in_a_colon() -> None:
    leads = [search.lead for section in load_outline().sections for search in section.searches]
    assert [lead for lead in leads if not (lead.de.endswith(":") and lead.en.endswith(":"))] == []


def test_sections_have_a_typical_length_from_less_to_more() -> None:
    assert [section.id for section in load_outline().sections if not 0 < section.words[0] < section.words[1]] == []


def test_an_outline_of_ones_own_can_be_read(tmp_path: Path) -> None:
    outline = _read(tmp_path, SMALL)
    assert outline.sections[0].sentences[0].needs == {"partners"}
    assert outline.sections[0].title.of("en") == "Partners"


@pytest.mark.parametrize(
    ("today", "expired"),
    [(date(2027, 12, 30), False), (date(2027, 12, 31), False), (date(2028, 1, 1), True)],
)
def test_an_outline_holds_to_its_last_day(tmp_path: Path, today: date, expired: bool) -> None:
    assert _read(tmp_path, SMALL).expired(today) is expired


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("{partners}", "{friends}", "no such fact of a profile: friends"),
        ("{region}", "{planet}", "no such fact of a profile: planet"),
        ('en = "Partners: {partners}."', 'en = "Partners in {region}."', "placeholders differ"),
        ('en = "Who takes part."', 'en = "Who {name} is."', "placeholders differ"),
        ('"2027-12-31"', '"31.12.2027"', "valid_until"),
        ('id = "partners"', 'id = "Our partners"', r"sections\.0\.id"),
        ('en = "Partners" ', 'en = "" ', r"title\.en"),
        ('questions = [{ de = "Wer macht mit?", en = "Who takes part?" }]', "questions = []", "questions"),
        ("words = [50, 100]", "words = [50, 100]\ncolour = 3", "colour"),
        ("words = [50, 100]", 'words = [50, 100]\ntables = ["moons"]', "tables"),
    ],
)
def test_a_wrong_outline_is_refused_and_the_fault_named(tmp_path: Path, right: str, wrong: str, named: str) -> None:
    assert right in SMALL
    with pytest.raises(ValueError, match=named):
        _read(tmp_path, SMALL.replace(right, wrong))


def test_two_sections_of_one_id_are_refused_by_name(tmp_path: Path) -> None:
    section = SMALL[SMALL.index("[[sections]]") :]
    with pytest.raises(ValueError, match="sections of the same id: partners"):
        _read(tmp_path, SMALL + section)


def test_an_outline_without_sections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sections"):
        _read(tmp_path, SMALL[: SMALL.index("[[sections]]")])


def _read(folder: Path, text: str) -> Outline:
    path = folder / "outline.toml"
    path.write_text(text, encoding="utf-8")
    return read_outline(path)


def _twice(items: Iterable[str]) -> set[str]:
    return {item for item, count in Counter(items).items() if count > 1}
