"""A survey as a JSON file: the same record that the workspace keeps."""

from codecs import BOM_UTF8
from pathlib import Path

from pydantic import ValidationError

from assistant.studio.faults import faults_in_words
from assistant.survey.records import Survey
from ingest.errors import AppError
from ingest.records import Text

_MOST_BYTES = 5_000_000


class UnusableSurvey(AppError):
    """A file that is no survey. `reason` says what is wrong with which field."""

    code = "unusable_survey"

    def __init__(self, reason: Text) -> None:
        super().__init__(
            reason,
            Text(
                "Berichtigen Sie die Datei. Eine gültige schreibt der Befehl survey questionnaire --out umfrage.json.",
                "Correct the file. The command survey questionnaire --out survey.json writes a valid one.",
            ),
        )


def read_survey(path: Path, name: str = "") -> Survey:
    """Return the survey of a JSON file, called `name` by its user; raises UnusableSurvey."""
    name = name or path.name
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnusableSurvey(Text(f"{name} ist zu groß.", f"{name} is too large."))
        return Survey.model_validate_json(path.read_bytes().removeprefix(BOM_UTF8))  # which Windows writes
    except OSError as error:
        reason = error.strerror or type(error).__name__
        told = Text(f"{name} kann nicht gelesen werden ({reason}).", f"{name} cannot be read ({reason}).")
        raise UnusableSurvey(told) from error
    except ValidationError as error:
        raise UnusableSurvey(faults_in_words(error, name)) from error


def survey_json(survey: Survey) -> bytes:
    """Return a survey as JSON that `read_survey` reads."""
    return (survey.model_dump_json(indent=2) + "\n").encode()
