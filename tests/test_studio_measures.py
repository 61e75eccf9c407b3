"""The catalogue of measures, the example profile, and what the reader of a profile says of a faulty one."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.studio.outline import Chapter, Measure, load_chapters, placeholders
from assistant.studio.profile import Profile
from assistant.studio.profile_file import BadProfile, parse_profile, profile_yaml, read_profile
from assistant.wording import PROMPTS

CHAPTERS = [
    "needs",
    "kick_off",
    "finance",
    "analyses",
    "governance",
    "databases",
    "workshops",
    "services",
    "staff",
    "partners",
    "cooperation",
    "projects",
    "ipr",
    "communication",
    "monitoring",
]
EXAMPLE = PROMPTS / "beispielprofil.yaml"


def all_measures() -> list[Measure]:
    return [measure for chapter in load_chapters().values() for measure in chapter.measures]


def a_measure(**changes: object) -> dict[str, object]:
    text = {"de": "Die Geschäftsstelle ruft an.", "en": "The office calls."}
    return {"id": "calls", "title": {"de": "Anrufen", "en": "Call"}, "text": text} | changes


def message_of(yaml: str) -> tuple[str, str]:
    """Return what is said of a faulty profile, in German and in English."""
    with pytest.raises(BadProfile) as caught:
        parse_profile(yaml, "profil.yaml")
    return caught.value.message.de, caught.value.message.en


@pytest.fixture
def example() -> Profile:
    return read_profile(EXAMPLE)


# The catalogue


def test_the_catalogue_has_fifteen_chapters_in_the_order_of_the_guideline() -> None:
    assert list(load_chapters()) == CHAPTERS


def test_every_chapter_has_three_to_six_measures() -> None:
    for chapter in load_chapters().values():
        assert 3 <= len(chapter.measures) <= 6, chapter.id


def test_the_id_of_a_measure_occurs_once_in_the_whole_catalogue() -> None:
    ids = [measure.id for measure in all_measures()]
    assert sorted(ids) == sorted(set(ids))
    assert not set(ids) & set(CHAPTERS)


def test_every_chapter_names_its_place_in_the_guideline() -> None:
    for chapter in load_chapters().values():
        assert chapter.source.startswith("Söllner/Wiese/Wiesner (2018), Kap. "), chapter.id


def test_titles_and_texts_are_written_in_both_languages_and_name_the_same_facts() -> None:
    for measure in all_measures():
        for wording in (measure.title, measure.text):
            assert wording.de != wording.en, measure.id
            assert placeholders(wording.de) == placeholders(wording.en), measure.id


def test_no_measure_needs_a_fact_so_that_none_is_left_out_of_a_draft_for_want_of_one() -> None:
    assert [one.id for one in all_measures() if placeholders(one.text.de)] == []


def test_a_text_is_one_or_two_whole_sentences_and_a_title_is_none() -> None:
    for measure in all_measures():
        for text in (measure.text.de, measure.text.en):
            assert text.endswith("."), measure.id
            assert 1 <= text.count(". ") + 1 <= 2, measure.id
        assert not measure.title.de.endswith("."), measure.id
        assert len(measure.title.de) <= 60, measure.id


def test_no_two_measures_have_the_same_title_or_text() -> None:
    for language in ("de", "en"):
        for texts in (
            [one.title.of(language) for one in all_measures()],
            [one.text.of(language) for one in all_measures()],
        ):
            assert len(texts) == len(set(texts))


def test_every_measure_asks_the_library_for_its_reason() -> None:
    for measure in all_measures():
        assert measure.query.endswith("?"), measure.id
        assert not placeholders(measure.query), measure.id


def test_a_measure_that_names_an_unknown_fact_is_refused() -> None:
    text = {"de": "Ziel: {gaols}.", "en": "Goal: {gaols}."}
    with pytest.raises(ValidationError, match="unknown_fact: gaols"):
        Measure.model_validate(a_measure(text=text))


def test_a_measure_whose_languages_name_different_facts_is_refused() -> None:
    text = {"de": "Ziele: {goals}.", "en": "Risks: {risks}."}
    with pytest.raises(ValidationError, match=r"placeholders_differ"):
        Measure.model_validate(a_measure(text=text))


def test_a_measure_without_english_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"title\.en\n +Field required"):
        Measure.model_validate(a_measure(title={"de": "Anrufen"}))


@pytest.mark.parametrize("wrong", ["Anruf", "two words", "ruf-an", "1st", ""])
def test_an_id_that_is_not_a_plain_lower_case_word_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match=r"id\n +String should match pattern"):
        Measure.model_validate(a_measure(id=wrong))


def test_a_misspelt_field_of_a_measure_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"querry\n +Extra inputs are not permitted"):
        Measure.model_validate(a_measure(querry="Warum?"))


def test_a_chapter_without_measures_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"measures\n +Tuple should have at least 1 item"):
        Chapter.model_validate({"id": "needs", "title": {"de": "Bedarf", "en": "Needs"}, "measures": []})


# The example profile


def test_the_example_says_first_that_all_of_it_is_invented() -> None:
    first = EXAMPLE.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#")
    assert "frei erfunden" in first


def test_the_example_fills_every_field_and_explains_each_in_a_comment(example: Profile) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for name in Profile.model_fields:
        assert getattr(example, name), name
        place = next(number for number, line in enumerate(lines) if line.startswith(f"{name}:"))
        assert lines[place - 1].startswith("# "), name


def test_the_example_is_none_of_the_invented_strategies(example: Profile) -> None:
    strategies = (PROMPTS.parent / "corpus" / "files").glob("beispielstrategie-*.md")
    told = " ".join(path.read_text(encoding="utf-8") for path in strategies)
    assert told
    names = [example.name, example.region, *(one.name for one in example.partners + example.management)]
    assert [name for name in names if name in told] == []


def test_the_measures_of_the_example_are_in_the_catalogue_and_from_many_chapters(example: Profile) -> None:
    chapter_of = {measure.id: chapter.id for chapter in load_chapters().values() for measure in chapter.measures}
    assert 10 <= len(example.measures) <= 15
    assert len(set(example.measures)) == len(example.measures)
    assert len({chapter_of[measure] for measure in example.measures}) >= 8


def test_the_milestones_and_due_months_of_the_example_lie_within_its_horizon(example: Profile) -> None:
    assert example.horizon
    months = [month for one in example.milestones for month in (one.start, one.end)]
    for month in months + [one.due for one in example.indicators]:
        assert example.horizon.start <= int(month[:4]) <= example.horizon.end


def test_the_projects_of_the_example_are_with_its_partners_in_its_target_countries(example: Profile) -> None:
    assert {one.partner for one in example.projects} == {one.name for one in example.partners}
    assert {one.country for one in example.partners} == set(example.target_countries)


def test_every_goal_of_the_example_has_an_indicator_and_every_indicator_a_goal(example: Profile) -> None:
    assert {one.goal for one in example.indicators} == {one.text for one in example.goals}


def test_the_indicators_and_risks_of_the_example_are_complete(example: Profile) -> None:
    for one in example.indicators:
        assert all(one.model_dump().values()), one.name
    assert all(one.response for one in example.risks)


def test_the_milestones_of_the_example_cost_no_more_than_its_budget(example: Profile) -> None:
    costs = [one.cost for one in example.milestones if one.cost is not None]
    assert sum(costs) == 220_000
    assert sum(one.amount for one in example.budget) == 355_000


def test_every_item_of_the_example_budget_has_a_source_and_a_year_of_the_horizon(example: Profile) -> None:
    assert example.horizon
    for one in example.budget:
        assert one.source, one.item
        assert one.year in range(example.horizon.start, example.horizon.end + 1), one.item


def test_those_in_charge_in_the_example_belong_to_its_management(example: Profile) -> None:
    team = {one.name for one in example.management}
    assert {one.responsible for one in example.milestones + example.indicators} <= team


def test_no_more_members_answered_the_survey_of_the_example_than_there_are(example: Profile) -> None:
    assert example.needs.participants is not None
    assert 0 < example.needs.participants <= sum(one.count for one in example.members)


def test_no_text_of_the_example_ends_in_a_full_stop(example: Profile) -> None:
    assert [text for text in texts_in(example.model_dump()) if text.endswith(".")] == []


def texts_in(data: object) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts_in(value)]
    if isinstance(data, list | tuple):
        return [text for value in data for text in texts_in(value)]
    return [data] if isinstance(data, str) else []


def test_the_example_written_as_yaml_is_read_back_the_same(example: Profile) -> None:
    assert parse_profile(profile_yaml(example), "x") == example


@pytest.mark.parametrize(
    "text", ["2027-03-01", "12:30", "ja", "NO", "# eins", "a: b", "„zwei“\ndrei", "- 4", "null", "{x}"]
)
def test_a_text_that_yaml_could_take_for_something_else_is_read_back_the_same(text: str) -> None:
    profile = Profile(name=text, priorities=(text,))
    assert parse_profile(profile_yaml(profile), "x") == profile


# Reading a profile


@pytest.mark.parametrize("nothing", ["", "\n\n", "# nur ein Kommentar\n", "vision:\ngoals:\n- \n"])
def test_an_empty_file_is_the_empty_profile(nothing: str) -> None:
    assert parse_profile(nothing, "x") == Profile()


def test_an_empty_profile_is_written_and_read_back_empty() -> None:
    assert parse_profile(profile_yaml(Profile()), "x") == Profile()


@pytest.mark.parametrize(
    ("yaml", "german", "english"),
    [
        pytest.param(
            "sektor: Optik", "sektor: dieses Feld gibt es nicht", "sektor: there is no such field", id="unknown"
        ),
        pytest.param(
            "goals:\n- text: a\n- text: b\n  gruppe: market",
            "goals, 2. Eintrag, gruppe: dieses Feld gibt es nicht",
            "goals, entry 2, gruppe: there is no such field",
            id="unknown-inside",
        ),
        pytest.param(
            "budget:\n- item: Messe\n  amount: viel",
            "budget, 1. Eintrag, amount: erwartet wird eine Zahl im üblichen Bereich",
            "budget, entry 1, amount: a number in the usual range is expected",
            id="text-for-number",
        ),
        pytest.param(
            "budget:\n- item: Messe\n  amount: -1",
            "budget, 1. Eintrag, amount: erwartet wird eine Zahl im üblichen Bereich",
            "budget, entry 1, amount: a number in the usual range is expected",
            id="negative",
        ),
        pytest.param(
            "budget:\n- item: Messe\n  amount: .inf",
            "budget, 1. Eintrag, amount: erwartet wird eine Zahl im üblichen Bereich",
            "budget, entry 1, amount: a number in the usual range is expected",
            id="infinite",
        ),
        pytest.param(
            "needs:\n  participants: 3.5",
            "needs, participants: erwartet wird eine Zahl im üblichen Bereich",
            "needs, participants: a number in the usual range is expected",
            id="broken-number",
        ),
        pytest.param(
            "members:\n- type: KMU\n  count: 2\n  sme: 3",
            "members, 1. Eintrag: mehr KMU als Mitglieder",
            "members, entry 1: more SMEs than members",
            id="sme-above-count",
        ),
        pytest.param(
            "milestones:\n- title: Auftakt\n  start: 2027-05\n  end: 2027-04",
            "milestones, 1. Eintrag: das Ende liegt vor dem Anfang",
            "milestones, entry 1: the end is before the start",
            id="ends-before-start",
        ),
        pytest.param(
            "horizon:\n  start: 2029\n  end: 2027",
            "horizon: das Ende liegt vor dem Anfang",
            "horizon: the end is before the start",
            id="horizon-backwards",
        ),
        pytest.param(
            "milestones:\n- title: Auftakt\n  start: 3/2027\n  end: 2027-04",
            "milestones, 1. Eintrag, start: erwartet wird ein Monat wie 2027-03",
            "milestones, entry 1, start: a month such as 2027-03 is expected",
            id="month-written-wrong",
        ),
        pytest.param(
            "milestones:\n- title: Auftakt\n  start: 2027-13\n  end: 2028-04",
            "milestones, 1. Eintrag, start: erwartet wird ein Monat wie 2027-03",
            "milestones, entry 1, start: a month such as 2027-03 is expected",
            id="no-such-month",
        ),
        pytest.param(
            "milestones:\n- title: Auftakt\n  start: 2027-03-01\n  end: 2027-04",
            "milestones, 1. Eintrag, start: erwartet wird ein Monat wie 2027-03",
            "milestones, entry 1, start: a month such as 2027-03 is expected",
            id="day-for-month",
        ),
        pytest.param(
            "milestones:\n- title: Auftakt\n  start: 2027-03",
            "milestones, 1. Eintrag, end: die Angabe fehlt",
            "milestones, entry 1, end: it is missing",
            id="missing",
        ),
        pytest.param(
            "goals:\n- text: '  '",
            "goals, 1. Eintrag, text: die Angabe ist leer",
            "goals, entry 1, text: it is empty",
            id="blank",
        ),
        pytest.param(
            "target_countries: Finnland",
            "target_countries: erwartet wird eine Liste",
            "target_countries: a list is expected",
            id="text-for-list",
        ),
        pytest.param(
            "partners:\n- Kaarna",
            "partners, 1. Eintrag: erwartet werden Unterfelder",
            "partners, entry 1: subfields are expected",
            id="text-for-fields",
        ),
        pytest.param("name: [a]", "name: erwartet wird Text", "name: text is expected", id="list-for-text"),
        pytest.param(f"name: {'x' * 2001}", "höchstens 2000 Zeichen", "at most 2000 characters", id="too-long"),
        pytest.param(f"channels: [{'x,' * 201}]", "höchstens 200 Einträge", "at most 200 entries", id="too-many"),
    ],
)
def test_a_fault_is_named_with_its_field_in_both_languages(yaml: str, german: str, english: str) -> None:
    in_german, in_english = message_of(yaml)
    assert in_german.startswith("profil.yaml: ")
    assert german in in_german
    assert english in in_english


def test_all_faults_are_named_at_once() -> None:
    german, english = message_of("sektor: Optik\nname: [a]")
    assert german == "profil.yaml: name: erwartet wird Text; sektor: dieses Feld gibt es nicht."
    assert english == "profil.yaml: name: text is expected; sektor: there is no such field."


def test_a_wrong_group_is_answered_with_those_that_there_are() -> None:
    german, english = message_of("goals:\n- text: a\n  group: Markt")
    assert "goals, 1. Eintrag, group: möglich sind: 'networking'" in german
    assert "goals, entry 1, group: possible are: 'networking'" in english


def test_of_a_wrong_due_month_the_field_is_named() -> None:
    german, english = message_of("indicators:\n- name: a\n  due: 3/2027")
    assert "indicators, 1. Eintrag, due" in german
    assert "erwartet wird ein Monat wie 2027-03" in german
    assert "a month such as 2027-03 is expected" in english


def test_of_what_is_no_yaml_the_line_is_named() -> None:
    german, english = message_of("name: StromTakt\nregion: 'Silbergrund\n")
    assert german == "profil.yaml ist kein gültiges YAML (Zeile 3)."
    assert english == "profil.yaml is no valid YAML (line 3)."


def test_a_yaml_tag_makes_no_object() -> None:
    german, _ = message_of("name: a\nregion: !!python/object/apply:os.getcwd []\n")
    assert german == "profil.yaml: region: erwartet wird Text."


@pytest.mark.parametrize("text", ["- a\n- b", "Nur ein Satz", "12", "false"])
def test_what_is_no_mapping_is_no_profile(text: str) -> None:
    assert message_of(text) == ("profil.yaml ist kein Profil.", "profil.yaml is no profile.")


def test_a_date_that_yaml_recognises_stays_as_it_was_written() -> None:
    profile = parse_profile("needs:\n  date: 2026-09-14\nchannels:\n- 2027-03-01\n", "x")
    assert profile.needs.date == "2026-09-14"
    assert profile.channels == ("2027-03-01",)


def test_a_month_needs_no_quotation_marks() -> None:
    (milestone,) = parse_profile("milestones:\n- {title: Auftakt, start: 2027-03, end: 2027-03}", "x").milestones
    assert (milestone.start, milestone.end) == ("2027-03", "2027-03")


def test_blanks_around_a_text_are_dropped() -> None:
    assert parse_profile("name: '  StromTakt '", "x").name == "StromTakt"


def test_a_file_of_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "alt.yaml"
    path.write_bytes("name: Stärke".encode("latin-1"))
    with pytest.raises(BadProfile) as caught:
        read_profile(path)
    assert caught.value.message.de == "alt.yaml ist nicht lesbar."
    assert "UTF-8" in caught.value.hint.en


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"fehlt\.yaml does not exist"):
        read_profile(tmp_path / "fehlt.yaml")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: StromTakt\r\n")
    assert read_profile(path).name == "StromTakt"
