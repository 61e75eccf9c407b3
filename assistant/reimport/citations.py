"""The citations of a paragraph: where one is called, and which quote stands before it word for word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.reimport.proof import KnownQuotes, Proof
from assistant.reimport.records import Typed
from assistant.reimport.references import Naming, names_line, naming
from assistant.studio.marks import is_quoted
from assistant.studio.records import Quote

_BRACKET = re.compile(r"(?<=[“”\"«»])\s?(?=[(\[])")
_CLOSING = {"(": ")", "[": "]"}
_LONGEST_BRACKET = 600  # characters: a long title, a long heading, and whom it follows
_NUMBERED = re.compile(r"(\d{1,4})(?:,\s*|$)")
_LOST_FOOTNOTE = re.compile(r"\^\S+")  # "[^3]" in Markdown whose footnote is gone
_OPENING = re.compile('[„“"»«]')
_ENDS = tuple('“”"«»')
_STOPS = tuple(".,;:!?")
_LONGEST_QUOTATION = 4_000  # characters
_MOST_OPENINGS = 8
_WORD = re.compile(r"\w")
_TELLING = 45  # characters: what is shorter may stand anywhere, so its reference must be right
_ALIKE = 0.6  # of the letters in order: an altered quote still shares most of them


@dataclass(frozen=True)
class Call:
    """A citation: text[start:end] is its bracket; a footnote has no width. `reference` says what is cited.

    is_listed   a bracket that names a source of the file's own list
    """

    start: int
    end: int
    reference: str
    in_brackets: bool = False
    is_listed: bool = False


@dataclass(frozen=True)
class Proved:
    """A quote, `text` that ends with it in quotation marks, and the punctuation that stood before the citation."""

    quote: Quote
    text: str
    behind: str


def most_calls(typed: Typed) -> int:
    """Return how many citations a paragraph may hold at most, without a look at any."""
    return len(typed.footnotes) + len(_BRACKET.findall(typed.text))


def calls(typed: Typed, listed: Mapping[str, str]) -> list[Call]:
    """Return the footnotes of a paragraph and its brackets behind quotation marks, in order.

    `listed` are the sources of the file's list (see `listed_sources`).
    """
    found = [Call(at, at, text) for at, text in typed.footnotes]
    behind = 0
    for match in _BRACKET.finditer(typed.text):
        end = _end_of_bracket(typed.text, match.end())
        if match.start() >= behind and end:
            found.append(_bracket(typed.text, match, end, listed))
            behind = end
    return sorted(found, key=lambda call: call.start)


def _end_of_bracket(text: str, start: int) -> int:
    """Return the offset behind the bracket that opens at `start`, 0 where it does not close."""
    opening, depth = text[start], 0
    for at, sign in enumerate(text[start : start + _LONGEST_BRACKET], start):
        depth += (sign == opening) - (sign == _CLOSING[opening])
        if depth == 0:
            return at + 1
    return 0


def _bracket(text: str, match: re.Match[str], end: int, listed: Mapping[str, str]) -> Call:
    """Return the citation of "[3, S. 12]", with the third source of the list for its number, or of "(Meier 2018)".

    A number that is not listed goes. One in round brackets is none of ours: exports write so what someone typed.
    """
    inside = text[match.end() + 1 : end - 1]
    if _LOST_FOOTNOTE.fullmatch(inside):
        return Call(match.start(), end, "")
    number = _NUMBERED.match(inside) if text[match.end()] == "[" else None
    if number is None:
        return Call(match.start(), end, inside, True, any(names_line(inside, line) for line in listed.values()))
    parts = (listed.get(number[1], ""), inside[number.end() :])
    return Call(match.start(), end, ", ".join(filter(None, parts)), True, number[1] in listed)


class Prover:
    """Finds the quotes that citations stand for: among those known, then by a proof."""

    def __init__(self, known: Sequence[Quote], proof: Proof) -> None:
        self._known, self._proofs = known, (KnownQuotes(known), proof)

    def proved(self, text: str, call: Call) -> Proved | None:
        """Return the quote with which a text ends and which a citation behind it names; None if that is not proved.

        A quote that says little is believed only where its reference names it; a bracket must always do so.
        """
        body, behind = text.rstrip(), ""
        if body.endswith(_STOPS):  # many set a footnote behind the full stop
            body, behind = body[:-1].rstrip(), body[-1]
        if not body.endswith(_ENDS):
            return None
        for proof in self._proofs:
            for lead, quotation in _quotations(body):
                found = proof.find(quotation[1:-1], call.reference)
                if found and _is_believed(found, call):
                    return Proved(found, lead + _word_for_word(quotation, found), behind)
        return None

    def is_citation(self, call: Call) -> bool:
        """Tell whether a call cites a source: a footnote does, a bracket where it names one of the list or a known."""
        if not call.in_brackets or call.is_listed:
            return True
        return any(naming(call.reference, quote) >= Naming.SOURCE for quote in self._known)

    def meant(self, text: str, reference: str) -> Quote | None:
        """Return the known quote that an unproved citation was for: what stands before it is nearly the same."""
        likeness = {quote: _likeness(text, quote) for quote in self._known if naming(reference, quote) >= Naming.SOURCE}
        nearest = max(likeness, key=likeness.__getitem__, default=None)
        return nearest if nearest and likeness[nearest] >= _ALIKE else None


def _is_believed(quote: Quote, call: Call) -> bool:
    named, is_telling = naming(call.reference, quote), len(quote.text) >= _TELLING
    if call.in_brackets:
        return named is Naming.PLACE or (is_telling and named is not Naming.NOTHING)
    return named >= Naming.SOURCE or is_telling


def _quotations(body: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the quotation at the end of a text, with its marks, behind its lead; the longest first."""
    start, end = max(0, len(body) - _LONGEST_QUOTATION), len(body) - 1
    for match in list(_OPENING.finditer(body, start, end))[-_MOST_OPENINGS:]:
        if _WORD.search(body, match.end()):
            yield body[: match.start()], body[match.start() :]


def _word_for_word(quotation: str, quote: Quote) -> str:
    """Return a quotation as the source has it: what a person typed may break words or set dashes otherwise."""
    if is_quoted(quotation, quote):
        return quotation
    return f"{quotation[0]}{' '.join(quote.text.split())}{quotation[-1]}"


def _likeness(text: str, quote: Quote) -> float:
    said = " ".join(quote.text.split())
    near = (one for _, one in _quotations(text) if len(said) / 2 < len(one) < len(said) * 2)
    return max((SequenceMatcher(None, one, said, autojunk=False).ratio() for one in near), default=0.0)
