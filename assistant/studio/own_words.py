"""What a draft says by itself in one language, so that the same can be said in the other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from assistant.assess.checklist import load_checklist
from assistant.phrase import placeholders
from assistant.studio.facts import facts
from assistant.studio.gaps import every_gap
from assistant.studio.outline import Chapter, Measure, OutlineSection, Search, TableName
from assistant.studio.profile import Profile
from assistant.studio.tables import FILE, Tabled, tabled
from assistant.wording import wordings
from ingest.records import Language

_STOPS = re.compile(r"([.!?…])\.(?=\s|$)")  # a fact that ends a sentence brings its own full stop
_PRINTED_MARK = re.compile(r"\[(\d+)\]")


def title_of(profile: Profile, language: Language) -> str:
    """Return the title of a strategy: "Internationalisierungsstrategie LichtNetz"."""
    return wordings(FILE)["title" if profile.name else "title_unnamed"].of(language).format(name=profile.name)


class OwnWords:
    """What a draft says by itself in one language: all but the quotes and the tables' data."""

    def __init__(self, profile: Profile, language: Language) -> None:
        self.language, self._profile = language, profile
        self.facts = facts(profile, language)

    def say(self, key: str, **words: str) -> str:
        """Return a text of prompts/studio.toml; KeyError where one of its placeholders is not given."""
        return wordings(FILE)[key].of(self.language).format(**words)

    def sentences(self, outlined: OutlineSection) -> list[str]:
        """Return the sentences of a section whose facts are all there."""
        told = [one for one in outlined.sentences if one.needs <= self.facts.keys()]
        return [_STOPS.sub(r"\1", one.of(self.language).format(**self.facts)) for one in told]

    def lead(self, search: Search) -> str:
        """Return what introduces the quote that a search finds."""
        return harmless(search.lead.of(self.language))

    def measure(self, measure: Measure) -> str:
        """Return the proposal of a measure; "" where the profile lacks a fact that it names."""
        text = measure.text.of(self.language)
        if not placeholders(text) <= self.facts.keys():
            return ""
        return self.say("measure", title=measure.title.of(self.language), text=text.format(**self.facts))

    def tables(self, names: Iterable[TableName]) -> list[Tabled]:
        """Return the profile's tables of these names, each with its gaps."""
        return [tabled(name, self._profile, self.language) for name in names]

    def of_section(self, outlined: OutlineSection) -> Iterator[str]:
        """Yield all that the outline can make a section say, in the same order in each language."""
        lacking = (one.missing for one in outlined.sentences if one.missing)
        phrases = (outlined.title, *outlined.questions, *outlined.proposals, *lacking)
        yield from (phrase.of(self.language) for phrase in phrases)
        yield " ".join(self.sentences(outlined))
        yield from self.sentences(outlined)
        yield from (self.lead(search) for search in outlined.searches)

    def of_any_section(self, chapters: Mapping[str, Chapter]) -> Iterator[str]:
        """Yield all that a draft can say beside, in the same order in each language: of measures, around tables."""
        yield from (text.of(self.language) for text in wordings(FILE).values() if not placeholders(text.de))
        yield from (self.measure(one) for chapter in chapters.values() for one in chapter.measures)
        yield from (gap for table in self.tables(get_args(TableName)) for gap in table.gaps)
        yield from every_gap(load_checklist(), self.language)


# quotation marks within a quote: „... ‚so‘ ...“
_INNER_QUOTES = str.maketrans({"„": "‚", "“": "‘", "”": "’", "»": "›", "«": "‹", '"': "'"})


def in_quotation_marks(quote: str) -> str:
    """Return a quote as it stands between quotation marks: on one line, with others inside."""
    return " ".join(quote.split()).translate(_INNER_QUOTES)


def harmless(text: str) -> str:
    """Return what someone else wrote so that nothing in it looks like a quote or a mark of ours."""
    return _PRINTED_MARK.sub(r"(\1)", in_quotation_marks(text))
