"""Step "Candidates": who is under consideration, with country and note."""

import gradio as gr
from gradio.components import Component

from assistant.instruments.typed import BadEntry
from assistant.selection import form
from assistant.selection.records import Selection, SelectionKind
from assistant.selection.words import Words
from assistant.ui.dossier_bar import Change
from assistant.ui.events import latest
from assistant.ui.labels import Labels
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_view import hint_html
from assistant.ui.selection_words import phrase, said
from assistant.ui.typed_table import Field, Line, TypedTable, read_cells, table_html
from ingest.records import Language


class CandidatesStep:
    """Widgets of the step."""

    def __init__(self, kind: SelectionKind, labels: Labels) -> None:
        self._lines = labels.put(
            gr.Textbox("", lines=3, max_lines=12, elem_id=f"{kind}-new-names"),
            label=phrase(f"new_names_{kind}"),
            info=phrase(f"new_names_info_{kind}"),
        )
        self._add = labels.put(
            gr.Button(variant="primary", elem_id=f"{kind}-add-names"), value=phrase(f"add_names_{kind}")
        )
        self._table = TypedTable(f"{kind}-names")
        self._none = gr.Markdown(elem_id=f"{kind}-no-names", latex_delimiters=[])
        with gr.Row(equal_height=False, elem_classes="dossier-settings") as self._removing:
            self._gone = labels.put(
                gr.Dropdown([], value=None, elem_id=f"{kind}-gone", scale=3), label=phrase("remove_name")
            )
            self._remove = labels.put(
                gr.Button(elem_id=f"{kind}-remove-name", elem_classes="danger", scale=0), value=phrase("remove")
            )

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._lines, self._table.shown, self._none, self._removing, self._gone]

    def connect(self, acting: Acting) -> None:
        """Connect the widgets with the selection that the bar shows."""
        acting(self._add.click, form.with_candidates, [self._lines])
        acting(latest(self._table.typing), _retyped, [self._table.typed], leaves=[self._lines, self._table.shown])
        acting(self._remove.click, form.without_candidate, [self._gone], leaves=[self._lines])

    def shown(self, selection: Selection | None, language: Language) -> list[Change]:
        """Return the changes that show the candidates of a selection."""
        candidates = selection.candidates if selection else ()
        words = Words(language)
        fields = [Field(one, words(f"column_{one}")) for one in ("country", "note")]
        fields.insert(0, Field("name", words("column_candidate")))
        lines = [
            Line(one.id, str(number), (one.name, one.country, one.note)) for number, one in enumerate(candidates, 1)
        ]
        missing = said(f"no_candidates_{selection.kind}").of(language) if selection and not candidates else ""
        there = gr.update(visible=bool(candidates))
        choices = [(one.name, one.id) for one in candidates]
        table = table_html("candidates", said("number").of(language), fields, lines)
        return ["", table, hint_html(missing) if missing else "", there, gr.update(choices=choices, value=None)]


def _retyped(selection: Selection, typed: str) -> tuple[Selection, BadEntry | None]:
    done = form.with_candidate_cells(selection, read_cells(typed)[1])
    return done.selection, done.told
