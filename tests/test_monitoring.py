"""Monitoring: the catalogue, plans, lights, gaps, days that are due. The plan is that of an invented cluster."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.instruments.catalogue_file import BadCatalogue
from assistant.instruments.record_file import BadInstrumentFile
from assistant.instruments.typed import BadEntry, day_text, figure_text, read_day
from assistant.monitoring.catalogue import load_catalogue, read_catalogue
from assistant.monitoring.figures import signed_number
from assistant.monitoring.form import (
    FIELDS,
    indicator_values,
    milestone_lines,
    with_goal_lines,
    with_indicator,
    with_measured,
    with_milestone_lines,
    with_own_indicator,
    without_checkin,
    without_indicator,
)
from assistant.monitoring.gaps import gaps
from assistant.monitoring.lights import expected_value, judge
from assistant.monitoring.plan_file import plan_bytes, read_plan
from assistant.monitoring.planning import changed, plan_of_profile, with_checkin, with_templates
from assistant.monitoring.records import CheckIn, Goal, Indicator, Milestone, MonitoringPlan
from assistant.monitoring.schedule import due_checkins, months_later, next_checkin, step_state
from assistant.studio import profile as studio
from assistant.studio.profile import Profile
from ingest.records import Language

TODAY = date(2027, 7, 1)
# From 10 on 1 January 2027 to 20 on 31 December 2027: a step of 10 within 364 days.
STEADY = Indicator(
    id="firms",
    title="Firmen mit Geschäft im Zielland",
    unit="Firmen",
    baseline=10,
    baseline_day="2027-01-01",
    target=20,
    target_day="2027-12-31",
    goals=("g01",),
    responsible="Ada Lindqvist",
    every=3,
    tolerance=10,
)
GOAL = Goal(id="g01", title="Zugang zu Märkten")


def plan_with(indicator: Indicator = STEADY, *figures: tuple[str, float]) -> MonitoringPlan:
    """Return a plan of one indicator with these figures by day."""
    checkins = tuple(CheckIn(indicator=indicator.id, day=day, value=value) for day, value in figures)
    return MonitoringPlan(title="Plan", goals=(GOAL,), indicators=(indicator,), checkins=checkins)


def altered(**fields: object) -> Indicator:
    """Return the steady indicator with other fields."""
    return Indicator.model_validate({**dict(STEADY), **fields})


def test_the_catalogue_holds_the_groups_of_chapter_seven_with_their_origin() -> None:
    entries = load_catalogue().indicators
    assert len(entries) == 30
    assert {one.group for one in entries} == {
        "progress", "counts", "growth", "portfolio", "sme_share", "systems", "fund",
    }  # fmt: skip
    assert {(one.origin.author, one.origin.year, one.origin.chapter) for one in entries} == {
        ("Söllner/Wiese/Wiesner", 2018, "7")
    }


def test_a_template_brings_neither_baseline_nor_target() -> None:
    plan = with_templates(MonitoringPlan(title="Plan"), load_catalogue().indicators, "en")
    assert len(plan.indicators) == 30
    assert {(one.baseline, one.target, one.baseline_day, one.target_day) for one in plan.indicators} == {
        (None, None, "", "")
    }
    assert plan.indicator("jobs").title == "Jobs with the actors involved"


def test_a_template_is_added_once_and_never_takes_an_id_that_is_there() -> None:
    jobs = load_catalogue().template("jobs")
    own = Indicator(id="jobs", title="Stellen der Geschäftsstelle")
    plan = with_templates(MonitoringPlan(title="Plan", indicators=(own,)), [jobs, jobs], "de")
    assert [one.id for one in with_templates(plan, [jobs], "de").indicators] == ["jobs", "jobs_2"]


OWN_CATALOGUE = """
[[indicators]]
id = "delegations"
group = "counts"
direction = "down"
title = "Delegationsreisen"
definition = "Reisen mit mindestens drei Mitgliedern."
unit = { de = "Reisen", en = "trips" }
source = "Reiseberichte"
origin = { author = "Cluster Silbergrund", year = 2026 }
"""


def test_a_catalogue_of_ones_own_may_be_written_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "eigene.toml"
    path.write_text(OWN_CATALOGUE, encoding="utf-8")
    (entry,) = read_catalogue(path).indicators
    assert (entry.title.en, entry.unit.en, entry.direction) == ("Delegationsreisen", "trips", "down")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('group = "counts"\n', "", "group"),
        ('id = "delegations"', 'id = "Große Reise"', "Kleinbuchstaben"),
        ("[[indicators]]", "[[indicators", "eigene.toml"),
        ("[[indicators]]", OWN_CATALOGUE + "[[indicators]]", "delegations"),
    ],
)
def test_a_faulty_catalogue_is_told_by_file_and_field(tmp_path: Path, old: str, new: str, named: str) -> None:
    path = tmp_path / "eigene.toml"
    path.write_text(OWN_CATALOGUE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadCatalogue) as caught:
        read_catalogue(path)
    assert named in caught.value.message.de


def test_a_plan_begins_with_what_a_profile_says_and_nothing_else() -> None:
    profile = Profile(
        name="Silbergrund",
        goals=(studio.Goal(text="Zwei Partner"), studio.Goal(text="Mehr Aufträge")),
        indicators=(
            studio.Indicator(name="Verträge", goal="zwei  partner", baseline="0", target="2", due="2028-02"),
            studio.Indicator(name="Klagen", goal="Ruhe", baseline="ca. 12", target="3"),
        ),
        milestones=(studio.Milestone(title="Auftakt", start="2027-01", end="2027-03"),),
    )
    plan = plan_of_profile(profile, "Monitoring", "de")
    contracts, complaints = plan.indicators
    assert [(one.id, one.title) for one in plan.goals] == [("g01", "Zwei Partner"), ("g02", "Mehr Aufträge")]
    assert (contracts.baseline, contracts.target, contracts.target_day) == (0, 2, "2028-02-29")
    assert (contracts.goals, contracts.baseline_day) == (("g01",), "")
    assert (complaints.baseline, complaints.target) == (None, 3)
    assert complaints.note == "Ausgangswert laut Strategie: ca. 12\nZiel laut Strategie: Ruhe"
    assert [(one.title, one.due) for one in plan.milestones] == [("Auftakt", "2027-03-31")]


def test_a_falling_target_of_a_profile_means_that_less_is_better() -> None:
    stated = studio.Indicator(name="Dauer", baseline="12,5", target="8")
    (made,) = plan_of_profile(Profile(indicators=(stated,)), "Plan", "de").indicators
    assert (made.direction, made.baseline) == ("down", 12.5)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"goals": (GOAL, GOAL)}, "id_twice: g01"),
        ({"goals": ()}, "unknown_goal: g01"),
        ({"checkins": (CheckIn(indicator="gone", day="2027-02-01", value=1),)}, "unknown_indicator: gone"),
        (
            {"checkins": (CheckIn(indicator="firms", day="2027-02-01", value=1),) * 2},
            "checkin_twice: firms, 2027-02-01",
        ),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(fields: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        MonitoringPlan.model_validate({**dict(plan_with()), **fields})


@pytest.mark.parametrize("day", ["2027-02-30", "0027-02-01", "31.03.2027", "bald"])
def test_a_day_that_no_calendar_has_is_refused(day: str) -> None:
    with pytest.raises(ValidationError, match="no_day"):
        altered(target_day=day)


def test_a_check_in_of_the_same_day_takes_the_place_of_the_other() -> None:
    plan = with_checkin(plan_with(STEADY, ("2027-05-01", 12)), CheckIn(indicator="firms", day="2027-02-01", value=11))
    plan = with_checkin(plan, CheckIn(indicator="firms", day="2027-05-01", value=13))
    assert [(one.day, one.value) for one in plan.checkins] == [("2027-02-01", 11), ("2027-05-01", 13)]


def test_progress_is_expected_to_be_even() -> None:
    assert expected_value(STEADY, "2026-06-01") == 10
    assert expected_value(STEADY, "2027-07-02") == 15  # day 182 of 364
    assert expected_value(STEADY, "2029-01-01") == 20


# Expected on 2 July: 15. The way is 10 long, so that 1 less is a lag of 10 per cent.
@pytest.mark.parametrize(
    ("value", "light", "lag"),
    [
        (15, "green", 0),
        (14, "green", 10),
        (13.996, "green", 10),  # 10.04 is told as 10, and judged so
        (13.9, "yellow", 11),
        (13, "yellow", 20),
        (12.9, "red", 21),
        (20, "green", 0),
    ],
)
def test_a_light_tells_how_far_a_figure_lags_behind(value: float, light: str, lag: float) -> None:
    judged = judge(plan_with(STEADY, ("2027-07-02", value)), STEADY, date(2027, 7, 2))
    assert (judged.light, judged.lag) == (light, pytest.approx(lag))


def test_where_less_is_better_a_higher_figure_lags_behind() -> None:
    falling = altered(direction="down", baseline=20, target=10)
    lights = [
        judge(plan_with(falling, ("2027-07-02", value)), falling, date(2027, 7, 2)).light for value in (14, 16.5, 18)
    ]
    assert lights == ["green", "yellow", "red"]


def test_a_reason_names_the_figures_as_each_language_writes_them() -> None:
    reason = judge(plan_with(STEADY, ("2027-07-02", 12.5)), STEADY, date(2027, 7, 2)).reason
    assert reason.de == (
        "Letzter Wert 12,5, an diesem Tag erwartet 15; Rückstand 25 %, mehr als das Doppelte der erlaubten 10 %."
    )
    assert "12.5" in reason.en


@pytest.mark.parametrize(
    ("fields", "figures", "words"),
    [
        ({}, [], "noch keinen gemessenen Wert"),
        ({"baseline": None}, [("2027-05-01", 12.0)], "Ausgangswert oder sein Datum fehlt"),
        ({"baseline_day": ""}, [("2027-05-01", 12.0)], "Ausgangswert oder sein Datum fehlt"),
        ({"target": None}, [("2027-05-01", 12.0)], "Zielwert oder Zieldatum fehlt"),
        ({"target_day": ""}, [("2027-05-01", 12.0)], "Zielwert oder Zieldatum fehlt"),
        ({"target_day": "2026-01-01"}, [("2027-05-01", 12.0)], "Zieldatum liegt nicht nach"),
        ({"target": 5}, [("2027-05-01", 12.0)], "schlechter als der Ausgangswert"),
        ({}, [("2027-08-01", 19.0)], "noch keinen gemessenen Wert"),  # dated after today
    ],
)
def test_what_cannot_be_judged_is_grey_and_says_why(
    fields: dict[str, object], figures: list[tuple[str, float]], words: str
) -> None:
    indicator = altered(**fields)
    judged = judge(plan_with(indicator, *figures), indicator, TODAY)
    assert judged.light == "grey"
    assert words in judged.reason.de


def test_a_target_that_is_reached_is_green_even_without_a_baseline() -> None:
    indicator = altered(baseline=None)
    assert judge(plan_with(indicator, ("2027-05-01", 20)), indicator, TODAY).light == "green"


def test_a_level_to_be_held_is_measured_by_itself() -> None:
    level = altered(baseline=100, target=100)
    lights = [judge(plan_with(level, ("2027-05-01", value)), level, TODAY).light for value in (100, 95, 85, 70)]
    assert lights == ["green", "green", "yellow", "red"]
    zero = altered(baseline=0, target=0, direction="down")
    assert judge(plan_with(zero, ("2027-05-01", 1)), zero, TODAY).light == "red"


def test_a_plan_without_anything_says_so() -> None:
    assert [one.kind for one in gaps(MonitoringPlan(title="Plan"), TODAY)] == ["no_goals", "no_indicators"]


def test_every_gap_is_named() -> None:
    bare = Indicator(id="bare", title="Ohne alles")
    turned = altered(id="turned", title="Verdreht", target=5, target_day="2026-12-31", goals=(), responsible="")
    plan = MonitoringPlan(
        title="Plan",
        goals=(GOAL, Goal(id="g02", title="Ruhm")),
        indicators=(STEADY, bare, turned, altered(id="undated", baseline_day="", target_day="")),
        milestones=(
            Milestone(id="m01", title="Auftakt", due="2027-06-30"),
            Milestone(id="m02", title="Irgendwann"),
            Milestone(id="m03", title="Erledigt", due="2027-01-01", done_on="2027-02-01"),
        ),
        checkins=(CheckIn(indicator="firms", day="2027-09-01", value=1),),
    )
    assert [(one.kind, one.about) for one in gaps(plan, TODAY)] == [
        ("goal_unmeasured", "g02"),
        *[(kind, "bare") for kind in ("no_baseline", "no_target", "no_responsible", "no_goal")],
        *[(kind, "turned") for kind in ("no_responsible", "no_goal", "dates_reversed", "backwards")],
        *[(kind, "undated") for kind in ("no_baseline_day", "no_target_day")],
        ("checkin_overdue", "turned"),
        ("checkin_overdue", "firms"),
        ("checkin_ahead", "firms"),
        ("milestone_overdue", "m01"),
        ("milestone_undated", "m02"),
    ]


def test_a_gap_is_told_in_words() -> None:
    assert gaps(plan_with(altered(baseline=None)), date(2027, 1, 2))[0].text == (
        "„Firmen mit Geschäft im Zielland“: Der Ausgangswert fehlt.",
        "“Firmen mit Geschäft im Zielland”: The baseline is missing.",
    )


def test_the_next_check_in_follows_the_last_one_and_ends_with_the_target() -> None:
    first = next_checkin(plan_with(), STEADY, TODAY)
    assert first is not None
    assert (first.day, first.overdue) == (date(2027, 4, 1), True)
    plan = plan_with(STEADY, ("2027-04-15", 12))
    assert [(one.day, one.overdue) for one in due_checkins(plan, TODAY)] == [(date(2027, 7, 15), False)]
    late = plan_with(STEADY, ("2027-11-30", 19))
    assert [one.day for one in due_checkins(late, date(2027, 12, 1))] == [date(2027, 12, 31)]
    assert due_checkins(plan_with(STEADY, ("2027-12-31", 19)), date(2028, 5, 1)) == ()


def test_without_any_day_no_check_in_can_be_due() -> None:
    assert due_checkins(plan_with(Indicator(id="bare", title="Ohne Tag")), TODAY) == ()


def test_a_check_in_due_today_is_not_overdue() -> None:
    due = next_checkin(plan_with(), STEADY, date(2027, 4, 1))
    assert due is not None
    assert not due.overdue


def test_months_end_where_the_calendar_ends_them() -> None:
    assert months_later(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_later(date(2027, 12, 1), 1) == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("due", "done_on", "state"),
    [
        ("2027-07-01", "", "due"),
        ("2027-06-30", "", "overdue"),
        ("", "", "undated"),
        ("2027-06-30", "2027-07-01", "done"),
        ("2027-06-30", "2027-07-02", "overdue"),  # to be done tomorrow is not done
    ],
)
def test_a_milestone_is_done_due_or_overdue(due: str, done_on: str, state: str) -> None:
    assert step_state(Milestone(id="m01", title="Auftakt", due=due, done_on=done_on), TODAY) == state


def test_a_plan_as_json_comes_back_the_same(tmp_path: Path) -> None:
    plan = changed(plan_with(STEADY, ("2027-04-15", 0.1 + 0.2)), title='=HYPERLINK("x") & <Plan>')
    path = tmp_path / "plan.json"
    path.write_bytes(plan_bytes(plan, ".json", "de"))
    assert read_plan(path) == plan


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "plan.json ist kein gültiges JSON"),
        ('{"title": ""}', "Titel: die Angabe ist leer"),
        ('{"title": "P", "indicators": [{"id": "a", "title": "A", "baseline": "viel"}]}', "1. Eintrag, baseline"),
        ('{"title": "P", "indicators": [{"id": "a", "title": "A", "target_day": "2027-13-01"}]}', "ein Tag wie"),
        ('{"title": "P", "indicators": [{"id": "a", "title": "A", "goals": ["g9"]}]}', "g9"),
    ],
)
def test_faulty_json_is_told_by_its_field(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInstrumentFile) as caught:
        read_plan(tmp_path / "plan.json")
    assert named in caught.value.message.de


def test_a_number_may_have_a_sign() -> None:
    assert [signed_number(text) for text in ("-2,5", "−2,5", "1.250", "12,5 %")] == [-2.5, -2.5, 1250, 12.5]


@pytest.mark.parametrize("value", [0, -2.5, 1234, 1.234, -0.125, 1e12, 1e-7, 1234567.891])
def test_a_figure_that_is_shown_is_read_back_the_same(value: float) -> None:
    assert signed_number(figure_text(value, "de")) == value
    assert signed_number(figure_text(value, "en")) == value


def test_a_day_is_typed_as_each_language_writes_it() -> None:
    assert [read_day(text) for text in ("1.2.2027", "01. 02. 2027", "2027-02-01", "")] == [*["2027-02-01"] * 3, ""]
    assert (day_text("2027-02-01", "de"), day_text("2027-02-01", "en"), day_text("", "de")) == (
        "01.02.2027",
        "2027-02-01",
        "",
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_form_of_an_indicator_changes_nothing_by_itself(language: Language) -> None:
    plan = plan_with(altered(baseline=-1.234, note="Zeile\nzwei", direction="down"))
    assert with_indicator(plan, "firms", indicator_values(plan.indicators[0], language)) == plan


def test_an_emptied_field_is_nothing_and_not_zero() -> None:
    values = indicator_values(STEADY, "de")
    values[FIELDS.index("baseline")] = values[FIELDS.index("target_day")] = ""
    made = with_indicator(plan_with(), "firms", values).indicators[0]
    assert (made.baseline, made.target_day, made.target) == (None, "", 20)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("baseline", "viel", "Ausgangswert: „viel“ ist keine Zahl."),
        ("target_day", "bald", "Zieldatum: „bald“ ist kein Tag wie 31.12.2027."),
        ("title", " ", "Indikator: die Angabe ist leer."),
        ("every", "2,5", "Messung alle … Monate: erwartet wird eine Zahl"),
    ],
)
def test_what_is_typed_wrongly_is_told_by_the_name_of_its_field(field: str, typed: str, told: str) -> None:
    values = indicator_values(STEADY, "de")
    values[FIELDS.index(field)] = typed
    with pytest.raises(BadEntry) as caught:
        with_indicator(plan_with(), "firms", values)
    assert told in caught.value.message.de


def test_reworded_goals_keep_their_indicators_and_deleted_ones_leave_them() -> None:
    plan = with_goal_lines(plan_with(), "Zugang zu fernen Märkten")
    assert [(one.id, one.title) for one in plan.goals] == [("g01", "Zugang zu fernen Märkten")]
    assert plan.indicators[0].goals == ("g01",)
    more = with_goal_lines(plan, "Ruhm\nZugang zu fernen Märkten\n\n")
    assert [one.id for one in more.goals] == ["g02", "g01"]
    assert with_goal_lines(more, "Ruhm").indicators[0].goals == ()


def test_milestones_are_typed_line_by_line_and_keep_their_notes() -> None:
    plan = changed(
        plan_with(), milestones=(Milestone(id="m01", title="Auftakt", due="2027-03-31", note="in Maasveld"),)
    )
    assert milestone_lines(plan, "de") == "Auftakt | 31.03.2027"
    typed = with_milestone_lines(plan, "Auftakt | 1.4.2027 | 30.03.2027 | Ada Lindqvist\nVertrag")
    assert typed.milestones == (
        Milestone(id="m01", title="Auftakt", due="2027-04-01", done_on="2027-03-30", responsible="Ada Lindqvist",
                  note="in Maasveld"),
        Milestone(id="m02", title="Vertrag"),
    )  # fmt: skip
    with pytest.raises(BadEntry, match="too many parts"):
        with_milestone_lines(plan, "a | 1.4.2027 | | b | c")


def test_a_check_in_is_typed_and_taken_away() -> None:
    plan = with_measured(plan_with(), "firms", "1.4.2027", "12,5", "vorläufig", "Jo")
    assert plan.checkins == (CheckIn(indicator="firms", day="2027-04-01", value=12.5, note="vorläufig", who="Jo"),)
    assert without_checkin(plan, "firms", "2027-04-01").checkins == ()
    with pytest.raises(BadEntry, match="day and the figure"):
        with_measured(plan, "firms", "", "12", "", "")


def test_an_indicator_goes_with_its_check_ins() -> None:
    assert without_indicator(plan_with(STEADY, ("2027-04-15", 12)), "firms").checkins == ()
    assert [one.id for one in with_own_indicator(plan_with(), "Eigener").indicators] == ["firms", "i01"]
