"""What is typed into the page's fields, as changes of a survey; each says what does not fit."""

from collections.abc import Mapping

from pydantic import ValidationError

from assistant.instruments.typed import BadEntry, read_day
from assistant.survey.evaluate import with_invited
from assistant.survey.methods import MOST_MEMBERS
from assistant.survey.records import MethodName, Survey
from assistant.survey.words import text
from ingest.records import Text


def with_members(survey: Survey, members: float | None) -> Survey:
    """Return the survey with this number of members, None for unknown; raises BadEntry."""
    return _with(survey, {"members": _whole(members)})


def with_asked(survey: Survey, invited: float | None) -> Survey:
    """Return the survey, its evaluation too, with this number of members asked; raises BadEntry."""
    whole = _whole(invited)
    evaluation = with_invited(survey.evaluation, whole) if survey.evaluation else None
    return _with(survey, {"invited": whole, "evaluation": evaluation})


def with_method(survey: Survey, method: MethodName) -> Survey:
    """Return the survey with another method."""
    return _with(survey, {"method": method})


def with_until(survey: Survey, day: str) -> Survey:
    """Return the survey with the day by which answers are due, "31.03.2027" or "2027-03-31"; raises BadEntry."""
    return _with(survey, {"until": _day(day)})


def with_introduction(survey: Survey, introduction: str) -> Survey:
    """Return the survey with this introduction; raises BadEntry."""
    return _with(survey, {"introduction": introduction})


def with_contact(survey: Survey, contact: str) -> Survey:
    """Return the survey with where answers go; raises BadEntry."""
    return _with(survey, {"contact": contact})


def _with(survey: Survey, changes: Mapping[str, object]) -> Survey:
    try:
        return Survey.model_validate({**dict(survey), **changes})
    except ValidationError as error:
        raise BadEntry(text("page_too_long"), text("page_too_long_hint")) from error


def _whole(value: float | None) -> int | None:
    if value is None:
        return None
    if value != int(value) or not 1 <= value <= MOST_MEMBERS:
        hint = text("page_number_hint")
        shown = f"{value:g}"
        raise BadEntry(_filled("page_no_number", shown), Text(*(one.format(most=MOST_MEMBERS) for one in hint)))
    return int(value)


def _day(typed: str) -> str:
    try:
        return read_day(typed)
    except ValueError as error:
        raise BadEntry(_filled("page_no_day", typed[:40]), text("page_day_hint")) from error


def _filled(key: str, value: str) -> Text:
    return Text(*(one.format(value=value) for one in text(key)))
