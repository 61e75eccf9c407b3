"""A proposed text of a section: asked for, compared with the present one, accepted or rejected."""

from collections.abc import Sequence
from dataclasses import replace

import gradio as gr
from gradio.components import Component

from assistant.model.faults import ModelFault
from assistant.owner import OWNER
from assistant.ui.contract import Workbench
from assistant.ui.events import connect
from assistant.ui.labels import Labels
from assistant.ui.section_tools import After, Shown
from assistant.ui.section_view import difference_html
from assistant.ui.typing_box import Typing
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState
from ingest.records import Language


class SectionProposals:
    """Widgets for the proposal that waits; those that ask for one are placed further below, by `place_request`."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels) -> None:
        self._workbench, self._workspace, self._wording = workbench, workbench.workspace, wording
        texts = wording.draft
        with gr.Column(visible=False, elem_id="proposal") as self._area:
            self._proposed = gr.Textbox("", visible="hidden", elem_classes="unseen")
            self._difference = gr.Markdown(elem_id="difference", latex_delimiters=[])
            with gr.Row():
                self._accept = labels.put(gr.Button(variant="primary", elem_id="accept"), value=texts.accept)
                self._reject = labels.put(gr.Button(elem_id="reject"), value=texts.reject)

    def place_request(self, labels: Labels) -> None:
        """Place what asks for another text."""
        texts = self._wording.draft
        self.instruction = labels.put(
            gr.Textbox("", max_lines=3, elem_id="instruction"), label=texts.instruction, info=texts.instruction_info
        )
        self._rewrite = labels.put(gr.Button(elem_id="rewrite"), value=texts.rewrite)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._difference, self._area, self._proposed]

    def nothing(self) -> Shown:
        """Return the changes where there is no section."""
        return ["", gr.update(visible=False), ""]

    def shown(self, state: SectionState, language: Language) -> Shown:
        """Return the changes that show what the waiting proposal would change."""
        difference = difference_html(state.section, state.proposed, self._wording, language)
        return [difference, gr.update(visible=state.proposed is not None), state.proposal]

    def connect(
        self, here: Sequence[Component], outputs: Sequence[Component], after: After, after_closing: After
    ) -> None:
        """Connect the widgets; `here` are strategy, section, language and what is being edited."""

        def rewritten(strategy: str, section: str, language: Language, typing: Typing, instruction: str) -> Shown:
            def act() -> str:
                return self._rewritten(strategy, section, language, typing.revision, instruction)

            return after(strategy, section, language, typing, act)

        def accepted(strategy: str, section: str, language: Language, typing: Typing, proposal: str) -> Shown:
            def act() -> str:
                self._workspace.accept(OWNER, strategy, section, based_on=typing.revision, proposal=proposal)
                return self._wording.draft.accepted.of(language)

            return after_closing(strategy, section, language, typing, act)

        def rejected(strategy: str, section: str, language: Language, typing: Typing, proposal: str) -> Shown:
            def act() -> str:
                self._workspace.reject(OWNER, strategy, section, proposal=proposal)
                return self._wording.draft.rejected.of(language)

            return after(strategy, section, language, typing, act)

        connect(self._rewrite.click, rewritten, [*here, self.instruction], outputs)
        connect(self._accept.click, accepted, [*here, self._proposed], outputs)
        connect(self._reject.click, rejected, [*here, self._proposed], outputs)

    def _rewritten(self, strategy: str, section: str, language: Language, revision: int, instruction: str) -> str:
        """Let a section be written anew, as a proposal; return what to tell."""
        studio = self._workbench.studio_of(strategy)
        if section not in {one.id for one in studio.outline.sections}:
            return self._wording.draft.not_in_outline.of(language)
        faults: list[ModelFault] = []
        studio = replace(studio, fluency=studio.fluency and studio.fluency.for_one_run(faults))
        made = studio.section(
            section,
            self._workspace.profile(OWNER, strategy),
            self._workspace.strategy(OWNER, strategy).language,
            kept=[state.section for state in self._workspace.sections(OWNER, strategy)],
            instruction=instruction,
        )
        self._workspace.propose(OWNER, strategy, made, revision, instruction)
        return " ".join(fault.of(language) for fault in faults)
