"""`profile new|check`, `draft`, `consistency`: a real library of two starter files, real Word and Markdown files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from assistant.commands import cli
from assistant.starter import STARTER_FILES
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.console import terminal_language
from ingest.embed import Embedder
from ingest.library import Library

pytestmark = pytest.mark.slow

FILES = ("leitfaden-4-checkliste.md", "beispielstrategie-3-agrar-lebensmitteltechnik.md")
CALL = """
id = "call"
title = "Förderaufruf 2020"
valid_until = "2020-06-30"

[[sections]]
id = "idea"
title = "Die Idee"
questions = ["Was ist neu daran?"]
sentences = ["Antragsteller: {name}."]
"""
PROFILE = "name: LichtNetz\nbudget:\n  - item: Reisen\n    amount: 12.500,50\n    source: Land\n    year: 2027\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Path:
    """The folder of a library of two starter files, closed."""
    folder = tmp_path_factory.mktemp("studio") / "library"
    library = Library.open(IndexConfig(folder, recipe_for(DEFAULT_EMBEDDER)), embedder=real_embedder)
    library.add([STARTER_FILES / name for name in FILES], origin="starter")
    library.close()
    return folder


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    terminal_language.cache_clear()
    yield
    terminal_language.cache_clear()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    (tmp_path / "profil.yaml").write_text(PROFILE, encoding="utf-8")
    return tmp_path / "profil.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_a_new_profile_is_the_example_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "mein-profil.yaml"
    assert "mein-profil.yaml geschrieben" in run("profile", "new", path).output
    checked = run("profile", "check", path)
    assert (checked.exit_code, checked.output) == (0, "Alles passt zueinander.\n")


def test_a_profile_that_is_there_is_not_overwritten(profile: Path) -> None:
    result = run("profile", "new", profile)
    assert result.exit_code == 1
    assert "gibt es schon" in result.output
    assert profile.read_text(encoding="utf-8") == PROFILE


def test_a_faulty_profile_is_refused_with_the_field(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("nmae: x\nbudget:\n  - item: Reisen\n    amount: viel\n", encoding="utf-8")
    result = run("profile", "check", tmp_path / "p.yaml")
    assert result.exit_code == 1
    assert "nmae: dieses Feld gibt es nicht" in result.output
    assert "budget, 1. Eintrag, amount: erwartet wird eine Zahl" in result.output


@pytest.mark.parametrize("command", ["profile", "outline"])
def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path, command: str) -> None:
    result = run(command, "check", tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path} ist ein Ordner." in result.output.replace("\n", "")


def test_what_does_not_fit_together_is_exit_code_2(tmp_path: Path) -> None:
    text = "budget:\n  - {item: Reisen, amount: 10}\nmilestones:\n"
    text += "  - {title: Auftakt, start: 2027-01, end: 2027-02, cost: 11}\n"
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    result = run("consistency", tmp_path / "p.yaml", "--json")
    assert result.exit_code == 2
    (found,) = json.loads(result.stdout)
    assert found["code"] == "costs_above_budget"
    assert [place["field"] for place in found["places"]] == ["milestones", "budget"]


def test_a_draft_is_a_word_file_with_its_citations_as_footnotes(profile: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "strategie.docx"
    result = run("draft", profile, "--out", out, "--data", data, "--json")
    told = json.loads(result.stdout)
    assert told["sections"] == 10
    assert told["citations"] >= 5
    with ZipFile(out) as parts:
        footnotes = parts.read("word/footnotes.xml").decode()
        document = parts.read("word/document.xml").decode()
    assert len(re.findall(r"<w:footnoteReference ", document)) == told["citations"]
    assert "AgriFood Kornbeuren" in footnotes
    assert "12.500,50 Euro" in document


def test_one_section_is_printed_as_markdown_in_the_language_asked_for(profile: Path, data: Path) -> None:
    result = run("draft", profile, "--section", "finance", "--language", "en", "--data", data)
    assert result.exit_code == 0
    assert "# Internationalisation strategy of LichtNetz" in result.output
    assert "EUR 12,500.50" in result.output
    assert result.output.count("\n## ") >= 1


def test_a_section_that_is_not_there_is_said_with_those_that_are(profile: Path, data: Path) -> None:
    result = run("draft", profile, "--section", "geld", "--data", data)
    assert result.exit_code == 1
    assert "Den Abschnitt „geld“ gibt es nicht." in result.output
    assert "finance" in result.output


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("strategie.odt", "dieses Format kann nicht geschrieben werden"),
        ("fehlt/strategie.docx", "kann nicht geschrieben werden"),
    ],
)
def test_a_file_that_cannot_be_written_is_said(
    profile: Path, data: Path, tmp_path: Path, name: str, reason: str
) -> None:
    result = run("draft", profile, "--section", "vision", "--out", tmp_path / name, "--data", data)
    assert result.exit_code == 1
    assert reason in result.output


def test_an_empty_profile_gives_questions_and_no_citations(data: Path, tmp_path: Path) -> None:
    (tmp_path / "leer.yaml").write_text("", encoding="utf-8")
    result = run("draft", tmp_path / "leer.yaml", "--out", tmp_path / "leer.docx", "--data", data, "--json")
    told = json.loads(result.stdout)
    assert told["citations"] == 0
    assert len(told["open_points"]) >= 30
    assert all(point.endswith(("?", ".")) for point in told["open_points"])


def test_a_draft_does_not_write_over_a_file_unless_told_to(profile: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "strategie.md"
    out.write_text("Meine Worte.", encoding="utf-8")
    refused = run("draft", profile, "--section", "vision", "--out", out, "--data", data)
    assert refused.exit_code == 1
    assert "gibt es schon" in refused.output
    assert out.read_text(encoding="utf-8") == "Meine Worte."
    assert run("draft", profile, "--section", "vision", "--out", out, "--force", "--data", data).exit_code == 0
    assert "# Internationalisierungsstrategie LichtNetz" in out.read_text(encoding="utf-8")


def test_citations_and_outline_may_be_other_ones(data: Path, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "call.toml").write_text(CALL, encoding="utf-8")
    result = run("draft", profile, "--outline", tmp_path / "call.toml", "--citations", "numbered", "--data", data)
    assert "## Die Idee\n\n**Eigene Angabe:** Antragsteller: LichtNetz." in result.stdout
    assert "mit einer Nummer in eckigen Klammern" in result.stdout
    assert "galt nur bis 2020-06-30" in result.stderr


def test_a_template_that_is_none_is_refused_before_anything_is_drafted(profile: Path, tmp_path: Path) -> None:
    (tmp_path / "haus.docx").write_bytes(b"no document")
    out = tmp_path / "strategie.docx"
    result = run(
        "draft", profile, "--template", tmp_path / "haus.docx", "--out", out, "--data", tmp_path / "no-library"
    )
    assert result.exit_code == 1
    assert "haus.docx" in result.output
    assert not (tmp_path / "no-library").exists()


def test_a_template_for_another_file_than_a_word_file_is_refused(profile: Path, data: Path, tmp_path: Path) -> None:
    for out in (["--out", tmp_path / "strategie.pdf"], []):
        result = run("draft", profile, "--template", tmp_path / "haus.docx", *out, "--data", data)
        assert result.exit_code == 1
        assert "--template gilt nicht für" in result.output


def test_a_draft_from_an_empty_library_says_that_it_is_empty(profile: Path, tmp_path: Path) -> None:
    Library.open(IndexConfig(tmp_path / "empty", recipe_for(DEFAULT_EMBEDDER))).close()
    result = run("draft", profile, "--section", "vision", "--data", tmp_path / "empty")
    assert result.exit_code == 0
    assert "empty ist leer, der Entwurf hat keine Belege" in result.stderr


def test_a_draft_from_a_library_that_is_filled_says_nothing_of_that(profile: Path, data: Path) -> None:
    assert "ist leer" not in run("draft", profile, "--section", "vision", "--data", data).stderr


def test_what_is_read_before_the_first_draft_does_not_make_an_empty_library(profile: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    for reading in (["strategies"], ["ingest", "list"], ["search", "Partner"], ["consistency", "--strategy", "x"]):
        run(*reading, "--data", new)
        assert not new.exists()
    (tmp_path / "alt.md").write_text("# Alt\n\n## Ziele\n\nWir wollen nach Japan.\n", encoding="utf-8")
    assert run("import", tmp_path / "alt.md", "--data", new).exit_code == 0
    assert [path.name for path in new.iterdir()] == ["workspace"]
