"""The commands `survey methods|questionnaire|evaluate`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.export.files import FORMATS, check_format, write_draft, write_file
from assistant.instruments.record_file import record_bytes
from assistant.studio.model_file import check_free
from assistant.survey.answers import Answers, read_answers
from assistant.survey.catalogue import load_catalogue, new_survey, read_catalogue
from assistant.survey.evaluate import evaluate as evaluated
from assistant.survey.form_csv import answer_sheet_csv, questionnaire_csv
from assistant.survey.form_docx import questionnaire_docx
from assistant.survey.import_told import import_told
from assistant.survey.material import add_to_library, survey_name
from assistant.survey.methods import MOST_MEMBERS, advice, load_methods
from assistant.survey.methods_report import caveat, methods_report
from assistant.survey.questionnaire import of_catalogues, with_questions
from assistant.survey.records import MethodName, Question, Survey
from assistant.survey.report import needs_told, rankings, response_told, survey_report
from assistant.survey.results import Evaluation
from assistant.survey.survey_file import read_survey
from assistant.survey.words import SurveyWords
from ingest.console import (
    DataOption,
    JsonOption,
    open_library,
    print_json,
    progress_bar,
    reported_errors,
    say,
    terminal_language,
)
from ingest.errors import AppError
from ingest.records import Language, Outcome, Text
from ingest.usage import Commands

survey_cli = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Needs survey: compare methods, make a questionnaire, evaluate answers."
)
LanguageOption = Annotated[Literal["de", "en"] | None, typer.Option("--language", help="Language of what is written.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
SurveyOption = Annotated[Path | None, typer.Option("--survey", help="A survey as JSON (see `survey questionnaire`).")]
_FORMS = (".docx", ".csv", ".json")


class UnknownQuestions(AppError):
    """Codes that neither the catalogue nor the survey has."""

    code = "unknown_questions"

    def __init__(self, codes: list[str], known: list[str]) -> None:
        names = ", ".join(codes)
        super().__init__(
            Text(f"Diese Fragen gibt es nicht: {names}.", f"There are no such questions: {names}."),
            Text(f"Möglich sind: {', '.join(known)}.", f"Possible are: {', '.join(known)}."),
        )


class NoSuchForm(AppError):
    """A file name whose ending is no format of a questionnaire."""

    code = "no_such_form"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path.name}: so wird kein Fragebogen geschrieben.", f"{path.name}: no questionnaire is written so."),
            Text(f"Möglich sind {', '.join(_FORMS)}.", f"Possible are {', '.join(_FORMS)}."),
        )


@survey_cli.command()
def methods(
    members: Annotated[int, typer.Option(min=1, max=MOST_MEMBERS, help="How many members the cluster has.")] = 60,
    out: Annotated[Path | None, typer.Option("--out", help=f"A report to write: {', '.join(FORMATS)}.")] = None,
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compare members' meeting, telephone campaign and survey: effort, benefit, limits, when to choose which."""
    spoken = language or terminal_language()
    with reported_errors(as_json):
        if out is not None:
            check_format(out)
            check_free(out, force=force)
            write_draft(methods_report(members, spoken, made_on=date.today().isoformat()), out)
    name, reason = advice(members)
    if as_json:
        compared = [{**one.model_dump(), "hours": one.hours(members)} for one in load_methods().methods]
        origin = load_methods().origin.model_dump()
        advised = {"method": name, "reason": reason.of(spoken)}
        print_json({"members": members, "methods": compared, "advice": advised, "origin": origin})
        return
    words = SurveyWords(spoken)
    for one in load_methods().methods:
        hours = f"{one.hours(members)} {words('methods_hours')}"
        typer.secho(f"{one.title.of(spoken)} ({hours})", bold=True)
        typer.echo(one.what.of(spoken))
        typer.echo(f"  + {' '.join(each.of(spoken) for each in one.benefits)}")
        typer.echo(f"  - {' '.join(each.of(spoken) for each in one.limits)}")
        typer.echo(f"  → {one.choose.of(spoken)}\n")
    typer.echo(f"{reason.of(spoken)}\n{caveat(words)}")


@survey_cli.command()
def questionnaire(
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write: .docx, .csv (survey tools), .json.")
    ] = None,
    survey: SurveyOption = None,
    questions: Annotated[str, typer.Option(help='Codes of questions, parted by commas; "all" for all.')] = "",
    catalogue: Annotated[
        Path | None,
        typer.Option("--catalogue", help="Questions of your own: a TOML file like prompts/survey/questions.toml."),
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the survey.")] = "",
    method: Annotated[MethodName | None, typer.Option(help="How it is held.")] = None,
    answer_sheet: Annotated[
        Path | None, typer.Option("--answer-sheet", help="Also an empty CSV into which answers on paper are typed.")
    ] = None,
    language: LanguageOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make a questionnaire from the catalogue. Without --out its questions are listed."""
    with reported_errors(as_json):
        present = read_survey(survey) if survey else None
        spoken: Language = language or (present.language if present else terminal_language())
        own = read_catalogue(catalogue).questions if catalogue else ()
        made = _chosen(present or new_survey(say(_TITLE), spoken), questions, own)
        made = _with(made, title=title or made.title, method=method or made.method)
        for path in filter(None, (out, answer_sheet)):
            check_free(path, force=force)
        if out is not None:
            write_file(_form(made, out, spoken), out)
        if answer_sheet is not None:
            write_file(answer_sheet_csv(made, spoken), answer_sheet)
    if as_json:
        print_json(made.model_dump(mode="json"))
        return
    for question in made.questions if out is None else ():
        typer.echo(f"{question.code:18} {question.kind:9} {question.text.of(spoken)}")
    for path in filter(None, (out, answer_sheet)):
        typer.echo(say(Text(f"{path} geschrieben.", f"Wrote {path}.")))


@survey_cli.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="The answers: CSV or XLSX, one row a member.")],
    survey: SurveyOption = None,
    invited: Annotated[int | None, typer.Option(min=1, max=MOST_MEMBERS, help="How many members were asked.")] = None,
    title: Annotated[str, typer.Option(help="Title of the survey.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help=f"A report to write: {', '.join(FORMATS)}.")] = None,
    add: Annotated[bool, typer.Option("--add", help="Add the result to the library as own material.")] = False,
    language: LanguageOption = None,
    force: ForceOption = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Evaluate answers: counts, shares, means, the ranked needs; by type of member, never fewer than five apart."""
    with reported_errors(as_json):
        if out is not None:
            check_format(out)
            check_free(out, force=force)
        present = read_survey(survey) if survey else None
        spoken: Language = language or (present.language if present else terminal_language())
        asked = present or Survey(title=say(_TITLE), language=spoken, questions=load_catalogue().questions)
        asked = _with(asked, title=title or asked.title, invited=invited or asked.invited)
        answers = read_answers(file, asked.questions)
        if present is None:  # nobody said that the whole catalogue was asked
            asked = with_questions(asked, [one.code for one in asked.questions if one.code not in answers.lacking])
            answers = replace(answers, lacking=())
        result = evaluated(asked, answers, made_on=date.today().isoformat())
        if out is not None:
            write_draft(survey_report(result, spoken), out)
        added = _added(result, spoken, data, shown=not as_json) if add else None
    if as_json:
        print_json({**result.model_dump(mode="json"), "import": _import_data(answers, spoken), "added": added})
    else:
        _tell(result, answers, spoken)
        if added is not None:
            typer.echo(say(Text("In der Bibliothek: {}", "In the library: {}")).format(added["title"]))


_TITLE = Text("Bedarfsumfrage", "Needs survey")


def _chosen(survey: Survey, questions: str, own: Sequence[Question]) -> Survey:
    """Return the survey with the questions named; where none is, with those that the own catalogue suggests too."""
    known = list(dict.fromkeys(one.code for one in (*survey.questions, *of_catalogues(own))))
    if not questions:
        codes = [one.code for one in (*survey.questions, *own) if one.suggested or one in survey.questions]
    else:
        codes = known if questions == "all" else [code.strip() for code in questions.split(",") if code.strip()]
    if unknown := [code for code in codes if code not in known]:
        raise UnknownQuestions(unknown, known)
    return with_questions(survey, codes, own)


def _with(survey: Survey, **changes: str | int | None) -> Survey:
    return Survey(**{**dict(survey), **changes})


def _form(survey: Survey, path: Path, language: Language) -> bytes:
    today = date.today().isoformat()
    forms: Mapping[str, Callable[[], bytes]] = {
        ".docx": lambda: questionnaire_docx(survey, language, made_on=today),
        ".csv": lambda: questionnaire_csv(survey, language),
        ".json": lambda: record_bytes(survey),
    }
    if path.suffix.lower() not in forms:
        raise NoSuchForm(path)
    return forms[path.suffix.lower()]()


def _added(result: Evaluation, language: Language, data: Path | None, *, shown: bool) -> dict[str, str]:
    with open_library(data, write=True) as library, progress_bar(shown) as progress:
        outcome: Outcome = add_to_library(library, result, language, name=survey_name(result.title), progress=progress)
    source = outcome.source
    return {
        "status": outcome.status,
        "id": source.id if source else "",
        "title": source.details.title if source else "",
    }


def _import_data(answers: Answers, language: Language) -> dict[str, object]:
    cells = [{"row": one.row, "column": one.column, "found": one.found, "reason": one.reason.of(language)}
             for one in answers.bad_cells]  # fmt: skip
    doubled = [{"id": name, "rows": [first, again]} for name, first, again in answers.doubled]
    left_out = {"personal": list(answers.personal), "unknown": list(answers.unknown)}
    return {**left_out, "lacking": list(answers.lacking), "doubled": doubled, "bad_cells": cells,
            "hidden": answers.hidden}  # fmt: skip


def _tell(result: Evaluation, answers: Answers, language: Language) -> None:
    words = SurveyWords(language)
    for told in import_told(answers, language):
        typer.echo(told)
    typer.echo("")
    for paragraph in response_told(result, words):
        typer.echo(paragraph.text)
    for needs in rankings(result):
        typer.echo(needs_told(needs, words))
