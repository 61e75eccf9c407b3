"""The tab "Settings": whether a language model writes, which one, and on which server."""

import gradio as gr
from gradio.components import Component

from assistant.model.check import connection
from assistant.model.settings import DEFAULT_CONTEXT, ModelSettings
from assistant.ui.contract import Workbench
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.wording import Wording
from ingest.records import Language

_NONE, _OLLAMA, _OPENAI, _OTHER = "", "ollama", "openai", "other"


class SettingsTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._choice, self._texts, self._wording = workbench.model, wording.model, wording
        with gr.Column(elem_id="model-settings"):
            self._place(labels)
        typed = [language, *self._fields]
        connect(self._save.click, self._saved, typed, self.outputs)
        connect(self._test.click, self._tested, typed, [self.notice])

    def _place(self, labels: Labels) -> None:
        texts = self._texts
        labels.put(gr.Markdown(elem_id="model-intro"), self._intro)
        self._provider = labels.put(
            gr.Radio(self._providers("de"), value=_NONE, elem_id="model-provider"),
            lambda to: {"choices": self._providers(to)},
            label=texts.provider,
        )
        self._name = labels.put(
            gr.Textbox("", max_lines=1, elem_id="model-name"), label=texts.name, info=texts.name_info
        )
        self._url = labels.put(gr.Textbox("", max_lines=1, elem_id="model-url"), label=texts.url, info=texts.url_info)
        self._key = labels.put(
            gr.Textbox("", max_lines=1, type="password", elem_id="model-key"), label=texts.key, info=texts.key_info
        )
        self._hosts = labels.put(
            gr.Textbox("", max_lines=2, elem_id="model-hosts"), label=texts.hosts, info=texts.hosts_info
        )
        self._context = labels.put(
            gr.Textbox("", max_lines=1, elem_id="model-context"), label=texts.context, info=texts.context_info
        )
        self._rewrites = labels.put(
            gr.Checkbox(True, elem_id="model-rewrites"), label=texts.rewrites, info=texts.rewrites_info
        )
        with gr.Row(elem_id="model-actions"):
            self._save = labels.put(gr.Button(variant="primary", elem_id="model-save"), value=texts.save)
            self._test = labels.put(gr.Button(elem_id="model-test"), value=texts.test)
        self.notice = gr.Markdown(elem_id="model-notice", latex_delimiters=[])

    @property
    def _fields(self) -> list[Component]:
        return [self._provider, self._name, self._url, self._key, self._hosts, self._context, self._rewrites]

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        return [self.notice, *self._fields]

    def updates(self, language: Language, notice: str = "") -> list[Update | str | bool]:
        """Return the changes that show the model in use; the key never comes back to the page."""
        now, known = self._choice.settings, (_NONE, _OLLAMA, _OPENAI)
        is_other = now.provider not in known
        return [
            notice or self.in_use(language),
            _OTHER if is_other else now.provider,
            now.model if is_other else now.name,
            now.url,
            "",
            ", ".join(now.hosts),
            str(now.context),
            now.rewrites,
        ]

    def _saved(
        self, language: Language, provider: str, name: str, url: str, key: str, hosts: str, context: str, rewrites: bool
    ) -> list[Update | str | bool]:
        try:
            self._choice.choose(_settings(provider, name, url, key, hosts, context, rewrites))
        except Exception as error:
            told = failure_html(error, self._wording, language)
            return [told, *[gr.skip()] * len(self._fields)]
        return self.updates(language, notice_html(self._texts.saved.of(language)) + self.in_use(language))

    def _tested(
        self, language: Language, provider: str, name: str, url: str, key: str, hosts: str, context: str, rewrites: bool
    ) -> str:
        try:
            settings = self._choice.with_key(_settings(provider, name, url, key, hosts, context, rewrites))
            if not settings.model:
                return notice_html(self._texts.without.of(language))
            found = connection(settings)
        except Exception as error:
            return failure_html(error, self._wording, language)
        return notice_html(found.told.of(language), is_warning=not found.is_ready)

    def in_use(self, language: Language) -> str:
        """Return which model writes, and which server sees the text."""
        now, texts = self._choice.settings, self._texts
        if not now.model:
            return element("p", escape(texts.without.of(language)), "hint")
        told = (texts.sees_here if now.is_local else texts.sees).fill(language, model=now.name, host=now.reader)
        return element("p", escape(told), "hint")

    def _intro(self, language: Language) -> Update:
        title = element("h2", escape(self._texts.title.of(language)), "panel-title")
        return {"value": element("div", title + element("p", escape(self._texts.intro.of(language)), "hint"))}

    def _providers(self, language: Language) -> list[tuple[str, str]]:
        texts = self._texts
        named = ((texts.none, _NONE), (texts.ollama, _OLLAMA), (texts.openai, _OPENAI), (texts.other, _OTHER))
        return [(phrase.of(language), value) for phrase, value in named]


def _settings(provider: str, name: str, url: str, key: str, hosts: str, context: str, rewrites: bool) -> ModelSettings:
    """Return what is typed as settings: of another provider the name holds it too ("anthropic:claude-...")."""
    model = "" if not provider else name.strip() if provider == _OTHER else f"{provider}:{name.strip()}"
    listed = tuple(one.strip() for one in hosts.replace(";", ",").split(",") if one.strip())
    length = context.strip().replace(".", "")
    whole = int(length) if length.isascii() and length.isdigit() else 0 if length else DEFAULT_CONTEXT
    return ModelSettings(model, url.strip(), key.strip(), listed, whole, rewrites)
