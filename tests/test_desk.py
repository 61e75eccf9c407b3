"""Strategies as their owner works on them: as they stand, in the other language, as files; and the commands for it."""

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from assistant.build import build_workspace
from assistant.commands import cli
from assistant.desk import Desk, OtherLanguage
from assistant.export.docx import docx_bytes
from assistant.owner import OWNER
from assistant.reimport.proof import KnownQuotes
from assistant.studio.outline import SHIPPED
from assistant.studio.profile import Profile
from assistant.studio.records import Draft, Paragraph, Quote, Section
from assistant.workspace.errors import UnknownStrategy
from assistant.workspace.house import Template
from ingest.config import EMBEDDER_VARIABLE, IndexConfig, Recipe
from ingest.console import terminal_language
from ingest.records import SourceDetails

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
        ("nowhere", "x.docx", "Diese Strategie gibt es nicht oder nicht mehr (nowhere)."),
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
    result = run("consistency", "--data", data)
    assert (result.exit_code, "PROFIL.yaml oder --strategy" in result.output) == (1, True)


def test_a_title_that_two_strategies_have_names_none(desk: Desk, strategy: str, data: Path, tmp_path: Path) -> None:
    title = desk.workspace.strategy(OWNER, strategy).title
    other = desk.workspace.create(OWNER, title, Profile(), "de").id
    result = run("export", title, "--out", tmp_path / "x.md", "--data", data)
    assert result.exit_code == 1
    assert strategy in result.output
    assert other in result.output


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


# an exported file that comes back


GUIDE = SourceDetails(title="Leitfaden", authors=("Meier, Anna",), year=2018)
QUOTE = Quote("a", GUIDE, "a.pdf", "Vertrauen entsteht durch Besuche.", 0, 33, 12)
QUOTED = Section(
    "partners", "Partner", (Paragraph("source", "Dazu: „Vertrauen entsteht durch Besuche.“ [1]"),), (QUOTE,)
)


@pytest.fixture
def quoting(desk: Desk, strategy: str) -> str:
    """The id of the strategy with a second section that quotes."""
    desk.workspace.add_sections(OWNER, strategy, [QUOTED])
    return strategy


def returned(desk: Desk, strategy: str, folder: Path, before: str, after: str) -> Path:
    """Export the strategy as Markdown, change a text of it and return the file."""
    path = folder / "zurück.md"
    desk.export(strategy, path, "footnotes", "de")
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def sections(desk: Desk, strategy: str) -> list[Section]:
    return [state.section for state in desk.workspace.sections(OWNER, strategy)]


def test_a_file_that_nobody_changed_changes_nothing(desk: Desk, quoting: str, tmp_path: Path) -> None:
    for ending in (".md", ".docx"):
        desk.export(quoting, tmp_path / f"zurück{ending}", "footnotes", "de")
        taken = desk.take_back(quoting, tmp_path / f"zurück{ending}", KnownQuotes(()))
        assert (taken.proposed, taken.added, taken.locked, taken.notes) == ((), (), (), ())


def test_a_changed_section_waits_as_a_proposal_and_the_text_stays(desk: Desk, quoting: str, tmp_path: Path) -> None:
    path = returned(desk, quoting, tmp_path, "im März", "im Mai")
    taken = desk.take_back(quoting, path, KnownQuotes(()))
    assert (taken.proposed, taken.added) == (("Die Strategie in Kürze",), ())
    waiting = desk.workspace.sections(OWNER, quoting)[0]
    assert waiting.section == SUMMARY
    assert waiting.proposed == Section("summary", SUMMARY.title, (Paragraph("own", "Der Vorstand berät im Mai."),))
    assert waiting.instruction == "zurück.md"


def test_a_section_improved_since_the_export_is_not_proposed_back(desk: Desk, quoting: str, tmp_path: Path) -> None:
    path = returned(desk, quoting, tmp_path, "Vertrauen", "Vertrauen")
    later = Section("summary", SUMMARY.title, (Paragraph("own", "Der Vorstand berät im Juni."),))
    desk.workspace.save_section(OWNER, quoting, later, based_on=1)
    assert desk.take_back(quoting, path, KnownQuotes(())).proposed == ()


def test_a_file_whose_change_was_refused_by_mistake_can_be_read_back_again(
    desk: Desk, quoting: str, tmp_path: Path
) -> None:
    path = returned(desk, quoting, tmp_path, "im März", "im Mai")
    desk.take_back(quoting, path, KnownQuotes(()))
    desk.workspace.reject(OWNER, quoting, "summary")
    assert desk.take_back(quoting, path, KnownQuotes(())).proposed == ("Die Strategie in Kürze",)


def test_an_altered_quote_loses_its_citation_and_is_told(desk: Desk, quoting: str, tmp_path: Path) -> None:
    taken = desk.take_back(quoting, returned(desk, quoting, tmp_path, "Vertrauen", "Misstrauen"), KnownQuotes(()))
    proposed = desk.workspace.sections(OWNER, quoting)[1].proposed
    assert proposed is not None
    assert (proposed.quotes, proposed.parts[0].kind) == ((), "own")
    assert "Das Zitat steht so nicht in der Quelle" in taken.notes[0].de


def test_a_new_section_waits_and_a_locked_one_stays(desk: Desk, quoting: str, tmp_path: Path) -> None:
    desk.workspace.lock(OWNER, quoting, "summary")
    path = returned(desk, quoting, tmp_path, "im März.", "im Mai.\n\n## Grußwort\n\nLiebe Mitglieder.")
    taken = desk.take_back(quoting, path, KnownQuotes(()))
    assert (taken.added, taken.locked, taken.proposed) == (("Grußwort",), ("Die Strategie in Kürze",), ())
    new = desk.workspace.sections(OWNER, quoting)[2]
    assert new.proposed == Section("grusswort", "Grußwort", (Paragraph("own", "Liebe Mitglieder."),))
    assert [one.title for one in desk.draft_of(quoting).sections] == [SUMMARY.title, QUOTED.title]
    assert desk.take_back(quoting, path, KnownQuotes(())).added == ("Grußwort",)
    desk.workspace.accept(OWNER, quoting, "grusswort")
    assert desk.draft_of(quoting).sections[2] == new.proposed


def test_a_file_in_the_other_language_is_not_mixed_in(desk: Desk, quoting: str, tmp_path: Path) -> None:
    desk.export(quoting, tmp_path / "partner.md", "footnotes", "en")
    with pytest.raises(OtherLanguage, match="is not in the language"):
        desk.take_back(quoting, tmp_path / "partner.md", KnownQuotes(()))


def test_a_new_strategy_is_made_of_a_file_with_the_citations_that_are_proved(
    desk: Desk, quoting: str, tmp_path: Path
) -> None:
    desk.export(quoting, tmp_path / "alt.docx", "footnotes", "de")
    taken = desk.create_from(tmp_path / "alt.docx", KnownQuotes((QUOTE,)))
    assert (taken.strategy.title, taken.strategy.language) == ("Internationalisierungsstrategie LichtNetz", "de")
    assert [(one.title, one.parts, one.quotes) for one in sections(desk, taken.strategy.id)] == [
        (one.title, one.parts, one.quotes) for one in (SUMMARY, QUOTED)
    ]
    unproved = desk.create_from(tmp_path / "alt.docx", KnownQuotes(()))
    assert [one.quotes for one in sections(desk, unproved.strategy.id)] == [(), ()]
    assert unproved.notes


def test_a_file_of_another_strategy_changes_nothing(desk: Desk, quoting: str, data: Path, tmp_path: Path) -> None:
    other = desk.workspace.create(OWNER, "Ganz anders", Profile(name="Schwerbau"), "de").id
    desk.workspace.add_sections(OWNER, other, [Section("x", "Stahl", (Paragraph("own", "Der Stahl wird hart."),))])
    desk.export(other, tmp_path / "fremd.docx", "footnotes", "de")
    before = desk.workspace.sections(OWNER, quoting)
    result = run("import", tmp_path / "fremd.docx", "--strategy", quoting, "--data", data)
    assert result.exit_code == 1
    assert "passt nicht zu dieser Strategie" in result.output
    assert desk.workspace.sections(OWNER, quoting) == before


def test_a_file_is_read_back_by_command(desk: Desk, quoting: str, data: Path, tmp_path: Path) -> None:
    path = returned(desk, quoting, tmp_path, "im März", "im Mai")
    result = run("import", path, "--strategy", quoting, "--data", data)
    assert "1 Vorschläge, 0 neue Abschnitte, 0 gesperrte." in result.output
    assert "neue Abschnitte" in run("import", path, "--data", data).output
    assert len(desk.workspace.strategies(OWNER)) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bild.png", b"\x89PNG", "bild.png"),
        ("leer.md", b"", "leer.md"),
        ("kaputt.docx", b"PK\x03\x04", "kaputt.docx"),
    ],
)
def test_a_file_that_is_no_draft_is_refused_by_name(
    desk: Desk, strategy: str, data: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = run("import", tmp_path / name, "--strategy", strategy, "--data", data)
    assert result.exit_code == 1
    assert said in result.output


def test_a_folder_is_no_file_to_read_back(data: Path, tmp_path: Path) -> None:
    result = run("import", tmp_path, "--data", data)
    assert result.exit_code == 1
    assert "ist ein Ordner.\nNennen Sie eine einzelne Datei" in result.output


def test_a_profile_and_a_strategy_are_not_checked_at_once(data: Path, strategy: str, tmp_path: Path) -> None:
    result = run("consistency", tmp_path / "profil.yaml", "--strategy", strategy, "--data", data)
    assert result.exit_code == 1
    assert "ein Profil und eine Strategie genannt" in result.output


def test_whoever_removes_a_source_is_told_which_strategies_cite_it(
    data: Path, desk: Desk, strategy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EMBEDDER_VARIABLE, "hash")
    (tmp_path / "a.md").write_bytes(b"")  # listed as not read: nothing is embedded
    (source,) = json.loads(run("ingest", "add", tmp_path / "a.md", "--data", data, "--json").stdout)
    source_id = source["source"]["id"]
    quote = Quote(source_id, SourceDetails("Leitfaden"), "a.md", "Ziele sind zu nennen.", 0, 21)
    cited = Paragraph("source", "Der Leitfaden sagt: „Ziele sind zu nennen.“ [1]")
    desk.workspace.add_sections(OWNER, strategy, [Section("goals", "Ziele", (cited,), (quote,))])
    result = run("ingest", "remove", source_id, "--data", data)
    assert result.exit_code == 0
    assert result.stderr == "Zitiert in der Strategie „Internationalisierungsstrategie LichtNetz“: Ziele.\n"
