"""Work done side by side: all of it, its errors, and what is left when nobody asks any more."""

import time
from threading import Barrier, Event, get_ident

import pytest

from ingest.side_by_side import side_by_side


def test_each_piece_is_done_once_and_told() -> None:
    done: list[int] = []
    assert sorted(side_by_side(done.append, range(100), 3)) == list(range(100))
    assert sorted(done) == list(range(100))


def test_pieces_are_worked_on_at_the_same_time_in_threads_of_their_own() -> None:
    meeting = Barrier(2, timeout=10)
    seen: set[int] = set()

    def work(_: str) -> None:
        meeting.wait()
        seen.add(get_ident())

    assert sorted(side_by_side(work, "ab", 2)) == ["a", "b"]
    assert len(seen - {get_ident()}) == 2


def test_no_pieces_and_fewer_pieces_than_threads() -> None:
    assert list(side_by_side(print, [], 4)) == []
    assert list(side_by_side(lambda piece: None, ["a"], 4)) == ["a"]


def test_the_error_of_a_piece_is_raised_and_the_rest_left() -> None:
    done: list[int] = []

    def work(piece: int) -> None:
        if piece == 3:
            raise ValueError("drei")
        done.append(piece)

    with pytest.raises(ValueError, match="drei"):
        list(side_by_side(work, range(1000), 1))
    assert done == [0, 1, 2]


def test_who_stops_asking_waits_only_for_what_was_begun() -> None:
    begun: list[int] = []
    stopped = Event()

    def work(piece: int) -> None:
        begun.append(piece)
        if piece > 1:
            assert stopped.wait(10)
            time.sleep(0.001)

    asked = side_by_side(work, range(1000), 2)
    next(asked)
    while len(begun) < 4:
        time.sleep(0.01)
    stopped.set()
    asked.close()
    number = len(begun)
    time.sleep(0.1)
    assert len(begun) == number < 1000
