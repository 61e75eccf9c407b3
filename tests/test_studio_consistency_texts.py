"""What does not fit together in a strategy's texts and tables, and what must not be reported."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from assistant.answering.retrieve import EVERYTHING
from assistant.records import Answer
from assistant.studio.consistency.findings import Inconsistency, Place
from assistant.studio.consistency.stated_figures import claims
from assistant.studio.consistency.strategy_checks import strategy_inconsistencies
from assistant.studio.draft import Studio
from assistant.studio.example import example_profile
from assistant.studio.facts import facts
from assistant.studio.outline import load_chapters, load_outline
from assistant.studio.profile import Profile
from assistant.studio.records import Gantt, Paragraph, PartKind, Quote, Section, Table
from ingest.records import Filters, Language, SourceDetails

CORPUS = Path(__file__).parents[1] / "corpus" / "files"
EXAMPLE = example_profile()
LIGHT = Profile.model_validate(
    {
        "name": "LichtNetz Westland",
        "sector": "Photonik",
        "region": "Westland",
        "members": [{"type": "Betriebe", "count": 40, "sme": 30}, {"type": "Institute", "count": 3, "sme": 0}],
        "partners": [{"name": "Lumen Cluster", "country": "Spanien", "since": 2020}],
        "target_countries": ["Spanien und Norwegen", "Region Bergen"],
        "goals": [{"text": "gemeinsame Prüfstände für Lampen"}, {"text": "mehr Exporte der Mitglieder"}],
        "indicators": [{"name": "Zahl der Prüfstände", "goal": "gemeinsame Prüfstände für Lampen"}],
        "needs": {"method": "Umfrage", "date": "Mai 2026", "participants": 20, "results": ["Kontakte zu Kunden"]},
        "budget": [{"item": "Reisen", "amount": 250000, "source": "Land", "year": 2027}],
        "horizon": {"start": 2027, "end": 2029},
        "milestones": [{"title": "Auftakt im Labor", "start": "2027-01", "end": "2027-03", "cost": 500}],
        "projects": [{"title": "Lampe", "partner": "Lumen Cluster"}, {"title": "Linse", "partner": "noch offen"}],
    }
)
OPTICS = Profile.model_validate(
    {
        "name": "Optics Lab",
        "summary": "The network works with three partner clusters until 2028",
        "members": [{"type": "SMEs", "count": 1200, "sme": 1100}, {"type": "universities", "count": 5}],
        "target_countries": ["United Kingdom", "Japan"],
        "partners": [{"name": "Tokyo Light Alliance", "country": "Japan"}],
        "goals": [{"text": "access to test fields", "group": "market"}],
        "budget": [
            {"item": "travel", "amount": 12500.5, "year": None},
            {"item": "travel", "amount": 500, "year": 2028},
        ],
        "horizon": {"start": 2028, "end": 2028},
        "milestones": [{"title": "Kick-off", "start": "2028-01", "end": "2028-02"}],
        "documents": ["Cluster strategy Optics 2035"],
    }
)


class SilentLibrary:
    """Answers every question with nothing."""

    def ask(self, question: str, *, filters: Filters = EVERYTHING, language: Language | None = None) -> Answer:
        return Answer(question, "", (), "none", language or "de", ())


def drafted(profile: Profile, language: Language = "de") -> tuple[Section, ...]:
    studio = Studio(load_outline(), load_chapters(), SilentLibrary())
    return studio.draft(profile, language=language, made_on="2026-11-28").sections


def in_texts(sections: tuple[Section, ...], profile: Profile, language: Language = "de") -> list[Inconsistency]:
    """Return the findings without those of the profile alone; every excerpt stands where it is said to."""
    found = strategy_inconsistencies(sections, profile, language)
    for place in (place for one in found for place in one.places if place.excerpt):
        assert any(place.excerpt in text for one in sections if one.id == place.section for text in texts_of(one))
    return [one for one in found if not all(place.field for place in one.places)]


def texts_of(section: Section) -> Iterator[str]:
    """Yield what stands in a section: paragraphs, captions, heads and cells."""
    for part in section.parts:
        yield part.text if isinstance(part, Paragraph) else part.caption
        if isinstance(part, Table):
            yield from (cell for row in (part.head, *part.rows, part.total) for cell in row)


def codes(sections: tuple[Section, ...], profile: Profile, language: Language = "de") -> list[str]:
    return [one.code for one in in_texts(sections, profile, language)]


def with_own(
    sections: tuple[Section, ...], text: str, where: str = "communication", kind: PartKind = "own"
) -> tuple[Section, ...]:
    """Return the sections with one more paragraph."""
    return tuple(
        replace(one, parts=(*one.parts, Paragraph(kind, text))) if one.id == where else one for one in sections
    )


def without_words(sections: tuple[Section, ...], words: str, where: str = "") -> tuple[Section, ...]:
    """Return the sections without the paragraphs, rows and bars that hold some words, `where` or everywhere."""
    return tuple(replace(one, parts=_kept(one, words)) if where in ("", one.id) else one for one in sections)


def _kept(section: Section, words: str) -> tuple[Paragraph | Table | Gantt, ...]:
    parts: list[Paragraph | Table | Gantt] = []
    for part in section.parts:
        if isinstance(part, Table):
            parts.append(replace(part, rows=tuple(row for row in part.rows if words not in " ".join(row)), total=()))
        elif isinstance(part, Gantt):
            parts.append(replace(part, bars=tuple(bar for bar in part.bars if words not in bar.title)))
        elif words not in part.text:
            parts.append(part)
    return tuple(parts)


def with_cell(sections: tuple[Section, ...], caption: str, was: str, now: str) -> tuple[Section, ...]:
    """Return the sections with another text in the first cell that held `was`."""

    def changed(table: Table) -> Table:
        rows = [list(row) for row in (*table.rows, table.total)]
        at = next((at, row.index(was)) for at, row in enumerate(rows) if was in row)
        rows[at[0]][at[1]] = now
        return replace(table, rows=tuple(map(tuple, rows[:-1])), total=tuple(rows[-1]))

    return tuple(
        replace(
            one,
            parts=tuple(
                changed(part) if isinstance(part, Table) and part.caption == caption else part for part in one.parts
            ),
        )
        for one in sections
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("profile", [EXAMPLE, LIGHT, OPTICS, Profile()], ids=["example", "light", "optics", "empty"])
def test_an_unchanged_draft_contradicts_nothing(profile: Profile, language: Language) -> None:
    assert in_texts(drafted(profile, language), profile, language) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_figure_that_the_outline_puts_into_words_is_read(language: Language) -> None:
    told = facts(EXAMPLE, language)
    figures = {"member_count", "sme_share", "milestone_count", "need_participants", "budget_total", "period"}
    for sentence in (one for section in load_outline().sections for one in section.sentences):
        for fact in sentence.needs & figures:
            section = Section("s", "S", (Paragraph("own", sentence.of(language).format(**told)),))
            assert [claim.figure.fact for claim in claims([section], EXAMPLE)] == [fact], sentence.of(language)


GERMAN_CONTRADICTIONS = """
    Das Netzwerk hat 45 Mitglieder, davon 30 KMU.
    Heute zählt das Netzwerk 45 Mitglieder.
    LichtNetz Westland zählt derzeit 45 Mitglieder.
    LichtNetz ist mit 45 Mitgliedern das größte Netzwerk der Region.
    Wir haben zwölf Mitglieder.
    Unsere 45 Mitglieder suchen Partner im Ausland.
    Von den 45 Mitgliedern exportieren 20.
    Die 45 Mitglieder des Netzwerks kommen aus der Region.
    Die Mitgliederzahl beträgt 45.
    Der Anteil der KMU liegt bei 80 Prozent.
    80 % der Mitglieder sind KMU.
    Der Arbeitsplan umfasst acht Meilensteine.
    An der Umfrage nahmen 40 Mitglieder teil.
    Die Mitgliederumfrage hatte 40 Teilnehmende.
    Das Gesamtbudget der Strategie liegt bei 300.000 €.
    Für die Umsetzung stehen insgesamt 0,4 Mio. Euro bereit.
    Die Strategie kostet in drei Jahren 300.000 Euro.
    Insgesamt kostet die Umsetzung 400.000 Euro.
    Alles in allem erfordert die Strategie 400.000 Euro.
    Die Umsetzung wird in drei Jahren insgesamt 400.000 Euro kosten.
    Der Vorstand weiß, dass die Umsetzung 400.000 Euro kostet.
    Rund 400.000 Euro kostet die Umsetzung.
    400.000 Euro sind für die Umsetzung eingeplant.
    Die Kosten der Umsetzung belaufen sich auf 400.000 Euro.
    Für die Umsetzung benötigen wir 400.000 Euro.
    Wir benötigen für die Umsetzung der Strategie 400.000 Euro.
    Das Gesamtbudget beträgt 0,30 Mio. Euro.
    Das Gesamtvolumen beträgt 400 Tsd. EUR.
    Das Gesamtbudget liegt bei 400 T€.
    Das Gesamtbudget beträgt 400 TEUR.
    Das Gesamtbudget beträgt knapp 0,4 Mio.
    Die Umsetzung kostet gut 0,2 Mio. Euro.
    Bis 2031 will das Netzwerk zwei Vereinbarungen schließen.
    Die Plattform wird bis Ende 2031 aufgebaut.
    Die Geschäftsstelle legt im Dezember 2030 einen Bericht vor.
    Planungszeitraum ist 2027–2030.
    Wir wollen einen Planungszeitraum von 2027 bis 2031.
"""
ENGLISH_CONTRADICTIONS = """
    The network has 45 members.
    Our 45 members look for partners abroad.
    The share of SMEs is 80 per cent.
    The work plan comprises eight milestones.
    The survey had 40 participants.
    The strategy has a total budget of EUR 300,000.
    In total, the strategy will cost 0.40 million euro.
    Implementing the strategy costs EUR 400,000.
    We need EUR 400,000 for the implementation.
    By the end of 2031 we will have signed two agreements.
    The planning period is 2027 to 2030.
"""
HARMLESS = """
    Rund 50 Mitglieder kamen zum Sommerfest.
    Das Netzwerk hat mehr als 40 Mitglieder.
    Das Netzwerk hat 12 Mitglieder aus dem Süden.
    Das Netzwerk hat 12 Mitglieder befragt.
    Wir sind mit 12 Mitgliedern nach Oslo gereist.
    Wir haben zwei Mitglieder, einen Partner und eine Hochschule gewonnen.
    2029 zählt das Netzwerk 60 Mitglieder.
    Künftig zählt das Netzwerk 60 Mitglieder.
    Bei der Gründung zählte das Netzwerk 18 Mitglieder.
    Anfangs zählt das Netzwerk 18 Mitglieder.
    Der Partner ist größer. Das Netzwerk hat 120 Mitglieder.
    Lumen sitzt in Sevilla. Der Verbund zählt 120 Mitglieder.
    In Spanien vereint das Netzwerk 80 Mitglieder.
    Das Netzwerk Hafentechnik hat 80 Mitglieder.
    Der Beirat tagt im Mai. Alle 7 Mitglieder arbeiten ehrenamtlich.
    An der Reise nahmen 14 Mitglieder teil. Sie war lang. Alle 14 Mitglieder zahlten selbst.
    Die 7 Mitglieder stimmen einzeln ab.
    Unsere 12 Mitglieder mit Auslandsstandort teilen ihre Erfahrungen.
    Eine Studie nennt ein Beispiel: „Das Netzwerk hat 99 Mitglieder.“
    Das Netzwerk hat 0.123.456 Mitglieder.
    Der Anteil der KMU an den Projekten beträgt 40 Prozent.
    Der Anteil der KMU soll auf 80 Prozent steigen.
    Der Anteil der KMU beträgt 70 Prozent.
    Das Projekt Linse ist klein. Der Arbeitsplan umfasst drei Schritte.
    Für 2027 nennt der Arbeitsplan drei Meilensteine.
    Die Messebefragung hatte 200 Teilnehmende.
    Die Umfrage 2024 hatte 29 Teilnehmende.
    2024 gab es eine erste Befragung. Die Umfrage hatte 29 Teilnehmende.
    Die nächste Umfrage soll 60 Teilnehmende erreichen.
    An der Umfrage nahmen 12 Partner teil.
    Für Messen sind insgesamt 30.000 Euro eingeplant.
    Messen sind teuer. Insgesamt sind 30.000 Euro eingeplant.
    Für die Umsetzung der Plattform sind insgesamt 25.000 Euro eingeplant.
    Für 2028 umfasst der Finanzplan 45.000 Euro, für 2028 und 2029 umfasst die Strategie 95.000 Euro.
    Das Projekt Lampe hat ein Gesamtbudget von 60.000 Euro.
    Der Finanzplan sieht insgesamt rund 260.000 Euro vor.
    Die Strategie kostet 83.000 Euro, jährlich gerechnet.
    Das Gesamtbudget beträgt 0,3 Mio. Euro.
    Das Gesamtbudget beträgt 0,25 Mio. Euro.
    Die Umsetzung kostet knapp 260 Tsd. Euro.
    Die Umsetzung kostet gut 240.000 Euro.
    Die Umsetzung kostet mehr als 100.000 Euro.
    Die Umsetzung kostet 90.000 Euro mehr als geplant.
    Im ersten Jahr kostet die Umsetzung 80.000 Euro.
    2028 kostet die Umsetzung 80.000 Euro.
    In Norwegen kostet die Umsetzung 80.000 Euro.
    Davon kostet die Umsetzung 80.000 Euro.
    Ohne Personal kostet die Umsetzung 80.000 Euro.
    Die Umsetzung der Messeauftritte kostet 80.000 Euro.
    Weitere 40.000 Euro sind für die Umsetzung eingeplant.
    Die Strategie kostet unsere Mitglieder 5.000 Euro.
    Nach Ende 2030 will das Netzwerk die Angebote selbst tragen.
    Ab 2030 will das Netzwerk die Kosten selbst tragen.
    Langfristig will das Netzwerk bis 2035 in fünf Ländern vertreten sein.
    Der Markt für Lampen wächst bis 2035 auf das Doppelte.
    Das Netzwerk will Mittel aus einem Förderprogramm, das bis 2031 läuft.
    Die Niederlande wollen bis 2040 klimaneutral sein.
    Das Testfeld in Norwegen wird bis 2031 aufgebaut.
    Die Plattform wurde im Mai 2030 eröffnet.
    Grundlage ist die Clusterstrategie LichtNetz 2035 und das Papier „Das Netzwerk will bis 2040 Licht“.
    Der Mietvertrag der Geschäftsstelle läuft bis 2033.
    Bis 2030 fehlen unserer Region 2.000 Fachkräfte.
    Mitglieder, die bis 2031 liefern wollen, brauchen die Norm.
    Im Jahr 2030 beginnt die nächste Strategie.
    Unser Netzwerk unterstützt das Ziel der Stadt, bis 2035 klimaneutral zu sein.
    Wir haben 2025 und im Mai 2026 die ersten Gespräche geführt.
    Der Planungszeitraum der ersten Strategie war 2020 bis 2024.
    The network has about 50 members.
    The network has trained 12 members.
    The market will double by 2035.
    From 2030 the network plans to pay for it itself.
    In all, EUR 30,000 is budgeted for fairs.
"""


def lines(texts: str) -> list[str]:
    return [line.strip() for line in texts.strip().splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "language"),
    [*((one, "de") for one in lines(GERMAN_CONTRADICTIONS)), *((one, "en") for one in lines(ENGLISH_CONTRADICTIONS))],
)
def test_what_a_sentence_says_otherwise_than_the_profile_is_found_with_both_places(
    said: str, language: Language
) -> None:
    (one,) = in_texts(with_own(drafted(LIGHT, language), said), LIGHT, language)
    text, other = one.places
    assert text.section == "communication"
    assert text.excerpt
    assert text.excerpt in said
    assert other.field or other.excerpt
    assert text.excerpt in one.message.de
    assert text.excerpt in one.message.en


@pytest.mark.slow
@pytest.mark.parametrize("said", lines(HARMLESS))
@pytest.mark.parametrize("where", ["target_group", "finance", "communication"])
def test_what_may_mean_something_else_is_not_reported(said: str, where: str) -> None:
    assert in_texts(with_own(drafted(LIGHT), said, where), LIGHT) == []


@pytest.mark.parametrize("kind", ["source", "open"])
def test_only_what_the_strategy_says_in_its_own_name_is_compared(kind: PartKind) -> None:
    assert codes(with_own(drafted(LIGHT), "Das Netzwerk hat 45 Mitglieder.", kind="proposal"), LIGHT) != []
    assert codes(with_own(drafted(LIGHT), "Das Netzwerk hat 45 Mitglieder.", kind=kind), LIGHT) == []


def test_a_figure_said_twice_and_differently_is_found_without_a_profile() -> None:
    sections = (
        Section("a", "Eins", (Paragraph("own", "Das Netzwerk hat 43 Mitglieder."),)),
        Section("b", "Zwei", (Paragraph("own", "Die Aufnahme ist frei. Alle 45 Mitglieder zahlen."),)),
    )
    (one,) = in_texts(sections, Profile())
    assert one.code == "figure_differs"
    assert one.places == (
        Place("b", excerpt="Alle 45 Mitglieder"),
        Place("a", excerpt="Das Netzwerk hat 43 Mitglieder"),
    )
    assert "steht „Alle 45 Mitglieder“, im Abschnitt „Eins“ aber „Das Netzwerk hat 43 Mitglieder“" in one.message.de


def test_a_budget_is_compared_with_the_finance_table_of_the_text() -> None:
    (one,) = in_texts(with_own(drafted(LIGHT), "Das Gesamtbudget beträgt 300.000 Euro.", "summary"), LIGHT)
    assert one.code == "total_differs_from_table"
    assert one.places[1] == Place("finance", excerpt="250.000")
    assert "der Finanzierungsplan kommt auf 250.000 Euro" in one.message.de


def test_a_sole_sentence_on_money_means_the_whole_only_where_money_is_the_subject() -> None:
    said = "Insgesamt sind 300.000 Euro eingeplant."
    assert codes(with_own(drafted(LIGHT), said, "finance"), LIGHT) == ["total_differs_from_table"]
    assert codes(with_own(drafted(LIGHT), said, "communication"), LIGHT) == []


def changed(profile: Profile, **fields: object) -> Profile:
    return Profile.model_validate(profile.model_dump() | fields)


def test_a_profile_changed_after_the_draft_is_found_in_table_and_sentences() -> None:
    later = changed(LIGHT, members=[{"type": "Betriebe", "count": 42, "sme": 30}, LIGHT.members[1].model_dump()])
    table, count, share = in_texts(drafted(LIGHT), later)
    assert (table.code, count.code, share.code) == ("table_cell_differs", *["figure_differs_from_profile"] * 2)
    assert table.places == (Place("target_group", excerpt="Mitglieder"), Place("target_group", "members, 1"))
    assert "Zeile „Betriebe“, Spalte „Anzahl“, steht „40“, das Profil ergibt „42“" in table.message.de
    assert count.places[1] == Place("target_group", "members")


def test_a_longer_strategy_is_found_wherever_its_period_stands() -> None:
    found = in_texts(drafted(LIGHT), changed(LIGHT, horizon={"start": 2027, "end": 2030}))
    assert {one.code for one in found} == {"figure_differs_from_profile"}
    assert {one.places[0].section for one in found} == {"summary", "finance", "work_plan", "indicators"}


@pytest.mark.parametrize(
    ("budget", "code", "words"),
    [
        ([{"item": "Reisen", "amount": 250000, "source": "Land", "year": 2028}], "table_columns_differ", "2028"),
        ([{"item": "Reisen", "amount": 250000, "source": "Bund", "year": 2027}], "table_cell_differs", "„Bund“"),
        ([{"item": "Messe", "amount": 25, "source": "Bund", "year": 2027}], "table_row_unknown", "„Reisen“"),
    ],
)
def test_the_first_difference_of_a_table_is_told(budget: list[dict[str, object]], code: str, words: str) -> None:
    found = {one.code: one.message.de for one in in_texts(drafted(LIGHT), changed(LIGHT, budget=budget))}
    assert words in found[code]


def test_a_row_that_the_table_lacks_is_told_once() -> None:
    later = changed(LIGHT, indicators=[*LIGHT.model_dump()["indicators"], {"name": "Zahl der Lizenzen"}])
    assert codes(drafted(LIGHT), later) == ["indicator_not_in_section"]
    richer = changed(LIGHT, risks=[{"risk": "Absage der Förderung"}])
    poorer = without_words(drafted(changed(richer, risks=[*richer.model_dump()["risks"], {"risk": "Stau"}])), "Stau")
    assert codes(poorer, changed(richer, risks=[*richer.model_dump()["risks"], {"risk": "Stau"}])) == [
        "table_row_missing"
    ]


@pytest.mark.parametrize(("was", "now"), [("250.000", "250 000,00 Euro"), ("Land", "land."), ("Reisen", "Reisen ")])
def test_the_same_in_another_spelling_is_no_difference(was: str, now: str) -> None:
    assert codes(with_cell(drafted(LIGHT), "Finanzierungsplan (Euro)", was, now), LIGHT) == []


def test_rows_may_be_sorted_and_a_column_added_or_renamed() -> None:
    sections = list(drafted(EXAMPLE))
    at = next(at for at, one in enumerate(sections) if one.id == "partners")
    table = next(part for part in sections[at].parts if isinstance(part, Table))
    rows = tuple((*row, "nein") for row in reversed(table.rows))
    wider = replace(table, head=(*table.head, "besucht"), rows=rows)
    renamed = replace(table, head=("Wer", *table.head[1:]))
    sections[at] = replace(sections[at], parts=(*sections[at].parts, wider, renamed))
    assert codes(tuple(sections), EXAMPLE) == []


def test_a_chart_of_another_plan_is_found() -> None:
    sections = without_words(drafted(EXAMPLE), "Online-Plattform", "work_plan")
    charts_only = tuple(
        replace(one, parts=tuple(part for part in one.parts if not isinstance(part, Table))) for one in sections
    )
    assert "milestone_not_in_section" in codes(charts_only, EXAMPLE)
    later = changed(EXAMPLE, milestones=[one.model_dump() | {"end": "2029-12"} for one in EXAMPLE.milestones])
    charts = tuple(
        replace(one, parts=tuple(part for part in one.parts if isinstance(part, Gantt))) for one in drafted(EXAMPLE)
    )
    assert codes(charts, later)[0] == "table_cell_differs"


def test_a_table_that_is_not_the_networks_own_is_not_compared() -> None:
    later = changed(LIGHT, risks=[{"risk": "Absage"}])
    foreign = Table("Risiken und Gegenmaßnahmen", ("Risiko", "Gegenmaßnahme"), (("Stau", "Zug"),), kind="proposal")
    sections = drafted(LIGHT)
    assert codes((replace(sections[0], parts=(foreign,)), *sections[1:]), later) == []
    assert codes((replace(sections[0], parts=(replace(foreign, kind="own"),)), *sections[1:]), later) != []


def test_only_figures_of_a_strategy_in_another_language_are_compared() -> None:
    translated = with_cell(drafted(LIGHT, "en"), "Members", "Betriebe", "companies")
    assert codes(translated, LIGHT, "en") == []
    assert codes(with_cell(translated, "Members", "40", "41"), LIGHT, "en") == [
        "table_cell_differs",
        "column_does_not_add_up",
    ]
    goal = "mehr Exporte der Mitglieder"
    reworded = tuple(
        replace(
            one,
            parts=tuple(
                replace(part, text=part.text.replace(goal, "more trade")) if isinstance(part, Paragraph) else part
                for part in one.parts
            ),
        )
        for one in with_cell(drafted(LIGHT, "en"), "Goals by field", goal, "more trade")
    )
    assert codes(reworded, LIGHT, "en") == []


def money_table(*rows: tuple[str, ...], total: tuple[str, ...], caption: str = "Kosten") -> tuple[Section, ...]:
    head = ("Posten", "2027", "2028", "Summe")
    return (Section("a", "Geld", (Table(caption, head, rows, total, (1, 2, 3)),)),)


def test_a_total_and_a_row_that_do_not_add_up_are_found() -> None:
    rows = (("Reisen", "1.000", "–", "1.000"), ("Messen", "500,50", "200", "800,50"))
    total, row = in_texts(money_table(*rows, total=("Summe", "1.500,50", "200", "1.700,50")), Profile())
    assert (total.code, total.places[1].excerpt) == ("column_does_not_add_up", "1.700,50")
    assert "die Zeilen ergeben 1.800,50" in total.message.de
    assert (row.code, row.places) == (
        "row_does_not_add_up",
        (Place("a", excerpt="Kosten"), Place("a", excerpt="800,50")),
    )
    assert "in der Zeile „Messen“ die Summe „800,50“, ihre Spalten ergeben 700,50" in row.message.de


@pytest.mark.parametrize(
    ("rows", "total", "caption"),
    [
        ([("Reisen", "1", "2", "3"), ("Messen", "offen", "2", "offen")], ("Summe", "9", "4", "13"), "Kosten"),
        ([("Reisen", "3", "2", "5"), ("davon Flüge", "1", "1", "2")], ("Summe", "3", "2", "5"), "Kosten"),
        (
            [("A", "33,3 %", "33", "66"), ("B", "33,3 %", "34", "67")],
            ("Summe", "67 %", "66", "134"),
            "Anteile (Prozent)",
        ),
        ([("Stühle", "4", "25", "100"), ("Tische", "2", "90", "180")], ("Summe", "6", "", "280"), "Stück und Preis"),
    ],
    ids=["a word", "a part", "rounded", "no sum"],
)
def test_sums_that_may_be_right_are_not_reported(
    rows: list[tuple[str, ...]], total: tuple[str, ...], caption: str
) -> None:
    assert in_texts(money_table(*rows, total=total, caption=caption), Profile()) == []


def test_a_partner_named_elsewhere_but_not_among_the_partners_is_found() -> None:
    sections = without_words(drafted(LIGHT), "Lumen", "partners")
    (one,) = [one for one in in_texts(sections, LIGHT) if one.code == "partner_not_in_partners"]
    assert one.places == (Place("projects", excerpt="Lumen Cluster"), Place("partners"))
    shorter = with_own(sections, "Mit Lumen arbeiten wir seit 2020.", "partners")
    assert "partner_not_in_partners" not in codes(shorter, LIGHT)


def test_a_partner_that_no_section_names_is_found() -> None:
    later = changed(LIGHT, partners=[*LIGHT.model_dump()["partners"], {"name": "Cluster Havn", "country": "Norwegen"}])
    (one,) = in_texts(drafted(LIGHT), later)
    assert (one.code, one.places) == ("partner_nowhere", (Place("partners", "partners, 2"), Place("partners")))


def test_a_partner_of_a_projects_table_must_stand_among_the_partners() -> None:
    sections = with_cell(drafted(LIGHT), "Mögliche Projekte", "noch offen", "Cluster Havn")
    found = {one.code: one.places for one in in_texts(sections, LIGHT)}
    assert found["project_partner_not_in_partners"] == (Place("projects", excerpt="Cluster Havn"), Place("partners"))
    named = with_own(sections, "Mit Havn wird verhandelt.", "partners")
    assert "project_partner_not_in_partners" not in codes(named, LIGHT)


@pytest.mark.parametrize("cell", ["offen", "N. N.", "Beide Partner", "Wird gesucht"])
def test_a_cell_without_a_name_is_no_partner(cell: str) -> None:
    sections = with_cell(drafted(LIGHT), "Mögliche Projekte", "noch offen", cell)
    assert codes(sections, LIGHT) == ["table_cell_differs"]


def test_a_partner_whom_the_profile_itself_does_not_know_is_told_once() -> None:
    later = changed(LIGHT, projects=[{"title": "Boje", "partner": "Cluster Havn"}])
    found = strategy_inconsistencies(drafted(later), later, "de")
    assert [one.code for one in found if "Havn" in one.message.de] == ["project_of_unknown_partner"]


def test_a_partner_is_not_named_by_the_name_of_its_country() -> None:
    later = changed(LIGHT, partners=[*LIGHT.model_dump()["partners"], {"name": "Optik Norwegen"}])
    without_table = without_words(drafted(LIGHT), "Optik")
    assert "partner_nowhere" in codes(without_table, later)


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        ("Exporte", "goal_nowhere", "goals, 2"),
        ("Zahl der Prüfstände", "indicator_not_in_section", "indicators, 1"),
        ("Auftakt im Labor", "milestone_not_in_section", "milestones, 1"),
    ],
)
def test_what_the_profile_names_and_the_text_has_lost_is_found(words: str, code: str, field: str) -> None:
    found = {one.code: one.places[0].field for one in in_texts(without_words(drafted(LIGHT), words), LIGHT)}
    assert found[code] == field


@pytest.mark.parametrize(
    "said", ["Die Mitglieder sollen mehr exportieren und Exporte wagen.", "Ziel: Exporte bei allen Mitgliedern."]
)
def test_a_goal_in_other_words_is_there(said: str) -> None:
    assert "goal_nowhere" not in codes(with_own(without_words(drafted(LIGHT), "Exporte"), said), LIGHT)


def test_a_goal_of_several_sentences_is_found_where_it_stands() -> None:
    goals = [{"text": "Erst Prüfstände; dann Märkte. Zuletzt Lizenzen"}]
    profile = changed(LIGHT, goals=goals, indicators=[], milestones=[])
    sections = [replace(one, parts=tuple(p for p in one.parts if isinstance(p, Paragraph))) for one in drafted(profile)]
    assert codes(tuple(sections), profile) == []


def test_a_target_country_that_no_section_names_is_found() -> None:
    later = changed(LIGHT, target_countries=[*LIGHT.target_countries, "Niederlande"])
    (one,) = in_texts(drafted(LIGHT), later)
    assert (one.code, one.places[0].field) == ("country_nowhere", "target_countries, 3")
    quoted = with_own(drafted(LIGHT), "Dazu heißt es: „Die Niederlande sind wichtig.“ [1]", kind="source")
    assert codes(quoted, later) == ["country_nowhere"]
    for said in ("Wir besuchen niederländische Messen.", "We visit Dutch fairs."):
        assert codes(with_own(drafted(LIGHT), said), later) == []


def test_a_section_still_to_be_written_lacks_nothing() -> None:
    assert codes(drafted(Profile()), LIGHT) == []


QUOTE = Quote("id", SourceDetails(title="Buch"), "b.pdf", "Das „Wir“ zählt\nbei Partnern mehr als Verträge.", 5, 50)


def test_a_quote_cited_in_two_sections_is_found_as_it_stands_there() -> None:
    cited = Paragraph("source", "Es heißt: „Das ‚Wir‘ zählt bei Partnern mehr als Verträge.“ [1]")
    sections = (Section("a", "Eins", (cited,), (QUOTE,)), Section("b", "Zwei", (cited,), (QUOTE,)))
    (one,) = in_texts(sections, Profile())
    said = "„Das ‚Wir‘ zählt bei Partnern mehr als Verträge.“"
    assert (one.code, one.places) == ("quote_repeated", (Place("a", excerpt=said), Place("b", excerpt=said)))
    other = replace(QUOTE, start=100, end=145)
    assert codes((sections[0], replace(sections[1], quotes=(other,))), Profile()) == []


def test_braces_and_markup_in_a_text_stay_what_they_are() -> None:
    braces = changed(LIGHT, goals=[{"text": "{name} <b>Licht</b> {0}"}])
    later = changed(LIGHT, goals=[*braces.model_dump()["goals"], *LIGHT.model_dump()["goals"]])
    (one,) = in_texts(drafted(LIGHT), later)
    assert "„{name} <b>Licht</b> {0}“" in one.message.de


def sections_of(strategy: str) -> tuple[Section, ...]:
    """Return a Markdown strategy as sections: headings, paragraphs, and tables under their captions."""
    sections, caption = [Section("0", "", ())], ""
    for block in re.split(r"\n\n+", strategy):
        parts: list[Paragraph | Table] = []
        if block.startswith("#"):
            sections.append(Section(f"{len(sections)}", block.lstrip("# "), ()))
        elif block.startswith("|"):
            head, _, *rows = (tuple(cell.strip() for cell in row.strip("| ").split("|")) for row in block.splitlines())
            total = rows.pop() if rows[-1][0] == "Summe" else ()
            figures = [at for at in range(len(head)) if all(re.match(r"[\d–]", row[at]) for row in rows)]
            parts.append(Table(caption, head, tuple(rows), total, tuple(figures)))
        else:
            caption = block
            parts += [Paragraph("own", line.removeprefix("- ")) for line in block.splitlines()]
        sections[-1] = replace(sections[-1], parts=(*sections[-1].parts, *parts))
    return tuple(sections)


@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("beispielstrategie-1-medizintechnik.md", {"members": [{"type": "alle", "count": 64}], "budget": 710000}),
        ("beispielstrategie-2-holz-leichtbau.md", {"members": [{"type": "alle", "count": 43}], "budget": 38000}),
        ("beispielstrategie-3-agrar-lebensmitteltechnik.md", {"members": [{"type": "alle", "count": 9}]}),
    ],
)
def test_the_strategies_of_the_starter_library_contradict_nothing(file: str, known: dict[str, object]) -> None:
    sections = sections_of((CORPUS / file).read_text(encoding="utf-8"))
    amount = known.pop("budget", None)
    budget = [{"item": "alles", "amount": amount}] if amount else []
    profile = Profile.model_validate(known | {"budget": budget, "horizon": {"start": 2027, "end": 2029}})
    assert in_texts(sections, profile) == []
    assert in_texts(sections, Profile()) == []


def test_what_the_starter_strategies_state_is_read_and_a_changed_figure_is_found() -> None:
    text = (CORPUS / "beispielstrategie-1-medizintechnik.md").read_text(encoding="utf-8")
    profile = Profile.model_validate({"members": [{"type": "alle", "count": 64}]})
    assert codes(sections_of(text.replace("den 64 Mitgliedern", "den 66 Mitgliedern")), profile) == [
        "figure_differs_from_profile"
    ]
    assert codes(sections_of(text.replace("| 96 | 99 |", "| 96 | 109 |")), profile) == [
        "column_does_not_add_up",
        "row_does_not_add_up",
    ]


def test_a_draft_of_ten_sections_is_checked_in_a_moment() -> None:
    sections = drafted(EXAMPLE)
    begin = process_time()
    strategy_inconsistencies(sections, EXAMPLE, "de")
    assert process_time() - begin < 0.2
