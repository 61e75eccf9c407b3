"""A section as text that a person edits in place, and back: one paragraph a block, its kind in brackets before it.

    [Eigene Angabe] Das Netzwerk hat 43 Mitglieder.

    [Quelle] Dazu heißt es: „Vertrauen entsteht durch Besuche.“ [1]

    [Tabelle 1: Finanzierungsplan]

A paragraph without brackets is the author's own; an empty line ends it, a single line end stays in it. Tables and
pictures come from the profile and are only moved or left out here; what looks like one and is none is refused. A quote
stays verbatim, or the text is refused: what was altered is no proof any more.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.studio.leads import figures, flat, introduces
from assistant.studio.marks import is_quoted, lead_of, split_marks
from assistant.studio.records import PART_KINDS, Paragraph, Part, Picture, Quote, Section, Table
from assistant.wording import wordings
from ingest.errors import AppError
from ingest.records import Language, Text

_FILE = "studio.toml"
_LABEL = re.compile(r"\s*\[(?P<kind>[^\[\]\d:]+?)(?:\s+(?P<number>\d+))?(?::(?P<caption>[^\]]*))?\]\s*")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_QUOTATION = re.compile('[„“”»«"]')
_MARKED_QUOTATION = re.compile(r'[„“"»«][^„“”»«"]*[“”"«»](?:\s?\[\d+\])*')
_WORD = re.compile(r"\w")
_ROUND = str.maketrans("[]", "()")  # "Kosten [Tsd. Euro]" would end the bracket around it


class RefusedText(AppError):
    """An edited text that is not saved as it is."""


class AlteredQuote(RefusedText):
    """An edited paragraph whose quote is not what the source says."""

    code = "altered_quote"

    def __init__(self, mark: int, quote: Quote) -> None:
        said = " ".join(quote.text.split())
        super().__init__(
            Text(
                f"Das Zitat [{mark}] steht so nicht in der Quelle.", f"The quote [{mark}] is not what the source says."
            ),
            Text(
                f"Wörtlich lautet es: „{said}“ Stellen Sie es her, oder löschen Sie Zitat und Ziffer.",
                f"Word for word it is: “{said}” Restore it, or delete quote and number.",
            ),
        )


class UnprovedSource(RefusedText):
    """A paragraph said to be a source's, without a mark, or with one that stands for nothing."""

    code = "unproved_source"

    def __init__(self, beginning: str) -> None:
        super().__init__(
            Text(f"Der Absatz „{beginning} …“ nennt keinen Beleg.", f"The paragraph “{beginning} …” has no citation."),
            Text(
                "Setzen Sie die Ziffer des Belegs wieder ein, oder löschen Sie das Wort [Quelle] davor.",
                "Put the number of the citation back, or delete the word [Source] before it.",
            ),
        )


class UnprovedClaim(RefusedText):
    """A paragraph said to be a source's that claims something beside its quote."""

    code = "unproved_claim"

    def __init__(self, claim: str) -> None:
        super().__init__(
            Text(f"„{claim}“ steht nicht im Zitat.", f"“{claim}” does not stand in the quote."),
            Text(
                "Schreiben Sie es als eigenen Absatz, ohne das Wort [Quelle] davor.",
                "Write it as a paragraph of its own, without the word [Source] before it.",
            ),
        )


class UnplacedTable(RefusedText):
    """A line in brackets that names no table of the section, or one a second time, or not in a line of its own."""

    code = "unplaced_table"

    def __init__(self, tag: str, tables: Sequence[str]) -> None:
        named = ", ".join(tables) or "–"
        super().__init__(
            Text(f"„{tag}“ lässt sich nicht einsetzen.", f"“{tag}” cannot be put in."),
            Text(
                f"Tabellen dieses Abschnitts: {named}. Jede steht höchstens einmal und mit ihrer Nummer am Anfang einer"
                " Zeile. Ihr Name ändert sich nur mit dem Profil.",
                f"Tables of this section: {named}. Each stands there once at most, with its number, at the beginning of"
                " a line. Its name changes with the profile only.",
            ),
        )


def section_text(section: Section, language: Language) -> str:
    """Return the section as text to be edited. An empty line within a paragraph would end it: it goes."""
    tags = iter(_tags(section, language))
    return "\n\n".join(
        f"[{_label(part.kind, language)}] {_EMPTY_LINES.sub(chr(10), part.text)}"
        if isinstance(part, Paragraph)
        else next(tags)
        for part in section.parts
    )


def read_section_text(text: str, section: Section, language: Language) -> Section:
    """Return the section with the parts that its edited text holds.

    Quotes that no mark names any more are left out, and the others numbered anew. Raises AlteredQuote, UnprovedSource,
    UnprovedClaim, UnplacedTable.
    """
    tables = {str(number): part for number, part in enumerate(_tables(section), 1)}
    parts: list[Part] = []
    quotes: list[Quote] = []
    for kind, label, words in _blocks(text):
        if label and kind == "table":
            if not _names_one_of(label, tables):
                raise UnplacedTable(label[0].strip(), _tags(section, language))
            parts.append(tables.pop(label["number"]))
            kind = "own"  # what was typed behind the bracket
        if words:
            parts.append(_paragraph(kind, words, section, quotes))
    _refuse_buried_tables(parts, tables, _tags(section, language))
    return replace(section, parts=tuple(parts), quotes=tuple(quotes))


def _tables(section: Section) -> list[Table | Picture]:
    return [part for part in section.parts if not isinstance(part, Paragraph)]


def _tags(section: Section, language: Language) -> list[str]:
    """Return the lines that stand for the section's tables and pictures."""
    captions = map(_caption, _tables(section))
    return [f"[{_label('table', language)} {number}: {caption}]" for number, caption in enumerate(captions, 1)]


def _caption(table: Table | Picture) -> str:
    return " ".join(table.caption.translate(_ROUND).split())


def _names_one_of(label: re.Match[str], tables: Mapping[str, Table | Picture]) -> bool:
    """Tell whether a line names one of these tables by its number, and by no other's name."""
    table, named = tables.get(label["number"] or ""), label["caption"]
    return table is not None and (named is None or " ".join(named.split()) == _caption(table))


def _refuse_buried_tables(parts: Sequence[Part], left: Mapping[str, Table | Picture], tags: Sequence[str]) -> None:
    """Raise UnplacedTable where the line of a table that stands nowhere else has slipped into a paragraph."""
    texts = [part.text for part in parts if isinstance(part, Paragraph)]
    for number in left:
        tag = re.compile(rf"\[(?:{'|'.join(wordings(_FILE)['label_table'])})\s+{number}\s*(?::[^\]]*)?\]")
        if found := next(filter(None, map(tag.search, texts)), None):
            raise UnplacedTable(found[0], tags)


def _blocks(text: str) -> Iterator[tuple[str, re.Match[str] | None, str]]:
    """Yield kind, label and words of each block; a known word in brackets begins one, too."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or _labelled(line):
            blocks.append([])
        blocks[-1].append(line)
    for block in ("\n".join(lines).strip() for lines in blocks):
        label = _labelled(block)
        if label:
            yield _kind(label["kind"]), label, block[label.end() :]
        elif block:
            yield "own", None, block


def _labelled(text: str) -> re.Match[str] | None:
    """Return the label that a text begins with: of a kind its word alone, of a table perhaps a number and a name."""
    found = _LABEL.match(text)
    kind = _kind(found["kind"]) if found else ""
    is_bare = found is not None and found["number"] is None and found["caption"] is None
    return found if kind == "table" or (kind and is_bare) else None


def _paragraph(kind: str, text: str, section: Section, quotes: list[Quote]) -> Paragraph:
    if kind != "source":
        return Paragraph(next((known for known in PART_KINDS if known == kind), "own"), text)
    pieces = _marked(text, section.quotes)
    if not any(isinstance(piece, Quote) for piece in pieces):
        raise UnprovedSource(text[:40])
    renumbered = ""
    for at, piece in enumerate(pieces):
        if isinstance(piece, str):
            renumbered += piece
            continue
        before = pieces[at - 1] if at else ""
        if not isinstance(before, str) or not is_quoted(before, piece):
            raise AlteredQuote(section.quotes.index(piece) + 1, piece)
        if piece not in quotes:
            quotes.append(piece)
        renumbered += f" [{quotes.index(piece) + 1}]"
    _refuse_claims(
        pieces, [part.text for part in section.parts if isinstance(part, Paragraph) and part.kind == "source"]
    )
    return Paragraph("source", renumbered.strip())


def _refuse_claims(pieces: Sequence[str | Quote], written: Sequence[str]) -> None:
    """Raise UnprovedClaim where a source's paragraph says more than its quotes: around them stands a lead only.

    A lead holds no quotation mark, and no number but those of the quote, its source, and the texts `written` before.
    It introduces the quote (see `introduces`), or stands in a text written before.
    """
    leads = {flat(lead) for text in written for lead in _MARKED_QUOTATION.split(text)}
    for piece, behind in zip(pieces, [*pieces[1:], None], strict=True):
        if isinstance(piece, Quote):
            continue
        lead, quote = (lead_of(piece, behind), behind) if isinstance(behind, Quote) else (piece, None)
        said = (*written, quote.text, quote.details.title, quote.attribution, str(quote.details.year)) if quote else ()
        is_proved = quote is not None and (flat(lead) in leads or introduces(lead, quote))
        claimed = figures(lead)
        if claimed:
            claimed -= figures(" ".join(said))
        if claimed or _QUOTATION.search(lead) or (_WORD.search(lead) and not is_proved):
            raise UnprovedClaim(lead.strip()[:60])


def _marked(text: str, quotes: Sequence[Quote]) -> tuple[str | Quote, ...]:
    try:
        return split_marks(text, quotes)
    except ValueError as error:  # a mark that stands for nothing
        raise UnprovedSource(text[:40]) from error


def _label(kind: str, language: Language) -> str:
    return wordings(_FILE)[f"label_{kind}"].of(language)


def _kind(label: str) -> str:
    """Return what a label says in either language; "" for other words in brackets."""
    return next((k for k in (*PART_KINDS, "table") if label.strip() in wordings(_FILE)[f"label_{k}"]), "")
