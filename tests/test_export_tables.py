"""A draft's tables as a workbook, its open points as CSV, its sources for reference managers: all read back."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assistant.assistant import Assistant
from assistant.build import build_studio
from assistant.export.files import FORMATS, NoSuchFormat, write_draft
from assistant.export.tables_xlsx import xlsx_bytes
from assistant.export.tasks_csv import tasks_csv
from assistant.studio.example import example_profile
from assistant.studio.records import Bar, Draft, Gantt, Paragraph, Part, Quote, Section, Table
from ingest.library import Library
from ingest.records import Language, SourceDetails

GUIDE = SourceDetails(
    title="Leitfaden für Cluster",
    authors=("Söllner, René", "Wiese, Jens"),
    publisher="VDI/VDE-IT",
    year=2018,
    kind="guideline",
    url="https://example.org/leitfaden.pdf",
)
COSTS = Table(
    "Finanzplan",
    ("Posten", "2027", "2028", "Summe"),
    (("Personal", "45.000", "–", "45.000"), ("Reisen", "5.000,50", "1.200", "6.200,50")),
    ("Summe", "50.000,50", "1.200", "51.200,50"),
    (1, 2, 3),
)
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://e.org")',
    "+49 30 1234",
    "-5",
    "@x",
    "\tTab",
    " =1",
    "#N/A",
    "2027",
    "'x",
    "TRUE",
]


def quote(details: SourceDetails = GUIDE, file_name: str = "a.pdf") -> Quote:
    return Quote(file_name, details, file_name, "Ziele", 0, 5)


def draft(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de") -> Draft:
    return Draft("Strategie", "Leichtbau", language, "2026-11-28", (Section("s", "Ziele", parts, quotes),))


def workbook(*parts: Part, quotes: tuple[Quote, ...] = (), language: Language = "de") -> Workbook:
    return load_workbook(io.BytesIO(xlsx_bytes(draft(*parts, quotes=quotes, language=language))))


def sheet_of(table: Table, language: Language = "de") -> Worksheet:
    return workbook(table, language=language).worksheets[0]


def column_of_figures(*figures: str, total: str = "", language: Language = "de") -> list[Cell]:
    """Return the cells of a column of figures, those of its total at the end, as they are read back."""
    rows = tuple((figure,) for figure in figures)
    sheet = sheet_of(Table("T", ("Euro",), rows, (total,) if total else (), (0,)), language)
    return [cell for (cell,) in sheet.iter_rows(min_row=2)]


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.values)


# the sheets of the workbook


def test_each_table_has_a_sheet_and_the_work_plan_the_open_points_and_the_sources_too() -> None:
    plan = Gantt("Zeitplan", (Bar("Reise", "2027-03", "2027-05", "Büro"),))
    assert workbook(COSTS, plan).sheetnames == ["Finanzplan", "Zeitplan", "Offene Punkte", "Quellenverzeichnis"]
    assert workbook(Gantt("Ohne Balken", ()), language="en").sheetnames == ["Open points", "Sources"]


def test_the_bars_of_the_work_plan_stand_in_rows() -> None:
    sheet = workbook(Gantt("Plan", (Bar("Reise", "2027-03", "2027-05", "Büro"),))).worksheets[0]
    assert rows_of(sheet) == [("Vorhaben", "Beginn", "Ende", "Verantwortlich"), ("Reise", "2027-03", "2027-05", "Büro")]


def test_each_open_point_is_listed_once_with_room_for_who_and_when() -> None:
    point = Paragraph("open", "Beschluss einholen")
    sheet = workbook(point, point, Paragraph("open", "Bank nennen"))["Offene Punkte"]
    assert rows_of(sheet) == [
        ("Nr.", "Abschnitt", "Was zu tun ist", "Verantwortlich", "Bis wann"),
        (1, "Ziele", "Beschluss einholen", None, None),
        (2, "Ziele", "Bank nennen", None, None),
    ]


def test_the_sources_say_how_often_they_are_cited_and_their_address_is_no_link() -> None:
    study = SourceDetails(title="Studie")
    sheet = workbook(quotes=(quote(), quote(), quote(study, "b.pdf")))["Quellenverzeichnis"]
    assert rows_of(sheet) == [
        ("Verfasser", "Jahr", "Titel", "Herausgeber", "Adresse (URL)", "Zitate"),
        ("Söllner, René; Wiese, Jens", 2018, GUIDE.title, "VDI/VDE-IT", GUIDE.url, 2),
        (None, None, "Studie", None, None, 1),
    ]
    assert sheet["E2"].hyperlink is None
    assert sheet["B2"].number_format == "[$-407]0"  # "2018", not "2.018"


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Kosten [Euro]: 1/2 * 3?\\", "Kosten Euro 1 2 3"),
        ("Möglichkeiten der Zusammenarbeit mit Partnern", "Möglichkeiten der Zusammenarbe…"),
        ("Länge " + "😀" * 20, "Länge " + "😀" * 12 + "…"),
        ("'Zitat'", "Zitat"),
        ("a\nb\x07", "a b"),
        ("???", "–"),
        ("History", "History (2)"),
    ],
)
def test_a_caption_becomes_a_name_that_excel_accepts(caption: str, name: str) -> None:
    assert workbook(Table(caption, ("A",), (("x",),))).sheetnames[0] == name


def test_no_two_sheets_have_the_same_name() -> None:
    captions = ["Plan", "PLAN", "Offene Punkte", "x" * 40, "x" * 50]
    names = workbook(*(Table(caption, ("A",), (("x",),)) for caption in captions)).sheetnames
    assert names[:2] == ["Plan", "PLAN (2)"]
    assert names[3:5] == ["x" * 30 + "…", "x" * 26 + "… (2)"]
    assert names[5:] == ["Offene Punkte (2)", "Quellenverzeichnis"]


def test_the_head_is_bold_and_frozen_and_the_filter_leaves_the_total_alone() -> None:
    sheet = sheet_of(COSTS)
    bold = [[bool(cell.font.b) for cell in row] for row in sheet.iter_rows()]
    assert bold == [[True] * 4, [False] * 4, [False] * 4, [True] * 4]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"


def test_columns_are_as_wide_as_their_longest_line_within_limits() -> None:
    row = ("kurz", "Zwanzig Zeichen lang\nund zwei Zeilen", "lang " * 40)
    sheet = sheet_of(Table("T", ("A", "B", "C"), (row,)))
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [8, 23, 60]
    assert sheet["C2"].alignment.wrap_text


def test_no_height_is_set_that_would_hide_the_second_line_of_a_cell() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(draft(COSTS)))) as zipped:
        sheet = zipped.read("xl/worksheets/sheet1.xml")
    assert b"defaultRowHeight" not in sheet
    assert b"customHeight" not in sheet


# figures and sums


@pytest.mark.parametrize(
    ("language", "text", "value", "shape"),
    [
        ("de", "12.500,50", 12500.5, "[$-407]#,##0.00"),
        ("en", "12,500.50", 12500.5, "[$-809]#,##0.00"),
        ("de", "45.000", 45000, "[$-407]#,##0"),
        ("de", "84", 84, "[$-407]#,##0"),
        ("de", "0,5", 0.5, "[$-407]#,##0.0"),
        ("de", "2027", 2027, "[$-407]0"),
        ("de", "1 200 000", 1200000, "[$-407]#,##0"),
        ("de", "45.000 Euro", 45000, '[$-407]#,##0" Euro"'),
        ("en", "EUR 45,000", 45000, '[$-809]"EUR "#,##0'),
        ("de", "12,5 %", 12.5, '[$-407]#,##0.0" %"'),
    ],
)
def test_a_figure_is_a_number_shown_as_in_the_draft(language: Language, text: str, value: float, shape: str) -> None:
    [cell] = column_of_figures(text, language=language)
    assert (cell.value, cell.data_type, cell.number_format) == (value, "n", shape)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "1,234"),  # read as a thousand, but a German means a little more than one
        ("en", "1.234"),
        ("en", "12.500,50"),
        ("de", "007"),
        ("de", "1234567890123456"),  # a spreadsheet keeps 15 digits
        ("de", "-5"),
        ("de", "ca. 500"),
        ("de", "–"),
        ("de", "500\n"),
    ],
)
def test_what_is_not_exactly_a_figure_stays_text(language: Language, text: str) -> None:
    [cell] = column_of_figures(text, language=language)
    assert (cell.value, cell.data_type) == (text, "s")


def test_a_figure_in_a_column_of_texts_stays_text() -> None:
    sheet = sheet_of(Table("T", ("Titel", "2027"), (("2030", "5"),), numeric=(1,)))
    assert [cell.data_type for cell in sheet[1]] == ["s", "s"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n"]


def test_a_total_that_adds_up_is_a_sum_with_its_result_beside_it() -> None:
    data = xlsx_bytes(draft(COSTS))
    formulas, results = (load_workbook(io.BytesIO(data), data_only=only).worksheets[0] for only in (False, True))
    assert [cell.value for cell in formulas[4]] == ["Summe", "=SUM(B2:B3)", "=SUM(C2:C3)", "=SUM(D2:D3)"]
    assert [cell.value for cell in results[4]] == ["Summe", 50000.5, 1200, 51200.5]
    assert formulas["B4"].number_format == "[$-407]#,##0.00"


@pytest.mark.parametrize(
    ("figures", "total", "value"),
    [
        (("1", "2"), "4", 4),
        (("ca. 500", "500"), "1.000", 1000),
        (("1.000.000.000", "1"), "1.000.000.000", 1e9),
        ((), "0", 0),
        (("1", "2"), "=SUM(A1:A9)", "=SUM(A1:A9)"),
        (("1", "2"), "3 Posten", "3 Posten"),
    ],
)
def test_a_total_that_does_not_add_up_stays_what_it_is(
    figures: tuple[str, ...], total: str, value: float | str
) -> None:
    cell = column_of_figures(*figures, total=total)[-1]
    assert (cell.value, cell.data_type) == (value, "s" if isinstance(value, str) else "n")


def test_cents_add_up_although_binary_fractions_do_not() -> None:
    assert column_of_figures(*["0,10"] * 3, total="0,30")[-1].value == "=SUM(A2:A4)"


def test_without_a_total_the_last_row_is_no_sum() -> None:
    assert column_of_figures("5", "5")[-1].value == 5


# foreign text stays text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_a_text_begins_with_it_comes_back_unchanged_and_is_no_formula(hostile: str) -> None:
    table = Table(hostile, (hostile, hostile), ((hostile, hostile),), (hostile, hostile))
    book = workbook(
        table, Gantt("Plan", (Bar(hostile, "2027-01", "2027-02", hostile),)), Paragraph("open", hostile),
        quotes=(quote(SourceDetails(hostile, (hostile,), hostile, url=hostile)),),
    )  # fmt: skip
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == hostile]
    assert len(cells) == 6 + 2 + 1 + 4
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_a_workbook_holds_cells_and_nothing_that_runs_or_links() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(draft(COSTS, quotes=(quote(),))))) as zipped:
        names = zipped.namelist()
        sheets = b"".join(zipped.read(name) for name in names if "sheet" in name)
    assert [name for name in names if re.search("vba|external|drawing|connections|embeddings", name)] == []
    assert b"hyperlink" not in sheets
    assert re.findall(rb"<f>(.*?)</f>", sheets) == [b"SUM(B2:B3)", b"SUM(C2:C3)", b"SUM(D2:D3)"]


def test_what_looks_like_excels_own_escape_is_escaped() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(draft(Table("T", ("_x0041_ _x41_",), ()))))) as zipped:
        assert b"<t>_x005F_x0041_ _x41_</t>" in zipped.read("xl/worksheets/sheet1.xml")


def test_control_characters_go_and_line_ends_stay() -> None:
    assert sheet_of(Table("T", ("a\x00\x1b\ud800b\r\nc",), ()))["A1"].value == "ab\nc"


def test_a_text_too_long_for_a_cell_is_shortened() -> None:
    sheet = sheet_of(Table("T", ("x" * 32767, "x" * 32768, "😀" * 16384), ()))
    assert sheet["A1"].value == "x" * 32767
    assert sheet["B1"].value == "x" * 32766 + "…"
    assert sheet["C1"].value == "😀" * 16383 + "…"  # two units each


def test_a_cell_to_be_filled_in_is_empty_and_takes_dates() -> None:
    cell = workbook(Paragraph("open", "Bank nennen"))["Offene Punkte"]["E2"]
    assert (cell.value, cell.quotePrefix, cell.number_format) == (None, False, "General")


def test_the_same_draft_gives_the_same_bytes_dated_from_the_day_it_was_made() -> None:
    data = xlsx_bytes(draft(COSTS))
    assert xlsx_bytes(draft(COSTS)) == data
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        assert {info.date_time for info in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(io.BytesIO(data)).properties
    assert properties.created == properties.modified == datetime(2026, 11, 28)
    assert (properties.title, properties.creator) == ("Strategie", None)


# as LibreOffice reads it


@pytest.fixture(scope="module")
def in_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], str]:
    """Gives the first sheet of a workbook as LibreOffice shows it: cells parted by "|", texts in quotation marks."""
    folder = tmp_path_factory.mktemp("libreoffice")

    def convert(source: Path, target: str) -> None:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=100)

    def show(data: bytes) -> str:
        (folder / "book.xlsx").write_bytes(data)
        convert(folder / "book.xlsx", "csv:Text - txt - csv (StarCalc):124,34,76,1,,0,true,false,true,false,false,1")
        [shown] = folder.glob("book*.csv")
        return shown.read_text(encoding="utf-8")

    (folder / "probe.csv").write_text("a", encoding="utf-8")
    if shutil.which("soffice"):
        convert(folder / "probe.csv", "ods")
    if not (folder / "probe.ods").exists():
        pytest.skip("LibreOffice Calc is not installed")
    return show


@pytest.mark.slow
def test_libreoffice_shows_texts_as_texts_and_the_right_sums(in_libreoffice: Callable[[bytes], str]) -> None:
    texts = tuple((text, "–", "", "12,5 %") for text in (*HOSTILE, "_x0041_"))
    table = Table("T", COSTS.head, (*COSTS.rows, *texts), COSTS.total, COSTS.numeric)
    data = xlsx_bytes(draft(table))
    # Results that are not there must be computed.
    uncalculated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(uncalculated, "w") as target:
        for name in source.namelist():
            target.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", source.read(name)))
    for book in (data, uncalculated.getvalue()):
        assert in_libreoffice(book).splitlines() == [
            '"Posten"|"2027"|"2028"|"Summe"',
            '"Personal"|45.000|"–"|45.000',
            '"Reisen"|5.000,50|1.200|6.200,50',
            *(f'"{text}"|"–"||12,5 %'.replace('("http://e.org")', '(""http://e.org"")') for (text, *_) in texts),
            '"Summe"|50.000,50|1.200|51.200,50',
        ]


# the open points as CSV


def test_german_tasks_are_parted_by_semicolons_english_ones_by_commas() -> None:
    point = Paragraph("open", "Bank nennen; Konto, IBAN")
    assert (
        tasks_csv(draft(point))
        == (
            '\ufeffNr.;Abschnitt;Was zu tun ist;Verantwortlich;Bis wann\r\n1;Ziele;"Bank nennen; Konto, IBAN";;\r\n'
        ).encode()
    )
    assert (
        tasks_csv(draft(point, language="en"))
        == ('\ufeffNo.,Section,What to do,Responsible,Done by\r\n1,Ziele,"Bank nennen; Konto, IBAN",,\r\n').encode()
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-Ziele", "'-Ziele"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\tBank nennen", "'\tBank nennen"),
        ("\r=1", "'\n=1"),
        ("\rBank nennen", "'\nBank nennen"),
        ("\x00=1", "'=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("-5", "-5"),
        ("+12.500,50", "+12.500,50"),
        ("-5+1", "'-5+1"),
        ("Ziele = messbar", "Ziele = messbar"),
        ('Er sagt "ja";\n=1', 'Er sagt "ja";\n=1'),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str, written: str) -> None:
    lines = tasks_csv(draft(Paragraph("open", text))).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lines, newline=""), delimiter=";"))[1] == ["1", "Ziele", written, "", ""]


# the files and their formats


def test_the_formats_are_named_where_there_is_no_such_one(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFormat) as caught:
        write_draft(draft(), tmp_path / "draft.xls")
    assert FORMATS[0] == ".docx"
    assert {".xlsx", ".csv", ".bib", ".ris", ".json"} <= set(FORMATS)
    assert all(ending in caught.value.hint.de and ending in caught.value.hint.en for ending in FORMATS)


def test_tables_and_tasks_are_written_by_the_ending_of_the_name(tmp_path: Path) -> None:
    made = draft(COSTS, Paragraph("open", "Bank nennen"))
    write_draft(made, tmp_path / "draft.XLSX")
    write_draft(made, tmp_path / "draft.csv")
    assert (tmp_path / "draft.XLSX").read_bytes() == xlsx_bytes(made)
    assert (tmp_path / "draft.csv").read_bytes() == tasks_csv(made)


def check_references(made: Draft, folder: Path, titles: list[str]) -> None:
    """Check that all three files hold these titles in this order, and nothing that breaks their form."""
    for ending in (".bib", ".ris", ".json"):
        write_draft(made, folder / f"sources{ending}")
    assert titles_of_bibtex((folder / "sources.bib").read_bytes().decode()) == titles
    assert titles_of_ris((folder / "sources.ris").read_bytes().decode()) == titles
    assert titles_of_csl(json.loads((folder / "sources.json").read_bytes())) == titles


def titles_of_bibtex(text: str) -> list[str]:
    titles, keys = [], []
    for entry in filter(None, text.split("\n\n")):
        first, *fields, last = entry.split("\n")
        key = re.fullmatch(r"@(?:techreport|misc)\{([a-z0-9-]+),", first)
        assert key, first
        assert last == "}"
        values = {}
        for field in fields:
            parts = re.fullmatch(r"  ([a-z]+) = \{(.*)\},", field)
            assert parts, field
            values[parts[1]] = parts[2]
            assert is_balanced(parts[2]), field
        keys.append(key[1])
        titles.append(re.sub(r"\\(.)", r"\1", values["title"][1:-1]))
    assert len(set(keys)) == len(keys)
    return titles


def is_balanced(value: str) -> bool:
    depth = 0
    for sign in re.findall(r"\\.|[{}]", value):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def titles_of_ris(text: str) -> list[str]:
    titles = []
    for record in filter(None, text.split("\r\n\r\n")):
        lines = record.split("\r\n")
        tags = [line[:2] for line in lines]
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines), lines
        assert (tags[0], tags[-1]) == ("TY", "ER")
        assert tags.count("TY") == tags.count("ER") == tags.count("TI") == 1
        titles += [line[6:] for line in lines if line.startswith("TI")]
    return titles


def titles_of_csl(items: list[dict[str, object]]) -> list[str]:
    known = {"id", "type", "title", "author", "issued", "publisher", "URL", "language"}
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert {"id", "type", "title"} <= set(item) <= known
        assert item["type"] in {"report", "webpage", "document"}
        names = item.get("author", [])
        assert isinstance(names, list)
        assert all(set(name) in ({"literal"}, {"family", "given"}) for name in names)
    return [str(item["title"]) for item in items]


def test_the_sources_are_written_for_reference_managers_whatever_they_are_called(tmp_path: Path) -> None:
    titles = ["50 % {A}", "@misc{x, und } weiter", 'Die "Ziele" & Märkte_1']
    quotes = tuple(quote(SourceDetails(title, year=2020), f"{number}.pdf") for number, title in enumerate(titles))
    check_references(draft(quotes=quotes), tmp_path, titles)
    check_references(draft(), tmp_path, [])


@pytest.fixture(scope="module")
def example(starter_library: Library) -> Draft:
    """The draft of the example profile from the starter library."""
    return build_studio(Assistant(starter_library)).draft(example_profile(), language="de", made_on="2026-11-28")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_example_draft_gives_whole_files_of_sources_and_sums_that_add_up(example: Draft, tmp_path: Path) -> None:
    titles = {quote.details.title for section in example.sections for quote in section.quotes}
    write_draft(example, tmp_path / "sources.ris")
    listed = titles_of_ris((tmp_path / "sources.ris").read_bytes().decode())
    assert set(listed) == titles
    check_references(example, tmp_path, listed)
    book = load_workbook(io.BytesIO(xlsx_bytes(example)), data_only=True)
    profile = example_profile()
    assert rows_of(book["Finanzierungsplan (Euro)"])[-1][-1] == sum(one.amount for one in profile.budget)
    assert rows_of(book["Zeit- und Arbeitsplan"])[-1][-1] == sum(one.cost or 0 for one in profile.milestones)
