"""Random kills while a library is added to, replaced in, deleted from and rebuilt: what of it is lost, twice or broken.

    python -m benchmarks.kills 200 [--seed 1]

A child process works on a library without pause and says, line by line, what was acknowledged; it is killed (SIGKILL)
at a random moment. Then the library is opened as the next start does, what was waiting is added, and everything is
compared with what was acknowledged. The next child goes on with the same library.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np

from ingest.check import check_library
from ingest.config import IndexConfig, Recipe
from ingest.embed import Vectors
from ingest.errors import AppError
from ingest.library import Library
from ingest.rebuild import bring_up_to_date, rebuild_library

_ROOT = Path(__file__).parents[1]
_FILES = 12  # that exist at most
_LATEST = 9.0  # seconds after the child is ready, in which it is killed
_SIZES = (2200, 900)  # of passages: every rebuild changes it, so that a new registry takes the old one's place


class TinyEmbedder:
    """Hashed bags of words: fast, and needs no model."""

    name = "tiny"
    dimension = 32

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

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was lost, nothing is there twice and nothing needed a person."""
        return not (self.lost or self.twice or self.broken)


def measure(kills: int, seed: int, folder: Path) -> Report:
    """Kill the work on one library so many times and return what was found after each."""
    chance = random.Random(seed)
    report = Report()
    (folder / "files").mkdir(parents=True)
    while report.kills < kills:
        lines = _killed(folder, chance)
        report.kills += 1
        _examine(folder, lines, report)
        if report.broken:
            break  # the rest would tell of the same
    return report


def _killed(folder: Path, chance: random.Random) -> list[str]:
    """Let a child work, kill it and its children, and return what it said."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.kills", "--work", str(folder), str(chance.random())],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with child:
        assert child.stdout is not None
        ready = child.stdout.readline()
        time.sleep(chance.uniform(0, _LATEST))
        os.killpg(child.pid, signal.SIGKILL)
        return [ready, *child.stdout]


def work(folder: Path, seed: str) -> None:
    """Change the library without pause; say each change before it is made and after it was acknowledged."""
    chance = random.Random(seed)
    library = Library.open(_config(folder), embedder=TinyEmbedder())
    print("ready", flush=True)
    library.resume()
    while True:
        what = chance.choices(("add", "remove", "rebuild", "indexes"), (6, 3, 1, 1))[0]
        if what == "add":
            _add(library, folder / "files", chance)
        elif what == "remove" and library.sources():
            source = chance.choice(library.sources())
            print("begin remove", source.file_name, flush=True)
            library.remove(source.id)
            print("removed", source.file_name, flush=True)
        elif what == "rebuild":
            print("begin rebuild", flush=True)
            library.close()
            (folder / "size").write_text(str(chance.choice(_SIZES)))
            rebuild_library(_config(folder), embedder=TinyEmbedder())
            library = Library.open(_config(folder), embedder=TinyEmbedder())
            print("rebuilt", flush=True)
        elif what == "indexes":
            print("begin indexes", flush=True)
            library.rebuild()
            print("indexed", flush=True)


def _add(library: Library, files: Path, chance: random.Random) -> None:
    """Add one to four new or changed files at once."""
    paths = [files / f"{number}.md" for number in chance.sample(range(_FILES), chance.randint(1, 4))]
    for path in paths:
        word = f"w{chance.getrandbits(40):x}"
        text = "\n\n".join(
            f"# Teil {part}\n\nHier steht {word} im Teil {part}." for part in range(chance.randint(1, 60))
        )
        path.with_suffix(".new").write_text(f"{word}\n\n{text}\n")
        path.with_suffix(".new").replace(path)
    print("begin add", *(path.name for path in paths), flush=True)
    library.add(paths)
    for path in paths:
        print("added", path.name, path.read_text().split()[0], flush=True)


def _config(folder: Path) -> IndexConfig:
    size = folder / "size"
    text = size.read_text() if size.is_file() else ""
    return IndexConfig(folder / "library", Recipe("tiny", passage_size=int(text or _SIZES[0])))


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
    config = _config(folder)
    bring_up_to_date(config, embedder=TinyEmbedder())  # a rebuild that was under way
    library = Library.open(config, embedder=TinyEmbedder())
    try:
        library.resume()
        sources = library.sources()
        names = [source.file_name for source in sources]
        report.twice += [f"kill {report.kills}: {name}" for name in set(names) if names.count(name) > 1]
        report.broken += [f"kill {report.kills}: {problem.en}" for problem in check_library(library).problems]
        return {source.file_name: library.registry.text(source.id).split()[0] for source in sources}
    finally:
        library.close()


def main() -> None:
    """Print the figures; exit code 1 if anything was lost, twice or broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    report = measure(arguments.kills, arguments.seed, folder / "run")
    print(f"{report.kills} kills, {report.acknowledged} acknowledged changes; killed during {report.during}")
    for name, cases in (("lost", report.lost), ("twice", report.twice), ("broken", report.broken)):
        print(f"{name}: {len(cases)}", *cases[:10], sep="\n    ")
    if report.is_clean:
        shutil.rmtree(folder)
    sys.exit(0 if report.is_clean else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
