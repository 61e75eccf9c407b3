"""Proofs of a rating: somebody's statement, a document of the library with its words, a link."""

from collections.abc import Callable, Sequence

import gradio as gr
from gradio.components import Component

from assistant.selection.form_ratings import rating_of, typed_proof, with_proof, without_proof
from assistant.selection.records import PROOF_KINDS, TOGETHER, ProofKind, Rating, Selection, SelectionKind
from assistant.selection.words import Words
from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change
from assistant.ui.events import connect
from assistant.ui.labels import Labels
from assistant.ui.markup import shortened
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_view import proof_line, proofs_html
from assistant.ui.selection_words import phrase
from ingest.records import Language, Source

# Returns the selection of a chosen dossier, None where there is none.
Reading = Callable[[str | None], Selection | None]
_LONGEST_CHOICE = 90  # characters of a proof in the list


class ProofFields:
    """Widgets for the proofs of one criterion at a time."""

    def __init__(self, kind: SelectionKind, workbench: Workbench, labels: Labels) -> None:
        self._workbench, self._read = workbench, lambda chosen: None  # type: Workbench, Reading
        accordion = gr.Accordion(open=False, elem_classes="profile-group", elem_id=f"{kind}-proofs")
        with labels.put(accordion, label=phrase("proofs")):
            self._criterion = labels.put(
                gr.Dropdown([], value=None, elem_id=f"{kind}-proof-criterion"), label=phrase("proof_criterion")
            )
            self._listed = gr.Markdown(elem_id=f"{kind}-proof-list", latex_delimiters=[])
            with gr.Row(equal_height=False, visible=False, elem_classes="dossier-settings") as self._removing:
                self._gone = labels.put(
                    gr.Dropdown([], value=None, elem_id=f"{kind}-proof-gone", scale=3), label=phrase("proof_gone")
                )
                self._remove = labels.put(
                    gr.Button(elem_id=f"{kind}-proof-remove", elem_classes="danger", scale=0), value=phrase("remove")
                )
            self._kind = labels.put(
                gr.Radio(_kinds("de"), value="statement", elem_id=f"{kind}-proof-kind"),
                lambda to: {"choices": _kinds(to)},
                label=phrase("proof_kind"),
            )
            with gr.Row(equal_height=False):
                self._source = labels.put(
                    gr.Dropdown([], value=None, visible=False, elem_id=f"{kind}-proof-source"),
                    label=phrase("proof_source"),
                    info=phrase("proof_source_info"),
                )
                self._page = labels.put(
                    gr.Textbox("", max_lines=1, max_length=40, visible=False, elem_id=f"{kind}-proof-page"),
                    label=phrase("proof_page"),
                )
                self._link = labels.put(
                    gr.Textbox("", max_lines=1, visible=False, elem_id=f"{kind}-proof-link"), label=phrase("proof_link")
                )
            self._text = labels.put(
                gr.Textbox("", lines=2, max_lines=8, max_length=4000, elem_id=f"{kind}-proof-text"),
                label=phrase("proof_text"),
                info=phrase("proof_text_info"),
            )
            self._add = labels.put(gr.Button(elem_id=f"{kind}-proof-add"), value=phrase("proof_add"))

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._criterion, *self._of_criterion, *self._typed]

    @property
    def _of_criterion(self) -> list[Component]:
        return [self._listed, self._removing, self._gone]

    @property
    def _typed(self) -> list[Component]:
        return [self._source, self._page, self._link, self._text]

    def connect(self, acting: Acting, picked: Sequence[Component], read: Reading) -> None:
        """Connect the widgets; `picked` are the chosen dossier, the language, rater and candidate."""
        self._read = read
        rater, candidate = picked[2:]
        place = [rater, candidate, self._criterion]
        connect(self._criterion.input, self._listed_of, [*picked, self._criterion], self._of_criterion)
        connect(self._kind.input, _fitting, [self._kind], [self._source, self._page, self._link])
        added = acting(
            self._add.click, self._added, [*place, self._kind, self._text, self._link, self._page, self._source]
        )
        removed = acting(self._remove.click, _removed, [*place, self._gone])
        for event in (added, removed):
            connect(event.then, self._listed_of, [*picked, self._criterion], self._of_criterion)
        connect(added.success, lambda: ("", ""), [], [self._text, self._link])

    def shown(self, selection: Selection | None, rater: str, candidate: str | None, language: Language) -> list[Change]:
        """Return the changes that show the criteria to prove; none is chosen yet."""
        criteria = selection.criteria if selection and candidate else ()
        choices = [(one.title.of(language), one.id) for one in criteria]
        sources = [
            (one.details.title or one.file_name, one.id)
            for one in self._workbench.assistant.library.sources()
            if one.state == "ready"
        ]
        listed = self._lines(None, language)
        return [gr.update(choices=choices, value=None), *listed, gr.update(choices=sources, value=None), "", "", ""]

    def _listed_of(
        self, chosen: str | None, language: Language, rater: str | None, candidate: str | None, criterion: str | None
    ) -> list[Change]:
        selection = self._read(chosen)
        if selection is None or not candidate or not criterion:
            return self._lines(None, language)
        return self._lines(rating_of(selection, rater or TOGETHER, candidate, criterion), language)

    def _lines(self, rating: Rating | None, language: Language) -> list[Change]:
        proofs = rating.proofs if rating else ()
        choices = [(shortened(proof_line(one, language), _LONGEST_CHOICE), at) for at, one in enumerate(proofs)]
        gone = gr.update(choices=choices, value=0 if proofs else None)
        return [proofs_html(proofs, language), gr.update(visible=bool(proofs)), gone]

    def _added(
        self,
        selection: Selection,
        rater: str | None,
        candidate: str | None,
        criterion: str | None,
        kind: ProofKind,
        text: str,
        link: str,
        page: str,
        source: str | None,
    ) -> Selection:
        found = self._source_of(source) if kind == "document" else None
        proof = typed_proof(kind, text, link, page, found, self._workbench.proof)
        return with_proof(selection, rater or TOGETHER, candidate, criterion, proof)

    def _source_of(self, source: str | None) -> Source | None:
        return next((one for one in self._workbench.assistant.library.sources() if one.id == source), None)


def _removed(
    selection: Selection, rater: str | None, candidate: str | None, criterion: str | None, number: int | None
) -> Selection:
    return without_proof(selection, rater or TOGETHER, candidate, criterion, number)


def _fitting(kind: ProofKind) -> list[Change]:
    """Return the changes that show the fields of this kind of proof."""
    return [gr.update(visible=kind == wanted) for wanted in ("document", "document", "link")]


def _kinds(language: Language) -> list[tuple[str, str]]:
    words = Words(language)
    return [(words(f"proof_{one}"), one) for one in PROOF_KINDS]
