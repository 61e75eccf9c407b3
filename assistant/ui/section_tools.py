"""What is done with a section besides its text: status, lock, place, undo, earlier versions, deletion."""

from collections.abc import Callable, Sequence
from typing import TypeVar, get_args

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.ui.events import Listener, connect
from assistant.ui.labels import Labels, Update
from assistant.ui.section_view import difference_html, status_phrase
from assistant.ui.typing_box import Typing
from assistant.ui.wording import Wording
from assistant.workspace.errors import UnknownSection
from assistant.workspace.records import SectionState, SectionStatus, Version, moment
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language

Shown = list[Update | str | int | Typing | None]
# strategy, section, language, what is being edited, and what to do with the section -> the page's changes
After = Callable[[str, str, Language, Typing, Callable[[], str]], Shown]
Value = TypeVar("Value")
# what to do with a section: strategy, section, language, value of a widget, revision that was shown -> what to tell
Action = Callable[[str, str, Language, Value, int], str]


class SectionTools:
    """Widgets for one section; `_seen` is the revision that the page shows."""

    def __init__(self, workspace: Workspace, wording: Wording, labels: Labels) -> None:
        self._workspace, self._wording = workspace, wording
        # In the browser, not in the session: the dropdown fires twice at a click, and both mean the text shown then.
        self._seen = gr.Number(0, precision=0, visible="hidden", elem_id="seen-revision")
        texts = wording.draft
        with gr.Row(elem_id="section-state"):
            self._status = labels.put(
                gr.Dropdown([], value=None, elem_id="status"),
                lambda to: {"choices": self._statuses(to)},
                label=texts.status,
            )
            self._locked = labels.put(gr.Checkbox(False, elem_id="locked"), label=texts.locked)
        with gr.Row(elem_id="section-history"):
            self._version = labels.put(
                gr.Dropdown([], value=None, elem_id="versions"), label=texts.versions, info=texts.versions_info
            )
            self._restore = labels.put(gr.Button(elem_id="restore", size="sm"), value=texts.restore)
        self._looked_at = gr.Markdown(elem_id="version-difference", latex_delimiters=[])
        with gr.Row(elem_id="section-place"):
            self._up = labels.put(gr.Button(elem_id="move-up", size="sm"), value=texts.up)
            self._down = labels.put(gr.Button(elem_id="move-down", size="sm"), value=texts.down)
            self._delete = labels.put(gr.Button(elem_id="delete-section", size="sm"), value=texts.delete_section)
        with gr.Row(visible=False, elem_id="confirm-section") as self._confirmation:
            self._confirm = labels.put(
                gr.Button(variant="stop", elem_id="confirm-delete-section"), value=texts.confirm_section
            )
            self._cancel = labels.put(gr.Button(elem_id="cancel-delete-section"), value=wording.strategy.cancel)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._status, self._locked, self._version, self._looked_at, self._confirmation, self._seen]

    def nothing(self) -> Shown:
        """Return the changes where there is no section."""
        return [gr.update(value=None), gr.update(value=False), gr.update(choices=[], value=None), "", _HIDDEN, 0]

    def shown(self, strategy: str, state: SectionState, language: Language) -> Shown:
        """Return the changes that show the state of a section."""
        history = self._workspace.history(OWNER, strategy, state.section.id)
        choices = [(self._version_name(one, language), one.revision) for one in history]
        return [
            gr.update(choices=self._statuses(language), value=state.status),
            gr.update(value=state.locked),
            gr.update(choices=choices, value=state.revision),
            "",
            _HIDDEN,
            state.revision,
        ]

    def connect(
        self,
        undo: gr.Button,
        here: Sequence[Component],
        outputs: Sequence[Component],
        after: After,
        after_closing: After,
    ) -> None:
        """Connect the widgets; `here` are strategy, section, language and what is being edited.

        `after_closing` is for what may not happen while the text is being edited.
        """

        def on(listener: Listener, action: Action[Value], value: Component = self._seen, then: After = after) -> None:
            def act(strategy: str, section: str, language: Language, typing: Typing, value: Value, seen: int) -> Shown:
                return then(
                    strategy, section, language, typing, lambda: action(strategy, section, language, value, seen)
                )

            connect(listener, act, [*here, value, self._seen], outputs)

        connect(self._version.input, self._compared, [*here, self._version], [self._looked_at])
        on(self._status.input, self._set_status, self._status)
        on(self._locked.input, self._set_locked, self._locked)
        on(self._restore.click, self._restored, self._version, after_closing)
        on(undo.click, self._undone, then=after_closing)
        on(self._up.click, self._moved_by(-1))
        on(self._down.click, self._moved_by(1))
        on(self._confirm.click, self._deleted, then=after_closing)
        connect(self._delete.click, lambda: gr.update(visible=True), [], [self._confirmation])
        connect(self._cancel.click, lambda: _HIDDEN, [], [self._confirmation])

    def _compared(self, strategy: str, section: str, language: Language, typing: Typing, revision: int | None) -> str:
        """Return what restoring a version would change; "" for the present one."""
        try:
            present = self._workspace.sections(OWNER, strategy)
            state = next(one for one in present if one.section.id == section)
            versions = {one.revision: one for one in self._workspace.history(OWNER, strategy, section)}
        except (AppError, StopIteration):  # gone; that is said when something is done with it
            return ""
        if revision is None or revision == state.revision or revision not in versions:
            return ""
        title = self._version_name(versions[revision], language)
        title = self._wording.draft.compared.fill(language, version=title)
        return difference_html(state.section, versions[revision].section, self._wording, language, title)

    def _set_status(self, strategy: str, section: str, language: Language, status: SectionStatus, seen: int) -> str:
        self._workspace.set_status(OWNER, strategy, section, status, based_on=seen)
        return ""

    def _set_locked(self, strategy: str, section: str, language: Language, locked: bool, seen: int) -> str:
        change = self._workspace.lock if locked else self._workspace.unlock
        change(OWNER, strategy, section)
        return ""

    def _restored(self, strategy: str, section: str, language: Language, revision: int, seen: int) -> str:
        self._workspace.restore(OWNER, strategy, section, revision, based_on=seen)
        return self._wording.draft.restored.fill(language, revision=revision)

    def _undone(self, strategy: str, section: str, language: Language, _: object, seen: int) -> str:
        self._workspace.undo(OWNER, strategy, section, based_on=seen)
        return self._wording.draft.undone.of(language)

    def _moved_by(self, step: int) -> Action[object]:
        def moved(strategy: str, section: str, language: Language, _: object, seen: int) -> str:
            ids = [one.section.id for one in self._workspace.sections(OWNER, strategy)]
            if section not in ids:
                raise UnknownSection(section)
            self._workspace.move(OWNER, strategy, section, ids.index(section) + step)
            return ""

        return moved

    def _deleted(self, strategy: str, section: str, language: Language, _: object, seen: int) -> str:
        titles = {one.section.id: one.section.title for one in self._workspace.sections(OWNER, strategy)}
        self._workspace.delete_section(OWNER, strategy, section)
        return self._wording.strategy.deleted.fill(language, title=titles.get(section, section))

    def _statuses(self, language: Language) -> list[tuple[str, str]]:
        return [(status_phrase(one, self._wording).of(language), one) for one in get_args(SectionStatus)]

    def _version_name(self, version: Version, language: Language) -> str:
        texts = self._wording.draft
        cause = texts.causes[version.cause].of(language)
        return texts.version.fill(language, revision=version.revision, saved_at=moment(version.saved_at), cause=cause)


_HIDDEN: Update = gr.update(visible=False)
