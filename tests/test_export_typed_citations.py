"""What a person typed like a citation: an export says that no quote proves it, and reading back passes that over."""

from pathlib import Path

import pytest

from assistant.export.citing import CITATION_STYLES, CitationStyle
from assistant.export.files import Layout, write_draft
from assistant.export.typed_citations import typed_citations, with_typed_citations
from assistant.reimport.reading import FORMATS, read_back
from assistant.reimport.records import Known
from assistant.studio.records import Draft, Paragraph, Quote, Section, Table
from ingest.records import SourceDetails

GUIDE = SourceDetails(title="Leitfaden", authors=("Söllner, René",), year=2018)
QUOTE = Quote("a", GUIDE, "a.pdf", "Vertrauen zählt.", 0, 16, 12)
PROVED = Paragraph("source", "Dazu: „Vertrauen zählt.“ [1]")
TYPED = Paragraph("own", "Besuche zahlen sich aus (Söllner u. a. 2018, S. 12) [3].")
POINT = "Sieht aus wie ein Beleg und ist keiner: „(Söllner u. a. 2018, S. 12)“, „[3]“."


def draft(*sections: Section) -> Draft:
    return Draft("Strategie", "Leichtbau", "de", "2026-11-28", sections)


SECTION = Section("partners", "Partner", (PROVED, TYPED, Paragraph("own", "Ohne.")), (QUOTE,))


class Nothing:
    """Proves nothing."""

    def find(self, quotation: str, reference: str) -> Quote | None:
        return None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Markt wächst (Meier/Huber 2018, S. 12).", ["(Meier/Huber 2018, S. 12)"]),
        ("The market grows (Meier et al. 2018).", ["(Meier et al. 2018)"]),
        ("„Der Markt wächst“ (Meier 2018) stark.", ["(Meier 2018)"]),
        ("Der Markt wächst (Söllner 2018).", ["(Söllner 2018)"]),
        ("Der Markt wächst (vgl. Meier 2018).", ["(vgl. Meier 2018)"]),
        ("Der Markt wächst [3] und fällt [4, S. 12].", ["[3]", "[4, S. 12]"]),
        ("Der Markt wächst.¹ Er fällt.²", ["¹", "²"]),
    ],
)
def test_what_looks_like_a_citation_is_found(text: str, found: list[str]) -> None:
    assert typed_citations(text, {"Söllner"}) == found


@pytest.mark.parametrize(
    "text",
    [
        "Stand (Mai 2025)",
        "Hannover Messe (2026)",
        "eine Halle von 40 m², 3 km³ und 10³",
        "Märkte (siehe Anlage 3)",
        "[Plan]",
    ],
)
def test_what_only_resembles_one_is_none(text: str) -> None:
    assert typed_citations(text, {"Söllner"}) == []


def test_an_open_point_behind_the_text_says_that_it_proves_nothing() -> None:
    parts = with_typed_citations(draft(SECTION)).sections[0].parts
    assert [part for part in parts if isinstance(part, Paragraph)][:2] == [PROVED, TYPED]
    assert isinstance(parts[2], Paragraph)
    assert (parts[2].kind, parts[2].text.startswith(POINT), len(parts)) == ("open", True, 4)


def test_tables_are_looked_at_as_well() -> None:
    table = Table("Märkte", ("Land", "Größe"), (("Japan", "groß (Meier 2018, S. 3)"),))
    (section,) = with_typed_citations(draft(Section("m", "Märkte", (table,)))).sections
    assert ["(Meier 2018, S. 3)" in point for point in section.open_points] == [True]


@pytest.mark.parametrize("style", CITATION_STYLES)
@pytest.mark.parametrize("ending", FORMATS)
def test_the_point_stands_in_every_export_and_does_not_come_back(
    tmp_path: Path, ending: str, style: CitationStyle
) -> None:
    path = tmp_path / f"strategie{ending}"
    write_draft(draft(SECTION), path, Layout(style=style))
    found = read_back(path, Nothing(), Known((SECTION,)))
    assert (found.sections, found.notes) == ((SECTION,), ())
    if ending == ".md":
        assert path.read_text(encoding="utf-8").count("Sieht aus wie ein Beleg und ist keiner") == 2
