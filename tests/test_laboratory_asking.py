"""Asking a question set: ranks per stage, what the answer proves, and libraries of the laboratory's own."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import OpenLibrary
from fakes import HashEmbedder
from scripted_model import ScriptedModel
from small_library import FILES, assistant_over

from assistant.assistant import Assistant
from assistant.batch import answer_batch, read_questions
from assistant.laboratory.asking import ask_all, search_all
from assistant.laboratory.measure import measure
from assistant.laboratory.own_library import fill, folded_texts, own_config, source_files, write_paragraphs
from assistant.laboratory.questions import LabQuestion, Quoted, read_question_set
from assistant.laboratory.records import Asked, Row
from assistant.model.llm import Message
from ingest.config import IndexConfig, Recipe
from ingest.errors import MissingPath, NoDocuments
from ingest.library import Library
from ingest.lock import LibraryInUse

LIGHTHOUSE = "Der Leuchtturm wird von zwei Ehrenamtlichen gewartet"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("asking"), FILES)
    yield made
    made.library.close()


def asked(assistant: Assistant, question: str = "Wer wartet den Leuchtturm?", **values: object) -> Asked:
    line = LabQuestion.model_validate({"id": "q1", "kind": "fact", "question": question, **values})
    (one,) = ask_all(assistant, [line], folded_texts(assistant.library), lambda done, total: None)
    return one


def test_every_stage_of_the_search_has_a_rank_for_each_evidence(assistant: Assistant) -> None:
    one = asked(assistant, evidence=[{"quote": LIGHTHOUSE}, {"quote": "steht in keinem Text dieser Bibliothek"}])
    assert list(one.ranks)[-1] == "hits"
    assert {"stems", "grams", "dense", "fused"} <= set(one.ranks)
    assert one.ranks["fused"] == one.ranks["hits"] == (1, None)


def test_without_evidence_the_source_named_must_be_found_and_cited(assistant: Assistant) -> None:
    one = asked(assistant, source="notizen.md")
    assert (one.ranks["hits"], one.cited) == ((1,), (True,))
    other = asked(assistant, source="fehlt.md")
    assert (other.ranks["hits"], other.cited) == ((None,), (False,))


def test_the_answer_is_checked_for_citations_required_strings_and_verbatim_quotes(assistant: Assistant) -> None:
    wanted = ["zwei Ehrenamtlichen", "drei"]
    one = asked(assistant, evidence=[{"quote": LIGHTHOUSE}], must_contain=wanted)
    assert (one.state, one.refused, one.cited, one.contains) == ("supported", False, (True,), (True, False))
    assert one.quotes == one.valid > 0
    assert one.milliseconds > 0


def test_a_quote_that_stands_in_no_source_is_not_valid(assistant: Assistant) -> None:
    question = LabQuestion(id="q1", question="Wer wartet den Leuchtturm?")
    (one,) = ask_all(assistant, [question], ["einandererText"], lambda done, total: None)
    assert (one.quotes > 0, one.valid) == (True, 0)


def test_a_question_that_cannot_be_asked_counts_as_refused_with_its_reason(assistant: Assistant) -> None:
    one = asked(assistant, " ", evidence=[{"quote": LIGHTHOUSE}])
    assert (one.state, one.refused, one.ranks) == ("empty_question", True, {})


def test_progress_is_told_after_each_question(assistant: Assistant) -> None:
    told: list[tuple[int, int]] = []
    questions = [LabQuestion(id=name, question="Was?", source="notizen.md") for name in "ab"]
    search_all(assistant, questions, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_search_alone_has_ranks_and_time_and_no_answer(assistant: Assistant) -> None:
    question = LabQuestion(id="q1", question="Wer wartet den Leuchtturm?", source="notizen.md")
    (one,) = search_all(assistant, [question], lambda done, total: None)
    assert (one.ranks["fused"], one.state, "hits" in one.ranks) == ((1,), "", False)
    assert one.milliseconds > 0


@pytest.fixture
def texts(files: Path) -> Path:
    """A folder with two texts."""
    (files / "a.txt").write_text("Der Leuchtturm steht am Hafen und leuchtet weit.\n", encoding="utf-8")
    (files / "b.txt").write_text("Die Kantine kocht mittwochs Suppe für alle Gäste.\n", encoding="utf-8")
    return files


def names(library: Library) -> list[str]:
    return sorted(source.file_name for source in library.sources())


def test_an_own_library_lies_apart_and_is_named_by_content_and_recipe(texts: Path, config: IndexConfig) -> None:
    first = own_config(config, source_files([texts]))
    assert first.data.parent == config.data / "laboratory"
    assert own_config(config, [texts / "b.txt", texts / "a.txt"]) == first
    assert own_config(IndexConfig(config.data, Recipe("other")), source_files([texts])).data != first.data
    (texts / "a.txt").write_text("Anders.\n", encoding="utf-8")
    assert own_config(config, source_files([texts])).data != first.data


def test_filled_again_an_own_library_embeds_nothing(texts: Path, library: Library, embedder: HashEmbedder) -> None:
    assert fill(library, source_files([texts])) == ()
    embedded = embedder.embedded
    fill(library, source_files([texts]))
    assert (names(library), embedder.embedded) == (["a.txt", "b.txt"], embedded)


def test_an_own_library_whose_filling_was_interrupted_is_completed(
    texts: Path, library: Library, embedder: HashEmbedder
) -> None:
    fill(library, [texts / "a.txt"])
    embedded = embedder.embedded
    fill(library, source_files([texts]))
    assert (names(library), embedder.embedded - embedded) == (["a.txt", "b.txt"], 1)


def test_an_own_library_that_other_code_made_is_made_anew(
    texts: Path, library: Library, embedder: HashEmbedder
) -> None:
    fill(library, source_files([texts]))
    embedded = embedder.embedded
    library.registry.set_meta({"laboratory_code": "another"})
    fill(library, source_files([texts]))
    assert (names(library), embedder.embedded) == (["a.txt", "b.txt"], 2 * embedded)


def test_an_own_library_that_another_process_holds_is_read_when_it_is_current(
    texts: Path, open_library: OpenLibrary
) -> None:
    fill(open_library(), [texts / "a.txt"])
    reader = open_library(write=False)
    assert not reader.writable
    assert fill(reader, [texts / "a.txt"]) == ()
    with pytest.raises(LibraryInUse):
        fill(reader, source_files([texts]))


def test_files_that_cannot_be_read_are_named(texts: Path, library: Library) -> None:
    (texts / "leer.txt").write_bytes(b"")
    (reason,) = fill(library, source_files([texts]))
    assert reason.startswith("leer.txt: leer.txt is empty.")


def test_sources_that_are_missing_or_hold_no_document_are_errors(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        source_files([tmp_path / "fehlt"])
    with pytest.raises(NoDocuments):
        source_files([tmp_path])


def test_quotes_are_looked_up_in_the_plain_text_file_not_in_what_was_made_of_it(texts: Path, library: Library) -> None:
    fill(library, [texts / "a.txt"])
    assert folded_texts(library) == ["derleuchtturmstehtamhafenundleuchtetweit"]
    (texts / "a.txt").write_text("Verändert.\n", encoding="utf-8")
    assert folded_texts(library) == ["derleuchtturmstehtamhafenundleuchtetweit"]  # no longer what was ingested


def test_paragraphs_are_written_once(tmp_path: Path) -> None:
    (path,) = write_paragraphs(tmp_path / "p", {"p1.txt": "Der Hafen.\r\n"})
    assert path.read_bytes() == b"Der Hafen.\r\n"
    written = path.stat().st_mtime_ns
    assert write_paragraphs(tmp_path / "p", {"p1.txt": "Der Hafen.\r\n"}) == [path]
    assert (path.stat().st_mtime_ns, [file.name for file in path.parent.iterdir()]) == (written, ["p1.txt"])


def test_two_documents_with_the_same_evidence_count_by_the_better_one(assistant: Assistant) -> None:
    question = LabQuestion(id="q1", question="Leuchtturm", evidence=(Quoted(quote="Lampe prüfen"),))
    (one,) = search_all(assistant, [question], lambda done, total: None)
    assert one.ranks["stems"] == (1,)


SCORED = (
    "any@1",
    "any@5",
    "any@10",
    "all@5",
    "all@10",
    "cite",
    "cite_all",
    "mc_all",
    "mc",
    "valid",
    "refused",
    "false_ref",
)


def scored(row: Row) -> list[str]:
    """Return a row of figures as the scorer prints it."""
    stages = {name: "hits" if "@" in name else "answer" for name in SCORED}
    shares = [row.shares.get(f"{stage}:{name}") for name, stage in stages.items()]
    values = [share.value if share else None for share in shares]
    return [str(row.questions), *("-" if value is None else f"{value:.3f}" for value in values)]


@pytest.mark.slow
def test_the_figures_are_those_of_the_reviews_scorer(shared: Path, tmp_path: Path, library: Library) -> None:
    questions, texts = shared / "eval" / "questions-dev.jsonl", shared / "sources" / "txt"
    fill(library, source_files([texts]))
    assistant = Assistant(library)
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(answer_batch(assistant, read_questions(questions))), encoding="utf-8")
    mine = ask_all(assistant, read_question_set(questions), folded_texts(library), lambda done, total: None)
    command = [sys.executable, str(shared / "eval" / "score.py"), str(questions), str(answers), "--sources", str(texts)]
    table = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    theirs = {line[:16].strip(): line[16:].split() for line in table[1:-1]}
    assert {row.name: scored(row) for row in measure(mine, "questions")} == theirs


def test_a_models_answer_is_measured_before_and_after_it_was_mended(assistant: Assistant) -> None:
    def script(messages: Sequence[Message]) -> str:
        found = re.search(r"^\[(\d+)\].*Ehrenamtlichen gewartet", messages[1].text, re.MULTILINE)
        assert found
        proved = f"Der Leuchtturm wird von zwei Ehrenamtlichen gewartet [{found[1]}]."
        return f"{proved} Er ist hoch. Bananen wachsen dort [{found[1]}]." if len(messages) == 2 else f"{proved} Ja."

    writing = Assistant(assistant.library, model=ScriptedModel(script))
    one = asked(writing, evidence=[{"quote": LIGHTHOUSE}])
    assert (one.state, one.cited, one.valid) == ("supported", (True,), 1)
    written = one.written
    assert written is not None
    assert (written.is_taken, written.sentences, written.faults) == (True, 2, ("uncited",))
    assert (written.first_sentences, written.first_faults) == (3, ("uncited", "unsupported"))
    (row, *_) = measure([one], "questions")
    shares = {key.partition(":")[2]: share.value for key, share in row.shares.items()}
    assert (shares["by_model"], shares["proved"], shares["uncited"], shares["unsupported"]) == (1.0, 0.5, 0.5, 0.0)
    assert shares["proved_1st"] == pytest.approx(1 / 3)
    assert shares["tok_read"] is None


def test_without_a_model_nothing_is_said_of_one(assistant: Assistant) -> None:
    one = asked(assistant, evidence=[{"quote": LIGHTHOUSE}])
    assert one.written is None
    assert not any("by_model" in key for row in measure([one], "questions") for key in row.shares)
