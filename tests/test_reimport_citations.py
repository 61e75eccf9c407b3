"""A citation that is read back is believed only where its quote stands before it word for word."""

from pathlib import Path

import pytest

from assistant.export.citing import CitationStyle
from assistant.export.files import Layout, write_draft
from assistant.reimport.reading import read_back
from assistant.reimport.records import Known, ReadBack
from assistant.studio.records import Draft, Paragraph, Quote, Section
from assistant.studio.section_text import read_section_text, section_text
from ingest.records import SourceDetails

GUIDE = SourceDetails(title="Leitfaden für Cluster", authors=("Söllner, René",), year=2018)
STUDY = SourceDetails(title="Märkte", authors=("Weber, Ina",), year=2020)
VISITS = Quote("guide", GUIDE, "a.pdf", "Vertrauen zwischen Partnern entsteht durch regelmäßige Besuche.", 5, 69, 12)
SHORT = Quote("study", STUDY, "b.pdf", "Drei Märkte genügen.", 0, 20, 3)
LEAD = "Dazu heißt es:"
SECTION = Section(
    "partners",
    "Partner",
    (
        Paragraph("own", "Das Netzwerk hat Partner."),
        Paragraph("source", f"{LEAD} „{VISITS.text}“ [1]"),
        Paragraph("source", f"Ferner: „{SHORT.text}“ [2]"),
        Paragraph("open", "Partner besuchen."),
    ),
    (VISITS, SHORT),
)
OWN, SOURCE, _, OPEN = SECTION.parts


class Sources:
    """Proves these quotes by their very words, and remembers what it was asked."""

    def __init__(self, *quotes: Quote) -> None:
        self.asked: list[tuple[str, str]] = []
        self._quotes = quotes

    def find(self, quotation: str, reference: str) -> Quote | None:
        self.asked.append((quotation, reference))
        return next((one for one in self._quotes if one.text == quotation), None)


NOTHING = Sources()
KNOWN = Known((SECTION,))


def edited(
    folder: Path,
    *changes: tuple[str, str],
    known: Known = KNOWN,
    proof: Sources = NOTHING,
    style: CitationStyle = "footnotes",
) -> ReadBack:
    path = folder / "strategie.md"
    write_draft(Draft("S", "C", "de", "2026-11-28", (SECTION,)), path, Layout(style=style))
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    found = read_back(path, proof, known)
    for section in found.sections:
        assert read_section_text(section_text(section, "de"), section, "de") == section
    return found


@pytest.mark.parametrize("style", ["footnotes", "author_year", "numbered"])
def test_an_altered_quote_becomes_own_text_without_a_mark_and_its_words_are_told(
    tmp_path: Path, style: CitationStyle
) -> None:
    found = edited(tmp_path, ("regelmäßige Besuche", "viele Besuche"), style=style)
    (section,) = found.sections
    altered = Paragraph("own", f"{LEAD} „{VISITS.text.replace('regelmäßige', 'viele')}“")
    assert section.parts == (OWN, altered, Paragraph("source", f"Ferner: „{SHORT.text}“ [1]"), OPEN)
    assert section.quotes == (SHORT,)
    (note,) = found.notes
    assert VISITS.text in note.de
    assert VISITS.text in note.en
    assert "Partner" in note.de
    assert LEAD in note.de


@pytest.mark.parametrize(
    "change", [("regelmäßige", "regelmässige"), ("Vertrauen", "vertrauen"), ("Besuche.“", "Besuche“")]
)
def test_a_letter_or_a_full_stop_is_enough_to_alter_a_quote(tmp_path: Path, change: tuple[str, str]) -> None:
    assert edited(tmp_path, change).sections[0].quotes == (SHORT,)


def test_a_quote_without_its_quotation_marks_is_no_quote(tmp_path: Path) -> None:
    found = edited(tmp_path, ("„Vertrauen", "Vertrauen"), ("Besuche.“", "Besuche."))
    assert found.sections[0].parts[1] == Paragraph("own", f"{LEAD} {VISITS.text}")
    assert "Söllner (2018): Leitfaden für Cluster, S. 12." in found.notes[0].de


def test_other_white_space_and_quotation_marks_alter_nothing(tmp_path: Path) -> None:
    found = edited(tmp_path, ("„Vertrauen zwischen", "»Vertrauen\nzwischen"), ("Besuche.“", "Besuche.«"))
    assert found.sections[0].parts[1] == Paragraph("source", f"{LEAD} »{VISITS.text}« [1]")
    assert found.notes == ()


def test_what_is_typed_behind_a_quote_becomes_a_paragraph_of_its_own(tmp_path: Path) -> None:
    found = edited(tmp_path, ("[^1]", "[^1] Das gilt auch für uns."))
    assert found.sections[0].parts[1:3] == (SOURCE, Paragraph("own", "Das gilt auch für uns."))
    assert "Was neben dem Zitat steht" in found.notes[0].de


@pytest.mark.parametrize(
    "claim",
    [
        "80 % der Cluster reisen.",
        "Alle sagen „ja“.",
        "Weber sagt: ‚Alle zahlen.‘",
        "Alle zahlen.",
        f"{'Alle zahlen, ' * 15}und",
    ],
)
def test_a_claim_before_a_quote_becomes_a_paragraph_of_its_own(tmp_path: Path, claim: str) -> None:
    found = edited(tmp_path, (LEAD, f"{claim} {LEAD}"))
    told = " ".join(f"{claim} {LEAD}".split())
    assert found.sections[0].parts[1:3] == (Paragraph("own", told), Paragraph("source", f"„{VISITS.text}“ [1]"))
    assert "Was neben dem Zitat steht" in found.notes[0].de


def test_a_mark_typed_by_hand_is_text(tmp_path: Path) -> None:
    parts = edited(tmp_path, ("[^1]", "[^1] [2]")).sections[0].parts
    assert parts[1:3] == (SOURCE, Paragraph("own", "[2]"))


def test_a_footnote_behind_the_full_stop_is_the_quotes(tmp_path: Path) -> None:
    found = edited(tmp_path, (f"Ferner: „{SHORT.text}“", f"Ferner: „{SHORT.text}“."))
    assert found.sections[0].parts[2] == Paragraph("source", f"Ferner: „{SHORT.text}“ [2].")
    assert found.notes == ()


def test_a_source_without_its_citation_becomes_own_text(tmp_path: Path) -> None:
    found = edited(tmp_path, ("[^1]", ""))
    assert found.sections[0].parts[1] == Paragraph("own", f"{LEAD} „{VISITS.text}“")
    assert "hat aber keinen Beleg" in found.notes[0].de


def test_a_quote_cited_in_the_authors_own_paragraph_is_a_sources_and_the_rest_stays_own(tmp_path: Path) -> None:
    found = edited(tmp_path, ("hat Partner.", f"hat Partner, denn „{VISITS.text}“[^1] So ist es."))
    assert found.sections[0].parts[:3] == (
        Paragraph("own", "Das Netzwerk hat Partner, denn"),
        Paragraph("source", f"„{VISITS.text}“ [1]"),
        Paragraph("own", "So ist es."),
    )


def test_a_paragraph_typed_with_a_known_quote_is_a_sources(tmp_path: Path) -> None:
    found = edited(tmp_path, ("**Quelle:** Dazu", "Dazu"))
    assert found.sections == (SECTION,)


def test_one_of_two_quotes_in_a_paragraph_may_be_lost(tmp_path: Path) -> None:
    whole = (f"“[^1]\n\n**Quelle:** Ferner: „{SHORT.text}“[^2]", f"“[^1] und „{SHORT.text[:-1]}!“[^2]")
    parts = edited(tmp_path, whole).sections[0].parts
    assert parts[1:3] == (SOURCE, Paragraph("own", f"und „{SHORT.text[:-1]}!“"))


def test_a_quote_of_an_older_version_is_known(tmp_path: Path) -> None:
    older = Section("partners", "Partner", (OWN,))
    assert edited(tmp_path, known=Known((older,), (SHORT, VISITS))).sections == (SECTION,)


def test_what_is_not_known_is_asked_of_the_sources_with_what_the_footnote_says(tmp_path: Path) -> None:
    sources = Sources(VISITS, SHORT)
    assert edited(tmp_path, known=Known(titles={}), proof=sources).sections[0].quotes == (VISITS, SHORT)
    assert sources.asked[0] == (VISITS.text, "Söllner (2018): Leitfaden für Cluster, S. 12.")


def test_what_no_source_says_is_never_a_quote(tmp_path: Path) -> None:
    found = edited(tmp_path, known=Known())
    assert found.sections[0].quotes == ()
    assert [part.kind for part in found.sections[0].parts if isinstance(part, Paragraph)] == [
        "own",
        "own",
        "own",
        "open",
    ]
    assert len(found.notes) == 2


def test_a_quote_that_a_source_prints_with_a_broken_word_is_set_as_the_source_has_it(tmp_path: Path) -> None:
    class Breaking(Sources):
        def find(self, quotation: str, reference: str) -> Quote | None:
            return Quote("guide", GUIDE, "a.pdf", quotation.replace("Partnern", "Part\u00adnern"), 5, 70, 12)

    (section, *_) = edited(tmp_path, known=Known(), proof=Breaking()).sections
    said = VISITS.text.replace("Partnern", "Part\u00adnern")
    assert section.parts[1] == Paragraph("source", f"{LEAD} „{said}“ [1]")


def test_another_footnote_than_the_quotes_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, ("[^1]: Söllner (2018): Leitfaden für Cluster, S. 12.", "[^1]: Ebenda, Seite 4."))
    assert found.sections == (SECTION,)
    assert "Ebenda, Seite 4." in found.notes[0].de
    assert "Söllner (2018): Leitfaden für Cluster, S. 12." in found.notes[0].de


def test_a_short_quote_with_another_footnote_is_not_believed(tmp_path: Path) -> None:
    found = edited(tmp_path, ("[^2]: Weber (2020): Märkte, S. 3.", "[^2]: Vgl. Satzung."))
    assert found.sections[0].quotes == (VISITS,)
    assert "Vgl. Satzung." in found.notes[0].de


def test_of_two_places_with_the_same_words_the_footnote_decides(tmp_path: Path) -> None:
    again = Quote("guide", GUIDE, "a.pdf", VISITS.text, 900, 964, 40)
    found = edited(
        tmp_path, ("Leitfaden für Cluster, S. 12.", "Leitfaden für Cluster, S. 40."), known=Known((SECTION,), (again,))
    )
    assert found.sections[0].quotes == (again, SHORT)


def test_a_footnote_that_is_gone_from_the_file_does_not_take_the_quote_along(tmp_path: Path) -> None:
    found = edited(tmp_path, ("[^1]: Söllner (2018): Leitfaden für Cluster, S. 12.", ""))
    assert found.sections == (SECTION,)


@pytest.mark.parametrize("style", ["author_year", "numbered"])
def test_a_bracket_that_names_no_source_stays_text(tmp_path: Path, style: CitationStyle) -> None:
    told = f"Unser Motto „{SHORT.text}“ (siehe Anlage 2018) gilt."
    found = edited(tmp_path, ("Das Netzwerk hat Partner.", told), style=style)
    assert found.sections[0].parts[0] == Paragraph("own", told)
    assert found.notes == ()


def test_a_bracket_that_names_a_source_behind_invented_words_goes_and_is_told(tmp_path: Path) -> None:
    for style, bracket in (
        ("numbered", "[1, S. 12]"),
        ("author_year", "(Söllner 2018, S. 12)"),
        ("footnotes", "(Söllner 2018)"),
    ):
        invented = "„Jeder Euro wird ohne Prüfung zurückgezahlt.“"
        for known in (KNOWN, Known()):
            found = edited(tmp_path, ("Das Netzwerk hat Partner.", f"{invented} {bracket}"), known=known, style=style)
            assert found.sections[0].parts[0] == Paragraph("own", invented)
            assert "steht kein Zitat, das sich in einer Quelle findet" in found.notes[0].de


def test_a_number_that_the_list_lacks_and_one_in_round_brackets_stay_text(tmp_path: Path) -> None:
    told = "Unser Motto „Licht an.“ [7] und „Licht aus.“ (1)"
    found = edited(tmp_path, ("Das Netzwerk hat Partner.", told), style="numbered")
    assert found.sections[0].parts[0] == Paragraph("own", told)
    assert found.notes == ()


@pytest.mark.parametrize("style", ["footnotes", "author_year", "numbered"])
def test_what_the_strategy_has_as_own_words_comes_back_with_its_brackets(tmp_path: Path, style: CitationStyle) -> None:
    own = Paragraph("own", f"„{VISITS.text[:-1]}, nie!“ [1] Und „Nein.“ (Söllner 2018)")
    section = Section("partners", "Partner", (own, SOURCE), (VISITS,))
    path = tmp_path / "eigen.md"
    write_draft(Draft("S", "C", "de", "2026-11-28", (section,)), path, Layout(style=style))
    found = read_back(path, NOTHING, Known((section,)))
    assert found.sections == (section,)
    assert found.notes == ()


@pytest.mark.parametrize("ending", [".md", ".docx"])
def test_own_words_with_signs_that_no_one_sees_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    section = Section("partners", "Partner", (Paragraph("own", "Netz\u00adwerk \U0001f468\u200d\U0001f469"),))
    path = tmp_path / f"eigen{ending}"
    write_draft(Draft("S", "C", "de", "2026-11-28", (section,)), path, Layout())
    assert read_back(path, NOTHING, Known((section,))).sections == (section,)


def test_letters_behind_the_year_do_not_matter(tmp_path: Path) -> None:
    found = edited(tmp_path, ("(Söllner 2018, S. 12)", "(Söllner 2018b, S. 12)"), style="author_year")
    assert found.sections == (SECTION,)
    assert found.notes == ()


def test_a_numbered_citation_is_looked_up_in_the_list_of_sources(tmp_path: Path) -> None:
    sources = Sources(VISITS, SHORT)
    assert edited(tmp_path, known=Known(), proof=sources, style="numbered").sections[0].quotes == (VISITS, SHORT)
    assert sources.asked[0] == (VISITS.text, "Söllner, René (2018): Leitfaden für Cluster., S. 12")


def test_without_the_list_of_sources_a_long_quote_is_believed_by_its_page(tmp_path: Path) -> None:
    found = edited(tmp_path, ("- \\[1\\]", "- eins"), ("- \\[2\\]", "- zwei"), style="numbered")
    assert found.sections[0].quotes == (VISITS,)
    assert not any("Vertrauen" in note.de for note in found.notes)


def test_a_page_alone_is_no_citation_of_a_word(tmp_path: Path) -> None:
    told = f"Unser Motto „{SHORT.text}“ (S. 3) gilt."
    found = edited(tmp_path, ("Das Netzwerk hat Partner.", told), style="author_year")
    assert found.sections[0].parts[0] == Paragraph("own", told)


def test_a_footnote_of_the_authors_own_is_told_with_its_text(tmp_path: Path) -> None:
    found = edited(tmp_path, ("hat Partner.", "hat Partner.[^9]"), ("[^1]: ", "[^9]: Stand: März 2027.\n\n[^1]: "))
    assert found.sections == (SECTION,)
    assert "Stand: März 2027." in found.notes[0].de
