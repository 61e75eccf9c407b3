"""What users make, in real SQLite files."""

import itertools
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assistant.studio.profile import BudgetItem, Goal, Horizon, Members, Profile
from assistant.studio.records import Paragraph, Quote, Section
from assistant.workspace.errors import (
    Conflict,
    DamagedWorkspace,
    NoProposal,
    OtherProposal,
    ProfileConflict,
    SectionLocked,
    UnknownComment,
    UnknownSection,
    UnknownStrategy,
    UnknownVersion,
)
from assistant.workspace.migrations import STEPS
from assistant.workspace.records import Citing, Comment, SectionState, Strategy, moment
from assistant.workspace.serial import section_json
from assistant.workspace.unsaved import UnsavedTexts
from assistant.workspace.workspace import Workspace
from ingest.records import SourceDetails

ROOT = Path(__file__).resolve().parents[1]
PROFILE = Profile(
    name="Muster e. V.",
    summary="Zeile 1\nZeile 2: „Maß“ 1.000",
    members=(Members(type="Institute", count=7),),
    goals=(Goal(text="Japan", group="market"),),
    budget=(BudgetItem(item="Reisen", amount=12500.5, year=2027),),
    horizon=Horizon(start=2027, end=2030),
)


def _section(section_id: str, text: str = "Text.", *source_ids: str) -> Section:
    quotes = tuple(Quote(each, SourceDetails("Leitfaden"), "l.pdf", "Zitat", 0, 5) for each in source_ids)
    return Section(section_id, section_id.title(), (Paragraph("own", text),), quotes)


DRAFT = (_section("vision"), _section("goals"), _section("plan"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    """An empty workspace; its clock ticks a minute at each look, its ids are 1, 2, 3 ..."""
    minutes, ids = itertools.count(), itertools.count(1)
    workspace = Workspace.open(
        folder, now=lambda: f"2026-11-28T09:{next(minutes):02}:00+00:00", new_id=lambda: str(next(ids))
    )
    yield workspace
    workspace.close()


@pytest.fixture
def anna(workspace: Workspace) -> str:
    """The id of Anna's strategy, with a draft of three sections."""
    made = workspace.create("anna", "Strategie 2027", PROFILE, "de")
    workspace.add_sections("anna", made.id, DRAFT)
    return made.id


def _state(workspace: Workspace, strategy_id: str, section_id: str) -> SectionState:
    return next(each for each in workspace.sections("anna", strategy_id) if each.section.id == section_id)


# strategies


def test_a_new_strategy_is_returned_as_it_is_stored(workspace: Workspace) -> None:
    made = workspace.create("anna", "Strategie", PROFILE, "de")
    moment = "2026-11-28T09:00:00+00:00"
    assert made == Strategy("1", "anna", "Strategie", "de", moment, moment, profile_revision=1)
    assert workspace.strategy("anna", "1") == made


def test_strategies_come_newest_first_and_the_owner_s_only(workspace: Workspace) -> None:
    for owner, title in (("anna", "A"), ("ben", "B"), ("anna", "C")):
        workspace.create(owner, title, PROFILE, "en")
    assert [each.title for each in workspace.strategies("anna")] == ["C", "A"]


def test_a_renamed_strategy_has_another_title_and_time(workspace: Workspace, anna: str) -> None:
    before = workspace.strategy("anna", anna)
    workspace.rename("anna", anna, "Strategie 2028")
    after = workspace.strategy("anna", anna)
    assert (after.title, after.created_at) == ("Strategie 2028", before.created_at)
    assert after.changed_at > before.changed_at


def test_a_profile_comes_back_the_same(workspace: Workspace, anna: str) -> None:
    assert workspace.profile("anna", anna) == PROFILE


def test_a_saved_profile_has_the_next_revision(workspace: Workspace, anna: str) -> None:
    other = Profile(name="Muster eG")
    assert workspace.save_profile("anna", anna, other, based_on=1) == 2
    assert workspace.strategy("anna", anna).profile_revision == 2
    assert workspace.profile("anna", anna) == other


def test_a_profile_that_was_saved_elsewhere_is_not_overwritten(workspace: Workspace, anna: str) -> None:
    theirs, mine = Profile(name="Tab 1"), Profile(name="Tab 2")
    workspace.save_profile("anna", anna, theirs, based_on=1)
    with pytest.raises(ProfileConflict) as conflict:
        workspace.save_profile("anna", anna, mine, based_on=1)
    assert (conflict.value.theirs, conflict.value.mine, conflict.value.revision) == (theirs, mine, 2)
    assert workspace.profile("anna", anna) == theirs


def test_another_language_than_german_and_english_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Exception, match="CHECK constraint failed"):
        workspace.create("anna", "Stratégie", PROFILE, "fr")  # type: ignore[arg-type]


def test_what_cannot_be_seen_in_a_title_is_left_out(workspace: Workspace, anna: str) -> None:
    workspace.rename("anna", anna, "Japan\ud83d\x00")
    assert workspace.strategy("anna", anna).title == "Japan"


def test_what_cannot_be_seen_in_a_profile_is_left_out() -> None:
    assert Profile(name="Licht\ud800\x00", goals=({"text": "Japan\x1b"},)) == Profile.model_validate(  # type: ignore[arg-type]
        {"name": "Licht", "goals": [{"text": "Japan"}]}
    )


_ON_A_STRATEGY: dict[str, Callable[[Workspace, str, str], object]] = {
    "strategy": lambda w, owner, id_: w.strategy(owner, id_),
    "rename": lambda w, owner, id_: w.rename(owner, id_, "x"),
    "delete": lambda w, owner, id_: w.delete(owner, id_),
    "profile": lambda w, owner, id_: w.profile(owner, id_),
    "save_profile": lambda w, owner, id_: w.save_profile(owner, id_, Profile(), 1),
    "unsaved.keep": lambda w, owner, id_: w.unsaved.keep(owner, id_, None, "tab", "{}", 1),
    "unsaved.take_over": lambda w, owner, id_: w.unsaved.take_over(owner, id_, None, "tab"),
    "unsaved.texts": lambda w, owner, id_: w.unsaved.texts(owner, id_, None),
    "unsaved.places": lambda w, owner, id_: w.unsaved.places(owner, id_),
    "set_outline": lambda w, owner, id_: w.set_outline(owner, id_, ""),
    "add_sections": lambda w, owner, id_: w.add_sections(owner, id_, DRAFT),
    "delete_section": lambda w, owner, id_: w.delete_section(owner, id_, "goals"),
    "unsaved.forget": lambda w, owner, id_: w.unsaved.forget(owner, id_, "goals", "tab"),
    "undo": lambda w, owner, id_: w.undo(owner, id_, "goals"),
    "sections": lambda w, owner, id_: w.sections(owner, id_),
    "save_section": lambda w, owner, id_: w.save_section(owner, id_, _section("goals", "x"), 1),
    "propose": lambda w, owner, id_: w.propose(owner, id_, _section("goals", "x"), 1, ""),
    "accept": lambda w, owner, id_: w.accept(owner, id_, "goals"),
    "reject": lambda w, owner, id_: w.reject(owner, id_, "goals"),
    "set_status": lambda w, owner, id_: w.set_status(owner, id_, "goals", "final"),
    "lock": lambda w, owner, id_: w.lock(owner, id_, "goals"),
    "unlock": lambda w, owner, id_: w.unlock(owner, id_, "goals"),
    "move": lambda w, owner, id_: w.move(owner, id_, "goals", 0),
    "history": lambda w, owner, id_: w.history(owner, id_, "goals"),
    "restore": lambda w, owner, id_: w.restore(owner, id_, "goals", 1),
    "comment": lambda w, owner, id_: w.comment(owner, id_, "goals", "x", "x"),
    "comments": lambda w, owner, id_: w.comments(owner, id_, "goals"),
    "delete_comment": lambda w, owner, id_: w.delete_comment(owner, id_, "1"),
}


def test_every_method_on_a_strategy_is_tried_as_another_owner() -> None:
    others = {"open", "close", "create", "strategies", "strategies_citing"}
    methods = {name for name in vars(Workspace) if not name.startswith("_")}
    methods |= {f"unsaved.{name}" for name in vars(UnsavedTexts) if not name.startswith("_")}
    assert _ON_A_STRATEGY.keys() == methods - others


@pytest.mark.parametrize("method", _ON_A_STRATEGY)
def test_another_owner_s_strategy_looks_like_a_missing_one_and_stays(
    workspace: Workspace, anna: str, method: str
) -> None:
    before = (workspace.strategy("anna", anna), workspace.sections("anna", anna))
    with pytest.raises(UnknownStrategy) as of_another:
        _ON_A_STRATEGY[method](workspace, "ben", anna)
    with pytest.raises(UnknownStrategy) as missing:
        _ON_A_STRATEGY[method](workspace, "anna", "nowhere")
    assert of_another.value.message.en == missing.value.message.en.replace("nowhere", anna)
    assert (workspace.strategy("anna", anna), workspace.sections("anna", anna)) == before


# sections


def test_a_draft_comes_back_in_its_order(workspace: Workspace, anna: str) -> None:
    states = workspace.sections("anna", anna)
    assert tuple(each.section for each in states) == DRAFT
    assert [(each.position, each.revision, each.status, each.locked) for each in states] == [
        (0, 1, "draft", False),
        (1, 1, "draft", False),
        (2, 1, "draft", False),
    ]


def test_a_section_of_open_points_only_is_open_until_it_is_written(workspace: Workspace, anna: str) -> None:
    workspace.add_sections("anna", anna, [Section("risks", "Risiken", (Paragraph("open", "Welche?"),))])
    assert _state(workspace, anna, "risks").status == "open"
    workspace.save_section("anna", anna, _section("risks", "Währung"), based_on=1)
    assert _state(workspace, anna, "risks").status == "draft"


def test_new_sections_stand_behind_those_that_are_there_which_stay_as_they_are(workspace: Workspace, anna: str) -> None:
    before = workspace.sections("anna", anna)
    workspace.add_sections("anna", anna, [_section("plan", "neu"), _section("budget"), _section("goals", "neu")])
    states = workspace.sections("anna", anna)
    assert states[:3] == before
    assert [(each.section, each.position, each.revision) for each in states[3:]] == [(_section("budget"), 3, 1)]


def test_a_saved_section_has_the_next_revision_and_its_time(workspace: Workspace, anna: str) -> None:
    new = _section("goals", "neu")
    assert workspace.save_section("anna", anna, new, based_on=1, note="gekürzt") == 2
    state = _state(workspace, anna, "goals")
    assert (state.section, state.revision, state.saved_at) == (new, 2, "2026-11-28T09:02:00+00:00")


def test_a_text_that_is_saved_twice_is_one_revision(workspace: Workspace, anna: str) -> None:
    for _ in range(2):  # as a repeated request sends it
        assert workspace.save_section("anna", anna, _section("goals", "neu"), based_on=1) == 2
    assert len(workspace.history("anna", anna, "goals")) == 2


def test_the_other_sections_stay_byte_for_byte(workspace: Workspace, folder: Path, anna: str) -> None:
    odd = replace(_section("vision"), parts=(Paragraph("own", "Ä\u0308  \r\n 1\u00a0%"),))
    workspace.save_section("anna", anna, odd, based_on=1)
    before = _stored(folder, "vision", "plan")
    workspace.save_section("anna", anna, _section("goals", "neu"), based_on=1)
    workspace.propose("anna", anna, _section("goals", "anders"), 2, "anders")
    workspace.accept("anna", anna, "goals")
    workspace.restore("anna", anna, "goals", 1)
    workspace.move("anna", anna, "goals", 0)
    workspace.comment("anna", anna, "goals", "Anna", "gut")
    assert _stored(folder, "vision", "plan") == before
    assert _state(workspace, anna, "vision").section == odd


def _stored(folder: Path, *section_ids: str) -> list[tuple[object, ...]]:
    query = "SELECT section_id, revision, saved_at, cast(content AS BLOB) FROM version ORDER BY section_id, revision"
    with closing(sqlite3.connect(folder / "workspace.sqlite")) as connection:
        return [row for row in connection.execute(query) if row[0] in section_ids]


def test_a_text_that_was_changed_elsewhere_is_not_overwritten(workspace: Workspace, anna: str) -> None:
    theirs, mine = _section("goals", "Tab 1"), _section("goals", "Tab 2")
    workspace.save_section("anna", anna, theirs, based_on=1)
    with pytest.raises(Conflict) as conflict:
        workspace.save_section("anna", anna, mine, based_on=1)
    assert (conflict.value.theirs, conflict.value.mine) == (theirs, mine)
    assert _state(workspace, anna, "goals").section == theirs


def test_a_conflict_names_the_section_and_the_time_of_the_other_change(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "Tab 1"), based_on=1)
    with pytest.raises(Conflict) as conflict:
        workspace.save_section("anna", anna, _section("goals", "Tab 2"), based_on=1)
    assert conflict.value.of("de") == (
        f"Der Abschnitt „Goals“ wurde inzwischen an anderer Stelle geändert ({moment(conflict.value.saved_at)}). "
        "Ihr Text ist als Fassung 3 aufgehoben: Wählen Sie sie bei den Fassungen, um beide zu vergleichen. "
        "Speichern Sie dann noch einmal, gilt Ihrer."
    )


def test_the_text_of_a_conflict_is_kept_once_and_can_be_restored(workspace: Workspace, anna: str) -> None:
    mine = _section("goals", "Tab 2")
    workspace.save_section("anna", anna, _section("goals", "Tab 1"), based_on=1)
    for _ in range(3):  # a tab that saves by itself
        with pytest.raises(Conflict, match="changed elsewhere"):
            workspace.save_section("anna", anna, mine, based_on=1)
    assert [each.cause for each in workspace.history("anna", anna, "goals")] == ["refused", "edit", "draft"]
    assert workspace.restore("anna", anna, "goals", 3) == 4
    assert _state(workspace, anna, "goals").section == mine


def test_after_a_conflict_one_saves_upon_the_revision_that_stands(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "Tab 1"), based_on=1)
    with pytest.raises(Conflict) as conflict:
        workspace.save_section("anna", anna, _section("goals", "Tab 2"), based_on=1)
    both = _section("goals", "beide")
    assert workspace.save_section("anna", anna, both, based_on=conflict.value.revision) == 4


def test_a_section_that_is_not_there_cannot_be_saved(workspace: Workspace, anna: str) -> None:
    with pytest.raises(UnknownSection, match='no section "nowhere"'):
        workspace.save_section("anna", anna, _section("nowhere"), based_on=1)


def test_a_review_holds_for_the_text_that_was_reviewed(workspace: Workspace, anna: str) -> None:
    workspace.set_status("anna", anna, "goals", "reviewed")
    assert _state(workspace, anna, "goals").status == "reviewed"
    workspace.save_section("anna", anna, _section("goals", "neu"), based_on=1)
    assert _state(workspace, anna, "goals").status == "draft"


@pytest.mark.parametrize("method", ["save_section", "propose", "accept", "restore", "delete_section"])
def test_a_locked_section_is_neither_changed_nor_deleted(workspace: Workspace, anna: str, method: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "neu"), based_on=1)
    workspace.propose("anna", anna, _section("goals", "Vorschlag"), 2, "")
    workspace.lock("anna", anna, "goals")
    before = _state(workspace, anna, "goals")
    with pytest.raises(SectionLocked, match='"Goals" is locked'):
        _ON_A_STRATEGY[method](workspace, "anna", anna)
    assert _state(workspace, anna, "goals") == before
    assert before.locked


def test_an_unlocked_section_takes_text_again(workspace: Workspace, anna: str) -> None:
    workspace.lock("anna", anna, "goals")
    workspace.unlock("anna", anna, "goals")
    assert workspace.save_section("anna", anna, _section("goals", "neu"), based_on=1) == 2


@pytest.mark.parametrize(
    ("position", "order"),
    [(0, "plan vision goals"), (1, "vision plan goals"), (99, "vision goals plan"), (-1, "plan vision goals")],
)
def test_a_section_moves_to_a_position(workspace: Workspace, anna: str, position: int, order: str) -> None:
    workspace.move("anna", anna, "plan", position)
    states = workspace.sections("anna", anna)
    assert " ".join(each.section.id for each in states) == order
    assert [each.position for each in states] == [0, 1, 2]


# proposals


def test_a_proposal_waits_beside_the_text(workspace: Workspace, anna: str) -> None:
    proposal = _section("goals", "kürzer")
    workspace.propose("anna", anna, proposal, 1, "Bitte kürzer")
    state = _state(workspace, anna, "goals")
    assert (state.section, state.revision) == (DRAFT[1], 1)
    assert (state.proposed, state.proposed_from, state.instruction) == (proposal, 1, "Bitte kürzer")


def test_an_accepted_proposal_is_the_text(workspace: Workspace, anna: str) -> None:
    proposal = _section("goals", "kürzer")
    workspace.propose("anna", anna, proposal, 1, "Bitte kürzer")
    assert workspace.accept("anna", anna, "goals") == 2
    state = _state(workspace, anna, "goals")
    assert (state.section, state.proposed, state.instruction) == (proposal, None, "")
    newest = workspace.history("anna", anna, "goals")[0]
    assert (newest.cause, newest.note) == ("proposal", "Bitte kürzer")


def test_a_proposal_that_was_rejected_or_replaced_is_in_the_history(workspace: Workspace, anna: str) -> None:
    for text, instruction in (("Annas", "Bitte kürzer"), ("Bens", "ben.docx"), ("dritter", "")):
        workspace.propose("anna", anna, _section("goals", text), 1, instruction)
    workspace.reject("anna", anna, "goals")
    told = [(each.cause, each.note, each.section) for each in workspace.history("anna", anna, "goals")]
    assert told == [
        ("refused", "", _section("goals", "dritter")),
        ("refused", "ben.docx", _section("goals", "Bens")),
        ("refused", "Bitte kürzer", _section("goals", "Annas")),
        ("draft", "", DRAFT[1]),
    ]


def test_a_proposal_made_twice_is_in_no_history(workspace: Workspace, anna: str) -> None:
    for _ in range(2):  # as a repeated request sends it
        workspace.propose("anna", anna, _section("goals", "kürzer"), 1, "Bitte kürzer")
    assert len(workspace.history("anna", anna, "goals")) == 1


@pytest.mark.parametrize("decide", [Workspace.accept, Workspace.reject])
def test_a_proposal_that_was_not_seen_is_not_decided_on(
    workspace: Workspace, anna: str, decide: Callable[..., object]
) -> None:
    workspace.propose("anna", anna, _section("goals", "gesehen"), 1, "")
    seen = _state(workspace, anna, "goals").proposal
    workspace.propose("anna", anna, _section("goals", "ungesehen"), 1, "")
    before = _state(workspace, anna, "goals")
    with pytest.raises(OtherProposal, match='Another proposal waits for "Goals"'):
        decide(workspace, "anna", anna, "goals", proposal=seen)
    assert _state(workspace, anna, "goals") == before
    decide(workspace, "anna", anna, "goals", proposal=before.proposal)
    assert _state(workspace, anna, "goals").proposal == ""


def test_a_rejected_proposal_is_gone_and_the_text_stays(workspace: Workspace, anna: str) -> None:
    before = _state(workspace, anna, "goals")
    workspace.propose("anna", anna, _section("goals", "kürzer"), 1, "Bitte kürzer")
    workspace.reject("anna", anna, "goals")
    assert _state(workspace, anna, "goals") == before


@pytest.mark.parametrize("method", ["accept", "reject"])
def test_without_a_proposal_there_is_nothing_to_decide(workspace: Workspace, anna: str, method: str) -> None:
    with pytest.raises(NoProposal, match='"Goals"'):
        _ON_A_STRATEGY[method](workspace, "anna", anna)


def test_a_proposal_for_an_older_text_is_kept_as_refused(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "neu"), based_on=1)
    with pytest.raises(Conflict) as conflict:
        workspace.propose("anna", anna, _section("goals", "kürzer"), 1, "Bitte kürzer")
    kept = workspace.history("anna", anna, "goals")[0]
    assert (kept.revision, kept.cause, kept.section) == (conflict.value.kept_as, "refused", _section("goals", "kürzer"))


def test_accepting_does_not_overwrite_a_text_saved_since(workspace: Workspace, anna: str) -> None:
    theirs, proposal = _section("goals", "von Hand"), _section("goals", "kürzer")
    workspace.propose("anna", anna, proposal, 1, "")
    workspace.save_section("anna", anna, theirs, based_on=1)
    with pytest.raises(Conflict, match="Goals"):
        workspace.accept("anna", anna, "goals")
    state = _state(workspace, anna, "goals")
    assert (state.section, state.proposed) == (theirs, proposal)


def test_a_proposal_may_replace_a_text_that_the_user_has_seen(workspace: Workspace, anna: str) -> None:
    workspace.propose("anna", anna, _section("goals", "kürzer"), 1, "")
    revision = workspace.save_section("anna", anna, _section("goals", "von Hand"), based_on=1)
    workspace.accept("anna", anna, "goals", based_on=revision)
    assert _state(workspace, anna, "goals").section == _section("goals", "kürzer")


# history


def test_the_history_tells_every_text_the_newest_first(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "zwei"), 1, "gekürzt")
    told = [
        (each.revision, each.saved_at[11:16], each.cause, each.note, each.section)
        for each in workspace.history("anna", anna, "goals")
    ]
    assert told == [(2, "09:02", "edit", "gekürzt", _section("goals", "zwei")), (1, "09:01", "draft", "", DRAFT[1])]


def test_a_restored_text_is_a_new_revision_and_can_be_undone_too(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "zwei"), 1)
    assert workspace.restore("anna", anna, "goals", 1) == 3
    assert _state(workspace, anna, "goals").section == DRAFT[1]
    assert workspace.restore("anna", anna, "goals", 2) == 4
    assert _state(workspace, anna, "goals").section == _section("goals", "zwei")
    causes = [(each.cause, each.note) for each in workspace.history("anna", anna, "goals")]
    assert causes == [("restore", "2"), ("restore", "1"), ("edit", ""), ("draft", "")]


def test_a_revision_that_never_was_cannot_be_restored(workspace: Workspace, anna: str) -> None:
    with pytest.raises(UnknownVersion, match='"Goals" has no version 7'):
        workspace.restore("anna", anna, "goals", 7)


_ON_A_SEEN_TEXT: dict[str, Callable[[Workspace, str, int], object]] = {
    "undo": lambda w, id_, seen: w.undo("anna", id_, "goals", based_on=seen),
    "restore": lambda w, id_, seen: w.restore("anna", id_, "goals", 1, based_on=seen),
    "set_status": lambda w, id_, seen: w.set_status("anna", id_, "goals", "final", based_on=seen),
}


@pytest.mark.parametrize("method", _ON_A_SEEN_TEXT)
def test_nothing_is_done_with_a_text_that_was_not_seen(workspace: Workspace, anna: str, method: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "gesehen"), 1)
    workspace.save_section("anna", anna, _section("goals", "ungesehen"), 2)
    before = _state(workspace, anna, "goals")
    with pytest.raises(Conflict) as conflict:
        _ON_A_SEEN_TEXT[method](workspace, anna, 2)
    assert (conflict.value.mine, conflict.value.theirs) == (_section("goals", "gesehen"), before.section)
    assert "You had version 2 before you." in conflict.value.of("en")
    assert _state(workspace, anna, "goals") == before
    _ON_A_SEEN_TEXT[method](workspace, anna, 3)
    assert _state(workspace, anna, "goals") != before


# comments


def test_comments_come_oldest_first_and_are_counted(workspace: Workspace, anna: str) -> None:
    first = workspace.comment("anna", anna, "goals", "Anna", "Zu lang?")
    second = workspace.comment("anna", anna, "goals", "Ben", "Nein.")
    assert workspace.comments("anna", anna, "goals") == (first, second)
    assert first == Comment("2", "goals", "Anna", "Zu lang?", "2026-11-28T09:02:00+00:00")
    assert [each.comments for each in workspace.sections("anna", anna)] == [0, 2, 0]


def test_a_deleted_comment_is_gone(workspace: Workspace, anna: str) -> None:
    first = workspace.comment("anna", anna, "goals", "Anna", "Zu lang?")
    second = workspace.comment("anna", anna, "goals", "Ben", "Nein.")
    workspace.delete_comment("anna", anna, first.id)
    assert workspace.comments("anna", anna, "goals") == (second,)
    with pytest.raises(UnknownComment):
        workspace.delete_comment("anna", anna, first.id)


def test_a_comment_of_another_strategy_cannot_be_deleted(workspace: Workspace, anna: str) -> None:
    other = workspace.create("ben", "Andere", PROFILE, "de")
    mine = workspace.comment("anna", anna, "goals", "Anna", "Zu lang?")
    with pytest.raises(UnknownComment):
        workspace.delete_comment("ben", other.id, mine.id)
    assert workspace.comments("anna", anna, "goals") == (mine,)


# sources that are gone


def test_strategies_citing_a_source_are_found_with_their_sections(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("plan", "neu", "s1", "s1"), 1)
    workspace.save_section("anna", anna, _section("goals", "neu", "s2"), 1)
    workspace.propose("anna", anna, _section("vision", "neu", "s1"), 1, "")
    ben = workspace.create("ben", "Bens", PROFILE, "de")
    workspace.add_sections("ben", ben.id, [_section("goals", "neu", "s1", "s3")])
    annas = Citing("anna", anna, "Strategie 2027", ("vision", "plan"))
    assert workspace.strategies_citing(["s1"]) == (Citing("ben", ben.id, "Bens", ("goals",)), annas)
    assert workspace.strategies_citing(["s2", "s4"]) == (Citing("anna", anna, "Strategie 2027", ("goals",)),)


def test_a_text_of_the_past_and_a_file_without_a_source_flag_nothing(workspace: Workspace, anna: str) -> None:
    workspace.save_section("anna", anna, _section("goals", "neu", "s1", ""), 1)
    workspace.save_section("anna", anna, _section("goals", "ohne", ""), 2)
    assert workspace.strategies_citing(["s1", "", "%"]) == ()


# deleting


def _found(folder: Path, word: str) -> list[str]:
    """Return the files of the workspace, log and copies included, that hold the word."""
    return [path.name for path in sorted(folder.iterdir()) if word.encode() in path.read_bytes()]


def _fill(workspace: Workspace, owner: str, word: str, random: Random) -> str:
    """Make a strategy with the word in all places; return its id."""
    made = workspace.create(owner, word, Profile(summary=f"{word} " * 150), "de")
    workspace.add_sections(owner, made.id, [_section(name, word) for name in ("vision", "goals", "plan")])
    for revision in range(1, 9):
        text = f"{word} " * random.randint(1, 1500)
        for name in ("vision", "goals"):
            workspace.save_section(owner, made.id, _section(name, f"{text}{revision}", word), revision, word)
        workspace.propose(owner, made.id, _section("plan", text), 1, word)
        workspace.comment(owner, made.id, "plan", word, text)
    return made.id


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_words_of_a_deleted_strategy_stay_in_the_files(folder: Path, seed: int) -> None:
    random = Random(seed)
    workspace = Workspace.open(folder)
    kept = [_fill(workspace, "anna", "Bleibewort", random)]
    gone = _fill(workspace, "anna", "Geheimwort", random)
    kept.append(_fill(workspace, "anna", "Bleibewort", random))
    workspace.delete("anna", gone)
    assert _found(folder, "Geheimwort") == []  # while it is still open
    workspace.close()
    assert _found(folder, "Geheimwort") == []
    assert _found(folder, "Bleibewort") == ["workspace.sqlite"]
    reopened = Workspace.open(folder)
    assert {each.id for each in reopened.strategies("anna")} == set(kept)
    reopened.close()


def test_no_words_of_a_deleted_comment_stay_in_the_files(workspace: Workspace, folder: Path, anna: str) -> None:
    made = workspace.comment("anna", anna, "goals", "Anna", "Geheimwort " * 900)
    assert _found(folder, "Geheimwort") != []
    workspace.delete_comment("anna", anna, made.id)
    assert _found(folder, "Geheimwort") == []


def test_what_is_deleted_leaves_the_copies_from_before_a_step_too(folder: Path) -> None:
    first = Workspace.open(folder)
    gone, _ = (_fill(first, "anna", word, Random(1)) for word in ("Geheimwort", "Bleibewort"))
    first.close()
    second = Workspace.open(folder, steps=(*STEPS, (len(STEPS) + 1, ("CREATE TABLE later (id)",))))
    copy = f"workspace.sqlite.before-{len(STEPS) + 1}"
    assert copy in _found(folder, "Geheimwort")
    second.delete("anna", gone)
    second.close()
    assert _found(folder, "Geheimwort") == []
    assert _found(folder, "Bleibewort") == ["workspace.sqlite", copy]


def test_an_erasure_that_a_kill_has_cut_off_is_done_at_the_next_opening(folder: Path) -> None:
    workspace = Workspace.open(folder)
    gone = _fill(workspace, "anna", "Geheimwort", Random(1))
    workspace.close()
    with closing(sqlite3.connect(folder / "workspace.sqlite")) as connection:  # as the deletion's transaction leaves it
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("DELETE FROM strategy")
        connection.execute("INSERT INTO erasure VALUES (?)", [gone])
        connection.commit()
    assert _found(folder, "Geheimwort") == ["workspace.sqlite"]
    Workspace.open(folder).close()
    assert _found(folder, "Geheimwort") == []


def test_a_reader_elsewhere_delays_the_erasure_and_does_not_break_it(folder: Path, workspace: Workspace) -> None:
    gone = _fill(workspace, "anna", "Geheimwort", Random(1))
    with closing(sqlite3.connect(folder / "workspace.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM version").fetchone()
        workspace.delete("anna", gone)
        assert workspace.strategies("anna") == ()
    workspace.close()
    assert _found(folder, "Geheimwort") == []


@pytest.mark.slow
def test_a_section_may_be_deleted_again_while_its_erasure_waits(folder: Path, workspace: Workspace, anna: str) -> None:
    with closing(sqlite3.connect(folder / "workspace.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM version").fetchone()
        for _ in range(2):
            workspace.delete_section("anna", anna, "goals")
            workspace.add_sections("anna", anna, [_section("goals", "neu")])
    assert _state(workspace, anna, "goals").section == _section("goals", "neu")


# threads, processes, kills

_WRITER = """
import json, sys
from pathlib import Path
from assistant.studio.records import Paragraph, Section
from assistant.workspace.workspace import Workspace
folder, strategy_id, section_id, most = sys.argv[1:]
workspace = Workspace.open(Path(folder))
revision = 1
for number in range(int(most)):
    section = Section(section_id, "T", (Paragraph("own", f"{number} " * 2000),))
    revision = workspace.save_section("anna", strategy_id, section, revision)
    print(json.dumps([revision, number]), flush=True)
workspace.close()
"""


def _writer(folder: Path, strategy_id: str, section_id: str, most: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(folder), strategy_id, section_id, str(most)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
@pytest.mark.parametrize("acknowledged_before_the_kill", [1, 17, 60])
def test_a_kill_in_the_middle_of_writing_loses_nothing_acknowledged(
    folder: Path, acknowledged_before_the_kill: int
) -> None:
    workspace = Workspace.open(folder)
    strategy = workspace.create("anna", "Strategie", PROFILE, "de")
    workspace.add_sections("anna", strategy.id, DRAFT)
    workspace.close()
    with _writer(folder, strategy.id, "goals", 100_000) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(acknowledged_before_the_kill)]
        process.kill()
        lines += process.stdout.readlines()
    assert process.returncode != 0
    acknowledged = [json.loads(line) for line in lines if line.endswith("\n")]
    reopened = Workspace.open(folder)
    stored = {each.revision: each.section for each in reopened.history("anna", strategy.id, "goals")}
    state = _state(reopened, strategy.id, "goals")
    reopened.close()
    for revision, number in acknowledged:
        assert stored[revision].parts == (Paragraph("own", f"{number} " * 2000),)
    assert stored[state.revision] == state.section
    assert state.revision - acknowledged[-1][0] in (0, 1)  # the last change may have come before its acknowledgement


@pytest.mark.slow
def test_two_processes_that_write_at_once_both_get_through(folder: Path) -> None:
    workspace = Workspace.open(folder)
    strategy = workspace.create("anna", "Strategie", PROFILE, "de")
    workspace.add_sections("anna", strategy.id, DRAFT)
    processes = [_writer(folder, strategy.id, section_id, 60) for section_id in ("goals", "plan")]
    for number in range(60):  # and a third one
        workspace.save_section("anna", strategy.id, _section("vision", str(number)), number + 1)
    for process in processes:
        output, _ = process.communicate(timeout=60)
        assert (process.returncode, len(output.splitlines())) == (0, 60)
    assert [each.revision for each in workspace.sections("anna", strategy.id)] == [61, 61, 61]
    workspace.close()


def test_of_many_threads_that_save_upon_one_revision_one_wins_and_all_texts_are_kept(
    workspace: Workspace, anna: str
) -> None:
    def save(number: int) -> bool:
        try:
            workspace.save_section("anna", anna, _section("goals", f"Tab {number}"), based_on=1)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(save, range(24)))
    assert won.count(True) == 1
    kept = {section_json(each.section) for each in workspace.history("anna", anna, "goals")}
    assert kept == {section_json(_section("goals", f"Tab {number}")) for number in range(24)} | {section_json(DRAFT[1])}


def test_a_file_that_is_damaged_while_it_is_open_is_an_error_with_a_hint(folder: Path) -> None:
    first = Workspace.open(folder)
    strategy_id = _fill(first, "anna", "Wort", Random(1))
    first.close()
    workspace = Workspace.open(folder)
    path = folder / "workspace.sqlite"
    path.write_bytes(path.read_bytes()[:8192].ljust(path.stat().st_size, b"\xff"))
    with pytest.raises(DamagedWorkspace) as damaged:
        workspace.sections("anna", strategy_id)
    assert "Sicherung" in damaged.value.hint.de
    workspace.close()


def test_what_the_default_clock_and_ids_give_is_utc_and_random(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    one, other = (workspace.create("anna", "Strategie", PROFILE, "de") for _ in range(2))
    workspace.close()
    assert one.created_at.endswith("+00:00")
    assert one.id != other.id
    assert len(one.id) == 16
