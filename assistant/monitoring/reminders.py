"""Check-ins and milestones to come as a calendar file (iCalendar, RFC 5545), without a link to anywhere.

Each is an all-day event with a reminder at nine in the morning a week before. Its UID stays the same however its day
moves: a check-in is the indicator's first, second ..., so that a file read again moves an entry and doubles none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from assistant.monitoring.records import Indicator, MonitoringPlan
from assistant.monitoring.schedule import DueCheckIn, due_checkins, months_later, step_state
from assistant.monitoring.workbook_layout import word
from ingest.records import Language

_WEEK_BEFORE = "-P6DT15H"  # from midnight, with which an all-day event begins
_LINE = 75  # octets, without the line break
_MOST_CHECKINS = 60  # of an indicator that are foreseen


@dataclass(frozen=True)
class Reminder:
    """An entry of the calendar: `key` tells it from all others of the plan."""

    key: str
    day: date
    title: str
    text: str


def reminders(plan: MonitoringPlan, today: date, language: Language) -> tuple[Reminder, ...]:
    """Return every check-in up to the target's day and every milestone to come; what is overdue is put on today."""
    found: list[Reminder] = []
    for due in due_checkins(plan, today):
        found += _checkins(plan, due, today, language)
    for one in plan.milestones:
        if (state := step_state(one, today)) in ("due", "overdue"):
            key = "ics_milestone" if state == "due" else "ics_milestone_overdue"
            text = _lines(language, col_responsible=one.responsible, col_due=one.due, col_note=one.note)
            day = max(today, date.fromisoformat(one.due))
            found.append(Reminder(f"milestone {one.id}", day, word(key).of(language).format(title=one.title), text))
    return tuple(sorted(found, key=lambda one: (one.day, one.key)))


def calendar_bytes(plan: MonitoringPlan, *, key: str, today: date, stamp: datetime, language: Language) -> bytes:
    """Return the reminders as an .ics file (UTF-8, lines of at most 75 octets that end in CRLF).

    key     what tells this plan from every other, such as its id in the workspace; it goes into each UID as a hash
    stamp   when the file was made, with a time zone; raises ValueError without one
    """
    if stamp.tzinfo is None:
        raise ValueError("a stamp without a time zone")
    made = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Clusterkompass//Monitoring//DE", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(plan.title)}"]  # fmt: skip
    for one in reminders(plan, today, language):
        lines += _event(one, key, made)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _checkins(plan: MonitoringPlan, due: DueCheckIn, today: date, language: Language) -> Iterator[Reminder]:
    """Yield the next check-in and those after it, up to the target's day."""
    indicator = due.indicator
    number = len(plan.checkins_of(indicator.id)) + 1
    for day in _days(indicator, due.day):
        title = word("ics_overdue" if day < today else "ics_checkin").of(language).format(title=indicator.title)
        text = _lines(language, col_definition=indicator.definition, col_unit=indicator.unit,
                      col_source=indicator.source, col_responsible=indicator.responsible)  # fmt: skip
        if day >= today or day == due.day:
            yield Reminder(f"checkin {indicator.id} {number}", max(today, day), title, text)
            number += 1


def _days(indicator: Indicator, first: date) -> Iterator[date]:
    """Yield the days of check-ins from the first one on; without a target's day there is no second one to foresee."""
    yield first
    if not indicator.every or not indicator.target_day:
        return
    end = date.fromisoformat(indicator.target_day)
    for number in range(1, _MOST_CHECKINS):
        day = min(end, months_later(first, number * indicator.every))
        if day > first:
            yield day
        if day >= end:
            return


def _lines(language: Language, **stated: str) -> str:
    return "\n".join(f"{word(key).of(language)}: {text}" for key, text in stated.items() if text)


def _event(one: Reminder, key: str, made: str) -> list[str]:
    uid = sha256(f"{key}\n{one.key}".encode()).hexdigest()[:32]
    described = [f"DESCRIPTION:{_escaped(one.text)}"] if one.text else []
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@clusterkompass",
        f"DTSTAMP:{made}",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(one.title)}",
        *described,
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(one.title)}",
        f"TRIGGER:{_WEEK_BEFORE}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    r"""Return a text as iCalendar writes it (RFC 5545, 3.3.11): "\;", "\,", "\\", and "\n" for a new line."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\t", " ")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    """Return a line with its end, folded after at most 75 octets (RFC 5545, 3.1) and never within a character."""
    done, present = b"", b""
    for letter in line:
        octets = letter.encode()
        if len(present) + len(octets) > _LINE:
            done += present + b"\r\n"
            present = b" "
        present += octets
    return done + present + b"\r\n"
