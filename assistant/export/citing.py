"""How a draft cites: what stands at a mark, and how the list of sources looks. The writers only place it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from string import ascii_lowercase
from typing import Literal, get_args

from assistant.export.bibliography import Entry, alphabetical, entries, entry_of, footnote, place, reference, work
from assistant.export.words import word_about
from assistant.studio.marks import split_marks
from assistant.studio.records import Draft, Paragraph, PartKind, Quote
from ingest.records import Language

CitationStyle = Literal["footnotes", "author_year", "numbered"]
CITATION_STYLES: tuple[CitationStyle, ...] = get_args(CitationStyle)

_BRACKETS: Mapping[CitationStyle, tuple[str, str]] = {"author_year": ("(", ")"), "numbered": ("[", "]")}
_TYPED_NUMBER = re.compile(r"\[(\s*\d+\b[^\[\]]*)\]")
_YEAR_IN_BRACKETS = re.compile(r"\((\d{4}[a-z]?)\)")  # "nach Weber (2015)" would be brackets within brackets


@dataclass(frozen=True)
class Note:
    """A footnote that is called here; `text` is what it says."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that name a source; `source` is its place in the list of sources, from 1."""

    text: str
    source: int


Piece = str | Note | Link


class Citations:
    """The citations of a draft in a style, and its list of sources: `sources` are its lines in their order."""

    def __init__(self, draft: Draft, style: CitationStyle) -> None:
        """Raises ValueError for a mark without a quote (see `assistant.studio.marks`)."""
        self._draft, self._style = draft, style
        self._language = draft.language
        numbered = style == "numbered"
        listed = entries(draft) if numbered else alphabetical(draft)
        letters = _letters(listed, draft.language) if style == "author_year" else {}
        self._links: dict[str, Link] = {}
        lines: list[str] = []
        for number, entry in enumerate(listed, 1):
            letter = letters.get(entry.key, "")
            name = str(number) if numbered else _flat(work(entry, draft.language, letter))
            self._links[entry.key] = Link(name, number)
            line = reference(entry, draft.language, letter)
            lines.append(f"[{number}] {line}" if numbered else line)
        self.sources = tuple(lines)

    def legend(self, kind: PartKind) -> str:
        """Return what the legend says of a kind: how a source is cited depends on the style."""
        key = f"legend_source_{self._style}" if kind == "source" else f"legend_{kind}"
        return word_about(self._draft, key)

    def pieces(self, part: Paragraph, quotes: Sequence[Quote]) -> list[Piece]:
        """Return a paragraph's text in pieces, its marks replaced by notes, or by brackets with links to the sources.

        Marks side by side share a pair of brackets: "„Ziele“ (", "Meier 2018", ", S. 12; ", "Huber 2020", ", S. 4)".
        What a paragraph that is no source's prints like a number of the list does not look like one (`uncited`).
        """
        if part.kind != "source":
            return [uncited(part.text) if self._style == "numbered" else part.text]
        pieces: list[Piece] = []
        for _, group in groupby(split_marks(part.text, quotes), key=type):
            alike = list(group)
            cited = [piece for piece in alike if isinstance(piece, Quote)]
            texts = [piece for piece in alike if isinstance(piece, str)]
            pieces += self._cite(cited, space=" " if pieces else "") if cited else texts
        return pieces

    def _cite(self, quotes: Sequence[Quote], space: str) -> list[Piece]:
        if self._style == "footnotes":
            return [Note(footnote(quote, self._language)) for quote in quotes]
        opening, closing = _BRACKETS[self._style]
        pieces: list[Piece] = []
        before = space + opening
        for quote in quotes:
            pieces += [before, self._links[entry_of(quote).key]]
            plain = replace(quote, attribution=_YEAR_IN_BRACKETS.sub(r"\1", quote.attribution))
            before = f"{_flat(place(plain, self._language))}; "
        return [*pieces, before.removesuffix("; ") + closing]


def uncited(text: str) -> str:
    """Return a text with what looks like a numbered citation in round brackets: "[1, S. 12]" becomes "(1, S. 12)"."""
    return _TYPED_NUMBER.sub(r"(\1)", text)


def _letters(listed: Sequence[Entry], language: Language) -> dict[str, str]:
    """Return a letter for each source that the text would name as it names another one: "a" for the first of them."""
    alike: dict[str, list[str]] = {}
    for entry in listed:
        alike.setdefault(_flat(work(entry, language)), []).append(entry.key)
    return {key: _letter(number) for keys in alike.values() if len(keys) > 1 for number, key in enumerate(keys)}


def _letter(number: int) -> str:
    """Return "a" for 0, "z" for 25, "aa" for 26."""
    before, last = divmod(number, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]


def _flat(text: str) -> str:
    return " ".join(text.split())
