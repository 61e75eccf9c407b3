"""Bibliographic data from beside a file."""

from pathlib import Path

import pytest

from ingest.errors import FileOutOfReach
from ingest.metadata import InvalidMetadata, details_beside, merge_details
from ingest.records import SourceDetails


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bericht.pdf"
    path.write_bytes(b"%PDF-")
    return path


def _sidecar(report: Path, text: str) -> None:
    report.with_name("bericht.pdf.toml").write_text(text, encoding="utf-8")


def _listing(report: Path, text: str) -> None:
    report.with_name("sources.toml").write_text(text, encoding="utf-8")


def test_a_file_with_nothing_beside_it_has_no_details(report: Path) -> None:
    assert details_beside(report) == SourceDetails()


def test_a_sidecar_says_all_there_is_to_say(report: Path) -> None:
    _sidecar(
        report,
        'title = "Größer werden"\nauthors = ["A. Muster", "B. Beispiel"]\npublisher = "Verlag"\nyear = 2018\n'
        'kind = "guideline"\nlanguage = "de"\nurl = "https://example.org"\nlicence = "CC BY 4.0"\n'
        'valid_until = "2027-12-31"\n',
    )
    assert details_beside(report) == SourceDetails(
        title="Größer werden",
        authors=("A. Muster", "B. Beispiel"),
        publisher="Verlag",
        year=2018,
        kind="guideline",
        language="de",
        url="https://example.org",
        licence="CC BY 4.0",
        valid_until="2027-12-31",
    )


def test_sources_toml_speaks_of_the_file_it_names(report: Path) -> None:
    _listing(report, '[[source]]\nfile = "anderer.pdf"\nyear = 1999\n\n[[source]]\nfile = "bericht.pdf"\nyear = 2018\n')
    assert details_beside(report) == SourceDetails(year=2018)


def test_sources_toml_that_does_not_name_the_file_says_nothing(report: Path) -> None:
    _listing(report, '[[source]]\nfile = "anderer.pdf"\nyear = 1999\n')
    assert details_beside(report) == SourceDetails()


def test_the_sidecar_wins_over_sources_toml(report: Path) -> None:
    _listing(report, '[[source]]\nfile = "bericht.pdf"\nyear = 1999\n')
    _sidecar(report, "year = 2018\n")
    assert details_beside(report).year == 2018


def test_a_sidecar_written_by_a_windows_editor_is_read(report: Path) -> None:
    _sidecar(report, "\ufeffyear = 2018\r\n")
    assert details_beside(report).year == 2018


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('autor = "A. Muster"\n', "autor"),
        ('year = "neulich"\n', "year"),
        ('kind = "buch"\n', "kind"),
        ("title = ohne Anführungszeichen\n", "line 1"),
    ],
)
def test_a_wrong_sidecar_is_refused_by_name_with_what_is_wrong(report: Path, text: str, named: str) -> None:
    _sidecar(report, text)
    with pytest.raises(InvalidMetadata) as caught:
        details_beside(report)
    for language in ("de", "en"):
        assert "bericht.pdf.toml" in caught.value.of(language)
        assert named in caught.value.of(language)
    assert "authors" in caught.value.hint.de


@pytest.mark.parametrize(
    "text", ['[[source]]\nfile = "bericht.pdf"\nyaer = 2018\n', 'source = "bericht.pdf"\n', "[[source\n"]
)
def test_a_wrong_sources_toml_is_refused_by_name(report: Path, text: str) -> None:
    _listing(report, text)
    with pytest.raises(InvalidMetadata) as caught:
        details_beside(report)
    assert "sources.toml" in caught.value.of("en")


def test_a_sidecar_in_another_encoding_is_refused(report: Path) -> None:
    report.with_name("bericht.pdf.toml").write_bytes('title = "Größe"'.encode("latin-1"))
    with pytest.raises(InvalidMetadata):
        details_beside(report)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read, even by root")
def test_a_sidecar_that_cannot_be_read_is_refused_by_name(report: Path) -> None:
    report.with_name("bericht.pdf.toml").symlink_to("/proc/self/mem")
    with pytest.raises(FileOutOfReach) as caught:
        details_beside(report)
    assert "bericht.pdf.toml" in caught.value.of("de")


def test_a_file_whose_name_leaves_no_room_for_a_sidecar_has_no_details(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 252 + ".md")
    path.write_text("Text.", encoding="utf-8")
    assert details_beside(path) == SourceDetails()


def test_what_is_known_wins_over_what_is_open() -> None:
    base = SourceDetails(title="aus der Datei", year=2001, authors=("A",))
    over = SourceDetails(title="von Hand", kind="study")
    assert merge_details(base, over) == SourceDetails(title="von Hand", year=2001, authors=("A",), kind="study")
