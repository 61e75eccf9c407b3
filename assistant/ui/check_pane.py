"""The check of a strategy: what does not fit together between its profile and its sections."""

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.consistency.strategy_checks import strategy_inconsistencies
from assistant.ui.contract import Workbench
from assistant.ui.events import connect
from assistant.ui.findings import findings_html
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.wording import Wording
from ingest.records import Language


class CheckPane:
    """Widgets and events of the check; `strategy` holds the id of the chosen one ("" for none)."""

    def __init__(
        self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio, strategy: gr.Textbox
    ) -> None:
        self._workspace, self._wording = workbench.workspace, wording
        labels.put(gr.Markdown(elem_id="check-intro"), self._intro)
        self._run = labels.put(gr.Button(elem_id="run-check"), value=wording.check.run)
        self._found = gr.Markdown(elem_id="check-found", latex_delimiters=[])
        connect(self._run.click, self.shown, [strategy, language], [self._found])

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._found]

    def shown(self, strategy: str, language: Language) -> str:
        """Return the findings, or that there are none."""
        texts = self._wording.check
        if not strategy:
            return ""
        try:
            profile, to = self._workspace.profile(OWNER, strategy), self._workspace.strategy(OWNER, strategy).language
            sections = [state.section for state in self._workspace.sections(OWNER, strategy)]
            found = strategy_inconsistencies(sections, profile, to)
        except Exception as error:
            return failure_html(error, self._wording, language)
        if not found:
            return notice_html(texts.fits.of(language))
        titles = {section.id: section.title for section in sections}
        count = element("p", escape(texts.count.fill(language, count=len(found))))
        return count + findings_html(found, titles, self._wording, language)

    def _intro(self, language: Language) -> Update:
        return {"value": element("p", escape(self._wording.check.intro.of(language)), "hint")}
