"""Forty questions of our own on the starter library, with the real embedder, through the laboratory, with floors.

The questions were written without looking at answers, and nothing is tuned to them. The figures are printed with `-s`.
"""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.laboratory.asking import ask_all
from assistant.laboratory.floors import Floor, missed_floors
from assistant.laboratory.measure import low_end
from assistant.laboratory.own_library import folded_texts
from assistant.laboratory.questions import LabQuestion, read_question_set
from assistant.laboratory.records import Run, Share
from assistant.laboratory.run import Setup, make_run
from assistant.laboratory.table import run_text
from assistant.starter import STARTER_FILES
from ingest.files import find_files
from ingest.library import Library

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

QUESTIONS = Path(__file__).parent / "data" / "starter-questions.jsonl"

# The one place of the floors: what was measured on 2026-11-22, as right answers of questions. A figure fails when it
# falls below by more than the noise of a set of this size: the lower end of Wilson's one-sided 95 % interval, about 1.6
# standard errors (0.92 of 32 out of 32, 0.25 of 4 out of 8). Whoever makes a figure better writes the new count here.
MEASURED = {
    "any@1": (29, 32),
    "any@5": (32, 32),
    "fused:any@5": (32, 32),
    "cite": (31, 32),
    "mc": (30, 32),
    "refused": (4, 8),
}
VALID = 1.0  # a quote that is not verbatim is a defect, not noise
FALSE_REFUSALS = 0.07  # at most two of 32; none was measured


@pytest.fixture(scope="module")
def assistant(starter_library: Library) -> Assistant:
    """The assistant over the starter library."""
    return Assistant(starter_library)


@pytest.fixture(scope="module")
def questions() -> tuple[LabQuestion, ...]:
    return read_question_set(QUESTIONS)


@pytest.fixture(scope="module")
def run(assistant: Assistant, questions: tuple[LabQuestion, ...]) -> Run:
    """The run of today."""
    asked = ask_all(assistant, questions, folded_texts(assistant.library), lambda done, total: None)
    return make_run(Setup("questions", QUESTIONS, "corpus/files"), assistant.library.config, asked)


def test_the_set_has_forty_questions_eight_of_them_without_an_answer(questions: tuple[LabQuestion, ...]) -> None:
    assert (len(questions), sum(not question.answerable for question in questions)) == (40, 8)
    assert {question.source for question in questions if question.answerable} <= {
        path.name for path in find_files(STARTER_FILES)
    }


def test_no_figure_is_below_its_floor_by_more_than_noise(run: Run) -> None:
    print("\n" + run_text(run, "en"))
    floors = [Floor(name, low_end(Share(hits=right, of=count))) for name, (right, count) in MEASURED.items()]
    assert missed_floors(run, [*floors, Floor("valid", VALID), Floor("false_ref", FALSE_REFUSALS)]) == []


def test_every_quote_is_verbatim_and_every_mark_is_in_the_answer(
    assistant: Assistant, questions: tuple[LabQuestion, ...]
) -> None:
    for question in questions:
        answer = assistant.ask(question.question)
        for citation in answer.citations:
            assert f"[{citation.mark}]" in answer.text
            begin = citation.start - citation.passage.start
            assert citation.passage.text[begin : begin + len(citation.quote)] == citation.quote
