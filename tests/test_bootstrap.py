"""The environment that `bootstrap.py` makes: when it counts as ready, and what is said when it cannot be made."""

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bootstrap
from bootstrap import SetupError, check_folder, check_python, is_ready, python_in, read_stamp, write_stamp

NOTHING: frozenset[str] = frozenset()
TEST = frozenset({"test"})


@pytest.fixture
def pyproject(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "pyproject.toml"
    path.parent.mkdir()
    path.write_text('[project]\nname = "x"\ndependencies = ["one"]\n')
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment as far as the stamp is concerned: a folder with something where the interpreter would be."""
    folder = tmp_path / "venv"
    python_in(folder).parent.mkdir(parents=True)
    python_in(folder).touch()
    return folder


def test_a_folder_without_a_stamp_is_not_ready(folder: Path, pyproject: Path) -> None:
    assert not is_ready(folder, NOTHING, pyproject)


def test_a_stamped_environment_is_ready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    assert is_ready(folder, NOTHING, pyproject)


def test_other_requirements_make_it_unready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    pyproject.write_text(pyproject.read_text().replace("one", "two"))
    assert not is_ready(folder, NOTHING, pyproject)


def test_changed_source_code_leaves_it_ready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    (pyproject.parent / "app.py").write_text("print(1)\n")
    assert is_ready(folder, NOTHING, pyproject)


def test_a_moved_checkout_makes_it_unready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    moved = pyproject.parent.rename(pyproject.parent.with_name("moved")) / "pyproject.toml"
    assert not is_ready(folder, NOTHING, moved)


def test_more_extras_than_asked_for_are_welcome(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, frozenset({"test", "other"}), pyproject)
    assert is_ready(folder, TEST, pyproject)


def test_a_missing_extra_makes_it_unready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    assert not is_ready(folder, TEST, pyproject)


def test_an_installation_that_was_cut_off_is_not_ready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    (folder / bootstrap.UNFINISHED).touch()
    assert not is_ready(folder, NOTHING, pyproject)


def test_an_environment_whose_python_is_gone_is_not_ready(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, NOTHING, pyproject)
    python_in(folder).unlink()
    assert not is_ready(folder, NOTHING, pyproject)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"extras": 3}'])
def test_a_damaged_stamp_counts_as_none(folder: Path, pyproject: Path, content: str) -> None:
    (folder / bootstrap.STAMP).write_text(content)
    assert not is_ready(folder, NOTHING, pyproject)


def test_the_stamp_lists_the_extras(folder: Path, pyproject: Path) -> None:
    write_stamp(folder, frozenset({"test", "other"}), pyproject)
    assert read_stamp(folder)["extras"] == ["other", "test"]


@pytest.mark.parametrize("version", [(3, 8), (3, 10)])
def test_an_old_python_is_named_with_what_to_do(version: tuple[int, int]) -> None:
    with pytest.raises(SetupError, match=rf"This is Python 3\.{version[1]}; .* needs Python 3\.11 or newer\.\nInstall"):
        check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_newer_python_is_accepted(version: tuple[int, int]) -> None:
    check_python(version)


@pytest.mark.parametrize("name", ["bootstrap.py", "app.py", "test.py"])
def test_what_is_started_by_hand_parses_on_python_3_8(name: str) -> None:
    ast.parse((bootstrap.ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_folder_of_someone_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(SetupError, match="was not made by Clusterkompass"):
        check_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_an_empty_folder_and_an_unfinished_one_are_accepted(tmp_path: Path) -> None:
    check_folder(tmp_path)
    (tmp_path / bootstrap.UNFINISHED).touch()
    check_folder(tmp_path)


def test_a_second_setup_is_told_to_wait(tmp_path: Path) -> None:
    with bootstrap.only_one_at_a_time(tmp_path / "venv"), (tmp_path / "venv.lock").open("a") as second:
        assert not bootstrap.try_to_lock(second)
    with (tmp_path / "venv.lock").open("a") as third:
        assert bootstrap.try_to_lock(third)


def test_the_newest_step_of_pip_is_shown_without_its_origin(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "Collecting torch==2.13.0 (from clusterkompass==0.1.0)\n  Downloading six-1.whl (11 kB)\n  WARNING: x\n"
    )
    assert bootstrap.newest_step(log) == "Downloading six-1.whl"


def test_a_full_disk_is_recognised_in_what_pip_says() -> None:
    assert "disk is full" in bootstrap.advice("ERROR: [Errno 28] No space left on device")


def test_an_environment_that_is_ready_is_entered_at_once() -> None:
    folder = Path(sys.prefix)
    if not is_ready(folder, NOTHING):
        pytest.skip("the tests run in an environment that bootstrap.py did not make")
    started = time.perf_counter()
    command = [sys.executable, "-c", "import bootstrap; bootstrap.enter_environment()"]
    subprocess.run(command, cwd=bootstrap.ROOT, env={**os.environ, "CLUSTERKOMPASS_VENV": str(folder)}, check=True)
    with_it = time.perf_counter() - started
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    assert with_it - (time.perf_counter() - started) < 0.25  # 0.02 when idle; room for a busy machine


def test_none_stays_in_the_python_that_runs(tmp_path: Path) -> None:
    script = "import bootstrap, sys, json; bootstrap.enter_environment(); print(json.dumps(sys.prefix))"
    environment = {**os.environ, "CLUSTERKOMPASS_VENV": "none"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=bootstrap.ROOT, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == sys.prefix


def test_a_setup_that_is_impossible_ends_with_exit_code_1_and_a_hint(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    environment = {**os.environ, "CLUSTERKOMPASS_VENV": str(tmp_path)}
    command = [sys.executable, str(bootstrap.ROOT / "bootstrap.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "was not made by Clusterkompass" in done.stderr
    assert "Traceback" not in done.stderr
