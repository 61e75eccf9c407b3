"""The shipped checklist on invented strategies with keys by people: as good as it was, and never met where missing.

The keys of benchmarks/strategies/made_on were in view when the rules were written, those of `unseen` were not.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assess.audit import audit
from assistant.assess.checklist import load_checklist
from assistant.assess.statements import statements_of
from ingest.assemble import assemble
from ingest.formats.markdown import read_markdown

ROOT = Path(__file__).resolve().parents[1]
STRATEGIES = ROOT / "benchmarks" / "strategies"
VERDICT_OF = {"covered": "met", "partly": "partly", "missing": "missing"}


def verdicts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield name and point, the key's verdict and ours for every strategy of a folder."""
    for path in sorted(folder.glob("*.key.json")):
        key = json.loads(path.read_text(encoding="utf-8"))
        _, units = assemble(read_markdown(path.with_name(path.name.replace(".key.json", ".md"))).blocks)
        judged = {one.point.id: one.verdict for one in audit(statements_of(units), load_checklist())}
        for entry in [*key["checklist"], *key["content_elements"]]:
            yield f"{path.name} {entry['id']}", VERDICT_OF[entry["status"]], judged[entry["id"]]


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "floor"), [("made_on", 0.92), ("unseen", 0.68)])
def test_the_verdicts_agree_with_the_keys(folder: str, floor: float) -> None:
    found = list(verdicts(STRATEGIES / folder))
    assert len(found) >= 87
    assert sum(expected == ours for _, expected, ours in found) / len(found) >= floor


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["made_on", "unseen"])
def test_nothing_is_met_that_is_missing(folder: str) -> None:
    found = verdicts(STRATEGIES / folder)
    assert [name for name, expected, ours in found if expected == "missing" and ours == "met"] == []


def test_the_reviews_strategy_is_judged_as_its_key_says(shared: Path) -> None:
    found = list(verdicts(shared / "eval" / "strategies"))
    assert sum(expected == ours for _, expected, ours in found) / len(found) >= 0.75
    assert [name for name, expected, ours in found if expected == "missing" and ours == "met"] == []
