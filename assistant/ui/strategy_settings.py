"""Title and outline of a strategy: rename it, choose by which outline it is made, bring an outline of one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.outline import SHIPPED, Outline
from assistant.studio.outline_file import parse_outline, read_outline_text
from assistant.ui.contract import Workbench
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.typing_box import Typing
from assistant.ui.wording import Wording
from ingest.errors import AppError
from ingest.records import Language


@dataclass(frozen=True)
class Asked:
    """What waits for a yes: to put a file's outline (TOML) in the place of the one of its id, or to delete that one."""

    outline_id: str
    content: str = ""
    file_name: str = ""


Shown = list[Update | str | Asked | None]
Value = TypeVar("Value")
_HIDDEN: Update = gr.update(visible=False)


class StrategySettings:
    """Widgets for title and outline."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels) -> None:
        self._workspace, self._wording = workbench.workspace, wording
        texts = wording.settings
        with labels.put(gr.Accordion(open=False, elem_id="settings"), label=texts.title):
            with gr.Row(equal_height=False, elem_id="settings-title"):
                self._title = labels.put(
                    gr.Textbox("", max_lines=1, elem_id="strategy-title", scale=3), label=texts.name
                )
                self._rename = labels.put(gr.Button(elem_id="rename", scale=0), value=texts.rename)
            self._outline = labels.put(
                gr.Dropdown([], value=None, elem_id="outline-choice"), label=texts.outline, info=texts.outline_info
            )
            self._about = gr.Markdown(elem_id="outline-about", latex_delimiters=[])
            with gr.Row(equal_height=False, elem_id="settings-outline"):
                self._upload = labels.put(
                    gr.UploadButton(file_types=[".toml"], elem_id="upload-outline"), label=texts.upload
                )
                self._delete = labels.put(gr.Button(elem_id="delete-outline"), value=texts.delete)
                labels.put(gr.DownloadButton(value=str(SHIPPED), elem_id="outline-model"), label=texts.model)
            with gr.Column(visible=False, elem_id="confirm-outline") as self._confirmation:
                self._asked, self._question = gr.State(None), gr.Markdown(latex_delimiters=[])
                with gr.Row():
                    self._yes = gr.Button(variant="stop", elem_id="outline-yes")
                    self._no = labels.put(gr.Button(elem_id="outline-no"), value=wording.strategy.cancel)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._title, self._outline, self._about, *self._asking]

    @property
    def _asking(self) -> list[Component]:
        return [self._confirmation, self._asked, self._question, self._yes]

    def connect(self, updates: Callable[..., list[object]], inputs: list[Component], outputs: list[Component]) -> None:
        """Connect the widgets; `updates` returns the changes of the whole tab, with a notice."""

        def acting(action: Callable[[str, Language, Value], str | Asked]) -> Callable[..., list[object]]:
            def act(value: Value, strategy: str, section: str, typing: Typing, language: Language) -> list[object]:
                try:
                    told = action(strategy, language, value)
                except Exception as error:
                    return updates(strategy, section, typing, language, failure_html(error, self._wording, language))
                if isinstance(told, str):
                    return updates(strategy, section, typing, language, notice_html(told))
                asking = dict(zip(self._asking, self._question_about(told, language), strict=True))
                reply = updates(strategy, section, typing, language)
                return [asking.get(one, change) for one, change in zip(outputs, reply, strict=True)]

            return act

        connect(self._rename.click, acting(self._renamed), [self._title, *inputs], outputs)
        connect(self._outline.input, acting(self._chosen), [self._outline, *inputs], outputs)
        connect(self._upload.upload, acting(self._uploaded), [self._upload, *inputs], outputs)
        connect(self._delete.click, acting(self._to_delete), [self._outline, *inputs], outputs)
        connect(self._yes.click, acting(self._confirmed), [self._asked, *inputs], outputs)
        connect(self._no.click, lambda: [_HIDDEN, None, "", ""], [], self._asking)

    def shown(self, strategy: str, language: Language) -> Shown:
        """Return the changes that show title and outline of a strategy."""
        if not strategy:
            return ["", gr.update(choices=[], value=None), "", _HIDDEN, None, "", ""]
        stored = self._workspace.strategy(OWNER, strategy)
        shipped = self._workspace.house.outline(OWNER, "")
        choices = [(shipped.title.of(language), "")]
        own = self._workspace.house.outlines(OWNER)
        choices += [(self._name_of(name, one, language), name) for name, one in own.items()]
        try:
            about = self._about_html(self._workspace.house.outline(OWNER, stored.outline_id), language)
        except AppError as error:
            about = failure_html(error, self._wording, language)
        return [stored.title, gr.update(choices=choices, value=stored.outline_id), about, _HIDDEN, None, "", ""]

    def _name_of(self, outline_id: str, outline: Outline | None, language: Language) -> str:
        """Return by which name an own outline can be told from another of the same title."""
        texts = self._wording.settings
        if outline is None:
            return texts.unreadable.fill(language, id=outline_id)
        named = {"title": outline.title.of(language), "id": outline_id}
        if outline.valid_until:
            return texts.own_until.fill(language, **named, day=outline.valid_until)
        return texts.own.fill(language, **named)

    def _question_about(self, asked: Asked, language: Language) -> Shown:
        """Return the changes that ask whether an outline shall be replaced or deleted, naming it and what it is for."""
        texts, strategies = self._wording.settings, self._workspace.strategies(OWNER)
        present = self._workspace.house.outlines(OWNER).get(asked.outline_id)
        name = self._name_of(asked.outline_id, present, language)
        used = ", ".join(one.title for one in strategies if one.outline_id == asked.outline_id)
        if asked.content:
            question, yes = texts.confirm_replace.fill(language, name=name, file=asked.file_name), texts.replace
        else:
            question, yes = texts.confirm_delete.fill(language, name=name), texts.delete_yes
        told = [question, *[texts.used.fill(language, titles=used)] * bool(used)]
        return [gr.update(visible=True), asked, notice_html(" ".join(told), is_warning=True), yes.of(language)]

    def _about_html(self, outline: Outline, language: Language) -> str:
        """Return for what and until when the outline holds; that it no longer holds is a warning."""
        texts = self._wording.settings
        told = [outline.scope.of(language)] if outline.scope else []
        told += [texts.source.fill(language, source=outline.source)] if outline.source else []
        if outline.expired(date.today()):
            warning = texts.expired.fill(language, day=outline.valid_until)
            return element("p", escape(" ".join(told)), "hint") + notice_html(warning, is_warning=True)
        told += [texts.valid.fill(language, day=outline.valid_until)] if outline.valid_until else []
        return element("p", escape(" ".join(told)), "hint")

    def _renamed(self, strategy: str, language: Language, title: str) -> str:
        title = " ".join(title.split())
        if not title:
            return self._wording.settings.name_missing.of(language)
        self._workspace.rename(OWNER, strategy, title)
        return self._wording.settings.renamed.fill(language, title=title)

    def _chosen(self, strategy: str, language: Language, outline_id: str) -> str:
        self._workspace.set_outline(OWNER, strategy, outline_id)
        title = self._workspace.house.outline(OWNER, outline_id).title.of(language)
        return self._wording.settings.chosen.fill(language, title=title)

    def _uploaded(self, strategy: str, language: Language, path: str) -> str | Asked:
        file = Path(path)
        content = read_outline_text(file)
        outline, own = parse_outline(content, file.name), self._workspace.house.outlines(OWNER)
        if outline.id in own and own[outline.id] != outline:
            return Asked(outline.id, content, file.name)
        return self._stored(strategy, language, content, file.name)

    def _stored(self, strategy: str, language: Language, content: str, file_name: str) -> str:
        outline, is_replaced = self._workspace.house.add_outline(OWNER, content, file_name)
        chosen = self._chosen(strategy, language, outline.id)
        replaced = self._wording.settings.replaced.fill(language, id=outline.id)
        return f"{chosen} {replaced}" if is_replaced else chosen

    def _to_delete(self, strategy: str, language: Language, outline_id: str) -> str | Asked:
        return Asked(outline_id) if outline_id else self._wording.settings.shipped_stays.of(language)

    def _confirmed(self, strategy: str, language: Language, asked: Asked | None) -> str:
        if asked is None:  # the program was started anew since
            return ""
        if asked.content:
            return self._stored(strategy, language, asked.content, asked.file_name)
        present = self._workspace.house.outlines(OWNER).get(asked.outline_id)
        self._workspace.house.delete_outline(OWNER, asked.outline_id, of=strategy)
        return self._wording.strategy.deleted.fill(language, title=self._name_of(asked.outline_id, present, language))
