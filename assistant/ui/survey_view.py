"""A needs survey as HTML: the methods compared, what was answered, which needs come first."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.export.pictures import picture_in_words, picture_png
from assistant.studio.records import Chart, Paragraph, Part, Table
from assistant.survey.methods import Method, advice, load_methods
from assistant.survey.methods_report import caveat
from assistant.survey.report import overview_parts, question_parts
from assistant.survey.results import Evaluation
from assistant.survey.words import SurveyWords
from assistant.ui.markup import element, escape
from ingest.records import Language

DEFAULT_MEMBERS = 60  # where nobody has said how many there are


def methods_html(members: int | None, language: Language) -> str:
    """Return the three methods side by side, which one is advised, and how the hours were reckoned."""
    count, words = members or DEFAULT_MEMBERS, SurveyWords(language)
    cards = "".join(_method_html(one, count, words) for one in load_methods().methods)
    told = element("p", escape(advice(count)[1].of(language)), "advice")
    caption = element("p", escape(words("methods_effort", count=count)), "hint")
    notes = f"{caveat(words)} {words('methods_origin')}"
    return element(
        "div", told + caption + element("div", cards, "methods") + element("p", escape(notes), "hint"), "survey"
    )


def _method_html(method: Method, members: int, words: SurveyWords) -> str:
    language = words.language
    hours = f"{method.hours(members)} {words('methods_hours')}"
    rule = words("methods_rule", fixed=words.figure(method.fixed), each=words.hundredths(method.per_member))
    parts = [
        element("h4", escape(method.title.of(language))),
        element("p", element("strong", escape(hours)) + " " + element("span", escape(rule), "hint")),
        element("p", escape(method.what.of(language))),
    ]
    for key, told in (("methods_benefits", method.benefits), ("methods_limits", method.limits)):
        lines = "".join(element("li", escape(one.of(language))) for one in told)
        parts.append(element("p", element("strong", escape(words(key)))) + element("ul", lines))
    choose = element("strong", escape(words("methods_choose"))) + " " + escape(method.choose.of(language))
    return element("section", "".join(parts) + element("p", choose))


def evaluation_html(evaluation: Evaluation | None, language: Language) -> str:
    """Return who answered, the ranked needs, and what they may mean."""
    words = SurveyWords(language)
    if evaluation is None:
        return element("p", escape(words("page_nothing_yet")), "hint")
    blocks, lines = [], ""
    for part in overview_parts(evaluation, words):
        lines += _part_html(part, language)
        if isinstance(part, Table):  # a ranking and the sentence before it stand side by side with the next
            blocks.append(element("section", lines))
            lines = ""
    return element("div", element("div", "".join(blocks), "rankings") + lines, "survey")


def question_html(evaluation: Evaluation | None, code: str | None, language: Language) -> str:
    """Return what was answered to one question, with its charts; "" where none is chosen."""
    found = [one for one in evaluation.questions if one.code == code] if evaluation else []
    words = SurveyWords(language)
    return "".join(element("div", _parts_html(question_parts(one, words), language), "survey") for one in found)


def _parts_html(parts: Iterable[Part], language: Language) -> str:
    return "".join(_part_html(part, language) for part in parts)


def _part_html(part: Part, language: Language) -> str:
    if isinstance(part, Paragraph):
        return element("p", escape(part.text), part.kind)
    if isinstance(part, Table):
        return _table_html(part.caption, part.head, part.rows, part.numeric)
    if isinstance(part, Chart) and not part.is_empty:
        picture = element("img", "", "course", src=_picture(part, language), alt=picture_in_words(part, language))
        return element("figure", picture + element("figcaption", escape(part.caption)))
    return ""


def _table_html(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int]) -> str:
    names = "".join(element("th", escape(one), scope="col") for one in head)
    lines = "".join(
        element(
            "tr", "".join(element("td", escape(one), "figure" if at in numeric else "") for at, one in enumerate(row))
        )
        for row in rows
    )
    table = element("table", element("caption", escape(caption)) + element("tr", names) + lines)
    return element("div", table, "table")


@lru_cache(maxsize=64)
def _picture(chart: Chart, language: Language) -> str:
    return f"data:image/png;base64,{b64encode(picture_png(chart, language)).decode()}"
