"""The shipped outline of a strategy is whole and in order."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import get_args

from assistant.studio.facts import FACTS
from assistant.studio.outline import TableName, load_outline, placeholders

CHAPTERS = {
    *("needs", "kick_off", "finance", "analyses", "governance", "databases", "workshops", "services", "staff"),
    *("partners", "cooperation", "projects", "ipr", "communication", "monitoring"),
}


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
        if text
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
    literature = [[one for one in section.searches if one.kinds != ("own_material",)] for section in sections]
    assert {len(searches) for searches in literature} <= {3, 4, 5}
    assert [section.id for section in sections if not section.example] == []


def test_no_search_is_introduced_or_made_twice() -> None:
    searches = [search for section in load_outline().sections for search in section.searches]
    assert _twice(search.query for search in searches) == set()
    assert _twice(search.lead.de for search in searches) == set()


def test_every_lead_ends_in_a_colon() -> None:
    leads = [search.lead for section in load_outline().sections for search in section.searches]
    assert [lead for lead in leads if not (lead.de.endswith(":") and lead.en.endswith(":"))] == []


def test_sections_have_a_typical_length_from_less_to_more() -> None:
    lengths = [section.words or (0, 0) for section in load_outline().sections]
    assert [words for words in lengths if not 0 < words[0] < words[1]] == []


def test_every_section_says_what_it_is_for() -> None:
    assert [section.id for section in load_outline().sections if section.purpose is None] == []


def _twice(items: Iterable[str]) -> set[str]:
    return {item for item, count in Counter(items).items() if count > 1}
