"""The needs survey in the page: choose method and questions, download the form, read answers, take the result over."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import gradio as gr
from gradio.components import Component

from assistant.export.files import write_draft
from assistant.instruments.record_file import record_bytes
from assistant.instruments.typed import BadEntry
from assistant.survey import form
from assistant.survey.answers import read_answers
from assistant.survey.catalogue import new_survey
from assistant.survey.evaluate import evaluate
from assistant.survey.form_csv import answer_sheet_csv, questionnaire_csv
from assistant.survey.form_docx import questionnaire_docx
from assistant.survey.import_told import import_told
from assistant.survey.material import add_to_library
from assistant.survey.methods import load_methods
from assistant.survey.records import Survey
from assistant.survey.report import survey_report
from assistant.survey.results import Evaluation
from assistant.survey.survey_file import read_survey
from assistant.survey.words import SurveyWords, text
from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change, DossierBar
from assistant.ui.downloads import download_path, format_choices
from assistant.ui.events import connect
from assistant.ui.labels import Labels
from assistant.ui.survey_questions import QuestionFields, phrase
from assistant.ui.survey_view import evaluation_html, methods_html, question_html
from assistant.ui.uploads import discard
from assistant.ui.wording import Wording
from assistant.workspace.records import Dossier
from ingest.records import Language, Text

_FORMS = ("docx", "csv", "sheet", "json")
_REPORT = ".docx"


class SurveyPane:
    """Widgets and events of the pane; `language` is the page's language switch."""

    name = "survey"

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._workbench, self._wording, self._language = workbench, wording, language
        surveys = workbench.workspace.shelf.dossiers("survey", Survey)
        self._bar = DossierBar(
            surveys, wording, labels, language, self.name, _begin, lambda: self._place_beginning(labels)
        )
        with self._bar.work:
            self._place_method(labels)
            self._questions = QuestionFields(self._bar, labels)
            self._place_form(labels)
            self._place_answers(labels)
            self._place_result(labels)
        self._connect()

    def _place_beginning(self, labels: Labels) -> None:
        with gr.Row(elem_classes="dossier-choice", equal_height=False):
            self._load = labels.put(
                gr.UploadButton(file_types=[".json"], elem_id="survey-load", scale=0, min_width=320),
                label=phrase("page_form_load"),
            )

    def _place_method(self, labels: Labels) -> None:
        with labels.put(gr.Accordion(open=True, elem_classes="profile-group"), label=phrase("page_step_method")):
            with gr.Row(equal_height=False):
                self._members = labels.put(
                    gr.Number(None, minimum=1, elem_id="survey-members"),
                    label=phrase("page_members"),
                    info=phrase("page_members_info"),
                )
                self._method = labels.put(
                    gr.Dropdown(_methods("de"), value="survey", elem_id="survey-method"),
                    lambda to: {"choices": _methods(to)},
                    label=phrase("page_method"),
                )
            self._compared = gr.Markdown(elem_id="survey-methods", latex_delimiters=[])

    def _place_form(self, labels: Labels) -> None:
        with labels.put(
            gr.Accordion(open=False, elem_classes="profile-group", elem_id="survey-step-form"),
            label=phrase("page_step_form"),
        ):
            self._introduction = labels.put(
                gr.Textbox("", lines=3, max_lines=10, max_length=4000, elem_id="survey-introduction"),
                label=phrase("page_introduction"),
            )
            with gr.Row(equal_height=False):
                self._until = labels.put(
                    gr.Textbox("", max_lines=1, max_length=40, elem_id="survey-until"),
                    label=phrase("page_until"),
                    info=phrase("page_until_info"),
                )
                self._contact = labels.put(
                    gr.Textbox("", max_lines=2, max_length=300, elem_id="survey-contact"), label=phrase("page_contact")
                )
            with gr.Row(elem_classes="dossier-choice", equal_height=False):
                self._form = labels.put(
                    gr.Dropdown(_forms("de"), value="docx", elem_id="survey-form"),
                    lambda to: {"choices": _forms(to)},
                    label=phrase("page_form"),
                )
                self._get_form = labels.put(gr.Button(elem_id="survey-get-form"), value=phrase("page_form_get"))
            self._form_file = labels.put(gr.File(visible=False, elem_id="survey-form-file"), label=phrase("page_file"))

    def _place_answers(self, labels: Labels) -> None:
        with labels.put(gr.Accordion(open=True, elem_classes="profile-group"), label=phrase("page_step_answers")):
            labels.put(gr.Markdown(elem_id="survey-answers-hint"), value=phrase("page_answers_hint"))
            with gr.Row(elem_classes="dossier-choice", equal_height=False):
                self._invited = labels.put(
                    gr.Number(None, minimum=1, elem_id="survey-invited"),
                    label=phrase("page_invited"),
                    info=phrase("page_invited_info"),
                )
                self._answers = labels.put(
                    gr.UploadButton(variant="primary", file_types=[".csv", ".txt", ".tsv", ".xlsx"],
                                    elem_id="survey-answers"),
                    label=phrase("page_answers"),
                )  # fmt: skip

    def _place_result(self, labels: Labels) -> None:
        self._result = gr.Markdown(elem_id="survey-result", latex_delimiters=[])
        with gr.Column(visible=False, elem_id="survey-evaluated") as self._evaluated:
            self._question = labels.put(
                gr.Dropdown([], value=None, elem_id="survey-question"), label=phrase("page_question")
            )
            self._detail = gr.Markdown(elem_id="survey-detail", latex_delimiters=[])
            with gr.Row(elem_classes="dossier-choice", equal_height=False):
                self._format = labels.put(
                    gr.Dropdown(format_choices(self._wording, "de"), value=_REPORT, elem_id="survey-format"),
                    lambda to: {"choices": format_choices(self._wording, to)},
                    label=phrase("page_format"),
                )
                self._export = labels.put(gr.Button(elem_id="survey-export"), value=phrase("page_report"))
                self._take = labels.put(gr.Button(elem_id="survey-take"), value=phrase("page_take"))
            labels.put(gr.Markdown(elem_id="survey-take-info"), value=phrase("page_take_info"))
            self._taken = gr.Markdown(elem_id="survey-taken", latex_delimiters=[])
            self._file = labels.put(gr.File(visible=False, elem_id="survey-file"), label=phrase("page_file"))

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        return self._bar.outputs

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language."""
        return self._bar.inputs

    def updates(self, chosen: str | None, language: Language) -> list[Change]:
        """Return the changes that show the chosen survey."""
        return self._bar.updates(chosen, language)

    def _connect(self) -> None:
        bar = self._bar
        fields: list[Component] = [self._members, self._introduction, self._until, self._contact, self._invited]
        shown: list[Component] = [*fields, self._method, self._compared, self._form_file]
        result: list[Component] = [self._result, self._evaluated, self._question, self._detail, self._taken, self._file]
        bar.connect([*self._questions.outputs, *shown, *result], self._shown)
        self._questions.connect()
        leaves = [*fields, *self._questions.typed]
        bar.acting(self._members.blur, form.with_members, [self._members], leaves=leaves)
        bar.acting(self._method.input, form.with_method, [self._method], leaves=leaves)
        bar.acting(self._introduction.blur, form.with_introduction, [self._introduction], leaves=leaves)
        bar.acting(self._until.blur, form.with_until, [self._until], leaves=leaves)
        bar.acting(self._contact.blur, form.with_contact, [self._contact], leaves=leaves)
        bar.acting(self._invited.blur, form.with_asked, [self._invited], leaves=leaves)
        bar.acting(self._answers.upload, _read, [self._answers, self._invited], leaves=self._questions.typed)
        bar.beginning(self._load.upload, _loaded, [self._load])
        bar.telling(self._get_form.click, _questionnaire, [self._form], [self._form_file])
        bar.telling(self._question.input, _detailed, [self._question], [self._detail])
        bar.telling(self._export.click, _exported, [self._format], [self._file])
        bar.telling(self._take.click, self._taken_over, [], [self._taken], writes=True)
        for choice, file in ((self._form, self._form_file), (self._format, self._file)):
            connect(choice.input, lambda: gr.update(visible=False), [], [file])

    def _shown(self, dossier: Dossier[Survey] | None, language: Language) -> Sequence[Change]:
        survey = dossier.content if dossier else None
        evaluation = survey.evaluation if survey else None
        hidden = gr.update(visible=False)
        named = [(one.text.of(language), one.code) for one in evaluation.questions] if evaluation else []
        fields = (
            [survey.members, survey.introduction, survey.until, survey.contact, survey.invited, survey.method]
            if survey
            else [None, "", "", "", None, "survey"]
        )
        return [
            *self._questions.shown(survey, language),
            *fields,
            methods_html(survey.members, language) if survey else "",
            hidden,
            evaluation_html(evaluation, language) if survey else "",
            gr.update(visible=evaluation is not None),
            gr.update(choices=named, value=None),
            "",
            "",
            hidden,
        ]

    def _taken_over(self, dossier: Dossier[Survey], language: Language) -> list[Change]:
        evaluation = _evaluation(dossier)
        library = self._workbench.assistant.library
        outcome = add_to_library(library, evaluation, language, name=dossier.id[:8])
        if outcome.status == "failed":
            raise BadEntry(outcome.reason, text("page_read_first"))
        if outcome.status == "unchanged":
            return [text("page_taken_already").of(language)]
        title = outcome.source.details.title if outcome.source else dossier.title
        return [text("page_taken").of(language).format(title=title)]


def _begin(language: Language) -> tuple[str, Survey]:
    title = text("page_new_title").of(language)
    return title, new_survey(title, language)


def _loaded(language: Language, path: str) -> tuple[str, Survey]:
    survey = read_survey(Path(path))
    return survey.title, survey


def _read(survey: Survey, path: str, invited: float | None) -> tuple[Survey, Text]:
    """Return the survey with the evaluation of a file of answers, which is deleted then: it holds people's answers."""
    file = Path(path)
    try:
        answers = read_answers(file, survey.questions)
    finally:
        discard([file])
    asked = form.with_asked(survey, invited)
    evaluation = evaluate(asked, answers, made_on=date.today().isoformat())
    told = Text(" ".join(import_told(answers, "de")), " ".join(import_told(answers, "en")))
    return Survey(**{**dict(asked), "evaluation": evaluation}), told


def _questionnaire(dossier: Dossier[Survey], language: Language, kind: str) -> list[Change]:
    survey = _titled(dossier)
    if kind == "docx":
        data, ending = questionnaire_docx(survey, language, made_on=date.today().isoformat()), ".docx"
    elif kind == "json":
        data, ending = record_bytes(survey), ".json"
    else:
        data, ending = (answer_sheet_csv if kind == "sheet" else questionnaire_csv)(survey, language), ".csv"
    path = download_path(survey.title, ending)
    path.write_bytes(data)
    return [gr.update(value=str(path), visible=True)]


def _detailed(dossier: Dossier[Survey], language: Language, code: str | None) -> list[Change]:
    return [question_html(dossier.content.evaluation, code, language)]


def _exported(dossier: Dossier[Survey], language: Language, ending: str) -> list[Change]:
    draft = survey_report(_evaluation(dossier), language)
    path = download_path(draft.title, ending)
    write_draft(draft, path)
    return [gr.update(value=str(path), visible=True)]


def _evaluation(dossier: Dossier[Survey]) -> Evaluation:
    """Return the evaluation under the title that the survey has now; raises BadEntry where there is none."""
    if dossier.content.evaluation is None:
        raise BadEntry(text("page_nothing_yet"), text("page_read_first"))
    return Evaluation(**{**dict(dossier.content.evaluation), "title": dossier.title})


def _titled(dossier: Dossier[Survey]) -> Survey:
    return Survey(**{**dict(dossier.content), "title": dossier.title})


def _methods(language: Language) -> list[tuple[str, str]]:
    return [(one.title.of(language), one.id) for one in load_methods().methods]


def _forms(language: Language) -> list[tuple[str, str]]:
    words = SurveyWords(language)
    return [(words(f"page_form_{one}"), one) for one in _FORMS]
