"""Step "Decision": short list, who is chosen and who declined, and the minutes of each decision."""

from collections.abc import Callable, Sequence

import gradio as gr
from gradio.components import Component

from assistant.selection import form
from assistant.selection.records import Selection, SelectionKind, Stage
from assistant.ui.dossier_bar import Change
from assistant.ui.events import latest
from assistant.ui.labels import Labels
from assistant.ui.markup import shortened
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_view import minutes_html
from assistant.ui.selection_words import phrase
from ingest.records import Language

_STAGES: tuple[Stage, ...] = ("short_list", "chosen", "declined")
_FIELDS = ("day", "who", "what", "why", "dissent")
_LONGEST_CHOICE = 90  # characters of a decision in the list


class DecisionStep:
    """Widgets of the step."""

    def __init__(self, kind: SelectionKind, labels: Labels) -> None:
        labels.put(gr.Markdown(), value=phrase("stages_info"))
        self._stages: dict[Stage, gr.Dropdown] = {}
        for stage in _STAGES:
            box = gr.Dropdown([], value=[], multiselect=True, elem_id=f"{kind}-{stage.replace('_', '-')}")
            self._stages[stage] = labels.put(box, label=phrase(f"stage_{stage}_title"))
        self._minutes = gr.Markdown(elem_id=f"{kind}-minutes", latex_delimiters=[])
        accordion = gr.Accordion(open=True, elem_classes="profile-group", elem_id=f"{kind}-minute-fields")
        with labels.put(accordion, label=phrase("minutes_new")):
            with gr.Row(equal_height=False):
                self._fields = [self._box(kind, one, labels) for one in _FIELDS[:2]]
            self._fields += [self._box(kind, one, labels) for one in _FIELDS[2:]]
            self._add = labels.put(
                gr.Button(variant="primary", elem_id=f"{kind}-minutes-add"), value=phrase("minutes_add")
            )
        with gr.Row(equal_height=False, visible=False, elem_classes="dossier-settings") as self._removing:
            self._gone = labels.put(
                gr.Dropdown([], value=None, elem_id=f"{kind}-minutes-gone", scale=3), label=phrase("minutes_gone")
            )
            self._remove = labels.put(
                gr.Button(elem_id=f"{kind}-minutes-remove", elem_classes="danger", scale=0), value=phrase("remove")
            )

    @staticmethod
    def _box(kind: SelectionKind, field: str, labels: Labels) -> gr.Textbox:
        lines = 1 if field in ("day", "who") else 2
        box = gr.Textbox("", lines=lines, max_lines=8, max_length=4000, elem_id=f"{kind}-minutes-{field}")
        return labels.put(box, label=phrase(f"minutes_{field}"))

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [*self._stages.values(), self._minutes, self._removing, self._gone, *self._fields]

    def connect(self, acting: Acting) -> None:
        """Connect the widgets with the selection that the bar shows."""
        for stage, box in self._stages.items():
            acting(latest(box.input), _staging(stage), [box], leaves=self._fields)
        acting(self._add.click, form.with_minutes, self._fields)
        acting(self._remove.click, form.without_minutes, [self._gone], leaves=self._fields)

    def shown(self, selection: Selection | None, language: Language) -> list[Change]:
        """Return the changes that show lists and minutes of a selection."""
        candidates = selection.candidates if selection else ()
        choices = [(one.name, one.id) for one in candidates]
        changes: list[Change] = [
            gr.update(choices=choices, value=[one.id for one in candidates if one.stage == stage]) for stage in _STAGES
        ]
        decisions = selection.decisions if selection else ()
        listed = [(shortened(f"{one.day} {one.what}".strip(), _LONGEST_CHOICE), at) for at, one in enumerate(decisions)]
        told = minutes_html(selection, language) if selection else ""
        gone = gr.update(choices=listed, value=len(listed) - 1 if listed else None)
        return [*changes, told, gr.update(visible=bool(decisions)), gone, *([""] * len(self._fields))]


def _staging(stage: Stage) -> Callable[[Selection, Sequence[str]], Selection]:
    def stage_them(selection: Selection, chosen: Sequence[str]) -> Selection:
        return form.with_stage(selection, stage, chosen)

    return stage_them
