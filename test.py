"""Run the tests, or the checks: `python3 test.py`, `python3 test.py --all`, `python3 test.py --check`.

Without an option the quick tests run: all but those marked `slow` or `browser`, under two minutes. `--all` runs every
test, and `--check` runs lint, format and types instead. Everything else is passed on to pytest: `-k quotes -x`.
"""

import os
import subprocess
import sys

import bootstrap

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
    chosen = [argument for argument in arguments if argument != "--all"]
    if "--all" not in arguments:
        chosen = ["-m", "not slow and not browser", *chosen]
    return subprocess.call([sys.executable, "-m", "pytest", *chosen])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
