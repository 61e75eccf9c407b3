"""The draft of a strategy: outline at the left, the section in the middle, its quotes at the right, and work on it."""

import logging
from collections.abc import Callable, Iterator, Sequence

import gradio as gr
from gradio.components import Component

from assistant.studio.draft import Studio
from assistant.studio.records import Section
from assistant.studio.section_text import read_section_text, section_text
from assistant.ui.contract import Library
from assistant.ui.events import connect
from assistant.ui.exports import export_files
from assistant.ui.labels import Labels, Update
from assistant.ui.library_view import notice_html
from assistant.ui.markup import element, escape
from assistant.ui.owner import OWNER
from assistant.ui.section_tools import SectionTools
from assistant.ui.section_view import difference_html, outline_choices, quotes_html, section_html
from assistant.ui.wording import Wording
from assistant.workspace.errors import Conflict, UnknownStrategy
from assistant.workspace.records import SectionState
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language

_log = logging.getLogger(__name__)
Reply = list[Update | str | int | None]


class DraftPane:
    """Widgets and events of the draft; `strategy` holds the id of the chosen one ("" for none)."""

    def __init__(
        self,
        library: Library,
        studio: Studio,
        workspace: Workspace,
        wording: Wording,
        labels: Labels,
        language: gr.Radio,
        strategy: gr.Dropdown,
    ) -> None:
        self._library, self._studio, self._workspace, self._wording = library, studio, workspace, wording
        self._language, self._strategy = language, strategy
        self._revision = gr.State(0)
        self._editing = gr.State("")  # the section whose text is open in the editor: nothing may overwrite it
        self._place_actions(labels)
        with gr.Row(elem_id="draft-columns", equal_height=False):
            with gr.Column(elem_id="draft-outline", scale=2, min_width=200):
                self._outline = labels.put(gr.Radio([], value=None, elem_id="outline"), label=wording.draft.outline)
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
            self._export = labels.put(gr.Button(elem_id="export-draft"), value=texts.export)
        self._notice = gr.Markdown(elem_id="draft-notice", latex_delimiters=[])
        self._file = labels.put(gr.File(visible=False, file_count="multiple", elem_id="exported"), label=texts.exported)

    def _place_section(self, labels: Labels) -> None:
        texts = self._wording.draft
        with gr.Column(visible=False, elem_id="proposal") as self._proposal:
            self._difference = gr.Markdown(elem_id="difference", latex_delimiters=[])
            with gr.Row():
                self._accept = labels.put(gr.Button(variant="primary", elem_id="accept"), value=texts.accept)
                self._reject = labels.put(gr.Button(elem_id="reject"), value=texts.reject)
        self._shown = gr.Markdown(elem_id="section-text", latex_delimiters=[])
        with gr.Column(visible=False, elem_id="section-editor") as self._editor:
            self._text = labels.put(
                gr.Textbox("", lines=14, max_lines=40, elem_id="edit-section"), label=texts.text, info=texts.text_info
            )
            with gr.Row():
                self._save = labels.put(gr.Button(variant="primary", elem_id="save-section"), value=texts.save)
                self._discard = labels.put(gr.Button(elem_id="discard-section"), value=texts.discard)
        with gr.Column(visible=False, elem_id="section-tools") as self._tools_area:
            self._edit = labels.put(gr.Button(elem_id="edit"), value=texts.edit)
            self._instruction = labels.put(
                gr.Textbox("", max_lines=3, elem_id="instruction"), label=texts.instruction, info=texts.instruction_info
            )
            self._rewrite = labels.put(gr.Button(elem_id="rewrite"), value=texts.rewrite)
            self._tools = SectionTools(self._workspace, self._wording, labels)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        section: list[Component] = [self._shown, self._difference, self._quotes, self._revision, self._text]
        areas: list[Component] = [self._proposal, self._editor, self._editing, self._tools_area]
        return [self._notice, self._file, self._outline, *section, *areas, *self._tools.outputs]

    @property
    def inputs(self) -> list[Component]:
        """Return what `shown` needs besides strategy and language: the section, and what is being edited."""
        return [self._outline, self._editing]

    def _connect(self) -> None:
        here: list[Component] = [self._strategy, self._outline, self._language, self._editing]
        progress = [self._notice, self._write, self._stop]
        written = connect(self._write.click, self._write_draft, [self._strategy, self._language], progress)
        connect(written.then, self._shown_below, here, self.outputs)
        connect(self._stop.click, self._stopped, [self._language], progress, cancels=[written])
        connect(self._outline.input, self._choose, here, self.outputs)
        connect(self._export.click, self._exported, [self._strategy, self._language], [self._notice, self._file])
        opened = [self._editor, self._editing]
        connect(self._edit.click, lambda section: (gr.update(visible=True), section), [self._outline], opened)
        connect(self._discard.click, self._discarded, here, self.outputs)
        connect(self._save.click, self._saved, [*here, self._revision, self._text], self.outputs)
        connect(self._rewrite.click, self._rewritten, [*here, self._revision, self._instruction], self.outputs)
        connect(self._accept.click, self._accepted, [*here, self._revision], self.outputs)
        connect(self._reject.click, self._rejected, here, self.outputs)
        self._tools.connect(here, self.outputs, self._after)

    def shown(
        self, strategy: str, section: str | None, language: Language, editing: str = "", notice: str = ""
    ) -> Reply:
        """Return the changes that show a section of a strategy, the first one unless another is chosen.

        Of the section that is being edited the editor and its base are left as they are.
        """
        texts = self._wording.draft
        try:
            states = self._workspace.sections(OWNER, strategy) if strategy else ()
        except UnknownStrategy as error:  # deleted in another tab
            strategy, states, notice = "", (), notice_html(error.of(language), is_warning=True)
        if not states:
            empty = element("p", escape(texts.empty.of(language)), "hint") if strategy else ""
            hidden: Update = gr.update(visible=False)
            nothing: Reply = [gr.update(choices=[], value=None), empty, "", "", 0, "", hidden, hidden, "", hidden]
            return [notice, hidden, *nothing, *self._tools.nothing()]
        state = next((one for one in states if one.section.id == section), states[0])
        is_edited = editing == state.section.id
        choices = outline_choices(states, self._wording, language)
        return [
            notice,
            gr.update(visible=False),
            gr.update(choices=choices, value=state.section.id),
            section_html(state.section, self._wording, language),
            difference_html(state, self._wording, language),
            quotes_html(state.section, {one.id for one in self._library.sources()}, self._wording, language),
            gr.skip() if is_edited else state.revision,
            gr.skip() if is_edited else section_text(state.section, language),
            gr.update(visible=state.proposed is not None),
            gr.update(visible=is_edited),
            editing if is_edited else "",
            gr.update(visible=True),
            *self._tools.shown(strategy, state, language),
        ]

    def _shown_below(self, strategy: str, section: str | None, language: Language, editing: str) -> Reply:
        """Return the changes that show a section below the notice that is there."""
        return [gr.skip(), *self.shown(strategy, section, language, editing)[1:]]

    def _choose(self, strategy: str, section: str, language: Language, editing: str) -> Reply:
        """Show the chosen section; while another is being edited, that one stays until it is saved or discarded."""
        if editing and editing != section:
            told = notice_html(self._wording.draft.unsaved.of(language), is_warning=True)
            return self.shown(strategy, editing, language, editing, told)
        return self.shown(strategy, section, language, editing)

    def _discarded(self, strategy: str, section: str, language: Language, _: str) -> Reply:
        return self.shown(strategy, section, language)

    def _write_draft(self, strategy: str, language: Language) -> Iterator[tuple[str, Update, Update]]:
        """Write the whole draft, telling of each section; texts that are there already get proposals only."""
        texts, busy, idle = self._wording.draft, gr.update(visible=False), gr.update(visible=True)
        if not strategy:
            yield notice_html(self._wording.strategy.none.of(language), is_warning=True), idle, busy
            return
        sections: list[Section] = []
        outlined = self._studio.outline.sections
        try:
            profile = self._workspace.profile(OWNER, strategy)
            writing = self._studio.sections(profile, self._workspace.strategy(OWNER, strategy).language)
            for done, one in enumerate(outlined, 1):
                told = texts.writing.fill(language, title=one.title.of(language), done=done, total=len(outlined))
                yield notice_html(told), busy, idle
                sections.append(next(writing))
            yield notice_html(self._kept(strategy, sections, language)), idle, busy
        except AppError as error:
            yield notice_html(error.of(language), is_warning=True), idle, busy
        except Exception:  # a bug: the reader gets a calm sentence, the log the traceback
            _log.exception("writing a draft failed")
            yield notice_html(self._wording.ask.unexpected.of(language), is_warning=True), idle, busy

    def _kept(self, strategy: str, sections: Sequence[Section], language: Language) -> str:
        """Save a first draft; propose what a later one says otherwise. Return what to tell."""
        texts = self._wording.draft
        present = {state.section.id: state for state in self._workspace.sections(OWNER, strategy)}
        if not present:
            self._workspace.save_draft(OWNER, strategy, sections)
            quotes = [quote for section in sections for quote in section.quotes]
            points = {point for section in sections for point in section.open_points}
            counts = {"sections": len(sections), "quotes": len(quotes), "points": len(points)}
            return texts.written.fill(language, **counts, sources=len({quote.source_id for quote in quotes}))
        changed = [one for one in sections if one.id in present and _may_change(present[one.id], one)]
        for one in changed:
            self._workspace.propose(OWNER, strategy, one, present[one.id].revision, "")
        return texts.proposed.fill(language, count=len(changed))

    def _stopped(self, language: Language) -> tuple[str, Update, Update]:
        told = notice_html(self._wording.draft.stopped.of(language))
        return told, gr.update(visible=True), gr.update(visible=False)

    def _saved(self, strategy: str, section: str, language: Language, editing: str, revision: int, text: str) -> Reply:
        """Save the edited text; if it cannot be saved, it stays in the editor as it was typed.

        It is read against the version that it was made from. After a conflict, seen and said, it may be saved again.
        """
        try:
            versions = {one.revision: one.section for one in self._workspace.history(OWNER, strategy, section)}
            edited = read_section_text(text, versions[revision], language)
            self._workspace.save_section(OWNER, strategy, edited, revision)
        except AppError as error:
            told = notice_html(error.of(language), is_warning=True)
            reply = self.shown(strategy, section, language, editing, told)
            if isinstance(error, Conflict):
                reply[self.outputs.index(self._revision)] = error.revision
            return reply
        told = self._wording.draft.saved.fill(language, title=edited.title)
        return self.shown(strategy, section, language, notice=notice_html(told))

    def _rewritten(
        self, strategy: str, section: str, language: Language, editing: str, revision: int, instruction: str
    ) -> Reply:
        def rewrite() -> str:
            states = self._workspace.sections(OWNER, strategy)
            made = self._studio.section(
                section,
                self._workspace.profile(OWNER, strategy),
                self._workspace.strategy(OWNER, strategy).language,
                kept=[state.section for state in states],
                instruction=instruction,
            )
            self._workspace.propose(OWNER, strategy, made, revision, instruction)
            return ""

        return self._after(strategy, section, language, editing, rewrite)

    def _accepted(self, strategy: str, section: str, language: Language, editing: str, revision: int) -> Reply:
        def accept() -> str:
            self._workspace.accept(OWNER, strategy, section, based_on=revision)
            return self._wording.draft.accepted.of(language)

        return self._after(strategy, section, language, editing, accept)

    def _rejected(self, strategy: str, section: str, language: Language, editing: str) -> Reply:
        def reject() -> str:
            self._workspace.reject(OWNER, strategy, section)
            return self._wording.draft.rejected.of(language)

        return self._after(strategy, section, language, editing, reject)

    def _after(self, strategy: str, section: str, language: Language, editing: str, action: Callable[[], str]) -> Reply:
        """Do something with a section and show it, with what the action tells or why it did not work."""
        try:
            told = action()
            notice = notice_html(told) if told else ""
        except AppError as error:
            notice = notice_html(error.of(language), is_warning=True)
        except Exception:  # a bug: the reader gets a calm sentence, the log the traceback
            _log.exception("changing a section failed")
            notice = notice_html(self._wording.ask.unexpected.of(language), is_warning=True)
        return self.shown(strategy, section, language, editing, notice)

    def _exported(self, strategy: str, language: Language) -> tuple[str, Update]:
        """Write the draft in every format and offer the files."""
        try:
            paths = export_files(self._studio, self._workspace, strategy) if strategy else []
        except AppError as error:
            return notice_html(error.of(language), is_warning=True), gr.update(visible=False)
        if not paths:
            told = self._wording.draft.empty if strategy else self._wording.strategy.none
            return notice_html(told.of(language), is_warning=True), gr.update(visible=False)
        return "", gr.update(value=list(map(str, paths)), visible=True)


def _may_change(state: SectionState, section: Section) -> bool:
    return not state.locked and state.section != section
