"""A library and all that lies beside it in one file, and back: registry, workspace, settings, files still to be read.

The indexes are left out, for they are made of the registry. A backup may be made while the library is in use: each
database is copied as it is at one moment, by SQLite itself.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ingest.config import INDEX_FOLDER, REGISTRY_FILE
from ingest.errors import AppError
from ingest.records import Text

_CONTENTS = "clusterkompass.json"
_FORMAT = 1
_NEW, _COMPLETE = "restore.new", "restore.complete"
_LEFT_OUT = {INDEX_FOLDER, "lock", "owner", "laboratory", _NEW, _COMPLETE}  # made anew, or of no use elsewhere
_PASSING = ("-wal", "-shm", "-journal", ".new.sqlite3", ".part")  # how the names of passing files end
_SQLITE = b"SQLite format 3\0"  # how its files begin
_CHUNK = 1_000_000  # bytes


@dataclass(frozen=True)
class Contents:
    """What a backup holds: when it was made (UTC), how many sources, and the sha256 of each file by its name."""

    made: str
    sources: int
    files: dict[str, str]


class BadBackup(AppError):
    code = "bad_backup"

    def __init__(self, path: Path, problem: Text) -> None:
        super().__init__(
            Text(f"{path} ist keine brauchbare Sicherung: {problem.de}.", f"{path} is no usable backup: {problem.en}."),
            Text("An Ihrer Bibliothek wurde nichts geändert.", "Nothing of your library was changed."),
        )


class AlreadyThere(AppError):
    code = "already_there"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Text(f"{path} gibt es schon.", f"{path} exists already."),
            Text("Mit --replace wird ersetzt, was dort ist.", "--replace replaces what is there."),
        )


class BackupOutOfReach(AppError):
    code = "backup_out_of_reach"

    def __init__(self, path: Path, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        super().__init__(
            Text(
                f"{path} kann nicht geschrieben oder gelesen werden ({reason}).",
                f"{path} cannot be written or read ({reason}).",
            ),
            Text("Prüfen Sie Rechte und freien Platz.", "Check permissions and free space."),
        )


def back_up(data: Path, target: Path, *, replace: bool = False) -> Contents:
    """Write all of a data folder into one file and return what it holds.

    Raises AlreadyThere, BackupOutOfReach. The file is there whole or not at all.
    """
    if target.exists() and not replace:
        raise AlreadyThere(target)
    part = target.with_name(target.name + ".part")
    try:
        with TemporaryDirectory(prefix="clusterkompass-backup-") as scratch:
            contents = _packed(data, part, Path(scratch))
        _read_contents(part)
        os.replace(part, target)
    except OSError as error:
        raise BackupOutOfReach(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return contents


def restore(source: Path, data: Path, *, replace: bool = False) -> Contents:
    """Put what a backup holds into a data folder, whose lock the caller holds, and return it.

    Everything is unpacked and checked beside the library first. A kill at any moment leaves the former library or,
    after `finish_restore`, the restored one. Raises BadBackup, AlreadyThere, BackupOutOfReach.
    """
    try:
        if not replace and any(_kept(data)):
            raise AlreadyThere(data)
        shutil.rmtree(data / _NEW, ignore_errors=True)
        contents = _unpacked(source, data / _NEW)
        (data / _COMPLETE).touch()
        finish_restore(data)
    except OSError as error:
        raise BackupOutOfReach(source, error) from error
    finally:
        shutil.rmtree(data / _NEW, ignore_errors=True)
    return contents


def finish_restore(data: Path) -> None:
    """Put what was unpacked whole into its place, also after a kill in the midst of it; delete what is not whole."""
    new = data / _NEW
    if not (data / _COMPLETE).is_file():
        shutil.rmtree(new, ignore_errors=True)
        return
    if new.is_dir():
        shutil.rmtree(data / INDEX_FOLDER, ignore_errors=True)
        arrived = {path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()}
        # a file of the former library goes when the restored one has no such file; those moved before a kill stay
        listed = set(json.loads((new / _CONTENTS).read_bytes())["files"]) if _CONTENTS in arrived else set()
        for path in list(_kept(data)):
            if path.relative_to(data).as_posix() not in listed:
                path.unlink()
        for name in sorted(arrived - {_CONTENTS}):
            _drop_journals(data / name)
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(new / name, data / name)
    (data / _COMPLETE).unlink()
    shutil.rmtree(new, ignore_errors=True)


def _kept(data: Path) -> Iterator[Path]:
    """Yield the files of a data folder that belong into a backup."""
    for path in sorted(data.rglob("*")):
        if path.relative_to(data).parts[0] not in _LEFT_OUT and path.is_file() and not path.name.endswith(_PASSING):
            yield path


def _packed(data: Path, part: Path, scratch: Path) -> Contents:
    sums: dict[str, str] = {}
    sources = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in _kept(data):
            name = path.relative_to(data).as_posix()
            copy = _database_copy(path, scratch) if _is_database(path) else path
            if name == REGISTRY_FILE:
                sources = _source_count(copy)
            sums[name] = _sha256(copy)
            archive.write(copy, name)
            if copy != path:
                copy.unlink()
        contents = Contents(datetime.now(UTC).isoformat(timespec="seconds"), sources, sums)
        archive.writestr(_CONTENTS, json.dumps({"format": _FORMAT, **contents.__dict__}))
    return contents


def _database_copy(path: Path, scratch: Path) -> Path:
    copy = scratch / path.name
    with closing(sqlite3.connect(path)) as original, closing(sqlite3.connect(copy)) as target:
        original.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a journal beside it
    return copy


def _unpacked(source: Path, folder: Path) -> Contents:
    """Unpack a backup and return its contents; raises BadBackup for one that is damaged or no backup at all."""
    contents = _read_contents(source)
    with zipfile.ZipFile(source) as archive:
        for name, wanted in contents.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(name) as packed, place.open("wb") as file:
                    shutil.copyfileobj(packed, file, _CHUNK)
                    file.flush()
                    os.fsync(file.fileno())
            except (KeyError, zipfile.BadZipFile, EOFError, ValueError) as error:
                raise BadBackup(source, Text(f"{name} ist beschädigt", f"{name} is damaged")) from error
            if _sha256(place) != wanted or (_is_database(place) and not _is_sound(place)):
                raise BadBackup(source, Text(f"{name} ist beschädigt", f"{name} is damaged"))
        (folder / _CONTENTS).write_bytes(archive.read(_CONTENTS))
    return contents


def _read_contents(source: Path) -> Contents:
    foreign = Text("Es ist keine Sicherung dieses Programms", "it is not a backup of this program")
    try:
        with zipfile.ZipFile(source) as archive:
            told = json.loads(archive.read(_CONTENTS))
        contents = Contents(str(told["made"]), int(told["sources"]), {str(k): str(v) for k, v in told["files"].items()})
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadBackup(source, foreign) from error
    if told.get("format") != _FORMAT:
        raise BadBackup(source, Text("Eine neuere Programmversion hat sie gemacht", "a newer version made it"))
    if REGISTRY_FILE not in contents.files or not all(_stays_inside(name) for name in contents.files):
        raise BadBackup(source, foreign)
    return contents


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts[0] not in _LEFT_OUT and "\\" not in name


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as database:
            return bool(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _source_count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM source").fetchone()[0])


def _drop_journals(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
