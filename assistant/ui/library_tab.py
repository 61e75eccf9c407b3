"""The tab "Library": the list of sources, and adding to it. Editing and deleting one source is in editor.py."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import gradio as gr
from gradio.events import Dependency

from assistant.cited import where_cited
from assistant.owner import OWNER
from assistant.ui.adding import Order
from assistant.ui.adding_progress import AddingProgress, tab_of
from assistant.ui.contract import Workbench
from assistant.ui.editor import Editor, kind_choices
from assistant.ui.entries import read_year
from assistant.ui.events import Listener, connect, unlimited
from assistant.ui.labels import Labels, Update
from assistant.ui.library_view import list_html
from assistant.ui.markup import element, escape
from assistant.ui.notices import notice_html
from assistant.ui.view import View
from assistant.ui.wording import Wording
from ingest.records import Language, SourceDetails, SourceKind
from ingest.wanted import file_of

_REDRAW_SECONDS = 3.0  # between two drawings of the list: a long one takes some time


class LibraryTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(
        self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio, tab: gr.Textbox
    ) -> None:
        """`tab` holds the name of the browser's tab."""
        self._library, self._wording, self._language = workbench.assistant.library, wording, language
        self._whose = [tab, language]
        self.picked = gr.State("")
        with gr.Row(elem_id="library-columns", equal_height=False):
            with gr.Column(elem_id="library-main"):
                self._place_list(labels)
            with gr.Column(elem_id="library-side"):
                self.editor = Editor(
                    self._library,
                    lambda source_id: where_cited(workbench.workspace, OWNER, [source_id]),
                    wording,
                    labels,
                )
                self._place_upload(labels)
        self._key = gr.Textbox("", visible="hidden", elem_id="pick-source-key")
        self._again = gr.Textbox("", visible="hidden", elem_id="retry-source-key")
        self._shown = [*self.progress.outputs, self.list]
        self.changed = self._connect()

    def _place_list(self, labels: Labels) -> None:
        texts = self._wording.library
        labels.put(
            gr.Markdown(elem_id="list-title"),
            lambda to: {"value": element("h2", escape(texts.list_title.of(to)), "panel-title")},
        )
        self.search = labels.put(
            gr.Textbox("", elem_id="list-search", max_lines=1), label=texts.find, placeholder=texts.find_placeholder
        )
        self.list = gr.Markdown(elem_id="source-list", latex_delimiters=[])

    def _place_upload(self, labels: Labels) -> None:
        texts = self._wording.library
        with gr.Column(elem_id="upload"):
            labels.put(gr.Markdown(elem_id="upload-title"), self._upload_title)
            self._files = labels.put(gr.File(file_count="multiple", elem_id="files", height=140), label=texts.files)
            with labels.put(
                gr.Accordion(open=False, elem_id="upload-details"), label=texts.details_title
            ) as self._details:
                self._title = labels.put(gr.Textbox("", max_lines=1), label=texts.title, info=texts.title_info)
                with gr.Row():
                    self._kind = labels.put(
                        gr.Dropdown(kind_choices(self._wording, "de"), value=None, min_width=120),
                        lambda to: {"choices": kind_choices(self._wording, to)},
                        label=texts.kind,
                    )
                    self._year = labels.put(
                        gr.Textbox("", max_lines=1, min_width=90, elem_id="upload-year"), label=texts.year
                    )
                self._password = labels.put(
                    gr.Textbox("", type="password", max_lines=1, elem_id="upload-password"),
                    label=texts.password,
                    info=texts.password_info,
                )
                self._ocr = labels.put(gr.Checkbox(False, elem_id="upload-ocr"), label=texts.ocr, info=texts.ocr_info)
            self._add = labels.put(gr.Button(variant="primary", elem_id="add-files"), value=texts.add)
            self.progress = AddingProgress(self._library, self._wording, labels, self._whose)

    def _upload_title(self, language: Language) -> Update:
        texts = self._wording.library
        title = element("h2", escape(texts.add_title.of(language)), "panel-title")
        return {"value": element("div", title + element("p", escape(texts.add_text.of(language)), "hint"))}

    def _connect(self) -> Sequence[Dependency]:
        """Connect the widgets and return the events after which the library is another one."""
        shown = [self.picked, self.search, self._language]
        fields = [self._files, self._title, self._kind, self._year, self._password, self._ocr]
        added = connect(self._add.click, self._start, [*fields, *self._whose], [*fields, self.progress.notice])
        retry_outputs = [self._ocr, self._details, self.progress.notice]
        retried = connect(self._again.change, self._retry, [self._again, *self._whose], retry_outputs, every_time=True)
        connect(self.search.change, self.list_html, shown, [self.list])
        picked_outputs = [self.picked, self.list, *self.editor.outputs]
        connect(self._key.change, self._pick, [self._key, self.search, self._language], picked_outputs, every_time=True)
        begun = (added, retried, *self.progress.connect())
        follow_inputs = [*self._whose, self.picked, self.search]
        followed = [connect(unlimited(event.then), self._follow, follow_inputs, self._shown) for event in begun]
        return (*followed, *self.editor.connect(self.picked, self._language, self.list, self.search, self.list_html))

    def looked_at(self, listener: Listener) -> None:
        """Have a tab that comes to the page, or back to it, show what is being added."""
        connect(unlimited(listener), self._look, [*self._whose, self.picked, self.search], self._shown)

    def list_html(self, picked: str, search: str, language: Language) -> str:
        """Return the list of sources as it is now."""
        return list_html(View.of(self._library, self._wording, language), search, picked)

    def _pick(self, key: str, search: str, language: Language) -> tuple[Update | str | None, ...]:
        """Open a source for editing; page.js appends "#n" to the id so that a second click is a change too."""
        source_id = key.partition("#")[0]
        updates = self.editor.show(source_id, language)
        return source_id, self.list_html(source_id, search, language), *updates

    def _start(
        self,
        files: list[str] | None,
        title: str,
        kind: SourceKind | None,
        year: str,
        password: str,
        ocr: bool,
        tab: str,
        language: Language,
    ) -> tuple[Update | str | None, ...]:
        """Have the files added and empty the fields, or say what is wrong with them."""
        wrong = self._wrong_entry(files or [], title, year, language)
        if wrong:
            return (*[gr.skip()] * 6, notice_html(wrong, is_warning=True))
        details = SourceDetails(title=title.strip(), year=read_year(year), kind=kind)
        # The file widget is emptied at once: its files belong to the library's thread from now on.
        self.progress.adding.start(tab_of(tab), Order(tuple(map(Path, files or [])), details, password, ocr))
        return None, "", None, "", "", gr.skip(), ""

    def _retry(self, key: str, tab: str, language: Language) -> tuple[Update | str, ...]:
        """Try a source again, or say that its file must be chosen again; page.js appends "#n" as in `_pick`."""
        source_id, _, rest = key.partition("#")[0].partition(":")
        source = next((one for one in self._library.sources() if one.id == source_id), None)
        if source is None:
            return gr.skip(), gr.skip(), notice_html(self._wording.editor.gone.of(language), is_warning=True)
        ocr, path, texts = bool(rest), file_of(source), self._wording.retry
        if path is None:
            phrase = texts.not_kept_ocr if ocr else texts.not_kept
            told = notice_html(phrase.fill(language, name=source.file_name))
            return gr.update(value=True) if ocr else gr.skip(), gr.update(open=True) if ocr else gr.skip(), told
        self.progress.adding.start(tab_of(tab), Order((path,), ocr=ocr, uploaded=False))
        return gr.skip(), gr.skip(), ""

    def _look(self, tab: str, language: Language, picked: str, search: str) -> Iterator[tuple[Update | str, ...]]:
        if self.progress.is_quiet(tab_of(tab)):
            yield (gr.skip(),) * len(self._shown)  # Gradio empties the outputs of what yields nothing
        else:
            yield from self._follow(tab, language, picked, search)

    def _follow(self, tab: str, language: Language, picked: str, search: str) -> Iterator[tuple[Update | str, ...]]:
        """Yield the changes that show how far adding is, and the list: now and then where it is longer, and at last."""
        counted, counted_at = len(self._library.sources()), time.monotonic()
        for changes, is_last in self.progress.follow(tab_of(tab), language):
            drawn = is_last
            if time.monotonic() - counted_at > _REDRAW_SECONDS:
                before, counted, counted_at = counted, len(self._library.sources()), time.monotonic()
                drawn = drawn or counted != before
            yield *changes, self.list_html(picked, search, language) if drawn else gr.skip()

    def _wrong_entry(self, files: list[str], title: str, year: str, language: Language) -> str:
        """Return what is wrong with the entries, in words for the reader; "" when nothing is."""
        texts = self._wording.library
        if not files:
            return texts.no_files.of(language)
        if title.strip() and len(files) > 1:
            return texts.title_for_many.of(language)
        try:
            read_year(year)
        except ValueError:
            return texts.bad_year.of(language)
        return ""
