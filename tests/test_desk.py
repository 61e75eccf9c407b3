"""Strategies as their owner works on them: as they stand, in the other language, as files; and the commands for it."""

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from assistant.build import build_workspace
from assistant.commands import cli
from assistant.desk import Desk
from assistant.export.docx import docx_bytes
from assistant.owner import OWNER
from assistant.studio.outline import SHIPPED
from assistant.studio.profile import Profile
from assistant.studio.records import Draft, Paragraph, Section
from assistant.workspace.errors import UnknownStrategy
from assistant.workspace.house import Template
from ingest.config import IndexConfig, Recipe
from ingest.console import terminal_language

OWN = Paragraph("own", "Der Vorstand berät im März.")
SUMMARY = Section("summary", "Die Strategie in Kürze", (OWN,))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a library that is not there yet; the terminal is German."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    terminal_language.cache_clear()
    yield tmp_path / "data"
    terminal_language.cache_clear()


@pytest.fixture
def desk(data: Path) -> Iterator[Desk]:
    workspace = build_workspace(IndexConfig(data, Recipe(embedder="none")))
    yield Desk(OWNER, workspace)
    workspace.close()


@pytest.fixture
def strategy(desk: Desk) -> str:
    """The id of a strategy with one section that a person wrote."""
    profile = Profile(name="LichtNetz")
    made = desk.workspace.create(OWNER, "Internationalisierungsstrategie LichtNetz", profile, "de")
    desk.workspace.add_sections(OWNER, made.id, [SUMMARY])
    return made.id


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def document(path: Path) -> str:
    with ZipFile(path) as parts:
        return parts.read("word/document.xml").decode()


def test_a_strategy_as_it_stands_has_its_title_and_its_sections(desk: Desk, strategy: str) -> None:
    desk.workspace.rename(OWNER, strategy, "Strategie 2030")
    draft = desk.draft_of(strategy)
    assert (draft.title, draft.cluster, draft.sections) == ("Strategie 2030", "LichtNetz", (SUMMARY,))


def test_another_owner_s_strategy_is_not_there(desk: Desk, strategy: str) -> None:
    with pytest.raises(UnknownStrategy):
        Desk("ben", desk.workspace).draft_of(strategy)


def test_in_the_other_language_ours_is_translated_and_a_person_s_text_stays(desk: Desk, strategy: str) -> None:
    draft, untranslated = desk.draft_in(strategy, "en")
    assert (draft.title, draft.language) == ("Internationalisation strategy of LichtNetz", "en")
    assert (draft.sections[0].title, draft.sections[0].parts[0]) == ("The strategy in brief", OWN)
    assert untranslated == 1


def test_a_title_of_one_s_own_stays_in_the_other_language(desk: Desk, strategy: str) -> None:
    desk.workspace.rename(OWNER, strategy, "Licht für Europa")
    assert desk.draft_in(strategy, "en")[0].title == "Licht für Europa"


def test_in_its_own_language_nothing_changes(desk: Desk, strategy: str) -> None:
    assert desk.draft_in(strategy, "de") == (desk.draft_of(strategy), 0)


def test_the_house_s_template_lends_its_page_to_a_word_file(desk: Desk, strategy: str, tmp_path: Path) -> None:
    wide = docx_bytes(Draft("Vorlage", "", "de", "2026-11-28", ()))
    desk.workspace.house.set_template(OWNER, Template("haus.docx", _turned(wide, tmp_path)))
    desk.export(strategy, tmp_path / "strategie.docx", "footnotes", "de")
    assert 'w:w="16838" w:h="11906"' in document(tmp_path / "strategie.docx")


def _turned(word: bytes, folder: Path) -> bytes:
    """Return a Word file with its pages turned to landscape."""
    (folder / "plain.docx").write_bytes(word)
    with ZipFile(folder / "plain.docx") as old, ZipFile(folder / "turned.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'w:w="11906" w:h="16838"', b'w:w="16838" w:h="11906"'))
    return (folder / "turned.docx").read_bytes()


def test_strategies_are_listed(strategy: str, data: Path) -> None:
    assert (
        f"{strategy}  Internationalisierungsstrategie LichtNetz  (de, 1 Abschnitte"
        in run("strategies", "--data", data).output
    )
    listed = json.loads(run("strategies", "--data", data, "--json").output)
    assert [(one["id"], one["sections"]) for one in listed] == [(strategy, 1)]


def test_without_a_strategy_the_list_says_so(data: Path) -> None:
    assert run("strategies", "--data", data).output == "Noch keine Strategie.\n"


def test_a_strategy_is_exported_by_id_or_title(strategy: str, data: Path, tmp_path: Path) -> None:
    for named in (strategy, "Internationalisierungsstrategie LichtNetz"):
        path = tmp_path / f"{len(named)}.docx"
        assert run("export", named, "--out", path, "--data", data).exit_code == 0
        assert "Der Vorstand berät im März." in document(path)


def test_the_other_language_says_what_is_left(strategy: str, data: Path, tmp_path: Path) -> None:
    result = run("export", strategy, "--out", tmp_path / "partner.md", "--language", "en", "--data", data)
    assert "1 selbst geschriebene Stellen sind nicht übersetzt." in result.output
    assert "## The strategy in brief" in (tmp_path / "partner.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("nowhere", "x.docx", "Eine Strategie „nowhere“ gibt es nicht."),
        ("Internationalisierungsstrategie LichtNetz", "x.odt", "x.odt: dieses Format kann nicht geschrieben werden."),
        ("Internationalisierungsstrategie LichtNetz", "there.md", "there.md gibt es schon."),
        ("Internationalisierungsstrategie LichtNetz", "no/where.md", "kann nicht geschrieben werden"),
    ],
)
def test_what_cannot_be_exported_is_said(
    strategy: str, data: Path, tmp_path: Path, name: str, file: str, said: str
) -> None:
    (tmp_path / "there.md").write_text("von Hand")
    result = run("export", name, "--out", tmp_path / file, "--data", data)
    assert result.exit_code == 1
    assert said in result.output
    assert (tmp_path / "there.md").read_text() == "von Hand"


def test_a_strategy_is_checked_with_its_texts(desk: Desk, strategy: str, data: Path) -> None:
    members = Profile.model_validate({"name": "LichtNetz", "members": [{"type": "KMU", "count": 43}]})
    desk.workspace.save_profile(OWNER, strategy, members, based_on=1)
    assert run("consistency", "--strategy", strategy, "--data", data).exit_code == 0
    other = Section("summary", "Die Strategie in Kürze", (Paragraph("own", "Das Netzwerk hat 44 Mitglieder."),))
    desk.workspace.save_section(OWNER, strategy, other, based_on=1)
    result = run("consistency", "--strategy", strategy, "--data", data)
    assert result.exit_code == 2
    assert "44" in result.output


def test_a_check_needs_a_profile_or_a_strategy(data: Path) -> None:
    assert run("consistency", "--data", data).exit_code == 2


def test_a_new_outline_is_the_shipped_one_and_in_order(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "gliederung.toml"
    assert "gliederung.toml geschrieben" in run("outline", "new", path).output
    assert path.read_bytes() == SHIPPED.read_bytes()
    assert run("outline", "check", path).output == "Die Gliederung ist in Ordnung: 10 Abschnitte.\n"
    assert "gibt es schon" in run("outline", "new", path).output


def test_an_expired_or_faulty_outline_is_said_to_be_so(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "call.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "guideline"', 'id = "call"\nvalid_until = "2020-06-30"'), encoding="utf-8")
    assert (run("outline", "check", path).exit_code, "2020-06-30" in run("outline", "check", path).output) == (2, True)
    path.write_text(text.replace("sections", "chapters"), encoding="utf-8")
    result = run("outline", "check", path)
    assert result.exit_code == 1
    assert "call.toml: " in result.output
