"""Question sets of the laboratory: what is read, and what a broken file is told."""

import json
from pathlib import Path

import pytest

from assistant.laboratory.questions import (
    InvalidQuestions,
    InvalidSquad,
    MismatchedQuestions,
    NoQuestions,
    read_question_set,
    read_squad,
)
from ingest.errors import MissingPath


def written(folder: Path, text: str, name: str = "fragen.jsonl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def squad_file(folder: Path, name: str, *paragraphs: tuple[str, list[str]]) -> Path:
    """Write a SQuAD file of one article: paragraphs with their questions, whose ids are q1, q2 ..."""
    wordings = [wording for _, wordings in paragraphs for wording in wordings]
    ids = {wording: f"q{number}" for number, wording in enumerate(wordings, 1)}
    article = [
        {"context": context, "qas": [{"id": ids[wording], "question": wording, "answers": []} for wording in wordings]}
        for context, wordings in paragraphs
    ]
    return written(folder, json.dumps({"version": "1.1", "data": [{"title": "x", "paragraphs": article}]}), name)


def test_a_line_holds_a_question_with_its_evidence_and_required_strings(tmp_path: Path) -> None:
    line = {
        "id": "q1",
        "lang": "de",
        "kind": "fact",
        "question": "Wer wartet den Leuchtturm?",
        "turns": ["Was gibt es am Hafen?"],
        "evidence": [{"doc": "a.txt", "quote": "von zwei Ehrenamtlichen", "match": "exact"}],
        "must_contain": ["zwei"],
        "answer": "Zwei.",
    }
    (question,) = read_question_set(written(tmp_path, json.dumps(line) + "\n\n"))
    assert (question.id, question.kind, question.lang, question.turns) == (
        "q1",
        "fact",
        "de",
        ("Was gibt es am Hafen?",),
    )
    assert question.evidence is not None
    assert [one.quote for one in question.evidence] == ["von zwei Ehrenamtlichen"]
    assert question.must_contain == ("zwei",)
    assert question.answerable


def test_only_the_kind_unanswerable_is_to_be_refused(tmp_path: Path) -> None:
    lines = '{"id": "a", "question": "?", "kind": "unanswerable"}\n{"id": "b", "question": "?", "evidence": null}\n'
    assert [question.answerable for question in read_question_set(written(tmp_path, lines))] == [False, True]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "b"}', "question: Field required"),
        ("{", "Invalid JSON"),
        ('["b"]', "Input should be an object"),
        ('{"id": "b", "question": "?", "evidence": [{"doc": "x"}]}', "evidence.0.quote: Field required"),
        ('{"id": "a", "question": "?"}', 'the id "a" is there already'),
    ],
)
def test_a_broken_line_is_named_by_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    path = written(tmp_path, '{"id": "a", "question": "?"}\n\n' + line + "\n")
    with pytest.raises(InvalidQuestions) as caught:
        read_question_set(path)
    assert caught.value.message.en.startswith("fragen.jsonl, line 3: ")
    assert problem in caught.value.message.en
    assert caught.value.message.de.startswith("fragen.jsonl, Zeile 3: ")


def test_a_line_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fragen.jsonl"
    path.write_bytes(b'{"id": "a", "question": "?"}\n{"id": "b", "question": "\xe4"}\n')
    with pytest.raises(InvalidQuestions, match=r"fragen.jsonl, line 2: not UTF-8"):
        read_question_set(path)


def test_a_set_without_questions_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    with pytest.raises(NoQuestions):
        read_question_set(written(tmp_path, "\n"))
    with pytest.raises(MissingPath):
        read_question_set(tmp_path / "fehlt.jsonl")


def test_a_squad_file_gives_paragraphs_as_documents_and_questions_that_name_theirs(tmp_path: Path) -> None:
    squad = read_squad(squad_file(tmp_path, "a.json", ("Der Hafen.", ["Was?", "Wo?"]), ("Der Turm.", ["Wer?"])))
    assert sorted(squad.paragraphs.values()) == ["Der Hafen.", "Der Turm."]
    assert [(q.id, q.question, squad.paragraphs[q.source]) for q in squad.questions] == [
        ("q1", "Was?", "Der Hafen."),
        ("q2", "Wo?", "Der Hafen."),
        ("q3", "Wer?", "Der Turm."),
    ]


def test_another_file_may_word_the_questions_in_another_language(tmp_path: Path) -> None:
    german = squad_file(tmp_path, "de.json", ("Der Hafen.", ["Was?"]), ("Der Turm.", ["Wer?"]))
    english = squad_file(tmp_path, "en.json", ("The harbour.", ["What?"]), ("The tower.", ["Who?"]))
    squad = read_squad(german, english)
    assert [(q.question, squad.paragraphs[q.source]) for q in squad.questions] == [
        ("What?", "Der Hafen."),
        ("Who?", "Der Turm."),
    ]


def test_a_limit_leaves_out_questions_and_keeps_all_paragraphs(tmp_path: Path) -> None:
    squad = read_squad(squad_file(tmp_path, "a.json", ("Der Hafen.", ["Was?"]), ("Der Turm.", ["Wer?"])), limit=1)
    assert ([q.question for q in squad.questions], len(squad.paragraphs)) == (["Was?"], 2)


def test_a_paragraph_that_occurs_twice_is_one_document(tmp_path: Path) -> None:
    squad = read_squad(squad_file(tmp_path, "a.json", ("Der Hafen.", ["Was?"]), ("Der Hafen.", ["Wo?"])))
    assert list(squad.paragraphs.values()) == ["Der Hafen."]
    assert len({question.source for question in squad.questions}) == 1


def test_another_number_of_questions_is_an_error_in_both_languages(tmp_path: Path) -> None:
    german = squad_file(tmp_path, "de.json", ("Der Hafen.", ["Was?", "Wo?"]))
    english = squad_file(tmp_path, "en.json", ("The harbour.", ["What?"]))
    with pytest.raises(MismatchedQuestions) as caught:
        read_squad(german, english)
    assert caught.value.message == (
        "en.json enthält 1 Fragen, de.json aber 2.",
        "en.json holds 1 questions, but de.json 2.",
    )


@pytest.mark.parametrize("text", ["{", '{"paragraphs": []}', '{"data": [{"paragraphs": [{"context": "x"}]}]}', "[]"])
def test_a_file_that_is_not_squad_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidSquad, match=r"a.json is not in SQuAD format"):
        read_squad(written(tmp_path, text, "a.json"))


def test_a_squad_file_without_questions_or_with_an_id_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoQuestions):
        read_squad(squad_file(tmp_path, "a.json", ("Der Hafen.", [])))
    twice = '{"data": [{"paragraphs": [{"context": "x", "qas": [%s, %s]}]}]}'
    qa = '{"id": "q", "question": "?"}'
    with pytest.raises(InvalidSquad, match='the id "q" twice'):
        read_squad(written(tmp_path, twice % (qa, qa), "b.json"))
