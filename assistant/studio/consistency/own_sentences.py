"""The sentences that a strategy says in its own name: those of its own paragraphs and of its proposals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.studio.consistency.findings import Place
from assistant.studio.records import Paragraph, Section
from ingest.assemble import split_sentences

_QUOTATION = re.compile(  # of at most 1,000 characters: a text of opening marks would be searched to its end for each
    r"„[^“”]{,1000}[“”]|“[^”]{,1000}”|»[^«]{,1000}«|«[^»]{,1000}»|‚[^‘’]{,1000}‘|\"[^\"]{,1000}\""
)
_FILLER = "¤"  # neither a letter nor white space: no pattern reads across what is quoted


@dataclass(frozen=True)
class OwnSentence:
    """A sentence of a section; all but `text` is without what stands in quotation marks.

    text       as it stands; bare is as long, so that a span in the one is a span in the other
    previous   the sentence before it in its paragraph, "" for the first; `before` is all that stands before
    """

    section: Section
    text: str
    bare: str
    previous: str
    before: str

    def place(self, match: re.Match[str]) -> Place:
        """Return the place of what was found in `bare`."""
        return Place(self.section.id, excerpt=self.text[match.start() : match.end()])


def own_sentences(sections: Sequence[Section]) -> Iterator[OwnSentence]:
    """Yield the sentences in order; what a source says and what is still open is nobody's own."""
    for section in sections:
        for part in section.parts:
            if isinstance(part, Paragraph) and part.kind in ("own", "proposal"):
                bare = without_quotations(part.text)
                previous = ""
                for start, end in split_sentences(bare):
                    yield OwnSentence(section, part.text[start:end], bare[start:end], previous, bare[:start])
                    previous = bare[start:end]


@lru_cache(maxsize=1000)  # paragraphs: several checks read them
def without_quotations(text: str) -> str:
    """Return a text as long, in which nothing can be read between quotation marks."""
    return _QUOTATION.sub(lambda match: _FILLER * len(match.group()), text)
