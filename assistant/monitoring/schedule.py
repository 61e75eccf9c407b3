"""When the next check-in of an indicator is due, and how a milestone stands. Pure: `today` is an argument."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.monitoring.records import CheckIn, Indicator, Milestone, MonitoringPlan

StepState = Literal["done", "due", "overdue", "undated"]


@dataclass(frozen=True)
class DueCheckIn:
    """The next check-in of an indicator; it is overdue once its day has passed."""

    indicator: Indicator
    day: date
    overdue: bool


def latest_checkin(plan: MonitoringPlan, indicator: Indicator, today: date) -> CheckIn | None:
    """Return the last figure that was measured up to today; one dated later does not count yet."""
    measured = [one for one in plan.checkins_of(indicator.id) if one.day <= today.isoformat()]
    return measured[-1] if measured else None


def next_checkin(plan: MonitoringPlan, indicator: Indicator, today: date) -> DueCheckIn | None:
    """Return the next check-in: `every` months after the last one, or after the baseline, and at the target's day.

    None where no day can be told (neither check-in nor baseline nor target has one), and once the target's day has
    been measured.
    """
    latest = latest_checkin(plan, indicator, today)
    since = latest.day if latest else indicator.baseline_day
    if latest and indicator.target_day and latest.day >= indicator.target_day:
        return None
    days = [date.fromisoformat(indicator.target_day)] if indicator.target_day else []
    if since and indicator.every:
        days.append(months_later(date.fromisoformat(since), indicator.every))
    return DueCheckIn(indicator, min(days), min(days) < today) if days else None


def due_checkins(plan: MonitoringPlan, today: date) -> tuple[DueCheckIn, ...]:
    """Return the next check-in of each indicator that has one, the earliest first."""
    found = (next_checkin(plan, one, today) for one in plan.indicators)
    return tuple(sorted((one for one in found if one), key=lambda one: one.day))


def step_state(milestone: Milestone, today: date) -> StepState:
    """Return whether a milestone is done, still due, overdue, or has no day."""
    if milestone.done_on and milestone.done_on <= today.isoformat():
        return "done"
    if not milestone.due:
        return "undated"
    return "overdue" if milestone.due < today.isoformat() else "due"


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the month's last one where it has no such day: 31 August + 6, 28 Feb."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
