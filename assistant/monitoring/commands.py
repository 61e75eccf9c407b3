"""The commands `monitoring new|indicators|check|report|calendar`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.export.files import FORMATS, check_format, write_draft, write_file
from assistant.instruments.record_file import check_ending
from assistant.monitoring.catalogue import Catalogue, Template, load_catalogue, read_catalogue
from assistant.monitoring.gaps import gaps
from assistant.monitoring.lights import judgements, light_word
from assistant.monitoring.plan_file import PLAN_FORMATS, plan_bytes, read_plan
from assistant.monitoring.planning import plan_of_profile, with_templates
from assistant.monitoring.records import MonitoringPlan
from assistant.monitoring.reminders import calendar_bytes, reminders
from assistant.monitoring.report_draft import counted_lights, monitoring_report
from assistant.monitoring.schedule import due_checkins, step_state
from assistant.monitoring.workbook_layout import word
from assistant.studio.model_file import check_free
from assistant.studio.profile_file import read_profile
from ingest.console import JsonOption, print_json, reported_errors, say, terminal_language
from ingest.errors import AppError
from ingest.records import Text
from ingest.usage import Commands

monitoring_cli = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Plan and follow how far a strategy has come: goals, indicators, lights."
)
PlanArgument = Annotated[Path, typer.Argument(help=f"The plan: {', '.join(PLAN_FORMATS)}.")]
TodayOption = Annotated[str, typer.Option("--today", help="As of this day, such as 2027-03-31; today by default.")]
LanguageOption = Annotated[Literal["de", "en"] | None, typer.Option(help="Language of what is written.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
CatalogueOption = Annotated[
    Path | None, typer.Option("--catalogue", help="Indicators of your own: a TOML file like prompts/indicators.toml.")
]


class NoSuchIndicator(AppError):
    """An indicator that the catalogue does not have."""

    code = "no_such_indicator"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"Den Indikator „{name}“ hat der Katalog nicht.", f'The catalogue has no indicator "{name}".'),
            Text(
                "Alle zeigt `clusterkompass monitoring indicators`.",
                "`clusterkompass monitoring indicators` lists all.",
            ),
        )


class NoSuchDay(AppError):
    """A day that the calendar does not have."""

    code = "no_such_day"

    def __init__(self, text: str) -> None:
        super().__init__(
            Text(f"„{text}“ ist kein Tag.", f'"{text}" is no day.'),
            Text("Erwartet wird ein Tag wie 2027-03-31.", "A day such as 2027-03-31 is expected."),
        )


@monitoring_cli.command()
def new(
    out: Annotated[Path, typer.Argument(help=f"The plan to write: {', '.join(PLAN_FORMATS)}.")],
    profile: Annotated[Path | None, typer.Option("--from-profile", help="Begin with the goals of a profile.")] = None,
    indicator: Annotated[list[str] | None, typer.Option("--indicator", help="Id of the catalogue; repeatable.")] = None,
    catalogue: CatalogueOption = None,
    title: Annotated[str, typer.Option(help="Title of the plan.")] = "",
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a plan to be filled in: empty or from a profile, with indicators of the catalogue."""
    language = language or terminal_language()
    title = title.strip()[:200] or word("new_title").of(language)
    with reported_errors(as_json):
        check_ending(out, PLAN_FORMATS)
        check_free(out, force=force)
        plan = plan_of_profile(read_profile(profile), title, language) if profile else MonitoringPlan(title=title)
        chosen = [_template_of(_catalogue(catalogue), one) for one in indicator or ()]
        plan = with_templates(plan, chosen, language)
        write_file(plan_bytes(plan, out.suffix.lower(), language), out)
    if as_json:
        print_json({"file": str(out), "goals": len(plan.goals), "indicators": len(plan.indicators)})
    else:
        typer.echo(say(Text(f"{out} geschrieben.", f"Wrote {out}.")))


@monitoring_cli.command()
def indicators(catalogue: CatalogueOption = None, as_json: JsonOption = False) -> None:
    """List the indicators of the catalogue."""
    with reported_errors(as_json):
        found = _catalogue(catalogue)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found.indicators])
        return
    for one in found.indicators:
        typer.secho(f"{one.id}  {one.title.of(terminal_language())}", bold=True)
        typer.echo(f"    {one.definition.of(terminal_language())}")


@monitoring_cli.command()
def check(file: PlanArgument, today: TodayOption = "", as_json: JsonOption = False) -> None:
    """Say how each indicator and milestone stands and what the plan lacks."""
    with reported_errors(as_json):
        plan, day = read_plan(file), _day(today)
    if as_json:
        print_json(check_data(plan, day))
        return
    judged = judgements(plan, day)
    typer.secho(counted_lights(judged, terminal_language()), bold=True)
    for one in judged:
        typer.echo(f"{say(light_word(one.light)):6} {one.indicator.title}: {say(one.reason)}")
    for step in plan.milestones:
        typer.echo(f"{step.title}: {say(word(f'step_{step_state(step, day)}'))}")
    typer.secho(f"\n{say(word('gaps'))}", bold=True)
    for text in [gap.text for gap in gaps(plan, day)] or [word("no_gaps")]:
        typer.echo(say(text))


def check_data(plan: MonitoringPlan, today: date) -> dict[str, object]:
    """Return lights, next check-ins, milestones and gaps as data."""
    return {
        "title": plan.title,
        "today": today.isoformat(),
        "indicators": [
            {
                "id": one.indicator.id,
                "title": one.indicator.title,
                "light": one.light,
                "reason": say(one.reason),
                "value": one.value,
                "day": one.day,
                "expected": one.expected,
                "lag": one.lag,
            }
            for one in judgements(plan, today)
        ],
        "milestones": [{"id": one.id, "title": one.title, "state": step_state(one, today)} for one in plan.milestones],
        "checkins": [
            {"indicator": one.indicator.id, "day": one.day.isoformat(), "overdue": one.overdue}
            for one in due_checkins(plan, today)
        ],
        "gaps": [{"kind": one.kind, "about": one.about, "text": say(one.text)} for one in gaps(plan, today)],
    }


@monitoring_cli.command()
def report(
    file: PlanArgument,
    out: Annotated[Path, typer.Option("--out", help=f"The report to write: {', '.join(FORMATS)}.")],
    today: TodayOption = "",
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write the report for the board."""
    with reported_errors(as_json):
        check_format(out)
        check_free(out, force=force)
        write_draft(monitoring_report(read_plan(file), _day(today), language or terminal_language()), out)
    _say_written(out, as_json)


@monitoring_cli.command()
def calendar(
    file: PlanArgument,
    out: Annotated[Path, typer.Option("--out", help="The calendar file to write: .ics.")],
    today: TodayOption = "",
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write check-ins and milestones to come as a calendar file with reminders."""
    language = language or terminal_language()
    with reported_errors(as_json):
        check_free(out, force=force)
        plan, day = read_plan(file), _day(today)
        if not reminders(plan, day, language):
            raise NothingToRemind
        key = f"{plan.cluster}\n{plan.title}"
        write_file(calendar_bytes(plan, key=key, today=day, stamp=datetime.now(UTC), language=language), out)
    _say_written(out, as_json)


class NothingToRemind(AppError):
    """A plan without a day to come."""

    code = "nothing_to_remind"

    def __init__(self) -> None:
        super().__init__(
            Text("Der Plan nennt keinen Tag, an den zu erinnern wäre.", "The plan names no day to be reminded of."),
            Text(
                "Tragen Sie Zieldaten, Ausgangsdaten oder Termine von Meilensteinen ein.",
                "Enter dates of targets, of baselines or of milestones.",
            ),
        )


def _say_written(out: Path, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(out)})
    else:
        typer.echo(say(Text(f"{out} geschrieben.", f"Wrote {out}.")))


def _catalogue(own: Path | None) -> Catalogue:
    """Return the catalogue, before it the indicators of a user's own."""
    shipped = load_catalogue().indicators
    added = read_catalogue(own).indicators if own else ()
    ids = {one.id for one in added}
    return Catalogue(indicators=(*added, *(one for one in shipped if one.id not in ids)))


def _template_of(catalogue: Catalogue, template_id: str) -> Template:
    try:
        return catalogue.template(template_id)
    except KeyError as error:
        raise NoSuchIndicator(template_id) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise NoSuchDay(text) from error
