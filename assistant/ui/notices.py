"""Short messages of the page: what was done, or why it did not work."""

import logging
from collections.abc import Callable

from assistant.ui.markup import element, escape
from assistant.ui.wording import Wording
from ingest.errors import AppError
from ingest.records import Language

_log = logging.getLogger(__name__)


def notice_html(text: str, *, is_warning: bool = False) -> str:
    """Return a short message, announced to screen readers."""
    css, role = ("warning", "alert") if is_warning else ("notice", "status")
    return element("p", escape(text), css, role=role)


def failure_html(error: Exception, wording: Wording, language: Language) -> str:
    """Return why something did not work; of a bug the reader gets a calm sentence and the log the traceback."""
    if isinstance(error, AppError):
        return notice_html(error.of(language), is_warning=True)
    _log.error("an action of the page failed", exc_info=error)
    return notice_html(wording.ask.unexpected.of(language), is_warning=True)


def attempted(action: Callable[[], str], wording: Wording, language: Language) -> str:
    """Do something and return what it tells ("" for nothing), or why it did not work, as a notice."""
    try:
        told = action()
    except Exception as error:
        return failure_html(error, wording, language)
    return notice_html(told) if told else ""
