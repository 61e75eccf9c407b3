"""What can go wrong with a library's database, each with a way out."""

from pathlib import Path

from ingest.errors import AppError
from ingest.records import Text


class BrokenLibrary(AppError):
    """A registry that cannot be opened, read or written; `problem` is what SQLite or the system says."""

    code = "broken_library"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            Text(
                f"Die Bibliothek {path} kann nicht geöffnet oder geändert werden ({problem}).",
                f"The library {path} cannot be opened or changed ({problem}).",
            ),
            next((hint for sign, hint in _WAYS_OUT.items() if sign in problem), _OTHER_WAY_OUT),
        )


_RESTORE = Text(
    "Die Datei ist beschädigt. Stellen Sie eine Sicherung wieder her: clusterkompass ingest restore DATEI --replace.",
    "The file is damaged. Restore a backup: clusterkompass ingest restore FILE --replace.",
)
_WAYS_OUT = {
    "malformed": _RESTORE,
    "not a database": _RESTORE,
    "locked": Text(
        "Ein anderes Programm schreibt gerade in diese Datei. Beenden Sie es und versuchen Sie es noch einmal.",
        "Another program is writing to this file. Close it and try again.",
    ),
    "full": Text(
        "Der Datenträger ist voll. Schaffen Sie Platz; was schon in der Bibliothek war, ist noch da.",
        "The disk is full. Free some space; what was in the library is still there.",
    ),
}
_OTHER_WAY_OUT = Text(
    "Prüfen Sie Schreibrechte und freien Platz oder wählen Sie mit --data einen anderen Ordner.",
    "Check write permission and free space, or choose another folder with --data.",
)


class ReadOnlyLibrary(BrokenLibrary):
    """A library in a folder that cannot be written: it can be read, nothing can be added to it."""

    code = "read_only_library"

    def __init__(self, data: Path) -> None:
        AppError.__init__(
            self,
            Text(
                f"Der Ordner der Bibliothek {data} ist schreibgeschützt: Hinzufügen und Ändern geht nicht.",
                f"The folder of the library {data} is write-protected; nothing can be added or changed.",
            ),
            Text(
                "Heben Sie den Schreibschutz auf, oder kopieren Sie den Ordner an einen anderen Ort und nennen Sie ihn "
                "mit --data. Fragen geht auch so: clusterkompass ask.",
                "Remove the write protection, or copy the folder to another place and name that with --data. "
                "Asking works as it is: clusterkompass ask.",
            ),
        )


class UnknownSource(AppError):
    code = "unknown_source"

    def __init__(self, source_id: str) -> None:
        super().__init__(
            Text(
                f"Eine Quelle „{source_id}“ gibt es in dieser Bibliothek nicht.",
                f'There is no source "{source_id}" here.',
            ),
            Text("Sehen Sie mit „ingest list“ nach.", 'Look it up with "ingest list".'),
        )
