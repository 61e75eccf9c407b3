"""What does not fit together in a strategy: in its profile, in its texts, and between the two."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import shorten

from assistant.studio.consistency.figures import differing_figures
from assistant.studio.consistency.findings import Inconsistency, Place, found
from assistant.studio.consistency.names import unnamed
from assistant.studio.consistency.profile_checks import inconsistencies
from assistant.studio.consistency.sums import wrong_sums
from assistant.studio.consistency.tables import outdated_tables
from assistant.studio.consistency.years import late_plans
from assistant.studio.marks import lead_of, split_marks
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Quote, Section
from ingest.german import words
from ingest.records import Language
from ingest.small_words import german_surplus

_SHOWN = 80  # characters of a quote


def strategy_inconsistencies(
    sections: Sequence[Section], profile: Profile, language: Language
) -> tuple[Inconsistency, ...]:
    """Return everything that does not fit together in a strategy, the profile's own findings first; () when all does.

    `language` is that of the sections. Only what is certain is reported, so that a finding is worth a look. What a
    source says is compared with nothing.
    """
    is_translated = _language_of(profile) not in (language, None)
    missing = tuple(unnamed(sections, profile, language, is_translated=is_translated))
    said = {one.places[0] for one in missing}
    tables = outdated_tables(sections, profile, language, is_translated=is_translated)
    return (
        *inconsistencies(profile),
        *(one for one in tables if one.code != "table_row_missing" or one.places[1] not in said),
        *wrong_sums(sections),
        *differing_figures(sections, profile, language),
        *late_plans(sections, profile),
        *missing,
        *_repeated_quotes(sections),
    )


def _language_of(profile: Profile) -> Language | None:
    """Return the language that a profile is written in; None where it cannot be told."""
    texts = (profile.summary, profile.vision, *(one.text for one in profile.goals), *profile.needs.results)
    texts += tuple(one.name for one in profile.indicators) + tuple(one.title for one in profile.milestones)
    surplus = german_surplus(word for text in texts for word in words(text))
    return None if not surplus else "de" if surplus > 0 else "en"


def _repeated_quotes(sections: Sequence[Section]) -> Iterator[Inconsistency]:
    """Yield each quote that a later section cites again."""
    first: dict[tuple[str, int, int, str], Section] = {}
    for section in sections:
        for quote in section.quotes:
            other = first.setdefault((quote.source_id, quote.start, quote.end, quote.text), section)
            if other is not section:
                words = {"quote": shorten(quote.text, _SHOWN, placeholder=" …"), "other_section": other.title}
                yield found(
                    "quote_repeated", _cited(quote, other), _cited(quote, section), section=section.title, **words
                )


def _cited(quote: Quote, section: Section) -> Place:
    """Return where a section cites a quote, as it stands there: with other quotation marks inside, perhaps."""
    for part in section.parts:
        if isinstance(part, Paragraph) and part.kind == "source":
            for before, piece in pairwise(split_marks(part.text, section.quotes)):
                if piece == quote and isinstance(before, str):
                    return Place(section.id, excerpt=before.removeprefix(lead_of(before, quote)).strip())
    return Place(section.id)
