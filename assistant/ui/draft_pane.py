"""The draft of a strategy: outline at the left, the section in the middle, its quotes at the right, and work on it."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace

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
from assistant.ui.section_proposals import SectionProposals
from assistant.ui.section_tools import SectionTools
from assistant.ui.section_view import guidance_html, outline_choices, quotes_html, section_html
from assistant.ui.typing_box import Typing
from assistant.ui.unsent import Unsent
from assistant.ui.wording import Wording
from assistant.workspace.errors import Conflict, UnknownSection
from assistant.workspace.records import SectionState
from ingest.errors import AppError
from ingest.records import Language

Reply = list[Update | str | int | Typing | None]


class DraftPane:
    """Widgets and events of the draft; `strategy` holds the id of the chosen one ("" for none)."""

    def __init__(
        self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio, strategy: gr.Textbox
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
            self.write = labels.put(gr.Button(variant="primary", elem_id="write-draft"), value=texts.write)
            self._stop = labels.put(gr.Button(elem_id="stop-draft", visible=False), value=texts.stop)
        self._notice = gr.Markdown(elem_id="draft-notice", latex_delimiters=[])
        self._ready = gr.Textbox("", visible="hidden", elem_classes="unseen")

    def _place_outline(self, labels: Labels) -> None:
        texts = self._wording.draft
        self._outline = labels.put(gr.Radio([], value=None, elem_id="outline"), label=texts.outline)
        # Which section is shown: Gradio refuses, in English, the value of a choice that is no longer offered.
        self._section = gr.Textbox("", visible="hidden", elem_classes="unseen")
        with gr.Column(visible=False, elem_id="new-section-area") as self._new_area:
            self._new_title = labels.put(gr.Textbox("", max_lines=1, elem_id="new-section"), label=texts.new_section)
            self._add = labels.put(gr.Button(elem_id="add-section", size="sm"), value=texts.add_section)

    def _place_section(self, labels: Labels) -> None:
        texts = self._wording.draft
        self._proposals = SectionProposals(self._workbench, self._wording, labels)
        self._shown = gr.Markdown(elem_id="section-text", latex_delimiters=[])
        self._guidance = gr.Markdown(elem_id="guidance", latex_delimiters=[])
        self._editor = SectionEditor(self._workspace, self._wording, labels)
        with gr.Column(visible=False, elem_id="section-tools") as self._tools_area:
            with gr.Row(elem_id="section-actions"):
                self._edit = labels.put(gr.Button(elem_id="edit"), value=texts.edit)
                self._undo = labels.put(gr.Button(elem_id="undo"), value=texts.undo)
            self._proposals.place_request(labels)
            self._tools = SectionTools(self._workspace, self._wording, labels)
            self._comments = SectionComments(self._workspace, self._wording, labels)
            self._unsent = Unsent([self._proposals.instruction, self._comments.typed])

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        section: list[Component] = [
            self._section,
            self._shown,
            self._guidance,
            self._quotes,
            self._tools_area,
            self._new_area,
        ]
        parts = (self._proposals, self._editor, self._tools, self._comments, self._unsent)
        return [self._notice, self._outline, *section, *(output for part in parts for output in part.outputs)]

    @property
    def inputs(self) -> list[Component]:
        """Return what `shown` needs besides strategy and language: the section, and what is being edited."""
        return [self._section, self._editor.typing]

    @property
    def typed(self) -> list[Component]:
        """Return what `keep` needs."""
        return [self._editor.typing, self._editor.text, self._language]

    @property
    def hindrance(self) -> list[Component]:
        """Return what says why no draft is written yet, and what starts it when it changes."""
        return [self._notice, self._ready]

    def keep(self, typing: Typing, text: str, language: Language) -> None:
        """Keep what is typed; raises UnknownStrategy and UnknownSection where it is gone."""
        self._editor.keep(typing, text, language)

    def _connect(self) -> None:
        editor = self._editor
        here: list[Component] = [self._strategy, self._section, self._language, editor.typing]
        progress = [self._notice, self.write, self._stop]
        written = connect(self._ready.change, self._write_draft, [self._strategy, self._language], progress)
        connect(written.then, self._shown_below, here, self.outputs)
        connect(self._stop.click, self._stopped, [], [])
        interrupted = connect(written.failure, self._interrupted, [self._language], progress)
        connect(interrupted.then, self._shown_below, here, self.outputs)
        choosing = [self._strategy, self._outline, self._language, editor.typing, editor.text]
        connect(self._outline.input, self._choose, choosing, self.outputs)
        added = [*self.outputs, self._new_title]
        connect(self._add.click, self._added, [*here, editor.text, self._new_title], added)
        connect(editor.discard.click, self._discarded, here, self.outputs)
        connect(editor.offer.take_over.click, self._taken_over, here, self.outputs)
        connect(editor.save.click, self._saved, [*here, editor.text], self.outputs)
        self._proposals.connect(here, self.outputs, self._after, self._after_closing)
        editor.connect(self._edit, self._language)
        self._tools.connect(self._undo, here, self.outputs, self._after, self._after_closing)
        self._comments.connect(here, self.outputs, self._after)

    def shown(self, strategy: str, section: str | None, language: Language, typing: Typing, notice: str = "") -> Reply:
        """Return the changes that show a section of a strategy, the first one unless another is chosen.

        Of the section that is being edited the editor and its base are left as they are, and where that section is
        gone, deleted in another tab, the whole page is: what is typed may be copied, until it is discarded.
        """
        if typing.strategy != strategy:
            typing = typing.closed()
        try:
            states = self._workspace.sections(OWNER, strategy) if strategy else ()
            studio = self._workbench.studio_of(strategy) if states else None
        except AppError as error:  # deleted in another tab, for example
            told = failure_html(error, self._wording, language)
            return self._as_it_is(typing, told) if typing.is_open else self._nothing("", language, typing, told)
        if typing.is_open and typing.section not in {one.section.id for one in states}:
            gone = failure_html(UnknownSection(typing.section), self._wording, language)
            return self._as_it_is(typing, notice or gone)
        if studio is None:
            return self._nothing(strategy, language, typing, notice)
        state = next((one for one in states if one.section.id == section), states[0])
        unsaved = self._workspace.unsaved.places(OWNER, strategy)
        return [
            notice,
            gr.update(choices=outline_choices(states, unsaved, self._wording, language), value=state.section.id),
            state.section.id,
            *self._texts(state, studio, language),
            gr.update(visible=True),
            gr.update(visible=True),
            *self._proposals.shown(state, language),
            *self._editor.shown(strategy, state, typing, language),
            *self._tools.shown(strategy, state, language),
            *self._comments.shown(strategy, state, language),
            *self._unsent.shown(strategy, state.section.id),
        ]

    def _as_it_is(self, typing: Typing, notice: str) -> Reply:
        """Return the changes that leave all as it is, with the editor open, below a notice."""
        return [notice, gr.update(value=typing.section), *[gr.skip()] * (len(self.outputs) - 2)]

    def _texts(self, state: SectionState, studio: Studio, language: Language) -> list[str]:
        outlined = next((one for one in studio.outline.sections if one.id == state.section.id), None)
        present = {one.id for one in self._workbench.assistant.library.sources()}
        return [
            section_html(state.section, self._wording, language),
            guidance_html(outlined, state.section, self._wording, language),
            quotes_html(state.section, present, self._wording, language),
        ]

    def _nothing(self, strategy: str, language: Language, typing: Typing, notice: str) -> Reply:
        hidden: Update = gr.update(visible=False)
        empty = element("p", escape(self._wording.draft.empty.of(language)), "hint") if strategy else ""
        shown = [self._proposals.nothing(), self._editor.hidden(strategy, typing), self._tools.nothing()]
        parts = [change for part in (*shown, self._comments.nothing(), self._unsent.shown(strategy)) for change in part]
        return [notice, gr.update(choices=[], value=None), "", empty, "", "", hidden, hidden, *parts]

    def _shown_below(self, strategy: str, section: str | None, language: Language, typing: Typing) -> Reply:
        """Return the changes that show a section below the notice that is there."""
        return [gr.skip(), *self.shown(strategy, section, language, typing)[1:]]

    def _choose(self, strategy: str, section: str, language: Language, typing: Typing, text: str) -> Reply:
        """Show the chosen section; what is typed in the one that was being edited is kept, or stays where it is."""
        try:
            self.keep(typing, text, language)
        except Exception as error:
            return self._as_it_is(typing, failure_html(error, self._wording, language))
        return self.shown(strategy, section, language, typing if typing.section == section else typing.closed())

    def _added(
        self, strategy: str, section: str | None, language: Language, typing: Typing, text: str, title: str
    ) -> Reply:
        """Add a section of the author's own, to be written by a person."""
        name = f"own_{secrets.token_hex(8)}"  # never again: another tab may still hold the text of a deleted one

        if not title.strip():
            told = notice_html(self._wording.draft.title_missing.of(language), is_warning=True)
            return [*self.shown(strategy, section, language, typing, told), title]
        try:
            self.keep(typing, text, language)
            self._workspace.add_sections(OWNER, strategy, [Section(name, " ".join(title.split()), ())])
        except Exception as error:
            told = failure_html(error, self._wording, language)
            return [*self.shown(strategy, section, language, typing, told), title]
        return [*self.shown(strategy, name, language, typing.closed()), ""]

    def _write_draft(
        self, strategy: str, language: Language, request: gr.Request
    ) -> Iterator[tuple[str, Update, Update]]:
        """Write the whole draft, telling of each section."""
        shown, hidden = gr.update(visible=True), gr.update(visible=False)
        if not strategy:
            yield notice_html(self._wording.strategy.none.of(language), is_warning=True), shown, hidden
            return
        told = ""
        for told in self._drafting.run(strategy, language, str(request.session_hash)):
            yield told, hidden, shown
        yield told, shown, hidden

    def _stopped(self, request: gr.Request) -> None:
        self._drafting.stop(str(request.session_hash))

    def leave(self, request: gr.Request) -> None:
        """Let the writing end that a page which is closed or loaded anew waits for."""
        self._drafting.leave(str(request.session_hash))

    def broken_off(self, strategy: str, language: Language) -> str:
        """Return where the writing of a strategy ended when its page was left, once."""
        return self._drafting.broken_off(strategy, language)

    def _interrupted(self, language: Language) -> tuple[str, Update, Update]:
        """Return what to tell where the program went while it was writing."""
        told = notice_html(self._wording.draft.interrupted.of(language), is_warning=True)
        return told, gr.update(visible=True), gr.update(visible=False)

    def _discarded(self, strategy: str, section: str, language: Language, typing: Typing) -> Reply:
        def forget() -> str:
            self._editor.forget(typing)
            return ""

        return self._after(strategy, section, language, typing.closed(), forget)

    def _taken_over(self, strategy: str, section: str, language: Language, typing: Typing) -> Reply:
        """Go on with what another tab has typed; what is typed here is not mixed with it."""

        def take() -> str:
            self._workspace.unsaved.take_over(OWNER, typing.strategy, typing.section, typing.tab)
            return ""

        return self._after_closing(strategy, section, language, typing, take)

    def _saved(self, strategy: str, section: str, language: Language, typing: Typing, text: str) -> Reply:
        """Save the edited text; if it cannot be saved, it stays in the editor as it was typed.

        After a conflict, seen and said, it may be saved again.
        """
        section = typing.section or section
        try:
            title = self._editor.saved(typing, text, language)
        except Exception as error:
            reply = self.shown(strategy, section, language, typing, failure_html(error, self._wording, language))
            if isinstance(error, Conflict):
                reply[self.outputs.index(self._editor.typing)] = replace(typing, revision=error.revision)
            return reply
        told = self._wording.draft.saved.fill(language, title=title)
        return self.shown(strategy, section, language, typing.closed(), notice_html(told))

    def _after(
        self, strategy: str, section: str, language: Language, typing: Typing, action: Callable[[], str]
    ) -> Reply:
        """Do something with a section and show it, with what the action tells or why it did not work."""
        notice = attempted(action, self._wording, language)
        return self.shown(strategy, section, language, typing, notice)

    def _after_closing(
        self, strategy: str, section: str, language: Language, typing: Typing, action: Callable[[], str]
    ) -> Reply:
        """Do something that another text or none comes of, unless the present one is being edited."""
        if typing.is_open:
            told = notice_html(self._wording.draft.being_edited.of(language), is_warning=True)
            return self.shown(strategy, section, language, typing, told)
        return self._after(strategy, section, language, typing, action)
