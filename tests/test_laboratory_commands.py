"""The command `evaluate` as people and scripts call it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from model_server import refuses, running_model_server, says
from small_library import FILES
from test_laboratory_measure import asked, run_of
from typer.testing import CliRunner

from assistant.commands import cli
from assistant.laboratory.run import store_run
from assistant.model.prompts import prompt_version
from ingest.console import terminal_language

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal that speaks English, and no settings of the machine."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    for variable in ("CLUSTERKOMPASS_DATA", "CLUSTERKOMPASS_EMBEDDER"):
        monkeypatch.delenv(variable, raising=False)
    terminal_language.cache_clear()
    yield
    terminal_language.cache_clear()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two stored runs, the later one better."""
    runs = tmp_path / "data" / "laboratory" / "runs"
    early = run_of(asked("q1", ranks={"hits": (7,)}), name="alt").model_copy(update={"id": "aaaaaaaa"})
    late = run_of(asked("q1", ranks={"hits": (1,)}), name="neu")
    store_run(runs, early)
    store_run(runs, late.model_copy(update={"date": "2026-11-22T21:00:00.000+00:00"}))
    return tmp_path / "data"


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *map(str, arguments)])


def parsed(result: Result) -> Any:
    return json.loads(result.stdout)


def stored(data: Path) -> list[Path]:
    return sorted((data / "laboratory" / "runs").glob("*"))


@pytest.mark.slow
def test_a_question_set_over_sources_prints_stores_and_draws_a_run(tmp_path: Path) -> None:
    texts, questions = tmp_path / "texte", tmp_path / "fragen.jsonl"
    texts.mkdir()
    for name, text in FILES.items():
        (texts / name).write_text(text, encoding="utf-8")
    line = {
        "id": "q1",
        "kind": "fact",
        "lang": "de",
        "question": "Wer wartet den Leuchtturm?",
        "must_contain": ["zwei"],
    }
    evidence = [{"quote": "von zwei Ehrenamtlichen gewartet"}]
    questions.write_text(json.dumps({**line, "evidence": evidence}), encoding="utf-8")
    options = ("--sources", texts, "--data", tmp_path / "data", "--json", "--name", "probe")
    floors = ("--floor", "any@5=1", "--floor", "refused=0.5")
    result = evaluate(questions, *options, "--picture", tmp_path / "bild.png", *floors[:2])
    assert result.exit_code == 0
    run = parsed(result)
    assert (run["name"], run["mode"], run["asked"][0]["ranks"]["hits"]) == ("probe", "questions", [1])
    assert run["rows"][0]["shares"]["answer:mc"] == {"hits": 1.0, "of": 1.0}
    (file,) = stored(tmp_path / "data")
    assert json.loads(file.read_text(encoding="utf-8")) == run
    assert (tmp_path / "bild.png").read_bytes().startswith(b"\x89PNG")
    assert not (tmp_path / "data" / "registry.sqlite3").exists()  # the user's library is left alone
    shown = evaluate("--show", "last", "--data", tmp_path / "data")
    assert "probe" in shown.stdout


@pytest.mark.slow
def test_a_squad_set_gives_recall_per_stage_and_a_missed_floor_exits_with_1(tmp_path: Path) -> None:
    paragraphs = [
        {"context": "Der Leuchtturm steht am Hafen.", "qas": [{"id": "a", "question": "Wo steht der Leuchtturm?"}]},
        {"context": "Die Kantine kocht Suppe.", "qas": [{"id": "b", "question": "Wer kocht Suppe?"}]},
    ]
    squad = tmp_path / "absätze.json"
    squad.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    result = evaluate("--squad", squad, "--data", tmp_path / "data", "--floor", "R@1=1", "--floor", "heads:R@1=1")
    assert result.exit_code == 1
    assert "heads:R@1 = 0.000, at least 1" in result.stderr
    assert "\nR@1 = " not in result.stderr
    assert "stage       R@1    R@5   R@10    MRR" in result.stdout
    assert len(stored(tmp_path / "data")) == 1


@pytest.mark.slow
def test_a_model_writes_the_answers_and_the_run_names_it(tmp_path: Path) -> None:
    (tmp_path / "texte").mkdir()
    for name, text in FILES.items():
        (tmp_path / "texte" / name).write_text(text, encoding="utf-8")
    questions = tmp_path / "fragen.jsonl"
    asked_for = {"id": "q1", "kind": "fact", "lang": "de", "question": "Wer wartet den Leuchtturm?"}
    questions.write_text(json.dumps({**asked_for, "evidence": [{"quote": "zwei Ehrenamtlichen"}]}), encoding="utf-8")
    options = (questions, "--sources", tmp_path / "texte", "--data", tmp_path / "data", "--name", "modell")
    with running_model_server() as server:
        server.script = [says("Zwei Ehrenamtliche warten den Leuchtturm [1]. Ja.")]
        result = evaluate(*options, "--model", "openai:modell", "--model-url", server.url)
        server.script = [refuses(500)]
        away = evaluate(*options, "--model", "openai:modell", "--model-url", server.url, "--json")
    assert result.exit_code == 0
    assert "openai:modell, prompts " in result.stdout
    assert re.search(r"ALL +1\.000 +0\.500 +0\.500 +0\.500 ", result.stdout)  # by_model, proved_1st, proved, uncited
    (stored_run, _) = (json.loads(path.read_text(encoding="utf-8")) for path in stored(tmp_path / "data"))
    assert (stored_run["model"], stored_run["prompt_version"]) == ("openai:modell", prompt_version())
    assert stored_run["asked"][0]["written"]["tokens"] == [14, 10]  # of both attempts
    assert parsed(away)["rows"][0]["shares"]["answer:by_model"] == {"hits": 0.0, "of": 1.0}
    compared = evaluate("--compare", "previous", "last", "--data", tmp_path / "data")
    assert "answer:by_model" in compared.stdout
    assert not (tmp_path / "data" / "model.json").exists()


def test_runs_are_listed_the_oldest_first(data: Path) -> None:
    assert [line.split()[-1] for line in evaluate("--runs", "--data", data).stdout.splitlines()] == [
        "name",
        "alt",
        "neu",
    ]
    assert [run["id"] for run in parsed(evaluate("--runs", "--json", "--data", data))] == ["aaaaaaaa", "1a2b3c4d"]


def test_two_runs_are_compared_as_text_as_data_and_as_a_picture(data: Path, tmp_path: Path) -> None:
    text = evaluate("--compare", "previous", "last", "--data", data, "--picture", tmp_path / "bild.png")
    assert text.exit_code == 0
    assert "A alt (aaaaaaaa)\nB neu (1a2b3c4d)" in text.stdout
    assert "hits:any@5 0.00 -> 1.00" in text.stdout
    assert (tmp_path / "bild.png").is_file()
    comparison = parsed(evaluate("--compare", "aaaaaaaa", "1a2b3c4d", "--data", data, "--json"))
    assert comparison["moved"][0]["verdict"] == "better"
    change = next(c for c in comparison["changes"] if c["figure"] == "hits:any@5")
    assert (change["difference"], change["beyond_noise"]) == (1.0, False)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.jsonl", "--squad", "b.json"),
        ("--squad", "b.json", "--sources", "c"),
        ("a.jsonl", "--ask", "b.json"),
        ("--runs", "--compare", "last", "previous"),
        ("--show", "last", "--floor", "any@5=1"),
        ("--squad", "b.json", "--model", "ollama:m"),
        ("a.jsonl", "--model-url", "http://127.0.0.1:1"),
    ],
)
def test_options_that_do_not_go_together_are_an_error_with_a_hint(data: Path, arguments: tuple[str, ...]) -> None:
    result = evaluate(*arguments, "--data", data, "--json")
    assert (result.exit_code, parsed(result)["error"]["code"]) == (1, "unclear_task")


def test_mistakes_are_told_before_anything_is_measured(data: Path, tmp_path: Path) -> None:
    questions = tmp_path / "fragen.jsonl"
    questions.write_text('{"id": "a", "question": "?"}\n{"id": 1}\n', encoding="utf-8")
    before = stored(data)
    broken = evaluate(questions, "--data", data)
    assert (broken.exit_code, broken.stderr.splitlines()[0]) == (
        1,
        "fragen.jsonl, line 2: id: Input should be a valid string.",
    )
    picture = evaluate("--show", "last", "--data", data, "--picture", tmp_path / "bild.doc", "--json")
    assert parsed(picture)["error"]["code"] == "picture_not_written"
    floor = evaluate(questions, "--floor", "any@5", "--data", data, "--json")
    assert parsed(floor)["error"]["code"] == "invalid_floor"
    assert stored(data) == before


def test_nothing_but_the_command_line_depends_on_the_laboratory() -> None:
    modules = [path for folder in ("ingest", "assistant") for path in (ROOT / folder).rglob("*.py")]
    outside = [path for path in modules if "laboratory" not in path.parts]
    naming = [path for path in outside if "assistant.laboratory" in path.read_text(encoding="utf-8")]
    assert naming == [ROOT / "assistant" / "commands.py"]
