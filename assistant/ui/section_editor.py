"""The text of a section being edited: kept while it is typed, saved on request, never lost."""

from contextlib import suppress
from dataclasses import replace

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.records import Section
from assistant.studio.section_text import read_section_text, section_text
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.typing_box import Offer, Typing, in_short, typing_box
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language

Shown = list[Update | str | int | Typing | None]


class SectionEditor:
    """Widgets of the editor; `typing` says which text is in it, and upon which revision it was begun.

    A text of this tab that is being edited is never overwritten by what the workspace holds.
    """

    def __init__(self, workspace: Workspace, wording: Wording, labels: Labels) -> None:
        self._workspace, self._wording = workspace, wording
        self.typing = typing_box("section")
        texts = wording.draft
        self.offer = Offer(texts.offered, texts.take_over, labels, "offered-section")
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
        return [self._area, self.text, self._kept, self.typing, *self.offer.outputs]

    def connect(self, edit: gr.Button, language: gr.Radio) -> None:
        """Connect what concerns the editor alone: opening it, and keeping what is typed."""
        opened = [self._area, self.typing]
        connect(edit.click, lambda typing: (gr.update(visible=True), replace(typing, is_open=True)), opened[1:], opened)
        typed = [self.typing, self.text, language]
        connect(self.text.input, self._keep_and_tell, typed, [self._kept], last_only=True)

    def shown(self, strategy: str, state: SectionState, typing: Typing, language: Language) -> Shown:
        """Return the changes that show the text of a section; what this tab typed and did not save opens it again."""
        section = state.section.id
        if typing.is_open and (typing.strategy, typing.section) == (strategy, section):
            return [gr.update(visible=True), *[gr.skip()] * (len(self.outputs) - 1)]
        texts = self._workspace.unsaved.texts(OWNER, strategy, section)
        own = next((one for one in texts if one.tab == typing.tab), None)
        offered = self.offer.shown(texts, typing.tab, language)
        if own is not None:
            told = element("p", escape(self._wording.draft.recovered.of(language)), "hint")
            now = Typing(typing.tab, strategy, section, True, own.based_on, own.based_on, in_short(own.text))
            return [gr.update(visible=True), own.text, told, now, *offered]
        text = section_text(state.section, language)
        now = Typing(typing.tab, strategy, section, False, state.revision, state.revision, in_short(text))
        return [gr.update(visible=False), text, "", now, *offered]

    def hidden(self, strategy: str, typing: Typing) -> Shown:
        """Return the changes where there is no section."""
        return [gr.update(visible=False), "", "", Typing(typing.tab, strategy), *self.offer.hidden()]

    def keep(self, typing: Typing, text: str, language: Language) -> None:
        """Keep what is typed; where nothing was typed, or it stands already, there is nothing to keep."""
        if not (typing.is_open and typing.section):
            return
        place = (OWNER, typing.strategy, typing.section)
        kept = {one.tab for one in self._workspace.unsaved.texts(*place)}
        if in_short(text) == typing.seen and typing.tab not in kept:
            return
        if self._stands(typing, text, language):  # the last letters may arrive after all is saved
            self._workspace.unsaved.forget(*place, typing.tab)
        else:
            self._workspace.unsaved.keep(*place, typing.tab, text, typing.base)

    def forget(self, typing: Typing) -> None:
        """Forget what this tab has typed; what another one has typed stays."""
        self._workspace.unsaved.forget(OWNER, typing.strategy, typing.section, typing.tab)

    def saved(self, typing: Typing, text: str, language: Language) -> str:
        """Save the text, read against the version that it was begun upon, and return its title.

        Raises AlteredQuote, UnprovedSource, UnprovedClaim, Conflict, SectionLocked, UnknownSection: it is still kept.
        """
        self.keep(typing, text, language)
        edited = self._read(typing, text, language)
        self._workspace.save_section(OWNER, typing.strategy, edited, typing.revision)
        self.forget(typing)
        return edited.title

    def _read(self, typing: Typing, text: str, language: Language) -> Section:
        history = self._workspace.history(OWNER, typing.strategy, typing.section)
        versions = {one.revision: one.section for one in history}
        return read_section_text(text, versions[typing.base], language)

    def _stands(self, typing: Typing, text: str, language: Language) -> bool:
        states = {one.section.id: one.section for one in self._workspace.sections(OWNER, typing.strategy)}
        with suppress(AppError):  # what cannot be saved as it is does not stand anywhere
            return self._read(typing, text, language) == states.get(typing.section)
        return False

    def _keep_and_tell(self, typing: Typing, text: str, language: Language) -> str | Update:
        if not typing.is_open:  # saved or discarded meanwhile
            unchanged: Update = gr.skip()
            return unchanged
        try:
            self.keep(typing, text, language)
        except AppError as error:
            return element("p", escape(error.of(language)), "warning", role="alert")
        return element("p", escape(self._wording.draft.kept.of(language)), "hint")
