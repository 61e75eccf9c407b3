"""Memory while many short documents are added: this process and all its children together, as the system counts them.

    python -m benchmarks.many_documents 10000 [--marks 1000,5000,10000] [--every 20]

The documents are sentences of the starter library, each in a file of its own with a number that makes it another. They
are added in one call with the default embedder; with --every N, on a slow machine, it is loaded and reads only every
Nth document, the others get a random vector. Memory is the sum of the resident pages (VmRSS) of the processes, five
times a second; pages that several of them share, such as libraries, count for each. Read from /proc: Linux only.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import numpy as np

from ingest.assemble import split_sentences
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.embed import Embedder, Vectors
from ingest.embedders import embedder_for
from ingest.library import Library
from ingest.records import Progress

_TEXTS = Path(__file__).parents[1] / "corpus" / "files"
_EVERY = 0.2  # seconds
_WORDS = range(8, 20)  # of a document: one passage and one window


def main() -> None:
    """Add the documents and print the memory at each mark, then while Chroma is brought up to date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int)
    parser.add_argument("--marks", default="1000,5000,10000", type=lambda text: set(map(int, text.split(","))))
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _Memory() as memory:
        paths = list(_documents(Path(folder, "files"), arguments.documents))
        embedder = _SparseEmbedder(embedder_for(recipe_for(DEFAULT_EMBEDDER)), arguments.every)
        library = Library.open(IndexConfig(Path(folder, "library"), recipe_for(DEFAULT_EMBEDDER)), embedder=embedder)
        embedder.embed_question("warm")
        start = perf_counter()

        def say(what: str) -> None:
            print(f"{what:22} {perf_counter() - start:7.0f} s  {memory.told()}", flush=True)

        def progress(at: Progress) -> None:
            if at.step == "done" and at.file in arguments.marks:
                say(f"{at.file} documents")

        say("none")
        added = library.add(paths, progress=progress)
        library.finish()
        say("Chroma up to date")
        library.close()
    print(f"{sum(outcome.status == 'added' for outcome in added)} of {len(paths)} added")


def _documents(folder: Path, count: int) -> Iterator[Path]:
    """Write the documents and yield their files."""
    folder.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted(_TEXTS.glob("*.md"))]
    sentences = [" ".join(text[start:end].split()) for text in texts for start, end in split_sentences(text)]
    short = [sentence for sentence in sentences if len(sentence.split()) in _WORDS]
    for number, sentence in enumerate(islice(cycle(short), count), 1):
        path = folder / f"{number:06}.txt"
        path.write_text(f"Vermerk {number}. {sentence}\n", encoding="utf-8")
        yield path


class _SparseEmbedder:
    """An embedder that reads one of so many lists of texts and makes up vectors for the others."""

    def __init__(self, embedder: Embedder, every: int) -> None:
        self.name = embedder.name
        self._embedder, self._every, self._calls = embedder, every, 0
        self._random = np.random.default_rng(1)

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        self._calls += 1
        if self._calls % self._every == 0:
            return self._embedder.embed_passages(texts, on_batch)
        rows = self._random.standard_normal((len(texts), self.dimension), dtype=np.float32)
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(text)


class _Memory:
    """Looks at the memory of this process and its children, in a thread of its own."""

    def __init__(self) -> None:
        self._peak: dict[str, int] = {"sum": 0}
        self._stopped = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def told(self) -> str:
        """Return the memory now and the highest sum so far, in MB, process by process."""
        now, peak = _resident(), self._peak
        return f"{_listed(now)}; peak {_listed(peak)}"

    def _look(self) -> None:
        while not self._stopped.wait(_EVERY):
            now = _resident()
            if now["sum"] > self._peak["sum"]:
                self._peak = now


def _listed(memory: dict[str, int]) -> str:
    parts = " + ".join(f"{name} {kilobytes / 1000:.0f}" for name, kilobytes in memory.items() if name != "sum")
    return f"{memory['sum'] / 1000:.0f} MB ({parts})"


def _resident() -> dict[str, int]:
    """Return the resident kilobytes of this process and of each that it has started, and their sum."""
    found = {"parent": _kilobytes(Path("/proc/self"))}
    for task in Path("/proc/self/task").iterdir():
        for child in _read(task / "children").split():
            place = Path("/proc") / child
            module = _read(place / "cmdline").replace("\0", " ").partition("-m ")[2].split(" ")[0] or "other"
            found[module] = found.get(module, 0) + _kilobytes(place)
    return {**found, "sum": sum(found.values())}


def _kilobytes(place: Path) -> int:
    return next((int(line.split()[1]) for line in _read(place / "status").splitlines() if line.startswith("VmRSS")), 0)


def _read(path: Path) -> str:
    """Return what a file says, nothing for a process that has just ended."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    main()
