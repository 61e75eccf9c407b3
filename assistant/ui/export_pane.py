"""Export of a strategy: format, citation style, language, the house's Word template, and the file to download."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import gradio as gr
from gradio.components import Component

from assistant.export.citing import CitationStyle
from assistant.export.docx_template import open_template
from assistant.export.files import FORMATS
from assistant.owner import OWNER
from assistant.ui.contract import Workbench
from assistant.ui.downloads import download_path, format_choices
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import attempted, failure_html, notice_html
from assistant.ui.wording import Wording
from assistant.workspace.house import Template
from ingest.records import Language


class ExportPane:
    """Widgets and events of the export; `strategy` holds the id of the chosen one ("" for none)."""

    def __init__(
        self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio, strategy: gr.Textbox
    ) -> None:
        self._workbench, self._wording = workbench, wording
        self._language, self._strategy = language, strategy
        texts = wording.export
        with gr.Row(equal_height=False, elem_id="export-choice"):
            self._format = labels.put(
                gr.Dropdown(format_choices(wording, "de"), value=FORMATS[0], elem_id="export-format"),
                lambda to: {"choices": format_choices(wording, to)},
                label=texts.format,
            )
            self._style = labels.put(
                gr.Dropdown(self._styles("de"), value=get_args(CitationStyle)[0], elem_id="export-style"),
                lambda to: {"choices": self._styles(to)},
                label=texts.style,
            )
            self._to = labels.put(
                gr.Dropdown(self._languages("de"), value="de", elem_id="export-language"),
                lambda to: {"choices": self._languages(to)},
                label=texts.language,
                info=texts.language_info,
            )
        self._place_template(labels)
        self._export = labels.put(gr.Button(variant="primary", elem_id="export-draft"), value=texts.export)
        self._notice = gr.Markdown(elem_id="export-notice", latex_delimiters=[])
        self._file = labels.put(gr.File(visible=False, elem_id="exported"), label=texts.exported)
        self._connect()

    def _place_template(self, labels: Labels) -> None:
        texts = self._wording.export
        with gr.Row(equal_height=False, elem_id="export-template"):
            self._template = gr.Markdown(elem_id="template", latex_delimiters=[])
            self._upload = labels.put(
                gr.UploadButton(file_types=[".docx", ".dotx"], elem_id="upload-template"), label=texts.upload_template
            )
            self._remove = labels.put(gr.Button(elem_id="remove-template", visible=False), value=texts.remove_template)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._notice, self._file, self._to, self._template, self._remove]

    def _connect(self) -> None:
        made = [self._strategy, self._format, self._style, self._to, self._language]
        connect(self._export.click, self._exported, made, [self._notice, self._file])
        changed = [self._notice, self._template, self._remove]
        connect(self._upload.upload, self._take_template, [self._upload, self._language], changed)
        connect(self._remove.click, self._drop_template, [self._language], changed)

    def shown(self, strategy: str, language: Language) -> list[Update | str]:
        """Return the changes that show what can be exported: the strategy's own language is chosen."""
        own = self._workbench.workspace.strategy(OWNER, strategy).language if strategy else language
        return ["", gr.update(visible=False), gr.update(value=own), *self._template_shown(language)]

    def relabelled(self, language: Language) -> list[Update | str]:
        """Return the changes for another language of the page; what is chosen stays."""
        return [gr.skip(), gr.skip(), gr.skip(), *self._template_shown(language)]

    def _exported(
        self, strategy: str, ending: str, style: CitationStyle, to: Language, language: Language
    ) -> tuple[str, Update]:
        """Write the file and offer it."""
        texts, hidden = self._wording.export, gr.update(visible=False)
        try:
            if not strategy or not self._workbench.workspace.sections(OWNER, strategy):
                told = self._wording.draft.empty if strategy else self._wording.strategy.none
                return notice_html(told.of(language), is_warning=True), hidden
            path = download_path(self._workbench.workspace.strategy(OWNER, strategy).title, ending)
            untranslated = self._workbench.desk.export(strategy, path, style, to)
        except Exception as error:
            return failure_html(error, self._wording, language), hidden
        notice = notice_html(texts.untranslated.fill(language, count=untranslated)) if untranslated else ""
        return notice, gr.update(value=str(path), visible=True)

    def _take_template(self, path: str, language: Language) -> tuple[str, str, Update]:
        def take() -> str:
            file = Path(path)
            open_template(file)
            self._workbench.workspace.house.set_template(OWNER, Template(file.name, file.read_bytes()))
            return self._wording.export.template_taken.fill(language, name=file.name)

        return self._template_changed(take, language)

    def _drop_template(self, language: Language) -> tuple[str, str, Update]:
        def drop() -> str:
            self._workbench.workspace.house.set_template(OWNER, None)
            return ""

        return self._template_changed(drop, language)

    def _template_changed(self, change: Callable[[], str], language: Language) -> tuple[str, str, Update]:
        return attempted(change, self._wording, language), *self._template_shown(language)

    def _template_shown(self, language: Language) -> tuple[str, Update]:
        texts, template = self._wording.export, self._workbench.workspace.house.template(OWNER)
        told = texts.template.fill(language, name=template.name) if template else texts.no_template.of(language)
        return element("p", escape(told), "hint"), gr.update(visible=template is not None)

    def _styles(self, language: Language) -> list[tuple[str, str]]:
        return [(self._wording.export.styles[one].of(language), one) for one in get_args(CitationStyle)]

    def _languages(self, language: Language) -> list[tuple[str, str]]:
        return [(self._wording.language(code).of(language), code) for code in ("de", "en")]
