"""Sections and audits as JSON and back, exactly.

Reading is strict: an unknown kind or field, a wrong type is refused. What cannot be seen is left out of every text:
half a surrogate pair, which a browser can send, would break the page and the exports.

A field that is missing takes its default, so that a record may grow one without a migration.
"""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from assistant.assess.report import AuditReport
from assistant.studio.records import Chart, Gantt, Paragraph, Part, Section, Table
from assistant.workspace.errors import DamagedText
from ingest.clean import drop_invisible
from ingest.records import Text

Record = TypeVar("Record")

_PARTS: dict[str, type] = {"paragraph": Paragraph, "table": Table, "gantt": Gantt, "chart": Chart}
_TAGS = {made: tag for tag, made in _PARTS.items()}
_TAG = "part"  # the field that says which of them a part is


def section_json(section: Section) -> str:
    """Return the section as JSON; equal sections give equal text."""
    return _json(section)


def cleaned(section: Section) -> Section:
    """Return the section as it comes back: without what cannot be seen."""
    return section_of(section_json(section))


def section_of(text: str) -> Section:
    """Return the section that `section_json` wrote; raises DamagedText."""
    return _record(Section, text)


def report_json(report: AuditReport) -> str:
    """Return the report as JSON; equal reports give equal text."""
    return _json(report)


def report_of(text: str) -> AuditReport:
    """Return the report that `report_json` wrote; raises DamagedText."""
    return _record(AuditReport, text)


def _json(record: object) -> str:
    # ASCII: half a surrogate pair has no UTF-8
    return json.dumps(_plain(record), ensure_ascii=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        tag = {_TAG: _TAGS[type(value)]} if type(value) in _TAGS else {}
        return tag | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _record(kind: type[Record], text: str) -> Record:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedText(kind.__name__, "no JSON") from error
    return cast(Record, _read(kind, data, kind.__name__))


def _read(kind: Any, data: object, place: str) -> object:
    """Return data as a value of the type `kind`; raises DamagedText, naming the place ("Section.parts[2].text")."""
    if kind == Part:
        return _read_part(data, place)
    if is_dataclass(kind):
        return _read_fields(cast(type, kind), data, place)
    origin = get_origin(kind)
    if origin is tuple:
        return _read_tuple(get_args(kind)[0], data, place)
    if kind is Text and isinstance(data, list) and [type(each) for each in data] == [str, str]:
        return Text(*data)
    if origin is Literal and isinstance(data, str) and data in get_args(kind):
        return data
    if origin in (Union, UnionType):  # only "X | None" occurs besides Part
        return None if data is None else _read(_without_none(kind), data, place)
    if kind is str and isinstance(data, str):
        return drop_invisible(data)
    if type(data) is kind:  # exactly: True is no number
        return data
    raise DamagedText(place, f"{data!r:.40}")


def _read_part(data: object, place: str) -> object:
    if not isinstance(data, dict) or data.get(_TAG) not in _PARTS:
        raise DamagedText(place, "unknown kind of part")
    return _read_fields(_PARTS[data[_TAG]], {key: value for key, value in data.items() if key != _TAG}, place)


def _read_tuple(kind: Any, data: object, place: str) -> object:
    if not isinstance(data, list):
        raise DamagedText(place, "no list")
    return tuple(_read(kind, each, f"{place}[{index}]") for index, each in enumerate(data))


def _read_fields(kind: type, data: object, place: str) -> object:
    if not isinstance(data, dict):
        raise DamagedText(place, "no record")
    known = _fields(kind)
    if unknown := data.keys() - known.keys():
        raise DamagedText(place, f"unknown field {min(unknown)}")
    if missing := [name for name, (field, _) in known.items() if _is_required(field) and name not in data]:
        raise DamagedText(place, f"{missing[0]} is missing")
    return kind(**{name: _read(known[name][1], value, f"{place}.{name}") for name, value in data.items()})


@cache
def _fields(kind: Any) -> dict[str, tuple["Field[Any]", Any]]:
    """Return the fields of a record by name, each with its type."""
    types = get_type_hints(kind)
    return {field.name: (field, types[field.name]) for field in fields(kind)}


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _without_none(kind: Any) -> Any:
    return next(each for each in get_args(kind) if each is not NoneType)
