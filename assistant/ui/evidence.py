"""The passage beside the conversation: the quote highlighted in its context, and where it stands."""

from assistant.records import CitedContext
from assistant.ui.conversation import Opening
from assistant.ui.markup import button, element, escape, unseen
from assistant.ui.view import View


def empty_evidence_html(view: View) -> str:
    """Return the panel before anything was opened: what it is for."""
    texts = view.wording.evidence
    title = element("h2", escape(texts.title.of(view.language)), "panel-title")
    return element("div", title + element("p", escape(texts.empty.of(view.language))), "evidence empty")


def message_evidence_html(message: str, view: View) -> str:
    """Return the panel with a sentence instead of a passage, when the passage cannot be shown."""
    title = element("h2", escape(view.wording.evidence.title.of(view.language)), "panel-title")
    return element("div", title + element("p", escape(message), "warning"), "evidence")


def evidence_html(opening: Opening, context: CitedContext, view: View) -> str:
    """Return the panel for an opened passage: place, heading path, and the quote in `<mark>` within its context."""
    text = escape(context.before) + element("mark", escape(context.quote)) + escape(context.after)
    parts = (
        _top_html(opening, view),
        element("h2", escape(view.title(opening.citation.source)), "source-title"),
        _place_html(opening, view),
        element("blockquote", text, "context", lang=opening.citation.source.details.language),
        button(escape(view.wording.evidence.back.of(view.language)), "back quiet-button", opening.key),
    )
    return element("div", "".join(parts), "evidence shown")


def _top_html(opening: Opening, view: View) -> str:
    texts = view.wording.evidence
    if opening.is_nearest:
        kicker = texts.kicker_nearest.of(view.language)
    else:
        kicker = texts.kicker.fill(view.language, mark=opening.citation.mark, count=opening.total)
    stem = opening.key.rstrip("0123456789")
    steps = ""
    if opening.position > 0:
        name = texts.previous.of(view.language)
        steps += button("‹" + unseen(name), "step open-passage", f"{stem}{opening.position - 1}", name)
    if opening.position < opening.total - 1:
        name = texts.next.of(view.language)
        steps += button("›" + unseen(name), "step open-passage", f"{stem}{opening.position + 1}", name)
    return element("div", element("p", escape(kicker), "kicker") + element("div", steps, "steps"), "evidence-top")


def _place_html(opening: Opening, view: View) -> str:
    """Return authors, year and kind; page; heading path; and whom a digest follows."""
    citation, texts = opening.citation, view.wording.evidence
    source = view.sources.get(citation.source.id, citation.source)
    about = [
        ", ".join(source.details.authors) or source.details.publisher,
        view.year(source),
        view.wording.kind(source.details.kind).of(view.language) if source.details.kind else "",
    ]
    lines = [element("p", escape(" · ".join(part for part in about if part)), "about")]
    page = _page(opening, view)
    if page:
        lines.append(element("p", escape(page), "page"))
    # The first heading of many documents is their title, which stands above already.
    headings = (
        citation.heading_path[1:] if citation.heading_path[:1] == (view.title(source),) else citation.heading_path
    )
    if headings:
        path = unseen(f"{texts.heading_path.of(view.language)}: ") + escape(" › ".join(headings))
        lines.append(element("p", path, "heading-path"))
    if citation.attribution:
        after = texts.attribution.fill(view.language, attribution=citation.attribution)
        lines.append(element("p", escape(after), "attribution"))
    return "".join(lines)


def _page(opening: Opening, view: View) -> str:
    citation, texts = opening.citation, view.wording.evidence
    if citation.page is None:
        return ""
    if citation.page_label and citation.page_label != str(citation.page):
        return texts.page_label.fill(view.language, page=citation.page, label=citation.page_label)
    return texts.page.fill(view.language, page=citation.page)
