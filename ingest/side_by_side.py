"""Pieces of work done side by side in threads, such as computing with arrays, which leaves Python's lock alone."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

Piece = TypeVar("Piece")


def side_by_side(work: Callable[[Piece], None], pieces: Sequence[Piece], threads: int) -> Generator[Piece]:
    """Do `work` for each piece, yielding it when it is done, in any order; raises what the first that fails raises.

    After an error, and when nobody asks any more, pieces not yet begun are left. The threads are daemons, not a
    pool's: the program may end in the midst of it, and a pool would first refuse work to those that are still at it.
    """
    if min(threads, len(pieces)) < 2:
        for piece in pieces:
            work(piece)
            yield piece
        return
    left = deque(pieces)
    done: SimpleQueue[tuple[Piece, BaseException | None]] = SimpleQueue()
    workers = [
        Thread(target=_work_off, args=(work, left, done), name="side by side", daemon=True)
        for _ in range(min(threads, len(pieces)))
    ]
    try:
        for worker in workers:
            worker.start()
        for _ in pieces:
            piece, error = done.get()
            if error is not None:
                raise error
            yield piece
    finally:
        left.clear()
        for worker in workers:
            if worker.ident is not None:  # it was started
                worker.join()


def _work_off(
    work: Callable[[Piece], None], left: deque[Piece], done: "SimpleQueue[tuple[Piece, BaseException | None]]"
) -> None:
    while left:
        try:
            piece = left.popleft()
        except IndexError:  # another thread took the last one
            return
        error = None
        try:
            work(piece)
        except BaseException as raised:
            error = raised
            left.clear()
        done.put((piece, error))
