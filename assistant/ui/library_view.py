"""The library as HTML: the list of sources, and what can be done with one that could not be read."""

from pathlib import Path

from assistant.ui.markup import button, element, escape
from assistant.ui.view import View
from ingest.errors import NoText, OcrMissing
from ingest.records import Source
from ingest.wanted import file_of

WITH_OCR = ":ocr"  # behind a source's id in the value of a button


def list_html(view: View, search: str, picked: str) -> str:
    """Return the sources whose title, authors or file name hold all words of `search`; `picked` is highlighted."""
    texts = view.wording.library
    if not view.sources:
        return element("div", element("p", escape(texts.empty.of(view.language))), "list-empty")
    found = [source for source in view.sources.values() if _holds(source, search)]
    if not found:
        return element("div", element("p", escape(texts.nothing_found.of(view.language))), "list-empty")
    found.sort(key=lambda source: view.title(source).casefold())
    rows = "".join(_row_html(source, view, source.id == picked) for source in found)
    table = element("table", _head_html(view) + element("tbody", rows), "sources")
    return element("div", _count_html(view) + table, "source-list")


def _holds(source: Source, search: str) -> bool:
    searched = " ".join((source.details.title, *source.details.authors, source.file_name)).casefold()
    return all(word in searched for word in search.casefold().split())


def _count_html(view: View) -> str:
    texts, count = view.wording.library, len(view.sources)
    passages = sum(source.passages for source in view.sources.values())
    if count == 1:
        text = texts.list_count_one.fill(view.language, passages=passages)
    else:
        text = texts.list_count.fill(view.language, count=count, passages=passages)
    return element("p", escape(text), "list-count")


def _head_html(view: View) -> str:
    columns = view.wording.columns
    names = (columns.title, columns.kind, columns.year, columns.pages, columns.passages, columns.version, columns.state)
    cells = "".join(element("th", escape(name.of(view.language)), scope="col") for name in names)
    return element("thead", element("tr", cells))


def _row_html(source: Source, view: View, is_picked: bool) -> str:
    columns, details = view.wording.columns, source.details
    title = columns.open.fill(view.language, title=view.title(source))
    about = (
        ", ".join(details.authors) or details.publisher,
        source.file_name if view.title(source) != source.file_name else "",
    )
    first = button(escape(view.title(source)), "pick-source", source.id, title)
    first += element("span", escape(" · ".join(part for part in about if part)), "about") + _reasons_html(source, view)
    cells = (
        (columns.kind.of(view.language), view.wording.kind(details.kind).of(view.language)),
        (columns.year.of(view.language), view.year(source)),
        (columns.pages.of(view.language), str(source.pages) if source.pages else "–"),
        (columns.passages.of(view.language), str(source.passages)),
        (columns.version.of(view.language), str(source.version)),
    )
    row = element("td", first, "title-cell") + "".join(
        element("td", element("span", escape(name), "cell-name") + element("span", escape(value)), "value-cell")
        for name, value in cells
    )
    return element("tr", row + element("td", _state_html(source, view), "state-cell"), "picked" if is_picked else "")


def _state_html(source: Source, view: View) -> str:
    columns = view.wording.columns
    phrase = columns.ready if source.state == "ready" else columns.failed
    return element("span", escape(phrase.of(view.language)), f"source-state {source.state}")


def _reasons_html(source: Source, view: View) -> str:
    """Return why a source is not readable, or what its reader could not do."""
    notices = "".join(
        element("span", escape(notice.of(view.language)), "reason notice-line") for notice in source.notices
    )
    reason = source.reason.of(view.language)
    again = _again_html(source, view) if source.state == "failed" else ""
    return (element("span", escape(reason), "reason") if reason else "") + notices + again


def _again_html(source: Source, view: View) -> str:
    """Return the buttons that try a source again, or, where no file of it is kept, that let it be chosen again."""
    texts, is_there = view.wording.retry, file_of(source) is not None
    css = "retry-source" if is_there else "retry-source choose-again"
    plain, with_ocr = (texts.again, texts.with_ocr) if is_there else (texts.choose, texts.choose_with_ocr)
    buttons = "" if _is_scan(source) else button(escape(plain.of(view.language)), css, source.id)
    if _is_scan(source) or _may_be_scan(source):
        buttons += button(escape(with_ocr.of(view.language)), css, source.id + WITH_OCR)
    return element("span", buttons, "again")


def _is_scan(source: Source) -> bool:
    return source.code in (NoText.code, OcrMissing.code) and _is_pdf(source) and not source.ocr


def _may_be_scan(source: Source) -> bool:
    """Tell whether a source failed when it was not yet kept why."""
    return not source.code and _is_pdf(source)


def _is_pdf(source: Source) -> bool:
    return Path(source.file_name).suffix.lower() == ".pdf"
