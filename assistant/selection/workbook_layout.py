"""How the workbook of a selection is laid out: what the writer and the reader must agree on."""

from dataclasses import dataclass

from assistant.phrase import Strict
from assistant.selection.records import Selection
from assistant.wording import wordings

DATA_SHEET = "clusterkompass"  # hidden: what no sheet shows, as JSON, a piece in each cell of column A
PIECE = 30_000  # characters of JSON in a cell; Excel holds 32,767
IDS, WEIGHTS, LEASTS, HEAD = 1, 2, 3, 4  # rows of the ratings above those of the candidates
NOTE = "note"  # what a line of the proofs is, beside the kinds of proof


@dataclass(frozen=True)
class Column:
    """A column by its key and the key of its heading; `width` in characters, 0 hides it."""

    key: str
    heading: str
    width: int = 0


CRITERIA = (
    Column("id", "column_id"),
    Column("group", "column_group", 28),
    Column("title", "column_criterion", 38),
    Column("question", "column_question", 70),
    Column("weight", "column_weight", 15),
    Column("least", "column_least", 15),
    Column("origin", "column_origin", 42),
)
CANDIDATES = (
    Column("id", "column_id"),
    Column("name", "column_candidate", 30),
    Column("stage", "column_stage", 14),
    Column("country", "column_country", 16),
    Column("note", "column_note", 34),
)
PROOFS = (
    Column("name", "column_candidate", 30),
    Column("title", "column_criterion", 38),
    Column("kind", "column_kind", 16),
    Column("text", "column_text", 70),
    Column("link", "column_link", 36),
    Column("page", "column_page", 9),
    Column("quote", "column_data"),
)
RATERS = (
    Column("id", "column_id"),
    Column("name", "column_candidate", 34),
    Column("submitted", "column_submitted", 14),
)
CONFLICTS = (
    Column("rater", "column_rater", 34),
    Column("name", "projects_candidate", 34),
    Column("reason", "column_reason", 60),
)


class Carried(Strict):
    """What the hidden sheet holds: the selection, and whose ratings a sheet is for ("" for the whole)."""

    rater: str = ""
    selection: Selection


def headings(columns: tuple[Column, ...]) -> dict[str, tuple[str, str]]:
    """Return by key under which headings a column may stand, German and English."""
    return {one.key: in_both(one.heading) for one in columns}


def in_both(key: str) -> tuple[str, str]:
    """Return a heading, a sheet's name or a choice as it may stand, German and English."""
    text = wordings("selection.toml")[key]
    return text.de, text.en


def as_cell(json: str) -> str:
    """Return JSON so that no program reads "_x0022_" in it as a letter: Excel's escape, which LibreOffice drops."""
    return json.replace("_x", "\\u005fx")
