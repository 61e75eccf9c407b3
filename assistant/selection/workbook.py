"""A selection as a workbook to fill in: criteria, ratings with drop-downs, proofs, results that the sheet computes.

Cells to fill in are open, all others locked, without a password. A rater of projects gets a workbook of the own ratings
alone. What comes back is read by `workbook_reading`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.xlsx_cells import workbook_bytes, write_text
from assistant.selection.raters import rater_named
from assistant.selection.records import BEST, PROOF_KINDS, STAGES, TOGETHER, Rating, Selection
from assistant.selection.words import Words
from assistant.selection.workbook_layout import (
    CANDIDATES,
    CONFLICTS,
    CRITERIA,
    DATA_SHEET,
    HEAD,
    IDS,
    LEASTS,
    NOTE,
    PIECE,
    PROOFS,
    RATERS,
    WEIGHTS,
    Carried,
    Column,
    as_cell,
)
from assistant.selection.workbook_results import add_results
from ingest.records import Language

_SPARE_CANDIDATES, _SPARE_CRITERIA, _SPARE_LINES = 30, 10, 200  # empty rows to fill in
_FIRST_RATED = len(CANDIDATES) + 1  # column
_EPOCH = datetime(2000, 1, 1)  # the same selection gives the same bytes
_OPEN = Protection(locked=False)
_TO_FILL, _HEADING = PatternFill("solid", fgColor="FFFBE6"), PatternFill("solid", fgColor="DCE6F1")
_BOLD = Font("Calibri", 11, bold=True)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_UPRIGHT = Alignment(horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True)
_CENTRED = Alignment(horizontal="center", vertical="top")
_LINE = 15  # points
_MOST_ON_PAPER = 20  # columns that can still be read on one sheet of paper
_HEAD_HEIGHT = 170  # points, for titles that stand upright
_LONGEST_PROMPT, _LONGEST_PROMPT_TITLE = 255, 32  # characters that Excel takes
Line = Sequence[str | float | None]


def selection_workbook(selection: Selection, language: Language) -> bytes:
    """Return the whole selection: partners with their ratings, projects with raters and conflicts of interest.

    The ratings of projects are not shown: each rater gives them in a workbook of their own (`rater_workbook`).
    """
    words, book = Words(language), _new_book()
    results: dict[str, Mapping[str, float]] = {}
    _criteria(book.create_sheet(words("sheet_criteria")), selection, words, is_open=True)
    if selection.kind == "partners":
        _rated(book, selection, TOGETHER, words, results)
        bare = Selection(**{**dict(selection), "ratings": ()})
    else:
        _candidates(book.create_sheet(words("sheet_projects")), selection, words, head=1, is_open=True)
        _raters(book, selection, words)
        bare = selection
    _carry(book, Carried(selection=bare))
    return workbook_bytes(book, results)


def rater_workbook(selection: Selection, rater: str, language: Language) -> bytes:
    """Return what one rater fills in: the projects without a conflict of interest, the own ratings, nobody else's.

    Raises UnknownRater.
    """
    one = rater_named(selection, rater)
    own = tuple(rating for rating in selection.ratings if rating.rater == one.id)
    seen = tuple(each for each in selection.candidates if (one.id, each.id) not in selection.barred)
    shown = Selection(
        kind="projects", title=selection.title, criteria=selection.criteria, candidates=seen, ratings=own, raters=(one,)
    )
    words, book = Words(language), _new_book()
    results: dict[str, Mapping[str, float]] = {}
    _criteria(book.create_sheet(words("sheet_criteria")), shown, words, is_open=False)
    _rated(book, shown, one.id, words, results)
    _carry(book, Carried(rater=one.id, selection=Selection(**{**dict(shown), "ratings": ()})))
    return workbook_bytes(book, results)


def _new_book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.calculation.fullCalcOnLoad = True
    book.properties.creator = ""  # the selection is its user's
    book.properties.created = book.properties.modified = _EPOCH
    return book


def _criteria(sheet: Worksheet, selection: Selection, words: Words, *, is_open: bool) -> None:
    lines: list[Line] = [
        (
            one.id, one.group.of(words.language), one.title.of(words.language),
            one.question.of(words.language) if one.question else "", one.weight, one.least,
            words("origin", **one.origin.model_dump()) if one.origin else words("own_criterion"),
        )
        for one in selection.criteria
    ]  # fmt: skip
    spare = _SPARE_CRITERIA if is_open else 0
    to_fill = {"weight", "least"} if is_open else set[str]()
    _table(sheet, CRITERIA, lines, words, spare=spare, to_fill=to_fill, first_column="D")
    for row in range(len(lines) + 2, len(lines) + 2 + spare):
        for column in range(2, 7):
            _open(sheet, row, column)
    last = len(lines) + 1 + spare
    _allow(sheet, f"E2:E{last}", DataValidation("decimal", "between", "0", "10"), words("weight_error"))
    _allow(sheet, f"F2:F{last}", DataValidation("list", formula1='"1,2,3,4"'), words("least_error"))


def _rated(
    book: Workbook, selection: Selection, rater: str, words: Words, results: dict[str, Mapping[str, float]]
) -> None:
    """Write the ratings of one, what proves them, and what comes of them."""
    sheet = book.create_sheet(words("sheet_ratings"))
    last = _candidates(sheet, selection, words, head=HEAD, is_open=rater == TOGETHER)
    results["xl/worksheets/sheet2.xml"] = _ratings(sheet, selection, rater, last, words)
    _protect(sheet)
    _proofs(book, selection, rater, last, words)
    sheet = book.create_sheet(words("sheet_result"))
    results["xl/worksheets/sheet4.xml"] = add_results(sheet, selection, rater, last, words)
    _protect(sheet)


def _candidates(sheet: Worksheet, selection: Selection, words: Words, *, head: int, is_open: bool) -> int:
    """Write the candidates below row `head` and return the last row to fill in."""
    lines = [(one.id, one.name, words(f"stage_{one.stage}"), one.country, one.note) for one in selection.candidates]
    to_fill = {"name", "stage", "country", "note"} if is_open else set[str]()
    spare = _SPARE_CANDIDATES if is_open else 0
    _table(sheet, CANDIDATES, lines, words, spare=spare, to_fill=to_fill, head=head, first_column="C")
    last = head + len(lines) + spare
    stages = ",".join(words(f"stage_{one}") for one in STAGES)
    if last > head:
        _allow(sheet, f"C{head + 1}:C{last}", DataValidation("list", formula1=f'"{stages}"'), words("choice_error"))
    return last


def _ratings(sheet: Worksheet, selection: Selection, rater: str, last: int, words: Words) -> Mapping[str, float]:
    """Write the columns of the criteria beside the candidates, and return the results of their formulas."""
    given = {(one.candidate, one.criterion): one.score for one in selection.ratings if one.rater == rater}
    sheet.row_dimensions[IDS].hidden = True
    sheet.row_dimensions[HEAD].height = _HEAD_HEIGHT
    sheet.print_title_cols = "A:B"
    for row, key in ((WEIGHTS, "column_weight"), (LEASTS, "column_least")):
        write_text(sheet.cell(row, 2), words(key))
    results, grades = {}, ",".join(map(str, range(BEST + 1)))
    for number, criterion in enumerate(selection.criteria):
        column, source = _FIRST_RATED + number, number + 2
        letter, title = get_column_letter(column), criterion.title.of(words.language)
        write_text(sheet.cell(IDS, column), criterion.id)
        cell = sheet.cell(HEAD, column)
        write_text(cell, title)
        cell.alignment, cell.font, cell.fill = _UPRIGHT, _BOLD, _HEADING
        sheet.column_dimensions[letter].width = 7
        place = f"'{words('sheet_criteria')}'!$E${source}"
        least = place.replace("$E$", "$F$")
        for at, formula, result in (
            (WEIGHTS, place, criterion.weight),
            (LEASTS, f'IF({least}="",0,{least})', criterion.least or 0),
        ):
            sheet.cell(at, column, f"={formula}").alignment = _CENTRED
            results[formula] = float(result)
        for row in range(HEAD + 1, last + 1):
            _open(sheet, row, column).alignment = _CENTRED
        for row, one in enumerate(selection.candidates, HEAD + 1):
            sheet.cell(row, column).value = given.get((one.id, criterion.id))
        if last > HEAD:
            question = criterion.question.of(words.language) if criterion.question else ""
            rule = DataValidation("list", formula1=f'"{grades}"', promptTitle=title[:_LONGEST_PROMPT_TITLE])
            rule.prompt = words("rating_prompt", question=question).strip()[:_LONGEST_PROMPT]
            rule.showInputMessage = True
            _allow(sheet, f"{letter}{HEAD + 1}:{letter}{last}", rule, words("rating_error"))
    return results


def _proofs(book: Workbook, selection: Selection, rater: str, last: int, words: Words) -> None:
    names = {one.id: one.name for one in selection.candidates}
    titles = {one.id: one.title.of(words.language) for one in selection.criteria}
    lines = [
        (names[one.candidate], titles[one.criterion], *line)
        for one in selection.ratings
        if one.rater == rater
        for line in _proof_lines(one, words)
    ]
    sheet = book.create_sheet(words("sheet_proofs"))
    to_fill = {one.key for one in PROOFS if one.width}
    _table(sheet, PROOFS, lines, words, spare=_SPARE_LINES, to_fill=to_fill)
    end = len(lines) + 1 + _SPARE_LINES
    kinds = ",".join([words(NOTE), *(words(f"proof_{kind}") for kind in PROOF_KINDS)])
    most = len(selection.criteria) + 1 + _SPARE_CRITERIA
    for letter, choice in (
        ("A", f"'{words('sheet_ratings')}'!$B${HEAD + 1}:$B${max(last, HEAD + 1)}"),
        ("B", f"'{words('sheet_criteria')}'!$C$2:$C${most}"),
        ("C", f'"{kinds}"'),
    ):
        _allow(sheet, f"{letter}2:{letter}{end}", DataValidation("list", formula1=choice), words("choice_error"))


def _proof_lines(rating: Rating, words: Words) -> Iterable[Line]:
    if rating.note:
        yield words(NOTE), rating.note, "", "", ""
    for one in rating.proofs:
        kept = as_cell(one.model_dump_json(exclude={"kind", "link", "page"})) if one.quote else ""
        yield words(f"proof_{one.kind}"), one.quote.text if one.quote else one.text, one.link, one.page, kept


def _raters(book: Workbook, selection: Selection, words: Words) -> None:
    raters: list[Line] = [(one.id, one.name, words("yes" if one.submitted else "no")) for one in selection.raters]
    _table(book.create_sheet(words("sheet_raters")), RATERS, raters, words, spare=20, to_fill={"name"})
    rater_names = {one.id: one.name for one in selection.raters}
    names = {one.id: one.name for one in selection.candidates}
    conflicts: list[Line] = [(rater_names[one.rater], names[one.candidate], one.reason) for one in selection.conflicts]
    sheet = book.create_sheet(words("sheet_conflicts"))
    _table(sheet, CONFLICTS, conflicts, words, spare=50, to_fill={"rater", "name", "reason"})
    end = len(conflicts) + 51
    for letter, source in (("A", "sheet_raters"), ("B", "sheet_projects")):
        choice = DataValidation("list", formula1=f"'{words(source)}'!$B$2:$B$250")
        _allow(sheet, f"{letter}2:{letter}{end}", choice, words("choice_error"))


def _table(
    sheet: Worksheet,
    columns: tuple[Column, ...],
    lines: Sequence[Line],
    words: Words,
    *,
    spare: int,
    to_fill: set[str],
    head: int = 1,
    first_column: str = "A",
) -> None:
    """Write headings and lines, open the cells to fill in and the spare rows, and protect the sheet."""
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(head, number)
        write_text(cell, words(column.heading))
        cell.font, cell.fill, cell.alignment = _BOLD, _HEADING, _WRAPPED
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.hidden = column.width or 8, not column.width
        for row in range(head + 1, head + len(lines) + spare + 1):
            cell = _open(sheet, row, number) if column.key in to_fill else sheet.cell(row, number)
            cell.alignment = _WRAPPED
            content = lines[row - head - 1][number - 1] if row - head <= len(lines) else None
            if isinstance(content, str):
                write_text(cell, content)
            else:
                cell.value = content
    widths = [column.width for column in columns]
    for row, line in enumerate([[words(one.heading) for one in columns], *lines], head):
        # Set, because LibreOffice does not fit rows to wrapped text in a file that it did not write.
        sheet.row_dimensions[row].height = _LINE * max(map(_lines_of, line, widths))
    sheet.freeze_panes = f"{first_column}{head + 1}"
    _protect(sheet)


def _lines_of(content: str | float | None, width: int) -> int:
    """Return how many lines a text takes in a column so wide; 1 in a hidden one."""
    texts = content.split("\n") if isinstance(content, str) and width else [""]
    return sum(1 + len(text) // width if width else 1 for text in texts)


def _open(sheet: Worksheet, row: int, column: int) -> Cell | MergedCell:
    cell = sheet.cell(row, column)
    cell.protection, cell.fill = _OPEN, _TO_FILL
    return cell


def _allow(sheet: Worksheet, cells: str, rule: DataValidation, error: str) -> None:
    rule.allow_blank, rule.showErrorMessage, rule.error = True, True, error
    rule.add(cells)
    sheet.add_data_validation(rule)


def _protect(sheet: Worksheet) -> None:
    """Lock a sheet, without a password; widths and heights may be changed. Printed, it fits the paper's width."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=sheet.max_column <= _MOST_ON_PAPER)


def _carry(book: Workbook, carried: Carried) -> None:
    sheet = book.create_sheet(DATA_SHEET)
    sheet.sheet_state = "veryHidden"
    data = as_cell(carried.model_dump_json())
    for row, start in enumerate(range(0, len(data), PIECE), 1):
        write_text(sheet.cell(row, 1), data[start : start + PIECE])
