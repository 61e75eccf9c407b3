"""The tab "Strategy": choose or begin one; its profile, draft, check and export are panes of their own."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.example import example_profile
from assistant.studio.own_words import title_of
from assistant.studio.profile import Profile
from assistant.ui.check_pane import CheckPane
from assistant.ui.contract import Workbench
from assistant.ui.draft_pane import DraftPane
from assistant.ui.events import Listener, connect
from assistant.ui.export_pane import ExportPane
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.profile_pane import ProfilePane
from assistant.ui.strategy_settings import StrategySettings
from assistant.ui.take_back import TakeBack
from assistant.ui.typing_box import Typing
from assistant.ui.wording import Wording
from assistant.workspace.errors import UnknownStrategy
from ingest.records import Language


class StrategyTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._workspace, self._wording, self._language = workbench.workspace, wording, language
        self._place_choice(labels)
        with gr.Column(visible=False, elem_id="strategy-work") as self._work:
            self._settings = StrategySettings(workbench, wording, labels)
            with gr.Tabs(elem_id="strategy-tabs") as self._tabs:
                with labels.put(gr.Tab(id="profile"), label=wording.strategy.profile_tab):
                    self._profile = ProfilePane(self._workspace, wording, labels, language, self._choice)
                with labels.put(gr.Tab(id="draft"), label=wording.strategy.draft_tab):
                    self._draft = DraftPane(workbench, wording, labels, language, self._chosen)
                with labels.put(gr.Tab(id="check"), label=wording.strategy.check_tab) as check_tab:
                    self._check = CheckPane(workbench, wording, labels, language, self._chosen)
                with labels.put(gr.Tab(id="export"), label=wording.strategy.export_tab):
                    self._export = ExportPane(workbench, wording, labels, language, self._chosen)
                    self._take_back = TakeBack(workbench, wording, labels)
        self._place = gr.Textbox("", visible="hidden", elem_id="go-to-key")
        connect(check_tab.select, self._check.shown, [self._chosen, language], self._check.outputs)
        self._connect()

    def _place_choice(self, labels: Labels) -> None:
        texts = self._wording.strategy
        labels.put(gr.Markdown(elem_id="strategy-welcome"), self._welcome)
        # Which strategy is shown: Gradio refuses, in English, the value of a choice that is no longer offered.
        self._chosen = gr.Textbox("", visible="hidden", elem_classes="unseen")
        with gr.Row(elem_id="strategy-choice", equal_height=False):
            self._choice = labels.put(
                gr.Dropdown([], value=None, elem_id="strategies", scale=3), label=texts.choice, info=texts.choice_info
            )
            self._new = labels.put(gr.Button(variant="primary", elem_id="new-strategy"), value=texts.new)
            self._example = labels.put(gr.Button(elem_id="example-strategy"), value=texts.example)
            self._delete = labels.put(gr.Button(interactive=False, elem_id="delete-strategy"), value=texts.delete)
        self._notice = gr.Markdown(elem_id="strategy-notice", latex_delimiters=[])
        with gr.Row(visible=False, elem_id="confirm-strategy") as self._confirmation:
            self._confirm = labels.put(
                gr.Button(variant="stop", elem_id="confirm-delete-strategy"), value=texts.confirm_delete
            )
            self._cancel = labels.put(gr.Button(elem_id="cancel-delete-strategy"), value=texts.cancel)

    def _welcome(self, language: Language) -> Update:
        texts = self._wording.strategy
        title = element("h2", escape(texts.welcome.of(language)), "panel-title")
        return {"value": element("div", title + element("p", escape(texts.welcome_text.of(language)), "hint"))}

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        head = [self._choice, self._chosen, self._notice, self._delete, self._confirmation, self._work]
        panes = (self._settings, self._profile, self._draft, self._check, self._export)
        return [*head, *(component for pane in panes for component in pane.outputs)]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` and `relabelled` need: the chosen strategy, its section, and what is being edited."""
        return [self._chosen, *self._draft.inputs]

    def _connect(self) -> None:
        here = [*self.inputs, self._language]
        self._on(self._choice.input, self._choose, [self._choice, *here])
        self._on(self._new.click, self._begin, here)
        self._on(self._example.click, self._begin_with_example, here)
        asking: list[Component] = [self._notice, self._confirmation]
        connect(self._delete.click, self._ask_to_confirm, [self._chosen, self._language], asking)
        connect(self._cancel.click, lambda: ("", gr.update(visible=False)), [], asking)
        connect(self._confirm.click, self._remove, here, self.outputs)
        self._settings.connect(self.updates, here, self.outputs)
        self._take_back.connect(self._on, self.updates, here)
        going = [self._tabs, *self._profile.groups, *self.outputs]
        self._on(self._place.change, self._go, [self._place, *here], outputs=going, every_time=True)
        writing = [*self._draft.hindrance, *self._profile.saved]
        connect(self._draft.write.click, self._ready, [self._language, *self._profile.typed], writing)

    def _on(
        self,
        listener: Listener,
        handler: Callable[..., list[object]],
        inputs: Sequence[Component],
        *,
        outputs: Sequence[Component] | None = None,
        every_time: bool = False,
    ) -> None:
        """Connect a handler that may show other texts: what is typed is kept first, or stays where it is.

        Its outputs are the tab's; others, `outputs`, end with them.
        """
        draft, profile, changed = self._draft.typed, self._profile.typed, outputs or self.outputs

        def keeping(*values: Any) -> list[object]:
            of_draft, of_profile = values[: len(draft)], values[len(draft) : len(draft) + len(profile)]
            try:
                self._draft.keep(*of_draft)
                self._profile.keep(*of_profile)
            except Exception as error:
                told = failure_html(error, self._wording, of_draft[-1])
                return [told if one is self._notice else gr.skip() for one in changed]
            return handler(*values[len(draft) + len(profile) :])

        connect(listener, keeping, [*draft, *profile, *inputs], changed, every_time=every_time)

    def _ready(self, language: Language, typing: Typing, *values: str | list[str]) -> list[object]:
        """Let the draft be written: of the profile as it is typed, which is saved first; say so where it cannot be."""
        try:
            if not self._profile.is_touched(typing, *values):
                return ["", secrets.token_hex(8), *[gr.skip()] * 3]
            notice, now, choice = self._profile.save_typed(language, typing, *values)
            stays = self._profile.is_touched(typing, *values)
        except Exception as error:
            return [failure_html(error, self._wording, language), *[gr.skip()] * 4]
        if stays:
            told = notice_html(self._wording.draft.profile_unsaved.of(language), is_warning=True)
            return [f"{told}{notice}", gr.skip(), notice, now, choice]
        return ["", secrets.token_hex(8), notice, now, choice]

    def relabelled(self, chosen: str | None, section: str | None, typing: Typing, language: Language) -> list[object]:
        """Return the changes for another language: what is typed and not saved yet stays.

        Of a strategy that is gone, deleted in another tab, nothing can: the newest one is shown.
        """
        if chosen and chosen not in {one.id for one in self._workspace.strategies(OWNER)}:
            return self.updates(chosen, section, typing, language)
        chosen = chosen or ""
        return [
            *[gr.skip()] * 6,
            *self._settings.shown(chosen, language),
            *[gr.skip()] * len(self._profile.outputs),
            *self._draft.shown(chosen, section, language, typing),
            self._check.shown(chosen, language),
            *self._export.relabelled(language),
        ]

    def leave(self, request: gr.Request) -> None:
        """Let end what a page which is closed or loaded anew waits for."""
        self._draft.leave(request)

    def arrived(self, tab: str, language: Language) -> list[object]:
        """Return the changes that show the newest strategy to a tab that was opened or loaded anew.

        page.js gives the tab its name; without one its texts are only offered to it after a reload, as another tab's.
        """
        return self.updates(None, None, Typing(tab.partition("#")[0] or secrets.token_hex(8)), language)

    def _choose(
        self, wanted: str | None, chosen: str, section: str, typing: Typing, language: Language
    ) -> list[object]:
        """Show another strategy; Gradio says that one was chosen also when the list is only left."""
        if wanted == chosen:
            return [gr.skip()] * len(self.outputs)
        return self.updates(wanted, None, typing, language)

    def updates(
        self, chosen: str | None, section: str | None, typing: Typing, language: Language, notice: str = ""
    ) -> list[object]:
        """Return the changes that show the chosen strategy, the newest one where it is gone or none was chosen.

        What is typed into the one that is shown already stays as it is, also where that one is gone.
        """
        strategies = self._workspace.strategies(OWNER)
        ids = [one.id for one in strategies]
        if typing.is_open and chosen == typing.strategy and chosen not in ids:
            told = notice or failure_html(UnknownStrategy(typing.strategy), self._wording, language)
            return [told if one is self._notice else gr.skip() for one in self.outputs]
        if chosen not in ids:  # what was shown of it means nothing in another one
            chosen, section = ids[0] if ids else "", None
        choices = [(one.title, one.id) for one in strategies]
        stays = typing.strategy and typing.strategy == chosen
        profile = self._profile
        return [
            gr.update(choices=choices, value=chosen or None),
            chosen,
            notice,
            gr.update(interactive=bool(chosen)),
            gr.update(visible=False),
            gr.update(visible=bool(chosen)),
            *self._settings.shown(chosen, language),
            *([gr.skip()] * len(profile.outputs) if stays else profile.shown(chosen, typing.tab, language)),
            *self._draft.shown(chosen, section, language, typing, self._draft.broken_off(chosen, language)),
            self._check.shown(chosen, language),
            *self._export.shown(chosen, language),
        ]

    def _go(self, key: str, chosen: str, section: str, typing: Typing, language: Language) -> list[object]:
        """Go to "draft/finance" or "profile/budget" (page.js adds "#n": a second click is a change too)."""
        pane, _, name = key.partition("#")[0].partition("/")
        if pane != "draft":
            return [gr.update(selected=pane), *self._profile.unfolded(name), *[gr.skip()] * len(self.outputs)]
        now = typing if typing.section == name else typing.closed()
        folded = [gr.skip()] * len(self._profile.groups)
        return [gr.update(selected=pane), *folded, *self.updates(chosen, name, now, language)]

    def _begin(self, chosen: str, section: str, typing: Typing, language: Language) -> list[object]:
        return self._created(Profile(), typing, language)

    def _begin_with_example(self, chosen: str, section: str, typing: Typing, language: Language) -> list[object]:
        return self._created(example_profile(), typing, language)

    def _created(self, profile: Profile, typing: Typing, language: Language) -> list[object]:
        title = title_of(profile, language)
        made = self._workspace.create(OWNER, title, profile, language)
        told = self._wording.strategy.created.fill(language, title=title)
        return self.updates(made.id, None, typing, language, notice_html(told))

    def _ask_to_confirm(self, chosen: str | None, language: Language) -> tuple[str, Update]:
        texts = self._wording.strategy
        title = next((one.title for one in self._workspace.strategies(OWNER) if one.id == chosen), "")
        if not title:
            return notice_html(texts.none.of(language), is_warning=True), gr.update(visible=False)
        return notice_html(texts.confirm.fill(language, title=title), is_warning=True), gr.update(visible=True)

    def _remove(self, chosen: str, section: str, typing: Typing, language: Language) -> list[object]:
        """Delete the strategy, with what is typed into it; where it is gone already, that stays on the page."""
        try:
            title = self._workspace.strategy(OWNER, chosen).title
            self._workspace.delete(OWNER, chosen)
        except Exception as error:
            return self.updates(chosen, section, typing, language, failure_html(error, self._wording, language))
        notice = notice_html(self._wording.strategy.deleted.fill(language, title=title))
        return self.updates(None, None, typing, language, notice)
