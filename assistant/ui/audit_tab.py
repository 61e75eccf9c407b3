"""The tab "Audit": judge a strategy by the guideline's checklist, overrule with a reason, compare, export."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import gradio as gr
from gradio.components import Component

from assistant.assess.audit import Verdict
from assistant.assess.checklist import load_checklist
from assistant.assess.comparison import compare
from assistant.assess.report import Ruling, audit_report
from assistant.assess.report_draft import report_draft, verdict_word
from assistant.assess.strategy_text import StrategyText, read_strategy, strategy_of_draft
from assistant.export.files import FORMATS, write_draft
from assistant.owner import OWNER
from assistant.ui.audit_view import comparison_html, findings_html, summary_html
from assistant.ui.contract import Workbench
from assistant.ui.downloads import download_path, format_choices
from assistant.ui.events import connect
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import attempted, failure_html, notice_html
from assistant.ui.wording import Wording
from assistant.workspace.records import moment
from assistant.workspace.workspace import utc_now
from ingest.records import Language

Shown = list[Update | str | None]


class AuditTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(self, workbench: Workbench, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._workbench, self._audits = workbench, workbench.workspace.audits
        self._wording, self._language = wording, language
        self._place_choice(labels)
        with gr.Column(visible=False, elem_id="audit-work") as self._work:
            self._summary = gr.Markdown(elem_id="audit-summary", latex_delimiters=[])
            self._findings = gr.Markdown(elem_id="audit-findings", latex_delimiters=[])
            self._place_ruling(labels)
            self._place_comparison(labels)
            self._place_export(labels)
        self._connect()

    def _place_choice(self, labels: Labels) -> None:
        texts = self._wording.audit
        labels.put(gr.Markdown(elem_id="audit-welcome"), self._welcome)
        with gr.Row(elem_id="audit-begin", equal_height=False):
            self._upload = labels.put(gr.UploadButton(variant="primary", elem_id="audit-file"), label=texts.upload)
            self._strategy = labels.put(
                gr.Dropdown([], value=None, elem_id="audit-strategy", scale=2), label=texts.strategy
            )
            self._judge = labels.put(gr.Button(elem_id="audit-judge"), value=texts.judge)
        self._notice = gr.Markdown(elem_id="audit-notice", latex_delimiters=[])
        with gr.Row(elem_id="audit-choice", equal_height=False):
            self._choice = labels.put(gr.Dropdown([], value=None, elem_id="audits", scale=3), label=texts.choice)
            self._delete = labels.put(gr.Button(elem_id="delete-audit"), value=texts.delete)

    def _welcome(self, language: Language) -> Update:
        texts = self._wording.audit
        title = element("h2", escape(texts.welcome.of(language)), "panel-title")
        return {"value": element("div", title + element("p", escape(texts.welcome_text.of(language)), "hint"))}

    def _place_ruling(self, labels: Labels) -> None:
        texts = self._wording.audit
        with labels.put(gr.Accordion(open=False, elem_classes="profile-group"), label=texts.ruling):
            with gr.Row(equal_height=False):
                self._point = labels.put(gr.Dropdown([], value=None, elem_id="ruling-point"), label=texts.point)
                self._verdict = labels.put(
                    gr.Dropdown(self._verdicts("de"), value="met", elem_id="ruling-verdict"),
                    lambda to: {"choices": self._verdicts(to)},
                    label=texts.verdict,
                )
            self._reason = labels.put(gr.Textbox("", max_lines=4, elem_id="ruling-reason"), label=texts.reason)
            with gr.Row(elem_id="ruling-actions"):
                self._rule = labels.put(gr.Button(elem_id="rule"), value=texts.rule)
                self._take_back = labels.put(gr.Button(elem_id="take-ruling-back"), value=texts.take_back)

    def _place_comparison(self, labels: Labels) -> None:
        texts = self._wording.audit
        with labels.put(gr.Accordion(open=False, elem_classes="profile-group"), label=texts.comparison):
            self._earlier = labels.put(gr.Dropdown([], value=None, elem_id="earlier-audit"), label=texts.earlier)
            self._moved = gr.Markdown(elem_id="audit-moved", latex_delimiters=[])

    def _place_export(self, labels: Labels) -> None:
        texts, formats = self._wording.audit, self._wording.export
        with gr.Row(elem_id="audit-export", equal_height=False):
            self._format = labels.put(
                gr.Dropdown(format_choices(self._wording, "de"), value=FORMATS[0], elem_id="audit-format"),
                lambda to: {"choices": format_choices(self._wording, to)},
                label=formats.format,
            )
            self._export = labels.put(gr.Button(elem_id="export-audit"), value=texts.export)
        self._file = labels.put(gr.File(visible=False, elem_id="exported-audit"), label=formats.exported)

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        shown: list[Component] = [self._notice, self._strategy, self._choice, self._work, self._summary, self._findings]
        return [*shown, self._point, self._earlier, self._moved, self._file]

    @property
    def inputs(self) -> list[Component]:
        """Return what `updates` needs besides the language."""
        return [self._choice]

    def _connect(self) -> None:
        chosen: list[Component] = [self._choice, self._language]
        connect(self._choice.input, self.updates, chosen, self.outputs)
        connect(self._upload.upload, self._judge_file, [self._upload, *chosen], self.outputs)
        connect(self._judge.click, self._judge_strategy, [self._strategy, *chosen], self.outputs)
        connect(self._delete.click, self._deleted, chosen, self.outputs)
        ruling: list[Component] = [*chosen, self._point, self._verdict, self._reason]
        connect(self._rule.click, self._ruled, ruling, [*self.outputs, self._reason])
        connect(self._take_back.click, self._taken_back, [*chosen, self._point], self.outputs)
        connect(self._earlier.input, self._compared, [*chosen, self._earlier], [self._moved])
        connect(self._export.click, self._exported, [*chosen, self._format], [self._notice, self._file])

    def updates(self, chosen: str | None, language: Language, notice: str = "") -> Shown:
        """Return the changes that show the chosen audit, the newest one where it is gone or none was chosen."""
        audits = self._audits.list(OWNER)
        ids = [one.id for one in audits]
        chosen = chosen if chosen in ids else ids[0] if ids else None
        named = [(f"{one.title} ({moment(one.made_at)})", one.id) for one in audits]
        strategies = [(one.title, one.id) for one in self._workbench.workspace.strategies(OWNER)]
        head: Shown = [notice, gr.update(choices=strategies), gr.update(choices=named, value=chosen)]
        if chosen is None:
            hidden: Update = gr.update(visible=False)
            return [*head, hidden, "", "", gr.update(choices=[]), gr.update(choices=[], value=None), "", hidden]
        report = self._audits.report(OWNER, chosen)
        points = [(f"{one.id} {one.title.of(language)}", one.id) for one in report.findings]
        return [
            *head,
            gr.update(visible=True),
            summary_html(report, self._wording, language),
            findings_html(report, self._wording, language),
            gr.update(choices=points),
            gr.update(choices=[one for one in named if one[1] != chosen], value=None),
            "",
            gr.update(visible=False),
        ]

    def refreshed(self, chosen: str | None, language: Language) -> Shown:
        """Return the same changes but for the notice: what was clicked meanwhile may have told something already."""
        return [gr.skip(), *self.updates(chosen, language)[1:]]

    def _judge_file(self, path: str, chosen: str | None, language: Language) -> Iterator[Shown]:
        yield from self._judged(lambda: read_strategy(Path(path)), chosen, language)

    def _judge_strategy(self, strategy: str | None, chosen: str | None, language: Language) -> Iterator[Shown]:
        if not strategy:
            told = notice_html(self._wording.audit.none.of(language), is_warning=True)
            yield self.updates(chosen, language, told)
            return
        yield from self._judged(lambda: strategy_of_draft(self._workbench.desk.draft_of(strategy)), chosen, language)

    def _judged(self, read: Callable[[], StrategyText], chosen: str | None, language: Language) -> Iterator[Shown]:
        """Yield that it is being judged, and then the report or why there is none."""
        texts = self._wording.audit
        yield [notice_html(texts.judging.of(language)), *[gr.skip()] * (len(self.outputs) - 1)]
        try:
            made_on = utc_now()[:10]
            report = audit_report(read(), load_checklist(), self._workbench.assistant, made_on=made_on)
            chosen = self._audits.add(OWNER, report).id
            notice = notice_html(texts.judged.fill(language, title=report.title))
        except Exception as error:
            notice = failure_html(error, self._wording, language)
        yield self.updates(chosen, language, notice)

    def _deleted(self, chosen: str | None, language: Language) -> Shown:
        def delete() -> str:
            title = self._audits.report(OWNER, chosen or "").title
            self._audits.delete(OWNER, chosen or "")
            return self._wording.strategy.deleted.fill(language, title=title)

        return self._after(delete, None, language)

    def _ruled(self, chosen: str, language: Language, point: str | None, verdict: Verdict, reason: str) -> Shown:
        texts = self._wording.audit
        if not point or not reason.strip():
            told = notice_html(texts.reason_missing.of(language), is_warning=True)
            return [*self.updates(chosen, language, told), gr.skip()]

        def rule() -> str:
            self._audits.rule(OWNER, chosen, point, Ruling(verdict, reason.strip(), utc_now()))
            return texts.rule_kept.of(language)

        return [*self._after(rule, chosen, language), ""]

    def _taken_back(self, chosen: str, language: Language, point: str | None) -> Shown:
        def take_back() -> str:
            if point:
                self._audits.rule(OWNER, chosen, point, None)
            return ""

        return self._after(take_back, chosen, language)

    def _compared(self, chosen: str, language: Language, earlier: str | None) -> str:
        if not earlier:
            return ""
        try:
            moved = compare(self._audits.report(OWNER, earlier), self._audits.report(OWNER, chosen))
        except Exception as error:
            return failure_html(error, self._wording, language)
        return comparison_html(moved, self._wording, language)

    def _exported(self, chosen: str, language: Language, ending: str) -> tuple[str, Update]:
        try:
            draft = report_draft(self._audits.report(OWNER, chosen or ""), language)
            path = download_path(draft.title, ending)
            write_draft(draft, path)
        except Exception as error:
            return failure_html(error, self._wording, language), gr.update(visible=False)
        return "", gr.update(value=str(path), visible=True)

    def _after(self, action: Callable[[], str], chosen: str | None, language: Language) -> Shown:
        """Do something and show the audits, with what the action tells or why it did not work."""
        return self.updates(chosen, language, attempted(action, self._wording, language))

    def _verdicts(self, language: Language) -> list[tuple[str, str]]:
        return [(verdict_word(one).of(language), one) for one in get_args(Verdict)]
