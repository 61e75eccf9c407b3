"""What is being added at the moment: each batch of files, how far it is, and that it can be stopped."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock

from ingest.errors import Cancelled
from ingest.records import Progress, ProgressStep


class Batch:
    """Files that are added together. Any thread may look at it, and stop it by `stopped`.

    names    of the files, as their users know them
    latest   how far it is; None while it waits for another batch
    """

    def __init__(self, names: Sequence[str], tell: Callable[[Progress], None], stopped: Event | None = None) -> None:
        """`tell` is told of each step; `stopped` may be the caller's own."""
        self.names = tuple(names)
        self.stopped = stopped or Event()
        self.latest: Progress | None = None
        self._tell = tell

    @property
    def files_left(self) -> int:
        """Return how many files are not done, the present one among them."""
        latest = self.latest
        return len(self.names) if latest is None else len(self.names) - latest.file + (latest.step != "done")

    def report(self, file: int, step: ProgressStep, done: int = 0, total: int = 0) -> None:
        """Tell how far file number `file` is; raises Cancelled when the batch is to stop and the file is not done."""
        name = self.names[file - 1]
        self.latest = Progress(name, file, len(self.names), step, done, total)
        self._tell(self.latest)
        if self.stopped.is_set() and step != "done":
            raise Cancelled(name)


class Batches:
    """The batches under way, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: list[Batch] = []

    @contextmanager
    def listed(self, batch: Batch) -> Iterator[Batch]:
        """List a batch while it is under way."""
        with self._lock:
            self._under_way.append(batch)
        try:
            yield batch
        finally:
            with self._lock:
                self._under_way.remove(batch)

    def under_way(self) -> tuple[Batch, ...]:
        """Return the batches under way, those that wait for their turn too."""
        with self._lock:
            return tuple(self._under_way)
