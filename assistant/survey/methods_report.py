"""The comparison of the three methods as a document."""

from assistant.studio.records import Chart, Draft, Paragraph, Part, Section, Series, Table
from assistant.survey.methods import Method, advice, calls_dearer_from, load_methods
from assistant.survey.words import SurveyWords
from ingest.records import Language


def methods_report(members: int, language: Language, *, made_on: str) -> Draft:
    """Return the comparison for so many members: effort with the rule behind it, benefit, limits, when to choose."""
    words = SurveyWords(language)
    overview = Section("overview", words("methods_overview"), tuple(_overview(members, words)))
    sections = (overview, *(_section(one, members, words) for one in load_methods().methods))
    return Draft(words("methods_title"), words("methods_members", count=members), language, made_on, sections, "survey")


def effort_table(members: int, words: SurveyWords) -> Table:
    """Return the hours of each method, with the rule by which they were reckoned."""
    rows = tuple(
        (one.title.of(words.language), words("methods_rule", fixed=words.figure(one.fixed), each=_each(one, words)),
         str(one.hours(members)))
        for one in load_methods().methods
    )  # fmt: skip
    head = (words("methods_method"), words("methods_how"), words("methods_hours"))
    return Table(words("methods_effort", count=members), head, rows, numeric=(2,))


def caveat(words: SurveyWords) -> str:
    """Return where the hours come from, and where they part with the guideline."""
    return words("methods_caveat", members=calls_dearer_from())


def _overview(members: int, words: SurveyWords) -> list[Part]:
    methods = load_methods().methods
    hours = tuple(float(one.hours(members)) for one in methods)
    table = effort_table(members, words)
    chart = Chart(table.caption, "bars", tuple(one.title.of(words.language) for one in methods), (Series("", hours),))
    advised = Paragraph("proposal", advice(members)[1].of(words.language))
    return [advised, table, chart, Paragraph("own", caveat(words)), Paragraph("own", words("methods_origin"))]


def _section(method: Method, members: int, words: SurveyWords) -> Section:
    language = words.language
    parts: list[Part] = [Paragraph("own", method.what.of(language))]
    for key, told in (("methods_benefits", method.benefits), ("methods_limits", method.limits)):
        parts.append(Paragraph("own", f"{words(key)} {' '.join(one.of(language) for one in told)}"))
    parts.append(Paragraph("proposal", f"{words('methods_choose')} {method.choose.of(language)}"))
    rows = tuple((one.what.of(language), words.figure(one.hours(members))) for one in method.effort)
    head = (words("methods_part"), words("methods_hours"))
    total = (words("methods_total"), str(method.hours(members)))
    parts.append(Table(words("methods_parts", method=method.title.of(language)), head, rows, total, numeric=(1,)))
    return Section(method.id, method.title.of(language), tuple(parts))


def _each(method: Method, words: SurveyWords) -> str:
    return words.hundredths(method.per_member)
