"""Step "Criteria": choose from the catalogue by group, add one's own, set weights and knock-out limits."""

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from assistant.instruments.typed import BadEntry, figure_text
from assistant.selection import form
from assistant.selection.catalogue import load_catalogue, read_catalogue
from assistant.selection.records import Criterion, Selection, SelectionKind
from assistant.selection.words import Words
from assistant.ui.dossier_bar import Change
from assistant.ui.events import Listener, latest
from assistant.ui.labels import Labels
from assistant.ui.selection_view import hint_html
from assistant.ui.selection_words import phrase, said
from assistant.ui.typed_table import Field, Line, TypedTable, read_cells, table_html
from ingest.errors import AppError
from ingest.records import Language, Text

# Returns the selection after an action, and what to tell.
Action = Callable[..., Selection | tuple[Selection, Text | AppError | None]]


class Acting(Protocol):
    """Connects an action as `DossierBar.acting` does, for the steps of a selection."""

    def __call__(
        self, listener: Listener, action: Action, inputs: Sequence[Component], *, leaves: Sequence[Component] = ()
    ) -> Dependency: ...


class CriteriaStep:
    """Widgets of the step."""

    def __init__(self, kind: SelectionKind, labels: Labels) -> None:
        self._catalogue = load_catalogue(kind)
        labels.put(gr.Markdown(), value=phrase("criteria_info"))
        self._folds: list[Component] = []  # of each group the fold, whose label counts, and the boxes
        self._boxes: list[gr.CheckboxGroup] = []
        for group in self._catalogue.groups:
            criteria = tuple(one for one in self._catalogue.criteria if one.group == group.title)
            with gr.Accordion(
                group.title.de, open=False, elem_classes="profile-group", elem_id=f"{kind}-group-{group.id}"
            ) as fold:
                self._boxes.append(_choice(criteria, labels))
            self._folds += [fold, self._boxes[-1]]
        self._place_own(kind, labels)
        self._count = gr.Markdown(elem_id=f"{kind}-count", latex_delimiters=[])
        self._weights = TypedTable(f"{kind}-weights")

    def _place_own(self, kind: SelectionKind, labels: Labels) -> None:
        accordion = gr.Accordion(open=False, elem_classes="profile-group", elem_id=f"{kind}-own")
        with labels.put(accordion, label=phrase("own_group")):
            self._own = labels.put(
                gr.CheckboxGroup([], elem_classes="criteria-choice", elem_id=f"{kind}-own-chosen"),
                label=phrase("own_chosen"),
            )
            with gr.Row(equal_height=False):
                self._title = labels.put(
                    gr.Textbox("", max_lines=1, max_length=200, elem_id=f"{kind}-own-title"), label=phrase("own_title")
                )
                self._question = labels.put(
                    gr.Textbox("", max_lines=2, max_length=500, elem_id=f"{kind}-own-question"),
                    label=phrase("own_question"),
                )
            with gr.Row(equal_height=False, elem_classes="dossier-settings"):
                self._add = labels.put(gr.Button(elem_id=f"{kind}-own-add", scale=0), value=phrase("own_add"))
                self._file = labels.put(
                    gr.UploadButton(file_types=[".toml"], elem_id=f"{kind}-own-file", scale=0),
                    label=phrase("own_file"),
                )

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [*self._folds, self._own, self._title, self._question, self._count, self._weights.shown]

    def connect(self, acting: Acting) -> None:
        """Connect the widgets with the selection that the bar shows."""
        typed: list[Component] = [self._title, self._question]
        boxes = [*self._boxes, self._own]
        acting(latest(*(one.input for one in boxes)), self._chosen, boxes, leaves=[*typed, *boxes])
        acting(self._add.click, form.with_own_criterion, typed)
        acting(self._file.upload, _of_file, [self._file], leaves=typed)
        acting(latest(self._weights.typing), _weighed, [self._weights.typed], leaves=[*typed, self._weights.shown])

    def shown(self, selection: Selection | None, language: Language) -> list[Change]:
        """Return the changes that show the criteria of a selection."""
        present = selection.criteria if selection else ()
        ids = {one.id for one in present}
        changes: list[Change] = []
        for group in self._catalogue.groups:
            chosen = [one.id for one in group.criteria if one.id in ids]
            told = said("group_count", title=group.title.of(language), count=len(chosen), all=len(group.criteria))
            changes += [gr.update(label=told.of(language)), chosen]
        known = {one.id for one in self._catalogue.criteria}
        own = [one for one in present if one.id not in known]
        choices = [(_label(one, language), one.id) for one in own]
        changes.append(gr.update(choices=choices, value=[one.id for one in own], visible=bool(own)))
        count = said("criteria_count", count=len(present)) if present else said("criteria_none")
        return [*changes, "", "", hint_html(count.of(language)), _weights_html(present, language)]

    def _chosen(self, selection: Selection, *chosen: Sequence[str]) -> Selection | tuple[Selection, Text]:
        return form.with_criteria(selection, self._catalogue.criteria, [one for group in chosen for one in group])


def _choice(criteria: Sequence[Criterion], labels: Labels) -> gr.CheckboxGroup:
    def choices(language: Language) -> list[tuple[str, str]]:
        return [(_label(one, language), one.id) for one in criteria]

    boxes = gr.CheckboxGroup(choices("de"), show_select_all=True, elem_classes="criteria-choice")
    return labels.put(boxes, lambda to: {"choices": choices(to)}, label=phrase("choose_all"))


def _label(criterion: Criterion, language: Language) -> str:
    title, question = criterion.title.of(language), criterion.question
    return f"{title} – {question.of(language)}" if question else title


def _of_file(selection: Selection, path: str) -> Selection:
    return form.with_added(selection, read_catalogue(Path(path)).criteria)


def _weighed(selection: Selection, typed: str) -> tuple[Selection, BadEntry | None]:
    done = form.with_weights(selection, read_cells(typed)[1])
    return done.selection, done.told


def _weights_html(criteria: Sequence[Criterion], language: Language) -> str:
    words = Words(language)
    fields = (
        Field("weight", words("column_weight"), r"\d{0,2}([.,]\d*)?", is_figure=True),
        Field("least", words("column_least"), "[1-4]?", is_figure=True),
    )
    lines = [
        Line(
            one.id,
            one.title.of(language),
            (figure_text(one.weight, language), "" if one.least is None else str(one.least)),
            group=group,
        )
        for group, those in groupby(criteria, key=lambda one: one.group.of(language))
        for one in those
    ]
    return table_html("criteria", words("column_criterion"), fields, lines)
