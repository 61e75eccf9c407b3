"""One process at a time owns a library: a lock held for as long as it is open."""

import os
from errno import EACCES, EPERM, EROFS
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import AppError
from ingest.records import Text
from ingest.registry_errors import BrokenLibrary, ReadOnlyLibrary

_NO_WRITING = (EROFS, EACCES, EPERM)


class LibraryInUse(AppError):
    code = "in_use"

    def __init__(self, data: Path, owner: str) -> None:
        super().__init__(
            Text(
                f"Die Bibliothek {data} ist gerade von einem anderen Programm geöffnet (Prozess {owner}).",
                f"The library {data} is open in another program at the moment (process {owner}).",
            ),
            Text(
                "Beenden Sie es oder benutzen Sie dort die Seite „Bibliothek“; Suchen und Fragen geht auch nebenher.",
                'Close it, or use its page "Library"; searching and asking work beside it.',
            ),
        )


class LibraryLock:
    """Taken at once or refused at once; let go when the process ends, however it ends."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._owner = data / "owner"
        # not bound to a thread: a page opens its library in one and closes it in another
        self._lock = FileLock(data / "lock", thread_local=False)

    def acquire(self) -> None:
        """Take the lock; raises LibraryInUse."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise LibraryInUse(self._data, self.owner()) from error
        self._owner.write_text(str(os.getpid()))

    def release(self) -> None:
        """Let go of the lock."""
        self._lock.release()

    def owner(self) -> str:
        """Return the number of the process that took the lock last, "?" if none ever did."""
        return self._owner.read_text().strip() if self._owner.is_file() else "?"


def taken_lock(data: Path) -> LibraryLock:
    """Return the lock of the library in a folder, taken; raises LibraryInUse, ReadOnlyLibrary, BrokenLibrary."""
    lock = LibraryLock(data)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        lock.release()
        if error.errno in _NO_WRITING and data.is_dir():
            raise ReadOnlyLibrary(data) from error
        raise BrokenLibrary(data, error.strerror or "OSError") from error
    return lock
