"""Monitoring in the page: begin a plan, add indicators, enter check-ins, see lights and gaps, export."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import gradio as gr
from gradio.components import Component

from assistant.export.files import write_draft, write_file
from assistant.instruments.typed import BadEntry
from assistant.monitoring import form
from assistant.monitoring.catalogue import load_catalogue, read_catalogue
from assistant.monitoring.plan_file import plan_bytes, read_plan
from assistant.monitoring.planning import changed, plan_of_profile, with_templates
from assistant.monitoring.records import MonitoringPlan
from assistant.monitoring.reminders import calendar_bytes
from assistant.monitoring.report_draft import monitoring_report
from assistant.monitoring.workbook_layout import word
from assistant.owner import OWNER
from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change, DossierBar
from assistant.ui.downloads import download_path
from assistant.ui.events import connect, each_time
from assistant.ui.labels import Labels
from assistant.ui.monitoring_indicator import IndicatorFields, phrase
from assistant.ui.monitoring_view import overview_html
from assistant.ui.wording import Wording
from assistant.workspace.records import Dossier
from ingest.records import Language, Text

_REPORTS = (".docx", ".pdf", ".html", ".md")
_PLANS = {"plan.xlsx": ".xlsx", "plan.json": ".json"}
_CALENDAR = "calendar.ics"


class MonitoringPane:
    """Widgets and events of the pane; `language` is the page's language switch, `today` the day of the lights."""

    name = "monitoring"

    def __init__(
        self,
        workbench: Workbench,
        wording: Wording,
        labels: Labels,
        language: gr.Radio,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._workspace, self._language, self._today = workbench.workspace, language, today
        plans = workbench.workspace.shelf.dossiers("monitoring", MonitoringPlan)
        self._bar = DossierBar(
            plans, wording, labels, language, self.name, _begin, lambda: self._place_beginnings(labels)
        )
        with self._bar.work:
            self._overview = gr.Markdown(elem_id="monitoring-overview", latex_delimiters=[])
            self._place_aims(labels)
            self._place_catalogue(labels)
            self._indicator = IndicatorFields(self._bar, plans, labels, language, today)
            self._place_files(labels)
        self._connect()

    def _place_beginnings(self, labels: Labels) -> None:
        with gr.Row(elem_id="monitoring-begin", elem_classes="dossier-choice", equal_height=False):
            self._strategy = labels.put(
                gr.Dropdown([], value=None, elem_id="monitoring-strategy", scale=3), label=phrase("page_strategy")
            )
            self._from_strategy = labels.put(
                gr.Button(elem_id="monitoring-from-strategy"), value=phrase("page_from_strategy")
            )
            self._from_file = labels.put(
                gr.UploadButton(file_types=[".xlsx", ".json"], elem_id="monitoring-from-file"),
                label=phrase("page_from_file"),
            )

    def _place_aims(self, labels: Labels) -> None:
        with labels.put(gr.Accordion(open=False, elem_classes="profile-group"), label=phrase("page_aims")):
            self._goals = labels.put(
                gr.Textbox("", lines=4, max_lines=14, elem_id="monitoring-goal-lines"),
                label=phrase("sheet_goals"),
                info=phrase("page_goals_info"),
            )
            self._milestones = labels.put(
                gr.Textbox("", lines=4, max_lines=14, elem_id="monitoring-milestone-lines"),
                label=phrase("sheet_milestones"),
                info=phrase("page_milestones_info"),
            )

    def _place_catalogue(self, labels: Labels) -> None:
        accordion = gr.Accordion(open=False, elem_classes="profile-group", elem_id="monitoring-catalogue")
        with labels.put(accordion, label=phrase("page_catalogue")):
            self._templates = labels.put(
                gr.Dropdown(_templates("de"), value=[], multiselect=True, elem_id="monitoring-templates"),
                lambda to: {"choices": _templates(to)},
                label=phrase("page_templates"),
                info=phrase("page_templates_info"),
            )
            self._add = labels.put(gr.Button(variant="primary", elem_id="monitoring-add"), value=phrase("page_add"))
            with gr.Row(elem_classes="dossier-settings", equal_height=False):
                self._own = labels.put(
                    gr.Textbox("", max_lines=1, max_length=200, elem_id="monitoring-own", scale=3),
                    label=phrase("page_own"),
                )
                self._add_own = labels.put(
                    gr.Button(elem_id="monitoring-add-own", scale=0), value=phrase("page_add_own")
                )
                self._own_file = labels.put(
                    gr.UploadButton(file_types=[".toml"], elem_id="monitoring-own-file", scale=0),
                    label=phrase("page_own_file"),
                )

    def _place_files(self, labels: Labels) -> None:
        with gr.Row(elem_id="monitoring-files", elem_classes="dossier-choice", equal_height=False):
            self._format = labels.put(
                gr.Dropdown(_formats("de"), value=_REPORTS[0], elem_id="monitoring-format"),
                lambda to: {"choices": _formats(to)},
                label=phrase("page_format"),
            )
            self._export = labels.put(gr.Button(elem_id="monitoring-export"), value=phrase("page_export"))
            self._import = labels.put(
                gr.UploadButton(file_types=[".xlsx", ".json"], elem_id="monitoring-import"), label=phrase("page_import")
            )
        self._file = labels.put(gr.File(visible=False, elem_id="monitoring-file"), label=phrase("page_file"))

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        return [*self._bar.outputs, self._strategy]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language."""
        return self._bar.inputs

    def updates(self, chosen: str | None, language: Language) -> list[Change]:
        """Return the changes that show the chosen plan, and the strategies to begin one from."""
        strategies = [(one.title, one.id) for one in self._workspace.strategies(OWNER)]
        return [*self._bar.updates(chosen, language), gr.update(choices=strategies)]

    def _connect(self) -> None:
        bar = self._bar
        shown: list[Component] = [self._overview, self._goals, self._milestones, self._templates, self._own, self._file]
        bar.connect([*shown, *self._indicator.outputs], self._shown)
        bar.beginning(self._from_strategy.click, self._of_strategy, [self._strategy])
        bar.beginning(self._from_file.upload, _of_file, [self._from_file])
        typed: list[Component] = [self._goals, self._milestones, self._templates, self._own]
        leave = [*typed, *self._indicator.outputs]
        aims = bar.acting(each_time(self._goals.blur), form.with_goal_lines, [self._goals], leaves=leave)
        self._indicator.follow(aims.then)
        bar.acting(each_time(self._milestones.blur), form.with_milestone_lines, [self._milestones], leaves=leave)
        bar.acting(self._add.click, _added, [self._language, self._templates])
        bar.acting(self._add_own.click, form.with_own_indicator, [self._own])
        bar.acting(self._own_file.upload, _added_of_file, [self._language, self._own_file])
        bar.acting(self._import.upload, _imported, [self._import])
        bar.telling(self._export.click, self._exported, [self._format], [self._file])
        connect(self._format.input, lambda: gr.update(visible=False), [], [self._file])
        self._indicator.connect(typed)

    def _shown(self, dossier: Dossier[MonitoringPlan] | None, language: Language) -> Sequence[Change]:
        plan = dossier.content if dossier else None
        told = overview_html(plan, self._today(), language) if plan else ""
        lines = (form.goal_lines(plan), form.milestone_lines(plan, language)) if plan else ("", "")
        return [told, *lines, [], "", gr.update(visible=False), *self._indicator.shown(plan, language)]

    def _of_strategy(self, language: Language, strategy: str | None) -> tuple[str, MonitoringPlan]:
        if not strategy:
            raise BadEntry(word("page_choose_strategy"))
        title = next((one.title for one in self._workspace.strategies(OWNER) if one.id == strategy), "")
        named = word("page_of_strategy").of(language).format(title=title)[:200]
        return named, plan_of_profile(self._workspace.profile(OWNER, strategy), named, language)

    def _exported(self, dossier: Dossier[MonitoringPlan], language: Language, what: str) -> list[Change]:
        plan, today = changed(dossier.content, title=dossier.title), self._today()
        if what in _REPORTS:
            draft = monitoring_report(plan, today, language)
            path = download_path(draft.title, what)
            write_draft(draft, path)
        elif what == _CALENDAR:
            path = download_path(dossier.title, ".ics")
            stamp = datetime.now(UTC)
            content = calendar_bytes(plan, key=dossier.id, today=today, stamp=stamp, language=language)
            write_file(content, path)
        else:
            path = download_path(dossier.title, _PLANS[what])
            write_file(plan_bytes(plan, _PLANS[what], language), path)
        return [gr.update(value=str(path), visible=True)]


def _begin(language: Language) -> tuple[str, MonitoringPlan]:
    title = word("new_title").of(language)
    return title, MonitoringPlan(title=title)


def _of_file(language: Language, path: str) -> tuple[str, MonitoringPlan]:
    plan = read_plan(Path(path))
    return plan.title, plan


def _imported(plan: MonitoringPlan, path: str) -> tuple[MonitoringPlan, Text]:
    read = read_plan(Path(path))
    name = Path(path).name
    told = word("page_imported")
    return read, Text(told.de.format(name=name), told.en.format(name=name))


def _added(plan: MonitoringPlan, language: Language, chosen: Sequence[str]) -> MonitoringPlan:
    if not chosen:
        raise BadEntry(word("page_choose_template"))
    catalogue = load_catalogue()
    return form.checked(lambda: with_templates(plan, [catalogue.template(one) for one in chosen], language))


def _added_of_file(plan: MonitoringPlan, language: Language, path: str) -> MonitoringPlan:
    templates = read_catalogue(Path(path)).indicators
    return form.checked(lambda: with_templates(plan, templates, language))


def _templates(language: Language) -> list[tuple[str, str]]:
    return [
        (f"{word(f'group_{one.group}').of(language)}: {one.title.of(language)}", one.id)
        for one in load_catalogue().indicators
    ]


def _formats(language: Language) -> list[tuple[str, str]]:
    named = [(word(f"page_report_{one[1:]}").of(language), one) for one in _REPORTS]
    return [*named, *((word(f"page_{one.replace('.', '_')}").of(language), one) for one in (*_PLANS, _CALENDAR))]
