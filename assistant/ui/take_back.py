"""An exported file that comes back changed: read into the strategy it was made from, or as a new one."""

from collections.abc import Callable, Sequence
from pathlib import Path

import gradio as gr
from gradio.components import Component

from assistant.desk import TakenBack
from assistant.ui.contract import Workbench
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.typing_box import Typing
from assistant.ui.wording import Wording
from ingest.records import Language


class TakeBack:
    """Widgets to upload the file."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels) -> None:
        self._workbench, self._wording = workbench, wording
        texts = wording.take_back
        labels.put(gr.Markdown(elem_id="take-back-intro"), self._intro)
        self._as_new = labels.put(gr.Checkbox(False, elem_id="take-back-as-new"), label=texts.as_new)
        self._upload = labels.put(gr.UploadButton(file_types=[".docx", ".md"], elem_id="take-back"), label=texts.upload)

    def connect(
        self, on: Callable[..., None], updates: Callable[..., list[object]], inputs: Sequence[Component]
    ) -> None:
        """Connect the widgets, by `on`; `updates` returns the changes of the whole tab, with a notice."""

        def take(
            path: str, as_new: bool, strategy: str, section: str, typing: Typing, language: Language
        ) -> list[object]:
            try:
                desk, file = self._workbench.desk, Path(path)
                proof = self._workbench.proof
                taken = desk.create_from(file, proof) if as_new else desk.take_back(strategy, file, proof)
                return updates(taken.strategy.id, section, typing, language, self._told(taken, language))
            except Exception as error:
                return updates(strategy, section, typing, language, failure_html(error, self._wording, language))

        on(self._upload.upload, take, [self._upload, self._as_new, *inputs])

    def _told(self, taken: TakenBack, language: Language) -> str:
        """Return what became of the file: first what a person has to look at."""
        texts = self._wording.take_back
        told = [
            texts.proposed.fill(language, titles=", ".join(taken.proposed)) if taken.proposed else "",
            texts.added.fill(language, titles=", ".join(taken.added)) if taken.added else "",
            texts.locked.fill(language, titles=", ".join(taken.locked)) if taken.locked else "",
        ]
        summary = " ".join(filter(None, told)) or (texts.only_notes if taken.notes else texts.unchanged).of(language)
        notes = "".join(element("li", escape(note.of(language))) for note in taken.notes)
        return notice_html(summary) + (element("ul", notes, "findings") if notes else "")

    def _intro(self, language: Language) -> Update:
        texts = self._wording.take_back
        title = element("h3", escape(texts.title.of(language)), "panel-title")
        return {"value": title + element("p", escape(texts.intro.of(language)), "hint")}
