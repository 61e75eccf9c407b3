"""The audit's engine on a small checklist of its own: signs, negation, reach, flaws, verdicts, quotes."""

from pathlib import Path

import pytest

from assistant.assess.audit import Judged, audit
from assistant.assess.checklist import Checklist, read_checklist
from assistant.assess.statements import Statement, statements_of
from assistant.assess.words import Concept, Lexicon
from ingest.assemble import assemble
from ingest.records import Block

CONCEPTS = """
[concepts]
negated = ["nicht", "kein*"]
put_off = ["überflüssig*", "wenn es so weit ist"]
members = ["mitglied*", "betrieb*"]
asked = ["befrag*", "*umfrage*", "gefragt"]
before = ["bevor", "noch ehe"]
late = ["erst danach"]
machine = ["kommunikationstechnik*"]
talk = ["kommunikation*"]

[but_not]
talk = ["kommunikationstechnik*"]
"""
POINTS = """
[[points]]
id = "c01"
chapter = "2"
title = { de = "Bedarf", en = "Needs" }
demand = { de = "Bedarf vor den Maßnahmen.", en = "Needs before measures." }
advice = "Wie wird der Bedarf festgestellt?"

[[points.facets]]
id = "asked"
core = true
lacks = { de = "Niemand wurde gefragt.", en = "Nobody was asked." }
signs = [{ all_of = ["asked", "members"], reach = "neighbours" }]

[[points.facets]]
id = "before"
lacks = { de = "Wann, steht nicht da.", en = "When is not said." }
signs = [{ all_of = ["before", "asked"], polarity = "any" }]

[[points.facets]]
id = "late"
flaw = true
lacks = { de = "Es kam zu spät.", en = "It came too late." }
signs = [{ all_of = ["late"] }]

[[points]]
id = "e09"
chapter = "8"
title = { de = "Kommunikation", en = "Communication" }
demand = { de = "Wer mit wem spricht.", en = "Who talks with whom." }
advice = "Wie wird kommuniziert?"

[[points.facets]]
id = "talk"
core = true
lacks = { de = "Davon ist keine Rede.", en = "It is not spoken of." }
signs = [{ all_of = ["talk"], reach = "section" }]
"""


@pytest.fixture
def checklist(tmp_path: Path) -> Checklist:
    (tmp_path / "concepts.toml").write_text(CONCEPTS, encoding="utf-8")
    (tmp_path / "points.toml").write_text(POINTS, encoding="utf-8")
    return read_checklist(tmp_path)


def statements(*texts: str, heading: str = "Stand") -> tuple[Statement, ...]:
    blocks = [Block("heading", heading, level=1), *(Block("paragraph", text) for text in texts)]
    return statements_of(assemble(blocks)[1])


def judged(checklist: Checklist, *texts: str, heading: str = "Stand", point: str = "c01") -> Judged:
    return next(one for one in audit(statements(*texts, heading=heading), checklist) if one.point.id == point)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Noch ehe etwas geplant war, wurden alle Mitglieder befragt.", "met"),
        ("Die Mitgliederumfrage lief, bevor wir planten. Alle Betriebe machten mit.", "met"),
        ("Alle Mitglieder wurden befragt.", "partly"),
        ("Bevor wir planten, haben wir die Mitglieder gefragt, die übrigen erst danach.", "partly"),
        ("Wir haben die Mitglieder nicht befragt.", "missing"),
        ("Eine Befragung der Mitglieder halten wir für überflüssig.", "missing"),
        ("Die Mitglieder werden befragt, wenn es so weit ist.", "missing"),
        ("Das Netzwerk besteht seit 2017.", "missing"),
    ],
)
def test_a_point_is_judged_by_its_facets(checklist: Checklist, text: str, verdict: str) -> None:
    assert judged(checklist, text).verdict == verdict


def test_a_strategy_of_nothing_misses_everything(checklist: Checklist) -> None:
    assert [(one.verdict, one.quotes) for one in audit((), checklist)] == [("missing", ()), ("missing", ())]


def test_a_negation_counts_in_its_own_clause_only(checklist: Checklist) -> None:
    assert judged(checklist, "Das war nicht leicht, aber die Mitglieder wurden befragt.").verdict == "partly"


def test_what_lacks_is_named_and_what_spoils_too(checklist: Checklist) -> None:
    lacking = judged(checklist, "Die Mitglieder wurden befragt, und das erst danach.").lacking
    assert [facet.id for facet in lacking] == ["before", "late"]
    assert [facet.id for facet in judged(checklist, "").lacking] == ["asked", "before"]


def test_the_quotes_prove_the_verdict_in_reading_order(checklist: Checklist) -> None:
    one = judged(
        checklist, "Das Netzwerk besteht.", "Die Mitglieder wurden gefragt.", "Bevor wir planten, wurde gefragt."
    )
    assert [quote.text for quote in one.quotes] == [
        "Die Mitglieder wurden gefragt.",
        "Bevor wir planten, wurde gefragt.",
    ]


def test_of_a_missing_point_the_refusal_is_the_quote(checklist: Checklist) -> None:
    one = judged(checklist, "Eine Befragung der Mitglieder ist überflüssig.")
    assert [quote.text for quote in one.quotes] == ["Eine Befragung der Mitglieder ist überflüssig."]


def test_a_heading_may_say_what_its_section_is_about(checklist: Checklist) -> None:
    assert judged(checklist, "Wir treffen uns monatlich.", heading="Kommunikation", point="e09").verdict == "met"


def test_a_word_in_another_sense_does_not_count(checklist: Checklist) -> None:
    assert judged(checklist, "Unsere Kommunikationstechnik ist gut.", point="e09").verdict == "missing"


def test_a_row_of_a_table_is_read_with_its_head(checklist: Checklist) -> None:
    blocks = [
        Block("table_head", "Wann | Kommunikation", cells=("Wann", "Kommunikation")),
        Block("table_row", "Mai | Treffen", cells=("Mai", "Treffen")),
    ]
    found = audit(statements_of(assemble(blocks)[1]), checklist)
    assert [quote.text for quote in found[1].quotes] == ["Mai | Treffen"]


def test_statements_stand_at_their_offsets() -> None:
    text, units = assemble([Block("heading", "Ziele", level=1), Block("paragraph", "Eins ist da. Zwei auch.", page=3)])
    found = statements_of(units)
    assert [text[one.start : one.end] for one in found] == ["Eins ist da.", "Zwei auch."]
    assert {(one.page, one.heading_path) for one in found} == {(3, ("Ziele",))}


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("mitglied*", "Die Mitgliedschaft zählt", ["Mitgliedschaft"]),
        ("*umfrage*", "per Mitgliederumfragen", ["Mitgliederumfragen"]),
        ("umfrage", "Umfragen", []),
        ("# monate*", "in 6 Monaten und sechs Monaten", ["6 Monaten"]),
        ("noch ehe", "noch  ehe", ["noch  ehe"]),
        ("201#", "2014 und 2026", ["2014"]),
        ("#.#.20#", "am 12.05.2026 oder 12.05.1926", ["12.05.2026"]),
        ("#,000", "EUR 15,000", ["15,000"]),
        ("7. monat*", "im 7. Monat", ["7. Monat"]),
        ("a.b", "axb", []),
    ],
)
def test_words_have_stars_and_numbers(word: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Lexicon([Concept("x", (word,))]).found(text).get("x", ())] == found


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ('"asked", "members"', '"asked", "friends"', "no such concept: friends"),
        ("core = true", "core = false", "c01 has no facet that is core"),
        ('id = "c01"', 'id = "x1"', "id"),
        ('reach = "neighbours"', 'reach = "page"', "reach"),
    ],
)
def test_a_faulty_checklist_is_refused(tmp_path: Path, right: str, wrong: str, named: str) -> None:
    assert right in POINTS
    (tmp_path / "concepts.toml").write_text(CONCEPTS, encoding="utf-8")
    (tmp_path / "points.toml").write_text(POINTS.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        read_checklist(tmp_path)


def test_a_concept_of_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text(CONCEPTS, encoding="utf-8")
    (tmp_path / "points.toml").write_text('[concepts]\nmembers = ["x"]\n' + POINTS, encoding="utf-8")
    with pytest.raises(ValueError, match="concepts of the same name: members"):
        read_checklist(tmp_path)
