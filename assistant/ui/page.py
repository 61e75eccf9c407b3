"""The whole page: header with the language switch, the tabs, and what connects them."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from assistant.ui.ask_tab import AskTab
from assistant.ui.audit_tab import AuditTab
from assistant.ui.contract import Workbench
from assistant.ui.conversation import Conversation
from assistant.ui.events import connect
from assistant.ui.instruments_tab import InstrumentsTab
from assistant.ui.instruments_wording import load_instrument_texts
from assistant.ui.labels import Labels, Update
from assistant.ui.language import preferred_language
from assistant.ui.library_tab import LibraryTab
from assistant.ui.markup import element, escape
from assistant.ui.server import guarded, run, web_app
from assistant.ui.settings_tab import SettingsTab
from assistant.ui.strategy_tab import StrategyTab
from assistant.ui.theme import calm_theme
from assistant.ui.wording import Wording, load_wording
from ingest.records import Language

_MAX_FILE_SIZE = "50mb"
# So many readers' conversations are kept in memory; beyond that the oldest is forgotten.
_SESSIONS = 200
# Temporary files of uploads that never reached the library: looked for every hour, deleted when an hour old.
_DELETE_CACHE = (3600, 3600)


def serve(workbench: Workbench, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Show the page at http://host:port/ until interrupted; `on_ready` gets the address once it answers.

    Raises BadInterfaceFile when the texts of the interface are faulty.
    """
    page = build_page(workbench)
    app = gr.mount_gradio_app(
        web_app(),
        page,
        path="/",
        server_name=host,
        server_port=port,
        i18n=page.texts,
        theme=calm_theme(),
        max_file_size=_MAX_FILE_SIZE,
        show_error=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    run(guarded(app, host), host, port, on_ready)


class Page(gr.Blocks):
    """The page, with the texts for its first rendering."""

    texts: gr.I18n


def build_page(workbench: Workbench) -> Page:
    """Return the page for a workbench. Raises BadInterfaceFile when the texts of the interface are faulty."""
    wording, labels = load_wording(), Labels()
    page = Page(title=wording.header.product.de, analytics_enabled=False, delete_cache=_DELETE_CACHE)
    with page:
        language = _place_header(wording, labels)
        # page.js names the browser's tab here, so that it finds after a reload what was typed in it.
        tab = gr.Textbox("", visible="hidden", elem_id="tab-name", elem_classes="unseen")
        with gr.Tabs(elem_id="tabs") as tabs:
            with labels.put(gr.Tab(id="ask"), label=wording.ask.tab):
                ask = AskTab(workbench.assistant, wording, labels, language)
            with labels.put(gr.Tab(id="strategy"), label=wording.strategy.tab):
                strategy = StrategyTab(workbench, wording, labels, language)
            with labels.put(gr.Tab(id="audit"), label=wording.audit.tab):
                audit = AuditTab(workbench, wording, labels, language)
            with labels.put(gr.Tab(id="instruments"), label=load_instrument_texts().tab.title) as instruments_tab:
                instruments = InstrumentsTab(workbench, wording, labels, language)
            with labels.put(gr.Tab(id="library"), label=wording.library.tab):
                library = LibraryTab(workbench, wording, labels, language, tab)
            with labels.put(gr.Tab(id="settings"), label=wording.model.tab):
                settings = SettingsTab(workbench, wording, labels, language)
        parts = _Tabs(ask, strategy, audit, instruments, library, settings)
        _Connections(page, labels, language, tab, parts).connect(tabs, instruments_tab)
        page.unload(ask.stop)
        page.unload(strategy.leave)
    page.texts = labels.texts()
    page.queue(default_concurrency_limit=4, max_size=50)
    page.state_session_capacity = _SESSIONS
    # Gradio 6.31 checks that a file named by the browser was really uploaded only when it believes to be launched, and
    # a mounted page never does: any path of this computer could be named, and would be read.
    page.has_launched = True
    _outlive_a_restart(page)
    return page


def _place_header(wording: Wording, labels: Labels) -> gr.Radio:
    """Place name and purpose, and return the language switch."""
    with gr.Row(elem_id="header", equal_height=False):
        labels.put(gr.Markdown(elem_id="brand"), lambda to: {"value": _brand_html(wording, to)})
        language: gr.Radio = labels.put(
            gr.Radio(
                [("Deutsch", "de"), ("English", "en")],
                value="de",
                elem_id="language",
                min_width=150,
                scale=0,
            ),
            label=wording.header.language,
        )
    return language


def _outlive_a_restart(page: Page) -> None:
    """Let a page that is open go on with a program that was started anew, see connection.js.

    Gradio checks a choice against those that it has shown in this session, of which the new program knows nothing: it
    is left to our handlers. And the page's id stays the same as long as the page does.
    """
    for block in page.blocks.values():
        if isinstance(block, gr.Dropdown | gr.Radio | gr.CheckboxGroup) and not block.choices:
            block.preprocess = lambda chosen: chosen  # type: ignore[method-assign]
    widgets = [(key, block.get_block_name()) for key, block in page.blocks.items()]
    events = [(key, event.name, event.targets) for key, event in page.fns.items()]
    page.app_id = zlib.crc32(repr((gr.__version__, widgets, events)).encode())


def _brand_html(wording: Wording, language: Language) -> str:
    """Return name and purpose of the product, and the few texts that page.js shows."""
    texts = wording.header
    name = element("h1", escape(texts.product.of(language))) + element("p", escape(texts.tagline.of(language)))
    for_script = {
        "drop": wording.library.drop,
        "too-large": wording.library.too_large,
        "wrong-type": texts.wrong_type,
        "away": texts.away,
        "back": texts.back,
        "renewed": texts.renewed,
        "unexpected": wording.ask.unexpected,
        "copied": wording.answer.copied,
    }
    spoken = "".join(element("span", escape(phrase.of(language)), css) for css, phrase in for_script.items())
    return element("div", name + element("div", spoken, "texts-for-script", hidden="hidden"), "brand", lang=language)


@dataclass(frozen=True)
class _Tabs:
    """The tabs of the page."""

    ask: AskTab
    strategy: StrategyTab
    audit: AuditTab
    instruments: InstrumentsTab
    library: LibraryTab
    settings: SettingsTab


class _Connections:
    """The events that touch more than one tab: arriving, switching the language, a changed library."""

    def __init__(
        self,
        page: Page,
        labels: Labels,
        language: gr.Radio,
        tab: gr.Textbox,
        tabs: _Tabs,
    ) -> None:
        self._page, self._labels, self._language, self._tab = page, labels, language, tab
        self._ask, self._strategy, self._audit = tabs.ask, tabs.strategy, tabs.audit
        self._instruments, self._library, self._settings = tabs.instruments, tabs.library, tabs.settings
        self._inputs = [*self._ask.state, self._ask.filters.sources, self._library.picked, self._library.search]
        self._outputs = [*self._ask.outputs, self._ask.filters.sources, self._library.list]

    def connect(self, tabs: gr.Tabs, instruments_tab: gr.Tab) -> None:
        """Connect them."""
        inputs = [self._language, *self._inputs]
        everything = [*self._labels.widgets, *self._outputs]
        # Most readers' browsers have drawn the texts in their language: to send them all again takes half a second.
        unlike_browser = gr.Textbox("", visible="hidden", elem_classes="unseen")
        first = [self._language, unlike_browser, *self._labels.computed, *self._outputs]
        arrived = connect(self._page.load, self._arrive, self._inputs, first)
        connect(unlike_browser.change, self._labels.updates, [unlike_browser], self._labels.widgets)
        switched = connect(self._language.input, self._switch, inputs, everything, last_only=True)
        filters = self._ask.filters
        strategy = self._strategy
        inputs_of_strategy = [*strategy.inputs, self._language]
        connect(arrived.then, strategy.arrived, [self._tab, self._language], strategy.outputs)
        connect(switched.then, strategy.relabelled, inputs_of_strategy, strategy.outputs)
        audit = [*self._audit.inputs, self._language]
        for listener in (arrived.then, tabs.change):
            connect(listener, self._audit.refreshed, audit, self._audit.outputs)
        connect(switched.then, self._audit.updates, audit, self._audit.outputs)
        for listener in (instruments_tab.select, switched.then):  # that tab is never the first to be seen
            self._instruments.shown_at(listener)
        for event in (arrived, switched):
            connect(event.then, filters.headline, [*filters.inputs, self._language], [filters.area])
        connect(arrived.then, self._settings.updates, [self._language], self._settings.outputs)
        connect(switched.then, self._settings.in_use, [self._language], [self._settings.notice])  # what is typed stays
        # not a tab's `select`: that comes on arrival as well, still in German, and could overtake the reader's language
        connect(tabs.change, self._contents, inputs, self._outputs)
        for listener in (arrived.then, switched.then, tabs.change):
            self._library.looked_at(listener)
        for event in self._library.changed:
            connect(event.then, self._contents, inputs, self._outputs)

    def _arrive(
        self, conversation: Conversation, opened: str, chosen: list[str], picked: str, search: str, request: gr.Request
    ) -> list[Update | str]:
        accepted = request.headers.get("accept-language", "")
        language = preferred_language(request.cookies, accepted)
        unlike_browser = "" if accepted.lower().startswith(language) else language
        contents = self._contents(language, conversation, opened, chosen, picked, search)
        return [language, unlike_browser, *self._labels.computed_updates(language), *contents]

    def _switch(
        self, language: Language, conversation: Conversation, opened: str, chosen: list[str], picked: str, search: str
    ) -> list[Update | str]:
        contents = self._contents(language, conversation, opened, chosen, picked, search)
        return [*self._labels.updates(language), *contents]

    def _contents(
        self, language: Language, conversation: Conversation, opened: str, chosen: list[str], picked: str, search: str
    ) -> list[Update | str]:
        """Return what depends on the library as it is now: conversation, evidence, filters, list."""
        return [
            *self._ask.updates(conversation, opened, language),
            self._ask.filters.source_choices(chosen, language),
            self._library.list_html(picked, search, language),
        ]
