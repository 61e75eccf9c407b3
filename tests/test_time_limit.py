"""A limit on the time of a call."""

import threading
import time

import pytest

from ingest.formats.time_limit import TookTooLong, time_limit


def _compute(seconds: float) -> None:
    """Take so many seconds of the processor."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_what_takes_too_long_is_ended_and_nothing_afterwards() -> None:
    with pytest.raises(TookTooLong), time_limit(0.05):
        _compute(60)
    _compute(0.1)


def test_what_is_done_in_time_is_left_alone() -> None:
    with time_limit(0.5):
        pass
    _compute(0.6)


def test_in_another_thread_there_is_no_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with time_limit(0.01):
            _compute(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
