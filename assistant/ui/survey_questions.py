"""The questions of a survey in the page: choose from the catalogue, move, add one's own."""

from collections.abc import Callable, Sequence

import gradio as gr
from gradio.components import Component

from assistant.phrase import Phrase
from assistant.survey.catalogue import load_catalogue
from assistant.survey.questionnaire import moved, with_own, with_questions
from assistant.survey.records import QUESTION_KINDS, THEMES, QuestionKind, Survey, Theme
from assistant.survey.words import text
from assistant.ui.dossier_bar import Change, DossierBar
from assistant.ui.labels import Labels
from ingest.records import Language, Text


def phrase(key: str) -> Phrase:
    """Return a text of prompts/survey/words.toml for a widget."""
    return Phrase(de=text(key).de, en=text(key).en)


class QuestionFields:
    """Widgets of the questions; each change is saved at once."""

    def __init__(self, bar: DossierBar[Survey], labels: Labels) -> None:
        self._bar = bar
        with labels.put(
            gr.Accordion(open=False, elem_classes="profile-group", elem_id="survey-step-questions"),
            label=phrase("page_step_questions"),
        ):
            self._chosen = labels.put(
                gr.CheckboxGroup([], elem_id="survey-questions"),
                label=phrase("page_choose"),
                info=phrase("page_choose_info"),
            )
            with gr.Row(elem_classes="dossier-settings", equal_height=False):
                self._moving = labels.put(
                    gr.Dropdown([], value=None, elem_id="survey-moving", scale=3), label=phrase("page_move")
                )
                self._up = labels.put(gr.Button(elem_id="survey-up", scale=0), value=phrase("page_up"))
                self._down = labels.put(gr.Button(elem_id="survey-down", scale=0), value=phrase("page_down"))
            self._place_own(labels)

    def _place_own(self, labels: Labels) -> None:
        with labels.put(
            gr.Accordion(open=False, elem_classes="profile-group", elem_id="survey-own"), label=phrase("page_own")
        ):
            self._text = labels.put(
                gr.Textbox("", max_lines=2, max_length=300, elem_id="survey-own-text"), label=phrase("page_own_text")
            )
            with gr.Row(equal_height=False):
                self._kind = labels.put(
                    gr.Dropdown(_named("kind", QUESTION_KINDS, "de"), value="multiple", elem_id="survey-own-kind"),
                    lambda to: {"choices": _named("kind", QUESTION_KINDS, to)},
                    label=phrase("page_own_kind"),
                )
                self._theme = labels.put(
                    gr.Dropdown(_named("theme", THEMES, "de"), value="support", elem_id="survey-own-theme"),
                    lambda to: {"choices": _named("theme", THEMES, to)},
                    label=phrase("page_own_theme"),
                )
            self._options = labels.put(
                gr.Textbox("", lines=3, max_lines=10, elem_id="survey-own-options"), label=phrase("page_own_options")
            )
            self._need = labels.put(gr.Checkbox(False, elem_id="survey-own-need"), label=phrase("page_own_need"))
            self._add = labels.put(gr.Button(elem_id="survey-own-add"), value=phrase("page_own_add"))

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._chosen, self._moving, self._text, self._options, self._need]

    @property
    def typed(self) -> list[Component]:
        """Return the fields of a question that is being typed: other changes leave them alone."""
        return [self._text, self._options, self._need]

    def connect(self) -> None:
        """Connect the widgets with the survey that the bar shows."""
        self._bar.acting(self._chosen.input, with_questions, [self._chosen], leaves=self.typed)
        for button, steps in ((self._up, -1), (self._down, 1)):
            self._bar.acting(button.click, _moving(steps), [self._moving], leaves=[*self.typed, self._moving])
        given: list[Component] = [self._kind, self._theme, self._text, self._options, self._need]
        self._bar.acting(self._add.click, _own, given)

    def shown(self, survey: Survey | None, language: Language) -> Sequence[Change]:
        """Return the changes of `outputs` that show a survey."""
        if survey is None:
            return [gr.update(choices=[], value=[]), gr.update(choices=[], value=None), "", "", False]
        known = {one.code for one in load_catalogue().questions}
        own = [one for one in survey.questions if one.code not in known]
        every = sorted((*load_catalogue().questions, *own), key=lambda one: THEMES.index(one.theme))
        choices = [(f"{text(f'theme_{one.theme}').of(language)}: {one.text.of(language)}", one.code) for one in every]
        order = [(f"{at}. {one.text.of(language)}", one.code) for at, one in enumerate(survey.questions, 1)]
        told = text("page_questions").of(language).format(count=len(order))
        chosen = [one.code for one in survey.questions]
        return [gr.update(choices=choices, value=chosen, label=told), gr.update(choices=order), "", "", False]


def _moving(steps: int) -> Callable[[Survey, str | None], Survey]:
    def move(survey: Survey, code: str | None) -> Survey:
        return moved(survey, code or "", steps)

    return move


def _own(
    survey: Survey, kind: QuestionKind, theme: Theme, wording: str, options: str, need: bool
) -> tuple[Survey, Text]:
    made = with_own(survey, kind=kind, theme=theme, text=wording, options=options, need=need)
    return made, text("page_own_added")


def _named(what: str, names: Sequence[str], language: Language) -> list[tuple[str, str]]:
    return [(text(f"{what}_{one}").of(language), one) for one in names]
