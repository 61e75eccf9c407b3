"""A section of a draft as HTML: each part says what it is; marks number the quotes beside it; what would change."""

import base64
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher

from assistant.export.pictures import picture_in_words, picture_png
from assistant.phrase import Phrase
from assistant.studio.marks import split_marks
from assistant.studio.outline import OutlineSection
from assistant.studio.records import Gantt, Paragraph, Part, PartKind, Picture, Quote, Section, Table
from assistant.ui.markup import element, escape
from assistant.ui.notices import notice_html
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState
from ingest.records import Language

_STATUS_SIGNS = {"open": "○", "draft": "◔", "reviewed": "◑", "final": "●"}


def section_html(section: Section, wording: Wording, language: Language) -> str:
    """Return the section with its title; each part is labelled with its kind."""
    parts = "".join(_part_html(part, section, wording, language) for part in section.parts)
    return element("article", element("h2", escape(section.title)) + parts, "section")


def quotes_html(section: Section, present: Collection[str], wording: Wording, language: Language) -> str:
    """Return the quotes of a section with title, year and page of their sources; `present` are the library's (ids)."""
    texts = wording.draft
    title = element("h3", escape(texts.sources.of(language)), "panel-title")
    if not section.quotes:
        return title + element("p", escape(texts.no_sources.of(language)), "hint")
    items = "".join(
        _quote_html(number, one, wording, language, is_gone=one.source_id not in present)
        for number, one in enumerate(section.quotes, 1)
    )
    return title + element("ol", items, "quotes")


def difference_html(
    present: Section, other: Section | None, wording: Wording, language: Language, title: str | None = None
) -> str:
    """Return what another text would change in title, paragraphs, tables, bars and sources; "" if there is none.

    `title` stands above it; that of a proposal unless told.
    """
    if other is None:
        return ""
    texts = wording.draft
    head = element("h3", escape(texts.difference.of(language) if title is None else title))
    if present == other:
        return head * (title is not None) + notice_html(texts.unchanged.of(language))
    old, new = (list(_compared(one, wording, language)) for one in (present, other))
    lines = ""
    for action, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            lines += "".join(element("p", escape(one), "same") for one in old[from_old:to_old])
            continue
        lines += "".join(element("p", element("del", escape(one)), "gone") for one in old[from_old:to_old])
        lines += "".join(element("p", element("ins", escape(one)), "added") for one in new[from_new:to_new])
    return head + element("div", lines, "difference")


def guidance_html(outlined: OutlineSection | None, section: Section, wording: Wording, language: Language) -> str:
    """Return what a section is for, how long it usually is and now is, and the questions that it should answer."""
    if outlined is None:
        return ""
    texts, told = wording.draft, []
    if outlined.purpose:
        told.append(outlined.purpose.of(language))
    if outlined.words:
        told.append(
            texts.length.fill(language, least=outlined.words[0], most=outlined.words[1], now=word_count(section))
        )
    questions = "".join(element("li", escape(one.of(language))) for one in outlined.questions)
    summary = element("summary", escape(texts.questions.of(language)))
    return element("p", escape(" ".join(told)), "hint") + element("details", summary + element("ul", questions))


def word_count(section: Section) -> int:
    """Return the number of words in the paragraphs of a section, open points left out."""
    written = [part.text for part in section.parts if isinstance(part, Paragraph) and part.kind != "open"]
    return sum(len(text.split()) for text in written)


def outline_choices(
    states: Sequence[SectionState], unsaved: Collection[str | None], wording: Wording, language: Language
) -> list[tuple[str, str]]:
    """Return the sections for the outline: number, title and what state each is in; value is the id.

    `unsaved` are the ids of those in which something is typed that is not saved.
    """
    texts = wording.draft
    choices = []
    for number, state in enumerate(states, 1):
        words = [status_phrase(state.status, wording).of(language)]
        words += [texts.locked.of(language)] * state.locked
        words += [texts.waiting.of(language)] * (state.proposed is not None)
        words += [texts.unsaved.of(language)] * (state.section.id in unsaved)
        label = f"{_STATUS_SIGNS[state.status]} {number}. {state.section.title} ({', '.join(words)})"
        choices.append((label, state.section.id))
    return choices


def status_phrase(status: str, wording: Wording) -> Phrase:
    """Return the name of a status."""
    texts = wording.draft
    return {"open": texts.open, "draft": texts.draft, "reviewed": texts.reviewed, "final": texts.final}[status]


def _compared(section: Section, wording: Wording, language: Language) -> Iterator[str]:
    """Yield all that a section says, a line each, as two versions of it are compared."""
    yield section.title
    for part in section.parts:
        kind = f"[{_kind_phrase(part.kind, wording).of(language)}]"
        if isinstance(part, Paragraph):
            yield f"{kind} {part.text}"
            continue
        yield f"{kind} {part.caption}"
        if isinstance(part, Table):
            yield from (" | ".join(row) for row in (part.head, *part.rows, part.total) if row)
        elif isinstance(part, Gantt):
            yield from (" | ".join((bar.title, bar.start, bar.end, bar.responsible)) for bar in part.bars)
    yield from (f"[{number}] {_place(quote, wording, language)}" for number, quote in enumerate(section.quotes, 1))


def _part_html(part: Part, section: Section, wording: Wording, language: Language) -> str:
    label = element("span", escape(_kind_phrase(part.kind, wording).of(language)), "kind")
    if isinstance(part, Paragraph):
        return element("div", label + element("p", _text_html(part, section)), f"part {part.kind}")
    if isinstance(part, Table):
        return element("div", label + _table_html(part), f"part {part.kind}")
    return element("figure", label + picture_html(part, language), f"part {part.kind}")


def _text_html(part: Paragraph, section: Section) -> str:
    if part.kind != "source":
        return escape(part.text)
    numbers = {quote: number for number, quote in enumerate(section.quotes, 1)}
    try:
        pieces = split_marks(part.text, section.quotes)
    except ValueError:  # a text of an earlier version: better to show it than to show nothing
        return escape(part.text)
    return "".join(
        element("span", str(numbers[piece]), "mark") if isinstance(piece, Quote) else escape(piece) for piece in pieces
    )


def _table_html(table: Table) -> str:
    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(
            element(tag, escape(cell), "figure" if at in table.numeric else "") for at, cell in enumerate(row)
        )

    rows = "".join(element("tr", cells(row, "td")) for row in table.rows)
    total = element("tr", cells(table.total, "td"), "total") if table.total else ""
    head = element("thead", element("tr", cells(table.head, "th")))
    content = element("caption", escape(table.caption)) + head + element("tbody", rows + total)
    return element("div", element("table", content), "table")


def picture_html(picture: Picture, language: Language) -> str:
    """Return a picture, with what it shows in words for those who cannot see it."""
    data = base64.b64encode(picture_png(picture, language)).decode()
    return element("img", "", src=f"data:image/png;base64,{data}", alt=picture_in_words(picture, language))


def _quote_html(number: int, quote: Quote, wording: Wording, language: Language, *, is_gone: bool) -> str:
    said = element("blockquote", escape(" ".join(quote.text.split())))
    where = element("span", escape(_place(quote, wording, language)), "about")
    gone = element("span", escape(wording.evidence.gone.of(language)), "gone") if is_gone else ""
    return element("li", said + where + gone, value=str(number))


def _place(quote: Quote, wording: Wording, language: Language) -> str:
    details, texts = quote.details, wording.evidence
    year = str(details.year) if details.year else texts.no_year.of(language)
    page = quote.page_label or ("" if quote.page is None else str(quote.page))
    place = f"{details.title or quote.file_name} ({year})"
    place += f", {texts.page_short.fill(language, page=page)}" if page else ""
    after = texts.attribution.fill(language, attribution=quote.attribution) if quote.attribution else ""
    return "; ".join(filter(None, (place, after)))


def _kind_phrase(kind: PartKind, wording: Wording) -> Phrase:
    texts = wording.draft
    return {
        "source": texts.kind_source,
        "own": texts.kind_own,
        "proposal": texts.kind_proposal,
        "open": texts.kind_open,
    }[kind]
