"""What comes of an evaluation: the report in every format, own material in the library, the commands."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.commands import cli
from assistant.export.bibliography import entry_of, footnote, reference
from assistant.export.files import FORMATS, write_draft
from assistant.studio.records import Chart, Paragraph, Quote, Table
from assistant.survey.answers import Answers, Response, read_answers
from assistant.survey.catalogue import new_survey
from assistant.survey.evaluate import evaluate
from assistant.survey.material import add_to_library, material_text
from assistant.survey.methods_report import methods_report
from assistant.survey.report import survey_report
from assistant.survey.results import Evaluation
from assistant.survey.survey_file import read_survey
from ingest.library import Library
from ingest.records import SourceDetails

RUN = CliRunner()
DAY = "2027-01-31"


def responses() -> tuple[Response, ...]:
    """Twelve members: eight small enterprises, three universities and one that says nothing of itself."""
    rows = []
    for number in range(12):
        kind = "small" if number < 8 else "university" if number < 11 else None
        row: dict[str, str | float | frozenset[str]] = {
            "support": frozenset({"funding", "law"} if number % 2 else {"funding"}),
            "goal_market": 5.0 if number < 9 else 2.0,
            "hours": 10.0 + number,
            "remarks": f'=HYPERLINK("x") {number} [1] „Zitat“',
        }
        rows.append(Response(number + 2, {**row, "member_type": kind} if kind else row, frozenset()))
    return tuple(rows)


@pytest.fixture
def evaluation() -> Evaluation:
    survey = new_survey("LichtNetz", "de").model_copy(update={"invited": 20})
    return evaluate(survey, Answers(responses()), made_on=DAY)


def test_the_report_tells_the_result_the_needs_and_the_rules(evaluation: Evaluation) -> None:
    draft = survey_report(evaluation, "de")
    assert (draft.title, draft.nature, draft.made_on) == ("Bedarfsumfrage: LichtNetz", "survey", DAY)
    told = [part.text for part in draft.sections[0].parts if isinstance(part, Paragraph)]
    assert told[0] == "12 von 20 befragten Mitgliedern haben geantwortet (60 Prozent)."
    assert "„Beratung zu Fördermitteln und Anträgen“, genannt von 12 der 12 Mitglieder" in " ".join(told)
    assert "Danach folgen: „Beratung zu Recht, Zoll und Verträgen“ (50 %)." in " ".join(told)
    tables = [part for part in draft.sections[0].parts if isinstance(part, Table)]
    assert tables[1].rows[:2] == (
        ("1", "Beratung zu Fördermitteln und Anträgen", "12 / 12", "100 %", "stark"),
        ("2", "Beratung zu Recht, Zoll und Verträgen", "6 / 12", "50 %", "stark"),
    )
    assert [section.id for section in draft.sections][-1] == "rules"


def test_three_universities_are_nowhere_in_the_report_by_themselves(evaluation: Evaluation) -> None:
    """Eight, three and one: the three would be the total less the eight, so nothing is told by type."""
    for language in ("de", "en"):
        draft = survey_report(evaluation, "en" if language == "en" else "de")
        parts = [part for section in draft.sections for part in section.parts]
        cells = [cell for part in parts if isinstance(part, Table) for row in part.rows for cell in row]
        labels = [label for part in parts if isinstance(part, Chart) for label in part.labels]
        assert not {"Hochschule", "University"} & {*cells, *labels}
        assert "Art des Mitglieds" not in " ".join(part.caption for part in parts if isinstance(part, Table))


@pytest.mark.slow
@pytest.mark.parametrize("ending", FORMATS)
def test_the_report_is_written_in_every_format(evaluation: Evaluation, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bericht{ending}"
    write_draft(survey_report(evaluation, "en"), path)
    assert path.exists()


def test_few_answers_and_more_than_were_asked_are_open_points() -> None:
    survey = new_survey("LichtNetz", "de").model_copy(update={"invited": 3})
    few = survey_report(evaluate(survey, Answers(responses()[:4]), made_on=DAY), "de")
    assert any("ab fünf Antworten" in part.text for part in few.sections[0].parts if isinstance(part, Paragraph))
    assert any("mehr Antworten vor (4), als Mitglieder gefragt wurden (3)" in point for _, point in few.open_points)


def test_the_methods_are_a_document_too(tmp_path: Path) -> None:
    draft = methods_report(100, "en", made_on=DAY)
    table = next(part for part in draft.sections[0].parts if isinstance(part, Table))
    assert table.rows[1] == ("Telephone campaign", "12 hours + 0.80 hours for each member", "92")
    write_draft(draft, tmp_path / "m.docx")


def test_the_result_becomes_own_material_once(evaluation: Evaluation, library: Library) -> None:
    statuses = [add_to_library(library, evaluation, "de", name="licht").status for _ in range(2)]
    again = Evaluation(**{**dict(evaluation), "made_on": "2027-02-28"})
    statuses.append(add_to_library(library, again, "de", name="licht").status)
    assert statuses == ["added", "unchanged", "replaced"]
    (source,) = library.sources()
    details = source.details
    assert (details.kind, details.year, details.confidential) == ("own_material", 2027, True)
    assert details.title == "Bedarfsumfrage: LichtNetz (Stand 28. Februar 2027)"


def test_own_material_holds_whole_sentences_and_no_free_texts(evaluation: Evaluation) -> None:
    text = material_text(evaluation, "de")
    assert (
        "In der Bedarfsumfrage nennen 12 von 12 Mitgliedern auf die Frage „Wobei soll das Clustermanagement Sie "
        "unterstützen?“ die Antwort „Beratung zu Fördermitteln und Anträgen“ (100 Prozent, Rang 1)."
    ) in text
    assert "HYPERLINK" not in text
    assert "Hochschule" not in text.replace("Hochschulen", "")


@pytest.mark.parametrize("shown", [footnote, lambda quote, language: reference(entry_of(quote), language)])
def test_own_material_is_cited_as_such_and_literature_is_not(shown: Callable[[Quote, str], str]) -> None:
    def quote(details: SourceDetails) -> Quote:
        return Quote("1", details, "x.md", "Satz.", 0, 5)

    own = quote(SourceDetails("Bedarfsumfrage", year=2027, kind="own_material"))
    assert shown(own, "de").startswith("Eigenes Material: Bedarfsumfrage (2027)")
    assert shown(own, "en").startswith("Own material: Bedarfsumfrage (2027)")
    study = quote(SourceDetails("Bedarfsumfrage", year=2027, kind="study"))
    assert shown(study, "de").startswith("Bedarfsumfrage (2027)")


# commands


def run(*arguments: object) -> tuple[int, str]:
    result = RUN.invoke(cli, [str(one) for one in ("survey", *arguments)])
    return result.exit_code, result.output


def answers_file(folder: Path) -> Path:
    path = folder / "antworten.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["id", "E-Mail", "Wobei soll das Clustermanagement Sie unterstützen?", "hours"])
        for number in range(6):
            support = "Beratung zu Fördermitteln und Anträgen;law"
            writer.writerow([number, "a@b.de", support, "12,5" if number else "viel"])
    return path


def test_methods_are_compared_as_data() -> None:
    code, output = run("methods", "--members", 100, "--json")
    told = json.loads(output)
    assert code == 0
    assert [one["hours"] for one in told["methods"]] == [74, 92, 23]
    assert (told["advice"]["method"], told["origin"]["chapter"]) == ("survey", "2")


def test_a_questionnaire_is_written_and_read_again(tmp_path: Path) -> None:
    survey, form, sheet = tmp_path / "u.json", tmp_path / "u.docx", tmp_path / "blatt.csv"
    assert run("questionnaire", "--questions", "member_type,hours", "--title", "Licht", "--out", survey)[0] == 0
    assert run("questionnaire", "--survey", survey, "--out", form, "--answer-sheet", sheet)[0] == 0
    assert form.read_bytes().startswith(b"PK")
    assert sheet.read_text("utf-8-sig").strip().replace(",", ";") == "id;member_type;hours"
    code, output = run("questionnaire", "--survey", survey, "--out", form, "--json")
    assert (code, json.loads(output)["error"]["code"]) == (1, "file_exists")
    code, output = run("questionnaire", "--questions", "farbe", "--json")
    assert (code, json.loads(output)["error"]["code"]) == (1, "unknown_questions")
    code, output = run("questionnaire", "--out", tmp_path / "u.odt", "--json")
    assert (code, json.loads(output)["error"]["code"]) == (1, "no_such_form")


OWN_QUESTIONS = """
[[questions]]
code = "fair"
kind = "single"
theme = "support"
text = "Auf welche Messe wollen Sie?"
options = [{ code = "a", text = "Hannover" }, { code = "b", text = "Lyon" }]
suggested = true
origin = { author = "Cluster Silbergrund", year = 2026 }
"""


def test_a_catalogue_of_ones_own_adds_questions_and_says_what_does_not_fit(tmp_path: Path) -> None:
    own, survey = tmp_path / "fragen.toml", tmp_path / "u.json"
    own.write_text(OWN_QUESTIONS, encoding="utf-8")
    assert run("questionnaire", "--catalogue", own, "--out", survey)[0] == 0
    codes = [one.code for one in read_survey(survey).questions]
    assert codes[codes.index("support") + 1] == "fair"
    assert {one.code for one in new_survey("x", "de").questions} == {*codes} - {"fair"}
    own.write_text(OWN_QUESTIONS.replace('kind = "single"', 'kind = "single"\ngroup = true'), encoding="utf-8")
    code, output = run("questionnaire", "--catalogue", own, "--json")
    assert (code, json.loads(output)["error"]["code"]) == (1, "unusable_question")
    own.write_text(OWN_QUESTIONS.replace("origin", "herkunft"), encoding="utf-8")
    code, output = run("questionnaire", "--catalogue", own, "--json")
    assert (code, json.loads(output)["error"]["code"]) == (1, "bad_catalogue")


def test_answers_are_evaluated_as_data_and_as_a_report(tmp_path: Path) -> None:
    report = tmp_path / "bericht.md"
    code, output = run(
        "evaluate", answers_file(tmp_path), "--invited", 8, "--out", report, "--language", "de", "--json"
    )
    told = json.loads(output)
    assert code == 0
    assert (told["respondents"], told["rate"], told["lacking"]) == (6, 0.75, [])
    assert told["import"]["personal"] == ["E-Mail"]
    assert told["import"]["bad_cells"] == [{"row": 2, "column": "hours", "found": "viel", "reason": "ist keine Zahl"}]
    hours = next(one for one in told["questions"] if one["code"] == "hours")
    assert (hours["answered"], hours["invalid"], hours["mean"]) == (5, 1, 12.5)
    assert "6 von 8 befragten Mitgliedern" in report.read_text("utf-8")


def test_a_file_of_something_else_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    code, output = run("evaluate", tmp_path / "x.csv", "--json")
    assert (code, json.loads(output)["error"]["code"]) == (1, "unusable_answers")


def test_ids_of_a_questionnaire_head_the_answers(tmp_path: Path) -> None:
    """The empty sheet that is filled in comes back as it is."""
    sheet = tmp_path / "blatt.csv"
    assert run("questionnaire", "--questions", "member_type,support", "--answer-sheet", sheet)[0] == 0
    with sheet.open("a", encoding="utf-8") as file:
        file.write("1,Hochschule,law\n" if "," in sheet.read_text("utf-8-sig") else "1;Hochschule;law\n")
    found = read_answers(sheet, new_survey("x", "de").questions)
    assert [dict(one.values) for one in found.responses] == [
        {"member_type": "university", "support": frozenset({"law"})}
    ]
