"""Partner selection in the page: criteria, candidates, ratings with proofs, result, analysis, decision, agreement."""

import gradio as gr

from assistant.ui.contract import Workbench
from assistant.ui.labels import Labels
from assistant.ui.selection_candidates import CandidatesStep
from assistant.ui.selection_criteria import CriteriaStep
from assistant.ui.selection_decision import DecisionStep
from assistant.ui.selection_pane import SelectionPane
from assistant.ui.wording import Wording


class PartnersPane(SelectionPane):
    """Widgets and events of the pane; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        super().__init__("partners", workbench, wording, labels, language)

    def _place(self) -> None:
        with self._step("criteria"):
            self._steps.append(CriteriaStep("partners", self._labels))
        with self._step("candidates"):
            self._steps.append(CandidatesStep("partners", self._labels))
        self._place_rating()
        self._place_result()
        self._place_sheets("analysis", ("pest", "swot", "own_swot"))
        with self._step("decision"):
            self._steps.append(DecisionStep("partners", self._labels))
        self._place_sheets("agreement", ("protocol",))
