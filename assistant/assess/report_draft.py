"""The report of an audit as a document of the four kinds, for every format of export.

The program's verdict is a proposal, a person's ruling own data, what the strategy and the library say sources, and what
lacks open points, which the annex lists as tasks.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from assistant.assess.audit import Verdict
from assistant.assess.report import AuditReport, Finding, Proof
from assistant.studio.own_words import in_quotation_marks
from assistant.studio.records import Chart, Draft, Paragraph, Part, Quote, Section, Series, Table
from assistant.wording import wordings
from ingest.records import Language, SourceDetails, Text

_FILE = "audit.toml"


def report_draft(report: AuditReport, language: Language) -> Draft:
    """Return the report with an overview, and a section for each point."""
    words = _Words(language)
    sections = (_overview(report, words), *(_section(one, report, words) for one in report.findings))
    return Draft(words("title", title=report.title), report.title, language, report.made_on, sections, "audit")


def verdict_word(verdict: Verdict) -> Text:
    """Return a verdict in both languages."""
    return wordings(_FILE)[verdict]


def counted(findings: Sequence[Finding], key: str, language: Language) -> str:
    """Return how many points have which verdict, in a sentence; `key` is "counted" or "counted_elements"."""
    verdicts = Counter(one.verdict for one in findings)
    numbers = {verdict: verdicts[verdict] for verdict in get_args(Verdict)}
    return wordings(_FILE)[key].of(language).format(total=len(findings), **numbers)


class _Words:
    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: str) -> str:
        return wordings(_FILE)[key].of(self.language).format(**values)


def _overview(report: AuditReport, words: _Words) -> Section:
    parts: list[Part] = [_picture(report, words)]
    for key, sentence, findings in (
        ("checklist", "counted", report.checklist),
        ("elements", "counted_elements", report.elements),
    ):
        parts.append(Paragraph("own", counted(findings, sentence, words.language)))
        rows = tuple(
            (one.id, one.title.of(words.language), one.chapter, words(one.verdict), _lacking(one, words))
            for one in findings
        )
        head = (*map(words, ("point", "demand_short", "chapter", "verdict", "lacking")),)
        parts.append(Table(words(key), head, rows))
    return Section("summary", words("summary"), tuple(parts))


def _picture(report: AuditReport, words: _Words) -> Chart:
    """Return the points of each chapter of the guideline by verdict; a verdict that no point has is left out."""
    counts = Counter((_chapter(one), one.verdict) for one in report.findings)
    chapters = sorted({_chapter(one) for one in report.findings}, key=int)
    series = tuple(
        Series(words(verdict), tuple(float(counts[chapter, verdict]) for chapter in chapters))
        for verdict in get_args(Verdict)
        if any(one.verdict == verdict for one in report.findings)
    )
    labels = tuple(words("of_chapter", chapter=chapter) for chapter in chapters)
    return Chart(words("by_chapter"), "stacked", labels, series)


def _chapter(finding: Finding) -> str:
    return finding.chapter.partition(".")[0]


def _lacking(finding: Finding, words: _Words) -> str:
    return (
        ""
        if finding.verdict in ("met", "not_applicable")
        else " ".join(one.of(words.language) for one in finding.missing)
    )


def _section(finding: Finding, report: AuditReport, words: _Words) -> Section:
    quotes: list[Quote] = []
    parts = tuple(_parts(finding, report, quotes, words))
    return Section(finding.id, f"{finding.id} {finding.title.of(words.language)}", parts, tuple(quotes))


def _parts(finding: Finding, report: AuditReport, quotes: list[Quote], words: _Words) -> Iterator[Paragraph]:
    language = words.language
    demand = finding.demand.of(language)
    yield Paragraph("proposal", words("found", verdict=words(finding.found), demand=demand))
    if finding.ruling is not None:
        reason = finding.ruling.reason
        yield Paragraph("own", words("ruling", verdict=words(finding.ruling.verdict), reason=reason))
    elif finding.funded and finding.found != "met":
        yield Paragraph("proposal", words("funded"))
    for proof in finding.quotes:
        quotes.append(_quote_of(proof, report.title))
        yield Paragraph("source", words("says", quote=in_quotation_marks(proof.text), mark=str(len(quotes))))
    if finding.verdict in ("met", "not_applicable"):
        return
    for lacking in finding.missing:
        yield Paragraph("open", lacking.of(language))
    for point in finding.open:
        yield Paragraph("own", words("noted", point=point))
    for advice in finding.advice:
        quotes.append(advice)
        yield Paragraph("source", words("advice", quote=in_quotation_marks(advice.text), mark=str(len(quotes))))


def _quote_of(proof: Proof, title: str) -> Quote:
    path = tuple(filter(None, proof.heading.split(" > ")))
    return Quote(
        "", SourceDetails(title=title), title, proof.text, proof.start, proof.end, proof.page, proof.page_label, path
    )
