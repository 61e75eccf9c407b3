"""The interface's texts, the reader's first language, and how the start command reads its arguments."""

import socket
from pathlib import Path

import pytest

from app import free_port, with_command
from assistant.ui.entries import read_authors, read_year
from assistant.ui.language import preferred_language
from assistant.ui.wording import INTERFACE_FILE, BadInterfaceFile, load_wording


def changed_file(folder: Path, old: str, new: str) -> Path:
    text = INTERFACE_FILE.read_text(encoding="utf-8")
    assert old in text
    path = folder / "interface.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_texts_that_are_shipped_load() -> None:
    wording = load_wording()
    assert wording.ask.tab.of("de") == "Fragen"
    assert wording.ask.tab.of("en") == "Ask"
    assert wording.ask.searching.fill("de", count=3) == "Suche in 3 Quellen …"
    assert len(wording.examples) == 4


def test_a_missing_text_is_named_when_loading(tmp_path: Path) -> None:
    path = changed_file(tmp_path, 'send = { de = "Fragen", en = "Ask" }', "")
    with pytest.raises(BadInterfaceFile, match=r"ask\.send"):
        load_wording(path)


def test_a_text_without_translation_is_refused(tmp_path: Path) -> None:
    path = changed_file(tmp_path, 'send = { de = "Fragen", en = "Ask" }', 'send = { de = "Fragen" }')
    with pytest.raises(BadInterfaceFile, match=r"ask\.send\.en"):
        load_wording(path)


def test_a_placeholder_that_only_one_language_has_is_refused(tmp_path: Path) -> None:
    path = changed_file(tmp_path, "Searching {count} sources", "Searching sources")
    with pytest.raises(BadInterfaceFile, match="placeholders_differ"):
        load_wording(path)


def test_an_unknown_text_is_refused(tmp_path: Path) -> None:
    path = changed_file(tmp_path, "[answer]", '[answer]\nsurplus = { de = "x", en = "x" }')
    with pytest.raises(BadInterfaceFile, match=r"answer\.surplus"):
        load_wording(path)


@pytest.mark.parametrize(
    ("cookie", "accepted", "expected"),
    [
        ("", "de-DE,de;q=0.9,en;q=0.8", "de"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("", "fr", "de"),
        ("", "", "de"),
        ("en", "de-DE", "en"),
        ("klingon", "en", "en"),
    ],
)
def test_the_first_language_is_the_chosen_one_else_the_browsers(cookie: str, accepted: str, expected: str) -> None:
    assert preferred_language({"clusterkompass_language": cookie}, accepted) == expected


def test_a_year_is_a_whole_number_or_nothing() -> None:
    assert read_year(" 2018 ") == 2018
    assert read_year("  ") is None
    for wrong in ("18", "2018.5", "zweitausend", "21000"):
        with pytest.raises(ValueError, match=r"year|invalid"):
            read_year(wrong)


def test_authors_are_separated_by_semicolons() -> None:
    assert read_authors("Muster, Erika; Max Beispiel ;") == ("Muster, Erika", "Max Beispiel")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ["start"]),
        (["--data", "x"], ["start", "--data", "x"]),
        (["ask", "Was?"], ["ask", "Was?"]),
        (["--help"], ["--help"]),
        (["start", "--port", "1"], ["start", "--port", "1"]),
    ],
)
def test_without_a_command_the_page_is_started(given: list[str], expected: list[str]) -> None:
    assert with_command(given) == expected


def test_the_next_free_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert number < free_port("127.0.0.1", number) <= number + 20
