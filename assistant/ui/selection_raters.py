"""Step "Raters" of a selection of projects: who rates, and who has an interest in a project and has no say on it."""

import gradio as gr
from gradio.components import Component

from assistant.selection.form import changed
from assistant.selection.form_ratings import with_conflict, with_rater, without_conflict, without_rater
from assistant.selection.records import BEST, Selection
from assistant.ui.dossier_bar import Change
from assistant.ui.events import latest
from assistant.ui.labels import Labels
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_view import raters_html
from assistant.ui.selection_words import phrase
from ingest.records import Language


class RatersStep:
    """Widgets of the step."""

    def __init__(self, labels: Labels) -> None:
        labels.put(gr.Markdown(), value=phrase("raters_info"))
        with gr.Row(equal_height=False, elem_classes="dossier-settings"):
            self._name = labels.put(
                gr.Textbox("", max_lines=1, max_length=200, elem_id="projects-rater-name", scale=3),
                label=phrase("rater_name"),
            )
            self._add = labels.put(
                gr.Button(variant="primary", elem_id="projects-rater-add", scale=0), value=phrase("rater_add")
            )
        self._listed = gr.Markdown(elem_id="projects-raters", latex_delimiters=[])
        self._place_conflicts(labels)
        with gr.Row(equal_height=False, elem_classes="dossier-settings"):
            self._apart = labels.put(
                gr.Dropdown([(str(one), one) for one in range(1, BEST + 1)], value=2, elem_id="projects-apart"),
                label=phrase("discuss_from"),
            )
            self._gone = labels.put(
                gr.Dropdown([], value=None, elem_id="projects-rater-gone"), label=phrase("rater_gone")
            )
            self._remove = labels.put(
                gr.Button(elem_id="projects-rater-remove", elem_classes="danger", scale=0), value=phrase("remove")
            )

    def _place_conflicts(self, labels: Labels) -> None:
        accordion = gr.Accordion(open=True, elem_classes="profile-group", elem_id="projects-conflicts")
        with labels.put(accordion, label=phrase("conflicts")):
            with gr.Row(equal_height=False):
                self._who = labels.put(
                    gr.Dropdown([], value=None, elem_id="projects-conflict-who"), label=phrase("rater")
                )
                self._where = labels.put(
                    gr.Dropdown([], value=None, elem_id="projects-conflict-where"), label=phrase("rated_projects")
                )
                self._why = labels.put(
                    gr.Textbox("", max_lines=2, max_length=4000, elem_id="projects-conflict-why"),
                    label=phrase("conflict_why"),
                )
            self._enter = labels.put(gr.Button(elem_id="projects-conflict-add"), value=phrase("conflict_add"))
            with gr.Row(equal_height=False, visible=False, elem_classes="dossier-settings") as self._lifting:
                self._lifted = labels.put(
                    gr.Dropdown([], value=None, elem_id="projects-conflict-gone", scale=3),
                    label=phrase("conflict_gone"),
                )
                self._lift = labels.put(
                    gr.Button(elem_id="projects-conflict-remove", elem_classes="danger", scale=0),
                    value=phrase("remove"),
                )

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        conflicts: list[Component] = [self._who, self._where, self._why, self._lifting, self._lifted]
        return [self._name, self._listed, *conflicts, self._apart, self._gone]

    def connect(self, acting: Acting) -> None:
        """Connect the widgets with the selection that the bar shows."""
        acting(latest(self._add.click, self._name.submit), with_rater, [self._name], leaves=[self._why])
        acting(self._enter.click, with_conflict, [self._who, self._where, self._why])
        acting(self._lift.click, without_conflict, [self._lifted], leaves=[self._name, self._why])
        acting(self._remove.click, without_rater, [self._gone], leaves=[self._name, self._why])
        acting(self._apart.input, _discussed, [self._apart], leaves=[self._name, self._why])

    def shown(self, selection: Selection | None, language: Language) -> list[Change]:
        """Return the changes that show the raters of a selection."""
        raters = [(one.name, one.id) for one in selection.raters] if selection else []
        projects = [(one.name, one.id) for one in selection.candidates] if selection else []
        names = {one: name for name, one in (*raters, *projects)}
        conflicts = selection.conflicts if selection else ()
        lines = [
            (f"{names[one.rater]} – {names[one.candidate]}: {one.reason}"[:90], at) for at, one in enumerate(conflicts)
        ]
        return [
            "",
            raters_html(selection, language) if selection else "",
            gr.update(choices=raters, value=None),
            gr.update(choices=projects, value=None),
            "",
            gr.update(visible=bool(conflicts)),
            gr.update(choices=lines, value=0 if lines else None),
            selection.discuss_from if selection else 2,
            gr.update(choices=raters, value=None),
        ]


def _discussed(selection: Selection, grades: int) -> Selection:
    return changed(selection, discuss_from=grades)
