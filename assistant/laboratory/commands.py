"""The command `evaluate`: measure a question set, compare runs, draw them, check floors."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.answering.refusal import REFUSAL, load_scales
from assistant.assistant import Assistant
from assistant.build import build_assistant
from assistant.laboratory.asking import ask_all, search_all
from assistant.laboratory.calibrate import calibrate, calibration_json, calibration_text, examine, write_scales
from assistant.laboratory.compare import compare
from assistant.laboratory.floors import Floor, missed_floors, read_floors
from assistant.laboratory.own_library import LABORATORY, fill, folded_texts, own_config, source_files, write_paragraphs
from assistant.laboratory.picture import check_picture, comparison_panels, draw, run_panels
from assistant.laboratory.questions import read_question_set, read_squad
from assistant.laboratory.records import Run
from assistant.laboratory.run import (
    BrokenRun,
    Setup,
    find_run,
    load_run,
    make_run,
    runs_folder,
    store_run,
    stored_runs,
)
from assistant.laboratory.table import comparison_text, run_text, runs_text
from assistant.model.llm import open_model
from assistant.model.settings import ModelSettings, named_model
from ingest.config import IndexConfig, read_config
from ingest.console import DataOption, JsonOption, print_json, progress_bar, reported_errors, say, terminal_language
from ingest.errors import AppError
from ingest.library import is_library
from ingest.records import Text

QuestionsArgument = Annotated[Path | None, typer.Argument(help="Questions with evidence, one JSON object a line.")]
SourcesOption = Annotated[
    list[Path] | None,
    typer.Option("--sources", help="Search these files or folders, apart from your library; repeatable."),
]
SquadOption = Annotated[Path | None, typer.Option("--squad", help="A SQuAD file; its paragraphs are the documents.")]
AskOption = Annotated[Path | None, typer.Option("--ask", help="The same questions in another language, same order.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="Only the first questions.")]
NameOption = Annotated[str, typer.Option("--name", help="A label for the run.")]
CompareOption = Annotated[
    tuple[str, str] | None,
    typer.Option("--compare", metavar="RUN RUN", help='Two stored runs: file, id, "last" or "previous".'),
]
ShowOption = Annotated[str, typer.Option("--show", metavar="RUN", help="Show a stored run.")]
PictureOption = Annotated[Path | None, typer.Option("--picture", help="Also draw it: .png, .svg or .pdf.")]
RunsOption = Annotated[bool, typer.Option("--runs", help="List the stored runs.")]
FloorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--floor", metavar="FIGURE=VALUE", help="Exit code 1 below this value (false_ref: above); repeatable."
    ),
]
CalibrateOption = Annotated[
    bool, typer.Option("--calibrate", help="Fit when to refuse a question; kind: unanswerable marks what to refuse.")
]
WriteOption = Annotated[bool, typer.Option("--write", help="With --calibrate: have the assistant use what was fitted.")]
KeepOption = Annotated[
    bool, typer.Option("--keep-weights", help="With --calibrate: set the thresholds only, by these questions.")
]

ModelOption = Annotated[
    str, typer.Option("--model", metavar="PROVIDER:NAME", help="Let this language model write the answers.")
]
ModelUrlOption = Annotated[str, typer.Option("--model-url", help="Address of its server.")]


class UnclearTask(AppError):
    code = "unclear_task"

    def __init__(self) -> None:
        super().__init__(
            Text("Es ist nicht klar, was gemessen werden soll.", "It is not clear what is to be measured."),
            Text(
                "Nennen Sie eines: FRAGEN.jsonl (auch mit --sources), --squad (auch mit --ask), --compare, --show, "
                "--runs. --floor, --name und --limit gelten für eine neue Messung; --model (auch mit --model-url) und "
                "--calibrate für FRAGEN.jsonl, "
                "--write und --keep-weights für --calibrate.",
                "Name one of these: QUESTIONS.jsonl (with --sources or not), --squad (with --ask or not), --compare, "
                "--show, --runs. --floor, --name and --limit are for a new measurement; --model (with --model-url or "
                "not) and --calibrate are for QUESTIONS.jsonl, --write and --keep-weights for --calibrate.",
            ),
        )


def evaluate(
    questions: QuestionsArgument = None,
    sources: SourcesOption = None,
    squad: SquadOption = None,
    ask: AskOption = None,
    limit: LimitOption = None,
    name: NameOption = "",
    compare_runs: CompareOption = None,
    show: ShowOption = "",
    picture: PictureOption = None,
    runs: RunsOption = False,
    floor: FloorOption = None,
    calibrate_judge: CalibrateOption = False,
    write: WriteOption = False,
    keep_weights: KeepOption = False,
    model: ModelOption = "",
    model_url: ModelUrlOption = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure search and answers on a question set with known evidence, and compare such runs."""
    with reported_errors(as_json):
        kinds = [bool(kind) for kind in (questions, squad, compare_runs, show, runs)]
        misfits = (sources and not questions, ask and not squad, (floor or name or limit) and not (questions or squad))
        misnamed = (model_url and not model) or (model and (calibrate_judge or not questions))
        calibration = floor or name or not questions if calibrate_judge else write or keep_weights  # that does not fit
        _refuse_unclear(kinds.count(True) != 1 or any(misfits) or bool(calibration or misnamed), picture)
        config = read_config(data)
        if calibrate_judge:
            _calibrate(config, questions, sources, limit, keep_weights, write, as_json)
        elif not (questions or squad):
            _stored(config, compare_runs, show, picture, as_json)
        else:
            floors, named = read_floors(floor or ()), named_model(config.data, model, model_url)
            run = (
                _squad(config, squad, ask, limit, name)
                if squad
                else _ask(config, questions, sources, limit, name, named)
            )
            _keep(config, run, picture, floors, as_json)


def _refuse_unclear(is_unclear: bool, picture: Path | None) -> None:
    """Raise UnclearTask, or what is wrong with the picture's file, before anything is measured."""
    if is_unclear:
        raise UnclearTask
    if picture:
        check_picture(picture)


def _stored(
    config: IndexConfig, compare_runs: tuple[str, str] | None, show: str, picture: Path | None, as_json: bool
) -> None:
    """Compare two stored runs, show one, or list them."""
    if compare_runs:
        _compare(config, compare_runs, picture, as_json)
    elif show:
        _show(find_run(runs_folder(config), show), picture, as_json)
    else:
        _list(config, as_json)


def _keep(config: IndexConfig, run: Run, picture: Path | None, floors: Sequence[Floor], as_json: bool) -> None:
    """Store a new run, show it, and check its floors."""
    stored = store_run(runs_folder(config), run)
    _show(run, picture, as_json)
    typer.echo(say(Text(f"Gespeichert: {stored}", f"Stored: {stored}")), err=True)
    _check_floors(run, floors)


def _ask(
    config: IndexConfig,
    path: Path | None,
    sources: list[Path] | None,
    limit: int | None,
    name: str,
    settings: ModelSettings,
) -> Run:
    """Measure search and answers over the sources' own library, or over the user's, by the model of the settings."""
    assert path is not None
    questions = read_question_set(path)[:limit]
    assistant, used, not_read = _opened(config, sources)
    assistant.model = open_model(settings)
    try:
        asked = ask_all(assistant, questions, folded_texts(assistant.library), _count)
    finally:
        assistant.library.close()
    searched = ", ".join(map(str, sources)) if sources else say(Text("eigene Bibliothek", "own library"))
    return make_run(Setup("questions", path, searched, not_read, name, settings.model), used, asked)


def _opened(config: IndexConfig, sources: list[Path] | None) -> tuple[Assistant, IndexConfig, tuple[str, ...]]:
    """Return an assistant over the sources' own library, or the user's, its settings, and which files were not read."""
    files = source_files(sources) if sources else []
    used = own_config(config, files) if files else config
    assistant = build_assistant(used, write=bool(files) and not is_library(used.data))
    if not files:
        return assistant, used, ()
    try:
        with progress_bar(True) as bar:
            return assistant, used, fill(assistant.library, files, bar)
    except BaseException:
        assistant.library.close()
        raise


def _calibrate(
    config: IndexConfig,
    path: Path | None,
    sources: list[Path] | None,
    limit: int | None,
    keep_weights: bool,
    write: bool,
    as_json: bool,
) -> None:
    """Fit when to refuse, print the cross-validated figures, and write the scales if that is wanted."""
    assert path is not None
    questions = read_question_set(path)[:limit]
    assistant, _, _ = _opened(config, sources)
    try:
        examples = examine(assistant.library, questions, _count)
    finally:
        assistant.library.close()
    calibration = calibrate(examples, weights_of=load_scales() if keep_weights else None)
    if as_json:
        print_json(calibration_json(calibration))
    else:
        typer.echo(calibration_text(calibration, terminal_language()))
    if write:
        write_scales(REFUSAL, calibration)
        typer.echo(say(Text(f"Geschrieben: {REFUSAL}", f"Written: {REFUSAL}")), err=True)


def _squad(config: IndexConfig, path: Path, ask: Path | None, limit: int | None, name: str) -> Run:
    """Measure the search for paragraphs."""
    squad = read_squad(path, ask, limit)
    files = write_paragraphs(config.data / LABORATORY / "paragraphs", squad.paragraphs)
    used = own_config(config, files)
    assistant = build_assistant(used, write=not is_library(used.data))
    try:
        with progress_bar(True) as bar:
            not_read = fill(assistant.library, files, bar)
        asked = search_all(assistant, squad.questions, _count)
    finally:
        assistant.library.close()
    searched = f"{len(files)} {say(Text('Absätze aus', 'paragraphs of'))} {path.name}"
    return make_run(Setup("squad", ask or path, searched, not_read, name), used, asked)


def _show(run: Run, picture: Path | None, as_json: bool) -> None:
    if as_json:
        print_json(run.model_dump(mode="json"))
    else:
        typer.echo(run_text(run, terminal_language()))
    if picture:
        draw(run_panels(run), f"{run.name or run.id}: {run.question_file}, {len(run.asked)} Fragen", picture)


def _compare(config: IndexConfig, names: tuple[str, str], picture: Path | None, as_json: bool) -> None:
    before, after = (find_run(runs_folder(config), name) for name in names)
    comparison = compare(before, after)
    if as_json:
        changes = [
            {**asdict(change), "difference": change.difference, "beyond_noise": change.beyond_noise}
            for change in comparison.changes
        ]
        print_json({**asdict(comparison), "changes": changes})
    else:
        typer.echo(comparison_text(comparison, terminal_language()))
    if picture:
        title = f"{after.question_file}, {comparison.questions} gemeinsame Fragen (* jenseits des Zufalls)"
        draw(comparison_panels(comparison), title, picture)


def _list(config: IndexConfig, as_json: bool) -> None:
    runs, broken = list[Run](), list[str]()
    for path in stored_runs(runs_folder(config)):
        try:
            runs.append(load_run(path))
        except BrokenRun as error:
            broken.append(say(error.message))
    if as_json:
        print_json([run.model_dump(mode="json", exclude={"asked", "rows"}) for run in runs])
    else:
        typer.echo(runs_text(runs, broken, terminal_language()))


def _check_floors(run: Run, floors: Sequence[Floor]) -> None:
    """Name each figure beyond its floor on standard error; exit code 1 if there is one."""
    missed = missed_floors(run, floors)
    for one in missed:
        typer.secho(say(one), fg="red", err=True)
    if missed:
        raise typer.Exit(1)


def _count(done: int, total: int) -> None:
    """Count the questions on standard error, where it is a terminal."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        typer.echo(f"\r{done}/{total} {say(Text('Fragen', 'questions'))}{end}", err=True, nl=False)
