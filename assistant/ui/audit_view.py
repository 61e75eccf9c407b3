"""An audit as HTML: how many points by chapter, each point with its proof, gaps and advice, and what moved."""

from collections.abc import Sequence
from typing import get_args

from assistant.assess.audit import Verdict
from assistant.assess.comparison import Moved
from assistant.assess.report import AuditReport, Finding, Proof
from assistant.assess.report_draft import counted, verdict_word
from assistant.export.bibliography import footnote
from assistant.studio.records import Quote
from assistant.ui.markup import element, escape
from assistant.ui.wording import Wording
from ingest.records import Language


def summary_html(report: AuditReport, wording: Wording, language: Language) -> str:
    """Return the counts, and a bar for each chapter: its points by verdict."""
    texts = wording.audit
    told = element("p", escape(counted(report.checklist, "counted", language)), "counted")
    told += element("p", escape(counted(report.elements, "counted_elements", language)), "counted")
    chapters: dict[str, list[Finding]] = {}
    for one in report.findings:
        chapters.setdefault(one.chapter.partition(".")[0], []).append(one)
    named = ((texts.chapter.fill(language, chapter=chapter), findings) for chapter, findings in chapters.items())
    bars = "".join(_bar_html(name, findings, language) for name, findings in named)
    legend = "".join(
        element("span", escape(verdict_word(one).of(language)), f"verdict {one}") for one in get_args(Verdict)
    )
    return told + element("div", bars, "bars", role="img") + element("p", legend, "legend")


def findings_html(report: AuditReport, wording: Wording, language: Language) -> str:
    """Return every point, to be opened for its proof, what it lacks and advice."""
    texts = wording.audit
    parts = ""
    for phrase, findings in ((texts.checklist, report.checklist), (texts.elements, report.elements)):
        parts += element("h3", escape(phrase.of(language)), "panel-title")
        parts += "".join(_finding_html(one, wording, language) for one in findings)
    return element("div", parts, "audit")


def comparison_html(moved: Sequence[Moved], wording: Wording, language: Language) -> str:
    """Return which points have another verdict than in the earlier audit."""
    texts = wording.audit
    if not moved:
        return element("p", escape(texts.nothing_moved.of(language)), "hint")
    names = {"better": texts.better, "worse": texts.worse, "other": texts.changed}
    items = ""
    for one in moved:
        verdicts = " → ".join(verdict_word(each.verdict).of(language) for each in (one.before, one.after))
        said = f"{one.after.id} {one.after.title.of(language)}: {verdicts} ({names[one.change].of(language)})"
        items += element("li", escape(said), one.change)
    return element("ul", items, "moved")


def _bar_html(label: str, findings: Sequence[Finding], language: Language) -> str:
    verdicts = [one.verdict for one in sorted(findings, key=lambda one: get_args(Verdict).index(one.verdict))]
    blocks = "".join(element("span", "", f"block {one}", title=verdict_word(one).of(language)) for one in verdicts)
    return element("div", element("span", escape(label), "chapter") + blocks, "bar")


def _finding_html(finding: Finding, wording: Wording, language: Language) -> str:
    chip = element("span", escape(verdict_word(finding.verdict).of(language)), f"verdict {finding.verdict}")
    title = escape(f"{finding.id} {finding.title.of(language)}")
    head = element("summary", chip + element("span", title, "point"))
    return element("details", head + element("div", _body_html(finding, wording, language), "body"), "finding")


def _body_html(finding: Finding, wording: Wording, language: Language) -> str:
    texts = wording.audit
    body = element("p", escape(finding.demand.of(language)), "hint")
    if finding.ruling is not None:
        verdict = verdict_word(finding.found).of(language)
        told = texts.ruled.fill(language, reason=finding.ruling.reason, found=verdict)
        body += element("p", escape(told), "ruling")
    elif finding.funded and finding.verdict != "met":
        body += element("p", escape(texts.funded.of(language)), "hint")
    body += _listed(texts.proof.of(language), [_proof_html(one, wording, language) for one in finding.quotes])
    if finding.verdict in ("met", "not_applicable"):
        return body
    lacking = [*(one.of(language) for one in finding.missing), *finding.open]
    body += _listed(texts.lacking.of(language), [escape(one) for one in lacking])
    return body + _listed(texts.advice.of(language), [_advice_html(one, language) for one in finding.advice])


def _listed(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return element("h4", escape(title)) + element("ul", "".join(element("li", item) for item in items))


def _proof_html(proof: Proof, wording: Wording, language: Language) -> str:
    page = proof.page_label or ("" if proof.page is None else str(proof.page))
    places = [wording.evidence.page_short.fill(language, page=page)] if page else []
    where = ", ".join([*places, *([proof.heading] if proof.heading else [])])
    return element("q", escape(" ".join(proof.text.split()))) + element("span", escape(where), "about")


def _advice_html(quote: Quote, language: Language) -> str:
    return element("q", escape(" ".join(quote.text.split()))) + element(
        "span", escape(footnote(quote, language)), "about"
    )
