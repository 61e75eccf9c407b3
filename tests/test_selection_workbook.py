"""The workbook of a selection: it comes back unharmed, computes in the sheet, and every fault names its cell."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assistant.instruments.workbook import UnusableWorkbook
from assistant.selection.catalogue import load_catalogue
from assistant.selection.forms import Ipr, IprRule, Pest, Protocol
from assistant.selection.raters import UnknownRater
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
from assistant.selection.weighing import rank
from assistant.selection.workbook import rater_workbook, selection_workbook
from assistant.selection.workbook_reading import read_ratings, read_selection
from assistant.studio.records import Quote
from ingest.records import Language, SourceDetails

EVIL = '=HYPERLINK("http://x","y")'
FIRST = load_catalogue("partners").criteria[:5]
OWN = Criterion(id="stand", group="Messe", title='Stand & "Halle" <A>', weight=2.5, least=2)
QUOTE = Quote("s1", SourceDetails(title="Photonik", year=2023), "a.pdf", "Lyon zählt\n120 Mitglieder.", 3, 29, 4, "IV")
PARTNERS = Selection(
    kind="partners",
    title="Partner",
    criteria=(*FIRST, OWN),
    candidates=(
        Candidate(id="evil", name=EVIL, country="Frankreich", stage="short_list", pest=Pest(political="Stabil")),
        Candidate(id="bari", name="Bari", note="zwei\nZeilen", protocol=Protocol(finance="je zur Hälfte")),
        Candidate(id="cork", name="+Cork"),
    ),
    ratings=(
        Rating(
            candidate="evil",
            criterion=FIRST[0].id,
            score=4,
            note="Besuch",
            proofs=(Proof(kind="document", quote=QUOTE, page="IV"), Proof(kind="link", link="https://example.org/a")),
        ),
        Rating(candidate="evil", criterion="stand", score=3),
        Rating(candidate="bari", criterion="stand", score=1),
        Rating(candidate="bari", criterion=FIRST[1].id, score=0),
        Rating(
            candidate="cork", criterion=FIRST[2].id, note="nur notiert", proofs=(Proof(kind="statement", text="so"),)
        ),
    ),
    decisions=(Minutes(day="2027-01-02", who="alle", what="Bari"),),
)
PROJECTS = Selection(
    kind="projects",
    title="Projekte",
    criteria=load_catalogue("projects").criteria,
    candidates=(
        Candidate(id="laser", name="Laser", ipr=Ipr(disputes=IprRule(agreed="Schiedsgericht"))),
        Candidate(id="linse", name="Linse"),
    ),
    raters=(Rater(id="ada", name="Ada", submitted=True), Rater(id="ben", name="Ben")),
    conflicts=(Conflict(rater="ben", candidate="linse", reason="Schwager"),),
    ratings=(
        Rating(candidate="laser", criterion="budget", rater="ada", score=1, first=3, note="Geheimnis"),
        Rating(candidate="laser", criterion="budget", rater="ben", score=4),
    ),
)


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "auswahl.xlsx"
    path.write_bytes(content)
    return path


def edited(tmp_path: Path, change: Callable[[Workbook], object], selection: Selection = PARTNERS) -> Path:
    """Write a selection in German, change it as a person would, and return the file.

    It is saved by openpyxl, which keeps no results of formulas, as some programs do: none of them is read.
    """
    path = written(tmp_path, selection_workbook(selection, "de"))
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def refused(path: Path) -> str:
    with pytest.raises(UnusableWorkbook) as error:
        read_selection(path, "partners")
    return error.value.message.de


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("selection", [PARTNERS, PROJECTS])
def test_what_is_written_is_read_back_the_same(tmp_path: Path, selection: Selection, language: Language) -> None:
    path = written(tmp_path, selection_workbook(selection, language))
    assert read_selection(path, selection.kind) == selection


def test_the_same_selection_gives_the_same_bytes() -> None:
    assert selection_workbook(PARTNERS, "de") == selection_workbook(PARTNERS, "de")


def test_cells_to_fill_in_are_open_all_others_locked_and_ratings_have_drop_downs(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, selection_workbook(PARTNERS, "de")))
    assert [sheet.protection.sheet for sheet in book if sheet.sheet_state == "visible"] == [True] * 4
    ratings, criteria = book["Bewertung"], book["Kriterien"]
    assert [ratings[place].protection.locked for place in ("B5", "F5", "F20", "F2", "F4")] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert [criteria[place].protection.locked for place in ("E2", "F2", "C2", "C8")] == [False, False, True, False]
    assert [sheet.protection.password for sheet in book] == [None] * 5
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2) for rule in ratings.data_validations.dataValidation
    }
    assert rules["F5:F37"] == ("list", '"0,1,2,3,4"', None)
    assert (ratings.freeze_panes, ratings.column_dimensions["A"].hidden) == ("C5", True)
    assert ratings["B5"].data_type == "s"


def test_new_candidates_criteria_ratings_and_notes_are_taken_over(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        ratings, criteria, proofs = book["Bewertung"], book["Kriterien"], book["Belege"]
        ratings["B8"], ratings["C8"], ratings["F8"] = "Århus Licht", "ausgewählt", 2
        ratings["F6"] = "3"
        criteria["B8"], criteria["C8"], criteria["E8"] = "Messe", "Nähe zur Bahn", "3,5"
        criteria["E2"], criteria["F2"] = 9, 3
        proofs["A7"], proofs["B7"], proofs["D7"] = "århus licht", 'Stand & "Halle" <A>', "angerufen"

    read = read_selection(edited(tmp_path, fill), "partners")
    assert [(one.id, one.stage) for one in read.candidates][3] == ("arhus-licht", "chosen")
    assert (read.criteria[0].weight, read.criteria[0].least) == (9, 3)
    assert (read.criteria[6].title.de, read.criteria[6].weight, read.criteria[6].group) == (
        "Nähe zur Bahn", 3.5, OWN.group,
    )  # fmt: skip
    given = {(one.candidate, one.criterion): (one.score, one.note) for one in read.ratings}
    assert given["arhus-licht", FIRST[0].id] == (2, "")
    assert given["arhus-licht", "stand"] == (None, "angerufen")
    assert given["bari", FIRST[0].id] == (3, "")
    assert read.candidates[1].protocol.finance == "je zur Hälfte"


def test_a_changed_quote_is_no_quote_any_more(tmp_path: Path) -> None:
    read = read_selection(edited(tmp_path, put("Belege", "D5", "Lyon zählt 500 Mitglieder.")), "partners")
    (proofs,) = [one.proofs for one in read.ratings if one.candidate == "evil" and one.proofs]
    assert (proofs[0].kind, proofs[0].quote, proofs[0].text) == ("document", None, "Lyon zählt 500 Mitglieder.")


def put(sheet: str, cell: str, value: object) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("Bewertung", "F5", "gut"), "Bewertung, F5: „gut“ ist keine Zahl"),
        (put("Bewertung", "F5", 7), "Bewertung, F5: „7“ ist keine Bewertung"),
        (put("Bewertung", "F5", "2,5"), "Bewertung, F5: „2,5“ ist keine Bewertung"),
        (put("Bewertung", "F5", 2.5), "Bewertung, F5: „2,5“ ist keine Bewertung"),
        (put("Bewertung", "C5", "vielleicht"), "C5: „vielleicht“ steht nicht zur Wahl; möglich sind Longlist"),
        (put("Bewertung", "F4", "Wetter"), "die Spalte „Wille zur Zusammenarbeit“ fehlt"),
        (put("Bewertung", "Z4", "Wetter"), "Bewertung, Z4: unbekanntes Kriterium „Wetter“"),
        (put("Bewertung", "B4", "Firma"), "die Spalte „Name“ fehlt"),
        (put("Bewertung", "B7", " bari "), "Bewertung, B7: der Name „bari“ steht schon in Zeile 6"),
        (put("Bewertung", "B6", None), "Bewertung, B6: der Name fehlt"),
        (put("Bewertung", "B6", "x" * 201), "Bewertung, B6: der Text ist länger als 200 Zeichen"),
        (put("Kriterien", "E3", "hoch"), "Kriterien, E3: „hoch“ ist keine Zahl"),
        (put("Kriterien", "E3", 11), "Kriterien, E3: „11“ ist kein Gewicht"),
        (put("Kriterien", "F3", 5), "Kriterien, F3: „5“ ist keine Grenze"),
        (put("Kriterien", "C8", "Begegnung auf Augenhöhe"), "Kriterien, C8: das Kriterium „Begegnung auf Augen"),
        (put("Kriterien", "E1", "Punkte"), "die Spalte „Gewicht (0–10)“ fehlt"),
        (put("Belege", "A2", "Niemand"), "Belege, A2: unbekannter Name „Niemand“"),
        (put("Belege", "B2", "Wetter"), "Belege, B2: unbekanntes Kriterium „Wetter“"),
        (put("Belege", "C2", "Gerücht"), "Belege, C2: „Gerücht“ steht nicht zur Wahl"),
        (put("clusterkompass", "A1", "{"), "die verborgenen Angaben des Programms sind beschädigt"),
        (lambda book: book.remove(book["Bewertung"]), "das Blatt „Bewertung“ fehlt"),
    ],
)  # fmt: skip
def test_a_fault_names_its_cell_and_nothing_is_taken(
    tmp_path: Path, change: Callable[[Workbook], object], told: str
) -> None:
    assert told in refused(edited(tmp_path, change))


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Bewertung"]["F5"], book["Kriterien"]["E2"] = 9, "viel"

    told = refused(edited(tmp_path, change))
    assert ("Bewertung, F5" in told, "Kriterien, E2" in told) == (True, True)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (300, "Bewertung, B205: mehr als 200 Einträge sind nicht möglich"),
        (10_000, "Bewertung: mehr als 5000 Zeilen"),
    ],
)
def test_too_many_rows_are_refused_by_the_first_surplus_one(tmp_path: Path, rows: int, told: str) -> None:
    def fill(book: Workbook) -> None:
        for row in range(5, rows + 5):
            book["Bewertung"].cell(row, 2, f"Cluster {row}")

    assert told in refused(edited(tmp_path, fill))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04kaputt", b"Name;Land\n"])
def test_what_is_no_workbook_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    assert "auswahl.xlsx: das ist keine lesbare Excel-Datei" in refused(written(tmp_path, content))


def test_a_workbook_of_the_other_kind_is_refused(tmp_path: Path) -> None:
    assert "andere" in refused(written(tmp_path, selection_workbook(PROJECTS, "de")))


def test_a_rater_gets_the_own_sheet_only_and_no_project_of_a_conflict(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, rater_workbook(PROJECTS, "ben", "de")))
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert [one for one in cells if "Geheimnis" in one or "Ada" in one or "Linse" in one or "Schwager" in one] == []
    column = next(cell.column for cell in book["Bewertung"][4] if cell.value == "Stimmiges Budget")
    assert (book["Bewertung"]["B5"].value, book["Bewertung"].cell(5, column).value) == ("Laser", 4)
    with pytest.raises(UnknownRater, match="Cem does not rate here"):
        rater_workbook(PROJECTS, "Cem", "de")


def test_a_rater_s_sheet_comes_back_as_submitted_and_changes_nobody_else_s(tmp_path: Path) -> None:
    path = written(tmp_path, rater_workbook(PROJECTS, "ben", "en"))
    back = read_ratings(path, PROJECTS)
    assert back.ratings == PROJECTS.ratings
    assert [one.submitted for one in back.raters] == [True, True]


def test_a_rater_s_sheet_of_another_selection_and_strange_projects_in_it_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, rater_workbook(PROJECTS, "ben", "de"))
    with pytest.raises(UnusableWorkbook, match="another selection"):
        read_ratings(path, Selection(kind="projects", title="Andere"))
    with pytest.raises(UnusableWorkbook, match="added to its selection"):
        read_selection(path, "projects")
    book = load_workbook(path)
    book["Bewertung"]["A5"], book["Bewertung"]["B5"] = "linse", "Linse"
    book.save(path)
    with pytest.raises(UnusableWorkbook, match="Bewertung, B5: there is a conflict of interest"):
        read_ratings(path, PROJECTS)
    book["Bewertung"]["A5"], book["Bewertung"]["B5"] = "lupe", "Lupe"
    book.save(path)
    with pytest.raises(UnusableWorkbook, match="Bewertung, B5: unknown name"):
        read_ratings(path, PROJECTS)


def test_raters_and_conflicts_are_filled_in_by_hand(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        book["Bewertende"]["B4"] = "Cem"
        conflicts = book["Interessenkonflikte"]
        conflicts["A3"], conflicts["B3"], conflicts["C3"] = "cem", "Laser", "Bruder im Projekt"

    read = read_selection(edited(tmp_path, fill, PROJECTS), "projects")
    assert [one.id for one in read.raters] == ["ada", "ben", "cem"]
    assert ("cem", "laser") in read.barred
    with pytest.raises(UnusableWorkbook) as error:
        read_selection(edited(tmp_path, put("Interessenkonflikte", "A2", "Niemand"), PROJECTS), "projects")
    assert "Interessenkonflikte, A2: unbekannter Name „Niemand“" in error.value.message.de


def _calc() -> str:
    """Return a LibreOffice that knows spreadsheets: $CLUSTERKOMPASS_SOFFICE, or the installed one; "" for none."""
    named = os.environ.get("CLUSTERKOMPASS_SOFFICE", "")
    found = shutil.which("soffice") or ""
    has_calc = found and any(Path(found).resolve().parent.glob("libsclo.so"))
    return named or (found if has_calc else "")


@pytest.mark.slow
@pytest.mark.skipif(not _calc(), reason="needs LibreOffice Calc")
@pytest.mark.parametrize("language", ["de", "en"])
def test_libreoffice_opens_computes_and_saves_it_without_harm(tmp_path: Path, language: Language) -> None:
    path = written(tmp_path, selection_workbook(PARTNERS, language))
    folder = tmp_path / "gespeichert"
    command = [
        _calc(), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    saved = folder / path.name
    assert read_selection(saved, "partners") == PARTNERS
    sheet = load_workbook(saved, data_only=True).worksheets[3]
    computed = {str(line[1]): (line[0], line[2]) for line in sheet.iter_rows(min_row=2, max_row=4, values_only=True)}
    expected = {one.candidate.name: one for one in rank(PARTNERS).standings}
    for name, (place, score) in computed.items():
        assert score == (None if expected[name].score is None else pytest.approx(expected[name].score, abs=1e-5))
        assert (place if isinstance(place, int) else None) == expected[name].rank
