"""Making, renewing and refusing the workspace's file."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Section
from assistant.workspace.errors import DamagedWorkspace, NewerWorkspace, WorkspaceOutOfReach
from assistant.workspace.migrations import STEPS, Step, migrate
from assistant.workspace.records import UnsavedText
from assistant.workspace.tables import TABLES
from assistant.workspace.workspace import Workspace

_ONE: Step = (1, ("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",))
_TWO: Step = (2, ("ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'unbekannt'",))
_THREE: Step = (3, ("UPDATE note SET text = upper(text)",))
_BROKEN: Step = (2, ("DELETE FROM note", "ALTER TABLE absent ADD COLUMN x"))


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def _write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file after step 1, with one note in it."""
    path = tmp_path / "workspace.sqlite"
    migrate(path, [_ONE])
    _write(path, "INSERT INTO note (text) VALUES ('erstes Wort')")
    return path


def _copies(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if "before" in each.name)


def test_a_new_file_gets_every_step_and_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "workspace.sqlite"
    migrate(path, [_ONE, _TWO])
    assert [row[1] for row in _rows(path, "PRAGMA table_info(note)")] == ["id", "text", "author"]
    assert _rows(path, "PRAGMA user_version") == [(2,)]
    assert _copies(path) == []


def test_an_old_file_keeps_its_data_through_every_step(old: Path) -> None:
    migrate(old, [_ONE, _TWO, _THREE])
    assert _rows(old, "SELECT text, author FROM note") == [("ERSTES WORT", "unbekannt")]
    assert _rows(old, "PRAGMA user_version") == [(3,)]


def test_a_copy_from_before_each_step_stands_beside_the_file(old: Path) -> None:
    migrate(old, [_ONE, _TWO, _THREE])
    assert _copies(old) == ["workspace.sqlite.before-2", "workspace.sqlite.before-3"]
    assert _rows(old.with_name("workspace.sqlite.before-2"), "SELECT * FROM note") == [(1, "erstes Wort")]
    assert _rows(old.with_name("workspace.sqlite.before-3"), "SELECT * FROM note") == [(1, "erstes Wort", "unbekannt")]


def test_a_copy_holds_what_is_still_in_the_log(old: Path) -> None:
    with closing(sqlite3.connect(old)) as still_open:
        still_open.execute("INSERT INTO note (text) VALUES ('zweites Wort')")
        still_open.commit()
        assert old.with_name("workspace.sqlite-wal").stat().st_size > 0
        migrate(old, [_ONE, _TWO])
    rows = _rows(old.with_name("workspace.sqlite.before-2"), "SELECT text FROM note")
    assert rows == [("erstes Wort",), ("zweites Wort",)]


def test_a_file_that_is_up_to_date_is_not_copied(old: Path) -> None:
    migrate(old, [_ONE])
    assert _copies(old) == []


def test_a_step_that_fails_changes_nothing(old: Path) -> None:
    with pytest.raises(WorkspaceOutOfReach, match="no such table"):
        migrate(old, [_ONE, _BROKEN])
    assert _rows(old, "SELECT text FROM note") == [("erstes Wort",)]
    assert _rows(old, "PRAGMA user_version") == [(1,)]


def test_a_step_that_breaks_a_reference_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    tables = ("CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (a INTEGER NOT NULL REFERENCES a (id))")
    migrate(path, [(1, tables)])
    with pytest.raises(DamagedWorkspace, match="step 2: b"):
        migrate(path, [(1, tables), (2, ("INSERT INTO b VALUES (7)",))])
    assert _rows(path, "SELECT * FROM b") == []


def test_a_step_may_make_a_table_anew_without_losing_what_refers_to_it(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    refer = "CREATE TABLE b (a INTEGER NOT NULL REFERENCES a (id) ON DELETE CASCADE)"
    first: Step = (1, ("CREATE TABLE a (id INTEGER PRIMARY KEY)", refer))
    migrate(path, [first])
    _write(path, "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)")
    anew = ("CREATE TABLE c (id INTEGER PRIMARY KEY)", "INSERT INTO c SELECT id FROM a")
    migrate(path, [first, (2, (*anew, "DROP TABLE a", "ALTER TABLE c RENAME TO a"))])
    assert _rows(path, "SELECT a FROM b") == [(1,)]


def test_many_that_open_the_file_at_once_take_each_step_once(tmp_path: Path) -> None:
    steps: Sequence[Step] = [_ONE, (2, ("INSERT INTO note (text) VALUES ('einmal')",))]
    path = tmp_path / "workspace.sqlite"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: migrate(path, steps), range(16)))
    assert _rows(path, "SELECT text FROM note") == [("einmal",)]


def test_a_file_of_a_newer_version_is_refused_and_left_as_it_is(old: Path) -> None:
    migrate(old, [_ONE, _TWO])
    before = old.read_bytes()
    with pytest.raises(NewerWorkspace) as refused:
        migrate(old, [_ONE])
    assert "neueren Clusterkompass (2, hier 1)" in refused.value.message.de
    assert refused.value.hint.en == "Install the newer version."
    assert old.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    path.write_bytes(b"Liebe Kolleginnen und Kollegen, " * 100)
    with pytest.raises(DamagedWorkspace, match="not a database"):
        migrate(path)
    assert path.read_bytes() == b"Liebe Kolleginnen und Kollegen, " * 100


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    _write(path, "CREATE TABLE note (id)", "PRAGMA user_version=1")
    before = path.read_bytes()
    with pytest.raises(DamagedWorkspace, match="no workspace"):
        migrate(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_file_of_which_the_end_is_missing_is_refused(tmp_path: Path, kept: float) -> None:
    _filled(tmp_path)
    path = tmp_path / "workspace.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(DamagedWorkspace) as refused:
        Workspace.open(tmp_path)
    assert "before-" in refused.value.hint.de


def test_a_file_with_overwritten_pages_is_refused(tmp_path: Path) -> None:
    _filled(tmp_path)
    path = tmp_path / "workspace.sqlite"
    whole = bytearray(path.read_bytes())
    whole[8192:16384] = b"\xff" * 8192
    path.write_bytes(whole)
    with pytest.raises(DamagedWorkspace):
        Workspace.open(tmp_path)


def test_a_folder_in_place_of_the_file_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "workspace.sqlite").mkdir()
    with pytest.raises(WorkspaceOutOfReach) as refused:
        migrate(tmp_path / "workspace.sqlite")
    assert "Schreibrechte" in refused.value.hint.de


def test_a_file_in_place_of_the_folder_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    with pytest.raises(WorkspaceOutOfReach, match="File exists"):
        migrate(tmp_path / "folder" / "workspace.sqlite")


def test_the_steps_make_the_tables_that_the_queries_expect(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    migrate(path)
    made = {
        str(table): [(row[1], bool(row[3]), row[5] > 0) for row in _rows(path, f"PRAGMA table_info({table})")]
        for (table,) in _rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    expected = {
        table.name: [(column.name, not column.nullable, column.primary_key) for column in table.columns]
        for table in TABLES.tables.values()
    }
    for columns in expected.values():  # SQLite takes an integer key for granted
        columns[:] = [(name, not_null and name != "number", key) for name, not_null, key in columns]
    assert made == expected


def test_the_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [number for number, _ in STEPS] == list(range(1, len(STEPS) + 1))


def test_a_workspace_keeps_its_strategies_through_a_step(tmp_path: Path) -> None:
    strategy_id = _filled(tmp_path)
    steps = (*STEPS, (len(STEPS) + 1, ("CREATE TABLE later (id)",)))
    workspace = Workspace.open(tmp_path, steps=steps)
    assert workspace.profile("anna", strategy_id) == Profile(name="Muster e. V.")
    assert len(workspace.sections("anna", strategy_id)) == 9
    workspace.close()


def test_what_was_typed_before_tabs_had_names_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    migrate(path, STEPS[:3])
    now = "2026-11-28T09:00:00+00:00"
    _write(
        path,
        "INSERT INTO strategy (id, owner, title, language, created_at, changed_at, profile, profile_revision, "
        "profile_saved_at, typed_profile, typed_from) VALUES ('s', 'anna', 'S', 'de', "
        f"'{now}', '{now}', '{{}}', 7, '{now}', '{{\"name\": \"Licht\"}}', 6)",
        "INSERT INTO section (strategy_id, id, position, revision, status, locked, instruction, unsaved, unsaved_from) "
        "VALUES ('s', 'goals', 0, 3, 'draft', 0, '', 'Getippt.', 2), ('s', 'plan', 1, 1, 'draft', 0, '', NULL, NULL)",
    )
    workspace = Workspace.open(tmp_path)
    assert workspace.unsaved.texts("anna", "s", "goals") == (UnsavedText("", "Getippt.", 2, now),)
    assert workspace.unsaved.texts("anna", "s", "plan") == ()
    assert workspace.unsaved.texts("anna", "s", None) == (UnsavedText("", '{"name": "Licht"}', 6, now),)
    workspace.close()


def _filled(folder: Path) -> str:
    """Make a workspace with one strategy of nine long sections; return its id."""
    workspace = Workspace.open(folder)
    made = workspace.create("anna", "Strategie", Profile(name="Muster e. V."), "de")
    draft = [Section(str(number), "Ziele", (Paragraph("own", "Japan " * 500),)) for number in range(9)]
    workspace.add_sections("anna", made.id, draft)
    workspace.close()
    return made.id
