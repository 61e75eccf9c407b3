"""One indicator of a monitoring plan in the page: its fields, its check-ins, its course."""

from collections.abc import Callable, Sequence
from datetime import date

import gradio as gr
from gradio.components import Component

from assistant.instruments.typed import day_text
from assistant.monitoring import form
from assistant.monitoring.records import MonitoringPlan
from assistant.monitoring.workbook_layout import direction_word, word
from assistant.owner import OWNER
from assistant.phrase import Phrase
from assistant.ui.dossier_bar import Change, DossierBar
from assistant.ui.events import Listener, connect, each_time
from assistant.ui.labels import Labels, Update
from assistant.ui.monitoring_view import checkin_choices, course_html
from assistant.workspace.dossiers import Dossiers
from ingest.errors import AppError
from ingest.records import Language, Text

_ROWS = (
    ("title", "unit"),
    ("definition",),
    ("baseline", "baseline_day", "target", "target_day"),
    ("direction", "every", "tolerance"),
    ("goals",),
    ("source", "responsible"),
    ("note",),
)
_LONG = ("definition", "note")


def phrase(key: str) -> Phrase:
    """Return a text of prompts/monitoring.toml for a widget."""
    return Phrase(de=word(key).de, en=word(key).en)


class IndicatorFields:
    """Widgets of the indicator that is picked; each change is saved as soon as its field is left."""

    def __init__(
        self,
        bar: DossierBar[MonitoringPlan],
        plans: Dossiers[MonitoringPlan],
        labels: Labels,
        language: gr.Radio,
        today: Callable[[], date],
    ) -> None:
        self._bar, self._plans, self._language, self._today = bar, plans, language, today
        self.picker = labels.put(gr.Dropdown([], value=None, elem_id="monitoring-indicator"), label=phrase("page_pick"))
        # Of which indicator the fields are, in the browser beside them: a late event finds no other one's id there.
        self._id = gr.Textbox("", visible="hidden", elem_id="monitoring-shown", elem_classes="unseen")
        self._course = gr.Markdown(elem_id="monitoring-course", latex_delimiters=[])
        self._fields: dict[str, Component] = {}
        with gr.Column(elem_id="monitoring-details") as self._details:
            self._place_checkin(labels)
            with labels.put(gr.Accordion(open=True, elem_classes="profile-group"), label=phrase("page_fields")):
                for row in _ROWS:
                    with gr.Row(equal_height=False):
                        for field in row:
                            self._fields[field] = self._placed(field, labels)
                self._delete = labels.put(
                    gr.Button(elem_id="monitoring-delete-indicator", elem_classes="danger"), value=phrase("page_delete")
                )

    def _place_checkin(self, labels: Labels) -> None:
        with labels.put(gr.Accordion(open=True, elem_classes="profile-group"), label=phrase("page_checkin")):
            with gr.Row(equal_height=False):
                self._day = self._box("day", "col_day", labels)
                self._value = self._box("value", "col_figure", labels)
                self._who = self._box("who", "col_who", labels)
            self._note = self._box("checkin-note", "col_note", labels)
            self._enter = labels.put(
                gr.Button(variant="primary", elem_id="monitoring-enter"), value=phrase("page_enter")
            )
            with gr.Row(equal_height=False, elem_classes="dossier-settings"):
                self._made = labels.put(
                    gr.Dropdown([], value=None, elem_id="monitoring-made", scale=3), label=phrase("sheet_checkins")
                )
                self._remove = labels.put(gr.Button(elem_id="monitoring-remove", scale=0), value=phrase("page_remove"))

    def _box(self, name: str, key: str, labels: Labels) -> gr.Textbox:
        return labels.put(gr.Textbox("", max_lines=1, elem_id=f"monitoring-{name}"), label=phrase(key))

    def _placed(self, field: str, labels: Labels) -> Component:
        element_id, label = f"monitoring-{field.replace('_', '-')}", phrase(f"col_{field}")
        if field == "title":
            label = phrase("col_indicator")
        if field == "direction":
            choice = gr.Dropdown(_directions("de"), value="up", elem_id=element_id)
            return labels.put(choice, lambda to: {"choices": _directions(to)}, label=label)
        if field == "goals":
            return labels.put(gr.Dropdown([], value=[], multiselect=True, elem_id=element_id), label=label)
        lines = 2 if field in _LONG else 1
        return labels.put(gr.Textbox("", lines=lines, max_lines=8 if lines > 1 else 1, elem_id=element_id), label=label)

    @property
    def _typed(self) -> list[Component]:
        return [self._fields[field] for field in form.FIELDS]

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        checkin: list[Component] = [self._made, self._day, self._value, self._note]
        return [self.picker, self._id, self._details, self._course, *checkin, *self._typed]

    def shown(self, plan: MonitoringPlan | None, language: Language, picked: str | None = None) -> list[Change]:
        """Return the changes that show an indicator of a plan: the picked one, the newest where it is not there."""
        indicators = plan.indicators if plan else ()
        ids = [one.id for one in indicators]
        picked = picked if picked in ids else ids[-1] if ids else None
        choice = gr.update(choices=[(one.title, one.id) for one in indicators], value=picked)
        indicator = plan.indicator(picked) if plan and picked else None
        values = form.indicator_values(indicator, language)
        goals = [(one.title, one.id) for one in plan.goals] if plan else []
        typed: list[Change] = [
            gr.update(choices=goals, value=value) if field == "goals" else value
            for field, value in zip(form.FIELDS, values, strict=True)
        ]
        course = self._course_of(plan, picked, language)
        today = day_text(self._today().isoformat(), language)
        return [choice, picked or "", gr.update(visible=indicator is not None), *course, today, "", "", *typed]

    def connect(self, others: Sequence[Component]) -> None:
        """Connect the fields; `others` are the pane's in which someone may be typing meanwhile."""
        connect(self.picker.input, self._picked, [self._bar.choice, self._language, self.picker], self.outputs)
        leave = [*others, *self.outputs]
        boxes = [one.blur for one in self._fields.values() if isinstance(one, gr.Textbox)]
        choices = [one.input for one in self._fields.values() if isinstance(one, gr.Dropdown)]
        typed = [self._id, *self._typed]
        edited = self._bar.acting(each_time(*boxes, *choices), _edited, typed, leaves=leave)
        measured = [self._id, self._day, self._value, self._note, self._who]
        emptied = (self._value, self._note)
        rest = [one for one in leave if one not in emptied]
        entered = self._bar.acting(self._enter.click, _entered, measured, leaves=rest)
        removed = self._bar.acting(self._remove.click, _removed, [self._id, self._made], leaves=leave)
        for event in (edited, entered, removed):
            self.follow(event.then)
        self._bar.acting(self._delete.click, form.without_indicator, [self._id])

    def follow(self, listener: Listener) -> None:
        """Show what depends on a change without touching the fields, in which someone may be typing."""
        shown: list[Component] = [self.picker, self._course, self._made, self._fields["goals"]]
        connect(listener, self._redrawn, [self._bar.choice, self._language, self._id], shown)

    def _picked(self, chosen: str | None, language: Language, picked: str | None) -> list[Change]:
        return self.shown(self._plan(chosen), language, picked)

    def _redrawn(self, chosen: str | None, language: Language, picked: str | None) -> list[Change]:
        plan = self._plan(chosen)
        if plan is None or picked not in {one.id for one in plan.indicators}:
            return [gr.skip()] * 4
        titles = [(one.title, one.id) for one in plan.indicators]
        goals = [(one.title, one.id) for one in plan.goals]
        return [gr.update(choices=titles), *self._course_of(plan, picked, language), gr.update(choices=goals)]

    def _course_of(self, plan: MonitoringPlan | None, picked: str | None, language: Language) -> tuple[str, Update]:
        if plan is None or picked is None:
            return "", gr.update(choices=[], value=None)
        made = checkin_choices(plan, picked, language)
        latest = made[0][1] if made else None
        return course_html(plan, picked, self._today(), language), gr.update(choices=made, value=latest)

    def _plan(self, chosen: str | None) -> MonitoringPlan | None:
        try:
            return self._plans.get(OWNER, chosen).content if chosen else None
        except AppError:  # deleted in another tab; that is said when something is changed
            return None


def _edited(plan: MonitoringPlan, picked: str | None, *values: form.Value) -> MonitoringPlan:
    return form.with_indicator(
        plan, picked or "", [value or "" if isinstance(value, str) else value for value in values]
    )


def _entered(plan: MonitoringPlan, picked: str | None, *typed: str) -> tuple[MonitoringPlan, Text]:
    day, value, note, who = typed
    return form.with_measured(plan, picked or "", day, value, note, who), word("page_entered")


def _removed(plan: MonitoringPlan, picked: str | None, day: str | None) -> MonitoringPlan:
    return form.without_checkin(plan, picked or "", day or "")


def _directions(language: Language) -> list[tuple[str, str]]:
    return [(direction_word(one).of(language), one) for one in ("up", "down")]
