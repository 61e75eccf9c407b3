"""Plain questions with a plain answer are answered: opening hours, weekdays, small numbers, persons, places."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_library import assistant_over

from assistant.assistant import Assistant

FACTS = {
    "buero.md": "# Büro\n\nDas Büro ist montags bis freitags von 9 bis 18 Uhr geöffnet.\n",
    "stammtisch.md": "# Stammtisch\n\nDer Stammtisch trifft sich jeden Dienstag im Gasthaus.\n",
    "rundgang.md": "# Rundgang\n\nDer Rundgang durch die Gießerei findet im Winter statt.\n",
    "verein.md": "# Verein\n\nDer Verein zählt fünfzig Mitglieder. Der Vorstand besteht aus dreizehn Personen.\n",
    "sprecherin.md": "# Sprecherin\n\nDie Sprecherin ist Rosa Braun.\n",
    "leitung.md": "# Leitung\n\nDer Geschäftsführer der Gießerei heißt Jan O'Brien.\n",
    "firma.md": "# Firma\n\nDie Schreinerei liegt am Hafen, neben der Kirche.\n",
    "haeuser.md": (
        "# Häuser\n\n| Haus | Betten | Zimmer | Köche | Ort |\n| --- | --- | --- | --- | --- |\n"
        "| Seeblick | 26 | 12 | 2 | Kiel |\n| Waldruh | 40 | 18 | 3 | Bremen |\n"
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("plain"), FACTS)
    yield made
    made.library.close()


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Wann ist das Büro geöffnet?", "von 9 bis 18 Uhr"),
        ("Wann trifft sich der Stammtisch?", "jeden Dienstag"),
        ("Wann findet der Rundgang statt?", "im Winter"),
        ("Wie viele Mitglieder zählt der Verein?", "fünfzig"),
        ("Aus wie vielen Personen besteht der Vorstand?", "dreizehn"),
        ("Wer ist die Sprecherin?", "Rosa Braun"),
        ("Wie heißt der Geschäftsführer der Gießerei?", "Jan O'Brien"),
        ("Wo liegt die Schreinerei?", "am Hafen"),
        ("Wie viele Betten hat das Haus Waldruh?", "40"),
    ],
)
def test_a_plain_question_is_answered(assistant: Assistant, question: str, holds: str) -> None:
    answer = assistant.ask(question)
    assert answer.state == "supported"
    assert holds in answer.text.replace("\\", "")


def test_an_older_edition_with_another_figure_is_no_copy(tmp_path: Path) -> None:
    edition = "# Förderung\n\nJedes Netzwerk erhält für seine erste Auslandsreise höchstens {} Euro vom Land.\n"
    made = assistant_over(tmp_path, {"2019.md": edition.format("5.000"), "2023.md": edition.format("9.000")})
    text = made.ask("Wie viel Euro erhält ein Netzwerk für die erste Auslandsreise?").text
    made.library.close()
    assert "5.000" in text
    assert "9.000" in text
