"""A profile's facts in words, as outlines and measures name them in braces: "{member_count}", "{partners}"."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from assistant.studio.numbers import money, number
from assistant.studio.profile import GoalGroup, Profile
from ingest.records import Language, Text

GOAL_GROUPS: Mapping[GoalGroup, Text] = {
    "networking": Text("Vernetzung", "networking"),
    "knowledge": Text("Wissen, FuE, Personal und Bildung", "knowledge, R&D, staff and education"),
    "market": Text("Markt und Wettbewerb", "market and competition"),
    "products": Text("Produkte und Produktion", "products and production"),
    "development": Text("Weiterentwicklung des Clusters", "development of the cluster"),
}

_FULL_STOP = re.compile(r"(?<=\w{4})\.$")

# A fact's words in a language, "" where the profile lacks it.
Telling = Callable[[Profile, Language], str]

_FACTS: Mapping[str, Telling] = {
    "name": lambda p, _: p.name,
    "sector": lambda p, _: p.sector,
    "region": lambda p, _: p.region,
    "summary": lambda p, _: _bare(p.summary),
    "vision": lambda p, _: _bare(p.vision),
    "member_count": lambda p, to: number(sum(m.count for m in p.members), to) if p.members else "",
    "member_types": lambda p, to: listed((f"{number(m.count, to)} {m.type}" for m in p.members), to),
    "sme_share": lambda p, to: _sme_share(p, to),
    "management": lambda p, to: listed((_with(m.name, m.role) for m in p.management), to),
    "partners": lambda p, to: listed((_with(one.name, one.country) for one in p.partners), to),
    "target_countries": lambda p, to: listed(map(_bare, p.target_countries), to),
    "target_groups": lambda p, to: listed(map(_bare, p.target_groups), to),
    "goals": lambda p, to: listed((_bare(goal.text) for goal in p.goals), to, "; "),
    "goal_groups": lambda p, to: listed(_groups(p, to), to, "; "),
    "competences_offered": lambda p, to: listed(map(_bare, p.competences_offered), to),
    "competences_sought": lambda p, to: listed(map(_bare, p.competences_sought), to),
    "need_method": lambda p, _: p.needs.method,
    "need_date": lambda p, _: p.needs.date,
    "need_participants": lambda p, to: number(p.needs.participants, to) if p.needs.participants is not None else "",
    "need_results": lambda p, to: listed(map(_bare, p.needs.results), to),
    "budget_total": lambda p, to: money(sum(one.amount for one in p.budget), to) if p.budget else "",
    "budget_sources": lambda p, to: listed(dict.fromkeys(one.source for one in p.budget if one.source), to),
    "first_year": lambda p, _: str(p.horizon.start) if p.horizon else "",
    "last_year": lambda p, _: str(p.horizon.end) if p.horizon else "",
    "period": lambda p, to: _period(p, to),
    "milestone_count": lambda p, to: number(len(p.milestones), to) if p.milestones else "",
    "first_milestone": lambda p, _: min(p.milestones, key=lambda one: one.start).title if p.milestones else "",
    "last_milestone": lambda p, _: max(p.milestones, key=lambda one: one.end).title if len(p.milestones) > 1 else "",
    "projects": lambda p, to: listed((_with(one.title, one.partner) for one in p.projects), to),
    "priorities": lambda p, to: listed(map(_bare, p.priorities), to),
    "limits": lambda p, to: listed(map(_bare, p.limits), to),
    "channels": lambda p, to: listed(map(_bare, p.channels), to),
    "indicator_names": lambda p, to: listed((one.name for one in p.indicators), to),
    "risks": lambda p, to: listed((_bare(one.risk) for one in p.risks), to),
    "documents": lambda p, to: listed(p.documents, to),
}
FACTS = frozenset(_FACTS)


def facts(profile: Profile, language: Language) -> dict[str, str]:
    """Return the facts that a profile holds, in the words of a language."""
    told = {name: tell(profile, language) for name, tell in _FACTS.items()}
    return {name: " ".join(words.split()) for name, words in told.items() if words.strip()}


def listed(items: Iterable[str], language: Language, separator: str = ", ") -> str:
    """Return "A, B und C", or "A, B and C", each once; "" for nothing."""
    *most, last = list(dict.fromkeys(items)) or [""]
    return f"{separator.join(most)} {Text('und', 'and').of(language)} {last}" if most else last


def folded(text: str) -> str:
    """Return a text as it is compared with another: without case, double spaces and full stop."""
    return " ".join(text.casefold().rstrip(".").split())


def _bare(text: str) -> str:
    """Return a text without its full stop, for it goes into a sentence; "u. a." and "e. V." keep theirs."""
    return _FULL_STOP.sub("", text)


def _sme_share(profile: Profile, language: Language) -> str:
    """Return the share of SMEs in all members, in per cent, where it is known of every type."""
    total = sum(one.count for one in profile.members)
    if not total or any(one.sme is None for one in profile.members):
        return ""
    share = 100 * sum(one.sme or 0 for one in profile.members) / total
    return number(share, language, 1) + Text(" Prozent", " per cent").of(language)


def _period(profile: Profile, language: Language) -> str:
    """Return "2027 bis 2029", or the one year that it is."""
    if profile.horizon is None:
        return ""
    years = dict.fromkeys((str(profile.horizon.start), str(profile.horizon.end)))
    return f" {Text('bis', 'to').of(language)} ".join(years)


def _groups(profile: Profile, language: Language) -> list[str]:
    named = {goal.group for goal in profile.goals}
    return [GOAL_GROUPS[group].of(language) for group in get_args(GoalGroup) if group in named]


def _with(name: str, further: str) -> str:
    return f"{name} ({further})" if further else name
