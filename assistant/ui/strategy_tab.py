"""The tab "Strategy": choose or begin one; its profile, draft, check and export are panes of their own."""

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.example import example_profile
from assistant.studio.own_words import title_of
from assistant.studio.profile import Profile
from assistant.ui.check_pane import CheckPane
from assistant.ui.contract import Workbench
from assistant.ui.draft_pane import DraftPane
from assistant.ui.events import connect
from assistant.ui.export_pane import ExportPane
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.profile_pane import ProfilePane
from assistant.ui.strategy_settings import StrategySettings
from assistant.ui.take_back import TakeBack
from assistant.ui.wording import Wording
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
                    self._draft = DraftPane(workbench, wording, labels, language, self._choice)
                with labels.put(gr.Tab(id="check"), label=wording.strategy.check_tab) as check_tab:
                    self._check = CheckPane(workbench, wording, labels, language, self._choice)
                with labels.put(gr.Tab(id="export"), label=wording.strategy.export_tab):
                    self._export = ExportPane(workbench, wording, labels, language, self._choice)
                    self._take_back = TakeBack(workbench, wording, labels)
        self._place = gr.Textbox("", visible="hidden", elem_id="go-to-key")
        connect(check_tab.select, self._check.shown, [self._choice, language], self._check.outputs)
        self._connect()

    def _place_choice(self, labels: Labels) -> None:
        texts = self._wording.strategy
        labels.put(gr.Markdown(elem_id="strategy-welcome"), self._welcome)
        with gr.Row(elem_id="strategy-choice", equal_height=False):
            self._choice = labels.put(
                gr.Dropdown([], value=None, elem_id="strategies", scale=3), label=texts.choice, info=texts.choice_info
            )
            self._new = labels.put(gr.Button(variant="primary", elem_id="new-strategy"), value=texts.new)
            self._example = labels.put(gr.Button(elem_id="example-strategy"), value=texts.example)
            self._delete = labels.put(gr.Button(elem_id="delete-strategy"), value=texts.delete)
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
        head: list[Component] = [self._choice, self._notice, self._confirmation, self._work]
        panes = (self._settings, self._profile, self._draft, self._check, self._export)
        return [*head, *(component for pane in panes for component in pane.outputs)]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` and `relabelled` need: the chosen strategy, its section, and what is being edited."""
        return [self._choice, *self._draft.inputs]

    def _connect(self) -> None:
        here = [self._language]
        connect(self._choice.input, self._choose, [*self.inputs, self._language], self.outputs)
        connect(self._new.click, self._begin, here, self.outputs)
        connect(self._example.click, self._begin_with_example, here, self.outputs)
        asking: list[Component] = [self._notice, self._confirmation]
        connect(self._delete.click, self._ask_to_confirm, [self._choice, self._language], asking)
        connect(self._cancel.click, lambda: ("", gr.update(visible=False)), [], asking)
        connect(self._confirm.click, self._remove, [self._choice, self._language], self.outputs)
        for changing in (self._settings, self._take_back):
            changing.connect(self.updates, [*self.inputs, self._language], self.outputs)
        going = [self._place, self._choice, self._draft.outline, self._language]
        connect(self._place.change, self._go, going, [self._tabs, *self._draft.outputs], every_time=True)

    def relabelled(self, chosen: str | None, section: str | None, editing: str, language: Language) -> list[object]:
        """Return the changes for another language: what is typed and not saved yet stays.

        Of a strategy that is gone, deleted in another tab, nothing can: the newest one is shown.
        """
        if chosen and chosen not in {one.id for one in self._workspace.strategies(OWNER)}:
            return self.updates(chosen, section, editing, language)
        chosen = chosen or ""
        return [
            *[gr.skip()] * 4,
            *self._settings.shown(chosen, language),
            *[gr.skip()] * len(self._profile.outputs),
            *self._draft.shown(chosen, section, language, editing),
            self._check.shown(chosen, language),
            *self._export.relabelled(language),
        ]

    def _choose(self, chosen: str | None, section: str | None, editing: str, language: Language) -> list[object]:
        return self.updates(chosen, None, "", language)

    def updates(
        self, chosen: str | None, section: str | None, editing: str, language: Language, notice: str = ""
    ) -> list[object]:
        """Return the changes that show the chosen strategy, the newest one where it is gone or none was chosen."""
        strategies = self._workspace.strategies(OWNER)
        ids = [one.id for one in strategies]
        if chosen not in ids:  # what was shown of it means nothing in another one
            chosen, section, editing = ids[0] if ids else "", None, ""
        choices = [(one.title, one.id) for one in strategies]
        return [
            gr.update(choices=choices, value=chosen or None),
            notice,
            gr.update(visible=False),
            gr.update(visible=bool(chosen)),
            *self._settings.shown(chosen, language),
            *self._profile.shown(chosen, language),
            *self._draft.shown(chosen, section, language, editing),
            self._check.shown(chosen, language),
            *self._export.shown(chosen, language),
        ]

    def _go(self, key: str, strategy: str, section: str | None, language: Language) -> list[object]:
        """Go to "draft/finance" or "profile/budget" (page.js adds "#n": a second click is a change too)."""
        pane, _, name = key.partition("#")[0].partition("/")
        shown = self._draft.shown(strategy, name if pane == "draft" else section, language)
        return [gr.update(selected=pane), *shown]

    def _begin(self, language: Language) -> list[object]:
        return self._created(Profile(), language)

    def _begin_with_example(self, language: Language) -> list[object]:
        return self._created(example_profile(), language)

    def _created(self, profile: Profile, language: Language) -> list[object]:
        title = title_of(profile, language)
        made = self._workspace.create(OWNER, title, profile, language)
        told = self._wording.strategy.created.fill(language, title=title)
        return self.updates(made.id, None, "", language, notice_html(told))

    def _ask_to_confirm(self, chosen: str | None, language: Language) -> tuple[str, Update]:
        texts = self._wording.strategy
        title = next((one.title for one in self._workspace.strategies(OWNER) if one.id == chosen), "")
        if not title:
            return notice_html(texts.none.of(language), is_warning=True), gr.update(visible=False)
        return notice_html(texts.confirm.fill(language, title=title), is_warning=True), gr.update(visible=True)

    def _remove(self, chosen: str, language: Language) -> list[object]:
        try:
            title = self._workspace.strategy(OWNER, chosen).title
            self._workspace.delete(OWNER, chosen)
            notice = notice_html(self._wording.strategy.deleted.fill(language, title=title))
        except Exception as error:
            notice = failure_html(error, self._wording, language)
        return self.updates(None, None, "", language, notice)
