"""A limit on the time of a call."""

import threading
import time

import pytest

from ingest.formats.time_limit import TookTooLong, time_limit


def test_what_takes_too_long_is_ended_and_nothing_afterwards() -> None:
    started = time.monotonic()
    with pytest.raises(TookTooLong), time_limit(0.05):
        time.sleep(10)
    assert time.monotonic() - started < 5
    time.sleep(0.1)


def test_what_is_done_in_time_is_left_alone() -> None:
    with time_limit(0.05):
        pass
    time.sleep(0.1)


def test_in_another_thread_there_is_no_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with time_limit(0.01):
            time.sleep(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
