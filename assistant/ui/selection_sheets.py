"""Steps with sheets to fill in for one candidate: PEST and SWOT, the cooperation protocol, intellectual property."""

from collections.abc import Callable, Sequence
from itertools import groupby

import gradio as gr
from gradio.components import Component

from assistant.phrase import Phrase
from assistant.selection.form_sheets import SheetName, field_text, fields_of, sheet_values, with_sheet
from assistant.selection.forms import Ipr
from assistant.selection.records import Selection, SelectionKind
from assistant.selection.starting import start_project
from assistant.selection.words import text_of
from assistant.ui.dossier_bar import Change
from assistant.ui.events import connect, latest
from assistant.ui.labels import Labels
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_proofs import Reading
from assistant.ui.selection_view import hint_html
from assistant.ui.selection_words import phrase, said
from ingest.records import Language, Text


class SheetsStep:
    """Widgets of such a step: whom it is about, and a fold for each sheet. `with_own` adds our own network's SWOT."""

    def __init__(
        self,
        kind: SelectionKind,
        name: str,
        sheets: Sequence[SheetName],
        labels: Labels,
        language: gr.Radio,
        choice: gr.Dropdown,
        read: Reading,
    ) -> None:
        self._language, self._choice, self._read = language, choice, read
        self._name = f"{kind}-{name}"
        labels.put(gr.Markdown(), value=phrase(f"{name}_info"))
        self._picker = labels.put(gr.Dropdown([], value=None, elem_id=self._name), label=phrase(f"rated_{kind}"))
        # Whose the fields are, in the browser beside them: a late event finds nobody else's id there.
        self._id = gr.Textbox("", visible="hidden", elem_id=f"{self._name}-shown", elem_classes="unseen")
        self._told = gr.Markdown(elem_id=f"{self._name}-told", latex_delimiters=[])
        self._start = labels.put(
            gr.Button(variant="primary", visible=False, elem_id=f"{self._name}-start"), value=phrase("start")
        )
        self._fields = {sheet: self._placed(sheet, labels) for sheet in sheets}

    def _placed(self, sheet: SheetName, labels: Labels) -> list[gr.Textbox]:
        """Place a fold with the fields of a sheet; of the rules on intellectual property, one for each rule."""
        boxes = []
        is_first = sheet != "own_swot"
        for rule, fields in groupby(
            fields_of(sheet), key=lambda field: field.partition(".")[0] if sheet == "ipr" else ""
        ):
            title = f"ipr_{rule}" if rule else sheet
            accordion = gr.Accordion(
                open=is_first, elem_classes="profile-group", elem_id=f"{self._name}-{sheet}-{rule}"
            )
            with labels.put(accordion, label=_phrase(text_of(title))), gr.Row(equal_height=False, elem_classes="sheet"):
                boxes += [self._box(sheet, field, labels) for field in fields]
        return boxes

    def _box(self, sheet: SheetName, field: str, labels: Labels) -> gr.Textbox:
        name = field.rpartition(".")[2]
        is_short = name in ("day", "agreed_on", "document", "responsible")
        box = gr.Textbox(
            "", lines=1 if is_short else 3, max_lines=12, elem_id=f"{self._name}-{sheet}-{field.replace('.', '-')}"
        )
        phrases = {"label": _phrase(field_text(sheet, field))}
        if sheet == "protocol":
            phrases["info"] = phrase(f"protocol_{name}_hint")
        elif name == "agreed":
            phrases["info"] = phrase(f"ipr_{field.partition('.')[0]}_hint")
        return labels.put(box, None, **phrases)

    @property
    def pickers(self) -> list[Component]:
        """Return what says whom the step is about, for `shown`."""
        return [self._picker]

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        boxes: list[Component] = [box for boxes in self._fields.values() for box in boxes]
        return [self._picker, self._id, self._told, self._start, *boxes]

    def connect(self, acting: Acting) -> None:
        """Connect the widgets; `acting` leaves this step as it is."""
        picked: list[Component] = [self._choice, self._language, self._picker]
        connect(self._picker.input, self._picked, picked, self.outputs)
        told: list[Component] = [self._told, self._start]
        for sheet, boxes in self._fields.items():
            typed = acting(latest(*(one.blur for one in boxes)), _writing(sheet), [self._id, *boxes])
            if sheet == "ipr":
                connect(typed.then, self._state_of, picked, told)
        started = acting(self._start.click, _started, [self._picker])
        connect(started.then, self._state_of, picked, told)

    def shown(self, selection: Selection | None, language: Language, picked: str | None = None) -> list[Change]:
        """Return the changes that show the sheets of whom is picked, of the first where nobody is."""
        those = [(one.name, one.id) for one in selection.candidates] if selection else []
        ids = [one for _, one in those]
        picked = picked if picked in ids else ids[0] if ids else None
        values = [
            value
            for sheet, boxes in self._fields.items()
            for value in (sheet_values(selection, sheet, picked) if selection else ("",) * len(boxes))
        ]
        state = self._state(selection, picked, language)
        return [gr.update(choices=those, value=picked), picked or "", *state, *values]

    def _picked(self, chosen: str | None, language: Language, picked: str | None) -> list[Change]:
        return self.shown(self._read(chosen), language, picked)

    def _state_of(self, chosen: str | None, language: Language, picked: str | None) -> list[Change]:
        return self._state(self._read(chosen), picked, language)

    def _state(self, selection: Selection | None, picked: str | None, language: Language) -> list[Change]:
        """Return what is told above the sheets, and whether the project can be started."""
        found = [one for one in selection.candidates if one.id == picked] if selection else []
        if not found:
            return [hint_html(said("candidates_first").of(language)) if selection else "", gr.update(visible=False)]
        if "ipr" not in self._fields:
            return ["", gr.update(visible=False)]
        missing = len(found[0].ipr.missing)
        if found[0].started:
            told = text_of("started")
        elif missing:
            told = said("ipr_lacks", count=missing, all=len(fields_of("ipr")), rules=len(Ipr.model_fields))
        else:
            told = text_of("ipr_ready")
        return [hint_html(told.of(language)), gr.update(visible=not found[0].started)]


def _writing(sheet: SheetName) -> Callable[..., Selection]:
    def write(selection: Selection, candidate: str | None, *values: str) -> Selection:
        return with_sheet(selection, sheet, candidate, values)

    return write


def _started(selection: Selection, project: str | None) -> Selection:
    return start_project(selection, project or "")


def _phrase(text: Text) -> Phrase:
    return Phrase(de=text.de, en=text.en)
