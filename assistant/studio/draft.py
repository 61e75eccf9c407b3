"""From a profile, an outline and the library to a cited draft; a language model may put it into better words.

Each section says first what the profile knows, then what the sources say about it, then which measures are proposed,
and last what a person must still decide. A fact that the profile lacks becomes an open point, never an invention.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.assess.checklist import Checklist, load_checklist
from assistant.phrase import placeholders
from assistant.records import Answer, Citation
from assistant.studio.fluent import Fluency
from assistant.studio.gaps import checklist_gaps
from assistant.studio.outline import STATEMENTS, Chapter, Measure, Outline, OutlineSection
from assistant.studio.own_words import OwnWords, harmless, in_quotation_marks, title_of
from assistant.studio.profile import Profile
from assistant.studio.records import Draft, Paragraph, Part, Quote, Section
from ingest.records import Filters, Language, SourceKind

_LONGEST_QUERY = 400  # characters: a profile's list of 200 countries is no question
_SHORTEST_QUOTE, _LONGEST_QUOTE = 45, 380  # characters: a crumb proves nothing, half a page is not read
# Where an instruction is looked up, and what introduces it: own material is never taken for literature.
_ASKED: tuple[tuple[tuple[SourceKind | None, ...], str], ...] = (
    (STATEMENTS, "instruction_lead"),
    (("strategy",), "instruction_lead"),
    (("own_material",), "instruction_lead_own"),
)
_CONSIDERED = 3  # citations of an answer: later ones tell of something near the question, not of it
_SENTENCE = re.compile(r"^(?!\w+:)[A-ZÄÖÜ„\"(].*[.!?…][“\"»)]?$", re.DOTALL)  # "Beschreibung: ..." is a label's
_POINTS_BACK = re.compile(
    r"^(dies|diese[rsmn]?|dadurch|dabei|dazu|hierzu|hierbei|hier|daher|deshalb|daraus|damit|dort|denn|jedoch|er|sie|es|"
    r"solche[rsn]?|so|allerdings|außerdem|zudem|ferner|auch|this|these|it|they|thus|therefore|however)\b",
    re.IGNORECASE,
)


class Answering(Protocol):
    """What a draft needs of the assistant."""

    def ask(self, question: str, *, filters: Filters = ..., language: Language | None = ...) -> Answer:
        """Return the answer of the library, with its citations."""
        ...


@dataclass
class _Cited:
    """The stretches already quoted, so that no section repeats another: by source, from and to which character."""

    stretches: list[tuple[str, int, int]] = field(default_factory=list)

    def overlaps(self, source_id: str, start: int, end: int) -> bool:
        """Tell whether a part of it is quoted already."""
        return any(source == source_id and start < to and at < end for source, at, to in self.stretches)


@dataclass(frozen=True)
class Studio:
    """Writes drafts by an outline, with the catalogue of measures, from a library."""

    outline: Outline
    chapters: Mapping[str, Chapter]
    assistant: Answering
    checklist: Checklist = field(default_factory=load_checklist)
    fluency: Fluency | None = None

    def draft(
        self, profile: Profile, *, language: Language, made_on: str, on_section: Callable[[str], None] = lambda _: None
    ) -> Draft:
        """Return the whole draft; `on_section` gets the id of each section before it is written."""
        sections = self.sections(profile, language, on_section)
        return Draft(title_of(profile, language), profile.name, language, made_on, tuple(sections))

    def sections(
        self, profile: Profile, language: Language, on_section: Callable[[str], None] = lambda _: None
    ) -> Iterator[Section]:
        """Yield the sections one by one, so that a long work can be shown and stopped."""
        cited = _Cited()
        writings = [_Writing(self, section, profile, language, cited) for section in self.outline.sections]
        gaps = self._gaps([self._own_words(one, profile) for one in self.outline.sections], profile, language)
        written: list[Section] = []
        for section, writing in zip(self.outline.sections, writings, strict=True):
            on_section(section.id)
            written.append(self._worded(writing.section(gaps.get(section.id, ())), section, language, "", written))
            yield written[-1]

    def section(
        self, name: str, profile: Profile, language: Language, *, kept: Sequence[Section] = (), instruction: str = ""
    ) -> Section:
        """Return one section written anew; what the others (`kept`) quote is not quoted again. Raises KeyError.

        An instruction is a question to the library, what it says comes first, and a wish to the language model.
        """
        outlined = {section.id: section for section in self.outline.sections}[name]
        quoted = [(one.source_id, one.start, one.end) for other in kept if other.id != name for one in other.quotes]
        writing = _Writing(self, outlined, profile, language, _Cited(quoted))
        others = [other for other in kept if other.id != name]
        gaps = self._gaps([*others, self._own_words(outlined, profile)], profile, language)
        made = writing.section(gaps.get(name, ()), instruction)
        return self._worded(made, outlined, language, instruction, others)

    def _worded(
        self, made: Section, outlined: OutlineSection, language: Language, instruction: str, others: Sequence[Section]
    ) -> Section:
        if self.fluency is None:
            return made
        purpose = outlined.purpose.of(language) if outlined.purpose else ""
        return self.fluency.section(made, language, purpose=purpose, instruction=instruction, earlier=others)

    def _own_words(self, section: OutlineSection, profile: Profile) -> Section:
        """Return what a section says by itself, in German: what the checklist asks is the same in both languages."""
        return _Writing(self, section, profile, "de", _Cited()).own_words()

    def _gaps(self, own: Sequence[Section], profile: Profile, language: Language) -> Mapping[str, tuple[str, ...]]:
        """Return what the checklist still asks, by section; of an author who has said nothing yet it asks nothing."""
        return {} if profile == Profile() else checklist_gaps(own, self.outline, self.checklist, language)


class _Writing:
    """One section in the making."""

    def __init__(
        self, studio: Studio, outlined: OutlineSection, profile: Profile, language: Language, cited: _Cited
    ) -> None:
        self._studio, self._outlined, self._profile = studio, outlined, profile
        self._language, self._cited = language, cited
        self._words = OwnWords(profile, language)
        self._tables = self._words.tables(outlined.tables)
        self._quotes: list[Quote] = []

    def section(self, gaps: Sequence[str] = (), instruction: str = "") -> Section:
        """Return the section; `gaps` are what the checklist still asks of it."""
        title = self._outlined.title.of(self._language)
        if self._profile == Profile():
            return Section(self._outlined.id, title, tuple(self._questions()))
        asked = self._asked_for(instruction) if instruction.strip() else ()
        written = [*self._own(), *asked, *self._from_sources(), *self._measures(), *self._proposals()]
        return Section(self._outlined.id, title, (*written, *self._open(gaps)), tuple(self._quotes))

    def own_words(self) -> Section:
        """Return what the section says without the library and without what is still open."""
        measures = (self._words.measure(one) for one in self._chosen())
        proposed = (Paragraph("proposal", told) for told in measures if told)
        parts = (*self._own(), *proposed, *self._proposals())
        return Section(self._outlined.id, self._outlined.title.of(self._language), parts)

    def _questions(self) -> Iterator[Part]:
        """Yield the questions to the author: without a profile there is nothing to write from."""
        yield from (Paragraph("open", question.of(self._language)) for question in self._outlined.questions)

    def _own(self) -> Iterator[Part]:
        told = self._words.sentences(self._outlined)
        if told:
            yield Paragraph("own", " ".join(told))
        for table in self._tables:
            yield from table.parts

    def _from_sources(self) -> Iterator[Part]:
        for search in self._outlined.searches:
            yield from self._quoted(search.query, self._words.lead(search), search.kinds)
        if self._outlined.example:
            yield from self._example()

    def _asked_for(self, instruction: str) -> Iterator[Paragraph]:
        for kinds, key in _ASKED:
            lead = self._words.say(key, instruction=harmless(instruction))
            citation = self._found(instruction, Filters(kinds=kinds))
            if citation is not None:
                yield self._marked(lead, citation)

    def _quoted(self, query: str, lead: str, kinds: tuple[SourceKind | None, ...]) -> Iterator[Paragraph]:
        """Yield the paragraph that quotes what the library says to a query, if it says anything fitting."""
        if not placeholders(query) <= self._words.facts.keys():
            return
        citation = self._found(query.format(**self._words.facts), Filters(kinds=kinds))
        if citation is not None:
            yield self._marked(lead, citation)

    def _example(self) -> Iterator[Paragraph]:
        citation = self._found(self._outlined.example, Filters(kinds=("strategy",)))
        if citation is not None:
            title = citation.source.details.title or citation.source.file_name
            yield self._marked(self._words.say("example", source=harmless(title)), citation)

    def _found(self, query: str, filters: Filters) -> Citation | None:
        """Return the answer's first statement that can stand alone and is not quoted yet, of the best few."""
        answer = self._studio.assistant.ask(query[:_LONGEST_QUERY], filters=filters, language=self._language)
        return next((one for one in answer.citations[:_CONSIDERED] if self._can_stand_alone(one)), None)

    def _can_stand_alone(self, citation: Citation) -> bool:
        quote = " ".join(citation.quote.split())
        is_list = "\n" in citation.quote.strip()
        if is_list or self._cited.overlaps(citation.source.id, citation.start, citation.end):
            return False
        is_sentence = _SENTENCE.match(quote) and not _POINTS_BACK.match(quote)
        return bool(is_sentence) and _SHORTEST_QUOTE <= len(quote) <= _LONGEST_QUOTE

    def _marked(self, lead: str, citation: Citation) -> Paragraph:
        self._cited.stretches.append((citation.source.id, citation.start, citation.end))
        self._quotes.append(quote_of(citation))
        quote = in_quotation_marks(citation.quote)
        return Paragraph("source", self._words.say("quoted", lead=lead, quote=quote, mark=str(len(self._quotes))))

    def _measures(self) -> Iterator[Part]:
        for measure in self._chosen():
            told = self._words.measure(measure)
            if not told:
                continue
            yield Paragraph("proposal", told)
            if measure.query:
                yield from self._quoted(measure.query, self._words.say("reason"), STATEMENTS)

    def _chosen(self) -> list[Measure]:
        """Return the measures that the profile picks, out of the chapters that belong here first."""
        mine = [chapter for chapter in self._outlined.chapters if self._first_home(chapter) == self._outlined.id]
        measures = [one for chapter in mine for one in self._studio.chapters[chapter].measures]
        return [one for one in measures if one.id in self._profile.measures]

    def _first_home(self, chapter: str) -> str:
        """Return the section in which a chapter's measures stand: the first that draws on it."""
        return next(one.id for one in self._studio.outline.sections if chapter in one.chapters)

    def _proposals(self) -> Iterator[Part]:
        yield from (Paragraph("proposal", one.of(self._language)) for one in self._outlined.proposals)

    def _open(self, asked: Sequence[str]) -> Iterator[Part]:
        """Yield what is missing: facts of the sentences, gaps of the tables, what the checklist asks; each once."""
        lacking = [
            sentence.missing.of(self._language)
            for sentence in self._outlined.sentences
            if sentence.missing and not sentence.needs <= self._words.facts.keys()
        ]
        gaps = [gap for table in self._tables for gap in table.gaps]
        points = dict.fromkeys([*lacking, *gaps, *asked, *self._unknown_measures()])
        yield from (Paragraph("open", point) for point in points)

    def _unknown_measures(self) -> list[str]:
        """Return, in the first section, what to do about measures that the catalogue does not hold."""
        if self._outlined != self._studio.outline.sections[0]:
            return []
        known = {one.id for chapter in self._studio.chapters.values() for one in chapter.measures}
        return [self._words.say("unknown_measure", id=one) for one in self._profile.measures if one not in known]


def quote_of(citation: Citation) -> Quote:
    """Return a citation as a quote that stands without the library."""
    return Quote(
        source_id=citation.source.id,
        details=citation.source.details,
        file_name=citation.source.file_name,
        text=citation.quote,
        start=citation.start,
        end=citation.end,
        page=citation.page,
        page_label=citation.page_label,
        heading_path=citation.heading_path,
        attribution=citation.attribution,
    )
