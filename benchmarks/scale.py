"""What a library of 1,000, 10,000 and 100,000 passages costs: ingestion, disk, memory, opening, seconds per question.

The sources of the questions come first, then as many Markdown pages of a folder as each size needs, joined to files of
some 300 passages, all into one library. At each size a new process opens it and asks: once as the writer (Chroma) and
once as a reader beside it (exact search). Without a language model.

    python benchmarks/scale.py FOLDER QUESTIONS.jsonl --own SOURCES [--sizes 1000,10000] [--library DIR] [--json F]

With --library the library is kept, and a later run goes on where it stands. Memory is read from /proc: Linux only.
"""

import argparse
import json
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from itertools import accumulate, count, groupby, islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from assistant.assistant import Assistant
from assistant.laboratory.matching import Evidence, fold
from assistant.laboratory.questions import LabQuestion, read_question_set
from ingest.config import DEFAULT_EMBEDDER, INDEX_FOLDER, REGISTRY_FILE, IndexConfig, recipe_for
from ingest.formats.text_front_matter import split_front_matter
from ingest.library import Library
from ingest.records import Hit, Progress

_PER_FILE = 300  # passages; an office keeps a few hundred sources, not ten thousand
_PASSAGE = 1800  # characters, to estimate how many passages a section gives
_WARM_UP = 20  # questions
_Result = TypeVar("_Result")
_HEADING = re.compile(r"(?m)^#{1,6} .*$")


@dataclass(frozen=True)
class Ingested:
    """What came in for one size: counts of the whole library, seconds of this growth by step, bytes on the disk."""

    wanted: int
    sources: int
    passages: int
    windows: int
    added: int
    seconds: dict[str, float]
    disk: dict[str, int]


@dataclass(frozen=True)
class Latency:
    """Milliseconds per question, warm; `cpu` is the median of this process's processor time, for a busy machine."""

    questions: int
    median: float
    p95: float
    cpu: float


@dataclass(frozen=True)
class Asked:
    """What a new process saw: seconds to open, MB after 20 questions and at the peak, latency and any@k by language."""

    search: str
    opening: float
    first: float
    resident: float
    peak: float
    ask: dict[str, Latency]
    look: dict[str, Latency]
    found: dict[str, dict[str, float]]


def main() -> None:
    """Grow the library from size to size, measure each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--own", type=Path, required=True, help="the sources that the questions are about")
    parser.add_argument("--sizes", default="1000,10000,100000", type=lambda text: list(map(int, text.split(","))))
    parser.add_argument("--library", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = arguments.library or Path(temporary) / "library"
        files = joined_pages(arguments.folder, Path(temporary) / "pages")
        rows = []
        for size in arguments.sizes:
            ingested = grow(place, sorted(arguments.own.iterdir()), files, size)
            print(_ingest_line(ingested), flush=True)
            asked = [measured(place, arguments.questions, write=write) for write in (True, False)]
            print("\n".join(map(_asked_line, asked)), flush=True)
            rows.append({**asdict(ingested), "asked": [asdict(one) for one in asked]})
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


# growing


def joined_pages(folder: Path, target: Path) -> Iterator[Path]:
    """Yield Markdown files of some 300 passages made of consecutive pages, each within one first-level folder."""
    target.mkdir(parents=True)
    numbers = count(1)
    for name, group in groupby(sorted(folder.glob("*/**/*.md")), key=lambda page: page.relative_to(folder).parts[0]):
        pages = [_page_text(page) for page in group]
        while pages:
            sizes = accumulate(_estimated_passages(page) for page in pages)
            end = next((number for number, size in enumerate(sizes, 1) if size >= _PER_FILE), len(pages))
            path = target / f"{next(numbers):04d}-{name}.md"
            path.write_text("\n".join(pages[:end]), encoding="utf-8")
            pages = pages[end:]
            yield path


def _page_text(page: Path) -> str:
    """Return a page with its title as the first heading in place of the front matter."""
    front_matter, text = split_front_matter(page.read_text(encoding="utf-8"))
    title = re.search(r"(?m)^title: *(.+)$", front_matter)
    return f"# {title[1] if title else page.parent.name}\n\n{text.strip()}\n"


def _estimated_passages(text: str) -> int:
    return sum(-(-len(section) // _PASSAGE) for section in _HEADING.split(text) if section.strip())


def grow(place: Path, own: Sequence[Path], files: Iterator[Path], size: int) -> Ingested:
    """Add the own sources and then files until the library holds `size` passages; return what that took."""
    library = Library.open(_config(place))
    present = {source.file_name for source in library.sources()}
    library.embedder.embed_passages(["warm"])
    before = library.registry.passage_count()
    clock = _StepClock()
    library.add([path for path in own if path.name not in present], progress=clock)
    while (missing := size - library.registry.passage_count()) > 0:
        new = (path for path in files if path.name not in present)
        batch = list(islice(new, max(1, missing // (_PER_FILE + 50))))  # some files give more than estimated
        if not batch:
            break
        library.add(batch, progress=clock)
    passages, windows = library.registry.passage_count(), library.registry.window_count()
    counts = (len(library.sources()), passages, windows, passages - before)
    library.close()
    return Ingested(size, *counts, seconds=clock.seconds, disk=disk_use(place))


class _StepClock:
    """Sums the seconds between two reports of an ingestion under the step that they were spent on.

    Reading includes cutting into passages and the first batch of embedding, after which embedding is first reported.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since, self._logged = "done", perf_counter(), perf_counter()

    def __call__(self, progress: Progress) -> None:
        now = perf_counter()
        if self._step != "done":
            self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._since
        self._step, self._since = progress.step, now
        if progress.step == "done" and now - self._logged > 60:
            print({step: round(seconds) for step, seconds in self.seconds.items()}, progress.file, flush=True)
            self._logged = now


def disk_use(place: Path) -> dict[str, int]:
    """Return the bytes of each part of a library."""
    parts = {
        "registry": place.glob(f"{REGISTRY_FILE}*"),
        "Chroma": (place / INDEX_FOLDER).glob("vectors*/**/*"),
        "full text": (place / INDEX_FOLDER / "fulltext").rglob("*"),
    }
    return {name: sum(path.stat().st_size for path in paths if path.is_file()) for name, paths in parts.items()}


# asking


def measured(place: Path, questions: Path, *, write: bool) -> Asked:
    """Return what a new process measures; as a reader it stands beside this one, which then holds the library."""
    holder = None if write else Library.open(_config(place))
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            return pool.submit(ask_library, place, questions, write).result()
    finally:
        if holder is not None:
            holder.close()


def ask_library(place: Path, path: Path, write: bool) -> Asked:
    """Open the library and ask each question once after a warm-up, in this process."""
    questions = read_question_set(path)
    start = perf_counter()
    library = Library.open(_config(place), write=write)
    opening = perf_counter() - start
    assistant = Assistant(library)
    _, first, _ = timed(lambda: assistant.ask("Wie gelingt es, Partner zu finden?"))
    for question in questions[-_WARM_UP:]:
        assistant.ask(f"Noch einmal: {question.question}", turns=question.turns)  # not the wording that is measured
    memory = _memory()
    asked = [timed(partial(assistant.ask, question.question, turns=question.turns)) for question in questions]
    looked = [timed(partial(assistant.search, f"{question.question}!", turns=question.turns)) for question in questions]
    library.close()
    return Asked(
        search="Chroma" if write else "exact",
        opening=opening,
        first=first,
        resident=memory["VmRSS"],
        peak=memory["VmHWM"],
        ask=_latencies(questions, [times for _, *times in asked]),
        look=_latencies(questions, [times for _, *times in looked]),
        found=_found(questions, [answer.hits for answer, *_ in asked]),
    )


def timed(work: Callable[[], _Result]) -> tuple[_Result, float, float]:
    """Return what the work returns, and the seconds it took by the clock and by the processor."""
    wall, cpu = perf_counter(), process_time()
    result = work()
    return result, perf_counter() - wall, process_time() - cpu


def _memory() -> dict[str, float]:
    """Return the memory figures of this process in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return {line.split(":")[0]: int(line.split()[1]) / 1000 for line in lines if line.startswith(("VmRSS", "VmHWM"))}


def _latencies(questions: Sequence[LabQuestion], seconds: Sequence[Sequence[float]]) -> dict[str, Latency]:
    """Return the figures of each language, from the clock's and the processor's seconds per question."""
    by_language: dict[str, list[Sequence[float]]] = {}
    for question, taken in zip(questions, seconds, strict=True):
        by_language.setdefault(question.lang, []).append(taken)
    return {name: _latency(taken) for name, taken in sorted(by_language.items())}


def _latency(seconds: Sequence[Sequence[float]]) -> Latency:
    wall, cpu = ([1000 * taken[column] for taken in seconds] for column in (0, 1))
    p95 = statistics.quantiles(wall, n=20, method="inclusive")[-1] if len(wall) > 1 else wall[0]
    return Latency(len(wall), statistics.median(wall), p95, statistics.median(cpu))


def _found(questions: Sequence[LabQuestion], hits: Sequence[Sequence[Hit]]) -> dict[str, dict[str, float]]:
    """Return any@k over the answerable questions: the share whose first k passages hold one of the evidence quotes."""
    ranks: dict[str, list[int]] = {}
    for question, found in zip(questions, hits, strict=True):
        if question.answerable and question.evidence:
            evidence = [Evidence.of(one.quote) for one in question.evidence]
            texts = [fold(hit.passage.text) for hit in found]
            rank = next((n for n, text in enumerate(texts, 1) if any(one.stands_in(text) for one in evidence)), 99)
            ranks.setdefault(question.lang, []).append(rank)
            ranks.setdefault("all", []).append(rank)
    return {
        name: {f"any@{k}": sum(rank <= k for rank in some) / len(some) for k in (1, 5, 10)} | {"n": len(some)}
        for name, some in sorted(ranks.items())
    }


def _config(place: Path) -> IndexConfig:
    return IndexConfig(place.absolute(), recipe_for(DEFAULT_EMBEDDER))


# the table


def _ingest_line(row: Ingested) -> str:
    total = sum(row.seconds.values())
    steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in row.seconds.items())
    disk = ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in row.disk.items())
    return (
        f"{row.passages} passages, {row.windows} windows, {row.sources} sources\n"
        f"  ingested   {row.added} in {total:.0f} s = {row.added / max(total, 1e-9):.1f}/s ({steps})\n"
        f"  disk       {disk}"
    )


def _asked_line(row: Asked) -> str:
    def figures(latencies: dict[str, Latency]) -> str:
        return ", ".join(f"{name} {one.median:.0f}/{one.p95:.0f}/{one.cpu:.0f}" for name, one in latencies.items())

    found = row.found.get("all", {})
    quality = " ".join(f"{name} {value:.3f}" for name, value in found.items() if name != "n")
    return (
        f"  {row.search:8}   opened in {row.opening:.1f} s, first answer {row.first:.1f} s, "
        f"{row.resident:.0f} MB (peak {row.peak:.0f}); ask {figures(row.ask)}, search {figures(row.look)} "
        f"ms median/p95/CPU; {quality}"
    )


if __name__ == "__main__":
    main()
