"""The value of a cell as the sheet shows it."""

import re
from datetime import date, datetime, time, timedelta

from openpyxl.cell.cell import Cell, MergedCell

from ingest.clean import normalise

_DIGITS = 10  # significant, where the format gives no number of decimals; Excel shows about as many
_DECIMALS = re.compile(r"0[.](0+)")
_UNIT = re.compile(r"\"([^\"]{1,12})\"\s*$|(€)|\[\$([^-\]]{1,3})")


def shown(cell: Cell | MergedCell, german: bool) -> str:
    """Return a cell's text on one line; "" for an empty one. Numbers have a decimal comma when `german`."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return {True: ("WAHR", "TRUE"), False: ("FALSCH", "FALSE")}[value][not german]
    if isinstance(value, datetime | date | time | timedelta):
        return _date(value, german)
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format), german)
    return normalise(str(value))


def _date(value: datetime | date | time | timedelta, german: bool) -> str:
    if isinstance(value, time | timedelta):
        return str(value)
    day = f"{value.day:02}.{value.month:02}.{value.year}" if german else f"{value.year}-{value.month:02}-{value.day:02}"
    has_time = isinstance(value, datetime) and (value.hour or value.minute)
    return f"{day} {value:%H:%M}" if has_time else day


def _number(value: float, number_format: str, german: bool) -> str:
    percent = "%" in number_format
    value = value * 100 if percent else value
    decimals = _DECIMALS.search(number_format)
    if decimals:
        text = f"{value:.{len(decimals.group(1))}f}"
    elif number_format.startswith(("0", "#,##0")) and "E" not in number_format:
        text = f"{value:.0f}"
    else:
        text = f"{value:.{_DIGITS}g}"
    unit = _UNIT.search(number_format)
    behind = " %" if percent else f" {next(filter(None, unit.groups()))}" if unit else ""
    return (text.replace(".", ",") if german else text) + behind.rstrip()
