"""Files that are no draft: each is refused by name, with what to do, in both languages."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from assistant.export.files import write_draft
from assistant.reimport.errors import DraftTooLong, NoSections, UnreadableDraft
from assistant.reimport.reading import read_back
from assistant.reimport.records import Known
from assistant.studio.records import Draft, Paragraph, Quote, Section
from ingest.records import SourceDetails

VISITS = Quote("guide", SourceDetails(title="Führer"), "a.pdf", "Vertrauen wächst „langsam“ über Grenzen.", 0, 40, 12)
SECTION = Section(
    "goals", "Märkte", (Paragraph("own", "Öl & Größe – 5 €."), Paragraph("source", f"„{VISITS.text}“ [1]")), (VISITS,)
)


class Nothing:
    """Proves nothing."""

    def find(self, quotation: str, reference: str) -> Quote | None:
        return None


def empty(path: Path) -> None:
    path.write_bytes(b"")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 50)


def encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w>" + b" " * 50_000_000)


def workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")


def nothing_there(path: Path) -> None:
    assert not path.exists()


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("leer.docx", empty),
        ("leer.md", empty),
        ("murks.docx", binary),
        ("murks.md", binary),
        ("geheim.docx", encrypted),
        ("bombe.docx", bomb),
        ("tabelle.docx", workbook),
        ("fehlt.docx", nothing_there),
        ("fehlt.md", nothing_there),
        ("ordner.md", folder),
        ("strategie.pdf", binary),
        ("strategie", binary),
    ],
)
def test_a_file_that_is_no_draft_is_refused_by_name(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / name)
    with pytest.raises(UnreadableDraft) as refused:
        read_back(tmp_path / name, Nothing(), Known())
    assert refused.value.code == "unreadable_draft"
    for said in refused.value.message:
        assert name in said
        assert str(tmp_path) not in said
    assert all(".docx" in hint and ".md" in hint for hint in refused.value.hint)


def test_a_document_without_headings_has_no_sections(tmp_path: Path) -> None:
    letter = docx.Document()
    letter.add_paragraph("Sehr geehrte Damen und Herren")
    letter.save(str(tmp_path / "brief.docx"))
    (tmp_path / "brief.md").write_text("# Brief\n\nSehr geehrte Damen und Herren", encoding="utf-8")
    for name in ("brief.docx", "brief.md"):
        with pytest.raises(NoSections, match=name):
            read_back(tmp_path / name, Nothing(), Known())


def test_a_document_of_300_pages_is_no_strategy(tmp_path: Path) -> None:
    pages = tuple(Paragraph("own", "Wort " * 400) for _ in range(300))
    draft = Draft("S", "C", "de", "2026-11-28", (Section("s", "Viel", pages),))
    for name in ("lang.docx", "lang.md"):
        write_draft(draft, tmp_path / name)
        with pytest.raises(DraftTooLong, match=r"500,000"):
            read_back(tmp_path / name, Nothing(), Known())


@pytest.mark.parametrize(
    "flood",
    [
        "“ (" * 100_000,
        "„a“ (2018) " * 2_000,
        "![" * 50_000,
        "]" * 80_000 + "![" * 80_000,
        "[" * 9_000 + "]" * 9_000,
        "[" * 20 + "a* " * 100_000,
        "“[^1]" * 1_001 + "\n\n[^1]: a",
    ],
)
def test_a_flood_of_citations_is_refused_at_once(tmp_path: Path, flood: str) -> None:
    (tmp_path / "flut.md").write_text(f"## Ziele\n\n{flood}\n", encoding="utf-8")
    with pytest.raises(DraftTooLong, match="flut"):
        read_back(tmp_path / "flut.md", Nothing(), Known())


def test_an_open_bracket_in_each_of_many_paragraphs_is_no_flood(tmp_path: Path) -> None:
    path = tmp_path / "klammern.md"
    path.write_text("## Ziele\n\n" + "Von [2027 bis 2030).\n\n" * 100, encoding="utf-8")
    assert len(read_back(path, Nothing(), Known()).sections[0].parts) == 100


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_markdown_saved_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "strategie.md"
    write_draft(Draft("S", "C", "de", "2026-11-28", (SECTION,)), path)
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding, newline="\r\n")
    assert read_back(path, Nothing(), Known((SECTION,))).sections == (SECTION,)
