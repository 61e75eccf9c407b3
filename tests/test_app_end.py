"""How the program ends while threads still compute: with its exit code, and without a word from C++."""

import subprocess
import sys
from pathlib import Path

import pytest

_COMPUTING = """
import sys, threading, app, torch

def compute():
    matrix = torch.rand(600, 600)
    while True:
        matrix @ matrix

for _ in range(3):
    threading.Thread(target=compute, daemon=True).start()
print("Ende")
app.end({code!r})
"""


@pytest.mark.slow
@pytest.mark.parametrize(("code", "number", "said"), [(3, 3, ""), (None, 0, ""), ("Fehler", 1, "Fehler\n")])
def test_the_program_ends_with_its_code_while_threads_compute(code: object, number: int, said: str) -> None:
    script = _COMPUTING.format(code=code)
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (number, "Ende\n", said)
