"""Keeps Chroma equal to the registry, in the background and a source at a time; meanwhile vectors are searched exactly.

`vectors.json` says which sources a folder of Chroma's holds. It is deleted before Chroma writes and written after, so a
folder without it is not opened again: a damaged one can kill whoever opens it. A source cannot be taken out of Chroma's
files without leaving its vectors there, so the folder is deleted at once and made anew.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from threading import RLock

from ingest.chroma_process import ChromaProcess
from ingest.embed import Vectors
from ingest.errors import DamagedIndex
from ingest.registry import Registry

HELD_FILE = "vectors.json"
_FOLDER = "vectors"  # how the names of Chroma's folders begin
_RECIPE = ("embedder", "dimension", "passage_size", "window_words", "gloss")  # what another vector may come from
_SAMPLE = 12  # sources of which a window must find itself
_SAME = 0.99  # cosine similarity of a vector with itself, less the rounding to 16 bits
_ATTEMPTS = 2  # to make it, before the folder is believed to be at fault


class KeptChroma:
    """Chroma of the process that holds the library's lock. Nothing is opened before `bring_up_to_date` or a search."""

    def __init__(self, folder: Path, registry: Registry, counts: Callable[[], dict[str, int]]) -> None:
        """`counts` returns source id -> number of its vectors in the registry."""
        self._folder = folder
        self._registry = registry
        self._counts = counts
        self._lock = RLock()
        self._child: ChromaProcess | None = None
        self._name = ""  # of Chroma's folder
        self._held: dict[str, int] | None = None  # None: not read yet
        self._forgotten = 0  # times
        self._compared = False
        self._stopped = False
        self._drop_what_is_gone()

    def search(self, vector: Vectors, *, limit: int, source_ids: Sequence[str] | None = None) -> dict[str, float]:
        """Return passage id -> similarity; raises DamagedIndex while Chroma does not hold what the registry does."""
        if not self._lock.acquire(blocking=False):
            raise DamagedIndex(str(self._folder))  # busy
        try:
            if not self._compared or self._held != self._counts():
                raise DamagedIndex(str(self._folder))
            return self._opened().search(vector, limit=limit, source_ids=source_ids)
        finally:
            self._lock.release()

    def count(self) -> int:
        """Return the number of vectors after bringing Chroma up to date; raises DamagedIndex."""
        self.bring_up_to_date()
        with self._lock:
            return self._opened().count() if self._held else 0

    def bring_up_to_date(self) -> None:
        """Add what is missing, or make all anew; raises DamagedIndex where that cannot be done (a full disk)."""
        failures = 0
        while not self._stopped:
            forgotten = self._forgotten
            with self._lock:
                try:
                    if not self._step():
                        return
                except DamagedIndex:
                    self._clear()
                    failures += forgotten == self._forgotten and not self._stopped
                    if failures >= _ATTEMPTS:
                        raise

    def forget(self) -> None:
        """Delete all of Chroma's files, for some source is to leave no trace in them."""
        self._forgotten += 1
        child = self._child
        if child is not None:
            child.kill()  # whoever waits for its answer lets go of the lock
        with self._lock:
            self._clear()

    def rest(self) -> None:
        """End the process; the next search starts another."""
        with self._lock:
            self._end()

    def close(self) -> None:
        """Stop what is under way, which the next opening goes on with, and end the process."""
        self._stopped = True
        child = self._child
        if child is not None and self._is_saved():
            child.kill()  # it only reads
        self.rest()

    def _drop_what_is_gone(self) -> None:
        """Delete Chroma's files if they hold a source that the registry does not, without opening them."""
        held = self._read()
        if held is None or not held.items() <= self._counts().items():
            self._clear()

    def _step(self) -> bool:
        """Do one thing that lacks; tell whether there may be more."""
        wanted = self._counts()
        if self._held is None:
            self._held = self._read()
        if self._held is None or not self._held.items() <= wanted.items():
            self._clear()
            self._held = {}
        if self._held and not self._compared:
            self._compare(self._held)
        self._compared = True
        missing = next((source_id for source_id in wanted if source_id not in self._held), None)
        if missing is None:
            self._save(self._held)
            return False
        with self._own_errors():
            (self._folder / HELD_FILE).unlink(missing_ok=True)
        for source_id, passage_ids, rows in self._registry.vectors([missing]):
            self._opened().add(source_id, passage_ids, rows)
        self._held[missing] = wanted[missing]
        if self._stopped:
            self._save(self._held)
        return True

    def _compare(self, held: dict[str, int]) -> None:
        """Raise DamagedIndex unless Chroma holds as many vectors as it should, and finds a sample of them."""
        index = self._opened()
        if index.count() != sum(held.values()):
            raise DamagedIndex(str(self._folder))
        names = sorted(held)
        for source_id in names[:: -(-len(names) // _SAMPLE)]:
            for _, _, rows in self._registry.vectors([source_id]):
                near = index.search(rows[len(rows) // 2], limit=1)
                if max(near.values(), default=0.0) < _SAME:
                    raise DamagedIndex(str(self._folder))

    def _opened(self) -> ChromaProcess:
        if self._child is None:
            self._name = self._name or f"{_FOLDER}-{token_hex(4)}"
            with self._own_errors():
                self._child = ChromaProcess(self._folder / self._name)
        return self._child

    def _clear(self) -> None:
        """Delete the files unopened. The next folder has another name: a process that was ended may still write."""
        self._end()
        self._held, self._name, self._compared = None, "", False
        with suppress(OSError):  # without its folder it says nothing
            (self._folder / HELD_FILE).unlink()
        for path in self._folder.glob(f"{_FOLDER}*"):
            shutil.rmtree(path, ignore_errors=True)

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _read(self) -> dict[str, int] | None:
        """Return what the file says is held, None if that is not known or was made with another recipe."""
        try:
            told = json.loads((self._folder / HELD_FILE).read_bytes())
            held = {str(source_id): int(count) for source_id, count in told["sources"].items()}
            self._name = str(told["folder"])
            usable = told["recipe"] == self._recipe() and (self._folder / self._name).is_dir()
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return held if usable and self._name.startswith(_FOLDER) else None

    def _save(self, held: dict[str, int]) -> None:
        if self._is_saved() or not self._name:
            return
        new = self._folder / f"{HELD_FILE}.new"
        told = {"folder": self._name, "recipe": self._recipe(), "sources": held}
        with self._own_errors():
            new.write_text(json.dumps(told), encoding="utf-8")
            new.replace(self._folder / HELD_FILE)

    def _is_saved(self) -> bool:
        return (self._folder / HELD_FILE).is_file()

    def _recipe(self) -> list[str]:
        meta = self._registry.meta()
        return [meta.get(name, "") for name in _RECIPE]

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DamagedIndex(str(self._folder)) from error
