"""Adding as HTML: how far each file is, what became of it, and what is being added elsewhere."""

from collections.abc import Sequence

from assistant.ui.adding import Job
from assistant.ui.markup import element, escape, unseen
from assistant.ui.notices import notice_html
from assistant.ui.view import View
from ingest.batches import Batch
from ingest.errors import AppError, Cancelled
from ingest.records import Outcome, Progress

_SHOWN = 12  # files of a long batch that have a line of their own, most of them those to come
_DONE_SHOWN = 3
_NAMED = 5  # of the files that were left out


def adding_html(jobs: Sequence[Job], others: Sequence[Batch], view: View) -> str:
    """Return how far a tab's jobs are or what became of them, and what else is being added."""
    waits = any(not job.is_done for job in jobs)
    told = "".join(_job_html(job, view) for job in jobs)
    if waits:
        hint = view.wording.progress
        stopping = any(job.stopped.is_set() for job in jobs if not job.is_done)
        told += element("p", escape((hint.cancelling if stopping else hint.cancel_hint).of(view.language)), "hint")
    return told + (_others_html(others, view) if others else "")


def progress_html(names: Sequence[str], progress: Progress | None, view: View) -> str:
    """Return one line per file of an upload: waiting, what is done with it, or done; of a long one the lines around."""
    current = progress.file if progress else 0
    first = max(0, min(current - 1 - _DONE_SHOWN, len(names) - _SHOWN))
    last = min(len(names), first + _SHOWN)
    texts, language = view.wording.progress, view.language
    lines = [_more_html(texts.more_done.fill(language, files=first), "done")] if first else []
    for number, name in enumerate(names[first:last], start=first + 1):
        state, bar, css = _file_progress(number, current, progress, view)
        content = element("span", escape(name), "file-name") + element("span", escape(state), "file-state") + bar
        lines.append(element("li", content, f"file {css}"))
    if last < len(names):
        lines.append(_more_html(texts.more_waiting.fill(language, files=len(names) - last), "waiting"))
    title = texts.title.fill(language, file=max(current, 1), files=len(names))
    return element("div", element("h3", escape(title)) + element("ul", "".join(lines), "files"), "upload-progress")


def outcomes_html(outcomes: Sequence[Outcome], view: View) -> str:
    """Return one line per file: what became of it, and why when it was not added; one for all that were left out."""
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
        if outcome.code == Cancelled.code:
            continue
        status = element("span", escape(names[outcome.status].of(view.language)), "file-state")
        content = element("span", escape(outcome.file_name), "file-name") + status + _outcome_details(outcome, view)
        lines.append(element("li", content, f"file {outcome.status}"))
    title = element("h3", escape(texts.title.of(view.language)))
    left_out = _left_out_html([outcome.file_name for outcome in outcomes if outcome.code == Cancelled.code], view)
    shown = title + element("ul", "".join(lines), "files") + left_out
    return element("div", shown, "upload-result", role="status")


def _job_html(job: Job, view: View) -> str:
    if job.outcomes is not None:
        return outcomes_html(job.outcomes, view)
    if isinstance(job.error, AppError):
        return notice_html(job.error.of(view.language), is_warning=True)
    if job.error is not None:  # a bug: the reader gets a calm sentence, the log has the traceback
        return notice_html(view.wording.progress.stopped.of(view.language), is_warning=True)
    return progress_html(job.order.names, job.latest, view)


def _others_html(others: Sequence[Batch], view: View) -> str:
    """Return how many files others add, and how far the present one is."""
    texts, files = view.wording.progress, sum(batch.files_left for batch in others)
    told = texts.others_one.of(view.language) if files == 1 else texts.others.fill(view.language, files=files)
    lines = "".join(_present_html(batch.latest, view) for batch in others if batch.latest is not None)
    return element("div", element("p", escape(told)) + element("ul", lines, "files"), "others-adding", role="status")


def _present_html(latest: Progress, view: View) -> str:
    state, bar, css = _file_progress(latest.file, latest.file, latest, view)
    content = element("span", escape(latest.file_name), "file-name") + element("span", escape(state), "file-state")
    return element("li", content + bar, f"file {css}")


def _more_html(words: str, css: str) -> str:
    return element("li", element("span", escape(words), "file-state"), f"file more {css}")


def _file_progress(number: int, current: int, progress: Progress | None, view: View) -> tuple[str, str, str]:
    """Return the words, the bar (HTML) and the CSS class for one file of an upload."""
    texts, language = view.wording.progress, view.language
    if number < current or (progress and number == current and progress.step == "done"):
        return texts.done.of(language), "", "done"
    if progress is None or number > current:
        return texts.waiting.of(language), "", "waiting"
    counted = {"read": texts.read_pages, "recognise": texts.recognise, "embed": texts.embed}
    if progress.step in counted and progress.total:
        words = counted[progress.step].fill(language, done=progress.done, total=progress.total)
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


def _left_out_html(names: Sequence[str], view: View) -> str:
    if not names:
        return ""
    texts, shown = view.wording.outcomes, ", ".join(names[:_NAMED]) + (" …" if names[_NAMED:] else "")
    if len(names) == 1:
        return notice_html(texts.left_out_one.fill(view.language, names=shown))
    return notice_html(texts.left_out.fill(view.language, files=len(names), names=shown))
