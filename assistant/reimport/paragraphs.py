"""From the paragraphs of a file to those of a section: what is proved is a source's, all else the author's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.export.bibliography import footnote
from assistant.export.citing import uncited
from assistant.reimport.citations import Call, Prover, calls
from assistant.reimport.records import Typed
from assistant.reimport.references import Naming, naming
from assistant.reimport.wording import message
from assistant.studio.marks import lead_of
from assistant.studio.records import Paragraph, PartKind, Quote, Section
from assistant.studio.section_text import RefusedText, read_section_text
from assistant.wording import wordings
from ingest.clean import drop_invisible
from ingest.records import Language, Text


@dataclass(frozen=True)
class _Pieces:
    """A paragraph taken apart: each text ends with its quote; `rest` follows the last of them."""

    proved: tuple[tuple[str, Quote], ...]
    rest: str


class Paragraphs:
    """Reads the paragraphs of one section, and collects its quotes and what is to be told of them."""

    def __init__(
        self, title: str, present: Section, prover: Prover, listed: Mapping[str, str], language: Language
    ) -> None:
        """`present` is the section as the strategy has it: its numbers may stand in leads. `listed`: see `calls`."""
        self.quotes: list[Quote] = []
        self.notes: list[Text] = []
        self.unproved: list[str] = []  # what was cited and goes
        self._title, self._present = title, present
        self._prover, self._listed, self._language = prover, listed, language

    def read(self, typed: Typed) -> tuple[Paragraph, ...]:
        """Return the paragraphs that a paragraph becomes.

        Quotes with their leads are a source's, as far as the editor of sections would take them; what claims more
        is a paragraph of its own. What the strategy has as its author's own words comes back as it was.
        """
        present = self._present_own(typed)
        if present:
            return (present,)
        told = len(self.notes)
        pieces = self._pieces(typed)
        parts = tuple(self._parts(pieces, typed.kind))
        if pieces.proved and len(parts) > 1:
            self.tell("claim", typed.text)
        if typed.kind == "source" and not pieces.proved and len(self.notes) == told:
            self.tell("no_citation", typed.text)
        return parts

    def tell(self, key: str, beginning: str, **words: str) -> None:
        """Note what did not come back as it went out, with the section and the beginning of the paragraph."""
        self.notes.append(message(key, section=self._title, beginning=beginning, **words))

    def _present_own(self, typed: Typed) -> Paragraph | None:
        """Return the paragraph of the section that an export wrote so, if it is no source's and no one changed it."""
        if typed.kind == "source" or typed.footnotes:
            return None
        alike = (part for part in self._present.parts if isinstance(part, Paragraph) and part.kind == typed.kind)
        written = typed.text.split()
        said = ((one, drop_invisible(one.text)) for one in alike)  # reading a file drops it: "👨\u200d👩", soft hyphens
        return next((one for one, text in said if written in (text.split(), uncited(text).split())), None)

    def _pieces(self, typed: Typed) -> _Pieces:
        proved: list[tuple[str, Quote]] = []
        text, done = "", 0
        for call in calls(typed, self._listed):
            text += typed.text[done : call.start]
            done = call.end
            found = self._prover.proved(text, call)
            if found is None:
                text += self._unproved(typed.text, text, call)
                continue
            if call.reference and naming(call.reference, found.quote) in (Naming.NOTHING, Naming.SOURCE):
                where = footnote(found.quote, self._language)
                self.tell("reference", typed.text, reference=call.reference, found=where)
            proved.append((found.text, found.quote))
            text = found.behind
        return _Pieces(tuple(proved), text + typed.text[done:])

    def _unproved(self, paragraph: str, text: str, call: Call) -> str:
        """Note a citation that goes, and return what stays of it: a bracket that was never one."""
        self.unproved.append(call.reference)
        meant, bracket = self._prover.meant(text, call.reference), paragraph[call.start : call.end]
        if meant:
            self.tell("altered", paragraph, said=" ".join(meant.text.split()))
        elif self._prover.is_citation(call):
            self.tell("unproved", paragraph, reference=call.reference or bracket.strip() or "–")
        else:
            return bracket
        return ""

    def _parts(self, pieces: _Pieces, kind: PartKind | None) -> Iterator[Paragraph]:
        beside: PartKind = "own" if kind is None or kind == "source" else kind
        said = ""
        for text, quote in pieces.proved:
            mark, lead = self._mark(quote), lead_of(text, quote)
            if (said or kind in (None, "source")) and self._is_accepted(f"{said}{text} {mark}"):
                said += f"{text} {mark}"
                continue
            yield from _paragraph("source", said)
            yield from _paragraph(beside, lead)
            said = f"{text[len(lead) :]} {mark}"
        is_end = bool(said) and self._is_accepted(said + pieces.rest)
        yield from _paragraph("source", said + pieces.rest if is_end else said)
        yield from _paragraph(beside, "" if is_end else pieces.rest)

    def _mark(self, quote: Quote) -> str:
        if quote not in self.quotes:
            self.quotes.append(quote)
        return f"[{self.quotes.index(quote) + 1}]"

    def _is_accepted(self, text: str) -> bool:
        """Tell whether the editor of sections would take a text as a source's paragraph."""
        section = replace(self._present, quotes=tuple(self.quotes))
        label = wordings("studio.toml")["label_source"].of(self._language)
        try:
            read_section_text(f"[{label}] {' '.join(text.split())}", section, self._language)
        except RefusedText:
            return False
        return True


def _paragraph(kind: PartKind, text: str) -> Iterator[Paragraph]:
    if text.strip():
        yield Paragraph(kind, text.strip())
