"""The XLSX reader."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.errors import DamagedFile, EmptyFile
from ingest.formats.xlsx import read_xlsx
from ingest.records import Document


def workbook(folder: Path, fill: Callable[[Worksheet, Workbook], None]) -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Märkte"
    fill(sheet, book)
    book.save(folder / "liste.xlsx")
    return read_xlsx(folder / "liste.xlsx")


def told(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def test_a_sheet_is_a_heading_with_tables_parted_by_empty_rows(tmp_path: Path) -> None:
    def fill(sheet: Worksheet, book: Workbook) -> None:
        rows = [["Stand der Gespräche"], ["Land", "Partner"], ["Chile", 3], [], ["Land", "Budget"], ["Peru", 1200]]
        for row in rows:
            sheet.append(row)
        for cell in (*sheet[2], *sheet[5]):
            cell.font = Font(bold=True)

    assert told(workbook(tmp_path, fill)) == [
        ("heading", "Märkte"),
        ("paragraph", "Stand der Gespräche"),
        ("table_head", "Land | Partner"),
        ("table_row", "Chile | 3"),
        ("table_head", "Land | Budget"),
        ("table_row", "Peru | 1200"),
    ]


@pytest.mark.parametrize(
    ("word", "value", "form", "shown"),
    [
        ("und", 0.125, "0.0%", "12,5 %"),
        ("and the", 0.125, "0.0%", "12.5 %"),
        ("und", 1234.5, "#,##0.00 €", "1234,50 €"),
        ("und", 0.1 + 0.2, "General", "0,3"),
        ("und", date(2025, 3, 9), "dd/mm/yyyy", "09.03.2025"),
        ("and the", date(2025, 3, 9), "dd/mm/yyyy", "2025-03-09"),
        ("und", True, "General", "WAHR"),
    ],
)
def test_values_stand_as_the_sheet_shows_them(
    tmp_path: Path, word: str, value: float | date, form: str, shown: str
) -> None:
    def fill(sheet: Worksheet, book: Workbook) -> None:
        sheet.append([word, value])
        sheet["B1"].number_format = form

    assert told(workbook(tmp_path, fill))[1] == ("table_row", f"{word} | {shown}")


def test_merged_cells_fill_what_they_cover(tmp_path: Path) -> None:
    def fill(sheet: Worksheet, book: Workbook) -> None:
        for row in (["Region", "Land"], ["Amerika", "Chile"], [None, "Peru"]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    assert [text for _, text in told(workbook(tmp_path, fill))[1:]] == [
        "Region | Land", "Amerika | Chile", "Amerika | Peru",
    ]  # fmt: skip


def test_hidden_sheets_rows_and_columns_are_left_out_and_named(tmp_path: Path) -> None:
    def fill(sheet: Worksheet, book: Workbook) -> None:
        for row in (["Land", "Geheim", "Partner"], ["Chile", "x", "3"], ["Peru", "x", "4"]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = book.create_sheet("Intern")
        other.append(["Vertraulich"])
        other.sheet_state = "hidden"

    document = workbook(tmp_path, fill)

    assert [text for _, text in told(document)[1:]] == ["Land | Partner", "Chile | 3"]
    assert [notice.de for notice in document.notices] == [
        "Ausgeblendete Blätter, Zeilen oder Spalten wurden weggelassen: Märkte, Intern."
    ]


def test_formulas_that_were_never_computed_are_told(tmp_path: Path) -> None:
    document = workbook(tmp_path, lambda sheet, book: sheet.append(["Summe", "=1+1"]))

    assert "Formeln ohne gespeichertes Ergebnis" in document.notices[0].de


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        workbook(tmp_path, lambda sheet, book: None)


def test_a_broken_sheet_is_damaged(tmp_path: Path) -> None:
    workbook(tmp_path, lambda sheet, book: sheet.append(["Text"]))
    path = tmp_path / "liste.xlsx"
    path.write_bytes(path.read_bytes()[:-400])

    with pytest.raises(DamagedFile):
        read_xlsx(path)
