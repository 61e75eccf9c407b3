"""The command line: search, ask, ask --batch, doctor; JSON that parses, exit codes, errors on standard error."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from small_library import FILES
from typer.testing import CliRunner

from assistant.commands import KindName, cli
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.console import terminal_language
from ingest.embed import Embedder
from ingest.library import Library
from ingest.records import SOURCE_KINDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Path:
    """The folder of a library made with the real embedder, closed."""
    folder = tmp_path_factory.mktemp("commands")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.open(IndexConfig(folder / "library", recipe_for(DEFAULT_EMBEDDER)), embedder=real_embedder)
    library.add([folder / name for name in FILES])
    library.close()
    return folder / "library"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal that speaks English, and no settings of the machine."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    for variable in ("CLUSTERKOMPASS_DATA", "CLUSTERKOMPASS_EMBEDDER"):
        monkeypatch.delenv(variable, raising=False)
    terminal_language.cache_clear()
    yield
    terminal_language.cache_clear()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def parsed(result: Result) -> Any:
    return json.loads(result.stdout)


def test_ask_prints_the_answer_and_its_references(data: Path) -> None:
    result = run("ask", "Wer wartet den Leuchtturm?", "--data", data)
    assert result.exit_code == 0
    assert "zwei Ehrenamtlichen" in result.stdout
    assert "[1] Notizen aus dem Hafen, 2023, Notizen aus dem Hafen > Leuchtturm" in result.stdout
    assert "„Der Leuchtturm wird von zwei Ehrenamtlichen gewartet" in result.stdout


def test_ask_as_json_is_one_object(data: Path) -> None:
    result = run("ask", "Wer wartet den Leuchtturm?", "--data", data, "--json")
    answer = parsed(result)
    assert result.exit_code == 0
    assert answer["abstained"] is False
    assert answer["citations"][0]["source"] == "notizen.md"


def test_a_refusal_exits_with_0_and_shows_the_nearest_passages(data: Path) -> None:
    result = run("ask", "Was kostet die Linsensuppe?", "--data", data)
    assert result.exit_code == 0
    assert result.stdout.startswith("Dazu steht nichts in der Bibliothek.")
    assert "Die Kantine serviert mittwochs Linsensuppe" in result.stdout


def test_ask_takes_filters(data: Path) -> None:
    question = "Wie viele Glasschleifer nahmen an der Befragung teil?"
    assert parsed(run("ask", question, "--data", data, "--json", "--kind", "webpage"))["abstained"] is True
    assert (
        parsed(run("ask", question, "--data", data, "--json", "--kind", "study", "--kind", "webpage"))["abstained"]
        is False
    )
    assert parsed(run("ask", question, "--data", data, "--json", "--year-from", "2020"))["abstained"] is True


@pytest.mark.parametrize(("question", "code"), [("", "empty_question"), ("x" * 10_000, "question_too_long")])
def test_a_question_that_cannot_be_asked_exits_with_1_and_a_hint(data: Path, question: str, code: str) -> None:
    result = run("ask", question, "--data", data)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 2
    as_json = run("ask", question, "--data", data, "--json")
    assert as_json.exit_code == 1
    assert parsed(as_json)["error"]["code"] == code
    assert parsed(as_json)["error"]["hint"]


def test_search_lists_passages_best_first(data: Path) -> None:
    result = run("search", "Partnerauswahl", "--data", data)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "1. Leitfaden Auslandsarbeit | Leitfaden Auslandsarbeit > Auswahl der internationalen Partner"
    )


def test_search_as_json_is_a_list_of_as_many_passages_as_asked_for(data: Path) -> None:
    hits = parsed(run("search", "Partnerauswahl", "--data", data, "--json", "-k", "3"))
    assert len(hits) == 3
    assert hits[0]["source"] == "leitfaden.md"


def test_search_takes_filters(data: Path) -> None:
    hits = parsed(run("search", "Linsen", "--data", data, "--json", "--language", "en"))
    assert {hit["source"] for hit in hits} == {"mentoring.md"}


def test_an_empty_search_is_an_error_and_leaves_the_library_free(data: Path) -> None:
    result = run("search", " ", "--data", data, "--json")
    assert result.exit_code == 1
    assert parsed(result)["error"]["code"] == "empty_question"
    assert parsed(run("doctor", "--data", data, "--json"))[-3]["value"] == "free"


@pytest.mark.parametrize("option", [("-k", "0"), ("-k", "viele"), ("--kind", "roman"), ("--year-from", "früher")])
def test_a_wrong_option_exits_with_2(data: Path, option: tuple[str, str]) -> None:
    assert run("search", "Linsen", "--data", data, *option).exit_code == 2


def test_a_library_that_is_not_there_yet_says_what_to_do(tmp_path: Path) -> None:
    result = run("ask", "Who looks after the lighthouse?", "--data", tmp_path / "neu")
    assert result.exit_code == 0
    assert "Add documents to the library" in result.stdout


def test_a_library_made_with_another_embedder_is_refused_with_a_hint(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERKOMPASS_EMBEDDER", str(tmp_path / "anderes-modell"))
    result = run("ask", "Wer wartet den Leuchtturm?", "--data", data, "--json")
    assert result.exit_code == 1
    assert parsed(result)["error"]["code"] == "other_recipe"
    assert "ingest rebuild" in parsed(result)["error"]["hint"]


def test_asking_works_beside_a_process_that_holds_the_library(data: Path, real_embedder: Embedder) -> None:
    holder = Library.open(IndexConfig(data, recipe_for(DEFAULT_EMBEDDER)), embedder=real_embedder)
    result = run("ask", "Wer wartet den Leuchtturm?", "--data", data)
    holder.close()
    assert result.exit_code == 0
    assert "zwei Ehrenamtlichen" in result.stdout


def test_a_batch_writes_one_line_per_question_in_order(data: Path, tmp_path: Path) -> None:
    questions = tmp_path / "fragen.jsonl"
    questions.write_text(
        '{"id": "a", "question": "Wer wartet den Leuchtturm?"}\n{"id": "b", "question": ""}\n'
        '{"id": "c", "question": "Und wann öffnete sie?", "turns": ["Was ist über die Werkstatt bekannt?"]}\n',
        encoding="utf-8",
    )
    result = run("ask", "--batch", questions, "--out", tmp_path / "antworten.jsonl", "--data", data)
    assert result.exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "antworten.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["abstained"]) for line in lines] == [("a", False), ("b", True), ("c", False)]


def test_a_broken_question_set_is_an_error_before_anything_is_written(data: Path, tmp_path: Path) -> None:
    questions = tmp_path / "fragen.jsonl"
    questions.write_text('{"id": "a", "question": "Wer?"}\n{"id": \n', encoding="utf-8")
    result = run("ask", "--batch", questions, "--out", tmp_path / "antworten.jsonl", "--data", data)
    assert result.exit_code == 1
    assert "fragen.jsonl, line 2" in result.stderr
    assert not (tmp_path / "antworten.jsonl").exists()


def test_a_batch_without_a_place_for_the_answers_is_an_error(data: Path, tmp_path: Path) -> None:
    questions = tmp_path / "fragen.jsonl"
    questions.write_text('{"id": "a", "question": "Wer?"}\n', encoding="utf-8")
    result = run("ask", "--batch", questions, "--data", data)
    assert result.exit_code == 1
    assert "--batch needs --out" in result.stderr


def test_answers_that_cannot_be_written_are_a_clear_error(data: Path, tmp_path: Path) -> None:
    questions = tmp_path / "fragen.jsonl"
    questions.write_text('{"id": "a", "question": "Wer?"}\n', encoding="utf-8")
    result = run("ask", "--batch", questions, "--out", tmp_path / "fehlt" / "antworten.jsonl", "--data", data)
    assert result.exit_code == 1
    assert "antworten.jsonl" in result.stderr


def test_doctor_says_that_all_is_well(data: Path) -> None:
    result = run("doctor", "--data", data)
    assert result.exit_code == 0
    assert "4 of 4 readable" in result.stdout
    assert "!!" not in result.stdout


def test_doctor_as_json_lists_every_finding(data: Path) -> None:
    findings = {finding["name"]: finding for finding in parsed(run("doctor", "--data", data, "--json"))}
    assert findings["embedder"]["value"] == f"{DEFAULT_EMBEDDER}, 384 dimensions"
    assert findings["sources"]["ok"] is True


def test_doctor_exits_with_1_when_something_is_missing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERKOMPASS_EMBEDDER", str(tmp_path / "anderes-modell"))
    result = run("doctor", "--data", data, "--json")
    assert result.exit_code == 1
    assert {finding["name"] for finding in parsed(result) if not finding["ok"]} == {"embedder", "library"}


def test_messages_are_german_in_a_german_terminal(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    terminal_language.cache_clear()
    assert "Die Frage ist leer." in run("ask", "", "--data", data).stderr


def test_every_kind_of_source_may_be_named() -> None:
    assert tuple(KindName) == SOURCE_KINDS


def test_help_names_every_command() -> None:
    text = run("--help").stdout
    assert all(command in text for command in ("ingest", "search", "ask", "doctor"))
