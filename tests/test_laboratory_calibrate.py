"""The calibration of the judge: scales from examples, figures by cross-validation, and the file they are kept in."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.bearing import Bearing
from assistant.answering.refusal import REFUSAL, read_scales
from assistant.laboratory.calibrate import Example, TooFewExamples, calibrate, calibration_text, write_scales

NOTHING = Bearing(own=0, passage=0, heavy=0, best=0, early=0, named=0, country=1, known=1, order=0)


def bearing_of(support: float) -> Bearing:
    """A bearing that grows with the support, all else the same."""
    return replace(NOTHING, own=support, passage=support, heavy=support, best=support)


def examples(count: int = 20) -> list[Example]:
    """Answerable questions with more support than unanswerable ones, half of them asking for a thing."""
    made = []
    for number in range(count):
        for is_thing in (True, False):
            spread = number / count / 4
            made.append(Example("fact", True, False, ((is_thing, bearing_of(0.7 + spread)),)))
            made.append(Example("unanswerable", False, False, ((is_thing, bearing_of(0.1 + spread)),)))
    return made


@pytest.mark.slow
def test_what_has_support_is_answered_and_what_has_none_is_refused() -> None:
    calibration = calibrate(examples())
    assert calibration.unanswerable == 1.0
    assert calibration.answerable <= 0.05
    for scale in (calibration.scales.thing, calibration.scales.open):
        assert scale.score(bearing_of(0.9)) >= scale.least > scale.score(bearing_of(0.2))


@pytest.mark.slow
def test_more_support_never_makes_a_refusal_likelier() -> None:
    upside_down = [replace(one, answerable=not one.answerable) for one in examples()]
    scales = calibrate(upside_down).scales
    assert all(weight == 0 for weight in (*scales.thing.weights.values(), *scales.open.weights.values()))


@pytest.mark.slow
def test_few_answerable_questions_are_refused_even_where_both_are_alike() -> None:
    alike = [replace(one, parts=((one.parts[0][0], bearing_of(n % 7 / 7)),)) for n, one in enumerate(examples(40))]
    assert calibrate(alike, most_false={True: 0.1, False: 0.1}).answerable <= 0.1


@pytest.mark.slow
def test_a_question_on_unknown_words_counts_as_refused_whatever_its_score() -> None:
    known = examples()
    unknown = [Example("quendel", False, True, ((False, bearing_of(0.9)),))]
    assert calibrate(known + unknown).refused["quendel"] == 1.0


@pytest.mark.slow
def test_a_question_of_several_is_refused_only_if_every_part_is() -> None:
    half = [Example("half", True, False, ((True, bearing_of(0.1)), (False, bearing_of(0.9))))]
    assert calibrate(examples() + half).refused["half"] == 0.0


def test_too_few_examples_are_refused_with_a_reason() -> None:
    with pytest.raises(TooFewExamples) as raised:
        calibrate(examples(2))
    assert "unanswerable" in raised.value.hint.en


@pytest.mark.slow
def test_the_text_shows_both_curves_and_the_figures() -> None:
    text = calibration_text(calibrate(examples()), "en")
    assert "questions for a thing" in text
    assert "open ones" in text
    assert "refused 1.000, false_ref 0.0" in text


@pytest.mark.slow
def test_written_scales_are_read_back_the_same(tmp_path: Path) -> None:
    calibration = calibrate(examples())
    write_scales(tmp_path / "refusal.toml", calibration)
    assert read_scales(tmp_path / "refusal.toml") == calibration.scales
    assert [path.name for path in tmp_path.iterdir()] == ["refusal.toml"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("own = ", "ownn = "), ("bias = ", "bios = "), ("own = ", "own = -"), ("bias = ", "bias = nan #")],
)
def test_a_file_with_a_wrong_name_or_value_is_an_error(tmp_path: Path, right: str, wrong: str) -> None:
    text = REFUSAL.read_text(encoding="utf-8")
    (tmp_path / "refusal.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ValueError, match="validation error"):
        read_scales(tmp_path / "refusal.toml")
