"""The library as HTML: the list of sources, the progress of an upload and what became of its files."""

from collections.abc import Sequence

from assistant.ui.markup import button, element, escape, unseen
from assistant.ui.view import View
from ingest.records import Outcome, Progress, Source


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


def progress_html(names: Sequence[str], progress: Progress | None, view: View) -> str:
    """Return one line per file of an upload: waiting, what is done with it, or done."""
    current = progress.file if progress else 0
    lines = []
    for number, name in enumerate(names, start=1):
        state, bar, css = _file_progress(number, current, progress, view)
        content = element("span", escape(name), "file-name") + element("span", escape(state), "file-state") + bar
        lines.append(element("li", content, f"file {css}"))
    title = view.wording.progress.title.fill(view.language, file=max(current, 1), files=len(names))
    return element("div", element("h3", escape(title)) + element("ul", "".join(lines), "files"), "upload-progress")


def outcomes_html(outcomes: Sequence[Outcome], view: View) -> str:
    """Return one line per file: what became of it, and why when it was not added."""
    texts = view.wording.outcomes
    names = {
        "added": texts.added,
        "replaced": texts.replaced,
        "unchanged": texts.unchanged,
        "removed": texts.removed,
        "failed": texts.failed,
    }
    lines = []
    for outcome in outcomes:
        status = element("span", escape(names[outcome.status].of(view.language)), "file-state")
        content = element("span", escape(outcome.file_name), "file-name") + status + _outcome_details(outcome, view)
        lines.append(element("li", content, f"file {outcome.status}"))
    title = element("h3", escape(texts.title.of(view.language)))
    return element("div", title + element("ul", "".join(lines), "files"), "upload-result", role="status")


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
    return (element("span", escape(reason), "reason") if reason else "") + notices


def _file_progress(number: int, current: int, progress: Progress | None, view: View) -> tuple[str, str, str]:
    """Return the words, the bar (HTML) and the CSS class for one file of an upload."""
    texts, language = view.wording.progress, view.language
    if number < current or (progress and number == current and progress.step == "done"):
        return texts.done.of(language), "", "done"
    if progress is None or number > current:
        return texts.waiting.of(language), "", "waiting"
    if progress.step == "embed" and progress.total:
        words = texts.embed.fill(language, done=progress.done, total=progress.total)
        share = unseen(f"{progress.done} / {progress.total}")
        return words, element("progress", share, value=str(progress.done), max=str(progress.total)), "running"
    words = texts.store.of(language) if progress.step == "store" else texts.read.of(language)
    return words, "", "running"


def _outcome_details(outcome: Outcome, view: View) -> str:
    reason = outcome.reason.of(view.language)
    if reason:
        return element("span", escape(reason), "reason")
    if outcome.source is None:
        return ""
    passages = view.wording.outcomes.passages.fill(view.language, passages=outcome.source.passages)
    return element("span", escape(passages), "reason")
