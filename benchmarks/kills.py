"""Random kills while a library is added to, replaced in, deleted from and rebuilt: what of it is lost, twice or broken.

    python -m benchmarks.kills 200 [--seed 1] [--latest 6]

A child process works on a library without pause and says, line by line, what was acknowledged; it is killed (SIGKILL)
at a random moment. Then the library is opened as the next start does, what was waiting is added, and everything is
compared with what was acknowledged. The next child goes on with the same library.
"""

import argparse
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from zlib import crc32

import numpy as np

from ingest.check import check_library
from ingest.config import IndexConfig, Recipe
from ingest.embed import Vectors
from ingest.errors import AppError
from ingest.library import Library
from ingest.rebuild import bring_up_to_date, rebuild_library
from ingest.vectors import RecipeMismatch

_CHILDREN = multiprocessing.get_context("forkserver")  # forked from a process that has imported all: ready at once
_CHILDREN.set_forkserver_preload(["ingest.check", "ingest.rebuild"])
_FILES = 12  # that exist at most
_LATEST = 6.0  # seconds after the child is ready, in which it is killed; on a busy machine more are needed
_PAUSE = 0.02  # seconds
_SIZES = (2200, 900)  # of passages
_DIMENSIONS = (32, 48)  # of the embedders


class TinyEmbedder:
    """Hashed bags of words: fast, and needs no model."""

    def __init__(self, dimension: int) -> None:
        self.name, self.dimension = f"tiny-{dimension}", dimension

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        rows = np.stack([self.embed_question(text) for text in texts])
        on_batch(len(texts))
        return rows

    def embed_question(self, text: str) -> Vectors:
        counts = np.full(self.dimension, 0.01, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            counts[crc32(word.encode()) % self.dimension] += 1
        return counts / np.float32(np.linalg.norm(counts))


@dataclass
class Report:
    """What became of a library that was killed `kills` times."""

    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    during: dict[str, int] = field(default_factory=dict)
    asked_again: int = 0  # rebuilds that had not begun when they were killed

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was lost, nothing is there twice and nothing needed a person."""
        return not (self.lost or self.twice or self.broken)


def measure(kills: int, seed: int, folder: Path, *, latest: float = _LATEST) -> Report:
    """Kill the work on one library so many times and return what was found after each."""
    chance = random.Random(seed)
    report = Report()
    (folder / "files").mkdir(parents=True)
    while report.kills < kills:
        lines = _killed(folder, chance, latest)
        report.kills += 1
        _examine(folder, lines, report)
        if report.broken:
            break  # the rest would tell of the same
    return report


def _killed(folder: Path, chance: random.Random, latest: float) -> list[str]:
    """Let a child work, kill it, and return what it said."""
    said = folder / "said"
    said.write_text("")
    child = _CHILDREN.Process(target=work, args=(folder, said, str(chance.random())))
    child.start()
    while not said.read_text() and child.is_alive():
        time.sleep(_PAUSE)
    time.sleep(chance.uniform(0, latest))
    child.kill()
    child.join()
    return said.read_text().splitlines()


def work(folder: Path, said: Path, seed: str) -> None:
    """Change the library without pause; say each change before it is made and after it was acknowledged."""
    with said.open("a") as file:
        _work(folder, partial(print, file=file, flush=True), random.Random(seed))


def _work(folder: Path, say: Callable[..., None], chance: random.Random) -> None:
    library = Library.open(_config(folder), embedder=_embedder(folder))
    say("ready")
    library.resume()
    while True:
        what = chance.choices(("add", "remove", "rebuild", "indexes"), (4, 2, 2, 1))[0]
        if what == "add":
            _add(library, folder / "files", say, chance)
        elif what == "remove" and library.sources():
            source = chance.choice(library.sources())
            say("begin remove", source.file_name)
            library.remove(source.id)
            say("removed", source.file_name)
        elif what == "rebuild":
            say("begin rebuild")
            library.close()
            _choose_another_recipe(folder, chance)
            rebuild_library(_config(folder), embedder=_embedder(folder))
            library = Library.open(_config(folder), embedder=_embedder(folder))
            say("rebuilt")
        elif what == "indexes":
            say("begin indexes")
            library.rebuild()
            say("indexed")


def _add(library: Library, files: Path, say: Callable[..., None], chance: random.Random) -> None:
    """Add one to four new or changed files at once."""
    paths = [files / f"{number}.md" for number in chance.sample(range(_FILES), chance.randint(1, 4))]
    for path in paths:
        word = f"w{chance.getrandbits(40):x}"
        text = "\n\n".join(
            f"# Teil {part}\n\nHier steht {word} im Teil {part}." for part in range(chance.randint(1, 60))
        )
        path.with_suffix(".new").write_text(f"{word}\n\n{text}\n")
        path.with_suffix(".new").replace(path)
    say("begin add", *(path.name for path in paths))
    library.add(paths)
    for path in paths:
        say("added", path.name, path.read_text().split()[0])


def _choose_another_recipe(folder: Path, chance: random.Random) -> None:
    """Change the size of the passages, the embedder or both: a new registry is to take the old one's place."""
    others = [pair for pair in product(_SIZES, _DIMENSIONS) if pair != _recipe(folder)]
    new = folder / "recipe.new"
    new.write_text(" ".join(map(str, chance.choice(others))))
    new.replace(folder / "recipe")


def _recipe(folder: Path) -> tuple[int, int]:
    """Return the size of the passages and the dimension of the embedder that the user has set."""
    path = folder / "recipe"
    size, dimension = map(int, path.read_text().split()) if path.is_file() else (_SIZES[0], _DIMENSIONS[0])
    return size, dimension


def _embedder(folder: Path) -> TinyEmbedder:
    return TinyEmbedder(_recipe(folder)[1])


def _config(folder: Path) -> IndexConfig:
    return IndexConfig(folder / "library", Recipe(_embedder(folder).name, passage_size=_recipe(folder)[0]))


def _examine(folder: Path, lines: Sequence[str], report: Report) -> None:
    """Open the library as the next start does and compare it with what was acknowledged."""
    expected: dict[str, str] = _remembered(folder)
    begun: list[str] = []  # and not acknowledged: what, and the files it is about
    for line in lines:
        status, *rest = line.split()
        begun = rest if status == "begin" else [each for each in begun if each not in rest] if len(begun) > 2 else []
        if status == "added":
            expected[rest[0]] = rest[1]
            report.acknowledged += 1
        elif status == "removed":
            expected.pop(rest[0], None)
            report.acknowledged += 1
    report.during[begun[0] if begun else "nothing"] = report.during.get(begun[0] if begun else "nothing", 0) + 1
    try:
        found = _found(folder, report)
    except AppError as error:
        report.broken.append(f"kill {report.kills}: {error}")
        return
    unsure = set(begun[1:])  # asked for, not acknowledged: as before, or done
    for name, word in expected.items():
        if name not in unsure and found.get(name) != word:
            report.lost.append(f"kill {report.kills}: {name} {word} {found.get(name)}")
    report.lost += [f"kill {report.kills}: {name} came back" for name in found.keys() - expected.keys() - unsure]
    (folder / "expected").write_text("\n".join(f"{name} {word}" for name, word in found.items()))


def _remembered(folder: Path) -> dict[str, str]:
    path = folder / "expected"
    return dict(line.split() for line in path.read_text().splitlines()) if path.is_file() else {}


def _found(folder: Path, report: Report) -> dict[str, str]:
    """Return file name -> its word of a library opened after a kill; note what is there twice or does not agree."""
    library = _opened(folder, report)
    try:
        library.resume()
        sources = library.sources()
        names = [source.file_name for source in sources]
        report.twice += [f"kill {report.kills}: {name}" for name in set(names) if names.count(name) > 1]
        report.broken += [f"kill {report.kills}: {problem.en}" for problem in check_library(library).problems]
        return {source.file_name: library.registry.text(source.id).split()[0] for source in sources}
    finally:
        library.close()


def _opened(folder: Path, report: Report) -> Library:
    """Return the library as the next start opens it, after a rebuild that was under way."""
    config, embedder = _config(folder), _embedder(folder)
    bring_up_to_date(config, embedder=embedder)
    try:
        return Library.open(config, embedder=embedder)
    except RecipeMismatch:  # killed after the setting was changed and before the rebuild began: it is asked for again
        report.asked_again += 1
        rebuild_library(config, embedder=embedder)
        return Library.open(config, embedder=embedder)


def main() -> None:
    """Print the figures; exit code 1 if anything was lost, twice or broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latest", type=float, default=_LATEST, help="seconds in which a child is killed")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    report = measure(arguments.kills, arguments.seed, folder / "run", latest=arguments.latest)
    print(f"{report.kills} kills, {report.acknowledged} acknowledged changes; killed during {report.during}")
    print(f"{report.asked_again} rebuilds asked for again")
    for name, cases in (("lost", report.lost), ("twice", report.twice), ("broken", report.broken)):
        print(f"{name}: {len(cases)}", *cases[:10], sep="\n    ")
    if report.is_clean:
        shutil.rmtree(folder)
    sys.exit(0 if report.is_clean else 1)


if __name__ == "__main__":
    main()
