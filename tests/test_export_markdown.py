"""A draft as Markdown: its kinds in bold, real footnotes, tables, annexes, and nothing in it comes to life."""

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from assistant.export.markdown import draft_markdown
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Part, Quote, Section, Table
from ingest.records import Language, SourceDetails

SHOWN = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
GUIDE = SourceDetails(title="Leitfaden", authors=("Meier, Anna",), year=2018)


def quote(text: str, page: int = 12) -> Quote:
    return Quote("a", GUIDE, "a.pdf", text, 0, len(text), page)


def markdown(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de", title: str = "Ziele") -> str:
    return draft_markdown(
        Draft("Strategie", "Leichtbau", language, "2026-11-28", (Section("s", title, parts, quotes),))
    )


def test_title_cluster_and_day_stand_on_top() -> None:
    assert markdown().startswith("# Strategie\n\nLeichtbau\\\nEntwurf vom 28. November 2026\n\n")
    assert "Draft of 28 November 2026" in markdown(language="en")


def test_each_paragraph_begins_with_its_kind_in_bold() -> None:
    kinds = (Paragraph("own", "A"), Paragraph("proposal", "B"), Paragraph("open", "C"))
    text = markdown(*kinds, Paragraph("source", "D"))
    for line in ("**Eigene Angabe:** A", "**Vorschlag:** B", "**Offener Punkt:** C", "**Quelle:** D"):
        assert f"\n\n{line}\n\n" in text


def test_marks_become_footnotes_numbered_through() -> None:
    part = Paragraph("source", "„Ziele“ [1] und „Märkte“ [2]")
    text = markdown(part, part, quotes=(quote("Ziele"), quote("Märkte", 13)))
    assert "„Ziele“[^1] und „Märkte“[^2]" in text
    assert "„Ziele“[^3] und „Märkte“[^4]" in text
    assert "[^4]: Meier (2018): Leitfaden, S. 13." in text
    assert SHOWN.render(text).count('class="footnote-item"') == 4


def test_a_mark_without_a_quote_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"\[2\]"):
        markdown(Paragraph("source", "„Ziele“ [2]"), quotes=(quote("Ziele"),))


def test_tables_have_their_total_in_bold_and_figures_to_the_right() -> None:
    text = markdown(Table("Kosten", ("Posten", "€"), (("Reisen | Hotel", "5"),), ("Summe", "5"), (1,)))
    assert "| Posten | € |\n| --- | ---: |\n| Reisen \\| Hotel | 5 |\n| **Summe** | **5** |" in text
    assert SHOWN.render(text).count("<tr>") == 3


def test_a_work_plan_is_a_table_of_months() -> None:
    text = markdown(Gantt("Plan", (Bar("Reise", "2027-03", "2027-05", "Büro"),)))
    assert "| Reise | März 2027 | Mai 2027 | Büro |" in text


def test_the_annex_lists_each_open_point_once() -> None:
    point = Paragraph("open", "Beschluss einholen")
    text = markdown(point, point, Paragraph("open", "Person benennen"))
    annex = text.partition("### Offene Punkte")[2]
    assert annex.count("Beschluss einholen") == 1
    assert "| 1 | Ziele | Beschluss einholen |  |  |\n| 2 | Ziele | Person benennen |  |  |" in annex


def test_the_annex_lists_the_sources() -> None:
    text = markdown(Paragraph("source", "„Ziele“ [1]"), quotes=(quote("Ziele"),))
    assert "### Quellenverzeichnis\n\n- Meier, Anna (2018): Leitfaden." in text


def test_empty_annexes_say_so() -> None:
    assert "There are no open points." in markdown(language="en")
    assert "No source was quoted." in markdown(language="en")


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "![x](http://e.org/x.png)", "[x](javascript:alert(1))", "*a* _b_ `c` &copy;",
     "eins\n\n# zwei", "eins\n===", "eins\n    - zwei", "[^9]: Fälschung", "| a | b |\n| --- | --- |"],
)  # fmt: skip
def test_nothing_in_a_text_becomes_markup(hostile: str) -> None:
    text = SHOWN.render(markdown(Paragraph("proposal", hostile), title=hostile))
    plain = SHOWN.render(markdown(Paragraph("proposal", "Text"), title="Text"))
    for tag in ("<script", "<img", "<a ", "<em", "<code", "<h1", "<h2", "<li", "<table", "©", "footnote"):
        assert text.count(tag) == plain.count(tag), tag


def test_control_characters_go() -> None:
    assert "**Vorschlag:** ab\n" in markdown(Paragraph("proposal", "a\x00\x0b\ud800b"))
