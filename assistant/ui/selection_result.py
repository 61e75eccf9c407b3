"""Step "Result": ranking with its reasons and charts, drawn when it is looked at."""

import gradio as gr
from gradio.components import Component

from assistant.selection.records import Selection, SelectionKind
from assistant.ui.dossier_bar import Change
from assistant.ui.events import Listener, connect
from assistant.ui.labels import Labels
from assistant.ui.selection_proofs import Reading
from assistant.ui.selection_view import hint_html, result_html
from assistant.ui.selection_words import phrase, said
from assistant.workspace.records import Dossier
from ingest.records import Language


class ResultStep:
    """Widgets of the step. Of projects nothing is shown before all have submitted, unless it is asked for."""

    def __init__(
        self, kind: SelectionKind, labels: Labels, language: gr.Radio, choice: gr.Dropdown, read: Reading
    ) -> None:
        self._language, self._choice, self._read = language, choice, read
        self._is_open = gr.State(False)
        # Says what is to be shown: when it changes while the step is open, the step is drawn anew.
        self._stamp = gr.Textbox("", visible="hidden", elem_id=f"{kind}-result-stamp", elem_classes="unseen")
        self._interim = labels.put(
            gr.Checkbox(False, visible=False, elem_id=f"{kind}-interim"), label=phrase("interim")
        )
        self._result = gr.Markdown(elem_id=f"{kind}-result", latex_delimiters=[])

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._stamp, self._interim]

    def connect(self, opened: Listener, left: list[Listener]) -> None:
        """Connect the widgets: `opened` and `left` tell when the step comes to sight and goes."""
        given: list[Component] = [self._choice, self._language, self._interim]
        connect(opened, lambda *values: [True, *self._drawn(*values)], given, [self._is_open, self._result])
        for one in left:
            connect(one, lambda: False, [], [self._is_open])
        connect(self._interim.input, lambda *values: self._drawn(*values)[0], given, [self._result])
        connect(self._stamp.change, self._redrawn, [self._is_open, *given], [self._result])

    def shown(self, dossier: Dossier[Selection] | None, language: Language) -> list[Change]:
        """Return the changes that have the result of a selection drawn when it is looked at."""
        if dossier is None:
            return ["", gr.update(visible=False, value=False)]
        waiting = any(not one.submitted for one in dossier.content.raters)
        stamp = f"{dossier.id} {dossier.revision} {dossier.changed_at} {language}"
        return [stamp, gr.update(visible=waiting)]

    def _redrawn(self, is_open: bool, chosen: str | None, language: Language, interim: bool) -> Change:
        return self._drawn(chosen, language, interim)[0] if is_open else gr.skip()

    def _drawn(self, chosen: str | None, language: Language, interim: bool) -> list[Change]:
        selection = self._read(chosen)
        if selection is None:
            return [""]
        waiting = [one.name for one in selection.raters if not one.submitted]
        if waiting and not interim:
            return [hint_html(said("result_waits", names=", ".join(waiting)).of(language))]
        return [result_html(selection, language)]
