"""The tab "Library": the list of sources, and adding to it. Editing and deleting one source is in editor.py."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import gradio as gr
from gradio.events import Dependency

from assistant.cited import where_cited
from assistant.owner import OWNER
from assistant.ui.contract import Workbench
from assistant.ui.editor import Editor, kind_choices
from assistant.ui.entries import read_year
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.library_view import list_html, outcomes_html, progress_html
from assistant.ui.markup import element, escape
from assistant.ui.notices import notice_html
from assistant.ui.uploads import ingest
from assistant.ui.view import View
from assistant.ui.wording import Wording
from ingest.errors import AppError
from ingest.records import Language, Outcome, SourceDetails, SourceKind

_log = logging.getLogger(__name__)


class LibraryTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._library, self._wording, self._language = workbench.assistant.library, wording, language
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
            self._result = gr.Markdown(elem_id="upload-result", latex_delimiters=[])

    def _upload_title(self, language: Language) -> Update:
        texts = self._wording.library
        title = element("h2", escape(texts.add_title.of(language)), "panel-title")
        return {"value": element("div", title + element("p", escape(texts.add_text.of(language)), "hint"))}

    def _connect(self) -> Sequence[Dependency]:
        """Connect the widgets and return the events after which the library is another one."""
        shown = [self.picked, self.search, self._language]
        fields = [self._files, self._title, self._kind, self._year, self._password, self._ocr]
        added_outputs = [*fields, self._add, self._details, self._result, self.list]
        added = connect(self._add.click, self._add_files, [*fields, *shown], added_outputs, writes=True)
        connect(self.search.change, self.list_html, shown, [self.list])
        picked_outputs = [self.picked, self.list, *self.editor.outputs]
        connect(self._key.change, self._pick, [self._key, self.search, self._language], picked_outputs, every_time=True)
        return (added, *self.editor.connect(self.picked, self._language, self.list, self.search, self.list_html))

    def list_html(self, picked: str, search: str, language: Language) -> str:
        """Return the list of sources as it is now."""
        return list_html(View.of(self._library, self._wording, language), search, picked)

    def _pick(self, key: str, search: str, language: Language) -> tuple[Update | str | None, ...]:
        """Open a source for editing; page.js appends "#n" to the id so that a second click is a change too."""
        source_id = key.partition("#")[0]
        updates = self.editor.show(source_id, language)
        return source_id, self.list_html(source_id, search, language), *updates

    def _add_files(
        self,
        files: list[str] | None,
        title: str,
        kind: SourceKind | None,
        year: str,
        password: str,
        ocr: bool,
        picked: str,
        search: str,
        language: Language,
    ) -> Iterator[tuple[Update | str | None, ...]]:
        """Yield the page's changes while files are added: progress per file, then result, list and emptied fields."""
        wrong = self._wrong_entry(files or [], title, year, language)
        if wrong:
            yield (*[gr.skip()] * 8, notice_html(wrong, is_warning=True), gr.skip())
            return
        paths = [Path(name) for name in files or []]
        names = [path.name for path in paths]
        view = View.of(self._library, self._wording, language)
        details = SourceDetails(title=title.strip(), year=read_year(year), kind=kind)
        busy, free = gr.update(interactive=False), gr.update(interactive=True)
        # The file widget is emptied at once: its files belong to the library's thread from now on.
        yield None, *[gr.skip()] * 5, busy, gr.skip(), progress_html(names, None, view), gr.skip()
        result, needs_password = "", False
        try:
            for news in ingest(self._library, paths, details, password, ocr=ocr):
                if isinstance(news, tuple):
                    result = outcomes_html(news, View.of(self._library, self._wording, language))
                    needs_password = _needs_password(news)
                else:
                    yield *[gr.skip()] * 8, progress_html(names, news, view), gr.skip()
        except AppError as error:
            result = notice_html(error.of(language), is_warning=True)
        except Exception:  # a bug: the reader gets a calm sentence, the log the traceback
            _log.exception("adding %d files failed", len(paths))
            result = notice_html(self._wording.progress.stopped.of(language), is_warning=True)
        opened = gr.update(open=True) if needs_password else gr.skip()
        yield None, "", None, "", "", gr.skip(), free, opened, result, self.list_html(picked, search, language)

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


def _needs_password(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.code in ("password_needed", "wrong_password") for outcome in outcomes)
