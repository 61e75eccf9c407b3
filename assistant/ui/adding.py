"""What the tabs of the browser have asked to be added to the library: it goes on without them, and each can stop it.

A tab stops what it asked for itself, and nothing of another's: who adds ten years of minutes in one window and stops a
scan in the other means the scan. Only a tab that adds nothing itself can stop what others add, and its button says so:
else nobody could whose window was closed, nor what the program goes on with after it was killed.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.ui.contract import Library
from assistant.ui.uploads import discard
from ingest.batches import Batch
from ingest.errors import AppError, PasswordNeeded, WrongPassword
from ingest.records import Outcome, Progress, SourceDetails

_log = logging.getLogger(__name__)

# An upload lies under another temporary path each time: it is its name that makes it a version of what was there.
_ORIGIN = "upload"
_LOCKED = (PasswordNeeded.code, WrongPassword.code)
_MOST_TABS = 100  # whose last result is kept


@dataclass(frozen=True)
class Order:
    """Files to be added, and what was said of them. `uploaded`: they are copies, to be deleted when they are done."""

    paths: tuple[Path, ...]
    details: SourceDetails = field(default_factory=SourceDetails)
    password: str = ""
    ocr: bool = False
    uploaded: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Return the files' names as their users know them."""
        return tuple(path.name for path in self.paths)


@dataclass
class Job:
    """An order on its way. `outcomes` or `error` is there when it is done; `latest` is how far it is until then."""

    order: Order
    stopped: threading.Event = field(default_factory=threading.Event)
    latest: Progress | None = None
    outcomes: tuple[Outcome, ...] | None = None
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether all files were added or refused."""
        return self.outcomes is not None or self.error is not None


@dataclass
class _Tab:
    """What one tab has asked for since it last had nothing to wait for; `locked` waits for a password."""

    jobs: list[Job] = field(default_factory=list)
    locked: list[Order] = field(default_factory=list)
    wrong: bool = False
    follower: object = None


class Adding:
    """The orders of all tabs, each carried out in a thread of its own: the library takes one after the other."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._tabs: dict[str, _Tab] = {}

    def start(self, tab: str, order: Order) -> None:
        """Have files added; what the tab was last told of is forgotten, unless it still goes on."""
        job = Job(order)
        with self._lock:
            mine = self._of(tab)
            _forget(mine.locked, order.names)  # it is here again
            if all(one.is_done for one in mine.jobs):
                mine.jobs = []
            mine.jobs.append(job)
        threading.Thread(target=self._carry_out, args=(tab, job), name="adding", daemon=True).start()

    def jobs(self, tab: str) -> tuple[Job, ...]:
        """Return what a tab has asked for and was not done, or was done last."""
        with self._lock:
            return tuple(self._of(tab).jobs)

    def others(self, tab: str) -> tuple[Batch, ...]:
        """Return what is being added that the tab has not asked for."""
        mine = {id(job.stopped) for job in self.jobs(tab)}
        return tuple(batch for batch in self._library.adding() if id(batch.stopped) not in mine)

    def stop(self, tab: str) -> None:
        """Stop what the tab has asked for; if that is nothing, what others have."""
        mine = [job.stopped for job in self.jobs(tab) if not job.is_done]
        for stopped in mine or [batch.stopped for batch in self.others(tab)]:
            stopped.set()

    def follow(self, tab: str) -> Callable[[], bool]:
        """Return what tells whether the tab is still to be told by this caller: the last one to follow is."""
        me = object()
        with self._lock:
            self._of(tab).follower = me
        return lambda: self._of(tab).follower is me

    # files that wait for a password

    def locked(self, tab: str) -> tuple[tuple[str, ...], bool]:
        """Return the names of the tab's files that wait for a password, and whether one was tried that is wrong."""
        with self._lock:
            mine = self._of(tab)
            return tuple(name for order in mine.locked for name in order.names), mine.wrong

    def unlock(self, tab: str, password: str) -> tuple[str, ...]:
        """Have the files that wait for a password added with this one; return the names of those that are gone."""
        orders = self._taken(tab)
        for order in orders:
            there = tuple(path for path in order.paths if path.is_file())
            if there:
                self.start(tab, replace(order, paths=there, password=password))
        return tuple(path.name for order in orders for path in order.paths if not path.is_file())

    def leave_out(self, tab: str) -> None:
        """Give the files up that wait for a password."""
        for order in self._taken(tab):
            _discard(order, order.paths)

    def _taken(self, tab: str) -> Sequence[Order]:
        with self._lock:
            mine = self._of(tab)
            taken, mine.locked, mine.wrong = mine.locked, [], False
        return taken

    def _carry_out(self, tab: str, job: Job) -> None:
        order, locked = job.order, list[Path]()

        def note(progress: Progress) -> None:
            job.latest = progress

        try:
            outcomes = self._library.add(
                order.paths,
                names=order.names,
                origin=_ORIGIN if order.uploaded else "",
                details=order.details,
                password=order.password,
                ocr=order.ocr,
                progress=note,
                stopped=job.stopped,
            )
            told = zip(order.paths, outcomes, strict=True)
            locked = [path for path, outcome in told if outcome.code in _LOCKED]
            self._keep_locked(tab, order, locked)
            job.outcomes = outcomes
        except Exception as error:  # handed to who shows the job
            if not isinstance(error, AppError):
                _log.exception("adding %d files failed", len(order.paths))
            job.error = error
        finally:
            _discard(order, [path for path in order.paths if path not in locked])

    def _keep_locked(self, tab: str, order: Order, locked: Sequence[Path]) -> None:
        if locked:
            with self._lock:
                mine = self._of(tab)
                mine.locked.append(replace(order, paths=tuple(locked), password=""))
                mine.wrong = bool(order.password)

    def _of(self, tab: str) -> _Tab:
        """Return a tab's orders; the tab that has been quiet for longest is forgotten when there are too many."""
        if tab not in self._tabs and len(self._tabs) >= _MOST_TABS:
            quiet = (name for name, one in self._tabs.items() if all(job.is_done for job in one.jobs))
            forgotten = self._tabs.pop(next(quiet, ""), _Tab())
            for order in forgotten.locked:
                _discard(order, order.paths)
        return self._tabs.setdefault(tab, _Tab())


def _forget(locked: list[Order], names: Sequence[str]) -> None:
    """Give the files up that wait for a password and have one of these names."""
    for at, order in enumerate(locked):
        _discard(order, [path for path in order.paths if path.name in names])
        locked[at] = replace(order, paths=tuple(path for path in order.paths if path.name not in names))


def _discard(order: Order, paths: Sequence[Path]) -> None:
    if order.uploaded:
        discard(paths)
