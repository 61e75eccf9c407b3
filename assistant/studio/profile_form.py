"""A profile as the fields of a form and back: a line per entry, its columns parted by "|" or a tab (as Excel copies).

Pure. What cannot be read is named by field, line and column: BadProfile.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.studio.facts import GOAL_GROUPS
from assistant.studio.numbers import number, read_number, read_whole
from assistant.studio.profile import Profile
from assistant.studio.profile_file import BadProfile, checked_profile
from ingest.records import Language, Text

# Fields of one line or one text; those with a dot lie within another field of the profile.
SIMPLE = ("name", "sector", "region", "summary", "vision", "needs.method", "needs.date", "needs.participants")
YEARS = ("horizon.start", "horizon.end")
LISTS = (
    "target_countries",
    "target_groups",
    "competences_offered",
    "competences_sought",
    "needs.results",
    "priorities",
    "limits",
    "channels",
    "documents",
)
# Fields of several columns, in the order in which they are typed.
ROWS: Mapping[str, tuple[str, ...]] = {
    "members": ("type", "count", "sme"),
    "management": ("name", "role"),
    "partners": ("name", "country", "since", "about"),
    "goals": ("text", "group"),
    "budget": ("item", "source", "year", "amount"),
    "milestones": ("title", "start", "end", "responsible", "cost"),
    "projects": ("title", "partner", "about"),
    "indicators": ("name", "goal", "unit", "baseline", "target", "due", "source", "responsible"),
    "risks": ("risk", "response"),
}
FIELDS = (*SIMPLE, *YEARS, *LISTS, *ROWS)
_COLUMN = re.compile(r"[|\t]")
_MONTH = re.compile(r"^(?:(\d{1,2})[/.](\d{4})|(\d{4})-(\d{1,2}))$")


@dataclass(frozen=True)
class _Column:
    """How a column is read; raises ValueError with what is expected."""

    read: Callable[[str], object]
    expected: Text


def to_form(profile: Profile, language: Language = "de") -> dict[str, str]:
    """Return the text of every field of the form; `from_form` makes the same profile of it ("|" becomes "/")."""
    data = profile.model_dump(mode="json")
    form = {field: _text(_inner(data, field)) for field in (*SIMPLE, *YEARS)}
    form |= {field: _lines(_inner(data, field)) for field in LISTS}
    for field, columns in ROWS.items():
        form[field] = "\n".join(_row(columns, entry, language) for entry in data[field])
    return form


def from_form(form: Mapping[str, str], measures: Sequence[str], *, names: Mapping[str, Text]) -> Profile:
    """Return the profile that was typed into a form; raises BadProfile that names field and line by `names`."""
    data: dict[str, object] = {"measures": list(measures)}
    for field in (*SIMPLE, *YEARS):
        text = form.get(field, "").strip()
        if text:
            _put(data, field, _read(field, field.rpartition(".")[2], text, 0, names))
    for field in LISTS:
        _put(data, field, [line.strip() for line in form.get(field, "").splitlines() if line.strip()])
    for field, columns in ROWS.items():
        lines = [line for line in form.get(field, "").splitlines() if line.strip(" |\t")]
        data[field] = [_entry(field, columns, line, at, names) for at, line in enumerate(lines, 1)]
    return checked_profile(data, "", names=names)


def _entry(field: str, columns: Sequence[str], line: str, at: int, names: Mapping[str, Text]) -> dict[str, object]:
    cells = _COLUMN.split(line)
    if len(cells) > len(columns):
        raise _fault(field, at, names, Text(f"höchstens {len(columns)} Spalten", f"at most {len(columns)} columns"))
    typed = zip(columns, cells, strict=False)
    return {column: _read(field, column, cell, at, names) for column, cell in typed if cell.strip()}


def _read(field: str, column: str, text: str, at: int, names: Mapping[str, Text]) -> object:
    known = _COLUMNS.get(f"{field}.{column}") or _COLUMNS.get(column)
    if known is None:
        return text.strip()
    try:
        return known.read(text.strip())
    except (ValueError, OverflowError) as error:
        german, english = (f"„{text.strip()[:40]}“: {known.expected.de}", f"“{text.strip()[:40]}”: {known.expected.en}")
        raise _fault(field, at, names, Text(german, english)) from error


def _fault(field: str, at: int, names: Mapping[str, Text], reason: Text) -> BadProfile:
    name = names.get(field, Text(field, field))
    german, english = (f", Zeile {at}", f", line {at}") if at else ("", "")
    return BadProfile(
        Text(f"{name.de}{german}: {reason.de}.", f"{name.en}{english}: {reason.en}."),
        Text("Berichtigen Sie die Angabe; gespeichert ist noch nichts.", "Correct it; nothing has been saved yet."),
    )


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise ValueError(text)
    return int(text)


def _month(text: str) -> str:
    found = _MONTH.match(text)
    if not found:
        raise ValueError(text)
    month, year = int(found[1] or found[4]), found[2] or found[3]
    if not 1 <= month <= 12:
        raise ValueError(text)
    return f"{year}-{month:02}"


def _group(text: str) -> str:
    """Return the key of a group of goals, typed as its name in either language or the beginning of it."""
    typed = text.casefold()
    fitting = [
        key for key, name in GOAL_GROUPS.items() if any(one.casefold().startswith(typed) for one in (key, *name))
    ]
    if len(fitting) != 1:
        raise ValueError(text)
    return fitting[0]


_WHOLE = _Column(read_whole, Text("erwartet wird eine ganze Zahl", "a whole number is expected"))
_AMOUNT = _Column(read_number, Text("erwartet wird ein Betrag wie 12.500,50", "an amount like 12,500.50 is expected"))
_YEAR = _Column(_year, Text("erwartet wird ein Jahr wie 2027", "a year such as 2027 is expected"))
_MONTHS = _Column(_month, Text("erwartet wird ein Monat wie 03/2027", "a month such as 03/2027 is expected"))
_GROUP = _Column(
    _group,
    Text(
        f"möglich sind {', '.join(name.de for name in GOAL_GROUPS.values())}",
        f"possible are {', '.join(name.en for name in GOAL_GROUPS.values())}",
    ),
)
_COLUMNS: Mapping[str, _Column] = {
    "count": _WHOLE,
    "sme": _WHOLE,
    "participants": _WHOLE,
    "amount": _AMOUNT,
    "cost": _AMOUNT,
    "year": _YEAR,
    "since": _YEAR,
    "horizon.start.start": _YEAR,
    "horizon.end.end": _YEAR,
    "milestones.start": _MONTHS,
    "milestones.end": _MONTHS,
    "due": _MONTHS,
    "group": _GROUP,
}


def _row(columns: Sequence[str], entry: Mapping[str, object], language: Language) -> str:
    cells = [_cell(column, entry.get(column), language) for column in columns]
    while cells and not cells[-1]:
        cells.pop()
    return " | ".join(cells)


def _cell(column: str, value: object, language: Language) -> str:
    if column == "group":
        return next((name.of(language) for key, name in GOAL_GROUPS.items() if key == value), "")
    if column in ("amount", "cost") and isinstance(value, float):
        return number(value, language, 2)
    return " ".join(_text(value).replace("|", "/").split())


def _lines(value: object) -> str:
    return "\n".join(" ".join(str(line).split()) for line in value) if isinstance(value, list) else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _inner(data: Mapping[str, object], field: str) -> object:
    value: object = data
    for part in field.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _put(data: dict[str, object], field: str, value: object) -> None:
    outer, _, inner = field.partition(".")
    if inner:
        within = data.setdefault(outer, {})
        if isinstance(within, dict):
            within[inner] = value
    else:
        data[outer] = value
