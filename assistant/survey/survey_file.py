"""A survey as a JSON file: the same record that the workspace keeps."""

from pathlib import Path

from assistant.instruments.record_file import read_record
from assistant.survey.records import Survey
from ingest.records import Text

_SAVE_ANEW = Text(
    "Berichtigen Sie die Datei. Eine gültige schreibt der Befehl survey questionnaire --out umfrage.json.",
    "Correct the file. The command survey questionnaire --out survey.json writes a valid one.",
)


def read_survey(path: Path, name: str = "") -> Survey:
    """Return the survey of a JSON file, called `name` by its user.

    Raises BadInstrumentFile, MissingPath, FileOutOfReach.
    """
    return read_record(path, Survey, _SAVE_ANEW, name=name)
