"""A section edited in place: its kinds in brackets, its tables kept, its quotes verbatim or refused."""

import pytest

from assistant.studio.outline import load_outline
from assistant.studio.own_words import harmless
from assistant.studio.records import Paragraph, Quote, Section, Table
from assistant.studio.section_text import (
    AlteredQuote,
    UnplacedTable,
    UnprovedClaim,
    UnprovedSource,
    read_section_text,
    section_text,
)
from assistant.wording import wordings
from ingest.records import Language, SourceDetails

SAID = "Vertrauen entsteht durch Besuche\nvor Ort."
ALSO = "Der Begriff „Cluster“ meint ein Netzwerk."
QUOTES = tuple(Quote("id", SourceDetails(title="Leitfaden"), "a.pdf", text, 0, len(text)) for text in (SAID, ALSO))
TABLE = Table("Finanzplan", ("Posten", "Euro"), (("Reisen", "10"),))
SECTION = Section(
    "finance",
    "Finanzen",
    (
        Paragraph("own", "Das Netzwerk hat 43 Mitglieder."),
        TABLE,
        Paragraph("source", "Dazu heißt es: „Vertrauen entsteht durch Besuche vor Ort.“ [1]"),
        Paragraph("source", "Ferner: „Der Begriff ‚Cluster‘ meint ein Netzwerk.“ [2]"),
        Paragraph("proposal", "Eine Rücklage wird gebildet."),
        Paragraph("open", "Budget beschließen."),
    ),
    QUOTES,
)


def edited(old: str, new: str) -> Section:
    text = section_text(SECTION, "de")
    assert old in text
    return read_section_text(text.replace(old, new), SECTION, "de")


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_not_edited_stays_as_it_was(language: Language) -> None:
    assert read_section_text(section_text(SECTION, language), SECTION, language) == SECTION


def test_a_text_opened_in_german_may_be_saved_in_english() -> None:
    assert read_section_text(section_text(SECTION, "de"), SECTION, "en") == SECTION


def test_a_paragraph_without_brackets_is_the_authors_own() -> None:
    section = read_section_text("Der Vorstand berät im März.", SECTION, "de")
    assert section.parts == (Paragraph("own", "Der Vorstand berät im März."),)
    assert section.quotes == ()


def test_words_in_brackets_that_are_no_kind_stay_text() -> None:
    section = read_section_text("[Entwurf] Der Vorstand berät [im März].", SECTION, "de")
    assert section.parts == (Paragraph("own", "[Entwurf] Der Vorstand berät [im März]."),)


def test_a_table_may_be_moved_or_left_out() -> None:
    moved = read_section_text("[Offener Punkt] Prüfen.\n\n[Tabelle 1: Finanzplan]", SECTION, "de")
    assert moved.parts == (Paragraph("open", "Prüfen."), TABLE)
    assert TABLE not in edited("[Tabelle 1: Finanzplan]\n\n", "").parts


def test_quotes_that_no_mark_names_go_and_the_others_are_numbered_anew() -> None:
    section = edited("[Quelle] Dazu heißt es: „Vertrauen entsteht durch Besuche vor Ort.“ [1]\n\n", "")
    assert section.quotes == QUOTES[1:]
    assert Paragraph("source", "Ferner: „Der Begriff ‚Cluster‘ meint ein Netzwerk.“ [1]") in section.parts


def test_the_words_around_a_quote_may_be_changed() -> None:
    section = edited("Dazu heißt es:", "Unser Leitfaden sagt klar:")
    assert section.quotes == QUOTES
    assert section.parts[2] == Paragraph(
        "source", "Unser Leitfaden sagt klar: „Vertrauen entsteht durch Besuche vor Ort.“ [1]"
    )


@pytest.mark.parametrize(
    "lead",
    [
        "Ferner:",
        "Zum Bedarf der Mitglieder schreibt Meier:",
        "Zur engen internationalen Vernetzung ist zu lesen:",
        "On trust between new partners the guide says:",
    ],
)
def test_what_only_introduces_a_quote_is_no_claim(lead: str) -> None:
    quote = Quote("id", SourceDetails(title="Leitfaden", authors=("Meier, Anna",)), "a.pdf", "Es zählt.", 0, 9)
    text = f"{lead} „Es zählt.“ [1]"
    section = read_section_text(f"[Quelle] {text}", Section("s", "S", (), (quote,)), "de")
    assert section.parts == (Paragraph("source", text),)


def test_an_altered_quote_is_refused_with_its_wording() -> None:
    with pytest.raises(AlteredQuote) as caught:
        edited("Besuche vor Ort", "Videokonferenzen")
    assert "„Vertrauen entsteht durch Besuche vor Ort.“" in caught.value.hint.de
    assert caught.value.message.en == "The quote [1] is not what the source says."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("„Vertrauen", "„Niemals Vertrauen"),
        ("Ort.“ [1]", "Ort, nie.“ [1]"),
        ("Ort.“ [1]", "Ort.“, gilt hier nicht. [1]"),
    ],
)
def test_words_added_to_a_quote_are_refused(old: str, new: str) -> None:
    with pytest.raises(AlteredQuote):
        edited(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ort.“ [1]", "Ort.“ [1] Die Studie fordert mehr."),
        ("Dazu heißt es:", "Laut Minister 5 Millionen:"),
        ("Dazu heißt es:", "Der Minister sagt: „Alle zahlen.“ Dazu heißt es:"),
        ("Dazu heißt es:", "Der Minister sagt: ‚Alle zahlen‘, und:"),
        ("Dazu heißt es:", "Vierzig Prozent sind Pflicht. Und:"),
        ("Dazu heißt es:", "Vierzig Prozent sind Pflicht.Und:"),
        ("Dazu heißt es:", "Vierzig Prozent sind Pflicht; auch heißt es:"),
        ("Dazu heißt es:", f"Der Minister sagt {'sehr ' * 40}klar:"),
        ("Dazu heißt es:", "Der Anteil steigt auf vierzig Prozent:"),
        ("Dazu heißt es:", "Alle Mitglieder zahlen doppelt:"),
        ("Dazu heißt es:", "Die Richtlinie verlangt Eigenmittel:"),
        ("Dazu heißt es:", "Zu zwölf Ländern heißt es:"),
        ("Dazu heißt es:", "Zur Hälfte der Länder heißt es:"),
        ("Dazu heißt es:", 'Der Minister sagt "Alle zahlen", dazu:'),
        ("Dazu heißt es:", "Zu ‚Die EU zahlt jedem Netzwerk alles‘ steht in der Bibliothek:"),
        ("Ort.“ [1]", "Ort.“ [1] Alle zahlen. Auch: „Vertrauen entsteht durch Besuche vor Ort.“ [1]"),
    ],
    ids=[
        "behind the quote",
        "a number",
        "another quote",
        "single quotation marks",
        "a sentence",
        "a sentence without a gap",
        "a clause",
        "too long",
        "one clause",
        "one clause without a number",
        "a noun behind a verb",
        "a number in a word",
        "a share in a word",
        "straight quotation marks",
        "what the studio was asked for",
        "between quotes",
    ],
)
def test_what_a_sources_paragraph_claims_beside_its_quote_is_refused(old: str, new: str) -> None:
    with pytest.raises(UnprovedClaim):
        edited(old, new)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_studios_own_leads_are_no_claims(language: Language) -> None:
    titles = ("Ziele; Märkte. Ein „Leitfaden“ e. V.", "Richtlinie zur Förderung " * 12)
    leads = [harmless(search.lead.of(language)) for one in load_outline().sections for search in one.searches]
    leads += [wordings("studio.toml")["reason"].of(language)]
    leads += [wordings("studio.toml")["instruction_lead"].of(language).format(instruction="Wege nach Finnland")]
    for title in titles:
        quote = Quote("id", SourceDetails(title=title), "a.pdf", "Vertrauen zählt.", 0, 16)
        example = wordings("studio.toml")["example"].of(language).format(source=harmless(title))
        for lead in (*leads, example):
            text = f"{lead} „Vertrauen zählt.“ [1]"
            empty = Section("s", "S", (), (quote,))
            assert read_section_text(f"[Quelle] {text}", empty, language).parts == (
                Paragraph("source", " ".join(text.split())),
            )


def test_a_lead_that_the_section_has_may_stay_however_it_reads() -> None:
    lead = "Zu ‚Kürzer. Mehr zu Finnland.‘ steht in der Bibliothek:"
    written = Section(
        "s", "S", (Paragraph("source", f"{lead} „Vertrauen entsteht durch Besuche vor Ort.“ [1]"),), QUOTES[:1]
    )
    assert read_section_text(section_text(written, "de"), written, "de") == written


@pytest.mark.parametrize(("old", "new"), [("Ort.“ [1]", "Ort.“"), ("Ort.“ [1]", "Ort.“ [7]")])
def test_a_source_without_its_citation_is_refused(old: str, new: str) -> None:
    with pytest.raises(UnprovedSource) as caught:
        edited(old, new)
    assert "nennt keinen Beleg" in caught.value.message.de


def test_empty_paragraphs_are_no_paragraphs() -> None:
    assert read_section_text("\n\n  \n\n[Vorschlag]\n\n", SECTION, "de").parts == ()


def test_what_is_typed_at_a_table_is_kept() -> None:
    section = read_section_text("[Tabelle 1: Finanzplan]\nMein Satz.", SECTION, "de")
    assert section.parts == (TABLE, Paragraph("own", "Mein Satz."))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("[Tabelle 1]\n\n[Tabelle 1: Finanzplan]", "[Tabelle 1: Finanzplan]"),
        ("[Tabelle 7: Finanzplan]", "[Tabelle 7: Finanzplan]"),
        ("[Tabelle]", "[Tabelle]"),
        ("[Tabelle: Finanzplan]", "[Tabelle: Finanzplan]"),
        ("[Tabelle 1: Zeitplan]", "[Tabelle 1: Zeitplan]"),
        ("Das zeigt [Tabelle 1: Finanzplan] gut.", "[Tabelle 1: Finanzplan]"),
    ],
    ids=["twice", "no such number", "no number", "no number but a name", "of another section", "within a paragraph"],
)
def test_a_table_that_cannot_be_put_in_is_refused_by_name(text: str, tag: str) -> None:
    with pytest.raises(UnplacedTable) as caught:
        read_section_text(text, SECTION, "de")
    assert caught.value.message.de == f"„{tag}“ lässt sich nicht einsetzen."
    assert "[Tabelle 1: Finanzplan]" in caught.value.hint.de


def test_a_table_that_stands_in_its_place_may_be_named_in_a_text() -> None:
    section = read_section_text("Siehe [Tabelle 1].\n\n[Tabelle 1: Finanzplan]", SECTION, "de")
    assert section.parts == (Paragraph("own", "Siehe [Tabelle 1]."), TABLE)


def test_a_single_line_end_stays_and_an_empty_line_begins_a_paragraph() -> None:
    section = read_section_text("Büro Tallinn\nPikk 1\n\nAb 2027.", SECTION, "de")
    assert section.parts == (Paragraph("own", "Büro Tallinn\nPikk 1"), Paragraph("own", "Ab 2027."))
    assert read_section_text(section_text(section, "de"), section, "de") == section


def test_a_kind_in_brackets_begins_a_paragraph_without_an_empty_line() -> None:
    section = read_section_text("Erst das.\n[Vorschlag] Dann das.", SECTION, "de")
    assert section.parts == (Paragraph("own", "Erst das."), Paragraph("proposal", "Dann das."))


def test_a_caption_with_brackets_leaves_no_paragraph_behind() -> None:
    table = Table("Kosten [Tsd. Euro]", ("Posten",), (("Reisen",),))
    section = Section("finance", "Finanzierung", (table,))
    assert read_section_text(section_text(section, "de"), section, "de") == section
