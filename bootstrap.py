"""Get into the project's own virtual environment, making it first when it is not there.

`app.py` and `test.py` call `enter_environment` before they import anything else of the project, so a bare clone and
a Python are all that a user needs. `python3 bootstrap.py [EXTRA ...]` only makes the environment.

Standard library only. The file must also *parse* on Python 3.8, to tell its user what is wrong.

Environment variables: CLUSTERKOMPASS_VENV is the folder of the environment (default: .venv beside this file), or
`none` to stay in the Python that runs, for containers that installed the project themselves.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
# Measured with the `test` extra on Linux: 2.5 GB in the environment; pip holds the downloads beside it for a while.
NEEDED_BYTES = 3_500_000_000
STAMP = "clusterkompass-stamp.json"
UNFINISHED = "clusterkompass-unfinished"
LOG = "clusterkompass-install.log"
RE_EXECUTED = "CLUSTERKOMPASS_RE_EXECUTED"


class SetupError(Exception):
    """What keeps the environment from being made, and what the user can do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}\n{hint}")


def enter_environment(extras: str = "") -> None:
    """Return only inside the project's environment, with the project and these extras ("test" or "a,b") installed.

    Otherwise the environment is made or completed, and the running script starts again inside it with the same
    arguments. What goes wrong is printed, and the process ends with exit code 1.
    """
    re_executed = os.environ.pop(RE_EXECUTED, "") == "1"
    if os.environ.get("CLUSTERKOMPASS_VENV", "").strip().lower() == "none":
        return
    folder = environment_folder()
    wanted = frozenset(extras.replace(" ", "").split(",")) - {""}
    try:
        if not is_ready(folder, wanted):
            make_environment(folder, wanted)
        if is_inside(folder):
            return
        if re_executed:
            raise SetupError(
                f"{python_in(folder)} runs, but not as the environment in {folder}.",
                "Delete that folder and start again.",
            )
    except (SetupError, OSError) as error:
        sys.exit(f"\nClusterkompass could not be set up.\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Start again to set everything up.")
    start_again(python_in(folder))


def environment_folder() -> Path:
    """Return the absolute folder of the environment, as the user chose it or beside this file."""
    chosen = os.environ.get("CLUSTERKOMPASS_VENV", "").strip()
    return Path(os.path.abspath(os.path.expanduser(chosen))) if chosen else ROOT / ".venv"


def fingerprint(pyproject: Path) -> str:
    """Return a digest of requirements and place. Code does not count: the installation is editable and points at it."""
    return hashlib.sha256(pyproject.read_bytes() + os.fsencode(str(pyproject.parent))).hexdigest()


def is_ready(folder: Path, extras: frozenset[str], pyproject: Path = ROOT / "pyproject.toml") -> bool:
    """Return whether the environment holds what this pyproject.toml asks for, with at least these extras."""
    stamp = read_stamp(folder)
    return (
        stamp.get("fingerprint") == fingerprint(pyproject)
        and extras <= installed_extras(folder)
        and not (folder / UNFINISHED).exists()
        and python_in(folder).exists()
    )


def installed_extras(folder: Path) -> frozenset[str]:
    """Return the extras of the last completed installation."""
    extras = read_stamp(folder).get("extras")
    return frozenset(map(str, extras)) if isinstance(extras, list) else frozenset()


def read_stamp(folder: Path) -> dict[str, object]:
    """Return what the last completed installation wrote down; empty when there was none."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(folder: Path, extras: frozenset[str], pyproject: Path = ROOT / "pyproject.toml") -> None:
    """Write down what was installed."""
    stamp = {"fingerprint": fingerprint(pyproject), "extras": sorted(extras)}
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")


def python_in(folder: Path) -> Path:
    """Return the path of the environment's interpreter, whether it is there or not."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def is_inside(folder: Path) -> bool:
    """Return whether this process runs in the environment."""
    return os.path.normcase(os.path.realpath(sys.prefix)) == os.path.normcase(os.path.realpath(folder))


def make_environment(folder: Path, extras: frozenset[str]) -> None:
    """Make or complete the environment; safe to interrupt at any moment and to run twice at once.

    Extras installed earlier stay. A run that was cut off left a mark, and the next one starts from nothing: pip would
    take a half-copied package for an installed one.
    """
    check_python(sys.version_info[:2])
    check_folder(folder)
    with only_one_at_a_time(folder):
        if is_ready(folder, extras):  # another process has just done it
            return
        wanted = extras | installed_extras(folder)
        if (folder / UNFINISHED).exists() or not python_in(folder).exists():
            check_disk(folder)
            print(f"Setting up Clusterkompass in {folder}")
            print("Only this once: 1 to 5 minutes, about 0.6 GB to download, 2.5 GB on disk.", flush=True)
            make_empty_environment(folder)
        else:
            print(f"Completing the installation in {folder}: a few seconds to a minute.", flush=True)
            (folder / UNFINISHED).touch()
        install(folder, wanted)
        write_stamp(folder, wanted)
        (folder / UNFINISHED).unlink()
        print("Everything is installed.", flush=True)


def check_python(version: tuple[int, ...]) -> None:
    """Raise SetupError when this Python cannot make the environment."""
    if tuple(version) < OLDEST_PYTHON:
        raise SetupError(
            f"This is Python {version[0]}.{version[1]}; Clusterkompass needs Python 3.11 or newer.",
            "Install one (python.org, or your system's packages) and start with it, for example: python3.12 app.py",
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise SetupError(
            f"This Python cannot make virtual environments: its part {' and '.join(missing)} is missing.",
            "On Debian and Ubuntu it is a package of its own: sudo apt install python3-venv."
            " Elsewhere, take Python from python.org.",
        )


def check_folder(folder: Path) -> None:
    """Raise SetupError when the folder holds something that is not ours: it is never emptied then."""
    ours = (folder / STAMP).exists() or (folder / UNFINISHED).exists()
    if folder.exists() and not ours and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(
            f"{folder} exists already and was not made by Clusterkompass.",
            "Delete it, or choose another folder: set CLUSTERKOMPASS_VENV to its path.",
        )


def check_disk(folder: Path) -> None:
    """Raise SetupError when the disk of the folder has too little room."""
    there = next(parent for parent in folder.parents if parent.exists())
    free = shutil.disk_usage(there).free
    if free < NEEDED_BYTES:
        raise SetupError(
            f"{there} has {free / 1e9:.1f} GB free; the setup needs {NEEDED_BYTES / 1e9:.1f} GB.",
            "Make room, or set CLUSTERKOMPASS_VENV to a folder on another disk.",
        )


@contextlib.contextmanager
def only_one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold a lock that the system drops when the process ends, however it ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "a", encoding="utf-8") as lock:
        if not try_to_lock(lock):
            print("Another start is setting up already; waiting for it.", flush=True)
            while not try_to_lock(lock):
                time.sleep(0.5)
        os.set_inheritable(lock.fileno(), True)  # pip holds it as well: it may outlive a parent that was killed
        yield


def try_to_lock(lock: IO[str]) -> bool:
    """Return whether the lock is ours now; it falls with the file."""
    with contextlib.suppress(BlockingIOError, PermissionError):
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def make_empty_environment(folder: Path) -> None:
    """Empty the folder, which is ours, and make an environment with nothing but pip in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / UNFINISHED).touch()
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != UNFINISHED:
            path.unlink()
    # The base interpreter: the one that runs may be the environment's own, which has just been deleted.
    python = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([python, "-I", "-m", "venv", str(folder)], capture_output=True, text=True)
    if made.returncode != 0:
        said = f"Making the virtual environment failed:\n{(made.stdout + made.stderr).strip()}"
        raise SetupError(said, "On Debian and Ubuntu this usually helps: sudo apt install python3-venv")


def install(folder: Path, extras: frozenset[str]) -> None:
    """Install the project, editable, with these extras; show what pip is doing, and its last lines when it fails."""
    requirement = f"{ROOT}[{','.join(sorted(extras))}]" if extras else str(ROOT)
    # -I: neither PYTHONPATH nor the modules beside this file may get in pip's way.
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    command = [str(python_in(folder)), "-I", "-m", "pip", "install", *options, "--editable", requirement]
    log = folder / LOG
    with log.open("w", encoding="utf-8") as output:
        environment = {**os.environ, "PIP_USER": "0"}
        pip = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output, close_fds=False)
        try:
            show_progress(pip, log)
        finally:
            pip.terminate()  # after Ctrl-C; else it has ended
            pip.wait()
    if pip.returncode == 0:
        return
    said = log.read_text(encoding="utf-8", errors="replace")
    if read_stamp(folder) and "Installing collected packages" not in said:
        (folder / UNFINISHED).unlink()  # pip gave up before it changed anything: what was there still works
    last_lines = "\n".join(said.splitlines()[-12:])
    raise SetupError(f"pip could not install what is needed. The end of {log}:\n\n{last_lines}\n", advice(said))


def show_progress(pip: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for pip; tell every second on a terminal, else every 30 seconds, how long it has run and what it does."""
    started = time.monotonic()
    interval, start, end = (1, "\r", "") if sys.stdout.isatty() else (30, "", "\n")
    while pip.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            pip.wait(timeout=interval)
        seconds = int(time.monotonic() - started)
        print(f"{start}  {seconds // 60}:{seconds % 60:02d}  {newest_step(log)[:60]:60}", end=end, flush=True)
    print(end="" if end else "\n")


def newest_step(log: Path) -> str:
    """Return the last thing that pip began, shortened: "Collecting torch==2.13.0"."""
    steps = ("Successfully installed", "Collecting ", "Downloading ", "Installing ", "Building ", "Preparing ")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip().split(" (")[0] for line in reversed(lines) if line.strip().startswith(steps)), "starting")


def advice(said: str) -> str:
    """Return what to do about a failed pip, as far as its words tell."""
    if "No space left" in said:
        return "The disk is full. Make room (also in the folder for temporary files), then start again."
    if any(sign in said for sign in ("No matching distribution", "NewConnectionError", "Read timed out")):
        return "Check the network and the proxy (HTTPS_PROXY). Or take another Python: a package may not fit this one."
    return "Start again; what was downloaded is kept. If it fails once more, delete the folder .venv first."


def start_again(python: Path) -> NoReturn:
    """Run the same command in this interpreter instead of the present process."""
    command = [str(python), *getattr(sys, "orig_argv", [sys.executable, *sys.argv])[1:]]
    os.environ[RE_EXECUTED] = "1"
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    # On Windows execv would give the prompt back at once. Ctrl-C is left to the child.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))


if __name__ == "__main__":
    enter_environment(",".join(sys.argv[1:]))
