"""The sheet of results: locked formulas that compute scores and ranks from the ratings, as `weighing` does."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.xlsx_cells import write_text
from assistant.selection.records import BEST, TOGETHER, Rating, Selection
from assistant.selection.weighing import Standing, rank
from assistant.selection.words import Words
from assistant.selection.workbook_layout import CANDIDATES, HEAD, LEASTS, WEIGHTS

_COLUMNS = (
    ("column_rank", 9), ("column_candidate", 34), ("column_score", 12), ("column_coverage", 12),
    ("column_lower", 13), ("column_upper", 13), ("column_knocked", 9),
)  # fmt: skip
_DECIMALS = 6  # of a percentage: what differs less is a tie


def add_results(sheet: Worksheet, selection: Selection, rater: str, last: int, words: Words) -> Mapping[str, float]:
    """Write a row of formulas for each row of the ratings up to `last`, and return their results by formula.

    Columns: rank, name, score, coverage, bounds, number of knock-outs; hidden, whether it is in the running (1 or 0).
    """
    for column, (key, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(1, column)
        write_text(cell, words(key))
        cell.font, cell.fill = Font("Calibri", 11, bold=True), PatternFill("solid", fgColor="DCE6F1")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 32  # points: two lines
    sheet.column_dimensions["H"].hidden = True
    sheet.freeze_panes = "C2"
    end = last - HEAD + 1
    standings = {one.candidate.id: one for one in rank(_seen_alone(selection, rater)).standings}
    results: dict[str, float] = {}
    for row in range(2, end + 1):
        formulas = _formulas(row, end, len(selection.criteria), words)
        for column, formula in enumerate(formulas, 1):
            cell = sheet.cell(row, column, f"={formula}")
            cell.number_format = "0.0" if 3 <= column <= 6 else "General"
            cell.alignment = Alignment("left" if column == 2 else "center")
        if row - 2 < len(selection.candidates):
            values = _values(standings[selection.candidates[row - 2].id])
            known = ((escape(formula), value) for formula, value in zip(formulas, values, strict=True))
            results.update((formula, value) for formula, value in known if value is not None)
    return results


def _formulas(row: int, end: int, criteria: int, words: Words) -> tuple[str, ...]:
    source, sheet = row + HEAD - 1, f"'{words('sheet_ratings')}'!"
    first, final = len(CANDIDATES) + 1, get_column_letter(len(CANDIDATES) + max(criteria, 1))
    ratings, weights, leasts = (
        f"{sheet}${get_column_letter(first)}${at}:${final}${at}" for at in (source, WEIGHTS, LEASTS)
    )
    rated = f"SUMPRODUCT({weights},--ISNUMBER({ratings}))"
    total, points = f"SUM({weights})", f"SUMPRODUCT({weights},{ratings})"
    name, stage = f"{sheet}$B${source}", f"{sheet}$C${source}"
    ahead = f"1+SUMPRODUCT(($H$2:$H${end}=1)*($C$2:$C${end}>C{row}))"
    return (
        f'IF(H{row}=1,{ahead},IF(N(G{row})>0,"{words("column_knocked")}",""))',
        f'IF({name}="","",{name})',
        f'IF({rated}=0,"",ROUND(100*{points}/({BEST}*{rated}),{_DECIMALS}))',
        f'IF(OR(B{row}="",{total}=0),"",ROUND(100*{rated}/{total},{_DECIMALS}))',
        f'IF(D{row}="","",ROUND(100*{points}/({BEST}*{total}),{_DECIMALS}))',
        f'IF(D{row}="","",ROUND(E{row}+100-D{row},{_DECIMALS}))',
        f'IF(B{row}="","",SUMPRODUCT(--ISNUMBER({ratings}),--({ratings}<{leasts})))',
        f'IF(AND(ISNUMBER(C{row}),N(G{row})=0,{stage}<>"{words("stage_declined")}"),1,0)',
    )


def _values(standing: Standing) -> tuple[float | None, ...]:
    score = None if standing.score is None else round(standing.score, _DECIMALS)
    bounds = (round(value, _DECIMALS) for value in (standing.coverage, standing.lower, standing.upper))
    running = 1.0 if standing.rank is not None else 0.0
    return standing.rank, None, score, *bounds, float(len(standing.knocked_out)), running


def _seen_alone(selection: Selection, rater: str) -> Selection:
    """Return the selection as one rater alone rates it."""
    if rater == TOGETHER:
        return selection
    own = tuple(
        Rating(**{**dict(one), "rater": TOGETHER, "first": None}) for one in selection.ratings if one.rater == rater
    )
    return Selection(
        kind="partners",
        title=selection.title,
        criteria=selection.criteria,
        candidates=selection.candidates,
        ratings=own,
    )
