"""Sections as JSON and back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.studio.records import PART_KINDS, Bar, Gantt, Paragraph, Quote, Section, Table
from assistant.workspace.errors import DamagedText
from assistant.workspace.serial import section_json, section_of
from ingest.clean import drop_invisible
from ingest.records import SOURCE_KINDS, SourceDetails

_WORDS = st.text(st.characters(), max_size=12).map(drop_invisible)  # any character that can be seen, line ends too
_LINES = st.lists(_WORDS, max_size=3).map(tuple)
_KINDS = st.sampled_from(PART_KINDS)
_DETAILS = st.builds(
    SourceDetails,
    title=_WORDS,
    authors=_LINES,
    year=st.none() | st.integers(1900, 2100),
    kind=st.none() | st.sampled_from(SOURCE_KINDS),
)
_QUOTES = st.builds(
    Quote, _WORDS, _DETAILS, _WORDS, _WORDS, st.integers(), st.integers(), st.none() | st.integers(), _WORDS, _LINES
)
_TABLES = st.builds(
    Table, _WORDS, _LINES, st.lists(_LINES, max_size=3).map(tuple), _LINES, st.just((0, 2)) | st.just(()), _KINDS
)
_GANTTS = st.builds(Gantt, _WORDS, st.lists(st.builds(Bar, _WORDS, _WORDS, _WORDS, _WORDS)).map(tuple), _KINDS)
_PARTS = st.builds(Paragraph, _KINDS, _WORDS) | _TABLES | _GANTTS
_SECTIONS = st.builds(
    Section, _WORDS, _WORDS, st.lists(_PARTS, max_size=4).map(tuple), st.lists(_QUOTES, max_size=3).map(tuple)
)

_SECTION = Section(
    "goals",
    "Ziele",
    (Paragraph("own", "Wir wollen nach Japan."), Table("Mittel", ("Jahr",), (("2027",),)), Gantt("Plan", ())),
    (Quote("s1", SourceDetails("Leitfaden"), "leitfaden.pdf", "Ziele sind zu nennen.", 10, 31),),
)


@settings(deadline=None)
@given(_SECTIONS)
def test_a_section_comes_back_the_same(section: Section) -> None:
    assert section_of(section_json(section)) == section


@given(_SECTIONS)
def test_a_section_that_came_back_is_written_the_same(section: Section) -> None:
    assert section_json(section_of(section_json(section))) == section_json(section)


def test_what_cannot_be_seen_does_not_come_back() -> None:
    dirty = Section("goals", "Zi\ud800ele", (Paragraph("own", "Nach\x00 Japan\u202e.\nSofort."),))
    assert section_of(section_json(dirty)) == Section("goals", "Ziele", (Paragraph("own", "Nach Japan.\nSofort."),))


def test_a_paragraph_and_a_section_look_like_this() -> None:
    text = section_json(Section("goals", "Ziele", (Paragraph("open", "Wer?"),)))
    assert text == (
        '{"id":"goals","title":"Ziele","parts":[{"part":"paragraph","kind":"open","text":"Wer?"}],"quotes":[]}'
    )


def test_a_field_that_has_a_default_may_be_missing() -> None:
    assert section_of('{"id":"goals","title":"Ziele","parts":[]}') == Section("goals", "Ziele", ())


def _unknown_part(data: dict[str, Any]) -> None:
    data["parts"][0]["part"] = "picture"


def _part_without_its_name(data: dict[str, Any]) -> None:
    del data["parts"][1]["part"]


def _unknown_kind(data: dict[str, Any]) -> None:
    data["parts"][0]["kind"] = "guess"


def _unknown_field(data: dict[str, Any]) -> None:
    data["quotes"][0]["colour"] = "red"


def _missing_field(data: dict[str, Any]) -> None:
    del data["quotes"][0]["file_name"]


def _number_for_text(data: dict[str, Any]) -> None:
    data["title"] = 7


def _truth_for_a_number(data: dict[str, Any]) -> None:
    data["quotes"][0]["start"] = True


def _text_for_a_list(data: dict[str, Any]) -> None:
    data["parts"][1]["head"] = "Jahr"


def _list_for_a_record(data: dict[str, Any]) -> None:
    data["quotes"][0]["details"] = ["Leitfaden"]


def _nothing_for_text(data: dict[str, Any]) -> None:
    data["parts"][0]["text"] = None


@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (_unknown_part, "Section.parts[0]"),
        (_part_without_its_name, "Section.parts[1]"),
        (_unknown_kind, "Section.parts[0].kind"),
        (_unknown_field, "Section.quotes[0]"),
        (_missing_field, "Section.quotes[0]"),
        (_number_for_text, "Section.title"),
        (_truth_for_a_number, "Section.quotes[0].start"),
        (_text_for_a_list, "Section.parts[1].head"),
        (_list_for_a_record, "Section.quotes[0].details"),
        (_nothing_for_text, "Section.parts[0].text"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_with_its_place(
    damage: Callable[[dict[str, Any]], None], place: str
) -> None:
    data = json.loads(section_json(_SECTION))
    damage(data)
    with pytest.raises(DamagedText) as refused:
        section_of(json.dumps(data))
    assert f"({place}: " in refused.value.message.en


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"goals"', "[" * 100_000])
def test_what_is_no_section_at_all_is_refused(text: str) -> None:
    with pytest.raises(DamagedText):
        section_of(text)
