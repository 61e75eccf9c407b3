"""Charts in every format: a picture with words beside it, the same figures as a table, the same bytes each time."""

import warnings
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from assistant.export.charts import chart_png, days_named, figure_in_words
from assistant.export.files import write_draft
from assistant.export.pictures import chart_table, picture_in_words
from assistant.studio.records import Chart, Draft, Section, Series, Shape

RATINGS = (Series("Maasveld", (3, None, 4)), Series("Kaarna & Co. $x$ _y", (2.5, 1, 0)))
CHART = Chart("Bewertung", "bars", ("Struktur", "Branche", "Land"), RATINGS, 4)
DAYS = Chart("Verlauf", "lines", ("2026-01-01", "2026-04-01", "2026-07-01"), RATINGS)


def shaped(shape: Shape) -> Chart:
    return DAYS if shape == "lines" else Chart("Bewertung", shape, CHART.labels, RATINGS, 4)


def draft(chart: Chart) -> Draft:
    return Draft("Auswahl", "Netz", "de", "2026-11-29", (Section("one", "Ergebnis", (chart,)),), "partners")


@pytest.mark.parametrize("shape", ["bars", "stacked", "lines", "radar", "heat"])
def test_every_shape_is_drawn_in_both_languages_without_a_warning(shape: Shape) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        german, english = (chart_png(shaped(shape), language) for language in ("de", "en"))  # type: ignore[arg-type]
    assert german.startswith(b"\x89PNG")
    assert german == chart_png(shaped(shape), "de")
    assert german != english


def test_a_chart_without_figures_is_not_drawn(tmp_path: Path) -> None:
    empty = Chart("Nichts", "bars", ("a",), (Series("b", (None,)),))
    assert empty.is_empty
    with pytest.raises(ValueError, match="without figures"):
        chart_png(empty, "de")
    for ending in (".docx", ".pdf", ".html", ".md", ".xlsx"):
        write_draft(draft(empty), tmp_path / f"leer{ending}")
    assert "Nichts" not in (tmp_path / "leer.md").read_text(encoding="utf-8")


def test_missing_figures_are_a_dash_and_no_nought() -> None:
    table = chart_table(CHART, "de")
    assert table.head == ("", "Maasveld", "Kaarna & Co. $x$ _y")
    assert table.rows == (("Struktur", "3", "2,5"), ("Branche", "–", "1"), ("Land", "4", "0"))


def test_the_words_beside_a_picture_say_every_figure() -> None:
    assert picture_in_words(CHART, "en") == (
        "Chart “Bewertung”: Struktur: Maasveld 3, Kaarna & Co. $x$ _y 2.5; Branche: Maasveld –, "
        "Kaarna & Co. $x$ _y 1; Land: Maasveld 4, Kaarna & Co. $x$ _y 0."
    )


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [(3, "3", "3"), (2.5, "2,5", "2.5"), (12500, "12.500", "12,500"), (1 / 3, "0,33", "0.33"), (None, "–", "–")],
)
def test_figures_are_written_as_people_write_them(value: float | None, german: str, english: str) -> None:
    assert figure_in_words(value, "de") == german
    assert figure_in_words(value, "en") == english


def test_every_format_holds_the_chart(tmp_path: Path) -> None:
    for ending in (".docx", ".pdf", ".html", ".md", ".xlsx"):
        write_draft(draft(CHART), tmp_path / f"bericht{ending}")
    with ZipFile(tmp_path / "bericht.docx") as package:
        assert any(name.endswith(".png") for name in package.namelist())
        assert "Maasveld 3" in package.read("word/document.xml").decode()
    assert "data:image/png;base64," in (tmp_path / "bericht.html").read_text(encoding="utf-8")
    assert "| Branche | – | 1 |" in (tmp_path / "bericht.md").read_text(encoding="utf-8")
    sheet = load_workbook(BytesIO((tmp_path / "bericht.xlsx").read_bytes())).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["Struktur", 3, 2.5]
    assert (tmp_path / "bericht.pdf").read_bytes().startswith(b"%PDF")


def test_days_that_lie_close_share_a_text_below_the_lines() -> None:
    days = [0, 4, 19, 180, 182, 730]
    assert days_named(days) == [0, 180, 730]
    assert days_named([5]) == [5]
