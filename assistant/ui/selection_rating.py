"""Step "Rating": one candidate at a time, criterion by criterion; of projects each rater alone first."""

from collections.abc import Sequence

import gradio as gr
from gradio.components import Component

from assistant.instruments.typed import BadEntry
from assistant.selection.form_ratings import with_rated
from assistant.selection.raters import submitted, visible_ratings
from assistant.selection.records import TOGETHER, Rating, Selection, SelectionKind
from assistant.selection.words import Words
from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change
from assistant.ui.events import connect, latest
from assistant.ui.labels import Labels
from assistant.ui.markup import escape
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_proofs import ProofFields, Reading
from assistant.ui.selection_view import standing_html
from assistant.ui.selection_words import phrase, said
from assistant.ui.typed_table import Field, Line, TypedTable, read_cells, table_html
from ingest.records import Language, Text


class RatingStep:
    """Widgets of the step. Who is picked stays so when something else of the selection changes."""

    def __init__(
        self,
        kind: SelectionKind,
        workbench: Workbench,
        labels: Labels,
        language: gr.Radio,
        choice: gr.Dropdown,
        read: Reading,
    ) -> None:
        self._language, self._choice, self._read = language, choice, read
        self._is_alone = kind == "projects"
        labels.put(gr.Markdown(), value=phrase(f"rating_info_{kind}"))
        with gr.Row(equal_height=False, elem_classes="dossier-settings"):
            self._rater = labels.put(
                gr.Dropdown([], value=None, visible=self._is_alone, elem_id=f"{kind}-rater"), label=phrase("rater")
            )
            self._picker = labels.put(
                gr.Dropdown([], value=None, elem_id=f"{kind}-rated"), label=phrase(f"rated_{kind}")
            )
            self._next = labels.put(gr.Button(elem_id=f"{kind}-next", scale=0), value=phrase("next"))
        self._standing = gr.Markdown(elem_id=f"{kind}-standing", latex_delimiters=[])
        self._table = TypedTable(f"{kind}-ratings")
        self._submit = labels.put(
            gr.Button(variant="primary", visible=False, elem_id=f"{kind}-submit"), value=phrase("submit")
        )
        self._proofs = ProofFields(kind, workbench, labels)

    @property
    def pickers(self) -> list[Component]:
        """Return what says whom the step is about, for `shown`."""
        return [self._rater, self._picker]

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        shown: list[Component] = [self._rater, self._picker, self._standing, self._table.shown, self._submit]
        return [*shown, *self._proofs.outputs]

    def connect(self, acting: Acting, outside: Acting) -> None:
        """Connect the widgets; `acting` leaves this step as it is, `outside` draws it anew."""
        picked: list[Component] = [self._choice, self._language, *self.pickers]
        connect(latest(self._rater.input, self._picker.input), self._picked, picked, self.outputs)
        connect(self._next.click, self._onwards, picked, self.outputs)
        rated = acting(latest(self._table.typing), _rated, [self._table.typed])
        connect(rated.then, self._told, picked, [self._standing])
        outside(self._submit.click, _submitted, [self._rater])
        self._proofs.connect(acting, picked, self._read)

    def shown(
        self, selection: Selection | None, language: Language, rater: str | None = None, picked: str | None = None
    ) -> list[Change]:
        """Return the changes that show the ratings of whom is picked, of the first where nobody is."""
        raters = [(one.name, one.id) for one in selection.raters] if selection else []
        rater = _known(rater, raters) if self._is_alone else TOGETHER
        those = [(one.name, one.id) for one in selection.candidates] if selection else []
        picked = _known(picked, those)
        nobody = selection is None or (self._is_alone and not rater)
        changes = [gr.update(choices=raters, value=rater or None), gr.update(choices=those, value=picked)]
        if selection is None or nobody:
            told = escape(said("raters_first").of(language)) if selection else ""
            return [*changes, told, "", gr.update(visible=False), *self._proofs.shown(None, "", None, language)]
        open_ones = [one for one in selection.raters if one.id == rater and not one.submitted]
        return [
            *changes,
            standing_html(selection, picked, rater or TOGETHER, language),
            _table_html(selection, rater or TOGETHER, picked, language),
            gr.update(visible=bool(open_ones) and bool(picked)),
            *self._proofs.shown(selection, rater or TOGETHER, picked, language),
        ]

    def _picked(self, chosen: str | None, language: Language, rater: str | None, picked: str | None) -> list[Change]:
        return self.shown(self._read(chosen), language, rater, picked)

    def _onwards(self, chosen: str | None, language: Language, rater: str | None, picked: str | None) -> list[Change]:
        selection = self._read(chosen)
        ids = [one.id for one in selection.candidates] if selection else []
        at = ids.index(picked) + 1 if picked in ids else 0
        return self.shown(selection, language, rater, ids[at % len(ids)] if ids else None)

    def _told(self, chosen: str | None, language: Language, rater: str | None, picked: str | None) -> Change:
        selection = self._read(chosen)
        there = selection is not None and picked in {one.id for one in selection.candidates}
        return standing_html(selection, picked, rater or TOGETHER, language) if selection and there else gr.skip()


def _known(wanted: str | None, choices: Sequence[tuple[str, str]]) -> str | None:
    ids = [one for _, one in choices]
    return wanted if wanted in ids else ids[0] if ids else None


def _rated(selection: Selection, typed: str) -> tuple[Selection, BadEntry | None]:
    of, cells = read_cells(typed)
    candidate, _, rater = of.partition("/")
    done = with_rated(selection, rater, candidate, cells)
    return done.selection, done.told


def _submitted(selection: Selection, rater: str | None) -> tuple[Selection, Text]:
    return submitted(selection, rater or "–"), said("submitted_told")


def _table_html(selection: Selection, rater: str, candidate: str | None, language: Language) -> str:
    if candidate is None or (rater, candidate) in selection.barred:
        return ""
    words = Words(language)
    score = Field("score", said("score_heading").of(language), "[0-4]?", is_figure=True)
    fields = (score, Field("note", words("column_note")))
    seen = [one for one in selection.ratings if rater == TOGETHER] or visible_ratings(selection, rater)
    here = [one for one in seen if one.candidate == candidate]
    own = {one.criterion: one for one in here if one.rater == rater}
    others = _others(selection, [one for one in here if one.rater != rater])
    lines = []
    for one in selection.criteria:
        given = own.get(one.id)
        values = (_figure(given.score if given else None), given.note if given else "")
        about = one.question.of(language) if one.question else ""
        if one.least is not None:
            about += f" {said('knock_out_about', least=one.least).of(language)}"
        told = escape("; ".join(others.get(one.id, ())))
        lines.append(Line(one.id, one.title.of(language), values, about, one.group.of(language), told))
    heading = said("others_heading").of(language) if others else ""
    return table_html(f"{candidate}/{rater}", words("column_criterion"), fields, lines, heading)


def _others(selection: Selection, ratings: Sequence[Rating]) -> dict[str, list[str]]:
    names = {one.id: one.name for one in selection.raters}
    told: dict[str, list[str]] = {}
    for one in ratings:
        note = f" ({one.note})" if one.note else ""
        told.setdefault(one.criterion, []).append(f"{names[one.rater]}: {_figure(one.score) or '–'}{note}")
    return told


def _figure(score: int | None) -> str:
    return "" if score is None else str(score)
