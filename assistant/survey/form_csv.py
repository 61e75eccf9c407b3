"""The questionnaire as CSV for survey tools, and an empty sheet into which answers on paper are typed.

Plain CSV, one question a line: code;type;theme;text;options;low;high;unit;need;group. The formats that tools such as
LimeSurvey import are tied to a tool and its version; this one opens in every spreadsheet, and is pasted from there.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from assistant.export.tasks_csv import harmless_cell
from assistant.survey.records import Question, Survey, Words
from assistant.survey.words import SurveyWords
from ingest.records import Language

HEAD = ("code", "type", "theme", "text", "options", "low", "high", "unit", "need", "group")
RESPONDENT = "id"
_BETWEEN = " | "  # options in their cell


def questionnaire_csv(survey: Survey, language: Language) -> bytes:
    """Return the questions as CSV (UTF-8 with a byte order mark), parted by ";" in German and "," in English.

    Options stand in one cell, parted by " | ", each "code=text". A cell that a spreadsheet would take for a formula
    begins with an apostrophe.
    """
    words = SurveyWords(language)
    return _written([HEAD, *(_cells(one, words) for one in survey.questions)], language)


def answer_sheet_csv(survey: Survey, language: Language) -> bytes:
    """Return an empty sheet for answers: one column a question, headed by its code, one line a member."""
    return _written([(RESPONDENT, *(one.code for one in survey.questions))], language)


def _cells(question: Question, words: SurveyWords) -> Sequence[str]:
    language = words.language

    def told(text: Words | None) -> str:
        return text.of(language) if text else ""

    options = _BETWEEN.join(f"{one.code}={one.text.of(language)}" for one in question.options)
    ends = (told(question.low), told(question.high), told(question.unit))
    marks = ("1" if question.need else "0", "1" if question.group else "0")
    theme = words(f"theme_{question.theme}")
    return (question.code, question.kind, theme, question.text.of(language), options, *ends, *marks)


def _written(rows: Iterable[Sequence[str]], language: Language) -> bytes:
    written = StringIO()
    writer = csv.writer(written, delimiter=";" if language == "de" else ",", lineterminator="\r\n")
    writer.writerows([harmless_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")
