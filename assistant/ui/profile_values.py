"""What the widgets of the profile's form hold: the fields, in groups, and the measures chosen in each chapter."""

import json
from collections.abc import Mapping, Sequence

from assistant.studio.outline import load_chapters
from assistant.studio.profile import Profile
from assistant.studio.profile_form import FIELDS, to_form
from ingest.records import Language

Values = Sequence[str | list[str]]
_MEASURES = "measures"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "group_cluster": ("name", "sector", "region", "summary", "vision", "members", "management"),
    "group_aims": (
        *("horizon.start", "horizon.end", "goals", "target_countries", "target_groups"),
        *("competences_offered", "competences_sought", "priorities", "limits"),
    ),
    "group_needs": ("needs.method", "needs.date", "needs.participants", "needs.results", "documents"),
    "group_partners": ("partners", "projects"),
    "group_resources": ("budget", "milestones", "risks"),
    "group_monitoring": ("channels", "indicators"),
}


def group_of(field: str) -> str:
    """Return the group of a field, "" for none; "horizon" means the fields that it is the beginning of."""
    beginning = f"{field}."
    found = (group for group, fields in GROUPS.items() for one in fields if f"{one}.".startswith(beginning))
    return next(found, "")


def values_of(profile: Profile, language: Language) -> list[str | list[str]]:
    """Return a profile as the widgets show it."""
    return _values(to_form(profile, language), profile.measures)


def typed_in(values: Values) -> tuple[dict[str, str], list[str]]:
    """Return the texts of the fields by name, and the ids of the measures."""
    typed = {field: str(value or "") for field, value in zip(FIELDS, values, strict=False)}
    return typed, [one for group in values[len(FIELDS) :] for one in group or ()]


def text_of(values: Values) -> str:
    """Return what is typed in the form in which it is kept while it is not saved: JSON."""
    typed, measures = typed_in(values)
    return json.dumps({**typed, _MEASURES: " ".join(measures)}, ensure_ascii=False)


def values_in(text: str) -> list[str | list[str]]:
    """Return what was kept by `text_of`."""
    fields = {str(name): str(value) for name, value in json.loads(text).items()}
    return _values(fields, fields.get(_MEASURES, "").split())


def _values(form: Mapping[str, str], measures: Sequence[str]) -> list[str | list[str]]:
    offered = ([one.id for one in chapter.measures] for chapter in load_chapters().values())
    chosen = [[one for one in ids if one in measures] for ids in offered]
    return [*(form.get(field, "") for field in FIELDS), *chosen]
