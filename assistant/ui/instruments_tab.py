"""The tab "Instruments": needs survey, selection of partners and of projects, monitoring; each is a pane of its own."""

from typing import Protocol

import gradio as gr
from gradio.components import Component

from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change
from assistant.ui.instruments_wording import load_instrument_texts
from assistant.ui.labels import Labels
from assistant.ui.monitoring_pane import MonitoringPane
from assistant.ui.partners_pane import PartnersPane
from assistant.ui.projects_pane import ProjectsPane
from assistant.ui.survey_pane import SurveyPane
from assistant.ui.wording import Wording
from ingest.records import Language


class Pane(Protocol):
    """An instrument in the page: its widgets, and what shows its dossiers in them."""

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language: one component, the chosen dossier."""

    def updates(self, chosen: str | None, language: Language) -> list[Change]:
        """Return the changes that show the chosen dossier in this language."""


class InstrumentsTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        texts = load_instrument_texts().tab
        self._panes: list[Pane] = []
        with gr.Tabs(elem_id="instrument-tabs"):
            with labels.put(gr.Tab(id="survey"), label=texts.survey):
                self._panes.append(SurveyPane(workbench, wording, labels, language))
            with labels.put(gr.Tab(id="partners"), label=texts.partners):
                self._panes.append(PartnersPane(workbench, wording, labels, language))
            with labels.put(gr.Tab(id="projects"), label=texts.projects):
                self._panes.append(ProjectsPane(workbench, wording, labels, language))
            with labels.put(gr.Tab(id="monitoring"), label=texts.monitoring):
                self._panes.append(MonitoringPane(workbench, wording, labels, language))

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        return [component for pane in self._panes for component in pane.outputs]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language: the chosen dossier of each pane."""
        return [component for pane in self._panes for component in pane.inputs]

    def updates(self, *chosen_and_language: str | None) -> list[Change]:
        """Return the changes that show every pane's chosen dossier in the language, which comes last."""
        *chosen, language = chosen_and_language
        shown: list[Change] = []
        for pane, one in zip(self._panes, chosen, strict=True):
            shown += pane.updates(one, "en" if language == "en" else "de")
        return shown
