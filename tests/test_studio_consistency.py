"""What does not fit together in a profile: each finding names both places."""

import pytest

from assistant.studio.consistency.profile_checks import inconsistencies
from assistant.studio.profile import Profile

HORIZON = {"horizon": {"start": 2027, "end": 2029}}
MILESTONE = {"title": "Auftakt", "start": "2027-01", "end": "2027-03"}


def found(data: dict[str, object]) -> list[tuple[str, str, str]]:
    profile = Profile.model_validate(data)
    return [(one.code, one.places[0].field, one.places[1].field) for one in inconsistencies(profile)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            HORIZON | {"milestones": [MILESTONE, MILESTONE | {"title": "Ende", "end": "2030-01"}]},
            ("milestone_outside_horizon", "milestones, 2", "horizon"),
        ),
        (
            HORIZON | {"budget": [{"item": "Reisen", "amount": 1, "year": 2026}]},
            ("budget_outside_horizon", "budget, 1", "horizon"),
        ),
        (
            HORIZON | {"indicators": [{"name": "Reisen", "due": "2031-05"}]},
            ("indicator_outside_horizon", "indicators, 1", "horizon"),
        ),
        (
            {"milestones": [MILESTONE | {"cost": 11}], "budget": [{"item": "Reisen", "amount": 10}]},
            ("costs_above_budget", "milestones", "budget"),
        ),
        (
            {"projects": [{"title": "Licht", "partner": "Luz"}], "partners": [{"name": "Lumen"}]},
            ("project_of_unknown_partner", "projects, 1", "partners"),
        ),
        (
            {"partners": [{"name": "Lumen", "country": "Italien"}], "target_countries": ["Spanien"]},
            ("partner_outside_target_countries", "partners, 1", "target_countries"),
        ),
        (
            {"goals": [{"text": "mehr Licht"}], "indicators": [{"name": "Lampen"}]},
            ("goal_without_indicator", "goals, 1", "indicators"),
        ),
        (
            {"indicators": [{"name": "Lampen", "goal": "mehr Licht"}]},
            ("indicator_of_unknown_goal", "indicators, 1", "goals"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_both_places_are_named(data: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert found(data) == [expected]


def test_what_fits_together_is_not_reported() -> None:
    fitting = {
        "milestones": [MILESTONE | {"cost": 10}],
        "budget": [{"item": "Reisen", "amount": 10, "year": 2027}],
        "partners": [{"name": "Lumen", "country": "Spanien"}],
        "target_countries": ["Spanien"],
        "projects": [{"title": "Licht", "partner": "Lumen"}],
        "goals": [{"text": "mehr Licht"}],
        "indicators": [{"name": "Lampen", "goal": "Mehr Licht.", "due": "2029-12"}],
    }
    assert found(HORIZON | fitting) == []


def test_an_empty_profile_contradicts_nothing() -> None:
    assert found({}) == []


def test_a_finding_says_in_german_and_english_what_does_not_fit() -> None:
    data = {"milestones": [MILESTONE | {"cost": 1200.5}], "budget": [{"item": "Reisen", "amount": 1000}]}
    (one,) = inconsistencies(Profile.model_validate(data))
    assert one.message.de == (
        "Die Meilensteine kosten zusammen 1.200,50 Euro, im Finanzierungsplan stehen 1.000 Euro. "
        "Erhöhen Sie das Budget, oder kürzen Sie die Kosten."
    )
    assert one.message.en == (
        "The milestones cost EUR 1,200.50 together, the finance plan holds EUR 1,000. "
        "Raise the budget, or cut the costs."
    )


def test_braces_in_what_a_person_typed_are_only_text() -> None:
    (one,) = inconsistencies(Profile.model_validate({"indicators": [{"name": "Lampen", "goal": "{name} {0} {"}]}))
    assert "„{name} {0} {“" in one.message.de
