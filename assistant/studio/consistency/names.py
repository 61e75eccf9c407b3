"""What the profile names and a strategy's texts leave out: partners, goals, indicators, milestones, countries.

A name counts as said where it may be meant: a partner by one word of its own, a goal by two thirds of its words in one
statement, a country by its adjective. In a section that is still to be written nothing lacks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from assistant.answering.places import countries
from assistant.studio.consistency.findings import Inconsistency, Place, found
from assistant.studio.consistency.own_sentences import own_sentences, without_quotations
from assistant.studio.consistency.partner_names import full_name, own_words
from assistant.studio.consistency.profile_checks import COUNTRIES_APART
from assistant.studio.consistency.tables import ORIGINS, caption_of
from assistant.studio.facts import folded
from assistant.studio.outline import TableName
from assistant.studio.profile import Profile
from assistant.studio.records import Gantt, Paragraph, Section, Table
from ingest.german import stem, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

_APART = re.compile(r"\s*(?:[,;/&]|\b(?:und|and|sowie)\b)\s*")  # several partners in one cell
_NO_NAME = re.compile(r"^[^A-ZÄÖÜ]|\b(?i:\w*partner\w*|offen|open|gesucht|sought|n\.\s?n\.|tbd)(?!\w)")
_MOST = 2 / 3  # of a phrase's words: then it is said in other words
_OF_ONE_SECTION: Mapping[str, TableName] = {
    "indicator_not_in_section": "indicators",
    "milestone_not_in_section": "work_plan",
}


def unnamed(
    sections: Sequence[Section], profile: Profile, language: Language, *, is_translated: bool
) -> Iterator[Inconsistency]:
    """Yield what the profile names and the sections do not.

    Goals, indicators and milestones are not looked for in a strategy that is in another language than its profile.
    """
    written = [section for section in sections if any(part.kind != "open" for part in section.parts)]
    if homes := _homes("partners", written, language):
        yield from _partners(written, homes, profile)
        yield from _partners_of_projects(written, homes, profile, language)
        yield from _countries(written, homes, profile)
    if is_translated:
        return
    if _homes("goals", written, language):
        yield from _unsaid("goal_nowhere", "goals", written, profile, language)
    for code, table in _OF_ONE_SECTION.items():
        if homes := _homes(table, written, language):
            yield from _unsaid(code, table, homes, profile, language)


def _homes(table: TableName, sections: Sequence[Section], language: Language) -> list[Section]:
    """Return the sections that are there for what a table of the profile holds."""
    caption, home = caption_of(table, language), ORIGINS[table].section
    return [
        one
        for one in sections
        if one.id == home or any(isinstance(part, Table) and part.caption == caption for part in one.parts)
    ]


def _partners(sections: Sequence[Section], homes: Sequence[Section], profile: Profile) -> Iterator[Inconsistency]:
    names = [profile.name, *(one.name for one in profile.partners)]
    for at, one in enumerate(profile.partners, 1):
        own = own_words(one.name, names)
        if _first(own, homes):
            continue
        elsewhere, home = _first(full_name(one.name), sections), Place(homes[0].id)
        if elsewhere:
            words = {"name": one.name, "section": elsewhere[0].title, "home": homes[0].title}
            yield found("partner_not_in_partners", elsewhere[1], home, **words)
        elif not _first(own, sections):
            yield found("partner_nowhere", Place("partners", f"partners, {at}"), home, name=one.name)


def _partners_of_projects(
    sections: Sequence[Section], homes: Sequence[Section], profile: Profile, language: Language
) -> Iterator[Inconsistency]:
    """Yield the partners in tables of projects whom the profile does not know and the section of partners does not
    name; what the profile's own projects say of them is reported with the profile."""
    known = [folded(one.name) for one in profile.partners]
    said_already = {name for one in profile.projects if known for name in _APART.split(one.partner)}
    for section, name in _project_partners(sections, language):
        is_known = any(one in folded(name) for one in known)
        if not is_known and name not in said_already and not _first(own_words(name, [profile.name]), homes):
            words = {"name": name, "section": section.title, "home": homes[0].title}
            place = Place(section.id, excerpt=name)
            yield found("project_partner_not_in_partners", place, Place(homes[0].id), **words)


def _project_partners(sections: Sequence[Section], language: Language) -> Iterator[tuple[Section, str]]:
    """Yield the names in the second column of the tables of projects; "noch offen" is none."""
    for section in sections:
        for part in section.parts:
            if isinstance(part, Table) and part.caption == caption_of("projects", language):
                names = [name for row in part.rows for cell in row[1:2] for name in _APART.split(cell)]
                yield from ((section, name) for name in names if name and not _NO_NAME.search(name))


def _countries(sections: Sequence[Section], homes: Sequence[Section], profile: Profile) -> Iterator[Inconsistency]:
    text = "\n".join(piece for section in sections for piece in _pieces(section))
    named = countries(text)
    for at, entry in enumerate(profile.target_countries, 1):
        for country in filter(None, COUNTRIES_APART.split(entry)):
            if not (countries(country) & named or own_words(country, ()).search(text)):
                place = Place("partners", f"target_countries, {at}")
                yield found("country_nowhere", place, Place(homes[0].id), name=country, home=homes[0].title)


def _unsaid(
    code: str, table: TableName, sections: Sequence[Section], profile: Profile, language: Language
) -> Iterator[Inconsistency]:
    """Yield the entries of the profile that stand in none of the sections."""
    text = folded("\n".join(piece for section in sections for piece in _pieces(section)))
    statements = list(_statements(sections))
    home = _homes(table, sections, language)[0]
    for name in ORIGINS[table].names(profile):
        if folded(name) not in text and not any(_is_meant(name, statement, language) for statement in statements):
            place = ORIGINS[table].place(profile, name)
            yield found(code, place, Place(home.id), name=name, home=home.title)


def _first(name: re.Pattern[str], sections: Sequence[Section]) -> tuple[Section, Place] | None:
    """Return where a name stands first; None where it does not."""
    for section in sections:
        for piece in _pieces(section):
            if match := name.search(piece):
                return section, Place(section.id, excerpt=match.group())
    return None


def _pieces(section: Section) -> Iterator[str]:
    """Yield the paragraphs and cells of a section, without what is still open and what a source says."""
    for part in section.parts:
        if isinstance(part, Table):
            yield from (cell for row in part.rows for cell in row)
        elif isinstance(part, Gantt):
            yield from (bar.title for bar in part.bars)
        elif isinstance(part, Paragraph) and part.kind != "open":
            yield without_quotations(part.text) if part.kind == "source" else part.text


def _statements(sections: Sequence[Section]) -> Iterator[str]:
    """Yield the rows of tables, the bars of charts, and the own sentences, taken apart where they list."""
    for section in sections:
        for part in section.parts:
            if isinstance(part, Table):
                yield from (" ".join(row) for row in part.rows)
            elif isinstance(part, Gantt):
                yield from (bar.title for bar in part.bars)
    for sentence in own_sentences(sections):
        yield from sentence.text.split(";")


def _is_meant(phrase: str, statement: str, language: Language) -> bool:
    """Tell whether a statement says a phrase in other words: it holds most of its content words."""
    looked_for = _stems(phrase, language)
    return len(looked_for & _stems(statement, language)) >= max(_MOST * len(looked_for), 1)


@lru_cache(maxsize=4000)
def _stems(text: str, language: Language) -> frozenset[str]:
    """Return the stems of a text's content words."""
    return frozenset(stem(word, language) for word in words(text) if word not in STOPWORDS)
