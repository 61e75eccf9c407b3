"""Runs of the laboratory: stored, found again, compared, shown as text and as a picture."""

from pathlib import Path

import pytest
from test_laboratory_measure import asked, run_of

from assistant.laboratory.compare import NothingInCommon, compare, sign_test
from assistant.laboratory.picture import PictureNotWritten, comparison_panels, draw, run_panels
from assistant.laboratory.records import Asked, Run
from assistant.laboratory.run import BrokenRun, RunNotStored, UnknownRun, find_run, store_run, stored_runs
from assistant.laboratory.table import aligned, comparison_text, run_text, runs_text


def ranked(count: int, found: int, **values: object) -> list[Asked]:
    """Return questions of which the first `found` have their evidence first and the others nowhere."""
    return [asked(f"q{n}", ranks={"fused": (1 if n < found else None,)}, **values) for n in range(count)]


def at(run: Run, time: str, name: str) -> Run:
    return run.model_copy(update={"date": f"2026-11-22T{time}.000+00:00", "id": name})


def test_a_run_is_one_file_named_by_time_and_id_and_is_read_back_the_same(tmp_path: Path) -> None:
    run = run_of(asked(ranks={"hits": (1, None)}))
    path = store_run(tmp_path / "runs", run)
    assert path.name == "20261122T200000.000Z-1a2b3c4d.json"
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert find_run(tmp_path / "runs", "1a2b3c4d") == run


def test_runs_are_found_by_id_file_name_path_last_and_previous(tmp_path: Path) -> None:
    early, late = at(run_of(asked()), "08:00:00", "aaaaaaaa"), at(run_of(asked()), "09:00:00", "00000000")
    path = store_run(tmp_path, late)
    store_run(tmp_path, early)
    names = ["00000000", path.stem, path.name, str(path), "last", "previous"]
    assert [find_run(tmp_path, name).id for name in names] == ["00000000"] * 5 + ["aaaaaaaa"]


@pytest.mark.parametrize("name", ["last", "previous", "nix", ""])
def test_a_run_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownRun):
        find_run(tmp_path, name)


def test_a_file_that_is_no_run_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "halb.json").write_text('{"id": "x"', encoding="utf-8")
    with pytest.raises(BrokenRun, match=r"halb\.json is not a stored run"):
        find_run(tmp_path, str(tmp_path / "halb.json"))


def test_a_run_that_cannot_be_stored_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file in the folder's place", encoding="utf-8")
    with pytest.raises(RunNotStored):
        store_run(tmp_path / "runs", run_of(asked()))
    assert stored_runs(tmp_path) == []


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(5, 0) == 0.0625
    assert sign_test(6, 0) == 0.03125
    assert sign_test(8, 2) == pytest.approx(0.109375)


def test_five_questions_found_anew_may_be_chance_and_six_are_not() -> None:
    chances = {}
    for found in (5, 6):
        comparison = compare(run_of(*ranked(40, 0)), run_of(*ranked(40, found)))
        (chances[found],) = [c for c in comparison.changes if (c.row, c.figure) == ("ALL", "fused:any@5")]
    assert (chances[5].difference, chances[5].beyond_noise) == (0.125, False)
    assert (chances[6].difference, chances[6].beyond_noise) == (0.15, True)


def test_graded_figures_are_resampled_and_give_the_same_chance_every_time() -> None:
    before = run_of(*(asked(f"q{n}", contains=(True, False)) for n in range(12)))
    after = run_of(*(asked(f"q{n}", contains=(True, n % 4 > 0)) for n in range(12)))
    changes = [
        next(c for c in compare(before, after).changes if (c.row, c.figure) == ("ALL", "answer:mc")) for _ in "ab"
    ]
    assert changes[0] == changes[1]
    assert changes[0].beyond_noise
    assert changes[0].difference == pytest.approx(0.375)


def test_questions_that_moved_are_named_with_their_figures() -> None:
    before = run_of(
        asked("q1", ranks={"fused": (9,)}, cited=(False,)),
        asked("q2", ranks={"fused": (1,)}, cited=(True,)),
        asked("q3", ranks={"fused": (1,)}, cited=(False,)),
        asked("q4", ranks={"fused": (1,)}, refused=True),
        asked("q5", ranks={"fused": (1,)}),
    )
    after = run_of(
        asked("q1", ranks={"fused": (2,)}, cited=(False,)),
        asked("q2", ranks={"fused": (1,)}, cited=(False,)),
        asked("q3", ranks={"fused": (None,)}, cited=(True,)),
        asked("q4", ranks={"fused": (1,)}, refused=False),
        asked("q5", ranks={"fused": (3,)}),
    )
    moved = {one.id: (one.verdict, one.figures) for one in compare(before, after).moved}
    assert moved == {
        "q1": ("better", ("fused:any@5 0.00 -> 1.00",)),
        "q2": ("worse", ("answer:cite 1.00 -> 0.00", "answer:cite_all 1.00 -> 0.00")),
        "q3": (
            "mixed",
            ("fused:any@5 1.00 -> 0.00", "answer:cite 0.00 -> 1.00", "answer:cite_all 0.00 -> 1.00"),
        ),
        "q4": ("better", ("answer:false_ref 1.00 -> 0.00",)),
    }


def test_only_questions_of_the_same_id_and_wording_are_compared() -> None:
    before = run_of(*ranked(4, 2))
    after = run_of(*ranked(2, 2), asked("q2", question="anders?", ranks={"fused": (1,)}), asked("neu"))
    comparison = compare(before, after)
    assert (comparison.questions, comparison.left_out) == (2, 4)


def test_squad_runs_in_two_languages_are_compared_by_id() -> None:
    before = run_of(asked("q1", question="Was?", kind="", ranks={"fused": (1,)}), mode="squad")
    after = run_of(asked("q1", question="What?", kind="", ranks={"fused": (2,)}), mode="squad")
    assert [one.figures for one in compare(before, after).moved] == [("fused:R@1 1.00 -> 0.00",)]


def test_runs_without_a_common_question_or_of_two_sorts_are_not_compared() -> None:
    with pytest.raises(NothingInCommon):
        compare(run_of(asked("q1")), run_of(asked("q2")))
    with pytest.raises(NothingInCommon):
        compare(run_of(asked("q1")), run_of(asked("q1"), mode="squad"))


def test_columns_are_aligned() -> None:
    assert aligned([["kind", "n", "mc"], ["a", "10", "0.5"]]) == "kind   n   mc\na     10  0.5"


def test_a_run_is_shown_by_stage_and_by_kind() -> None:
    lines = run_text(run_of(*ranked(4, 3), name="heute"), "de").splitlines()
    assert lines[0] == "heute (1a2b3c4d): fragen.jsonl, 4 Fragen, texte"
    assert "Stufe  any@1  any@5  any@10  all@5  all@10    MRR" in lines
    assert "fused  0.750  0.750   0.750  0.750   0.750  0.750" in lines
    assert "fact         4  0.750" in lines


def test_a_comparison_marks_what_is_beyond_noise_and_names_the_questions() -> None:
    text = comparison_text(compare(run_of(*ranked(8, 0)), run_of(*ranked(8, 7))), "en")
    assert "ALL   8       fused:any@5   0.000  0.875  +0.875  0.016  *" in text
    assert "Better (7)\n  q0 [fact] q0?\n      fused:any@5 0.00 -> 1.00" in text


def test_the_list_of_runs_is_a_line_each() -> None:
    text = runs_text([run_of(asked(), name="heute")], ["halb.json is not a stored run: x."], "en")
    assert text.splitlines()[1].split() == ["1a2b3c4d", "2026-11-22T20:00:00", "fragen.jsonl", "1", "0.1.0", "heute"]
    assert text.splitlines()[2] == "halb.json is not a stored run: x."
    assert runs_text([], [], "de") == "Noch kein Lauf gespeichert."


def test_panels_of_a_run_have_german_labels_and_gaps_where_nothing_was_measured() -> None:
    unanswerable = asked("u", kind="unanswerable", answerable=False, refused=True)
    stages, kinds, answers = run_panels(run_of(*ranked(4, 3), unanswerable))
    assert (stages.groups[0], stages.series["Fusion"][0]) == ("any@1", 0.75)
    assert (kinds.groups, kinds.series["Fusion"]) == (("alle\n(5)", "Fakt\n(4)"), (0.75, 0.75))
    assert answers.groups == ("alle\n(5)", "Fakt\n(4)", "ohne\nAntwort\n(1)")
    assert answers.series["zu Recht abgelehnt"] == (1.0, None, 1.0)


def test_panels_of_a_comparison_mark_what_is_beyond_noise() -> None:
    panel = comparison_panels(compare(run_of(*ranked(8, 0)), run_of(*ranked(8, 7))))[0]
    assert (panel.groups, list(panel.series.values())) == (("Fusion *",), [(0.0,), (0.875,)])


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_is_written_in_the_format_of_its_name(tmp_path: Path, suffix: str) -> None:
    begins = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    path = tmp_path / f"bild{suffix}"
    draw(run_panels(run_of(*ranked(4, 3))), "Titel", path)
    assert path.read_bytes().startswith(begins[suffix])


@pytest.mark.parametrize("name", ["bild.txt", "bild", "fehlt/bild.png"])
def test_a_picture_that_cannot_be_written_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(PictureNotWritten):
        draw(run_panels(run_of(*ranked(4, 3))), "Titel", tmp_path / name)
