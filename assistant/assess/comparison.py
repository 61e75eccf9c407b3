"""Two audits of a strategy side by side: what has become better or worse."""

from dataclasses import dataclass
from typing import Literal

from assistant.assess.audit import Verdict
from assistant.assess.report import AuditReport, Finding

Change = Literal["better", "worse", "other"]
_RANKS: dict[Verdict, int] = {"missing": 0, "partly": 1, "met": 2}


@dataclass(frozen=True)
class Moved:
    """A point whose verdict is another one now; "other" is a change to or from "not applicable"."""

    before: Finding
    after: Finding
    change: Change


def compare(before: AuditReport, after: AuditReport) -> tuple[Moved, ...]:
    """Return the points whose verdicts differ, a person's rulings counted, in the order of the later audit."""
    earlier = {one.id: one for one in before.findings}
    pairs = ((earlier[one.id], one) for one in after.findings if one.id in earlier)
    return tuple(Moved(old, new, _change(old, new)) for old, new in pairs if old.verdict != new.verdict)


def _change(old: Finding, new: Finding) -> Change:
    if old.verdict not in _RANKS or new.verdict not in _RANKS:
        return "other"
    return "better" if _RANKS[new.verdict] > _RANKS[old.verdict] else "worse"
