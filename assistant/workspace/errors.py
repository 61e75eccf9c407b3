"""What can go wrong with a workspace and is not a bug."""

from pathlib import Path

from assistant.studio.profile import Profile
from assistant.studio.records import Section
from assistant.workspace.records import moment
from ingest.errors import AppError
from ingest.records import Text


class UnknownStrategy(AppError):
    """There is none, or it is another owner's: the two look the same from outside."""

    code = "unknown_strategy"

    def __init__(self, strategy_id: str) -> None:
        super().__init__(
            Text(
                f"Diese Strategie gibt es nicht oder nicht mehr ({strategy_id}).",
                f"There is no such strategy, or it has been deleted ({strategy_id}).",
            ),
            Text(
                "Wählen Sie eine aus der Liste; was Sie getippt haben, können Sie vorher kopieren.",
                "Choose one from the list; what you have typed can be copied before.",
            ),
        )


class UnknownSection(AppError):
    code = "unknown_section"

    def __init__(self, section_id: str) -> None:
        super().__init__(
            Text(
                f"Einen Abschnitt „{section_id}“ hat diese Strategie nicht.",
                f'This strategy has no section "{section_id}".',
            ),
            Text("Laden Sie die Seite neu.", "Load the page anew."),
        )


class UnknownVersion(AppError):
    code = "unknown_version"

    def __init__(self, title: str, revision: int) -> None:
        super().__init__(
            Text(f"Von „{title}“ gibt es keine Fassung {revision}.", f'"{title}" has no version {revision}.'),
            Text("Wählen Sie eine aus dem Verlauf.", "Choose one from the history."),
        )


class UnknownComment(AppError):
    code = "unknown_comment"

    def __init__(self) -> None:
        super().__init__(
            Text("Diesen Kommentar gibt es nicht mehr.", "This comment is no longer there."),
            Text("Laden Sie die Seite neu.", "Load the page anew."),
        )


class NoProposal(AppError):
    code = "no_proposal"

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(f"Für „{title}“ wartet kein Vorschlag.", f'No proposal waits for "{title}".'),
            Text("Laden Sie die Seite neu.", "Load the page anew."),
        )


class OtherProposal(AppError):
    """Another text waits than the one that was seen."""

    code = "other_proposal"

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(
                f"Für „{title}“ wartet inzwischen ein anderer Vorschlag.",
                f'Another proposal waits for "{title}" by now.',
            ),
            Text("Lesen Sie ihn, und entscheiden Sie dann.", "Read it, and decide then."),
        )


class NothingToUndo(AppError):
    code = "nothing_to_undo"

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(f"Vor diesem Text hatte „{title}“ keinen anderen.", f'"{title}" had no text before this one.'),
            Text("Alle Fassungen stehen im Verlauf.", "All versions are in the history."),
        )


class UnknownAudit(AppError):
    code = "unknown_audit"

    def __init__(self, audit_id: str) -> None:
        super().__init__(
            Text(f"Eine Prüfung „{audit_id}“ gibt es nicht.", f'There is no audit "{audit_id}".'),
            Text("Wählen Sie eine aus der Liste.", "Choose one from the list."),
        )


class UnknownOutline(AppError):
    code = "unknown_outline"

    def __init__(self, outline_id: str) -> None:
        super().__init__(
            Text(f"Eine Gliederung „{outline_id}“ gibt es nicht.", f'There is no outline "{outline_id}".'),
            Text("Wählen Sie eine andere, oder laden Sie sie hoch.", "Choose another one, or upload it."),
        )


class OutlineInUse(AppError):
    code = "outline_in_use"

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(f"Nach dieser Gliederung ist „{title}“ gemacht.", f'"{title}" is made by this outline.'),
            Text("Wählen Sie dort zuerst eine andere.", "Choose another one there first."),
        )


class SectionLocked(AppError):
    code = "section_locked"

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(f"Der Abschnitt „{title}“ ist gesperrt.", f'The section "{title}" is locked.'),
            Text("Heben Sie die Sperre auf, um ihn zu ändern.", "Unlock it to change it."),
        )


class Conflict(AppError):
    """The text was changed elsewhere since. Nothing is lost: `theirs` stands, `mine` is version `kept_as`."""

    code = "conflict"

    def __init__(self, *, theirs: Section, mine: Section, saved_at: str, revision: int, kept_as: int) -> None:
        super().__init__(
            Text(
                f"Der Abschnitt „{theirs.title}“ wurde inzwischen an anderer Stelle geändert ({moment(saved_at)}).",
                f'The section "{theirs.title}" has been changed elsewhere since ({moment(saved_at)}).',
            ),
            Text(
                f"Ihr Text ist als Fassung {kept_as} aufgehoben: Wählen Sie sie bei den Fassungen, um beide zu "
                "vergleichen. Speichern Sie dann noch einmal, gilt Ihrer.",
                f"Your text is kept as version {kept_as}: choose it among the versions to compare the two. If you then "
                "save again, yours holds.",
            ),
        )
        self.theirs = theirs
        self.mine = mine
        self.saved_at = saved_at
        self.revision = revision
        self.kept_as = kept_as


class LateProposal(Conflict):
    """A proposal was made of, or would replace, a text that has been replaced elsewhere; `mine` is the proposed one."""

    code = "late_proposal"

    def __init__(self, *, theirs: Section, mine: Section, saved_at: str, revision: int, kept_as: int) -> None:
        super().__init__(theirs=theirs, mine=mine, saved_at=saved_at, revision=revision, kept_as=kept_as)
        self.hint = Text(
            f"Der vorgeschlagene Text ist als Fassung {kept_as} aufgehoben: Wählen Sie sie bei den Fassungen, um ihn "
            "mit dem neuen zu vergleichen.",
            f"The proposed text is kept as version {kept_as}: choose it among the versions to compare it with the new "
            "one.",
        )


class UnseenText(Conflict):
    """Something was to be done with a text that had been replaced elsewhere; `mine` is the one that was seen."""

    code = "unseen_text"

    def __init__(self, *, theirs: Section, mine: Section, saved_at: str, revision: int, kept_as: int) -> None:
        super().__init__(theirs=theirs, mine=mine, saved_at=saved_at, revision=revision, kept_as=kept_as)
        self.hint = Text(
            f"Sie hatten Fassung {kept_as} vor sich. Lesen Sie den neuen Text, und wählen Sie dann noch einmal.",
            f"You had version {kept_as} before you. Read the new text, and then choose again.",
        )


class ProfileConflict(AppError):
    """The profile was changed elsewhere since; `theirs` stands and `mine` is not stored."""

    code = "profile_conflict"

    def __init__(self, *, theirs: Profile, mine: Profile, saved_at: str, revision: int) -> None:
        super().__init__(
            Text(
                f"Das Profil wurde inzwischen an anderer Stelle geändert ({moment(saved_at)}).",
                f"The profile has been changed elsewhere since ({moment(saved_at)}).",
            ),
            Text(
                "Vergleichen Sie beide. Speichern Sie dann noch einmal, gilt Ihr Profil.",
                "Compare the two. If you then save again, your profile holds.",
            ),
        )
        self.theirs = theirs
        self.mine = mine
        self.saved_at = saved_at
        self.revision = revision


class DamagedText(AppError):
    """A stored text that is no section or draft as this version knows them."""

    code = "damaged_text"

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(
            Text(
                f"Ein gespeicherter Text ist nicht lesbar ({place}: {problem}).",
                f"A stored text cannot be read ({place}: {problem}).",
            ),
            Text(
                "Prüfen Sie, ob eine neuere Fassung des Programms ihn geschrieben hat.",
                "Check whether a newer version of the program wrote it.",
            ),
        )


class WorkspaceOutOfReach(AppError):
    """The system does not let us read or write the file; nothing was changed."""

    code = "workspace_out_of_reach"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            Text(
                f"Auf die Arbeitsablage {path} kann nicht zugegriffen werden ({problem}).",
                f"The workspace {path} cannot be reached ({problem}).",
            ),
            Text(
                "Prüfen Sie Schreibrechte und freien Platz und ob ein anderes Programm die Datei offen hält.",
                "Check write permission and free space, and whether another program holds the file open.",
            ),
        )


class DamagedWorkspace(AppError):
    code = "damaged_workspace"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            Text(
                f"Die Arbeitsablage {path} ist beschädigt ({problem}).", f"The workspace {path} is damaged ({problem})."
            ),
            Text(
                f"Heben Sie die Datei auf und setzen Sie eine Sicherung an ihre Stelle (auch {path.name}.before-…).",
                f"Keep the file and put a backup in its place ({path.name}.before-… is one too).",
            ),
        )


class NewerWorkspace(AppError):
    code = "newer_workspace"

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            Text(
                f"Die Arbeitsablage {path} stammt aus einem neueren Clusterkompass ({found}, hier {known}).",
                f"The workspace {path} was made by a newer Clusterkompass ({found}, here {known}).",
            ),
            Text("Installieren Sie die neuere Fassung.", "Install the newer version."),
        )
