"""What a waiting proposal would change is shown whole: whatever accepting it writes."""

from dataclasses import replace

import pytest

from assistant.studio.records import Bar, Gantt, Paragraph, Quote, Section, Table
from assistant.ui.section_view import difference_html
from assistant.ui.wording import load_wording
from ingest.records import Language, SourceDetails

SAID = "Vertrauen entsteht durch Besuche."
QUOTE = Quote("guide", SourceDetails(title="Leitfaden", year=2018), "a.pdf", SAID, 0, len(SAID), 12)
TABLE = Table("Finanzplan", ("Posten", "2027"), (("Personal", "45.000"), ("Reisen", "900")), ("Summe", "45.900"), (1,))
PLAN = Gantt("Zeitplan", (Bar("Reise", "2027-03", "2027-05", "Büro"),))
SECTION = Section(
    "finance", "Finanzen", (Paragraph("own", "Text <b>."), Paragraph("source", f"„{SAID}“ [1]"), TABLE, PLAN), (QUOTE,)
)


def difference(proposed: Section | None, language: Language = "de") -> str:
    return difference_html(SECTION, proposed, load_wording(), language)


def with_parts(*parts: Paragraph | Table | Gantt) -> Section:
    return replace(SECTION, parts=(*SECTION.parts[:2], *parts))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("proposed", "gone", "added"),
    [
        (replace(SECTION, title="Geld"), "Finanzen", "Geld"),
        (with_parts(replace(TABLE, head=("Posten", "2028")), PLAN), "Posten | 2027", "Posten | 2028"),
        (
            with_parts(replace(TABLE, rows=(("Personal", "450.000"), TABLE.rows[1])), PLAN),
            "Personal | 45.000",
            "Personal | 450.000",
        ),
        (with_parts(replace(TABLE, total=("Summe", "9")), PLAN), "Summe | 45.900", "Summe | 9"),
        (
            with_parts(TABLE, replace(PLAN, bars=(Bar("Reise", "2027-03", "2027-06", "Büro"),))),
            "Reise | 2027-03 | 2027-05 | Büro",
            "Reise | 2027-03 | 2027-06 | Büro",
        ),
    ],
    ids=["title", "head", "row", "total", "bar"],
)
def test_what_would_change_beside_the_text_is_shown(
    proposed: Section, gone: str, added: str, language: Language
) -> None:
    shown = difference(proposed, language)
    assert shown.count("<del>") == shown.count("<ins>") == 1
    assert f"<del>{gone}</del>" in shown
    assert f"<ins>{added}</ins>" in shown


def test_another_page_of_the_same_quote_is_shown() -> None:
    shown = difference(replace(SECTION, quotes=(replace(QUOTE, page=40),)))
    assert "<del>[1] Leitfaden (2018), S. 12</del>" in shown
    assert "<ins>[1] Leitfaden (2018), S. 40</ins>" in shown


def test_another_kind_of_a_table_is_shown() -> None:
    shown = difference(with_parts(replace(TABLE, kind="proposal"), PLAN))
    assert "<ins>[Vorschlag] Finanzplan</ins>" in shown


def test_only_the_very_same_section_is_unchanged() -> None:
    assert "Der neue Text gleicht dem alten." in difference(replace(SECTION))
    aligned = difference(with_parts(replace(TABLE, numeric=()), PLAN))
    assert "Der neue Text gleicht dem alten." not in aligned
    assert difference(None) == ""


def test_a_changed_paragraph_is_shown_as_text() -> None:
    shown = difference(replace(SECTION, parts=(Paragraph("own", "<i>Neu"), *SECTION.parts[1:])))
    assert "<del>[Eigene Angabe] Text &lt;b&gt;.</del>" in shown
    assert "<ins>[Eigene Angabe] &lt;i&gt;Neu</ins>" in shown
