"""A short run of benchmarks/kills.py: a library that is killed at random moments loses nothing and mends itself."""

from pathlib import Path

import pytest

from benchmarks.kills import measure


@pytest.mark.slow
def test_nothing_is_lost_twice_or_broken_by_kills(tmp_path: Path) -> None:
    report = measure(5, 7, tmp_path / "run")
    assert report.kills == 5
    assert (report.lost, report.twice, report.broken) == ([], [], [])
