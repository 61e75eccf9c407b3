"""What every workbook of ours needs: texts that stay text, names of sheets, the same bytes for the same content."""

import re
from collections.abc import Collection, Mapping
from io import BytesIO
from itertools import chain, count
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.writer.excel import ExcelWriter

from assistant.export.docx_markup import legal

RESERVED_NAME = "history"  # of a sheet: Excel keeps it for itself
_LONGEST_TEXT = 32767  # of a cell, in UTF-16 units as Excel counts
_LONGEST_NAME = 31  # of a sheet
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # "_x0041_" is an "A" to Excel (ECMA-376, ST_Xstring)
_ROW_HEIGHT = re.compile(rb"<sheetFormatPr [^>]*>")  # with it LibreOffice does not fit rows to wrapped text
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_NO_RESULTS: Mapping[str, Mapping[str, float]] = MappingProxyType({})


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text that no program takes for a formula; an empty one leaves a cell that takes numbers and dates too."""
    if text:
        cell.value = _ESCAPE.sub("_x005F_", _shortened(legal(text), _LONGEST_TEXT))
        cell.data_type = "s"
        cell.quotePrefix = True


def sheet_name(caption: str, taken: Collection[str]) -> str:
    """Return a caption as the name of a sheet that Excel accepts and that is not taken, upper and lower case alike."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", legal(caption)).split()).strip("' ") or "–"
    endings = chain([""], (f" ({number})" for number in count(2)))
    names = (_shortened(plain, _LONGEST_NAME - len(ending)) + ending for ending in endings)
    return next(name for name in names if name.casefold() not in taken)


def workbook_bytes(book: Workbook, results: Mapping[str, Mapping[str, float]] = _NO_RESULTS) -> bytes:
    """Return the workbook as a file.

    `results` holds by part ("xl/worksheets/sheet1.xml") the value of each formula, without "=": programs that show a
    file uncalculated, and readers of ours, find it there.
    """
    written, packed = BytesIO(), BytesIO()
    ExcelWriter(book, ZipFile(written, "w")).save()
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = _ROW_HEIGHT.sub(b"", source.read(name))
            for formula, result in results.get(name, {}).items():
                data = data.replace(f"<f>{formula}</f><v>".encode(), f"<f>{formula}</f><v>{result!r}".encode())
            target.writestr(ZipInfo(name, _ZIP_EPOCH), data, ZIP_DEFLATED)
    return packed.getvalue()


def _shortened(text: str, most: int) -> str:
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * most else units[: 2 * most - 2].decode("utf-16-le", "ignore") + "…"
