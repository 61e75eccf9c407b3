"""The laboratory's figures: when a text holds a quote, what counts, and which floors are missed."""

import pytest

from assistant.laboratory.floors import Floor, InvalidFloor, missed_floors, read_floors
from assistant.laboratory.matching import Evidence, fold, says
from assistant.laboratory.measure import low_end, measure
from assistant.laboratory.records import Asked, Mode, Row, Run, Share, Versions


def asked(name: str = "q1", **values: object) -> Asked:
    known = {"id": name, "question": f"{name}?", "kind": "fact", "lang": "de", "answerable": True, "ranks": {}}
    return Asked.model_validate({**known, **values})


def run_of(*questions: Asked, mode: Mode = "questions", name: str = "") -> Run:
    return Run(
        id="1a2b3c4d",
        name=name,
        date="2026-11-22T20:00:00.000+00:00",
        mode=mode,
        versions=Versions(package="0.1.0", code="c0de"),
        question_file="fragen.jsonl",
        question_sha256="",
        sources="texte",
        recipe={"embedder": "hash"},
        rows=measure(questions, mode),
        asked=questions,
    )


def value(row: Row, key: str) -> float | None:
    return row.shares[key].value


def test_case_spaces_hyphens_and_punctuation_do_not_count() -> None:
    assert fold("Cluster-\u00adExzellenz: über 100 % (netto) ﬁx") == "clusterexzellenzüber100%nettofix"


def test_a_quote_stands_in_a_text_that_holds_four_fifths_of_its_runs_of_four_words() -> None:
    quote = Evidence.of("eins zwei drei vier fünf sechs sieben acht")  # five runs
    assert quote.stands_in(fold("... eins zwei drei vier fünf sechs sieben acht."))
    assert quote.stands_in(fold("Eins zwei drei vier fünf sechs sieben [Seite 3] acht"))
    assert not quote.stands_in(fold("eins zwei drei vier fünf sechs [Seite 3] sieben acht"))


def test_a_citation_proves_evidence_by_its_passage_or_by_a_long_quote_from_within_it() -> None:
    evidence = Evidence.of("Der Leuchtturm wird von zwei Ehrenamtlichen gewartet")
    assert evidence.is_cited_by("egal", fold("Alt: Der Leuchtturm wird von zwei Ehrenamtlichen gewartet."))
    assert evidence.is_cited_by("von zwei Ehrenamtlichen gewartet", "")
    assert not evidence.is_cited_by("von zwei", "")


def test_a_required_string_of_signs_only_is_looked_for_as_it_stands() -> None:
    assert says(fold("Wert: --"), "Wert: --", "--")
    assert not says(fold("Wert: ++"), "Wert: ++", "--")
    assert says(fold("Die USA-Reise"), "Die USA-Reise", "usa")


def test_any_needs_one_evidence_among_the_first_and_all_needs_every_one() -> None:
    (row, *_) = measure([asked(ranks={"stems": (7, 2)}), asked("q2", ranks={"stems": (None, 1)})], "questions")
    assert [value(row, f"stems:{f}") for f in ("any@1", "any@5", "any@10")] == [0.5, 1.0, 1.0]
    assert [value(row, f"stems:{f}") for f in ("all@5", "all@10")] == [0.0, 0.5]
    assert value(row, "stems:MRR") == 0.75


def test_a_squad_set_counts_the_rank_of_the_paragraph() -> None:
    questions = [asked("q1", kind="", ranks={"fused": (1,)}), asked("q2", kind="", ranks={"fused": (6,)})]
    (row, _) = measure(questions, "squad")
    assert {key: share.value for key, share in row.shares.items()} == {
        "fused:R@1": 0.5,
        "fused:R@5": 0.5,
        "fused:R@10": 1.0,
        "fused:MRR": pytest.approx(7 / 12),
    }


def test_a_stage_that_a_question_did_not_go_through_found_nothing_for_it() -> None:
    (row, *_) = measure([asked(ranks={"reranked": (1,)}), asked("q2", ranks={})], "questions")
    assert value(row, "reranked:any@1") == 0.5


def test_answers_are_measured_by_citations_required_strings_and_refusals() -> None:
    good = asked("q1", cited=(True, False), contains=(True, True, False), quotes=3, valid=2)
    refused = asked("q2", refused=True, cited=(False,), contains=())
    (row, *_) = measure([good, refused], "questions")
    assert {key.removeprefix("answer:"): share.value for key, share in row.shares.items()} == {
        "cite": 0.5,
        "cite_all": 0.0,
        "mc_all": 0.0,
        "mc": pytest.approx(2 / 3),  # of the one question that requires any
        "valid": pytest.approx(2 / 3),
        "false_ref": 0.5,
    }


def test_unanswerable_questions_count_for_refusals_only() -> None:
    nothing = asked("q1", kind="unanswerable", answerable=False, refused=True, ranks={"hits": ()}, quotes=2, valid=0)
    (row, *_) = measure([nothing, asked("q2", ranks={"hits": (1,)})], "questions")
    assert (value(row, "answer:refused"), value(row, "answer:false_ref"), value(row, "hits:any@1")) == (1.0, 0.0, 1.0)
    assert value(row, "answer:valid") is None


def test_there_is_a_row_for_all_for_each_language_and_for_each_kind() -> None:
    rows = measure([asked("q1"), asked("q2", kind="list"), asked("q3", lang="en")], "questions")
    assert [(row.name, row.questions) for row in rows] == [
        ("ALL", 3),
        ("lang de", 2),
        ("lang en", 1),
        ("fact", 2),
        ("list", 1),
    ]


def test_latency_is_the_median_and_the_95th_percentile() -> None:
    (row, *_) = measure([asked(f"q{n}", milliseconds=n) for n in range(1, 102)], "questions")
    assert (row.median_ms, row.p95_ms) == (51.0, 96.0)


def test_the_low_end_is_about_1_6_standard_errors_below_and_below_1_when_all_were_right() -> None:
    assert low_end(Share(hits=50, of=100)) == pytest.approx(0.419, abs=0.001)  # 0.5 - 1.645 * 0.05 = 0.418
    assert low_end(Share(hits=32, of=32)) == pytest.approx(0.922, abs=0.001)


def test_a_figure_below_its_floor_and_a_ceiling_exceeded_are_named() -> None:
    run = run_of(asked("q1", ranks={"stems": (1,), "hits": (6,)}, refused=True, milliseconds=20))
    floors = read_floors(["any@5=0.5", "any@10=1", "stems:any@5=1", "false_ref=0.1", "median_ms=19"])
    assert [text.en for text in missed_floors(run, floors)] == [
        "any@5 = 0.000, at least 0.5",
        "false_ref = 1.000, at most 0.1",
        "median_ms = 20.000, at most 19",
    ]
    assert missed_floors(run, floors)[0].de == "any@5 = 0.000, mindestens 0.5"


def test_a_floor_for_something_that_was_not_measured_is_an_error_that_lists_what_was() -> None:
    with pytest.raises(InvalidFloor) as caught:
        missed_floors(run_of(asked(ranks={"hits": (1,)})), [Floor("R@1", 0.5)])
    assert "hits:any@5" in caught.value.hint.en


@pytest.mark.parametrize("text", ["any@5", "any@5=viel", "=0.5", "any@5=nan"])
def test_a_floor_that_is_no_figure_and_value_is_an_error(text: str) -> None:
    with pytest.raises(InvalidFloor):
        read_floors([text])
