"""The tab "Instruments": needs survey, selection of partners and of projects, monitoring; each is a pane of its own."""

from typing import Protocol

import gradio as gr
from gradio.components import Component

from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change
from assistant.ui.events import Listener, connect, in_turn
from assistant.ui.instruments_wording import load_instrument_texts
from assistant.ui.labels import Labels
from assistant.ui.monitoring_pane import MonitoringPane
from assistant.ui.partners_pane import PartnersPane
from assistant.ui.projects_pane import ProjectsPane
from assistant.ui.survey_pane import SurveyPane
from assistant.ui.wording import Wording
from ingest.records import Language


class Pane(Protocol):
    """An instrument in the page: its widgets, and what shows its dossiers in them.

    name   of its bar: what is done there waits for its turn
    """

    name: str

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
        self._language = language
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

    def shown_at(self, listener: Listener) -> None:
        """Show every pane's chosen dossier anew at an event, before what is clicked there meanwhile."""
        for pane in self._panes:
            connect(in_turn(listener, pane.name), pane.updates, [*pane.inputs, self._language], pane.outputs)
