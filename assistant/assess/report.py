"""The report of an audit: per point the verdict, the proof, what is missing and advice; a person may overrule it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.assess.audit import Judged, Verdict, audit
from assistant.assess.checklist import Checklist
from assistant.assess.strategy_text import StrategyText
from assistant.records import Answer
from assistant.studio.draft import quote_of
from assistant.studio.records import Quote
from ingest.records import Filters, Language, Text

_MOST_ADVICE = 2  # citations a point
_ADVISERS = Filters(kinds=("guideline", "study", "webpage", None))


class Answering(Protocol):
    """What an audit needs of the assistant."""

    def ask(self, question: str, *, filters: Filters = ..., language: Language | None = ...) -> Answer:
        """Return the answer of the library, with its citations."""
        ...


@dataclass(frozen=True)
class Proof:
    """A verbatim quote of the strategy: stored_text[start:end]; `page` is None where there are no pages."""

    text: str
    start: int
    end: int
    page: int | None = None
    page_label: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Ruling:
    """A person's verdict on a point, with its reason."""

    verdict: Verdict
    reason: str
    made_at: str


@dataclass(frozen=True)
class Finding:
    """A point of the report. `found` is the audit's own verdict and stays beside a person's ruling.

    missing   what keeps the point from being met     advice   what the library says on how to meet it
    open      what the strategy itself notes as still to be decided about it
    """

    id: str
    title: Text
    demand: Text
    chapter: str
    found: Verdict
    quotes: tuple[Proof, ...] = ()
    missing: tuple[Text, ...] = ()
    advice: tuple[Quote, ...] = ()
    open: tuple[str, ...] = ()
    funded: bool = False
    ruling: Ruling | None = None

    @property
    def verdict(self) -> Verdict:
        """Return the person's verdict if there is one, otherwise the audit's."""
        return self.found if self.ruling is None else self.ruling.verdict


@dataclass(frozen=True)
class AuditReport:
    """An audit of a strategy, made on a day ("2026-11-29"): checklist and content elements in the guideline's order."""

    title: str
    made_on: str
    findings: tuple[Finding, ...] = field(default=())

    @property
    def checklist(self) -> tuple[Finding, ...]:
        """Return the points of the checklist, c01 to c19."""
        return tuple(one for one in self.findings if one.id.startswith("c"))

    @property
    def elements(self) -> tuple[Finding, ...]:
        """Return the content elements, e01 to e10."""
        return tuple(one for one in self.findings if one.id.startswith("e"))

    def ruled(self, point_id: str, ruling: Ruling | None) -> "AuditReport":
        """Return the report with a person's ruling on a point; None takes it back. Raises KeyError."""
        if point_id not in {one.id for one in self.findings}:
            raise KeyError(point_id)
        return replace(
            self, findings=tuple(replace(one, ruling=ruling) if one.id == point_id else one for one in self.findings)
        )


def audit_report(strategy: StrategyText, checklist: Checklist, library: Answering, *, made_on: str) -> AuditReport:
    """Return the audit of a strategy, with cited advice on each point that is not met."""
    open_points = {one.point.id: one.quotes for one in audit(strategy.open_points, checklist) if one.quotes}
    findings = []
    for judged in audit(strategy.statements, checklist):
        advice = () if judged.verdict == "met" else _advice(judged.point.advice, library)
        noted = tuple(quote.text for quote in open_points.get(judged.point.id, ()))
        findings.append(_finding(judged, advice, noted))
    return AuditReport(strategy.title, made_on, tuple(findings))


def _advice(question: str, library: Answering) -> tuple[Quote, ...]:
    return tuple(quote_of(one) for one in library.ask(question, filters=_ADVISERS).citations[:_MOST_ADVICE])


def _finding(judged: Judged, advice: Sequence[Quote], noted: tuple[str, ...]) -> Finding:
    point = judged.point
    return Finding(
        id=point.id,
        title=Text(point.title.de, point.title.en),
        demand=Text(point.demand.de, point.demand.en),
        chapter=point.chapter,
        found=judged.verdict,
        quotes=tuple(
            Proof(one.text, one.start, one.end, one.page, one.page_label, " > ".join(one.heading_path))
            for one in judged.quotes
        ),
        missing=tuple(Text(facet.lacks.de, facet.lacks.en) for facet in judged.lacking),
        advice=tuple(advice),
        open=noted,
        funded=point.funded,
    )
