"""The sheets and columns of a monitoring plan as a workbook: what writes and what reads them agree on these."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.monitoring.records import Direction
from assistant.wording import wordings
from ingest.records import Text


@dataclass(frozen=True)
class Sheet:
    """A sheet: the key of its name and those of its columns in prompts/monitoring.toml; `widths` in characters."""

    name: str
    columns: Mapping[str, str]
    widths: tuple[int, ...]

    def headings(self) -> dict[str, Text]:
        """Return by field the headings under which a column may stand, the German one first."""
        return {field: word(key) for field, key in self.columns.items()}


GENERAL = Sheet("sheet_plan", {"field": "col_field", "value": "col_value"}, (24, 60))
GOALS = Sheet("sheet_goals", {"id": "col_id", "title": "col_goal"}, (14, 80))
INDICATORS = Sheet(
    "sheet_indicators",
    {
        "id": "col_id",
        "title": "col_indicator",
        "definition": "col_definition",
        "unit": "col_unit",
        "direction": "col_direction",
        "baseline": "col_baseline",
        "baseline_day": "col_baseline_day",
        "target": "col_target",
        "target_day": "col_target_day",
        "goals": "col_goals",
        "source": "col_source",
        "responsible": "col_responsible",
        "every": "col_every",
        "tolerance": "col_tolerance",
        "note": "col_note",
        "template": "col_template",
    },
    (18, 34, 44, 14, 18, 14, 14, 14, 14, 14, 24, 22, 14, 14, 30, 18),
)
MILESTONES = Sheet(
    "sheet_milestones",
    {
        "id": "col_id",
        "title": "col_milestone",
        "due": "col_due",
        "done_on": "col_done_on",
        "responsible": "col_responsible",
        "note": "col_note",
    },
    (14, 50, 14, 14, 24, 40),
)
CHECKINS = Sheet(
    "sheet_checkins",
    {"indicator": "col_indicator_id", "day": "col_day", "value": "col_figure", "note": "col_note", "who": "col_who"},
    (24, 14, 14, 50, 24),
)
DAYS = frozenset({"baseline_day", "target_day", "due", "done_on", "day"})
FIGURES = frozenset({"baseline", "target", "every", "tolerance", "value"})
GENERAL_ROWS = {"title": "col_title", "cluster": "col_cluster"}


def word(key: str) -> Text:
    """Return a text of prompts/monitoring.toml."""
    return wordings("monitoring.toml")[key]


def direction_word(direction: Direction) -> Text:
    """Return "mehr ist besser" or "weniger ist besser"."""
    return word(f"direction_{direction}")
