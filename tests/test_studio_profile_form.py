"""The profile as a form: a line per entry, columns parted by "|" or a tab; what cannot be read is named."""

import pytest

from assistant.studio.facts import GOAL_GROUPS
from assistant.studio.numbers import read_number
from assistant.studio.profile import Profile
from assistant.studio.profile_file import BadProfile
from assistant.studio.profile_form import FIELDS, ROWS, from_form, to_form
from ingest.records import Text

NAMES = {"budget": Text("Finanzplan", "Budget"), "milestones": Text("Meilensteine", "Milestones")}
FULL = Profile.model_validate(
    {
        "name": "LichtNetz e. V.",
        "summary": "Erste Zeile.\nZweite Zeile | mit Strich.",
        "members": [{"type": "Unternehmen", "count": 1200, "sme": 1100}, {"type": "Institute", "count": 2}],
        "management": [{"name": "A. Beispiel", "role": "Geschäftsführung"}],
        "partners": [{"name": "Lumen", "country": "Spanien", "since": 2019, "about": "Leuchten"}],
        "target_countries": ["Spanien", "Portugal"],
        "goals": [{"text": "mehr Licht", "group": group} for group in GOAL_GROUPS] + [{"text": "Ruhe"}],
        "needs": {"method": "Umfrage", "date": "Mai 2026", "participants": 40, "results": ["Kontakte", "Normen"]},
        "budget": [
            {"item": "Reisen", "source": "Land", "year": 2027, "amount": 12500.5},
            {"item": "Messe", "amount": 7},
        ],
        "horizon": {"start": 2027, "end": 2029},
        "milestones": [{"title": "Auftakt", "start": "2027-01", "end": "2027-03", "responsible": "B", "cost": 100}],
        "projects": [{"title": "Lampe", "partner": "Lumen"}],
        "indicators": [{"name": "Lampen", "goal": "mehr Licht", "unit": "Stück", "target": "9", "due": "2029-12"}],
        "risks": [{"risk": "Ausfall", "response": "Ersatz"}],
        "measures": ["member_survey"],
    }
)


def read(**fields: str) -> Profile:
    return from_form({name.replace("__", "."): text for name, text in fields.items()}, [], names=NAMES)


def test_a_form_gives_back_the_profile_it_was_filled_from() -> None:
    assert from_form(to_form(FULL), FULL.measures, names=NAMES) == FULL


def test_an_empty_form_is_the_empty_profile() -> None:
    assert from_form(to_form(Profile()), [], names=NAMES) == Profile()
    assert from_form({field: " | \n" if field in ROWS else "  \n" for field in FIELDS}, [], names=NAMES) == Profile()


def test_columns_may_be_parted_by_tabs_as_copied_from_excel() -> None:
    profile = read(budget="Reisen\tLand\t2027\t1.500,00 €\nMesse\t\t\t20")
    assert [(one.item, one.source, one.year, one.amount) for one in profile.budget] == [
        ("Reisen", "Land", 2027, 1500.0),
        ("Messe", "", None, 20.0),
    ]


def test_months_may_be_typed_in_the_german_way() -> None:
    (step,) = read(milestones="Auftakt | 1/2027 | 03.2027").milestones
    assert (step.start, step.end) == ("2027-01", "2027-03")


def test_a_group_of_goals_may_be_shortened_in_either_language() -> None:
    groups = [goal.group for goal in read(goals="a | Vernetzung\nb | markt\nc | products and").goals]
    assert groups == ["networking", "market", "products"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.500", 12500),
        ("12.500,50", 12500.5),
        ("12,500.50", 12500.5),
        ("1 200 Euro", 1200),
        ("12,5", 12.5),
        ("0.5", 0.5),
        ("1.234.567", 1234567),
        ("80", 80),
        ("0,500", 0.5),
        ("EUR 1,234.50", 1234.5),
    ],
)
def test_amounts_are_read_as_they_are_written(typed: str, value: float) -> None:
    assert read_number(typed) == value


@pytest.mark.parametrize("typed", ["12 Euro 50", "10 20", "1.2.3", "5 % 5", "1.00.000", "", "-3", "9" * 400])
def test_what_is_no_number_is_not_made_one(typed: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        read_number(typed)


@pytest.mark.parametrize(
    ("fields", "german", "english"),
    [
        (
            {"budget": "Messe | Land | 2027 | 5\nReisen | Land | 2027 | viel"},
            "Finanzplan, Zeile 2: „viel“: erwartet wird ein Betrag wie 12.500,50.",
            "Budget, line 2: “viel”: an amount like 12,500.50 is expected.",
        ),
        (
            {"milestones": "Auftakt | 13/2027 | 03/2027"},
            "Meilensteine, Zeile 1: „13/2027“: erwartet wird ein Monat wie 03/2027.",
            "Milestones, line 1: “13/2027”: a month such as 03/2027 is expected.",
        ),
        (
            {"milestones": "Auftakt | 05/2027 | 03/2027"},
            "Meilensteine, 1. Eintrag: das Ende liegt vor dem Anfang.",
            "Milestones, entry 1: the end is before the start.",
        ),
        (
            {"budget": "a | b | 2027 | 1 | zu viel"},
            "Finanzplan, Zeile 1: höchstens 4 Spalten.",
            "Budget, line 1: at most 4 columns.",
        ),
        (
            {"milestones": "Auftakt | 01/2027"},
            "Meilensteine, 1. Eintrag, end: die Angabe fehlt.",
            "Milestones, entry 1, end: it is missing.",
        ),
    ],
    ids=["amount", "month", "order", "columns", "missing"],
)
def test_what_cannot_be_read_is_named(fields: dict[str, str], german: str, english: str) -> None:
    with pytest.raises(BadProfile) as caught:
        read(**fields)
    assert caught.value.message == Text(german, english)


@pytest.mark.parametrize("text", ["inf", "nan", "1e400", "-5", "9" * 400])
def test_numbers_beyond_all_use_are_refused(text: str) -> None:
    with pytest.raises(BadProfile):
        read(budget=f"Reisen | Land | 2027 | {text}")
