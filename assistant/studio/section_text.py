"""A section as text that a person edits in place, and back: one paragraph a block, its kind in brackets before it.

    [Eigene Angabe] Das Netzwerk hat 43 Mitglieder.

    [Quelle] Dazu heißt es: „Vertrauen entsteht durch Besuche.“ [1]

    [Tabelle 1: Finanzierungsplan]

A paragraph without brackets is the author's own. Tables and pictures come from the profile and are only moved or left
out here. A quote stays verbatim, or the text is refused: what was altered is no proof any more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.studio.marks import is_quoted, lead_of, split_marks
from assistant.studio.own_words import harmless
from assistant.studio.records import PART_KINDS, Paragraph, Part, Quote, Section
from assistant.wording import wordings
from ingest.assemble import split_sentences
from ingest.errors import AppError
from ingest.records import Language, Text

_FILE = "studio.toml"
_LABEL = re.compile(r"^\[([^\[\]\d]+?)(?:\s+(\d{1,3})(?::[^\]]*)?)?\]\s*")
_QUOTATION = re.compile('[„“”»«"]')
_LONGEST_LEAD = 200  # characters, the title of the source left out; the studio's own have up to 90
_INNER_QUOTATION = re.compile("[‚‘›‹]")
_CLAUSE_END = re.compile(r";|[^\W\d_]{3}[.!?…](?=[A-ZÄÖÜ])")  # "Alle zahlen.Und es heißt:" is one sentence to others
_MARKED_QUOTATION = re.compile(r'[„“"»«][^„“”»«"]*[“”"«»](?:\s?\[\d+\])*')
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w")
_ROUND = str.maketrans("[]", "()")  # "Kosten [Tsd. Euro]" would end the bracket around it


class AlteredQuote(AppError):
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


class UnprovedSource(AppError):
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


class UnprovedClaim(AppError):
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


def section_text(section: Section, language: Language) -> str:
    """Return the section as text to be edited."""
    blocks, pictures = [], 0
    for part in section.parts:
        if isinstance(part, Paragraph):
            blocks.append(f"[{_label(part.kind, language)}] {part.text}")
        else:
            pictures += 1
            caption = part.caption.translate(_ROUND)
            blocks.append(f"[{_label('table', language)} {pictures}: {caption}]")
    return "\n\n".join(blocks)


def read_section_text(text: str, section: Section, language: Language) -> Section:
    """Return the section with the parts that its edited text holds; raises AlteredQuote, UnprovedSource,
    UnprovedClaim.

    Quotes that no mark names any more are left out, and the others numbered anew.
    """
    tables = dict(enumerate((part for part in section.parts if not isinstance(part, Paragraph)), 1))
    parts: list[Part] = []
    quotes: list[Quote] = []
    for kind, number, words in _blocks(text):
        if kind == "table" and number in tables:
            parts.append(tables.pop(number))
            kind = "own"  # what was typed behind the bracket
        if words:
            parts.append(_paragraph(kind, words, section, quotes))
    return replace(section, parts=tuple(parts), quotes=tuple(quotes))


def _blocks(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield kind, number (of a table, else 0) and words of each block; a known word in brackets begins one, too."""
    blocks = [""]
    for line in text.splitlines():
        found = _LABEL.match(line.strip())
        if not line.strip() or (found and _kind(found[1])):
            blocks.append("")
        blocks[-1] += f"{line} "
    for block in (" ".join(block.split()) for block in blocks):
        found = _LABEL.match(block)
        kind = _kind(found[1]) if found else ""
        if found and kind:
            yield kind, int(found[2] or 0), block[found.end() :]
        elif block:
            yield "own", 0, block


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
    It is one clause of at most some 200 characters, or stands in a text written before.
    """
    leads = {_flat(lead) for text in written for lead in _MARKED_QUOTATION.split(text)}
    for piece, behind in zip(pieces, [*pieces[1:], None], strict=True):
        if isinstance(piece, Quote):
            continue
        lead, quote = (lead_of(piece, behind), behind) if isinstance(behind, Quote) else (piece, None)
        said = (*written, quote.text, quote.details.title, quote.attribution) if quote else ()
        known = " ".join(said)
        is_end = quote is None and len(pieces) > 1
        if _QUOTATION.search(lead) or set(_NUMBER.findall(lead)) - set(_NUMBER.findall(known)):
            raise UnprovedClaim(lead.strip()[:60])
        if is_end and _WORD.search(lead):
            raise UnprovedClaim(lead.strip()[:60])
        if quote and _flat(lead) not in leads and not _is_one_clause(_flat(lead), quote):
            raise UnprovedClaim(lead.strip()[:60])


def _is_one_clause(lead: str, quote: Quote) -> bool:
    """Tell whether a lead says no more than what the quote is about; what the source is called does not count."""
    title = _flat(quote.details.title or quote.file_name)
    for name in filter(None, (title, harmless(title))):
        lead = lead.replace(name, "")
    for topic in wordings(_FILE)["instruction_lead"]:
        before, _, behind = _flat(topic).partition("{instruction}")
        if lead.startswith(before) and lead.endswith(behind):
            lead = lead[len(before) : len(lead) - len(behind)]
    is_one = len(split_sentences(lead)) <= 1 and not _CLAUSE_END.search(lead)
    return is_one and len(lead) <= _LONGEST_LEAD and not _INNER_QUOTATION.search(lead)


def _flat(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:")


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
