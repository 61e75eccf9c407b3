"""Runs: made from what was asked, stored as one JSON file each, listed and loaded by id, path, "last" or "previous"."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from assistant.laboratory.measure import measure
from assistant.laboratory.own_library import LABORATORY, code_digest
from assistant.laboratory.records import Asked, Mode, Run, Versions
from assistant.model.prompts import prompt_version
from ingest.config import IndexConfig
from ingest.errors import AppError
from ingest.records import Text

_ROOT = Path(__file__).parents[2]
_CODE = tuple(_ROOT / folder for folder in ("ingest", "assistant", "prompts"))
_ID_LENGTH = 8  # hex digits
_CODE_LENGTH = 12
_WAIT_SECONDS = 10.0  # for git


@dataclass(frozen=True)
class Setup:
    """What is evaluated: the question file, what is searched, which files could not be read, and the model that writes.

    `model` is "" where none does.
    """

    mode: Mode
    question_file: Path
    sources: str
    not_read: tuple[str, ...] = ()
    name: str = ""
    model: str = ""


class UnknownRun(AppError):
    code = "unknown_run"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"Einen Lauf „{name}“ gibt es nicht.", f'There is no run "{name}".'),
            Text(
                "Sehen Sie mit „evaluate --runs“ nach; „last“ und „previous“ sind die beiden letzten.",
                'Look it up with "evaluate --runs"; "last" and "previous" are the latest two.',
            ),
        )


class BrokenRun(AppError):
    code = "broken_run"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            Text(
                f"{path.name} ist kein gespeicherter Lauf: {problem}.", f"{path.name} is not a stored run: {problem}."
            ),
            Text("Löschen Sie die Datei und messen Sie neu.", "Delete the file and measure again."),
        )


class RunNotStored(AppError):
    code = "run_not_stored"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            Text(
                f"Der Lauf kann nicht in {folder} gespeichert werden: {reason}.",
                f"The run cannot be stored in {folder}: {reason}.",
            ),
            Text("Prüfen Sie Platz und Schreibrechte.", "Check the free space and the permission to write."),
        )


def make_run(setup: Setup, config: IndexConfig, asked: Sequence[Asked]) -> Run:
    """Return the run of now, with its figures."""
    with setup.question_file.open("rb") as file:
        content = file_digest(file, "sha256").hexdigest()
    return Run(
        id=uuid4().hex[:_ID_LENGTH],
        name=setup.name,
        date=datetime.now(UTC).isoformat(timespec="milliseconds"),
        mode=setup.mode,
        versions=code_versions(),
        question_file=setup.question_file.name,
        question_sha256=content,
        sources=setup.sources,
        not_read=setup.not_read,
        model=setup.model,
        prompt_version=prompt_version() if setup.model else "",
        recipe=config.recipe.as_meta(),
        rows=measure(asked, setup.mode),
        asked=tuple(asked),
    )


def runs_folder(config: IndexConfig) -> Path:
    """Return the folder of the stored runs."""
    return config.data / LABORATORY / "runs"


def store_run(folder: Path, run: Run) -> Path:
    """Store a run as <utc time>-<id>.json, whole or not at all, and return the file; raises RunNotStored."""
    time = datetime.fromisoformat(run.date).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    path = folder / f"{time}Z-{run.id}.json"
    unfinished = folder / f".{path.name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_text(run.model_dump_json(indent=1), encoding="utf-8")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise RunNotStored(folder, error.strerror or type(error).__name__) from error
    return path


def stored_runs(folder: Path) -> list[Path]:
    """Return the files of the stored runs, the oldest first."""
    return sorted(folder.glob("*.json"))


def find_run(folder: Path, name: str) -> Run:
    """Return the run of this path, id, file name, or "last" or "previous"; raises UnknownRun, BrokenRun."""
    stored = stored_runs(folder)
    latest = {"last": 1, "previous": 2}
    if name in latest:
        if len(stored) < latest[name]:
            raise UnknownRun(name)
        return load_run(stored[-latest[name]])
    with suppress(OSError):  # a name too long for a file is none
        if Path(name).is_file():
            return load_run(Path(name))
    matching = [path for path in stored if name in (path.stem, path.name, path.stem.rpartition("-")[2])]
    if not matching:
        raise UnknownRun(name)
    return load_run(matching[0])


def load_run(path: Path) -> Run:
    """Return a stored run; raises BrokenRun."""
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BrokenRun(path, error.strerror or type(error).__name__) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenRun(path, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def code_versions() -> Versions:
    """Return the package's version, and the commit where the code lies in a repository of its own."""
    try:
        package = version("clusterkompass")
    except PackageNotFoundError:  # a checkout that was never installed
        package = ""
    code = code_digest(_CODE)[:_CODE_LENGTH]
    if not (_ROOT / ".git").exists():
        return Versions(package=package, code=code)
    commit = _git("rev-parse", "HEAD")
    return Versions(package=package, code=code, commit=commit, changed=bool(commit and _git("status", "--porcelain")))


def _git(*arguments: str) -> str:
    """Return what git says, "" where there is no git."""
    command = ["git", "--no-optional-locks", "-C", str(_ROOT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_WAIT_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
