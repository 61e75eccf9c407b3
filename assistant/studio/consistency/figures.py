"""Figures that a strategy's sentences state otherwise than the profile, its finance table, or one another."""

from collections.abc import Iterator, Sequence

from assistant.studio.consistency.findings import Inconsistency, Place, found, in_money
from assistant.studio.consistency.stated_figures import Claim, claims, read_figure
from assistant.studio.consistency.tables import caption_of
from assistant.studio.facts import facts
from assistant.studio.numbers import read_number
from assistant.studio.profile import Profile
from assistant.studio.records import Section, Table
from ingest.records import Language, Text


def differing_figures(sections: Sequence[Section], profile: Profile, language: Language) -> Iterator[Inconsistency]:
    """Yield each stated figure that is not that of the finance table, of the profile, or else the first stated one."""
    english = facts(profile, "en")
    told = {fact: Text(words, english[fact]) for fact, words in facts(profile, "de").items()}
    totals = list(_finance_totals(sections, language))
    first: dict[str, Claim] = {}
    for claim in claims(sections, profile):
        figure, words = claim.figure, {"section": claim.sentence.section.title, "said": claim.place.excerpt}
        differing = [one for one in totals if figure.fact == "budget_total" and not claim.agrees((one[0],))]
        if differing:
            total, place = differing[0]
            yield found("total_differs_from_table", claim.place, place, **words, value=in_money(total))
        elif figure.fact in told:
            if not claim.agrees(read_figure(figure, told[figure.fact].de)[0]):
                place = Place(figure.section, figure.field)
                yield found("figure_differs_from_profile", claim.place, place, **words, value=told[figure.fact])
        elif not (claim.agrees((other := first.setdefault(figure.fact, claim)).values) or other.agrees(claim.values)):
            words |= {"other_section": other.sentence.section.title, "other": other.place.excerpt}
            yield found("figure_differs", claim.place, other.place, **words)


def _finance_totals(sections: Sequence[Section], language: Language) -> Iterator[tuple[float, Place]]:
    """Yield what the finance tables come to, and where that stands."""
    for section in sections:
        for part in section.parts:
            if isinstance(part, Table) and part.caption == caption_of("finance", language) and part.total:
                try:
                    yield read_number(part.total[-1]), Place(section.id, excerpt=part.total[-1])
                except ValueError:  # "offen"
                    continue
