"""Dossiers are kept per owner and kind, undone step by step, guarded against two tabs, and go without a trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.phrase import Strict
from assistant.workspace.dossier_errors import DossierConflict, UnknownDossier
from assistant.workspace.dossiers import Dossiers
from assistant.workspace.errors import DamagedText, NothingToUndo
from assistant.workspace.workspace import FILE_NAME, Workspace


class Plan(Strict):
    """A content of the tests' own."""

    text: str
    goals: tuple[str, ...] = ()


class OtherPlan(Strict):
    """A content with other fields."""

    number: int


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(tmp_path)
    yield workspace
    workspace.close()


@pytest.fixture
def plans(workspace: Workspace) -> Dossiers[Plan]:
    return workspace.shelf.dossiers("monitoring", Plan)


def test_a_dossier_comes_back_as_it_was_kept(plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Monitoring 2027", Plan(text="Ä", goals=("a", "b")))
    kept = plans.get("anna", made.id)
    assert (kept.title, kept.revision, kept.content) == ("Monitoring 2027", 1, Plan(text="Ä", goals=("a", "b")))
    assert [one.title for one in plans.list("anna")] == ["Monitoring 2027"]


def test_another_owner_s_dossier_and_one_of_another_kind_are_not_there(
    workspace: Workspace, plans: Dossiers[Plan]
) -> None:
    made = plans.add("anna", "Plan", Plan(text="a"))
    others = workspace.shelf.dossiers("survey", Plan)
    assert plans.list("ben") == ()
    assert others.list("anna") == ()
    for attempt in (plans.get, plans.undo, plans.delete):
        with pytest.raises(UnknownDossier):
            attempt("ben", made.id)
    with pytest.raises(UnknownDossier):
        others.get("anna", made.id)
    with pytest.raises(UnknownDossier):
        plans.save("ben", made.id, Plan(text="b"), 1)
    assert plans.get("anna", made.id).content.text == "a"


def test_a_change_upon_an_older_revision_is_refused_and_writes_nothing(plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Plan", Plan(text="a"))
    assert plans.save("anna", made.id, Plan(text="b"), 1) == 2
    with pytest.raises(DossierConflict, match="changed elsewhere since"):
        plans.save("anna", made.id, Plan(text="c"), 1)
    assert plans.get("anna", made.id).content.text == "b"


def test_what_does_not_change_anything_is_no_version(plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Plan", Plan(text="a"))
    assert plans.save("anna", made.id, Plan(text="a"), 1) == 1
    with pytest.raises(NothingToUndo):
        plans.undo("anna", made.id)


def test_undo_goes_back_step_by_step_also_after_a_new_change(plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Plan", Plan(text="a"))
    plans.save("anna", made.id, Plan(text="b"), 1)
    plans.save("anna", made.id, Plan(text="c"), 2)
    assert plans.undo("anna", made.id).content.text == "b"
    revision = plans.save("anna", made.id, Plan(text="d"), plans.get("anna", made.id).revision)
    assert revision == 4
    assert [plans.undo("anna", made.id).content.text for _ in range(2)] == ["b", "a"]
    with pytest.raises(NothingToUndo):
        plans.undo("anna", made.id)


def test_only_the_last_hundred_changes_can_be_undone(plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Plan", Plan(text="0"))
    for number in range(1, 121):
        plans.save("anna", made.id, Plan(text=str(number)), number)
    for _ in range(99):
        plans.undo("anna", made.id)
    with pytest.raises(NothingToUndo):
        plans.undo("anna", made.id)


def test_a_deleted_dossier_leaves_no_word_in_the_file(
    tmp_path: Path, workspace: Workspace, plans: Dossiers[Plan]
) -> None:
    made = plans.add("anna", "Zitronenfalterplan", Plan(text="Zitronenfalter"))
    plans.save("anna", made.id, Plan(text="Zitronenfalter und mehr"), 1)
    plans.delete("anna", made.id)
    workspace.close()
    for file in tmp_path.glob(f"{FILE_NAME}*"):
        assert b"Zitronenfalter" not in file.read_bytes()


def test_a_content_that_cannot_be_read_says_where(workspace: Workspace, plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Plan", Plan(text="a"))
    with pytest.raises(DamagedText):
        workspace.shelf.dossiers("monitoring", OtherPlan).get("anna", made.id)


def test_a_dossier_gets_another_title(plans: Dossiers[Plan]) -> None:
    made = plans.add("anna", "Plan", Plan(text="a"))
    plans.rename("anna", made.id, "Plan 2")
    assert plans.get("anna", made.id).title == "Plan 2"
