"""One source of the library: edit its bibliographic data, or delete it after a confirmation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from assistant.ui.contract import Library
from assistant.ui.entries import read_authors, read_year
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import failure_html, notice_html
from assistant.ui.view import View
from assistant.ui.wording import Wording
from ingest.records import SOURCE_KINDS, Language, Source, SourceDetails, SourceKind, Text

CitedIn = Callable[[str], Sequence[Text]]
ListHtml = Callable[[str, str, Language], str]
Reply = tuple[Update | str | None, ...]


def kind_choices(wording: Wording, language: Language) -> list[tuple[str, str]]:
    """Return the kinds of sources for a dropdown: name in this language, value."""
    return [(wording.kind(kind).of(language), kind) for kind in SOURCE_KINDS]


class Editor:
    """The form for one source. `outputs` are what `show` changes; `cited_in` tells which strategies cite a source."""

    def __init__(self, library: Library, cited_in: CitedIn, wording: Wording, labels: Labels) -> None:
        self._library, self._cited_in, self._wording = library, cited_in, wording
        self._notice = gr.Markdown(elem_id="editor-notice", latex_delimiters=[])
        with gr.Column(visible=False, elem_id="editor") as self._form:
            self._place_fields(labels)
            with gr.Row():
                self._save = labels.put(gr.Button(variant="primary", elem_id="save"), value=wording.editor.save)
                self._close = labels.put(gr.Button(elem_id="close-editor"), value=wording.editor.close)
            self._delete = labels.put(gr.Button(elem_id="delete", size="sm"), value=wording.editor.delete)
            with gr.Column(visible=False, elem_id="confirmation") as self._confirmation:
                self._question = gr.Markdown(elem_id="confirm-text", latex_delimiters=[])
                with gr.Row():
                    self._confirm = labels.put(
                        gr.Button(variant="stop", elem_id="confirm-delete"), value=wording.editor.confirm_delete
                    )
                    self._cancel = labels.put(gr.Button(elem_id="cancel-delete"), value=wording.editor.cancel)
        self.outputs: Sequence[Component] = (self._notice, self._form, self._confirmation, *self._fields)

    def _place_fields(self, labels: Labels) -> None:
        texts = self._wording.editor
        labels.put(
            gr.Markdown(elem_id="editor-title"),
            lambda to: {"value": element("h2", escape(texts.title.of(to)), "panel-title")},
        )
        self._title = labels.put(gr.Textbox("", max_lines=3, elem_id="edit-title"), label=texts.source_title)
        self._authors = labels.put(gr.Textbox("", max_lines=3), label=texts.authors, info=texts.authors_info)
        self._publisher = labels.put(gr.Textbox("", max_lines=2), label=texts.publisher)
        with gr.Row():
            self._year = labels.put(gr.Textbox("", max_lines=1, min_width=90), label=texts.year)
            self._kind = labels.put(
                gr.Dropdown(kind_choices(self._wording, "de"), value=None, min_width=120),
                lambda to: {"choices": kind_choices(self._wording, to)},
                label=texts.kind,
            )
        self._source_language = labels.put(
            gr.Dropdown(self._language_choices("de"), value=None),
            lambda to: {"choices": self._language_choices(to)},
            label=texts.language,
        )
        self._url = labels.put(gr.Textbox("", max_lines=1), label=texts.url)
        self._confidential = labels.put(
            gr.Checkbox(False, elem_id="edit-confidential"), label=texts.confidential, info=texts.confidential_info
        )
        self._fields: Sequence[Component] = (
            self._title,
            self._authors,
            self._publisher,
            self._year,
            self._kind,
            self._source_language,
            self._url,
            self._confidential,
        )

    def connect(
        self,
        picked: gr.State,
        language: gr.Radio,
        list_: gr.Markdown,
        search: gr.Textbox,
        list_html: ListHtml,
    ) -> Sequence[Dependency]:
        """Connect the form and return the events after which the library is another one."""
        outputs = [picked, *self.outputs]
        fields = [picked, language, *self._fields]
        saved = connect(self._save.click, self._when_free(self._save_details), fields, outputs, writes=True)
        removed = connect(self._confirm.click, self._when_free(self._remove), [picked, language], outputs, writes=True)
        closed = connect(self._close.click, lambda: ("", *self._hidden("")), [], outputs)
        asking = [self._confirmation, self._question]
        connect(self._delete.click, self._ask_to_confirm, [picked, language], asking)
        connect(self._cancel.click, lambda: gr.update(visible=False), [], [self._confirmation])
        redrawn = [
            connect(event.then, list_html, [picked, search, language], [list_]) for event in (saved, removed, closed)
        ]
        return redrawn[:2]

    def show(self, source_id: str, language: Language) -> Reply:
        """Return the changes that open the form with a source, or say that it is gone."""
        source = self._find(source_id)
        if source is None:
            return self._hidden(self._gone(language))
        details = source.details
        values = (
            details.title,
            "; ".join(details.authors),
            details.publisher,
            str(details.year or ""),
            details.kind,
            gr.update(choices=self._language_choices(language, details.language), value=details.language or None),
            details.url,
            gr.update(value=details.confidential),
        )
        return "", gr.update(visible=True), gr.update(visible=False), *values

    def _when_free(self, change: Callable[..., Reply]) -> Callable[..., Iterator[Reply]]:
        """Return a change that says first when it has to wait, for the files that are being added."""

        def changing(picked: str, language: Language, *values: object) -> Iterator[Reply]:
            if self._library.adding():
                yield self._unchanged(picked, notice_html(self._wording.editor.waits.of(language)))
            yield change(picked, language, *values)

        return changing

    def _save_details(
        self,
        picked: str,
        language: Language,
        title: str,
        authors: str,
        publisher: str,
        year: str,
        kind: SourceKind | None,
        source_language: str | None,
        url: str,
        confidential: bool,
    ) -> Reply:
        source, texts = self._find(picked), self._wording
        if source is None:
            return "", *self._hidden(self._gone(language))
        try:
            read_year(year)
        except ValueError:
            return self._unchanged(picked, notice_html(texts.library.bad_year.of(language), is_warning=True))
        if url.strip() and not url.strip().lower().startswith(("http://", "https://")):
            return self._unchanged(picked, notice_html(texts.editor.bad_url.of(language), is_warning=True))
        details = replace(
            source.details,
            title=title.strip(),
            authors=read_authors(authors),
            publisher=publisher.strip(),
            year=read_year(year),
            kind=kind,
            language=source_language or "",
            url=url.strip(),
            confidential=confidential,
        )
        return self._saved(source, details, language)

    def _saved(self, source: Source, details: SourceDetails, language: Language) -> Reply:
        problem = self._attempt(lambda: self._library.edit(source.id, details), language)
        if problem:
            return self._unchanged(source.id, problem)
        saved = self._wording.editor.saved.fill(language, title=details.title or source.file_name)
        return "", *self._hidden(notice_html(saved))

    def _remove(self, picked: str, language: Language) -> Reply:
        source = self._find(picked)
        if source is None:
            return "", *self._hidden(self._gone(language))
        problem = self._attempt(lambda: self._library.remove(source.id), language)
        if problem:
            return self._unchanged(picked, problem)
        deleted = self._wording.editor.deleted.fill(language, title=source.details.title or source.file_name)
        return "", *self._hidden(notice_html(deleted) + self._citing_html(source, language))

    def _attempt(self, action: Callable[[], object], language: Language) -> str:
        """Do it and return "", or return why it did not work, as HTML."""
        try:
            action()
        except Exception as error:
            return failure_html(error, self._wording, language)
        return ""

    def _ask_to_confirm(self, picked: str, language: Language) -> tuple[Update, str]:
        source = self._find(picked)
        if source is None:
            return gr.update(visible=False), ""
        title = View.of(self._library, self._wording, language).title(source)
        question = self._wording.editor.confirm.fill(language, title=title)
        asked = element("p", escape(question), role="alert") + self._citing_html(source, language)
        return gr.update(visible=True), asked

    def _citing_html(self, source: Source, language: Language) -> str:
        return "".join(notice_html(one.of(language), is_warning=True) for one in self._cited_in(source.id))

    def _hidden(self, notice: str) -> Reply:
        return notice, gr.update(visible=False), gr.update(visible=False), *[gr.skip()] * len(self._fields)

    def _unchanged(self, picked: str, notice: str) -> Reply:
        return picked, notice, gr.skip(), gr.update(visible=False), *[gr.skip()] * len(self._fields)

    def _gone(self, language: Language) -> str:
        return notice_html(self._wording.editor.gone.of(language), is_warning=True)

    def _find(self, source_id: str) -> Source | None:
        return next((source for source in self._library.sources() if source.id == source_id), None)

    def _language_choices(self, language: Language, present: str = "") -> list[tuple[str, str]]:
        """Return the languages for the dropdown, with the source's present one even if it is another."""
        codes = ["de", "en", *([present] if present not in ("", "de", "en") else [])]
        return [(self._wording.language(code).of(language), code) for code in codes]
