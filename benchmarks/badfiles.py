"""What becomes of every file of a folder of bad and tricky ones: reader, outcome, reason code, time, in one table.

Each file is read as the library reads it, in a child process with limits. A file is either read, with its pages, or
refused with a code and a sentence in both languages; anything else is listed at the end and makes the exit code 1.

    python -m benchmarks.badfiles [FOLDER] [--table FILE.tsv] [--ocr] [--spoil N [--seed S]]

With --spoil, N copies of the folder's files are read instead, each spoiled at random (`benchmarks.spoil`); those that
could not be read because the reading process died, or that took over 8 s, are kept beside the table.
"""

import argparse
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from random import Random
from time import perf_counter

from benchmarks.spoil import spoiled
from ingest.errors import UnreadableSource
from ingest.formats import reader_of
from ingest.reading import FileReader

_LARGEST_SPOILED = 2_000_000  # bytes
_SLOW = 8.0  # seconds
_SHARED = Path(os.environ.get("CLUSTERKOMPASS_SHARED", Path(__file__).parents[2] / "shared"))


@dataclass(frozen=True)
class Row:
    """What became of one file; `code` is empty when it was read."""

    file: str
    reader: str
    outcome: str
    code: str
    pages: int
    characters: int
    notices: int
    seconds: float


def main() -> int:
    """Write the table, print its sums; return 1 when a file got neither text nor a reason in both languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=_SHARED / "badfiles")
    parser.add_argument("--table", type=Path, default=Path("badfiles.tsv"))
    parser.add_argument("--ocr", action="store_true", help="recognise pages without text")
    parser.add_argument("--spoil", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.spoil and arguments.ocr:
        parser.error("--spoil goes without --ocr")
    if arguments.spoil:
        kept = arguments.table.with_suffix(".kept")
        rows = list(read_spoiled(arguments.folder, arguments.spoil, Random(arguments.seed), kept))
    else:
        rows = list(read_all(arguments.folder, ocr=arguments.ocr))
    heads = [field.name for field in fields(Row)]
    lines = ["\t".join(heads), *("\t".join(map(str, astuple(row))) for row in rows)]
    arguments.table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print_sums(rows)
    return int(any(row.outcome == "FAULT" for row in rows))


def read_all(folder: Path, *, ocr: bool) -> Iterator[Row]:
    """Yield what becomes of each file in the folder and those in it, by name."""
    with FileReader() as reader:
        for path in _files(folder):
            yield _row(reader, path, path.relative_to(folder).as_posix(), ocr)


def read_spoiled(folder: Path, number: int, random: Random, kept: Path) -> Iterator[Row]:
    """Yield what becomes of spoiled copies of files chosen at random; the worst are left in `kept`."""
    files = [path for path in _files(folder) if path.stat().st_size < _LARGEST_SPOILED]
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    with FileReader() as reader:
        for copy in range(number):
            chosen = random.choice(files)
            path = kept / f"{copy}-{chosen.name}"
            path.write_bytes(spoiled(chosen.read_bytes(), random))
            row = _row(reader, path, path.name, ocr=False)
            yield row
            if row.outcome != "FAULT" and row.code != "reader_died" and row.seconds < _SLOW:
                path.unlink()


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in ("INDEX.md", "ORIGIN.tsv"))
    return sorted(found)


def print_sums(rows: list[Row]) -> None:
    """Print how many files were read and refused, per reader and code, and the slowest."""
    for reader in sorted({row.reader for row in rows}):
        of_reader = [row for row in rows if row.reader == reader]
        codes = Counter(row.code or row.outcome for row in of_reader)
        print(f"{reader:9} {len(of_reader):4}  " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))
    for row in sorted(rows, key=lambda row: -row.seconds)[:5]:
        print(f"slowest: {row.seconds:6.1f} s  {row.file}  {row.code or row.outcome}")
    for row in rows:
        if row.outcome == "FAULT":
            print(f"FAULT: {row.file}: {row.code}")


def _row(reader: FileReader, path: Path, name: str, ocr: bool) -> Row:
    kind = _reader_of(path)
    started = perf_counter()
    try:
        document = reader.read(path, name=path.name, ocr=ocr)
    except UnreadableSource as error:
        told = error.both()
        outcome = "refused" if error.code and told.de and told.en and path.name in told.de else "FAULT"
        return Row(name, kind, outcome, error.code, 0, 0, 0, round(perf_counter() - started, 2))
    except Exception as error:  # what must never happen is what this looks for
        return Row(name, kind, "FAULT", type(error).__name__, 0, 0, 0, round(perf_counter() - started, 2))
    characters = sum(len(block.text) for block in document.blocks)
    taken = round(perf_counter() - started, 2)
    return Row(name, kind, "read", "", document.pages, characters, len(document.notices), taken)


def _reader_of(path: Path) -> str:
    try:
        return reader_of(path)
    except Exception as error:  # as above
        return type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
