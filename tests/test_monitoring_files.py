"""A monitoring plan as a workbook, a calendar, a report; and the commands."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from typer.testing import CliRunner

from assistant.export.files import FORMATS, write_draft
from assistant.instruments.workbook import UnusableWorkbook
from assistant.monitoring.commands import monitoring_cli
from assistant.monitoring.plan_file import plan_bytes, read_plan
from assistant.monitoring.records import CheckIn, Goal, Indicator, Milestone, MonitoringPlan
from assistant.monitoring.reminders import calendar_bytes, reminders
from assistant.monitoring.report_draft import course_chart, monitoring_report
from assistant.studio.example import EXAMPLE_FILE
from assistant.studio.records import Chart, Table
from ingest.records import Language

TODAY = date(2027, 7, 1)
STAMP = datetime(2027, 7, 1, 10, 30, tzinfo=UTC)
PLAN = MonitoringPlan(
    title='=HYPERLINK("http://x.example"; "Plan")',
    cluster="Silbergrund & Söhne <e. V.>",
    goals=(Goal(id="g01", title="Zugang zu Märkten;\nauch fernen"), Goal(id="g02", title="_x0041_ Ruhm")),
    indicators=(
        Indicator(
            id="firms",
            title="Firmen mit Geschäft im Zielland",
            definition="+49 ist kein Anruf, -5 keine Formel",
            unit="Firmen",
            baseline=-2.5,
            baseline_day="2027-01-01",
            target=1234.125,
            target_day="2027-12-31",
            goals=("g01", "g02"),
            source="@Befragung",
            responsible="Ada Lindqvist",
            every=3,
            tolerance=7.5,
            note="0017",
            template="business_abroad",
        ),
        Indicator(id="days", title="Dauer bis zur Antwort", direction="down", every=0, tolerance=0),
    ),
    milestones=(
        Milestone(id="m01", title="Auftakt", due="2027-03-31", done_on="2027-03-30", responsible="Ada Lindqvist"),
        Milestone(id="m02", title="Vertrag; Fassung 2,\nunterzeichnet", due="2027-09-30", note="in Maasveld"),
    ),
    checkins=(
        CheckIn(indicator="firms", day="2027-04-01", value=0.1 + 0.2, note="vorläufig", who="Jo"),
        CheckIn(indicator="days", day="2027-04-01", value=0),
        CheckIn(indicator="firms", day="2027-06-15", value=700),
    ),
)


def filled_in(folder: Path, change: Callable[[Workbook], None], plan: MonitoringPlan = PLAN) -> Path:
    """Return the plan's workbook as a person with Excel leaves it."""
    path = folder / "plan.xlsx"
    path.write_bytes(plan_bytes(plan, ".xlsx", "de"))
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def typed(**cells: object) -> Callable[[Workbook], None]:
    """Return a change that types into cells: Indikatoren_F2="2,5"."""

    def change(book: Workbook) -> None:
        for place, value in cells.items():
            sheet, cell = place.split("_")
            book[sheet][cell] = value

    return change


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_plan_comes_back_from_a_workbook_unharmed(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_bytes(PLAN, ".xlsx", language))
    assert read_plan(path) == PLAN
    assert plan_bytes(PLAN, ".xlsx", language) == path.read_bytes()


def test_a_workbook_saved_by_another_program_comes_back_unharmed_too(tmp_path: Path) -> None:
    assert read_plan(filled_in(tmp_path, typed())) == PLAN


def test_no_cell_of_a_workbook_is_a_formula_and_choices_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_bytes(PLAN, ".xlsx", "de"))
    book = load_workbook(path)
    assert {cell.data_type for sheet in book for row in sheet for cell in row if cell.value} == {"s", "n", "d"}
    (choice,) = book["Indikatoren"].data_validations.dataValidation
    assert choice.formula1 == '"mehr ist besser,weniger ist besser"'
    assert book["Messungen"].data_validations.dataValidation[0].formula1 == "'Indikatoren'!$A$2:$A$201"


def test_what_germans_type_is_read(tmp_path: Path) -> None:
    figures = typed(Indikatoren_F2="-2,5", Indikatoren_G2="1.2.2027", Indikatoren_H2="1.234,5", Messungen_C2="12,75")
    plan = read_plan(filled_in(tmp_path, figures))
    indicator = plan.indicator("firms")
    assert (indicator.baseline, indicator.baseline_day, indicator.target) == (-2.5, "2027-02-01", 1234.5)
    assert plan.checkins[0].value == 12.75


def test_goals_and_indicators_may_be_named_by_title_and_a_new_row_gets_an_id(tmp_path: Path) -> None:
    named = typed(
        Ziele_B4="Neues Ziel",
        Indikatoren_B4="Neu",
        Indikatoren_J4="neues ziel",
        Messungen_A2="firmen mit  Geschäft im Zielland",
    )
    plan = read_plan(filled_in(tmp_path, named))
    assert [one.id for one in plan.goals] == ["g01", "g02", "g03"]
    assert (plan.indicators[2].id, plan.indicators[2].goals) == ("i01", ("g03",))
    assert plan.checkins[0].indicator == "firms"


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"Indikatoren_F2": "viel"}, "Indikatoren, F2: „viel“ ist keine Zahl"),
        ({"Indikatoren_I2": "demnächst"}, "Indikatoren, I2: „demnächst“ ist kein Tag"),
        ({"Indikatoren_I2": "31.02.2027"}, "Indikatoren, I2"),
        ({"Indikatoren_E2": "vielleicht"}, "Indikatoren, E2: möglich sind „mehr ist besser“"),
        ({"Indikatoren_J2": "g09"}, "Indikatoren, J2: das Ziel „g09“ gibt es nicht"),
        ({"Indikatoren_A3": "firms"}, "Indikatoren, A3: „firms“ steht zweimal"),
        ({"Indikatoren_M2": 99}, "Indikatoren, M2"),
        ({"Indikatoren_M2": 1.5}, "Indikatoren, M2"),
        ({"Indikatoren_B2": "x" * 201}, "Indikatoren, B2: Indikator: höchstens 200 Zeichen"),
        ({"Indikatoren_B2": None}, "Indikatoren, B2: Indikator: die Angabe fehlt."),
        ({"Messungen_A2": "fremd"}, "Messungen, A2: den Indikator „fremd“ gibt es nicht"),
        ({"Messungen_C2": None}, "Messungen, C2: die Angabe fehlt"),
        ({"Messungen_B4": date(2027, 4, 1)}, "Messungen, B4: dieser Tag hat schon einen Wert"),
        ({"Indikatoren_H1": "Ziel 2027"}, "die Spalte „Zielwert“ fehlt"),
        ({"Meilensteine_C2": True}, "Meilensteine, C2"),
    ],
)
def test_a_faulty_cell_is_named(tmp_path: Path, cells: dict[str, object], place: str) -> None:
    with pytest.raises(UnusableWorkbook) as caught:
        read_plan(filled_in(tmp_path, typed(**cells)))
    assert place in caught.value.message.de


@pytest.mark.slow
def test_more_check_ins_than_a_plan_takes_are_refused_by_the_name_of_their_sheet(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        for at in range(10_000):
            book["Messungen"].append(["firms", date.fromordinal(date(2050, 1, 1).toordinal() + at), at])

    with pytest.raises(UnusableWorkbook) as caught:
        read_plan(filled_in(tmp_path, fill))
    assert "Messungen: höchstens 5000 Einträge sind möglich" in caught.value.message.de


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableWorkbook) as caught:
        read_plan(filled_in(tmp_path, lambda book: book.remove(book["Messungen"])))
    assert "„Messungen“ fehlt" in caught.value.message.de


def lines_of(calendar: bytes) -> list[str]:
    """Return the lines of a calendar file, unfolded as RFC 5545 says."""
    return calendar.decode().replace("\r\n ", "").split("\r\n")


def calendar_of(plan: MonitoringPlan, today: date = TODAY, key: str = "k") -> bytes:
    """Return the calendar of a plan in German."""
    return calendar_bytes(plan, key=key, today=today, stamp=STAMP, language="de")


def test_a_calendar_holds_all_day_events_with_reminders() -> None:
    lines = lines_of(calendar_of(PLAN))
    assert lines[:4] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Clusterkompass//Monitoring//DE",
        "CALSCALE:GREGORIAN",
    ]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20270915",
        "DTSTART;VALUE=DATE:20270930",
        "DTSTART;VALUE=DATE:20271215",
        "DTSTART;VALUE=DATE:20271231",
    ]
    assert lines.count("DTEND;VALUE=DATE:20280101") == 1
    assert lines.count("TRIGGER:-P6DT15H") == 4
    assert lines.count("DTSTAMP:20270701T103000Z") == 4
    assert r"SUMMARY:Meilenstein: Vertrag\; Fassung 2\,\nunterzeichnet" in lines


def test_a_calendar_links_nowhere() -> None:
    assert not [line for line in lines_of(calendar_of(PLAN)) if line.startswith(("URL", "ATTACH", "ATTENDEE", "IMAGE"))]


def test_lines_are_folded_at_75_octets_between_characters() -> None:
    title = "Überörtliche Märkte äöüß " * 7 + "🙂" * 6
    milestone = Milestone(id="m01", title=title, due="2027-09-30")
    calendar = calendar_of(MonitoringPlan(title="Plan", milestones=(milestone,)))
    physical = calendar.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert max(map(len, physical)) > 70
    for line in physical:
        line.decode()  # no character is cut
    assert b"\n" not in calendar.replace(b"\r\n", b"")
    assert f"SUMMARY:Meilenstein: {title.strip()}" in lines_of(calendar)


def test_a_check_in_keeps_its_uid_when_its_day_moves_and_plans_do_not_share_one() -> None:
    def uids(calendar: bytes) -> list[str]:
        return [line for line in lines_of(calendar) if line.startswith("UID:")]

    moved = MonitoringPlan.model_validate(
        {**dict(PLAN), "checkins": (*PLAN.checkins[:2], CheckIn(indicator="firms", day="2027-06-20", value=700))}
    )
    assert sorted(uids(calendar_of(PLAN))) == sorted(uids(calendar_of(moved)))
    assert calendar_of(PLAN) != calendar_of(moved)
    assert not set(uids(calendar_of(PLAN))) & set(uids(calendar_of(PLAN, key="other")))


def test_what_is_overdue_is_reminded_of_today() -> None:
    late = reminders(PLAN, date(2027, 10, 5), "de")
    assert [(one.day.isoformat(), one.title) for one in late][:2] == [
        ("2027-10-05", "Überfällige Messung: Firmen mit Geschäft im Zielland"),
        ("2027-10-05", "Überfälliger Meilenstein: Vertrag; Fassung 2,\nunterzeichnet"),
    ]


def test_a_stamp_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar_bytes(PLAN, key="k", today=TODAY, stamp=datetime(2027, 7, 1), language="de")


def test_the_report_shows_lights_in_words_and_gaps_as_open_points() -> None:
    report = monitoring_report(PLAN, TODAY, "de")
    (lights,) = (part for part in report.sections[0].parts if isinstance(part, Table))
    assert lights.rows[0] == (
        "Firmen mit Geschäft im Zielland", "grün", "700 (15.06.2027)", "558,06", "1.234,12 (31.12.2027)",
    )  # fmt: skip
    assert lights.rows[1][1] == "grau"
    points = [point for _, point in report.open_points]
    assert points[0].startswith("„Dauer bis zur Antwort“: Der Ausgangswert fehlt. Der Zielwert fehlt. Niemand")
    assert report.nature == "monitoring"


def test_a_chart_sets_what_was_measured_beside_the_way_to_the_target() -> None:
    chart = course_chart(PLAN, PLAN.indicators[0], "en")
    assert isinstance(chart, Chart)
    assert chart.labels == ("2027-01-01", "2027-04-01", "2027-06-15", "2027-12-31")
    assert chart.series[0].values == (-2.5, 0.3, 700, None)
    assert [round(value or 0) for value in chart.series[1].values] == [-2, 303, 558, 1234]
    assert course_chart(MonitoringPlan(title="P"), PLAN.indicators[0], "en") is None


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("plan", [PLAN, MonitoringPlan(title="Leer")], ids=["full", "empty"])
def test_the_report_is_written_in_every_format(tmp_path: Path, ending: str, plan: MonitoringPlan) -> None:
    path = tmp_path / f"report{ending}"
    write_draft(monitoring_report(plan, TODAY, "en"), path)
    assert path.stat().st_size or ending in (".bib", ".ris")


def run(*arguments: str | Path) -> str:
    """Run a command that must succeed and return what it prints."""
    result = CliRunner().invoke(monitoring_cli, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_plan_from_a_profile_is_checked_reported_and_put_into_a_calendar(tmp_path: Path) -> None:
    plan, report, calendar = tmp_path / "plan.xlsx", tmp_path / "bericht.docx", tmp_path / "termine.ics"
    made = json.loads(run("new", plan, "--from-profile", EXAMPLE_FILE, "--indicator", "jobs", "--json"))
    assert (made["goals"], made["indicators"]) == (5, 6)
    checked = json.loads(run("check", plan, "--today", "2027-07-01", "--json"))
    assert {one["light"] for one in checked["indicators"]} == {"grey"}
    assert ("no_baseline", "jobs") in {(one["kind"], one["about"]) for one in checked["gaps"]}
    run("report", plan, "--out", report, "--today", "2027-07-01", "--language", "de")
    assert report.read_bytes()[:2] == b"PK"
    run("calendar", plan, "--out", calendar, "--today", "2027-07-01")
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_catalogue_is_listed_with_ids() -> None:
    assert "innovation_fund" in run("indicators")
    assert len(json.loads(run("indicators", "--json"))) == 30


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("new", "plan.txt"), "bad_instrument_file"),
        (("new", "plan.json", "--indicator", "gibtsnicht"), "no_such_indicator"),
        (("check", "fehlt.json"), "missing_path"),
        (("check", "leer.json", "--today", "morgen"), "no_such_day"),
        (("calendar", "leer.json", "--out", "x.ics"), "nothing_to_remind"),
        (("new", "leer.json"), "file_exists"),
        (("report", "leer.json", "--out", "x.exe"), "no_such_format"),
    ],
)
def test_a_command_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leer.json").write_text('{"title": "Leer"}')
    result = CliRunner().invoke(monitoring_cli, [*arguments, "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == code
