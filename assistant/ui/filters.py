"""The quiet area that narrows a search to some sources."""

from collections.abc import Sequence

import gradio as gr

from assistant.ui.contract import Library
from assistant.ui.entries import read_year
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.view import View
from assistant.ui.wording import Wording
from ingest.records import SOURCE_KINDS, Filters, Language, Source, SourceKind

SOURCE_LANGUAGES = ("de", "en")


def matching(sources: Sequence[Source], filters: Filters) -> tuple[Source, ...]:
    """Return the readable sources that pass the filters; a year filter leaves out sources without a year."""
    return tuple(source for source in sources if source.state == "ready" and _passes(source, filters))


def _passes(source: Source, filters: Filters) -> bool:
    details = source.details
    if filters.kinds and details.kind not in filters.kinds:
        return False
    if filters.languages and details.language not in filters.languages:
        return False
    if filters.source_ids and source.id not in filters.source_ids:
        return False
    if filters.year_from is not None and (details.year is None or details.year < filters.year_from):
        return False
    return filters.year_to is None or (details.year is not None and details.year <= filters.year_to)


class FilterBar:
    """The widgets of the filters; `inputs` are to be given to `read` in their order."""

    def __init__(self, library: Library, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._library, self._wording = library, wording
        texts = wording.filters
        with labels.put(gr.Accordion(open=False, elem_id="filters"), label=texts.title) as self.area:
            with gr.Row():
                self._kinds = labels.put(
                    gr.CheckboxGroup(self._kind_choices("de"), min_width=200),
                    lambda to: {"choices": self._kind_choices(to)},
                    label=texts.kind,
                )
                self._languages = labels.put(
                    gr.CheckboxGroup(self._language_choices("de"), min_width=200),
                    lambda to: {"choices": self._language_choices(to)},
                    label=texts.language,
                )
            with gr.Row():
                self._from = labels.put(gr.Textbox("", max_lines=1, min_width=110), label=texts.year_from)
                self._to = labels.put(gr.Textbox("", max_lines=1, min_width=110), label=texts.year_to)
            self.sources = labels.put(
                gr.Dropdown([], multiselect=True, filterable=True, elem_id="filter-sources"), label=texts.source
            )
            self._reset = labels.put(gr.Button(size="sm", elem_id="reset-filters"), value=texts.reset)
        self.inputs: Sequence[gr.CheckboxGroup | gr.Dropdown | gr.Textbox] = (
            self._kinds,
            self._languages,
            self.sources,
            self._from,
            self._to,
        )
        self._connect(language)

    def _connect(self, language: gr.Radio) -> None:
        for widget in self.inputs:
            connect(widget.change, self.headline, [*self.inputs, language], [self.area])
        connect(self._reset.click, lambda: ([], [], [], "", ""), [], self.inputs)

    def read(
        self,
        kinds: list[SourceKind],
        languages: list[str],
        source_ids: list[str],
        year_from: str,
        year_to: str,
    ) -> Filters:
        """Return the filters that the widgets' values mean; ValueError when a year is none."""
        return Filters(
            kinds=tuple(kinds),
            languages=tuple(languages),
            source_ids=tuple(source_ids),
            year_from=read_year(year_from),
            year_to=read_year(year_to),
        )

    def source_choices(self, selected: list[str], language: Language) -> Update:
        """Return the change that offers the sources as they are now, and drops chosen ones that are gone."""
        view = View.of(self._library, self._wording, language)
        ready = matching(tuple(view.sources.values()), Filters())
        choices = [(f"{view.title(source)} ({view.year(source)})", source.id) for source in ready]
        return gr.update(choices=choices, value=[chosen for chosen in selected if chosen in view.sources])

    def headline(
        self,
        kinds: list[SourceKind],
        languages: list[str],
        source_ids: list[str],
        year_from: str,
        year_to: str,
        language: Language,
    ) -> Update:
        """Return the change of the area's headline: it says when and how far the search is narrowed."""
        try:
            filters = self.read(kinds, languages, source_ids, year_from, year_to)
        except ValueError:
            return gr.update(label=self._wording.library.bad_year.of(language))
        if filters == Filters():
            return gr.update(label=self._wording.filters.title.of(language))
        ready = matching(self._library.sources(), Filters())
        count = len(matching(ready, filters))
        return gr.update(label=self._wording.filters.title_active.fill(language, count=count, total=len(ready)))

    def _kind_choices(self, language: Language) -> list[tuple[str, str]]:
        return [(self._wording.kind(kind).of(language), kind) for kind in SOURCE_KINDS]

    def _language_choices(self, language: Language) -> list[tuple[str, str]]:
        return [(self._wording.language(code).of(language), code) for code in SOURCE_LANGUAGES]
