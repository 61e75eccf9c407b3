"""Traffic lights by a stated rule, each with its reason in words. Pure: `today` is an argument.

The rule (our own): what is expected on the day of the last check-in lies on the straight line from the baseline to the
target. How far the figure lags behind is told in per cent of the whole way from baseline to target (where the two are
equal: of the target), rounded to one decimal: what is told is what is judged. Up to the tolerance green, up to twice
the tolerance yellow, beyond it red. A figure that reaches the target is green whatever the day. Grey means that there
is nothing to judge by.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.export.charts import figure_in_words
from assistant.monitoring.records import Indicator, MonitoringPlan
from assistant.monitoring.schedule import latest_checkin
from assistant.wording import wordings
from ingest.records import Language, Text

Light = Literal["green", "yellow", "red", "grey"]
LIGHTS: tuple[Light, ...] = ("green", "yellow", "red", "grey")
_ROUNDING = 1e-9  # 0.1 + 0.2 against 0.3


@dataclass(frozen=True)
class Judgement:
    """An indicator's light and why.

    value, day   of the last check-in      expected   on that day, None where it cannot be told
    lag          per cent of the way by which the figure lags behind, 0 where it does not, None where it is not told
    """

    indicator: Indicator
    light: Light
    reason: Text
    value: float | None = None
    day: str = ""
    expected: float | None = None
    lag: float | None = None


def judge(plan: MonitoringPlan, indicator: Indicator, today: date) -> Judgement:
    """Return the light of an indicator as of today."""
    latest = latest_checkin(plan, indicator, today)
    if latest is None:
        return Judgement(indicator, "grey", _reason("why_no_checkin"))
    value, day = latest.value, latest.day
    if fault := _fault(indicator):
        return Judgement(indicator, "grey", _reason(fault), value, day)
    target = indicator.target
    if target is not None and _ahead(indicator, value, target):
        return Judgement(indicator, "green", _reason("why_reached", value=value, target=target), value, day, lag=0.0)
    expected = expected_value(indicator, day)
    if expected is None:
        key = "why_no_target" if target is None or not indicator.target_day else "why_no_baseline"
        return Judgement(indicator, "grey", _reason(key), value, day)
    lag, tolerance = round(_lag(indicator, value, expected), 1), indicator.tolerance
    light: Light = "green" if lag <= tolerance else "yellow" if lag <= 2 * tolerance else "red"
    reason = _reason(f"why_{light}", value=value, expected=expected, lag=lag, tolerance=tolerance)
    return Judgement(indicator, light, reason, value, day, expected, lag)


def judgements(plan: MonitoringPlan, today: date) -> tuple[Judgement, ...]:
    """Return the light of every indicator, in the plan's order."""
    return tuple(judge(plan, one, today) for one in plan.indicators)


def expected_value(indicator: Indicator, day: str) -> float | None:
    """Return what is expected on a day by linear progress from the baseline to the target; None if unknown."""
    baseline, target = indicator.baseline, indicator.target
    if baseline is None or target is None or not indicator.baseline_day or not indicator.target_day:
        return None
    begin, end = (date.fromisoformat(one).toordinal() for one in (indicator.baseline_day, indicator.target_day))
    if end <= begin:
        return None
    share = min(1.0, max(0.0, (date.fromisoformat(day).toordinal() - begin) / (end - begin)))
    return baseline + (target - baseline) * share


def goes_backwards(indicator: Indicator) -> bool:
    """Return whether the target lies on the worse side of the baseline."""
    baseline, target = indicator.baseline, indicator.target
    return baseline is not None and target is not None and not _ahead(indicator, target, baseline)


def ends_before_it_begins(indicator: Indicator) -> bool:
    """Return whether the target's day is not after the baseline's."""
    return bool(indicator.baseline_day and indicator.target_day) and indicator.target_day <= indicator.baseline_day


def light_word(light: Light) -> Text:
    """Return a light in words, because colours alone do not tell everyone."""
    return wordings("monitoring.toml")[light]


def _fault(indicator: Indicator) -> str:
    if goes_backwards(indicator):
        return "why_backwards"
    return "why_dates" if ends_before_it_begins(indicator) else ""


def _ahead(indicator: Indicator, value: float, other: float) -> bool:
    """Return whether a figure is as good as the other, or better."""
    return value >= other - _ROUNDING if indicator.direction == "up" else value <= other + _ROUNDING


def _lag(indicator: Indicator, value: float, expected: float) -> float:
    """Return the lag in per cent; a plan to hold zero has no way to measure by, so that any lag is the whole."""
    if _ahead(indicator, value, expected):
        return 0.0
    baseline, target = indicator.baseline or 0.0, indicator.target or 0.0
    way = abs(target - baseline) or abs(target)
    return 100 * abs(expected - value) / way if way else 100.0


def _reason(key: str, **figures: float) -> Text:
    def told(language: Language) -> str:
        values = {name: figure_in_words(figure, language) for name, figure in figures.items()}
        return wordings("monitoring.toml")[key].of(language).format(**values)

    return Text(told("de"), told("en"))
