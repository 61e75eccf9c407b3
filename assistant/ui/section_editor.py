"""The text of a section being edited: kept while it is typed, saved on request, never lost."""

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.section_text import read_section_text, section_text
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language

Shown = list[Update | str | int | None]


class SectionEditor:
    """Widgets of the editor, and what it knows of the text in it.

    editing    the section that it is of, "" while the editor is closed
    base       the revision that it was begun upon: its marks and tables are that one's
    revision   the one that it may replace: `base`, and after a conflict, seen and said, the one that stands
    last       what this tab has kept of it last

    A text of this tab that is being edited is never overwritten by what the workspace holds.
    """

    def __init__(self, workspace: Workspace, wording: Wording, labels: Labels) -> None:
        self._workspace, self._wording = workspace, wording
        self.revision, self.base, self.editing, self.last = gr.State(0), gr.State(0), gr.State(""), gr.State("")
        texts = wording.draft
        with gr.Column(visible=False, elem_id="section-editor") as self._area:
            self.text = labels.put(
                gr.Textbox("", lines=14, max_lines=40, elem_id="edit-section"), label=texts.text, info=texts.text_info
            )
            self._kept = gr.Markdown(elem_id="kept", latex_delimiters=[])
            with gr.Row():
                self.save = labels.put(gr.Button(variant="primary", elem_id="save-section"), value=texts.save)
                self.discard = labels.put(gr.Button(elem_id="discard-section"), value=texts.discard)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._area, self.text, self._kept, self.revision, self.base, self.editing, self.last]

    def connect(self, strategy: gr.Dropdown, outline: gr.Radio, edit: gr.Button, language: gr.Radio) -> None:
        """Connect what concerns the editor alone: opening it, and keeping what is typed."""
        connect(edit.click, lambda section: (gr.update(visible=True), section), [outline], [self._area, self.editing])
        typed = [strategy, self.editing, self.base, self.text, language]
        connect(self.text.input, self._keep_and_tell, typed, [self._kept, self.last], last_only=True)

    def shown(self, state: SectionState, editing: str, language: Language) -> Shown:
        """Return the changes that show the text of a section; what was typed and not saved opens the editor again."""
        if editing == state.section.id:
            return [gr.update(visible=True), *[gr.skip()] * (len(self.outputs) - 1)]
        if state.unsaved is not None:
            told = element("p", escape(self._wording.draft.recovered.of(language)), "hint")
            base = state.unsaved_from or 0
            return [gr.update(visible=True), state.unsaved, told, base, base, state.section.id, ""]
        text = section_text(state.section, language)
        return [gr.update(visible=False), text, "", state.revision, state.revision, "", ""]

    def hidden(self) -> Shown:
        """Return the changes where there is no section."""
        return [gr.update(visible=False), "", "", 0, 0, "", ""]

    def keep(self, strategy: str, editing: str, base: int, text: str) -> None:
        """Keep what is typed; where no text is being edited, there is nothing to keep."""
        if strategy and editing:
            self._workspace.keep_unsaved(OWNER, strategy, editing, text, base)

    def forget(self, strategy: str, section: str, text: str, last: str) -> None:
        """Forget what is typed, but not what was typed in another tab since."""
        self._workspace.forget_unsaved(OWNER, strategy, section, [text, last])

    def saved(
        self, strategy: str, section: str, language: Language, revision: int, base: int, text: str, last: str
    ) -> str:
        """Save the text, read against the version that it was begun upon, and return its title.

        Raises AlteredQuote, UnprovedSource, UnprovedClaim, Conflict, SectionLocked, UnknownSection: it is still kept.
        """
        versions = {one.revision: one.section for one in self._workspace.history(OWNER, strategy, section)}
        edited = read_section_text(text, versions[base], language)
        self._workspace.save_section(OWNER, strategy, edited, revision, typed=[text, last])
        return edited.title

    def _keep_and_tell(
        self, strategy: str, editing: str, base: int, text: str, language: Language
    ) -> tuple[str | Update, str | Update]:
        if not editing:  # saved or discarded meanwhile
            return gr.skip(), gr.skip()
        try:
            self.keep(strategy, editing, base, text)
        except AppError as error:
            return element("p", escape(error.of(language)), "warning", role="alert"), gr.skip()
        return element("p", escape(self._wording.draft.kept.of(language)), "hint"), text
