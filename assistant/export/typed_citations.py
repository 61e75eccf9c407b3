"""What a person typed and what looks like a citation: an export says behind it that no quote proves it.

A proved citation stands behind its quote in a paragraph of a source, in whatever style. "(Meier 2018, S. 12)", "[3]" or
a raised number in someone's own text looks alike. Each such text is followed by an open point, which the annex lists.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from assistant.export.bibliography import entries, family_name
from assistant.export.words import word
from assistant.studio.records import Draft, Gantt, Paragraph, Part, Section, Table
from ingest.records import Language

_LANGUAGES: tuple[Language, ...] = ("de", "en")
_BRACKET = re.compile(r"[(\[](?P<inside>[^()\[\]]{3,150})[)\]]")
_BEHIND_A_QUOTATION = re.compile(r"[“”\"»«]\s?$")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d[a-z]?\b|\bo\. ?J\.|\bn\. ?d\.")
_NAME = re.compile(r"[A-ZÄÖÜ]")
_PAGE = re.compile(r"\b(?:S|pp?|Kap|chap)\.\s?\d|\b(?:Seite|page)\s\d")
_REFERS = re.compile(
    r"^(?:vgl\.|siehe|nach|cf\.|see|after)\s|\bet al\.|\bu\. ?a\."
    r"|\w(?:/| & | und | and )[A-ZÄÖÜ]\w+,? \d{4}"  # "Meier/Huber 2018"
)
_NUMBER = re.compile(r"\[\^?\d{1,4}(?:\s*[,;–-]\s*(?:\d|S\.|pp?\.|Abschnitt|section)[^\[\]]*)?\]")
_RAISED = re.compile(r"(?<![\s\d⁰¹²³⁴-⁹])[⁰¹²³⁴-⁹]+(?!\w)")
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:[mckd]?m|k|s)$")  # "40 m²"


def with_typed_citations(draft: Draft) -> Draft:
    """Return a strategy with an open point behind each text of someone's own that looks like a citation."""
    if draft.nature != "strategy":
        return draft
    names = {family_name(author) for entry in entries(draft) for author in entry.details.authors}
    return replace(draft, sections=tuple(_checked(section, names, draft.language) for section in draft.sections))


def is_of_typed_citations(text: str) -> bool:
    """Tell whether a text is such an open point: it is made anew with each export."""
    return any(pattern.fullmatch(" ".join(text.split())) for pattern in _points())


def typed_citations(text: str, names: set[str]) -> list[str]:
    """Return what looks like a citation in a text, each once; `names` are those of the authors that are cited.

    A year in brackets is one with a page, with several authors, with a cited author, or behind a quotation.
    """
    found = {match.start(): match[0] for match in _BRACKET.finditer(text) if _is_citation(match, names)}
    found |= {match.start(): match[0] for match in _NUMBER.finditer(text)}
    raised = (match for match in _RAISED.finditer(text) if not _UNIT.search(text[: match.start()]))
    found |= {match.start(): match[0] for match in raised if match.start()}
    return list(dict.fromkeys(found[at] for at in sorted(found)))


def _is_citation(match: re.Match[str], names: set[str]) -> bool:
    inside, before = match["inside"], match.string[: match.start()]
    is_behind, has_page = _BEHIND_A_QUOTATION.search(before), _PAGE.search(inside)
    if not (_YEAR.search(inside) and _NAME.search(inside)):
        return bool(is_behind and has_page)
    is_named = any(re.search(rf"\b{re.escape(name)}\b", inside) for name in names)
    return bool(is_behind or has_page or _REFERS.search(inside) or is_named)


def _checked(section: Section, names: set[str], language: Language) -> Section:
    parts: list[Part] = []
    for part in section.parts:
        parts.append(part)
        found = dict.fromkeys(one for text in _typed(part) for one in typed_citations(text, names))
        if found:
            typed = ", ".join(word("typed_citation", language).format(typed=" ".join(one.split())) for one in found)
            parts.append(Paragraph("open", word("typed_citations", language).format(typed=typed)))
    return replace(section, parts=tuple(parts))


def _typed(part: Part) -> Iterator[str]:
    """Yield the texts of a part that no quote proves; an open point is still to be written anyway."""
    if isinstance(part, Paragraph):
        if part.kind in ("own", "proposal"):
            yield part.text
        return
    yield part.caption
    if isinstance(part, Table):
        yield from (cell for row in (part.head, *part.rows, part.total) for cell in row)
    elif isinstance(part, Gantt):
        yield from (text for bar in part.bars for text in (bar.title, bar.responsible))


@cache
def _points() -> tuple[re.Pattern[str], ...]:
    texts = (word("typed_citations", language).partition("{typed}") for language in _LANGUAGES)
    return tuple(re.compile(f"{re.escape(before)}.+{re.escape(behind)}") for before, _, behind in texts)
