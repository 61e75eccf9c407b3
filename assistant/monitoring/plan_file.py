"""A monitoring plan as a file: JSON or a workbook; the ending of the name says which."""

from pathlib import Path

from assistant.instruments.record_file import check_ending, read_record, record_bytes
from assistant.monitoring.records import MonitoringPlan
from assistant.monitoring.workbook import plan_workbook
from assistant.monitoring.workbook_layout import word
from assistant.monitoring.workbook_reading import read_plan_workbook
from ingest.records import Language, Text

PLAN_FORMATS = (".json", ".xlsx")
_NAMES = {
    "goals": "sheet_goals",
    "indicators": "sheet_indicators",
    "milestones": "sheet_milestones",
    "checkins": "sheet_checkins",
    "title": "col_title",
    "cluster": "col_cluster",
}
_SAVE_ANEW = Text(
    "Nichts wurde übernommen. Ein Muster schreibt `clusterkompass monitoring new`.",
    "Nothing was taken over. `clusterkompass monitoring new` writes a model.",
)


def read_plan(path: Path, name: str = "") -> MonitoringPlan:
    """Return the plan of a JSON file or a workbook.

    Raises BadInstrumentFile, UnusableWorkbook, MissingPath, FileOutOfReach.
    """
    check_ending(path, PLAN_FORMATS)
    if path.suffix.lower() == ".xlsx":
        return read_plan_workbook(path, name or path.name)
    names = {field: word(key) for field, key in _NAMES.items()}
    return read_record(path, MonitoringPlan, _SAVE_ANEW, name=name, names=names)


def plan_bytes(plan: MonitoringPlan, ending: str, language: Language) -> bytes:
    """Return a plan as a file of this ending (one of PLAN_FORMATS) that `read_plan` reads back the same."""
    return plan_workbook(plan, language) if ending == ".xlsx" else record_bytes(plan)
