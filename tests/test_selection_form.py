"""What is typed into the page's fields becomes a changed selection, or a fault that names the field."""

import pytest

from assistant.instruments.typed import BadEntry
from assistant.reimport.proof import KnownQuotes
from assistant.selection.beginning import new_selection, selection_of_profile
from assistant.selection.catalogue import load_catalogue
from assistant.selection.form import (
    candidate_of,
    with_candidate_cells,
    with_candidates,
    with_criteria,
    with_minutes,
    with_own_criterion,
    with_stage,
    with_weights,
    without_candidate,
)
from assistant.selection.form_ratings import (
    rating_of,
    typed_proof,
    with_conflict,
    with_proof,
    with_rated,
    with_rater,
    without_proof,
)
from assistant.selection.form_sheets import fields_of, sheet_values, with_sheet
from assistant.selection.raters import submitted
from assistant.selection.records import TOGETHER, Selection
from assistant.selection.starting import IprIncomplete, start_project
from assistant.studio.profile import Partner, Profile, Project
from assistant.studio.records import Quote
from ingest.records import Source, SourceDetails, Text

CATALOGUE = load_catalogue("partners").criteria
FIRST, SECOND = CATALOGUE[0], CATALOGUE[1]


def begun(kind: str = "partners") -> Selection:
    """Two criteria, two candidates, of projects two raters."""
    selection = new_selection("projects" if kind == "projects" else "partners", "de")
    selection = with_criteria(selection, CATALOGUE, [SECOND.id, FIRST.id])
    assert isinstance(selection, Selection)
    selection = with_candidates(selection, "Tal | Frankreich\n\nBerg\tItalien")
    return with_rater(with_rater(selection, "Ada"), "Bo") if kind == "projects" else selection


def rated(selection: Selection, rater: str = TOGETHER, **cells: str) -> Selection:
    """Rate the first candidate by the first criterion."""
    return with_rated(
        selection, rater, "tal", {f"{FIRST.id}.{field}": value for field, value in cells.items()}
    ).selection


def test_criteria_keep_the_catalogues_order_and_names_come_with_their_countries() -> None:
    selection = begun()
    assert [one.id for one in selection.criteria] == [FIRST.id, SECOND.id]
    assert [(one.name, one.country) for one in selection.candidates] == [("Tal", "Frankreich"), ("Berg", "Italien")]


def test_ratings_that_go_with_a_criterion_are_told() -> None:
    made = with_criteria(rated(begun(), score="3"), CATALOGUE, [SECOND.id])
    assert isinstance(made, tuple)
    assert made[0].ratings == ()
    assert "1 Bewertungen entfernt" in made[1].de


def test_of_the_weights_those_that_fit_are_kept_and_the_others_named() -> None:
    done = with_weights(begun(), {f"{FIRST.id}.weight": "7,5", f"{FIRST.id}.least": "x", f"{SECOND.id}.weight": "11"})
    assert [one.weight for one in done.selection.criteria] == [7.5, 5]
    assert done.told is not None
    assert f"„{FIRST.title.de}“, K.-o. unter: „x“ ist keine Grenze" in done.told.of("de")
    assert f"“{SECOND.title.en}”, Weight: “11” is no weight" in done.told.of("en")


def test_a_rating_of_seven_is_named_and_the_note_beside_it_kept() -> None:
    done = with_rated(begun(), TOGETHER, "tal", {f"{FIRST.id}.score": "7", f"{FIRST.id}.note": "gut"})
    rating = rating_of(done.selection, TOGETHER, "tal", FIRST.id)
    assert (rating.score, rating.note) == (None, "gut")
    assert done.told is not None
    assert "„7“ ist keine Bewertung; möglich sind 0 bis 4" in done.told.of("de")


def test_a_field_of_one_line_does_not_flatten_a_note() -> None:
    selection = rated(begun(), note="eins\nzwei", score="1")
    assert rating_of(rated(selection, note="eins zwei", score="2"), TOGETHER, "tal", FIRST.id).note == "eins\nzwei"


def test_an_emptied_name_is_named_and_a_formula_stays_text() -> None:
    done = with_candidate_cells(begun(), {"tal.name": " ", "berg.name": '=HYPERLINK("x")'})
    assert [one.name for one in done.selection.candidates] == ["Tal", '=HYPERLINK("x")']
    assert done.told is not None
    assert done.told.of("de").startswith("„Tal“: Name: die Angabe ist leer")


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(BadEntry, match="this name is there twice: tal"):
        with_candidates(begun(), "TAL")


def test_with_a_candidate_go_its_ratings() -> None:
    left = without_candidate(rated(begun(), score="3"), "tal")
    assert ([one.id for one in left.candidates], left.ratings) == (["berg"], ())


def test_who_leaves_the_short_list_is_on_the_long_list_again() -> None:
    selection = with_stage(with_stage(begun(), "declined", ["berg"]), "short_list", ["tal"])
    assert [one.stage for one in selection.candidates] == ["short_list", "declined"]
    assert [one.stage for one in with_stage(selection, "short_list", []).candidates] == ["long_list", "declined"]


def test_minutes_take_a_german_day_and_refuse_none_such() -> None:
    assert with_minutes(begun(), "31.3.2027", "Rat", "Tal", "", "").decisions[0].day == "2027-03-31"
    with pytest.raises(BadEntry, match=r"Day: “31\.2\.2027” is no day"):
        with_minutes(begun(), "31.2.2027", "Rat", "Tal", "", "")


SOURCE = Source("s1", SourceDetails(title="Leitfaden"), "l.pdf", "", "", 1, "ready", Text("", ""), 9, 1, 1, "")
QUOTE = Quote("s1", SOURCE.details, "l.pdf", "Vertrauen entsteht durch Besuche.", 5, 38, page=3)


def test_a_documents_words_are_looked_up_and_no_others_pass() -> None:
    finder = KnownQuotes([QUOTE])
    proof = typed_proof("document", "Vertrauen entsteht durch Besuche.", "", "3", SOURCE, finder)
    assert proof.quote == QUOTE
    with pytest.raises(BadEntry, match="do not stand in “Leitfaden”"):
        typed_proof("document", "Vertrauen entsteht von allein.", "", "", SOURCE, finder)
    assert typed_proof("document", "", "", "7", SOURCE, finder).text == "Leitfaden"
    selection = with_proof(begun(), TOGETHER, "tal", FIRST.id, proof)
    assert without_proof(selection, TOGETHER, "tal", FIRST.id, 0).ratings == ()


def test_a_link_needs_an_address() -> None:
    with pytest.raises(BadEntry, match="an address such as"):
        typed_proof("link", "Seite", "boese", "", None, KnownQuotes(()))


def test_a_conflict_of_interest_takes_the_ratings_and_keeps_others_out() -> None:
    selection = rated(begun("projects"), "ada", score="4")
    with pytest.raises(BadEntry, match="Give the reason"):
        with_conflict(selection, "ada", "tal", " ")
    barred = with_conflict(selection, "ada", "tal", "Gesellschafterin")
    assert barred.ratings == ()
    with pytest.raises(Exception, match="Ada may not rate"):
        rated(barred, "ada", score="4")


def test_what_is_changed_after_submitting_keeps_what_was_given_alone() -> None:
    later = rated(submitted(rated(begun("projects"), "ada", score="4"), "ada"), "ada", score="2")
    rating = rating_of(later, "ada", "tal", FIRST.id)
    assert (rating.first, rating.score) == (4, 2)


def test_a_project_starts_when_all_four_rules_are_filled_in() -> None:
    selection, fields = begun("projects"), fields_of("ipr")
    values = ["2027-03-31" if one.endswith(".day") else "geregelt" for one in fields]
    with pytest.raises(IprIncomplete, match="Settling disputes – Responsible"):
        start_project(with_sheet(selection, "ipr", "tal", [*values[:-1], ""]), "tal")
    started = start_project(with_sheet(selection, "ipr", "tal", values), "tal")
    assert candidate_of(started, "tal").started
    assert sheet_values(started, "ipr", "tal") == tuple(values)


def test_a_profile_brings_partners_and_countries_without_one() -> None:
    partners = (Partner(name="Tal", country="Frankreich"),)
    profile = Profile(partners=partners, target_countries=("Frankreich", "Italien"), projects=(Project(title="Licht"),))
    made = selection_of_profile("partners", profile, "Auswahl", "de")
    assert [(one.name, one.country) for one in made.candidates] == [
        ("Tal", "Frankreich"),
        ("Noch zu finden: Italien", "Italien"),
    ]
    assert [one.name for one in selection_of_profile("projects", profile, "Auswahl", "de").candidates] == ["Licht"]


def test_an_own_criterion_needs_a_title() -> None:
    assert with_own_criterion(begun(), "Mut", "").criteria[-1].group.de == "Eigene Kriterien"
    with pytest.raises(BadEntry, match="it is empty"):
        with_own_criterion(begun(), " ", "")
