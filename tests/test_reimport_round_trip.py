"""An export that nobody changed comes back as the sections it was made from, in every format, style and language."""

import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from assistant.export.citing import CITATION_STYLES, CitationStyle, uncited
from assistant.export.files import Layout, write_draft
from assistant.reimport.reading import FORMATS, read_back
from assistant.reimport.records import Known
from assistant.studio.marks import is_quoted, split_marks
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Quote, Section, Table
from assistant.studio.section_text import read_section_text, section_text
from ingest.records import Language, SourceDetails

GUIDE = SourceDetails(title="Leitfaden für Cluster", authors=("Söllner, René", "Wiese, Jens"), year=2018)
STUDY = SourceDetails(title="Studie: [Märkte] & *Ziele*")


def quote(text: str, details: SourceDetails = GUIDE, page: int | None = 12, attribution: str = "") -> Quote:
    heading = () if page else ("Teil 2 (Märkte)", "3 „Wachsende“ Märkte")
    return Quote(details.title, details, "a.pdf", text, 40, 40 + len(text), page, "", heading, attribution)


VISITS = quote("Vertrauen entsteht durch Besuche\nvor Ort.", attribution="Weber (2015), Kap. 3")
WORD = quote("Der Begriff „Cluster“ meint (hier) ein Netzwerk [1].", page=13)
MARKETS = quote("Drei Märkte genügen.", STUDY, None)
FINANCE = Table(
    "Finanzierungsplan (Euro)",
    ("Posten", "seit", "2027", "Summe"),
    (("Personal | Büro", "2024", "45.000", "45.000"), ("=1+1", "–", "–", "1.500,50")),
    ("Summe", "", "45.000", "46.500,50"),
    (2, 3),
)
RISKS = Table(
    "Risiken", ("Risiko", "Antwort"), (("Absage", "–"), ("<b>Frist</b>", "[Plan](http://b)")), kind="proposal"
)
PARTNERS = Table("Partner", ("Partner", "seit"), (("Maasveld", "2024"), ("Kaarna", "2025")))
PLAN = Gantt("Zeitplan", (Bar("Reise", "2027-03", "2027-05", "Büro"), Bar("Messe", "2027-06", "2027-06")))
SECTIONS = (
    Section(
        "summary",
        "Die Strategie in Kürze",
        (
            Paragraph("own", "Das Netzwerk [1] hat 43 Mitglieder.\nEs wächst *stark* & <b>schnell</b>."),
            Paragraph("own", "Vorschlag: So heißt unser Rundbrief „Ziele“ (siehe Anlage 3)."),
            Paragraph("source", "Dazu heißt es: „Vertrauen entsteht durch Besuche vor Ort.“ [1]"),
            Paragraph(
                "source",
                "Ferner: „Der Begriff ‚Cluster‘ meint (hier) ein Netzwerk [1].“ [2] und „Drei Märkte genügen.“ [3].",
            ),
            Paragraph("proposal", "1. Eine Rücklage wird gebildet."),
            Paragraph("open", "Budget beschließen."),
        ),
        (VISITS, WORD, MARKETS),
    ),
    Section(
        "finance",
        "Finanzierung & Zeit",
        (
            FINANCE,
            RISKS,
            PLAN,
            Paragraph("source", "„Drei Märkte genügen.“ [1]"),
            Paragraph("open", "Budget beschließen."),
        ),
        (MARKETS,),
    ),
    Section("partners", "Partner", (PARTNERS,)),
    Section("last", "Ohne Inhalt", ()),
)


class FakeProof:
    """Finds these quotes by their text in single quotation marks, whatever the reference."""

    def __init__(self, *quotes: Quote) -> None:
        self._quotes = quotes

    def find(self, quotation: str, reference: str) -> Quote | None:
        said = quotation.replace("‚", "„").replace("‘", "“").split()
        return next((one for one in self._quotes if one.text.split() == said), None)


def exported(folder: Path, ending: str, style: CitationStyle = "footnotes", language: Language = "de") -> Path:
    path = folder / f"strategie{ending}"
    draft = Draft("Strategie 2030", "Leichtbau e. V.", language, "2026-11-28", SECTIONS)
    write_draft(draft, path, Layout(style=style))
    return path


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("style", CITATION_STYLES)
@pytest.mark.parametrize("ending", FORMATS)
def test_what_nobody_changed_comes_back_as_it_was(
    tmp_path: Path, ending: str, style: CitationStyle, language: Language
) -> None:
    found = read_back(exported(tmp_path, ending, style, language), FakeProof(), Known(SECTIONS))
    assert found.sections == SECTIONS
    assert found.notes == ()
    assert (found.title, found.language) == ("Strategie 2030", language)


@pytest.mark.parametrize("style", CITATION_STYLES)
@pytest.mark.parametrize("ending", FORMATS)
def test_without_the_strategy_the_sources_prove_the_quotes_and_only_the_chart_is_left_out(
    tmp_path: Path, ending: str, style: CitationStyle
) -> None:
    found = read_back(exported(tmp_path, ending, style), FakeProof(VISITS, WORD, MARKETS), Known())
    expected = [
        replace(one, parts=tuple(_as_typed(part, style) for part in one.parts if part != PLAN)) for one in SECTIONS
    ]
    assert [(one.title, one.parts, one.quotes) for one in found.sections] == [
        (one.title, one.parts, one.quotes) for one in expected
    ]
    assert ["Zeitplan" in note.de for note in found.notes] == [True]


@pytest.mark.parametrize("ending", FORMATS)
def test_tables_and_charts_that_nobody_changed_are_the_strategys_own(tmp_path: Path, ending: str) -> None:
    finance = read_back(exported(tmp_path, ending), FakeProof(), Known(SECTIONS)).sections[1]
    assert [part for part in finance.parts[:3] if part not in (FINANCE, RISKS, PLAN)] == []
    assert finance.parts[0] is FINANCE
    assert finance.parts[2] is PLAN


def test_each_mark_stands_behind_its_quote_and_the_editor_takes_the_sections(tmp_path: Path) -> None:
    for section in read_back(exported(tmp_path, ".docx"), FakeProof(), Known(SECTIONS)).sections:
        for part in section.parts:
            if isinstance(part, Paragraph) and part.kind == "source":
                pieces = split_marks(part.text, section.quotes)
                marked = [(before, one) for before, one in pairwise(pieces) if isinstance(one, Quote)]
                assert marked
                assert all(isinstance(before, str) and is_quoted(before, one) for before, one in marked)
        joined = replace(section, parts=tuple(_on_one_line(part) for part in section.parts))
        assert read_section_text(section_text(joined, "de"), joined, "de") == joined


def _as_typed(part: Paragraph | Table | Gantt, style: CitationStyle) -> Paragraph | Table | Gantt:
    """Return a part as an export writes it: the author's own "[1]" is no citation in a numbered style."""
    if style != "numbered" or not isinstance(part, Paragraph) or part.kind == "source":
        return part
    return replace(part, text=uncited(part.text))


def _on_one_line(part: Paragraph | Table | Gantt) -> Paragraph | Table | Gantt:
    return replace(part, text=" ".join(part.text.split())) if isinstance(part, Paragraph) else part


@pytest.mark.slow
@pytest.mark.parametrize("style", CITATION_STYLES)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saved_again_comes_back_as_it_was(tmp_path: Path, style: CitationStyle) -> None:
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(saved)]
    subprocess.run([*command, str(exported(tmp_path, ".docx", style))], check=True, capture_output=True, timeout=100)
    found = read_back(saved / "strategie.docx", FakeProof(), Known(SECTIONS))
    assert found.sections == SECTIONS
    assert found.notes == ()


def test_what_was_written_by_a_template_comes_back_as_it_was(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "vorlage.docx"))
    path = tmp_path / "strategie.docx"
    draft = Draft("Strategie 2030", "Leichtbau e. V.", "de", "2026-11-28", SECTIONS)
    write_draft(draft, path, Layout(template=tmp_path / "vorlage.docx"))
    found = read_back(path, FakeProof(), Known(SECTIONS))
    assert found.sections == SECTIONS
    assert found.notes == ()


def test_a_table_on_a_turned_page_comes_back_as_it_was(tmp_path: Path) -> None:
    years = [str(year) for year in range(2027, 2037)]
    wide = Table("Plan", ("Posten", *years), (("Reisen", *("1.200.100,50" for _ in years)),), (), tuple(range(1, 11)))
    section = Section("finance", "Finanzen", (Paragraph("own", "Davor."), wide, Paragraph("own", "Danach.")))
    write_draft(Draft("Strategie", "Netz", "de", "2026-11-28", (section,)), tmp_path / "a.docx")
    assert len(docx.Document(str(tmp_path / "a.docx")).sections) == 3
    read = read_back(tmp_path / "a.docx", FakeProof(), Known((section,)))
    assert (read.sections, read.notes) == ((section,), ())
