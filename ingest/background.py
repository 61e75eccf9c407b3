"""Work that is done beside the rest of the program: one thread at a time, started when there is something to do."""

from collections.abc import Callable
from threading import Event, Lock, Thread

_LOOK_SECONDS = 0.2  # between two looks at whether one may stop waiting


class Background:
    """Calls a function in a thread of its own whenever it is woken; woken meanwhile, it calls it once more."""

    def __init__(self, work: Callable[[], None]) -> None:
        """`work` handles its expected errors itself."""
        self._work = work
        self._lock = Lock()
        self._due = False
        self._thread: Thread | None = None

    @property
    def is_due(self) -> bool:
        """Tell whether it was woken since the work was begun."""
        return self._due

    def wake(self) -> None:
        """Have the work done soon."""
        with self._lock:
            self._due = True
            if self._thread is None:
                self._thread = Thread(target=self._run, name="indexes", daemon=True)
                self._thread.start()

    def finish(self, stopped: Event | None = None) -> None:
        """Wait until nothing is left to do, or until `stopped` is set."""
        while (thread := self._thread) is not None and not (stopped and stopped.is_set()):
            thread.join(_LOOK_SECONDS)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._due:
                    self._thread = None
                    return
                self._due = False
            try:
                self._work()
            except BaseException:
                self._thread = None
                raise
