"""A monitoring plan as a file: JSON or a workbook; the ending of the name says which."""

from pathlib import Path

from pydantic import ValidationError

from assistant.monitoring.records import MonitoringPlan
from assistant.monitoring.workbook import plan_workbook
from assistant.monitoring.workbook_layout import word
from assistant.monitoring.workbook_reading import read_plan_workbook
from assistant.studio.faults import faults_in_words
from ingest.errors import AppError, FileOutOfReach, MissingPath
from ingest.records import Language, Text

PLAN_FORMATS = (".json", ".xlsx")
_LARGEST = 20_000_000  # bytes of JSON; 5,000 check-ins with notes are some two million
_NAMES = {
    "goals": "sheet_goals",
    "indicators": "sheet_indicators",
    "milestones": "sheet_milestones",
    "checkins": "sheet_checkins",
    "title": "col_title",
    "cluster": "col_cluster",
}


class BadPlan(AppError):
    """A file that is no monitoring plan; the message names file and field."""

    code = "bad_plan"


def read_plan(path: Path, name: str = "") -> MonitoringPlan:
    """Return the plan of a JSON file or a workbook; raises BadPlan, UnusableWorkbook, MissingPath, FileOutOfReach."""
    name = name or path.name
    check_plan_format(path)
    if not path.exists():
        raise MissingPath(str(path))
    if path.suffix.lower() == ".xlsx":
        return read_plan_workbook(path, name)
    try:
        if path.stat().st_size > _LARGEST:
            raise BadPlan(Text(f"{name} ist zu groß für einen Plan.", f"{name} is too large for a plan."), _SAVE_ANEW)
        return parse_plan(path.read_text(encoding="utf-8-sig"), name)
    except OSError as error:
        raise FileOutOfReach(name, error) from error
    except UnicodeDecodeError as error:
        raise BadPlan(Text(f"{name} ist kein UTF-8.", f"{name} is not UTF-8."), _SAVE_ANEW) from error


def parse_plan(text: str, name: str) -> MonitoringPlan:
    """Return the plan in a JSON text; `name` stands in the messages. Raises BadPlan."""
    try:
        return MonitoringPlan.model_validate_json(text)
    except ValidationError as error:
        told = faults_in_words(error, name, {field: word(key) for field, key in _NAMES.items()})
        raise BadPlan(told, _SAVE_ANEW) from error


def plan_bytes(plan: MonitoringPlan, ending: str, language: Language) -> bytes:
    """Return a plan as a file of this ending (one of PLAN_FORMATS) that `read_plan` reads back the same."""
    return plan_workbook(plan, language) if ending == ".xlsx" else f"{plan.model_dump_json(indent=2)}\n".encode()


def check_plan_format(path: Path) -> None:
    """Raise BadPlan where a plan is not kept under such a name."""
    if path.suffix.lower() not in PLAN_FORMATS:
        raise BadPlan(
            Text(f"{path.name}: ein Plan ist eine JSON- oder XLSX-Datei.", f"{path.name}: a plan is JSON or XLSX."),
            Text("Nennen Sie eine Datei, die auf .json oder .xlsx endet.", "Name a file that ends in .json or .xlsx."),
        )


_SAVE_ANEW = Text(
    "Nichts wurde übernommen. Ein Muster schreibt `clusterkompass monitoring new`.",
    "Nothing was taken over. `clusterkompass monitoring new` writes a model.",
)
