"""What is done with a section besides its text: status, lock, earlier versions, comments."""

from collections.abc import Callable, Sequence
from typing import get_args

import gradio as gr
from gradio.components import Component

from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.owner import OWNER
from assistant.ui.section_view import comments_html, status_phrase
from assistant.ui.wording import Wording
from assistant.workspace.records import SectionState, SectionStatus, Version, moment
from assistant.workspace.workspace import Workspace
from ingest.records import Language

Shown = list[Update | str | int | None]
# strategy, section, language, what is being edited, and what to do with the section -> the page's changes
After = Callable[[str, str, Language, str, Callable[[], str]], Shown]


class SectionTools:
    """Widgets for one section."""

    def __init__(self, workspace: Workspace, wording: Wording, labels: Labels) -> None:
        self._workspace, self._wording = workspace, wording
        texts = wording.draft
        with gr.Row(elem_id="section-state"):
            self._status = labels.put(
                gr.Dropdown([], value=None, elem_id="status"),
                lambda to: {"choices": self._statuses(to)},
                label=texts.status,
            )
            self._locked = labels.put(gr.Checkbox(False, elem_id="locked"), label=texts.locked)
        with gr.Row(elem_id="section-history"):
            self._version = labels.put(gr.Dropdown([], value=None, elem_id="versions"), label=texts.versions)
            self._restore = labels.put(gr.Button(elem_id="restore", size="sm"), value=texts.restore)
        self._comments = gr.Markdown(elem_id="comments", latex_delimiters=[])
        self._comment = labels.put(gr.Textbox("", max_lines=4, elem_id="comment"), label=texts.comment)
        self._add = labels.put(gr.Button(elem_id="add-comment", size="sm"), value=texts.add_comment)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._status, self._locked, self._version, self._comments, self._comment]

    def nothing(self) -> Shown:
        """Return the changes where there is no section."""
        return [gr.update(value=None), gr.update(value=False), gr.update(choices=[], value=None), "", ""]

    def shown(self, strategy: str, state: SectionState, language: Language) -> Shown:
        """Return the changes that show the state of a section."""
        history = self._workspace.history(OWNER, strategy, state.section.id)
        comments = self._workspace.comments(OWNER, strategy, state.section.id)
        choices = [(self._version_name(one, language), one.revision) for one in history]
        return [
            gr.update(choices=self._statuses(language), value=state.status),
            gr.update(value=state.locked),
            gr.update(choices=choices, value=state.revision),
            comments_html(comments, self._wording, language),
            gr.skip(),  # what is typed and not yet added stays
        ]

    def connect(self, here: Sequence[Component], outputs: Sequence[Component], after: After) -> None:
        """Connect the widgets; `here` are strategy, section, language and what is being edited."""

        def set_status(strategy: str, section: str, language: Language, editing: str, status: SectionStatus) -> Shown:
            def act() -> str:
                self._workspace.set_status(OWNER, strategy, section, status)
                return ""

            return after(strategy, section, language, editing, act)

        def set_locked(strategy: str, section: str, language: Language, editing: str, locked: bool) -> Shown:
            def act() -> str:
                change = self._workspace.lock if locked else self._workspace.unlock
                change(OWNER, strategy, section)
                return ""

            return after(strategy, section, language, editing, act)

        def restore(strategy: str, section: str, language: Language, editing: str, revision: int) -> Shown:
            def act() -> str:
                self._workspace.restore(OWNER, strategy, section, revision)
                return self._wording.draft.restored.fill(language, revision=revision)

            return after(strategy, section, language, editing, act)

        def comment(strategy: str, section: str, language: Language, editing: str, text: str) -> Shown:
            def act() -> str:
                if text.strip():
                    self._workspace.comment(OWNER, strategy, section, OWNER, text.strip())
                return ""

            return [*after(strategy, section, language, editing, act)[:-1], ""]

        connect(self._status.input, set_status, [*here, self._status], outputs)
        connect(self._locked.input, set_locked, [*here, self._locked], outputs)
        connect(self._restore.click, restore, [*here, self._version], outputs)
        connect(self._add.click, comment, [*here, self._comment], outputs)

    def _statuses(self, language: Language) -> list[tuple[str, str]]:
        return [(status_phrase(one, self._wording).of(language), one) for one in get_args(SectionStatus)]

    def _version_name(self, version: Version, language: Language) -> str:
        return self._wording.draft.version.fill(language, revision=version.revision, saved_at=moment(version.saved_at))
