"""The draft of a strategy: outline at the left, the section in the middle, its quotes at the right, and work on it."""

import secrets
from collections.abc import Callable, Iterator

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.draft import Studio
from assistant.studio.records import Section
from assistant.ui.contract import Workbench
from assistant.ui.drafting import Drafting
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import attempted, failure_html, notice_html
from assistant.ui.section_comments import SectionComments
from assistant.ui.section_editor import SectionEditor
from assistant.ui.section_tools import SectionTools
from assistant.ui.section_view import difference_html, guidance_html, outline_choices, quotes_html, section_html
from assistant.ui.wording import Wording
from assistant.workspace.errors import Conflict, UnknownSection
from assistant.workspace.records import SectionState
from ingest.errors import AppError
from ingest.records import Language

Reply = list[Update | str | int | None]


class DraftPane:
    """Widgets and events of the draft; `strategy` holds the id of the chosen one ("" for none)."""

    def __init__(
        self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio, strategy: gr.Dropdown
    ) -> None:
        self._workbench, self._workspace, self._wording = workbench, workbench.workspace, wording
        self._language, self._strategy = language, strategy
        self._drafting = Drafting(workbench, wording)
        self._place_actions(labels)
        with gr.Row(elem_id="draft-columns", equal_height=False):
            with gr.Column(elem_id="draft-outline", scale=2, min_width=200):
                self._place_outline(labels)
            with gr.Column(elem_id="draft-section", scale=5, min_width=320):
                self._place_section(labels)
            with gr.Column(elem_id="draft-quotes", scale=3, min_width=240):
                self._quotes = gr.Markdown(elem_id="quotes", latex_delimiters=[])
        self._connect()

    def _place_actions(self, labels: Labels) -> None:
        texts = self._wording.draft
        with gr.Row(elem_id="draft-actions"):
            self._write = labels.put(gr.Button(variant="primary", elem_id="write-draft"), value=texts.write)
            self._stop = labels.put(gr.Button(elem_id="stop-draft", visible=False), value=texts.stop)
        self._notice = gr.Markdown(elem_id="draft-notice", latex_delimiters=[])

    def _place_outline(self, labels: Labels) -> None:
        texts = self._wording.draft
        self.outline = labels.put(gr.Radio([], value=None, elem_id="outline"), label=texts.outline)
        with gr.Column(visible=False, elem_id="new-section-area") as self._new_area:
            self._new_title = labels.put(gr.Textbox("", max_lines=1, elem_id="new-section"), label=texts.new_section)
            self._add = labels.put(gr.Button(elem_id="add-section", size="sm"), value=texts.add_section)

    def _place_section(self, labels: Labels) -> None:
        texts = self._wording.draft
        with gr.Column(visible=False, elem_id="proposal") as self._proposal:
            self._proposed = gr.State("")
            self._difference = gr.Markdown(elem_id="difference", latex_delimiters=[])
            with gr.Row():
                self._accept = labels.put(gr.Button(variant="primary", elem_id="accept"), value=texts.accept)
                self._reject = labels.put(gr.Button(elem_id="reject"), value=texts.reject)
        self._shown = gr.Markdown(elem_id="section-text", latex_delimiters=[])
        self._guidance = gr.Markdown(elem_id="guidance", latex_delimiters=[])
        self._editor = SectionEditor(self._workspace, self._wording, labels)
        with gr.Column(visible=False, elem_id="section-tools") as self._tools_area:
            with gr.Row(elem_id="section-actions"):
                self._edit = labels.put(gr.Button(elem_id="edit"), value=texts.edit)
                self._undo = labels.put(gr.Button(elem_id="undo"), value=texts.undo)
            self._instruction = labels.put(
                gr.Textbox("", max_lines=3, elem_id="instruction"), label=texts.instruction, info=texts.instruction_info
            )
            self._rewrite = labels.put(gr.Button(elem_id="rewrite"), value=texts.rewrite)
            self._tools = SectionTools(self._workspace, self._wording, labels)
            self._comments = SectionComments(self._workspace, self._wording, labels)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        section: list[Component] = [self._shown, self._guidance, self._difference, self._quotes]
        areas: list[Component] = [self._proposal, self._proposed, self._tools_area, self._new_area]
        parts = [*self._editor.outputs, *self._tools.outputs, *self._comments.outputs]
        return [self._notice, self.outline, *section, *areas, *parts]

    @property
    def inputs(self) -> list[Component]:
        """Return what `shown` needs besides strategy and language: the section, and what is being edited."""
        return [self.outline, self._editor.editing]

    def _connect(self) -> None:
        editor = self._editor
        here: list[Component] = [self._strategy, self.outline, self._language, editor.editing]
        progress = [self._notice, self._write, self._stop]
        written = connect(self._write.click, self._write_draft, [self._strategy, self._language], progress)
        connect(written.then, self._shown_below, here, self.outputs)
        stopped = connect(self._stop.click, self._stopped, [self._language], progress, cancels=[written])
        connect(stopped.then, self._shown_below, here, self.outputs)
        connect(self.outline.input, self._choose, [*here, editor.base, editor.text], self.outputs)
        connect(self._add.click, self._added, [*here, self._new_title], [*self.outputs, self._new_title])
        typed = [editor.text, editor.last]
        connect(editor.discard.click, self._discarded, [*here, *typed], self.outputs)
        connect(editor.save.click, self._saved, [*here, editor.revision, editor.base, *typed], self.outputs)
        connect(self._rewrite.click, self._rewritten, [*here, editor.revision, self._instruction], self.outputs)
        connect(self._accept.click, self._accepted, [*here, editor.revision, self._proposed], self.outputs)
        connect(self._reject.click, self._rejected, [*here, self._proposed], self.outputs)
        editor.connect(self._strategy, self.outline, self._edit, self._language)
        self._tools.connect(self._undo, here, self.outputs, self._after, self._after_closing)
        self._comments.connect(here, self.outputs, self._after)
        begun = [self._instruction, self._comments.typed]  # at one section, and not meant for the next one
        for other in (self.outline.change, self._strategy.change):
            connect(other, lambda: ("", ""), [], begun, every_time=True)

    def shown(
        self, strategy: str, section: str | None, language: Language, editing: str = "", notice: str = ""
    ) -> Reply:
        """Return the changes that show a section of a strategy, the first one unless another is chosen.

        Of the section that is being edited the editor and its base are left as they are, and where that section is
        gone, deleted in another tab, the whole page is: what is typed may be copied, until it is discarded.
        """
        try:
            states = self._workspace.sections(OWNER, strategy) if strategy else ()
            studio = self._workbench.studio_of(strategy) if states else None
        except AppError as error:  # deleted in another tab, for example
            told = failure_html(error, self._wording, language)
            return self._as_it_is(editing, told) if editing else self._nothing("", language, told)
        if editing and editing not in {one.section.id for one in states}:
            gone = failure_html(UnknownSection(editing), self._wording, language)
            return self._as_it_is(editing, notice or gone)
        if studio is None:
            return self._nothing(strategy, language, notice)
        state = next((one for one in states if one.section.id == section), states[0])
        return [
            notice,
            gr.update(choices=outline_choices(states, self._wording, language), value=state.section.id),
            *self._texts(state, studio, language),
            gr.update(visible=state.proposed is not None),
            state.proposal,
            gr.update(visible=True),
            gr.update(visible=True),
            *self._editor.shown(state, editing, language),
            *self._tools.shown(strategy, state, language),
            *self._comments.shown(strategy, state, language),
        ]

    def _as_it_is(self, editing: str, notice: str) -> Reply:
        """Return the changes that leave all as it is, with the editor open, below a notice."""
        return [notice, gr.update(value=editing), *[gr.skip()] * (len(self.outputs) - 2)]

    def _texts(self, state: SectionState, studio: Studio, language: Language) -> list[str]:
        outlined = next((one for one in studio.outline.sections if one.id == state.section.id), None)
        present = {one.id for one in self._workbench.assistant.library.sources()}
        return [
            section_html(state.section, self._wording, language),
            guidance_html(outlined, state.section, self._wording, language),
            difference_html(state, self._wording, language),
            quotes_html(state.section, present, self._wording, language),
        ]

    def _nothing(self, strategy: str, language: Language, notice: str) -> Reply:
        hidden: Update = gr.update(visible=False)
        empty = element("p", escape(self._wording.draft.empty.of(language)), "hint") if strategy else ""
        parts = [*self._editor.hidden(), *self._tools.nothing(), *self._comments.nothing()]
        return [notice, gr.update(choices=[], value=None), empty, "", "", "", hidden, "", hidden, hidden, *parts]

    def _shown_below(self, strategy: str, section: str | None, language: Language, editing: str) -> Reply:
        """Return the changes that show a section below the notice that is there."""
        return [gr.skip(), *self.shown(strategy, section, language, editing)[1:]]

    def _choose(self, strategy: str, section: str, language: Language, editing: str, base: int, text: str) -> Reply:
        """Show the chosen section; what is typed in the one that was being edited is kept, or stays where it is."""
        try:
            self._editor.keep(strategy, editing, base, text)
        except Exception as error:
            return self._as_it_is(editing, failure_html(error, self._wording, language))
        return self.shown(strategy, section, language, "" if editing != section else editing)

    def _added(
        self, strategy: str, section: str | None, language: Language, editing: str, title: str
    ) -> list[Update | str | int | None]:
        """Add a section of the author's own, to be written by a person."""
        name = f"own_{secrets.token_hex(8)}"  # never again: another tab may still hold the text of a deleted one

        def add() -> str:
            self._workspace.add_sections(OWNER, strategy, [Section(name, " ".join(title.split()), ())])
            return ""

        if not title.strip():
            told = notice_html(self._wording.draft.title_missing.of(language), is_warning=True)
            return [*self.shown(strategy, section, language, editing, told), title]
        return [*self._after(strategy, name, language, editing, add), ""]

    def _write_draft(self, strategy: str, language: Language) -> Iterator[tuple[str, Update, Update]]:
        """Write the whole draft, telling of each section."""
        shown, hidden = gr.update(visible=True), gr.update(visible=False)
        if not strategy:
            yield notice_html(self._wording.strategy.none.of(language), is_warning=True), shown, hidden
            return
        told = ""
        for told in self._drafting.run(strategy, language):
            yield told, hidden, shown
        yield told, shown, hidden

    def _stopped(self, language: Language) -> tuple[str, Update, Update]:
        told = notice_html(self._wording.draft.stopped.of(language))
        return told, gr.update(visible=True), gr.update(visible=False)

    def _discarded(self, strategy: str, section: str, language: Language, editing: str, text: str, last: str) -> Reply:
        def forget() -> str:
            self._editor.forget(strategy, editing or section, text, last)
            return ""

        return self._after(strategy, section, language, "", forget)

    def _saved(
        self,
        strategy: str,
        section: str,
        language: Language,
        editing: str,
        revision: int,
        base: int,
        text: str,
        last: str,
    ) -> Reply:
        """Save the edited text; if it cannot be saved, it stays in the editor as it was typed.

        After a conflict, seen and said, it may be saved again.
        """
        section = editing or section
        try:
            title = self._editor.saved(strategy, section, language, revision, base, text, last)
        except Exception as error:
            reply = self.shown(strategy, section, language, editing, failure_html(error, self._wording, language))
            if isinstance(error, Conflict):
                reply[self.outputs.index(self._editor.revision)] = error.revision
            return reply
        told = self._wording.draft.saved.fill(language, title=title)
        return self.shown(strategy, section, language, notice=notice_html(told))

    def _rewritten(
        self, strategy: str, section: str, language: Language, editing: str, revision: int, instruction: str
    ) -> Reply:
        def rewrite() -> str:
            studio = self._workbench.studio_of(strategy)
            if section not in {one.id for one in studio.outline.sections}:
                return self._wording.draft.not_in_outline.of(language)
            made = studio.section(
                section,
                self._workspace.profile(OWNER, strategy),
                self._workspace.strategy(OWNER, strategy).language,
                kept=[state.section for state in self._workspace.sections(OWNER, strategy)],
                instruction=instruction,
            )
            self._workspace.propose(OWNER, strategy, made, revision, instruction)
            return ""

        return self._after(strategy, section, language, editing, rewrite)

    def _accepted(
        self, strategy: str, section: str, language: Language, editing: str, revision: int, proposal: str
    ) -> Reply:
        def accept() -> str:
            self._workspace.accept(OWNER, strategy, section, based_on=revision, proposal=proposal)
            return self._wording.draft.accepted.of(language)

        return self._after_closing(strategy, section, language, editing, accept)

    def _rejected(self, strategy: str, section: str, language: Language, editing: str, proposal: str) -> Reply:
        def reject() -> str:
            self._workspace.reject(OWNER, strategy, section, proposal=proposal)
            return self._wording.draft.rejected.of(language)

        return self._after(strategy, section, language, editing, reject)

    def _after(self, strategy: str, section: str, language: Language, editing: str, action: Callable[[], str]) -> Reply:
        """Do something with a section and show it, with what the action tells or why it did not work."""
        notice = attempted(action, self._wording, language)
        return self.shown(strategy, section, language, editing, notice)

    def _after_closing(
        self, strategy: str, section: str, language: Language, editing: str, action: Callable[[], str]
    ) -> Reply:
        """Do something that another text or none comes of, unless the present one is being edited."""
        if editing:
            told = notice_html(self._wording.draft.being_edited.of(language), is_warning=True)
            return self.shown(strategy, section, language, editing, told)
        return self._after(strategy, section, language, editing, action)
