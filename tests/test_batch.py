"""Question sets: the format of a line in and of a line out, and what a broken line leads to."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_library import FILES, assistant_over

from assistant.assistant import Assistant
from assistant.batch import BatchQuestion, InvalidQuestionSet, answer_batch, read_questions
from ingest.errors import MissingPath

Line = dict[str, Any]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("batch"), FILES)
    yield made
    made.library.close()


def asked(assistant: Assistant, question: str, turns: list[str] | None = None) -> Line:
    (line,) = answer_batch(assistant, [BatchQuestion(id="f1", question=question, turns=turns or [])])
    assert "\n" not in line
    found: Line = json.loads(line)
    return found


def written(folder: Path, text: str) -> Path:
    path = folder / "fragen.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_out_has_the_fields_of_the_format_and_two_of_our_own(assistant: Assistant) -> None:
    line = asked(assistant, "Wer wartet den Leuchtturm?")
    assert list(line) == ["id", "answer", "abstained", "language", "citations", "passages", "seconds"]
    cited = ["mark", "source", "title", "page", "page_label", "heading", "quote", "passage", "start", "end"]
    found = ["source", "page", "heading", "text", "score", "found_by"]
    assert set(line["citations"][0]) == {*cited, "attribution"}
    assert set(line["passages"][0]) == {*found, "title"}


def test_a_line_out_holds_the_answer_and_its_proof(assistant: Assistant) -> None:
    line = asked(assistant, "Wer wartet den Leuchtturm?")
    assert (line["id"], line["abstained"], line["language"]) == ("f1", False, "de")
    assert "zwei Ehrenamtlichen" in line["answer"]
    assert "[1]" in line["answer"]
    citation = line["citations"][0]
    assert (citation["mark"], citation["source"], citation["title"]) == (1, "notizen.md", "Notizen aus dem Hafen")
    assert citation["heading"] == "Notizen aus dem Hafen > Leuchtturm"
    assert citation["quote"] in citation["passage"]
    (source,) = [source for source in assistant.library.sources() if source.file_name == "notizen.md"]
    assert assistant.library.registry.text(source.id)[citation["start"] : citation["end"]] == citation["quote"]
    assert line["seconds"] >= 0


def test_passages_are_best_first_and_at_most_ten(assistant: Assistant) -> None:
    passages = asked(assistant, "Linsen")["passages"]
    scores = [passage["score"] for passage in passages]
    assert 1 <= len(passages) <= 10
    assert scores == sorted(scores, reverse=True)
    assert {passage["found_by"] for passage in passages} <= {"dense", "lexical", "both"}


def test_a_refusal_is_an_abstention_with_the_nearest_passages(assistant: Assistant) -> None:
    line = asked(assistant, "Was kostet die Linsensuppe?")
    assert line["abstained"] is True
    assert line["citations"] == []
    assert line["passages"][0]["heading"] == "Notizen aus dem Hafen > Kantine"


def test_earlier_questions_are_used(assistant: Assistant) -> None:
    assert "1987" in asked(assistant, "Und wann öffnete sie?", ["Was ist über die Werkstatt bekannt?"])["answer"]


@pytest.mark.parametrize(("question", "code"), [("", "empty_question"), ("x" * 10_000, "question_too_long")])
def test_a_question_that_cannot_be_asked_is_an_abstention_and_the_batch_goes_on(
    assistant: Assistant, question: str, code: str
) -> None:
    questions = [BatchQuestion(id="a", question=question), BatchQuestion(id="b", question="Wer wartet den Leuchtturm?")]
    bad, good = (json.loads(line) for line in answer_batch(assistant, questions))
    assert (bad["id"], bad["abstained"], bad["error"]) == ("a", True, code)
    assert {"id", "answer", "abstained", "language", "citations", "passages", "seconds"} <= set(bad)
    assert (good["id"], good["abstained"]) == ("b", False)


def test_a_question_set_is_read_line_by_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '{"id": "1", "question": "Wer?", "turns": ["Was?"], "expected": "egal"}\n\n'
        '{"id": "2", "question": "Wann\u2028?"}\n',
    )
    first, second = read_questions(path)
    assert (first.id, first.question, first.turns) == ("1", "Wer?", ["Was?"])
    assert (second.id, second.question, second.turns) == ("2", "Wann\u2028?", [])


def test_a_byte_order_mark_before_the_first_line_does_no_harm(tmp_path: Path) -> None:
    (only,) = read_questions(written(tmp_path, '\ufeff{"id": "1", "question": "Wer?"}\r\n'))
    assert only.id == "1"


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        '"Wer?"',
        '{"id": "2"}',
        '{"question": "Wer?"}',
        '{"id": 2, "question": "Wer?"}',
        '{"id": "2", "question": null}',
        '{"id": "2", "question": "Wer?", "turns": "Was?"}',
    ],
)
def test_a_broken_line_names_the_file_and_the_line(tmp_path: Path, broken: str) -> None:
    path = written(tmp_path, '{"id": "1", "question": "Wer?"}\n\n' + broken + "\n")
    with pytest.raises(InvalidQuestionSet) as error:
        read_questions(path)
    assert error.value.message.de.startswith("fragen.jsonl, Zeile 3: ")
    assert error.value.message.en.startswith("fragen.jsonl, line 3: ")
    assert '"question"' in error.value.hint.de


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match=r"fehlt\.jsonl"):
        read_questions(tmp_path / "fehlt.jsonl")


def test_a_file_in_another_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "alt.jsonl").write_bytes(b'\n{"id": "1", "question": "F\xfcr?"}')
    with pytest.raises(InvalidQuestionSet, match=r"alt\.jsonl, line 2: not UTF-8"):
        read_questions(tmp_path / "alt.jsonl")
