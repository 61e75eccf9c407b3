"""The bar above every instrument: choose a dossier, begin one, go a step back, rename, delete. What is done is saved.

A pane hands its `outputs` and what shows a content in them to `connect`, and lets `acting` connect its widgets: an
action is a pure function from the content and the widgets' values to the new content.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from assistant.owner import OWNER
from assistant.ui.events import Listener, connect, in_turn
from assistant.ui.instruments_wording import load_instrument_texts
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.wording import Wording
from assistant.workspace.dossier_errors import DossierConflict
from assistant.workspace.dossiers import Content, Dossiers
from assistant.workspace.records import Dossier
from ingest.errors import AppError
from ingest.records import Language, Text

# What a pane's components take: a value, or an update of several properties.
Change = Any
Changes = Sequence[Change]


class DossierBar(Generic[Content]):
    """Widgets of the bar. `name` begins their ids ("partners"); `begin` returns title and content of a new dossier.

    `place_beginnings` places below it what else a dossier can be begun with.
    """

    def __init__(
        self,
        dossiers: Dossiers[Content],
        wording: Wording,
        labels: Labels,
        language: gr.Radio,
        name: str,
        begin: Callable[[Language], tuple[str, Content]],
        place_beginnings: Callable[[], None] = lambda: None,
    ) -> None:
        self._dossiers, self._wording, self._language, self._begin = dossiers, wording, language, begin
        self._texts = load_instrument_texts().bar
        self._name = name
        self._place(labels, name, place_beginnings)
        self.work = gr.Column(visible=False, elem_id=f"{name}-work")  # a pane puts its widgets into it
        self._outputs: list[Component] = []
        self._shown: Callable[[Dossier[Content] | None, Language], Changes] = lambda dossier, language: ()

    def _place(self, labels: Labels, name: str, place_beginnings: Callable[[], None]) -> None:
        texts = self._texts
        labels.put(gr.Markdown(elem_id=f"{name}-about"), lambda to: {"value": _about_html(name, to)})
        with gr.Row(elem_id=f"{name}-choice", elem_classes="dossier-choice", equal_height=False):
            self.choice = labels.put(
                gr.Dropdown([], value=None, elem_id=f"{name}-dossiers", scale=3),
                label=texts.choice,
                info=texts.choice_info,
            )
            self._new = labels.put(gr.Button(variant="primary", elem_id=f"{name}-new"), value=texts.new)
            self._undo = labels.put(gr.Button(visible=False, elem_id=f"{name}-undo"), value=texts.undo)
        place_beginnings()
        self._revision = gr.State(0)
        self.notice = gr.Markdown(elem_id=f"{name}-notice", elem_classes="dossier-notice", latex_delimiters=[])
        with labels.put(
            gr.Accordion(open=False, visible=False, elem_id=f"{name}-settings"), label=texts.settings
        ) as it:
            self._settings = it
            with gr.Row(elem_classes="dossier-settings", equal_height=False):
                self._title = labels.put(
                    gr.Textbox("", max_lines=1, max_length=200, elem_id=f"{name}-title", scale=3), label=texts.name
                )
                self._rename = labels.put(gr.Button(elem_id=f"{name}-rename", scale=0), value=texts.rename)
                self._delete = labels.put(
                    gr.Button(elem_id=f"{name}-delete", elem_classes="danger", scale=0), value=texts.delete
                )
            with gr.Row(visible=False, elem_id=f"{name}-confirm") as self._confirmation:
                self._confirm = labels.put(
                    gr.Button(variant="stop", elem_id=f"{name}-confirm-delete"), value=texts.confirm_delete
                )
                self._cancel = labels.put(gr.Button(elem_id=f"{name}-cancel"), value=texts.cancel)

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes: the bar, and the pane."""
        bar: list[Component] = [self.choice, self._undo, self._revision, self.notice, self._settings, self._title]
        return [*bar, self._confirmation, self.work, *self._outputs]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language."""
        return [self.choice]

    def connect(
        self, outputs: Sequence[Component], shown: Callable[[Dossier[Content] | None, Language], Changes]
    ) -> None:
        """Let `shown` return the changes of the pane's `outputs`, in order; call it once, after placing the pane."""
        self._outputs, self._shown = list(outputs), shown
        chosen: list[Component] = [self.choice, self._language]
        connect(self.choice.input, self.updates, chosen, self.outputs)
        connect(in_turn(self._new.click, self._name), self._begun, chosen, self.outputs)
        connect(in_turn(self._undo.click, self._name), self._undone, chosen, self.outputs)
        connect(in_turn(self._rename.click, self._name), self._renamed, [*chosen, self._title], self.outputs)
        asking: list[Component] = [self.notice, self._confirmation]
        connect(self._delete.click, self._asked, chosen, asking)
        connect(self._cancel.click, lambda: ("", gr.update(visible=False)), [], asking)
        connect(in_turn(self._confirm.click, self._name), self._deleted, chosen, self.outputs)

    def acting(
        self,
        listener: Listener,
        action: Callable[..., Content | tuple[Content, Text | AppError | None]],
        inputs: Sequence[Component],
        *,
        leaves: Sequence[Component] = (),
    ) -> Dependency:
        """Connect an action: `action(content, *values of inputs)` returns the new content, and what to tell.

        It raises AppError where a value does not fit: then nothing is saved, and what was typed stays. Where some of
        several values fit, it returns what is saved, and the AppError. `leaves` are widgets of the pane that stay as
        they are, because someone is typing in them.
        """

        def act(chosen: str | None, revision: int, language: Language, *values: object) -> list[Change]:
            try:
                present = self._dossiers.get(OWNER, chosen or "")
                done = action(present.content, *values)
                content, told = done if isinstance(done, tuple) else (done, None)
                self._dossiers.save(OWNER, present.id, content, revision)
            except DossierConflict as error:
                notice = failure_html(error, self._wording, language) + self._typed(values, language)
                return self.updates(chosen, language, notice)
            except Exception as error:
                return self._only_told(failure_html(error, self._wording, language))
            reply = self.updates(chosen, language, self._told(told, language))
            return [gr.skip() if one in leaves else each for one, each in zip(self.outputs, reply, strict=True)]

        given: list[Component] = [self.choice, self._revision, self._language, *inputs]
        return connect(in_turn(listener, self._name), act, given, self.outputs)

    def beginning(
        self, listener: Listener, make: Callable[..., tuple[str, Content]], inputs: Sequence[Component]
    ) -> Dependency:
        """Connect what begins a dossier: `make(language, *values of inputs)` returns its title and content.

        It raises AppError where none can be made of them: then nothing changes.
        """

        def begin(language: Language, *values: object) -> list[Change]:
            try:
                title, content = make(language, *values)
                return self._added(title, content, language)
            except Exception as error:
                return self._only_told(failure_html(error, self._wording, language))

        return connect(in_turn(listener, self._name), begin, [self._language, *inputs], self.outputs)

    def telling(
        self,
        listener: Listener,
        action: Callable[..., Sequence[Change]],
        inputs: Sequence[Component],
        outputs: Sequence[Component],
        *,
        writes: bool = False,
    ) -> Dependency:
        """Connect what changes no content, such as an export: `action(dossier, language, *values)` fills `outputs`.

        writes   the action changes the library
        """

        def tell(chosen: str | None, language: Language, *values: object) -> list[Change]:
            try:
                return ["", *action(self._dossiers.get(OWNER, chosen or ""), language, *values)]
            except Exception as error:
                return [failure_html(error, self._wording, language), *[gr.skip()] * len(outputs)]

        return connect(
            listener if writes else in_turn(listener, self._name),
            tell,
            [self.choice, self._language, *inputs],
            [self.notice, *outputs],
            writes=writes,
        )

    def _typed(self, values: Sequence[object], language: Language) -> str:
        """Return what was typed, to be copied: the fields show the new state."""
        texts = [value.strip() for value in values if isinstance(value, str) and value.strip()]
        return notice_html(self._texts.typed.fill(language, typed="\n".join(texts))) if texts else ""

    def updates(self, chosen: str | None, language: Language, notice: str = "") -> list[Change]:
        """Return the changes that show the chosen dossier, the newest one where it is gone or none was chosen."""
        listed = self._dossiers.list(OWNER)
        ids = [one.id for one in listed]
        chosen = chosen if chosen in ids else ids[0] if ids else None
        choices = [(one.title, one.id) for one in listed]
        try:
            dossier = self._dossiers.get(OWNER, chosen) if chosen else None
        except Exception as error:
            dossier, notice = None, failure_html(error, self._wording, language)
        there = gr.update(visible=dossier is not None)
        return [
            gr.update(choices=choices, value=chosen, visible=bool(listed)),
            there,
            dossier.revision if dossier else 0,
            notice,
            there,
            dossier.title if dossier else "",
            gr.update(visible=False),
            there,
            *self._shown(dossier, language),
        ]

    def _told(self, told: Text | AppError | None, language: Language) -> str:
        if isinstance(told, AppError):
            return failure_html(told, self._wording, language)
        return notice_html(told.of(language)) if told else ""

    def _only_told(self, notice: str) -> list[Change]:
        return [notice if one is self.notice else gr.skip() for one in self.outputs]

    def _added(self, title: str, content: Content, language: Language) -> list[Change]:
        made = self._dossiers.add(OWNER, title, content)
        return self.updates(made.id, language, notice_html(self._texts.begun.fill(language, title=title)))

    def _begun(self, chosen: str | None, language: Language) -> list[Change]:
        title, content = self._begin(language)
        return self._added(title, content, language)

    def _undone(self, chosen: str | None, language: Language) -> list[Change]:
        def undo() -> str:
            self._dossiers.undo(OWNER, chosen or "")
            return self._texts.undone.of(language)

        return self._after(undo, chosen, language)

    def _renamed(self, chosen: str | None, language: Language, title: str) -> list[Change]:
        def rename() -> str:
            if title.strip():
                self._dossiers.rename(OWNER, chosen or "", title.strip())
                return self._texts.renamed.fill(language, title=title.strip())
            return self._texts.name_missing.of(language)

        return self._after(rename, chosen, language)

    def _asked(self, chosen: str | None, language: Language) -> tuple[str, Update]:
        title = next((one.title for one in self._dossiers.list(OWNER) if one.id == chosen), "")
        told = self._texts.confirm.fill(language, title=title)
        return (notice_html(told, is_warning=True) if title else ""), gr.update(visible=bool(title))

    def _deleted(self, chosen: str | None, language: Language) -> list[Change]:
        def delete() -> str:
            title = self._dossiers.get(OWNER, chosen or "").title
            self._dossiers.delete(OWNER, chosen or "")
            return self._texts.deleted.fill(language, title=title)

        return self._after(delete, chosen, language)

    def _after(self, action: Callable[[], str], chosen: str | None, language: Language) -> list[Change]:
        try:
            told = notice_html(action())
        except Exception as error:
            told = failure_html(error, self._wording, language)
        return self.updates(chosen, language, told)


def _about_html(name: str, language: Language) -> str:
    """Return what an instrument is for."""
    texts = load_instrument_texts()
    title = element("h2", escape(texts.tab.of_instrument(name).of(language)), "panel-title")
    return element("div", title + element("p", escape(texts.about.of_instrument(name).of(language)), "hint"))
