"""The place in the tab "Library" that shows what is being added, stops it, and asks for a file's password."""

import time
from collections.abc import Iterator, Sequence

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component
from gradio.events import Dependency

from assistant.ui.adding import Adding
from assistant.ui.adding_view import adding_html
from assistant.ui.contract import Library
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import notice_html
from assistant.ui.view import View
from assistant.ui.wording import Wording
from ingest.records import Language

# The page redraws at most four times a second, however fast pages are read and passages embedded.
_REDRAW_SECONDS = 0.25


def tab_of(name: str) -> str:
    """Return the name of a browser's tab; page.js appends "#n" to it."""
    return name.partition("#")[0]


class AddingProgress:
    """Progress and results, a button that stops, and a field for a password. `whose`: the tab's name, the language."""

    def __init__(self, library: Library, wording: Wording, labels: Labels, whose: Sequence[Component]) -> None:
        self.adding = Adding(library)
        self._library, self._wording, self._whose = library, wording, whose
        self.notice = gr.Markdown(elem_id="upload-notice", latex_delimiters=[])
        self._result = gr.Markdown(elem_id="upload-result", latex_delimiters=[])
        self._cancel = gr.Button(visible=False, elem_id="cancel-adding")
        with gr.Column(visible=False, elem_id="locked") as self._locked:
            self._question = gr.Markdown(elem_id="locked-text", latex_delimiters=[])
            self._password = labels.put(
                gr.Textbox("", type="password", max_lines=1, elem_id="locked-password"), label=wording.locked.password
            )
            with gr.Row():
                self._open = labels.put(gr.Button(variant="primary", elem_id="unlock"), value=wording.locked.open)
                self._leave = labels.put(gr.Button(elem_id="leave-locked"), value=wording.locked.leave_out)
        self.outputs: Sequence[Block] = (self._result, self._cancel, self._locked, self._question)

    def connect(self) -> Sequence[Dependency]:
        """Connect the buttons and return the events after which something is being added, or no longer."""
        changed = [self._password, self.notice]
        inputs = [self._password, *self._whose]
        opened = [connect(one, self._unlock, inputs, changed) for one in (self._open.click, self._password.submit)]
        connect(self._cancel.click, self._stop, self._whose, [self._cancel])
        left = connect(self._leave.click, self._leave_out, self._whose, [self._locked])
        return [*opened, left]

    def follow(self, tab: str, language: Language) -> Iterator[tuple[tuple[Update | str, ...], bool]]:
        """Yield the changes of `outputs` while something is being added, and whether they are the last.

        Once another event follows for the same tab, only that nothing changes: Gradio sends the last changes twice.
        """
        is_mine, was_adding = self.adding.follow(tab), False
        before: tuple[Update | str, ...] = ()
        while is_mine():
            is_adding = self._is_adding(tab)
            now = self._state(tab, language)
            was_adding = was_adding or is_adding
            is_last = was_adding and not is_adding
            if now != before or is_last:
                yield tuple(gr.skip() if part in before[at : at + 1] else part for at, part in enumerate(now)), is_last
            if not is_adding:
                return
            before = now
            time.sleep(_REDRAW_SECONDS)
        yield (gr.skip(),) * len(self.outputs), False

    def is_quiet(self, tab: str) -> bool:
        """Tell whether there is nothing to show: a page that was just loaded shows it already."""
        return not (self.adding.jobs(tab) or self.adding.others(tab) or self.adding.locked(tab)[0])

    def _is_adding(self, tab: str) -> bool:
        return any(not job.is_done for job in self.adding.jobs(tab)) or bool(self.adding.others(tab))

    def _state(self, tab: str, language: Language) -> tuple[Update | str, ...]:
        jobs, others = self.adding.jobs(tab), self.adding.others(tab)
        texts, view = self._wording.progress, View.of(self._library, self._wording, language)
        own = [job.stopped.is_set() for job in jobs if not job.is_done]
        stopping = all(own) if own else all(batch.stopped.is_set() for batch in others)
        label = texts.cancelling if stopping else texts.cancel if own else texts.cancel_others
        names, is_wrong = self.adding.locked(tab)
        return (
            adding_html(jobs, others, view),
            gr.update(visible=bool(own or others), value=label.of(language), interactive=not stopping),
            gr.update(visible=bool(names)),
            self._locked_html(names, is_wrong, language) if names else "",
        )

    def _locked_html(self, names: Sequence[str], is_wrong: bool, language: Language) -> str:
        texts, named = self._wording.locked, ", ".join(names)
        asked = (texts.one if len(names) == 1 else texts.several).fill(language, names=named)
        wrong = notice_html(texts.wrong.fill(language, names=named), is_warning=True) if is_wrong else ""
        return element("div", wrong + element("p", escape(asked), role="status"))

    def _stop(self, tab: str, language: Language) -> Update:
        self.adding.stop(tab_of(tab))
        return {**gr.update(value=self._wording.progress.cancelling.of(language), interactive=False)}

    def _unlock(self, password: str, tab: str, language: Language) -> tuple[str, str]:
        if not password:
            return "", notice_html(self._wording.locked.empty.of(language), is_warning=True)
        gone = self.adding.unlock(tab_of(tab), password)
        told = self._wording.locked.gone.fill(language, names=", ".join(gone)) if gone else ""
        return "", notice_html(told, is_warning=True) if told else ""

    def _leave_out(self, tab: str, language: Language) -> Update:
        self.adding.leave_out(tab_of(tab))
        return {**gr.update(visible=False)}
