"""How a selection begins: empty, or with what the profile of a strategy knows."""

from collections.abc import Iterator

from assistant.instruments.typed import folded
from assistant.selection.form import changed
from assistant.selection.records import Candidate, Selection, SelectionKind
from assistant.selection.words import Words
from assistant.selection.workbook_rows import new_id
from assistant.studio.profile import Profile
from ingest.records import Language

_LONGEST_NAME = 200  # characters


def new_selection(kind: SelectionKind, language: Language) -> Selection:
    """Return a selection without criteria and candidates."""
    return Selection(kind=kind, title=Words(language)(f"{kind}_title"))


def selection_of_profile(kind: SelectionKind, profile: Profile, title: str, language: Language) -> Selection:
    """Return a selection whose candidates are a profile's partners and target countries, or its projects.

    A target country without a partner becomes a candidate that is still to be found, so that it is not forgotten.
    """
    made: list[Candidate] = []
    for name, country, note in _named(kind, profile, Words(language)):
        if folded(name) not in {folded(one.name) for one in made}:
            given = new_id(name, {one.id for one in made})
            made.append(Candidate(id=given, name=name[:_LONGEST_NAME], country=country, note=note))
    return changed(new_selection(kind, language), title=title[:_LONGEST_NAME], candidates=tuple(made))


def _named(kind: SelectionKind, profile: Profile, words: Words) -> Iterator[tuple[str, str, str]]:
    if kind == "projects":
        for project in profile.projects:
            note = f"{project.partner}: {project.about}" if project.partner and project.about else ""
            yield project.title, "", note or project.partner or project.about
        return
    for partner in profile.partners:
        yield partner.name, partner.country, partner.about
    present = {folded(partner.country) for partner in profile.partners}
    for country in profile.target_countries:
        if folded(country) not in present:
            yield words("partner_wanted", country=country), country, ""
