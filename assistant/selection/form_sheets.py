"""The sheets of a selection as fields of a form: PEST, SWOT, cooperation protocol, intellectual property."""

from collections.abc import Sequence
from typing import Literal

from assistant.phrase import Strict
from assistant.selection.form import candidate_of, changed, checked, typed_day, with_candidate
from assistant.selection.forms import Ipr, IprRule, Pest, Protocol, Swot
from assistant.selection.records import Selection
from assistant.selection.words import text_of
from ingest.records import Text

SheetName = Literal["pest", "swot", "own_swot", "protocol", "ipr"]
_KINDS: dict[SheetName, type[Strict]] = {"pest": Pest, "swot": Swot, "own_swot": Swot, "protocol": Protocol, "ipr": Ipr}
_DAYS = ("agreed_on", "day")


def fields_of(sheet: SheetName) -> tuple[str, ...]:
    """Return the names of a sheet's fields, those of the rules as "liability.day"."""
    if sheet == "ipr":
        return tuple(f"{rule}.{field}" for rule in Ipr.model_fields for field in IprRule.model_fields)
    return tuple(_KINDS[sheet].model_fields)


def field_text(sheet: SheetName, field: str) -> Text:
    """Return how a field is called."""
    rule, _, inner = field.partition(".")
    return text_of(f"ipr_field_{inner}") if inner else text_of(f"{sheet.removeprefix('own_')}_{rule}")


def sheet_values(selection: Selection, sheet: SheetName, candidate: str | None) -> tuple[str, ...]:
    """Return what the fields hold; empty ones for no candidate."""
    holder: Strict = selection
    if sheet != "own_swot":
        found = [one for one in selection.candidates if one.id == candidate]
        if not found:
            return ("",) * len(fields_of(sheet))
        holder = found[0]
    record = getattr(holder, sheet)
    return tuple(_value(record, field) for field in fields_of(sheet))


def with_sheet(selection: Selection, sheet: SheetName, candidate: str | None, values: Sequence[str]) -> Selection:
    """Return the selection with a sheet as it is typed; raises BadEntry."""
    if sheet != "own_swot":
        candidate_of(selection, candidate)
    typed: dict[str, object] = {}
    for field, value in zip(fields_of(sheet), values, strict=True):
        rule, _, inner = field.partition(".")
        text = _read(sheet, field, value or "")
        if inner:
            rules = typed.setdefault(rule, {})
            assert isinstance(rules, dict)
            rules[inner] = text
        else:
            typed[rule] = text
    made = checked(_KINDS[sheet], **typed)
    if sheet == "own_swot":
        return changed(selection, own_swot=made)
    return with_candidate(selection, candidate or "", **{sheet: made})


def _read(sheet: SheetName, field: str, value: str) -> str:
    name = field.rpartition(".")[2]
    if name not in _DAYS:
        return value
    return typed_day(f"ipr_field_{name}" if sheet == "ipr" else f"{sheet}_{name}", value)


def _value(record: Strict, field: str) -> str:
    for name in field.split("."):
        record = getattr(record, name)
    return str(record)
