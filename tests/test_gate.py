"""The quote gate for prose: a sentence that says other than its quote is found out, an honest paraphrase is not."""

import re
import tomllib
from pathlib import Path

import pytest

from assistant.answering.gate.lexicon import load_lexicon
from assistant.answering.gate.records import Contradiction
from assistant.answering.gate.verdict import contradictions
from assistant.wording import PROMPTS
from benchmarks.gate import Pair, is_right, load_pairs, pairs_of

KICK_OFF = "Durchführung einer Kick-off-Veranstaltung innerhalb der ersten sechs Monate der Förderphase."
ROW = "Synergien erkennen | + | ++ | --"


def kinds(sentence: str, *quotes: str) -> set[str]:
    return {contradiction.kind for contradiction in contradictions(sentence, quotes)}


def test_a_sentence_that_is_its_quote_agrees() -> None:
    assert contradictions(KICK_OFF, [KICK_OFF]) == ()


@pytest.mark.slow
def test_a_paraphrase_agrees() -> None:
    assert contradictions("Der Kick-off ist in den ersten sechs Monaten der Förderphase nötig.", [KICK_OFF]) == ()


def test_an_english_sentence_agrees_with_a_german_quote() -> None:
    assert (
        contradictions("A kick-off event is held within the first six months of the funding phase.", [KICK_OFF]) == ()
    )


def test_another_number_and_another_time_are_told_apart() -> None:
    sentence = "Der Kick-off ist in den ersten zwölf Monaten nach Ende der Förderphase nötig."
    assert kinds(sentence, KICK_OFF) == {"number", "scope"}


def test_a_contradiction_names_what_is_said_and_what_the_quote_says() -> None:
    found = contradictions("Die Umfrage fand 2010 statt.", ["Die Umfrage fand 2012 statt."])
    assert Contradiction("date", "2010", "2012") in found


def test_a_sentence_may_combine_two_quotes() -> None:
    quotes = ("Der Cluster hat 64 Mitglieder.", "Die Strategie kostet 710.000 Euro.")
    sentence = "Der Cluster hat 64 Mitglieder, und die Strategie kostet 0,71 Mio. €."
    assert contradictions(sentence, quotes) == ()
    assert kinds(sentence, quotes[0]) == {"number"}


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        (
            "Das Budget beträgt 1,200.50 euros and is fixed for the year.",
            "Das Budget beträgt für das Jahr 1.200,50 Euro.",
        ),
        ("Die Phase dauert ein Jahr.", "Die Phase dauert zwölf Monate."),
        ("Der Rat hat ein Dutzend Mitglieder.", "Der Rat hat zwölf Mitglieder."),
        ("Die Hälfte der Mittel kommt vom Land.", "50 % der Mittel kommen vom Land."),
        ("Ein Drittel der Firmen exportiert.", "33 Prozent der Firmen exportieren."),
        ("Vorgesehen sind drei bis fünf Workshops.", "Vorgesehen sind 3-5 Workshops."),
        ("Der Rat tagt vierteljährlich.", "Der Rat tagt alle drei Monate."),
        (
            "Der Leitfaden nennt drei Punkte: Ziele, Partner und Mittel.",
            "Der Leitfaden nennt Ziele, Partner und Mittel.",
        ),
        ("Nach Tabelle 2 hat der Cluster 64 Mitglieder.", "Der Cluster hat 64 Mitglieder."),
        ("3. Der Cluster hat 64 Mitglieder.", "Der Cluster hat 64 Mitglieder."),
    ],
)
def test_the_same_number_may_be_written_in_another_way(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Der Rat hat 15 Mitglieder.", "Der Rat hat zwölf Mitglieder."),
        ("Die Phase dauert zwölf Wochen.", "Die Phase dauert zwölf Monate."),
        ("Es gibt 8 Großunternehmen und 6 Start-ups.", "Es gibt 8 Start-ups und 6 Großunternehmen."),
        ("Das Budget beträgt 1,2 Mio. Euro.", "Das Budget beträgt 1.200 Euro."),
        ("Ein Viertel der Mittel kommt vom Land.", "50 % der Mittel kommen vom Land."),
        ("Ein Budget von 5 Mio. CHF ist vorhanden.", "Ein Budget von 5 Mio. Euro ist vorhanden."),
    ],
)
def test_another_number_is_found_out(sentence: str, quote: str) -> None:
    assert "number" in kinds(sentence, quote)


@pytest.mark.parametrize("said", ["1.3.2015", "01.03.2015", "2015-03-01", "1. März 2015", "March 1, 2015", "März 2015"])
def test_a_date_may_be_written_in_another_way(said: str) -> None:
    assert contradictions(f"Der Vertrag gilt vom {said}.", ["Der Vertrag gilt vom 1. März 2015."]) == ()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("2. März 2015", "1. März 2015"),
        ("im zweiten Quartal 2015", "im März 2015"),
        ("Mitte 2012", "Mitte 2013"),
        ("Q3 2015", "Q1 2015"),
        ("1. März 2015", "2015"),
        ("am 31. Dezember 2029", "im Herbst 2029"),
        ("am 1. Januar 2029", "Anfang 2029"),
        ("am 31.12.2029", "Ende 2029"),
    ],
)
def test_another_or_an_invented_date_is_found_out(said: str, written: str) -> None:
    assert "date" in kinds(f"Der Vertrag beginnt {said}.", f"Der Vertrag beginnt {written}.")


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Eine Zusage ist unzulässig.", "Eine Zusage ist nicht zulässig."),
        ("Die Studie ist keineswegs vollständig.", "Die Studie ist unvollständig."),
        ("Der Partner ist nicht unabhängig.", "Der Partner ist abhängig."),
        ("Mittel fließen in Messen und auch in Reisen.", "Mittel fließen nicht nur in Messen, sondern auch in Reisen."),
        ("Der Antrag wurde nicht bewilligt.", "Der Antrag wurde abgelehnt."),
        ("Zuletzt sind nicht zuletzt die Mitglieder wichtig.", "Zuletzt sind die Mitglieder wichtig."),
    ],
)
def test_the_same_negation_may_be_put_in_other_words(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Eine Kick-off-Veranstaltung ist nicht erforderlich.", KICK_OFF),
        ("Eine Zusage ist zulässig.", "Eine Zusage ist unzulässig."),
        ("Die Reise entfällt.", "Die Reise findet statt."),
        ("Die Mitglieder stimmen mit.", "Die Mitglieder, die der Vorstand beruft, stimmen nicht mit."),
        ("Der Verein arbeitet ohne Beirat.", "Der Verein arbeitet mit einem Beirat."),
        ("The partner never reports to the board.", "Der Partner berichtet dem Beirat jährlich."),
        ("Weder Reisen noch Messen werden gefördert.", "Reisen und Messen werden gefördert."),
    ],
)
def test_a_negation_too_many_or_too_few_is_found_out(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote])


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Eine Analyse muss vorliegen.", "Eine Analyse ist erforderlich."),
        ("Empfohlen wird eine Analyse des Marktes.", "Eine Analyse des Marktes sollte vorliegen."),
        ("Es ist möglich, Gäste einzuladen.", "Gäste können eingeladen werden."),
        ("Gäste dürfen eingeladen werden.", "Guests may be invited to the event."),
        ("Die Teilnahme ist freiwillig.", "Die Teilnahme ist nicht verpflichtend."),
    ],
)
def test_the_same_duty_may_be_put_in_other_words(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Eine Analyse muss vorliegen.", "Eine Analyse sollte vorliegen."),
        ("Eine Analyse kann vorliegen.", "Eine Analyse muss vorliegen."),
        ("Gäste müssen eingeladen werden.", "Gäste können eingeladen werden."),
        ("Ein Portal besteht.", "Ein Portal ist geplant."),
        ("An analysis must be available.", "Eine Analyse sollte vorliegen."),
    ],
)
def test_a_stronger_or_weaker_duty_is_found_out(sentence: str, quote: str) -> None:
    assert kinds(sentence, quote) == {"modality"}


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Höchstens zwei KMU sind beteiligt.", "Mindestens zwei KMU sind beteiligt."),
        ("Zwei KMU sind beteiligt.", "Mindestens zwei KMU sind beteiligt."),
        ("Mindestens 50 Firmen nehmen teil.", "50 Firmen nehmen teil und berichten über Messen."),
        ("Mindestens 50 Firmen nehmen teil.", "50 Firmen berichten über Messen."),
        ("Höchstens 50 Firmen nehmen teil.", "Bis Mai nehmen 50 Firmen teil."),
        ("At most 50 firms take part.", "In den ersten Jahren nehmen 50 Firmen teil."),
        ("Mindestens 50 Firmen nehmen teil.", "Mindestens 5 KMU und 50 Firmen nehmen teil."),
        ("Die Regeln gelten ab 2027.", "Die Regeln gelten bis 2027."),
        ("Die Regeln stehen nach Projektbeginn fest.", "Die Regeln stehen vor Projektbeginn fest."),
        ("Die Regeln stehen during the project fest.", "Die Regeln stehen vor Projektbeginn fest."),
        ("Nur Mitglieder nehmen teil.", "Mitglieder nehmen teil."),
        ("Nicht nur Mitglieder nehmen teil.", "Nur Mitglieder nehmen teil."),
    ],
)
def test_another_time_or_limit_is_found_out(sentence: str, quote: str) -> None:
    assert "scope" in kinds(sentence, quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Die Kosten steigen.", "Die Kosten sinken."),
        ("Der Aufwand ist niedrig.", "Der Aufwand ist hoch."),
        ("Die interne Prüfung entscheidet.", "Die externe Prüfung entscheidet."),
    ],
)
def test_an_opposite_is_found_out(sentence: str, quote: str) -> None:
    assert kinds(sentence, quote) == {"rating"}


@pytest.mark.parametrize("said", ["DE: +, FR: ++, CH: --", "DE: + FR: ++ CH: --"])
def test_ratings_in_the_order_of_their_row_agree(said: str) -> None:
    assert contradictions(f"Synergien erkennen – {said}", [ROW]) == ()


@pytest.mark.parametrize("said", ["DE: ++, FR: ++, CH: --", "DE: +, FR: --, CH: ++", "DE: +, FR: ++, CH: o"])
def test_another_rating_is_found_out(said: str) -> None:
    assert kinds(f"Synergien erkennen – {said}", ROW) == {"rating"}


def test_a_rating_belongs_to_its_column() -> None:
    quote = "Synergien erkennen – DE: +, FR: ++"
    assert contradictions("Frankreich bewertet das Erkennen von Synergien mit ++.", [quote]) == ()
    assert kinds("Deutschland bewertet das Erkennen von Synergien mit ++.", quote) == {"rating"}


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("In Österreich fehlt eine Industriepolitik.", "In der Schweiz fehlt eine Industriepolitik."),
        ("Das sagt Fjellbruk.", "Das sagt Nordlyskyst."),
        ("Die DFG fördert das Projekt.", "Das BMBF fördert das Projekt."),
        ("Der Beirat ist nach Porter wichtig.", "Der Beirat ist nach Behr wichtig."),
        ("Die Mitglieder sollten den Plan prüfen.", "Der Vorstand sollte den Plan prüfen."),
        ("Rechtliche Hemmnisse traten auf.", "Kulturelle Hemmnisse traten auf."),
    ],
)
def test_a_name_that_the_quote_does_not_hold_is_found_out(sentence: str, quote: str) -> None:
    assert kinds(sentence, quote) == {"name"}


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Behrs Studie nennt französische Partner.", "Die Studie von Behr nennt Partner aus Frankreich."),
        ("KMU prüfen den Plan.", "Kleine und mittlere Unternehmen prüfen den Plan."),
        ("Der Plan regelt FuE.", "Der Plan regelt Forschung und Entwicklung."),
    ],
)
def test_a_name_may_be_put_in_another_form(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


def test_a_name_of_the_title_counts_as_said() -> None:
    quote = "Der Cluster hat 64 Mitglieder."
    assert kinds("AuenMed hat 64 Mitglieder.", quote) == {"name"}
    assert contradictions("AuenMed hat 64 Mitglieder.", [quote], ["Strategie von AuenMed"]) == ()


TABLE = "| Posten | 2027 | 2028 |\n| --- | --- | --- |\n| Analysen und Studien | 45 | 10 |\n| Kommunikation | 15 | 14 |"


@pytest.mark.parametrize(
    ("sentence", "agrees"),
    [
        ("Für Analysen und Studien sind es 45 im Jahr 2027.", True),
        ("Analysen und Studien / 2028: 10", True),
        ("Für Analysen und Studien sind es 10 im Jahr 2027.", False),
        ("Für Kommunikation sind es 45 im Jahr 2027.", False),
    ],
)
def test_a_figure_belongs_to_its_row_and_column(sentence: str, agrees: bool) -> None:
    assert (contradictions(sentence, [TABLE]) == ()) is agrees


def test_a_caption_gives_the_unit_of_bare_cells() -> None:
    sentence = "Für Analysen und Studien sind 2027 45 Tausend Euro geplant."
    assert kinds(sentence, TABLE) == {"number"}
    assert contradictions(sentence, [TABLE], ["Tabelle 4: Ausgaben in Tausend Euro"]) == ()


def test_the_head_of_a_table_may_come_from_outside_the_quote() -> None:
    head = ["| Fertigkeit | DE | FR | CH |"]
    assert contradictions("Frankreich bewertet das Erkennen von Synergien mit ++.", [ROW], head) == ()
    assert kinds("Deutschland bewertet das Erkennen von Synergien mit ++.", ROW) == set()
    found = contradictions("Deutschland bewertet das Erkennen von Synergien mit ++.", [ROW], head)
    assert {contradiction.kind for contradiction in found} == {"rating"}


def test_a_date_belongs_to_its_event() -> None:
    quote = "Erhoben wurde auf der Mitgliederversammlung im März 2026, mit einer Online-Umfrage im April 2026."
    assert contradictions("Die Online-Umfrage fand im April 2026 statt.", [quote]) == ()
    assert kinds("Die Online-Umfrage fand im März 2026 statt.", quote) == {"date"}


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Die Umfrage kostet weniger Zeit als die Reise.", "Die Reise kostet weniger Zeit als die Umfrage."),
        ("Durch den Austausch wächst die Strategie.", "Durch die Strategie wächst der Austausch."),
    ],
)
def test_what_is_compared_and_what_is_caused_must_not_change_places(sentence: str, quote: str) -> None:
    assert kinds(sentence, quote) == {"scope"}


def test_a_comparison_may_be_turned_round_by_its_opposite() -> None:
    quote = "Die Reise kostet weniger Zeit als die Umfrage."
    assert contradictions("Die Umfrage kostet mehr Zeit als die Reise.", [quote]) == ()


def test_a_whole_sentence_of_a_quote_agrees_and_a_part_may_not() -> None:
    quote = "Beiträge erhebt der Verein\nnicht. Er lebt von Spenden."
    assert contradictions("Beiträge erhebt der Verein nicht.", [quote]) == ()
    assert kinds("Beiträge erhebt der Verein.", quote) == {"negation"}


def test_lines_torn_by_a_pdf_are_read_as_one() -> None:
    quote = "Der Plan ist nicht als einzige Voraus-\nsetzung für den nachhaltigen Erfolg \nder Arbeit zu betrachten."
    assert kinds("Der Plan ist die einzige Voraussetzung für den nachhaltigen Erfolg der Arbeit.", quote) == {
        "negation"
    }


def test_a_word_on_both_sides_of_a_pair_of_opposites_is_an_error(tmp_path: Path) -> None:
    text = (PROMPTS / "gate.toml").read_text(encoding="utf-8")
    broken = tmp_path / "gate.toml"
    broken.write_text(
        text.replace("bilateral*, zweiseitig* |", "bilateral*, zweiseitig* | zweiseitig*,"), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="both sides"):
        load_lexicon(broken)


def test_an_unknown_table_of_words_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "gate.toml"
    broken.write_text(
        (PROMPTS / "gate.toml").read_text(encoding="utf-8") + "\n[weather]\nrain = ['x']\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="weather"):
        load_lexicon(broken)


def assert_the_gate_is_good_enough(pairs: list[Pair], rejected: float, accepted: float) -> None:
    altered = [is_right(pair) for pair in pairs if not pair.agrees]
    true = [is_right(pair) for pair in pairs if pair.agrees]
    assert sum(altered) >= rejected * len(altered)
    assert sum(true) >= accepted * len(true)


@pytest.mark.slow
@pytest.mark.parametrize("origins", [("hand", "blind2", "blind3"), ("rule",)])
def test_98_of_100_altered_sentences_are_rejected_and_98_true_ones_accepted(origins: tuple[str, ...]) -> None:
    """The gate was mended by these pairs; benchmarks/gate.py tells how it did on each lot at first sight: worse.

    First sight of blind2's last third: 57 of 65 altered rejected, 44 of 52 true accepted; of blind3: 18 and 22 of 24.
    """
    pairs = [pair for pair in load_pairs() if pair.origin in origins]
    assert len(pairs) > 200
    assert_the_gate_is_good_enough(pairs, rejected=0.98, accepted=0.98)


@pytest.mark.slow
def test_the_shared_sources_altered_by_rule_are_rejected_and_their_sentences_accepted(shared: Path) -> None:
    pairs = pairs_of(sorted((shared / "sources" / "txt").glob("*.txt")))
    assert len(pairs) >= 1000
    assert_the_gate_is_good_enough(pairs, rejected=0.98, accepted=0.98)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Jeder zweite Befragte nennt Kosten.", "50 % der Befragten nennen Kosten."),
        ("Vier von zehn Firmen exportieren.", "40 Prozent der Firmen exportieren."),
        ("Fast zwei Drittel der Firmen exportieren.", "62 Prozent der Firmen exportieren."),
        ("Insgesamt 12 Firmen nahmen teil.", "Fünf große und sieben kleine Firmen nahmen teil."),
        ("Insgesamt 26 Firmen kommen aus Ulm und Lyon.", "12 Firmen kommen aus Ulm, 14 aus Lyon."),
        ("The other 30 percent do not export.", "70 Prozent der Firmen exportieren."),
        ("Die Laufzeit beträgt sieben Jahre.", "Die Laufzeit reicht von 2012 bis 2019."),
        ("Die Laufzeit beträgt 8 Jahre.", "Laufzeit: 2012-2019"),
        ("Die Zahl der Mitglieder stieg um 30.", "Die Zahl der Mitglieder stieg von 50 auf 80."),
        ("Die Laufzeit ist 2019 bis 2022, also vier Jahre.", "Die Laufzeit ist 2019 bis 2022."),
        ("Die Obergrenze liegt bei 50.000 Euro.", "Die Förderung beträgt höchstens 50.000 Euro."),
    ],
)
def test_a_number_may_follow_from_those_of_the_quote(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Jeder dritte Befragte nennt Kosten.", "50 % der Befragten nennen Kosten."),
        ("Unter anderem exportieren 30 Prozent der Firmen.", "70 Prozent der Firmen exportieren."),
        ("30 percent of the firms export to other countries.", "70 Prozent der Firmen exportieren in andere Länder."),
        ("Die Förderung dauert 7 Jahre.", "Seit 2012 gibt es das Netzwerk. Die Förderung beginnt 2019."),
        ("Insgesamt 800 Euro werden gezahlt.", "Gezahlt werden insgesamt 500 Euro, davon 300 Euro für Reisen."),
        ("All 26 companies are from Ulm.", "12 companies are from Ulm, 14 from Lyon."),
        ("Insgesamt 15 Firmen trafen sich.", "12 Firmen trafen sich an 3 Orten."),
        ("Insgesamt 12 Firmen nahmen teil.", "Fünf große, sieben kleine und zwei neue Firmen nahmen teil."),
        ("Fast zwei Drittel der Firmen exportieren.", "42 Prozent der Firmen exportieren."),
        ("Insgesamt 13 Firmen nahmen teil.", "Fünf große und sieben kleine Firmen nahmen teil."),
    ],
)
def test_a_number_that_does_not_follow_is_found_out(sentence: str, quote: str) -> None:
    assert "number" in kinds(sentence, quote)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("May 14–16, 2014", "14.05. bis 16.05.2014"),
        ("14/05/2014", "14. Mai 2014"),
        ("09/2026", "September 2026"),
        ("bis 31.12.2029", "bis Ende 2029"),
        ("2. Hj. 2025", "zweiten Halbjahr 2025"),
    ],
)
def test_dates_are_read_in_many_spellings(said: str, written: str) -> None:
    assert contradictions(f"Das Treffen ist {said} in Basel.", [f"In Basel ist das Treffen {written}."]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Start-ups pay no fee for two years.", "Start-ups sind zwei Jahre lang vom Beitrag befreit."),
        (
            "Erst nach der Prüfung durch den Beirat wird das Geld ausgezahlt.",
            "Vor der Prüfung durch den Beirat wird kein Geld ausgezahlt.",
        ),
        ("Reisekosten werden nicht erstattet.", "Die Teilnehmer tragen ihre Reisekosten selbst."),
        ("Wer nicht Mitglied ist, darf nicht abstimmen.", "Abstimmen dürfen nur Mitglieder."),
        ("Der Beirat hat lediglich beratende Funktion.", "Der Beirat berät, entscheidet aber nicht."),
        ("Trust matters more than money.", "Geld ist für den Erfolg weniger wichtig als Vertrauen."),
        ("Legal advice cannot be replaced by the guide.", "Der Leitfaden ersetzt keine Rechtsberatung."),
    ],
)
def test_an_honest_sentence_may_deny_and_limit_in_other_words(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Acme liefert die Software, Beta die Sensoren.", "Beta liefert die Software, Acme die Sensoren."),
        ("In Lyon wird geforscht, in Ulm produziert.", "In Ulm wird geforscht, in Lyon produziert."),
        (
            "Das Land trägt zwei Drittel der Kosten, die Mitglieder ein Drittel.",
            "Die Mitglieder tragen zwei Drittel der Kosten, das Land ein Drittel.",
        ),
        ("Money matters more than trust.", "Vertrauen ist wichtiger als Geld."),
        ("Ulm hat 5 Firmen, Bern 7.", "Ulm hat 7 Firmen, Bern 5."),
        ("In Ulm sitzen 12 Mitglieder, in Bern 34.", "In Ulm sitzen 34 Mitglieder, in Bern 12."),
        ("Es gab 12 Anträge; bewilligt wurden 7.", "Es gab 7 Anträge; bewilligt wurden 12."),
        ("KMU zahlen 500, Konzerne 2.000 Euro.", "KMU zahlen 2.000, Konzerne 500 Euro."),
    ],
)
def test_what_two_parts_of_a_sentence_exchange_is_found_out(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote])


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Die Zahl der Mitglieder nimmt stetig ab.", "Der Cluster zählt stetig steigende Mitgliederzahlen."),
        ("The conditions make it more difficult to cooperate.", "Die Bedingungen erleichtern die Kooperation."),
        ("Die Partner sind unzuverlässig.", "Die Partner sind verlässlich."),
    ],
)
def test_the_opposite_of_the_only_side_that_the_quote_takes_is_found_out(sentence: str, quote: str) -> None:
    assert "rating" in kinds(sentence, quote)


RATED = "Messen besuchen | DE: ++ | FR: - | CH: ++"


@pytest.mark.parametrize(
    "said",
    [
        "Messen zu besuchen gilt in Deutschland und der Schweiz als sehr wichtig, in Frankreich als eher unwichtig.",
        "Während die deutsche Seite Messebesuche sehr wichtig fand, waren sie der französischen eher unwichtig.",
        "Visiting fairs was rated very important in Germany and Switzerland, but rather unimportant in France.",
        "Messebesuche sind in Deutschland mit ++, in Frankreich mit - und in der Schweiz mit ++ bewertet.",
    ],
)
def test_each_rating_is_said_of_the_columns_beside_it(said: str) -> None:
    assert kinds(said, RATED) == set()


@pytest.mark.parametrize(
    "said",
    [
        "Messen zu besuchen gilt in Frankreich und der Schweiz als sehr wichtig, in Deutschland als eher unwichtig.",
        "Während die deutsche Seite Messebesuche eher unwichtig fand, waren sie der französischen sehr wichtig.",
        "Visiting fairs was rated very important in Germany and France, but rather unimportant in Switzerland.",
        "In allen drei Ländern gelten Messebesuche als sehr wichtig.",
    ],
)
def test_ratings_said_of_other_columns_are_found_out(said: str) -> None:
    assert "rating" in kinds(said, RATED)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        (
            "The network won the third round in 2012.",
            "2012 gewann das Netzwerk die dritte Runde; 100 Prozent zahlt das Land.",
        ),
        ("Partners meet in talks of 20 minutes.", "Partner treffen sich in kurzen 20-minütigen Gesprächen."),
        (
            "Gemeint ist mehr als nur der Verkauf im Ausland.",
            "Der Begriff meint mehr als den bloßen Verkauf im Ausland.",
        ),
    ],
)
def test_the_same_said_in_other_forms_agrees(sentence: str, quote: str) -> None:
    assert kinds(sentence, quote) == set()


def test_ratings_in_words_are_compared_with_the_signs_of_the_row() -> None:
    also = ["Bewertung in Deutschland (DE), Frankreich (FR) und der Schweiz (CH)"]
    assert contradictions("Das Erkennen von Synergien gilt in Frankreich als sehr wichtig.", [ROW], also) == ()
    assert contradictions("Das Erkennen von Synergien gilt in Deutschland als sehr wichtig.", [ROW], also)


def test_a_line_of_opposites_without_a_stroke_is_an_error(tmp_path: Path) -> None:
    text = (PROMPTS / "gate.toml").read_text(encoding="utf-8")
    broken = tmp_path / "gate.toml"
    broken.write_text(text.replace("bilateral*, zweiseitig* |", "bilateral*, zweiseitig*,"), encoding="utf-8")
    with pytest.raises(ValueError, match="two sides"):
        load_lexicon(broken)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("KMU zahlen 500 Euro, Konzerne 2.000.", "KMU zahlen 500, Konzerne 2.000 Euro."),
        ("Höchstens 50 Firmen nehmen teil.", "Die Teilnahme ist auf 50 Firmen begrenzt."),
        ("Bis zu 50 Firmen nehmen teil.", "Die Obergrenze liegt bei 50 Firmen."),
        ("Das dauert höchstens sechs Monate.", "Das dauert innerhalb der ersten sechs Monate."),
        ("Das dauert höchstens sechs Monate.", "Das wird innerhalb von sechs Monaten erledigt."),
        ("Spätestens am 31.12.2029 endet die Förderung.", "Bis Ende 2029 endet die Förderung."),
        ("Ab 1. Januar 2029 gilt der Plan.", "Der Plan gilt ab Anfang 2029."),
    ],
)
def test_a_bound_and_a_deadline_may_be_said_in_other_words(sentence: str, quote: str) -> None:
    assert contradictions(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("said", "cell", "agrees"),
    [
        ("12.345.678 Euro", "12.345,678", True),
        ("12.345.678 Euro", "12.345,7", False),
        ("2 Mrd. Euro", "2.000.000", True),
        ("2.345 Euro", "2,345", True),
        ("2.345 Euro", "2.345", False),
    ],
)
def test_an_amount_loses_no_digits_in_the_unit_of_a_caption(said: str, cell: str, agrees: bool) -> None:
    quote = f"| Posten | Kosten |\n| --- | --- |\n| Für die Studien des Landes | {cell} |"
    found = contradictions(f"Für die Studien des Landes sind es {said}.", [quote], ["Ausgaben in Tausend Euro"])
    assert (found == ()) is agrees


FREQUENT = """
    aber abteilung ander angebot anhand anlage antrag arbeit art außerdem beachtlich beispiel bereich besonders
    bremen brief dabei direktor drei durch einander einige einmal erfolgen erfolgt erfolgte etwa etwas ferner
    frage führt ganz gegenüber genannt gewährleistet großbritannien gründe gründlich hälfte heimat heißen heißt
    hilfsmittel hinsicht höchstens innerhalb innerorts insbesondere internet international kürzlich land
    minderheit minderjährig mitglied nahezu neben neun neunzig neutral provinz provision reichen richtung
    sicherheit sicherstellen sieht sondern sparte sprache startseite startup stelle tagung teil unter
    verbindlich verein vereinbart vereinbarung vereine vereinfacht vereins vertraulich vertreten wahrend
    wahrnehmung wahrscheinlich wahrung während weiter wenig werden zwischen about according after among another
    area around because before between board briefing business case change chance closely closet company country
    department director during each easter effect enterprise every example exchange from general half hospital
    hostel however important information inner interest issue like line made main market meaning moment observer
    office opposite order other over part people place point process proverb provide provided provider provides
    province region report research result school security shortly should some staff state still subject system
    there those threaten through under unit very widely while with
""".split()  # noqa: SIM905


def test_the_beginnings_of_opposites_catch_no_frequent_word() -> None:
    opposites = tomllib.loads((PROMPTS / "gate.toml").read_text(encoding="utf-8"))["opposites"]
    words = [word.strip() for lines in opposites.values() for line in lines for word in re.split("[,|]", line)]
    beginnings = {word.removesuffix("*").lower() for word in words if word.endswith("*") and " " not in word}
    caught = {word for word in FREQUENT for start in beginnings if word.startswith(start) and word != start}
    assert caught == set()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Neun Firmen arbeiten mit alten Maschinen aus Holz.", "9 Firmen arbeiten mit veralteten Maschinen aus Holz."),
        ("Der Verein plant Haushalt und Messe.", "Haushalt und Messe werden getrennt geplant."),
        ("Der Raum der Messe heißt Nordhalle.", "Der kühle Raum der Messe ist die Nordhalle."),
        ("Wahrscheinlich kommen Daten zur Messe aus Ulm.", "Die falschen Daten zur Messe kommen wohl aus Ulm."),
        ("Half of the firms faced obstacles.", "50 percent of the firms were hindered by obstacles."),
        ("Das Netzwerk führt die Liste der Firmen.", "Am Ende steht die Liste der Firmen im Netzwerk."),
    ],
)
def test_a_frequent_word_is_no_opposite(sentence: str, quote: str) -> None:
    assert "rating" not in kinds(sentence, quote)
