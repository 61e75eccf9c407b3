"""A model that says the same for ever is noticed; ordinary lists and tables are not taken for it."""

import random
from pathlib import Path

import pytest

from assistant.model.repetition import repeats_itself

ROOT = Path(__file__).resolve().parents[1]
BEGINNING = "Der Cluster verbindet Werften, Zulieferer und Hochschulen an der Küste. "
ORDINARY = {
    "a table of the same answers": "| Kriterium | PL | CZ | FR |\n| --- | --- | --- | --- |\n"
    + "".join(f"| Kriterium {n} | nein | nein | nein |\n" for n in range(30)),
    "a row of the same answers": "| Reife |" + " nein |" * 20,
    "an empty table": "| Land |" + " |" * 40 + "\n| --- |" + " --- |" * 40,
    "a long rule": BEGINNING + "-" * 200,
    "leaders": "Einleitung " + "." * 300 + " 3\nZiele " + "." * 300 + " 4",
    "a list that begins alike": "".join(
        f"- Die Geschäftsstelle spricht im {month} mit den Mitgliedern über die Reise nach {place}.\n"
        for month in ("Januar", "Februar", "März", "April") for place in ("Danzig", "Brünn", "Lyon")
    ),
    "tables with the same head": "".join(
        f"### Ziel {n}\n\n| Was ist zu tun? | Wer? |\n| --- | --- |\n| {n} | A |\n\n" for n in range(12)
    ),
    "blank lines": BEGINNING + "\n" * 300,
    "a sentence said five times": BEGINNING * 5,
}  # fmt: skip


def texts() -> list[Path]:
    found = [path for folder in ("corpus", "prompts") for path in (ROOT / folder).rglob("*")]
    return sorted(path for path in found if path.suffix in (".md", ".txt", ".toml"))


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_lists_and_tables_are_no_repetition_at_any_length(text: str) -> None:
    assert [end for end in range(1, len(text) + 1) if repeats_itself(text[:end])] == []


@pytest.mark.slow
def test_the_librarys_and_the_interfaces_texts_are_no_repetition() -> None:
    found = []
    for path in texts():
        text = path.read_text(encoding="utf-8")
        ends = range(2000, len(text) + 2000, 2000)
        found += [(path.name, end) for end in ends if repeats_itself(text[max(0, end - 8000) : end])]
    assert found == []
    assert len(texts()) > 20


@pytest.mark.parametrize(
    "stretch",
    ["ja ", "und so weiter und so fort, ", "Der Cluster ist ein Netzwerk. ", "\n- Polen\n- Tschechien\n- Frankreich",
     BEGINNING + "Er hat vierzig Mitglieder aus drei Ländern und eine Geschäftsstelle in Wismar. "],
)  # fmt: skip
def test_the_same_stretch_again_and_again_is_noticed(stretch: str) -> None:
    text = BEGINNING + stretch * 100
    assert repeats_itself(text[:2000])
    assert repeats_itself(text[: 2000 + len(stretch) // 2])


def test_going_round_among_the_same_few_sentences_is_noticed_and_a_refrain_is_none() -> None:
    chance = random.Random(7)
    few = [f"Im Jahr {year} kamen neue Betriebe an der Küste hinzu." for year in range(2020, 2026)]
    assert repeats_itself(" ".join(chance.choice(few) for _ in range(40)))
    refrain = "Das stärkt die Region nachhaltig und dauerhaft."
    others = [f"Im Jahr {year} kamen neue Betriebe an der Küste hinzu." for year in range(1990, 2026)]
    assert not repeats_itself(" ".join(f"{other} {refrain}" for other in others))
