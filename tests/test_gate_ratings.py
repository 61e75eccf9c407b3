"""The quote gate and tables of ratings: whose "++" a sentence repeats, in signs or in words."""

import pytest

from assistant.answering.gate.verdict import contradictions

COUNTRIES = "Messen besuchen | DE: ++ | FR: - | CH: ++"
SECTORS = "Messen besuchen | Industrie: ++ | Handel: - | Handwerk: ++"
STATES = "Messen besuchen | Bayern: ++ | Hessen: -"


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("Messen zu besuchen ist in Bayern sehr wichtig, in Hessen eher unwichtig.", STATES),
        ("Messen besuchen ist für Industrie und Handwerk ++, für den Handel -.", SECTORS),
        ("Anders als in Frankreich ist der Messebesuch in Deutschland sehr wichtig.", COUNTRIES),
        ("Im Gegensatz zu Frankreich ist der Messebesuch in der Schweiz sehr wichtig.", COUNTRIES),
        ("In allen Ländern außer Frankreich ist der Messebesuch sehr wichtig.", COUNTRIES),
        ("Der Messebesuch gilt in Frankreich als nicht sehr wichtig.", COUNTRIES),
    ],
)
def test_a_rating_said_of_its_column_agrees(sentence: str, row: str) -> None:
    assert contradictions(sentence, [row]) == ()


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("Messen zu besuchen ist in Hessen sehr wichtig, in Bayern eher unwichtig.", STATES),
        ("Messen besuchen ist für Industrie - und Handel ++.", SECTORS),
        ("Der Messebesuch ist in Frankreich sehr wichtig.", COUNTRIES),
        ("In allen Ländern ist der Messebesuch sehr wichtig.", COUNTRIES),
        ("Beide halten den Messebesuch für sehr wichtig.", STATES),
    ],
)
def test_a_rating_said_of_another_column_is_found_out(sentence: str, row: str) -> None:
    assert "rating" in {contradiction.kind for contradiction in contradictions(sentence, [row])}
