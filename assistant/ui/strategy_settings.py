"""Title and outline of a strategy: rename it, choose by which outline it is made, bring an outline of one's own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.studio.outline import SHIPPED, Outline
from assistant.studio.outline_file import read_outline_text
from assistant.ui.contract import Workbench
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.wording import Wording
from ingest.errors import AppError
from ingest.records import Language

Shown = list[Update | str | None]


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

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._title, self._outline, self._about]

    def connect(self, updates: Callable[..., list[object]], inputs: list[Component], outputs: list[Component]) -> None:
        """Connect the widgets; `updates` returns the changes of the whole tab, with a notice."""

        def acting(action: Callable[[str, Language, str], str]) -> Callable[..., list[object]]:
            def act(value: str, strategy: str, section: str, editing: str, language: Language) -> list[object]:
                try:
                    notice = notice_html(action(strategy, language, value))
                except Exception as error:
                    notice = failure_html(error, self._wording, language)
                return updates(strategy, section, editing, language, notice)

            return act

        for listener, action, value in (
            (self._rename.click, self._renamed, self._title),
            (self._outline.input, self._chosen, self._outline),
            (self._upload.upload, self._uploaded, self._upload),
            (self._delete.click, self._deleted, self._outline),
        ):
            connect(listener, acting(action), [value, *inputs], outputs)

    def shown(self, strategy: str, language: Language) -> Shown:
        """Return the changes that show title and outline of a strategy."""
        if not strategy:
            return ["", gr.update(choices=[], value=None), ""]
        stored = self._workspace.strategy(OWNER, strategy)
        shipped = self._workspace.house.outline(OWNER, "")
        choices = [(shipped.title.of(language), "")]
        for name, one in self._workspace.house.outlines(OWNER).items():
            unreadable = self._wording.settings.unreadable.fill(language, id=name)
            choices.append((one.title.of(language) if one else unreadable, name))
        try:
            about = self._about_html(self._workspace.house.outline(OWNER, stored.outline_id), language)
        except AppError as error:
            about = failure_html(error, self._wording, language)
        return [stored.title, gr.update(choices=choices, value=stored.outline_id), about]

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

    def _uploaded(self, strategy: str, language: Language, path: str) -> str:
        file = Path(path)
        outline, is_replaced = self._workspace.house.add_outline(OWNER, read_outline_text(file), file.name)
        chosen = self._chosen(strategy, language, outline.id)
        replaced = self._wording.settings.replaced.fill(language, id=outline.id)
        return f"{chosen} {replaced}" if is_replaced else chosen

    def _deleted(self, strategy: str, language: Language, outline_id: str) -> str:
        if not outline_id:
            return self._wording.settings.shipped_stays.of(language)
        self._workspace.house.delete_outline(OWNER, outline_id, of=strategy)
        return self._wording.strategy.deleted.fill(language, title=outline_id)
