"""How well the audit agrees with keys that people made: `python benchmarks/audit.py FOLDER... [--only c01,e05] [-v]`.

A folder holds strategies (NAME.md) and their keys (NAME.key.json, in the format of the reviews' strategies), such as
benchmarks/strategies/made_on, on which the rules were made, and benchmarks/strategies/unseen. Printed are the share of
equal verdicts per point and over all, points said to be met that the key says are missing (there must be none), and the
share of the key's sentences that are among the quotes. With -v each wrong verdict with the key's sentences.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.assess.audit import Judged, audit  # noqa: E402
from assistant.assess.checklist import read_checklist  # noqa: E402
from assistant.assess.statements import Statement, statements_of  # noqa: E402
from ingest.assemble import assemble  # noqa: E402
from ingest.formats.markdown import read_markdown  # noqa: E402

VERDICT_OF = {"covered": "met", "partly": "partly", "missing": "missing"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path, help="folders, or key files")
    parser.add_argument("--only", default="", help="ids of points, parted by commas")
    parser.add_argument("--checklist", type=Path, default=ROOT / "prompts" / "checklist")
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    checklist = read_checklist(arguments.checklist)
    only = set(filter(None, arguments.only.split(",")))
    equal, total, false_met = Counter[str](), Counter[str](), list[str]()
    found = sentences = 0
    confused = defaultdict[tuple[str, str], int](int)
    for key_path in keys_in(arguments.folders):
        key = json.loads(key_path.read_text(encoding="utf-8"))
        judged = {
            one.point.id: one
            for one in audit(statements_in(Path(str(key_path).replace(".key.json", ".md"))), checklist)
        }
        for entry in [*key["checklist"], *key["content_elements"]]:
            name, expected = entry["id"], VERDICT_OF[entry["status"]]
            if name not in judged or (only and name not in only):
                continue
            one = judged[name]
            total[name] += 1
            equal[name] += one.verdict == expected
            confused[expected, one.verdict] += 1
            if expected == "missing" and one.verdict == "met":
                false_met.append(f"{key_path.name} {name}")
            quoted = [plain(quote.text) for quote in one.quotes]
            hits = [
                any(plain(said) in quote or quote in plain(said) for quote in quoted) for said in entry["sentences"]
            ]
            found, sentences = found + sum(hits), sentences + len(hits)
            if arguments.verbose and one.verdict != expected:
                explain(key_path.name, entry, one, expected)
    for name in sorted(total):
        print(f"{name}  {equal[name]:3} of {total[name]:3}")
    print({f"{expected}->{got}": count for (expected, got), count in sorted(confused.items())})
    print(f"verdicts equal: {sum(equal.values()) / max(1, sum(total.values())):.3f} of {sum(total.values())}")
    print(f"met where the key says missing: {len(false_met)} {false_met}")
    print(f"the key's sentences among the quotes: {found / max(1, sentences):.3f} of {sentences}")


def keys_in(folders: list[Path]) -> list[Path]:
    """Return the key files in folders and among the given files, in order."""
    return [key for folder in folders for key in (sorted(folder.glob("*.key.json")) if folder.is_dir() else [folder])]


def statements_in(path: Path) -> tuple[Statement, ...]:
    """Return the statements of a Markdown file."""
    _, units = assemble(read_markdown(path).blocks)
    return statements_of(units)


def plain(text: str) -> str:
    """Return a text without markup and white space, to compare what is quoted."""
    return re.sub(r"[\s|*_#>-]+", "", text)


def explain(name: str, entry: dict[str, object], one: Judged, expected: str) -> None:
    """Print a wrong verdict: what the key says, and what showed each facet."""
    print(f"\n{name} {entry['id']}: {one.verdict}, key {expected}. {entry.get('reason', '')}")
    for said in entry["sentences"]:  # type: ignore[union-attr]
        print(f"   key: {said}")
    for shown in one.shown:
        told = [quote.text for quote in shown.statements[:3]]
        refused = [quote.text for quote in shown.refusals[:2]]
        print(f"   {shown.facet.id}{' (flaw)' if shown.facet.flaw else ''}: {told} refused: {refused}")


if __name__ == "__main__":
    main()
