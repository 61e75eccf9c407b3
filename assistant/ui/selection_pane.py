"""What the selection of partners and that of projects share in the page: the bar, steps in their order, files."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from assistant.owner import OWNER
from assistant.selection.beginning import new_selection
from assistant.selection.form_sheets import SheetName
from assistant.selection.records import Selection, SelectionKind
from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change, DossierBar
from assistant.ui.events import Listener, connect
from assistant.ui.labels import Labels
from assistant.ui.selection_candidates import CandidatesStep
from assistant.ui.selection_criteria import Acting, Action, CriteriaStep
from assistant.ui.selection_decision import DecisionStep
from assistant.ui.selection_files import BeginningFields, FileFields
from assistant.ui.selection_raters import RatersStep
from assistant.ui.selection_rating import RatingStep
from assistant.ui.selection_result import ResultStep
from assistant.ui.selection_sheets import SheetsStep
from assistant.ui.selection_words import phrase
from assistant.ui.wording import Wording
from assistant.workspace.records import Dossier
from ingest.errors import AppError
from ingest.records import Language

# A step that shows the whole selection, and one that shows it for whom is picked.
Plain = CriteriaStep | CandidatesStep | RatersStep | DecisionStep
Picking = RatingStep | SheetsStep


class SelectionPane:
    """Widgets and events of a pane; what is placed into `step` stands under a tab with the step's number."""

    def __init__(
        self, kind: SelectionKind, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio
    ) -> None:
        self.name: str = kind
        self._kind, self._workbench, self._labels, self._language = kind, workbench, labels, language
        self._selections = workbench.workspace.shelf.dossiers(kind, Selection)
        self._bar = DossierBar(self._selections, wording, labels, language, kind, self._begin, self._place_beginnings)
        self._steps: list[Plain] = []
        self._picking: list[Picking] = []
        self._tabs: list[gr.Tab] = []
        with self._bar.work:
            with gr.Tabs(elem_id=f"{kind}-steps"):
                self._place()
            self._files = FileFields(kind, labels)
        self._connect()

    def _place_beginnings(self) -> None:
        self._beginning = BeginningFields(self._kind, self._workbench, self._labels)

    def _place(self) -> None:
        """Place the steps in their order."""
        raise NotImplementedError

    def _step(self, name: str) -> AbstractContextManager[object]:
        """Return the tab of a further step, numbered, to place it in."""
        number = len(self._tabs) + 1
        numbered = phrase(f"step_{name}").model_copy(
            update={"de": f"{number} {phrase(f'step_{name}').de}", "en": f"{number} {phrase(f'step_{name}').en}"}
        )
        self._tabs.append(self._labels.put(gr.Tab(id=f"{self._kind}-{name}"), label=numbered))
        return self._tabs[-1]

    def _place_rating(self) -> None:
        with self._step("rating"):
            self._picking.append(
                RatingStep(self._kind, self._workbench, self._labels, self._language, self._bar.choice, self._read)
            )

    def _place_result(self) -> None:
        with self._step("result"):
            self._result_tab = self._tabs[-1]
            self._result = ResultStep(self._kind, self._labels, self._language, self._bar.choice, self._read)

    def _place_sheets(self, name: str, sheets: Sequence[SheetName]) -> None:
        with self._step(name):
            self._picking.append(
                SheetsStep(self._kind, name, sheets, self._labels, self._language, self._bar.choice, self._read)
            )

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        return [*self._bar.outputs, *self._beginning.outputs]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language."""
        return self._bar.inputs

    def updates(self, chosen: str | None, language: Language) -> list[Change]:
        """Return the changes that show the chosen selection, and the strategies to begin one from."""
        return [*self._bar.updates(chosen, language), *self._beginning.updates()]

    def _connect(self) -> None:
        self._kept = _outputs(self._picking)
        shown = [*_outputs(self._steps), *self._kept, *self._result.outputs, *self._files.outputs]
        self._bar.connect(shown, self._shown)
        self._beginning.connect(self._bar)
        rating = [step for step in self._picking if isinstance(step, RatingStep)]
        everywhere = self._acting([], self._picking)
        self._files.connect(self._bar, everywhere)
        for step in self._steps:
            others = _outputs([one for one in self._steps if one is not step])
            drawn = [] if isinstance(step, DecisionStep) else rating
            step.connect(everywhere if isinstance(step, CandidatesStep) else self._acting(others, drawn))
        unrated = _outputs([one for one in self._steps if not isinstance(one, RatersStep)])
        for picking in self._picking:
            if isinstance(picking, RatingStep):
                picking.connect(self._acting(unrated, []), self._acting(unrated, rating))
            else:
                picking.connect(self._acting(_outputs(self._steps), []))
        left = [one.select for one in self._tabs if one is not self._result_tab]
        self._result.connect(self._result_tab.select, left)

    def _acting(self, left: Sequence[Component], drawn: Sequence[Picking]) -> Acting:
        """Return what connects an action that leaves these components as they are, and the steps with somebody picked.

        Of the latter, `drawn` are drawn anew after it, about whom they were. To draw all after each click would take
        the browser a second.
        """

        def act(
            listener: Listener, action: Action, inputs: Sequence[Component], *, leaves: Sequence[Component] = ()
        ) -> Dependency:
            done = self._bar.acting(listener, action, inputs, leaves=[*leaves, *left, *self._kept])
            if drawn:
                pickers = [each for step in drawn for each in step.pickers]
                given: list[Component] = [self._bar.choice, self._language, *pickers]
                connect(done.then, partial(self._redrawn, drawn), given, _outputs(drawn))
            return done

        return act

    def _redrawn(
        self, steps: Sequence[Picking], chosen: str | None, language: Language, *picked: str | None
    ) -> list[Change]:
        selection, at = self._read(chosen), 0
        changes: list[Change] = []
        for step in steps:
            changes += step.shown(selection, language, *picked[at : at + len(step.pickers)])
            at += len(step.pickers)
        return changes

    def _shown(self, dossier: Dossier[Selection] | None, language: Language) -> Sequence[Change]:
        if dossier is None:  # nothing of it is to be seen
            shown = [*_outputs(self._steps), *self._kept, *self._result.outputs, *self._files.outputs]
            return [gr.skip()] * len(shown)
        selection = dossier.content
        plain = [each for step in self._steps for each in step.shown(selection, language)]
        picking = [each for step in self._picking for each in step.shown(selection, language)]
        return [*plain, *picking, *self._result.shown(dossier, language), *self._files.shown()]

    def _read(self, chosen: str | None) -> Selection | None:
        try:
            return self._selections.get(OWNER, chosen).content if chosen else None
        except AppError:  # deleted in another tab; that is said when something is changed
            return None

    def _begin(self, language: Language) -> tuple[str, Selection]:
        made = new_selection(self._kind, language)
        return made.title, made


def _outputs(steps: Sequence[Plain] | Sequence[Picking]) -> list[Component]:
    return [each for step in steps for each in step.outputs]
