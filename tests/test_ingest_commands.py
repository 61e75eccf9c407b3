"""The commands of `ingest` as people and scripts call them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder
from pypdf import PdfWriter
from typer.testing import CliRunner, Result

from ingest.commands import NOTHING_TO_TRY, cli
from ingest.config import DATA_VARIABLE, EMBEDDER_VARIABLE, REGISTRY_FILE, IndexConfig
from ingest.console import progress_label, progress_part, say, stopped_by_ctrl_c, terminal_language
from ingest.library import Library
from ingest.records import Progress

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parents[1]

Run = Callable[..., Result]


@pytest.fixture
def run(config: IndexConfig, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the test's library, which is made with the fake embedder: nothing here embeds."""
    monkeypatch.setenv(EMBEDDER_VARIABLE, "hash")

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [*map(str, arguments), "--data", str(config.data)])

    return invoke


@pytest.fixture
def filled(open_library: OpenLibrary, files: Path) -> IndexConfig:
    """A closed library with a good source, a.md, and a failed one, b.md."""
    (files / "a.md").write_text("# Märkte\n\nIn Asien wächst Löwenzahn.\n", encoding="utf-8")
    (files / "b.md").write_bytes(b"")
    library = open_library()
    library.add([files / "a.md", files / "b.md"])
    library.close()
    return library.config


def _ids(config: IndexConfig) -> list[str]:
    library = Library.open(config, embedder=HashEmbedder(), write=False)
    ids = [source.id for source in library.sources()]
    library.close()
    return ids


def _process(*arguments: str, language: str = "", **variables: str) -> "subprocess.Popen[str]":
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=_ROOT,
        env={**inherited, "LANG": language, "PYTHONIOENCODING": "utf-8", EMBEDDER_VARIABLE: "hash", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


# JSON


def test_list_gives_json(filled: IndexConfig, run: Run) -> None:
    good, bad = json.loads(run("list", "--json").stdout)
    assert (good["file_name"], good["state"], good["passages"]) == ("a.md", "ready", 1)
    assert (bad["file_name"], bad["state"]) == ("b.md", "failed")
    assert "b.md" in bad["reason"][0]


def test_an_empty_list_is_json_too(run: Run) -> None:
    assert json.loads(run("list", "--json").stdout) == []


def test_show_gives_json_with_the_passages_on_demand(filled: IndexConfig, run: Run) -> None:
    source_id = _ids(filled)[0]
    assert "passage_list" not in json.loads(run("show", source_id, "--json").stdout)
    shown = json.loads(run("show", source_id, "--passages", "--json").stdout)
    assert [(part["heading"], part["text"]) for part in shown["passage_list"]] == [
        (["Märkte"], "In Asien wächst Löwenzahn.")
    ]


def test_add_gives_json_with_the_reason_of_each_failure(filled: IndexConfig, files: Path, run: Run) -> None:
    result = run("add", files, files / "fehlt.md", "--json")
    assert result.exit_code == 1
    assert [(outcome["file"], outcome["status"], outcome["code"]) for outcome in json.loads(result.stdout)] == [
        ("a.md", "unchanged", ""),
        ("b.md", "failed", "empty_file"),
        ("fehlt.md", "failed", "missing_path"),
    ]


def test_check_gives_json(filled: IndexConfig, run: Run) -> None:
    result = run("check", "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert (report["ok"], report["problems"]) == (True, [])
    assert report["counts"] == {"sources": 1, "passages": 1, "full text": 1, "windows": 1, "vectors": 1}


def test_rebuild_gives_json(filled: IndexConfig, run: Run) -> None:
    assert json.loads(run("rebuild", "--json").stdout) == {"sources": 2, "passages": 1, "embedded": False}


def test_remove_gives_json(filled: IndexConfig, run: Run) -> None:
    result = run("remove", *_ids(filled), "--json")
    assert [(gone["file"], gone["status"]) for gone in json.loads(result.stdout)] == [
        ("a.md", "removed"),
        ("b.md", "removed"),
    ]
    assert _ids(filled) == []


@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_error_is_json_too_and_ends_with_code_one(filled: IndexConfig, run: Run, command: str) -> None:
    result = run(command, "nirgends", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "unknown_source"
    assert "nirgends" in error["message"]
    assert error["hint"]


def test_another_embedder_is_an_error_with_a_hint(
    filled: IndexConfig, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EMBEDDER_VARIABLE, "other")
    result = run("list", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "other_recipe"
    assert "ingest rebuild" in error["hint"]


# adding


def test_a_folder_with_bad_files_among_good_ones_ends_with_code_one_and_the_good_ones_are_in(
    filled: IndexConfig, files: Path, run: Run
) -> None:
    (files / "brief.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (files / "setup.pdf").write_bytes(b"MZ\x90\x00" + b"\0" * 600)
    (files / "bild.png").write_bytes(b"\x89PNG")
    result = run("add", files, "--json")
    assert result.exit_code == 1
    assert {outcome["file"]: (outcome["status"], outcome["code"]) for outcome in json.loads(result.stdout)} == {
        "a.md": ("unchanged", ""),
        "b.md": ("failed", "empty_file"),
        "brief.doc": ("failed", "unsupported_type"),
        "setup.pdf": ("failed", "unsupported_type"),
    }


def test_the_reasons_are_listed_in_words(filled: IndexConfig, files: Path, run: Run) -> None:
    result = run("add", files)
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "b.md" in line and "(EXE)" not in line]


def test_a_missing_path_alone_ends_with_code_one_and_is_named(run: Run, tmp_path: Path) -> None:
    result = run("add", tmp_path / "fehlt")
    assert result.exit_code == 1
    assert "fehlt" in result.stdout


def test_a_folder_without_documents_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    result = run("add", tmp_path / "leer")
    assert result.exit_code == 1
    assert "leer" in result.stdout + result.stderr


def test_hidden_files_and_parts_of_saved_pages_are_passed_over(filled: IndexConfig, files: Path, run: Run) -> None:
    (files / "b.md").unlink()
    for name in (".versteckt.md", "~$a.docx", "seite-Dateien/teil.html", ".git/x.md"):
        (files / name).parent.mkdir(exist_ok=True)
        (files / name).write_text("Nicht gemeint.", encoding="utf-8")
    result = run("add", files, "--json")
    assert [outcome["file"] for outcome in json.loads(result.stdout)] == ["a.md"]


def test_known_content_takes_the_data_of_the_command_line(filled: IndexConfig, files: Path, run: Run) -> None:
    result = run("add", files / "a.md", "--year", 2018, "--author", "A. Muster", "--kind", "study", "--json")
    assert result.exit_code == 0
    (outcome,) = json.loads(result.stdout)
    details = outcome["source"]["details"]
    assert (details["year"], details["authors"], details["kind"]) == (2018, ["A. Muster"], "study")


def test_sync_removes_what_left_the_folder(filled: IndexConfig, files: Path, run: Run) -> None:
    (files / "b.md").unlink()
    result = run("add", files, "--sync", "--json")
    assert [(outcome["file"], outcome["status"]) for outcome in json.loads(result.stdout)] == [
        ("a.md", "unchanged"),
        ("b.md", "removed"),
    ]
    assert result.exit_code == 0


def test_files_are_embedded_with_the_default_embedder(
    config: IndexConfig, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(EMBEDDER_VARIABLE, raising=False)
    monkeypatch.setenv(DATA_VARIABLE, str(config.data))
    (files / "a.md").write_text("# Märkte\n\nIn Asien wächst Löwenzahn.\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["add", str(files), "--json"])
    assert result.exit_code == 0
    (outcome,) = json.loads(result.stdout)
    assert (outcome["status"], outcome["source"]["passages"]) == ("added", 1)


# words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de_DE.UTF-8", ("unverändert: a.md", "NICHT GELESEN: b.md b.md ist leer.")),
        ("en_GB.UTF-8", ("unchanged: a.md", "NOT READ: b.md b.md is empty.")),
    ],
)
def test_the_terminal_speaks_german_or_english(
    filled: IndexConfig, files: Path, language: str, words: tuple[str, str]
) -> None:
    process = _process("add", str(files), "--data", str(filled.data), language=language)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert [line for line in output.splitlines() if line.startswith(words)], (output, errors)
    assert "Traceback" not in errors


# other processes


def test_a_second_process_is_refused_at_once_with_the_number_of_the_first(library: Library, files: Path) -> None:
    (files / "a.md").write_text("Löwenzahn.\n", encoding="utf-8")
    started = time.monotonic()
    process = _process("add", str(files), "--data", str(library.config.data), language="de_DE.UTF-8")
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert str(os.getpid()) in errors
    assert "geöffnet" in errors
    assert "Traceback" not in output + errors
    assert time.monotonic() - started < 20


def test_a_second_process_may_list_and_show(library: Library, files: Path) -> None:
    (files / "a.md").write_text("Löwenzahn.\n", encoding="utf-8")
    library.add([files / "a.md"])
    process = _process("list", "--json", "--data", str(library.config.data))
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [source["file_name"] for source in json.loads(output)] == ["a.md"]


def _sources_listed(config: IndexConfig) -> int:
    """Return how many sources the registry lists while another process writes it."""
    try:
        with closing(sqlite3.connect(f"file:{config.data / REGISTRY_FILE}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM source").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def test_ctrl_c_ends_with_a_word_and_the_next_run_goes_on(config: IndexConfig, files: Path, run: Run) -> None:
    for number in range(80):  # files of a kind that is refused: they are listed one by one, and nothing is embedded
        (files / f"{number:03}.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes([number]) * 600)
    process = _process("add", str(files), "--data", str(config.data), language="en_GB.UTF-8")
    while process.poll() is None and not _sources_listed(config):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in errors
    assert "Traceback" not in errors
    assert 0 < len(_ids(config)) < 80
    run("add", files)
    assert len(_ids(config)) == 80
    assert run("check").exit_code == 0


# a folder without a library


@pytest.mark.parametrize("arguments", [("check",), ("rebuild",), ("remove", "x"), ("show", "x"), ("list",)])
def test_reading_and_mending_make_no_library(config: IndexConfig, run: Run, arguments: tuple[str, ...]) -> None:
    run(*arguments)
    assert not config.data.exists()


@pytest.mark.parametrize("arguments", [("check",), ("rebuild",), ("remove", "x")])
def test_without_a_library_there_is_nothing_to_mend(config: IndexConfig, run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--json")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, "no_library")


def test_a_title_for_several_files_is_refused_before_a_library_is_made(
    config: IndexConfig, files: Path, run: Run
) -> None:
    for name in ("a.md", "b.md"):
        (files / name).write_text("# Text", encoding="utf-8")
    result = run("add", str(files), "--title", "Märkte", "--json")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, "title_for_many")
    assert not config.data.exists()


# how a command is called


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lst",), "Den Befehl 'lst' gibt es nicht. Gemeint ist vielleicht 'list'."),
        (("show",), "Es fehlt die Angabe 'source_id'."),
        (("list", "--jsn"), "Die Option --jsn gibt es nicht. Gemeint ist vielleicht --json."),
        (("add", "a.md", "--year", "neu"), "Zu '--year' gehört eine ganze Zahl."),
        (("add", "a.md", "--kind", "novel"), "Zu '--kind' ist nur das möglich: 'guideline', 'study'"),
        (("add", "a.md", "--url"), "Zur Option '--url' fehlt die Angabe."),
        (("list", "--json=yes"), "Die Option '--json' steht ohne Angabe."),
        (("check", "all"), "Das ist zu viel: all."),
    ],
)
def test_a_wrong_call_is_said_in_german(arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    terminal_language.cache_clear()
    result = CliRunner().invoke(cli, arguments)
    terminal_language.cache_clear()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


def test_a_wrong_call_is_said_in_english_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    terminal_language.cache_clear()
    result = CliRunner().invoke(cli, ["show"])
    terminal_language.cache_clear()
    assert result.stderr.startswith("Missing argument 'source_id'.\nUsage: ")


# backup, restore, retry


def test_a_backup_is_restored_over_a_library_only_when_asked(filled: IndexConfig, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    assert json.loads(run("backup", file, "--json").stdout)["sources"] == 2
    assert run("backup", file).exit_code == 1
    assert run("remove", _ids(filled)[0]).exit_code == 0
    assert json.loads(run("restore", file, "--json").stdout)["error"]["code"] == "already_there"
    assert run("restore", file, "--replace").exit_code == 0
    assert len(_ids(filled)) == 2
    assert json.loads(run("check", "--json").stdout)["ok"]


def test_retry_reads_what_failed_once_more_and_tells_of_it(filled: IndexConfig, run: Run) -> None:
    (told,) = json.loads(run("retry", "--json").stdout)
    assert (told["file"], told["status"], told["code"]) == ("b.md", "failed", "empty_file")


def test_retry_says_when_nothing_failed(filled: IndexConfig, run: Run) -> None:
    run("remove", _ids(filled)[1])
    result = run("retry")
    assert (result.exit_code, result.stdout.strip()) == (0, say(NOTHING_TO_TRY))


def test_retry_reads_a_protected_file_with_the_password_given(
    open_library: OpenLibrary, config: IndexConfig, files: Path, run: Run
) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("cluster", algorithm="AES-256")
    writer.write(files / "geheim.pdf")
    library = open_library()
    library.add([files / "geheim.pdf"])
    library.close()
    codes = [json.loads(run("retry", "--json", *more).stdout)[0]["code"] for more in ([], ["--password", "cluster"])]
    assert codes == ["password_needed", "no_text"]


@pytest.mark.parametrize(
    ("progress", "label", "part"),
    [
        (Progress("a.pdf", 1, 2, "read", 12, 156), "1/2 a.pdf – lese, Seite 12 von 156", 12 / 156 * 0.2),
        (Progress("a.pdf", 2, 2, "embed", 5, 10), "2/2 a.pdf – bette ein, Passage 5 von 10", 0.75),
        (Progress("a.pdf", 2, 2, "done"), "2/2 a.pdf – fertig", 1.0),
    ],
)
def test_the_bar_names_page_and_passage(
    progress: Progress, label: str, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    terminal_language.cache_clear()
    assert (progress_label(progress), progress_part(progress)) == (label, pytest.approx(part))
    terminal_language.cache_clear()


def test_the_first_ctrl_c_asks_to_stop_and_the_second_stops_at_once() -> None:
    with stopped_by_ctrl_c() as stopped:
        signal.raise_signal(signal.SIGINT)
        assert stopped.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
