"""Working on a strategy for months: undo, what is typed and not saved, sections that go, outlines that come."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.studio.outline import load_outline
from assistant.studio.outline_file import BadOutline
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Section
from assistant.workspace.errors import (
    LateProposal,
    NothingToUndo,
    OutlineInUse,
    SectionLocked,
    UnknownOutline,
    UnknownSection,
)
from assistant.workspace.house import Template
from assistant.workspace.records import SectionState, moment
from assistant.workspace.workspace import Workspace

CALL = """
id = "call"
title = "Förderaufruf 2027"
valid_until = "2027-06-30"

[[sections]]
id = "idea"
title = "Die Idee"
questions = ["Worum geht es?"]
"""


def section(text: str, name: str = "goals") -> Section:
    return Section(name, "Ziele", (Paragraph("own", text),))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(tmp_path)
    yield workspace
    workspace.close()


@pytest.fixture
def anna(workspace: Workspace) -> str:
    """The id of Anna's strategy with one section, of which three texts were saved: "eins", "zwei", "drei"."""
    made = workspace.create("anna", "Strategie", Profile(), "de")
    workspace.add_sections("anna", made.id, [section("eins")])
    workspace.save_section("anna", made.id, section("zwei"), 1)
    workspace.save_section("anna", made.id, section("drei"), 2)
    return made.id


def state(workspace: Workspace, anna: str) -> SectionState:
    return workspace.sections("anna", anna)[0]


def undo(workspace: Workspace, anna: str) -> Section:
    """Undo once and return the text that then stands."""
    workspace.undo("anna", anna, "goals")
    return state(workspace, anna).section


def test_undo_goes_back_text_by_text_and_ends_at_the_first(workspace: Workspace, anna: str) -> None:
    assert [undo(workspace, anna), undo(workspace, anna)] == [section("zwei"), section("eins")]
    with pytest.raises(NothingToUndo, match='"Ziele" had no text before this one'):
        workspace.undo("anna", anna, "goals")


def test_an_edit_after_an_undo_is_undone_first(workspace: Workspace, anna: str) -> None:
    assert undo(workspace, anna) == section("zwei")
    workspace.save_section("anna", anna, section("vier"), 4)
    assert [undo(workspace, anna), undo(workspace, anna)] == [section("zwei"), section("eins")]


def test_what_an_undo_took_away_is_still_in_the_history(workspace: Workspace, anna: str) -> None:
    undo(workspace, anna)
    assert section("drei") in [version.section for version in workspace.history("anna", anna, "goals")]


def test_undo_leaves_out_a_text_that_was_refused(workspace: Workspace, anna: str) -> None:
    with pytest.raises(Exception, match="changed elsewhere"):
        workspace.save_section("anna", anna, section("zu spät"), 1)
    assert undo(workspace, anna) == section("zwei")


def test_a_locked_text_is_not_undone(workspace: Workspace, anna: str) -> None:
    workspace.lock("anna", anna, "goals")
    with pytest.raises(SectionLocked):
        workspace.undo("anna", anna, "goals")


def test_what_is_typed_and_not_saved_is_kept_beside_the_text(workspace: Workspace, anna: str, tmp_path: Path) -> None:
    workspace.unsaved.keep("anna", anna, "goals", "tab", "drei und", 3)
    workspace.unsaved.keep("anna", anna, "goals", "tab", "drei und vier", 3)
    again = Workspace.open(tmp_path)
    kept, stands = again.unsaved.texts("anna", anna, "goals"), state(again, anna)
    again.close()
    assert [(one.tab, one.text, one.based_on) for one in kept] == [("tab", "drei und vier", 3)]
    assert (stands.section, stands.revision) == (section("drei"), 3)


def typed(workspace: Workspace, anna: str, place: str | None = "goals") -> dict[str, str]:
    """Return what is typed and not saved, by tab, the newest first."""
    return {one.tab: one.text for one in workspace.unsaved.texts("anna", anna, place)}


def test_each_tab_has_a_text_of_its_own(workspace: Workspace, anna: str) -> None:
    workspace.unsaved.keep("anna", anna, "goals", "A", "aus Tab A", 3)
    workspace.unsaved.keep("anna", anna, "goals", "B", "aus Tab B", 3)
    workspace.unsaved.keep("anna", anna, None, "A", "{}", 1)
    assert typed(workspace, anna) == {"B": "aus Tab B", "A": "aus Tab A"}
    workspace.unsaved.forget("anna", anna, "goals", "B")
    assert typed(workspace, anna) == {"A": "aus Tab A"}
    assert typed(workspace, anna, None) == {"A": "{}"}
    assert workspace.unsaved.places("anna", anna) == {"goals", None}


def test_a_tab_takes_over_what_another_one_typed_last(workspace: Workspace, anna: str) -> None:
    workspace.unsaved.keep("anna", anna, "goals", "A", "aus Tab A", 3)
    workspace.unsaved.keep("anna", anna, "goals", "B", "aus Tab B", 2)
    assert workspace.unsaved.take_over("anna", anna, "goals", "C")
    assert typed(workspace, anna) == {"C": "aus Tab B", "A": "aus Tab A"}
    assert workspace.unsaved.texts("anna", anna, "goals")[0].based_on == 2


def test_a_tab_with_a_text_of_its_own_takes_over_none(workspace: Workspace, anna: str) -> None:
    workspace.unsaved.keep("anna", anna, "goals", "A", "aus Tab A", 3)
    workspace.unsaved.keep("anna", anna, "goals", "B", "aus Tab B", 3)
    assert not workspace.unsaved.take_over("anna", anna, "goals", "A")
    assert typed(workspace, anna) == {"B": "aus Tab B", "A": "aus Tab A"}


def test_nothing_is_typed_into_a_section_that_is_gone(workspace: Workspace, anna: str) -> None:
    with pytest.raises(UnknownSection):
        workspace.unsaved.keep("anna", anna, "gone", "A", "verloren?", 1)


def test_what_is_typed_stays_through_a_conflict(workspace: Workspace, anna: str) -> None:
    workspace.unsaved.keep("anna", anna, "goals", "A", "zu spät", 2)
    with pytest.raises(Exception, match="changed elsewhere"):
        workspace.save_section("anna", anna, section("zu spät"), 2)
    assert typed(workspace, anna) == {"A": "zu spät"}


def test_a_proposal_that_comes_too_late_is_not_called_the_readers_text(workspace: Workspace, anna: str) -> None:
    with pytest.raises(LateProposal) as late:
        workspace.propose("anna", anna, section("vorgeschlagen"), 1, "")
    assert "Der vorgeschlagene Text ist als Fassung 4 aufgehoben" in late.value.of("de")
    assert "Ihr Text" not in late.value.of("de")


def test_times_are_those_of_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert moment("2026-11-28T23:30:00.000000+00:00") == "2026-11-29 00:30"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_deleted_section_goes_with_all_its_texts(workspace: Workspace, anna: str, tmp_path: Path) -> None:
    workspace.add_sections("anna", anna, [section("Zitronenfalter", "other"), section("fünf", "last")])
    workspace.save_section("anna", anna, section("Zitronenfalter zwei", "other"), 1)
    workspace.comment("anna", anna, "other", "anna", "Zitronenfalter?")
    workspace.unsaved.keep("anna", anna, "other", "A", "Zitronenfalter, getippt", 1)
    workspace.delete_section("anna", anna, "other")
    assert [(one.section.id, one.position) for one in workspace.sections("anna", anna)] == [("goals", 0), ("last", 1)]
    with pytest.raises(UnknownSection):
        workspace.history("anna", anna, "other")
    workspace.close()
    assert [path.name for path in tmp_path.iterdir() if b"Zitronenfalter" in path.read_bytes()] == []


def test_a_deleted_section_leaves_the_copy_from_before_a_step_too(tmp_path: Path, anna: str) -> None:
    from assistant.workspace.migrations import STEPS

    step = (STEPS[-1][0] + 1, ("CREATE TABLE later (id INTEGER PRIMARY KEY)",))
    renewed = Workspace.open(tmp_path, steps=[*STEPS, step])
    assert [path.name for path in tmp_path.iterdir() if b"zwei" in path.read_bytes() and "before" in path.name]
    renewed.delete_section("anna", anna, "goals")
    renewed.close()
    assert not [path.name for path in tmp_path.iterdir() if b"zwei" in path.read_bytes() and "before" in path.name]


def test_an_outline_belongs_to_its_owner_and_is_replaced_by_the_next_of_its_id(workspace: Workspace) -> None:
    assert workspace.house.add_outline("anna", CALL, "call.toml")[0].title.de == "Förderaufruf 2027"
    assert workspace.house.add_outline("anna", CALL.replace("2027-06-30", "2028-06-30"), "call.toml")[1]
    assert [one and one.valid_until for one in workspace.house.outlines("anna").values()] == ["2028-06-30"]
    assert workspace.house.outlines("ben") == {}
    with pytest.raises(UnknownOutline):
        workspace.house.outline("ben", "call")


def test_without_a_name_it_is_the_shipped_outline(workspace: Workspace) -> None:
    assert workspace.house.outline("anna", "") == load_outline()


def test_a_faulty_outline_is_not_stored(workspace: Workspace) -> None:
    with pytest.raises(BadOutline, match=r"call.toml: section 1 \(idea\), questions"):
        workspace.house.add_outline("anna", CALL.replace("questions", "question"), "call.toml")
    assert workspace.house.outlines("anna") == {}


def test_a_strategy_is_made_by_an_outline_that_its_owner_has(workspace: Workspace, anna: str) -> None:
    workspace.house.add_outline("anna", CALL, "call.toml")
    assert workspace.create("anna", "Antrag", Profile(), "de", "call").outline_id == "call"
    workspace.set_outline("anna", anna, "call")
    assert workspace.strategy("anna", anna).outline_id == "call"
    for make in (
        lambda: workspace.create("ben", "x", Profile(), "de", "call"),
        lambda: workspace.set_outline("anna", anna, "x"),
    ):
        with pytest.raises(UnknownOutline):
            make()


def test_an_outline_in_use_stays(workspace: Workspace, anna: str) -> None:
    workspace.house.add_outline("anna", CALL, "call.toml")
    workspace.set_outline("anna", anna, "call")
    other = workspace.create("anna", "Antrag", Profile(), "de", "call").id
    with pytest.raises(OutlineInUse, match='"Strategie" is made by this outline'):
        workspace.house.delete_outline("anna", "call", of=other)
    assert workspace.strategy("anna", other).outline_id == "call"
    workspace.set_outline("anna", anna, "")
    workspace.house.delete_outline("anna", "call", of=other)
    assert workspace.house.outlines("anna") == {}
    assert workspace.strategy("anna", other).outline_id == ""


def test_an_outline_that_can_no_longer_be_read_is_listed_and_can_be_deleted(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.house.add_outline("anna", CALL, "call.toml")
    with closing(sqlite3.connect(tmp_path / "workspace.sqlite")) as connection:
        connection.execute("UPDATE outline SET content = 'chapters = [\"gone\"]'")
        connection.commit()
    assert workspace.house.outlines("anna") == {"call": None}
    workspace.house.delete_outline("anna", "call")
    assert workspace.house.outlines("anna") == {}


def test_the_template_of_an_owner_stays_until_another_comes(workspace: Workspace) -> None:
    workspace.house.set_template("anna", Template("haus.docx", b"\x00PK"))
    workspace.house.set_template("anna", Template("neu.docx", b"PK\xff"))
    assert workspace.house.template("anna") == Template("neu.docx", b"PK\xff")
    assert workspace.house.template("ben") is None
    workspace.house.set_template("anna", None)
    assert workspace.house.template("anna") is None


def test_a_copy_from_before_a_step_stays_when_something_is_deleted(tmp_path: Path) -> None:
    from assistant.workspace.migrations import STEPS

    Workspace.open(tmp_path / "old", steps=STEPS[:1]).close()
    workspace = Workspace.open(tmp_path / "old")
    made = workspace.create("anna", "Strategie", Profile(), "de")
    workspace.delete("anna", made.id)
    workspace.close()
    assert [path.name for path in (tmp_path / "old").iterdir() if "before" in path.name]
