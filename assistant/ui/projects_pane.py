"""Project selection in the page: criteria, projects, raters, ratings, result, decision, rules before a start."""

import gradio as gr

from assistant.ui.contract import Workbench
from assistant.ui.labels import Labels
from assistant.ui.selection_candidates import CandidatesStep
from assistant.ui.selection_criteria import CriteriaStep
from assistant.ui.selection_decision import DecisionStep
from assistant.ui.selection_pane import SelectionPane
from assistant.ui.selection_raters import RatersStep
from assistant.ui.wording import Wording


class ProjectsPane(SelectionPane):
    """Widgets and events of the pane; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        super().__init__("projects", workbench, wording, labels, language)

    def _place(self) -> None:
        with self._step("criteria"):
            self._steps.append(CriteriaStep("projects", self._labels))
        with self._step("projects"):
            self._steps.append(CandidatesStep("projects", self._labels))
        with self._step("raters"):
            self._steps.append(RatersStep(self._labels))
        self._place_rating()
        self._place_result()
        with self._step("decision"):
            self._steps.append(DecisionStep("projects", self._labels))
        self._place_sheets("rights", ("ipr",))
