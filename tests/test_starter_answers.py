"""Forty questions of our own on the starter library, with the real embedder: floors a little below what was measured.

The questions were written without looking at answers, and nothing is tuned to them. The figures are printed with `-s`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.records import Answer
from assistant.starter import STARTER_FILES
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.embed import Embedder
from ingest.files import find_files
from ingest.library import Library

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = Path(__file__).parent / "data" / "starter-questions.jsonl"
READ_SO_FAR = 1_200  # characters of an answer within which what is asked must stand


@dataclass(frozen=True)
class Asked:
    """A question of the set with the answer it got; `source` is empty where the library holds no answer."""

    id: str
    question: str
    must_contain: tuple[str, ...]
    source: str
    answer: Answer

    @property
    def found(self) -> bool:
        return self.source in {hit.source.file_name for hit in self.answer.hits[:5]}

    @property
    def contained(self) -> bool:
        text = " ".join(self.answer.text.replace("\\", "").split())[:READ_SO_FAR].lower()
        return not self.refused and all(wanted.lower() in text for wanted in self.must_contain)

    @property
    def refused(self) -> bool:
        return self.answer.state == "no_evidence"


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> list[Asked]:
    config = IndexConfig(tmp_path_factory.mktemp("starter") / "library", recipe_for(DEFAULT_EMBEDDER))
    library = Library.open(config, embedder=real_embedder)
    try:
        outcomes = library.add(find_files(STARTER_FILES))
        assert {outcome.status for outcome in outcomes} == {"added"}
        assistant = Assistant(library)
        lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
        return [
            Asked(
                line["id"],
                line["question"],
                tuple(line["must_contain"]),
                line["source"],
                assistant.ask(line["question"]),
            )
            for line in lines
        ]
    finally:
        library.close()


def report(name: str, hits: list[bool], asked: list[Asked], *, wanted: bool = True) -> float:
    """Print a figure and the questions that missed it, and return the share of hits."""
    share = sum(hits) / len(hits)
    missed = [f"{one.id} {one.question}" for one, hit in zip(asked, hits, strict=True) if hit is not wanted]
    print(f"\n{name}: {share:.2f} ({sum(hits)} of {len(hits)})", *missed, sep="\n    ")
    return share


def test_the_set_has_forty_questions_eight_of_them_without_an_answer(asked: list[Asked]) -> None:
    assert (len(asked), len({one.id for one in asked})) == (40, 40)
    assert sum(not one.source for one in asked) == 8
    assert {one.source for one in asked} - {""} <= {path.name for path in find_files(STARTER_FILES)}


def test_the_right_source_is_among_the_first_five_passages(asked: list[Asked]) -> None:
    answerable = [one for one in asked if one.source]
    assert report("source among five", [one.found for one in answerable], answerable) >= 0.90


def test_the_answer_holds_what_was_asked(asked: list[Asked]) -> None:
    answerable = [one for one in asked if one.source]
    assert report("must contain", [one.contained for one in answerable], answerable) >= 0.85


def test_what_the_library_does_not_hold_is_refused(asked: list[Asked]) -> None:
    unanswerable = [one for one in asked if not one.source]
    assert report("refused", [one.refused for one in unanswerable], unanswerable) >= 0.37


def test_what_the_library_holds_is_not_refused(asked: list[Asked]) -> None:
    answerable = [one for one in asked if one.source]
    assert report("false refusals", [one.refused for one in answerable], answerable, wanted=False) <= 0.07


def test_every_quote_is_verbatim_and_every_mark_is_in_the_answer(asked: list[Asked]) -> None:
    for one in asked:
        for citation in one.answer.citations:
            assert f"[{citation.mark}]" in one.answer.text
            begin = citation.start - citation.passage.start
            assert citation.passage.text[begin : begin + len(citation.quote)] == citation.quote
