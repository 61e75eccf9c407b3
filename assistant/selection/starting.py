"""The start of a project: only when the four rules on intellectual property are settled.

Söllner/Wiese/Wiesner (2018), chapter 5.3: legal safeguards are to be in place before a project begins.
"""

from assistant.selection.records import Candidate, Selection
from assistant.selection.words import text_of
from ingest.errors import AppError
from ingest.records import Text


class IprIncomplete(AppError):
    """A project that cannot start yet; the message names what its rules still lack."""

    code = "ipr_incomplete"

    def __init__(self, project: Candidate) -> None:
        missing = [(text_of(f"ipr_{rule}"), text_of(f"ipr_field_{field}")) for rule, field in project.ipr.missing]
        german = "; ".join(f"{rule.de} – {field.de}" for rule, field in missing)
        english = "; ".join(f"{rule.en} – {field.en}" for rule, field in missing)
        super().__init__(
            Text(
                f"„{project.name}“ kann noch nicht beginnen. Es fehlt: {german}.",
                f'"{project.name}" cannot start yet. Missing: {english}.',
            ),
            Text(
                "Ergänzen Sie die Regeln zum geistigen Eigentum, am besten mit Rechtsrat aus dem Zielland.",
                "Complete the rules on intellectual property, best with legal advice from the target country.",
            ),
        )


def start_project(selection: Selection, project_id: str) -> Selection:
    """Return the selection with a project begun; raises IprIncomplete."""
    for one in selection.candidates:
        if one.id == project_id and one.ipr.missing:
            raise IprIncomplete(one)
    begun = tuple(
        Candidate(**{**dict(one), "started": one.started or one.id == project_id}) for one in selection.candidates
    )
    return Selection(**{**dict(selection), "candidates": begun})
