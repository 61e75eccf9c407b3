"""Selection of partners and projects: catalogue, weighing, raters, rules before the start, report, commands."""

import json
from itertools import product
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from assistant.commands import cli
from assistant.export.files import FORMATS, write_draft
from assistant.instruments.catalogue_file import BadCatalogue
from assistant.instruments.record_file import BadInstrumentFile
from assistant.phrase import Strict
from assistant.selection.catalogue import load_catalogue, read_catalogue
from assistant.selection.forms import Ipr, IprRule, Pest, Protocol, Swot
from assistant.selection.raters import (
    ConflictOfInterest,
    divergences,
    submitted,
    visible_ratings,
    with_ratings,
)
from assistant.selection.records import (
    Candidate,
    Conflict,
    Criterion,
    Minutes,
    Proof,
    Rater,
    Rating,
    Selection,
)
from assistant.selection.report import selection_report
from assistant.selection.selection_file import read_selection_file
from assistant.selection.starting import IprIncomplete, start_project
from assistant.selection.verdicts import (
    divergences_in_words,
    raters_in_words,
    shifts_in_words,
    standing_in_words,
    verdict,
)
from assistant.selection.weighing import Standing, group_scores, rank
from assistant.selection.words import Words
from assistant.studio.records import Chart, Draft, Paragraph, Quote, Table
from assistant.wording import wordings
from ingest.records import SourceDetails

GERMAN = Words("de")
QUOTE = Quote("s1", SourceDetails(title="Photonik", year=2023), "a.pdf", "Lyon zählt 120 Mitglieder.", 3, 29, 4, "4")
SETTLED = IprRule(agreed="geregelt", document="Vertrag", day="2027-01-02", responsible="Anna")
ALL_SETTLED = Ipr(dissemination=SETTLED, liability=SETTLED, organisation=SETTLED, disputes=SETTLED)


def criterion(name: str, weight: float = 5, least: int | None = None) -> Criterion:
    return Criterion(id=name, group="Gruppe", title=name.title(), weight=weight, least=least)


def partners(scores: dict[str, dict[str, int]], *criteria: Criterion, **stages: str) -> Selection:
    """Return a selection: scores by candidate and criterion; who is not named long-listed has its stage in `stages`."""
    return Selection(
        kind="partners",
        title="Partner",
        criteria=criteria,
        candidates=tuple(
            Candidate.model_validate({"id": name, "name": name.title(), "stage": stages.get(name, "long_list")})
            for name in scores
        ),
        ratings=tuple(
            Rating(candidate=name, criterion=key, score=score)
            for name, row in scores.items()
            for key, score in row.items()
        ),
    )


def projects(ratings: dict[tuple[str, str, str], int], *, waiting: str = "", **conflicts: str) -> Selection:
    """Return a selection of "laser" and "linse" by "ziel" and "markt", rated by ada, ben and cem."""
    return Selection(
        kind="projects",
        title="Projekte",
        criteria=(criterion("ziel"), criterion("markt")),
        candidates=(Candidate(id="laser", name="Laser"), Candidate(id="linse", name="Linse")),
        raters=tuple(Rater(id=one, name=one.title(), submitted=one != waiting) for one in ("ada", "ben", "cem")),
        conflicts=tuple(
            Conflict(rater=rater, candidate=project, reason="Beteiligt") for rater, project in conflicts.items()
        ),
        ratings=tuple(
            Rating(candidate=project, criterion=key, rater=rater, score=score)
            for (rater, project, key), score in ratings.items()
        ),
    )


def standing(selection: Selection, name: str) -> Standing:
    return next(one for one in rank(selection).standings if one.candidate.id == name)


def test_the_partner_catalogue_has_69_criteria_in_seven_groups_with_their_origin() -> None:
    catalogue = load_catalogue("partners")
    assert [(one.id, len(one.criteria)) for one in catalogue.groups] == [
        ("general", 25), ("structure", 9), ("management", 9), ("sector", 6), ("country", 10), ("framework", 5),
        ("complementarity", 5),
    ]  # fmt: skip
    assert len(catalogue.criteria) == 69
    assert {str(one.origin) for one in catalogue.criteria} == {"author='Söllner/Wiese/Wiesner' year=2018 chapter='4.1'"}


def test_every_criterion_of_both_catalogues_asks_a_question_in_both_languages() -> None:
    criteria = (*load_catalogue("partners").criteria, *load_catalogue("projects").criteria)
    assert [one.id for one in criteria if not one.question or "?" not in one.question.de + one.question.en] == []
    assert {one.origin.chapter for one in load_catalogue("projects").criteria if one.origin} == {"5.2"}


def test_a_decision_has_a_day_that_the_calendar_has() -> None:
    with pytest.raises(ValidationError, match="no_day"):
        Minutes(day="2027-02-30", who="Lenkungskreis", what="Lyon")


def test_a_catalogue_of_one_s_own_may_be_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "eigene.toml"
    path.write_text(
        '[[groups]]\nid = "g"\ntitle = "Messe"\n[[groups.criteria]]\nid = "a"\ntitle = "Stand"\nweight = 7\n'
    )
    one = read_catalogue(path).criteria[0]
    assert (one.title.en, one.group.de, one.weight, one.origin) == ("Stand", "Messe", 7, None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[groups]]\nid = "g"\ntitle = "G"\n[[groups.criteria]]\nid = "a"\n', "1. Eintrag, title: die Angabe fehlt"),
        (
            '[[groups]]\nid = "g"\ntitle = "G"\n[[groups.criteria]]\nid = "a"\ntitle = "T"\nweight = "gut"\n',
            "Gruppe 1 (g), criteria, 1. Eintrag, weight: erwartet wird eine Zahl",
        ),
        (
            '[[groups]]\nid = "g"\ntitle = "G"\ncriteria = [{id = "a", title = "T"}, {id = "b", title = "t "}]\n',
            "dieses Kriterium gibt es zweimal: t",
        ),
        (
            '[[groups]]\nid = "g"\ntitle = " "\n[[groups.criteria]]\nid = "a"\ntitle = "T"\n',
            "erwartet werden 1 bis 500",
        ),
        ('[[groups]\nid = "g"', "Zeile 1"),
        ("", "groups: die Angabe fehlt"),
    ],
)
def test_a_bad_catalogue_names_file_and_entry(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "eigene.toml"
    path.write_text(text)
    with pytest.raises(BadCatalogue) as refused:
        read_catalogue(path)
    assert "eigene.toml" in refused.value.message.de
    assert named in refused.value.message.de


def test_every_field_of_every_form_has_its_words() -> None:
    words = wordings("selection.toml")
    forms: dict[str, type[Strict]] = {
        "pest": Pest,
        "swot": Swot,
        "protocol": Protocol,
        "ipr": Ipr,
        "ipr_field": IprRule,
    }
    needed = {f"{name}_{field}" for name, form in forms.items() for field in form.model_fields}
    needed |= {f"{name}_{field}_hint" for name in ("protocol", "ipr") for field in forms[name].model_fields}
    assert needed - words.keys() == set()


def test_the_score_is_the_weighted_share_of_the_best_over_what_is_rated() -> None:
    selection = partners({"lyon": {"a": 4, "b": 1}}, criterion("a", 6), criterion("b", 2), criterion("c", 2))
    one = standing(selection, "lyon")
    assert one.score == pytest.approx(100 * (6 * 4 + 2 * 1) / (8 * 4))
    assert (one.coverage, one.lower, one.upper) == pytest.approx((80, 65, 85))
    assert [each.id for each in one.missing] == ["c"]


def test_ties_share_a_rank_and_keep_their_order() -> None:
    selection = partners({"lyon": {"a": 3}, "bari": {"a": 3}, "cork": {"a": 1}}, criterion("a"))
    assert [(one.candidate.id, one.rank) for one in rank(selection).standings] == [
        ("lyon", 1),
        ("bari", 1),
        ("cork", 3),
    ]
    assert verdict(rank(selection), GERMAN)[0] == "Gleichauf vorn liegen mit 75 %: Lyon, Bari."


def test_a_knock_out_puts_the_best_out_and_names_the_criterion() -> None:
    selection = partners({"lyon": {"a": 4, "b": 1}, "bari": {"a": 1, "b": 2}}, criterion("a", 9), criterion("b", 1, 2))
    assert standing(selection, "lyon").rank is None
    assert [one.candidate.id for one in rank(selection).leaders] == ["bari"]
    told = standing_in_words(standing(selection, "lyon"), selection, GERMAN)
    assert told == "Lyon scheidet aus: „B“ ist mit 1 bewertet, nötig ist mindestens 2."


def test_a_knock_out_criterion_without_a_rating_is_open_and_puts_nobody_out() -> None:
    selection = partners({"lyon": {"a": 4}, "bari": {"a": 0, "b": 4}}, criterion("a", 9), criterion("b", 1, 2))
    ranking = rank(selection)
    assert [one.candidate.id for one in ranking.leaders] == ["lyon"]
    assert [one.id for one in ranking.leaders[0].unproven] == ["b"]
    assert "Offen ist auch, ob Lyon diese K.-o.-Kriterien erfüllt: B." in verdict(ranking, GERMAN)
    assert wordings("selection.toml")["decided"].de not in verdict(ranking, GERMAN)


def test_one_who_was_declined_has_no_rank() -> None:
    selection = partners({"lyon": {"a": 4}, "bari": {"a": 2}}, criterion("a"), lyon="declined")
    assert [(one.candidate.id, one.rank) for one in rank(selection).standings] == [("bari", 1), ("lyon", None)]


def test_overlapping_bounds_are_not_decidable_and_separate_ones_are() -> None:
    criteria = (criterion("a", 5), criterion("b", 5))
    open_ = partners({"lyon": {"a": 4}, "bari": {"a": 3}}, *criteria)
    assert [one.candidate.id for one in rank(open_).rivals] == ["bari"]
    assert "Vorn liegen können noch: Bari." in " ".join(verdict(rank(open_), GERMAN))
    closed = partners({"lyon": {"a": 4, "b": 4}, "bari": {"a": 0}}, *criteria)
    assert rank(closed).rivals == ()
    assert "Was noch fehlt, kann den ersten Platz nicht mehr ändern." in verdict(rank(closed), GERMAN)


def test_who_is_not_rated_at_all_may_still_win() -> None:
    selection = partners({"lyon": {"a": 3}, "bari": {}}, criterion("a"))
    assert [one.candidate.id for one in rank(selection).rivals] == ["bari"]
    assert standing(selection, "bari").score is None


def moved_by_hand(selection: Selection, name: str, factor: float) -> set[str]:
    moved = tuple(
        Criterion(**{**dict(one), "weight": one.weight * factor}) if one.id == name else one
        for one in selection.criteria
    )
    return {one.candidate.id for one in rank(Selection(**{**dict(selection), "criteria": moved})).leaders}


def test_sensitivity_names_exactly_the_weights_at_which_others_lead() -> None:
    selection = partners(
        {"lyon": {"a": 4, "b": 1, "c": 2}, "bari": {"a": 1, "b": 4, "c": 2}, "cork": {"a": 2, "b": 2}},
        criterion("a", 6), criterion("b", 5.5), criterion("c", 3),
    )  # fmt: skip
    ranking = rank(selection)
    found = {(one.criterion.id, one.change): {each.id for each in one.leaders} for one in ranking.shifts}
    expected = {
        (one.id, change): moved_by_hand(selection, one.id, 1 + change / 100)
        for one, change in product(selection.criteria, (-20, 20))
    }
    assert found == {key: leaders for key, leaders in expected.items() if leaders != {"lyon"}}
    assert found
    assert "„A“ um 20 % leichter – dann vorn: Bari." in shifts_in_words(ranking, GERMAN)


def test_a_clear_lead_holds() -> None:
    selection = partners({"lyon": {"a": 4, "b": 4}, "bari": {"a": 1, "b": 1}}, criterion("a"), criterion("b"))
    assert rank(selection).shifts == ()
    assert wordings("selection.toml")["holds"].en in verdict(rank(selection), Words("en"))


def test_nothing_rated_no_weight_and_nobody_there_are_results_too() -> None:
    assert verdict(rank(partners({})), GERMAN) == (wordings("selection.toml")["nobody_leads"].de,)
    for selection in (partners({"lyon": {}}, criterion("a")), partners({"lyon": {"a": 3}}, criterion("a", 0))):
        assert (standing(selection, "lyon").score, standing(selection, "lyon").rank) == (None, None)


def test_group_scores_stand_in_the_order_of_the_groups() -> None:
    other = Criterion(id="b", group="Zweite", title="B")
    groups, scores = group_scores(partners({"lyon": {"a": 2}}, criterion("a"), other))
    assert ([one.de for one in groups], scores) == (["Gruppe", "Zweite"], {"lyon": (50.0, None)})


def test_nobody_sees_others_ratings_before_submitting_and_no_drafts_after() -> None:
    given = {("ada", "laser", "ziel"): 4, ("ben", "laser", "ziel"): 1, ("cem", "laser", "ziel"): 2}
    selection = projects(given, waiting="cem")
    assert {one.rater for one in visible_ratings(selection, "cem")} == {"cem"}
    assert {one.rater for one in visible_ratings(selection, "ada")} == {"ada", "ben"}
    assert {one.rater for one in visible_ratings(submitted(selection, "cem"), "cem")} == {"ada", "ben", "cem"}


def test_the_mean_of_those_who_submitted_counts_and_the_others_lack() -> None:
    selection = projects(
        {("ada", "laser", "ziel"): 4, ("ben", "laser", "ziel"): 2, ("cem", "laser", "ziel"): 0}, waiting="cem"
    )
    one = standing(selection, "laser")
    assert one.score == 75
    assert one.coverage == pytest.approx(100 / 3)
    assert "Noch nicht abgegeben: Cem. Ihre Bewertungen zählen als fehlend." in raters_in_words(selection, GERMAN)


def test_a_conflict_of_interest_excludes_the_rater_and_lacks_nothing() -> None:
    rated = {(rater, "laser", key): 2 for rater in ("ada", "ben") for key in ("ziel", "markt")}
    selection = projects(rated, cem="laser")
    assert standing(selection, "laser").coverage == 100
    with pytest.raises(ConflictOfInterest, match="Cem may not rate"):
        with_ratings(selection, "cem", [Rating(candidate="laser", criterion="ziel", score=4)])
    with pytest.raises(ValidationError, match="barred_rating"):
        projects({("cem", "laser", "ziel"): 4}, cem="laser")


def test_what_is_changed_after_submitting_keeps_what_was_given_alone() -> None:
    selection = projects({("ada", "laser", "ziel"): 4, ("ben", "laser", "ziel"): 1})
    changed = with_ratings(selection, "ada", [Rating(candidate="laser", criterion="ziel", score=2)])
    assert [(one.score, one.first) for one in changed.ratings if one.rater == "ada"] == [(2, 4)]
    assert "Laser, „Ziel“: Ada gab erst 4, nach der Besprechung 2." in raters_in_words(changed, GERMAN)


def test_wide_spreads_are_flagged_for_discussion_with_who_said_what() -> None:
    given = {
        ("ada", "laser", "ziel"): 4,
        ("ben", "laser", "ziel"): 2,
        ("ada", "linse", "ziel"): 2,
        ("ben", "linse", "ziel"): 1,
    }
    found = divergences(projects(given))
    assert [(one.candidate.id, one.criterion.id if one.criterion else None, one.spread) for one in found] == [
        ("laser", None, 50), ("laser", "ziel", 2), ("linse", None, 25),
    ]  # fmt: skip
    told = divergences_in_words(projects(given), GERMAN)
    assert "Laser, „Ziel“: Ben und Ada liegen um 2 Stufen auseinander. Bitte besprechen." in told


def test_a_project_starts_only_with_all_four_rules() -> None:
    selection = projects({})
    with pytest.raises(IprIncomplete, match="Settling disputes – Day"):
        start_project(selection, "laser")
    ready = Selection(
        **{
            **dict(selection),
            "candidates": (Candidate(id="laser", name="Laser", ipr=ALL_SETTLED), selection.candidates[1]),
        }
    )
    assert [one.started for one in start_project(ready, "laser").candidates] == [True, False]
    with pytest.raises(ValidationError, match="ipr_incomplete"):
        Candidate(id="a", name="A", started=True)


def test_json_brings_a_selection_back_and_names_the_field_at_fault(tmp_path: Path) -> None:
    selection, file = projects({("ada", "laser", "ziel"): 4}), tmp_path / "p.json"
    file.write_text(selection.model_dump_json(), encoding="utf-8")
    assert read_selection_file(file, "projects") == selection
    with pytest.raises(BadInstrumentFile, match="other kind"):
        read_selection_file(file, "partners")
    bad = json.loads(selection.model_dump_json())
    bad["ratings"][0]["score"] = 7
    file.write_text(json.dumps(bad), encoding="utf-8")
    with pytest.raises(BadInstrumentFile) as refused:
        read_selection_file(file, "projects")
    assert "p.json: ratings, 1. Eintrag, score: erwartet wird eine Zahl im üblichen Bereich" in refused.value.message.de


@pytest.mark.parametrize("name", ["Lyon", " lyon "])
def test_two_candidates_do_not_share_a_name(name: str) -> None:
    with pytest.raises(ValidationError, match="candidate_twice"):
        Selection(kind="partners", title="P", candidates=(Candidate(id="a", name="Lyon"), Candidate(id="b", name=name)))


@pytest.fixture
def full() -> Selection:
    criteria = load_catalogue("partners").criteria
    ratings = [
        Rating(candidate=name, criterion=one.id, score=(at + shift) % 5)
        for name, shift in (("lyon", 0), ("bari", 2))
        for at, one in enumerate(criteria)
        if at % 7
    ]
    proof = Rating(
        candidate="lyon",
        criterion=criteria[0].id,
        score=4,
        note="Besuch im Mai",
        proofs=(
            Proof(kind="document", quote=QUOTE),
            Proof(kind="link", link="https://example.org", text="Netzseite"),
        ),
    )
    return Selection(
        kind="partners",
        title="Partner für LichtNetz",
        criteria=criteria,
        candidates=(
            Candidate(id="lyon", name="Photonics Lyon", stage="chosen", pest=Pest(political="Stabil")),
            Candidate(id="bari", name='=HYPERLINK("http://x")', swot=Swot(threats="Wechsel")),
        ),
        ratings=(*ratings, proof),
        decisions=(Minutes(day="2027-01-02", who="Lenkungskreis", what="Lyon", why="Nutzwert", dissent="eine"),),
    )


def parts(report: Draft, kind: type) -> list[object]:
    return [part for section in report.sections for part in section.parts if isinstance(part, kind)]


def test_the_report_holds_charts_minutes_sheets_and_quotes_with_their_source(full: Selection) -> None:
    report = selection_report(full, "de", "2027-02-03")
    charts = [part for part in parts(report, Chart) if isinstance(part, Chart)]
    assert [(one.shape, len(one.labels)) for one in charts] == [("heat", 7), ("radar", 7)]
    tables = {part.caption: part for part in parts(report, Table) if isinstance(part, Table)}
    assert tables["Niederschrift der Entscheidungen"].rows == (
        ("02.01.2027", "Lenkungskreis", "Lyon", "Nutzwert", "eine"),
    )
    assert tables["PEST-Analyse"].rows == (("Politik und Recht", "Stabil"),)
    (section,) = [one for one in report.sections if one.quotes]
    assert section.quotes == (QUOTE,)
    assert "Photonics Lyon: Im Kooperationsprotokoll fehlt noch: Datenschutz" in " ".join(section.open_points)


def test_the_report_of_projects_keeps_drafts_of_ratings_to_their_raters() -> None:
    selection = projects({("ada", "laser", "ziel"): 4, ("cem", "laser", "ziel"): 1}, waiting="cem")
    tables = [part for part in parts(selection_report(selection, "de", "2027-02-03"), Table) if isinstance(part, Table)]
    rated = next(one for one in tables if one.caption == "Bewertungen von Laser")
    assert rated.rows == (("Ziel", "5", "4", "Ada 4", ""),)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_takes_the_report(full: Selection, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bericht{ending}"
    write_draft(selection_report(full, "en", "2027-02-03"), path)
    assert path.stat().st_size > 0


def test_an_empty_selection_has_a_report_that_says_so() -> None:
    report = selection_report(Selection(kind="projects", title="Leer"), "de", "2027-02-03")
    told = [part.text for part in parts(report, Paragraph) if isinstance(part, Paragraph)]
    assert wordings("selection.toml")["nobody_leads"].de in told


def test_the_commands_go_from_a_new_selection_to_a_report(full: Selection, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> dict[str, list[dict[str, object]]]:
        result = CliRunner().invoke(cli, ["partners", *map(str, arguments), "--json"])
        assert result.exit_code == 0, result.output
        read: dict[str, list[dict[str, object]]] = json.loads(result.output)
        return read

    run("new", tmp_path / "neu.xlsx")
    assert run("rank", tmp_path / "neu.xlsx")["ranking"] == []
    (tmp_path / "voll.json").write_text(full.model_dump_json(), encoding="utf-8")
    run("convert", tmp_path / "voll.json", tmp_path / "voll.xlsx", "--language", "de")
    ranked = run("rank", tmp_path / "voll.xlsx")
    assert ranked == run("rank", tmp_path / "voll.json")
    assert [one["id"] for one in ranked["ranking"]] == [one.candidate.id for one in rank(full).standings]
    run("report", tmp_path / "voll.xlsx", "--out", tmp_path / "bericht.md")
    assert "Photonics Lyon" in (tmp_path / "bericht.md").read_text(encoding="utf-8")
    again = CliRunner().invoke(cli, ["partners", "new", str(tmp_path / "neu.xlsx")])
    assert (again.exit_code, "neu.xlsx" in again.output) == (1, True)


def test_the_commands_for_projects_collect_each_rater_s_sheet(tmp_path: Path) -> None:
    file, out = tmp_path / "p.json", tmp_path / "q.json"
    selection = projects({("ada", "laser", "ziel"): 3, ("cem", "linse", "ziel"): 2}, waiting="cem", ben="linse")
    file.write_text(selection.model_dump_json(), encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(cli, ["projects", "sheets", str(file), str(tmp_path)]).exit_code == 0
    sheets = [str(tmp_path / f"p-{name}.xlsx") for name in ("ada", "ben", "cem")]
    collected = runner.invoke(cli, ["projects", "collect", str(file), *sheets, "--out", str(out)])
    assert collected.exit_code == 0, collected.output
    read = read_selection_file(out, "projects")
    assert (read.ratings, [one.submitted for one in read.raters]) == (selection.ratings, [True, True, True])
