"""Run the tests, or the checks: `python3 test.py`, `python3 test.py --all`, `python3 test.py --check`.

Without an option the quick tests run: all but those marked `slow` or `browser`, under two minutes. `--all` runs every
test, and `--check` runs lint, format and types instead. Everything else is passed on to pytest: `-k quotes -x`.

Tests run side by side, one file at a time on each core; those in a browser afterwards, two at most at once, because a
page that waits for its turn is taken for one that hangs. Which of them had to be run a second time, the summary says.
"""

import os
import subprocess
import sys

import bootstrap

# A process holds the embedder, some 600 MB: four of them fit on any machine.
SIDE_BY_SIDE = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder")
TWO_PAGES = ("--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder", "--reruns=1", "-rfER")
NOTHING_CHOSEN = 5  # pytest's exit code
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
)


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 when everything passed."""
    bootstrap.enter_environment("test")
    os.chdir(bootstrap.ROOT)
    if "--check" in arguments:
        return check()
    return run_tests(arguments)


def check() -> int:
    """Run every check, also after one that failed, and return 0 when all passed."""
    failed = []
    for check in CHECKS:
        print(f"== {' '.join(check)}", flush=True)
        if subprocess.call([sys.executable, "-m", *check]) != 0:
            failed.append(" ".join(check))
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def run_tests(arguments: list[str]) -> int:
    """Run pytest and return its exit code; a `-m` among the arguments replaces the choice of the quick tests."""
    further = [argument for argument in arguments if argument != "--all"]
    if "-m" in further:
        return run_pytest(further)
    if "--all" not in arguments:
        return run_pytest(["-m", "not slow and not browser", *SIDE_BY_SIDE, *further])
    codes = [
        run_pytest(["-m", "not browser", *SIDE_BY_SIDE, *further]),
        run_pytest(["-m", "browser", *TWO_PAGES, *further]),
    ]
    return next((code for code in codes if code not in (0, NOTHING_CHOSEN)), 0)


def run_pytest(arguments: list[str]) -> int:
    """Run pytest and return its exit code. Each process computes with its own core: more threads would only wait."""
    threads = {"OMP_NUM_THREADS": "1"} if SIDE_BY_SIDE[0] in arguments else {}
    with subprocess.Popen([sys.executable, "-m", "pytest", *arguments], env={**os.environ, **threads}) as tests:
        try:
            return tests.wait()
        except KeyboardInterrupt:
            return tests.wait()  # it was interrupted, too, and tells what it has found by then


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
