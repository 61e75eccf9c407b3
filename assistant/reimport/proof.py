"""Where a quotation of a file stands in the sources: what a citation that is read back rests on."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from assistant.answering.quotes import cite, locate
from assistant.reimport.references import Naming, naming
from assistant.studio.draft import quote_of
from assistant.studio.records import Quote
from ingest.assemble import split_sentences
from ingest.clean import normalise
from ingest.library import Library
from ingest.records import Hit, Passage, Source, Unit

_KEPT = 64  # sources whose texts stay in memory while a file is read
_MOST_PLACES = 50  # of one quotation in one source: a word occurs everywhere
_TELLING = 45  # characters: „Kosten“ stands somewhere in any library, and proves no sentence that ends with it
_SENTENCE_END = re.compile('[.!?…][“”"»«‘’›‹]?$')
_WORDS = re.compile(r"\w+")
_ONE_MARK = str.maketrans(dict.fromkeys("'„“”»«‚‘’›‹", '"'))


class Proof(Protocol):
    """Finds quotations in what the strategy may cite."""

    def find(self, quotation: str, reference: str) -> Quote | None:
        """Return the quote that says this word for word, at best where the reference says; None if there is none."""
        ...


class KnownQuotes:
    """Finds quotations among quotes that were proved before."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self._quotes = [(quote, _searched(quote.text.strip())) for quote in quotes]

    def find(self, quotation: str, reference: str) -> Quote | None:
        """Return the quote that is this quotation as a whole, at best the one whose place the reference names."""
        wanted = _searched(quotation)
        found = [quote for quote, text in self._quotes if locate(wanted, text) == (0, len(text))]
        return max(found, key=lambda quote: naming(reference, quote), default=None)


class LibraryProof:
    """Finds quotations in the stored texts of a library, the sources that a reference names first."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._text = lru_cache(_KEPT)(library.registry.text)
        self._searched = lru_cache(_KEPT)(lambda source_id: _searched(self._text(source_id)))
        self._passages = lru_cache(_KEPT)(library.registry.passages_of)

    def find(self, quotation: str, reference: str) -> Quote | None:
        """Return the quotation's place that the reference names, else its first one in the sources it names, else any.

        White space and the shape of quotation marks do not count, nor what `locate` passes over. A few words out of a
        sentence are no quote, whatever the reference says, nor is a sentence that is cut at either end.
        """
        sources = [source for source in self._library.sources() if source.state == "ready"]
        named = [source for source in sources if naming(reference, _nothing_of(source)) >= Naming.SOURCE]
        for group in (named, [source for source in sources if source not in named]):
            found = [quote for source in group for quote in self._quotes(quotation, source)]
            if found:
                return max(found, key=lambda quote: naming(reference, quote))
        return None

    def _quotes(self, quotation: str, source: Source) -> Iterator[Quote]:
        if max(_WORDS.findall(normalise(quotation)), key=len, default="") not in self._text(source.id):
            return  # a hundred times as fast as looking for the whole of it, and stored texts break no words
        text, wanted, at = self._searched(source.id), _searched(quotation), 0
        for _ in range(_MOST_PLACES):
            span = locate(wanted, text[at:])
            if span is None:
                return
            yield from self._quote(source, at + span[0], at + span[1])
            at += span[1]

    def _quote(self, source: Source, start: int, end: int) -> Iterator[Quote]:
        """Yield the quote of a stretch, cited as an answer cites; none where it runs over a passage or says little."""
        for passage in self._passages(source.id):
            units = [unit for unit in passage.units if unit.start <= start]
            is_within = bool(units) and passage.start <= start and end <= passage.end
            is_telling = end - start >= _TELLING and _begins_and_ends_whole(passage, start, end)
            if is_within and (is_telling or _is_whole_sentence(units[-1], start, end)):
                hit = Hit(passage, source, 1.0, "lexical")
                yield quote_of(cite(1, hit, units[-1], start, end, stored_text=self._text))
                return


def _begins_and_ends_whole(passage: Passage, start: int, end: int) -> bool:
    """Tell whether no sentence is cut at either end: "Es ist falsch, dass" left out makes a quote say the opposite."""
    bounds = [(unit.start + a, unit.start + b) for unit in passage.units for a, b in split_sentences(unit.text)]
    bounds += [(unit.start, unit.end) for unit in passage.units]
    return any(a == start for a, _ in bounds) and any(b == end for _, b in bounds)


def _is_whole_sentence(unit: Unit, start: int, end: int) -> bool:
    bounds = split_sentences(unit.text)
    begins = any(unit.start + first == start for first, _ in bounds)
    ends = any(unit.start + last == end for _, last in bounds)
    return begins and ends and _SENTENCE_END.search(unit.text[: end - unit.start]) is not None


def _searched(text: str) -> str:
    """Return a text of the same length with one shape of quotation mark: a draft has others within a quote."""
    return text.translate(_ONE_MARK)


def _nothing_of(source: Source) -> Quote:
    """Return a quote of this source that says nothing: what names it names the source."""
    return Quote(source.id, source.details, source.file_name, "", 0, 0)
