"""Sources that disagree: the answer shows both sides and says so."""

from pathlib import Path

import pytest
from small_library import assistant_over

OLD = """# Jahresbericht 2015

Das Netzwerk zählt 150 Mitglieder aus der Region. Die Gründung war im Jahr 2009. Es gibt eine Kantine.
"""
NEW = """# Festschrift

Das Netzwerk zählt 212 Mitglieder aus der Region. Gegründet wurde es von Glasschleifern. Es gibt eine Kantine.
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie viele Mitglieder zählt das Netzwerk?", True),
        ("Gibt es eine Kantine?", False),
    ],
)
def test_a_reader_is_told_where_two_sources_give_different_figures(tmp_path: Path, question: str, told: bool) -> None:
    assistant = assistant_over(tmp_path, {"bericht.md": OLD, "festschrift.md": NEW})
    text = assistant.ask(question).text
    assistant.library.close()
    assert ("stimmen hier nicht überein" in text) is told
    if told:
        assert "150" in text
        assert "212" in text
